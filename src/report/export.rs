//! The tables of a run in other programs' formats, taken from `paragraf.sqlite`: it knows types, whatever the CSV profile.

use std::path::Path;

use serde_json::{Number, Value};

use super::rows::List;
use super::schema::{Column, Kind};
use super::sheet::Sheet;
use super::write_all::to_lines;
use super::{ReportError, describe_tables, parquet_file, place_file, sqlite_file};

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

/// Write the tables of the output folder `out` to `to`: a file for `Sqlite`, else a folder.
///
/// # Errors
/// When the tables can't be read or the files not be written.
pub fn export(out: &Path, format: ExportFormat, to: &Path) -> Result<(), ReportError> {
    let database = out.join("paragraf.sqlite");
    let sheets = sqlite_file::read(&database)?;
    match format {
        ExportFormat::Sqlite => {
            let same_file = to.canonicalize().ok().is_some_and(|to| Some(to) == database.canonicalize().ok());
            if same_file {
                return Ok(());
            }
            let bytes = std::fs::read(&database).map_err(|source| ReportError::io(&database, source))?;
            place_file::place(to, &bytes)
        }
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
