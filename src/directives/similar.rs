//! How alike two wordings are, and which of many to compare at all.
//!
//! Letters in threes forgive what OCR did to single letters and word order hardly matters; stems and synonym groups
//! weighted by rarity catch the same demand in other words. Candidates come from an index of rare stems, because all
//! pairs of ten thousand points would be fifty million comparisons.

#![expect(clippy::cast_precision_loss, reason = "counts of words, far below 2^23")]

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::telling::{Teller, Telling};
use super::words::words;

/// Terms that occur in more texts than this lead to no candidate: they say nothing.
const COMMON_FROM: usize = 400;

/// What a word counts that another word of its synonym group stands for.
const BY_GROUP: f32 = 0.8;

/// The least that a term weighs.
const LEAST_RARITY: f32 = 0.05;

/// A wording made ready for comparison.
#[derive(Clone, Debug)]
pub struct Profile {
    letters: Letters,
    words: Vec<Telling>,
}

impl Profile {
    /// Make a wording ready.
    pub fn new(text: &str, teller: &mut Teller<'_>) -> Self {
        let words = words(text);
        Self { letters: Letters::of_words(&words), words: teller.telling(&words) }
    }
}

/// Letters in threes of a wording, sorted, with repeats.
#[derive(Clone, Debug)]
pub struct Letters(Vec<u64>);

impl Letters {
    /// Of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self::of_words(&words(text))
    }

    fn of_words(words: &[String]) -> Self {
        let mut triples: Vec<u64> = Vec::new();
        for word in words {
            let padded: Vec<u64> = std::iter::once(' ').chain(word.chars()).chain([' ']).map(u64::from).collect();
            triples.extend(padded.windows(3).map(|three| (three[0] << 42) | (three[1] << 21) | three[2]));
        }
        triples.sort_unstable();
        Self(triples)
    }

    /// 0 to 1: share of letter triples that two wordings have in common (Dice).
    #[must_use]
    pub fn alike(&self, other: &Self) -> f32 {
        let total = self.0.len() + other.0.len();
        if total == 0 {
            return 0.0;
        }
        2.0 * in_both(&self.0, &other.0).count() as f32 / total as f32
    }

    /// The most that [`Self::alike`] can be with a wording of that many letters.
    #[must_use]
    pub fn alike_at_most(&self, letters: usize) -> f32 {
        share(2.0 * self.0.len().min(letters) as f32, (self.0.len() + letters) as f32)
    }

    /// [`Self::alike`] where it is no less than `least`, told as soon as it can no longer be.
    #[must_use]
    pub fn alike_from(&self, other: &Self, least: f32) -> Option<f32> {
        let total = (self.0.len() + other.0.len()) as f32;
        let (mut i, mut j, mut both) = (0, 0, 0);
        while i < self.0.len() && j < other.0.len() {
            // every triple that is left would have to find its like
            let most = both + (self.0.len() - i).min(other.0.len() - j);
            if 2.0 * most as f32 / total < least {
                return None;
            }
            for _ in 0..STRIDE {
                let (Some(a), Some(b)) = (self.0.get(i), other.0.get(j)) else { break };
                both += usize::from(a == b);
                i += usize::from(a <= b);
                j += usize::from(b <= a);
            }
        }
        let alike = if total > 0.0 { 2.0 * both as f32 / total } else { 0.0 };
        (alike >= least).then_some(alike)
    }
}

/// Triples compared between two looks at whether it is still worth it.
const STRIDE: usize = 32;

/// What two sorted lists have in common, repeats paired.
fn in_both<'a, T: Ord>(a: &'a [T], b: &'a [T]) -> impl Iterator<Item = &'a T> {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    i += 1;
                    j += 1;
                    return Some(&a[i - 1]);
                }
            }
        }
        None
    })
}

/// A term's number in an index: of a stem, or of a synonym group.
type Term = u32;

/// What no profile of an index has.
const UNKNOWN: Term = Term::MAX;

