//! Turns evidence (plan × point × passage) into the compliance matrix: a row a plan, a column a point, the best passage
//! behind each cell.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use csv::StringRecord;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::rows::{CoverageRow, DocumentRow, EvidenceRow, PointRow};
use super::schema::{Column, Kind, MATRIX, MATRIX_HEAD};
use super::sheet::Sheet;
use super::tables::id_order;
use crate::classify::DocKind;
use crate::matching::Status;

/// Which points the matrix has (`--points`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PointChoice {
    /// Only those of governing documents.
    Directives,
    /// Only those of reservations and statements.
    Demands,
    /// Directives first, then demands.
    #[default]
    All,
}

/// What a matrix shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatrixOptions {
    /// Which points.
    pub points: PointChoice,
    /// Show what the program leans to in cells that are to be reviewed, marked with `?`: `partly?`.
    pub proposals: bool,
}

/// File formats of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum MatrixFormat {
    Csv,
    Xlsx,
    Json,
    Html,
}

/// A row of the matrix: a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Whose plan.
    pub organ_id: String,
    /// Its name.
    pub organ: String,
    /// The plan's year.
    pub year: Option<i32>,
    /// The plan.
    pub plan_doc_id: String,
    /// By point; a point without evidence has no cell.
    pub cells: BTreeMap<Arc<str>, Arc<Cell>>,
}

impl Plan {
    /// What holds for a point; none without evidence.
    #[must_use]
    pub fn cell(&self, point: &PointRow) -> Option<&Cell> {
        self.cells.get(point.point_id.as_str()).map(Arc::as_ref)
    }

    /// All its cells.
    pub fn all_cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.values().map(Arc::as_ref)
    }

    /// Whether no plan of that organ and year was found: such a row has no cells.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.plan_doc_id.is_empty()
    }
}

/// What holds for a plan and a point, and the passage that says so.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are those of evidence.csv")]
pub struct Cell {
    pub status: Arc<str>,
    pub proposal: Arc<str>,
    pub confidence: f64,
    pub basis: Arc<str>,
    pub reason: Arc<str>,
    pub page: Option<u32>,
    pub line_from: Option<u32>,
    pub line_to: Option<u32>,
    pub quote: Arc<str>,
    /// Of the passage.
    #[serde(skip)]
    rank: u32,
    /// What the matrix shows: the status, or with proposals `partly?`.
    pub shown: Arc<str>,
}

impl Cell {
    /// The status to colour by: that of the proposal where it is shown.
    #[must_use]
    pub fn coloured(&self) -> &str {
        self.shown.trim_end_matches('?')
    }
}

/// The compliance matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Its columns, in order.
    pub points: Vec<PointRow>,
    /// Its rows, sorted by organ (with the one that took over), year and document.
    pub plans: Vec<Plan>,
}

impl Matrix {
    /// The matrix of these tables; of the rows of a plan and a point the first of the lowest rank counts. Plans without any
    /// evidence stand there too, empty: they were read, not judged.
    #[must_use]
    pub fn new(
        documents: &[DocumentRow],
        points: &[PointRow],
        evidence: impl IntoIterator<Item = impl Borrow<EvidenceRow>>,
        options: MatrixOptions,
    ) -> Self {
        let mut points: Vec<PointRow> = points.iter().filter(|point| options.points.takes(point)).cloned().collect();
        points.sort_by_cached_key(|point| (!point.is_directive(), id_order(&point.point_id)));
        let mut plans: BTreeMap<String, Plan> = documents
            .iter()
            .filter(|document| document.kind == DocKind::Handlingsplan.as_str())
            .map(|document| (document.doc_id.clone(), plan_of_document(document)))
            .collect();
        let mut bare = BareCells::default();
        let shown: BTreeSet<&str> = points.iter().map(|point| point.point_id.as_str()).collect();
        for row in evidence {
            let row = row.borrow();
            if !plans.contains_key(&*row.plan_doc_id) {
                plans.insert(row.plan_doc_id.to_string(), plan_of_evidence(row));
            }
            let Some(plan) = plans.get_mut(&*row.plan_doc_id).filter(|_| shown.contains(&*row.point_id)) else {
                continue;
            };
            if plan.cells.get(&row.point_id).is_none_or(|best| row.rank < best.rank) {
                plan.cells.insert(row.point_id.clone(), bare.shared(cell(row, options.proposals)));
            }
        }
        let mut matrix = Self { points, plans: plans.into_values().collect() };
        matrix.sort(&Organs::new());
        matrix
    }

