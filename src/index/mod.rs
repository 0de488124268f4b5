//! Puts parts into tantivy and answers searches in our own types; no other room sees tantivy's.

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
pub fn build(folder: &Path, documents: &[&Document], dictionaries: &Dictionaries) -> Result<(), IndexError> {
    let _ = (folder, documents, dictionaries);
    Ok(())
}

/// Search the index in `folder`.
pub fn search(folder: &Path, request: &SearchRequest, dictionaries: &Dictionaries) -> Result<SearchAnswer, IndexError> {
    let _ = (folder, request, dictionaries);
    Err(IndexError::Engine("not built".to_owned()))
}
