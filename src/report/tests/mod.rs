//! The room as a whole: a small run by hand, written, read back, spoiled, verified.

pub(crate) mod small_run;

use std::fs;
use std::path::Path;

use serde_json::json;

use self::small_run::{Run, minutes, run};
use super::rows::{DocumentRow, EvidenceRow, LineageRow, ReservationRow, SegmentRow};
use super::tables::{Long, activities_of, attendance_of, changes_of, segments_of};
use super::*;

#[track_caller]
fn write_plain(out: &Path, run: &Run) {
    write(out, run.results(), CsvProfile::Rfc4180).unwrap();
}

fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_plain(folder.path(), &run());
    folder
}

/// Replace words in a file of the output and hear what `verify` says.
#[track_caller]
fn check_spoiled(file: &str, from: &str, to: &str, expected: &str) {
    let folder = written();
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let differences = verify(folder.path()).unwrap();
    assert!(differences.iter().any(|difference| difference.contains(expected)), "{differences:#?}");
}

#[test]
fn a_fresh_folder_has_no_differences() {
    assert_eq!(verify(written().path()).unwrap(), Vec::<String>::new());
}

#[test]
fn an_excel_folder_has_none_either() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), run().results(), CsvProfile::ExcelSv).unwrap();
    assert_eq!(verify(folder.path()).unwrap(), Vec::<String>::new());
    let text = fs::read_to_string(folder.path().join("documents.csv")).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains(";0,8;sn;") && text.contains(";'=Plan"), "{text}");
    assert_eq!(read_rows::<DocumentRow>(folder.path()).unwrap()[0].title, "=Plan <för> torget");
}

#[test]
fn tables_come_back_as_they_went() {
    let folder = written();
    let run = run();
    let results = run.results();
    let long = Long::of(&results);
    let expected = Tables {
        changes: long.documents.iter().flat_map(|document| changes_of(document)).collect(),
        segments: long.documents.iter().flat_map(|document| segments_of(document)).collect(),
        attendance: long.documents.iter().flat_map(|document| attendance_of(document)).collect(),
        activities: long.documents.iter().flat_map(|document| activities_of(document)).collect(),
        evidence: long.evidence.iter().map(|row| EvidenceRow::new(row)).collect(),
        ..Tables::collect(&results, &long)
    };
    assert_eq!(Tables::read(folder.path()).unwrap(), expected);
    let documents: Vec<DocumentRow> = read_rows(folder.path()).unwrap();
    assert_eq!(documents.len(), 3);
    assert_eq!((documents[0].words, documents[0].ocr_health), (Some(9), Some(0.9)));
    assert_eq!((documents[2].kind.as_str(), documents[2].pages), ("", None));
    let segments: Vec<SegmentRow> = read_rows(folder.path()).unwrap();
    assert_eq!(segments[1].parent_id, segments[0].segment_id);
    let reservations: Vec<ReservationRow> = read_rows(folder.path()).unwrap();
    assert_eq!(reservations[0].proposal_points.0, ["1. Alla nämnder ska ordna en mottagning."]);
    assert_eq!(read_rows::<LineageRow>(folder.path()).unwrap()[0].lineage_id, "R2018-01-L01");
}

#[test]
fn the_same_run_twice_gives_the_same_bytes() {
    let (one, two) = (written(), written());
    let mut backwards = run();
    backwards.inputs.reverse();
    backwards.evidence.reverse();
    write_plain(two.path(), &backwards);
    for file in walkdir::WalkDir::new(one.path()).into_iter().flatten().filter(|entry| entry.path().is_file()) {
        let name = file.path().strip_prefix(one.path()).unwrap();
        assert!(fs::read(file.path()).unwrap() == fs::read(two.path().join(name)).unwrap(), "{}", name.display());
    }
}

#[test]
fn texts_of_inputs_that_are_gone_are_removed() {
    let folder = written();
    let mut smaller = run();
    smaller.inputs.remove(0);
    write_plain(folder.path(), &smaller);
    assert!(!folder.path().join("text/2018-plan.txt").exists());
    assert!(folder.path().join("text/2018-protokoll.txt").exists());
}

