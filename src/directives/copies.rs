//! Finds handlingar that are there twice (a scan and its original, a PDF and its text), so that their points count once.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::segment::Document;

use super::may_share_city;
use super::number::year_of;
use super::words::words;

/// Words to a shingle: short enough that a misread word costs little.
const SHINGLE: usize = 3;
/// Smallest hashes kept of a document (a bottom-k sketch, Broder 1997); 256 tell shares to about three in a hundred.
const SKETCH: usize = 256;
/// Shingles that two documents share, at least, to be one handling.
const SAME_FROM: f64 = 0.8;
/// Shorter texts are too easily alike.
const FEWEST_WORDS: usize = 80;

/// For each document the one that it is a copy of: of the same kind, body and year, with nearly the same words. The
/// original is the one whose text is soundest, then the first.
pub fn copies(documents: &[&Document]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let health = |at: &usize| documents[*at].handling.repaired.ocr_health;
    order.sort_by(|a, b| health(b).total_cmp(&health(a)).then(a.cmp(b)));
    let sketches: Vec<Option<Vec<u64>>> = documents.par_iter().map(|document| sketch(document)).collect();
    // what all documents of a city say would lead to all of them: only those of its sort are looked up
    let sort = |document: &&Document| hash_of(&(document.handling.kind, year_of(document)));
    let sorts: Vec<u64> = documents.iter().map(sort).collect();
    let mut copies: Vec<Option<usize>> = vec![None; documents.len()];
    let mut originals = Originals::default();
    for (rank, &at) in order.iter().enumerate() {
        let Some(own) = &sketches[at] else { continue };
        // two documents that share as much as asked share one of these few
        let first: BTreeSet<usize> = probes(own).flat_map(|hash| originals.with(hash ^ sorts[at])).collect();
        let original = first.into_iter().find(|&rank| {
            let other = order[rank];
            let alike = || sketches[other].as_ref().is_some_and(|other| shared(own, other) >= SAME_FROM);
            may_be_one(documents[at], documents[other]) && alike()
        });
        copies[at] = original.map(|rank| order[rank]);
        if original.is_none() {
            for hash in own {
                originals.add(hash ^ sorts[at], rank);
            }
        }
    }
    copies
}

/// Originals by their hashes, each together with that of the document's sort; nearly all are one document's alone.
#[derive(Default)]
struct Originals {
    /// Of each hash the entry that was added last. Hashes are spread already, so they are hashed in the quickest way.
    last: FxHashMap<u64, u32>,
    /// An original, and the entry of the same hash before it.
    entries: Vec<(u32, Option<u32>)>,
}

impl Originals {
    fn add(&mut self, hash: u64, original: usize) {
        let entry = self.entries.len() as u32;
        let before = self.last.insert(hash, entry);
        self.entries.push((original as u32, before));
    }

    fn with(&self, hash: u64) -> impl Iterator<Item = usize> {
        let entry = |at: u32| self.entries[at as usize];
        let last = self.last.get(&hash).map(|at| entry(*at));
        std::iter::successors(last, move |(_, before)| before.map(entry)).map(|(original, _)| original as usize)
    }
}

/// So many of a sketch's smallest hashes that one at least is in the sketch of any document that is alike enough: of the
/// smallest hashes of both together no more than the rest may be missing from the other.
fn probes(sketch: &[u64]) -> impl Iterator<Item = &u64> {
    let most_missing = ((1.0 - SAME_FROM) * SKETCH as f64).ceil() as usize;
    sketch.iter().take(most_missing + 1)
}

fn may_be_one(a: &Document, b: &Document) -> bool {
    let organs = a.handling.organ.as_ref().zip(b.handling.organ.as_ref());
    let same_organ = organs.is_none_or(|(a, b)| a.id == b.id);
    a.handling.kind == b.handling.kind && year_of(a) == year_of(b) && same_organ && may_share_city(a, b)
}

/// The smallest hashes of a document's shingles; `None` where it has too few words.
fn sketch(document: &Document) -> Option<Vec<u64>> {
    let lines = &document.handling.repaired.pages.lines;
    // a word once, then numbers: hashing each shingle's letters would read every word three times
    let words: Vec<u64> = lines.iter().flat_map(|line| words(&line.text)).map(|word| hash_of(&word)).collect();
    if words.len() < FEWEST_WORDS {
        return None;
    }
    let mut hashes: Vec<u64> = words.windows(SHINGLE).map(|shingle| hash_of(&shingle)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    // most of the list was cut off
    hashes.shrink_to_fit();
    Some(hashes)
}

/// The same on every machine and in every run.
fn hash_of(thing: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

/// Share of the shingles of both documents that they have in common, told by the smallest hashes of the two together.
fn shared(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both, mut all) = (0, 0, 0, 0);
    while all < SKETCH && (i < a.len() || j < b.len()) {
        let (left, right) = (a.get(i), b.get(j));
        let takes = |one: Option<&u64>, other: Option<&u64>| one.is_some() && (other.is_none() || one <= other);
        let (from_a, from_b) = (takes(left, right), takes(right, left));
        i += usize::from(from_a);
        j += usize::from(from_b);
        both += usize::from(from_a && from_b);
        all += 1;
    }
    both as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::*;
    use crate::classify::DocKind;

    fn text(measure: &str) -> String {
        let sentence =
            |n: usize| format!("Nämnden ska i steg {n} se till att {measure} nummer {n} prövas och redovisas.\n\n");
        (1..20).map(sentence).collect()
    }

    #[test]
    fn the_same_handling_twice_is_one() {
        let one = document("a", DocKind::Riktlinjer, 2016, &text("rutin"));
        let misread = document("b", DocKind::Riktlinjer, 2016, &text("rutin").replace("steg 7", "stcg 7"));
        let other = document("c", DocKind::Riktlinjer, 2016, &text("utbildning för chefer"));
        let later = document("d", DocKind::Riktlinjer, 2024, &text("rutin"));
        assert_eq!(copies(&[&one, &misread, &other, &later]), [None, Some(0), None, None]);
        let mut sound = one.clone();
        sound.handling.repaired.ocr_health = 1.0;
        let mut ill = misread;
        ill.handling.repaired.ocr_health = 0.7;
        assert_eq!(copies(&[&ill, &sound]), [Some(1), None]);
    }
}
