//! Spells words that no list knows: of all ways to undo readings, those whose letters follow one another most like Swedish.

use super::candidates::{Candidate, Origin};
use super::casing;
use super::channel::{Channel, Damage, lower};
use super::tokens::BREAK;
use crate::dictionaries::{Entry, Lexicon, WordNo};

/// What it costs to be on no list: about one word in two hundred is.
const UNLISTED: f32 = 5.5;
/// Ways kept at each sign, and ways handed on.
const BEAM: usize = 12;
const MOST: usize = 3;

#[derive(Clone)]
struct Way {
    truth: Vec<char>,
    past: [char; 3],
    letters: f32,
    channel: f32,
    used: Vec<usize>,
}

impl Way {
    fn start() -> Self {
        Self { truth: Vec::new(), past: ['\0'; 3], letters: 0.0, channel: 0.0, used: Vec::new() }
    }

    fn cost(&self) -> f32 {
        self.letters + self.channel
    }

    fn then(&self, letters: &[char], cost: f32, number: Option<usize>) -> Self {
        let mut next = self.clone();
        next.channel += cost;
        next.used.extend(number);
        for letter in letters {
            next.letter(lower(*letter));
            next.truth.push(*letter);
        }
        next
    }

    fn letter(&mut self, letter: char) {
        if letter != BREAK {
            self.letters += Lexicon::letter_cost(self.past, letter);
            self.past = [self.past[1], self.past[2], letter];
        }
    }
}

/// How rare a word is taken to be that no list knows, by its letters alone; in nats.
pub fn rarity(word: &str) -> f32 {
    let mut way = Way::start();
    for letter in word.chars().chain(['\0']) {
        way.letter(letter);
    }
    UNLISTED + way.letters
}

/// The likeliest spellings of what was printed where `signs` were read.
pub fn spellings(channel: &Channel, signs: &[char], damage: Damage) -> Vec<Candidate> {
    let mut ways: Vec<Vec<Way>> = vec![Vec::new(); signs.len() + 1];
    ways[0].push(Way::start());
    for at in 0..signs.len() {
        let mut here = std::mem::take(&mut ways[at]);
        here.sort_by(|a, b| a.cost().total_cmp(&b.cost()).then_with(|| a.truth.cmp(&b.truth)));
        here.truncate(BEAM);
        for way in &here {
            let sign = lower(signs[at]);
            ways[at + 1].push(way.then(&[sign], channel.kept_cost(sign, damage), None));
            for (number, edge) in channel.beginning_with(sign) {
                // Capitals of names are right more often than a reading that takes them away.
                if damage.allows(edge.class) && !edge.wants_capital() && edge.matches(&signs[at..]) {
                    ways[at + edge.read.len()].push(way.then(&edge.truth, edge.cost, Some(number)));
                }
            }
        }
    }
    let mut last = ways.pop().unwrap_or_default();
    for way in &mut last {
        way.letter('\0');
    }
    last.sort_by(|a, b| a.cost().total_cmp(&b.cost()).then_with(|| a.truth.cmp(&b.truth)));
    last.truncate(MOST);
    last.iter().filter_map(|way| candidate(channel, signs, way)).collect()
}

fn candidate(channel: &Channel, signs: &[char], way: &Way) -> Option<Candidate> {
    let (text, cost) = casing::printed(channel, signs, &way.truth, &way.used).into_iter().next()?;
    Some(Candidate {
        text,
        entry: Entry { rarity: UNLISTED + way.letters, number: WordNo::UNKNOWN },
        channel: way.channel + cost,
        used: way.used.clone(),
        origin: Origin::Spelt,
    })
}
