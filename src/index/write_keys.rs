//! Writes the book of keys: under which keys each word of the index is found.

use std::collections::HashSet;
use std::path::Path;

use rayon::prelude::*;
use tantivy::Index;
use tantivy::index::SegmentReader;

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

/// Every word of every chunk, once, in any order.
fn words(index: &Index) -> Result<Vec<String>, IndexError> {
    let fields = Fields::new();
    let mut words = HashSet::new();
    for segment in index.searchable_segments()? {
        let reader = SegmentReader::open(&segment)?;
        for field in [fields.body, fields.heading, fields.context] {
            let inverted = reader.inverted_index(field)?;
            let mut terms = inverted.terms().stream().map_err(engine)?;
            while terms.advance() {
                let Ok(word) = std::str::from_utf8(terms.key()) else { continue };
                if !words.contains(word) {
                    words.insert(word.to_owned());
                }
            }
        }
    }
    Ok(words.into_iter().collect())
}
