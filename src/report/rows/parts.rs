//! Rows about what stands in documents: parts, decisions, reservations, attendance, activities.

use serde::{Deserialize, Serialize};

use super::super::schema::{self, Table};
use super::{List, Row, YesNo};
use crate::segment::{Activity, Attendance, Decision, Document, Reservation, Segment};
use crate::text::Span;

/// A row of `segments.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct SegmentRow {
    pub segment_id: String,
    pub doc_id: String,
    pub parent_id: String,
    pub kind: String,
    pub number: String,
    pub heading: String,
    pub page_from: u32,
    pub page_to: u32,
    pub line_from: u32,
    pub line_to: u32,
    pub text: String,
}

impl Row for SegmentRow {
    const TABLE: &'static Table = &schema::SEGMENTS;
}

impl SegmentRow {
    /// The row of a part; its text is its lines as they are, inner parts included, without blank lines at the ends.
    #[must_use]
    pub fn new(document: &Document, segment: &Segment) -> Self {
        let parent = segment.parent.and_then(|parent| document.parts.segments.get(parent));
        Self {
            segment_id: segment.id.clone(),
            doc_id: doc_id(document),
            parent_id: parent.map(|parent| parent.id.clone()).unwrap_or_default(),
            kind: segment.kind.as_str().to_owned(),
            number: segment.number.clone().unwrap_or_default(),
            heading: segment.heading.clone(),
            page_from: segment.span.page_from,
            page_to: segment.span.page_to,
            line_from: segment.span.line_from,
            line_to: segment.span.line_to,
            text: lines_of(document, segment.span),
        }
    }
}

fn lines_of(document: &Document, span: Span) -> String {
    let lines = &document.handling.repaired.pages.lines;
    let to = (span.line_to as usize).min(lines.len());
    let from = (span.line_from as usize).saturating_sub(1).min(to);
    let texts: Vec<&str> = lines[from..to].iter().map(|line| line.text.as_str()).collect();
    texts.join("\n").trim_matches('\n').to_owned()
}

/// A row of `decisions.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct DecisionRow {
    pub doc_id: String,
    pub organ_id: String,
    pub date: String,
    pub item: String,
    pub dnr: String,
    pub title: String,
    pub seq: u32,
    pub text: String,
    pub page: u32,
    pub line_from: u32,
    pub line_to: u32,
}

impl Row for DecisionRow {
    const TABLE: &'static Table = &schema::DECISIONS;
}

impl DecisionRow {
    /// The row of a decision point.
    #[must_use]
    pub fn new(document: &Document, decision: &Decision) -> Self {
        Self {
            doc_id: doc_id(document),
            organ_id: organ_id(document),
            date: date(document),
            item: decision.item.clone().unwrap_or_default(),
            dnr: decision.dnr.clone().unwrap_or_default(),
            title: decision.title.clone(),
            seq: decision.seq,
            text: decision.text.clone(),
            page: decision.span.page_from,
            line_from: decision.span.line_from,
            line_to: decision.span.line_to,
        }
    }
}

/// A row of `reservations.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct ReservationRow {
    pub doc_id: String,
    pub organ_id: String,
    pub date: String,
    pub item: String,
    pub kind: String,
    pub persons: List,
    pub parties: List,
    pub with_others: YesNo,
    pub refers_to: String,
    pub proposal_points: List,
    pub page_from: u32,
    pub page_to: u32,
    pub line_from: u32,
    pub line_to: u32,
    pub text: String,
}

impl Row for ReservationRow {
    const TABLE: &'static Table = &schema::RESERVATIONS;
}

impl ReservationRow {
    /// The row of a reservation or statement.
    #[must_use]
    pub fn new(document: &Document, reservation: &Reservation) -> Self {
        let points = reservation.proposal_points.iter().map(|(number, text, _)| match number.as_str() {
            "" => text.clone(),
            number => format!("{}. {text}", number.trim_end_matches(['.', ')'])),
        });
        Self {
            doc_id: doc_id(document),
            organ_id: organ_id(document),
            date: date(document),
            item: reservation.item.clone().unwrap_or_default(),
            kind: reservation.kind.as_str().to_owned(),
            persons: List::new(&reservation.persons),
            parties: List::new(&reservation.parties),
            with_others: YesNo(reservation.with_others),
            refers_to: reservation.refers_to.clone(),
            proposal_points: List::new(points),
            page_from: reservation.span.page_from,
            page_to: reservation.span.page_to,
            line_from: reservation.span.line_from,
            line_to: reservation.span.line_to,
            text: reservation.text.clone(),
        }
    }
}

/// A row of `attendance.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct AttendanceRow {
    pub doc_id: String,
    pub organ_id: String,
    pub date: String,
    pub name: String,
    pub party: String,
    pub role: String,
    pub replaces: String,
    pub items: String,
}

impl Row for AttendanceRow {
    const TABLE: &'static Table = &schema::ATTENDANCE;
}

impl AttendanceRow {
    /// The row of a person at a meeting.
    #[must_use]
    pub fn new(document: &Document, person: &Attendance) -> Self {
        Self {
            doc_id: doc_id(document),
            organ_id: organ_id(document),
            date: date(document),
            name: person.name.clone(),
            party: person.party.clone(),
            role: person.role.clone(),
            replaces: person.replaces.clone(),
            items: person.items.clone(),
        }
    }
}

/// A row of `activities.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub struct ActivityRow {
    pub doc_id: String,
    pub organ_id: String,
    pub year: Option<i32>,
    pub section: String,
    pub activity: String,
    pub responsible: String,
    pub timeframe: String,
    pub follow_up: String,
    pub page: u32,
    pub line_from: u32,
    pub line_to: u32,
}

impl Row for ActivityRow {
    const TABLE: &'static Table = &schema::ACTIVITIES;
}

impl ActivityRow {
    /// The row of an activity.
    #[must_use]
    pub fn new(document: &Document, activity: &Activity) -> Self {
        Self {
            doc_id: doc_id(document),
            organ_id: organ_id(document),
            year: document.handling.year,
            section: activity.section.clone(),
            activity: activity.activity.clone(),
            responsible: activity.responsible.clone(),
            timeframe: activity.timeframe.clone(),
            follow_up: activity.follow_up.clone(),
            page: activity.span.page_from,
            line_from: activity.span.line_from,
            line_to: activity.span.line_to,
        }
    }
}

fn doc_id(document: &Document) -> String {
    document.handling.repaired.pages.id.to_string()
}

fn organ_id(document: &Document) -> String {
    document.handling.organ.as_ref().map(|organ| organ.id.clone()).unwrap_or_default()
}

fn date(document: &Document) -> String {
    document.handling.date.map(|date| date.to_string()).unwrap_or_default()
}
