//! Reads who acts in a sentence: persons, parties (letters, lists, names written out) and `m.fl.`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::classify::index_cues::CueList;
use crate::classify::words::{FoldedText, fold_fast, raw_words};
use crate::dictionaries::{Municipality, SentenceCue};

/// Most letters that stand for a party.
const LONGEST_LETTERS: usize = 4;

/// Who acts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actors {
    /// Names without titles and parties, in order.
    pub persons: Vec<String>,
    /// Party letters, in order of mention, each once.
    pub parties: Vec<String>,
    /// Whether `m.fl.` stands there.
    pub with_others: bool,
}

impl Actors {
    /// Nobody.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty() && self.parties.is_empty()
    }
}

/// Parties by letters and by name.
#[derive(Clone, Debug, Default)]
pub struct PartyBook {
    letters: Vec<String>,
    /// Folded name, letters; longest first.
    names: Vec<(String, String)>,
}

impl PartyBook {
    /// The parties of a municipality and those of the country.
    pub fn new<'a>(packs: impl Iterator<Item = &'a Municipality>) -> Self {
        let mut book = Self::default();
        for party in packs.flat_map(|pack| &pack.parties) {
            push_new(&mut book.letters, &party.letters);
            let aliases = party.aliases.split(" | ").filter(|alias| !alias.is_empty());
            for name in std::iter::once(party.name.as_str()).chain(aliases) {
                if name.len() <= LONGEST_LETTERS && name.chars().all(char::is_uppercase) {
                    push_new(&mut book.letters, name);
                    continue;
                }
                let row = (fold_fast(name), party.letters.clone());
                if !book.names.iter().any(|known| known.0 == row.0) {
                    book.names.push(row);
                }
            }
        }
        book.names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        book
    }

    /// The same with letters that the document's own lists of members show: local parties are in no list of ours.
    #[must_use]
    pub fn with_letters<'a>(mut self, letters: impl Iterator<Item = &'a str>) -> Self {
        for letters in letters.filter(|letters| letters.chars().count() <= LONGEST_LETTERS) {
            push_new(&mut self.letters, letters);
        }
        self
    }

    /// Whether a party goes, or went, by these letters.
    pub fn knows(&self, letters: &str) -> bool {
        self.letters.iter().any(|known| known == letters)
    }

    /// The letters of the party of that name.
    pub fn letters_of_name(&self, name: &str) -> Option<&str> {
        let folded = fold_fast(name);
        let row = self.names.iter().find(|(known, _)| *known == folded)?;
        Some(&row.1)
    }

    /// Whether a line is a party and nothing else: `Moderaterna`, `(S)`, `SD`.
    pub fn is_party(&self, line: &str) -> bool {
        let bare = line.trim_matches(['(', ')', ' ']);
        self.knows(bare) || self.letters_of_name(bare).is_some()
    }

    /// The letters that a word in brackets stands for: known ones in any case, others where printed in capitals.
    fn letters_of(&self, word: &str) -> Option<String> {
        let high = word.to_uppercase();
        if self.knows(&high) {
            return Some(high);
        }
        if let Some(letters) = self.letters_of_name(word) {
            return Some(letters.to_owned());
        }
        word.starts_with(char::is_uppercase).then(|| word.to_owned())
    }
}

/// `(M)`, `(alla M)`, `(S, V och MP)`, `(ÖrP)`, `(-)`.
static IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\((?:(?:alla|båda|bada|samtliga)\s+)?((?:[A-Za-zÀ-ÿ]{1,5}|-)(?:\s?(?:,|/|och|o)\s?[A-Za-zÀ-ÿ]{1,5})*)\)",
    )
    .expect("checked by a test")
});

/// A party's genitive before its members: `Moderaternas och Centerpartiets ledamöter`.
static OWN_MEMBERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^s(?:(?:,| och| samt) [a-z ]+s)* (?:ledam|repr|grupp|ersatt|tjanst)").expect("checked by a test")
});

/// What may stand in capitals before a name without being one.
const NOT_NAMES: [&str; 40] = [
    "aven",
    "mot",
    "ordforanden",
    "ordforande",
    "ersattaren",
    "ersattare",
    "ledamoten",
    "ledamoterna",
    "ledamot",
    "vice",
    "forste",
    "andre",
    "andra",
    "tjanstgorande",
    "kommunalradet",
    "kommunalraden",
    "borgarradet",
    "borgarraden",
    "oppositionsborgarradet",
    "finansborgarradet",
    "oppositionsradet",
    "representanterna",
    "representanten",
    "representanter",
    "sarskilt",
    "reservation",
    "ersattaryttrande",
    "alliansen",
    "gruppen",
    "partigruppen",
    "kommunstyrelsens",
    "namndens",
    "fran",
    "vi",
    "samtliga",
    "foredragande",
    "tjg",
    "uttalande",
    "yttrande",
    "ovriga",
];

