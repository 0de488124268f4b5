//! The demands of real documents beside the project are linked as readers linked them. Left out where they are absent.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{folder, rows, run_corpus, shared};

/// A passage may begin a line or two before the words that readers pointed at.
const NEAR: u32 = 2;

type Row = BTreeMap<String, String>;

fn number(row: &Row, column: &str) -> u32 {
    row[column].parse().expect("a number")
}

/// Whether a link leads from the point to the passage of a label.
fn is_of(link: &Row, label: &Row, points: &BTreeMap<String, Row>) -> bool {
    let point = &points[&link["from_id"]];
    let from = number(label, "from_line");
    let to = number(link, "to_line_from");
    point["doc_id"] == label["from_doc"]
        && (number(point, "line_from").saturating_sub(1)..=number(point, "line_to") + 1).contains(&from)
        && link["to_doc_id"] == label["to_doc"]
        && (number(label, "to_first").saturating_sub(NEAR)..=number(label, "to_last")).contains(&to)
}

#[test]
fn demands_are_linked_as_readers_did() {
    let Some(corpus) = shared("handlingar") else { return };
    let out = folder();
    run_corpus(&corpus.join("text"), out.path(), &[]).ends(0);
    let points: BTreeMap<String, Row> =
        rows(out.path(), "points").into_iter().map(|row| (row["point_id"].clone(), row)).collect();
    let links = rows(out.path(), "lineage");
    let labels: Vec<Row> = csv::Reader::from_reader(include_str!("../shared-labels/links.csv").as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("a table");
    let (mut found, mut right, mut known) = (0usize, 0usize, BTreeSet::new());
    for label in &labels {
        let own: Vec<(usize, &Row)> =
            links.iter().enumerate().filter(|(_, link)| is_of(link, label, &points)).collect();
        known.extend(own.iter().map(|(at, _)| *at));
        found += usize::from(!own.is_empty());
        right += usize::from(own.iter().any(|(_, link)| link["relation"] == label["relation"]));
    }
    let (precision, recall) = (known.len() as f64 / links.len() as f64, found as f64 / labels.len() as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    let relations = right as f64 / found as f64;
    eprintln!("links: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}; relations {relations:.3}");
    assert!(f1 >= 0.85, "F1 {f1:.3}");
    assert!(relations >= 0.8, "relations {relations:.3}");
}