    /// The same with a row for each plan that is missing (organ and year, no plan, no cells), and with the plans of an organ
    /// and of those that took over after it side by side.
    #[must_use]
    pub fn over_time(mut self, coverage: &[CoverageRow], run: &Value) -> Self {
        // a run of an older version does not say which organs there are
        let organs: Organs =
            run.get("organs").cloned().and_then(|it| serde_json::from_value(it).ok()).unwrap_or_default();
        self.plans.extend(coverage.iter().filter(|row| row.what == "plan" && row.found.is_empty()).map(|row| Plan {
            organ_id: row.organ_id.clone(),
            organ: organs.get(&row.organ_id).map_or_else(|| row.organ_id.clone(), |organ| organ.name.clone()),
            year: row.year,
            plan_doc_id: String::new(),
            cells: BTreeMap::new(),
        }));
        self.sort(&organs);
        self
    }

    /// By the organ that took over last, then year, organ and document.
    fn sort(&mut self, organs: &Organs) {
        self.plans.sort_by_cached_key(|plan| {
            (last_of(&plan.organ_id, organs), plan.year, plan.organ_id.clone(), plan.plan_doc_id.clone())
        });
    }

    /// The matrix as `matrix.csv` has it; an empty cell is a pair that nothing was said about.
    #[must_use]
    pub fn to_sheet(&self) -> Sheet {
        let points = self.points.iter().map(|point| Column { name: point.point_id.clone().into(), kind: Kind::Text });
        let columns: Vec<Column> = MATRIX_HEAD.iter().cloned().chain(points).collect();
        let record = |plan: &Plan| {
            let year = plan.year.map(|year| year.to_string()).unwrap_or_default();
            let mut record = StringRecord::from(vec![&plan.organ_id, &plan.organ, &year, &plan.plan_doc_id]);
            for point in &self.points {
                record.push_field(plan.cell(point).map_or("", |cell| &cell.shown));
            }
            record
        };
        Sheet { name: MATRIX.into(), columns: columns.into(), records: self.plans.iter().map(record).collect() }
    }

    /// The matrix as JSON: points, plans with their cells, counts by status.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let value = json!({ "points": self.points, "plans": self.plans, "counts": self.counts() });
        format!("{value:#}\n").into_bytes()
    }

    /// Cells by status.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for cell in self.plans.iter().flat_map(Plan::all_cells) {
            *counts.entry(&*cell.status).or_default() += 1;
        }
        counts
    }

    /// Cells of a status with their plan and point, plan by plan.
    pub fn with_status(&self, status: Status) -> impl Iterator<Item = (&Plan, &PointRow, &Cell)> {
        self.plans.iter().flat_map(move |plan| {
            self.points.iter().filter_map(move |point| {
                let cell = plan.cell(point)?;
                (*cell.status == *status.as_str()).then_some((plan, point, cell))
            })
        })
    }
}

/// What `run.json` says of an organ: its name and who took over after it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KnownOrgan {
    /// Its name.
    pub name: String,
    /// The id of the organ that took over.
    pub successor: Option<String>,
}

/// Organs by id.
type Organs = BTreeMap<String, KnownOrgan>;

/// The organ that took over last; the organ itself where none did.
fn last_of(id: &str, organs: &Organs) -> String {
    let mut last = id;
    // a ring of successors would be a wrong registry, not a reason to hang
    for _ in 0..organs.len() {
        match organs.get(last).and_then(|organ| organ.successor.as_deref()) {
            Some(next) => last = next,
            None => break,
        }
    }
    last.to_owned()
}

