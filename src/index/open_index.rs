//! Opens an index for reading. Nothing is written or locked, so a folder that can only be read will do, and a run may
//! write a new index meanwhile.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::columnar::{Column, StrColumn};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocId, Index, TantivyDocument};

use super::IndexError;
use super::list_fields::Fields;
use super::read_passages::Stored;
use super::write_index::{META, Version};
use crate::dictionaries::Compounds;

/// Blocks of stored units kept unpacked a chunk.
const BLOCKS_KEPT: usize = 4;

/// Times an index is opened anew when a run takes its files away while they are opened.
const TRIES: usize = 3;

/// An index opened for reading.
pub(super) struct Opened {
    pub fields: Fields,
    /// In order of documents.
    pub chunks: Vec<OpenChunk>,
    /// Keys, a zero byte and the word that has the key.
    pub keys: fst::Set<Vec<u8>>,
    /// Folder of the texts that passages are read from.
    pub texts: PathBuf,
    /// Where points stand: document and place among its units.
    pub points: BTreeMap<String, Vec<(String, u64)>>,
}

/// A chunk opened for reading.
pub(super) struct OpenChunk {
    pub reader: SegmentReader,
    pub columns: Columns,
    store: StoreReader,
    shown: Field,
}

/// What is counted and sorted by.
pub(super) struct Columns {
    pub typ: Option<StrColumn>,
    pub organ: Option<StrColumn>,
    pub part: Option<StrColumn>,
    pub party: Option<StrColumn>,
    pub year: Column<i64>,
    pub date: Column<u64>,
    pub place: Column<u64>,
    pub sketch: Column<u64>,
}

/// Open the index in `folder`.
pub(super) fn open(folder: &Path, compounds: &Compounds) -> Result<Opened, IndexError> {
    let mut tried = 0;
    loop {
        tried += 1;
        match open_once(folder, compounds) {
            Err(IndexError::Engine(_)) if tried < TRIES => {}
            done => return done,
        }
    }
}

fn open_once(folder: &Path, compounds: &Compounds) -> Result<Opened, IndexError> {
    let unusable = |message: String| IndexError::Unusable { path: folder.to_owned(), message };
    if !folder.join(META).is_file() {
        return Err(unusable("här finns inget sökindex; kör paragraf run först".to_owned()));
    }
    let other = |how: &str| unusable(format!("sökindexet är gjort {how}; kör paragraf run igen"));
    let index = Index::open_in_dir(folder).map_err(|error| match error {
        // the schema is another version's
        tantivy::TantivyError::DataCorruption(_) => other("av en annan version"),
        error => error.into(),
    })?;
    let meta = index.load_metas()?;
    let version: Option<Version> = meta.payload.as_deref().and_then(|payload| serde_json::from_str(payload).ok());
    let version = version.ok_or_else(|| other("av en annan version"))?;
    if let Some(how) = version.unlike(compounds) {
        return Err(other(how));
    }
    let fields = Fields::new();
    let open = |meta| {
        let segment = index.segment(meta);
        OpenChunk::open(SegmentReader::open(&segment)?, fields.shown)
    };
    Ok(Opened {
        chunks: meta.segments.into_iter().map(open).collect::<Result<_, IndexError>>()?,
        keys: fst::Set::new(read(&folder.join(&version.keys))?).map_err(engine)?,
        points: read_points(&folder.join(&version.points))?,
        texts: folder.with_file_name("text"),
        fields,
    })
}

fn read_points(path: &Path) -> Result<BTreeMap<String, Vec<(String, u64)>>, IndexError> {
    let places: Vec<(String, String, u64)> = serde_json::from_slice(&read(path)?).map_err(engine)?;
    let mut points: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
    for (point, document, place) in places {
        points.entry(point).or_default().push((document, place));
    }
    Ok(points)
}

/// The whole file. One that is gone makes the index be opened anew.
fn read(path: &Path) -> Result<Vec<u8>, IndexError> {
    std::fs::read(path).map_err(|error| engine(format!("{}: {error}", path.display())))
}

