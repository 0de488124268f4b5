//! Writes the index: the chunks that changed, then one small file that names all of them.
//!
//! Files of chunks never change once they are named in `meta.json`, and that file is replaced in one step, so a reader
//! sees the old index or the new one and nothing between. What no chunk needs any more is taken away at the end.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use rayon::prelude::*;
use tantivy::index::SegmentId;
use tantivy::{Index, IndexMeta};

use super::cut_chunks::{Sizes, chunks};
use super::gather_units::units;
use super::list_fields::Fields;
use super::open_index::engine;
use super::write_chunk::{self, Chunk, files_of, settings};
use super::write_keys;
use super::{Built, IndexError, PointPlace, failed};
use crate::dictionaries::{Compounds, Dictionaries};
use crate::segment::Document;
use crate::text::{DocId, LineNo};

/// Goes up whenever fields, keys or files change: an index of another number is made anew, not read.
const FORMAT: u32 = 3;

/// The file that names everything else.
pub(super) const META: &str = "meta.json";

/// What `meta.json` says beside tantivy's own.
#[derive(Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Version {
    pub format: u32,
    /// Fingerprint of the dictionaries that words were cut with.
    pub words: String,
    /// File of the places of points.
    pub points: String,
    /// File of the keys that words are found under.
    pub keys: String,
}

impl Version {
    /// Why this index can't be used as it is, or `None`.
    pub fn unlike(&self, compounds: &Compounds) -> Option<&'static str> {
        if self.format != FORMAT {
            return Some("av en annan version");
        }
        (self.words != compounds.fingerprint()).then_some("med andra ordlistor")
    }
}

/// Write the chunks of these documents, of these sizes, in `folder`; nothing names them yet.
pub(super) fn write_chunks(
    folder: &Path,
    documents: &[&Document],
    dictionaries: &Dictionaries,
    sizes: Sizes,
) -> Result<Vec<Chunk>, IndexError> {
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let version = format!("{FORMAT} {}", dictionaries.compounds.fingerprint());
    let chunks = chunks(documents, sizes);
    chunks.par_iter().with_max_len(1).map(|documents| write_chunk::write(folder, documents, &version)).collect()
}

/// Name the chunks that [`write_chunks`] made of these documents: from then on they are the index in `folder`.
pub(super) fn name_chunks(
    folder: &Path,
    made: &[Chunk],
    documents: &[&Document],
    points: &[PointPlace],
    dictionaries: &Dictionaries,
) -> Result<Built, IndexError> {
    let compounds = &dictionaries.compounds;
    let before = version_there(folder);
    let points = write_points(folder, documents, points)?;
    let mut version =
        Version { format: FORMAT, words: compounds.fingerprint().to_owned(), points, keys: String::new() };
    // the words are read from an index of its own: this one must not be named before its keys are there
    let apart = folder.join(".keys.part");
    link_all(folder, &apart, made)?;
    name_all(&apart, made, &version)?;
    version.keys = write_keys::write(folder, &Index::open_in_dir(&apart)?, compounds)?;
    name_all(folder, made, &version)?;
    sweep(folder, made, &version)?;
    Ok(Built {
        units: made.iter().map(|chunk| chunk.units as usize).sum(),
        chunks: made.len(),
        kept: made.iter().filter(|chunk| chunk.kept).count(),
        renewed: before.and_then(|before| before.unlike(compounds)),
    })
}

/// What the index that stands there says of itself; one that says nothing is as one of format 0.
fn version_there(folder: &Path) -> Option<Version> {
    let text = std::fs::read_to_string(folder.join(META)).ok()?;
    let meta: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let version = meta["payload"].as_str().and_then(|payload| serde_json::from_str(payload).ok());
    Some(version.unwrap_or_default())
}

/// Where points stand: point, document, place among its units. Gives the file's name.
fn write_points(folder: &Path, documents: &[&Document], points: &[PointPlace]) -> Result<String, IndexError> {
    let mut by_document: HashMap<&DocId, Vec<&PointPlace>> = HashMap::new();
    for point in points {
        by_document.entry(&point.doc_id).or_default().push(point);
    }
    let of_document = |document: &Document| {
        let id = &document.handling.repaired.pages.id;
        let mut places: Vec<(&str, String, u64)> = Vec::new();
        let Some(here) = by_document.get(id) else { return places };
        for (place, unit) in (0..).zip(units(document)) {
            let lines: BTreeSet<LineNo> = unit.lines.iter().map(|(line, _)| *line).collect();
            let held = here.iter().filter(|point| lines.contains(&point.line));
            places.extend(held.map(|point| (point.point_id.as_str(), id.to_string(), place)));
        }
        places
    };
    let places: BTreeSet<_> = documents.par_iter().flat_map_iter(|document| of_document(document)).collect();
    let json = serde_json::to_string(&places).map_err(engine)?;
    let name = format!("points-{}.json", &blake3::hash(json.as_bytes()).to_hex()[..16]);
    let path = folder.join(&name);
    std::fs::write(&path, json + "\n").map_err(|error| failed(&path, &error))?;
    Ok(name)
}

/// The files of these chunks, in another folder too.
fn link_all(from: &Path, to: &Path, made: &[Chunk]) -> Result<(), IndexError> {
    remove(to)?;
    std::fs::create_dir_all(to).map_err(|error| failed(to, &error))?;
    for file in made.iter().filter(|chunk| chunk.units > 0).flat_map(|chunk| files_of(&chunk.name)) {
        let (from, to) = (from.join(&file), to.join(&file));
        // a file system without links gets copies; both are gone in a moment
        let linked = std::fs::hard_link(&from, &to).or_else(|_| std::fs::copy(&from, &to).map(drop));
        linked.map_err(|error| failed(&to, &error))?;
    }
    Ok(())
}

/// Replace `meta.json` in one step.
fn name_all(folder: &Path, made: &[Chunk], version: &Version) -> Result<(), IndexError> {
    let schema = Fields::new().schema;
    // an index that is never written to: it makes the segments' entries
    let maker = Index::create_in_ram(schema.clone());
    let segments = made.iter().filter(|chunk| chunk.units > 0).map(|chunk| {
        let id = SegmentId::from_uuid_string(&chunk.name).map_err(engine)?;
        Ok(maker.new_segment_meta(id, chunk.units))
    });
    let meta = IndexMeta {
        index_settings: settings(),
        segments: segments.collect::<Result<_, IndexError>>()?,
        payload: Some(serde_json::to_string(version).map_err(engine)?),
        ..IndexMeta::with_schema(schema)
    };
    let text = serde_json::to_string_pretty(&meta).map_err(engine)?;
    let part = folder.join(".meta.json.part");
    std::fs::write(&part, text + "\n").map_err(|error| failed(&part, &error))?;
    std::fs::rename(&part, folder.join(META)).map_err(|error| failed(&part, &error))
}

/// Take away what the index does not name: chunks of documents that changed or went, left-overs of broken runs.
fn sweep(folder: &Path, made: &[Chunk], version: &Version) -> Result<(), IndexError> {
    let mut named: BTreeSet<String> = made.iter().flat_map(|chunk| files_of(&chunk.name)).collect();
    named.extend([META.to_owned(), version.points.clone(), version.keys.clone()]);
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| failed(folder, &error))?;
        let path = entry.path();
        if path.is_dir() {
            remove(&path)?;
        } else if !named.contains(entry.file_name().to_string_lossy().as_ref()) {
            std::fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
        }
    }
    Ok(())
}

/// Remove a folder, if it is there.
pub(super) fn remove(folder: &Path) -> Result<(), IndexError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(folder, &error)),
        _ => Ok(()),
    }
}
