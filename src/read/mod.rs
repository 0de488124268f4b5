//! Turns one PDF or text file into lines with places, or says plainly why it could not.
//!
//! Steps: a worker process opens the PDF and reads its pages (`document`, `interpret`, `lines`); pages without usable
//! text are drawn and read by OCR where that is wanted and installed; `assemble` makes the pages a document. A PDF is
//! never parsed in the calling process.
//!
//! Gives [`Pages`] and findings. Never repairs words, never guesses what a part means.

mod raw;
mod fonts;
mod interpret;
mod structure;
mod hyphens;
mod lines;
mod tables;
mod columns;
mod page;
mod document;
mod second_opinion;
mod render;
pub mod worker;
mod pool;
mod plain;
mod ocr;
mod furniture;
mod rows;
mod notes;
mod shapes;
mod assemble;

pub use document::{OpenPdf, ReadFailure};
pub use interpret::Limits;
pub use ocr::{OCR_DPI, Tesseract};
pub use pool::{Pool, ReadAnswer, WorkerLimits};
pub use raw::{RawLine, RawPage, Row, Shape};

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use sha2::Digest;

use crate::text::{DocId, Finding, Line, PageClass, PageInfo, Pages, Severity, TextSource, Warned};

/// Name and version of the reading engine and of the rules on top; a change makes a rerun read everything again.
pub const ENGINE: &str = concat!("hayro-0.9.0/", env!("CARGO_PKG_VERSION"), "/1");

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
    /// What the machine offers for it.
    pub tesseract: Tesseract,
    /// Ask a second engine about every page.
    pub second_opinion: bool,
    /// Seconds that OCR may take for a page.
    pub ocr_timeout_s: u64,
}

/// Read one file. `path` is where it is, `name` its path under the corpus.
///
/// # Errors
/// When nothing could be read at all; what went wrong with single pages is a finding.
pub fn read(path: &Path, name: &str, pool: &Pool, settings: &ReadSettings) -> Result<Warned<Pages>, ReadFailure> {
    let is_text = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
    if is_text { read_text(path, name) } else { read_pdf(path, name, pool, settings) }
}

