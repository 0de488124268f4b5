//! Keeps what a step made for the next run, so that what did not change is not made again.
//!
//! An entry is named by a hash of all that it hangs on, the program itself and its dictionaries with it: a rule that improves
//! finds no old entry. A damaged entry counts as absent, and the one that is kept is the one that would be made: whether
//! entries were there shows in nothing but the time.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use blake3::{Hash, Hasher};
use serde::{Serialize, de::DeserializeOwned};

use crate::config::Settings;
use crate::dictionaries;
use crate::read::{OcrMode, Tesseract};

/// A folder of entries.
#[derive(Debug)]
pub(super) struct Kept {
    folder: PathBuf,
    /// What all entries hang on.
    basis: Hash,
    /// Whether everything kept counts as absent.
    forgetful: bool,
    /// Names of entries that this run used or made.
    wanted: Mutex<BTreeSet<String>>,
}

impl Kept {
    /// Entries in `folder`, which is made when the first one is kept.
    pub fn new(folder: PathBuf, basis: Hash, forgetful: bool) -> Self {
        Self { folder, basis, forgetful, wanted: Mutex::default() }
    }

    /// What is kept under a name made of these parts, and its hash.
    pub fn get<T: DeserializeOwned>(&self, parts: &[&str]) -> Option<(T, Hash)> {
        let name = self.name(parts);
        let bytes = if self.forgetful { None } else { std::fs::read(self.folder.join(&name)).ok() };
        self.want(name);
        let bytes = bytes?;
        let (hash, rest) = bytes.split_first_chunk::<32>()?;
        let sound = blake3::hash(rest) == *hash;
        sound.then(|| postcard::from_bytes(rest).ok()).flatten().map(|thing| (thing, Hash::from_bytes(*hash)))
    }

    /// Keep a thing; its hash is the same for all things that are. A folder that can't be written costs time next run, nothing
    /// else, so nothing is reported.
    pub fn put<T: Serialize>(&self, parts: &[&str], thing: &T) -> Hash {
        let bytes = to_bytes(thing);
        let hash = blake3::hash(&bytes);
        let write = || -> anyhow::Result<()> {
            std::fs::create_dir_all(&self.folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(hash.as_bytes())?;
            file.write_all(&bytes)?;
            file.persist(self.folder.join(self.name(parts)))?;
            Ok(())
        };
        let _ = write();
        hash
    }

    /// Drop the entries that this run neither used nor made.
    pub fn sweep(&self) {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_none_or(|name| !wanted.contains(name)) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    fn want(&self, name: String) {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
    }

    fn name(&self, parts: &[&str]) -> String {
        let mut hasher = Hasher::new();
        hasher.update(self.basis.as_bytes());
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

/// The same for all things that are alike.
pub(super) fn hash_of<T: Serialize>(thing: &T) -> Hash {
    blake3::hash(&to_bytes(thing))
}

fn to_bytes<T: Serialize>(thing: &T) -> Vec<u8> {
    postcard::to_stdvec(thing).expect("what is kept has lists of known length only")
}

/// The place of what is kept in an output folder.
pub(super) fn kept_folder(out: &Path) -> PathBuf {
    out.join(".cache").join("made")
}

/// What everything hangs on that comes before reviews and judges, beside the files themselves: the program (a hash of its own
/// file), dictionaries, the municipality asked for, and how files are read (`reading`, as the readers' answers are named).
///
/// # Errors
/// When the program or a dictionary can't be read.
pub(super) fn basis(settings: &Settings, reading: &str) -> anyhow::Result<Hash> {
    let mut hasher = Hasher::new();
    let program = std::env::current_exe().and_then(std::fs::File::open);
    hasher.update_reader(program.context("programmet hittar inte sig självt")?)?;
    hasher.update(dictionaries::fingerprint(settings.dictionaries.as_deref())?.as_bytes());
    // what a page without OCR is told of hangs on what is here
    let ocr = (settings.ocr != OcrMode::Never).then(Tesseract::here);
    hasher.update(format!("{}\n{reading}\n{ocr:?}", settings.municipality).as_bytes());
    Ok(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(folder: &Path, basis: &str) -> Kept {
        Kept::new(folder.join("kept"), blake3::hash(basis.as_bytes()), false)
    }

    #[test]
    fn what_is_kept_is_found_under_the_same_name_and_basis_only() {
        let folder = tempfile::tempdir().unwrap();
        let hash = kept(folder.path(), "one").put(&["a", "bc"], &7_u32);
        assert_eq!(kept(folder.path(), "one").get(&["a", "bc"]), Some((7_u32, hash)));
        assert_eq!(kept(folder.path(), "one").get::<u32>(&["ab", "c"]), None);
        assert_eq!(kept(folder.path(), "two").get::<u32>(&["a", "bc"]), None);
        let forgetful = Kept::new(folder.path().join("kept"), blake3::hash(b"one"), true);
        assert_eq!(forgetful.get::<u32>(&["a", "bc"]), None);
    }

    #[test]
    fn a_damaged_entry_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let kept = kept(folder.path(), "one");
        kept.put(&["a"], &"ord".to_owned());
        let file = kept.folder.join(kept.name(&["a"]));
        let mut bytes = std::fs::read(&file).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(kept.get::<String>(&["a"]), None);
        std::fs::write(&file, "kort").unwrap();
        assert_eq!(kept.get::<String>(&["a"]), None);
    }

    #[test]
    fn what_nobody_asked_for_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let first = kept(folder.path(), "one");
        first.put(&["a"], &1_u32);
        first.put(&["b"], &2_u32);
        let second = kept(folder.path(), "one");
        assert!(second.get::<u32>(&["b"]).is_some());
        assert_eq!(second.get::<u32>(&["c"]), None);
        second.put(&["c"], &3_u32);
        second.sweep();
        let third = kept(folder.path(), "one");
        let there = |name: &str| third.get(&[name]).map(|(number, _): (u32, _)| number);
        assert_eq!(["a", "b", "c"].map(there), [None, Some(2), Some(3)]);
    }
}
