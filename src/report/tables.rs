//! All tables of a run as rows: collected from results, or read back from an output folder. Order is decided here, once.

use std::collections::BTreeMap;
use std::path::Path;

use super::rows::{
    ActivityRow, AttendanceRow, ChangeRow, CoverageRow, CriterionRow, DecisionRow, DocumentRow, ErrorRow, EvidenceRow,
    LineageRow, PointRow, ReservationRow, Row, SegmentRow,
};
use super::sheet::Sheet;
use super::{ReportError, Results, read_rows};
use crate::directives::Points;
use crate::matching::{Evidence, Status};
use crate::segment::Document;

/// The rows of every table with fixed columns.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "each field is the table of that name")]
pub struct Tables {
    pub documents: Vec<DocumentRow>,
    pub changes: Vec<ChangeRow>,
    pub segments: Vec<SegmentRow>,
    pub decisions: Vec<DecisionRow>,
    pub reservations: Vec<ReservationRow>,
    pub attendance: Vec<AttendanceRow>,
    pub activities: Vec<ActivityRow>,
    pub points: Vec<PointRow>,
    pub criteria: Vec<CriterionRow>,
    pub evidence: Vec<EvidenceRow>,
    pub lineage: Vec<LineageRow>,
    pub coverage: Vec<CoverageRow>,
    pub errors: Vec<ErrorRow>,
}

impl Tables {
    /// The rows of a run, sorted, but for what [`Long`] makes as it is written: no changes, segments, attendance and
    /// activities, and of the evidence only the best passages for points that bind the plan, of which stories tell.
    pub fn collect(results: &Results, long: &Long<'_>) -> Self {
        let mut tables = Self {
            documents: results.inputs.iter().map(DocumentRow::new).collect(),
            points: results.points.points.iter().map(PointRow::new).collect(),
            criteria: results.points.criteria.iter().map(CriterionRow::new).collect(),
            evidence: long.best().filter(|row| row.status != Status::NotApplicable).map(EvidenceRow::new).collect(),
            lineage: lineage(results),
            coverage: results.coverage.iter().map(CoverageRow::new).collect(),
            errors: results.findings.iter().map(ErrorRow::new).collect(),
            ..Self::default()
        };
        tables.collect_parts(results);
        tables.sort();
        tables
    }

    fn collect_parts(&mut self, results: &Results) {
        for document in results.inputs.iter().filter_map(|input| input.document.as_ref()) {
            let parts = &document.parts;
            self.decisions.extend(parts.decisions.iter().map(|decision| DecisionRow::new(document, decision)));
            self.reservations.extend(parts.reservations.iter().map(|part| ReservationRow::new(document, part)));
            self.coverage.extend(parts.coverage.iter().map(CoverageRow::new));
        }
    }

    /// Sort every table but the evidence. Sorts are stable: what a document holds in order of place or mention stays so where keys are even.
    fn sort(&mut self) {
        self.documents.sort_by(|a, b| (&a.doc_id, &a.path).cmp(&(&b.doc_id, &b.path)));
        self.decisions.sort_by(|a, b| (&a.doc_id, a.line_from).cmp(&(&b.doc_id, b.line_from)));
        self.reservations.sort_by(|a, b| (&a.doc_id, a.line_from).cmp(&(&b.doc_id, b.line_from)));
        self.points.sort_by_cached_key(|point| (!point.is_directive(), id_order(&point.point_id)));
        self.criteria.sort_by_cached_key(|row| (id_order(&row.point_id), row.seq));
        self.lineage.sort_by_cached_key(|row| id_order(&row.from_id));
        self.coverage.sort();
        self.coverage.dedup();
        self.errors.sort();
        self.errors.dedup();
    }

    /// Read the tables of an output folder.
    ///
    /// # Errors
    /// As [`read_rows`].
    pub fn read(out: &Path) -> Result<Self, ReportError> {
        Ok(Self {
            documents: read_rows(out)?,
            changes: read_rows(out)?,
            segments: read_rows(out)?,
            decisions: read_rows(out)?,
            reservations: read_rows(out)?,
            attendance: read_rows(out)?,
            activities: read_rows(out)?,
            points: read_rows(out)?,
            criteria: read_rows(out)?,
            evidence: read_rows(out)?,
            lineage: read_rows(out)?,
            coverage: read_rows(out)?,
            errors: read_rows(out)?,
        })
    }

