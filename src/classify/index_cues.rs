//! Keeps the cues of a rule list by how they begin, so that at each word few are compared.
//!
//! In clean text a cue's first word must stand as it is, so it is looked up; in damaged text only the first letter is sure.
//! Made once, when the list is loaded.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;

use super::words::{Phrase, may_name_organ};

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
    by_initial: BTreeMap<u8, Vec<usize>>,
    /// Of these only the ones that begin with part of a word.
    parts_by_initial: BTreeMap<u8, Vec<usize>>,
    /// Those that begin with the name of a body, whatever its letter.
    organs: Vec<usize>,
}

impl<T: Cue> CueList<T> {
    /// A list of these cues.
    pub fn new(cues: Vec<T>) -> Self {
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_initial: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
        let mut parts_by_initial: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
        let mut organs = Vec::new();
        for (at, cue) in cues.iter().enumerate() {
            let Some(initial) = cue.phrase().initial() else {
                organs.push(at);
                continue;
            };
            by_initial.entry(initial).or_default().push(at);
            match cue.phrase().first_word() {
                Some(word) => by_word.entry(word.to_owned()).or_default().push(at),
                None => parts_by_initial.entry(initial).or_default().push(at),
            }
        }
        Self { cues, by_word, by_initial, parts_by_initial, organs }
    }

    /// Places and cues of those that may begin with the first of `words`, which are folded. Cues that begin with the name of a
    /// body only where `organs`.
    pub fn candidates<S: AsRef<str>>(
        &self,
        words: &[S],
        lenient: bool,
        organs: bool,
    ) -> impl Iterator<Item = (usize, &T)> + use<'_, T, S> {
        let first = words.first().map_or("", AsRef::as_ref);
        let letters = if lenient { &self.by_initial } else { &self.parts_by_initial };
        let likely = first.bytes().next().and_then(|initial| letters.get(&initial));
        let whole = if lenient { None } else { self.by_word.get(first) };
        let organs = if organs && may_name_organ(words, lenient) { self.organs.as_slice() } else { &[] };
        let places = whole.into_iter().flatten().chain(likely.into_iter().flatten()).chain(organs);
        places.map(|&at| (at, &self.cues[at]))
    }
}

impl<T> Deref for CueList<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.cues
    }
}
