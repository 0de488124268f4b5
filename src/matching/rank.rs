//! Finds the passages of a plan that answer a point best.
//!
//! Coverage of the point's words, alone and in context (heading, neighbour), and BM25, each as a deviation from the plan's
//! mean; the untrained ranker of `research/matching.md`.

use crate::directives::{Point, Points};

use super::passages::{Passage, Plan};
use super::terms::{Asked, Term};

/// What a word in the heading or in the neighbour passage counts.
const CONTEXT: f32 = 0.6;

/// What a shared beginning counts.
const SAME_START: f32 = 0.7;

/// What a shared group counts, times its breadth (at most one).
const SAME_GROUP: f32 = 0.9;

/// Extra deviations for a table row where the point asks for a table.
const TABLE: f32 = 2.0;

/// A passage found for a point.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Index of the passage in the plan.
    pub passage: usize,
    /// 0 to 1: share of the point's weight that it answers in context.
    pub score: f32,
    /// How far it stands out of the plan, in summed deviations.
    pub peak: f32,
}

/// The best passages, best first; ties by place. Passages that share nothing with the point are not among them.
pub fn rank(asked: &Asked, plan: &Plan, limit: usize) -> Vec<Ranked> {
    let count = plan.passages.len();
    let total: f32 = asked.terms.iter().map(|term| term.weight).sum();
    if count == 0 || total <= 0.0 {
        return Vec::new();
    }
    let (mut alone, mut context, mut bm25) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
    for term in &asked.terms {
        let own = strengths(term, plan);
        let frequency = plan.holding(&term.stem).len() as f32;
        let rarity = ((count as f32 - frequency + 0.5) / (frequency + 0.5) + 1.0).ln();
        for at in 0..count {
            alone[at] += term.weight * own[at] / total;
            context[at] += term.weight * in_context(term, plan, &own, at) / total;
        }
        for &at in plan.holding(&term.stem) {
            let length = plan.passages[at].words.len() as f32 / plan.mean_length.max(1.0);
            bm25[at] += term.weight.min(1.0) * rarity * 2.2 / (1.2 * (0.25 + 0.75 * length) + 1.0);
        }
    }
    let deviations = [(&alone, 0.5), (&context, 1.0), (&bm25, 0.9)].map(|(values, weight)| deviations(values, weight));
    let mut ranked: Vec<Ranked> = (0..count)
        .filter(|&at| context[at] > 0.0 || asked.wants_table && plan.passages[at].is_row)
        .map(|at| {
            let table = if asked.wants_table { table_bonus(plan, at) } else { 0.0 };
            Ranked {
                passage: at,
                score: context[at].clamp(0.0, 1.0),
                peak: deviations.iter().map(|values| values[at]).sum::<f32>() + table,
            }
        })
        .collect();
    ranked.sort_by(|a, b| b.peak.total_cmp(&a.peak).then(a.passage.cmp(&b.passage)));
    ranked.truncate(limit);
    ranked
}

/// The head row says what a table has columns for, so it comes before the rows it heads.
fn table_bonus(plan: &Plan, at: usize) -> f32 {
    let is_row = |at: usize| plan.passages[at].is_row;
    match (is_row(at), at > 0 && is_row(at - 1)) {
        (false, _) => 0.0,
        (true, true) => TABLE,
        (true, false) => 2.0 * TABLE,
    }
}

/// How strongly each passage holds a term, 0 to 1.
fn strengths(term: &Term, plan: &Plan) -> Vec<f32> {
    let mut found = vec![0.0_f32; plan.passages.len()];
    let mut raise = |key: &str, strength: f32| {
        for &at in plan.holding(key) {
            found[at] = found[at].max(strength);
        }
    };
    raise(&term.stem, 1.0);
    for (group, breadth) in &term.groups {
        raise(group, SAME_GROUP * breadth.min(1.0));
    }
    if let Some(start) = &term.start {
        raise(start, SAME_START);
    }
    found
}

fn in_context(term: &Term, plan: &Plan, own: &[f32], at: usize) -> f32 {
    let heading = plan.passages[at].heading;
    let beside = |other: usize| if plan.passages[other].heading == heading { own[other] } else { 0.0 };
    let before = if at > 0 { beside(at - 1) } else { 0.0 };
    let after = if at + 1 < own.len() { beside(at + 1) } else { 0.0 };
    let above = strength_in(term, &plan.headings[heading]);
    own[at].max(CONTEXT * before.max(after).max(above))
}

/// How strongly sorted keys hold a term.
fn strength_in(term: &Term, keys: &[String]) -> f32 {
    let has = |key: &String| keys.binary_search(key).is_ok();
    let group = term
        .groups
        .iter()
        .filter(|(group, _)| has(group))
        .map(|(_, breadth)| SAME_GROUP * breadth.min(1.0))
        .fold(0.0, f32::max);
    let start = if term.start.as_ref().is_some_and(has) { SAME_START } else { 0.0 };
    if has(&term.stem) { 1.0 } else { group.max(start) }
}

fn deviations(values: &[f32], weight: f32) -> Vec<f32> {
    let count = values.len() as f32;
    let mean = values.iter().sum::<f32>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    let sd = variance.sqrt().max(1e-6);
    values.iter().map(|value| weight * (value - mean) / sd).collect()
}

/// Share of a point's weight that some passages answer together.
pub fn coverage(asked: &Asked, plan: &Plan, passages: &[usize]) -> f32 {
    let total: f32 = asked.terms.iter().map(|term| term.weight).sum();
    let found: f32 = asked
        .terms
        .iter()
        .map(|term| {
            let own = strengths(term, plan);
            term.weight * passages.iter().map(|&at| in_context(term, plan, &own, at)).fold(0.0, f32::max)
        })
        .sum();
    if total > 0.0 { found / total } else { 0.0 }
}

/// The criterion that a passage answers: the one with the largest share of its terms there; empty below a third.
pub fn criterion(points: &Points, point: &Point, passage: &Passage) -> String {
    let from = points.criteria.partition_point(|criterion| criterion.point_id < point.id);
    points.criteria[from..]
        .iter()
        .take_while(|criterion| criterion.point_id == point.id)
        .filter(|criterion| !criterion.terms.is_empty())
        .map(|criterion| {
            let held = criterion.terms.iter().filter(|term| passage.stems.contains(term)).count();
            (held as f32 / criterion.terms.len() as f32, criterion.seq)
        })
        .filter(|(share, _)| *share > 0.33)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map_or_else(String::new, |(_, seq)| seq.to_string())
}
