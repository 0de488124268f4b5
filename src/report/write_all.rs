//! Writes the output folder of a run. `run.json` comes last and names what was written, so that a folder whose writing was
//! interrupted is seen to differ from it.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::link_pages::{Links, ORIGINALS};
use super::pivot_matrix::{Matrix, MatrixOptions};
use super::place_file::{commit, place, place_by, prepare, remove_others};
use super::rows::EvidenceRow;
use super::sheet::Sheet;
use super::sqlite_file::NewDatabase;
use super::story::{Source, Stories};
use super::tables::{Long, Tables, check_ids};
use super::{CsvProfile, ReportError, Results, csv_file, describe_tables, page, write_xlsx};
use crate::segment::Document;

/// Write all tables and pages of a run into `out`.
///
/// # Errors
/// When a file can't be written, or two rows share an id.
pub fn write(out: &Path, results: Results, csv: CsvProfile) -> Result<(), ReportError> {
    check_ids(&results)?;
    let long = Long::of(&results);
    std::fs::create_dir_all(out).map_err(|source| ReportError::io(out, source))?;
    let folder = out.join("text");
    // the database takes its rows one by one: whoever waits for it writes texts
    let (texts, rows) = rayon::join(
        || write_texts(&folder, &long.documents),
        || {
            let (tables, matrix) = put_together(&results, &long);
            let links = Links::new(out, &results.run, &tables.documents);
            let data = write_rows(out, &tables, &long, &matrix, csv)?;
            Ok((tables, matrix, links, data))
        },
    );
    let (texts, (tables, matrix, links, data)) = (texts?, rows?);
    // pages are drawn from tables and texts: all else that was found makes room for them
    let Results { inputs, points, evidence, run, .. } = results;
    drop((points, evidence));
    let wordings = Source::instead_of(inputs);
    // side by side: what is looked up in the database, and what is drawn
    let (files, pages) = rayon::join(|| data.finish(out, csv), || write_pages(out, &tables, wordings, &matrix, &links));
    let mut files = files?;
    pages?;
    files.insert("text".to_owned(), texts);
    files.insert(ORIGINALS.to_owned(), json!(links.originals()));
    write_run(&out.join("run.json"), run, files)
}

/// The rows of a run, and its matrix.
fn put_together(results: &Results, long: &Long<'_>) -> (Tables, Matrix) {
    let tables = Tables::collect(results, long);
    let best = long.best().map(EvidenceRow::new);
    let matrix = Matrix::new(&tables.documents, &tables.points, best, MatrixOptions::default())
        .over_time(&tables.coverage, &results.run);
    (tables, matrix)
}

/// The tables as CSV and database, all rows in them.
struct Data {
    database: NewDatabase,
    /// The database is made here and put there when it is done.
    part: PathBuf,
    path: PathBuf,
    open: Vec<GrowingTable>,
}

/// Write all rows.
fn write_rows(
    out: &Path,
    tables: &Tables,
    long: &Long<'_>,
    matrix: &Matrix,
    csv: CsvProfile,
) -> Result<Data, ReportError> {
    let path = out.join("paragraf.sqlite");
    let part = prepare(&path)?;
    let mut database = NewDatabase::create(&part)?;
    let mut open: Vec<GrowingTable> = Vec::new();
    // the piece that the database is given while the next one is made and written
    let mut waiting: Option<Sheet> = None;
    let mut take = |make: &(dyn Fn() -> Sheet + Sync)| {
        let next = || {
            let sheet = make();
            if open.last().is_none_or(|table| table.sheet.name != sheet.name) {
                open.push(GrowingTable::create(out, &sheet, csv)?);
            }
            let last = open.len() - 1;
            open[last].add(&sheet, csv).map(|()| sheet)
        };
        let before = waiting.take();
        let (sheet, added) = rayon::join(next, || before.map_or(Ok(()), |before| database.add(&before)));
        waiting = Some(sheet?);
        added
    };
    tables.in_pieces(long, &mut take)?;
    take(&|| matrix.to_sheet())?;
    waiting.map_or(Ok(()), |last| database.add(&last))?;
    Ok(Data { database, part, path, open })
}

