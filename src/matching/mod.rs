//! Pairs points with the passages of plans, keeping each pair's reasons and score: evidence first, then a proposal that
//! knows how sure it is. Pure.

use crate::dictionaries::Dictionaries;
use crate::directives::Points;
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
        Self { decide_from: 0.8, passages: 3 }
    }
}

/// Evidence for every plan × point of a directive or demand, sorted by plan, point, rank.
pub fn evidence(
    documents: &[Document],
    points: &Points,
    reviews: &[Review],
    dictionaries: &Dictionaries,
    settings: &MatchSettings,
) -> Vec<Evidence> {
    let _ = (documents, points, reviews, dictionaries, settings);
    Vec::new()
}
