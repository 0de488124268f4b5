//! Walks a word list along the signs read, undoing readings on the way, and calls at every word that fits.
//!
//! The list knows at each letter how rare the commonest word ahead is, so a path is left as soon as even that word would
//! cost too much; what is found first narrows the rest.

use super::candidates::Origin;
use super::channel::{Channel, Class, Codes, Damage, Edge, lower};
use super::tokens::BREAK;
use crate::dictionaries::{Place, Walk, WordList, nats};

/// Cost of being joined of parts and on no list; of being a surname joined so.
const JOINED: f32 = 4.0;
const JOINED_NAME: f32 = 3.0;
/// Cost of every part between the first and the last.
const MIDDLE: f32 = 2.0;
/// Cost of an `s` at the end that the list does not have.
const ENDING: f32 = 3.5;
/// Parts that a compound may have.
const MOST_PARTS: u8 = 3;
const VOWELS: [char; 10] = ['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö', 'é'];
/// Steps after which the search for one word gives up; noise must not run away.
const STEPS: usize = 20_000;

/// A token with what may have been printed at each of its signs.
pub struct Signs<'a> {
    /// The signs as read.
    pub read: &'a [char],
    /// The same in lower case.
    pub lower: Vec<char>,
    readings: Vec<Reading>,
    /// First of the readings that may begin at each sign, and where the last ends.
    starts: Vec<usize>,
    lost: Vec<Reading>,
    /// Cost of each sign being what was printed.
    pub kept: Vec<f32>,
}

/// An edge that fits where it stands.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Number of the edge.
    pub number: u16,
    /// Signs that it takes.
    pub length: u8,
    /// What was printed.
    pub codes: Codes,
    /// What it costs.
    pub cost: f32,
    /// Whether it takes a capital that was read.
    pub wants_capital: bool,
    /// Whether a word of the lists may have been read so here.
    in_word: bool,
}

impl<'a> Signs<'a> {
    /// What may have been printed where `signs` were read and `damage` is possible.
    pub fn new(channel: &Channel, signs: &'a [char], damage: Damage) -> Self {
        let lower: Vec<char> = signs.iter().map(|sign| lower(*sign)).collect();
        let kept = lower.iter().map(|sign| channel.kept_cost(*sign, damage)).collect();
        let (mut readings, mut starts) = (Vec::new(), Vec::with_capacity(signs.len() + 1));
        for (at, sign) in lower.iter().enumerate() {
            starts.push(readings.len());
            let edges = channel.beginning_with(*sign);
            let matching = edges.filter(|(_, edge)| damage.allows(edge.class) && edge.matches(&signs[at..]));
            readings.extend(matching.map(|edge| Reading { in_word: fits(edge.1, at, signs), ..reading(edge) }));
        }
        starts.push(readings.len());
        let lost = channel.lost().filter(|(_, edge)| damage.allows(edge.class)).map(reading).collect();
        Self { read: signs, lower, readings, starts, lost, kept }
    }

    /// The readings that may begin at a sign.
    pub fn readings(&self, at: usize) -> &[Reading] {
        &self.readings[self.starts[at]..self.starts[at + 1]]
    }

    /// [`begins_as_a_name`] of its signs.
    pub fn begins_as_a_name(&self) -> bool {
        begins_as_a_name(self.read)
    }

    /// The same token taken as read.
    pub fn as_read(&self) -> Self {
        let starts = vec![0; self.starts.len()];
        let (lower, kept) = (self.lower.clone(), self.kept.clone());
        Self { read: self.read, lower, readings: Vec::new(), starts, lost: Vec::new(), kept }
    }
}

/// Whether signs have the capital of a name, and small letters after it.
pub fn begins_as_a_name(signs: &[char]) -> bool {
    signs.first().is_some_and(|sign| sign.is_uppercase()) && signs.iter().any(|sign| sign.is_lowercase())
}

