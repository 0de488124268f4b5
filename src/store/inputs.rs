//! Makes a folder hold the inputs under a prefix: fetches what is new or changed, takes away what is gone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::bucket::Bucket;
use super::compare::{Changes, Listing, changes, place_of};
use super::{Address, Fetched, StoreError};
use crate::pipeline::IGNORE_FILE;

/// Beside the documents of a corpus: what people decided, and what is to be left out.
const BESIDE: [&str; 3] = ["reviews.csv", "criteria.csv", IGNORE_FILE];

/// What was fetched last, kept beside the folder.
#[derive(Default, Serialize, Deserialize)]
struct Known {
    address: String,
    objects: Listing,
}

/// Make `folder` hold the documents under the address, and what a person put beside them. Other objects stay where they are.
///
/// # Errors
/// When the store can't be reached or the folder not be written; what was fetched until then is kept.
pub fn fetch_inputs(address: &Address, folder: &Path) -> Result<Fetched, StoreError> {
    let bucket = Bucket::new(address)?;
    let (mut there, mut refused) = (Listing::new(), Vec::new());
    for (name, object) in bucket.list()? {
        match place_of(folder, &name) {
            _ if !is_input(&name) => {}
            Some(_) => drop(there.insert(name, object)),
            None => refused.push(name),
        }
    }
    std::fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
    let note = folder.with_extension("json");
    let mut known = read_known(&note, address);
    let Changes { fetch, remove } = changes(&there, &known.objects, &files(folder)?);
    // what is fetched now is unknown until all of it is here, should this be interrupted
    known.objects.retain(|name, _| there.contains_key(name) && fetch.binary_search(name).is_err());
    write_known(&note, &known)?;
    for name in &remove {
        let path = folder.join(name);
        std::fs::remove_file(&path).map_err(StoreError::io(&path))?;
    }
    bucket.get_all(fetch.iter().map(|name| (name.clone(), folder.join(name))))?;
    let fetched = Fetched { fetched: fetch.len(), kept: there.len() - fetch.len(), removed: remove.len(), refused };
    write_known(&note, &Known { objects: there, ..known })?;
    Ok(fetched)
}

fn is_input(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let last = name.rsplit('/').next().unwrap_or_default();
    matches!(ending.as_deref(), Some("pdf" | "txt")) || BESIDE.contains(&last)
}

/// What was fetched from there before; nothing where the folder was of another address.
fn read_known(note: &Path, address: &Address) -> Known {
    let fresh = || Known { address: address.to_string(), ..Known::default() };
    let read = std::fs::read(note).ok().and_then(|bytes| serde_json::from_slice::<Known>(&bytes).ok());
    read.filter(|known| known.address == address.to_string()).unwrap_or_else(fresh)
}

fn write_known(note: &Path, known: &Known) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec(known).expect("strings and numbers make JSON");
    std::fs::write(note, bytes).map_err(StoreError::io(note))
}

/// The files of a folder at any depth, by path under it with `/`, and their sizes; what an interrupted fetch left among them,
/// so that it goes.
pub(super) fn files(folder: &Path) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(under) = folders.pop() {
        let path = folder.join(&under);
        for entry in std::fs::read_dir(&path).map_err(StoreError::io(&path))? {
            let entry = entry.map_err(StoreError::io(&path))?;
            let metadata = entry.metadata().map_err(StoreError::io(&path))?;
            let name = under.join(entry.file_name());
            if metadata.is_dir() {
                folders.push(name);
            } else if metadata.is_file() {
                let parts = name.components().map(|part| part.as_os_str().to_string_lossy());
                found.insert(parts.collect::<Vec<_>>().join("/"), metadata.len());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_what_people_put_beside_them_are_inputs() {
        for name in ["a.pdf", "2018/Protokoll.PDF", "b.txt", "reviews.csv", "2018/.paragrafignore"] {
            assert!(is_input(name), "{name}");
        }
        for name in ["a.docx", "pdf", "documents.csv", "a.pdf.part", "index/meta.json"] {
            assert!(!is_input(name), "{name}");
        }
    }

    #[test]
    fn a_folder_of_another_address_is_fetched_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let note = folder.path().join("inputs.json");
        let of = |prefix: &str| Address { bucket: "b".to_owned(), prefix: prefix.to_owned() };
        let object = super::super::compare::Object { size: 1, etag: None, modified: String::new() };
        let objects = Listing::from([("a.pdf".to_owned(), object)]);
        write_known(&note, &Known { address: of("x").to_string(), objects }).expect("written");
        assert_eq!(read_known(&note, &of("x")).objects.len(), 1);
        assert_eq!(read_known(&note, &of("y")).objects.len(), 0);
    }
}