impl Data {
    /// Put the files in their places, with what describes them; what `run.json` says of each.
    fn finish(self, out: &Path, csv: CsvProfile) -> Result<Map<String, Value>, ReportError> {
        self.database.finish()?;
        commit(&self.part, &self.path)?;
        let (mut files, mut heads) = (Map::new(), Vec::new());
        for table in self.open {
            heads.push(table.sheet.clone());
            let (name, entry) = table.finish()?;
            files.insert(name, entry);
        }
        place(&out.join("metadata.json"), &to_lines(&describe_tables::datasette(&heads)))?;
        place(&out.join("datapackage.json"), &to_lines(&describe_tables::datapackage(&heads, csv)))?;
        Ok(files)
    }
}

/// The workbook and the pages.
fn write_pages(
    out: &Path,
    tables: &Tables,
    wordings: Source,
    matrix: &Matrix,
    links: &Links,
) -> Result<(), ReportError> {
    let stories = page::traced_stories(tables, &Stories::over(tables, wordings));
    // one after the other: a page of a large city takes more memory than its making takes time
    for lang in page::Lang::ALL {
        let file = out.join("report").join(page::file_name(lang));
        place_by(&file, |file| page::write_report((tables, matrix, links, &stories), lang, file))?;
    }
    drop(stories);
    let path = out.join("report/matrix.xlsx");
    let workbook = write_xlsx::workbook(matrix, links).map_err(|error| ReportError::engine(&path, error))?;
    place(&path, &workbook)
}

/// A CSV file that is written piece by piece.
struct GrowingTable {
    /// Its name and columns.
    sheet: Sheet,
    path: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
    rows: usize,
    hash: Sha256,
}

impl GrowingTable {
    fn create(out: &Path, piece: &Sheet, csv: CsvProfile) -> Result<Self, ReportError> {
        let path = out.join(format!("{}.csv", piece.name));
        let part = prepare(&path)?;
        let file = File::create(&part).map_err(|source| ReportError::io(&part, source))?;
        let sheet = Sheet { name: piece.name.clone(), columns: piece.columns.clone(), records: Vec::new() };
        let mut table = Self { sheet, path, part, file: BufWriter::new(file), rows: 0, hash: Sha256::new() };
        table.write(&csv_file::head_to_csv(&table.sheet, csv))?;
        Ok(table)
    }

    fn add(&mut self, piece: &Sheet, csv: CsvProfile) -> Result<(), ReportError> {
        self.rows += piece.records.len();
        self.write(&csv_file::rows_to_csv(piece, csv))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ReportError> {
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(|source| ReportError::io(&self.part, source))
    }

    /// Put the file in its place; its name, rows and hash.
    fn finish(mut self) -> Result<(String, Value), ReportError> {
        self.file.flush().map_err(|source| ReportError::io(&self.part, source))?;
        commit(&self.part, &self.path)?;
        let entry = json!({ "rows": self.rows, "sha256": hex(&self.hash.finalize()) });
        Ok((format!("{}.csv", self.sheet.name), entry))
    }
}

/// Texts of all documents; texts of inputs that are gone are removed.
fn write_texts(folder: &Path, documents: &[&Document]) -> Result<Value, ReportError> {
    let mut written: Vec<(String, String)> = documents
        .par_iter()
        .map(|document| {
            let pages = &document.handling.repaired.pages;
            let (name, text) = (format!("{}.txt", pages.id), pages.to_text());
            place(&folder.join(&name), text.as_bytes())?;
            Ok((text_in_hash(&name, text.as_bytes()), name))
        })
        .collect::<Result<_, ReportError>>()?;
    // by file name, which is not the order of ids: `a-b.txt` stands before `a.txt`
    written.sort_unstable_by(|(_, a), (_, b)| a.cmp(b));
    let mut hash = Sha256::new();
    for (told, _) in &written {
        hash.update(told);
    }
    let names: Vec<String> = written.into_iter().map(|(_, name)| name).collect();
    remove_others(folder, |_| true, &names)?;
    Ok(json!({ "files": names.len(), "sha256": hex(&hash.finalize()) }))
}

/// What a text file adds to the hash of them all; `verify` adds the same in the same order.
pub(super) fn text_in_hash(name: &str, bytes: &[u8]) -> String {
    format!("{name} {}\n", hex(&Sha256::digest(bytes)))
}

fn write_run(path: &Path, run: Value, files: Map<String, Value>) -> Result<(), ReportError> {
    let mut run = match run {
        Value::Object(map) => map,
        other => Map::from_iter([("run".to_owned(), other)]),
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
