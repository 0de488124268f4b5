//! Swedish words: how rare each is, what follows what, and how letters follow letters.
//!
//! The big lists of `dictionaries/swedish/` are built into the binary in their fast forms by `build.rs`; this file only reads
//! them, in place, so that nothing is unpacked at the start of a command. Small lists (`own-words.csv`, names of organs) are
//! read at run time and searched beside the big one.

use super::{DictionaryError, Municipality, Source};
use fst::raw::Fst;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.fst"));
static CONTEXT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/context.bin"));
static LETTERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/letters.bin"));

/// Letters the letter model tells apart, in the order of `build.rs`.
const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyzåäöé";
/// How rare a municipality's organ name is taken to be, in nats.
const NAME_RARITY: f32 = 11.0;
/// A general rarity of 10 is a factor of ten: so many nats a step.
const NATS_PER_STEP: f32 = std::f32::consts::LN_10 / 10.0;

/// The number of a word in the context tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordNo(u16);

impl WordNo {
    /// A word without context counts.
    pub const UNKNOWN: Self = Self(0);
    /// The end of a sentence.
    pub const END: Self = Self(1);
    /// Any number.
    pub const NUMBER: Self = Self(2);
}

/// What the lexicon knows of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Rarity in nats: 7 is once in a thousand words.
    pub rarity: f32,
    /// Its number in the context tables.
    pub number: WordNo,
}

impl Entry {
    /// An entry from a value of the word list.
    #[must_use]
    pub fn from_value(value: u64) -> Self {
        let bytes = value.to_le_bytes();
        Self { rarity: f32::from(bytes[0]) / 10.0, number: WordNo(u16::from_le_bytes([bytes[1], bytes[2]])) }
    }
}

/// A word list as a machine to walk letter by letter; values are for [`Entry::from_value`].
pub type WordList = Fst<Cow<'static, [u8]>>;

/// The Swedish words of this run.
#[derive(Clone)]
pub struct Lexicon {
    words: WordList,
    own: Arc<WordList>,
    context: Context,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon")
            .field("words", &self.words.len())
            .field("own", &self.own.len())
            .finish_non_exhaustive()
    }
}

#[derive(serde::Deserialize)]
struct OwnWord {
    word: String,
    rarity: f32,
}

impl Lexicon {
    /// The built-in words, the words of `swedish/own-words.csv` and the names of organs.
    pub(super) fn load(source: &Source, municipalities: &[Municipality]) -> Result<Self, DictionaryError> {
        let mut own: BTreeMap<String, f32> = source
            .rows::<OwnWord>("swedish/own-words.csv")?
            .into_iter()
            .map(|row| (row.word.to_lowercase(), row.rarity * NATS_PER_STEP))
            .collect();
        let organs = municipalities.iter().flat_map(|municipality| &municipality.organs);
        for name in organs.flat_map(|organ| std::iter::once(&organ.name).chain(&organ.aliases)) {
            for word in name.to_lowercase().split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3)
            {
                own.entry(word.to_owned()).or_insert(NAME_RARITY);
                own.entry(format!("{word}s")).or_insert(NAME_RARITY + 1.0);
            }
        }
        let words = Fst::new(Cow::Borrowed(WORDS)).expect("build.rs wrote it");
        Ok(Self { own: Arc::new(list(&own, |word| words.get(word).is_some())), words, context: Context::new(CONTEXT) })
    }

    /// The same lexicon with more words: `(word in lower case, rarity in nats)`. Words already known stay as they are.
    #[must_use]
    pub fn with_words(&self, more: impl IntoIterator<Item = (String, f32)>) -> Self {
        let mut own = BTreeMap::new();
        for (word, value) in self.own.stream().into_str_vec().unwrap_or_default() {
            own.insert(word, Entry::from_value(value).rarity);
        }
        for (word, rarity) in more {
            own.entry(word).or_insert(rarity);
        }
        Self { own: Arc::new(list(&own, |word| self.words.get(word).is_some())), ..self.clone() }
    }

    /// The big list and the list of this run.
    #[must_use]
    pub fn lists(&self) -> [&WordList; 2] {
        [&self.words, &self.own]
    }

    /// What is known of a word in lower case; `None` where the lists do not have it.
    #[must_use]
    pub fn entry(&self, word: &str) -> Option<Entry> {
        self.words.get(word).or_else(|| self.own.get(word)).map(|value| Entry::from_value(value.value()))
    }

    /// The cost in nats of a word after two others, with the words alone as the fallback.
    #[must_use]
    pub fn cost(&self, first: WordNo, second: WordNo, word: Entry) -> f32 {
        self.context.cost(first, second, word)
    }

    /// How surprising a letter is after three others, in nats; `\0` is the edge of a word.
    #[must_use]
    pub fn letter_cost(past: [char; 3], letter: char) -> f32 {
        let at = past.into_iter().chain([letter]).fold(0, |at, c| at * 32 + symbol(c));
        f32::from(LETTERS[at]) / 16.0
    }
}

fn symbol(c: char) -> usize {
    match c {
        '\0' => 0,
        'a'..='z' => c as usize - 'a' as usize + 1,
        c => ALPHABET.chars().position(|letter| letter == c).map_or(31, |at| at + 1),
    }
}

