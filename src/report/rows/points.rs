//! Rows about what is asked and whether plans do it: points, criteria, evidence, lineage.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::super::schema::{self, Table};
use super::{List, Row, YesNo, three_decimals};
use crate::directives::{Criterion, Link, Origin, Point, PointKind};
use crate::matching::Evidence;

/// A row of `points.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct PointRow {
    pub point_id: String,
    pub doc_id: String,
    pub year: i32,
    pub origin: String,
    pub kind: String,
    pub heading: String,
    pub text: String,
    pub modality: String,
    pub addressee_class: String,
    pub addressees: List,
    pub fingerprint: String,
    pub page: u32,
    pub line_from: u32,
    pub line_to: u32,
}

impl Row for PointRow {
    const TABLE: &'static Table = &schema::POINTS;
}

impl PointRow {
    /// The row of a point.
    #[must_use]
    pub fn new(point: &Point) -> Self {
        Self {
            point_id: point.id.clone(),
            doc_id: point.doc_id.to_string(),
            year: point.year,
            origin: origin(point.origin).to_owned(),
            kind: kind(point.kind).to_owned(),
            heading: point.heading.clone(),
            text: point.text.clone(),
            modality: point.modality.clone(),
            addressee_class: point.addressee_class.as_str().to_owned(),
            addressees: List::new(&point.addressees),
            fingerprint: point.fingerprint.clone(),
            page: point.span.page_from,
            line_from: point.span.line_from,
            line_to: point.span.line_to,
        }
    }

    /// Whether a governing document puts it on nämnder (and no reservation demands it).
    #[must_use]
    pub fn is_directive(&self) -> bool {
        self.origin == origin(Origin::Directive)
    }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Directive => "directive",
        Origin::Demand => "demand",
    }
}

fn kind(kind: PointKind) -> &'static str {
    match kind {
        PointKind::Bullet => "bullet",
        PointKind::Prose => "prose",
        PointKind::List => "list",
    }
}

/// A row of `criteria.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct CriterionRow {
    pub point_id: String,
    pub seq: u32,
    pub criterion: String,
    pub kind: String,
    pub essential: YesNo,
    pub terms: List,
    pub basis: String,
}

impl Row for CriterionRow {
    const TABLE: &'static Table = &schema::CRITERIA;
}

impl CriterionRow {
    /// The row of a criterion.
    #[must_use]
    pub fn new(criterion: &Criterion) -> Self {
        Self {
            point_id: criterion.point_id.clone(),
            seq: criterion.seq,
            criterion: criterion.criterion.clone(),
            kind: criterion.kind.to_owned(),
            essential: YesNo(criterion.essential),
            terms: List::new(&criterion.terms),
            basis: criterion.basis.to_owned(),
        }
    }
}

/// The empty cell of rows without a passage.
static NOTHING: LazyLock<Arc<str>> = LazyLock::new(|| "".into());

/// A row of `evidence.csv`. Its words are those of [`Evidence`], shared between rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct EvidenceRow {
    pub plan_doc_id: Arc<str>,
    pub organ_id: Arc<str>,
    pub organ: Arc<str>,
    pub year: Option<i32>,
    pub point_id: Arc<str>,
    pub status: Arc<str>,
    pub proposal: Arc<str>,
    pub confidence: f64,
    pub score: f64,
    pub basis: Arc<str>,
    pub rank: u32,
    pub criterion: Arc<str>,
    pub reason: Arc<str>,
    pub page: Option<u32>,
    pub line_from: Option<u32>,
    pub line_to: Option<u32>,
    pub quote: Arc<str>,
}

impl Row for EvidenceRow {
    const TABLE: &'static Table = &schema::EVIDENCE;
}

impl EvidenceRow {
    /// The row of a piece of evidence.
    #[must_use]
    pub fn new(evidence: &Evidence) -> Self {
        let Evidence { plan, passage, .. } = evidence;
        let span = passage.as_ref().map(|passage| passage.span);
        let nothing = || Arc::clone(&NOTHING);
        Self {
            plan_doc_id: plan.doc_id.to_shared(),
            organ_id: plan.organ_id.clone(),
            organ: plan.organ.clone(),
            year: plan.year,
            point_id: evidence.point_id.clone(),
            status: evidence.status.to_shared(),
            proposal: evidence.proposal.to_shared(),
            confidence: three_decimals(evidence.confidence),
            score: passage.as_ref().map_or(0.0, |passage| three_decimals(passage.score)),
            basis: evidence.basis.clone(),
            rank: evidence.rank,
            criterion: passage.as_ref().map_or_else(nothing, |passage| passage.criterion.clone()),
            reason: evidence.reason.clone(),
            page: span.map(|span| span.page_from),
            line_from: span.map(|span| span.line_from),
            line_to: span.map(|span| span.line_to),
            quote: passage.as_ref().map_or_else(nothing, |passage| passage.quote.clone()),
        }
    }
}

/// A row of `lineage.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct LineageRow {
    pub lineage_id: String,
    pub from_id: String,
    pub from_year: i32,
    pub to_id: String,
    pub to_kind: String,
    pub to_doc_id: String,
    pub to_year: Option<i32>,
    pub to_page: u32,
    pub to_line_from: u32,
    pub relation: String,
    pub similarity: f64,
    pub quote: String,
}

impl Row for LineageRow {
    const TABLE: &'static Table = &schema::LINEAGE;
}

impl LineageRow {
    /// The row of a link; `number` counts the links of its point from 1.
    #[must_use]
    pub fn new(link: &Link, number: usize) -> Self {
        Self {
            lineage_id: format!("{}-L{number:02}", link.from_id),
            from_id: link.from_id.clone(),
            from_year: link.from_year,
            to_id: link.to_id.clone(),
            to_kind: link.to_kind.to_owned(),
            to_doc_id: link.to_doc_id.to_string(),
            to_year: link.to_year,
            to_page: link.to_page,
            to_line_from: link.to_line_from,
            relation: link.relation.to_owned(),
            similarity: three_decimals(link.similarity),
            quote: link.quote.clone(),
        }
    }
}
