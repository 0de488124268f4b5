//! Reads the tables of an output folder, either CSV profile, and keeps them until the file changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// A table in memory.
#[derive(Debug, Default)]
pub(super) struct Table {
    head: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

/// A row of a table, read by column name.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Table,
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The cell of that column; empty where the table has no such column.
    pub fn get(self, column: &str) -> &'a str {
        self.table.head.iter().position(|name| name == column).and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    /// A cell as a number; 0 where it is none.
    pub fn number(self, column: &str) -> usize {
        self.get(column).parse().unwrap_or(0)
    }
}

impl Table {
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|record| Row { table: self, record })
    }

    pub fn columns(&self) -> &[String] {
        &self.head
    }

    /// Parse CSV of either profile: the separator is the one that the head uses.
    fn parse(bytes: &[u8], left_out: &[&str]) -> Result<Self, csv::Error> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let head = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let count = |separator| head.split(|&byte| byte == separator).count();
        let separator = if count(b';') > count(b',') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(bytes);
        let all: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let kept: Vec<usize> = (0..all.len()).filter(|&at| !left_out.contains(&all[at].as_str())).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record?;
            rows.push(kept.iter().map(|&at| record.get(at).unwrap_or_default()).collect());
        }
        Ok(Self { head: kept.into_iter().map(|at| all[at].clone()).collect(), rows })
    }
}

type Stamp = (Option<SystemTime>, u64);

/// The tables of one output folder.
#[derive(Debug)]
pub(super) struct Tables {
    folder: PathBuf,
    kept: Mutex<BTreeMap<&'static str, (Stamp, Arc<Table>)>>,
}

impl Tables {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), kept: Mutex::default() }
    }

    /// The table of that name, or why it can't be shown, in words.
    pub fn get(&self, name: &'static str) -> Result<Arc<Table>, String> {
        let path = self.folder.join(format!("{name}.csv"));
        let missing = || format!("Tabellen {name}.csv finns inte i utdatamappen. Kör paragraf run först.");
        let data = std::fs::metadata(&path).map_err(|_| missing())?;
        let stamp = (data.modified().ok(), data.len());
        if let Some((known, table)) = self.kept().get(name)
            && *known == stamp
        {
            return Ok(Arc::clone(table));
        }
        let bytes = std::fs::read(&path).map_err(|_| missing())?;
        // the texts of segments are by far the largest column, and pages show text/DOC.txt instead
        let left_out: &[&str] = if name == "segments" { &["text"] } else { &[] };
        let table = Table::parse(&bytes, left_out).map_err(|error| format!("{name}.csv kan inte läsas: {error}"))?;
        let table = Arc::new(table);
        self.kept().insert(name, (stamp, Arc::clone(&table)));
        Ok(table)
    }

    /// The repaired text of a document that `documents.csv` knows. The id is compared, never used as a path as it came.
    pub fn text_of(&self, doc_id: &str) -> Option<String> {
        let documents = self.get("documents").ok()?;
        let row = documents.rows().find(|row| row.get("doc_id") == doc_id)?;
        let id = row.get("doc_id");
        let plain = !id.is_empty() && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !plain {
            return None;
        }
        std::fs::read_to_string(self.folder.join("text").join(format!("{id}.txt"))).ok()
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, (Stamp, Arc<Table>)>> {
        // a panic elsewhere can't leave the map half written: entries are put in whole
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(csv: &str, expected: &str) {
        let table = Table::parse(csv.as_bytes(), &["text"]).expect("a table");
        let cells: Vec<String> =
            table.rows().map(|row| table.columns().iter().map(|c| row.get(c)).collect::<Vec<_>>().join("/")).collect();
        assert_eq!(cells.join(" "), expected);
    }

    #[test]
    fn both_profiles_are_read_and_columns_left_out() {
        check("a,text,b\n1,x,2\n", "1/2");
        check("\u{feff}a;b\r\n1,5;\"x;y\"\r\n", "1,5/x;y");
        check("a,b\n1\n", "1/");
    }
}