/// Small words inside names.
const PARTICLES: [&str; 9] = ["von", "van", "af", "de", "da", "el", "al", "der", "bin"];

/// Read persons and parties of a stretch of text that names nobody but those who act.
pub fn read_actors(zone: &str, book: &PartyBook) -> Actors {
    let mut actors = Actors { with_others: has_others(zone), ..Actors::default() };
    let mut found: Vec<(usize, String)> = Vec::new();
    for brackets in IN_BRACKETS.captures_iter(if zone.contains('(') { zone } else { "" }) {
        let Some(list) = brackets.get(1) else { continue };
        for (at, word) in raw_words(list.as_str()).filter(|(_, word)| !["och", "o"].contains(word)) {
            found.extend(book.letters_of(word).map(|letters| (list.start() + at, letters)));
        }
    }
    find_party_words(zone, book, &mut found);
    found.sort();
    for (_, party) in found {
        push_new(&mut actors.parties, &party);
    }
    let bare = IN_BRACKETS.replace_all(zone, ",");
    for piece in
        bare.split([',', ';', ':']).flat_map(|piece| piece.split(" och ")).flat_map(|piece| piece.split(" samt "))
    {
        if let Some(name) = name_in(piece, book) {
            push_new(&mut actors.persons, &name);
        }
    }
    actors
}

/// `från S, V och MP` and parties written out. A single capital elsewhere may be an initial, so letters count after `från`
/// or `för`, and as a list that goes on from there.
fn find_party_words(zone: &str, book: &PartyBook, found: &mut Vec<(usize, String)>) {
    let folded = fold_fast(zone);
    for (at, _) in raw_words(&folded) {
        for (name, letters) in book.names.iter().filter(|(name, _)| folded[at..].starts_with(name.as_str())) {
            let rest = &folded[at + name.len()..];
            // "Moderaternas ledamöter", but not "delar Moderaternas uppfattning"
            let rest = if rest.starts_with('s') && OWN_MEMBERS.is_match(rest) { &rest[1..] } else { rest };
            if rest.chars().next().is_none_or(|c| !c.is_alphanumeric()) {
                found.push((at, letters.clone()));
            }
        }
    }
    for (at, word) in raw_words(zone).filter(|(_, word)| book.knows(word)) {
        let rest = &zone[at + word.len()..];
        if ["-gruppen", "-ledam", "-representant"].iter().any(|group| rest.starts_with(group)) {
            found.push((at, word.to_owned()));
        }
    }
    let mut listing = false;
    for (at, word) in raw_words(zone) {
        match word {
            "från" | "fran" | "för" | "for" | "i" => listing = true,
            "och" | "samt" => {}
            word if listing && book.knows(word) => found.push((at, word.to_owned())),
            _ => listing = false,
        }
    }
}

fn has_others(zone: &str) -> bool {
    ["m.fl", "m fl", "med flera", "m. fl"].iter().any(|word| zone.contains(word))
}

/// The person's name a piece ends with, if it is one: two to four words in capitals, after titles in small letters.
fn name_in(piece: &str, book: &PartyBook) -> Option<String> {
    let piece = piece.replace("m.fl.", "").replace("m. fl.", "").replace("m fl", "").replace("med flera", "");
    let words: Vec<&str> = piece.split_whitespace().collect();
    let mut name: Vec<&str> = Vec::new();
    for word in words.iter().rev() {
        let trimmed = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let is_name = is_name_word(trimmed)
            && !NOT_NAMES.contains(&fold_fast(trimmed).as_str())
            && !book.knows(trimmed)
            && book.letters_of_name(trimmed).is_none();
        let particle = PARTICLES.contains(&trimmed) && !name.is_empty();
        if is_name || particle {
            name.insert(0, trimmed);
        } else if name.is_empty() {
            // Words after the name: "Ida Sten lämnar".
        } else {
            break;
        }
    }
    while name.first().is_some_and(|word| PARTICLES.contains(word)) {
        name.remove(0);
    }
    (2..=4).contains(&name.len()).then(|| name.join(" "))
}

fn is_name_word(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase)
        && (word.chars().any(char::is_lowercase) || word.ends_with('.') && word.chars().count() == 2)
        // Digits are damaged letters: "Sj6" is Sjö to whoever repairs it.
        && word.chars().all(|c| c.is_alphanumeric() || "-'’.".contains(c))
}

fn push_new(list: &mut Vec<String>, value: &str) {
    if !value.is_empty() && value != "-" && !list.iter().any(|known| known == value) {
        list.push(value.to_owned());
    }
}

/// Cues of sentences.
pub struct CueBook<'a> {
    cues: &'a CueList<SentenceCue>,
    lenient: bool,
}

