//! Finds the passages of a plan that answer a point best.
//!
//! A passage is seen through a few numbers ([`NAMES`]), most of them deviations from the plan's mean, and ranked by their
//! weighted sum. The weights are data, fitted by `paragraf fit` on passages that readers named.

use crate::directives::{Point, Points};

use super::passages::{Passage, Plan};
use super::strengths::Holds;
use super::terms::Asked;

/// Names of a passage's features, in the order of [`Features`].
pub const NAMES: [&str; 11] =
    ["alone", "context", "bm25", "matched", "heading", "slots", "act", "row", "length", "rivals", "table"];

/// What a passage shows of a point, a number a name.
pub type Features = [f32; NAMES.len()];

/// From this strength on a word counts as said.
const MATCHED: f32 = 0.3;

/// BM25: how soon a repeated word stops counting, and how much a long passage is held back.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A passage found for a point.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Index of the passage in the plan.
    pub passage: usize,
    /// 0 to 1: share of the point's weight that it answers in context.
    pub score: f32,
    /// How far it stands out of the plan: the weighted sum of its features.
    pub peak: f32,
}

/// A plan with every asked word looked up in it.
#[derive(Debug, Default)]
pub struct Looked {
    /// The plan.
    pub plan: Plan,
    /// Where it holds each word of the demands.
    pub holds: Vec<Holds>,
    /// For each passage how well it answers each point of the plan, ascending.
    rivals: Vec<Vec<f32>>,
}

impl Looked {
    /// A plan and where it holds the words; `binding` are the points that it is to answer.
    pub fn new<'a>(plan: Plan, holds: Vec<Holds>, binding: impl IntoIterator<Item = &'a Asked>) -> Self {
        let mut rivals = vec![Vec::new(); plan.passages.len()];
        for asked in binding {
            for (own, context) in rivals.iter_mut().zip(coverages(asked, &holds, plan.passages.len())) {
                own.push(context);
            }
        }
        for own in &mut rivals {
            own.sort_unstable_by(f32::total_cmp);
        }
        Self { plan, holds, rivals }
    }

    /// Share of the plan's points that a passage answers better than one that it answers so well.
    fn answered_better(&self, passage: usize, context: f32) -> f32 {
        let all = &self.rivals[passage];
        let better = all.len() - all.partition_point(|other| *other <= context + 1e-6);
        better as f32 / all.len().max(1) as f32
    }
}

/// The best passages, best first; ties by place. Passages that share nothing with the point are not among them, and one that
/// says the very words of a better one is not either.
pub fn rank(asked: &Asked, looked: &Looked, weights: &Features, limit: usize) -> Vec<Ranked> {
    let plan = &looked.plan;
    let seen = see(asked, looked);
    let mut ranked: Vec<Ranked> = seen
        .iter()
        .enumerate()
        .filter(|(at, (context, _))| *context > 0.0 || asked.table.is_some() && plan.passages[*at].is_row)
        .map(|(passage, (context, features))| Ranked {
            passage,
            score: context.clamp(0.0, 1.0),
            peak: features.iter().zip(weights).map(|(feature, weight)| feature * weight).sum(),
        })
        .collect();
    ranked.sort_unstable_by(|a, b| b.peak.total_cmp(&a.peak).then(a.passage.cmp(&b.passage)));
    // the head row of the plan's third table says what that of the first said
    let mut first: Vec<Ranked> = Vec::with_capacity(limit);
    for found in ranked {
        let words = |found: &Ranked| &plan.passages[found.passage].analysed.words;
        if first.len() == limit {
            break;
        }
        if !first.iter().any(|known| words(known) == words(&found)) {
            first.push(found);
        }
    }
    first
}

/// How each passage of the plan looks for a point: its coverage in context and its features. Empty where the point has no
/// words.
pub fn see(asked: &Asked, looked: &Looked) -> Vec<(f32, Features)> {
    let plan = &looked.plan;
    if plan.passages.is_empty() || asked.total <= 0.0 {
        return Vec::new();
    }
    let sums = Sums::of(asked, looked);
    let z = [&sums.alone, &sums.context, &sums.bm25, &sums.matched, &sums.heading, &sums.slots, &sums.act]
        .map(|values| Spread::of(values));
    let features = |at: usize| {
        let length = plan.passages[at].analysed.words.len() as f32;
        [
            z[0].deviation(sums.alone[at]),
            z[1].deviation(sums.context[at]),
            z[2].deviation(sums.bm25[at]),
            z[3].deviation(sums.matched[at]),
            z[4].deviation(sums.heading[at]),
            z[5].deviation(sums.slots[at]),
            z[6].deviation(sums.act[at]),
            f32::from(u8::from(plan.passages[at].is_row)),
            (length + 1.0).ln() - plan.mean_length.max(1.0).ln(),
            looked.answered_better(at, sums.context[at]),
            if asked.table.is_some() { table(plan, at) } else { 0.0 },
        ]
    };
    (0..plan.passages.len()).map(|at| (sums.context[at], features(at))).collect()
}

