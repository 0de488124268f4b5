//! Finds what a damaged word may have been: walks the word lists along the signs read, undoing readings on the way.
//!
//! A whole word is looked for first; where none fits well, words joined of two or three parts; and for what no list knows
//! (names, above all) the letter model proposes the spelling most like Swedish. All costs are nats: rarity of the word plus
//! cost of reading it so.

use super::casing;
use super::channel::{Channel, Damage, lower};
use super::spell;
use super::tokens::BREAK;
use super::walk::{self, Arrival, Finder, Signs};
use crate::dictionaries::{Entry, Lexicon, WordNo};

/// How a candidate came about; the reason given for an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A word of the lists.
    Listed,
    /// Joined of listed words.
    Compound,
    /// Joined as surnames are.
    Name,
    /// Spelt by the letter model.
    Spelt,
}

/// What a word may have been.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its signs, in the case they would have been printed in.
    pub text: String,
    /// What context knows of it.
    pub entry: Entry,
    /// Cost of reading it so.
    pub channel: f32,
    /// Readings that were undone, by number.
    pub used: Vec<u16>,
    /// How it came about.
    pub origin: Origin,
}

impl Candidate {
    /// Rarity and reading together, context left aside.
    pub fn total(&self) -> f32 {
        self.entry.rarity + self.channel
    }
}

/// At most so many candidates of a word reach the choice by context.
const MOST: usize = 6;
/// Candidates so much worse than the best are not worth keeping.
const WINDOW: f32 = 8.0;
/// Above this cost no whole word fits well and joined words are tried.
const POOR: f32 = 13.0;
/// Above this cost even a joined word is so poor that the letter model is asked.
const STRANGE: f32 = 14.0;
/// What a search may cost before anything is found: most words are found below the first, and the second is tried only
/// where nothing is.
const HOPEFUL: f32 = 16.0;
const HOPELESS: f32 = 45.0;
/// Cost of a number being just this digit.
const ONE_OF_NUMBERS: f32 = 2.3;
/// Longest token that is looked at.
const LONGEST: usize = 48;

/// Everything a search needs.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The words.
    pub lexicon: &'a Lexicon,
    /// The readings.
    pub channel: &'a Channel,
    /// Whether words may be joined of others.
    pub compounds: bool,
}

/// How a word looks damaged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// By how much undoing readings improves it, in nats.
    pub weight: f32,
    /// The letters that it has lost then.
    pub damage: Damage,
}

impl Search<'_> {
    /// What `text` may have been where `damage` is possible, cheapest first; the text itself is always among them.
    pub fn candidates(&self, text: &str, damage: Damage) -> Vec<Candidate> {
        let chars: Vec<char> = text.chars().collect();
        let mut found =
            Found { lexicon: self.lexicon, channel: self.channel, signs: &chars, list: Vec::new(), best: HOPEFUL };
        if chars.len() <= LONGEST && !damage.is_none() {
            let signs = Signs::new(self.channel, &chars, damage);
            self.look(&signs, &mut found, |found| found.best > POOR);
            if found.list.is_empty() {
                found.best = HOPELESS;
                self.look(&signs, &mut found, |_| true);
            }
            if found.best > STRANGE || found.list.is_empty() {
                for spelling in spell::spellings(self.channel, &signs, self.lexicon.names()) {
                    found.add(spelling);
                }
            }
        }
        if !found.list.iter().any(|candidate| candidate.text == text) {
            found.add(self.itself(text, &chars, damage));
        }
        found.finish(text)
    }

    /// Whether `text` looks damaged: by how much the best word of the lists that is no rarer than `rarest` beats it. `None`
    /// below `least`, where no å, ä or ö comes back, and of a listed word that has one.
    pub fn mark(&self, text: &str, least: f32, rarest: f32) -> Option<Mark> {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() > LONGEST {
            return None;
        }
        let mut itself = self.itself(text, &chars, Damage::ALL);
        if itself.origin == Origin::Listed && text.contains(['å', 'ä', 'ö']) {
            return None;
        }
        let signs = Signs::new(self.channel, &chars, Damage::ALL);
        if itself.origin == Origin::Spelt {
            let mut as_read =
                Best { channel: self.channel, limit: itself.total(), rarest: f32::MAX, damage: None, changed: false };
            self.look(&signs.as_read(), &mut as_read, |_| true);
            itself.entry.rarity -= itself.total() - as_read.limit;
        }
        let limit = itself.total() - least;
        let mut best = Best { channel: self.channel, limit, rarest, damage: None, changed: true };
        self.look(&signs, &mut best, |best| best.limit > POOR);
        let damage = best.damage.filter(|damage| !damage.is_none())?;
        Some(Mark { weight: itself.total() - best.limit, damage })
    }

    /// [`Self::mark`] of a word whose candidates with every damage are known already.
    pub fn mark_of(&self, text: &str, list: &[Candidate], least: f32, rarest: f32) -> Option<Mark> {
        let itself = list.iter().find(|candidate| candidate.text == text)?.total();
        let best = list.iter().find(|candidate| {
            candidate.text != text && candidate.origin != Origin::Spelt && candidate.entry.rarity <= rarest
        })?;
        let (weight, damage) = (itself - best.total(), walk::damage_of(self.channel, &best.used));
        (weight >= least && !damage.is_none()).then_some(Mark { weight, damage })
    }

    /// Look for whole words, and for joined ones where what was found is poor.
    fn look<F: Finder>(&self, signs: &Signs, finder: &mut F, is_poor: impl Fn(&F) -> bool) {
        for list in self.lexicon.lists() {
            walk::Search::whole(self.channel, list, signs, finder);
        }
        if self.compounds && is_poor(finder) {
            walk::Search::joined(self.channel, self.lexicon.parts(), Origin::Compound, signs, finder);
            if signs.begins_as_a_name() {
                walk::Search::joined(self.channel, self.lexicon.names().parts(), Origin::Name, signs, finder);
            }
        }
    }

    /// The token as it stands.
    fn itself(&self, text: &str, signs: &[char], damage: Damage) -> Candidate {
        let word: String = signs.iter().filter(|c| **c != BREAK).map(|c| lower(*c)).collect();
        let channel = word.chars().map(|c| self.channel.kept_cost(c, damage)).sum();
        if word.chars().all(|c| c.is_ascii_digit()) {
            let entry = Entry { rarity: 4.0, number: self.lexicon.any_number() };
            return Candidate {
                text: text.to_owned(),
                entry,
                channel: ONE_OF_NUMBERS,
                used: Vec::new(),
                origin: Origin::Listed,
            };
        }
        let listed = self.lexicon.entry(&word);
        let is_name = walk::begins_as_a_name(signs);
        let unlisted = || if is_name { spell::name_rarity(&word, self.lexicon.names()) } else { spell::rarity(&word) };
        let entry = listed.unwrap_or_else(|| Entry { rarity: unlisted(), number: self.lexicon.number(&word) });
        let origin = if listed.is_some() { Origin::Listed } else { Origin::Spelt };
        Candidate { text: text.to_owned(), entry, channel, used: Vec::new(), origin }
    }
}

