//! Writes one chunk of the index: a tantivy segment.
//!
//! A chunk is named by a hash of everything that goes into it. One that is there already is not made again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentComponent;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::{Index, TantivyDocument};

use super::gather_units::{Unit, units};
use super::list_fields::Fields;
use super::read_passages::Stored;
use super::read_words::tokenizers;
use super::resolve_fields::dnr_key;
use super::restore_words::{Originals, originals};
use super::sketch_text::sketch;
use super::{IndexError, failed};
use crate::segment::{Document, SegmentKind};

/// What tantivy is told to expect (bytes); a chunk is small enough to be written at once.
const MEMORY: usize = 100_000_000;

/// Stored units are read back by blocks of this size: a page of hits opens twenty at most.
const BLOCK: usize = 32_768;

/// Parts a segment has here; it has no deletions, because a changed chunk is written anew.
const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Store,
];

/// A chunk in the index.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    /// 32 hex digits.
    pub name: String,
    pub units: u32,
    /// It was there already.
    pub kept: bool,
}

/// A document, its units, and its repaired lines as they were.
type Gathered<'a> = (&'a Document, Vec<Unit<'a>>, Originals);

/// How the index is set up, in every chunk alike.
pub(super) fn settings() -> tantivy::IndexSettings {
    tantivy::IndexSettings { docstore_blocksize: BLOCK, ..tantivy::IndexSettings::default() }
}

/// The files of a chunk, for those who look for what is left over.
pub(super) fn files_of(name: &str) -> impl Iterator<Item = String> {
    COMPONENTS.into_iter().map(move |component| format!("{name}.{component}"))
}

