//! Adds a run up: coverage, counts, `run.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Lap, Run, RunOutcome};
use crate::dictionaries::Dictionaries;
use crate::directives::Points;
use crate::index::PointPlace;
use crate::matching::{self, Agreement, Evidence};
use crate::read::{Confined, ENGINE};
use crate::report::rows::ErrorRow;
use crate::report::{Input, InputStatus, KnownOrgan};
use crate::segment::{Coverage, Document};
use crate::text::{DocId, Finding, Severity};

/// Rows of `coverage.csv` over all documents, with the plans that are missing and the pages that were not read in full,
/// sorted.
pub(super) fn coverage(inputs: &[Input], missing_plans: Vec<Coverage>, findings: &[Finding]) -> Vec<Coverage> {
    let mut rows = missing_plans;
    rows.extend(missing_pages(inputs, findings));
    rows.extend(inputs.iter().filter_map(|input| input.document.as_ref()).flat_map(|d| d.parts.coverage.clone()));
    for input in inputs.iter().filter(|input| input.document.is_none()) {
        rows.push(Coverage {
            what: "document",
            organ_id: String::new(),
            year: None,
            expected: input.path.clone(),
            found: String::new(),
            message: input.message.clone(),
        });
    }
    rows.sort();
    rows.dedup();
    rows
}

/// Pages of which a reader of the tables must know that their words are not there, or not all of them.
fn missing_pages(inputs: &[Input], findings: &[Finding]) -> Vec<Coverage> {
    let by_path: BTreeMap<&str, &Document> =
        inputs.iter().filter_map(|input| Some((input.path.as_str(), input.document.as_ref()?))).collect();
    let row = |finding: &Finding| {
        let handling = &by_path.get(finding.path.as_str())?.handling;
        let organ_id = handling.organ.as_ref().map_or_else(String::new, |organ| organ.id.clone());
        let which = match finding.page {
            Some(page) => format!("sidan {page}"),
            // reading ended before the file did
            None if finding.severity == Severity::Failed || finding.kind == "more_pages" => {
                format!("sidorna efter {}", handling.repaired.pages.pages.len())
            }
            None => return None,
        };
        let expected = format!("{}, {which}", finding.path);
        let found = if finding.kind == "cut_short" { "en del" } else { "" };
        let (year, found, message) = (handling.year, found.to_owned(), finding.message.clone());
        Some(Coverage { what: "page", organ_id, year, expected, found, message })
    };
    let of_reading = findings.iter().filter(|finding| finding.stage == "read");
    of_reading.filter(|finding| finding.severity >= Severity::Partial).filter_map(row).collect()
}

/// A document that is there twice.
pub(super) fn copy((copy, original): &(DocId, DocId), documents: &[&Document]) -> Finding {
    let path = |id: &DocId| {
        let pages = documents.iter().map(|document| &document.handling.repaired.pages).find(|pages| pages.id == *id);
        pages.map_or_else(|| id.to_string(), |pages| pages.path.clone())
    };
    Finding {
        path: path(copy),
        page: None,
        stage: "directives",
        kind: "copy",
        severity: Severity::Notice,
        message: format!("samma handling som {}: dess punkter räknas en gång", path(original)),
    }
}

/// Where each point stands, and where later texts take it up.
pub(super) fn places(points: &Points) -> Vec<PointPlace> {
    let stands = points.points.iter().map(|point| (&point.id, &point.doc_id, point.span.line_from));
    let comes_again = points.lineage.iter().map(|link| (&link.from_id, &link.to_doc_id, link.to_line_from));
    let place =
        |(id, doc_id, line): (&String, &DocId, _)| PointPlace { point_id: id.clone(), doc_id: doc_id.clone(), line };
    stands.chain(comes_again).map(place).collect()
}

