//! Cue phrases of `directives` and `matching`, as `dictionaries/matching/cues.csv` holds them.
//!
//! A cue is written in plain words; `*` stands for the rest of a word, `_` for up to four words. It is compiled into one
//! expression that also forgives what engines without Swedish do to å, ä and ö in long words, because a duty must be found
//! in a damaged memorandum too. Short words are matched exactly: `bör` forgiven would be `bor`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};

use super::{DictionaryError, Source};

const FILE: &str = "matching/cues.csv";

/// Words shorter than this are matched letter by letter; from six letters on no two Swedish cue words of ours differ only
/// in the marks over their vowels.
const FORGIVEN_FROM: usize = 6;

/// In a cue this long its other words vouch for one of five letters (`har krävt`).
const LONG_CUE: usize = 9;

/// What a word is made of, inside the brackets of a class: digits and the letters of European Latin. All letters of Unicode
/// (`\w`) would make each of a thousand expressions large, and slow to compile.
const LETTERS: &str = r"0-9A-Za-z_\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{24F}";

/// Whether a sign is one of [`LETTERS`].
fn is_letter(c: char) -> bool {
    matches!(c, '0'..='9' | 'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{24F}') && !matches!(c, '×' | '÷')
}

/// A cue phrase.
#[derive(Clone, Debug)]
pub struct Cue {
    /// As written in the file.
    pub cue: String,
    /// What it says; each kind has its own words (modality, class, scope).
    pub value: String,
    /// A sentence that it must be found in, or empty.
    pub must: String,
    /// A sentence that it must not be found in, or empty.
    pub must_not: String,
    // Compiled when first asked: six hundred expressions would cost more than many runs use.
    anywhere: OnceLock<Regex>,
    whole: OnceLock<Regex>,
}

impl Cue {
    fn anywhere(&self) -> &Regex {
        self.anywhere
            .get_or_init(|| compile(&format!("(?i)(?:^|[^{LETTERS}]){}(?:$|[^{LETTERS}])", pattern(&self.cue, false))))
    }

    fn whole(&self) -> &Regex {
        self.whole.get_or_init(|| compile(&format!(r"(?i)^(?:\d[\d.]*\s+)?{}[.:]?$", pattern(&self.cue, true))))
    }

    /// Where the cue first stands in `text`, as a byte range.
    pub fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.anywhere().find(text).map(|found| found.range())
    }

    /// All places where it stands.
    pub fn find_all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
        self.anywhere().find_iter(text).map(|found| found.range())
    }

    /// Whether `text` is nothing but the cue (a heading); a lone `*` in the cue stands for any words.
    pub fn is_whole(&self, text: &str) -> bool {
        self.whole().is_match(text.trim())
    }
}

/// The cues of a kind, in the order of the file.
#[derive(Clone, Debug, Default)]
struct Kind {
    cues: Vec<Cue>,
    anchors: OnceLock<Anchors>,
}

/// Letters without which a cue can't stand in a text: most texts hold none of a kind's, and none of its expressions is run.
#[derive(Clone, Debug)]
struct Anchors {
    finder: AhoCorasick,
    /// The cue that each of them belongs to, and where words end there.
    cues: Vec<(usize, Anchor)>,
    /// Cues without any.
    always: Vec<usize>,
}

impl Anchors {
    fn new(cues: &[Cue]) -> Self {
        let anchors = cues.iter().enumerate().map(|(at, cue)| (at, anchor(&cue.cue)));
        let (with, without): (Vec<_>, Vec<_>) = anchors.partition(|(_, anchor)| !anchor.letters.is_empty());
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(with.iter().map(|(_, anchor)| &anchor.letters))
            .expect("a few hundred short words make an automaton");
        Self { finder, cues: with, always: without.into_iter().map(|(at, _)| at).collect() }
    }

    /// Places of the cues that may stand in a text, in order.
    fn found(&self, text: &str) -> BTreeSet<usize> {
        let found = self.finder.find_overlapping_iter(text).filter_map(|found| {
            let (cue, anchor) = &self.cues[found.pattern().as_usize()];
            anchor.may_stand_in(text, found.range()).then_some(*cue)
        });
        self.always.iter().copied().chain(found).collect()
    }
}

/// A run of letters that stands in a text wherever a cue does.
#[derive(Clone, Debug, Default, PartialEq)]
struct Anchor {
    letters: String,
    /// Whether a word begins with them.
    begins: bool,
    /// Whether a word ends with them.
    ends: bool,
}

impl Anchor {
    /// Whether they stand there as they do in the cue: short ones stand in the middle of many words.
    fn may_stand_in(&self, text: &str, at: Range<usize>) -> bool {
        !(self.begins && text[..at.start].ends_with(is_letter) || self.ends && text[at.end..].starts_with(is_letter))
    }
}

