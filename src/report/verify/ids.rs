//! Ids: what is referred to exists, every pair of plan and point has a row, the matrix is that of the evidence.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::pivot_matrix::{Matrix, MatrixOptions};
use super::super::schema::{self, MATRIX};
use super::super::sheet::Sheet;
use super::super::tables::Tables;

/// References to rows that are not there.
pub fn unknown(tables: &Tables, sheets: &[Sheet]) -> Vec<String> {
    let mut differences = Vec::new();
    for table in schema::TABLES {
        for (column, other, key) in table.links {
            let known = cells(sheets, other, key).collect::<BTreeSet<_>>();
            for (row, id) in cells(sheets, table.name, column).enumerate() {
                if !id.is_empty() && !known.contains(id) {
                    differences.push(format!(
                        "{}.csv, row {}: {column} {id} is not in {other}.csv",
                        table.name,
                        row + 1
                    ));
                }
            }
        }
    }
    // A link leads to a point or to a part of a document, so no single table has all its ids.
    let points = tables.points.iter().map(|row| row.point_id.as_str());
    let known: BTreeSet<&str> = points.chain(tables.segments.iter().map(|row| row.segment_id.as_str())).collect();
    for row in tables.lineage.iter().filter(|row| !known.contains(row.to_id.as_str())) {
        differences.push(format!("lineage.csv, {}: to_id {} is no point and no segment", row.lineage_id, row.to_id));
    }
    differences
}

fn cells<'a>(sheets: &'a [Sheet], table: &str, column: &'a str) -> impl Iterator<Item = &'a str> {
    let sheet = sheets.iter().find(|sheet| sheet.name == table);
    sheet.into_iter().flat_map(move |sheet| sheet.records.iter().map(move |record| sheet.cell(record, column)))
}

/// Plans that some points have evidence for and others not.
pub fn unjudged(tables: &Tables) -> Vec<String> {
    let pairs: BTreeSet<(&str, &str)> = tables.evidence.iter().map(|row| (&*row.plan_doc_id, &*row.point_id)).collect();
    let plans: BTreeSet<&str> = pairs.iter().map(|(plan, _)| *plan).collect();
    let mut differences = Vec::new();
    for plan in plans {
        for point in tables.points.iter().filter(|point| !pairs.contains(&(plan, point.point_id.as_str()))) {
            differences.push(format!("evidence.csv: no row for plan {plan} and point {}", point.point_id));
        }
    }
    differences
}

/// The matrix against the evidence it is made of.
pub fn matrix(tables: &Tables, sheets: &[Sheet], run: &Value) -> Vec<String> {
    let Some(found) = sheets.iter().find(|sheet| sheet.name == MATRIX) else { return Vec::new() };
    let expected = Matrix::new(&tables.documents, &tables.points, &tables.evidence, MatrixOptions::default())
        .over_time(&tables.coverage, run)
        .to_sheet();
    if found.head() != expected.head() || found.records.len() != expected.records.len() {
        return vec!["matrix.csv: its plans or points are not those of the other tables".to_owned()];
    }
    let rows = found.records.iter().zip(&expected.records).enumerate();
    rows.filter(|(_, (found, expected))| found != expected)
        .map(|(row, _)| format!("matrix.csv, row {}: is not what evidence.csv says", row + 1))
        .collect()
}