/// The terms of an index, numbered in the order in which they come up.
#[derive(Debug, Default)]
struct Vocabulary {
    stems: HashMap<Arc<str>, Term>,
    groups: HashMap<usize, Term>,
    terms: Term,
}

impl Vocabulary {
    fn add(&mut self, word: &Telling) {
        if !self.stems.contains_key(&word.stem) {
            self.stems.insert(word.stem.clone(), self.terms);
            self.terms += 1;
        }
        for &group in &word.groups {
            let number = *self.groups.entry(group).or_insert(self.terms);
            self.terms += Term::from(number == self.terms);
        }
    }

    fn group(&self, group: usize) -> Term {
        self.groups.get(&group).copied().unwrap_or(UNKNOWN)
    }

    /// Stem and groups of a word.
    fn numbers(&self, word: &Telling) -> impl Iterator<Item = Term> {
        let stem = self.stems.get(&word.stem).copied().unwrap_or(UNKNOWN);
        std::iter::once(stem).chain(word.groups.iter().map(|&group| self.group(group)))
    }
}

/// A wording in the terms of an index.
#[derive(Clone, Debug)]
pub struct Known {
    /// Terms of all words, of each its stem first.
    in_order: Box<[Term]>,
    /// Where each word's terms end.
    ends: Box<[u32]>,
    /// Its terms, sorted, each once; none that the index lacks.
    terms: Box<[Term]>,
    /// Terms that the index lacks.
    unknown: usize,
    /// How many letters its words have.
    letters: usize,
}

impl Known {
    /// How many letters its words have.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.letters
    }

    fn has(&self, term: Term) -> bool {
        self.terms.binary_search(&term).is_ok()
    }

    /// Terms of each word, its stem first.
    fn words(&self) -> impl Iterator<Item = &[Term]> {
        let mut from = 0;
        self.ends.iter().map(move |&to| {
            let word = &self.in_order[from..to as usize];
            from = to as usize;
            word
        })
    }
}

/// How many texts hold each term of an index.
#[derive(Clone, Debug)]
pub struct Occurrences {
    counts: Vec<u32>,
    texts: usize,
}

impl Occurrences {
    /// With those of other texts.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        Self { texts: self.texts + other.texts, ..self }
    }
}

/// Which terms of an index a wording has: none between two wordings.
#[derive(Debug, Default)]
pub struct Marks(Vec<bool>);

/// A wording that many profiles are compared with.
#[derive(Debug)]
pub struct Held<'k> {
    known: &'k Known,
    weight: Weight,
    marks: &'k mut Marks,
}

impl Held<'_> {
    fn has(&self, term: Term) -> bool {
        self.marks.0.get(term as usize).copied().unwrap_or(false)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        for &term in &self.known.terms {
            self.marks.0[term as usize] = false;
        }
    }
}

/// How much two wordings have in common, each 0 to 1.
#[derive(Clone, Debug)]
pub struct Common {
    /// Cosine over stems and groups, weighted by rarity.
    pub terms: f32,
    /// How much of the first one's words stand in the second, weighted by rarity.
    pub cover: f32,
    /// How much of the second one's words stand in the first.
    pub back: f32,
}

/// An index of many profiles.
#[derive(Debug)]
pub struct Similar {
    letters: Vec<Letters>,
    vocabulary: Vocabulary,
    known: Vec<Known>,
    /// Profiles that hold each term.
    places: Vec<Vec<usize>>,
    /// Of each term, and last of those that the index lacks.
    rarity: Vec<f32>,
    /// How much each profile weighs.
    weights: Vec<Weight>,
}

/// How much a wording weighs: what each comparison with it is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Weight {
    /// Length of its vector of rarities.
    norm: f32,
    /// Rarities of its words together.
    words: f32,
}

