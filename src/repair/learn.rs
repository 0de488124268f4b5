//! Takes vocabulary from clean documents of the same corpus: names and terms that no list knows.
//!
//! Clean documents have misspellings too, and these must not spread. A word is taken when the lists do not have it and it
//! stands more than once; a word that differs only in å, ä, ö from a listed one or from a commoner one is left out.

use super::memory::{Memory, WordId};
use super::tokens::{BREAK, Kind, tokens};
use super::{candidates::Search, channel::Channel, encoding, gate, health};
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
    let counts = documents
        .par_iter()
        .zip(&clean)
        .map_init(
            || Onlooker::new(&channel, dictionaries),
            |onlooker, (document, clean)| {
                let Some(own) = onlooker.look(&lines(document)) else { return BTreeMap::new() };
                if let Some(health) = own.health {
                    clean.get_or_init(|| health);
                }
                own.counts
            },
        )
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

/// Looks at documents one after the other, and looks each of their words up once.
struct Onlooker<'a> {
    dictionaries: &'a Dictionaries,
    memory: Memory<'a>,
    /// What is known of each word of the memory; `None` until it is looked up.
    words: Vec<Option<Known>>,
}

/// What is known of a word.
struct Known {
    /// The word itself, joined and in small letters, where it may be learned: the lists lack it.
    new: Option<String>,
    is_noise: bool,
}

impl<'a> Onlooker<'a> {
    fn new(channel: &'a Channel, dictionaries: &'a Dictionaries) -> Self {
        let memory = Memory::new(Search { lexicon: &dictionaries.lexicon, channel, compounds: true });
        Self { dictionaries, memory, words: Vec::new() }
    }

    /// A document by the lists alone; `None` where it is damaged.
    fn look(&mut self, lines: &[String]) -> Option<Clean> {
        let tokens = tokens(lines);
        let ids: Vec<WordId> = tokens.iter().map(|token| self.memory.id(&token.text)).collect();
        let damage = gate::damage(lines, &tokens, &ids, &self.memory, &self.dictionaries.confusions);
        if damage.iter().any(|damage| !damage.is_none()) {
            return None;
        }
        self.words.resize_with(self.memory.len(), || None);
        let (mut counts, mut words, mut noise) = (BTreeMap::new(), 0, 0);
        for (token, id) in tokens.iter().zip(&ids).filter(|(token, _)| token.kind == Kind::Word) {
            let known = self.words[*id].get_or_insert_with(|| known(&token.text, self.dictionaries));
            words += 1;
            noise += usize::from(known.is_noise);
            if let Some(word) = &known.new {
                *counts.entry(word.clone()).or_default() += 1;
            }
        }
        let garbled = lines.iter().any(|line| encoding::mend(line).is_some());
        Some(Clean { counts, health: (!garbled).then(|| health::of_counts(words, noise)) })
    }
}

fn known(text: &str, dictionaries: &Dictionaries) -> Known {
    let word = text.replace(BREAK, "").to_lowercase();
    let may_be_learned = word.chars().count() > 3 && word.chars().all(char::is_alphabetic);
    let is_new = may_be_learned && dictionaries.lexicon.entry(&word).is_none();
    Known { new: is_new.then_some(word), is_noise: health::is_noise(text, dictionaries) }
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
