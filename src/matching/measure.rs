//! Measures points and verdicts against labels, for `paragraf evaluate` and `paragraf fit`.
//!
//! Verdicts are measured plan by plan, each with weights fitted on the other plans, so a figure never praises what it was
//! fitted on.

use crate::dictionaries::{Dictionaries, Weights};
use crate::directives::Point;
use crate::text::Span;

use super::decide::{CLASSES, Verdict, decide};
use super::fit::{Labelled, fit};
use super::labels::{Judgement, LabelSet, LabelledPlan};
use super::{Status, features, passages, rank, terms};

/// How many labelled points were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointsMeasured {
    /// Labelled points.
    pub labelled: usize,
    /// Those with a found point on at least half of the lines of the shorter of the two.
    pub found: usize,
    /// Those found with the right addressee class.
    pub right_class: usize,
    /// Ids of labelled points that were not found.
    pub missed: Vec<String>,
    /// Ids of labelled points whose class differs.
    pub other_class: Vec<String>,
}

/// Compare found points with labelled ones of one document, by their lines.
#[must_use]
pub fn points_found(found: &[&Point], labelled: &[Point]) -> PointsMeasured {
    let mut measured = PointsMeasured { labelled: labelled.len(), ..PointsMeasured::default() };
    for label in labelled {
        let best = found
            .iter()
            .map(|point| (overlap(point.span, label.span), point))
            .filter(|(share, _)| *share >= 0.5)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            None => measured.missed.push(label.id.clone()),
            Some((_, point)) => {
                measured.found += 1;
                if point.addressee_class == label.addressee_class {
                    measured.right_class += 1;
                } else {
                    measured.other_class.push(label.id.clone());
                }
            }
        }
    }
    measured
}

/// Shared lines, as a share of the shorter span.
fn overlap(a: Span, b: Span) -> f32 {
    let from = a.line_from.max(b.line_from);
    let to = a.line_to.min(b.line_to);
    let shorter = (a.line_to - a.line_from).min(b.line_to - b.line_from) + 1;
    if from > to { 0.0 } else { (to - from + 1) as f32 / shorter as f32 }
}

/// One labelled pair as measured.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Number of the plan, over all sets.
    pub plan: usize,
    /// What the reader said.
    pub judgement: Judgement,
    /// What the program says, with weights of the other plans.
    pub verdict: Verdict,
    /// Rank of the first passage on a labelled line, if among those kept.
    pub hit: Option<u32>,
    /// Its features.
    pub row: Labelled,
}

/// Verdicts against labels.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// All pairs, in order of plan and label.
    pub pairs: Vec<Pair>,
}

/// Measure plan by plan, with weights fitted on the other plans of all sets; `passages` as in the settings.
#[must_use]
pub fn measure(sets: &[LabelSet], dictionaries: &Dictionaries, passages: usize) -> Measured {
    let mut measured = measure_as_is(sets, dictionaries, passages);
    let pairs = &mut measured.pairs;
    for plan in 0..pairs.last().map_or(0, |pair| pair.plan + 1) {
        let others: Vec<Labelled> =
            pairs.iter().filter(|pair| pair.plan != plan).map(|pair| pair.row.clone()).collect();
        let weights = fit(&others);
        for pair in pairs.iter_mut().filter(|pair| pair.plan == plan) {
            pair.verdict = decide(&pair.row.features, &weights);
        }
    }
    measured
}

/// Measure with the weights in force, for plans that those were not fitted on.
#[must_use]
pub fn measure_as_is(sets: &[LabelSet], dictionaries: &Dictionaries, passages: usize) -> Measured {
    let mut measured = Measured::default();
    let mut number = 0;
    for LabelSet { plans, points } in sets {
        let asked = terms::analyse_points(points, dictionaries);
        for plan in plans {
            measured.pairs.extend(pairs_of(plan, number, points, &asked, dictionaries, passages));
            number += 1;
        }
    }
    measured
}

/// Weights fitted on all plans, for the dictionary.
#[must_use]
pub fn fitted(measured: &Measured) -> Weights {
    let rows: Vec<Labelled> = measured.pairs.iter().map(|pair| pair.row.clone()).collect();
    fit(&rows)
}

fn pairs_of(
    labelled: &LabelledPlan,
    number: usize,
    points: &[Point],
    asked: &[terms::Asked],
    dictionaries: &Dictionaries,
    limit: usize,
) -> Vec<Pair> {
    let plan = passages::plan(&labelled.document, dictionaries);
    let pair = |judgement: &Judgement| {
        let at = points.iter().position(|point| point.id == judgement.point_id)?;
        let class = CLASSES.iter().position(|status| *status == judgement.status)?;
        let ranked = rank::rank(&asked[at], &plan, limit);
        let features = features::features(&asked[at], &plan, &ranked, dictionaries);
        let holds = |found: &rank::Ranked| {
            let span = plan.passages[found.passage].span;
            judgement.lines.iter().any(|line| (span.line_from..=span.line_to).contains(line))
        };
        Some(Pair {
            plan: number,
            judgement: judgement.clone(),
            verdict: decide(&features, &dictionaries.weights),
            hit: (1..).zip(&ranked).find(|(_, found)| holds(found)).map(|(rank, _)| rank),
            row: Labelled { features, class },
        })
    };
    labelled.judgements.iter().filter_map(pair).collect()
}

