//! Rows about inputs as such: documents, repaired words, what was expected, what went wrong.

use serde::{Deserialize, Serialize};

use super::super::schema::{self, Table};
use super::super::{Input, InputStatus};
use super::{Row, three_decimals};
use crate::segment::Coverage;
use crate::text::{Edit, Finding, Pages, TextSource};

/// A row of `documents.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct DocumentRow {
    pub doc_id: String,
    pub path: String,
    pub sha256: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub type_confidence: Option<f64>,
    pub organ_id: String,
    pub organ: String,
    pub municipality: String,
    pub title: String,
    pub date: String,
    pub year: Option<i32>,
    pub dnr: String,
    pub pages: Option<usize>,
    pub words: Option<usize>,
    pub text_source: String,
    pub ocr_health: Option<f64>,
    pub words_repaired: Option<usize>,
    pub status: String,
    pub message: String,
}

impl Row for DocumentRow {
    const TABLE: &'static Table = &schema::DOCUMENTS;
}

impl DocumentRow {
    /// The row of an input. What is unknown of an input that failed stays empty: `ovrigt` or `0` would be claims.
    #[must_use]
    pub fn new(input: &Input) -> Self {
        let mut row = Self {
            doc_id: input.doc_id.to_string(),
            path: input.path.clone(),
            sha256: input.sha256.clone(),
            text_source: TextSource::None.as_str().to_owned(),
            status: input.status.as_str().to_owned(),
            message: input.message.clone(),
            ..Self::default()
        };
        let Some(document) = &input.document else { return row };
        let handling = &document.handling;
        let repaired = &handling.repaired;
        handling.kind.as_str().clone_into(&mut row.kind);
        row.type_confidence = Some(three_decimals(handling.kind_confidence));
        if let Some(organ) = &handling.organ {
            row.organ_id.clone_from(&organ.id);
            row.organ.clone_from(&organ.name);
        }
        row.municipality = handling.municipality.clone().unwrap_or_default();
        row.title.clone_from(&handling.title);
        row.date = handling.date.map(|date| date.to_string()).unwrap_or_default();
        row.year = handling.year;
        row.dnr = handling.dnr.clone().unwrap_or_default();
        row.pages = Some(repaired.pages.pages.len());
        row.words = Some(count_words(repaired.pages.lines.iter().map(|line| line.text.as_str())));
        text_source(&repaired.pages).as_str().clone_into(&mut row.text_source);
        row.ocr_health = Some(three_decimals(repaired.ocr_health));
        row.words_repaired = Some(repaired.edits.len());
        row
    }

    /// Whether any text of it was used.
    #[must_use]
    pub fn was_read(&self) -> bool {
        [InputStatus::Ok, InputStatus::Partial].iter().any(|status| self.status == status.as_str())
    }
}

/// Words with at least one letter or digit.
pub(in crate::report) fn count_words<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    lines.flat_map(str::split_whitespace).filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// Where most pages with text got it from; the PDF's own text where two are even.
fn text_source(pages: &Pages) -> TextSource {
    let count = |source| pages.pages.iter().filter(|page| page.source == source).count();
    [TextSource::Ocr, TextSource::TextFile, TextSource::TextLayer]
        .into_iter()
        .filter(|source| count(*source) > 0)
        .max_by_key(|source| count(*source))
        .unwrap_or(TextSource::None)
}

/// A row of `changes.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct ChangeRow {
    pub doc_id: String,
    pub page: Option<u32>,
    pub line: u32,
    pub before: String,
    pub after: String,
    pub confidence: f64,
    pub reason: String,
}

impl Row for ChangeRow {
    const TABLE: &'static Table = &schema::CHANGES;
}

impl ChangeRow {
    /// The row of an edit of a document.
    #[must_use]
    pub fn new(pages: &Pages, edit: &Edit) -> Self {
        let index = (edit.line as usize).wrapping_sub(1);
        Self {
            doc_id: pages.id.to_string(),
            page: pages.lines.get(index).map(|line| line.page),
            line: edit.line,
            before: edit.before.to_string(),
            after: edit.after.to_string(),
            confidence: three_decimals(edit.confidence),
            reason: edit.reason.to_owned(),
        }
    }
}

/// A row of `coverage.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct CoverageRow {
    pub what: String,
    pub organ_id: String,
    pub year: Option<i32>,
    pub expected: String,
    pub found: String,
    pub message: String,
}

impl Row for CoverageRow {
    const TABLE: &'static Table = &schema::COVERAGE;
}

impl CoverageRow {
    /// The row of an expectation.
    #[must_use]
    pub fn new(coverage: &Coverage) -> Self {
        Self {
            what: coverage.what.to_owned(),
            organ_id: coverage.organ_id.clone(),
            year: coverage.year,
            expected: coverage.expected.clone(),
            found: coverage.found.clone(),
            message: coverage.message.clone(),
        }
    }
}

/// A row of `errors.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct ErrorRow {
    pub path: String,
    pub stage: String,
    pub kind: String,
    pub message: String,
}

impl Row for ErrorRow {
    const TABLE: &'static Table = &schema::ERRORS;
}

impl ErrorRow {
    /// The row of a finding. The table has no column for the page, so the message opens with it.
    #[must_use]
    pub fn new(finding: &Finding) -> Self {
        let message = match finding.page {
            Some(page) => format!("page {page}: {}", finding.message),
            None => finding.message.clone(),
        };
        Self { path: finding.path.clone(), stage: finding.stage.to_owned(), kind: finding.kind.to_owned(), message }
    }
}