fn reading((number, edge): (usize, &Edge)) -> Reading {
    // The table has some hundred readings, none longer than three signs.
    let number = u16::try_from(number).unwrap_or(u16::MAX);
    let length = u8::try_from(edge.read.len()).unwrap_or(u8::MAX);
    Reading { number, length, codes: edge.codes, cost: edge.cost, wants_capital: edge.wants_capital(), in_word: true }
}

/// Whether a reading may stand here: a capital printed inside a word is no such thing.
fn fits(edge: &Edge, sign: usize, signs: &[char]) -> bool {
    let capital_truth = edge.truth.first().is_some_and(|c| c.is_uppercase());
    if capital_truth {
        return sign == 0 && (signs.len() == 1 || signs[1].is_lowercase());
    }
    // A capital that stands for a small letter inside a word is likely; one in front is left to `casing`.
    !edge.wants_capital() || sign > 0 || signs.len() > 1
}

/// A word that fits.
pub struct Arrival<'a> {
    /// Its letters, in the case of the signs or the table.
    pub truth: &'a [char],
    /// Readings undone, by number.
    pub used: &'a [u16],
    /// Cost of reading it so.
    pub channel: f32,
    /// Its rarity.
    pub rarity: f32,
    /// Which lists it is of.
    pub origin: Origin,
}

/// What becomes of the words found.
pub trait Finder {
    /// The most that a word may cost to be of interest, by what was found so far.
    fn limit(&self) -> f32;
    /// The rarest word of interest.
    fn rarest(&self) -> f32;
    /// A word that fits and costs no more than the limit.
    fn found(&mut self, arrival: &Arrival<'_>);
}

/// One walk over a word list, or over the lists of what begins and what ends a compound.
pub struct Search<'a, F> {
    channel: &'a Channel,
    lists: [Walk<'a>; 2],
    origin: Origin,
    signs: &'a Signs<'a>,
    finder: &'a mut F,
    truth: Vec<char>,
    used: Vec<u16>,
    lost: bool,
    steps: usize,
}

/// Where a walk stands.
#[derive(Clone, Copy)]
struct At {
    place: Place,
    sign: usize,
    channel: f32,
    /// Rarity of the parts before this one.
    before: f32,
    parts: u8,
    list: List,
}

/// Which list a walk is on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Whole,
    First,
    Last,
}

impl<'a, F: Finder> Search<'a, F> {
    /// Find whole words of `list`.
    pub fn whole(channel: &'a Channel, list: &'a WordList, signs: &'a Signs<'a>, finder: &'a mut F) {
        Self::new(channel, [list.walk(), list.walk()], Origin::Listed, signs, finder).begin(List::Whole, 0.0);
    }

