//! CSV in its two profiles, there and back. What one writes, the other reads to the same cells,
//! but for cells that are too long for Excel.

use csv::{StringRecord, Terminator};

use super::CsvProfile;
use super::schema::{Column, Kind};
use super::sheet::Sheet;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The bytes of a table. Lines end in CR LF, as RFC 4180 has it and Excel writes it.
pub fn to_csv(sheet: &Sheet, profile: CsvProfile) -> Vec<u8> {
    let mut bytes = head_to_csv(sheet, profile);
    bytes.extend(rows_to_csv(sheet, profile));
    bytes
}

/// What stands before the rows.
pub fn head_to_csv(sheet: &Sheet, profile: CsvProfile) -> Vec<u8> {
    let start = if profile == CsvProfile::ExcelSv { BOM.to_vec() } else { Vec::new() };
    let mut writer = writer(start, profile);
    writer.write_record(&sheet.head()).expect("memory takes every byte");
    writer.into_inner().expect("memory takes every byte")
}

fn writer(start: Vec<u8>, profile: CsvProfile) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .delimiter(if profile == CsvProfile::ExcelSv { b';' } else { b',' })
        .terminator(Terminator::CRLF)
        .from_writer(start)
}

/// The rows alone.
pub fn rows_to_csv(sheet: &Sheet, profile: CsvProfile) -> Vec<u8> {
    let mut writer = writer(Vec::new(), profile);
    for record in &sheet.records {
        match profile {
            CsvProfile::Rfc4180 => writer.write_record(record),
            CsvProfile::ExcelSv => writer.write_record(&for_excel(record, &sheet.columns)),
        }
        .expect("every row has a cell a column");
    }
    writer.into_inner().expect("memory takes every byte")
}

/// What ends a cell that was too long for Excel; the database has it whole.
pub const CUT: &str = "… [avkortat]";

/// Excel takes 32 767 UTF-16 units a cell and spills the rest over the next row, which would spoil the table.
const EXCEL_UNITS: usize = 32_000;

fn cut_for_excel(cell: &str) -> Option<String> {
    if cell.len() <= EXCEL_UNITS || cell.encode_utf16().count() <= EXCEL_UNITS {
        return None;
    }
    let mut units = 0;
    let start = cell.chars().take_while(|c| {
        units += c.len_utf16();
        units <= EXCEL_UNITS
    });
    Some(start.chain(CUT.chars()).collect())
}

fn for_excel(record: &StringRecord, columns: &[Column]) -> StringRecord {
    record
        .iter()
        .zip(columns)
        .map(|(cell, column)| match column.kind {
            Kind::Real => cell.replace('.', ","),
            Kind::Integer => cell.to_owned(),
            Kind::Text | Kind::List => harmless(&cut_for_excel(cell).unwrap_or_else(|| cell.to_owned())),
        })
        .collect()
}

fn harmless(cell: &str) -> String {
    if starts_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether Excel might run a cell instead of showing it. Cells that only look guarded count too: they get one more
/// apostrophe, so that reading takes away exactly what writing added.
fn starts_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A table without name from the bytes of a CSV file of either profile, or what is wrong with it. `columns` says what
/// columns a head row stands for; where it names others than the file, the error says so.
pub fn from_csv(bytes: &[u8], columns: impl Fn(&StringRecord) -> Vec<Column>) -> Result<Sheet, String> {
    let (bytes, profile) = match bytes.strip_prefix(BOM) {
        Some(rest) => (rest, CsvProfile::ExcelSv),
        None => (bytes, CsvProfile::Rfc4180),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if profile == CsvProfile::ExcelSv { b';' } else { b',' })
        .from_reader(bytes);
    let head = reader.headers().map_err(|error| error.to_string())?.clone();
    let columns = columns(&head);
    let names: StringRecord = columns.iter().map(|column| column.name.as_ref()).collect();
    if head != names {
        let join = |names: &StringRecord| names.iter().collect::<Vec<_>>().join(", ");
        return Err(format!("has the columns {}; expected {}", join(&head), join(&names)));
    }
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        records.push(if profile == CsvProfile::ExcelSv { from_excel(&record, &columns) } else { record });
    }
    Ok(Sheet { name: "".into(), columns: columns.into(), records })
}

fn from_excel(record: &StringRecord, columns: &[Column]) -> StringRecord {
    record
        .iter()
        .zip(columns)
        .map(|(cell, column)| match column.kind {
            Kind::Real => cell.replace(',', "."),
            Kind::Integer => cell.to_owned(),
            Kind::Text | Kind::List => match cell.strip_prefix('\'') {
                Some(rest) if starts_formula(rest) => rest.to_owned(),
                _ => cell.to_owned(),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    fn sheet(cell: &str) -> Sheet {
        let mut sheet = Sheet::empty(&schema::ERRORS);
        sheet.records.push(StringRecord::from(vec![cell, "read", "kind", "a, b; \"c\"\nd"]));
        sheet
    }

    #[track_caller]
    fn check(cell: &str, profile: CsvProfile, expected: &str) {
        let bytes = to_csv(&sheet(cell), profile);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let row = text.trim_start_matches('\u{feff}').lines().nth(1).unwrap();
        assert!(row.starts_with(expected), "{row:?}");
        let back = from_csv(&bytes, |_| schema::ERRORS.columns.to_vec()).unwrap();
        assert_eq!(back.records, sheet(cell).records);
    }

    #[test]
    fn plain_cells_stay_as_they_are() {
        check("plain", CsvProfile::Rfc4180, "plain,read");
        check("=1+1", CsvProfile::Rfc4180, "=1+1,read");
        check("plain", CsvProfile::ExcelSv, "plain;read");
        check("a-b", CsvProfile::ExcelSv, "a-b;read");
        check("'plain", CsvProfile::ExcelSv, "'plain;read");
    }

    #[test]
    fn excel_gets_no_formula_to_run() {
        check("=HYPERLINK(\"x\")", CsvProfile::ExcelSv, "\"'=HYPERLINK");
        check("+46", CsvProfile::ExcelSv, "'+46;");
        check("- bullet", CsvProfile::ExcelSv, "'- bullet;");
        check("@name", CsvProfile::ExcelSv, "'@name;");
        check("\tcell", CsvProfile::ExcelSv, "'\tcell;");
        check("'=1", CsvProfile::ExcelSv, "''=1;");
    }

    #[test]
    fn excel_gets_a_mark_of_utf8_and_decimal_commas() {
        let mut sheet = Sheet::empty(&schema::CHANGES);
        sheet.records.push(StringRecord::from(vec!["d", "1", "2", "1.5", "ä", "0.25", "lexicon"]));
        let bytes = to_csv(&sheet, CsvProfile::ExcelSv);
        assert!(bytes.starts_with(BOM));
        assert!(String::from_utf8(bytes).unwrap().ends_with("d;1;2;1.5;ä;0,25;lexicon\r\n"));
    }
}
