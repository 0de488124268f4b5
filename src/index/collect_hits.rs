//! Collects every hit of a query with its score, its date and its place, and counts facets on the way.

use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::segment::SegmentKind;

/// Fields that are counted, by the name a query gives them and the name the index has.
const FACETS: [(&str, &str); 4] = [("typ", "typ"), ("organ", "organ"), ("del", "part"), ("parti", "party")];

/// One hit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub score: f32,
    pub date: u64,
    pub ord: u64,
    pub address: DocAddress,
}

/// All hits, and counts by facet and value.
#[derive(Debug, Default)]
pub(super) struct Harvest {
    pub found: Vec<Found>,
    pub facets: BTreeMap<String, BTreeMap<String, u64>>,
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

pub(super) struct AllHits;

impl Collector for AllHits {
    type Fruit = Harvest;
    type Child = OfSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<OfSegment> {
        let fast = reader.fast_fields();
        let mut facets = Vec::new();
        for (name, field) in FACETS {
            if let Some(column) = fast.str(field)? {
                facets.push(FacetColumn { name, counts: vec![0; column.num_terms()], column });
            }
        }
        let part = facets.iter().position(|facet| facet.name == "del");
        let weights = match part {
            Some(at) => weights(&facets[at].column)?,
            None => Vec::new(),
        };
        Ok(OfSegment {
            segment,
            part,
            weights,
            facets,
            year: fast.i64("year")?,
            years: BTreeMap::new(),
            date: fast.u64("date")?,
            ord: fast.u64("ord")?,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Harvest>>) -> tantivy::Result<Harvest> {
        let mut whole = Harvest::default();
        for fruit in fruits {
            let fruit = fruit?;
            whole.found.extend(fruit.found);
            for (name, counts) in fruit.facets {
                let known = whole.facets.entry(name).or_default();
                for (value, count) in counts {
                    *known.entry(value).or_default() += count;
                }
            }
        }
        Ok(whole)
    }
}

fn weights(parts: &StrColumn) -> tantivy::Result<Vec<f32>> {
    let mut word = String::new();
    (0..parts.num_terms() as u64)
        .map(|ord| {
            parts.ord_to_str(ord, &mut word)?;
            Ok(weight(SegmentKind::parse(&word)))
        })
        .collect()
}

struct FacetColumn {
    name: &'static str,
    column: StrColumn,
    counts: Vec<u64>,
}

pub(super) struct OfSegment {
    segment: SegmentOrdinal,
    part: Option<usize>,
    weights: Vec<f32>,
    facets: Vec<FacetColumn>,
    year: Column<i64>,
    years: BTreeMap<i64, u64>,
    date: Column<u64>,
    ord: Column<u64>,
    found: Vec<Found>,
}

impl SegmentCollector for OfSegment {
    type Fruit = tantivy::Result<Harvest>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let mut score = score;
        for (at, facet) in self.facets.iter_mut().enumerate() {
            for ord in facet.column.ords().values_for_doc(doc) {
                let Ok(ord) = usize::try_from(ord) else { continue };
                if let Some(count) = facet.counts.get_mut(ord) {
                    *count += 1;
                }
                if self.part == Some(at) {
                    score *= self.weights.get(ord).copied().unwrap_or(1.0);
                }
            }
        }
        if let Some(year) = self.year.first(doc) {
            *self.years.entry(year).or_default() += 1;
        }
        self.found.push(Found {
            score,
            date: self.date.first(doc).unwrap_or(0),
            ord: self.ord.first(doc).unwrap_or(u64::MAX),
            address: DocAddress::new(self.segment, doc),
        });
    }

    fn harvest(self) -> tantivy::Result<Harvest> {
        let mut facets = BTreeMap::new();
        for facet in self.facets {
            let mut counts = BTreeMap::new();
            for (ord, count) in (0..).zip(facet.counts).filter(|(_, count)| *count > 0) {
                let mut value = String::new();
                facet.column.ord_to_str(ord, &mut value)?;
                counts.insert(value, count);
            }
            facets.insert(facet.name.to_owned(), counts);
        }
        let years = self.years.into_iter().map(|(year, count)| (year.to_string(), count)).collect();
        facets.insert("år".to_owned(), years);
        Ok(Harvest { found: self.found, facets })
    }
}
