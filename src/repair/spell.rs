//! Spells words that no list knows: of all ways to undo readings, those whose letters follow one another most like Swedish.

use super::candidates::{Candidate, Origin};
use super::casing;
use super::channel::{Channel, lower};
use super::tokens::BREAK;
use super::walk::Signs;
use crate::dictionaries::{EDGE, Entry, Lexicon, Names, WordNo, nats, symbol, symbol_of};

/// What it costs to be on no list: about one word in two hundred is.
const UNLISTED: f32 = 5.5;
/// Ways kept at each sign, and ways handed on.
const BEAM: usize = 8;
const MOST: usize = 3;
const MOST_NAMES: usize = 6;

/// How the letters of a word follow one another, so far.
#[derive(Clone, Copy)]
struct Letters {
    past: [u8; 3],
    cost: f32,
}

impl Letters {
    const START: Self = Self { past: [EDGE; 3], cost: 0.0 };

    fn then(self, letter: u8) -> Self {
        let [_, second, third] = self.past;
        Self { past: [second, third, letter], cost: self.cost + Lexicon::letter_cost(self.past, letter) }
    }

    fn then_sign(self, sign: char) -> Self {
        if sign == BREAK { self } else { self.then(symbol(lower(sign))) }
    }
}

/// A way to undo readings up to some sign: the last step of it, and the way before.
#[derive(Clone, Copy)]
struct Way {
    letters: Letters,
    channel: f32,
    before: usize,
    /// The reading undone last; none where the sign stands as read.
    edge: Option<u16>,
    sign: char,
}

impl Way {
    fn cost(&self) -> f32 {
        self.letters.cost + self.channel
    }
}

/// How rare a word is taken to be that no list knows, by its letters alone; in nats.
pub fn rarity(word: &str) -> f32 {
    UNLISTED + word.chars().fold(Letters::START, Letters::then_sign).then(EDGE).cost
}

/// The same of a name, which may end as surnames do: `Arnebrant` is less rare than its letters.
pub fn name_rarity(word: &str, names: &Names) -> f32 {
    let [_, lasts] = names.parts();
    let mut letters = vec![Letters::START];
    letters.extend(word.chars().scan(Letters::START, |letters, sign| {
        *letters = letters.then_sign(sign);
        Some(*letters)
    }));
    let whole = letters[letters.len() - 1].then(EDGE).cost;
    let cuts = word.char_indices().enumerate().skip(2);
    let ends = cuts.filter_map(|(count, (at, _))| Some(letters[count].cost + nats(lasts.rarity(&word[at..])?)));
    UNLISTED + ends.fold(whole, f32::min)
}

/// The likeliest spellings of what was printed where `signs` were read.
pub fn spellings(channel: &Channel, signs: &Signs, names: &Names) -> Vec<Candidate> {
    let start = Way { letters: Letters::START, channel: 0.0, before: 0, edge: None, sign: BREAK };
    // Every way ever taken, and by number those that have come as far as each sign.
    let mut ways = vec![start];
    let mut far: Vec<Vec<usize>> = vec![Vec::new(); signs.read.len() + 1];
    far[0].push(0);
    for at in 0..signs.read.len() {
        let mut here = std::mem::take(&mut far[at]);
        here.sort_by(|a, b| ways[*a].cost().total_cmp(&ways[*b].cost()));
        here.truncate(BEAM);
        let sign = signs.lower[at];
        for before in here {
            let way = ways[before];
            far[at + 1].push(ways.len());
            let kept = way.channel + signs.kept[at];
            ways.push(Way { letters: way.letters.then_sign(sign), channel: kept, before, edge: None, sign });
            // Capitals of names are right more often than a reading that takes them away.
            for reading in signs.readings(at).iter().filter(|reading| !reading.wants_capital) {
                far[at + usize::from(reading.length)].push(ways.len());
                let letters = reading.codes.iter().fold(way.letters, |letters, code| letters.then(symbol_of(code)));
                let channel = way.channel + reading.cost;
                ways.push(Way { letters, channel, before, edge: Some(reading.number), sign });
            }
        }
    }
    let mut last = far.pop().unwrap_or_default();
    for way in &last {
        ways[*way].letters = ways[*way].letters.then(EDGE);
    }
    last.sort_by(|a, b| ways[*a].cost().total_cmp(&ways[*b].cost()));
    let is_name = signs.begins_as_a_name();
    last.truncate(if is_name { MOST_NAMES } else { MOST });
    let mut found: Vec<Candidate> =
        last.into_iter().filter_map(|way| candidate(channel, signs.read, &ways, way)).collect();
    if is_name {
        for candidate in &mut found {
            candidate.entry.rarity = name_rarity(&candidate.text.to_lowercase(), names);
        }
    }
    found
}

fn candidate(channel: &Channel, signs: &[char], ways: &[Way], last: usize) -> Option<Candidate> {
    let (mut truth, mut used, mut at) = (Vec::new(), Vec::new(), last);
    while at > 0 {
        let way = &ways[at];
        match way.edge {
            Some(edge) => truth.extend(channel.edge(usize::from(edge)).truth.iter().rev()),
            None => truth.push(way.sign),
        }
        used.extend(way.edge);
        at = way.before;
    }
    truth.reverse();
    used.reverse();
    let (text, cost) = casing::printed(channel, signs, &truth, &used).into_iter().next()?;
    Some(Candidate {
        text,
        entry: Entry { rarity: UNLISTED + ways[last].letters.cost, number: WordNo::UNKNOWN },
        channel: ways[last].channel + cost,
        used,
        origin: Origin::Spelt,
    })
}
