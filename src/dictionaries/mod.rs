//! Knowledge kept as data: loads `dictionaries/`, which a person may correct without touching code.
//!
//! The files are built into the binary; a folder given with `--dictionaries` is looked at first, file by file, so that a
//! user's copy of one list wraps the built-in ones instead of replacing them all.

mod cues;

mod municipality;

mod synonyms;

mod weights;

pub use cues::{Cue, Cues};

pub use municipality::{Municipality, Organ, OrganKind, Party};
pub use synonyms::{SynonymGroup, Synonyms};
pub use weights::{Weight, Weights};

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Built-in files by their path under `dictionaries/`, sorted. A test compares this list with the folder.
static BUILT_IN: &[(&str, &str)] = &[
    ("matching/cues.csv", include_str!("../../dictionaries/matching/cues.csv")),
    ("matching/synonyms.csv", include_str!("../../dictionaries/matching/synonyms.csv")),
    ("matching/weights.csv", include_str!("../../dictionaries/matching/weights.csv")),
    ("municipalities/exempelstad/organs.csv", include_str!("../../dictionaries/municipalities/exempelstad/organs.csv")),
    (
        "municipalities/exempelstad/parties.csv",
        include_str!("../../dictionaries/municipalities/exempelstad/parties.csv"),
    ),
];

/// What is wrong with a dictionary file.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// The file can't be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A row is not what the file's README says.
    #[error("dictionaries/{file}, line {line}: {message}")]
    Row {
        /// Path under `dictionaries/`.
        file: String,
        /// Line, from 1; 0 for the whole file.
        line: u64,
        /// What is wrong and what was expected.
        message: String,
    },
    /// A folder was named that is not there.
    #[error("{}: no such folder of dictionaries", .0.display())]
    NoFolder(PathBuf),
}

/// Where dictionary files come from.
#[derive(Clone, Debug, Default)]
pub struct Source {
    folder: Option<PathBuf>,
}

impl Source {
    /// Built-in files, overlaid by those of `folder`.
    pub fn new(folder: Option<&Path>) -> Result<Self, DictionaryError> {
        match folder {
            Some(folder) if !folder.is_dir() => Err(DictionaryError::NoFolder(folder.to_owned())),
            folder => Ok(Self { folder: folder.map(Path::to_owned) }),
        }
    }

    /// The text of a file, by its path under `dictionaries/`; `None` where neither the folder nor the binary has it.
    pub fn text(&self, file: &str) -> Result<Option<Cow<'static, str>>, DictionaryError> {
        if let Some(folder) = &self.folder {
            let path = folder.join(file);
            match std::fs::read_to_string(&path) {
                Ok(text) => return Ok(Some(Cow::Owned(text))),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(DictionaryError::Io { path, source }),
            }
        }
        Ok(BUILT_IN.iter().find(|(name, _)| *name == file).map(|(_, text)| Cow::Borrowed(*text)))
    }

    /// Names of the folders directly under `folder` (e.g. `municipalities`), sorted, built-in and own together.
    pub fn folders(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = BUILT_IN
            .iter()
            .filter_map(|(name, _)| name.strip_prefix(folder)?.strip_prefix('/')?.split_once('/'))
            .map(|(name, _)| name.to_owned())
            .collect();
        if let Some(own) = &self.folder {
            names.extend(
                std::fs::read_dir(own.join(folder))
                    .into_iter()
                    .flatten()
                    .flatten()
                    .filter(|entry| entry.path().is_dir())
                    .filter_map(|entry| entry.file_name().into_string().ok()),
            );
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Rows of a CSV file with a head row, as `T`; an absent file has no rows.
    pub fn rows<T: serde::de::DeserializeOwned>(&self, file: &str) -> Result<Vec<T>, DictionaryError> {
        let Some(text) = self.text(file)? else { return Ok(Vec::new()) };
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
        reader
            .deserialize()
            .map(|row| {
                row.map_err(|error: csv::Error| DictionaryError::Row {
                    file: file.to_owned(),
                    line: error.position().map_or(0, csv::Position::line),
                    message: error.to_string(),
                })
            })
            .collect()
    }
}

/// All knowledge that the rooms are handed, loaded once.
#[derive(Clone, Debug)]
pub struct Dictionaries {
    /// Organs and parties of each municipality, sorted by id.
    pub municipalities: Vec<Municipality>,
    /// Cue phrases of `directives` and `matching`.
    pub cues: Cues,
    /// Synonym groups.
    pub synonyms: Synonyms,
    /// Fitted weights of `matching`.
    pub weights: Weights,
}

impl Dictionaries {
    /// Load everything, or say which row of which file is wrong.
    pub fn load(source: &Source) -> Result<Self, DictionaryError> {
        let municipalities = source
            .folders("municipalities")
            .iter()
            .map(|id| Municipality::load(source, id))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            municipalities,
            cues: Cues::load(source)?,
            synonyms: Synonyms::load(source)?,
            weights: Weights::load(source)?,
        })
    }

    /// The built-in dictionaries.
    pub fn built_in() -> Self {
        Self::load(&Source::default()).expect("a test loads the built-in dictionaries")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_dictionaries_load() {
        assert!(!Dictionaries::built_in().municipalities.is_empty());
    }

    #[test]
    fn an_absent_folder_is_an_error() {
        assert!(Source::new(Some(Path::new("no/such/folder"))).is_err());
    }
}
