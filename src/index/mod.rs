//! Puts parts into tantivy and answers searches in our own types; no other room sees tantivy's.

mod find_words;
mod read_words;
mod restore_words;
mod make_keys;
pub(crate) mod name_parts;
mod gather_units;
mod sketch_text;
mod read_passages;
mod list_fields;
mod cut_chunks;
mod write_chunk;
mod write_keys;
mod write_index;
mod open_index;
mod read_tokens;
mod parse_query;
mod resolve_fields;
mod plan_query;
mod score_units;
mod meet_steps;
mod collect_hits;
mod mark_snippet;
mod check_texts;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::collect_hits::{Group, Harvest};
use crate::dictionaries::Dictionaries;
use crate::segment::Document;
use crate::text::{DocId, LineNo};

/// What is wrong with an index or a query.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The query can't be honoured; `at` is a byte offset into it.
    #[error("{message} (tecken {at})")]
    Query {
        /// Byte offset into the query.
        at: usize,
        /// What is wrong and what to write instead, Swedish.
        message: String,
    },
    /// There is no index there, or one of another version.
    #[error("{}: {message}", path.display())]
    Unusable {
        /// The index folder.
        path: PathBuf,
        /// What to do.
        message: String,
    },
    /// The engine failed.
    #[error("index: {0}")]
    Engine(String),
}

/// What to search for and how to show it.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// The query as typed (words, phrases, AND OR NOT, `field:value`).
    pub query: String,
    /// Filters given as flags: field and value, same names as in the query.
    pub filters: Vec<(String, String)>,
    /// Newest first instead of best first.
    pub by_date: bool,
    /// Hits to give.
    pub limit: usize,
    /// Hits to pass over.
    pub offset: usize,
    /// Each segment is a hit of its own, also one that says the same as another.
    pub each: bool,
}

/// A hit: one segment. Serialised as spec.md section 3 says.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct Hit {
    pub doc_id: String,
    pub segment_id: String,
    pub kind: String,
    pub organ: String,
    pub date: String,
    pub item: String,
    pub page: u32,
    pub score: f32,
    /// With `<mark>` round the words found; everything else escaped.
    pub snippet: String,
    pub text: String,
    /// Words of the text whose repair is in doubt; `changes.csv` says what stood there.
    pub doubtful: Vec<String>,
    /// Segments that say the same as this one and stand further down by themselves; they are laid under it.
    pub also: Vec<String>,
    /// Lines of `text/DOC.txt` that the snippet shows, both ends included; `None` where it is a heading without lines.
    #[serde(skip)]
    pub lines: Option<(LineNo, LineNo)>,
}

/// Hits as a CSV table, for a file or a pipe.
///
/// # Panics
/// Never: memory takes every byte, and every row has a cell a column.
#[must_use]
pub fn hits_as_csv(hits: &[Hit]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let head = ["doc_id", "segment_id", "kind", "organ", "date", "item", "page", "score", "text", "doubtful", "also"];
    csv.write_record(head).expect("memory takes every byte");
    for hit in hits {
        let (page, score) = (hit.page.to_string(), hit.score.to_string());
        let (doubtful, also) = (hit.doubtful.join(" | "), hit.also.join(" | "));
        let Hit { doc_id, segment_id, kind, organ, date, item, text, .. } = hit;
        csv.write_record([doc_id, segment_id, kind, organ, date, item, &page, &score, text, &doubtful, &also])
            .expect("every row has a cell a column");
    }
    csv.into_inner().expect("memory takes every byte")
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SearchAnswer {
    /// The query as typed.
    pub query: String,
    /// Number of segments found in all.
    pub total: usize,
    /// Number of hits there are to leaf through: segments that say the same are one.
    pub distinct: usize,
    /// This page of hits.
    pub hits: Vec<Hit>,
    /// Counts by `typ`, `organ`, `år`, `del`, `parti`.
    pub facets: std::collections::BTreeMap<String, Vec<(String, u64)>>,
    /// What was searched, in words (for `--explain`).
    #[serde(skip)]
    pub explanation: String,
}

/// A place of a directive point: where it stands, or where a text takes it up again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointPlace {
    /// `R2016-07`.
    pub point_id: String,
    /// Document.
    pub doc_id: DocId,
    /// Line of `text/DOC.txt`.
    pub line: LineNo,
}

