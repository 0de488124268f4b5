//! Chooses one candidate for each word: the best path through all of them, each judged after the two before it.
//!
//! The path is over whole runs of text, so words on both sides count. Confidence is what is left for the chosen word when its
//! neighbours are taken as settled.

use super::candidates::Candidate;
use crate::dictionaries::{Entry, Lexicon, WordNo};

/// A place in the run: what may stand there.
#[derive(Clone, Debug)]
pub struct Slot<'a> {
    /// Candidates with the extra cost each has at this place (capitals).
    pub choices: Vec<(&'a Candidate, f32)>,
    /// For places that hold no word: what context sees.
    pub fixed: Option<WordNo>,
}

impl Slot<'_> {
    fn len(&self) -> usize {
        if self.fixed.is_some() { 1 } else { self.choices.len() }
    }

    fn entry(&self, at: usize) -> Entry {
        match self.fixed {
            Some(number) => Entry { rarity: 3.0, number },
            None => self.choices[at].0.entry,
        }
    }

    fn own_cost(&self, at: usize) -> f32 {
        if self.fixed.is_some() { 0.0 } else { self.choices[at].0.channel + self.choices[at].1 }
    }

    fn number(&self, at: usize) -> WordNo {
        self.entry(at).number
    }
}

/// A choice and how sure it is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Index of the candidate.
    pub at: usize,
    /// What the chosen one has of the chance of all candidates.
    pub confidence: f32,
}

/// Choose for every slot.
pub fn choose(lexicon: &Lexicon, slots: &[Slot]) -> Vec<Choice> {
    let path = best_path(lexicon, slots);
    (0..slots.len())
        .map(|place| Choice { at: path[place], confidence: confidence(lexicon, slots, &path, place) })
        .collect()
}

/// Costs of ending with (the one before, this one), and where each came from.
struct Column {
    costs: Vec<f32>,
    from: Vec<usize>,
}

fn best_path(lexicon: &Lexicon, slots: &[Slot]) -> Vec<usize> {
    let mut columns: Vec<Column> = Vec::with_capacity(slots.len());
    for place in 0..slots.len() {
        let column = next_column(lexicon, slots, place, columns.last());
        columns.push(column);
    }
    let mut path = vec![0; slots.len()];
    let Some(last) = columns.last() else { return path };
    let mut state = least(&last.costs);
    for place in (0..slots.len()).rev() {
        let width = slots[place].len();
        path[place] = state % width;
        state = columns[place].from[state];
    }
    path
}

fn next_column(lexicon: &Lexicon, slots: &[Slot], place: usize, before: Option<&Column>) -> Column {
    let slot = &slots[place];
    let width = slot.len();
    let first_width = place.checked_sub(1).map_or(1, |at| slots[at].len());
    let zero_width = place.checked_sub(2).map_or(1, |at| slots[at].len());
    let mut column = Column { costs: vec![f32::MAX; first_width * width], from: vec![0; first_width * width] };
    for first in 0..first_width {
        for at in 0..width {
            let own = slot.own_cost(at);
            for zero in 0..zero_width {
                let state = zero * first_width + first;
                let past = before.map_or(0.0, |column| column.costs[state]);
                let context = lexicon.cost(word(slots, place, 2, zero), word(slots, place, 1, first), slot.entry(at));
                let cost = past + own + context;
                if cost < column.costs[first * width + at] {
                    column.costs[first * width + at] = cost;
                    column.from[first * width + at] = state;
                }
            }
        }
    }
    column
}

/// The number of candidate `at` of the slot `back` places before `place`; a run begins as a sentence does.
fn word(slots: &[Slot], place: usize, back: usize, at: usize) -> WordNo {
    place.checked_sub(back).map_or(WordNo::END, |place| slots[place].number(at))
}

fn least(costs: &[f32]) -> usize {
    (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0)
}

fn confidence(lexicon: &Lexicon, slots: &[Slot], path: &[usize], place: usize) -> f32 {
    let slot = &slots[place];
    if slot.len() == 1 {
        return 1.0;
    }
    let number = |back: usize| word(slots, place, back, place.checked_sub(back).map_or(0, |at| path[at]));
    let later = |ahead: usize| slots.get(place + ahead).map(|slot| slot.entry(path[place + ahead]));
    let costs: Vec<f32> = (0..slot.len())
        .map(|at| {
            let entry = slot.entry(at);
            let mut cost = slot.own_cost(at) + lexicon.cost(number(2), number(1), entry);
            if let Some(next) = later(1) {
                cost += lexicon.cost(number(1), entry.number, next);
                cost += later(2).map_or(0.0, |after| lexicon.cost(entry.number, next.number, after));
            }
            cost
        })
        .collect();
    let chosen = costs[path[place]];
    1.0 / costs.iter().map(|cost| (chosen - cost).min(50.0).exp()).sum::<f32>()
}
