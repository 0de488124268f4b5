//! Cuts the documents into chunks, each of which is one segment of the index, made anew only when one of its documents
//! changed.
//!
//! Where a chunk ends is decided by the documents' names and sizes alone, so the same documents give the same chunks
//! whatever was indexed before, and a document that comes or goes moves the borders near it only.

use crate::segment::Document;

/// Sizes of chunks in bytes of text. Small chunks are cheap to make anew, take little memory meanwhile and keep all hands
/// busy; few chunks are fast to search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// A chunk goes on until it holds so much.
    pub least: usize,
    /// A chunk ends once it holds so much.
    pub most: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { least: 8_000_000, most: 16_000_000 }
    }
}

/// Of a chunk that is large enough, one document in so many ends it.
const ENDS_ONE_IN: u8 = 64;

/// The chunks of these documents, which are put in order of their names.
pub(super) fn chunks<'a>(documents: &[&'a Document], sizes: Sizes) -> Vec<Vec<&'a Document>> {
    let mut ordered = documents.to_vec();
    ordered.sort_by(|a, b| id(a).cmp(id(b)));
    let mut chunks = Vec::new();
    let mut chunk = Vec::new();
    let mut size = 0;
    for document in ordered {
        chunk.push(document);
        size += bytes_of(document);
        if size >= sizes.most || (size >= sizes.least && ends_chunk(id(document))) {
            chunks.push(std::mem::take(&mut chunk));
            size = 0;
        }
    }
    if !chunk.is_empty() {
        chunks.push(chunk);
    }
    chunks
}

fn id(document: &Document) -> &str {
    document.handling.repaired.pages.id.as_str()
}

fn bytes_of(document: &Document) -> usize {
    document.handling.repaired.pages.lines.iter().map(|line| line.text.len() + 1).sum()
}

fn ends_chunk(id: &str) -> bool {
    blake3::hash(id.as_bytes()).as_bytes()[0].is_multiple_of(ENDS_ONE_IN)
}