    /// Hand over the tables one after the other, in the order of `schema::TABLES`, each in pieces of some thousand rows, an
    /// empty one in one piece: nothing is held twice but a piece.
    ///
    /// # Errors
    /// What `take` returns, at once.
    pub fn in_pieces(&self, long: &Long<'_>, take: &mut Taker<'_>) -> Result<(), ReportError> {
        pieces(&self.documents, take)?;
        pieces_of(&long.documents, changes_of, take)?;
        pieces_of(&long.documents, segments_of, take)?;
        pieces(&self.decisions, take)?;
        pieces(&self.reservations, take)?;
        pieces_of(&long.documents, attendance_of, take)?;
        pieces_of(&long.documents, activities_of, take)?;
        pieces(&self.points, take)?;
        pieces(&self.criteria, take)?;
        pieces_of(&long.evidence, |row| [EvidenceRow::new(row)], take)?;
        pieces(&self.lineage, take)?;
        pieces(&self.coverage, take)?;
        pieces(&self.errors, take)
    }
}

/// Refuse ids that name two rows: a reader could not tell which is meant, and text files would overwrite each other.
///
/// # Errors
/// The first such id.
pub fn check_ids(results: &Results) -> Result<(), ReportError> {
    let documents = results.inputs.iter().filter_map(|input| input.document.as_ref());
    let parts = documents.flat_map(|document| &document.parts.segments);
    let Points { points, criteria, .. } = &results.points;
    unique::<DocumentRow, _>(results.inputs.iter().map(|input| input.doc_id.as_str()))?;
    unique::<SegmentRow, _>(parts.map(|part| part.id.as_str()))?;
    unique::<PointRow, _>(points.iter().map(|point| point.id.as_str()))?;
    unique::<CriterionRow, _>(criteria.iter().map(|criterion| format!("{} {}", criterion.point_id, criterion.seq)))
}

/// Takes a piece of a table, which is made when it is asked for.
pub type Taker<'t> = dyn FnMut(&(dyn Fn() -> Sheet + Sync)) -> Result<(), ReportError> + 't;

/// Rows of a piece.
const PIECE: usize = 4_000;

fn pieces<R: Row + Sync>(rows: &[R], take: &mut Taker<'_>) -> Result<(), ReportError> {
    if rows.is_empty() {
        return take(&|| Sheet::of::<R>(&[]));
    }
    rows.chunks(PIECE).try_for_each(|piece| take(&|| Sheet::of(piece)))
}

/// As [`pieces`], of rows that are made thing by thing.
fn pieces_of<T, R: Row + Sync, I: IntoIterator<Item = R>>(
    things: &[&T],
    rows: impl Fn(&T) -> I,
    take: &mut Taker<'_>,
) -> Result<(), ReportError> {
    let (mut piece, mut taken): (Vec<R>, bool) = (Vec::new(), false);
    for thing in things {
        piece.extend(rows(thing));
        while piece.len() >= PIECE {
            let rest = piece.split_off(PIECE);
            let full = std::mem::replace(&mut piece, rest);
            take(&|| Sheet::of(&full))?;
            taken = true;
        }
    }
    if piece.is_empty() && taken { Ok(()) } else { take(&|| Sheet::of(&piece)) }
}

/// What the longest tables, and those that no page shows, are made of, in the order of their rows: as rows they would take
/// more memory than all else.
#[derive(Clone, Debug)]
pub struct Long<'r> {
    /// Documents, for `changes`, `segments`, `attendance` and `activities`.
    pub documents: Vec<&'r Document>,
    /// For `evidence`.
    pub evidence: Vec<&'r Evidence>,
}

