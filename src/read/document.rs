//! Opens a PDF and reads it page by page, in the calling process.
//!
//! Only the worker, benches and tests call this: a hostile file may hang or abort whoever reads it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use hayro_syntax::object::Dict;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use serde::{Deserialize, Serialize};

use super::fonts::Fonts;
use super::interpret::Limits;
use super::page::read_page;
use super::raw::RawPage;
use super::structure::Structure;

/// Why a file gave no pages. The words are the `kind` of a row in `errors.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReadFailure {
    /// Zero bytes.
    #[error("filen är tom (0 byte); hämta den på nytt")]
    EmptyFile,
    /// Not a PDF at all.
    #[error("filen är ingen PDF utan ser ut som {looks_like}; spara dokumentet som PDF")]
    NotPdf {
        /// What its first bytes look like.
        looks_like: String,
    },
    /// A password is needed.
    #[error("PDF:en är lösenordsskyddad; spara en kopia utan lösenord")]
    Encrypted,
    /// Damaged beyond rebuilding.
    #[error("PDF:en är skadad eller avhuggen och går inte att öppna; hämta den på nytt")]
    Broken,
    /// A PDF of no pages.
    #[error("PDF:en har inga sidor")]
    NoPages,
    /// The file can't be read from disk.
    #[error("filen går inte att läsa: {reason}")]
    Io {
        /// The system's words.
        reason: String,
    },
    /// The worker took too long.
    #[error("läsningen avbröts efter {seconds} s; {pages_read} sidor hann läsas (höj --timeout-s vid behov)")]
    Timeout {
        /// Seconds waited.
        seconds: u64,
        /// Pages that arrived before.
        pages_read: usize,
    },
    /// The worker said more than a document can have.
    #[error("läsaren gav fler sidor än taket eller mer än {output_mb} MB; {pages_read} sidor hann läsas (se [limits])")]
    TooMuch {
        /// The bound.
        output_mb: u64,
        /// Pages that arrived before.
        pages_read: usize,
    },
    /// The worker died (memory, a fault in a decoder).
    #[error("läsaren föll på det här dokumentet efter {pages_read} sidor (minnestak eller fel i filen)")]
    Crashed {
        /// Pages that arrived before.
        pages_read: usize,
    },
}

impl ReadFailure {
    /// The fixed word for `errors.csv`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::NotPdf { .. } => "not_pdf",
            Self::Encrypted => "encrypted",
            Self::Broken => "broken",
            Self::NoPages => "no_pages",
            Self::Io { .. } => "io",
            Self::Timeout { .. } => "timeout",
            Self::TooMuch { .. } => "too_much",
            Self::Crashed { .. } => "crashed",
        }
    }
}

/// An opened PDF.
pub struct OpenPdf {
    pdf: Pdf,
    /// The file was damaged: its objects had to be searched for, pages are missing, or only lopdf could open it.
    pub rebuilt: bool,
}

impl OpenPdf {
    /// Open a file's bytes: by hayro, and where that finds nothing valid, by lopdf's more forgiving parser.
    ///
    /// # Errors
    /// Says why, in the words of [`ReadFailure`].
    pub fn open(bytes: Vec<u8>) -> Result<Self, ReadFailure> {
        if bytes.is_empty() {
            return Err(ReadFailure::EmptyFile);
        }
        if let Some(looks_like) = other_format(&bytes) {
            return Err(ReadFailure::NotPdf { looks_like: looks_like.to_owned() });
        }
        let bytes = Arc::new(bytes);
        let opened = match Pdf::new(bytes.clone()) {
            Ok(pdf) => {
                let rebuilt = looks_damaged(&bytes, &pdf);
                Ok(Self { pdf, rebuilt })
            }
            Err(LoadPdfError::Decryption(
                DecryptionError::PasswordProtected
                | DecryptionError::UnsupportedAlgorithm
                | DecryptionError::MissingIDEntry
                | DecryptionError::InvalidEncryption,
            )) => return Err(ReadFailure::Encrypted),
            Err(LoadPdfError::Invalid) => rebuild(&bytes)
                .and_then(|bytes| Pdf::new(bytes).ok())
                .map(|pdf| Self { pdf, rebuilt: true })
                .ok_or(ReadFailure::Broken),
        }?;
        if opened.pdf.pages().is_empty() {
            return Err(ReadFailure::NoPages);
        }
        Ok(opened)
    }

