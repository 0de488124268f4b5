//! Turns one PDF or text file into lines with places, or says plainly why it could not.
//!
//! Steps: a worker process opens the PDF and reads its pages (`document`, `interpret`, `lines`); pages without usable
//! text are drawn and read by OCR where that is wanted and installed; `assemble` makes the pages a document. A PDF is
//! never parsed in the calling process.
//!
//! Gives [`Pages`] and findings. Never repairs words, never guesses what a part means.

mod limits;
mod raw;
mod to_unicode;
mod fonts;
mod chunks;
mod geometry;
mod paths;
mod marks;
mod mend_content;
mod interpret;
mod annotations;
mod structure;
mod hyphens;
mod lines;
mod cells;
mod tables;
mod unruled;
mod columns;
mod page;
mod document;
mod second_opinion;
mod render;
mod faults;
mod confine;
pub mod worker;
mod pool;
mod plain;
mod choose_reading;
mod ocr;
mod furniture;
mod rows;
mod notes;
mod shapes;
mod assemble;
mod cache;

pub use cache::{Cache, cache_folder};
pub use confine::{Allowed, Confined, confine, turn_into};
pub use document::{OpenPdf, ReadFailure};
pub use interpret::Limits as PageLimits;
pub use limits::Limits;
pub use ocr::{OCR_DPI, Tesseract};
pub use pool::{Pool, ReadAnswer};
pub use raw::{RawLine, RawPage, Row, Shape};

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use sha2::Digest;

use cache::{Ocr, Stored};

use crate::text::{DocId, Finding, Line, PageClass, PageInfo, Pages, Severity, TextSource, Warned};

/// Name and version of the reading engine and of the rules on top; a change makes a rerun read everything again.
pub const ENGINE: &str = concat!("hayro-0.9.0/", env!("CARGO_PKG_VERSION"), "/6");

/// When OCR is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum OcrMode {
    /// On pages without text or with unreadable text.
    #[default]
    Auto,
    /// On no page.
    Never,
    /// On every page of every PDF.
    Always,
}

/// How to read.
#[derive(Clone, Debug)]
pub struct ReadSettings {
    /// When OCR is used.
    pub ocr: OcrMode,
    /// Ask a second engine about every page.
    pub second_opinion: bool,
    /// Seconds that OCR may take for a page.
    pub ocr_timeout_s: u64,
    /// The worker's bounds in words: an answer that hangs on them is not reused under others.
    pub limits: String,
    /// Tells a doubtful text layer from a sound one; without it none is read again.
    pub certainty: Option<Certainty>,
}

/// Says how sure the words of a page's lines are, 0 to 1; whoever reads brings it, because this room knows no words.
#[derive(Clone)]
pub struct Certainty(Arc<OfLines>);

type OfLines = dyn Fn(&[String]) -> f32 + Send + Sync;

impl Certainty {
    /// By a function of the lines.
    pub fn new(of_lines: impl Fn(&[String]) -> f32 + Send + Sync + 'static) -> Self {
        Self(Arc::new(of_lines))
    }

    fn of(&self, lines: &[RawLine]) -> f32 {
        (self.0)(&lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>())
    }
}

impl std::fmt::Debug for Certainty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certainty")
    }
}

/// A file to read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Its path under the corpus.
    pub name: &'a str,
    /// SHA-256 of its content, lower-case hex.
    pub sha256: &'a str,
}

/// Read one file; an answer kept in `cache` is used instead of reading.
///
/// # Errors
/// When nothing could be read at all; what went wrong with single pages is a finding.
pub fn read(
    source: Source<'_>,
    pool: &Pool,
    cache: Option<&Cache>,
    settings: &ReadSettings,
) -> Result<Warned<Pages>, ReadFailure> {
    let is_text = source.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
    if is_text { read_text(source) } else { read_pdf(source, pool, cache, settings) }
}

/// The lines of a PDF, read in the calling process without limits on time and memory: for benches and tests, and for files
/// one trusts.
///
/// # Errors
/// When the PDF can't be opened.
pub fn lines_here(bytes: Vec<u8>, limits: PageLimits) -> Result<Vec<Line>, ReadFailure> {
    let pdf = OpenPdf::open(bytes)?;
    let mut pages = Vec::with_capacity(pdf.page_count());
    pdf.read(limits, |page| pages.push(page));
    Ok(assemble::assemble(pages).lines)
}

/// The lines of what a worker answered, taken as a run takes them: for fuzzing what a worker gone mad may say.
///
/// # Errors
/// When it gave no page, with the reason.
pub fn lines_of_answer(answer: &str) -> Result<Vec<Line>, ReadFailure> {
    let ReadAnswer { pages, failure, .. } = ReadAnswer::of_lines(answer.lines());
    match failure {
        Some(failure) if pages.is_empty() => Err(failure),
        _ => Ok(assemble::assemble(pages).lines),
    }
}

/// SHA-256 of a file, lower-case hex.
///
/// # Errors
/// When the file can't be read.
pub fn sha256_of(path: &Path) -> Result<String, ReadFailure> {
    let io = |error: std::io::Error| ReadFailure::Io { reason: error.to_string() };
    let mut file = std::fs::File::open(path).map_err(io)?;
    let mut hash = sha2::Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(io)? {
            0 => break,
            length => hash.update(&buffer[..length]),
        }
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}

