//! Pairs points with the passages of plans, keeping each pair's reasons and score: evidence first, then a proposal that
//! knows how sure it is. Pure.

#![expect(clippy::cast_precision_loss, reason = "counts of words, lines and rows, far below 2^23")]

mod passages;

mod terms;

mod rank;

mod apply;

mod features;

mod decide;

pub mod judge;

pub mod fit;

pub mod labels;

pub mod measure;

#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::classify::DocKind;
use crate::dictionaries::Dictionaries;
use crate::directives::{Point, Points};
use crate::segment::Document;
use crate::text::{DocId, Span};

/// Whether a plan meets a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Measures, routines, responsibilities or content of the plan meet every essential part.
    Addressed,
    /// Some of it, or a restated duty or an intention.
    Partly,
    /// Nothing.
    NotAddressed,
    /// The program isn't sure.
    ToReview,
    /// The point is put on others.
    NotApplicable,
    /// The plan's text can't be read; never called a gap.
    Unreadable,
}

impl Status {
    /// The word that the tables use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Addressed => "addressed",
            Self::Partly => "partly",
            Self::NotAddressed => "not_addressed",
            Self::ToReview => "to_review",
            Self::NotApplicable => "not_applicable",
            Self::Unreadable => "unreadable",
        }
    }

    /// The status of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Addressed, Self::Partly, Self::NotAddressed, Self::ToReview, Self::NotApplicable, Self::Unreadable]
            .into_iter()
            .find(|status| status.as_str() == word)
    }
}

/// A person's verdict: a row of `reviews.csv`.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Review {
    /// Organ whose plan it is.
    pub organ_id: String,
    /// The plan's year.
    pub year: i32,
    /// The point.
    pub point_id: String,
    /// The point's fingerprint when it was reviewed.
    pub fingerprint: String,
    /// `addressed`, `partly`, `not_addressed` or `not_applicable`.
    pub status: String,
    /// Free words.
    #[serde(default)]
    pub note: String,
    /// Who.
    #[serde(default)]
    pub reviewer: String,
    /// When.
    #[serde(default)]
    pub date: String,
}

/// Plan × point × passage: a row of `evidence.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The plan.
    pub plan_doc_id: DocId,
    /// Whose plan.
    pub organ_id: String,
    /// Its name.
    pub organ: String,
    /// The plan's year.
    pub year: Option<i32>,
    /// The point.
    pub point_id: String,
    /// What holds.
    pub status: Status,
    /// Which way the program leans.
    pub proposal: Status,
    /// 0 to 1: how sure the proposal is.
    pub confidence: f32,
    /// 0 to 1: how well this passage fits.
    pub score: f32,
    /// `program`, `judge:NAME` or `review`.
    pub basis: String,
    /// 1 for the best passage; 0 where there is none.
    pub rank: u32,
    /// The criterion (seq) that the passage answers, or empty.
    pub criterion: String,
    /// Why not more: `negated`, `deferred`, `limited`, `restated_duty`, `other_body`, `missing: …`, or empty.
    pub reason: String,
    /// Where, if there is a passage.
    pub span: Option<Span>,
    /// Verbatim words of the plan.
    pub quote: String,
}

/// Settings of the matching room.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchSettings {
    /// Confidence from which a proposal is decided.
    pub decide_from: f32,
    /// Passages kept for each plan and point.
    pub passages: usize,
}

impl Default for MatchSettings {
    fn default() -> Self {
        // Plan by plan on d1-d3 nine of ten held from 0.82; on the sample plans, which nothing was fitted on, no level held it.
        // So next to nothing is decided until weights are fitted on more plans; everything else is shown to a reader.
        Self { decide_from: 0.95, passages: 3 }
    }
}