impl<'a> CueBook<'a> {
    /// A book of these cues; `lenient` for damaged text.
    pub fn new(cues: &'a CueList<SentenceCue>, lenient: bool) -> Self {
        Self { cues, lenient }
    }

    /// The cue a sentence holds, if any: the earliest, of those the longest; with the bytes it covers.
    pub fn find(&self, sentence: &str) -> Option<(&'a SentenceCue, Range<usize>)> {
        let text = FoldedText::new(sentence);
        let words = text.words();
        let (cue, at, count) = (0..words.len()).find_map(|at| self.at(&words, at))?;
        Some((cue, text.bytes(at, at + count)))
    }

    /// The longest cue that begins at word `at`, with how many words it covers.
    fn at(&self, words: &[&str], at: usize) -> Option<(&'a SentenceCue, usize, usize)> {
        // The name of a body opens a sentence.
        self.cues
            .candidates(&words[at..], self.lenient, at == 0)
            .filter_map(|(place, cue)| Some((place, cue.phrase.at_start(&words[at..], self.lenient)?)))
            // The first of those that cover as much, in the order of the list.
            .reduce(|best, other| if other.1 > best.1 { other } else { best })
            .map(|(place, count)| (&self.cues[place], at, count))
    }
}

/// Words that end the list of those who act when it stands after the verb.
const ZONE_ENDS: [&str; 8] =
    [" enligt", " med hänvisning", " med h", " med motiv", " med följande", " till förmån", " mot beslut", ": "];

/// The first full stop that ends a sentence: that of `m.fl.` does not.
fn stop_in(text: &str) -> Option<usize> {
    text.match_indices(". ").map(|(at, _)| at).find(|&at| !text[..at].ends_with("fl"))
}

/// Who acts in a sentence whose cue covers `verb`: those before it, else those after it.
pub fn actors_of(sentence: &str, verb: &Range<usize>, book: &PartyBook) -> Actors {
    let before = read_actors(&sentence[..verb.start], book);
    if !before.is_empty() {
        return before;
    }
    let after = &sentence[verb.end..];
    let end = ZONE_ENDS.iter().filter_map(|word| after.find(word)).chain(stop_in(after)).min().unwrap_or(after.len());
    read_actors(&after[..end], book)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionaries::Dictionaries;

    fn book() -> PartyBook {
        PartyBook::new(
            Dictionaries::built_in()
                .municipalities
                .iter()
                .filter(|m| ["exempelstad", "goteborg"].contains(&m.id.as_str())),
        )
    }

    #[track_caller]
    fn check(zone: &str, persons: &[&str], parties: &[&str], with_others: bool) {
        let found = read_actors(zone, &book());
        assert_eq!(
            (found.persons, found.parties, found.with_others),
            (
                persons.iter().map(ToString::to_string).collect(),
                parties.iter().map(ToString::to_string).collect(),
                with_others
            )
        );
    }

    #[test]
    fn names_and_parties_are_read_in_every_form() {
        check("Ida Sten m.fl. (L)", &["Ida Sten"], &["L"], true);
        check(
            "Ida Sten, Ola von Ek och Eva Ål (alla M) samt Bo Li (L)",
            &["Ida Sten", "Ola von Ek", "Eva Ål", "Bo Li"],
            &["M", "L"],
            false,
        );
        check("Ledamöterna från M, D och L", &[], &["M", "D", "L"], false);
        check("Ledamöterna från Sverigedemokraterna", &[], &["SD"], false);
        check(
            "tjänstgörande ersättaren Jan-Olof Ek (S) och ordföranden Ida Sten (S)",
            &["Jan-Olof Ek", "Ida Sten"],
            &["S"],
            false,
        );
        check("Även Ida Sten (EXP)", &["Ida Sten"], &["EXP"], false);
        check("Mot beslutet", &[], &[], false);
        check("Moderaternas och Kristdemokraternas ledamöter", &[], &["M", "KD"], false);
        check("SD-gruppen", &[], &["SD"], false);
        check("Ida Sten (s), Ola Ek (fp)", &["Ida Sten", "Ola Ek"], &["S", "FP"], false);
        check("Jag delar Liberalernas uppfattning", &[], &[], false);
    }

    #[test]
    fn every_statement_cue_keeps_its_examples() {
        let rules = Dictionaries::built_in().rules;
        for cue in rules.statements.iter().chain(rules.outcomes.iter()) {
            let list = CueList::new(vec![cue.clone()]);
            let only = CueBook::new(&list, false);
            for text in &cue.must {
                assert!(only.find(text).is_some(), "{} must match {text}", cue.cue);
            }
            for text in &cue.must_not {
                assert!(only.find(text).is_none(), "{} must not match {text}", cue.cue);
            }
        }
    }
}
