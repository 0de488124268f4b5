//! The pages for readers are those of the tables: made again and compared to the byte, so that no number on them is another.

use std::path::Path;

use serde_json::Value;

use super::super::describe_tables;
use super::super::link_pages::Links;
use super::super::pivot_matrix::{Matrix, MatrixOptions};
use super::super::sheet::Sheet;
use super::super::story::Stories;
use super::super::tables::Tables;
use super::super::write_all::to_lines;
use super::super::{page, write_xlsx};

/// Files for readers and other programs that are not there.
pub fn missing(out: &Path) -> Vec<String> {
    ["report/index.html", "report/index.en.html", "report/matrix.xlsx", "metadata.json", "datapackage.json"]
        .into_iter()
        .filter(|name| !out.join(name).is_file())
        .map(|name| format!("{name}: is not there"))
        .collect()
}

/// Pages that are not what these tables make. They must be whole: cells cut for Excel would make other pages. Pages of
/// another version of the program look different with the same numbers, so nothing is said of those.
pub fn changed(out: &Path, run: &Value, tables: &Tables, sheets: &[Sheet]) -> Vec<String> {
    if run.get("version").and_then(Value::as_str) != Some(env!("CARGO_PKG_VERSION")) {
        return Vec::new();
    }
    let matrix = Matrix::new(&tables.documents, &tables.points, &tables.evidence, MatrixOptions::default())
        .over_time(&tables.coverage, run);
    let links = Links::of_run(run, &tables.documents);
    let mut expected = vec![("metadata.json".to_owned(), to_lines(&describe_tables::datasette(sheets)))];
    // a workbook that can't be made was not written either, and is missed by `missing`
    expected.extend(write_xlsx::workbook(&matrix, &links).map(|bytes| ("report/matrix.xlsx".to_owned(), bytes)));
    let stories = page::traced_stories(tables, &Stories::new(tables, out));
    expected.extend(page::Lang::ALL.map(|lang| {
        let mut bytes = Vec::new();
        page::write_report((tables, &matrix, &links, &stories), lang, &mut bytes).expect("memory takes every byte");
        (format!("report/{}", page::file_name(lang)), bytes)
    }));
    let differs = |(name, bytes): &(String, Vec<u8>)| std::fs::read(out.join(name)).is_ok_and(|found| found != *bytes);
    expected
        .iter()
        .filter(|file| differs(file))
        .map(|(name, _)| format!("{name}: is not what the tables say"))
        .collect()
}