fn read_text(source: Source<'_>) -> Result<Warned<Pages>, ReadFailure> {
    let bytes = std::fs::read(source.path).map_err(|error| ReadFailure::Io { reason: error.to_string() })?;
    let (lines, pages) = plain::plain(&bytes)?;
    Ok(Warned { output: pages_of(source, lines, pages), findings: Vec::new() })
}

fn pages_of(source: Source<'_>, lines: Vec<Line>, pages: Vec<PageInfo>) -> Pages {
    Pages {
        id: DocId::from_path(source.name),
        path: source.name.to_owned(),
        sha256: source.sha256.to_owned(),
        lines,
        pages,
    }
}

fn read_pdf(
    source: Source<'_>,
    pool: &Pool,
    cache: Option<&Cache>,
    settings: &ReadSettings,
) -> Result<Warned<Pages>, ReadFailure> {
    let stored = if let Some(stored) = cache.and_then(|cache| cache.get(source.sha256, settings)) {
        stored
    } else {
        let stored = ask(source.path, pool, settings);
        if let Some(cache) = cache {
            cache.put(source.sha256, settings, &stored);
        }
        stored
    };
    if let Some(failure) = stored.failure.clone().filter(|_| stored.pages.is_empty()) {
        return Err(failure);
    }
    let findings = findings_of(&stored, source.name, settings);
    let infos: Vec<PageInfo> = stored.pages.iter().zip(&stored.ocr).map(|(page, ocr)| info_of(page, ocr)).collect();
    let assembled = assemble::assemble(stored.pages);
    let pages =
        infos.into_iter().zip(assembled.furniture).map(|(info, furniture)| PageInfo { furniture, ..info }).collect();
    Ok(Warned { output: pages_of(source, assembled.lines, pages), findings })
}

fn info_of(page: &RawPage, ocr: &Ocr) -> PageInfo {
    let text_source = match ocr {
        _ if page.lines.is_empty() => TextSource::None,
        Ocr::Used => TextSource::Ocr,
        _ => TextSource::TextLayer,
    };
    PageInfo {
        number: page.number,
        width: page.width,
        height: page.height,
        class: page.class,
        source: text_source,
        furniture: Vec::new(),
    }
}

/// Have a worker read a PDF, and OCR the pages that need it.
fn ask(path: &Path, pool: &Pool, settings: &ReadSettings) -> Stored {
    let answer = pool.read(path, settings.second_opinion);
    let mut pages = answer.pages;
    let ocr = pages.iter_mut().map(|page| choose_reading::ocr_page(path, page, pool, settings)).collect();
    let ReadAnswer { disagreements, rebuilt, more_pages, failure, .. } = answer;
    Stored { pages, ocr, disagreements, rebuilt, more_pages, failure }
}

fn findings_of(stored: &Stored, name: &str, settings: &ReadSettings) -> Vec<Finding> {
    let finding =
        |page, kind, severity, message| Finding { path: name.to_owned(), page, stage: "read", kind, severity, message };
    let mut findings = Vec::new();
    if let Some(failure) = &stored.failure {
        findings.push(finding(None, failure.kind(), Severity::Failed, failure.to_string()));
    }
    if stored.rebuilt {
        let message = "filen var skadad och har byggts upp på nytt; kontrollera mot originalet".to_owned();
        findings.push(finding(None, "rebuilt", Severity::Partial, message));
    }
    if let Some(pages) = stored.more_pages {
        let read = stored.pages.len();
        let message = format!("filen har {pages} sidor; de första {read} lästes (höj limits.pages vid behov)");
        findings.push(finding(None, "more_pages", Severity::Partial, message));
    }
    for (page, ocr) in stored.pages.iter().zip(&stored.ocr) {
        let number = Some(page.number);
        if page.cut_short {
            let message = "sidan är för stor eller skadad och lästes bara till en del".to_owned();
            findings.push(finding(number, "cut_short", Severity::Partial, message));
        }
        match ocr {
            Ocr::Lacking if page.class == PageClass::OcrLayer => {
                findings.push(finding(number, "layer_doubtful", Severity::Notice, lacking(page.class, settings)));
            }
            Ocr::Lacking => {
                let kind = if page.class == PageClass::Unreadable { "unreadable" } else { "no_text" };
                findings.push(finding(number, kind, Severity::Partial, lacking(page.class, settings)));
            }
            Ocr::Failed(message) => findings.push(finding(number, "ocr_failed", Severity::Partial, message.clone())),
            Ocr::Used | Ocr::NotWanted => {}
        }
    }
    for (page, agreement) in &stored.disagreements {
        let message =
            format!("två läsare är oense om sidans ord ({:.0} % lika); jämför med originalet", agreement * 100.0);
        findings.push(finding(Some(*page), "engines_differ", Severity::Notice, message));
    }
    findings
}

/// Why a page that needs OCR has none, and what to do.
fn lacking(class: PageClass, settings: &ReadSettings) -> String {
    let what = match class {
        PageClass::Scan => "sidan är en bild utan text",
        PageClass::Unreadable => "sidans text kan inte avkodas",
        PageClass::OcrLayer => "sidans textlager är osäkert och skulle jämföras med en ny läsning",
        _ => "sidan skulle läsas med OCR",
    };
    let why = match (Tesseract::here(), settings.ocr) {
        (_, OcrMode::Never) => "OCR är avstängt (--ocr never)",
        (Tesseract::NoSwedish(_), _) => "tesseract saknar språket swe; med det läses sidan",
        _ => "tesseract är inte installerat; med det (och språket swe) läses sidan",
    };
    format!("{what}; {why}")
}
