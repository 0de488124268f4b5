//! What people have settled: which of their verdicts fits which cell, which fits none, and how often others said the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::classify::DocKind;
use crate::directives::Point;
use crate::segment::Document;

use super::decide::CLASSES;
use super::measure::kappa;
use super::{Evidence, Status};

/// A person's verdict: a row of `reviews.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

impl Review {
    /// Whether organ and year are the plan's.
    fn is_of_plan(&self, document: &Document) -> bool {
        let organ = document.handling.organ.as_ref().map(|organ| organ.id.as_str());
        organ == Some(&self.organ_id) && document.handling.year == Some(self.year)
    }

    /// Whether the wording is the one that was reviewed: fingerprints carry a verdict over when numbers move.
    fn is_of_point(&self, point: &Point) -> bool {
        self.fingerprint == point.fingerprint || self.fingerprint.is_empty() && self.point_id == point.id
    }
}

/// A person's verdict of a cell; the last of several rows counts.
pub(super) fn review_of(document: &Document, point: &Point, reviews: &[Review]) -> Option<Status> {
    let mut own = reviews.iter().rev().filter(|review| review.is_of_plan(document));
    own.find(|review| review.is_of_point(point)).and_then(|review| Status::parse(&review.status))
}

/// Verdicts that fit no cell (the plan or the wording is no longer there), or say nothing known; in their order.
#[must_use]
pub fn unfit<'r>(reviews: &'r [Review], documents: &[&Document], points: &[Point]) -> Vec<&'r Review> {
    let plans: Vec<&&Document> =
        documents.iter().filter(|document| document.handling.kind == DocKind::Handlingsplan).collect();
    let fits = |review: &Review| {
        plans.iter().any(|plan| review.is_of_plan(plan))
            && points.iter().any(|point| review.is_of_point(point))
            && Status::parse(&review.status).is_some()
    };
    reviews.iter().filter(|review| !fits(review)).collect()
}

/// How often program and judges said what people settled.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// The program's proposals.
    pub program: Agreed,
    /// Verdicts of judges, where there were any.
    pub judge: Agreed,
    /// The program's proposals, point by point.
    pub points: BTreeMap<String, Agreed>,
}

/// How often one said what people settled.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agreed {
    /// Cells that both spoke of.
    pub cells: usize,
    /// Of them, those with the same status.
    pub same: usize,
    /// Cohen's kappa; 0 where there is nothing to agree on.
    pub kappa: f32,
    #[serde(skip)]
    table: [[usize; 3]; 3],
}

impl Agreed {
    fn add(&mut self, settled: Status, said: Status) {
        let class = |status: Status| CLASSES.iter().position(|class| *class == status);
        let (Some(settled), Some(said)) = (class(settled), class(said)) else { return };
        self.cells += 1;
        self.same += usize::from(settled == said);
        self.table[settled][said] += 1;
        self.kappa = kappa(&self.table, false);
    }
}

/// Compare what people settled with what program and judges said of the same cells.
#[must_use]
pub fn agreement(evidence: &[Evidence]) -> Agreement {
    let mut agreement = Agreement::default();
    for cell in evidence.iter().filter(|row| row.rank <= 1 && &*row.basis == "review") {
        agreement.program.add(cell.status, cell.proposal);
        agreement.points.entry(cell.point_id.to_string()).or_default().add(cell.status, cell.proposal);
        if let Some(judged) = cell.judged {
            agreement.judge.add(cell.status, judged);
        }
    }
    agreement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_counts_what_people_settled() {
        let mut agreed = Agreed::default();
        for (settled, said) in [
            (Status::Addressed, Status::Addressed),
            (Status::NotAddressed, Status::NotAddressed),
            (Status::Partly, Status::Addressed),
            (Status::NotApplicable, Status::Addressed),
        ] {
            agreed.add(settled, said);
        }
        assert_eq!((agreed.cells, agreed.same), (3, 2));
        assert!(agreed.kappa > 0.4 && agreed.kappa < 0.6, "{}", agreed.kappa);
    }
}
