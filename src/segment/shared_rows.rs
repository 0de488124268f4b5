//! The five Stockholm documents beside the project, against rows that a reader wrote down before looking at what is found
//! (`tests/shared-labels/rows.csv`: places and counts, no text). Left out where the documents are not there.

use std::path::Path;

use super::tests::of;
use super::{Document, tests_shared};

/// A row of the labels. Of a document `kind`, organ (`parties`) and year (`line_from`); of a statement its parties, lines and
/// numbered points; of a decision point and an activity its lines.
#[derive(Clone, Debug, serde::Deserialize)]
struct Label {
    doc: String,
    what: String,
    kind: String,
    parties: String,
    line_from: String,
    line_to: String,
    points: String,
}

impl Label {
    fn row(&self) -> String {
        let Self { what, kind, parties, line_from, line_to, points, .. } = self;
        format!("{what} {kind} {parties} {line_from}-{line_to} {points}")
    }
}

/// What was found, in the words of the labels. Blank lines at a statement's end are nobody's.
fn rows_of(document: &Document) -> Vec<String> {
    let known = &document.handling;
    let row = |what: &str, kind: &str, parties: &str, from: u32, to: u32, points: &str| {
        let lines = &known.repaired.pages.lines;
        let filled = |at: &u32| !lines[*at as usize - 1].text.trim().is_empty();
        let to = (from..=to).rev().find(filled).unwrap_or(from);
        format!("{what} {kind} {parties} {from}-{to} {points}")
    };
    let organ = known.organ.as_ref().map_or("", |organ| organ.id.as_str());
    let mut rows = vec![format!("document {} {organ} {}- ", known.kind.as_str(), known.year.unwrap_or(0))];
    let parts = &document.parts;
    rows.extend(parts.decisions.iter().map(|d| row("decision", "", "", d.span.line_from, d.span.line_to, "")));
    rows.extend(parts.reservations.iter().map(|r| {
        let points = r.proposal_points.len().to_string();
        row("statement", r.kind.as_str(), &r.parties.join(" | "), r.span.line_from, r.span.line_to, &points)
    }));
    rows.extend(parts.activities.iter().map(|a| row("activity", "", "", a.span.line_from, a.span.line_to, "")));
    rows
}

#[test]
fn all_rows_of_the_stockholm_documents_are_found() {
    let Some(folder) = tests_shared("handlingar/text") else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shared-labels/rows.csv");
    let mut reader = csv::Reader::from_path(path).expect("the labels are committed");
    let labels: Vec<Label> = reader.deserialize().map(|row| row.expect("a row of seven columns")).collect();
    let mut names: Vec<&str> = labels.iter().map(|label| label.doc.as_str()).collect();
    names.dedup();
    for name in names {
        let text = std::fs::read_to_string(folder.join(format!("{name}.txt"))).expect("a text of the folder");
        let expected: Vec<String> = labels.iter().filter(|label| label.doc == name).map(Label::row).collect();
        assert_eq!(rows_of(&of(&format!("{name}.txt"), &text)), expected, "{name}");
    }
}
