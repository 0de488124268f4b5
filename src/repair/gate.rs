//! Decides where text is damaged, line by line, so that clean text is never touched.
//!
//! Clean Swedish has an å, ä or ö in every third word; a damaged text has none, and words instead that are no words unless a
//! reading is undone. Both are evidence. A line is damaged where enough of it stands together (a two-state path: entering and
//! leaving cost something), once for all three letters and once for each alone, because an engine may know some of them.
//! Lines in another language have no say and are never touched.

use super::candidates::{Candidate, Origin, Search};
use super::channel::{Class, Damage};
use super::tokens::{Kind, Token};
use crate::dictionaries::Confusions;
use std::collections::{BTreeMap, HashMap};

/// Evidence (nats) that one å, ä or ö is against damage: an engine without it reads one in a hundred right.
const LETTER: f32 = 4.0;
/// The most that one damaged word can say; a name may look damaged.
const MOST_OF_A_WORD: f32 = 3.0;
/// The least by which undoing readings must improve a word before it counts as damaged.
const LEAST_OF_A_WORD: f32 = 2.3;
/// Words rarer than this in their restored form are no evidence.
const RAREST: f32 = 15.0;
/// Damage must be worth this much in a stretch of text: four clear words and a letter not there.
const ENTER: f32 = 10.0;
/// Leaving is cheaper, since a document's end leaves too.
const LEAVE: f32 = 3.0;

/// What is known of one line.
#[derive(Clone, Copy, Default)]
struct Evidence {
    /// For all letters together, then for each of [`Class::LETTERS`].
    sums: [f32; 4],
    foreign: bool,
}

/// Which letters are damaged, for each of `count` lines.
pub fn damage(lines: &[String], tokens: &[Token], search: &Search, confusions: &Confusions) -> Vec<Damage> {
    let evidence = gather(lines, tokens, search, confusions);
    let mut damage = vec![Damage::default(); lines.len()];
    for (line, damaged) in stretches(&evidence, 0).into_iter().enumerate() {
        if damaged {
            damage[line] = Damage::ALL;
        }
    }
    for (at, (class, _)) in Class::LETTERS.into_iter().enumerate() {
        for (line, damaged) in stretches(&evidence, at + 1).into_iter().enumerate() {
            if damaged {
                damage[line] = damage[line].with(class);
            }
        }
    }
    damage
}

fn gather(lines: &[String], tokens: &[Token], search: &Search, confusions: &Confusions) -> Vec<Evidence> {
    let mut evidence: Vec<Evidence> = lines.iter().map(|line| letters(line)).collect();
    for (line, foreign) in foreign_lines(lines.len(), tokens, confusions).into_iter().enumerate() {
        evidence[line].foreign = foreign;
    }
    let mut marks: HashMap<&str, Option<(f32, Damage)>> = HashMap::new();
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        let line = token.places[0].0;
        if evidence[line].foreign {
            continue;
        }
        let mark = marks.entry(&token.text).or_insert_with(|| mark(&token.text, search));
        if let Some((weight, damage)) = mark {
            evidence[line].sums[0] += *weight;
            for (at, (class, _)) in Class::LETTERS.into_iter().enumerate() {
                if damage.allows(class) {
                    evidence[line].sums[at + 1] += *weight;
                }
            }
        }
    }
    evidence
}

fn letters(line: &str) -> Evidence {
    let mut sums = [0.0; 4];
    for c in line.chars().flat_map(char::to_lowercase) {
        if let Some(at) = Class::LETTERS.iter().position(|(_, letter)| *letter == c) {
            sums[0] -= LETTER;
            sums[at + 1] -= LETTER;
        }
    }
    Evidence { sums, foreign: false }
}

/// How much a word looks damaged, and by the loss of which letters.
fn mark(text: &str, search: &Search) -> Option<(f32, Damage)> {
    if text.chars().count() < 2 {
        return None;
    }
    let candidates = search.candidates(text, Damage::ALL);
    let itself = candidates.iter().find(|candidate| candidate.text == text)?.total();
    let best = candidates.iter().find(|candidate| is_telling(candidate, text))?;
    let weight = itself - best.total();
    if weight < LEAST_OF_A_WORD {
        return None;
    }
    let damage = best.used.iter().fold(Damage::default(), |damage, number| match search.channel.edge(*number).class {
        Class::Other => damage,
        class => damage.with(class),
    });
    (!damage.is_none()).then_some((weight.min(MOST_OF_A_WORD), damage))
}

fn is_telling(candidate: &Candidate, text: &str) -> bool {
    candidate.text != text && candidate.origin != Origin::Spelt && candidate.entry.rarity <= RAREST
}

/// Lines whose function words, with those of their neighbours, are more of another language than of Swedish.
fn foreign_lines(count: usize, tokens: &[Token], confusions: &Confusions) -> Vec<bool> {
    let mut hits: Vec<BTreeMap<&str, u32>> = vec![BTreeMap::new(); count];
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        let languages = confusions.function_words.get(&token.text.to_lowercase());
        for language in languages.into_iter().flatten() {
            *hits[token.places[0].0].entry(language).or_default() += 1;
        }
    }
    let around = |line: usize, language: &str| -> u32 {
        hits[line.saturating_sub(1)..count.min(line + 2)].iter().filter_map(|hits| hits.get(language)).sum()
    };
    (0..count)
        .map(|line| {
            let other = ["da", "de", "en", "fi", "no"].into_iter().map(|language| around(line, language)).max();
            other.is_some_and(|other| other >= 2 && other > around(line, "sv"))
        })
        .collect()
}

/// The lines that the best two-state path calls damaged, by one of the four sums.
fn stretches(evidence: &[Evidence], sum: usize) -> Vec<bool> {
    // Gain of the best path that ends clean or damaged, and whether each came from a damaged line.
    let (mut clean, mut damaged) = (0.0f32, -ENTER);
    let mut from: Vec<[bool; 2]> = Vec::with_capacity(evidence.len());
    for line in evidence {
        let gain = if line.foreign { 0.0 } else { line.sums[sum] };
        let clean_from_damaged = damaged - LEAVE > clean;
        let damaged_from_damaged = damaged > clean - ENTER;
        let next_clean = if clean_from_damaged { damaged - LEAVE } else { clean };
        damaged = if damaged_from_damaged { damaged } else { clean - ENTER } + gain;
        clean = next_clean;
        from.push([clean_from_damaged, damaged_from_damaged]);
    }
    let mut state = damaged > clean;
    let mut stretches = vec![false; evidence.len()];
    for (line, from) in from.iter().enumerate().rev() {
        stretches[line] = state && !evidence[line].foreign;
        state = from[usize::from(state)];
    }
    stretches
}
