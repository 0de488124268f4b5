//! Keeps what workers and OCR said of a file, by content, so that an unchanged file is not read again.
//!
//! An entry is named by the file's SHA-256, the engine and the settings that reading depends on. It holds the worker's
//! answer (or OCR's, where that was the better of the two) and nothing derived from it: rules that improve take effect
//! without reading again. A damaged or foreign entry counts as absent.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::document::ReadFailure;
use super::raw::RawPage;
use super::{ENGINE, OcrMode, ReadSettings, Tesseract};
use crate::text::PageNo;

/// What is kept of a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Stored {
    pub pages: Vec<RawPage>,
    /// By page: how OCR went.
    pub ocr: Vec<Ocr>,
    pub disagreements: Vec<(PageNo, f32)>,
    pub rebuilt: bool,
    #[serde(default)]
    pub more_pages: Option<u32>,
    pub failure: Option<ReadFailure>,
}

/// What OCR had to do with a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ocr {
    /// Not wanted for this page.
    NotWanted,
    /// The page's lines are OCR's.
    Used,
    /// Wanted, and it went wrong.
    Failed(String),
    /// Wanted, but this machine or these settings don't have it.
    Lacking,
}

/// A folder of entries.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Whether kept failures count as absent.
    retry_failures: bool,
    /// Whether everything kept counts as absent.
    forgetful: bool,
    /// What names the entries, where it is another machine's.
    key: Option<String>,
}

impl Cache {
    /// Entries in `folder`, which is made when the first one is kept.
    pub fn new(folder: PathBuf, retry_failures: bool) -> Self {
        Self { folder, retry_failures, forgetful: false, key: None }
    }

    /// The same cache, for reading everything again: what is kept is not used, only replaced.
    #[must_use]
    pub fn forgetful(self) -> Self {
        Self { forgetful: true, ..self }
    }

    /// The same cache with entries that were made where reading is named so ([`Self::key`]).
    #[must_use]
    pub fn keyed(self, key: String) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Whether there is an answer for a file of that content and settings, sound or not: what it holds is not looked at.
    pub fn knows(&self, sha256: &str, settings: &ReadSettings) -> bool {
        !self.forgetful && self.path(sha256, settings).is_file()
    }

    pub(super) fn get(&self, sha256: &str, settings: &ReadSettings) -> Option<Stored> {
        if self.forgetful {
            return None;
        }
        let bytes = std::fs::read(self.path(sha256, settings)).ok()?;
        let stored: Stored = serde_json::from_slice(&bytes).ok()?;
        (stored.ocr.len() == stored.pages.len() && !(self.retry_failures && stored.failure.is_some())).then_some(stored)
    }

    /// Keep an answer. A cache that can't be written costs time next run, nothing else, so nothing is reported.
    pub(super) fn put(&self, sha256: &str, settings: &ReadSettings, stored: &Stored) {
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(&self.folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(&serde_json::to_vec(stored)?)?;
            file.persist(self.path(sha256, settings))?;
            Ok(())
        };
        let _ = write();
    }

    /// Drop the entries of files that are no longer in the corpus, and of older engines and settings.
    pub fn keep_only(&self, sha256: &[String], settings: &ReadSettings) {
        let wanted: std::collections::BTreeSet<PathBuf> = sha256.iter().map(|hash| self.path(hash, settings)).collect();
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if !wanted.contains(&entry.path()) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    fn path(&self, sha256: &str, settings: &ReadSettings) -> PathBuf {
        self.folder.join(format!("{sha256}-{}.json", self.key(settings)))
    }

    /// What names entries of these settings, of this engine and of the OCR that is here.
    pub fn key(&self, settings: &ReadSettings) -> String {
        if let Some(key) = &self.key {
            return key.clone();
        }
        let version = match settings.ocr {
            OcrMode::Never => "no ocr",
            OcrMode::Auto | OcrMode::Always => match Tesseract::here() {
                Tesseract::Ready(version) => version.as_str(),
                Tesseract::NoSwedish(_) | Tesseract::Missing => "no ocr",
            },
        };
        let settings = format!(
            "{ENGINE}\n{:?}\n{version}\n{}\n{}\n{}\n{}",
            settings.ocr,
            settings.second_opinion,
            settings.ocr_timeout_s,
            settings.limits,
            settings.certainty.is_some()
        );
        blake3::hash(settings.as_bytes()).to_hex()[..8].to_owned()
    }
}

/// The cache's place in an output folder.
pub fn cache_folder(out: &Path) -> PathBuf {
    out.join(".cache").join("read")
}