/// The lines of a PDF, read in the calling process without limits on time and memory: for benches and tests, and for files
/// one trusts.
///
/// # Errors
/// When the PDF can't be opened.
pub fn lines_here(bytes: Vec<u8>, limits: Limits) -> Result<Vec<Line>, ReadFailure> {
    let pdf = OpenPdf::open(bytes)?;
    let mut pages = Vec::with_capacity(pdf.page_count());
    pdf.read(limits, |page| pages.push(page));
    Ok(assemble::assemble(pages).lines)
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
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn read_text(path: &Path, name: &str) -> Result<Warned<Pages>, ReadFailure> {
    let bytes = std::fs::read(path).map_err(|error| ReadFailure::Io { reason: error.to_string() })?;
    let (lines, pages) = plain::plain(&bytes)?;
    let pages = Pages { id: DocId::from_path(name), path: name.to_owned(), sha256: sha256_of(path)?, lines, pages };
    Ok(Warned { output: pages, findings: Vec::new() })
}

fn read_pdf(path: &Path, name: &str, pool: &Pool, settings: &ReadSettings) -> Result<Warned<Pages>, ReadFailure> {
    let sha256 = sha256_of(path)?;
    let mut answer = pool.read(path, settings.second_opinion);
    let mut findings = findings_of(&answer, name);
    if let Some(failure) = answer.failure.take() {
        if answer.pages.is_empty() {
            return Err(failure);
        }
        findings.push(finding(name, None, failure.kind(), Severity::Failed, failure.to_string()));
    }
    let sources = ocr_pages(path, name, &mut answer.pages, pool, settings, &mut findings);
    let infos: Vec<PageInfo> = answer
        .pages
        .iter()
        .zip(&sources)
        .map(|(page, source)| PageInfo {
            number: page.number,
            width: page.width,
            height: page.height,
            class: page.class,
            source: *source,
            furniture: Vec::new(),
        })
        .collect();
    let assembled = assemble::assemble(answer.pages);
    let pages = infos
        .into_iter()
        .zip(assembled.furniture)
        .map(|(info, furniture)| PageInfo { furniture, ..info })
        .collect();
    let pages = Pages { id: DocId::from_path(name), path: name.to_owned(), sha256, lines: assembled.lines, pages };
    Ok(Warned { output: pages, findings })
}

fn finding(name: &str, page: Option<u32>, kind: &'static str, severity: Severity, message: String) -> Finding {
    Finding { path: name.to_owned(), page, stage: "read", kind, severity, message }
}

fn findings_of(answer: &ReadAnswer, name: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if answer.rebuilt {
        let message = "filen var skadad och har byggts upp på nytt; kontrollera mot originalet".to_owned();
        findings.push(finding(name, None, "rebuilt", Severity::Notice, message));
    }
    for page in answer.pages.iter().filter(|page| page.cut_short) {
        let message = "sidan är för stor och lästes bara till en del".to_owned();
        findings.push(finding(name, Some(page.number), "cut_short", Severity::Partial, message));
    }
    for (page, agreement) in &answer.disagreements {
        let message = format!("två läsare är oense om sidans ord ({:.0} % lika); jämför med originalet", agreement * 100.0);
        findings.push(finding(name, Some(*page), "engines_differ", Severity::Notice, message));
    }
    findings
}

/// Read by OCR the pages that need it; gives where each page's text came from.
fn ocr_pages(
    path: &Path,
    name: &str,
    pages: &mut [RawPage],
    pool: &Pool,
    settings: &ReadSettings,
    findings: &mut Vec<Finding>,
) -> Vec<TextSource> {
    let mut sources = Vec::with_capacity(pages.len());
    for page in pages {
        let hopeless = matches!(page.class, PageClass::Scan | PageClass::Unreadable);
        let had_text = !page.lines.is_empty();
        let wanted = match settings.ocr {
            OcrMode::Never => false,
            OcrMode::Auto => hopeless,
            OcrMode::Always => page.class != PageClass::Empty,
        };
        let mut source = if had_text { TextSource::TextLayer } else { TextSource::None };
        if wanted && settings.tesseract.is_ready() {
            match ocr_page(path, page.number, pool, settings) {
                Ok(lines) => {
                    source = if lines.is_empty() && !had_text { TextSource::None } else { TextSource::Ocr };
                    page.lines = lines;
                }
                Err(message) => {
                    findings.push(finding(name, Some(page.number), "ocr_failed", Severity::Partial, message));
                }
            }
        } else if hopeless || wanted {
            findings.push(no_ocr(name, page, settings));
        }
        sources.push(source);
    }
    sources
}

fn ocr_page(path: &Path, page: u32, pool: &Pool, settings: &ReadSettings) -> Result<Vec<RawLine>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let picture = folder.path().join("page.pgm");
    pool.render(path, page, OCR_DPI, &picture).map_err(|failure| failure.to_string())?;
    ocr::ocr(&picture, OCR_DPI, Duration::from_secs(settings.ocr_timeout_s))
}

fn no_ocr(name: &str, page: &RawPage, settings: &ReadSettings) -> Finding {
    let what = match page.class {
        PageClass::Scan => "sidan är en bild utan text",
        PageClass::Unreadable => "sidans text kan inte avkodas",
        _ => "sidan skulle läsas med OCR",
    };
    let why = match (&settings.tesseract, settings.ocr) {
        (_, OcrMode::Never) => "OCR är avstängt (--ocr never)",
        (Tesseract::Missing, _) => "tesseract är inte installerat; med det (och språket swe) läses sidan",
        (Tesseract::NoSwedish(_), _) => "tesseract saknar språket swe; med det läses sidan",
        (Tesseract::Ready(_), _) => "OCR användes inte",
    };
    let kind = if page.class == PageClass::Unreadable { "unreadable" } else { "no_text" };
    finding(name, Some(page.number), kind, Severity::Partial, format!("{what}; {why}"))
}
