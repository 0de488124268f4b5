//! Checks that an output folder is sound: tables readable, every text standing where it is said to stand, ids known, counts
//! and hashes as `run.json` has them, inputs unchanged. It trusts nothing but the files, and says what differs in words.

mod counts;

mod files;

mod ids;

mod pages;

mod passages;

mod texts;

use std::path::Path;

use super::rows::Row;
use super::sheet::Sheet;
use super::tables::Tables;
use super::{ReportError, read_run, read_table, schema, sqlite_file};

/// Differences listed of one sort; the rest is counted.
const MOST_OF_A_SORT: usize = 20;

/// Check the output folder `out`. No differences: an empty list.
///
/// # Errors
/// When `out` is no folder with a `run.json`; everything else that is wrong is a difference.
pub fn verify(out: &Path) -> Result<Vec<String>, ReportError> {
    let run = read_run(out)?;
    let mut differences = Vec::new();
    let sheets = read_sheets(out, &mut differences);
    add(&mut differences, files::hashes_and_counts(out, &run, &sheets));
    let database = sqlite_file::read(&out.join("paragraf.sqlite"));
    match &database {
        Ok(in_database) => add(&mut differences, files::database(&sheets, in_database)),
        Err(error) => differences.push(error.to_string()),
    }
    add(&mut differences, pages::missing(out));
    let Some(tables) = typed(&sheets, &mut differences) else { return Ok(differences) };
    add(&mut differences, counts::of_run(&run, &tables));
    add(&mut differences, counts::unaccounted(&tables));
    add(&mut differences, counts::of_documents(out, &tables));
    add(&mut differences, counts::of_nothing(&tables));
    add(&mut differences, files::inputs(&run, &tables));
    add(&mut differences, files::texts(out, &tables));
    add(&mut differences, ids::unknown(&tables, &sheets));
    add(&mut differences, ids::unjudged(&tables));
    add(&mut differences, ids::matrix(&tables, &sheets, &run));
    add(&mut differences, passages::misplaced(out, &tables));
    // the database has the cells whole that are cut for Excel; where it differs from the tables, that was told above
    if let Some(whole) = database.ok().and_then(|sheets| typed(&sheets, &mut Vec::new())) {
        add(&mut differences, pages::changed(out, &run, &whole, &sheets));
    }
    Ok(differences)
}

fn add(all: &mut Vec<String>, found: Vec<String>) {
    all.append(&mut shortened(found));
}

/// The first differences of one sort, and how many more there are.
#[must_use]
pub fn shortened(mut found: Vec<String>) -> Vec<String> {
    let more = found.len().saturating_sub(MOST_OF_A_SORT);
    found.truncate(MOST_OF_A_SORT);
    if more > 0 {
        found.push(format!("… and {more} more differences of this sort"));
    }
    found
}

fn read_sheets(out: &Path, differences: &mut Vec<String>) -> Vec<Sheet> {
    let names = schema::TABLES.iter().map(|table| table.name).chain([schema::MATRIX]);
    let mut sheets = Vec::new();
    for name in names {
        match read_table(out, name) {
            Ok(sheet) => sheets.push(sheet),
            Err(error) => differences.push(error.to_string()),
        }
    }
    sheets
}

/// All tables typed, or `None` with the reasons where one can't be: further checks would only repeat that.
fn typed(sheets: &[Sheet], differences: &mut Vec<String>) -> Option<Tables> {
    Some(Tables {
        documents: rows(sheets, differences)?,
        changes: rows(sheets, differences)?,
        segments: rows(sheets, differences)?,
        decisions: rows(sheets, differences)?,
        reservations: rows(sheets, differences)?,
        attendance: rows(sheets, differences)?,
        activities: rows(sheets, differences)?,
        points: rows(sheets, differences)?,
        criteria: rows(sheets, differences)?,
        evidence: rows(sheets, differences)?,
        lineage: rows(sheets, differences)?,
        coverage: rows(sheets, differences)?,
        errors: rows(sheets, differences)?,
    })
}

fn rows<R: Row>(sheets: &[Sheet], differences: &mut Vec<String>) -> Option<Vec<R>> {
    let sheet = sheets.iter().find(|sheet| sheet.name == R::TABLE.name)?;
    match sheet.rows() {
        Ok(rows) => Some(rows),
        Err((row, error)) => {
            differences.push(format!("{}.csv, row {row}: {error}", R::TABLE.name));
            None
        }
    }
}