/// What building came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// Units that can be found.
    pub units: usize,
    /// Chunks that the index is made of.
    pub chunks: usize,
    /// Those that were there already.
    pub kept: usize,
    /// Why the index that stood there had to be made anew as a whole, if it had, Swedish.
    pub renewed: Option<&'static str>,
}

/// Build the index of these documents in `folder` (`output/index`), in place of what was there. Only what changed is made
/// anew, the result is the same to the byte, and readers see the old index or the new one.
///
/// # Errors
/// When the folder can't be written or the engine fails; the old index then stands as it was.
pub fn build(
    folder: &Path,
    documents: &[&Document],
    points: &[PointPlace],
    dictionaries: &Dictionaries,
) -> Result<Built, IndexError> {
    begin(folder, documents, dictionaries)?.finish(points)
}

/// An index of which all is written but what names it: readers still see the one before.
#[derive(Debug)]
pub struct Begun<'a> {
    folder: &'a Path,
    documents: &'a [&'a Document],
    dictionaries: &'a Dictionaries,
    chunks: Vec<write_chunk::Chunk>,
}

/// The first part of [`build`], which takes most of its time and all cores; what is left is one thing after the other.
///
/// # Errors
/// As of [`build`].
pub fn begin<'a>(
    folder: &'a Path,
    documents: &'a [&'a Document],
    dictionaries: &'a Dictionaries,
) -> Result<Begun<'a>, IndexError> {
    let chunks = write_index::write_chunks(folder, documents, dictionaries, cut_chunks::Sizes::default())?;
    Ok(Begun { folder, documents, dictionaries, chunks })
}

impl Begun<'_> {
    /// The rest of [`build`].
    ///
    /// # Errors
    /// As of [`build`].
    pub fn finish(self, points: &[PointPlace]) -> Result<Built, IndexError> {
        write_index::name_chunks(self.folder, &self.chunks, self.documents, points, self.dictionaries)
    }
}

/// Search the index in `folder`.
///
/// # Errors
/// When there is no usable index, or the query can't be honoured as it stands.
pub fn search(folder: &Path, request: &SearchRequest, dictionaries: &Dictionaries) -> Result<SearchAnswer, IndexError> {
    Reader::open(folder, dictionaries)?.search(request, dictionaries)
}

/// What the index in `folder` and the texts beside it disagree about, in words; nothing where it is whole and holds these
/// documents as they are. An index that can't be opened is such a difference.
#[must_use]
pub fn differences(folder: &Path, documents: &[String], dictionaries: &Dictionaries) -> Vec<String> {
    let told = match check_texts::damaged(folder) {
        // what is damaged is not opened: the engine trusts its files
        Ok(damaged) if !damaged.is_empty() => Ok(damaged),
        _ => open_index::open(folder, &dictionaries.compounds)
            .and_then(|opened| check_texts::differences(&opened, documents)),
    };
    told.unwrap_or_else(|error| vec![error.to_string()])
}

/// A query and, under it, a caret at the spot of an error: for a terminal.
#[must_use]
pub fn point_at(query: &str, at: usize) -> String {
    let before = query.get(..at).unwrap_or(query).chars().count();
    format!("{query}\n{}^", " ".repeat(before))
}

/// An index opened for many searches. It goes on reading what it opened, also when a new index takes its place.
pub struct Reader {
    opened: open_index::Opened,
    lengths: score_units::Lengths,
}

