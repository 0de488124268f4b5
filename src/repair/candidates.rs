//! Finds what a damaged word may have been: walks the word lists along the signs read, undoing readings on the way.
//!
//! A whole word is looked for first; where none fits well, words joined of two or three parts; and for what no list knows
//! (names, above all) the letter model proposes the spelling most like Swedish. All costs are nats: rarity of the word plus
//! cost of reading it so.

use super::casing;
use super::channel::{Channel, Damage, Edge, lower};
use super::spell;
use super::tokens::BREAK;
use crate::dictionaries::{Entry, Lexicon, WordList, WordNo};

/// How a candidate came about; the reason given for an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A word of the lists.
    Listed,
    /// Joined of listed words.
    Compound,
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
    pub used: Vec<usize>,
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
const MOST: usize = 8;
/// Candidates so much worse than the best are not worth keeping.
const WINDOW: f32 = 11.0;
/// Above this cost no whole word fits well and joined words are tried.
const POOR: f32 = 13.0;
/// What two words gain by being joined: compounds are commoner than two rarities multiplied.
const JOINT_GAIN: f32 = 4.5;
/// The least common word that may be part of a compound.
const PART_RARITY: f32 = 15.5;
/// The commonest: `även` and `för` are no parts of words that the lists do not have.
const COMMONEST_PART: f32 = 6.0;
/// The least common part of three letters.
const SHORT_PART_RARITY: f32 = 11.0;
/// Cost of an `s` at the end that the list does not have.
const ENDING: f32 = 3.5;
/// Letters a part must have.
const PART_LETTERS: usize = 3;
/// Cost of the `s` that may link parts.
const LINK: f32 = 1.5;
/// Steps after which the search for one word gives up; noise must not run away.
const STEPS: usize = 60_000;
/// What a search may cost before anything is found.
const HOPELESS: f32 = 45.0;
/// Cost of a number being just this digit.
const ONE_OF_NUMBERS: f32 = 2.3;
/// Longest token that is looked at.
const LONGEST: usize = 48;

/// Everything a search needs.
pub struct Search<'a> {
    /// The words.
    pub lexicon: &'a Lexicon,
    /// The readings.
    pub channel: &'a Channel,
}

impl Search<'_> {
    /// What `text` may have been where `damage` is possible, cheapest first; the text itself is always among them.
    pub fn candidates(&self, text: &str, damage: Damage) -> Vec<Candidate> {
        let signs: Vec<char> = text.chars().collect();
        let mut found = Found { list: Vec::new(), best: HOPELESS };
        if signs.len() <= LONGEST && !damage.is_none() {
            self.listed(&signs, damage, &mut found);
            if found.best > POOR && signs.len() >= 2 * PART_LETTERS {
                self.compounds(&signs, damage, &mut found);
            }
            if found.best > POOR {
                for spelling in spell::spellings(self.channel, &signs, damage) {
                    found.add(spelling);
                }
            }
        }
        if !found.list.iter().any(|candidate| candidate.text == text) {
            found.add(self.itself(text, &signs, damage));
        }
        found.finish(text)
    }

    /// The token as it stands.
    fn itself(&self, text: &str, signs: &[char], damage: Damage) -> Candidate {
        let word: String = signs.iter().filter(|c| **c != BREAK).map(|c| lower(*c)).collect();
        let channel = word.chars().map(|c| self.channel.kept_cost(c, damage)).sum();
        if word.chars().all(|c| c.is_ascii_digit()) {
            let entry = Entry { rarity: 4.0, number: WordNo::NUMBER };
            return Candidate {
                text: text.to_owned(),
                entry,
                channel: ONE_OF_NUMBERS,
                used: Vec::new(),
                origin: Origin::Listed,
            };
        }
        let listed = self.lexicon.entry(&word);
        let entry = listed.unwrap_or_else(|| Entry { rarity: spell::rarity(&word), number: WordNo::UNKNOWN });
        let origin = if listed.is_some() { Origin::Listed } else { Origin::Spelt };
        Candidate { text: text.to_owned(), entry, channel, used: Vec::new(), origin }
    }

    fn listed(&self, signs: &[char], damage: Damage, found: &mut Found) {
        for list in self.lexicon.lists() {
            Walk::new(self, list, signs, damage, found).whole();
        }
    }

    fn compounds(&self, signs: &[char], damage: Damage, found: &mut Found) {
        let [list, _] = self.lexicon.lists();
        Walk::new(self, list, signs, damage, found).joined();
    }
}

