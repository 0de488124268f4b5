//! Chooses one candidate for each word: the best path through all of them, each judged after the two before it.
//!
//! The path is over whole runs of text, so words on both sides count. Confidence is what is left for the chosen word when its
//! neighbours are taken as settled.

use crate::dictionaries::{Entry, Lexicon, WordNo};
use std::ops::Range;

/// Rarity of what is no word; every path has it, so it decides nothing.
const FIXED_RARITY: f32 = 3.0;

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

    /// The words `back` places before `place`; a run, which begins at `start`, begins as a sentence does.
    fn before(&self, start: usize, place: usize, back: usize) -> impl Iterator<Item = WordNo> + '_ {
        let known = place.checked_sub(back).filter(|before| *before >= start);
        let edge = known.is_none().then_some(WordNo::END);
        let entries = known.map_or(&[][..], |before| &self.entries[self.range(before)]);
        entries.iter().map(|entry| entry.number).chain(edge)
    }
}

/// The best path through some places in a row: for each of them the index of its choice.
pub fn best_path(lexicon: &Lexicon, lattice: &Lattice, places: Range<usize>) -> Vec<usize> {
    let mut columns: Vec<Column> = Vec::with_capacity(places.len());
    for place in places.clone() {
        let column = next_column(lexicon, lattice, places.start, place, columns.last());
        columns.push(column);
    }
    let mut path = vec![0; places.len()];
    let Some(last) = columns.last() else { return path };
    let mut state = least(&last.costs);
    for (at, place) in places.enumerate().rev() {
        path[at] = state % lattice.width(place);
        state = columns[at].from[state];
    }
    path
}

/// Costs of ending with (the one before, this one), and where each came from.
struct Column {
    costs: Vec<f32>,
    from: Vec<usize>,
}

fn next_column(lexicon: &Lexicon, lattice: &Lattice, start: usize, place: usize, before: Option<&Column>) -> Column {
    let firsts: Vec<WordNo> = lattice.before(start, place, 1).collect();
    let zeros: Vec<WordNo> = lattice.before(start, place, 2).collect();
    let range = lattice.range(place);
    let width = range.len();
    if width * firsts.len() * zeros.len() == 1 {
        // One way leads here and one on: whatever it costs, it is taken.
        return Column { costs: vec![0.0], from: vec![0] };
    }
    let (entries, own) = (&lattice.entries[range.clone()], &lattice.own[range]);
    let mut column = Column { costs: vec![f32::MAX; firsts.len() * width], from: vec![0; firsts.len() * width] };
    let mut pairs = Vec::with_capacity(width);
    for (first, second) in firsts.iter().enumerate() {
        pairs.clear();
        pairs.extend(entries.iter().map(|entry| lexicon.pair_cost(*second, *entry)));
        for (zero, first_word) in zeros.iter().enumerate() {
            let state = zero * firsts.len() + first;
            let past = before.map_or(0.0, |column| column.costs[state]);
            let after = lexicon.after(*first_word, *second);
            for at in 0..width {
                let cost = past + own[at] + after.cost(entries[at], || pairs[at]);
                let to = first * width + at;
                if cost < column.costs[to] {
                    column.costs[to] = cost;
                    column.from[to] = state;
                }
            }
        }
    }
    column
}

fn least(costs: &[f32]) -> usize {
    (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0)
}

/// What the chosen one has of the chance of all choices of a place, 0 to 1. `path` begins at place `start`.
pub fn confidence(lexicon: &Lexicon, lattice: &Lattice, start: usize, path: &[usize], place: usize) -> f32 {
    let range = lattice.range(place);
    if range.len() == 1 {
        return 1.0;
    }
    let entry = |place: usize| lattice.entries[lattice.range(place).start + path[place - start]];
    let number = |back: usize| {
        let before = place.checked_sub(back).filter(|before| *before >= start);
        before.map_or(WordNo::END, |place| entry(place).number)
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
    let chosen = costs[path[place - start]];
    1.0 / costs.iter().map(|cost| (chosen - cost).min(50.0).exp()).sum::<f32>()
}