/// The longest run of letters that stands in a text wherever the cue does, however its vowels were read.
fn anchor(cue: &str) -> Anchor {
    static RUN: LazyLock<Regex> = LazyLock::new(|| Regex::new("[0-9A-Za-z]+").expect("a fixed pattern compiles"));
    // the first of equally long ones
    let longest = RUN.find_iter(cue).min_by_key(|run| Reverse(run.len()));
    longest.map_or_else(Anchor::default, |run| Anchor {
        letters: run.as_str().to_ascii_lowercase(),
        begins: cue[..run.start()].chars().next_back().is_none_or(char::is_whitespace),
        ends: cue[run.end()..].chars().next().is_none_or(char::is_whitespace),
    })
}

/// Cues by kind.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    kinds: BTreeMap<String, Kind>,
    /// Folded one-word cues of each kind, for lists that are looked up word by word.
    words: BTreeMap<String, BTreeSet<String>>,
    /// The same of those that end in `*`, without it.
    beginnings: BTreeMap<String, BTreeSet<String>>,
}

#[derive(serde::Deserialize)]
struct Row {
    kind: String,
    cue: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    must: String,
    #[serde(default)]
    must_not: String,
}

impl Cues {
    pub(super) fn load(source: &Source) -> Result<Self, DictionaryError> {
        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        for row in source.rows::<Row>(FILE)? {
            let Row { kind, cue, value, must, must_not } = row;
            kinds.entry(kind).or_default().cues.push(Cue {
                cue,
                value,
                must,
                must_not,
                anywhere: OnceLock::new(),
                whole: OnceLock::new(),
            });
        }
        let words: BTreeMap<String, BTreeSet<String>> = kinds
            .iter()
            .map(|(kind, Kind { cues, .. })| {
                (kind.clone(), cues.iter().map(|cue| crate::text::fold(&cue.cue)).collect())
            })
            .collect();
        let begin = |words: &BTreeSet<String>| {
            words.iter().filter_map(|word| Some(word.strip_suffix('*')?.to_owned())).collect()
        };
        let beginnings = words.iter().map(|(kind, words)| (kind.clone(), begin(words))).collect();
        Ok(Self { kinds, words, beginnings })
    }

    /// Cues of a kind; none where the file has none.
    pub fn of(&self, kind: &str) -> &[Cue] {
        self.kinds.get(kind).map_or(&[], |kind| &kind.cues)
    }

    /// Those cues of a kind that may stand in `text`, in the order of the file: all that [`Cue::find`] finds there.
    pub fn in_text<'c>(&'c self, kind: &str, text: &str) -> impl Iterator<Item = &'c Cue> + use<'c> {
        let kind = self.kinds.get(kind);
        let found = kind.map(|kind| (kind, kind.anchors.get_or_init(|| Anchors::new(&kind.cues)).found(text)));
        found.into_iter().flat_map(|(kind, found)| found.into_iter().map(|at| &kind.cues[at]))
    }

    /// The cue of a kind that stands first in `text`; of two that start together the longer one.
    #[must_use]
    pub fn first(&self, kind: &str, text: &str) -> Option<(&Cue, std::ops::Range<usize>)> {
        self.in_text(kind, text)
            .filter_map(|cue| Some((cue, cue.find(text)?)))
            .min_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)))
    }

    /// Whether any cue of a kind stands in `text`.
    #[must_use]
    pub fn any(&self, kind: &str, text: &str) -> bool {
        self.in_text(kind, text).any(|cue| cue.find(text).is_some())
    }

    /// The cue of a kind that is the whole of `text`.
    #[must_use]
    pub fn whole(&self, kind: &str, text: &str) -> Option<&Cue> {
        self.of(kind).iter().find(|cue| cue.is_whole(text))
    }

    /// Whether a folded word is itself a cue of a kind, or begins like one that ends in `*`.
    #[must_use]
    pub fn is_word(&self, kind: &str, folded: &str) -> bool {
        let (Some(words), Some(beginnings)) = (self.words.get(kind), self.beginnings.get(kind)) else { return false };
        let begins = |end: &usize| folded.get(..*end).is_some_and(|start| beginnings.contains(start));
        words.contains(folded) || beginnings.contains(folded) || (3..folded.len()).any(|end| begins(&end))
    }

    /// Kinds, sorted.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }
}

/// Memory that one expression may hold to be quick, in bytes: there are hundreds, each once a thread. The library's own 2 MB
/// would come to hundreds of MB.
const QUICK_BYTES: usize = 1 << 17;

/// Letters of a cue are escaped, so that what a person writes in the file always compiles.
fn compile(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).dfa_size_limit(QUICK_BYTES).build().expect("an escaped pattern compiles")
}