/// Counts for the exit code and the summary.
pub(super) fn outcome(inputs: &[Input], points: &Points, evidence: &[Evidence], findings: &[Finding]) -> RunOutcome {
    let count = |status| inputs.iter().filter(|input| input.status == status).count();
    let mut hurt: Vec<&str> =
        findings.iter().filter(|f| f.severity == Severity::Failed).map(|f| f.path.as_str()).collect();
    hurt.sort_unstable();
    hurt.dedup();
    RunOutcome {
        ok: count(InputStatus::Ok),
        partial: count(InputStatus::Partial),
        failed: count(InputStatus::Failed),
        skipped: count(InputStatus::Skipped),
        with_errors: hurt.len(),
        points: points.points.len(),
        evidence: evidence.len(),
        agreement: matching::agreement(evidence),
        index_renewed: None,
        interrupted: false,
    }
}

/// What a run found.
pub(super) struct Found<'a> {
    /// Every input.
    pub inputs: &'a [Input],
    /// Points with their criteria and links.
    pub points: &'a Points,
    /// Rows of evidence.
    pub evidence: &'a [Evidence],
    /// What went wrong.
    pub findings: &'a [Finding],
    /// What was expected and not found.
    pub coverage: &'a [Coverage],
    /// How often program and judges said what people settled.
    pub agreement: &'a Agreement,
    /// How far its readers were confined.
    pub readers: &'a Confined,
}

/// Names and successors of the organs of the municipalities that the documents are of, by id.
fn organs(inputs: &[Input], dictionaries: &Dictionaries) -> BTreeMap<String, KnownOrgan> {
    let documents = inputs.iter().filter_map(|input| input.document.as_ref());
    let ids: BTreeSet<&String> = documents.filter_map(|document| document.handling.municipality.as_ref()).collect();
    let own = dictionaries.municipalities.iter().filter(|municipality| ids.contains(&municipality.id));
    own.flat_map(|municipality| &municipality.organs)
        .map(|organ| (organ.id.clone(), KnownOrgan { name: organ.name.clone(), successor: organ.successor.clone() }))
        .collect()
}

/// What there is to say of each step.
fn by_step(laps: &[Lap], of: impl Fn(&Lap) -> serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    laps.iter().map(|lap| (lap.step.to_owned(), of(lap))).collect()
}

/// `run.json`: the one file of an output folder that tells the time, so the one that differs between equal runs.
pub(super) fn run_json(run: &Run<'_>, found: &Found<'_>, laps: &[Lap]) -> serde_json::Value {
    let Found { inputs, points, evidence, findings, coverage, agreement, readers } = found;
    let documents = || inputs.iter().filter_map(|input| input.document.as_ref());
    let count = |status| inputs.iter().filter(|input| input.status == status).count();
    let settings = run.settings;
    let corpus = settings.corpus.canonicalize().unwrap_or_else(|_| settings.corpus.clone());
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "engine": ENGINE,
        "settings": settings,
        "corpus": corpus,
        "readers": readers,
        "dictionaries": crate::dictionaries::hashes(settings.dictionaries.as_deref()),
        "counts": {
            "inputs": inputs.len(),
            "ok": count(InputStatus::Ok),
            "partial": count(InputStatus::Partial),
            "failed": count(InputStatus::Failed),
            "skipped": count(InputStatus::Skipped),
            "pages": documents().map(|d| d.handling.repaired.pages.pages.len()).sum::<usize>(),
            "words_repaired": documents().map(|d| d.handling.repaired.edits.len()).sum::<usize>(),
            "segments": documents().map(|d| d.parts.segments.len()).sum::<usize>(),
            "decisions": documents().map(|d| d.parts.decisions.len()).sum::<usize>(),
            "reservations": documents().map(|d| d.parts.reservations.len()).sum::<usize>(),
            "attendance": documents().map(|d| d.parts.attendance.len()).sum::<usize>(),
            "activities": documents().map(|d| d.parts.activities.len()).sum::<usize>(),
            "points": points.points.len(),
            "criteria": points.criteria.len(),
            "lineage": points.lineage.len(),
            "evidence": evidence.len(),
            "coverage": coverage.len(),
            // the table tells each trouble once
            "errors": findings.iter().map(ErrorRow::new).collect::<BTreeSet<_>>().len(),
        },
        "agreement": agreement,
        "organs": organs(inputs, &run.dictionaries),
        "peak_mb": by_step(laps, |lap| json!(lap.peak_mb)),
        "seconds": by_step(laps, |lap| json!((lap.seconds * 1000.0).round() / 1000.0)),
    })
}
