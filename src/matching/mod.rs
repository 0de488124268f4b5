//! Pairs points with the passages of plans, keeping each pair's reasons and score: evidence first, then a proposal that
//! knows how sure it is. Pure.

#![expect(clippy::cast_precision_loss, reason = "counts of words, lines and rows, far below 2^23")]

mod passages;

mod says;

mod terms;

mod strengths;

mod rank;

mod apply;

mod features;

mod decide;

mod pair;

mod reviews;

mod missing;

pub mod judge;

pub mod fit;

pub mod labels;

pub mod measure;

#[cfg(test)]
mod tests;

use std::sync::{Arc, LazyLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::classify::DocKind;
use crate::dictionaries::Dictionaries;
use crate::directives::Points;
use crate::segment::Document;
use crate::text::{DocId, Span};

pub use missing::missing_plans;
pub use reviews::{Agreed, Agreement, Review, agreement, unfit};

use pair::{Desk, PlanPairs};

/// Whether a plan meets a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// All, in order.
    const ALL: [Self; 6] =
        [Self::Addressed, Self::Partly, Self::NotAddressed, Self::ToReview, Self::NotApplicable, Self::Unreadable];

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

    /// The word as rows keep it: millions say one of these.
    #[must_use]
    pub fn to_shared(self) -> Arc<str> {
        static WORDS: LazyLock<[Arc<str>; 6]> = LazyLock::new(|| Status::ALL.map(|status| status.as_str().into()));
        Arc::clone(&WORDS[self as usize])
    }

    /// The status of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Plan × point × passage: a row of `evidence.csv`. Its words are shared between rows: a city with many plans has millions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The plan, which all its rows have in common; told once for all of them where rows are kept.
    #[serde(skip)]
    pub plan: Arc<PlanHead>,
    /// The point.
    pub point_id: Arc<str>,
    /// What holds.
    pub status: Status,
    /// Which way the program leans.
    pub proposal: Status,
    /// 0 to 1: how sure the proposal is.
    pub confidence: f32,
    /// `program`, `judge:NAME` or `review`.
    pub basis: Arc<str>,
    /// What a judge said, whoever's word it is that holds.
    pub judged: Option<Status>,
    /// 1 for the best passage; 0 where there is none.
    pub rank: u32,
    /// Why not more: `negated`, `deferred`, `limited`, `restated_duty`, `other_body`, `missing: …`, or empty.
    pub reason: Arc<str>,
    /// The passage, if there is one. Most rows say that a point does not bind the plan, and have none.
    pub passage: Option<Box<Proof>>,
}

/// A plan as the rows of `evidence.csv` name it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanHead {
    /// The plan.
    pub doc_id: DocId,
    /// Whose plan.
    pub organ_id: Arc<str>,
    /// Its name.
    pub organ: Arc<str>,
    /// The plan's year.
    pub year: Option<i32>,
}

/// A passage of a plan that bears on a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// 0 to 1: how well it fits.
    pub score: f32,
    /// The criterion (seq) that it answers, or empty.
    pub criterion: Arc<str>,
    /// Where.
    pub span: Span,
    /// Verbatim words of the plan.
    pub quote: Arc<str>,
}

/// Settings of the matching room.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatchSettings {
    /// Confidence from which a proposal is decided.
    pub decide_from: f32,
    /// Passages kept for each plan and point.
    pub passages: usize,
}

impl Default for MatchSettings {
    fn default() -> Self {
        // On no level of confidence are nine of ten proposals acceptable to a reader (`paragraf fit` looks for one), so next to
        // nothing is decided by the program alone; everything else is shown to a reader, with the way it leans.
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
    evidence_kept(documents, points, verdicts, dictionaries, settings, |_, make| make())
}

/// [`evidence`] where the rows of a plan may be known: `kept` is told its place among the documents and how its rows are
/// made, and gives what that would give.
#[must_use]
pub fn evidence_kept(
    documents: &[&Document],
    points: &Points,
    verdicts: Verdicts<'_>,
    dictionaries: &Dictionaries,
    settings: &MatchSettings,
    kept: impl Fn(usize, &dyn Fn() -> Vec<Evidence>) -> Vec<Evidence> + Sync,
) -> Vec<Evidence> {
    let desk = Desk::new(points, dictionaries);
    // Plans know nothing of each other, so they are read side by side; the order of rows stays that of the documents.
    plans(documents)
        .flat_map_iter(|(at, document)| {
            let make = || PlanPairs::new(&desk, document).rows(verdicts, settings);
            desk.share(document, kept(at, &make))
        })
        .collect()
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
    let desk = Desk::new(points, dictionaries);
    plans(documents).flat_map_iter(|(_, document)| PlanPairs::new(&desk, document).questions(reviews)).collect()
}

/// Plans with their places among the documents.
fn plans<'d>(documents: &'d [&'d Document]) -> impl ParallelIterator<Item = (usize, &'d Document)> {
    let documents = documents.par_iter().copied().enumerate();
    documents.filter(|(_, document)| document.handling.kind == DocKind::Handlingsplan)
}

/// What others have said: it wins over the program, a person's word over a judge's.
#[derive(Clone, Copy, Debug)]
pub struct Verdicts<'a> {
    /// Of persons.
    pub reviews: &'a [Review],
    /// Of judges, already checked.
    pub answers: &'a judge::Answers,
}
