//! Decides where text is damaged, line by line, so that clean text is never touched.
//!
//! Clean Swedish has an å, ä or ö in every third word; a damaged text has none, and words instead that are no words unless a
//! reading is undone. Both are evidence. A line is damaged where enough of it stands together (a two-state path: entering and
//! leaving cost something), once for all three letters and once for each alone, because an engine may know some of them.
//! Lines in another language have no say and are never touched.

use super::channel::{Class, Damage};
use super::languages::{OTHERS, letters_of};
use super::memory::{Memory, WordId};
use super::tokens::{Kind, Token};
use crate::dictionaries::Confusions;
use std::ops::Range;

/// Evidence (nats) that one å, ä or ö is against damage: an engine without it reads one in a hundred right.
const LETTER: f32 = 4.0;
/// The most that one damaged word can say; a name may look damaged.
const MOST_OF_A_WORD: f32 = 3.0;
/// The least by which undoing readings must improve a word before it counts as damaged.
const LEAST_OF_A_WORD: f32 = 2.3;
/// Words rarer than this in their restored form are no evidence.
const RAREST: f32 = 15.0;
/// Damage must be worth this much in a stretch of text: three clear words.
const ENTER: f32 = 8.0;
/// Leaving is cheaper, since a document's end leaves too.
const LEAVE: f32 = 3.0;

/// What is known of one line.
#[derive(Clone, Copy, Default)]
struct Evidence {
    /// For all letters together, then for each of [`Class::LETTERS`].
    sums: [f32; 4],
    foreign: bool,
}

/// Which letters are damaged, for each line. `ids` are the numbers of the tokens in `memory`.
pub fn damage(
    lines: &[String],
    tokens: &[Token],
    ids: &[WordId],
    memory: &Memory,
    confusions: &Confusions,
) -> Vec<Damage> {
    let evidence = gather(lines, tokens, ids, memory, confusions);
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

/// Whether a text as a whole has hardly any å, ä or ö left; in clean Swedish every twentieth letter is one.
pub fn has_lost_its_letters(lines: &[String]) -> bool {
    let kept = |line: &String| line.chars().filter(|c| matches!(c, 'å' | 'ä' | 'ö' | 'Å' | 'Ä' | 'Ö')).count();
    lines.iter().map(kept).sum::<usize>() * 300 < lines.iter().map(String::len).sum()
}

fn gather(
    lines: &[String],
    tokens: &[Token],
    ids: &[WordId],
    memory: &Memory,
    confusions: &Confusions,
) -> Vec<Evidence> {
    let mut evidence: Vec<Evidence> = lines.iter().map(|line| letters(line)).collect();
    let foreign = foreign_lines(lines, tokens, ids, memory, confusions);
    for (evidence, foreign) in evidence.iter_mut().zip(foreign) {
        evidence.foreign = foreign;
    }
    for (token, id) in tokens.iter().zip(ids).filter(|(token, _)| token.kind == Kind::Word) {
        let evidence = &mut evidence[token.place.0];
        if evidence.foreign || token.text.chars().nth(1).is_none() {
            continue;
        }
        let Some(mark) = memory.mark(*id, LEAST_OF_A_WORD, RAREST) else { continue };
        let weight = mark.weight.min(MOST_OF_A_WORD);
        evidence.sums[0] += weight;
        for (at, (class, _)) in Class::LETTERS.into_iter().enumerate() {
            if mark.damage.allows(class) {
                evidence.sums[at + 1] += weight;
            }
        }
    }
    evidence
}

fn letters(line: &str) -> Evidence {
    let mut sums = [0.0; 4];
    for c in line.chars().filter(|c| !c.is_ascii()).flat_map(char::to_lowercase) {
        if let Some(at) = Class::LETTERS.iter().position(|(_, letter)| *letter == c) {
            sums[0] -= LETTER;
            sums[at + 1] -= LETTER;
        }
    }
    Evidence { sums, foreign: false }
}

/// Lines whose function words are more of another language than of Swedish.
fn foreign_lines(
    lines: &[String],
    tokens: &[Token],
    ids: &[WordId],
    memory: &Memory,
    confusions: &Confusions,
) -> Vec<bool> {
    let count = lines.len();
    // for each line how often each language is told
    let mut hits = vec![[0u32; OTHERS.len() + 1]; count];
    for (token, id) in tokens.iter().zip(ids).filter(|(token, _)| token.kind == Kind::Word) {
        for (hits, told) in hits[token.place.0].iter_mut().zip(memory.told(*id, confusions)) {
            *hits += u32::from(told);
        }
    }
    for (hits, line) in hits.iter_mut().zip(lines) {
        for (language, hits) in OTHERS.iter().zip(hits) {
            *hits += u32::from(line.contains(letters_of(language)));
        }
    }
    let told = |lines: Range<usize>, language: usize| -> u32 { hits[lines].iter().map(|hits| hits[language]).sum() };
    let is_foreign = |lines: Range<usize>| {
        let other = (0..OTHERS.len()).map(|language| told(lines.clone(), language)).max();
        other.is_some_and(|other| other >= 2 && other > told(lines, OTHERS.len()))
    };
    // A line is judged by itself, so that a single one between others is seen, and with its neighbours.
    (0..count)
        .map(|line| is_foreign(line..line + 1) || is_foreign(line.saturating_sub(1)..count.min(line + 2)))
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