#[test]
fn a_file_that_says_so_already_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text/a.txt");
    let stands_since = || std::fs::metadata(&path).unwrap().modified().unwrap();
    place_file::place(&path, b"ett").unwrap();
    std::fs::File::open(&path).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    place_file::place(&path, b"ett").unwrap();
    assert_eq!(stands_since(), std::time::UNIX_EPOCH);
    place_file::place(&path, b"tre").unwrap();
    assert_ne!(stands_since(), std::time::UNIX_EPOCH);
    assert_eq!(std::fs::read(&path).unwrap(), b"tre");
}

#[test]
fn nothing_half_written_is_left_behind() {
    let folder = written();
    let parts = walkdir::WalkDir::new(folder.path()).into_iter().flatten();
    assert_eq!(parts.filter(|entry| entry.file_name().to_string_lossy().ends_with(".part")).count(), 0);
}

fn database(folder: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(folder.join("paragraf.sqlite")).unwrap()
}

#[test]
fn the_database_has_every_row_of_the_tables() {
    let folder = written();
    let connection = database(folder.path());
    for name in schema::TABLES.iter().map(|table| table.name).chain([schema::MATRIX]) {
        let sheet = read_table(folder.path(), name).unwrap();
        let mut statement = connection.prepare(&format!("SELECT * FROM {name} ORDER BY rowid")).unwrap();
        assert_eq!(statement.column_names().collect::<Vec<_>>(), sheet.head().iter().collect::<Vec<_>>(), "{name}");
        let cells =
            |row: &rusqlite::Row<'_>| (0..sheet.columns.len()).map(|at| row.get(at)).collect::<Result<Vec<_>, _>>();
        let rows: Vec<Vec<rusqlite::types::Value>> =
            statement.query_map([], cells).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), sheet.records.len(), "{name}");
        for (row, record) in rows.iter().zip(&sheet.records) {
            for (value, cell) in row.iter().zip(record) {
                let same = match value {
                    rusqlite::types::Value::Null => cell.is_empty(),
                    rusqlite::types::Value::Integer(number) => cell == number.to_string(),
                    rusqlite::types::Value::Real(number) => cell.parse() == Ok(*number),
                    rusqlite::types::Value::Text(text) => cell == text,
                    rusqlite::types::Value::Blob(_) => false,
                };
                assert!(same, "{name}: {value:?} is not {cell:?}");
            }
        }
    }
}

#[test]
fn views_answer_what_readers_ask_first() {
    let folder = written();
    let connection = database(folder.path());
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(
        one("SELECT status || ' ' || organ FROM v_matrix WHERE point_id = 'S2018-01'"),
        "not_addressed Socialnämnden"
    );
    assert_eq!(one("SELECT count(*) || '' FROM v_matrix"), "2");
    assert_eq!(one("SELECT organ || ' ' || path FROM v_reservations"), "Socialnämnden 2018/protokoll.pdf");
}

#[test]
fn full_text_search_keeps_dots_and_rings() {
    let folder = written();
    let connection = database(folder.path());
    let found = |word: &str| {
        let sql = "SELECT count(*) FROM segments_fts WHERE segments_fts MATCH ?";
        connection.query_row(sql, [word], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert!(found("nämnder") > 0);
    assert_eq!(found("namnder"), 0);
}

#[test]
fn descriptions_name_every_table_and_column() {
    let folder = written();
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(folder.path().join(name)).unwrap()).unwrap()
    };
    let package = json("datapackage.json");
    for resource in package["resources"].as_array().unwrap() {
        let sheet = read_table(folder.path(), resource["name"].as_str().unwrap()).unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap().iter();
        let names: Vec<&str> = fields.map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(names, sheet.head().iter().collect::<Vec<_>>());
        assert!(folder.path().join(resource["path"].as_str().unwrap()).is_file());
    }
    assert_eq!(package["resources"].as_array().unwrap().len(), schema::TABLES.len() + 1);
    let tables = &json("metadata.json")["databases"]["paragraf"]["tables"];
    let connection = database(folder.path());
    for name in tables.as_object().unwrap().keys() {
        connection.prepare(&format!("SELECT * FROM {name}")).unwrap();
    }
    let query = &json("metadata.json")["databases"]["paragraf"]["queries"]["sok"]["sql"];
    connection.prepare(query.as_str().unwrap()).unwrap();
}

