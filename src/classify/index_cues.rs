//! Keeps the cues of a rule list by how they begin, so that at each word few are compared.
//!
//! In clean text a cue's first word must stand as it is, so it is looked up; in damaged text only the first letter is sure.
//! Made once, when the list is loaded.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;

use super::phrases::{Phrase, may_hand_in, may_name_organ};
use super::words::damage_allowed;

/// A row of a rule list.
pub trait Cue {
    /// What it must match.
    fn phrase(&self) -> &Phrase;
}

/// A rule list in the order of its file.
#[derive(Clone, Debug)]
pub struct CueList<T> {
    cues: Vec<T>,
    by_word: HashMap<String, Vec<usize>>,
    /// For each first letter the lengths of the words in `by_word`, one bit each: most words are none, and are not looked up.
    lengths: Vec<u32>,
    by_initial: BTreeMap<u8, Vec<usize>>,
    /// For each cue the lengths of the words that may stand for its first in damaged text, one bit each.
    near: Vec<u32>,
    /// Of these only the ones that begin with part of a word.
    parts_by_initial: BTreeMap<u8, Vec<usize>>,
    /// Those that begin with any verb of handing in: in damaged text its verbs are compared once for all of them.
    handing_in: Vec<usize>,
    /// Those that begin with the name of a body, whatever its letter.
    organs: Vec<usize>,
}

impl<T: Cue> CueList<T> {
    /// A list of these cues.
    pub fn new(cues: Vec<T>) -> Self {
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_initial: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
        let mut parts_by_initial: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
        let (mut organs, mut handing_in) = (Vec::new(), Vec::new());
        for (at, cue) in cues.iter().enumerate() {
            let (words, part) = (cue.phrase().first_words(), cue.phrase().first_part());
            let hands_in = cue.phrase().begins_with_handing_in();
            handing_in.extend(hands_in.then_some(at));
            if words.is_empty() && part.is_none() {
                organs.push(at);
            }
            for word in words {
                push_once(by_word.entry(word.to_owned()).or_default(), at);
                if !hands_in {
                    by_initial.entry(initial_of(word)).or_default().push(at);
                }
            }
            if let Some(part) = part {
                by_initial.entry(initial_of(part)).or_default().push(at);
                parts_by_initial.entry(initial_of(part)).or_default().push(at);
            }
        }
        let mut lengths = vec![0; 256];
        for word in cues.iter().flat_map(|cue| cue.phrase().first_words()) {
            lengths[usize::from(initial_of(word))] |= length_bit(word);
        }
        let near = cues.iter().map(|cue| near_lengths(cue.phrase())).collect();
        Self { cues, by_word, lengths, by_initial, near, parts_by_initial, handing_in, organs }
    }

    /// Places and cues of those that may begin with the first of `words`, which are folded. Cues that begin with the name of a
    /// body only where `organs`.
    pub fn candidates<'s, S: AsRef<str>>(
        &'s self,
        words: &'s [S],
        lenient: bool,
        organs: bool,
    ) -> impl Iterator<Item = (usize, &'s T)> + use<'s, T, S> {
        let first = words.first().map_or("", AsRef::as_ref);
        let letters = if lenient { &self.by_initial } else { &self.parts_by_initial };
        let likely = first.bytes().next().and_then(|initial| letters.get(&initial));
        let may_stand = |initial: u8| self.lengths[usize::from(initial)] & length_bit(first) != 0;
        let listed = !lenient && first.bytes().next().is_some_and(may_stand);
        let whole = if listed { self.by_word.get(first) } else { None };
        let may_hand_in = lenient && !self.handing_in.is_empty() && may_hand_in(first, true);
        let handed = if may_hand_in { self.handing_in.as_slice() } else { &[] };
        let organs = if organs && may_name_organ(words, lenient) { self.organs.as_slice() } else { &[] };
        // "{organ} beslutar": the word after the body stands among the first of the line.
        let stands = move |at: &&usize| {
            let after = self.cues[**at].phrase().word_after_organ();
            lenient || after.is_none_or(|after| words.iter().take(REACH).any(|word| word.as_ref() == after))
        };
        let likely = likely.into_iter().flatten().filter(move |at| self.near[**at] & length_bit(first) != 0);
        let places = whole.into_iter().flatten().chain(likely).chain(handed).chain(organs.iter().filter(stands));
        places.map(|&at| (at, &self.cues[at]))
    }
}

/// Words from the first among which the one after a body's name stands.
const REACH: usize = 8;

/// Lengths of the words that are one of the first words of a phrase, or a damaged form of it; all where it begins with part of a
/// word.
fn near_lengths(phrase: &Phrase) -> u32 {
    let words = phrase.first_words();
    if words.is_empty() {
        return u32::MAX;
    }
    let near = |word: &str| {
        let off = damage_allowed(word);
        (word.len() - off..=word.len() + off).fold(0, |bits, length| bits | 1 << length.min(31))
    };
    words.into_iter().fold(0, |bits, word| bits | near(word))
}

fn push_once(places: &mut Vec<usize>, at: usize) {
    if places.last() != Some(&at) {
        places.push(at);
    }
}

fn initial_of(word: &str) -> u8 {
    word.bytes().next().unwrap_or(0)
}

fn length_bit(word: &str) -> u32 {
    1 << word.len().min(31)
}

impl<T> Deref for CueList<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.cues
    }
}