/// The cheapest word found so far.
struct Best<'a> {
    channel: &'a Channel,
    limit: f32,
    rarest: f32,
    damage: Option<Damage>,
    /// Whether a word counts only where it differs from what was read.
    changed: bool,
}

impl Finder for Best<'_> {
    fn limit(&self) -> f32 {
        self.limit
    }

    fn rarest(&self) -> f32 {
        self.rarest
    }

    fn found(&mut self, arrival: &Arrival<'_>) {
        if !(self.changed && arrival.used.is_empty()) {
            self.limit = arrival.channel + arrival.rarity;
            self.damage = Some(walk::damage_of(self.channel, arrival.used));
        }
    }
}

/// Candidates found so far.
struct Found<'a> {
    lexicon: &'a Lexicon,
    channel: &'a Channel,
    signs: &'a [char],
    list: Vec<Candidate>,
    best: f32,
}

impl Finder for Found<'_> {
    fn limit(&self) -> f32 {
        self.best + WINDOW
    }

    fn rarest(&self) -> f32 {
        f32::MAX
    }

    fn found(&mut self, arrival: &Arrival<'_>) {
        // Its number is looked up when it is kept.
        let entry = Entry { rarity: arrival.rarity, number: WordNo::UNKNOWN };
        let origin = arrival.origin;
        for (text, cost) in casing::printed(self.channel, self.signs, arrival.truth, arrival.used) {
            self.add(Candidate { text, entry, channel: arrival.channel + cost, used: arrival.used.to_vec(), origin });
        }
    }
}

impl Found<'_> {
    fn number(&self, text: &str) -> WordNo {
        let word: String = text.chars().filter(|c| *c != BREAK).map(lower).collect();
        self.lexicon.number(&word)
    }

    fn add(&mut self, candidate: Candidate) {
        let total = candidate.total();
        self.best = self.best.min(total);
        match self.list.iter_mut().find(|other| other.text == candidate.text) {
            Some(other) if other.total() <= total => {}
            Some(other) => *other = candidate,
            None => self.list.push(candidate),
        }
    }

    fn finish(mut self, text: &str) -> Vec<Candidate> {
        self.list.sort_by(|a, b| a.total().total_cmp(&b.total()).then_with(|| a.text.cmp(&b.text)));
        let limit = self.limit();
        let mut at = 0;
        self.list.retain(|candidate| {
            at += 1;
            candidate.text == text || (at <= MOST && candidate.total() <= limit)
        });
        let mut list = std::mem::take(&mut self.list);
        let open =
            |candidate: &&mut Candidate| candidate.origin != Origin::Spelt && candidate.entry.number == WordNo::UNKNOWN;
        for candidate in list.iter_mut().filter(open) {
            candidate.entry.number = self.number(&candidate.text);
        }
        list
    }
}
