//! Says what it costs a word to have its capital, or to lack one, where it stands: names have one anywhere, other words where
//! a sentence, line or cell begins, and the `1` that may be an `i` never does.

use super::candidates::{Candidate, Origin};
use super::tokens::{Kind, Opening, Token};
use crate::dictionaries::Names;

/// Words less rare than this (nats) are hardly ever names or heads of a column.
const COMMON: f32 = 8.5;
/// Cost of a capital on a word that council texts write small: inside a sentence, and where a line begins inside one.
const CAPITAL_INSIDE: f32 = 4.5;
const CAPITAL_SOMETIMES: f32 = 2.0;
const CAPITAL_AT_LINE: f32 = 1.0;
/// Cost of a given name before a surname: less than none.
const GIVEN_BEFORE_SURNAME: f32 = -4.0;
/// Cost of a small letter where a sentence opens and a capital was read.
const SMALL_AT_START: f32 = 4.0;
/// Cost of a lone `1` being a letter when it may head a line, or another number follows.
const ONE_BEFORE_CAPITAL: f32 = 6.0;
/// Cost of changing a short word with several capitals inside other text: most are abbreviations.
const ABBREVIATION: f32 = 6.0;
const ABBREVIATION_LETTERS: usize = 5;

/// The cost in nats of `candidate` standing where `token` does, before `next`.
pub fn cost(token: &Token, next: Option<&Token>, candidate: &Candidate, names: &Names) -> f32 {
    let changed = candidate.text != token.text;
    if changed && token.text == "1" && next.is_some_and(|next| is_heading(token, next)) {
        return ONE_BEFORE_CAPITAL;
    }
    if changed && !token.shouted && is_abbreviation(&token.text) {
        return ABBREVIATION;
    }
    if begins_large(&candidate.text) {
        let before_surname = next.is_some_and(|next| is_surname_after(token, next));
        return match token.opening {
            _ if before_surname && names.is_given(&candidate.text.to_lowercase()) => GIVEN_BEFORE_SURNAME,
            _ if before_surname => large(candidate, names),
            Opening::Inside => large(candidate, names),
            Opening::Line => large(candidate, names).min(CAPITAL_AT_LINE),
            Opening::Sentence => 0.0,
        };
    }
    let small = candidate.text.starts_with(char::is_lowercase);
    match token.opening {
        Opening::Sentence if small && !token.text.starts_with(char::is_lowercase) => SMALL_AT_START,
        Opening::Line if small && token.text == "1" => SMALL_AT_START / 2.0,
        _ => 0.0,
    }
}

/// The cost of a capital where a sentence goes on.
fn large(candidate: &Candidate, names: &Names) -> f32 {
    match candidate.entry {
        _ if candidate.origin == Origin::Name || names.is_given(&candidate.text.to_lowercase()) => 0.0,
        // A name with a capital is no compound: `Ekslin` is not `Ekslän`.
        entry if entry.rarity < COMMON || candidate.origin == Origin::Compound => CAPITAL_INSIDE,
        entry if entry.number.is_counted() => CAPITAL_SOMETIMES,
        _ => 0.0,
    }
}

fn begins_large(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

/// `1 Dessa` at the head of a line is a footnote or a number of a list, `rapport 1 2016` a number; `1 arbetet` may be `i
/// arbetet`, and `skolan 1 Exempelby` a place.
fn is_heading(token: &Token, next: &Token) -> bool {
    let goes_on = token.opening == Opening::Inside && stands_beside(token, next);
    next.kind == Kind::Number || (!goes_on && begins_large(&next.text))
}

/// `SFI`, `SoL`.
fn is_abbreviation(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && (2..=ABBREVIATION_LETTERS).contains(&text.chars().count())
}

/// Whether only a blank is between two words.
fn stands_beside(token: &Token, next: &Token) -> bool {
    token.place.0 == next.place.0 && token.place.1.end + 1 == next.place.1.start
}

/// Whether two words stand as a given name and a surname do.
fn is_surname_after(token: &Token, next: &Token) -> bool {
    let is_name = |text: &str| begins_large(text) && text.contains(char::is_lowercase);
    stands_beside(token, next) && next.kind == Kind::Word && is_name(&token.text) && is_name(&next.text)
}
