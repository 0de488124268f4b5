//! Word lists as machines to walk letter by letter, knowing at each step how rare the commonest word ahead is.

use super::make_machine::{NO_END, RARE, code, machine, rare_codes};
use std::borrow::Cow;

/// Bytes of a state, of a step, and of the numbers before them; `make_machine` says what they hold.
const STATE: usize = 8;
const STEP: usize = 4;
const HEAD: usize = 12;

/// A word list as a machine.
#[derive(Clone)]
pub struct WordList {
    bytes: Cow<'static, [u8]>,
}

/// Where a walk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    state: u32,
    /// Rarity of the commonest word that can still be reached, in tenths of a nat.
    pub rarity: u32,
}

impl WordList {
    /// A machine that `build.rs` made.
    pub(super) fn built_in(bytes: &'static [u8]) -> Self {
        Self { bytes: Cow::Borrowed(bytes) }
    }

    /// A machine of words in lower case with their rarity in tenths of a nat.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = (&'a str, u8)>) -> Self {
        Self { bytes: Cow::Owned(machine(words)) }
    }

    /// The machine, ready to walk.
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        let steps = HEAD + number(&self.bytes, 8) as usize * STATE;
        Walk {
            root: Place { state: number(&self.bytes, 0), rarity: number(&self.bytes, 4) },
            states: &self.bytes[HEAD..steps],
            steps: &self.bytes[steps..],
        }
    }

    /// Rarity of a word in tenths of a nat; `None` where the list does not have it.
    #[must_use]
    pub fn rarity(&self, word: &str) -> Option<u32> {
        let walk = self.walk();
        let place = word.chars().try_fold(walk.root(), |place, c| walk.sign(place, c))?;
        walk.ending(place)
    }

    /// Every word with its rarity, in the order of their codes.
    #[must_use]
    pub fn words(&self) -> Vec<(String, u32)> {
        let mut words = Vec::new();
        let walk = self.walk();
        collect(&walk, walk.root(), &mut Vec::new(), &mut words);
        words
    }
}

fn collect(walk: &Walk, place: Place, codes: &mut Vec<u8>, words: &mut Vec<(String, u32)>) {
    if let Some(rarity) = walk.ending(place) {
        words.push((spelt(codes), rarity));
    }
    for letter in 0..=RARE {
        if let Some(next) = walk.letter(place, letter) {
            codes.push(letter);
            collect(walk, next, codes, words);
            codes.pop();
        }
    }
}

fn spelt(codes: &[u8]) -> String {
    let mut text = String::new();
    let mut codes = codes.iter().copied();
    while let Some(letter) = codes.next() {
        let c = match letter {
            0..=25 => char::from(b'a' + letter),
            RARE => {
                let point = codes.by_ref().take(5).fold(0, |point, group| point << 5 | u32::from(group));
                char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            letter => ['å', 'ä', 'ö', 'é', 'ü'][usize::from(letter) - 26],
        };
        text.push(c);
    }
    text
}

/// A machine being walked.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    root: Place,
    states: &'a [u8],
    steps: &'a [u8],
}

impl Walk<'_> {
    /// Before the first letter.
    #[must_use]
    pub fn root(&self) -> Place {
        self.root
    }

    /// On by a letter's code; `None` where no word goes on so.
    #[must_use]
    #[inline]
    pub fn letter(&self, place: Place, letter: u8) -> Option<Place> {
        let at = place.state as usize * STATE;
        let letters = number(self.states, at);
        let bit = 1u32 << letter;
        if letters & bit == 0 {
            return None;
        }
        let first = number(self.states, at + 4) >> 8;
        let step = number(self.steps, (first + (letters & (bit - 1)).count_ones()) as usize * STEP);
        Some(Place { state: step >> 8, rarity: place.rarity + (step & 0xff) })
    }

    /// On by any sign in lower case.
    #[must_use]
    #[inline]
    pub fn sign(&self, place: Place, sign: char) -> Option<Place> {
        let letter = code(sign);
        let next = self.letter(place, letter)?;
        if letter == RARE {
            return rare_codes(sign).into_iter().try_fold(next, |place, group| self.letter(place, group));
        }
        Some(next)
    }

    /// Rarity of the word that ends here, in tenths of a nat.
    #[must_use]
    #[inline]
    pub fn ending(&self, place: Place) -> Option<u32> {
        let ending = number(self.states, place.state as usize * STATE + 4) & 0xff;
        (ending != u32::from(NO_END)).then_some(place.rarity + ending)
    }
}

#[inline]
fn number(bytes: &[u8], at: usize) -> u32 {
    let bytes = &bytes[at..at + 4];
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [(&str, u8); 6] = [("å", 9), ("år", 60), ("året", 71), ("æra", 120), ("öra", 99), ("öran", 98)];

    #[test]
    fn words_come_back_with_their_rarity() {
        let list = WordList::new(WORDS);
        for (word, rarity) in WORDS {
            assert_eq!(list.rarity(word), Some(u32::from(rarity)), "{word}");
        }
        for word in ["", "åre", "æ", "örans", "ø"] {
            assert_eq!(list.rarity(word), None, "{word}");
        }
        let mut words = list.words();
        words.sort();
        let mut expected: Vec<_> =
            WORDS.iter().map(|(word, rarity)| ((*word).to_owned(), u32::from(*rarity))).collect();
        expected.sort();
        assert_eq!(words, expected);
    }

    #[test]
    fn a_walk_knows_the_commonest_word_ahead() {
        let list = WordList::new(WORDS);
        let walk = list.walk();
        assert_eq!(walk.root().rarity, 9);
        assert_eq!(walk.sign(walk.root(), 'ö').map(|place| place.rarity), Some(98));
    }

    #[test]
    fn an_empty_list_has_no_words() {
        assert_eq!(WordList::new([]).words(), []);
    }
}
