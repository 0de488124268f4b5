//! Checks an index against the texts beside it: its files are whole, each part's words stand at its lines, and every line
//! with words is found under one part, not under none or two.

use std::collections::BTreeMap;
use std::path::Path;

use tantivy::Index;

use super::IndexError;
use super::open_index::{Opened, engine};
use super::read_passages::Stored;
use super::write_chunk::files_of;

/// Files of the index whose bytes are not those that were written.
pub(super) fn damaged(folder: &Path) -> Result<Vec<String>, IndexError> {
    let index = Index::open_in_dir(folder)?;
    let mut damaged = Vec::new();
    for chunk in index.load_metas()?.segments {
        for file in files_of(&chunk.id().uuid_string()) {
            // one that is not there is not whole either
            if !index.directory().validate_checksum(Path::new(&file)).unwrap_or(false) {
                damaged.push(format!("index/{file}: is damaged"));
            }
        }
    }
    Ok(damaged)
}

/// What an index of these documents and its texts disagree about.
pub(super) fn differences(opened: &Opened, documents: &[String]) -> Result<Vec<String>, IndexError> {
    opened.keys.as_fst().verify().map_err(engine)?;
    let mut units: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
    for chunk in &opened.chunks {
        for unit in 0..chunk.reader.max_doc() {
            let stored = chunk.stored(unit)?;
            units.entry(stored.doc_id().to_owned()).or_default().push(stored);
        }
    }
    let mut differences = Vec::new();
    for document in documents {
        let units = units.remove(document).unwrap_or_default();
        // a text that is not there is told of by those who look for texts
        if let Ok(text) = std::fs::read_to_string(opened.texts.join(format!("{document}.txt"))) {
            differences.extend(of_document(document, &text, &units));
        }
    }
    differences.extend(units.keys().map(|document| format!("index/: holds {document}, of which nothing was read")));
    Ok(differences)
}

fn of_document(document: &str, text: &str, units: &[Stored]) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut times = vec![0_u32; lines.len()];
    let mut differences = Vec::new();
    for unit in units {
        if !unit.stands_in(text) {
            differences.push(format!("index/: {} is not what text/{document}.txt says", unit.segment_id));
        }
        for line in unit.lines() {
            if let Some(times) = times.get_mut(line as usize - 1) {
                *times += 1;
            }
        }
    }
    for ((number, line), times) in (1..).zip(lines).zip(times) {
        if times != 1 && line.contains(char::is_alphanumeric) {
            differences.push(format!("index/: line {number} of {document} is found under {times} parts"));
        }
    }
    differences
}