impl Similar {
    /// Index profiles; they are named by their place in the list.
    #[must_use]
    pub fn new(profiles: Vec<Profile>) -> Self {
        let mut vocabulary = Vocabulary::default();
        for word in profiles.iter().flat_map(|profile| &profile.words) {
            vocabulary.add(word);
        }
        let known: Vec<Known> =
            profiles.iter().map(|profile| known(&profile.words, profile.letters.0.len(), &vocabulary)).collect();
        let mut places: Vec<Vec<usize>> = vec![Vec::new(); vocabulary.terms as usize];
        for (at, known) in known.iter().enumerate() {
            for &term in &known.terms {
                places[term as usize].push(at);
            }
        }
        let nowhere = Occurrences { counts: vec![0; vocabulary.terms as usize], texts: 0 };
        let letters = profiles.into_iter().map(|profile| profile.letters).collect();
        let mut similar = Self { letters, vocabulary, known, places, rarity: Vec::new(), weights: Vec::new() };
        similar.weigh(&nowhere);
        similar
    }

    /// How many of these texts hold each term.
    pub fn occurrences<'k>(&self, texts: impl Iterator<Item = &'k Known>) -> Occurrences {
        let mut found = Occurrences { counts: vec![0; self.vocabulary.terms as usize], texts: 0 };
        for text in texts {
            found.texts += 1;
            for &term in &text.terms {
                found.counts[term as usize] += 1;
            }
        }
        found
    }

    /// Weigh terms by how rare they are in the profiles and in texts elsewhere together.
    pub fn weigh(&mut self, elsewhere: &Occurrences) {
        let all = (self.known.len() + elsewhere.texts + 1) as f32;
        let among = self.places.iter().zip(&elsewhere.counts).map(|(places, count)| places.len() + *count as usize);
        self.rarity = among.chain([0]).map(|among| (all / (among + 1) as f32).ln().max(LEAST_RARITY)).collect();
        self.weights = self.known.iter().map(|known| self.weight(known)).collect();
    }

    /// A text in the terms of this index.
    #[must_use]
    pub fn know(&self, text: &str, teller: &mut Teller<'_>) -> Known {
        let words = words(text);
        known(&teller.telling(&words), count_letters(&words), &self.vocabulary)
    }

    /// The letters of the wording at a place.
    #[must_use]
    pub fn letters(&self, at: usize) -> &Letters {
        &self.letters[at]
    }

    /// The terms of the wording at a place.
    #[must_use]
    pub fn known(&self, at: usize) -> &Known {
        &self.known[at]
    }

    fn rarity(&self, term: Term) -> f32 {
        self.rarity[(term as usize).min(self.rarity.len() - 1)]
    }

    /// How much a wording weighs.
    #[must_use]
    pub fn weight(&self, known: &Known) -> Weight {
        let unknown = self.rarity[self.rarity.len() - 1].powi(2) * known.unknown as f32;
        let norm = (known.terms.iter().map(|&term| self.rarity(term).powi(2)).sum::<f32>() + unknown).sqrt();
        Weight { norm, words: known.words().map(|word| self.rarity(word[0])).sum() }
    }

    /// What the profile at a place and a wording have in common.
    #[must_use]
    pub fn common(&self, at: usize, other: &Held<'_>) -> Common {
        let (own, own_weight) = (&self.known[at], self.weights[at]);
        let both: f32 = own.terms.iter().filter(|term| other.has(**term)).map(|&term| self.rarity(term).powi(2)).sum();
        Common {
            terms: share(both, own_weight.norm * other.weight.norm),
            cover: share(self.shared_in(own, |term| other.has(term)).sum(), own_weight.words),
            back: share(self.shared_in(other.known, |term| own.has(term)).sum(), other.weight.words),
        }
    }

    /// A wording that many profiles are compared with, its terms marked in `marks`.
    pub fn hold<'k>(&self, known: &'k Known, marks: &'k mut Marks) -> Held<'k> {
        marks.0.resize(self.places.len(), false);
        for &term in &known.terms {
            marks.0[term as usize] = true;
        }
        Held { known, weight: self.weight(known), marks }
    }

    /// For each word of a wording its rarity where the profile at a place has it, less where only by its group, else 0.
    #[must_use]
    pub fn shared(&self, at: usize, other: &Known) -> Vec<f32> {
        let own = &self.known[at];
        self.shared_in(other, |term| own.has(term)).collect()
    }

    /// Of each word of `a` how much of its rarity counts as standing in a wording that `has` terms: by stem, or else by group.
    fn shared_in<'k>(&'k self, a: &'k Known, has: impl Fn(Term) -> bool + 'k) -> impl Iterator<Item = f32> + 'k {
        a.words().map(move |word| {
            let rarity = self.rarity(word[0]);
            if has(word[0]) {
                rarity
            } else if word[1..].iter().any(|term| has(*term)) {
                BY_GROUP * rarity
            } else {
                0.0
            }
        })
    }

    /// Places worth comparing with a wording, most shared rarity first; at most `limit`, ties by place. `sums` is memory of
    /// the caller's, for many wordings one after the other.
    #[must_use]
    pub fn candidates(&self, known: &Known, limit: usize, sums: &mut Sums) -> Vec<usize> {
        sums.0.resize(self.known.len(), 0.0);
        let mut touched: Vec<usize> = Vec::new();
        for &term in known.terms.iter().filter(|&&term| self.places[term as usize].len() <= COMMON_FROM) {
            let rarity = self.rarity(term);
            for &place in &self.places[term as usize] {
                if sums.0[place] == 0.0 {
                    touched.push(place);
                }
                sums.0[place] += rarity;
            }
        }
        let mut hits: Vec<(usize, f32)> =
            touched.into_iter().map(|place| (place, std::mem::take(&mut sums.0[place]))).collect();
        let better = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if hits.len() > limit {
            hits.select_nth_unstable_by(limit, better);
            hits.truncate(limit);
        }
        hits.sort_unstable_by(better);
        hits.into_iter().map(|(place, _)| place).collect()
    }
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Of each profile of an index the rarity that it shares with one wording: all none between two wordings.
#[derive(Debug, Default)]
pub struct Sums(Vec<f32>);

