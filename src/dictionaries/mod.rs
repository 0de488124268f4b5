//! Knowledge kept as data: loads `dictionaries/`, which a person may correct without touching code.
//!
//! The files are built into the binary; a folder given with `--dictionaries` is looked at first, file by file, so that a
//! user's copy of one list wraps the built-in ones instead of replacing them all.

mod classes;
mod compounds;
mod confusions;
mod cues;
mod damage_profiles;
mod lexicon;
mod machine;
mod make_machine;
mod masking;
mod municipality;
mod names;
mod rules;
mod synonyms;
mod weights;

pub use classes::Class;
pub use compounds::Compounds;
pub use confusions::{Confusion, Confusions};
pub use cues::{Cue, Cues};
pub use damage_profiles::{DamageProfile, Misreading};
pub use lexicon::{After, EDGE, Entry, Lexicon, WordNo, nats, symbol, symbol_of};
pub use machine::{Place, Walk, WordList};
pub use make_machine::{RARE, code};
pub use masking::Masking;
pub use municipality::{Municipality, Organ, OrganKind, Party};
pub use names::Names;
pub use rules::{Column, CuePlace, PartCue, RoleCue, Rules, Scope, SentenceCue, Shape, TypeCue};
pub use synonyms::{Beginning, SynonymGroup, Synonyms};
pub use weights::{Calibration, PassageWeight, Weight, Weights};

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// A built-in file: its path under `dictionaries/` and its text.
macro_rules! built_in {
    ($($file:literal,)*) => { &[$(($file, include_str!(concat!("../../dictionaries/", $file))),)*] };
}

