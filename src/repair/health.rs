//! Says how healthy a text was before repair: the share of its words that stood right, as far as repair can tell.

use super::spell;
use super::tokens::{Kind, tokens};
use crate::dictionaries::Dictionaries;
use crate::text::Edit;

/// Words whose letters are this surprising on average (nats) are noise rather than names.
const NOISE: f32 = 4.0;

/// 0 (hopeless) to 1 (sound).
pub fn health(lines: &[String], edits: &[Edit], dictionaries: &Dictionaries) -> f32 {
    let (mut words, mut noise) = (0usize, 0usize);
    for token in tokens(lines).iter().filter(|token| token.kind == Kind::Word) {
        words += 1;
        let word = token.text.to_lowercase();
        let letters = word.chars().count();
        if letters > 2 && dictionaries.lexicon.entry(&word).is_none() {
            #[expect(clippy::cast_precision_loss, reason = "a word is short")]
            let surprise = spell::rarity(&word) / letters as f32;
            noise += usize::from(surprise > NOISE + 2.0);
        }
    }
    if words == 0 {
        return 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^24")]
    let wrong = (edits.len() + noise) as f32 / words as f32;
    (1.0 - wrong).clamp(0.0, 1.0)
}
