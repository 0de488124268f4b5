//! Judges one plan by all points: which bind it, the passages nearest to each, the proposal, and what others have said.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::dictionaries::Dictionaries;
use crate::directives::{Point, Points};
use crate::segment::Document;

use super::decide::{CLASSES, Model, Shares, Verdict, cuts, decide};
use super::rank::{self, Looked, Ranked};
use super::reviews::review_of;
use super::terms::Demands;
use super::{
    Evidence, MatchSettings, PlanHead, Proof, Review, Status, Verdicts, apply, features, judge, passages, strengths,
};

/// What all plans are judged by.
pub struct Desk<'a> {
    points: &'a Points,
    dictionaries: &'a Dictionaries,
    demands: Demands,
    model: Model,
    /// Each point's id, shared by its rows.
    ids: Vec<Arc<str>>,
}

impl<'a> Desk<'a> {
    /// Take the points apart.
    pub fn new(points: &'a Points, dictionaries: &'a Dictionaries) -> Self {
        Self {
            points,
            dictionaries,
            demands: Demands::of(&points.points, dictionaries),
            model: Model::of(&dictionaries.weights),
            ids: points.points.iter().map(|point| point.id.as_str().into()).collect(),
        }
    }

    /// Let the rows of a plan, in order of point, have what they have in common from one place, the plan itself too: kept
    /// rows come without it.
    pub fn share(&self, document: &Document, mut rows: Vec<Evidence>) -> Vec<Evidence> {
        let plan = Arc::new(head(document));
        let mut ids = self.ids.iter();
        let mut id: Option<&Arc<str>> = None;
        for row in &mut rows {
            row.plan = Arc::clone(&plan);
            if id.is_none_or(|id| *id != row.point_id) {
                id = ids.find(|id| **id == row.point_id);
            }
            row.point_id = id.map_or_else(|| Arc::clone(&row.point_id), Arc::clone);
        }
        share_words(&mut rows);
        rows
    }
}

/// A plan, and which points bind it.
pub struct PlanPairs<'a> {
    desk: &'a Desk<'a>,
    document: &'a Document,
    looked: Looked,
    /// For each point why it is not judged.
    exempt: Vec<Option<(Status, &'static str)>>,
    /// What all rows of the plan begin with.
    blank: Evidence,
}

impl<'a> PlanPairs<'a> {
    /// Make a plan ready.
    pub fn new(desk: &'a Desk<'a>, document: &'a Document) -> Self {
        let plan = passages::plan(document, desk.dictionaries);
        let unreadable = plan.is_unreadable().then_some((Status::Unreadable, "unreadable"));
        let exempt: Vec<Option<(Status, &str)>> = desk
            .points
            .points
            .iter()
            .map(|point| {
                let reason = apply::exempt(point, document, &plan, desk.dictionaries);
                reason.map(|reason| (Status::NotApplicable, reason)).or(unreadable)
            })
            .collect();
        let holds = strengths::strengths(&desk.demands.terms, desk.dictionaries.synonyms.groups(), &plan);
        let binding = desk.demands.asked.iter().zip(&exempt).filter(|(_, exempt)| exempt.is_none());
        let looked = Looked::new(plan, holds, binding.map(|(asked, _)| asked));
        Self { desk, document, looked, exempt, blank: blank(document) }
    }

    /// A row a passage for each point, or one that says why there is none; in order of point and rank.
    pub fn rows(&self, verdicts: Verdicts<'_>, settings: &MatchSettings) -> Vec<Evidence> {
        let cuts = self.cuts(verdicts.reviews, settings);
        let mut rows = Vec::new();
        for (at, exempt) in self.exempt.iter().enumerate() {
            let from = rows.len();
            match exempt {
                Some((status, reason)) => rows.push(self.row(at, *status, reason)),
                None => rows.extend(self.open_rows(at, verdicts.answers, settings, cuts)),
            }
            // a person's verdict replaces every other
            if let Some(status) = self.reviewed(at, verdicts.reviews) {
                for row in &mut rows[from..] {
                    row.status = status;
                    row.basis = "review".into();
                }
            }
        }
        rows
    }

    /// What a judge is to be asked.
    pub fn questions(&self, reviews: &[Review]) -> Vec<judge::Question> {
        let open =
            (0..self.exempt.len()).filter(|&at| self.exempt[at].is_none() && self.reviewed(at, reviews).is_none());
        open.map(|at| self.question(at, &self.shown(at))).collect()
    }

    fn point(&self, at: usize) -> &Point {
        &self.desk.points.points[at]
    }

    fn reviewed(&self, at: usize, reviews: &[Review]) -> Option<Status> {
        review_of(self.document, self.point(at), reviews)
    }

    /// The passages nearest to a point, best first: as many as a judge is shown.
    fn shown(&self, at: usize) -> Vec<Ranked> {
        rank::rank(&self.desk.demands.asked[at], &self.looked, &self.desk.model.passages, judge::SHOWN)
    }

    fn question(&self, at: usize, shown: &[Ranked]) -> judge::Question {
        let handling = &self.document.handling;
        let organ = handling.organ.as_ref().map_or("", |organ| organ.name.as_str());
        let plan = (handling.repaired.pages.id.as_str(), organ, handling.year);
        let criteria = &self.desk.points.criteria;
        judge::question(plan, &self.looked.plan, self.point(at), criteria, shown, self.desk.dictionaries)
    }