impl Reader {
    /// Open the index in `folder` (`output/index`); passages are read from the texts beside it (`output/text`). Nothing is
    /// written there.
    ///
    /// # Errors
    /// When there is none, or it was made by another version or with other dictionaries.
    pub fn open(folder: &Path, dictionaries: &Dictionaries) -> Result<Self, IndexError> {
        let opened = open_index::open(folder, &dictionaries.compounds)?;
        Ok(Self { lengths: score_units::Lengths::new(&opened)?, opened })
    }

    /// Search it.
    ///
    /// # Errors
    /// When the query can't be honoured as it stands (with the spot), or the engine fails.
    pub fn search(&self, request: &SearchRequest, dictionaries: &Dictionaries) -> Result<SearchAnswer, IndexError> {
        let node = parse_query::parse(&request.query)?;
        let plan = plan_query::plan(&node, &request.filters, &self.opened, dictionaries)?;
        let mut harvest = self.harvest(&plan)?;
        let total = harvest.found.len();
        let wanted = request.offset.saturating_add(request.limit);
        let ordered = harvest.ordered(request.by_date, wanted);
        let groups = if request.each {
            ordered.iter().map(|found| Group { first: *found, also: Vec::new() }).collect()
        } else {
            collect_hits::group(ordered, &self.opened.chunks)
        };
        let grouped: usize = groups.iter().map(|group| group.also.len()).sum();
        let leaves = plan.marked();
        let page = groups.iter().skip(request.offset).take(request.limit);
        let hits = page.map(|group| self.hit(group, &leaves)).collect::<Result<_, _>>()?;
        Ok(SearchAnswer {
            query: request.query.clone(),
            total,
            distinct: total - grouped,
            hits,
            facets: harvest.facets.into_iter().map(|(name, counts)| (name, by_count(counts))).collect(),
            explanation: plan.explanation,
        })
    }

    /// Everything that meets the plan, chunk by chunk on all cores.
    fn harvest(&self, plan: &plan_query::Plan) -> Result<Harvest, IndexError> {
        let of_chunk = |(at, chunk)| {
            let scoring = score_units::Scoring { opened: &self.opened, chunk, at, lengths: &self.lengths };
            collect_hits::harvest(meet_steps::meet(plan, &scoring)?, chunk, at)
        };
        let harvests: Result<Vec<Harvest>, IndexError> =
            self.opened.chunks.par_iter().enumerate().map(of_chunk).collect();
        Ok(Harvest::of_all(harvests?))
    }

    fn hit(&self, group: &Group, leaves: &[&plan_query::Leaf]) -> Result<Hit, IndexError> {
        let (chunk, doc) = group.first.at;
        let chunk = &self.opened.chunks[chunk];
        let stored = chunk.stored(doc)?;
        let text = stored.passage(&self.opened.texts)?;
        let (snippet, shown) = mark_snippet::snippet(&text, leaves);
        let lines = stored.lines_at(&text, shown);
        let also = group.also.iter().map(|(chunk, doc)| Ok(self.opened.chunks[*chunk].stored(*doc)?.segment_id));
        Ok(Hit {
            doc_id: stored.doc_id().to_owned(),
            segment_id: stored.segment_id,
            kind: chunk.columns.part_of(doc)?,
            organ: chunk.columns.organ_of(doc)?,
            date: chunk.columns.date_of(doc),
            item: stored.item,
            page: stored.page,
            score: group.first.score,
            snippet,
            lines,
            text,
            doubtful: stored.doubtful,
            also: also.collect::<Result<_, IndexError>>()?,
        })
    }
}

/// Values by falling count, then by value.
fn by_count(counts: std::collections::BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn failed(path: &Path, error: &std::io::Error) -> IndexError {
    IndexError::Unusable { path: path.to_owned(), message: error.to_string() }
}

impl From<tantivy::TantivyError> for IndexError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Engine(error.to_string())
    }
}