/// As many as they have triples ([`Letters::of_words`]).
fn count_letters(words: &[String]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
}

fn known(telling: &[Telling], letters: usize, vocabulary: &Vocabulary) -> Known {
    let mut in_order: Vec<Term> = Vec::new();
    let mut ends: Vec<u32> = Vec::with_capacity(telling.len());
    let (mut stems, mut groups): (BTreeSet<&str>, BTreeSet<usize>) = (BTreeSet::new(), BTreeSet::new());
    for word in telling {
        let from = in_order.len();
        in_order.extend(vocabulary.numbers(word));
        ends.push(in_order.len() as u32);
        if in_order[from] == UNKNOWN {
            stems.insert(&word.stem);
        }
        groups.extend(word.groups.iter().copied().filter(|&group| vocabulary.group(group) == UNKNOWN));
    }
    let mut terms: Vec<Term> = in_order.iter().copied().filter(|term| *term != UNKNOWN).collect();
    terms.sort_unstable();
    terms.dedup();
    Known {
        in_order: in_order.into(),
        ends: ends.into(),
        terms: terms.into(),
        unknown: stems.len() + groups.len(),
        letters,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, low: f32, high: f32) {
        let (a, b) = (Letters::new(a), Letters::new(b));
        let alike = a.alike(&b);
        assert!((low..=high).contains(&alike), "{alike}");
        assert_eq!(a.alike_from(&b, alike), Some(alike));
        assert_eq!(a.alike_from(&b, alike + 0.01), None);
    }

    #[test]
    fn damage_hardly_matters_and_other_demands_do() {
        check("Nämnden ska ta fram en rutin för stöd.", "Ndmnden ska ta fram en rutin for stdd.", 0.7, 1.0);
        check("Nämnden ska ta fram en rutin för stöd.", "Bolaget bör lämna lägenheter varje år.", 0.0, 0.25);
    }
}