    /// What the features of a point's best passages say.
    fn logits(&self, at: usize, ranked: &[Ranked]) -> Shares {
        let asked = &self.desk.demands.asked[at];
        self.desk.model.logits(&features::features(asked, &self.desk.demands, &self.looked, ranked))
    }

    /// How the cells of this plan that a person has settled move its cuts.
    fn cuts(&self, reviews: &[Review], settings: &MatchSettings) -> Shares {
        let open = (0..self.exempt.len()).filter(|&at| self.exempt[at].is_none());
        let settled = open.filter_map(|at| {
            let status = self.reviewed(at, reviews)?;
            let class = CLASSES.iter().position(|class| *class == status)?;
            let shown = self.shown(at);
            Some((self.logits(at, &shown[..shown.len().min(settings.passages)]), class))
        });
        cuts(&settled.collect::<Vec<_>>())
    }

    /// The rows of a point that binds the plan.
    fn open_rows(&self, at: usize, answers: &judge::Answers, settings: &MatchSettings, cuts: Shares) -> Vec<Evidence> {
        let shown = self.shown(at);
        let mut ranked = shown[..shown.len().min(settings.passages)].to_vec();
        let verdict = decide(self.logits(at, &ranked), cuts, &self.desk.model.confidence);
        let mut status = if verdict.confidence >= settings.decide_from { verdict.proposal } else { Status::ToReview };
        let (mut basis, mut said) = (self.blank.basis.clone(), None);
        if let Some((judged, judge, first)) = self.judged(at, &shown, answers) {
            (status, basis, said, ranked) = (judged.status, judge.into(), Some(judged.status), first);
            ranked.truncate(settings.passages.max(judged.passages.len()));
        }
        let mut rows: Vec<Evidence> =
            (1..).zip(&ranked).map(|(rank, found)| self.passage_row(at, rank, found, &verdict, status)).collect();
        if rows.is_empty() {
            rows.push(self.row(at, status, "missing: every part"));
        }
        for row in &mut rows {
            row.proposal = verdict.proposal;
            row.confidence = verdict.confidence;
            row.basis.clone_from(&basis);
            row.judged = said;
        }
        rows
    }

    /// A judge's verdict and name, and the passages it rests on first, where there is one for this very question.
    fn judged(
        &self,
        at: usize,
        shown: &[Ranked],
        answers: &judge::Answers,
    ) -> Option<(judge::Judged, String, Vec<Ranked>)> {
        // questions are long; none is made where nobody has answered any
        if answers.is_empty() {
            return None;
        }
        let question = self.question(at, shown);
        let answer = answers.get(&question.id)?;
        let judged = judge::check(&question, answer).ok()?;
        let mut first: Vec<Ranked> = judged.passages.iter().map(|&at| shown[at].clone()).collect();
        first.extend(
            shown.iter().enumerate().filter(|(at, _)| !judged.passages.contains(at)).map(|(_, one)| one.clone()),
        );
        Some((judged, format!("judge:{}", answer.judge), first))
    }

    fn passage_row(&self, at: usize, rank: u32, found: &Ranked, verdict: &Verdict, status: Status) -> Evidence {
        let Desk { points, dictionaries, demands, .. } = self.desk;
        let plan = &self.looked.plan;
        let passage = &plan.passages[found.passage];
        let groups = dictionaries.synonyms.groups();
        let reason = features::reason(&demands.asked[at], demands, plan, found, verdict.proposal, groups);
        let proof = Proof {
            score: found.score,
            criterion: rank::criterion(points, self.point(at), passage).into(),
            span: passage.span,
            quote: passage.quote.clone(),
        };
        Evidence { rank, passage: Some(Box::new(proof)), ..self.row(at, status, &reason) }
    }

    /// A row without a passage.
    fn row(&self, at: usize, status: Status, reason: &str) -> Evidence {
        let blank = self.blank.clone();
        Evidence { point_id: self.desk.ids[at].clone(), status, proposal: status, reason: reason.into(), ..blank }
    }
}

/// Let rows that give the same reason, or answer the same criterion, have it from one place.
fn share_words(rows: &mut [Evidence]) {
    let mut known: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut share = |word: &mut Arc<str>| match known.get(word) {
        Some(same) => word.clone_from(same),
        None => _ = known.insert(Arc::clone(word)),
    };
    for row in rows {
        share(&mut row.reason);
        row.passage.iter_mut().for_each(|proof| share(&mut proof.criterion));
    }
}

/// A plan as its rows name it.
fn head(document: &Document) -> PlanHead {
    let handling = &document.handling;
    let organ = handling.organ.as_ref();
    PlanHead {
        doc_id: handling.repaired.pages.id.clone(),
        organ_id: organ.map_or("", |organ| &organ.id).into(),
        organ: organ.map_or("", |organ| &organ.name).into(),
        year: handling.year,
    }
}

/// What all rows of a plan have in common.
fn blank(document: &Document) -> Evidence {
    Evidence {
        plan: Arc::new(head(document)),
        point_id: "".into(),
        status: Status::ToReview,
        proposal: Status::ToReview,
        confidence: 1.0,
        basis: "program".into(),
        judged: None,
        rank: 0,
        reason: "".into(),
        passage: None,
    }
}