impl Measured {
    /// Share of labelled pairs of a status whose labelled line is among the first `k` passages, with their number.
    #[must_use]
    pub fn hits(&self, status: Status, k: u32) -> (f32, usize) {
        let asked: Vec<&Pair> = self
            .pairs
            .iter()
            .filter(|pair| pair.judgement.status == status && !pair.judgement.lines.is_empty())
            .collect();
        let hits = asked.iter().filter(|pair| pair.hit.is_some_and(|rank| rank <= k)).count();
        (share(hits, asked.len()), asked.len())
    }

    /// Labels (rows) against proposals (columns), in the order addressed, partly, not addressed.
    #[must_use]
    pub fn confusion(&self) -> [[usize; 3]; 3] {
        let mut table = [[0; 3]; 3];
        for pair in &self.pairs {
            let proposed = CLASSES.iter().position(|status| *status == pair.verdict.proposal).unwrap_or(0);
            table[pair.row.class][proposed] += 1;
        }
        table
    }

    /// Cohen's kappa of proposals and labels; `linear` counts a miss by one class half.
    #[must_use]
    pub fn kappa(&self, linear: bool) -> f32 {
        kappa(&self.confusion(), linear)
    }

    /// Share of proposals that the label's `acceptable` allows, among pairs at least so sure, with their number.
    #[must_use]
    pub fn acceptable_from(&self, confidence: f32) -> (f32, usize) {
        let decided: Vec<&Pair> = self.pairs.iter().filter(|pair| pair.verdict.confidence >= confidence).collect();
        let right = decided.iter().filter(|pair| pair.judgement.acceptable.contains(&pair.verdict.proposal)).count();
        (share(right, decided.len()), decided.len())
    }

    /// What saying `addressed` always would give: strict and acceptable share.
    #[must_use]
    pub fn always_addressed(&self) -> (f32, f32) {
        let strict = self.pairs.iter().filter(|pair| pair.judgement.status == Status::Addressed).count();
        let lenient = self.pairs.iter().filter(|pair| pair.judgement.acceptable.contains(&Status::Addressed)).count();
        (share(strict, self.pairs.len()), share(lenient, self.pairs.len()))
    }

    /// The lowest confidence from which the share of acceptable proposals stays at or above `wanted`, in steps of 0.01;
    /// `None` where no level with at least ten pairs reaches it.
    #[must_use]
    pub fn level_for(&self, wanted: f32) -> Option<f32> {
        let levels = (34..=99_u8).rev().map(|step| f32::from(step) / 100.0);
        let mut best = None;
        for level in levels {
            let (share, count) = self.acceptable_from(level);
            if count >= 10 && share < wanted {
                break;
            }
            if count >= 10 {
                best = Some(level);
            }
        }
        best
    }

    /// Mean gap between confidence and share right (strictly), over tenths of confidence weighted by their pairs.
    #[must_use]
    pub fn calibration_gap(&self) -> f32 {
        let mut gap = 0.0;
        for tenth in 0..10_u8 {
            let (low, high) = (f32::from(tenth) / 10.0, f32::from(tenth + 1) / 10.0);
            let inside: Vec<&Pair> =
                self.pairs.iter().filter(|pair| (low..high).contains(&pair.verdict.confidence)).collect();
            if inside.is_empty() {
                continue;
            }
            let said = inside.iter().map(|pair| pair.verdict.confidence).sum::<f32>() / inside.len() as f32;
            let right = inside.iter().filter(|pair| pair.judgement.status == pair.verdict.proposal).count();
            gap += (said - share(right, inside.len())).abs() * inside.len() as f32 / self.pairs.len() as f32;
        }
        gap
    }
}

fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// Cohen's kappa of a table of counts.
#[must_use]
pub fn kappa(table: &[[usize; 3]; 3], linear: bool) -> f32 {
    let total: usize = table.iter().flatten().sum();
    if total == 0 {
        return 0.0;
    }
    let cost = |row: usize, column: usize| match (linear, row.abs_diff(column)) {
        (true, distance) => distance as f32 / 2.0,
        (false, distance) => f32::from(u8::from(distance > 0)),
    };
    let rows: Vec<usize> = table.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<usize> = (0..3).map(|column| table.iter().map(|row| row[column]).sum()).collect();
    let (mut seen, mut expected) = (0.0, 0.0);
    for row in 0..3 {
        for column in 0..3 {
            seen += cost(row, column) * table[row][column] as f32;
            expected += cost(row, column) * rows[row] as f32 * columns[column] as f32 / total as f32;
        }
    }
    if expected > 0.0 { 1.0 - seen / expected } else { 0.0 }
}
