//! Labels that readers gave: what points there are, and how plans meet them.
//!
//! Two forms are known. A set of its own: `points.json` and, beside each plan's text, `NAME.labels.json`. The truth of a
//! corpus: `points.csv` and `statuses.csv`. Files are handed in as text; reading them is for the caller.

use serde::Deserialize;

use crate::directives::{AddresseeClass, Origin, Point, PointKind};
use crate::segment::Document;
use crate::text::{DocId, LineNo, Span};

use super::Status;

/// Plans and the points they were judged by.
#[derive(Clone, Debug)]
pub struct LabelSet {
    /// The plans.
    pub plans: Vec<LabelledPlan>,
    /// The points.
    pub points: Vec<Point>,
}

/// A plan with a label a point.
#[derive(Clone, Debug)]
pub struct LabelledPlan {
    /// The plan.
    pub document: Document,
    /// Its labels.
    pub judgements: Vec<Judgement>,
}

/// What a reader said of a plan and a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The point.
    pub point_id: String,
    /// The reader's status.
    pub status: Status,
    /// Statuses that a careful reader could also defend.
    pub acceptable: Vec<Status>,
    /// Lines that show it; empty where nothing does.
    pub lines: Vec<LineNo>,
}

#[derive(Deserialize)]
struct LabelFile {
    judgements: Vec<LabelRow>,
}

#[derive(Deserialize)]
struct LabelRow {
    point_id: String,
    status: String,
    acceptable: Vec<String>,
    evidence: Vec<LabelLine>,
}

#[derive(Deserialize)]
struct LabelLine {
    line: LineNo,
}

#[derive(Deserialize)]
struct PointFile {
    points: Vec<PointRow>,
}

#[derive(Deserialize)]
struct PointRow {
    id: String,
    source_document: String,
    line_start: LineNo,
    line_end: LineNo,
    text: String,
    addressee: PointAddressee,
    stem: Option<PointStem>,
}

#[derive(Deserialize)]
struct PointAddressee {
    class: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
struct PointStem {
    text: String,
}

/// Read a `dN.labels.json`. Rows with unknown words are left out.
///
/// # Errors
/// Where the text is not such a file.
pub fn judgements(json: &str) -> Result<Vec<Judgement>, serde_json::Error> {
    let file: LabelFile = serde_json::from_str(json)?;
    Ok(file
        .judgements
        .into_iter()
        .filter_map(|row| {
            Some(Judgement {
                point_id: row.point_id,
                status: Status::parse(&row.status)?,
                acceptable: row.acceptable.iter().filter_map(|word| Status::parse(word)).collect(),
                lines: row.evidence.iter().map(|line| line.line).collect(),
            })
        })
        .collect())
}

/// Read a `points.json` as points, for measuring matching apart from finding points.
///
/// # Errors
/// Where the text is not such a file.
pub fn labelled_points(json: &str) -> Result<Vec<Point>, serde_json::Error> {
    let file: PointFile = serde_json::from_str(json)?;
    Ok(file
        .points
        .into_iter()
        .map(|row| {
            let text = row.stem.map_or(String::new(), |stem| stem.text + " ") + &row.text;
            Point {
                doc_id: DocId::from_path(&row.source_document),
                addressee_class: class(&row.addressee.class),
                addressees: row.addressee.names,
                fingerprint: crate::directives::words::fingerprint(&row.text),
                span: Span { line_from: row.line_start, line_to: row.line_end, page_from: 1, page_to: 1 },
                ..bare(&row.id, &text)
            }
        })
        .collect())
}

fn class(word: &str) -> AddresseeClass {
    match word {
        "samtliga nämnder" | "all" => AddresseeClass::All,
        "stadsdelsnämnder" | "district" => AddresseeClass::District,
        "facknämnder" | "specialist" => AddresseeClass::Specialist,
        "board" => AddresseeClass::Board,
        "company" => AddresseeClass::Company,
        "named" => AddresseeClass::Named,
        _ => AddresseeClass::Other,
    }
}

#[derive(Deserialize)]
struct TruePoint {
    point_id: String,
    stem: String,
    text: String,
}

/// A row of a truth's `statuses.csv`.
#[derive(Debug, Deserialize)]
pub(crate) struct TrueStatus {
    /// The plan.
    pub doc_id: String,
    /// The point, as the truth numbers it.
    pub point_id: String,
    /// The reader's status.
    pub status: String,
    /// Statuses that a careful reader could also defend, split by `|`.
    pub acceptable: String,
    /// Words of the plan that show it.
    pub quote: String,
}

/// The labels of a corpus' truth: its `points.csv` and `statuses.csv`, with the documents of the corpus.
///
/// # Errors
/// Where one is not such a table.
pub fn of_truth(points: &str, statuses: &str, documents: Vec<Document>) -> Result<LabelSet, csv::Error> {
    let points: Vec<TruePoint> = csv::Reader::from_reader(points.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let statuses: Vec<TrueStatus> =
        csv::Reader::from_reader(statuses.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let plan = |document: Document| {
        let id = document.handling.repaired.pages.id.as_str();
        let own = statuses.iter().filter(|row| row.doc_id == id);
        let judgements: Vec<Judgement> = own.filter_map(|row| judgement(row, &document)).collect();
        (!judgements.is_empty()).then_some(LabelledPlan { document, judgements })
    };
    Ok(LabelSet {
        plans: documents.into_iter().filter_map(plan).collect(),
        points: points.iter().map(|row| bare(&row.point_id, format!("{} {}", row.stem, row.text).trim())).collect(),
    })
}

fn judgement(row: &TrueStatus, document: &Document) -> Option<Judgement> {
    Some(Judgement {
        point_id: row.point_id.clone(),
        status: Status::parse(&row.status)?,
        acceptable: row.acceptable.split('|').filter_map(|word| Status::parse(word.trim())).collect(),
        lines: lines_of(&row.quote, document),
    })
}

/// The line that a quote begins on, wherever its lines break; none where it does not stand there.
fn lines_of(quote: &str, document: &Document) -> Vec<LineNo> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let start: String = letters(quote).chars().take(40).collect();
    if start.is_empty() {
        return Vec::new();
    }
    let (mut text, mut begins) = (String::new(), Vec::new());
    for line in &document.handling.repaired.pages.lines {
        begins.push(text.len());
        text.push_str(&letters(&line.text));
    }
    let line = text.find(&start).map(|at| begins.partition_point(|begin| *begin <= at));
    line.map(|line| line as LineNo).into_iter().collect()
}

/// A point of which only the words matter.
fn bare(id: &str, text: &str) -> Point {
    Point {
        municipality: None,
        subject: Vec::new(),
        year: id.get(1..5).and_then(|year| year.parse().ok()).unwrap_or(0),
        id: id.to_owned(),
        doc_id: DocId::from_path("labels"),
        origin: Origin::Directive,
        kind: PointKind::Bullet,
        heading: String::new(),
        modality: String::new(),
        addressee_class: AddresseeClass::All,
        addressees: Vec::new(),
        fingerprint: crate::directives::words::fingerprint(text),
        span: Span { line_from: 1, line_to: 1, page_from: 1, page_to: 1 },
        text: text.to_owned(),
    }
}
