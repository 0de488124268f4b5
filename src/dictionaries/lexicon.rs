//! Swedish words: how rare each is, what follows what, and how letters follow letters.
//!
//! The big lists of `dictionaries/swedish/` are built into the binary in their fast forms by `build.rs`; this file only reads
//! them, in place, so that nothing is unpacked at the start of a command. Small lists (`own-words.csv`, names of organs) are
//! read at run time and searched beside the big one.

use super::classes::{Class, Classes};
use super::make_machine::code;
use super::names::Names;
use super::{DictionaryError, Municipality, Source, WordList};
use std::collections::BTreeMap;
use std::sync::Arc;

static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));
static FIRSTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/firsts.bin"));
static LASTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lasts.bin"));
static NUMBERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/numbers.fst"));
static CONTEXT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/context.bin"));
static LETTERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/letters.bin"));

/// Signs the letter model tells apart: the edge of a word, letters, and any other.
pub const EDGE: u8 = 0;
const OTHER: u8 = 31;
/// How rare a municipality's organ name is taken to be, in nats.
const NAME_RARITY: f32 = 11.0;
/// Cost in nats of going on from a word that was never counted; as going on from a common one to a word never seen after it.
const LEAVE_UNKNOWN: f32 = 0.7;
/// How rare a given name is taken to be that the big list lacks, in nats.
const GIVEN_NAME_RARITY: f32 = 11.0;
/// A sentence ends after every tenth word.
const END_RARITY: f32 = std::f32::consts::LN_10;
/// A general rarity of 10 is a factor of ten: so many nats a step.
const NATS_PER_STEP: f32 = std::f32::consts::LN_10 / 10.0;

/// What context knows a word by: its number in the tables, 0 without counts, and its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordNo {
    number: u16,
    class: Class,
}

impl WordNo {
    /// Something that context knows nothing of.
    pub const UNKNOWN: Self = Self { number: 0, class: Class(0) };

    /// Whether the tables have counts of it.
    #[must_use]
    pub fn is_counted(self) -> bool {
        self.number > 0
    }
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
    /// What is known of a word from its rarity in tenths of a nat, its number left open.
    #[must_use]
    pub fn of_rarity(tenths: u32) -> Self {
        Self { rarity: nats(tenths), number: WordNo::UNKNOWN }
    }
}

/// Tenths of a nat in nats.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a rarity is far below 2^24")]
pub fn nats(tenths: u32) -> f32 {
    tenths as f32 / 10.0
}

/// The Swedish words of this run.
#[derive(Clone)]
pub struct Lexicon {
    words: WordList,
    firsts: WordList,
    lasts: WordList,
    numbers: fst::Map<&'static [u8]>,
    own: Arc<WordList>,
    names: Arc<Names>,
    classes: Classes,
    context: Context,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("own", &self.own.words().len()).finish_non_exhaustive()
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
        let names = Names::load(source)?;
        for name in names.given() {
            let rarity = own.entry(name.to_owned()).or_insert(GIVEN_NAME_RARITY);
            *rarity = rarity.min(GIVEN_NAME_RARITY);
        }
        let words = WordList::built_in(WORDS);
        let numbers = fst::Map::new(NUMBERS).expect("build.rs wrote it");
        let own = Arc::new(list(&own, |word| words.rarity(word).is_some()));
        let (firsts, lasts) = (WordList::built_in(FIRSTS), WordList::built_in(LASTS));
        let (names, classes, context) = (Arc::new(names), Classes::built_in(), Context::new(CONTEXT));
        Ok(Self { words, firsts, lasts, numbers, own, names, classes, context })
    }

    /// The same lexicon with more words: `(word in lower case, rarity in nats)`. Words already known stay as they are.
    #[must_use]
    pub fn with_words(&self, more: impl IntoIterator<Item = (String, f32)>) -> Self {
        let mut own: BTreeMap<String, f32> =
            self.own.words().into_iter().map(|(word, rarity)| (word, nats(rarity))).collect();
        for (word, rarity) in more {
            own.entry(word).or_insert(rarity);
        }
        Self { own: Arc::new(list(&own, |word| self.words.rarity(word).is_some())), ..self.clone() }
    }

    /// The big list and the list of this run.
    #[must_use]
    pub fn lists(&self) -> [&WordList; 2] {
        [&self.words, &self.own]
    }

    /// What begins a compound, and what ends one, with what each costs as such.
    #[must_use]
    pub fn parts(&self) -> [&WordList; 2] {
        [&self.firsts, &self.lasts]
    }

    /// People's names.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// What is known of a word in lower case; `None` where the lists do not have it.
    #[must_use]
    pub fn entry(&self, word: &str) -> Option<Entry> {
        let rarity = self.words.rarity(word).or_else(|| self.own.rarity(word))?;
        Some(Entry { rarity: nats(rarity), number: self.number(word) })
    }

    /// What context knows a word in lower case by; it need not be on a list.
    #[must_use]
    pub fn number(&self, word: &str) -> WordNo {
        let number = self.numbers.get(word).and_then(|number| u16::try_from(number).ok()).unwrap_or(0);
        WordNo { number, class: if number > 0 { self.context.class(number) } else { self.classes.of(word) } }
    }

    /// The end of a sentence.
    #[must_use]
    pub fn end(&self) -> WordNo {
        WordNo { number: 1, class: self.context.class(1) }
    }

    /// Any number.
    #[must_use]
    pub fn any_number(&self) -> WordNo {
        WordNo { number: 2, class: self.context.class(2) }
    }

    /// The cost in nats of a word after two others, with the words alone as the fallback.
    #[must_use]
    pub fn cost(&self, first: WordNo, second: WordNo, word: Entry) -> f32 {
        self.after(first, second).cost(word, || self.pair_cost(second, word))
    }

    /// What may follow two words, ready to be asked for one word after another.
    #[must_use]
    pub fn after(&self, first: WordNo, second: WordNo) -> After<'_> {
        self.context.after(first, second)
    }

    /// The cost in nats of a word after another, with the word alone as the fallback.
    #[must_use]
    pub fn pair_cost(&self, first: WordNo, word: Entry) -> f32 {
        self.context.pair_cost(first, word).unwrap_or_else(|leave| {
            leave
                + word.rarity
                + self.context.strangeness(word.number)
                + self.classes.cost(first.class, word.number.class)
        })
    }

    /// The cost in nats of a sentence ending after a word.
    #[must_use]
    pub fn end_cost(&self, word: WordNo) -> f32 {
        self.pair_cost(word, Entry { rarity: END_RARITY, number: self.end() })
    }

    /// How surprising a letter is after three others, in nats; all by [`symbol`].
    #[must_use]
    pub fn letter_cost(past: [u8; 3], letter: u8) -> f32 {
        let at = past.into_iter().chain([letter]).fold(0, |at, symbol| at * 32 + usize::from(symbol));
        f32::from(LETTERS[at]) / 16.0
    }
}

