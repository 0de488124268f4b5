//! Counts: what `run.json` counts is what the tables hold, and every input is accounted for: read and with its words, or
//! told of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::super::InputStatus;
use super::super::rows::{DocumentRow, count_words};
use super::super::tables::Tables;
use super::texts::TextFile;

/// What `run.json` counts, counted again.
pub fn of_run(run: &Value, tables: &Tables) -> Vec<String> {
    let Some(told) = run.get("counts") else { return vec!["run.json: has no counts".to_owned()] };
    counted(tables)
        .into_iter()
        .filter(|(name, count)| told.get(name).and_then(Value::as_u64) != Some(*count as u64))
        .map(|(name, count)| format!("run.json: counts {} {name}, the tables {count}", told[name]))
        .collect()
}

fn counted(tables: &Tables) -> [(&'static str, usize); 18] {
    let of_status = |status: InputStatus| tables.documents.iter().filter(|row| row.status == status.as_str()).count();
    [
        ("inputs", tables.documents.len()),
        ("ok", of_status(InputStatus::Ok)),
        ("partial", of_status(InputStatus::Partial)),
        ("failed", of_status(InputStatus::Failed)),
        ("skipped", of_status(InputStatus::Skipped)),
        ("pages", tables.documents.iter().filter_map(|row| row.pages).sum()),
        ("words_repaired", tables.changes.len()),
        ("segments", tables.segments.len()),
        ("decisions", tables.decisions.len()),
        ("reservations", tables.reservations.len()),
        ("attendance", tables.attendance.len()),
        ("activities", tables.activities.len()),
        ("points", tables.points.len()),
        ("criteria", tables.criteria.len()),
        ("lineage", tables.lineage.len()),
        ("evidence", tables.evidence.len()),
        ("coverage", tables.coverage.len()),
        ("errors", tables.errors.len()),
    ]
}

/// Inputs of a status that there is none of, and inputs not read in full of which no table says why.
pub fn unaccounted(tables: &Tables) -> Vec<String> {
    let told: BTreeSet<&str> = tables.errors.iter().map(|row| row.path.as_str()).collect();
    let missing = tables.coverage.iter().filter(|row| row.what == "document");
    let missing: BTreeSet<&str> = missing.map(|row| row.expected.as_str()).collect();
    let known = [InputStatus::Ok, InputStatus::Partial, InputStatus::Failed, InputStatus::Skipped];
    let mut differences = Vec::new();
    for DocumentRow { path, status, message, .. } in &tables.documents {
        let Some(status) = known.into_iter().find(|known| known.as_str() == status) else {
            differences.push(format!("documents.csv: {path} has the status “{status}”, which there is none of"));
            continue;
        };
        let lost = matches!(status, InputStatus::Failed | InputStatus::Skipped);
        let status = status.as_str();
        if status == InputStatus::Ok.as_str() {
            continue;
        }
        if message.is_empty() {
            differences.push(format!("documents.csv: {path} is {status} and no message says why"));
        }
        if !told.contains(path.as_str()) {
            differences.push(format!("errors.csv: no row for {path}, which is {status}"));
        }
        if lost && !missing.contains(path.as_str()) {
            differences.push(format!("coverage.csv: no row for {path}, which is {status}"));
        }
    }
    differences
}

/// Documents whose words, pages or repaired words are not those of their text and changes.
pub fn of_documents(out: &Path, tables: &Tables) -> Vec<String> {
    let mut repaired: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &tables.changes {
        *repaired.entry(&change.doc_id).or_default() += 1;
    }
    let mut differences = Vec::new();
    for row in tables.documents.iter().filter(|row| row.was_read()) {
        let id = row.doc_id.as_str();
        let changes = repaired.get(id).copied().unwrap_or(0);
        if row.words_repaired != Some(changes) {
            let told = row.words_repaired.unwrap_or(0);
            differences.push(format!("documents.csv: {id} has {told} words repaired, changes.csv {changes}"));
        }
        // a text that can't be read is told of by those who look for its passages
        if let Ok(text) = TextFile::read(&out.join("text").join(format!("{id}.txt"))) {
            differences.extend(unlike(row, &text));
        }
    }
    differences
}

fn unlike(row: &DocumentRow, text: &TextFile) -> Option<String> {
    let (id, words) = (&row.doc_id, count_words(text.lines()));
    if row.words != Some(words) {
        return Some(format!("documents.csv: {id} has {} words, its text {words}", row.words.unwrap_or(0)));
    }
    // pages without words at the end turn no page of the text
    let (pages, of_text) = (row.pages.unwrap_or(0), text.pages());
    (of_text as usize > pages.max(1)).then(|| format!("documents.csv: {id} has {pages} pages, its text {of_text}"))
}

/// Rows said to stand in inputs of which nothing was read.
pub fn of_nothing(tables: &Tables) -> Vec<String> {
    let lost: BTreeSet<&str> =
        tables.documents.iter().filter(|row| !row.was_read()).map(|row| row.doc_id.as_str()).collect();
    let ids = [
        ("changes", ids(&tables.changes, |row| &*row.doc_id)),
        ("segments", ids(&tables.segments, |row| &*row.doc_id)),
        ("decisions", ids(&tables.decisions, |row| &*row.doc_id)),
        ("reservations", ids(&tables.reservations, |row| &*row.doc_id)),
        ("attendance", ids(&tables.attendance, |row| &*row.doc_id)),
        ("activities", ids(&tables.activities, |row| &*row.doc_id)),
        ("points", ids(&tables.points, |row| &*row.doc_id)),
        ("evidence", ids(&tables.evidence, |row| &*row.plan_doc_id)),
        ("lineage", ids(&tables.lineage, |row| &*row.to_doc_id)),
    ];
    let told = |(table, ids): (&str, BTreeSet<&str>)| {
        let of_lost: Vec<String> = ids
            .intersection(&lost)
            .map(|id| format!("{table}.csv: has rows of {id}, of which nothing was read"))
            .collect();
        of_lost
    };
    ids.into_iter().flat_map(told).collect()
}

fn ids<R>(rows: &[R], id: fn(&R) -> &str) -> BTreeSet<&str> {
    rows.iter().map(id).collect()
}
