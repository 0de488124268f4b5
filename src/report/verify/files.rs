//! Files as such: hashes and counts of `run.json`, the database beside the CSVs, texts, pages, inputs.

use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::csv_file::CUT;
use super::super::link_pages::corpus_of;
use super::super::place_file::names;
use super::super::sheet::Sheet;
use super::super::tables::Tables;
use super::super::write_all::{hex, text_in_hash};

/// What `run.json` says of files, against the files.
pub fn hashes_and_counts(out: &Path, run: &Value, sheets: &[Sheet]) -> Vec<String> {
    let Some(files) = run.get("files").and_then(Value::as_object) else {
        return vec!["run.json names no files: its run was not finished".to_owned()];
    };
    let mut differences = Vec::new();
    for sheet in sheets {
        let name = format!("{}.csv", sheet.name);
        let Some(entry) = files.get(&name) else {
            differences.push(format!("{name}: not named in run.json"));
            continue;
        };
        if entry.get("rows").and_then(Value::as_u64) != Some(sheet.records.len() as u64) {
            differences.push(format!("{name}: has {} rows, run.json says {}", sheet.records.len(), entry["rows"]));
        }
        let hash = std::fs::read(out.join(&name)).map(|bytes| hex(&Sha256::digest(bytes))).unwrap_or_default();
        if entry.get("sha256").and_then(Value::as_str) != Some(&hash) {
            differences.push(format!("{name}: changed since the run"));
        }
    }
    let texts = files.get("text").and_then(|entry| entry.get("sha256")).and_then(Value::as_str);
    if texts != hash_of_texts(&out.join("text")).as_deref() {
        differences.push("text/: changed since the run".to_owned());
    }
    differences
}

fn hash_of_texts(folder: &Path) -> Option<String> {
    let mut hash = Sha256::new();
    for name in names(folder).ok()? {
        hash.update(text_in_hash(&name, &std::fs::read(folder.join(&name)).ok()?));
    }
    Some(hex(&hash.finalize()))
}

/// `paragraf.sqlite` holds the same rows as the CSVs.
pub fn database(sheets: &[Sheet], in_database: &[Sheet]) -> Vec<String> {
    let mut differences = Vec::new();
    for sheet in sheets {
        match in_database.iter().find(|other| other.name == sheet.name) {
            // A matrix too wide for a database is left out of it.
            None if sheet.name == super::schema::MATRIX => {}
            None => differences.push(format!("paragraf.sqlite: no table {}", sheet.name)),
            Some(other) => differences.extend(first_difference(sheet, other)),
        }
    }
    differences
}

fn first_difference(sheet: &Sheet, other: &Sheet) -> Option<String> {
    let name = &sheet.name;
    if sheet.head() != other.head() {
        return Some(format!("{name}.csv and paragraf.sqlite have different columns"));
    }
    let pairs = sheet.records.iter().zip(&other.records);
    let differs = pairs.into_iter().position(|(a, b)| a.len() != b.len() || !a.iter().zip(b).all(|(a, b)| same(a, b)));
    if let Some(row) = differs {
        let cells = sheet.records[row].iter().zip(&other.records[row]);
        let column =
            cells.zip(sheet.columns.iter()).find(|((a, b), _)| !same(a, b)).map_or("", |(_, column)| &column.name);
        return Some(format!("{name}.csv, row {}: {column} is not what paragraf.sqlite has", row + 1));
    }
    (sheet.records.len() != other.records.len())
        .then(|| format!("{name}.csv has {} rows, paragraf.sqlite {}", sheet.records.len(), other.records.len()))
}

/// A cell cut for Excel agrees with the whole one.
fn same(cell: &str, whole: &str) -> bool {
    cell == whole || cell.strip_suffix(CUT).is_some_and(|start| whole.starts_with(start))
}

/// Inputs still have the hashes they were read with. Where the corpus is elsewhere now, nothing can be said.
pub fn inputs(run: &Value, tables: &Tables) -> Vec<String> {
    let Some(corpus) = corpus_of(run).filter(|corpus| corpus.is_dir()) else { return Vec::new() };
    let mut differences = Vec::new();
    for document in tables.documents.iter().filter(|document| !document.sha256.is_empty()) {
        match std::fs::read(corpus.join(&document.path)) {
            Ok(bytes) if hex(&Sha256::digest(&bytes)) == document.sha256 => {}
            Ok(_) => differences.push(format!("{}: the input changed since the run", document.path)),
            Err(error) => differences.push(format!("{}: the input can't be read: {error}", document.path)),
        }
    }
    differences
}

/// Every document that was read has its text, and no text is without a document.
pub fn texts(out: &Path, tables: &Tables) -> Vec<String> {
    let found = match names(&out.join("text")) {
        Ok(found) => found,
        Err(error) => return vec![error.to_string()],
    };
    let read = tables.documents.iter().filter(|document| document.was_read());
    let missing = read
        .map(|document| format!("{}.txt", document.doc_id))
        .filter(|name| found.binary_search(name).is_err())
        .map(|name| format!("text/{name}: is not there"));
    let known =
        |name: &str| tables.documents.iter().any(|document| name.strip_suffix(".txt") == Some(&document.doc_id));
    let stale = found.iter().filter(|name| !known(name)).map(|name| format!("text/{name}: belongs to no document"));
    missing.chain(stale).collect()
}