/// Candidates found so far.
struct Found {
    list: Vec<Candidate>,
    best: f32,
}

impl Found {
    fn add(&mut self, candidate: Candidate) {
        let total = candidate.total();
        self.best = self.best.min(total);
        match self.list.iter_mut().find(|other| other.text == candidate.text) {
            Some(other) if other.total() <= total => {}
            Some(other) => *other = candidate,
            None => self.list.push(candidate),
        }
    }

    fn limit(&self) -> f32 {
        self.best + WINDOW
    }

    fn finish(mut self, text: &str) -> Vec<Candidate> {
        self.list.sort_by(|a, b| a.total().total_cmp(&b.total()).then_with(|| a.text.cmp(&b.text)));
        let limit = self.limit();
        let itself = self.list.iter().position(|candidate| candidate.text == text);
        let kept = self
            .list
            .iter()
            .enumerate()
            .filter(|(at, candidate)| Some(*at) == itself || (*at < MOST && candidate.total() <= limit));
        kept.map(|(_, candidate)| candidate.clone()).collect()
    }
}

/// One walk over a word list.
struct Walk<'a, 'b> {
    search: &'a Search<'a>,
    list: &'a WordList,
    signs: &'a [char],
    damage: Damage,
    found: &'b mut Found,
    truth: Vec<char>,
    used: Vec<usize>,
    steps: usize,
}

/// Where a walk stands.
#[derive(Clone, Copy)]
struct At {
    address: usize,
    value: u64,
    sign: usize,
    channel: f32,
    /// Rarity of the parts before this one.
    before: f32,
    parts: u8,
    part_start: usize,
}

impl<'a, 'b> Walk<'a, 'b> {
    fn new(
        search: &'a Search<'a>,
        list: &'a WordList,
        signs: &'a [char],
        damage: Damage,
        found: &'b mut Found,
    ) -> Self {
        Self { search, list, signs, damage, found, truth: Vec::new(), used: Vec::new(), steps: 0 }
    }

    fn root(&self) -> At {
        let address = self.list.root().addr();
        At { address, value: 0, sign: 0, channel: 0.0, before: 0.0, parts: 0, part_start: 0 }
    }

    fn whole(mut self) {
        let root = self.root();
        self.step(root);
    }

    fn joined(mut self) {
        let root = At { parts: 1, ..self.root() };
        self.step(root);
    }

    fn step(&mut self, at: At) {
        self.steps += 1;
        // No word is commoner than 2 nats; with that the best end of this path is known.
        if self.steps > STEPS || at.channel + at.before + 2.0 > self.found.limit() {
            return;
        }
        if at.sign == self.signs.len() {
            self.arrive(at, 0.0);
        } else if self.signs[at.sign] == BREAK {
            self.truth.push(BREAK);
            self.step(At { sign: at.sign + 1, ..at });
            self.truth.pop();
            return;
        } else {
            if at.sign + 1 == self.signs.len() && lower(self.signs[at.sign]) == 's' {
                self.truth.push('s');
                self.arrive(at, ENDING);
                self.truth.pop();
            }
            self.read_on(at);
        }
        if at.parts > 0 && self.signs.len() - at.sign >= PART_LETTERS {
            self.join(at);
        }
        self.restore_lost(at);
    }

    /// The sign as it stands, then every reading that may begin here.
    fn read_on(&mut self, at: At) {
        let sign = lower(self.signs[at.sign]);
        let kept = self.search.channel.kept_cost(sign, self.damage);
        self.descend(At { sign: at.sign + 1, channel: at.channel + kept, ..at }, &[sign], None);
        let channel = self.search.channel;
        for (number, edge) in channel.beginning_with(sign) {
            if self.damage.allows(edge.class) && edge.matches(&self.signs[at.sign..]) && fits(edge, at.sign, self.signs)
            {
                let next = At { sign: at.sign + edge.read.len(), channel: at.channel + edge.cost, ..at };
                self.descend(next, &edge.truth, Some(number));
            }
        }
    }

