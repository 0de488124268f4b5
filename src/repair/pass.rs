//! One pass over a text: mend letters, see where it is damaged, learn the engine's habits, choose words, write them back.

use super::candidates::{Candidate, Origin, Search};
use super::channel::{Channel, Damage};
use super::choose::{Choice, Slot, choose};
use super::edits::Notes;
use super::tokens::{BREAK, Kind, Opening, Token, tokens};
use super::{bullets, encoding, gate, sections};
use crate::dictionaries::{Dictionaries, WordNo};
use std::collections::HashMap;
use std::ops::Range;

/// Rounds of learning the engine's habits before the last choice.
const LEARNING_ROUNDS: usize = 2;
/// Repairs at least so sure teach the channel.
const SURE: f32 = 0.9;
/// A spelling of the letter model must be at least so sure, unless the word holds signs no word has.
const SURE_SPELLING: f32 = 0.9;
/// Words less rare than this (nats) are hardly ever names or heads of a column.
const COMMON: f32 = 8.5;
/// Cost of a capital on a word that council texts write small: inside a sentence, and where a line begins inside one.
const CAPITAL_INSIDE: f32 = 4.5;
const CAPITAL_SOMETIMES: f32 = 2.0;
const CAPITAL_AT_LINE: f32 = 1.0;
/// Cost of a small letter where a sentence opens and a capital was read.
const SMALL_AT_START: f32 = 4.0;
/// Cost of a lone `1` being a letter when a capital follows.
const ONE_BEFORE_CAPITAL: f32 = 6.0;
/// Cost of changing a short word in capitals inside other text: most are abbreviations.
const ABBREVIATION: f32 = 6.0;
const ABBREVIATION_LETTERS: usize = 5;
/// How sure an undone § is: the numbering vouches for it.
const SECTION: f32 = 0.8;
/// How sure a bullet is: the sign may have been printed.
const BULLET: f32 = 0.7;

/// The lines after one pass, and a note for each word it changed.
pub fn pass(lines: &[String], dictionaries: &Dictionaries, notes: &mut Notes) -> Vec<String> {
    let mut lines = mend(lines, notes);
    let tokens = tokens(&lines);
    let mut channel = Channel::new(&dictionaries.confusions);
    let search = Search { lexicon: &dictionaries.lexicon, channel: &channel };
    let damage = gate::damage(&lines, &tokens, &search, &dictionaries.confusions);
    if damage.iter().all(|damage| damage.is_none()) {
        return lines;
    }
    let run = Run { tokens: &tokens, damage: &damage, dictionaries };
    for _ in 0..LEARNING_ROUNDS {
        let used = run.decide(&channel).used;
        channel = Channel::new(&dictionaries.confusions).learned(&used);
    }
    let mut changes = run.decide(&channel).changes;
    changes.extend(section_changes(&lines));
    changes.extend(bullet_changes(&lines, &damage));
    apply(&mut lines, changes, notes);
    lines
}

fn mend(lines: &[String], notes: &mut Notes) -> Vec<String> {
    lines
        .iter()
        .enumerate()
        .map(|(number, line)| {
            let Some((mended, reason)) = encoding::mend(line) else { return line.clone() };
            for (old, new) in super::tokens::chunks(line).zip(super::tokens::chunks(&mended)) {
                if line[old.clone()] != mended[new] {
                    notes.add(number, line, old.start, 1.0, reason);
                }
            }
            mended
        })
        .collect()
}

struct Change {
    line: usize,
    range: Range<usize>,
    after: String,
    confidence: f32,
    reason: &'static str,
}

fn section_changes(lines: &[String]) -> Vec<Change> {
    let change = |(line, at): (usize, usize)| {
        let length = lines[line][at..].chars().next().map_or(0, char::len_utf8);
        Change { line, range: at..at + length, after: "§".to_owned(), confidence: SECTION, reason: "section" }
    };
    sections::section_signs(lines).into_iter().map(change).collect()
}

fn bullet_changes(lines: &[String], damage: &[Damage]) -> Vec<Change> {
    let change = |(line, at, length): (usize, usize, usize)| Change {
        line,
        range: at..at + length,
        after: "•".to_owned(),
        confidence: BULLET,
        reason: "bullet",
    };
    bullets::bullets(lines, damage).into_iter().map(change).collect()
}

fn apply(lines: &mut [String], mut changes: Vec<Change>, notes: &mut Notes) {
    changes.sort_by_key(|change| (change.line, change.range.start));
    changes.dedup_by(|later, first| later.line == first.line && later.range.start < first.range.end);
    for change in changes.iter().rev() {
        let line = &mut lines[change.line];
        notes.add(change.line, line, change.range.start, change.confidence, change.reason);
        line.replace_range(change.range.clone(), &change.after);
    }
}

/// A text with its damage, ready to be decided with any channel.
struct Run<'a> {
    tokens: &'a [Token],
    damage: &'a [Damage],
    dictionaries: &'a Dictionaries,
}

struct Decided {
    changes: Vec<Change>,
    /// How often each reading was undone in sure repairs.
    used: Vec<f32>,
}

