//! Writes the index and opens it again: what is kept for each unit, in which fields, in which version.
//!
//! One writer thread takes documents in the order given and all is merged into one segment, so the same documents give
//! the same answers in the same order. The new index is written beside the old one and takes its place by renaming.

use std::path::{Path, PathBuf};

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument};

use super::IndexError;
use super::find_words::words;
use super::gather_units::{Unit, units};
use super::make_keys::keys_of_text;
use super::resolve_fields::{dnr_key, name_words};
use super::restore_words::{Originals, originals};
use super::settle_names::settle_names;
use crate::dictionaries::{Compounds, Dictionaries};
use crate::segment::Document;

/// Goes up whenever fields or keys change: an index of another number is rebuilt, not read.
const FORMAT: u32 = 1;

const VERSION_FILE: &str = "paragraf-index.json";

/// Memory of the writer before it puts a segment to disk (bytes). More makes fewer segments to merge, not more speed.
const WRITER_MEMORY: usize = 64_000_000;

/// What the version file says.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Version {
    format: u32,
    words: String,
    segments: u64,
}

/// The fields of the index.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub schema: Schema,
    /// Keys of the unit's own words.
    pub body: Field,
    /// Keys of its heading.
    pub heading: Field,
    /// Keys of the headings around it and the document's title.
    pub context: Field,
    pub typ: Field,
    pub organ_id: Field,
    pub organ: Field,
    pub part: Field,
    pub party: Field,
    pub person: Field,
    pub dnr: Field,
    pub doc_id: Field,
    pub item: Field,
    pub year: Field,
    /// `20170614`; 0 without a date.
    pub date: Field,
    /// Place among all units: the last tie-break.
    pub ord: Field,
    /// What a hit shows, as JSON.
    pub hit: Field,
    pub text: Field,
}

/// What is stored to show a hit.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct StoredHit {
    pub doc_id: String,
    pub segment_id: String,
    pub kind: String,
    pub organ: String,
    pub date: String,
    pub item: String,
    pub page: u32,
}

impl Fields {
    pub fn new() -> Self {
        let mut builder = Schema::builder();
        let with = |option| {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(option);
            TextOptions::default().set_indexing_options(indexing)
        };
        let positions = with(IndexRecordOption::WithFreqsAndPositions);
        Self {
            body: builder.add_text_field("body", positions.clone()),
            heading: builder.add_text_field("heading", positions.clone()),
            context: builder.add_text_field("context", with(IndexRecordOption::WithFreqs)),
            typ: builder.add_text_field("typ", STRING | FAST),
            organ_id: builder.add_text_field("organ_id", STRING | FAST),
            organ: builder.add_text_field("organ", TextOptions::default().set_fast("raw")),
            part: builder.add_text_field("part", STRING | FAST),
            party: builder.add_text_field("party", STRING | FAST),
            person: builder.add_text_field("person", positions),
            dnr: builder.add_text_field("dnr", STRING),
            doc_id: builder.add_text_field("doc_id", STRING),
            item: builder.add_text_field("item", STRING),
            year: builder.add_i64_field("year", INDEXED | FAST),
            date: builder.add_u64_field("date", FAST),
            ord: builder.add_u64_field("ord", FAST),
            hit: builder.add_text_field("hit", STORED),
            text: builder.add_text_field("text", STORED),
            schema: builder.build(),
        }
    }
}

/// Write the index of these documents in `folder`, replacing what was there.
pub(super) fn write(folder: &Path, documents: &[&Document], dictionaries: &Dictionaries) -> Result<(), IndexError> {
    let (fresh, old) = (beside(folder, "new"), beside(folder, "old"));
    remove(&fresh)?;
    std::fs::create_dir_all(&fresh).map_err(|error| failed(&fresh, &error))?;
    let segments = fill(&fresh, documents, &dictionaries.compounds)?;
    let version = Version { format: FORMAT, words: dictionaries.compounds.fingerprint().to_owned(), segments };
    let file = fresh.join(VERSION_FILE);
    let text = serde_json::to_string(&version).map_err(|error| IndexError::Engine(error.to_string()))?;
    std::fs::write(&file, text + "\n").map_err(|error| failed(&file, &error))?;
    // readers hold the old files open and keep them; between the two renames a new reader finds no index and says so
    remove(&old)?;
    if folder.exists() {
        std::fs::rename(folder, &old).map_err(|error| failed(folder, &error))?;
    }
    std::fs::rename(&fresh, folder).map_err(|error| failed(folder, &error))?;
    remove(&old)
}

fn fill(folder: &Path, documents: &[&Document], compounds: &Compounds) -> Result<u64, IndexError> {
    let fields = Fields::new();
    // larger blocks than tantivy's 16 kB: texts of one document are alike, and a page of hits opens few blocks
    let settings = tantivy::IndexSettings { docstore_blocksize: 65_536, ..tantivy::IndexSettings::default() };
    let index = Index::builder().schema(fields.schema.clone()).settings(settings).create_in_dir(folder)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY)?;
    // segments are merged once at the end; merging on the way would only do it twice
    writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
    let mut ord = 0;
    for document in documents {
        let originals = originals(&document.handling.repaired);
        for unit in units(document) {
            writer.add_document(entry(&fields, document, &unit, &originals, ord, compounds))?;
            ord += 1;
        }
    }
    writer.commit()?;
    let ids = in_order(&index)?;
    if ids.len() > 1 {
        writer.merge(&ids).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    settle_names(folder)?;
    Ok(ord)
}

