//! Takes vocabulary from clean documents of the same corpus: names and terms that no list knows.
//!
//! Clean documents have misspellings too, and these must not spread. A word is taken when the lists do not have it and it
//! stands more than once; a word that differs only in å, ä, ö from a listed one or from a commoner one is left out.

use super::tokens::{BREAK, Kind, tokens};
use super::{candidates::Search, channel::Channel, gate, memory::Memory};
use crate::dictionaries::Dictionaries;
use crate::text::fold;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A word must stand this often in all clean documents together.
const LEAST: u32 = 2;
/// How rare a word that stands once is taken to be (nats); each doubling makes it commoner.
const ONCE: f32 = 13.0;
/// No learned word is taken to be commoner than this.
const COMMONEST: f32 = 8.5;

/// Words of the clean documents among `documents` with their rarity, for [`crate::dictionaries::Lexicon::with_words`].
/// Damaged documents and lines in other languages have no say. `lines` gives the lines of one.
#[must_use]
pub fn clean_words<D: Sync>(
    documents: &[D],
    lines: impl Fn(&D) -> Vec<String> + Sync,
    dictionaries: &Dictionaries,
) -> Vec<(String, f32)> {
    let counts = documents
        .par_iter()
        .map(|document| count(&lines(document), dictionaries))
        .reduce(BTreeMap::new, |all, more| if all.len() < more.len() { sum(more, all) } else { sum(all, more) });
    let mut by_skeleton: BTreeMap<String, u32> = BTreeMap::new();
    for (word, n) in &counts {
        let most = by_skeleton.entry(fold(word)).or_default();
        *most = (*most).max(*n);
    }
    let known_otherwise = |word: &str| dictionaries.lexicon.entry(&fold(word)).is_some();
    counts
        .into_iter()
        .filter(|(word, n)| *n >= LEAST && by_skeleton[&fold(word)] == *n && !known_otherwise(word))
        .map(|(word, n)| (word, rarity(n)))
        .collect()
}

fn sum(mut all: BTreeMap<String, u32>, more: BTreeMap<String, u32>) -> BTreeMap<String, u32> {
    for (word, n) in more {
        *all.entry(word).or_default() += n;
    }
    all
}

/// How often each word that the lists lack stands in a clean document.
fn count(lines: &[String], dictionaries: &Dictionaries) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    let tokens = tokens(lines);
    let channel = Channel::new(&dictionaries.confusions);
    let mut memory = Memory::new(Search { lexicon: &dictionaries.lexicon, channel: &channel, compounds: true });
    let ids: Vec<_> = tokens.iter().map(|token| memory.id(&token.text)).collect();
    let damage = gate::damage(lines, &tokens, &ids, &memory, &dictionaries.confusions);
    if damage.iter().any(|damage| !damage.is_none()) {
        return counts;
    }
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        let word = token.text.replace(BREAK, "").to_lowercase();
        let is_word = word.chars().count() > 3 && word.chars().all(char::is_alphabetic);
        if is_word && dictionaries.lexicon.entry(&word).is_none() {
            *counts.entry(word).or_default() += 1;
        }
    }
    counts
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^24")]
fn rarity(count: u32) -> f32 {
    (ONCE - (count as f32).ln()).max(COMMONEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_twice_in_clean_text_are_learned() {
        let dictionaries = Dictionaries::built_in();
        let clean =
            "Fågelviksnäset är en ö där båtarna från Fågelviksnäset får stå på våren. Gårfågelnäset är en annan ö.";
        let words = clean_words(&[vec![clean.to_owned()]], Vec::clone, &dictionaries);
        assert_eq!(words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>(), ["fågelviksnäset"]);
    }

    #[test]
    fn damaged_text_teaches_nothing() {
        let dictionaries = Dictionaries::built_in();
        let damaged =
            "Namnden beslutar att godkanna forslaget fran Fagelviksnaset och forvaltningen pa Fagelviksnaset i ar.";
        assert_eq!(clean_words(&[vec![damaged.to_owned(); 4]], Vec::clone, &dictionaries), []);
    }
}