/// Evidence for every plan × point of a directive or demand, sorted by plan, point, rank.
///
/// A point that is put on others, or is younger than the plan, has one row without a passage (`not_applicable`); so has
/// every point of a plan whose text can't be read (`unreadable`).
#[must_use]
pub fn evidence(
    documents: &[&Document],
    points: &Points,
    verdicts: Verdicts<'_>,
    dictionaries: &Dictionaries,
    settings: &MatchSettings,
) -> Vec<Evidence> {
    let asked = terms::analyse_points(&points.points, dictionaries);
    let of_plan = |document: &Document| {
        let plan = passages::plan(document, dictionaries);
        let mut rows = Vec::new();
        for (point, asked) in points.points.iter().zip(&asked) {
            let pair = Pair { document, plan: &plan, point, asked, points, dictionaries };
            let mut found = pair.rows(verdicts.answers, settings);
            apply_review(&mut found, document, point, verdicts.reviews);
            rows.append(&mut found);
        }
        rows
    };
    // Plans know nothing of each other, so they are read side by side; the order of rows stays that of the documents.
    plans(documents).flat_map_iter(of_plan).collect()
}

/// What a judge is to be asked: every plan × point that binds its organ, can be read and has no person's verdict, sorted by
/// plan and point.
#[must_use]
pub fn questions(
    documents: &[&Document],
    points: &Points,
    reviews: &[Review],
    dictionaries: &Dictionaries,
) -> Vec<judge::Question> {
    let asked = terms::analyse_points(&points.points, dictionaries);
    let of_plan = |document: &Document| {
        let plan = passages::plan(document, dictionaries);
        let open = points.points.iter().zip(&asked).filter_map(|(point, asked)| {
            let pair = Pair { document, plan: &plan, point, asked, points, dictionaries };
            let open = pair.exempt().is_none() && review_of(document, point, reviews).is_none();
            open.then(|| pair.question(&pair.ranked()))
        });
        open.collect::<Vec<_>>()
    };
    plans(documents).flat_map_iter(of_plan).collect()
}

fn plans<'d>(documents: &'d [&'d Document]) -> impl ParallelIterator<Item = &'d Document> {
    documents.par_iter().copied().filter(|document| document.handling.kind == DocKind::Handlingsplan)
}

/// What others have said: it wins over the program, a person's word over a judge's.
#[derive(Clone, Copy, Debug)]
pub struct Verdicts<'a> {
    /// Of persons.
    pub reviews: &'a [Review],
    /// Of judges, already checked.
    pub answers: &'a judge::Answers,
}

/// A plan and a point.
struct Pair<'a> {
    document: &'a Document,
    plan: &'a passages::Plan,
    point: &'a Point,
    asked: &'a terms::Asked,
    points: &'a Points,
    dictionaries: &'a Dictionaries,
}

