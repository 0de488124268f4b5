//! A table as columns and cells of text: what the writers of CSV, database and Parquet files have in common, and what `verify`
//! compares. Cells are always those of the plain profile (decimal point, nothing guarded).

use std::borrow::Cow;

use csv::StringRecord;

use super::rows::Row;
use super::schema::{Column, Table};

/// A table with its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name: `documents` for `documents.csv`.
    pub name: Cow<'static, str>,
    /// Its columns, in order.
    pub columns: Cow<'static, [Column]>,
    /// Its rows, each with as many cells as there are columns.
    pub records: Vec<StringRecord>,
}

impl Sheet {
    /// The table of these rows, in their order.
    #[must_use]
    pub fn of<R: Row>(rows: &[R]) -> Self {
        Self { name: R::TABLE.name.into(), columns: R::TABLE.columns.into(), records: records(rows) }
    }

    /// An empty table with fixed columns.
    #[must_use]
    pub fn empty(table: &'static Table) -> Self {
        Self { name: table.name.into(), columns: table.columns.into(), records: Vec::new() }
    }

    /// Names of the columns.
    #[must_use]
    pub fn head(&self) -> StringRecord {
        self.columns.iter().map(|column| column.name.as_ref()).collect()
    }

    /// Place of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// A cell by row and column name; empty where there is none.
    #[must_use]
    pub fn cell<'a>(&'a self, record: &'a StringRecord, name: &str) -> &'a str {
        self.column(name).and_then(|column| record.get(column)).unwrap_or_default()
    }

    /// The rows as a type of `rows`.
    ///
    /// # Errors
    /// The number (from 1) of the first row that does not fit, and why.
    pub fn rows<R: Row>(&self) -> Result<Vec<R>, (usize, csv::Error)> {
        let head = self.head();
        let row = |(index, record): (usize, &StringRecord)| {
            record.deserialize(Some(&head)).map_err(|error| (index + 1, error))
        };
        self.records.iter().enumerate().map(row).collect()
    }
}

/// Cells of rows: serialised and read again, so that there is one way from a number to its digits.
fn records<R: Row>(rows: &[R]) -> Vec<StringRecord> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).expect("rows are flat structs of numbers and strings, written to memory");
    }
    let bytes = writer.into_inner().expect("memory takes every byte");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    reader.records().map(|record| record.expect("just written as UTF-8 with equal lengths")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::rows::{
        ActivityRow, AttendanceRow, ChangeRow, CoverageRow, CriterionRow, DecisionRow, DocumentRow, ErrorRow,
        EvidenceRow, LineageRow, PointRow, ReservationRow, SegmentRow,
    };
    use super::*;

    #[track_caller]
    fn check_columns<R: Row + Default>() {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.serialize(R::default()).unwrap();
        let bytes = writer.into_inner().unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        assert_eq!(*reader.headers().unwrap(), Sheet::empty(R::TABLE).head(), "{}", R::TABLE.name);
        let rows = Sheet::of(&[R::default()]).rows::<R>();
        assert_eq!(rows.map(|rows| rows.len()).map_err(|(_, error)| error.to_string()), Ok(1));
    }

    #[test]
    fn every_row_type_has_the_columns_of_its_table() {
        check_columns::<DocumentRow>();
        check_columns::<ChangeRow>();
        check_columns::<SegmentRow>();
        check_columns::<DecisionRow>();
        check_columns::<ReservationRow>();
        check_columns::<AttendanceRow>();
        check_columns::<ActivityRow>();
        check_columns::<PointRow>();
        check_columns::<CriterionRow>();
        check_columns::<EvidenceRow>();
        check_columns::<LineageRow>();
        check_columns::<CoverageRow>();
        check_columns::<ErrorRow>();
    }
}
