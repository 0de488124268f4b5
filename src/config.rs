//! Settings: as written in `paragraf.toml`, merged with flags and environment, as used.
//!
//! Flag beats environment (`PARAGRAF_*`) beats file beats default. A key that does not exist is refused with the nearest
//! one that does, so that a misspelt setting never silently does nothing.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::matching::MatchSettings;
use crate::read::{Limits, OcrMode};
use crate::report::CsvProfile;

/// Settings of one layer: what is not said is `None`. The field names are the keys of `paragraf.toml`, and with
/// `PARAGRAF_` before them in upper case those of the environment.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "documented on `Settings`, which has the same names")]
pub struct Layer {
    pub corpus: Option<PathBuf>,
    pub out: Option<PathBuf>,
    pub dictionaries: Option<PathBuf>,
    pub municipality: Option<String>,
    pub jobs: Option<usize>,
    pub ocr: Option<OcrMode>,
    pub second_opinion: Option<bool>,
    pub reviews: Option<PathBuf>,
    pub csv: Option<CsvProfile>,
    pub timeout_s: Option<u64>,
    pub max_memory_mb: Option<u64>,
    pub decide_from: Option<f32>,
    pub judge_model: Option<String>,
    pub limits: Option<Limits>,
}

/// Keys of [`Layer`]; a test compares them with its fields.
pub const KEYS: [&str; 14] = [
    "corpus",
    "out",
    "dictionaries",
    "municipality",
    "jobs",
    "ocr",
    "second_opinion",
    "reviews",
    "csv",
    "timeout_s",
    "max_memory_mb",
    "decide_from",
    "judge_model",
    "limits",
];

/// Settings as used.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    /// Folder of inputs.
    pub corpus: PathBuf,
    /// Folder of results.
    pub out: PathBuf,
    /// Folder that overlays the built-in dictionaries.
    pub dictionaries: Option<PathBuf>,
    /// Municipality id, or `auto`.
    pub municipality: String,
    /// Documents worked on at a time.
    pub jobs: usize,
    /// When OCR is used.
    pub ocr: OcrMode,
    /// Ask a second engine about every page.
    pub second_opinion: bool,
    /// Verdicts of people; default `reviews.csv` beside the corpus' files.
    pub reviews: Option<PathBuf>,
    /// CSV profile.
    pub csv: CsvProfile,
    /// Confidence from which a proposal is decided.
    pub decide_from: f32,
    /// Name of the language model that `matrix --judge` asks, as its server knows it.
    pub judge_model: String,
    /// What reading a document may cost; `timeout_s` and `max_memory_mb` of a layer are written here.
    pub limits: Limits,
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that was named is not there.
    #[error("{}: går inte att läsa", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An unknown key.
    #[error("{place}: okänd inställning \"{key}\"; menade du \"{nearest}\"?")]
    UnknownKey {
        /// File or environment.
        place: String,
        /// As written.
        key: String,
        /// What it is likely to mean.
        nearest: String,
    },
    /// A value that does not fit.
    #[error("{place}: {message}")]
    Value {
        /// File or environment.
        place: String,
        /// What is wrong and what fits.
        message: String,
    },
}

/// A command line that parses but can't be meant: a path that is not there, flags that contradict each other.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

