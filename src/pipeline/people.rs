//! Reads what people put beside the corpus: verdicts (`reviews.csv`) and their own criteria (`criteria.csv`).
//!
//! People save tables from Excel, so a byte order mark and semicolons are as good as commas. A row that can't be read is a
//! finding; the others count.

use std::path::Path;

use anyhow::Context as _;
use serde::de::DeserializeOwned;

use crate::directives::OwnCriterion;
use crate::matching::Review;
use crate::text::{Finding, Severity};

/// Verdicts of people.
pub(crate) fn read_reviews(path: &Path, findings: &mut Vec<Finding>) -> anyhow::Result<Vec<Review>> {
    read(path, "review_row", findings)
}

/// Criteria that an analyst wrote in place of the program's drafts; none where there is no such file.
pub(super) fn read_criteria(corpus: &Path, findings: &mut Vec<Finding>) -> anyhow::Result<Vec<OwnCriterion>> {
    let path = corpus.join("criteria.csv");
    if path.is_file() { read(&path, "criterion_row", findings) } else { Ok(Vec::new()) }
}

fn read<R: DeserializeOwned>(path: &Path, kind: &'static str, findings: &mut Vec<Finding>) -> anyhow::Result<Vec<R>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let (rows, wrong) = rows_of(&text);
    findings.extend(wrong.into_iter().map(|why| told(path, kind, format!("en rad går inte att läsa: {why}"))));
    Ok(rows)
}

/// Verdicts of the text of a `reviews.csv`, and what is wrong with its other rows.
pub fn reviews_of(text: &str) -> (Vec<Review>, Vec<String>) {
    rows_of(text)
}

/// Criteria of the text of a `criteria.csv`, and what is wrong with its other rows.
pub fn criteria_of(text: &str) -> (Vec<OwnCriterion>, Vec<String>) {
    rows_of(text)
}

fn rows_of<R: DeserializeOwned>(text: &str) -> (Vec<R>, Vec<String>) {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.matches(';').count() > head.matches(',').count() { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for row in reader.deserialize::<R>() {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    (rows, wrong)
}

/// A verdict that fits no cell.
pub(super) fn unfit(review: &Review) -> Finding {
    let Review { organ_id, year, point_id, status, .. } = review;
    let message = format!(
        "{organ_id} {year}, {point_id}, {status}: ingen plan eller lydelse passar längre, eller omdömet är okänt; raden står kvar men räknas inte"
    );
    told(Path::new("reviews.csv"), "review_unfit", message)
}

/// Something to say of a file of people.
pub(super) fn told(path: &Path, kind: &'static str, message: String) -> Finding {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Finding { path: name, page: None, stage: "matching", kind, severity: Severity::Notice, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_saved_by_excel_are_read_and_bad_rows_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "\u{feff}point_id;seq;criterion;kind;essential;terms\nR2016-01;1;utbilda alla;act;yes;utbild | kurs\nR2016-01;två;;;;\n";
        std::fs::write(folder.path().join("criteria.csv"), text).expect("a file");
        let mut findings = Vec::new();
        let rows = read_criteria(folder.path(), &mut findings).expect("it is read");
        assert_eq!((rows.len(), findings.len()), (1, 1));
        assert_eq!((rows[0].criterion.as_str(), rows[0].seq), ("utbilda alla", 1));
        assert_eq!(read_criteria(&folder.path().join("no"), &mut findings).expect("nothing there").len(), 0);
    }
}
