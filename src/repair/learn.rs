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
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A word must stand this often in all clean documents together.
const LEAST: u32 = 2;
/// How rare a word that stands once is taken to be (nats); each doubling makes it commoner.
const ONCE: f32 = 13.0;
/// No learned word is taken to be commoner than this.
const COMMONEST: f32 = 8.5;

/// A document whose letters are sound, as far as others may learn from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clean {
    /// How often each word that the lists lack stands in it, by word.
    counts: Vec<(String, u32)>,
    /// Its health; none where signs were garbled on their way, which repair mends. Nothing that others teach changes it.
    pub health: Option<f32>,
}

/// Look at documents by the lists alone: `None` for each that is damaged, or of which `lines` gives none to be looked at.
#[must_use]
pub fn look<D: Sync>(
    documents: &[D],
    lines: impl Fn(&D) -> Option<Vec<String>> + Sync,
    dictionaries: &Dictionaries,
) -> Vec<Option<Clean>> {
    let channel = Channel::new(&dictionaries.confusions);
    documents
        .par_iter()
        .map_init(|| Onlooker::new(&channel, dictionaries), |onlooker, document| onlooker.look(&lines(document)?))
        .collect()
}

/// What the clean documents of a corpus teach: words with their rarity, for [`crate::dictionaries::Lexicon::with_words`].
/// Damaged documents and lines in other languages have no say.
#[must_use]
pub fn learn<'c>(clean: impl IntoIterator<Item = &'c Clean>, dictionaries: &Dictionaries) -> Vec<(String, f32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for (word, n) in clean.into_iter().flat_map(|clean| &clean.counts) {
        *counts.entry(word).or_default() += n;
    }
    let mut by_skeleton: BTreeMap<String, u32> = BTreeMap::new();
    for (word, n) in &counts {
        let most = by_skeleton.entry(fold(word)).or_default();
        *most = (*most).max(*n);
    }
    let known_otherwise = |word: &str| dictionaries.lexicon.entry(&fold(word)).is_some();
    counts
        .into_iter()
        .filter(|(word, n)| *n >= LEAST && by_skeleton[&fold(word)] == *n && !known_otherwise(word))
        .map(|(word, n)| (word.to_owned(), rarity(n)))
        .collect()
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
        let (mut counts, mut words, mut noise) = (BTreeMap::<String, u32>::new(), 0, 0);
        for (token, id) in tokens.iter().zip(&ids).filter(|(token, _)| token.kind == Kind::Word) {
            let known = self.words[*id].get_or_insert_with(|| known(&token.text, self.dictionaries));
            words += 1;
            noise += usize::from(known.is_noise);
            if let Some(word) = &known.new {
                *counts.entry(word.clone()).or_default() += 1;
            }
        }
        let garbled = lines.iter().any(|line| encoding::mend(line).is_some());
        Some(Clean {
            counts: counts.into_iter().collect(),
            health: (!garbled).then(|| health::of_counts(words, noise)),
        })
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

    fn look_and_learn(documents: &[Vec<String>]) -> (Vec<Option<Clean>>, Vec<String>) {
        let dictionaries = Dictionaries::built_in();
        let seen = look(documents, |lines| Some(lines.clone()), &dictionaries);
        let learned = learn(seen.iter().flatten(), &dictionaries);
        (seen, learned.into_iter().map(|(word, _)| word).collect())
    }

    #[test]
    fn words_that_stand_twice_in_clean_text_are_learned() {
        let clean =
            "Fågelviksnäset är en ö där båtarna från Fågelviksnäset får stå på våren. Gårfågelnäset är en annan ö.";
        let (seen, learned) = look_and_learn(&[vec![clean.to_owned()]]);
        assert_eq!(learned, ["fågelviksnäset"]);
        let health = seen[0].as_ref().and_then(|clean| clean.health);
        assert!(health.is_some_and(|health| health > 0.95), "{seen:?}");
    }

    #[test]
    fn documents_teach_together() {
        let one = |word: &str| vec![format!("Båtarna från {word} får stå på våren.")];
        let (_, learned) = look_and_learn(&[one("Fågelviksnäset"), one("Gårfågelnäset"), one("Fågelviksnäset")]);
        assert_eq!(learned, ["fågelviksnäset"]);
    }

    #[test]
    fn damaged_text_teaches_nothing() {
        let damaged =
            "Namnden beslutar att godkanna forslaget fran Fagelviksnaset och forvaltningen pa Fagelviksnaset i ar.";
        assert_eq!(look_and_learn(&[vec![damaged.to_owned(); 4]]), (vec![None], Vec::new()));
    }
}