impl PointChoice {
    fn takes(self, point: &PointRow) -> bool {
        match self {
            Self::All => true,
            Self::Directives => point.is_directive(),
            Self::Demands => !point.is_directive(),
        }
    }
}

fn plan_of_document(document: &DocumentRow) -> Plan {
    Plan {
        organ_id: document.organ_id.clone(),
        organ: document.organ.clone(),
        year: document.year,
        plan_doc_id: document.doc_id.clone(),
        cells: BTreeMap::new(),
    }
}

/// For a plan that `documents.csv` calls something else: evidence knows it by the same names.
fn plan_of_evidence(row: &EvidenceRow) -> Plan {
    Plan {
        organ_id: row.organ_id.to_string(),
        organ: row.organ.to_string(),
        year: row.year,
        plan_doc_id: row.plan_doc_id.to_string(),
        cells: BTreeMap::new(),
    }
}

/// Cells without a passage, each once: that a point does not bind a plan is what most of a large matrix says, in few words.
#[derive(Default)]
struct BareCells(Vec<Arc<Cell>>);

impl BareCells {
    /// Kept at most; more are not looked through for every cell.
    const MOST: usize = 64;

    fn shared(&mut self, cell: Cell) -> Arc<Cell> {
        if cell.page.is_some() {
            return Arc::new(cell);
        }
        if let Some(same) = self.0.iter().find(|known| ***known == cell) {
            return Arc::clone(same);
        }
        let cell = Arc::new(cell);
        if self.0.len() < Self::MOST {
            self.0.push(Arc::clone(&cell));
        }
        cell
    }
}

fn cell(row: &EvidenceRow, proposals: bool) -> Cell {
    let leans = proposals && *row.status == *Status::ToReview.as_str() && row.proposal != row.status;
    Cell {
        status: row.status.clone(),
        proposal: row.proposal.clone(),
        confidence: row.confidence,
        basis: row.basis.clone(),
        reason: row.reason.clone(),
        page: row.page,
        line_from: row.line_from,
        line_to: row.line_to,
        quote: row.quote.clone(),
        rank: row.rank,
        shown: if leans { format!("{}?", row.proposal).into() } else { row.status.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(point: &str, rank: u32, status: Status, page: Option<u32>) -> EvidenceRow {
        let (plan_doc_id, point_id) = ("plan".into(), point.into());
        EvidenceRow { plan_doc_id, point_id, rank, status: status.to_shared(), page, ..EvidenceRow::default() }
    }

    fn matrix(rows: &[EvidenceRow]) -> Matrix {
        let point = |id: &str| PointRow { point_id: id.to_owned(), ..PointRow::default() };
        Matrix::new(&[], &["R2018-01", "R2018-02", "R2018-03"].map(point), rows, MatrixOptions::default())
    }

    #[test]
    fn of_a_pair_the_lowest_rank_counts_whatever_the_order() {
        let best = row("R2018-01", 1, Status::Partly, Some(3));
        let next = row("R2018-01", 2, Status::Partly, Some(7));
        for rows in [[best.clone(), next.clone()], [next, best]] {
            assert_eq!(matrix(&rows).plans[0].cells["R2018-01"].page, Some(3));
        }
    }

    #[test]
    fn cells_that_say_the_same_without_a_passage_are_one() {
        let rows = [
            row("R2018-01", 0, Status::NotApplicable, None),
            row("R2018-02", 0, Status::NotApplicable, None),
            row("R2018-03", 0, Status::Unreadable, None),
            row("R2019-01", 0, Status::NotApplicable, None),
        ];
        let matrix = matrix(&rows);
        let cells = &matrix.plans[0].cells;
        assert_eq!(cells.len(), 3, "points that the matrix does not have are left out");
        assert!(Arc::ptr_eq(&cells["R2018-01"], &cells["R2018-02"]));
        assert_eq!(&*cells["R2018-03"].status, "unreadable");
    }
}
