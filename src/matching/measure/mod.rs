//! Measures points and verdicts against labels, for `paragraf evaluate` and `paragraf fit`.
//!
//! Verdicts are measured plan by plan, each with weights fitted on the other plans, so a figure never praises what it was
//! fitted on.

mod figures;

mod points;

pub use figures::{Baseline, Risk, kappa};
pub use points::{PointsMeasured, points_found};

use crate::dictionaries::{Dictionaries, Weights};
use crate::text::LineNo;

use super::decide::{AS_THE_SHARE, CLASSES, Confidence, Model, Shares, Verdict, cuts, decide};
use super::fit::{Labelled, Seen, fit_confidence, fit_ranker, model};
use super::labels::{Judgement, LabelSet, LabelledPlan};
use super::rank::{self, Looked, Ranked};
use super::terms::Demands;
use super::{features, judge, passages, strengths};

/// One labelled pair as measured.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Number of the plan, over all sets.
    pub plan: usize,
    /// What the reader said.
    pub judgement: Judgement,
    /// The reader's class, as an index of addressed, partly, not addressed.
    pub class: usize,
    /// What the program says, with weights of the other plans.
    pub verdict: Verdict,
    /// What it says before the softmax.
    pub logits: Shares,
    /// Rank of the first passage on a labelled line, among those shown to a judge.
    pub hit: Option<u32>,
    /// Whether every labelled line is among the passages shown to a judge.
    pub all_shown: bool,
}

/// Verdicts against labels.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// All pairs, in order of plan and label.
    pub pairs: Vec<Pair>,
}

/// Labelled pairs ready to be fitted on and measured.
#[derive(Debug)]
pub struct Material {
    demands: Vec<Demands>,
    plans: Vec<Looked>,
    cases: Vec<Case>,
    passages: usize,
}

/// A labelled pair on its way.
#[derive(Debug)]
struct Case {
    set: usize,
    plan: usize,
    point: usize,
    class: usize,
    judgement: Judgement,
    seen: Seen,
}

impl Material {
    /// Make label sets ready; `passages` as in the settings.
    #[must_use]
    pub fn new(sets: &[LabelSet], dictionaries: &Dictionaries, passages: usize) -> Self {
        let mut material = Self { demands: Vec::new(), plans: Vec::new(), cases: Vec::new(), passages };
        for (set, labelled) in sets.iter().enumerate() {
            material.demands.push(Demands::of(&labelled.points, dictionaries));
            for plan in &labelled.plans {
                material.add(set, plan, labelled, dictionaries);
            }
        }
        material
    }

    fn add(&mut self, set: usize, labelled: &LabelledPlan, labels: &LabelSet, dictionaries: &Dictionaries) {
        let demands = &self.demands[set];
        let judged: Vec<(usize, usize, &Judgement)> = labelled
            .judgements
            .iter()
            .filter_map(|judgement| {
                let point = labels.points.iter().position(|point| point.id == judgement.point_id)?;
                let class = CLASSES.iter().position(|status| *status == judgement.status)?;
                Some((point, class, judgement))
            })
            .collect();
        let plan = passages::plan(&labelled.document, dictionaries);
        let holds = strengths::strengths(&demands.terms, dictionaries.synonyms.groups(), &plan);
        let looked = Looked::new(plan, holds, judged.iter().map(|(point, ..)| &demands.asked[*point]));
        for (point, class, judgement) in judged {
            let passages =
                rank::see(&demands.asked[point], &looked).into_iter().map(|(_, features)| features).collect();
            let named = looked.plan.passages.iter().map(|passage| {
                judgement.lines.iter().any(|line| (passage.span.line_from..=passage.span.line_to).contains(line))
            });
            let seen = Seen { passages, named: named.collect() };
            self.cases.push(Case { set, plan: self.plans.len(), point, class, judgement: judgement.clone(), seen });
        }
        self.plans.push(looked);
    }

    /// Plan by plan, with weights fitted on the other plans of all sets.
    #[must_use]
    pub fn cross_validated(&self) -> Measured {
        let mut measured = Measured::default();
        for plan in 0..self.plans.len() {
            let model = self.fitted_on(|case| case.plan != plan);
            measured
                .pairs
                .extend(self.cases.iter().filter(|case| case.plan == plan).map(|case| self.pair(case, &model)));
        }
        let confidence: Vec<_> =
            (0..self.plans.len()).map(|plan| confidence(&measured, |other| other != plan)).collect();
        for pair in &mut measured.pairs {
            pair.verdict = decide(pair.logits, [0.0; 3], &confidence[pair.plan]);
        }
        measured
    }