/// Write the chunk of these documents into `folder`, unless it is there. `version` is of the program and its dictionaries.
pub(super) fn write(folder: &Path, documents: &[&Document], version: &str) -> Result<Chunk, IndexError> {
    let gathered: Vec<(&Document, Vec<Unit<'_>>, Originals)> =
        documents.iter().map(|document| (*document, units(document), originals(&document.handling.repaired))).collect();
    let name = name_of(&gathered, version);
    let units = gathered.iter().map(|(_, units, _)| units.len() as u32).sum();
    // a chunk of nothing has no files
    if units == 0 || files_of(&name).all(|file| folder.join(file).is_file()) {
        return Ok(Chunk { name, units, kept: true });
    }
    let part = folder.join(format!(".{name}.part"));
    super::write_index::remove(&part)?;
    std::fs::create_dir_all(&part).map_err(|error| failed(&part, &error))?;
    let index = fill(&part, &gathered)?;
    adopt(&index, &part, folder, &name)?;
    super::write_index::remove(&part)?;
    Ok(Chunk { name, units, kept: false })
}

/// A hash over all that the index will hold of these documents.
fn name_of(gathered: &[Gathered<'_>], version: &str) -> String {
    let mut hash = blake3::Hasher::new();
    let mut told = Told::default();
    told.add(version);
    for (document, units, originals) in gathered {
        tell_document(document, &mut told);
        for unit in units {
            tell_unit(unit, originals, &mut told);
        }
        // a document at a time: many short pieces are hashed slowly
        hash.update(&told.0);
        told.0.clear();
    }
    hash.finalize().to_hex()[..32].to_owned()
}

/// What is hashed of a document.
#[derive(Default)]
struct Told(Vec<u8>);

impl Told {
    /// Lengths keep neighbours apart: "ab" and "c" are not "a" and "bc".
    fn add(&mut self, text: &str) {
        self.0.extend((text.len() as u64).to_le_bytes());
        self.0.extend(text.as_bytes());
    }
}

fn tell_document(document: &Document, told: &mut Told) {
    let handling = &document.handling;
    told.add(handling.repaired.pages.id.as_str());
    told.add(handling.kind.as_str());
    told.add(handling.organ.as_ref().map_or("", |organ| &organ.id));
    told.add(handling.organ.as_ref().map_or("", |organ| &organ.name));
    told.add(&handling.year.map(|year| year.to_string()).unwrap_or_default());
    told.add(&handling.date.map(|date| date.to_string()).unwrap_or_default());
}

fn tell_unit(unit: &Unit<'_>, originals: &Originals, told: &mut Told) {
    for text in [unit.kind.as_str(), &unit.segment_id, &unit.item, &unit.dnr, &unit.heading, &unit.context] {
        told.add(text);
    }
    told.add(&unit.page.to_string());
    told.add(&unit.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" "));
    for names in [&unit.persons, &unit.parties, &unit.doubtful] {
        told.add(&names.len().to_string());
        for name in names {
            told.add(name);
        }
    }
    told.add(&unit.lines.len().to_string());
    for (number, line) in &unit.lines {
        told.add(line);
        told.add(originals.get(number).map_or("", String::as_str));
    }
}

fn fill(folder: &Path, gathered: &[Gathered<'_>]) -> Result<Index, IndexError> {
    let fields = Fields::new();
    let directory = MmapDirectory::open(folder).map_err(|error| IndexError::Engine(error.to_string()))?;
    let mut writer: SingleSegmentIndexWriter = Index::builder()
        .schema(fields.schema.clone())
        .settings(settings())
        .tokenizers(tokenizers())
        .single_segment_index_writer(directory, MEMORY)?;
    for (document, units, originals) in gathered {
        for (place, unit) in (0..).zip(units) {
            let text = unit.text();
            let mut entry = entry(&fields, document, unit, originals);
            entry.add_u64(fields.place, place);
            entry.add_text(fields.body, &text);
            entry.add_u64(fields.sketch, sketch(&text));
            entry.add_bytes(fields.shown, &Stored::new(unit, &text).to_bytes());
            writer.add_document(entry)?;
        }
    }
    Ok(writer.finalize()?)
}

/// Everything of a unit but its text.
fn entry(fields: &Fields, document: &Document, unit: &Unit<'_>, originals: &Originals) -> TantivyDocument {
    let mut entry = TantivyDocument::default();
    add_words(&mut entry, fields, unit, originals);
    add_names(&mut entry, fields, unit);
    add_origin(&mut entry, fields, document);
    entry
}

/// What is searched beside the text: headings, and the text as it was before repair.
fn add_words(entry: &mut TantivyDocument, fields: &Fields, unit: &Unit<'_>, originals: &Originals) {
    if unit.kind == SegmentKind::Item && !unit.heading.contains('§') {
        entry.add_text(fields.heading, format!("§ {} {}", unit.item, unit.heading));
    } else {
        entry.add_text(fields.heading, &unit.heading);
    }
    entry.add_text(fields.context, &unit.context);
    let before: Vec<&str> =
        unit.lines.iter().filter_map(|(number, _)| originals.get(number).map(String::as_str)).collect();
    if !before.is_empty() {
        entry.add_text(fields.original, before.join("\n"));
    }
}

/// What the part is, who speaks in it, and its numbers.
fn add_names(entry: &mut TantivyDocument, fields: &Fields, unit: &Unit<'_>) {
    entry.add_text(fields.part, unit.kind.as_str());
    for kind in unit.kinds.iter().collect::<BTreeSet<_>>() {
        entry.add_text(fields.piece_of, kind.as_str());
    }
    for party in unit.parties.iter().collect::<BTreeSet<_>>() {
        entry.add_text(fields.party, party);
    }
    for person in &unit.persons {
        entry.add_text(fields.person, person);
    }
    if !unit.dnr.is_empty() {
        entry.add_text(fields.dnr, dnr_key(&unit.dnr));
    }
    if !unit.item.is_empty() {
        entry.add_text(fields.item, &unit.item);
    }
}

/// What the document is, whose, and from when.
fn add_origin(entry: &mut TantivyDocument, fields: &Fields, document: &Document) {
    let handling = &document.handling;
    entry.add_text(fields.typ, handling.kind.as_str());
    entry.add_text(fields.doc_id, handling.repaired.pages.id.as_str());
    if let Some(organ) = &handling.organ {
        entry.add_text(fields.organ_id, &organ.id);
        entry.add_text(fields.organ, &organ.name);
    }
    if let Some(year) = handling.year {
        entry.add_i64(fields.year, i64::from(year));
    }
    let date = handling.date.map(|date| date.to_string().replace('-', ""));
    entry.add_u64(fields.date, date.and_then(|digits| digits.parse().ok()).unwrap_or(0));
}

/// Move the finished segment's files to their place, under the chunk's name.
fn adopt(index: &Index, from: &Path, to: &Path, name: &str) -> Result<(), IndexError> {
    for segment in index.searchable_segment_metas()? {
        for component in COMPONENTS {
            let made: PathBuf = from.join(segment.relative_path(component.clone()));
            let kept = to.join(format!("{name}.{component}"));
            std::fs::rename(&made, &kept).map_err(|error| failed(&made, &error))?;
        }
    }
    Ok(())
}
