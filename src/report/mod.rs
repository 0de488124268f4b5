//! Turns results into tables and pages, in a fixed order; every file appears whole or not at all.
//!
//! A run's results become rows ([`rows`]), rows become files: CSV for everyone, `paragraf.sqlite` for Datasette,
//! `report/matrix.xlsx` and `report/index.html` for readers. The way back ([`read_table`], [`read_rows`]) serves the other
//! commands; [`verify`] checks that a folder still says what its documents say. Absent on purpose: clocks, machine paths,
//! anything that would make two runs over the same corpus differ (`run.json`'s seconds are the caller's).

pub mod schema;

pub mod rows;

mod sheet;

mod tables;

mod csv_file;

mod place_file;

mod pivot_matrix;

mod link_pages;

mod word_status;

mod write_xlsx;

pub(crate) mod page;

mod story;

mod sqlite_file;

mod describe_tables;

mod parquet_file;

mod write_all;

mod mask;

mod write_bulk;

mod export;

mod verify;

#[cfg(test)]
pub(crate) mod tests;

pub use export::{ExportFormat, Privacy, export};
pub use mask::mask;
pub use page::{Lang, story_page};
pub use pivot_matrix::{Cell, KnownOrgan, Matrix, MatrixFormat, MatrixOptions, Plan, PointChoice};
pub(crate) use place_file::place;
pub use sheet::Sheet;
pub use story::{Answer, Change, ChangeKind, Step, Stories, Story, tell};
pub(crate) use story::{points_named, word_changes};
pub use tables::Tables;
pub use verify::{shortened, verify};
pub use write_all::write;

use std::path::{Path, PathBuf};

use csv::StringRecord;

use self::rows::Row;
use self::schema::{Column, Kind};
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
    #[must_use]
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
pub struct Results {
    /// Sorted by `doc_id`.
    pub inputs: Vec<Input>,
    /// Points, criteria, lineage.
    pub points: Points,
    /// Sorted by plan, point, rank.
    pub evidence: Vec<Evidence>,
    /// What was expected beyond single documents.
    pub coverage: Vec<Coverage>,
    /// Sorted.
    pub findings: Vec<Finding>,
    /// Version, settings, hashes, counts and seconds, written as `run.json`. The corpus folder is looked for at
    /// `settings.corpus`, so that pages can be linked and hashes checked.
    pub run: serde_json::Value,
}

/// Why a report could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file can't be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no such table in the folder, or it is not one of ours.
    #[error("{}: {message}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        message: String,
    },
    /// Two rows share an id.
    #[error("{table}: {id} names two rows, rename one of the inputs")]
    Twice {
        /// The table.
        table: &'static str,
        /// The id.
        id: String,
    },
    /// A workbook, database or column file can't be made.
    #[error("{}: {message}", path.display())]
    Engine {
        /// The file.
        path: PathBuf,
        /// What the library says.
        message: String,
    },
}

impl ReportError {
    fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    fn table(path: &Path, message: impl Into<String>) -> Self {
        Self::Table { path: path.to_owned(), message: message.into() }
    }

    fn engine(path: &Path, error: impl std::fmt::Display) -> Self {
        Self::Engine { path: path.to_owned(), message: error.to_string() }
    }
}

/// A table of an output folder by name (`documents`, …, `matrix`), of either CSV profile, with the right columns.
///
/// # Errors
/// When the file is absent, is no CSV, or has other columns.
pub fn read_table(out: &Path, name: &str) -> Result<Sheet, ReportError> {
    let path = out.join(format!("{name}.csv"));
    let bytes = read_bytes(&path)?;
    let columns = |head: &StringRecord| match schema::table(name) {
        Some(table) => table.columns.to_vec(),
        None => matrix_columns(head),
    };
    let mut sheet = csv_file::from_csv(&bytes, columns).map_err(|message| ReportError::table(&path, message))?;
    sheet.name = name.to_owned().into();
    Ok(sheet)
}

/// The columns of a matrix: those before its points as they should be, then the points as they are.
fn matrix_columns(head: &StringRecord) -> Vec<Column> {
    let points = head.iter().skip(schema::MATRIX_HEAD.len());
    let points = points.map(|name| Column { name: name.to_owned().into(), kind: Kind::Text });
    schema::MATRIX_HEAD.iter().cloned().chain(points).collect()
}

/// The rows of a table of an output folder, typed.
///
/// # Errors
/// As [`read_table`], and when a cell does not fit its column.
pub fn read_rows<R: Row>(out: &Path) -> Result<Vec<R>, ReportError> {
    let sheet = read_table(out, R::TABLE.name)?;
    sheet.rows().map_err(|(row, error)| {
        let path = out.join(format!("{}.csv", R::TABLE.name));
        ReportError::table(&path, format!("row {row}: {error}"))
    })
}

/// The compliance matrix of the last run again, as the bytes of a file of that format.
///
/// # Errors
/// When the tables of the last run can't be read, or the workbook can't be made.
pub fn matrix(
    out: &Path,
    format: MatrixFormat,
    options: MatrixOptions,
    csv: CsvProfile,
) -> Result<Vec<u8>, ReportError> {
    let documents = read_rows(out)?;
    let points = read_rows(out)?;
    let evidence = read_rows(out)?;
    let run = read_run(out)?;
    let matrix = Matrix::new(&documents, &points, &evidence, options).over_time(&read_rows(out)?, &run);
    let links = link_pages::Links::new(out, &run, &documents);
    match format {
        MatrixFormat::Csv => Ok(csv_file::to_csv(&matrix.to_sheet(), csv)),
        MatrixFormat::Json => Ok(matrix.to_json()),
        MatrixFormat::Html => {
            let tables = Tables { documents, points, evidence, lineage: Vec::new(), ..Tables::default() };
            Ok(page::matrix_page(&matrix, &links, &tables))
        }
        MatrixFormat::Xlsx => write_xlsx::workbook(&matrix, &links)
            .map_err(|error| ReportError::engine(&out.join("report/matrix.xlsx"), error)),
    }
}

/// The rows of a CSV table of either profile, or of a piece of one with its head.
pub(crate) fn rows_of_csv<R: Row>(bytes: &[u8]) -> Result<Vec<R>, String> {
    let sheet = csv_file::from_csv(bytes, |_| R::TABLE.columns.to_vec())?;
    sheet.rows().map_err(|(row, error)| format!("row {row}: {error}"))
}

/// `run.json` of an output folder.
///
/// # Errors
/// When it is absent or no JSON.
pub fn read_run(out: &Path) -> Result<serde_json::Value, ReportError> {
    let path = out.join("run.json");
    serde_json::from_slice(&read_bytes(&path)?).map_err(|error| ReportError::table(&path, error.to_string()))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, ReportError> {
    std::fs::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => ReportError::table(path, "is not there, start `paragraf run` first"),
        _ => ReportError::io(path, source),
    })
}