    /// Number of pages.
    pub fn page_count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// The file's bytes (those of the rebuilt one, if it was).
    pub(super) fn bytes(&self) -> &[u8] {
        self.pdf.data().as_ref()
    }

    /// The parsed file, for rendering.
    pub(super) fn pdf(&self) -> &Pdf {
        &self.pdf
    }

    /// Read every page, in order; each is handed on as soon as it is done.
    pub fn read(&self, limits: Limits, on_page: impl FnMut(RawPage)) {
        self.read_first(usize::MAX, limits, on_page);
    }

    /// Read the first pages, so many at most.
    pub(super) fn read_first(&self, pages: usize, limits: Limits, mut on_page: impl FnMut(RawPage)) {
        let structure = if limits.tags { Structure::of(&self.pdf) } else { Structure::default() };
        let fonts = Rc::new(RefCell::new(Fonts::new()));
        for (index, page) in self.pdf.pages().iter().enumerate().take(pages) {
            on_page(read_page(page, index, &fonts, &structure, limits));
        }
    }
}

/// What a file is that has no PDF header in its first kilobyte, when that is easy to tell.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|w| w == b"%PDF-") {
        return None;
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    match head {
        _ if text.contains("<!doctype html") || text.contains("<html") => Some("en webbsida (HTML)"),
        [b'P', b'K', 3, 4, ..] => Some("ett Office-dokument eller en zip-fil"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("ett äldre Word-dokument"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => Some("en bild"),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Some("en bild (TIFF)"),
        [b'{', b'\\', b'r', b't', b'f', ..] => Some("ett RTF-dokument"),
        _ if text.starts_with("<?xml") => Some("XML"),
        // leading junk before a header, or a header lost: let the parsers try
        _ => None,
    }
}

/// hayro opens damaged files without a word. Cut files have no `startxref` at their end or fewer pages than they say.
fn looks_damaged(bytes: &[u8], pdf: &Pdf) -> bool {
    const TAIL: usize = 1 << 16;
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let ends_well = tail.windows(9).rev().any(|w| w == b"startxref");
    let said = pdf
        .xref()
        .get::<Dict<'_>>(pdf.xref().root_id())
        .and_then(|catalog| catalog.get::<Dict<'_>>(b"Pages".as_slice()))
        .and_then(|pages| pages.get::<u32>(b"Count".as_slice()));
    !ends_well || said.is_some_and(|said| said as usize > pdf.pages().len())
}

/// lopdf reads some files that hayro calls invalid; written out again they are whole.
fn rebuild(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut document = lopdf::Document::load_mem(bytes).ok()?;
    if document.get_pages().is_empty() {
        return None;
    }
    let mut rebuilt = Vec::with_capacity(bytes.len());
    document.save_to(&mut rebuilt).ok()?;
    Some(rebuilt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_fails(bytes: &[u8], kind: &str) {
        assert_eq!(OpenPdf::open(bytes.to_vec()).err().map(|e| e.kind()), Some(kind));
    }

    #[test]
    fn files_that_are_no_pdf_are_named() {
        check_fails(b"", "empty_file");
        check_fails(b"\n <!DOCTYPE html><html><body>404</body></html>", "not_pdf");
        check_fails(b"PK\x03\x04rest of a docx", "not_pdf");
        check_fails(b"%PDF-1.4\n1 0 obj\n<<", "broken");
        check_fails(b"plain words", "broken");
    }
}
