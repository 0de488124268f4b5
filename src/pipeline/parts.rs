//! Parts of a run that was spread over several machines: each holds what readers said of the files of one slice and the
//! documents that hang on no other, and `paragraf merge` takes them all for the run that one machine would have made.
//!
//! A damaged document waits for the words that the others teach. Those are learned when the parts are joined, by the same code
//! as ever, and so is all else that looks across documents: a merge writes the bytes of a single run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};

use super::kept::kept_folder;
use super::{Found, Planned};
use crate::config::{Layer, Settings, UsageError};
use crate::read::{ENGINE, OcrMode, ReadFailure, cache_folder};

/// The file that makes a folder a part; it is written last.
const MANIFEST: &str = "part.json";

/// What `part.json` says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Manifest {
    /// Of the program and of what reads PDFs: parts of other versions don't go together.
    version: String,
    engine: String,
    /// What names the answers of readers under these settings.
    reading: String,
    ocr: OcrMode,
    second_opinion: bool,
    municipality: String,
    dictionaries: Option<PathBuf>,
    corpus: PathBuf,
    /// K of N.
    slice: (u32, u32),
    inputs: Vec<Entry>,
}

/// A file of the slice.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    name: String,
    size: u64,
    sha256: Result<String, ReadFailure>,
}

/// Write `part.json`, and copies of the text files beside it, into the folder of a slice whose PDFs were read.
pub(super) fn write(
    settings: &Settings,
    corpus: &Path,
    slice: (u32, u32),
    planned: &[Planned],
    reading: String,
) -> anyhow::Result<()> {
    let out = &settings.out;
    let entry = |planned: &Planned| Entry {
        name: planned.found.name.clone(),
        size: planned.found.size,
        sha256: planned.sha256.clone(),
    };
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: ENGINE.to_owned(),
        reading,
        ocr: settings.ocr,
        second_opinion: settings.second_opinion,
        municipality: settings.municipality.clone(),
        dictionaries: settings.dictionaries.clone(),
        corpus: corpus.canonicalize().unwrap_or_else(|_| corpus.to_owned()),
        slice,
        inputs: planned.iter().map(entry).collect(),
    };
    for planned in planned.iter().filter(|planned| planned.found.is_text()) {
        if let Ok(hash) = &planned.sha256 {
            let to = text_of(out, hash);
            std::fs::create_dir_all(to.parent().unwrap_or(out))?;
            std::fs::copy(&planned.found.path, &to)
                .with_context(|| format!("{}: går inte att kopiera", to.display()))?;
        }
    }
    let mut bytes = serde_json::to_vec_pretty(&manifest)?;
    bytes.push(b'\n');
    crate::report::place(&out.join(MANIFEST), &bytes)?;
    Ok(())
}

fn text_of(part: &Path, sha256: &str) -> PathBuf {
    part.join("texts").join(format!("{sha256}.txt"))
}

/// All parts of a run.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The settings that the slices were read with, and the folder that they are of.
    pub settings: Layer,
    /// Its files, sorted by name.
    pub(super) planned: Vec<Planned>,
    /// What names the readers' answers.
    pub(super) reading: String,
    /// Their folders.
    parts: Vec<PathBuf>,
}

/// Read the parts and see that they are all the slices of one run, each once.
///
/// # Errors
/// Which folder is no part, which slice is missing or there twice, or what two parts disagree on.
pub fn join(parts: &[PathBuf]) -> Result<Joined, UsageError> {
    joined(parts).map_err(|error| UsageError(format!("{error:#}")))
}

fn joined(parts: &[PathBuf]) -> anyhow::Result<Joined> {
    let mut by_slice: BTreeMap<u32, (&Path, Manifest)> = BTreeMap::new();
    for part in parts {
        let manifest = read(part)?;
        if let Some((other, _)) = by_slice.get(&manifest.slice.0) {
            bail!("{} och {}: båda är del {}", other.display(), part.display(), manifest.slice.0);
        }
        by_slice.insert(manifest.slice.0, (part, manifest));
    }
    let (first_part, first) = by_slice.values().next().context("inga delar att foga samman")?;
    for (part, manifest) in by_slice.values() {
        let same = |what: &str, same: bool| {
            ensure!(same, "{} och {}: olika {what}; gör om den ena", first_part.display(), part.display());
            Ok(())
        };
        same("antal delar", manifest.slice.1 == first.slice.1)?;
        same("version av programmet", (&manifest.version, &manifest.engine) == (&first.version, &first.engine))?;
        same("inställningar för läsningen", manifest.reading == first.reading)?;
        same("mappar med handlingar", manifest.corpus == first.corpus)?;
        let told = |manifest: &Manifest| (manifest.municipality.clone(), manifest.dictionaries.clone());
        same("kommun eller ordböcker", told(manifest) == told(first))?;
    }
    let missing: Vec<String> =
        (1..=first.slice.1).filter(|k| !by_slice.contains_key(k)).map(|k| format!("{k}/{}", first.slice.1)).collect();
    ensure!(missing.is_empty(), "delar saknas: {}", missing.join(", "));

    let (corpus, reading) = (first.corpus.clone(), first.reading.clone());
    let settings = Layer {
        corpus: Some(corpus.clone()),
        ocr: Some(first.ocr),
        second_opinion: Some(first.second_opinion),
        municipality: Some(first.municipality.clone()),
        dictionaries: first.dictionaries.clone(),
        ..Layer::default()
    };
    let parts = by_slice.values().map(|(part, _)| part.to_path_buf()).collect();
    let mut planned: Vec<Planned> = by_slice
        .into_values()
        .flat_map(|(part, manifest)| {
            manifest.inputs.into_iter().map(|entry| planned_of(part, entry, &corpus)).collect::<Vec<_>>()
        })
        .collect();
    planned.sort_by(|a, b| a.found.name.cmp(&b.found.name));
    if let Some(pair) = planned.windows(2).find(|pair| pair[0].found.name == pair[1].found.name) {
        bail!("{}: står i två delar, så filen ändrades medan de gjordes; gör om dem", pair[0].found.name);
    }
    Ok(Joined { settings, planned, reading, parts })
}

fn read(part: &Path) -> anyhow::Result<Manifest> {
    let path = part.join(MANIFEST);
    let bytes = std::fs::read(&path)
        .with_context(|| format!("{}: ingen del av en körning (run --slice K/N gör en)", part.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{}: går inte att förstå", path.display()))
}

fn planned_of(part: &Path, entry: Entry, corpus: &Path) -> Planned {
    let mut found = Found { path: corpus.join(&entry.name), name: entry.name, size: entry.size };
    if let Some(hash) = entry.sha256.as_ref().ok().filter(|_| found.is_text()) {
        found.path = text_of(part, hash);
    }
    Planned { found, sha256: entry.sha256, known: true }
}

impl Joined {
    /// Put what all parts keep, readers' answers and documents, where a run keeps its own.
    ///
    /// # Errors
    /// When one can't be copied.
    pub(super) fn bring(&self, out: &Path) -> anyhow::Result<()> {
        for part in &self.parts {
            bring(&cache_folder(part), &cache_folder(out))?;
            bring(&kept_folder(part), &kept_folder(out))?;
        }
        Ok(())
    }
}

/// Put the entries of a folder into another one, where they are not yet.
fn bring(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        // the same name holds the same; a link costs nothing where the file system has them
        if !to.exists() && std::fs::hard_link(entry.path(), &to).is_err() {
            std::fs::copy(entry.path(), &to).with_context(|| format!("{}: går inte att skriva", to.display()))?;
        }
    }
    Ok(())
}