impl Run<'_> {
    fn decide(&self, channel: &Channel) -> Decided {
        let search = Search { lexicon: &self.dictionaries.lexicon, channel };
        let damages: Vec<Damage> = self.tokens.iter().map(|token| self.damage_of(token)).collect();
        let mut lists: HashMap<(&str, Damage), Vec<Candidate>> = HashMap::new();
        for (token, damage) in self.tokens.iter().zip(&damages).filter(|(token, _)| token.kind == Kind::Word) {
            lists.entry((&token.text, *damage)).or_insert_with(|| search.candidates(&token.text, *damage));
        }
        let slots: Vec<Slot> = (0..self.tokens.len())
            .map(|at| slot(&self.tokens[at], self.tokens.get(at + 1), damages[at], &lists))
            .collect();
        let choices = choose(&self.dictionaries.lexicon, &slots);
        let mut decided = Decided { changes: Vec::new(), used: vec![0.0; channel.len()] };
        for ((token, slot), choice) in self.tokens.iter().zip(&slots).zip(choices) {
            if let Some((candidate, _)) = slot.choices.get(choice.at) {
                decided.take(token, candidate, choice);
            }
        }
        decided
    }

    /// A word broken over two lines is as damaged as both.
    fn damage_of(&self, token: &Token) -> Damage {
        token.places.iter().map(|(line, _)| self.damage[*line]).min().unwrap_or_default()
    }
}

fn slot<'a>(
    token: &'a Token,
    next: Option<&Token>,
    damage: Damage,
    lists: &'a HashMap<(&str, Damage), Vec<Candidate>>,
) -> Slot<'a> {
    let fixed = |number| Slot { choices: Vec::new(), fixed: Some(number) };
    match token.kind {
        Kind::End => fixed(WordNo::END),
        Kind::Number => fixed(WordNo::NUMBER),
        Kind::Fixed => fixed(WordNo::UNKNOWN),
        Kind::Word => {
            let list = &lists[&(token.text.as_str(), damage)];
            Slot {
                choices: list.iter().map(|candidate| (candidate, case_cost(token, next, candidate))).collect(),
                fixed: None,
            }
        }
    }
}

fn case_cost(token: &Token, next: Option<&Token>, candidate: &Candidate) -> f32 {
    // `1 Dessa` is a footnote or a number of a list; `1 arbetet` may be `i arbetet`.
    if token.text == "1" && candidate.text != "1" && next.is_some_and(|next| next.text.starts_with(char::is_uppercase))
    {
        return ONE_BEFORE_CAPITAL;
    }
    let capital = |text: &str| text.starts_with(char::is_uppercase);
    let small = |text: &str| text.starts_with(char::is_lowercase);
    let letters = token.text.chars().count();
    let capitals = token.text.chars().all(char::is_uppercase);
    if capitals && !token.shouted && (2..=ABBREVIATION_LETTERS).contains(&letters) && candidate.text != token.text {
        return ABBREVIATION;
    }
    let cost = match candidate.entry {
        // A name with a capital is no compound: `Ekslin` is not `Ekslän`.
        entry if entry.rarity < COMMON || candidate.origin == Origin::Compound => CAPITAL_INSIDE,
        entry if entry.number != WordNo::UNKNOWN => CAPITAL_SOMETIMES,
        _ => 0.0,
    };
    match token.opening {
        Opening::Inside if capital(&candidate.text) => cost,
        Opening::Line if capital(&candidate.text) => cost.min(CAPITAL_AT_LINE),
        Opening::Sentence if !token.text.starts_with(char::is_lowercase) && small(&candidate.text) => SMALL_AT_START,
        Opening::Line if token.text == "1" && small(&candidate.text) => SMALL_AT_START / 2.0,
        _ => 0.0,
    }
}

/// `Axér`, `Norén`: where a true é is likeliest.
fn may_be_surname(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
        && ["é", "ér", "én"].iter().any(|end| text.strip_suffix(end).is_some_and(|head| !head.contains('é')))
}

impl Decided {
    fn take(&mut self, token: &Token, candidate: &Candidate, choice: Choice) {
        if candidate.text == token.text {
            return;
        }
        let odd = token.text.contains(|c: char| !c.is_alphabetic() && c != BREAK)
            || (token.text.contains('é') && !may_be_surname(&token.text));
        if candidate.origin == Origin::Spelt && choice.confidence < SURE_SPELLING && !odd {
            return;
        }
        if candidate.origin != Origin::Spelt && choice.confidence >= SURE {
            for number in &candidate.used {
                self.used[*number] += 1.0;
            }
        }
        let reason = match candidate.origin {
            Origin::Listed => "lexicon",
            Origin::Compound => "compound",
            Origin::Spelt => "spelling",
        };
        let texts = candidate.text.split(BREAK).zip(token.text.split(BREAK));
        for ((line, range), (after, before)) in token.places.iter().zip(texts) {
            if before != after {
                let confidence = choice.confidence;
                self.changes.push(Change {
                    line: *line,
                    range: range.clone(),
                    after: after.to_owned(),
                    confidence,
                    reason,
                });
            }
        }
    }
}
