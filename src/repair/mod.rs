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

mod languages;

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

/// Repairs one document after the other, and looks words up once for them all.
pub struct Repairer<'d> {
    dictionaries: &'d Dictionaries,
    channel: channel::Channel,
    parts: Parts,
    lists: memory::Lists,
}

impl std::fmt::Debug for Repairer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repairer").field("parts", &self.parts).finish_non_exhaustive()
    }
}

impl<'d> Repairer<'d> {
    /// One that knows the dictionaries.
    #[must_use]
    pub fn new(dictionaries: &'d Dictionaries) -> Self {
        Self::with(dictionaries, Parts::ALL)
    }

    /// One in which only some parts of this room take part.
    #[must_use]
    pub fn with(dictionaries: &'d Dictionaries, parts: Parts) -> Self {
        let channel = channel::Channel::new(&dictionaries.confusions);
        Self { dictionaries, channel, parts, lists: memory::Lists::default() }
    }

    /// Repair one document. Lines keep their number, kind and place; furniture is left as read. What was repaired before
    /// makes no difference but of time.
    #[must_use]
    pub fn repair(&mut self, pages: Pages) -> Repaired {
        let lines: Vec<String> = pages.lines.iter().map(|line| line.text.clone()).collect();
        let (repaired, edits) = self.lines(&lines);
        let ocr_health = health::health(&lines, &edits, self.dictionaries);
        let lines = pages.lines.into_iter().zip(repaired).map(|(line, text)| Line { text, ..line }).collect();
        Repaired { pages: Pages { lines, ..pages }, edits, ocr_health }
    }

    /// Repair lines of text: as many lines out as in, words at the same places, and what was changed, in order.
    ///
    /// Repairing the result again changes nothing: passes are made until one finds nothing to do, and a text that does not
    /// come to rest is returned as it was.
    #[must_use]
    pub fn lines(&mut self, lines: &[String]) -> (Vec<String>, Vec<Edit>) {
        let Self { dictionaries, channel, parts, lists } = self;
        let search = candidates::Search { lexicon: &dictionaries.lexicon, channel, compounds: parts.compounds };
        let memory = memory::Memory::new(search);
        let mut shared = pass::Shared { dictionaries, channel, memory, lists, parts: *parts };
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
}

/// Repair one document, as a [`Repairer`] does.
#[must_use]
pub fn repair(pages: Pages, dictionaries: &Dictionaries) -> Repaired {
    Repairer::new(dictionaries).repair(pages)
}

/// A document that [`learn::look`] found to be clean, with its health: as it was read.
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

/// Repair lines of text, as [`Repairer::lines`] does.
#[must_use]
pub fn repair_lines(lines: &[String], dictionaries: &Dictionaries) -> (Vec<String>, Vec<Edit>) {
    Repairer::new(dictionaries).lines(lines)
}
