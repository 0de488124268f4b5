//! Finds handlingar that are there twice (a scan and its original, a PDF and its text), so that their points count once.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

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
/// Of the hashes of two documents that are one handling so many may stand in one of them alone.
const MOST_MISSING: usize = SKETCH - (SKETCH as f64 * SAME_FROM) as usize;
/// Shorter texts are too easily alike.
const FEWEST_WORDS: usize = 80;

/// The smallest hashes of a document's shingles, ascending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sketch(Vec<u64>);

/// For each document, with its sketch, the one that it is a copy of: of the same kind, body and year, with nearly the same
/// words. The original is the one whose text is soundest, then the first.
pub fn copies(documents: &[&Document], sketches: &[Option<Sketch>]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let health = |at: &usize| documents[*at].handling.repaired.ocr_health;
    order.sort_by(|a, b| health(b).total_cmp(&health(a)).then(a.cmp(b)));
    // what all documents of a city say would lead to all of them: only those of its sort are looked up
    let sort = |document: &&Document| hash_of(&(document.handling.kind, year_of(document)));
    let sorts: Vec<u64> = documents.iter().map(sort).collect();
    let mut copies: Vec<Option<usize>> = vec![None; documents.len()];
    let mut originals = Originals::default();
    for (rank, &at) in order.iter().enumerate() {
        let Some(own) = &sketches[at] else { continue };
        let hashes = own.0.iter().map(|hash| hash ^ sorts[at]);
        let first: BTreeSet<usize> = originals.probed(hashes.clone());
        let original = first.into_iter().find(|&rank| {
            let other = order[rank];
            let alike = || sketches[other].as_ref().is_some_and(|other| shared(&own.0, &other.0) >= SAME_FROM);
            may_be_one(documents[at], documents[other]) && alike()
        });
        copies[at] = original.map(|rank| order[rank]);
        if original.is_none() {
            for hash in hashes {
                originals.add(hash, rank);
            }
        }
    }
    copies
}

/// Originals by their hashes, each together with that of the document's sort; nearly all are one document's alone.
#[derive(Default)]
struct Originals {
    /// Of each hash how many originals have it, and the entry that was added last. Hashes are spread already, so they are
    /// hashed in the quickest way.
    known: FxHashMap<u64, (u32, u32)>,
    /// An original, and the entry of the same hash before it.
    entries: Vec<(u32, Option<u32>)>,
}

impl Originals {
    fn add(&mut self, hash: u64, original: usize) {
        let entry = self.entries.len() as u32;
        let before = match self.known.entry(hash) {
            Entry::Occupied(mut known) => {
                let (count, last) = *known.get();
                known.insert((count + 1, entry));
                Some(last)
            }
            Entry::Vacant(new) => {
                new.insert((1, entry));
                None
            }
        };
        self.entries.push((original as u32, before));
    }

    /// Originals that may be alike enough to a document of these hashes, ascending. Of the smallest hashes of both together
    /// no more than [`MOST_MISSING`] may be missing from one of them, so that all but so many of a document's own stand among
    /// these, and of any [`MOST_MISSING`] + 1 of those the other has at least one. The rarest are looked up: what many
    /// documents say would lead to many.
    fn probed(&self, hashes: impl Iterator<Item = u64>) -> BTreeSet<usize> {
        let counted = |hash: u64| self.known.get(&hash).copied().unwrap_or_default();
        let mut probes: Vec<(u32, u32)> = hashes.take(SKETCH - MOST_MISSING).map(counted).collect();
        if probes.len() > MOST_MISSING + 1 {
            probes.select_nth_unstable(MOST_MISSING);
            probes.truncate(MOST_MISSING + 1);
        }
        probes.into_iter().filter(|(count, _)| *count > 0).flat_map(|(_, last)| self.from(last)).collect()
    }

    fn from(&self, last: u32) -> impl Iterator<Item = usize> {
        let entry = |at: u32| self.entries[at as usize];
        std::iter::successors(Some(entry(last)), move |(_, before)| before.map(entry))
            .map(|(original, _)| original as usize)
    }
}

fn may_be_one(a: &Document, b: &Document) -> bool {
    let organs = a.handling.organ.as_ref().zip(b.handling.organ.as_ref());
    let same_organ = organs.is_none_or(|(a, b)| a.id == b.id);
    a.handling.kind == b.handling.kind && year_of(a) == year_of(b) && same_organ && may_share_city(a, b)
}

/// Sketch a document; `None` where it has too few words.
pub fn sketch(document: &Document) -> Option<Sketch> {
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
    Some(Sketch(hashes))
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

    fn found(documents: &[&Document]) -> Vec<Option<usize>> {
        copies(documents, &documents.iter().map(|document| sketch(document)).collect::<Vec<_>>())
    }

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
        assert_eq!(found(&[&one, &misread, &other, &later]), [None, Some(0), None, None]);
        let mut sound = one.clone();
        sound.handling.repaired.ocr_health = 1.0;
        let mut ill = misread;
        ill.handling.repaired.ocr_health = 0.7;
        assert_eq!(found(&[&ill, &sound]), [Some(1), None]);
    }

    /// Sketches of as many hashes as one holds, of which `second` has so many that `first` lacks.
    fn sketches(missing: u64) -> (Vec<u64>, Vec<u64>) {
        let kept = SKETCH as u64 - missing;
        let first: Vec<u64> = (0..SKETCH as u64).map(|n| 10 * n).collect();
        // those that differ are the smallest: the hardest place
        let mut second: Vec<u64> =
            (0..missing).map(|n| 10 * n + 1).chain((missing..missing + kept).map(|n| 10 * n)).collect();
        second.sort_unstable();
        (first, second)
    }

    #[test]
    fn one_handling_is_found_wherever_its_copies_differ() {
        for missing in 0..60 {
            let (first, second) = sketches(missing);
            let mut originals = Originals::default();
            for &hash in &first {
                originals.add(hash, 0);
            }
            // what others say as well is looked up last
            for (other, &hash) in
                (1..9).flat_map(|other| second.iter().skip(missing as usize).take(100).map(move |hash| (other, hash)))
            {
                originals.add(hash, other);
            }
            let found = originals.probed(second.iter().copied()).contains(&0);
            assert!(found || shared(&first, &second) < SAME_FROM, "{missing} differ");
        }
    }

    #[test]
    fn what_all_say_leads_to_none() {
        let mut originals = Originals::default();
        for original in 0..50 {
            for hash in (0..100).chain((0..156).map(|own| 1_000 * (original as u64 + 1) + own)) {
                originals.add(hash, original);
            }
        }
        assert!(originals.probed((0..100).chain(90_000..90_156)).is_empty());
    }
}
