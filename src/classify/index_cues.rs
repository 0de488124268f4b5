//! Sorts the cues of a rule list by how they begin, so that at each word few are compared.
//!
//! In clean text a cue's first word must stand as it is, so it is looked up; in damaged text only the first letter is sure.

use std::collections::{BTreeMap, HashMap};

use super::words::{Phrase, may_name_organ};

/// A list of cues of any sort.
pub struct CueIndex<'a, T> {
    /// By first word, where that is a whole word and the text is clean.
    by_word: HashMap<&'a str, Vec<&'a T>>,
    /// By first letter: the others, and all in damaged text.
    by_initial: BTreeMap<u8, Vec<&'a T>>,
    /// Those that begin with the name of a body, whatever its letter.
    organs: Vec<&'a T>,
    lenient: bool,
}

impl<'a, T> CueIndex<'a, T> {
    /// An index of `cues`; `phrase` gives what each must match, `lenient` is for damaged text.
    pub fn new(cues: impl IntoIterator<Item = &'a T>, phrase: impl Fn(&'a T) -> &'a Phrase, lenient: bool) -> Self {
        let mut index = Self { by_word: HashMap::new(), by_initial: BTreeMap::new(), organs: Vec::new(), lenient };
        for cue in cues {
            match (phrase(cue).first_word().filter(|_| !lenient), phrase(cue).initial()) {
                (Some(word), _) => index.by_word.entry(word).or_default().push(cue),
                (None, Some(initial)) => index.by_initial.entry(initial).or_default().push(cue),
                (None, None) => index.organs.push(cue),
            }
        }
        index
    }

    /// The cues that may begin with the first of `words`, which are folded; in the order of the list, those with a whole first
    /// word before the others. Cues that begin with a body only where `organs`.
    pub fn candidates<'s, S: AsRef<str>>(
        &'s self,
        words: &[S],
        organs: bool,
    ) -> impl Iterator<Item = &'a T> + use<'a, 's, T, S> {
        let first = words.first().map_or("", AsRef::as_ref);
        let by_initial = first.bytes().next().and_then(|initial| self.by_initial.get(&initial));
        let organs = if organs && may_name_organ(words, self.lenient) { self.organs.as_slice() } else { &[] };
        self.by_word.get(first).into_iter().flatten().chain(by_initial.into_iter().flatten()).chain(organs).copied()
    }
}