/// Built-in files by their path under `dictionaries/`, sorted. A test compares this list with the folder. The large word
/// lists of `swedish/` are built in by `build.rs` in a faster form.
static BUILT_IN: &[(&str, &str)] = built_in![
    "matching/confidence.csv",
    "matching/cues.csv",
    "matching/judge.txt",
    "matching/passages.csv",
    "matching/synonyms.csv",
    "matching/weights.csv",
    "municipalities/exempelstad/names.csv",
    "municipalities/exempelstad/organs.csv",
    "municipalities/exempelstad/parties.csv",
    "municipalities/goteborg/names.csv",
    "municipalities/goteborg/organs.csv",
    "municipalities/goteborg/parties.csv",
    "municipalities/provkoping/names.csv",
    "municipalities/provkoping/organs.csv",
    "municipalities/provkoping/parties.csv",
    "municipalities/stockholm/names.csv",
    "municipalities/stockholm/organs.csv",
    "municipalities/stockholm/parties.csv",
    "municipalities/sverige/organs.csv",
    "municipalities/sverige/parties.csv",
    "rules/activity_columns.csv",
    "rules/doc_types.csv",
    "rules/masking.csv",
    "rules/outcomes.csv",
    "rules/page_marks.csv",
    "rules/parts.csv",
    "rules/roles.csv",
    "rules/statements.csv",
    "search/compounds.csv",
    "search/endings.csv",
    "search/irregular.csv",
    "search/lone.csv",
    "search/parts.csv",
    "search/words.csv",
    "swedish/confusions.csv",
    "swedish/damage-profiles.csv",
    "swedish/function-words.csv",
    "swedish/given-names.csv",
    "swedish/name-parts.csv",
    "swedish/own-words.csv",
    "swedish/slips.csv",
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
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn new(folder: Option<&Path>) -> Result<Self, DictionaryError> {
        match folder {
            Some(folder) if !folder.is_dir() => Err(DictionaryError::NoFolder(folder.to_owned())),
            folder => Ok(Self { folder: folder.map(Path::to_owned) }),
        }
    }

    /// Whether a user's folder lies over the built-in files.
    #[must_use]
    pub fn has_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// The text of a file, by its path under `dictionaries/`; `None` where neither the folder nor the binary has it.
    ///
    /// # Errors
    /// When the folder's copy can't be read.
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
    ///
    /// # Errors
    /// Names the line that does not fit.
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

/// BLAKE3 of each dictionary file in force, by its path, for `run.json`: which knowledge a result rests on.
pub fn hashes(folder: Option<&Path>) -> std::collections::BTreeMap<String, String> {
    let source = Source { folder: folder.map(Path::to_owned) };
    BUILT_IN
        .iter()
        .filter_map(|(name, _)| {
            let text = source.text(name).ok()??;
            Some(((*name).to_owned(), blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()))
        })
        .collect()
}

/// BLAKE3 of a user's folder of dictionaries, all files with their places; the built-in ones are the program's own.
///
/// # Errors
/// When the folder can't be read.
pub fn fingerprint(folder: Option<&Path>) -> std::io::Result<blake3::Hash> {
    fn add(folder: &Path, hasher: &mut blake3::Hasher) -> std::io::Result<()> {
        let entries: std::io::Result<Vec<_>> = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect();
        let mut entries = entries?;
        entries.sort();
        for path in entries {
            let name = path.file_name().unwrap_or_default().as_encoded_bytes();
            hasher.update(&(name.len() as u64).to_le_bytes()).update(name);
            if path.is_dir() {
                add(&path, hasher)?;
            } else {
                hasher.update(blake3::hash(&std::fs::read(&path)?).as_bytes());
            }
            hasher.update(b".");
        }
        Ok(())
    }
    let mut hasher = blake3::Hasher::new();
    if let Some(folder) = folder {
        add(folder, &mut hasher)?;
    }
    Ok(hasher.finalize())
}

/// All knowledge that the rooms are handed, loaded once.
#[derive(Clone, Debug)]
pub struct Dictionaries {
    /// Organs and parties of each municipality, sorted by id.
    pub municipalities: Vec<Municipality>,
    /// Swedish words as search knows them.
    pub compounds: Compounds,
    /// Swedish words and what follows what.
    pub lexicon: Lexicon,
    /// What OCR makes of printed signs.
    pub confusions: Confusions,
    /// Cue lists of classify and segment.
    pub rules: Rules,
    /// Cue phrases of `directives` and `matching`.
    pub cues: Cues,
    /// Synonym groups.
    pub synonyms: Synonyms,
    /// Fitted weights of `matching`.
    pub weights: Weights,
    /// What a judge is asked, with places for the question's parts in braces.
    pub judge: String,
}

impl Dictionaries {
    /// Load everything, or say which row of which file is wrong.
    ///
    /// # Errors
    /// Names the file and the row.
    pub fn load(source: &Source) -> Result<Self, DictionaryError> {
        let municipalities = source
            .folders("municipalities")
            .iter()
            .map(|id| Municipality::load(source, id))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            lexicon: Lexicon::load(source, &municipalities)?,
            compounds: Compounds::load(source)?,
            confusions: Confusions::load(source)?,
            rules: Rules::load(source)?,
            cues: Cues::load(source)?,
            synonyms: Synonyms::load(source)?,
            weights: Weights::load(source)?,
            judge: source.text("matching/judge.txt")?.unwrap_or_default().into_owned(),
            municipalities,
        })
    }

    /// The built-in dictionaries.
    ///
    /// # Panics
    /// Never: a test loads them.
    pub fn built_in() -> Self {
        Self::load(&Source::default()).expect("a test loads the built-in dictionaries")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGE: [&str; 6] = [
        "swedish/council-classes.csv",
        "swedish/council-pairs.csv",
        "swedish/council-triples.csv",
        "swedish/council-words.csv",
        "swedish/own-phrases.csv",
        "swedish/wordfreq.csv",
    ];

    #[test]
    fn a_fingerprint_tells_folders_apart_by_names_places_and_contents() {
        let folder = tempfile::tempdir().unwrap();
        let of = |files: &[(&str, &str)]| {
            let root = folder.path().join("own");
            let _ = std::fs::remove_dir_all(&root);
            for (name, text) in files {
                let path = root.join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
            fingerprint(Some(&root)).unwrap()
        };
        let one = of(&[("rules/a.csv", "x"), ("b.csv", "y")]);
        assert_eq!(one, of(&[("b.csv", "y"), ("rules/a.csv", "x")]));
        assert_ne!(one, of(&[("rules/a.csv", "x"), ("b.csv", "z")]));
        assert_ne!(one, of(&[("rules/a.csv", "x"), ("rules/b.csv", "y")]));
        assert_ne!(one, of(&[("rules/c.csv", "x"), ("b.csv", "y")]));
        assert_ne!(one, fingerprint(None).unwrap());
    }

    #[test]
    fn every_dictionary_file_is_built_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
        let mut files: Vec<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "csv" || ending == "txt"))
            .map(|entry| entry.path().strip_prefix(&root).expect("under the root").to_string_lossy().into_owned())
            // `build.rs` builds the large lists in
            .filter(|file| !LARGE.contains(&file.as_str()))
            .collect();
        files.sort_unstable();
        let built_in: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        assert_eq!(built_in, files, "BUILT_IN and dictionaries/ differ");
    }

    #[test]
    fn built_in_dictionaries_load() {
        assert!(!Dictionaries::built_in().municipalities.is_empty());
    }

    #[test]
    fn an_absent_folder_is_an_error() {
        assert!(Source::new(Some(Path::new("no/such/folder"))).is_err());
    }
}