    /// With weights as they are, for plans that those were not fitted on.
    #[must_use]
    pub fn measured_by(&self, weights: &Weights) -> Measured {
        let model = Model::of(weights);
        Measured { pairs: self.cases.iter().map(|case| self.pair(case, &model)).collect() }
    }

    /// Weights fitted on all plans; confidence is calibrated on `measured`, where no plan is judged by its own weights.
    #[must_use]
    pub fn weights(&self, measured: &Measured) -> Weights {
        Model { confidence: confidence(measured, |_| true), ..self.fitted_on(|_| true) }.to_weights()
    }

    fn fitted_on(&self, is_in: impl Fn(&Case) -> bool) -> Model {
        let cases: Vec<&Case> = self.cases.iter().filter(|case| is_in(case)).collect();
        let weights = fit_ranker(cases.iter().map(|case| &case.seen));
        let rows: Vec<Labelled> = cases
            .iter()
            .map(|case| {
                let ranked = self.ranked(case, &weights, self.passages);
                Labelled { features: self.features(case, &ranked), class: case.class }
            })
            .collect();
        model(weights, &rows)
    }

    fn ranked(&self, case: &Case, ranker: &rank::Features, limit: usize) -> Vec<Ranked> {
        rank::rank(&self.demands[case.set].asked[case.point], &self.plans[case.plan], ranker, limit)
    }

    fn features(&self, case: &Case, ranked: &[Ranked]) -> features::Features {
        let demands = &self.demands[case.set];
        features::features(&demands.asked[case.point], demands, &self.plans[case.plan], ranked)
    }

    fn pair(&self, case: &Case, model: &Model) -> Pair {
        let shown = self.ranked(case, &model.passages, judge::SHOWN);
        let logits = model.logits(&self.features(case, &shown[..shown.len().min(self.passages)]));
        let holds = |found: &Ranked, line: &LineNo| {
            let span = self.plans[case.plan].plan.passages[found.passage].span;
            (span.line_from..=span.line_to).contains(line)
        };
        let lines = &case.judgement.lines;
        let hit = (1..).zip(&shown).find(|(_, found)| lines.iter().any(|line| holds(found, line)));
        Pair {
            plan: case.plan,
            judgement: case.judgement.clone(),
            class: case.class,
            verdict: decide(logits, [0.0; 3], &model.confidence),
            logits,
            hit: hit.map(|(rank, _)| rank),
            all_shown: lines.iter().all(|line| shown.iter().any(|found| holds(found, line))),
        }
    }
}

/// How shares become confidence, over the pairs of some plans.
fn confidence(measured: &Measured, is_in: impl Fn(usize) -> bool) -> Confidence {
    let own = measured.pairs.iter().filter(|pair| is_in(pair.plan));
    let proposals: Vec<(Verdict, bool)> =
        own.map(|pair| (pair.verdict.clone(), pair.judgement.acceptable.contains(&pair.verdict.proposal))).collect();
    fit_confidence(&proposals)
}

impl Measured {
    /// Only the pairs of some plans.
    #[must_use]
    pub fn of_plans(&self, plans: std::ops::Range<usize>) -> Self {
        Self { pairs: self.pairs.iter().filter(|pair| plans.contains(&pair.plan)).cloned().collect() }
    }

    /// The same pairs where the first `confirmed` cells of each plan are settled by their labels and move its cuts; those
    /// cells are left out.
    #[must_use]
    pub fn with_confirmed(&self, confirmed: usize) -> Self {
        let mut pairs = Vec::new();
        for own in self.pairs.chunk_by(|a, b| a.plan == b.plan) {
            let settled: Vec<(Shares, usize)> =
                own.iter().take(confirmed).map(|pair| (pair.logits, pair.class)).collect();
            let cuts = cuts(&settled);
            // the chance that a reader accepts is not looked at here
            let moved = |pair: &Pair| Pair { verdict: decide(pair.logits, cuts, &AS_THE_SHARE), ..pair.clone() };
            pairs.extend(own.iter().skip(confirmed).map(moved));
        }
        Self { pairs }
    }
}
