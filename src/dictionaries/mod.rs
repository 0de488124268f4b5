//! Knowledge kept as data: loads `dictionaries/`, which a person may correct without touching code.
//!
//! The files are built into the binary; a folder given with `--dictionaries` is looked at first, file by file, so that a
//! user's copy of one list wraps the built-in ones instead of replacing them all.

mod municipality;

mod rules;

pub use municipality::{Municipality, Organ, OrganKind, Party};
pub use rules::{Column, CuePlace, PartCue, RoleCue, Rules, Scope, SentenceCue, Shape, TypeCue};

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Built-in files by their path under `dictionaries/`, sorted. A test compares this list with the folder.
static BUILT_IN: &[(&str, &str)] = &[
    ("municipalities/exempelstad/names.csv", include_str!("../../dictionaries/municipalities/exempelstad/names.csv")),
    ("municipalities/exempelstad/organs.csv", include_str!("../../dictionaries/municipalities/exempelstad/organs.csv")),
    (
        "municipalities/exempelstad/parties.csv",
        include_str!("../../dictionaries/municipalities/exempelstad/parties.csv"),
    ),
    ("municipalities/goteborg/names.csv", include_str!("../../dictionaries/municipalities/goteborg/names.csv")),
    ("municipalities/goteborg/organs.csv", include_str!("../../dictionaries/municipalities/goteborg/organs.csv")),
    ("municipalities/goteborg/parties.csv", include_str!("../../dictionaries/municipalities/goteborg/parties.csv")),
    ("municipalities/stockholm/names.csv", include_str!("../../dictionaries/municipalities/stockholm/names.csv")),
    ("municipalities/stockholm/organs.csv", include_str!("../../dictionaries/municipalities/stockholm/organs.csv")),
    ("municipalities/stockholm/parties.csv", include_str!("../../dictionaries/municipalities/stockholm/parties.csv")),
    ("municipalities/sverige/organs.csv", include_str!("../../dictionaries/municipalities/sverige/organs.csv")),
    ("municipalities/sverige/parties.csv", include_str!("../../dictionaries/municipalities/sverige/parties.csv")),
    ("rules/activity_columns.csv", include_str!("../../dictionaries/rules/activity_columns.csv")),
    ("rules/doc_types.csv", include_str!("../../dictionaries/rules/doc_types.csv")),
    ("rules/outcomes.csv", include_str!("../../dictionaries/rules/outcomes.csv")),
    ("rules/parts.csv", include_str!("../../dictionaries/rules/parts.csv")),
    ("rules/roles.csv", include_str!("../../dictionaries/rules/roles.csv")),
    ("rules/statements.csv", include_str!("../../dictionaries/rules/statements.csv")),
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
    /// Cue lists of classify and segment.
    pub rules: Rules,
}

impl Dictionaries {
    /// Load everything, or say which row of which file is wrong.
    pub fn load(source: &Source) -> Result<Self, DictionaryError> {
        let municipalities = source
            .folders("municipalities")
            .iter()
            .map(|id| Municipality::load(source, id))
            .collect::<Result<_, _>>()?;
        Ok(Self { municipalities, rules: Rules::load(source)? })
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
    fn every_dictionary_file_is_built_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
        let mut files: Vec<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "csv"))
            .map(|entry| entry.path().strip_prefix(&root).expect("under the root").to_string_lossy().into_owned())
            .collect();
        files.sort_unstable();
        let built_in: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        assert_eq!(built_in, files, "BUILT_IN and dictionaries/ differ");
    }

    #[test]
    fn an_absent_folder_is_an_error() {
        assert!(Source::new(Some(Path::new("no/such/folder"))).is_err());
    }
}
