//! `paragraf.sqlite`: the same tables with proper types and keys, so that Datasette shows links between them. Made in one
//! pass into an empty file, so that the same tables give the same bytes.

use std::path::{Path, PathBuf};

use csv::StringRecord;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::ReportError;
use super::rows::Row;
use super::schema::{self, Column, Kind, MATRIX};
use super::sheet::Sheet;

/// A table there takes 2 000 columns; a wider matrix is left out there (`evidence` says the same, row by row).
const MOST_COLUMNS: usize = 1_900;

/// Write the tables into a new file.
pub fn write(path: &Path, sheets: &[Sheet]) -> Result<(), ReportError> {
    let mut database = NewDatabase::create(path)?;
    sheets.iter().try_for_each(|sheet| database.add(sheet))?;
    database.finish()
}

/// A database that is being written, table by table.
pub struct NewDatabase {
    path: PathBuf,
    connection: Connection,
    /// Tables that are there.
    made: Vec<String>,
}

impl NewDatabase {
    /// A new file.
    pub fn create(path: &Path) -> Result<Self, ReportError> {
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(path)?;
            // The file is thrown away unless it is finished, so it needs no journal. Links are declared for readers; a
            // passage may name a document that failed, and that is no reason to lose the row.
            connection.execute_batch(
                "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
                 PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8000; PRAGMA foreign_keys = OFF; BEGIN",
            )?;
            Ok(connection)
        };
        let connection = open().map_err(|error| ReportError::engine(path, error))?;
        Ok(Self { path: path.to_owned(), connection, made: Vec::new() })
    }

    /// Put in a table, or more rows of one.
    pub fn add(&mut self, sheet: &Sheet) -> Result<(), ReportError> {
        if sheet.columns.len() > MOST_COLUMNS {
            return Ok(());
        }
        let is_new = !self.made.iter().any(|name| *name == sheet.name);
        let make = || {
            if is_new {
                self.connection.execute_batch(&create(sheet))?;
            }
            insert(&self.connection, sheet)
        };
        make().map_err(|error| ReportError::engine(&self.path, error))?;
        if is_new {
            self.made.push(sheet.name.clone().into_owned());
        }
        Ok(())
    }

    /// Make the indexes and views, and close the file.
    pub fn finish(self) -> Result<(), ReportError> {
        let finish = |connection: Connection| {
            // filled tables are sorted into an index far quicker than row by row
            let indexes: String = self.made.iter().map(|name| create_indexes(name)).collect();
            connection.execute_batch(&indexes)?;
            connection.execute_batch(include_str!("add_views.sql"))?;
            connection.execute_batch("COMMIT")?;
            connection.close().map_err(|(_, error)| error)
        };
        finish(self.connection).map_err(|error| ReportError::engine(&self.path, error))
    }
}

/// The statement that makes a table.
fn create(sheet: &Sheet) -> String {
    let mut parts: Vec<String> =
        sheet.columns.iter().map(|column| format!("{} {}", quote(&column.name), sql_type(column))).collect();
    if let Some(table) = schema::table(&sheet.name) {
        if !table.key.is_empty() {
            parts.push(format!("PRIMARY KEY ({})", quoted(table.key)));
        }
        parts.extend(table.links.iter().map(|(column, other, key)| {
            format!("FOREIGN KEY ({}) REFERENCES {} ({})", quote(column), quote(other), quote(key))
        }));
    }
    format!("CREATE TABLE {} (\n  {}\n);\n", quote(&sheet.name), parts.join(",\n  "))
}

/// The statements that make the indexes which readers of a table need.
fn create_indexes(table: &str) -> String {
    let links = schema::table(table).map_or(&[][..], |table| table.links);
    let index = |(column, _, _): &(&str, &str, &str)| {
        let name = quote(&format!("{table}_{column}"));
        format!("CREATE INDEX {name} ON {} ({});\n", quote(table), quote(column))
    };
    links.iter().map(index).collect()
}

fn insert(connection: &Connection, sheet: &Sheet) -> rusqlite::Result<()> {
    let marks = vec!["?"; sheet.columns.len()].join(", ");
    let mut statement = connection.prepare_cached(&format!("INSERT INTO {} VALUES ({marks})", quote(&sheet.name)))?;
    let links = schema::table(&sheet.name).map_or(&[][..], |table| table.links);
    let is_link = |column: &Column| links.iter().any(|(name, _, _)| *name == column.name);
    let columns: Vec<(Kind, bool)> = sheet.columns.iter().map(|column| (column.kind, is_link(column))).collect();
    for record in &sheet.records {
        let cells = record.iter().zip(&columns);
        statement.execute(params_from_iter(cells.map(|(cell, (kind, is_link))| to_sql(cell, *kind, *is_link))))?;
    }
    Ok(())
}