impl<'r> Long<'r> {
    /// Those of a run.
    pub fn of(results: &'r Results) -> Self {
        let mut documents: Vec<&Document> = results.inputs.iter().filter_map(|input| input.document.as_ref()).collect();
        documents.sort_by(|a, b| a.handling.repaired.pages.id.cmp(&b.handling.repaired.pages.id));
        let places = places(results.points.points.iter().map(|point| point.id.as_str()));
        let place = |row: &Evidence| places.get(&*row.point_id).copied();
        let mut evidence: Vec<&Evidence> = results.evidence.iter().collect();
        evidence.sort_by_cached_key(|row| (&row.plan.doc_id, place(row), row.rank));
        Self { documents, evidence }
    }

    /// The best piece of evidence of each plan and point, or the one that says why there is none.
    pub fn best(&self) -> impl Iterator<Item = &'r Evidence> {
        self.evidence.iter().copied().filter(|row| row.rank <= 1)
    }
}

/// Where each point stands among all.
fn places<'p>(ids: impl Iterator<Item = &'p str>) -> BTreeMap<&'p str, usize> {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_by_cached_key(|id| id_order(id));
    ids.into_iter().zip(0..).collect()
}

/// What repair changed in a document, in order of line.
pub(super) fn changes_of(document: &Document) -> Vec<ChangeRow> {
    let repaired = &document.handling.repaired;
    let mut rows: Vec<ChangeRow> = repaired.edits.iter().map(|edit| ChangeRow::new(&repaired.pages, edit)).collect();
    rows.sort_by_key(|row| row.line);
    rows
}

/// A document's parts.
pub(super) fn segments_of(document: &Document) -> Vec<SegmentRow> {
    document.parts.segments.iter().map(|part| SegmentRow::new(document, part)).collect()
}

/// Who was there, in order of mention.
pub(super) fn attendance_of(document: &Document) -> Vec<AttendanceRow> {
    document.parts.attendance.iter().map(|person| AttendanceRow::new(document, person)).collect()
}

/// A document's activities, in order of line.
pub(super) fn activities_of(document: &Document) -> Vec<ActivityRow> {
    let activities = &document.parts.activities;
    let mut rows: Vec<ActivityRow> = activities.iter().map(|activity| ActivityRow::new(document, activity)).collect();
    rows.sort_by_key(|row| row.line_from);
    rows
}

/// Links get their numbers in the order of their point's list, so that a new point elsewhere moves none of them.
fn lineage(results: &Results) -> Vec<LineageRow> {
    let mut links: Vec<_> = results.points.lineage.iter().collect();
    links.sort_by_key(|link| {
        (id_order(&link.from_id), link.to_year, link.to_doc_id.as_str(), link.to_line_from, &link.to_id, link.relation)
    });
    let mut number = 0;
    let mut point = "";
    links
        .into_iter()
        .map(|link| {
            number = if link.from_id == point { number + 1 } else { 1 };
            point = &link.from_id;
            LineageRow::new(link, number)
        })
        .collect()
}

fn unique<R: Row, I: Ord + ToString>(ids: impl Iterator<Item = I>) -> Result<(), ReportError> {
    let mut ids: Vec<I> = ids.collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(ReportError::Twice { table: R::TABLE.name, id: pair[0].to_string() }),
        None => Ok(()),
    }
}

/// Where a point stands among others: by year, then the letter of its document's type, then its number as a number, so
/// that `R2016-100` comes after `R2016-99` and a reader meets the oldest texts first.
pub fn id_order(id: &str) -> (String, String, u64, String) {
    let parsed = || {
        let (head, number) = id.split_once('-')?;
        let year = head.trim_start_matches(|c: char| !c.is_ascii_digit());
        let letters = &head[..head.len() - year.len()];
        Some((year.to_owned(), letters.to_owned(), number.parse().ok()?, id.to_owned()))
    };
    parsed().unwrap_or_else(|| (String::new(), String::new(), 0, id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_by_year_then_letter_then_number() {
        let mut ids = ["S2017-02", "R2016-100", "P2017-03", "R2016-99", "odd"];
        ids.sort_by_key(|id| id_order(id));
        assert_eq!(ids, ["odd", "R2016-99", "R2016-100", "P2017-03", "S2017-02"]);
    }
}