#[test]
fn exported_lines_are_as_their_schema_says() {
    let (folder, to) = (written(), tempfile::tempdir().unwrap());
    export(folder.path(), ExportFormat::Jsonl, to.path(), Privacy::AsWritten).unwrap();
    for table in schema::TABLES {
        let text = |ending: &str| fs::read_to_string(to.path().join(format!("{}.{ending}", table.name))).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&text("schema.json")).unwrap();
        for line in text("jsonl").lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let line = line.as_object().unwrap();
            assert_eq!(line.len(), schema["required"].as_array().unwrap().len());
            for (name, value) in line {
                let allowed = schema["properties"][name]["type"].to_string();
                let kind = match value {
                    serde_json::Value::Null => "null",
                    serde_json::Value::String(_) => "string",
                    serde_json::Value::Array(_) => "array",
                    serde_json::Value::Number(number) if number.is_i64() && allowed.contains("integer") => "integer",
                    serde_json::Value::Number(_) => "number",
                    _ => "other",
                };
                assert!(allowed.contains(kind), "{}: {name} is {value}, not {allowed}", table.name);
            }
        }
    }
}

#[test]
fn two_inputs_of_one_name_are_refused() {
    let mut run = run();
    run.inputs.push(minutes());
    let folder = tempfile::tempdir().unwrap();
    let error = write(folder.path(), run.results(), CsvProfile::Rfc4180).unwrap_err();
    assert_eq!(error.to_string(), "documents: 2018-protokoll names two rows, rename one of the inputs");
}

#[test]
fn verify_finds_a_tampered_quote() {
    check_spoiled("evidence.csv", "öppnar en mottagning", "stänger en mottagning", "does not stand at lines 2-2");
    check_spoiled("evidence.csv", "öppnar en mottagning", "öppnar mottagning", "is not what paragraf.sqlite has");
    check_spoiled("lineage.csv", "ordna en mottagning", "ordna en fest", "does not stand");
}

#[test]
fn verify_finds_tampered_texts_and_counts() {
    check_spoiled("text/2018-protokoll.txt", "god-", "av-", "decisions.csv, row 1");
    check_spoiled("text/2018-protokoll.txt", "god-", "av-", "text/: changed since the run");
    check_spoiled("text/2018-protokoll.txt", "\u{c}", "", "stands on page 1, not 2");
    check_spoiled("run.json", "\"rows\": 1", "\"rows\": 7", "run.json says 7");
    check_spoiled("documents.csv", "type_confidence", "confidence", "expected doc_id");
}

#[test]
fn verify_finds_ids_that_lead_nowhere() {
    check_spoiled("evidence.csv", "S2018-01", "S2018-02", "point_id S2018-02 is not in points.csv");
    check_spoiled("evidence.csv", "S2018-01", "S2018-02", "no row for plan 2018-plan and point S2018-01");
    check_spoiled("lineage.csv", "#0002", "#0009", "is no point and no segment");
    check_spoiled("matrix.csv", "to_review", "addressed", "matrix.csv, row 1: is not what evidence.csv says");
}

#[test]
fn verify_counts_again_what_the_run_counted() {
    check_spoiled("run.json", "\"ok\": 2", "\"ok\": 3", "run.json: counts 3 ok, the tables 2");
    check_spoiled("run.json", "\"pages\": 4", "\"pages\": 40", "run.json: counts 40 pages, the tables 4");
    check_spoiled("run.json", "\"counts\"", "\"count\"", "run.json: has no counts");
    check_spoiled("documents.csv", ",ok,", ",okej,", "has the status “okej”, which there is none of");
    check_spoiled("documents.csv", ",ok,", ",partial,", "is partial and no message says why");
    check_spoiled("changes.csv", "2018-plan", "2018-protokoll", "2018-plan has 1 words repaired, changes.csv 0");
    check_spoiled("text/2018-plan.txt", "i maj", "i maj och juni", "2018-plan has 9 words, its text 11");
    check_spoiled("text/2018-plan.txt", "- i maj", "\u{c}\u{c}- i maj", "2018-plan has 2 pages, its text 4");
}

#[test]
fn verify_misses_what_is_told_nowhere() {
    check_spoiled("errors.csv", "2018/trasig.pdf", "2018/annan.pdf", "no row for 2018/trasig.pdf, which is failed");
    check_spoiled("coverage.csv", "2018/trasig.pdf", "x", "coverage.csv: no row for 2018/trasig.pdf, which is failed");
    check_spoiled("attendance.csv", "2018-protokoll", "2018-trasig", "attendance.csv: has rows of 2018-trasig");
}