fn pattern(cue: &str, whole: bool) -> String {
    let mut out = String::new();
    let mut gap = "";
    for word in cue.split_whitespace() {
        match word {
            "_" => {
                out.push_str(r"(?:\s+\S+){0,4}?\s+");
                gap = "";
                continue;
            }
            "*" if whole => {
                out.push_str(if gap.is_empty() { r"(?:.*\s)?" } else { r"(?:\s.*)?" });
                gap = "";
                continue;
            }
            _ => {}
        }
        out.push_str(gap);
        out.push_str(&word_pattern(word, cue.chars().count() >= LONG_CUE));
        gap = r"\s+";
    }
    out
}

fn word_pattern(word: &str, in_long_cue: bool) -> String {
    let any = format!("[{LETTERS}]*");
    let (head, tail) = word.strip_prefix('*').map_or((word, ""), |rest| (rest, any.as_str()));
    let (stem, ending) = head.strip_suffix('*').map_or((head, ""), |stem| (stem, any.as_str()));
    let letters = stem.chars().count();
    let forgive = letters >= FORGIVEN_FROM || in_long_cue && letters + 1 >= FORGIVEN_FROM;
    let mut out = tail.to_owned();
    for c in stem.chars() {
        match c {
            'å' | 'ä' | 'ö' if forgive => {
                write!(out, "(?:[{LETTERS}&]|[a-zé][a-zé])").expect("memory takes every word");
            }
            c => out.push_str(&regex::escape(&c.to_string())),
        }
    }
    out + ending
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues() -> Cues {
        Cues::load(&Source::default()).expect("the built-in cues load")
    }

    #[test]
    fn every_example_is_found_and_no_counterexample() {
        let cues = cues();
        for kind in cues.kinds() {
            for cue in cues.of(kind) {
                if !cue.must.is_empty() {
                    let found = cues.in_text(kind, &cue.must).any(|other| other.cue == cue.cue);
                    assert!(found && cue.find(&cue.must).is_some(), "{kind} {} in {}", cue.cue, cue.must);
                }
                if !cue.must_not.is_empty() {
                    assert!(cue.find(&cue.must_not).is_none(), "{kind} {} in {}", cue.cue, cue.must_not);
                }
            }
        }
    }

    #[test]
    fn letters_that_may_be_misread_are_no_anchor() {
        let letters = |cue: &str| anchor(cue).letters;
        assert_eq!(letters("samtliga nämnder"), "samtliga");
        assert_eq!(letters("nämnder*"), "mnder");
        assert_eq!(letters("på"), "p");
        assert_eq!(letters("§"), "");
        let cues = cues();
        let found: Vec<&str> = cues.in_text("addressee", "SAMTLIGA NIMNDER").map(|cue| cue.cue.as_str()).collect();
        assert!(found.contains(&"samtliga nämnder"), "{found:?}");
    }

    #[test]
    fn an_anchor_stands_where_words_begin_and_end_as_in_its_cue() {
        #[track_caller]
        fn check(cue: &str, text: &str, expected: bool) {
            let cues = [Cue {
                cue: cue.to_owned(),
                value: String::new(),
                must: String::new(),
                must_not: String::new(),
                anywhere: OnceLock::new(),
                whole: OnceLock::new(),
            }];
            assert_eq!(!Anchors::new(&cues).found(text).is_empty(), expected, "{cue} in {text}");
            assert!(expected || cues[0].find(text).is_none(), "{cue} in {text}");
        }
        check("inte", "Vi gör det inte, sade hon.", true);
        check("inte", "I vinter, integrerat och i interna påfrestningar", false);
        check("på sikt", "Insikten finns", false);
        check("insikt*", "Insikterna finns", true);
        check("insikt*", "Avinsikten finns", false);
        check("*nämnd", "Byggnadsnämnd", true);
        check("nämnder", "NÅMNDER", true);
        check("bl.a", "bl.a.", true);
        check("väl _ till", "väl så nära till", true);
        // the letters that may be misread stand beside the anchor, not before it
        check("är", "ör × r", true);
    }

    #[test]
    fn long_words_forgive_damage_and_short_ones_do_not() {
        let cues = cues();
        assert_eq!(cues.first("addressee", "Samtliga nimnder").map(|(cue, _)| cue.value.as_str()), Some("all"));
        assert_eq!(cues.first("addressee", "Stadsdelsndmnderna").map(|(cue, _)| cue.value.as_str()), Some("district"));
        assert!(cues.first("modality", "Hon bor i staden").is_none());
    }

    #[test]
    fn headings_are_matched_whole() {
        let cues = cues();
        assert!(cues.whole("skip_section", "1.2 Bakgrund och syfte").is_some());
        assert!(cues.whole("skip_section", "3. Ansvarsfördelning och uppgifter").is_none());
        assert!(cues.whole("duty_section", "Facknéimnderna").is_some());
    }
}