impl Opened {
    /// The values of a field, each once, sorted.
    pub fn values(&self, field: Field) -> Result<Vec<String>, IndexError> {
        let mut values = std::collections::BTreeSet::new();
        for chunk in &self.chunks {
            let inverted = chunk.reader.inverted_index(field)?;
            let mut terms = inverted.terms().stream().map_err(engine)?;
            while terms.advance() {
                values.extend(std::str::from_utf8(terms.key()).ok().map(str::to_owned));
            }
        }
        Ok(values.into_iter().collect())
    }

    /// Units in all.
    pub fn units(&self) -> u64 {
        self.chunks.iter().map(|chunk| u64::from(chunk.reader.max_doc())).sum()
    }

    /// Mean length of a field (words). At least 1, so that it can be divided by.
    pub fn mean_length(&self, field: Field) -> Result<f32, IndexError> {
        let words = self.chunks.iter().map(|chunk| Ok(chunk.reader.inverted_index(field)?.total_num_tokens()));
        let words: u64 = words.sum::<Result<u64, IndexError>>()?;
        Ok((words as f32 / self.units().max(1) as f32).max(1.0))
    }
}

impl OpenChunk {
    fn open(reader: SegmentReader, shown: Field) -> Result<Self, IndexError> {
        Ok(Self {
            columns: Columns::open(&reader)?,
            store: reader.get_store_reader(BLOCKS_KEPT).map_err(engine)?,
            reader,
            shown,
        })
    }

    pub fn inverted(&self, field: Field) -> Result<Arc<InvertedIndexReader>, IndexError> {
        Ok(self.reader.inverted_index(field)?)
    }

    /// Where the units with that word are listed.
    pub fn term(&self, field: Field, word: &str) -> Result<Option<TermInfo>, IndexError> {
        self.inverted(field)?.terms().get(word.as_bytes()).map_err(engine)
    }

    pub fn lengths(&self, field: Field) -> Result<FieldNormReader, IndexError> {
        Ok(self.reader.get_fieldnorms_reader(field)?)
    }

    /// What is stored of a unit.
    pub fn stored(&self, doc: DocId) -> Result<Stored, IndexError> {
        use tantivy::schema::Value;
        let entry: TantivyDocument = self.store.get(doc)?;
        let bytes = entry.get_first(self.shown).and_then(|value| value.as_bytes());
        bytes.and_then(Stored::from_bytes).ok_or_else(|| engine("a stored unit can't be read"))
    }
}

impl Columns {
    fn open(reader: &SegmentReader) -> Result<Self, IndexError> {
        let fast = reader.fast_fields();
        Ok(Self {
            typ: fast.str("typ")?,
            organ: fast.str("organ")?,
            part: fast.str("part")?,
            party: fast.str("party")?,
            year: fast.i64("year")?,
            date: fast.u64("date")?,
            place: fast.u64("place")?,
            sketch: fast.u64("sketch")?,
        })
    }
}

impl Columns {
    /// The kind of part.
    pub fn part_of(&self, doc: DocId) -> Result<String, IndexError> {
        first_of(self.part.as_ref(), doc)
    }

    /// The organ's name.
    pub fn organ_of(&self, doc: DocId) -> Result<String, IndexError> {
        first_of(self.organ.as_ref(), doc)
    }

    /// The date, `2017-06-14`, or nothing.
    pub fn date_of(&self, doc: DocId) -> String {
        let date = self.date.first(doc).unwrap_or(0);
        if date == 0 {
            String::new()
        } else {
            format!("{:04}-{:02}-{:02}", date / 10_000, date / 100 % 100, date % 100)
        }
    }
}

fn first_of(column: Option<&StrColumn>, doc: DocId) -> Result<String, IndexError> {
    let mut value = String::new();
    if let Some((column, ord)) = column.and_then(|column| Some((column, column.ords().first(doc)?))) {
        column.ord_to_str(ord, &mut value).map_err(engine)?;
    }
    Ok(value)
}

pub(super) fn engine(error: impl std::fmt::Display) -> IndexError {
    IndexError::Engine(error.to_string())
}
