//! Puts the units that were met in order, counts facets, and lays passages that say the same together.

use std::collections::BTreeMap;

use tantivy::DocId;
use tantivy::columnar::StrColumn;

use super::IndexError;
use super::open_index::OpenChunk;
use super::sketch_text::same;
use crate::segment::SegmentKind;

/// Passages that say the same are looked for among so many of the best hits; further down no one reads.
const MOST_COMPARED: usize = 1_000;

/// One unit that was met.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub score: f32,
    date: u64,
    /// Number of its chunk and its own there: in order of documents.
    pub at: (usize, DocId),
}

/// All units of a chunk that were met, and counts by facet and value.
#[derive(Debug, Default)]
pub(super) struct Harvest {
    pub found: Vec<Found>,
    pub facets: BTreeMap<String, BTreeMap<String, u64>>,
}

/// A hit and the passages further down that say the same.
#[derive(Debug)]
pub(super) struct Group {
    pub first: Found,
    pub also: Vec<(usize, DocId)>,
}

/// How much a part's score counts: what was decided and demanded is looked for more often than lists of who was there.
fn weight(kind: Option<SegmentKind>) -> f32 {
    use SegmentKind::{Approval, Attendance, Decision, Documents, Item, Proposal, Reservation, Signature};
    match kind {
        Some(Decision) => 1.25,
        Some(Item | Proposal | Reservation) => 1.1,
        Some(Approval | Attendance | Documents | Signature) => 0.7,
        _ => 1.0,
    }
}

/// Weigh and count what was met in the chunk of that number.
pub(super) fn harvest(met: Vec<(DocId, f32)>, chunk: &OpenChunk, at: usize) -> Result<Harvest, IndexError> {
    let columns = &chunk.columns;
    let mut facets = BTreeMap::new();
    for (name, column) in
        [("typ", &columns.typ), ("organ", &columns.organ), ("del", &columns.part), ("parti", &columns.party)]
    {
        let counts = column.as_ref().map(|column| count(&met, column)).transpose()?;
        facets.insert(name.to_owned(), counts.unwrap_or_default());
    }
    let mut years: BTreeMap<String, u64> = BTreeMap::new();
    let mut by_year: BTreeMap<i64, u64> = BTreeMap::new();
    for year in met.iter().filter_map(|(doc, _)| columns.year.first(*doc)) {
        *by_year.entry(year).or_default() += 1;
    }
    years.extend(by_year.into_iter().map(|(year, count)| (year.to_string(), count)));
    facets.insert("år".to_owned(), years);
    let weights = columns.part.as_ref().map(weights).transpose()?.unwrap_or_default();
    let weight_of = |doc| {
        let part = columns.part.as_ref().and_then(|part| part.ords().first(doc));
        part.and_then(|part| weights.get(part as usize)).copied().unwrap_or(1.0)
    };
    let found = |(doc, score): (DocId, f32)| Found {
        score: score * weight_of(doc),
        date: columns.date.first(doc).unwrap_or(0),
        at: (at, doc),
    };
    Ok(Harvest { found: met.into_iter().map(found).collect(), facets })
}

fn count(met: &[(DocId, f32)], column: &StrColumn) -> Result<BTreeMap<String, u64>, IndexError> {
    let mut by_ord = vec![0_u64; column.num_terms()];
    for (doc, _) in met {
        for ord in column.ords().values_for_doc(*doc) {
            if let Some(count) = by_ord.get_mut(ord as usize) {
                *count += 1;
            }
        }
    }
    let mut counts = BTreeMap::new();
    for (ord, count) in (0..).zip(by_ord).filter(|(_, count)| *count > 0) {
        let mut value = String::new();
        column.ord_to_str(ord, &mut value).map_err(super::open_index::engine)?;
        counts.insert(value, count);
    }
    Ok(counts)
}

fn weights(parts: &StrColumn) -> Result<Vec<f32>, IndexError> {
    let mut word = String::new();
    let of = |ord| {
        parts.ord_to_str(ord, &mut word).map_err(super::open_index::engine)?;
        Ok(weight(SegmentKind::parse(&word)))
    };
    (0..parts.num_terms() as u64).map(of).collect()
}

impl Harvest {
    /// One harvest of those of all chunks.
    pub fn of_all(harvests: Vec<Self>) -> Self {
        let mut whole = Self::default();
        for harvest in harvests {
            whole.found.extend(harvest.found);
            for (name, counts) in harvest.facets {
                let known = whole.facets.entry(name).or_default();
                for (value, count) in counts {
                    *known.entry(value).or_default() += count;
                }
            }
        }
        whole
    }

    /// The first of all found, so many at least, best or newest first; ties stand in order of documents.
    pub fn ordered(&mut self, by_date: bool, wanted: usize) -> &[Found] {
        let order = |a: &Found, b: &Found| {
            let by_score = b.score.total_cmp(&a.score);
            let first = if by_date { b.date.cmp(&a.date).then(by_score) } else { by_score };
            first.then(a.at.cmp(&b.at))
        };
        let wanted = wanted.max(MOST_COMPARED);
        if wanted < self.found.len() {
            self.found.select_nth_unstable_by(wanted, order);
        }
        let end = wanted.min(self.found.len());
        self.found[..end].sort_unstable_by(order);
        &self.found[..end]
    }
}

/// Lay those together that say the same, each under the first of them.
pub(super) fn group(ordered: &[Found], chunks: &[OpenChunk]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::with_capacity(ordered.len());
    let mut sketches: Vec<u64> = Vec::new();
    for (rank, found) in ordered.iter().enumerate() {
        if rank < MOST_COMPARED {
            let (chunk, doc) = found.at;
            let sketch = chunks[chunk].columns.sketch.first(doc).unwrap_or(0);
            if let Some(group) = sketches.iter().position(|other| same(*other, sketch)) {
                groups[group].also.push(found.at);
                continue;
            }
            sketches.push(sketch);
        }
        groups.push(Group { first: *found, also: Vec::new() });
    }
    groups
}