    /// A sign that left nothing behind; once a word, because two lost signs fit too much.
    fn restore_lost(&mut self, at: At) {
        let channel = self.search.channel;
        if at.parts > 0 || self.used.iter().any(|number| channel.edge(*number).read.is_empty()) {
            return;
        }
        for (number, edge) in channel.lost() {
            if self.damage.allows(edge.class) {
                self.descend(At { channel: at.channel + edge.cost, ..at }, &edge.truth, Some(number));
            }
        }
    }

    /// Follow `letters` in the word list, if it goes that way.
    fn descend(&mut self, at: At, letters: &[char], number: Option<usize>) {
        let Some((address, value)) = self.follow(at, letters) else { return };
        let length = self.truth.len();
        self.truth.extend_from_slice(letters);
        self.used.extend(number);
        self.step(At { address, value, ..at });
        self.truth.truncate(length);
        if number.is_some() {
            self.used.pop();
        }
    }

    fn follow(&self, at: At, letters: &[char]) -> Option<(usize, u64)> {
        let (mut address, mut value) = (at.address, at.value);
        for letter in letters {
            let mut bytes = [0; 4];
            for byte in lower(*letter).encode_utf8(&mut bytes).bytes() {
                let node = self.list.node(address);
                let transition = node.transition(node.find_input(byte)?);
                address = transition.addr;
                value += transition.out.value();
            }
        }
        Some((address, value))
    }

    fn entry(&self, at: At) -> Option<Entry> {
        let node = self.list.node(at.address);
        node.is_final().then(|| Entry::from_value(at.value + node.final_output().value()))
    }

    /// A word ends here; `ending` is the cost of an `s` that the list does not have on it (genitive, passive).
    fn arrive(&mut self, at: At, ending: f32) {
        let Some(listed) = self.entry(at) else { return };
        let number = if ending > 0.0 { WordNo::UNKNOWN } else { listed.number };
        let entry = Entry { rarity: listed.rarity + ending, number };
        let (entry, origin) = match at.parts {
            0 => (entry, Origin::Listed),
            1 => return,
            _ if !self.may_be_part(at, listed) => return,
            _ => (Entry { rarity: at.before + entry.rarity, number: WordNo::UNKNOWN }, Origin::Compound),
        };
        for (text, cost) in casing::printed(self.search.channel, self.signs, &self.truth, &self.used) {
            self.found.add(Candidate { text, entry, channel: at.channel + cost, used: self.used.clone(), origin });
        }
    }

    fn may_be_part(&self, at: At, entry: Entry) -> bool {
        let rarest = match self.truth.len() - at.part_start {
            0..PART_LETTERS => return false,
            PART_LETTERS => SHORT_PART_RARITY,
            _ => PART_RARITY,
        };
        (COMMONEST_PART..=rarest).contains(&entry.rarity)
    }

    /// Begin another part here, with or without a linking `s`.
    fn join(&mut self, at: At) {
        let Some(entry) = self.entry(at) else { return };
        if at.parts >= 3 || !self.may_be_part(at, entry) {
            return;
        }
        // A third part must be worth it: short pieces fit too much.
        let gain = if at.parts == 1 { JOINT_GAIN } else { 0.0 };
        let before = at.before + entry.rarity - gain;
        let address = self.list.root().addr();
        let next = At { address, value: 0, before, parts: at.parts + 1, part_start: self.truth.len(), ..at };
        self.step(next);
        if lower(self.signs[at.sign]) == 's' && self.signs.len() - at.sign > PART_LETTERS {
            self.truth.push('s');
            let part_start = self.truth.len();
            self.step(At { sign: at.sign + 1, before: before + LINK, part_start, ..next });
            self.truth.pop();
        }
    }
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
