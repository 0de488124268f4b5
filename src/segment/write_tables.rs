//! Writes the tables that `../shared/minutes/score.py` reads, and an outline to look at, for measuring by hand: set
//! `PARAGRAF_TABLES` to a folder, `PARAGRAF_TEXTS` to folders of texts.

use std::path::{Path, PathBuf};

use super::tests::{of, outline, texts};
use super::{Decision, Document, Reservation, Segment};
use crate::text::Span;

const SEGMENTS: [&str; 7] = ["doc_id", "kind", "number", "heading", "dnr", "line_from", "line_to"];
const DECISIONS: [&str; 6] = ["doc_id", "item", "seq", "line_from", "line_to", "text"];
const RESERVATIONS: [&str; 10] =
    ["doc_id", "item", "kind", "persons", "parties", "line_from", "line_to", "refers_to", "points", "text"];

#[test]
fn tables_for_score() {
    let Some(out) = std::env::var_os("PARAGRAF_TABLES").map(PathBuf::from) else { return };
    let folders = std::env::var("PARAGRAF_TEXTS").unwrap_or_else(|_| "minutes handlingar/text".to_owned());
    let found: Vec<(String, Document)> = folders
        .split(' ')
        .flat_map(texts)
        .map(|(name, text)| (name.trim_end_matches(".txt").to_owned(), of(&name, &text)))
        .collect();
    let table = |of: fn(&str, &Document) -> Vec<Vec<String>>| -> Vec<Vec<String>> {
        found.iter().flat_map(|(doc, document)| of(doc, document)).collect()
    };
    let segments = table(|doc, d| d.parts.segments.iter().map(|part| segment_row(doc, part)).collect());
    write(&out.join("segments.csv"), &SEGMENTS, &segments);
    let decisions = table(|doc, d| d.parts.decisions.iter().map(|point| decision_row(doc, point)).collect());
    write(&out.join("decisions.csv"), &DECISIONS, &decisions);
    let reservations = table(|doc, d| d.parts.reservations.iter().map(|row| reservation_row(doc, row)).collect());
    write(&out.join("reservations.csv"), &RESERVATIONS, &reservations);
    let log: Vec<String> = found.iter().map(|(doc, document)| told(doc, document)).collect();
    std::fs::write(out.join("log.txt"), log.concat()).expect("a folder to write to");
}

fn write(path: &Path, heads: &[&str], rows: &[Vec<String>]) {
    let mut writer = csv::Writer::from_path(path).expect("a folder to write to");
    writer.write_record(heads).expect("written");
    for row in rows {
        writer.write_record(row).expect("written");
    }
}

fn lines(span: &Span) -> [String; 2] {
    [span.line_from.to_string(), span.line_to.to_string()]
}

fn segment_row(doc: &str, part: &Segment) -> Vec<String> {
    let [from, to] = lines(&part.span);
    let (number, dnr) = (part.number.clone().unwrap_or_default(), part.dnr.clone().unwrap_or_default());
    vec![doc.to_owned(), part.kind.as_str().to_owned(), number, part.heading.clone(), dnr, from, to]
}

fn decision_row(doc: &str, point: &Decision) -> Vec<String> {
    let [from, to] = lines(&point.span);
    vec![doc.to_owned(), point.item.clone().unwrap_or_default(), point.seq.to_string(), from, to, point.text.clone()]
}

fn reservation_row(doc: &str, row: &Reservation) -> Vec<String> {
    let [from, to] = lines(&row.span);
    let (item, kind) = (row.item.clone().unwrap_or_default(), row.kind.as_str().to_owned());
    let (persons, parties) = (row.persons.join(" | "), row.parties.join(" | "));
    let points = row.proposal_points.len().to_string();
    vec![doc.to_owned(), item, kind, persons, parties, from, to, row.refers_to.clone(), points, row.text.clone()]
}

/// A document's parts and lists, to read.
fn told(doc: &str, document: &Document) -> String {
    let known = &document.handling;
    let organ = known.organ.as_ref().map_or("", |organ| organ.id.as_str());
    let mut told =
        vec![format!("== {doc}|{}|{organ}|{:?}|{:?}|{}", known.kind.as_str(), known.date, known.dnr, known.title)];
    told.extend(outline(document));
    let parts = &document.parts;
    let person = |p: &super::Attendance| [&*p.name, &p.party, &p.role, &p.replaces, &p.items].join("|");
    told.extend(parts.attendance.iter().map(person));
    told.extend(parts.activities.iter().map(|a| [&*a.activity, &a.responsible, &a.timeframe, &a.follow_up].join("|")));
    told.extend(parts.coverage.iter().map(|row| row.message.clone()));
    told.join("\n") + "\n"
}
