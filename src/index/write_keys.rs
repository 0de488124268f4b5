//! Writes the book of keys: under which keys each word of the index is found.

use std::path::Path;

use rayon::prelude::*;
use tantivy::index::SegmentReader;
use tantivy::{Index, Segment};

use super::list_fields::Fields;
use super::make_keys::keys_of_text;
use super::open_index::engine;
use super::{IndexError, failed};
use crate::dictionaries::Compounds;

/// Write the book for the words of this index into `folder`: a set of key, zero byte, word. Gives the file's name.
pub(super) fn write(folder: &Path, index: &Index, compounds: &Compounds) -> Result<String, IndexError> {
    let words = words(index)?;
    let entries =
        |word: &String| keys_of_text(word, compounds).into_iter().map(|key| format!("{key}\0{word}")).collect();
    let mut entries: Vec<String> = words.par_iter().flat_map_iter(|word| -> Vec<String> { entries(word) }).collect();
    entries.par_sort_unstable();
    let book = fst::Set::from_iter(entries).map_err(engine)?.into_fst().into_inner();
    let name = format!("keys-{}.fst", &blake3::hash(&book).to_hex()[..16]);
    let path = folder.join(&name);
    std::fs::write(&path, book).map_err(|error| failed(&path, &error))?;
    Ok(name)
}

/// Every word of every chunk, once, sorted.
fn words(index: &Index) -> Result<Vec<String>, IndexError> {
    let segments = index.searchable_segments()?;
    let of_chunks: Result<Vec<Vec<String>>, IndexError> = segments.par_iter().map(words_of).collect();
    let mut words = of_chunks?.concat();
    words.par_sort_unstable();
    words.dedup();
    Ok(words)
}

/// The words of a chunk, some of them twice.
fn words_of(segment: &Segment) -> Result<Vec<String>, IndexError> {
    let fields = Fields::new();
    let reader = SegmentReader::open(segment)?;
    let mut words = Vec::new();
    for field in [fields.body, fields.heading, fields.context] {
        let inverted = reader.inverted_index(field)?;
        let mut terms = inverted.terms().stream().map_err(engine)?;
        while terms.advance() {
            words.extend(std::str::from_utf8(terms.key()).ok().map(str::to_owned));
        }
    }
    Ok(words)
}
