//! How alike two wordings are, and which of many to compare at all.
//!
//! Letters in threes forgive what OCR did to single letters and word order hardly matters; stems and synonym groups
//! weighted by rarity catch the same demand in other words. Candidates come from an index of rare stems, because all
//! pairs of ten thousand points would be fifty million comparisons.

#![expect(clippy::cast_precision_loss, reason = "counts of words, far below 2^23")]

use std::collections::BTreeMap;

use crate::dictionaries::{Dictionaries, Synonyms};

use super::words::{stem, words};

/// Pairs whose rarest shared stems occur in more texts than this are not looked at: such stems say nothing.
const COMMON_FROM: usize = 400;

/// What a word counts that another word of its synonym group stands for.
const BY_GROUP: f32 = 0.8;

/// A wording made ready for comparison.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Sorted letters in threes, with repeats.
    triples: Vec<u64>,
    /// Sorted, unique stems and `#group` names, without stop words.
    terms: Vec<String>,
    /// Words that say something, in order: stem and `#group` names of each.
    words: Vec<Vec<String>>,
}

impl Profile {
    /// Make a wording ready.
    pub fn new(text: &str, dictionaries: &Dictionaries) -> Self {
        let words = words(text);
        let mut triples: Vec<u64> = Vec::new();
        for word in &words {
            let padded: Vec<u64> = std::iter::once(' ').chain(word.chars()).chain([' ']).map(u64::from).collect();
            triples.extend(padded.windows(3).map(|three| (three[0] << 42) | (three[1] << 21) | three[2]));
        }
        triples.sort_unstable();
        let words = telling(&words, dictionaries);
        let mut terms: Vec<String> = words.iter().flatten().cloned().collect();
        terms.sort_unstable();
        terms.dedup();
        Self { triples, terms, words }
    }

    /// The terms that an index can hold.
    #[must_use]
    pub fn terms(&self) -> &[String] {
        &self.terms
    }
}

/// Stem and groups of each word that is no stop word.
fn telling(words: &[String], dictionaries: &Dictionaries) -> Vec<Vec<String>> {
    let synonyms: &Synonyms = &dictionaries.synonyms;
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    let groups = synonyms.of_words(&plain);
    let kept = words.iter().zip(groups).filter(|(word, _)| !is_stop(word, dictionaries));
    kept.map(|(word, groups)| {
        let names = groups.iter().map(|&group| format!("#{}", synonyms.groups()[group].name));
        std::iter::once(stem(word)).chain(names).collect()
    })
    .collect()
}

fn is_stop(word: &str, dictionaries: &Dictionaries) -> bool {
    word.len() < 3 || dictionaries.cues.is_word("stopword", word)
}

/// 0 to 1: share of letter triples that two wordings have in common (Dice).
#[must_use]
pub fn letters_alike(a: &Profile, b: &Profile) -> f32 {
    let total = a.triples.len() + b.triples.len();
    if total == 0 {
        return 0.0;
    }
    2.0 * shared(&a.triples, &b.triples) as f32 / total as f32
}

fn shared<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

/// An index of many profiles.
#[derive(Debug, Default)]
pub struct Similar {
    profiles: Vec<Profile>,
    places: BTreeMap<String, Vec<usize>>,
    /// Texts beside the profiles that hold each of their terms, and how many such texts there were.
    elsewhere: (BTreeMap<String, usize>, usize),
}

impl Similar {
    /// Index profiles; they are named by their place in the list.
    #[must_use]
    pub fn new(profiles: Vec<Profile>) -> Self {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, profile) in profiles.iter().enumerate() {
            for term in &profile.terms {
                places.entry(term.clone()).or_default().push(at);
            }
        }
        Self { profiles, places, elsewhere: (BTreeMap::new(), 0) }
    }

    /// The profile at a place.
    #[must_use]
    pub fn profile(&self, at: usize) -> &Profile {
        &self.profiles[at]
    }

    /// Count a text that is no profile: what is common there says little too.
    pub fn count(&mut self, text: &Profile) {
        for term in text.terms.iter().filter(|term| self.places.contains_key(*term)) {
            *self.elsewhere.0.entry(term.clone()).or_default() += 1;
        }
        self.elsewhere.1 += 1;
    }

    fn rarity(&self, term: &str) -> f32 {
        let among = self.places.get(term).map_or(0, Vec::len) + self.elsewhere.0.get(term).copied().unwrap_or(0);
        let all = self.profiles.len() + self.elsewhere.1;
        ((all + 1) as f32 / (among + 1) as f32).ln().max(0.05)
    }

    /// 0 to 1: how alike two wordings are: by letters, or by weighted terms in common.
    #[must_use]
    pub fn alike(&self, a: &Profile, b: &Profile) -> f32 {
        letters_alike(a, b).max(0.95 * self.terms_alike(a, b))
    }

    /// Cosine over stems and groups, weighted by rarity.
    #[must_use]
    pub fn terms_alike(&self, a: &Profile, b: &Profile) -> f32 {
        let norm = |profile: &Profile| profile.terms.iter().map(|term| self.rarity(term).powi(2)).sum::<f32>().sqrt();
        let both: f32 = a
            .terms
            .iter()
            .filter(|term| b.terms.binary_search(term).is_ok())
            .map(|term| self.rarity(term).powi(2))
            .sum();
        let length = norm(a) * norm(b);
        if length > 0.0 { both / length } else { 0.0 }
    }

    /// Which words of `a` stand in `b`, by stem or else by group, and how much each word of `a` says: 0 to 1 beside its
    /// rarity.
    #[must_use]
    pub fn covered(&self, a: &Profile, b: &Profile) -> Vec<(f32, f32)> {
        let has = |term: &String| b.terms.binary_search(term).is_ok();
        a.words
            .iter()
            .map(|word| {
                let found = if has(&word[0]) {
                    1.0
                } else if word[1..].iter().any(has) {
                    BY_GROUP
                } else {
                    0.0
                };
                (found, self.rarity(&word[0]))
            })
            .collect()
    }

    /// Places worth comparing with `profile`, most shared rarity first; at most `limit`, ties by place.
    #[must_use]
    pub fn candidates(&self, profile: &Profile, limit: usize) -> Vec<usize> {
        let mut scores: BTreeMap<usize, f32> = BTreeMap::new();
        for term in &profile.terms {
            let Some(places) = self.places.get(term).filter(|places| places.len() <= COMMON_FROM) else { continue };
            let rarity = self.rarity(term);
            for &place in places {
                *scores.entry(place).or_default() += rarity;
            }
        }
        let mut best: Vec<(usize, f32)> = scores.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.truncate(limit);
        best.into_iter().map(|(place, _)| place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, low: f32, high: f32) {
        let dictionaries = Dictionaries::built_in();
        let (a, b) = (Profile::new(a, &dictionaries), Profile::new(b, &dictionaries));
        let alike = letters_alike(&a, &b);
        assert!((low..=high).contains(&alike), "{alike}");
    }

    #[test]
    fn damage_hardly_matters_and_other_demands_do() {
        check("Nämnden ska ta fram en rutin för stöd.", "Ndmnden ska ta fram en rutin for stdd.", 0.7, 1.0);
        check("Nämnden ska ta fram en rutin för stöd.", "Bolaget bör lämna lägenheter varje år.", 0.0, 0.25);
    }
}
