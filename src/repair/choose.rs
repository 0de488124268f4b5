//! Chooses one candidate for each word: the best path through all of them, each judged after the two before it.
//!
//! The path is over whole runs of text, so words on both sides count. How sure a choice is, is told by what is left for each word when its
//! neighbours are taken as settled.

use crate::dictionaries::{Entry, Lexicon, WordNo};
use std::ops::Range;

/// Rarity of what is no word; every path has it, so it decides nothing.
const FIXED_RARITY: f32 = 3.0;

/// A way that costs so much more than the best (nats) is not followed on.
const BEAM: f32 = 14.0;

/// Places in a run of text, and what may stand at each.
#[derive(Clone, Debug, Default)]
pub struct Lattice {
    /// Where the choices of each place end; those of the next begin there.
    ends: Vec<usize>,
    entries: Vec<Entry>,
    /// Cost of each choice by itself: how it was read, and its capitals.
    own: Vec<f32>,
}

impl Lattice {
    /// A place that holds no word: what context sees.
    pub fn fixed(&mut self, number: WordNo) {
        self.choice(Entry { rarity: FIXED_RARITY, number }, 0.0);
        self.close();
    }

    /// One more choice for the place that is open.
    pub fn choice(&mut self, entry: Entry, own: f32) {
        self.entries.push(entry);
        self.own.push(own);
    }

    /// The place that is open has all its choices.
    pub fn close(&mut self) {
        self.ends.push(self.entries.len());
    }

    /// The choices of a place, by number in the whole lattice.
    pub fn range(&self, place: usize) -> Range<usize> {
        place.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[place]
    }

    /// Give every choice another cost by itself.
    pub fn set_own(&mut self, own: Vec<f32>) {
        debug_assert_eq!(own.len(), self.entries.len());
        self.own = own;
    }

    /// Costs of all choices by themselves.
    pub fn own(&self) -> &[f32] {
        &self.own
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        self.ends.len()
    }

    fn width(&self, place: usize) -> usize {
        self.range(place).len()
    }

    /// Put the words `back` places before `place` into `words`; a run, which begins at `start`, begins as a sentence does.
    fn before(&self, lexicon: &Lexicon, start: usize, place: usize, back: usize, words: &mut Vec<WordNo>) {
        words.clear();
        match place.checked_sub(back).filter(|before| *before >= start) {
            Some(before) => words.extend(self.entries[self.range(before)].iter().map(|entry| entry.number)),
            None => words.push(lexicon.end()),
        }
    }
}

/// The best path through some places in a row: for each of them the index of its choice.
pub fn best_path(lexicon: &Lexicon, lattice: &Lattice, places: Range<usize>) -> Vec<usize> {
    let mut columns = Columns::default();
    for place in places.clone() {
        columns.add(lexicon, lattice, places.start, place);
    }
    let mut path = vec![0; places.len()];
    let mut state = least(&columns.costs);
    for (at, place) in places.enumerate().rev() {
        path[at] = state % lattice.width(place);
        state = columns.from[columns.starts[at] + state];
    }
    path
}

/// Costs of ending with (the place before, this place) at the last place, and for all places where each came from.
#[derive(Default)]
struct Columns {
    costs: Vec<f32>,
    from: Vec<usize>,
    starts: Vec<usize>,
    next: Vec<f32>,
    pairs: Vec<f32>,
    firsts: Vec<WordNo>,
    zeros: Vec<WordNo>,
}

impl Columns {
    fn add(&mut self, lexicon: &Lexicon, lattice: &Lattice, start: usize, place: usize) {
        lattice.before(lexicon, start, place, 1, &mut self.firsts);
        lattice.before(lexicon, start, place, 2, &mut self.zeros);
        let range = lattice.range(place);
        let width = range.len();
        self.starts.push(self.from.len());
        self.next.clear();
        if width * self.firsts.len() * self.zeros.len() == 1 {
            // One way leads here and one on: whatever it costs, it is taken.
            self.next.push(0.0);
            self.from.push(0);
        } else {
            self.next.resize(self.firsts.len() * width, f32::MAX);
            self.from.resize(self.from.len() + self.firsts.len() * width, 0);
            self.connect(lexicon, &lattice.entries[range.clone()], &lattice.own[range]);
        }
        std::mem::swap(&mut self.costs, &mut self.next);
    }

    /// The cheapest way to each choice of a place from every two before it.
    fn connect(&mut self, lexicon: &Lexicon, entries: &[Entry], own: &[f32]) {
        let (width, start) = (entries.len(), self.from.len() - self.next.len());
        let limit = self.costs.iter().copied().fold(f32::MAX, f32::min) + BEAM;
        for (first, second) in self.firsts.iter().enumerate() {
            self.pairs.clear();
            self.pairs.extend(entries.iter().map(|entry| lexicon.pair_cost(*second, *entry)));
            for (zero, first_word) in self.zeros.iter().enumerate() {
                let state = zero * self.firsts.len() + first;
                let past = self.costs.get(state).copied().unwrap_or(0.0);
                if past > limit {
                    continue;
                }
                let after = lexicon.after(*first_word, *second);
                for at in 0..width {
                    let cost = past + own[at] + after.cost(entries[at], || self.pairs[at]);
                    let to = first * width + at;
                    if cost < self.next[to] {
                        self.next[to] = cost;
                        self.from[start + to] = state;
                    }
                }
            }
        }
    }
}

fn least(costs: &[f32]) -> usize {
    (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0)
}

/// What each choice of a place has of the chance of all, 0 to 1, when its neighbours are taken as settled by `path`, which
/// begins at place `start`.
pub fn chances(lexicon: &Lexicon, lattice: &Lattice, start: usize, path: &[usize], place: usize) -> Vec<f32> {
    let range = lattice.range(place);
    if range.len() == 1 {
        return vec![1.0];
    }
    let entry = |place: usize| lattice.entries[lattice.range(place).start + path[place - start]];
    let number = |back: usize| {
        let before = place.checked_sub(back).filter(|before| *before >= start);
        before.map_or_else(|| lexicon.end(), |place| entry(place).number)
    };
    let later = |ahead: usize| (place + ahead < start + path.len()).then(|| entry(place + ahead));
    let costs: Vec<f32> = range
        .map(|at| {
            let this = lattice.entries[at];
            let mut cost = lattice.own[at] + lexicon.cost(number(2), number(1), this);
            if let Some(next) = later(1) {
                cost += lexicon.cost(number(1), this.number, next);
                cost += later(2).map_or(0.0, |after| lexicon.cost(this.number, next.number, after));
            }
            cost
        })
        .collect();
    let least = costs.iter().copied().fold(f32::MAX, f32::min);
    let weights: Vec<f32> = costs.iter().map(|cost| (least - cost).exp()).collect();
    let sum: f32 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}