#[test]
fn verify_knows_the_page_of_a_last_line() {
    check_spoiled(
        "segments.csv",
        ",2,2,4,7,",
        ",2,3,4,7,",
        "segments.csv, row 2: line 7 of 2018-protokoll stands on page 2",
    );
    check_spoiled("reservations.csv", ",2,2,4,7,", ",2,3,4,7,", "reservations.csv, row 1: line 7");
}

#[test]
fn verify_makes_the_pages_again() {
    check_spoiled(
        "report/index.html",
        "Socialnämnden",
        "Miljönämnden",
        "report/index.html: is not what the tables say",
    );
    check_spoiled("report/index.en.html", "2018", "2019", "report/index.en.html: is not what the tables say");
    check_spoiled("metadata.json", "documents", "document", "metadata.json: is not what the tables say");
    let folder = written();
    let workbook = folder.path().join("report/matrix.xlsx");
    let mut bytes = fs::read(&workbook).unwrap();
    bytes[100] ^= 1;
    fs::write(&workbook, bytes).unwrap();
    assert_eq!(verify(folder.path()).unwrap(), ["report/matrix.xlsx: is not what the tables say"]);
}

#[test]
fn verify_hashes_inputs_where_the_corpus_is() {
    let corpus = tempfile::tempdir().unwrap();
    fs::create_dir(corpus.path().join("2018")).unwrap();
    fs::write(corpus.path().join("2018/protokoll.pdf"), "other bytes").unwrap();
    let mut run = run();
    run.json["settings"]["corpus"] = json!(corpus.path());
    let folder = tempfile::tempdir().unwrap();
    write_plain(folder.path(), &run);
    let differences = verify(folder.path()).unwrap();
    assert_eq!(differences.len(), 2, "{differences:?}");
    assert!(differences[0].contains("2018/plan.txt: the input can't be read"));
    assert!(differences[1].contains("2018/protokoll.pdf: the input changed"));
}

#[test]
fn verify_asks_for_a_run() {
    let folder = tempfile::tempdir().unwrap();
    assert!(verify(folder.path()).unwrap_err().to_string().contains("start `paragraf run` first"));
}

#[test]
fn the_matrix_shows_the_points_it_is_asked_for() {
    let folder = written();
    let csv = |points, proposals| {
        let options = MatrixOptions { points, proposals };
        String::from_utf8(matrix(folder.path(), MatrixFormat::Csv, options, CsvProfile::Rfc4180).unwrap()).unwrap()
    };
    assert_eq!(csv(PointChoice::All, false), fs::read_to_string(folder.path().join("matrix.csv")).unwrap());
    assert_eq!(
        csv(PointChoice::Directives, true),
        "organ_id,organ,year,plan_doc_id,R2018-01\r\nsn,Socialnämnden,2018,2018-plan,partly?\r\nun,un,2018,,\r\n"
    );
    assert!(
        csv(PointChoice::Demands, true)
            .ends_with("plan_doc_id,S2018-01\r\nsn,Socialnämnden,2018,2018-plan,not_addressed\r\nun,un,2018,,\r\n")
    );
}

#[test]
fn the_matrix_comes_in_other_formats() {
    let folder = written();
    let bytes = |format| matrix(folder.path(), format, MatrixOptions::default(), CsvProfile::Rfc4180).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&bytes(MatrixFormat::Json)).unwrap();
    assert_eq!(json["plans"][0]["cells"]["R2018-01"]["page"], 2);
    assert_eq!(json["counts"]["not_addressed"], 1);
    assert!(bytes(MatrixFormat::Xlsx).starts_with(b"PK"));
    assert_eq!(bytes(MatrixFormat::Xlsx), fs::read(folder.path().join("report/matrix.xlsx")).unwrap());
    assert!(String::from_utf8(bytes(MatrixFormat::Html)).unwrap().contains("</span> Att granska"));
}

#[test]
fn the_page_escapes_what_documents_say_and_loads_nothing() {
    let mut run = run();
    run.evidence[0].passage.as_mut().expect("a passage").quote = "<script>alert(1)</script>".into();
    run.evidence[0].reason = "\"><img src=x>".into();
    let folder = tempfile::tempdir().unwrap();
    write_plain(folder.path(), &run);
    let page = fs::read_to_string(folder.path().join("report/index.html")).unwrap();
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    assert!(page.contains("&lt;script&gt;") && page.contains("default-src 'none'"));
    assert!(!page.contains("http://") && !page.contains("https://"));
    let english = fs::read_to_string(folder.path().join("report/index.en.html")).unwrap();
    assert!(english.contains("lang=\"en\"") && english.contains("Compliance matrix") && !english.contains("<script"));
}

