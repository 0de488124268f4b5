//! Puts parts into tantivy and answers searches in our own types; no other room sees tantivy's.

mod find_words;
mod restore_words;
mod settle_names;
mod make_keys;
pub(crate) mod name_parts;
mod gather_units;
mod store;
mod parse_query;
mod resolve_fields;
mod plan_query;
mod collect_hits;
mod mark_snippet;
#[cfg(test)]
mod query_cases;
#[cfg(test)]
mod measure_shared;

use std::path::{Path, PathBuf};

use crate::dictionaries::Dictionaries;
use crate::segment::Document;

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
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SearchAnswer {
    /// The query as typed.
    pub query: String,
    /// Number of hits in all.
    pub total: usize,
    /// This page of hits.
    pub hits: Vec<Hit>,
    /// Counts by `typ`, `organ`, `år`, `del`, `parti`.
    pub facets: std::collections::BTreeMap<String, Vec<(String, u64)>>,
    /// What was searched, in words (for `--explain`).
    #[serde(skip)]
    pub explanation: String,
}

/// Build the index of these documents in `folder` (`output/index`), replacing what was there in one step.
///
/// # Errors
/// When the folder can't be written or the engine fails; the old index then stands as it was.
pub fn build(folder: &Path, documents: &[&Document], dictionaries: &Dictionaries) -> Result<(), IndexError> {
    store::write(folder, documents, dictionaries)
}

/// Search the index in `folder`.
///
/// # Errors
/// When there is no usable index, or the query can't be honoured as it stands.
pub fn search(folder: &Path, request: &SearchRequest, dictionaries: &Dictionaries) -> Result<SearchAnswer, IndexError> {
    Reader::open(folder, dictionaries)?.search(request, dictionaries)
}

/// A query and, under it, a caret at the spot of an error: for a terminal.
#[must_use]
pub fn point_at(query: &str, at: usize) -> String {
    let before = query.get(..at).unwrap_or(query).chars().count();
    format!("{query}\n{}^", " ".repeat(before))
}

/// An index opened for many searches. It goes on reading what it opened, also when a new index takes its place.
pub struct Reader {
    opened: store::Opened,
}

impl Reader {
    /// Open the index in `folder` (`output/index`).
    ///
    /// # Errors
    /// When there is none, or it was made by another version or with other dictionaries.
    pub fn open(folder: &Path, dictionaries: &Dictionaries) -> Result<Self, IndexError> {
        Ok(Self { opened: store::open(folder, &dictionaries.compounds)? })
    }

    /// Search it.
    ///
    /// # Errors
    /// When the query can't be honoured as it stands (with the spot), or the engine fails.
    pub fn search(&self, request: &SearchRequest, dictionaries: &Dictionaries) -> Result<SearchAnswer, IndexError> {
        let node = parse_query::parse(&request.query)?;
        let plan = plan_query::plan(&node, &request.filters, &self.opened, dictionaries)?;
        let searcher = &self.opened.searcher;
        let statistics = plan.statistics(searcher);
        let harvest =
            searcher.search_with_statistics_provider(plan.query.as_ref(), &collect_hits::AllHits, &statistics)?;
        let mut found = harvest.found;
        found.sort_unstable_by(|a, b| {
            let by_score = b.score.total_cmp(&a.score);
            let first = if request.by_date { b.date.cmp(&a.date).then(by_score) } else { by_score };
            first.then(a.ord.cmp(&b.ord))
        });
        let page = found.iter().skip(request.offset).take(request.limit);
        let hits = page.map(|found| self.hit(found, &plan, dictionaries)).collect::<Result<_, _>>()?;
        Ok(SearchAnswer {
            query: request.query.clone(),
            total: found.len(),
            hits,
            facets: harvest.facets.into_iter().map(|(name, counts)| (name, by_count(counts))).collect(),
            explanation: plan.explanation.clone(),
        })
    }

    fn hit(
        &self,
        found: &collect_hits::Found,
        plan: &plan_query::Plan,
        dictionaries: &Dictionaries,
    ) -> Result<Hit, IndexError> {
        use tantivy::schema::Value;
        let entry: tantivy::TantivyDocument = self.opened.searcher.doc(found.address)?;
        let stored = |field| entry.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let text = stored(self.opened.fields.text);
        let hit: store::StoredHit = serde_json::from_str(stored(self.opened.fields.hit))
            .map_err(|error| IndexError::Engine(error.to_string()))?;
        Ok(Hit {
            doc_id: hit.doc_id,
            segment_id: hit.segment_id,
            kind: hit.kind,
            organ: hit.organ,
            date: hit.date,
            item: hit.item,
            page: hit.page,
            score: found.score,
            snippet: mark_snippet::snippet(text, &plan.leaves, &dictionaries.compounds),
            text: text.to_owned(),
        })
    }
}

/// Values by falling count, then by value.
fn by_count(counts: std::collections::BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
