//! Takes vocabulary from clean documents of the same corpus: names and terms that no list knows.
//!
//! Clean documents have misspellings too, and these must not spread. A word is taken when the lists do not have it and it
//! stands more than once; a word that differs only in å, ä, ö from a listed one or from a commoner one is left out.

use super::tokens::{BREAK, Kind, tokens};
use super::{candidates::Search, channel::Channel, encoding, gate, health, memory::Memory};
use crate::dictionaries::Dictionaries;
use crate::text::fold;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A word must stand this often in all clean documents together.
const LEAST: u32 = 2;
/// How rare a word that stands once is taken to be (nats); each doubling makes it commoner.
const ONCE: f32 = 13.0;
/// No learned word is taken to be commoner than this.
const COMMONEST: f32 = 8.5;

/// What the documents of a corpus teach.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// Words of the clean ones with their rarity, for [`crate::dictionaries::Lexicon::with_words`].
    pub words: Vec<(String, f32)>,
    /// Of each document that is clean by the lists alone its health: nothing that others teach changes it.
    pub clean: Vec<Option<f32>>,
}

/// Learn from the clean ones among `documents`. Damaged documents and lines in other languages have no say. `lines` gives
/// the lines of one.
#[must_use]
pub fn learn<D: Sync>(
    documents: &[D],
    lines: impl Fn(&D) -> Vec<String> + Sync,
    dictionaries: &Dictionaries,
) -> Learned {
    // kept apart from the counts, which are summed as they come
    let clean: Vec<OnceLock<f32>> = documents.iter().map(|_| OnceLock::new()).collect();
    let channel = Channel::new(&dictionaries.confusions);
    let memory = || Memory::new(Search { lexicon: &dictionaries.lexicon, channel: &channel, compounds: true });
    let counts = documents
        .par_iter()
        .zip(&clean)
        .map_init(memory, |memory, (document, clean)| {
            let Some(own) = look(&lines(document), memory, dictionaries) else { return BTreeMap::new() };
            if let Some(health) = own.health {
                clean.get_or_init(|| health);
            }
            own.counts
        })
        .reduce(BTreeMap::new, |all, more| if all.len() < more.len() { sum(more, all) } else { sum(all, more) });
    let mut by_skeleton: BTreeMap<String, u32> = BTreeMap::new();
    for (word, n) in &counts {
        let most = by_skeleton.entry(fold(word)).or_default();
        *most = (*most).max(*n);
    }
    let known_otherwise = |word: &str| dictionaries.lexicon.entry(&fold(word)).is_some();
    let words = counts
        .into_iter()
        .filter(|(word, n)| *n >= LEAST && by_skeleton[&fold(word)] == *n && !known_otherwise(word))
        .map(|(word, n)| (word, rarity(n)))
        .collect();
    Learned { words, clean: clean.into_iter().map(OnceLock::into_inner).collect() }
}

fn sum(mut all: BTreeMap<String, u32>, more: BTreeMap<String, u32>) -> BTreeMap<String, u32> {
    for (word, n) in more {
        *all.entry(word).or_default() += n;
    }
    all
}

/// A document whose letters are sound.
struct Clean {
    /// How often each word that the lists lack stands in it.
    counts: BTreeMap<String, u32>,
    /// Its health; none where signs were garbled on their way, which repair mends.
    health: Option<f32>,
}

/// A document by the lists alone; `None` where it is damaged. `memory` may know the words of other documents already.
fn look(lines: &[String], memory: &mut Memory<'_>, dictionaries: &Dictionaries) -> Option<Clean> {
    let tokens = tokens(lines);
    let ids: Vec<_> = tokens.iter().map(|token| memory.id(&token.text)).collect();
    let damage = gate::damage(lines, &tokens, &ids, memory, &dictionaries.confusions);
    if damage.iter().any(|damage| !damage.is_none()) {
        return None;
    }
    let mut counts = BTreeMap::new();
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        let word = token.text.replace(BREAK, "").to_lowercase();
        let is_word = word.chars().count() > 3 && word.chars().all(char::is_alphabetic);
        if is_word && dictionaries.lexicon.entry(&word).is_none() {
            *counts.entry(word).or_default() += 1;
        }
    }
    let garbled = lines.iter().any(|line| encoding::mend(line).is_some());
    Some(Clean { counts, health: (!garbled).then(|| health::of_tokens(&tokens, 0, dictionaries)) })
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
        let learned = learn(&[vec![clean.to_owned()]], Vec::clone, &dictionaries);
        assert_eq!(learned.words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>(), ["fågelviksnäset"]);
        assert!(learned.clean[0].is_some_and(|health| health > 0.95), "{learned:?}");
    }

    #[test]
    fn damaged_text_teaches_nothing() {
        let dictionaries = Dictionaries::built_in();
        let damaged =
            "Namnden beslutar att godkanna forslaget fran Fagelviksnaset och forvaltningen pa Fagelviksnaset i ar.";
        let learned = learn(&[vec![damaged.to_owned(); 4]], Vec::clone, &dictionaries);
        assert_eq!(learned, Learned { words: Vec::new(), clean: vec![None] });
    }
}