impl Layer {
    /// Read a settings file; `None` means `paragraf.toml` if it is there.
    ///
    /// # Errors
    /// When a named file is missing, a key is unknown or a value does not fit.
    pub fn from_file(file: Option<&Path>) -> Result<Self, ConfigError> {
        let path = file.unwrap_or(Path::new("paragraf.toml"));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => return Ok(Self::default()),
            Err(source) => return Err(ConfigError::Io { path: path.to_owned(), source }),
        };
        Self::parse(&text, &path.display().to_string())
    }

    /// Read the text of a settings file, called `place` in messages.
    ///
    /// # Errors
    /// When a key is unknown or a value does not fit.
    pub fn parse(text: &str, place: &str) -> Result<Self, ConfigError> {
        let value = |error: toml::de::Error| ConfigError::Value { place: place.to_owned(), message: error.to_string() };
        let table: toml::Table = text.parse().map_err(value)?;
        for key in table.keys() {
            check_key(key, place)?;
        }
        table.try_into().map_err(value)
    }

    /// The environment's layer, from pairs as `std::env::vars` gives them.
    ///
    /// # Errors
    /// When a `PARAGRAF_` variable is unknown or does not fit.
    pub fn from_environment(variables: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let place = "miljövariabel";
        let mut table = toml::Table::new();
        for (name, text) in variables {
            let Some(key) = name.strip_prefix("PARAGRAF_").map(str::to_lowercase) else { continue };
            // PARAGRAF_SHARED tells the tests where material lies; it is no setting
            if key == "shared" {
                continue;
            }
            check_key(&key, place)?;
            let value = match text.as_str() {
                "true" | "false" => toml::Value::Boolean(text == "true"),
                _ if ["jobs", "timeout_s", "max_memory_mb"].contains(&key.as_str()) => {
                    text.parse().map(toml::Value::Integer).map_err(|_| ConfigError::Value {
                        place: name.clone(),
                        message: format!("\"{text}\" är inget heltal"),
                    })?
                }
                _ if key == "decide_from" => text.parse().map(toml::Value::Float).map_err(|_| ConfigError::Value {
                    place: name.clone(),
                    message: format!("\"{text}\" är inget tal mellan 0 och 1"),
                })?,
                _ => toml::Value::String(text),
            };
            table.insert(key, value);
        }
        table.try_into().map_err(|error: toml::de::Error| ConfigError::Value {
            place: place.to_owned(),
            message: error.to_string(),
        })
    }

    /// This layer with gaps filled from a lower one.
    #[must_use]
    pub fn over(self, lower: Self) -> Self {
        Self {
            corpus: self.corpus.or(lower.corpus),
            out: self.out.or(lower.out),
            dictionaries: self.dictionaries.or(lower.dictionaries),
            municipality: self.municipality.or(lower.municipality),
            jobs: self.jobs.or(lower.jobs),
            ocr: self.ocr.or(lower.ocr),
            second_opinion: self.second_opinion.or(lower.second_opinion),
            reviews: self.reviews.or(lower.reviews),
            csv: self.csv.or(lower.csv),
            timeout_s: self.timeout_s.or(lower.timeout_s),
            max_memory_mb: self.max_memory_mb.or(lower.max_memory_mb),
            decide_from: self.decide_from.or(lower.decide_from),
            judge_model: self.judge_model.or(lower.judge_model),
            limits: self.limits.or(lower.limits),
        }
    }

    /// Settings as used: what no layer says has its default.
    pub fn settle(self) -> Settings {
        let limits = self.limits.unwrap_or_default();
        Settings {
            corpus: self.corpus.unwrap_or_else(|| PathBuf::from("corpus")),
            out: self.out.unwrap_or_else(|| PathBuf::from("output")),
            dictionaries: self.dictionaries,
            municipality: self.municipality.unwrap_or_else(|| "auto".to_owned()),
            jobs: self.jobs.filter(|jobs| *jobs > 0).unwrap_or_else(default_jobs),
            ocr: self.ocr.unwrap_or_default(),
            second_opinion: self.second_opinion.unwrap_or(false),
            reviews: self.reviews,
            csv: self.csv.unwrap_or_default(),
            decide_from: self.decide_from.unwrap_or(MatchSettings::default().decide_from),
            judge_model: self.judge_model.unwrap_or_else(|| "default".to_owned()),
            limits: Limits {
                timeout_s: self.timeout_s.unwrap_or(limits.timeout_s),
                max_memory_mb: self.max_memory_mb.unwrap_or(limits.max_memory_mb),
                ..limits
            },
        }
    }
}

fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn check_key(key: &str, place: &str) -> Result<(), ConfigError> {
    if KEYS.contains(&key) {
        return Ok(());
    }
    let nearest = KEYS.into_iter().min_by_key(|known| strsim::damerau_levenshtein(known, key)).unwrap_or_default();
    Err(ConfigError::UnknownKey { place: place.to_owned(), key: key.to_owned(), nearest: nearest.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_the_fields() {
        let full = Layer {
            corpus: Some("c".into()),
            out: Some("o".into()),
            dictionaries: Some("d".into()),
            municipality: Some("m".into()),
            jobs: Some(1),
            ocr: Some(OcrMode::Auto),
            second_opinion: Some(true),
            reviews: Some("r".into()),
            csv: Some(CsvProfile::ExcelSv),
            timeout_s: Some(1),
            max_memory_mb: Some(1),
            decide_from: Some(0.5),
            judge_model: Some("m".into()),
            limits: Some(Limits::default()),
        };
        let mut fields: Vec<String> = toml::Table::try_from(full).unwrap().keys().cloned().collect();
        fields.sort();
        let mut keys = KEYS.map(str::to_owned).to_vec();
        keys.sort();
        assert_eq!(fields, keys);
    }

    #[test]
    fn a_misspelt_key_is_refused_with_the_nearest() {
        let error = Layer::parse("job = 2", "paragraf.toml").unwrap_err().to_string();
        assert!(error.contains("\"jobs\""), "{error}");
    }

    #[test]
    fn a_flag_beats_the_environment_beats_the_file() {
        let environment = Layer::from_environment([("PARAGRAF_JOBS".to_owned(), "3".to_owned())].into_iter()).unwrap();
        let file = Layer::parse("jobs = 4\ntimeout_s = 7\ncsv = \"excel-sv\"", "f").unwrap();
        let flags = Layer { out: Some("x".into()), ..Layer::default() };
        let settings = flags.over(environment.over(file)).settle();
        assert_eq!((settings.jobs, settings.limits.timeout_s, settings.csv), (3, 7, CsvProfile::ExcelSv));
        assert_eq!(settings.out, PathBuf::from("x"));
    }
}