#[test]
fn pages_link_to_the_corpus_beside_the_output() {
    let base = tempfile::tempdir().unwrap();
    fs::create_dir(base.path().join("corpus")).unwrap();
    let mut run = run();
    run.json = json!({ "settings": { "corpus": base.path().join("corpus") } });
    write_plain(&base.path().join("output"), &run);
    let page = fs::read_to_string(base.path().join("output/report/index.html")).unwrap();
    assert!(page.contains("href=\"../../corpus/2018/protokoll.pdf#page=2\""), "{page}");
    assert!(page.contains("href=\"../../corpus/2018/plan.txt\""));
}

#[test]
fn the_database_has_types_keys_and_nulls() {
    let folder = written();
    let database = rusqlite::Connection::open(folder.path().join("paragraf.sqlite")).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(one("SELECT typeof(year) FROM points LIMIT 1"), "integer");
    assert_eq!(one("SELECT typeof(confidence) FROM evidence LIMIT 1"), "real");
    assert_eq!(one("SELECT typeof(page) FROM evidence WHERE status = 'not_addressed'"), "null");
    assert_eq!(
        one("SELECT group_concat(\"table\" || '.' || \"to\") FROM pragma_foreign_key_list('evidence')"),
        "points.point_id,documents.doc_id"
    );
    assert_eq!(one("SELECT count(*) || '' FROM pragma_foreign_key_check"), "0");
    assert_eq!(one("SELECT \"S2018-01\" FROM matrix"), "not_addressed");
}

#[test]
fn tables_are_exported_to_other_programs() {
    let folder = written();
    let to = tempfile::tempdir().unwrap();
    export(folder.path(), ExportFormat::Sqlite, &to.path().join("copy.sqlite"), Privacy::AsWritten).unwrap();
    assert_eq!(
        fs::read(to.path().join("copy.sqlite")).unwrap(),
        fs::read(folder.path().join("paragraf.sqlite")).unwrap()
    );
    export(folder.path(), ExportFormat::Jsonl, to.path(), Privacy::AsWritten).unwrap();
    let lines = fs::read_to_string(to.path().join("criteria.jsonl")).unwrap();
    assert_eq!(
        lines,
        "{\"point_id\":\"R2018-01\",\"seq\":1,\"criterion\":\"ordnar mottagning\",\"kind\":\"act\",\"essential\":\"yes\",\
         \"terms\":[\"ordn\",\"mottagn\"],\"basis\":\"program\"}\n"
    );
    export(folder.path(), ExportFormat::Parquet, to.path(), Privacy::AsWritten).unwrap();
    assert_eq!(
        from_parquet(&to.path().join("evidence.parquet")),
        Sheet::of(&read_rows::<EvidenceRow>(folder.path()).unwrap()).records
    );
}

fn from_parquet(path: &Path) -> Vec<StringRecord> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let cell = |field: &Field| match field {
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => format!("{number:?}"),
        Field::Null => String::new(),
        other => panic!("{other:?}"),
    };
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| row.get_column_iter().map(|(_, field)| cell(field)).collect()).collect()
}

#[test]
fn cells_longer_than_excel_takes_are_cut_only_for_excel() {
    use crate::text::Line;
    let mut run = run();
    let document = run.inputs[1].document.as_mut().unwrap();
    let lines = &mut document.handling.repaired.pages.lines;
    lines.push(Line::plain(2, "mycket långt ".repeat(4_000)));
    document.parts.segments[0].span = crate::text::Span::of_lines(lines, 1, 8);
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), run.results(), CsvProfile::ExcelSv).unwrap();
    assert_eq!(verify(folder.path()).unwrap(), Vec::<String>::new());
    let segments: Vec<SegmentRow> = read_rows(folder.path()).unwrap();
    assert!(segments[0].text.ends_with("[avkortat]"), "{}", segments[0].text.len());
    let document = run.inputs[1].document.as_ref().unwrap();
    assert!(segments_of(document)[0].text.chars().count() > 50_000);
}