/// The number of a letter in the letter model; [`EDGE`] is the edge of a word.
#[must_use]
pub fn symbol(c: char) -> u8 {
    symbol_of(code(c))
}

/// The number in the letter model of a letter by its code in word lists.
#[must_use]
pub fn symbol_of(code: u8) -> u8 {
    (code + 1).min(OTHER)
}

/// A small word list; words of the big list are left out, which knows them better.
fn list(words: &BTreeMap<String, f32>, known: impl Fn(&str) -> bool) -> WordList {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
    let value = |rarity: f32| (rarity * 10.0).round().clamp(0.0, 254.0) as u8;
    WordList::new(words.iter().filter(|(word, _)| !known(word)).map(|(word, rarity)| (word.as_str(), value(*rarity))))
}

/// The tables that `build.rs` describes at `Context::tables`.
#[derive(Clone, Copy)]
struct Context {
    tops: &'static [u8],
    middles: &'static [u8],
    lasts: &'static [u8],
}

const TOP: usize = 10;
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

    fn after(&self, first: WordNo, second: WordNo) -> After<'_> {
        let middle = (first.number > 0 && second.number > 0)
            .then(|| find(self.middles, MIDDLE, number(self.tops, TOP, first.number, 6), second.number))
            .flatten();
        let Some(at) = middle else { return After { lasts: self.lasts, range: 0..0, leave: 0.0 } };
        let range = number(self.middles, MIDDLE, at, 6);
        After { lasts: self.lasts, range, leave: cost_at(self.middles, at * MIDDLE + 4) }
    }

    /// The class of a counted word.
    fn class(&self, number: u16) -> Class {
        let at = usize::from(number) * TOP + 4;
        Class(u16::from_le_bytes([self.tops[at], self.tops[at + 1]]))
    }

    /// By how much a word costs more where it stands in company it was not seen in.
    fn strangeness(&self, word: WordNo) -> f32 {
        let at = usize::from(word.number) * TOP + 2;
        f32::from(i16::from_le_bytes([self.tops[at], self.tops[at + 1]])) / 2000.0
    }

    /// The cost of a pair that was seen, or that of leaving what was seen after `first`.
    fn pair_cost(&self, first: WordNo, word: Entry) -> Result<f32, f32> {
        if !first.is_counted() {
            return Err(LEAVE_UNKNOWN);
        }
        let range = number(self.tops, TOP, first.number, 6);
        match find(self.middles, MIDDLE, range, word.number.number).filter(|_| word.number.is_counted()) {
            Some(at) => Ok(cost_at(self.middles, at * MIDDLE + 2)),
            None => Err(cost_at(self.tops, usize::from(first.number) * TOP)),
        }
    }
}

/// What was seen after two words.
#[derive(Clone, Debug)]
pub struct After<'a> {
    lasts: &'a [u8],
    range: std::ops::Range<usize>,
    leave: f32,
}

impl After<'_> {
    /// The cost in nats of a word here; `pair` is its cost after the second word alone.
    #[must_use]
    pub fn cost(&self, word: Entry, pair: impl FnOnce() -> f32) -> f32 {
        let seen = (word.number.number > 0 && !self.range.is_empty())
            .then(|| find(self.lasts, LAST, self.range.clone(), word.number.number));
        match seen.flatten() {
            Some(at) => cost_at(self.lasts, at * LAST + 2),
            None => self.leave + pair(),
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
        let after_ska = |letter| Lexicon::letter_cost(['s', 'k', 'a'].map(symbol), symbol(letter));
        assert!(after_ska('p') < after_ska('x'));
    }

    #[test]
    fn own_words_are_found() {
        let lexicon = lexicon().with_words([("exempelvret".to_owned(), 12.0)]);
        assert_eq!(lexicon.entry("exempelvret").map(|entry| entry.rarity), Some(12.0));
    }
}
