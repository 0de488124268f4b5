//! Proposes edits that restore lost å, ä and ö; never touches the text it was given.
//!
//! Text layers made by an OCR engine that knew no Swedish have a fourth of their words wrong (`nimnder` for nämnder). The way
//! back is a noisy channel: what could have been printed here, how rare is that word, how likely is it to be read so, and does
//! it fit between its neighbours? Clean text passes through unchanged, by a gate of its own.

use crate::dictionaries::Dictionaries;
use crate::text::{Edit, Line, Pages, Repaired};

pub mod learn;

pub mod measure;

pub mod simulate;

mod encoding;

mod tokens;

mod channel;

mod casing;

mod spell;

mod walk;

mod candidates;

mod memory;

mod gate;

mod choose;

mod weigh_case;

mod sections;

mod bullets;

mod pass;

mod edits;

mod health;

pub use health::certainty;

#[cfg(test)]
mod tests;

#[cfg(test)]
mod gate_tests;

/// Rounds after which a text that keeps changing is left as it was.
const MOST_ROUNDS: usize = 5;

/// Repair one document. Lines keep their number, kind and place; furniture is left as read.
#[must_use]
pub fn repair(pages: Pages, dictionaries: &Dictionaries) -> Repaired {
    let lines: Vec<String> = pages.lines.iter().map(|line| line.text.clone()).collect();
    let (repaired, edits) = repair_lines(&lines, dictionaries);
    let ocr_health = health::health(&lines, &edits, dictionaries);
    let lines = pages.lines.into_iter().zip(repaired).map(|(line, text)| Line { text, ..line }).collect();
    Repaired { pages: Pages { lines, ..pages }, edits, ocr_health }
}

/// A document that [`learn::learn`] found to be clean, with its health: as it was read.
#[must_use]
pub fn leave(pages: Pages, ocr_health: f32) -> Repaired {
    Repaired { pages, edits: Vec::new(), ocr_health }
}

/// What takes part in repair; everything, save where somebody measures what a part is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The words on both sides.
    pub context: bool,
    /// Words joined of others.
    pub compounds: bool,
    /// Learning the engine's habits from the text itself.
    pub learning: bool,
}

impl Parts {
    /// Everything.
    pub const ALL: Self = Self { context: true, compounds: true, learning: true };
}

/// Repair lines of text: as many lines out as in, words at the same places, and what was changed, in order.
///
/// Repairing the result again changes nothing: passes are made until one finds nothing to do, and a text that does not come
/// to rest is returned as it was.
#[must_use]
pub fn repair_lines(lines: &[String], dictionaries: &Dictionaries) -> (Vec<String>, Vec<Edit>) {
    repair_with(lines, dictionaries, Parts::ALL)
}

/// [`repair_lines`] with only some parts of this room.
#[must_use]
pub fn repair_with(lines: &[String], dictionaries: &Dictionaries, parts: Parts) -> (Vec<String>, Vec<Edit>) {
    let channel = channel::Channel::new(&dictionaries.confusions);
    let search = candidates::Search { lexicon: &dictionaries.lexicon, channel: &channel, compounds: parts.compounds };
    let mut shared = pass::Shared { dictionaries, channel: &channel, memory: memory::Memory::new(search), parts };
    let mut now = lines.to_vec();
    let mut notes = edits::Notes::default();
    for _ in 0..MOST_ROUNDS {
        let next = pass::pass(&now, &mut shared, &mut notes);
        if next == now {
            let edits = edits::between(lines, &now, &notes);
            return (now, edits);
        }
        now = next;
    }
    (lines.to_vec(), Vec::new())
}
