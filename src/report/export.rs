//! The tables of a run in other programs' formats, taken from `paragraf.sqlite`: it knows types, whatever the CSV profile.

use std::path::Path;

use serde_json::{Number, Value};

use super::mask::mask;
use super::rows::List;
use super::schema::{Column, Kind};
use super::sheet::Sheet;
use super::write_all::to_lines;
use super::{ReportError, describe_tables, parquet_file, place_file, sqlite_file};
use crate::dictionaries::Masking;

/// What to export to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One database file.
    Sqlite,
    /// A folder with one file a table, one JSON object a line, and its JSON Schema.
    Jsonl,
    /// A folder with one file a table.
    Parquet,
}

/// What of private persons an export holds.
#[derive(Clone, Copy, Debug)]
pub enum Privacy<'a> {
    /// As the documents have it.
    AsWritten,
    /// Without identity numbers, phone numbers and home addresses, in every cell.
    Masked(&'a Masking),
}

/// Write the tables of the output folder `out` to `to`: a file for `Sqlite`, else a folder.
///
/// # Errors
/// When the tables can't be read or the files not be written.
pub fn export(out: &Path, format: ExportFormat, to: &Path, privacy: Privacy<'_>) -> Result<(), ReportError> {
    let database = out.join("paragraf.sqlite");
    let mut sheets = sqlite_file::read(&database)?;
    if let Privacy::Masked(rules) = privacy {
        for sheet in &mut sheets {
            mask_cells(sheet, rules);
        }
    }
    match format {
        ExportFormat::Sqlite => to_sqlite(&database, &sheets, to, privacy),
        ExportFormat::Jsonl => sheets.iter().try_for_each(|sheet| {
            let schema = to_lines(&describe_tables::json_schema(sheet));
            place_file::place(&to.join(format!("{}.schema.json", sheet.name)), &schema)?;
            place_file::place(&to.join(format!("{}.jsonl", sheet.name)), &to_jsonl(sheet))
        }),
        ExportFormat::Parquet => sheets.iter().try_for_each(|sheet| {
            let path = to.join(format!("{}.parquet", sheet.name));
            let bytes = parquet_file::to_parquet(sheet).map_err(|error| ReportError::engine(&path, error))?;
            place_file::place(&path, &bytes)
        }),
    }
}

/// A copy of the run's own file, or one of masked cells.
fn to_sqlite(database: &Path, sheets: &[Sheet], to: &Path, privacy: Privacy<'_>) -> Result<(), ReportError> {
    let same_file = to.canonicalize().ok().is_some_and(|to| Some(to) == database.canonicalize().ok());
    match privacy {
        Privacy::AsWritten if same_file => Ok(()),
        Privacy::AsWritten => {
            let bytes = std::fs::read(database).map_err(|source| ReportError::io(database, source))?;
            place_file::place(to, &bytes)
        }
        // what the run made stays as it made it: `verify` and every command read it
        Privacy::Masked(_) if same_file => Err(ReportError::table(to, "is the run's own file, name another with --to")),
        Privacy::Masked(_) => {
            let part = place_file::prepare(to)?;
            sqlite_file::write(&part, sheets)?;
            place_file::commit(&part, to)
        }
    }
}

/// Take what tells who a private person is out of the cells; ids and numbers of rows stay, or links would break.
fn mask_cells(sheet: &mut Sheet, rules: &Masking) {
    let text = |column: &Column| matches!(column.kind, Kind::Text | Kind::List) && !column.name.ends_with("id");
    let columns = &sheet.columns;
    for record in &mut sheet.records {
        let cells = record.iter().zip(columns.iter());
        *record = cells.map(|(cell, column)| if text(column) { mask(cell, rules) } else { cell.into() }).collect();
    }
}

fn to_jsonl(sheet: &Sheet) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in &sheet.records {
        // Written by hand because a map would sort the columns.
        let fields = sheet
            .columns
            .iter()
            .zip(record)
            .map(|(column, cell)| format!("{}:{}", Value::from(column.name.as_ref()), to_json(cell, column)));
        bytes.extend_from_slice(format!("{{{}}}\n", fields.collect::<Vec<_>>().join(",")).as_bytes());
    }
    bytes
}

fn to_json(cell: &str, column: &Column) -> Value {
    match column.kind {
        Kind::Text => Value::from(cell),
        Kind::List => Value::from(List::split(cell).0),
        Kind::Integer => cell.parse::<i64>().map_or(Value::Null, Value::from),
        Kind::Real => cell.parse().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number),
    }
}
