//! Looks every word that points ask for up in a plan, once: how strongly each passage holds it, alone and in context.
//!
//! Strengths by `research/matching.md`: the same stem 1, the same first six letters 0.7, the same synonym group 0.9 times
//! its breadth; in the heading or the neighbour passage 0.6 of that.

use crate::dictionaries::SynonymGroup;

use super::passages::Plan;
use super::terms::Term;

/// What a word in the heading or in the neighbour passage counts.
const CONTEXT: f32 = 0.6;

/// What a shared beginning counts.
const SAME_START: f32 = 0.7;

/// What a shared group counts, times its breadth (at most one).
const SAME_GROUP: f32 = 0.9;

/// Places (of passages or headings) with a strength above 0 each, ascending.
pub type Held = Vec<(u32, f32)>;

/// Where a plan holds one word.
#[derive(Clone, Debug, Default)]
pub struct Holds {
    /// In passages themselves.
    pub own: Held,
    /// In passages, their neighbours under the same heading, and their headings.
    pub near: Held,
    /// In headings.
    pub headings: Held,
    /// Passages with the very stem.
    pub exact: Vec<u32>,
}

/// Where a plan holds each word, in the order of the words.
pub fn strengths(terms: &[Term], groups: &[SynonymGroup], plan: &Plan) -> Vec<Holds> {
    let mut scratch = Scratch { own: vec![0.0; plan.passages.len()], near: vec![0.0; plan.passages.len()] };
    terms.iter().map(|term| scratch.holds(term, groups, plan)).collect()
}

/// Room that is used again for every word; all zeros between two words.
struct Scratch {
    own: Vec<f32>,
    near: Vec<f32>,
}

impl Scratch {
    fn holds(&mut self, term: &Term, groups: &[SynonymGroup], plan: &Plan) -> Holds {
        let keys = keys_of(term, groups);
        let mut headings = vec![0.0; plan.heading_texts.len()];
        raise(&mut headings, &keys, |key| plan.headings_holding(key));
        let headings = taken(&mut headings);
        raise(&mut self.own, &keys, |key| plan.holding(key));
        let own = taken(&mut self.own);
        self.spread(&own, &headings, plan);
        Holds { near: taken(&mut self.near), own, headings, exact: plan.holding(&term.stem).to_vec() }
    }

    /// From passages to their neighbours, from headings to what stands under them.
    fn spread(&mut self, own: &Held, headings: &Held, plan: &Plan) {
        let mut raise = |at: usize, strength: f32| self.near[at] = self.near[at].max(strength);
        for &(at, strength) in own {
            let at = at as usize;
            raise(at, strength);
            let heading = plan.passages[at].heading;
            for beside in [at.checked_sub(1), Some(at + 1)].into_iter().flatten() {
                if plan.passages.get(beside).is_some_and(|passage| passage.heading == heading) {
                    raise(beside, CONTEXT * strength);
                }
            }
        }
        for &(heading, strength) in headings {
            for at in plan.under(heading as usize) {
                raise(at, CONTEXT * strength);
            }
        }
    }
}

/// The keys of a word, each with what a passage that holds it is worth.
fn keys_of(term: &Term, groups: &[SynonymGroup]) -> Vec<(String, f32)> {
    let of_group = |&group: &usize| (format!("g{group}"), SAME_GROUP * groups[group].breadth.min(1.0));
    let mut keys = vec![(term.stem.clone(), 1.0)];
    keys.extend(term.start.clone().map(|start| (start, SAME_START)));
    keys.extend(term.groups.iter().map(of_group));
    keys
}

fn raise<'p>(strengths: &mut [f32], keys: &[(String, f32)], holding: impl Fn(&str) -> &'p [u32]) {
    for (key, strength) in keys {
        for &at in holding(key) {
            let held = &mut strengths[at as usize];
            *held = held.max(*strength);
        }
    }
}

/// The strengths above 0 with their places; the list is all zeros afterwards.
fn taken(strengths: &mut [f32]) -> Held {
    let mut held = Held::new();
    for (at, strength) in (0..).zip(strengths) {
        if *strength > 0.0 {
            held.push((at, std::mem::take(strength)));
        }
    }
    held
}
