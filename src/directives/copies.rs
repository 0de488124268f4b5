//! Finds handlingar that are there twice (a scan and its original, a PDF and its text), so that their points count once.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

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
    let sketches: Vec<Option<Vec<u64>>> = documents.iter().map(|document| sketch(document)).collect();
    let mut copies: Vec<Option<usize>> = vec![None; documents.len()];
    for (rank, &at) in order.iter().enumerate() {
        copies[at] = order[..rank].iter().copied().filter(|&other| copies[other].is_none()).find(|&other| {
            let alike = sketches[at].as_ref().zip(sketches[other].as_ref()).map(|(a, b)| shared(a, b));
            may_be_one(documents[at], documents[other]) && alike.is_some_and(|share| share >= SAME_FROM)
        });
    }
    copies
}

fn may_be_one(a: &Document, b: &Document) -> bool {
    let organ = |document: &Document| document.handling.organ.as_ref().map(|organ| organ.id.clone());
    let same_organ = organ(a).zip(organ(b)).is_none_or(|(a, b)| a == b);
    a.handling.kind == b.handling.kind && year_of(a) == year_of(b) && same_organ && may_share_city(a, b)
}

/// The smallest hashes of a document's shingles; `None` where it has too few words.
fn sketch(document: &Document) -> Option<Vec<u64>> {
    let lines = &document.handling.repaired.pages.lines;
    let words: Vec<String> = lines.iter().flat_map(|line| words(&line.text)).collect();
    let hash = |shingle: &[String]| {
        let mut hasher = DefaultHasher::new();
        shingle.hash(&mut hasher);
        hasher.finish()
    };
    let hashes: BTreeSet<u64> = words.windows(SHINGLE).map(hash).collect();
    (words.len() >= FEWEST_WORDS).then(|| hashes.into_iter().take(SKETCH).collect())
}

/// Share of the shingles of both documents that they have in common, told by the smallest hashes of the two together.
fn shared(a: &[u64], b: &[u64]) -> f64 {
    let both: BTreeSet<u64> = a.iter().chain(b).copied().collect();
    let smallest: Vec<u64> = both.into_iter().take(SKETCH).collect();
    let common = smallest.iter().filter(|hash| a.binary_search(hash).is_ok() && b.binary_search(hash).is_ok()).count();
    common as f64 / smallest.len().max(1) as f64
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