    /// Find words joined of the parts in `lists`, which begin and end compounds (or names).
    pub fn joined(
        channel: &'a Channel,
        lists: [&'a WordList; 2],
        origin: Origin,
        signs: &'a Signs<'a>,
        finder: &'a mut F,
    ) {
        let cost = if origin == Origin::Name { JOINED_NAME } else { JOINED };
        Self::new(channel, lists.map(WordList::walk), origin, signs, finder).begin(List::First, cost);
    }

    fn new(
        channel: &'a Channel,
        lists: [Walk<'a>; 2],
        origin: Origin,
        signs: &'a Signs<'a>,
        finder: &'a mut F,
    ) -> Self {
        let truth = Vec::with_capacity(signs.read.len() + 4);
        Self { channel, lists, origin, signs, finder, truth, used: Vec::with_capacity(8), lost: false, steps: 0 }
    }

    fn begin(mut self, list: List, before: f32) {
        let place = self.lists[0].root();
        self.step(At { place, sign: 0, channel: 0.0, before, parts: u8::from(list == List::First), list });
    }

    fn list(&self, at: At) -> &Walk<'a> {
        &self.lists[usize::from(at.list == List::Last)]
    }

    /// The rarity of the commonest word that may come of this, all parts together.
    fn least_rarity(&self, at: At) -> f32 {
        let ending = if at.list == List::First { nats(self.lists[1].root().rarity) } else { 0.0 };
        at.before + nats(at.place.rarity) + ending
    }

    fn step(&mut self, at: At) {
        self.steps += 1;
        let rarity = self.least_rarity(at);
        if self.steps > STEPS || at.channel + rarity > self.finder.limit() || rarity > self.finder.rarest() {
            return;
        }
        let count = self.signs.read.len();
        if at.sign == count {
            self.arrive(at, 0.0);
        } else if self.signs.read[at.sign] == BREAK {
            self.truth.push(BREAK);
            self.step(At { sign: at.sign + 1, ..at });
            self.truth.pop();
            return;
        } else {
            if at.sign + 1 == count && self.signs.lower[at.sign] == 's' {
                self.truth.push('s');
                self.arrive(at, ENDING);
                self.truth.pop();
            }
            self.read_on(at);
        }
        if at.list == List::First && at.sign < count {
            self.join(at);
        }
        self.restore_lost(at);
    }

    /// The sign as it stands, then every reading that may begin here.
    fn read_on(&mut self, at: At) {
        let sign = self.signs.lower[at.sign];
        if let Some(place) = self.list(at).sign(at.place, sign) {
            self.truth.push(sign);
            self.step(At { place, sign: at.sign + 1, channel: at.channel + self.signs.kept[at.sign], ..at });
            self.truth.pop();
        }
        let signs = self.signs;
        for reading in signs.readings(at.sign).iter().filter(|reading| reading.in_word) {
            self.undo(At { sign: at.sign + usize::from(reading.length), ..at }, reading);
        }
    }

    /// A sign that left nothing behind; once a word, because two lost signs fit too much, and beside no vowel, where Swedish
    /// hardly has an å, ä or ö.
    fn restore_lost(&mut self, at: At) {
        let is_vowel = |sign: Option<&char>| sign.is_some_and(|sign| VOWELS.contains(sign));
        let before = at.sign.checked_sub(1).and_then(|before| self.signs.lower.get(before));
        if at.parts > 0 || self.lost || is_vowel(before) || is_vowel(self.signs.lower.get(at.sign)) {
            return;
        }
        let signs = self.signs;
        self.lost = true;
        for reading in &signs.lost {
            self.undo(at, reading);
        }
        self.lost = false;
    }

    /// Follow what was printed in the word list, if it goes that way.
    fn undo(&mut self, at: At, reading: &Reading) {
        let list = self.list(at);
        let Some(place) = reading.codes.iter().try_fold(at.place, |place, code| list.letter(place, code)) else {
            return;
        };
        let length = self.truth.len();
        self.truth.extend_from_slice(&self.channel.edge(usize::from(reading.number)).truth);
        self.used.push(reading.number);
        self.step(At { place, channel: at.channel + reading.cost, ..at });
        self.used.pop();
        self.truth.truncate(length);
    }

    /// A word ends here; `ending` is the cost of an `s` that the list does not have on it (genitive, passive).
    fn arrive(&mut self, at: At, ending: f32) {
        let Some(listed) = self.list(at).ending(at.place).map(nats) else { return };
        if at.list == List::First {
            return;
        }
        let rarity = at.before + listed + ending;
        if at.channel + rarity <= self.finder.limit() && rarity <= self.finder.rarest() {
            self.finder.found(&Arrival {
                truth: &self.truth,
                used: &self.used,
                channel: at.channel,
                rarity,
                origin: self.origin,
            });
        }
    }

    /// Begin another part here: the last, or one more between.
    fn join(&mut self, at: At) {
        let Some(rarity) = self.list(at).ending(at.place).map(nats) else { return };
        let next = At { before: at.before + rarity, parts: at.parts + 1, ..at };
        self.step(At { place: self.lists[1].root(), list: List::Last, ..next });
        if self.origin == Origin::Compound && next.parts < MOST_PARTS {
            self.step(At { place: self.lists[0].root(), before: next.before + MIDDLE, ..next });
        }
    }
}

/// The letters that readings take away.
pub fn damage_of(channel: &Channel, used: &[u16]) -> Damage {
    used.iter().fold(Damage::default(), |damage, number| match channel.edge(usize::from(*number)).class {
        Class::Other => damage,
        class => damage.with(class),
    })
}
