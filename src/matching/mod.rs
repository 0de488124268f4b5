//! Pairs points with the passages of plans, keeping each pair's reasons and score: evidence first, then a proposal that
//! knows how sure it is. Pure.

#![expect(clippy::cast_precision_loss, reason = "counts of words, lines and rows, far below 2^23")]

mod passages;

mod terms;

mod rank;

mod apply;

mod features;

mod decide;

pub mod fit;

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
    reviews: &[Review],
    dictionaries: &Dictionaries,
    settings: &MatchSettings,
) -> Vec<Evidence> {
    let asked = terms::analyse_points(&points.points, dictionaries);
    let of_plan = |document: &Document| {
        let plan = passages::plan(document, dictionaries);
        let mut rows = Vec::new();
        for (point, asked) in points.points.iter().zip(&asked) {
            let mut found = of_pair(document, &plan, point, asked, points, dictionaries, settings);
            apply_review(&mut found, document, point, reviews);
            rows.append(&mut found);
        }
        rows
    };
    // Plans know nothing of each other, so they are read side by side; the order of rows stays that of the documents.
    documents
        .par_iter()
        .copied()
        .filter(|document| document.handling.kind == DocKind::Handlingsplan)
        .flat_map_iter(of_plan)
        .collect()
}

/// The rows of one plan and point.
fn of_pair(
    document: &Document,
    plan: &passages::Plan,
    point: &Point,
    asked: &terms::Asked,
    points: &Points,
    dictionaries: &Dictionaries,
    settings: &MatchSettings,
) -> Vec<Evidence> {
    if let Some(reason) = apply::exempt(point, document, dictionaries) {
        return vec![row(document, point, Status::NotApplicable, reason)];
    }
    if plan.is_unreadable() {
        return vec![row(document, point, Status::Unreadable, "unreadable")];
    }
    let ranked = rank::rank(asked, plan, settings.passages);
    let features = features::features(asked, plan, &ranked, dictionaries);
    let verdict = decide::decide(&features, &dictionaries.weights);
    let status = if verdict.confidence >= settings.decide_from { verdict.proposal } else { Status::ToReview };
    let mut rows: Vec<Evidence> = (1..)
        .zip(&ranked)
        .map(|(rank, found)| {
            let passage = &plan.passages[found.passage];
            Evidence {
                rank,
                score: found.score,
                criterion: rank::criterion(points, point, passage),
                reason: features::reason(asked, plan, found, verdict.proposal, dictionaries),
                span: Some(passage.span),
                quote: passage.quote.clone(),
                ..row(document, point, status, "")
            }
        })
        .collect();
    if rows.is_empty() {
        rows.push(row(document, point, status, "missing: every part"));
    }
    for row in &mut rows {
        row.proposal = verdict.proposal;
        row.confidence = verdict.confidence;
    }
    rows
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

/// A person's verdict replaces the program's. It fits when organ and year are the plan's and the wording is the one that
/// was reviewed: fingerprints carry it over when numbers move. The last of several rows counts.
fn apply_review(rows: &mut [Evidence], document: &Document, point: &Point, reviews: &[Review]) {
    let organ = document.handling.organ.as_ref().map(|organ| organ.id.as_str());
    let verdict = reviews
        .iter()
        .rev()
        .filter(|review| Some(review.organ_id.as_str()) == organ && Some(review.year) == document.handling.year)
        .find(|review| {
            let same_words = review.fingerprint == point.fingerprint;
            same_words || review.fingerprint.is_empty() && review.point_id == point.id
        })
        .and_then(|review| Status::parse(&review.status));
    if let Some(verdict) = verdict {
        for row in rows {
            row.status = verdict;
            "review".clone_into(&mut row.basis);
        }
    }
}
