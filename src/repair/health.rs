//! Says how healthy a text was before repair, and how sure its words are after it, as far as repair can tell.

use super::spell;
use super::tokens::{BREAK, Kind, Token, tokens};
use crate::dictionaries::Dictionaries;
use crate::text::Edit;

/// Words whose letters are this surprising on average (nats) are noise rather than names.
const NOISE: f32 = 4.0;

/// 0 (hopeless) to 1 (sound).
pub fn health(lines: &[String], edits: &[Edit], dictionaries: &Dictionaries) -> f32 {
    of_tokens(&tokens(lines), edits.len(), dictionaries)
}

/// [`health`] of a text by its tokens and the number of its edits.
fn of_tokens(tokens: &[Token<'_>], edits: usize, dictionaries: &Dictionaries) -> f32 {
    let words = || tokens.iter().filter(|token| token.kind == Kind::Word);
    let noise = words().filter(|token| is_noise(&token.text, dictionaries)).count();
    of_counts(words().count(), edits + noise)
}

/// Whether a word is noise rather than a word or a name.
pub fn is_noise(word: &str, dictionaries: &Dictionaries) -> bool {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    if letters <= 2 || dictionaries.lexicon.entry(&word).is_some() {
        return false;
    }
    #[expect(clippy::cast_precision_loss, reason = "a word is short")]
    let surprise = spell::rarity(&word) / letters as f32;
    surprise > NOISE + 2.0
}

/// [`health`] of so many words, of which so many are or were wrong.
pub fn of_counts(words: usize, wrong: usize) -> f32 {
    if words == 0 {
        return 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^24")]
    let share = wrong as f32 / words as f32;
    (1.0 - share).clamp(0.0, 1.0)
}

/// How sure the words of some lines are once repaired, 0 to 1, so that two readings of a page can be compared: each repaired
/// word counts with the confidence of its repair, a word in small letters that no list has with half.
pub fn certainty(lines: &[String], dictionaries: &Dictionaries) -> f32 {
    let (repaired, edits) = super::repair_lines(lines, dictionaries);
    let (mut words, mut doubt) = (0.0, edits.iter().map(|edit| 1.0 - edit.confidence).sum::<f32>());
    for token in tokens(&repaired).iter().filter(|token| token.kind == Kind::Word) {
        words += 1.0;
        let is_small = token.text.starts_with(char::is_lowercase);
        if is_small && dictionaries.lexicon.entry(&token.text.replace(BREAK, "")).is_none() {
            doubt += 0.5;
        }
    }
    if words == 0.0 { 0.0 } else { (1.0 - doubt / words).clamp(0.0, 1.0) }
}
