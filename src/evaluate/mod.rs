//! Measures each stage of a finished run against known truth.
//!
//! Takes an output folder's tables and a folder of truth tables (`corpus/README.md` tells their columns), gives rows of
//! stage, measure, value and count. What a value means is said in the row, so that a table can be read without this file.
//! Numbers on the sample corpus are on tuned material: its rules were written with these documents at hand.

pub mod compare;
pub mod material;

mod text;
mod repair;
mod parts;
mod plans;
mod points;
mod verdicts;

pub use plans::evaluate_plans;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::dictionaries::Dictionaries;
use crate::directives::{self, Point};
use crate::report::rows::{DocumentRow, Row};
use crate::report::{ReportError, read_rows};
use crate::segment::Document;
use crate::text::fold;

/// One number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// The room it measures.
    pub stage: &'static str,
    /// What is measured.
    pub measure: Cow<'static, str>,
    /// The number, 0 to 1 unless the measure says otherwise.
    pub value: f64,
    /// Of how many (words, items, cells).
    pub count: usize,
    /// What stands out: the worst document, what was missed.
    pub note: String,
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// The output folder can't be read.
    #[error(transparent)]
    Output(#[from] ReportError),
    /// A truth table can't be read.
    #[error("{}: {message}", path.display())]
    Truth {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        message: String,
    },
}

/// A row of the truth's `documents.csv`.
#[derive(Clone, Debug, Deserialize)]
struct TrueDocument {
    doc_id: String,
    #[serde(rename = "type")]
    kind: String,
    organ_id: String,
    title: String,
    printed_title: String,
    date: String,
    year: String,
    dnr: String,
    scan: String,
}

/// Measure the run in `out` against the truth in `truth`, and repair on its texts damaged here and on the `pairs` of texts
/// (`NAME.damaged.txt`, `NAME.truth.txt`), where that folder is there.
///
/// # Errors
/// When a folder can't be read.
pub fn evaluate(
    out: &Path,
    truth: &Path,
    pairs: Option<&Path>,
    dictionaries: &Dictionaries,
) -> Result<Vec<Measure>, EvaluateError> {
    let input = Folders { out, truth };
    let documents: Vec<TrueDocument> = input.truth_rows("documents.csv")?;
    let found: Vec<DocumentRow> = input.out_rows()?;
    let mut measures = text::measure(&input, &documents)?;
    measures.extend(repair::measure(&input, pairs, dictionaries)?);
    measures.extend(classified(&documents, &found));
    measures.extend(parts::measure(&input)?);
    let (point_measures, pairs) = points::measure(&input)?;
    measures.extend(point_measures);
    measures.extend(verdicts::measure(&input, &pairs)?);
    Ok(measures)
}

/// Measure how labelled points are found in `documents`, the handlingar that they were read in.
#[must_use]
pub fn evaluate_points(labels: &[Point], documents: &[&Document], dictionaries: &Dictionaries) -> Vec<Measure> {
    points::labelled(labels, &directives::points(documents, dictionaries).points)
}

/// The two folders, and how their tables are read.
struct Folders<'a> {
    out: &'a Path,
    truth: &'a Path,
}

impl Folders<'_> {
    fn truth_rows<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, EvaluateError> {
        let path = self.truth.join(name);
        let wrong = |message: String| EvaluateError::Truth { path: path.clone(), message };
        let mut reader = csv::Reader::from_path(&path).map_err(|error| wrong(error.to_string()))?;
        reader.deserialize().collect::<Result<_, _>>().map_err(|error| wrong(error.to_string()))
    }

    fn out_rows<R: Row>(&self) -> Result<Vec<R>, EvaluateError> {
        Ok(read_rows(self.out)?)
    }

    /// Texts by document: the run's (form feeds gone) and the true one.
    fn texts(&self, doc_id: &str) -> Result<(String, String), EvaluateError> {
        let read = |path: PathBuf| {
            std::fs::read_to_string(&path)
                .map_err(|error| EvaluateError::Truth { path: path.clone(), message: error.to_string() })
        };
        let found = read(self.out.join("text").join(format!("{doc_id}.txt"))).unwrap_or_default();
        let truth = read(self.truth.join("text").join(format!("{doc_id}.txt")))?;
        Ok((found.replace('\u{c}', ""), truth.replace('\u{c}', "")))
    }
}

/// Whether a title is the true one or the one printed largest, or begins with the latter and is no longer than both, or is the
/// kind and number that the true one begins with: heads of minutes go on with the organ and the day. Letters and digits count.
#[must_use]
pub fn is_title(found: &str, title: &str, printed: &str) -> bool {
    let words = |text: &str| compare::words(&fold(&text.replace(['§', ',', ':', '.'], " ")));
    let (found, title, printed) = (words(found), words(title), words(printed));
    let longer = !printed.is_empty() && found.starts_with(&printed) && found.len() <= printed.len() + title.len();
    let numbered = found.len() > 1 && title.starts_with(&found) && found[0].starts_with("protokoll");
    !found.is_empty() && (found == title || found == printed || longer || numbered)
}

fn classified(documents: &[TrueDocument], found: &[DocumentRow]) -> Vec<Measure> {
    let row_of = |document: &TrueDocument| found.iter().find(|row| row.doc_id == document.doc_id);
    let mut measures = fields_right(documents, row_of);
    let is_wrong = |d: &&TrueDocument| !row_of(d).is_some_and(|row| is_title(&row.title, &d.title, &d.printed_title));
    measures.push(right("title right", documents, is_wrong));
    measures
}

/// The share of documents that are not wrong.
fn right(measure: &'static str, documents: &[TrueDocument], is_wrong: impl Fn(&&TrueDocument) -> bool) -> Measure {
    let wrong: Vec<&str> = documents.iter().filter(is_wrong).map(|document| document.doc_id.as_str()).collect();
    Measure {
        stage: "classify",
        measure: measure.into(),
        value: compare::share(documents.len() - wrong.len(), documents.len()),
        count: documents.len(),
        note: wrong.join(" "),
    }
}

fn fields_right<'a>(
    documents: &[TrueDocument],
    row_of: impl Fn(&TrueDocument) -> Option<&'a DocumentRow>,
) -> Vec<Measure> {
    type Field = (&'static str, fn(&TrueDocument) -> &str, fn(&DocumentRow) -> String);
    let fields: [Field; 5] = [
        ("type right", |d| &d.kind, |f| f.kind.clone()),
        ("organ right", |d| &d.organ_id, |f| f.organ_id.clone()),
        ("date right", |d| &d.date, |f| f.date.clone()),
        ("year right", |d| &d.year, |f| f.year.map(|year| year.to_string()).unwrap_or_default()),
        ("diary number right", |d| &d.dnr, |f| f.dnr.clone()),
    ];
    let measure = |(name, truth, value): Field| {
        right(name, documents, |document| row_of(document).map(value).as_deref() != Some(truth(document)))
    };
    fields.into_iter().map(measure).collect()
}