/// An empty number or an empty reference is NULL: nothing is referred to. Empty words stay words.
fn to_sql(cell: &str, kind: Kind, is_link: bool) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match kind {
        Kind::Integer => cell.parse().map_or(ValueRef::Null, ValueRef::Integer),
        Kind::Real => cell.parse().map_or(ValueRef::Null, ValueRef::Real),
        Kind::Text | Kind::List if cell.is_empty() && is_link => ValueRef::Null,
        Kind::Text | Kind::List => ValueRef::Text(cell.as_bytes()),
    })
}

fn sql_type(column: &Column) -> &'static str {
    match column.kind {
        Kind::Integer => "INTEGER",
        Kind::Real => "REAL",
        Kind::Text | Kind::List => "TEXT",
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}

/// Read the tables back, in the order of the specification, rows in the order they were written.
pub fn read(path: &Path) -> Result<Vec<Sheet>, ReportError> {
    let database = Database::open(path)?;
    let mut sheets = Vec::new();
    for name in schema::TABLES.iter().map(|table| table.name).chain([MATRIX]) {
        sheets.extend(database.sheet(name, None)?);
    }
    Ok(sheets)
}

/// A database that was written, for those who take its tables piece by piece.
pub struct Database {
    path: PathBuf,
    connection: Connection,
}

impl Database {
    /// Open it for reading.
    pub fn open(path: &Path) -> Result<Self, ReportError> {
        if !path.is_file() {
            return Err(ReportError::table(path, "is not there, start `paragraf run` first"));
        }
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|error| ReportError::engine(path, error))?;
        Ok(Self { path: path.to_owned(), connection })
    }

    /// The rows of a table, or those of one document, after something was done to their cells.
    pub fn rows<R: Row>(&self, doc_id: Option<&str>, prepare: &dyn Fn(&mut Sheet)) -> Result<Vec<R>, ReportError> {
        let sheet = self.sheet(R::TABLE.name, doc_id)?;
        let mut sheet = sheet.ok_or_else(|| ReportError::table(&self.path, format!("has no {}", R::TABLE.name)))?;
        prepare(&mut sheet);
        sheet
            .rows()
            .map_err(|(row, error)| ReportError::table(&self.path, format!("{}, row {row}: {error}", R::TABLE.name)))
    }

    fn sheet(&self, name: &str, doc_id: Option<&str>) -> Result<Option<Sheet>, ReportError> {
        read_table(&self.connection, name, doc_id).map_err(|error| ReportError::engine(&self.path, error))
    }
}

/// `None` where the database has no such table.
fn read_table(connection: &Connection, name: &str, doc_id: Option<&str>) -> rusqlite::Result<Option<Sheet>> {
    let known = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?";
    if connection.query_row(known, [name], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(None);
    }
    let chosen = if doc_id.is_some() { "WHERE doc_id = ?" } else { "" };
    let mut statement = connection.prepare(&format!("SELECT * FROM {} {chosen} ORDER BY rowid", quote(name)))?;
    let columns = columns_of(name, statement.column_names());
    let mut rows = statement.query(params_from_iter(doc_id))?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let cells = (0..columns.len()).map(|index| Ok(from_sql(row.get_ref(index)?)));
        records.push(cells.collect::<rusqlite::Result<StringRecord>>()?);
    }
    Ok(Some(Sheet { name: name.to_owned().into(), columns: columns.into(), records }))
}

/// Columns as found, with the types that the specification gives to those names.
fn columns_of<'a>(table: &str, names: impl Iterator<Item = &'a str>) -> Vec<Column> {
    let known = schema::table(table).map_or(schema::MATRIX_HEAD, |table| table.columns);
    let kind = |name: &str| known.iter().find(|column| column.name == name).map_or(Kind::Text, |column| column.kind);
    names.map(|name| Column { name: name.to_owned().into(), kind: kind(name) }).collect()
}

fn from_sql(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        // `{:?}` keeps `1.0`, as the CSV writer does.
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}