impl Pair<'_> {
    /// The status and reason of a pair that is not judged at all.
    fn exempt(&self) -> Option<(Status, &'static str)> {
        if let Some(reason) = apply::exempt(self.point, self.document, self.plan, self.dictionaries) {
            return Some((Status::NotApplicable, reason));
        }
        self.plan.is_unreadable().then_some((Status::Unreadable, "unreadable"))
    }

    /// The passages nearest to the point, best first: as many as a judge is shown.
    fn ranked(&self) -> Vec<rank::Ranked> {
        rank::rank(self.asked, self.plan, judge::SHOWN)
    }

    fn question(&self, ranked: &[rank::Ranked]) -> judge::Question {
        let handling = &self.document.handling;
        let organ = handling.organ.as_ref().map_or("", |organ| organ.name.as_str());
        let plan = (handling.repaired.pages.id.as_str(), organ, handling.year);
        judge::question(plan, self.plan, self.point, &self.points.criteria, ranked, self.dictionaries)
    }

    /// A judge's verdict and name, and the passages it rests on, where there is one for this very question.
    fn judged(
        &self,
        shown: &[rank::Ranked],
        answers: &judge::Answers,
    ) -> Option<(judge::Judged, String, Vec<rank::Ranked>)> {
        // questions are long; none is made where nobody has answered any
        if answers.is_empty() {
            return None;
        }
        let question = self.question(shown);
        let answer = answers.get(&question.id)?;
        let judged = judge::check(&question, answer).ok()?;
        let mut first: Vec<rank::Ranked> = judged.passages.iter().map(|&at| shown[at].clone()).collect();
        first.extend(
            shown.iter().enumerate().filter(|(at, _)| !judged.passages.contains(at)).map(|(_, one)| one.clone()),
        );
        Some((judged, format!("judge:{}", answer.judge), first))
    }

    fn rows(&self, answers: &judge::Answers, settings: &MatchSettings) -> Vec<Evidence> {
        let (document, point) = (self.document, self.point);
        if let Some((status, reason)) = self.exempt() {
            return vec![row(document, point, status, reason)];
        }
        let shown = self.ranked();
        let mut ranked = shown[..shown.len().min(settings.passages)].to_vec();
        let features = features::features(self.asked, self.plan, &ranked, self.dictionaries);
        let verdict = decide::decide(&features, &self.dictionaries.weights);
        let mut status = if verdict.confidence >= settings.decide_from { verdict.proposal } else { Status::ToReview };
        let mut basis = "program".to_owned();
        if let Some((judged, judge, first)) = self.judged(&shown, answers) {
            (status, basis, ranked) = (judged.status, judge, first);
            ranked.truncate(settings.passages.max(judged.passages.len()));
        }
        let mut rows: Vec<Evidence> =
            (1..).zip(&ranked).map(|(rank, found)| self.row_of(rank, found, &verdict, status)).collect();
        if rows.is_empty() {
            rows.push(row(document, point, status, "missing: every part"));
        }
        for row in &mut rows {
            row.proposal = verdict.proposal;
            row.confidence = verdict.confidence;
            row.basis.clone_from(&basis);
        }
        rows
    }

    fn row_of(&self, rank: u32, found: &rank::Ranked, verdict: &decide::Verdict, status: Status) -> Evidence {
        let passage = &self.plan.passages[found.passage];
        Evidence {
            rank,
            score: found.score,
            criterion: rank::criterion(self.points, self.point, passage),
            reason: features::reason(self.asked, self.plan, found, verdict.proposal, self.dictionaries),
            span: Some(passage.span),
            quote: passage.quote.clone(),
            ..row(self.document, self.point, status, "")
        }
    }
}

/// A row without a passage.
fn row(document: &Document, point: &Point, status: Status, reason: &str) -> Evidence {
    let handling = &document.handling;
    Evidence {
        plan_doc_id: handling.repaired.pages.id.clone(),
        organ_id: handling.organ.as_ref().map_or_else(String::new, |organ| organ.id.clone()),
        organ: handling.organ.as_ref().map_or_else(String::new, |organ| organ.name.clone()),
        year: handling.year,
        point_id: point.id.clone(),
        status,
        proposal: status,
        confidence: 1.0,
        score: 0.0,
        basis: "program".to_owned(),
        rank: 0,
        criterion: String::new(),
        reason: reason.to_owned(),
        span: None,
        quote: String::new(),
    }
}

/// A person's verdict replaces every other.
fn apply_review(rows: &mut [Evidence], document: &Document, point: &Point, reviews: &[Review]) {
    if let Some(verdict) = review_of(document, point, reviews) {
        for row in rows {
            row.status = verdict;
            "review".clone_into(&mut row.basis);
        }
    }
}

/// A person's verdict of a cell. It fits when organ and year are the plan's and the wording is the one that was reviewed:
/// fingerprints carry it over when numbers move. The last of several rows counts.
fn review_of(document: &Document, point: &Point, reviews: &[Review]) -> Option<Status> {
    let organ = document.handling.organ.as_ref().map(|organ| organ.id.as_str());
    reviews
        .iter()
        .rev()
        .filter(|review| Some(review.organ_id.as_str()) == organ && Some(review.year) == document.handling.year)
        .find(|review| {
            let same_words = review.fingerprint == point.fingerprint;
            same_words || review.fingerprint.is_empty() && review.point_id == point.id
        })
        .and_then(|review| Status::parse(&review.status))
}