/// Segments in the order their units were added; tantivy lists them as chance has it.
fn in_order(index: &Index) -> Result<Vec<tantivy::index::SegmentId>, IndexError> {
    let searcher = index.reader()?.searcher();
    let mut ids = Vec::new();
    for segment in searcher.segment_readers() {
        ids.push((segment.fast_fields().u64("ord")?.min_value(), segment.segment_id()));
    }
    ids.sort_unstable();
    Ok(ids.into_iter().map(|(_, id)| id).collect())
}

fn entry(
    fields: &Fields,
    document: &Document,
    unit: &Unit,
    originals: &Originals,
    ord: u64,
    compounds: &Compounds,
) -> TantivyDocument {
    let handling = &document.handling;
    let (text, starts) = unit.text();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
    let original = |at: usize| {
        let line = line_of(at);
        originals.get(&(unit.lines[line].0, at - starts[line])).map(String::as_str)
    };
    let mut entry = TantivyDocument::default();
    entry.add_pre_tokenized_text(fields.body, tokens(&text, original, compounds));
    let heading = if unit.kind == crate::segment::SegmentKind::Item && !unit.heading.contains('§') {
        format!("§ {} {}", unit.item, unit.heading)
    } else {
        unit.heading.clone()
    };
    entry.add_pre_tokenized_text(fields.heading, tokens(&heading, |_| None, compounds));
    entry.add_pre_tokenized_text(fields.context, tokens(&unit.context, |_| None, compounds));
    entry.add_text(fields.typ, handling.kind.as_str());
    entry.add_text(fields.part, unit.kind.as_str());
    entry.add_text(fields.doc_id, handling.repaired.pages.id.as_str());
    if let Some(organ) = &handling.organ {
        entry.add_text(fields.organ_id, &organ.id);
        entry.add_text(fields.organ, &organ.name);
    }
    let mut parties = unit.parties.clone();
    parties.sort_unstable();
    parties.dedup();
    for party in &parties {
        entry.add_text(fields.party, party);
    }
    for person in &unit.persons {
        entry.add_pre_tokenized_text(fields.person, name_tokens(person));
    }
    if !unit.dnr.is_empty() {
        entry.add_text(fields.dnr, dnr_key(&unit.dnr));
    }
    if !unit.item.is_empty() {
        entry.add_text(fields.item, &unit.item);
    }
    if let Some(year) = handling.year {
        entry.add_i64(fields.year, i64::from(year));
    }
    let date = handling.date.map(|date| date.to_string()).unwrap_or_default();
    entry.add_u64(fields.date, date.replace('-', "").parse().unwrap_or(0));
    entry.add_u64(fields.ord, ord);
    let hit = StoredHit {
        doc_id: handling.repaired.pages.id.to_string(),
        segment_id: unit.segment_id.clone(),
        kind: unit.kind.as_str().to_owned(),
        organ: handling.organ.as_ref().map(|organ| organ.name.clone()).unwrap_or_default(),
        date,
        item: unit.item.clone(),
        page: unit.page,
    };
    entry.add_text(fields.hit, serde_json::to_string(&hit).unwrap_or_default());
    entry.add_text(fields.text, text);
    entry
}

fn tokens<'a>(text: &str, original: impl Fn(usize) -> Option<&'a str>, compounds: &Compounds) -> PreTokenizedString {
    let mut tokens = Vec::new();
    for word in words(text) {
        for key in keys_of_text(&word.text, &word.also, original(word.range.start), compounds) {
            let (offset_from, offset_to) = (word.range.start, word.range.end);
            tokens.push(Token { offset_from, offset_to, position: word.position, text: key, position_length: 1 });
        }
    }
    // the text itself is stored once, in a field of its own
    PreTokenizedString { text: String::new(), tokens }
}

fn name_tokens(name: &str) -> PreTokenizedString {
    let token = |(position, text): (usize, String)| Token { position, text, ..Token::default() };
    PreTokenizedString { text: String::new(), tokens: name_words(name).into_iter().enumerate().map(token).collect() }
}

/// An index opened for reading. Cheap to keep; it goes on reading what it opened while a new one is written.
pub(super) struct Opened {
    pub searcher: Searcher,
    pub fields: Fields,
}

/// Open the index in `folder`.
pub(super) fn open(folder: &Path, compounds: &Compounds) -> Result<Opened, IndexError> {
    let unusable = |message: &str| IndexError::Unusable { path: folder.to_owned(), message: message.to_owned() };
    let text = std::fs::read_to_string(folder.join(VERSION_FILE))
        .map_err(|_| unusable("här finns inget sökindex; kör paragraf run först"))?;
    let version: Option<Version> = serde_json::from_str(&text).ok();
    let Some(version) = version.filter(|version| version.format == FORMAT) else {
        return Err(unusable("sökindexet är gjort av en annan version; kör paragraf run igen"));
    };
    if version.words != compounds.fingerprint() {
        return Err(unusable("sökindexet är gjort med andra ordlistor; kör paragraf run igen"));
    }
    let index = Index::open_in_dir(folder)?;
    let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
    Ok(Opened { searcher: reader.searcher(), fields: Fields::new() })
}

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    folder.with_file_name(name)
}

fn remove(folder: &Path) -> Result<(), IndexError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(folder, &error)),
        _ => Ok(()),
    }
}

fn failed(path: &Path, error: &std::io::Error) -> IndexError {
    IndexError::Unusable { path: path.to_owned(), message: error.to_string() }
}

impl From<tantivy::TantivyError> for IndexError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Engine(error.to_string())
    }
}