/// What each passage holds of a point, in one list a kind.
struct Sums {
    alone: Vec<f32>,
    context: Vec<f32>,
    bm25: Vec<f32>,
    matched: Vec<f32>,
    heading: Vec<f32>,
    slots: Vec<f32>,
    act: Vec<f32>,
}

impl Sums {
    fn of(asked: &Asked, looked: &Looked) -> Self {
        let count = looked.plan.passages.len();
        let zeros = || vec![0.0_f32; count];
        let mut sums = Self {
            alone: zeros(),
            context: coverages(asked, &looked.holds, count),
            bm25: zeros(),
            matched: zeros(),
            heading: zeros(),
            slots: zeros(),
            act: zeros(),
        };
        let telling = asked.parts.iter().filter(|part| part.telling).count().max(1) as f32;
        for part in &asked.parts {
            let holds = &looked.holds[part.term];
            for &(at, strength) in &holds.own {
                sums.alone[at as usize] += part.weight * strength / asked.total;
                if part.telling && strength > MATCHED {
                    sums.matched[at as usize] += 1.0 / telling;
                }
            }
            if part.is_act {
                for &(at, strength) in &holds.near {
                    sums.act[at as usize] = sums.act[at as usize].max(strength);
                }
            }
            sums.add_bm25(part.weight, holds, &looked.plan);
            for &(heading, strength) in &holds.headings {
                sums.heading[looked.plan.under(heading as usize)]
                    .iter_mut()
                    .for_each(|sum| *sum += part.weight * strength / asked.total);
            }
        }
        for slot in &asked.slots {
            for &at in looked.plan.holding_group(*slot) {
                sums.slots[at as usize] += 1.0 / asked.slots.len() as f32;
            }
        }
        sums
    }

    fn add_bm25(&mut self, weight: f32, holds: &Holds, plan: &Plan) {
        let (count, frequency) = (plan.passages.len() as f32, holds.exact.len() as f32);
        let rarity = ((count - frequency + 0.5) / (frequency + 0.5) + 1.0).ln();
        for &at in &holds.exact {
            let length = plan.passages[at as usize].analysed.words.len() as f32 / plan.mean_length.max(1.0);
            self.bm25[at as usize] += weight.min(1.0) * rarity * (K1 + 1.0) / (K1 * (1.0 - B + B * length) + 1.0);
        }
    }
}

/// Share of a point's weight that each passage answers in context.
fn coverages(asked: &Asked, holds: &[Holds], count: usize) -> Vec<f32> {
    let mut found = vec![0.0; count];
    for part in &asked.parts {
        for &(at, strength) in &holds[part.term].near {
            found[at as usize] += part.weight * strength / asked.total;
        }
    }
    found
}

/// Mean and standard deviation of some values.
struct Spread {
    mean: f32,
    sd: f32,
}

impl Spread {
    fn of(values: &[f32]) -> Self {
        let count = values.len() as f32;
        let mean = values.iter().sum::<f32>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
        Self { mean, sd: variance.sqrt().max(1e-6) }
    }

    fn deviation(&self, value: f32) -> f32 {
        (value - self.mean) / self.sd
    }
}

/// The head row says what a table has columns for, so it comes before the rows it heads.
fn table(plan: &Plan, at: usize) -> f32 {
    let is_row = |at: usize| plan.passages[at].is_row;
    match (is_row(at), at > 0 && is_row(at - 1)) {
        (false, _) => 0.0,
        (true, true) => 1.0,
        (true, false) => 2.0,
    }
}

/// Share of a point's weight that some passages answer together.
pub fn coverage(asked: &Asked, looked: &Looked, passages: &[usize]) -> f32 {
    let strength = |near: &[(u32, f32)], at: usize| {
        near.binary_search_by_key(&at, |(held, _)| *held as usize).map_or(0.0, |found| near[found].1)
    };
    let best = |near: &[(u32, f32)]| passages.iter().map(|&at| strength(near, at)).fold(0.0, f32::max);
    let found: f32 = asked.parts.iter().map(|part| part.weight * best(&looked.holds[part.term].near)).sum();
    if asked.total > 0.0 { found / asked.total } else { 0.0 }
}

/// The criterion that a passage answers: the one with the largest share of its terms there; empty below a third.
pub fn criterion(points: &Points, point: &Point, passage: &Passage) -> String {
    let from = points.criteria.partition_point(|criterion| criterion.point_id < point.id);
    points.criteria[from..]
        .iter()
        .take_while(|criterion| criterion.point_id == point.id)
        .filter(|criterion| !criterion.terms.is_empty())
        .map(|criterion| {
            let held = criterion.terms.iter().filter(|term| passage.analysed.stems.contains(term)).count();
            (held as f32 / criterion.terms.len() as f32, criterion.seq)
        })
        .filter(|(share, _)| *share > 0.33)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map_or_else(String::new, |(_, seq)| seq.to_string())
}
