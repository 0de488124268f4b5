//! Writes the output folder of a run. `run.json` comes last and names what was written, so that a folder whose writing was
//! interrupted is seen to differ from it.

use std::path::Path;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::link_pages::{Links, ORIGINALS};
use super::pivot_matrix::{Matrix, MatrixOptions};
use super::place_file::{commit, place, prepare, remove_others};
use super::sheet::Sheet;
use super::tables::Tables;
use super::{CsvProfile, ReportError, Results, csv_file, describe_tables, page, read_run, sqlite_file, write_xlsx};

/// Write all tables and pages of a run into `out`.
///
/// # Errors
/// When a file can't be written, or two rows share an id.
pub fn write(out: &Path, results: &Results<'_>, csv: CsvProfile) -> Result<(), ReportError> {
    let tables = Tables::collect(results);
    tables.check_ids()?;
    let texts = write_texts(&out.join("text"), results)?;
    write_tables(out, &tables, results.run, texts, csv)
}

/// Write the tables and pages of a finished run again, after some rows changed (a judge's or a person's verdicts). Texts
/// and the rest of `run.json` stay. The tables must come from [`Tables::read`] of a folder of the plain CSV profile, or be
/// complete in another way: cells that were cut for Excel would stay cut.
///
/// # Errors
/// As [`write`], and when there is no `run.json`.
pub fn rewrite(out: &Path, tables: &Tables, csv: CsvProfile) -> Result<(), ReportError> {
    tables.check_ids()?;
    let run = read_run(out)?;
    let texts = run.pointer("/files/text").cloned().unwrap_or_default();
    write_tables(out, tables, &run, texts, csv)
}

fn write_tables(out: &Path, tables: &Tables, run: &Value, texts: Value, csv: CsvProfile) -> Result<(), ReportError> {
    std::fs::create_dir_all(out).map_err(|source| ReportError::io(out, source))?;
    let mut files = Map::from_iter([("text".to_owned(), texts)]);
    let matrix = Matrix::new(&tables.documents, &tables.points, &tables.evidence, MatrixOptions::default())
        .over_time(&tables.coverage, run);
    let mut sheets = tables.sheets();
    sheets.push(matrix.to_sheet());
    for sheet in &sheets {
        let (name, entry) = write_table(out, sheet, csv)?;
        files.insert(name, entry);
    }
    write_database(&out.join("paragraf.sqlite"), &sheets)?;
    place(&out.join("metadata.json"), &to_lines(&describe_tables::datasette(&sheets)))?;
    place(&out.join("datapackage.json"), &to_lines(&describe_tables::datapackage(&sheets, csv)))?;
    drop(sheets);

    let links = Links::new(out, run, &tables.documents);
    files.insert(ORIGINALS.to_owned(), json!(links.originals()));
    let path = out.join("report/matrix.xlsx");
    let workbook = write_xlsx::workbook(&matrix, &links).map_err(|error| ReportError::engine(&path, error))?;
    place(&path, &workbook)?;
    for lang in page::Lang::ALL {
        let file = out.join("report").join(page::file_name(lang));
        place(&file, &page::report_page(tables, &matrix, &links, out, lang))?;
    }
    write_run(&out.join("run.json"), run, files)
}

/// Texts of all documents; texts of inputs that are gone are removed.
fn write_texts(folder: &Path, results: &Results<'_>) -> Result<Value, ReportError> {
    let mut names = Vec::new();
    let mut hash = Sha256::new();
    let mut inputs: Vec<_> =
        results.inputs.iter().filter_map(|input| Some((input, input.document.as_ref()?))).collect();
    inputs.sort_by_key(|(input, _)| &input.doc_id);
    for (input, document) in inputs {
        let name = format!("{}.txt", input.doc_id);
        let text = document.handling.repaired.pages.to_text();
        place(&folder.join(&name), text.as_bytes())?;
        add_text(&mut hash, &name, text.as_bytes());
        names.push(name);
    }
    names.sort_unstable();
    remove_others(folder, &names)?;
    Ok(json!({ "files": names.len(), "sha256": hex(&hash.finalize()) }))
}

/// Add a text file to the hash of them all; `verify` does the same in the same order.
pub(super) fn add_text(hash: &mut Sha256, name: &str, bytes: &[u8]) {
    hash.update(format!("{name} {}\n", hex(&Sha256::digest(bytes))));
}

fn write_table(out: &Path, sheet: &Sheet, csv: CsvProfile) -> Result<(String, Value), ReportError> {
    let name = format!("{}.csv", sheet.name);
    let bytes = csv_file::to_csv(sheet, csv);
    place(&out.join(&name), &bytes)?;
    Ok((name, json!({ "rows": sheet.records.len(), "sha256": hex(&Sha256::digest(&bytes)) })))
}

fn write_database(path: &Path, sheets: &[Sheet]) -> Result<(), ReportError> {
    let part = prepare(path)?;
    sqlite_file::write(&part, sheets)?;
    commit(&part, path)
}

fn write_run(path: &Path, run: &Value, files: Map<String, Value>) -> Result<(), ReportError> {
    let mut run = match run {
        Value::Object(map) => map.clone(),
        other => Map::from_iter([("run".to_owned(), other.clone())]),
    };
    run.insert("files".to_owned(), Value::Object(files));
    place(path, &to_lines(&Value::Object(run)))
}

/// JSON for people too: indented, a line at the end.
pub(super) fn to_lines(value: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("a JSON value makes JSON");
    bytes.push(b'\n');
    bytes
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