/// A small word list as a machine; words of the big list are left out, which knows them better.
fn list(words: &BTreeMap<String, f32>, known: impl Fn(&str) -> bool) -> WordList {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
    let value = |rarity: f32| (rarity * 10.0).round().clamp(0.0, 255.0) as u64;
    let rows = words.iter().filter(|(word, _)| !known(word)).map(|(word, rarity)| (word, value(*rarity)));
    Fst::from_iter_map(rows).and_then(|list| list.map_data(Cow::Owned)).expect("words ascend")
}

/// The tables that `build.rs` describes at `Context::tables`.
#[derive(Clone, Copy)]
struct Context {
    tops: &'static [u8],
    middles: &'static [u8],
    lasts: &'static [u8],
}

const TOP: usize = 6;
const MIDDLE: usize = 10;
const LAST: usize = 4;

impl Context {
    fn new(bytes: &'static [u8]) -> Self {
        let (tops, rest) = Self::table(bytes);
        let (middles, rest) = Self::table(rest);
        let (lasts, _) = Self::table(rest);
        Self { tops, middles, lasts }
    }

    fn table(bytes: &'static [u8]) -> (&'static [u8], &'static [u8]) {
        let (length, rest) = bytes.split_at(4);
        rest.split_at(u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize)
    }

    fn cost(&self, first: WordNo, second: WordNo, word: Entry) -> f32 {
        let middle = (first.0 > 0 && second.0 > 0)
            .then(|| find(self.middles, MIDDLE, number(self.tops, TOP, first.0, 2), second.0))
            .flatten();
        let leave = if let Some(at) = middle {
            let range = number(self.middles, MIDDLE, at, 6);
            match find(self.lasts, LAST, range, word.number.0).filter(|_| word.number.0 > 0) {
                Some(last) => return cost_at(self.lasts, last * LAST + 2),
                None => cost_at(self.middles, at * MIDDLE + 4),
            }
        } else {
            0.0
        };
        leave + self.pair_cost(second, word)
    }

    fn pair_cost(&self, first: WordNo, word: Entry) -> f32 {
        if first.0 == 0 {
            return word.rarity;
        }
        let range = number(self.tops, TOP, first.0, 2);
        match find(self.middles, MIDDLE, range, word.number.0).filter(|_| word.number.0 > 0) {
            Some(at) => cost_at(self.middles, at * MIDDLE + 2),
            None => word.rarity + cost_at(self.tops, usize::from(first.0) * TOP),
        }
    }
}

/// Rows that belong to row `at` of an upper table: from its own first row to that of the next.
fn number(table: &[u8], width: usize, at: impl Into<usize>, offset: usize) -> std::ops::Range<usize> {
    let at = at.into();
    let read = |at: usize| {
        let at = at * width + offset;
        u32::from_le_bytes([table[at], table[at + 1], table[at + 2], table[at + 3]]) as usize
    };
    read(at)..read(at + 1)
}

/// The row in `range` whose first field is `word`.
fn find(table: &[u8], width: usize, range: std::ops::Range<usize>, word: u16) -> Option<usize> {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = usize::midpoint(low, high);
        let found = u16::from_le_bytes([table[middle * width], table[middle * width + 1]]);
        match found.cmp(&word) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

fn cost_at(table: &[u8], at: usize) -> f32 {
    f32::from(u16::from_le_bytes([table[at], table[at + 1]])) / 2000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        Lexicon::load(&Source::default(), &[]).expect("built-in lists load")
    }

    #[track_caller]
    fn check_rarer(rare: &str, common: &str) {
        let lexicon = lexicon();
        let rarity = |word: &str| lexicon.entry(word).unwrap_or_else(|| panic!("{word} is missing")).rarity;
        assert!(rarity(rare) > rarity(common) + 1.0, "{rare} {} {common} {}", rarity(rare), rarity(common));
    }

    #[test]
    fn common_words_are_less_rare() {
        check_rarer("nämnden", "och");
        check_rarer("handlingsplan", "för");
        check_rarer("åtgärdsplan", "plan");
    }

    #[test]
    fn words_that_lost_their_letters_are_no_words() {
        for word in ["fran", "maste", "namnden", "ocksa", "atgarder"] {
            assert_eq!(lexicon().entry(word), None, "{word}");
        }
    }

    #[test]
    fn context_prefers_the_word_that_fits() {
        let lexicon = lexicon();
        let entry = |word: &str| lexicon.entry(word).expect("a common word");
        let cost = |words: [&str; 3]| lexicon.cost(entry(words[0]).number, entry(words[1]).number, entry(words[2]));
        assert!(cost(["kommer", "att", "vara"]) < cost(["kommer", "att", "våra"]));
        assert!(cost(["i", "form", "av"]) < cost(["i", "form", "ska"]));
    }

    #[test]
    fn letters_follow_swedish_habits() {
        assert!(Lexicon::letter_cost(['s', 'k', 'a'], 'p') < Lexicon::letter_cost(['s', 'k', 'a'], 'x'));
    }

    #[test]
    fn own_words_are_found() {
        let lexicon = lexicon().with_words([("exempelvret".to_owned(), 12.0)]);
        assert_eq!(lexicon.entry("exempelvret").map(|entry| entry.rarity), Some(12.0));
    }
}
