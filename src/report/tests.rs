//! The room as a whole: a small run by hand, written, read back, spoiled, verified.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::rows::{DocumentRow, EvidenceRow, LineageRow, ReservationRow, SegmentRow};
use super::*;
use crate::classify::{DocKind, Handling, OrganRef};
use crate::directives::{AddresseeClass, Criterion, Link, Origin, Point, PointKind};
use crate::matching::Status;
use crate::segment::{Activity, Attendance, Decision, Parts, Reservation, Segment, SegmentKind};
use crate::text::{Date, Edit, Line, PageClass, PageInfo, Pages, Repaired, Severity, Span, TextSource};

/// Two documents, an input that failed, and all that was found in them.
struct Run {
    inputs: Vec<Input>,
    points: Points,
    evidence: Vec<Evidence>,
    coverage: Vec<Coverage>,
    findings: Vec<Finding>,
    json: serde_json::Value,
}

impl Run {
    fn results(&self) -> Results<'_> {
        Results {
            inputs: &self.inputs,
            points: &self.points,
            evidence: &self.evidence,
            coverage: &self.coverage,
            findings: &self.findings,
            run: &self.json,
        }
    }

    fn write(&self, out: &Path) {
        write(out, &self.results(), CsvProfile::Rfc4180).unwrap();
    }
}

fn pages(path: &str, text: &str) -> Pages {
    let mut page = 1;
    let mut lines = Vec::new();
    for line in text.lines() {
        page += u32::from(line.starts_with('\u{c}'));
        lines.push(Line::plain(page, line.trim_start_matches('\u{c}')));
    }
    let info = |number| PageInfo {
        number,
        width: 595.0,
        height: 842.0,
        class: PageClass::Text,
        source: TextSource::TextLayer,
        furniture: Vec::new(),
    };
    let id = DocId::from_path(path);
    Pages { id, path: path.to_owned(), sha256: "ab".repeat(32), lines, pages: (1..=page).map(info).collect() }
}

fn input(kind: DocKind, pages: Pages, edits: Vec<Edit>, parts: Parts) -> Input {
    let (doc_id, path, sha256) = (pages.id.clone(), pages.path.clone(), pages.sha256.clone());
    let handling = Handling {
        repaired: Repaired { pages, edits, ocr_health: 0.9 },
        kind,
        kind_confidence: 0.8,
        evidence: Vec::new(),
        municipality: Some("exempelstad".to_owned()),
        organ: Some(OrganRef { id: "sn".to_owned(), name: "Socialnämnden".to_owned(), successor: None }),
        title: "=Plan <för> torget".to_owned(),
        date: Date::new(2018, 3, 8),
        year: Some(2018),
        dnr: None,
    };
    let document = Some(Document { handling, parts });
    Input { doc_id, path, sha256, status: InputStatus::Ok, message: String::new(), document }
}

fn span(lines: &[Line], from: u32, to: u32) -> Span {
    Span::of_lines(lines, from, to)
}

fn minutes() -> Input {
    let pages = pages(
        "2018/protokoll.pdf",
        "§ 4 Torget\nNämnden beslutar att god-\nkänna planen.\n\u{c}Reservation\nVera Ek (KD) m.fl.\n1. Alla nämnder ska\nordna en mottagning.\n",
    );
    let lines = pages.lines.clone();
    let whole = span(&lines, 1, 7);
    let segment = |number: u32, parent, kind, span| Segment {
        id: format!("{}#{number:04}", pages.id),
        parent,
        kind,
        number: Some("4".to_owned()),
        heading: "Torget".to_owned(),
        dnr: None,
        span,
        persons: Vec::new(),
        parties: Vec::new(),
    };
    let parts = Parts {
        segments: vec![
            segment(1, None, SegmentKind::Item, whole),
            segment(2, Some(0), SegmentKind::Reservation, span(&lines, 4, 7)),
        ],
        decisions: vec![Decision {
            item: Some("4".to_owned()),
            dnr: None,
            title: "Torget".to_owned(),
            seq: 1,
            text: "Nämnden beslutar att godkänna planen.".to_owned(),
            span: span(&lines, 2, 3),
        }],
        reservations: vec![Reservation {
            item: Some("4".to_owned()),
            kind: SegmentKind::Reservation,
            persons: vec!["Vera Ek".to_owned()],
            parties: vec!["KD".to_owned()],
            with_others: true,
            refers_to: String::new(),
            proposal_points: vec![("1".to_owned(), "Alla nämnder ska ordna en mottagning.".to_owned(), 6)],
            span: span(&lines, 4, 7),
            text: "Alla nämnder ska ordna en mottagning.".to_owned(),
        }],
        attendance: vec![Attendance {
            name: "Vera Ek".to_owned(),
            party: "KD".to_owned(),
            role: "ledamot".to_owned(),
            replaces: String::new(),
            items: String::new(),
        }],
        activities: Vec::new(),
        coverage: Vec::new(),
    };
    input(DocKind::Protokoll, pages, Vec::new(), parts)
}

fn plan() -> Input {
    let pages = pages("2018/plan.txt", "Handlingsplan\n\u{c}Vi öppnar en mottagning på torget\n- i maj\n");
    let lines = pages.lines.clone();
    let edits = vec![Edit {
        line: 2,
        range: 3..9,
        before: "oppnar".to_owned(),
        after: "öppnar".to_owned(),
        confidence: 0.95,
        reason: "lexicon",
    }];
    let activity = Activity {
        section: "Stöd".to_owned(),
        activity: "Vi öppnar en mottagning".to_owned(),
        responsible: String::new(),
        timeframe: "- i maj".to_owned(),
        follow_up: String::new(),
        span: span(&lines, 2, 3),
    };
    input(DocKind::Handlingsplan, pages, edits, Parts { activities: vec![activity], ..Parts::default() })
}

fn point(id: &str, origin: Origin, span: Span) -> Point {
    Point {
        id: id.to_owned(),
        doc_id: DocId::from_path("2018/protokoll.pdf"),
        year: 2018,
        origin,
        kind: PointKind::List,
        heading: String::new(),
        text: "Alla nämnder ska ordna en mottagning.".to_owned(),
        modality: "ska".to_owned(),
        addressee_class: AddresseeClass::All,
        addressees: Vec::new(),
        fingerprint: "0123456789abcdef".to_owned(),
        span,
    }
}

fn evidence(point_id: &str, status: Status, span: Option<Span>, quote: &str) -> Evidence {
    Evidence {
        plan_doc_id: DocId::from_path("2018/plan.txt"),
        organ_id: "sn".to_owned(),
        organ: "Socialnämnden".to_owned(),
        year: Some(2018),
        point_id: point_id.to_owned(),
        status,
        proposal: Status::Partly,
        confidence: 0.62,
        score: 0.5,
        basis: "program".to_owned(),
        rank: u32::from(span.is_some()),
        criterion: String::new(),
        reason: String::new(),
        span,
        quote: quote.to_owned(),
    }
}

fn run() -> Run {
    let (minutes, plan) = (minutes(), plan());
    let lines = |input: &Input| input.document.as_ref().unwrap().handling.repaired.pages.lines.clone();
    let in_minutes = span(&lines(&minutes), 6, 7);
    let in_plan = span(&lines(&plan), 2, 2);
    let failed = Input {
        doc_id: DocId::from_path("2018/trasig.pdf"),
        path: "2018/trasig.pdf".to_owned(),
        sha256: String::new(),
        status: InputStatus::Failed,
        message: "no PDF".to_owned(),
        document: None,
    };
    let link = Link {
        from_id: "R2018-01".to_owned(),
        from_year: 2018,
        to_id: "2018-protokoll#0002".to_owned(),
        to_kind: "reservation",
        to_doc_id: minutes.doc_id.clone(),
        to_year: Some(2018),
        to_page: 2,
        to_line_from: 6,
        relation: "restated",
        similarity: 1.0,
        quote: "ordna en mottagning".to_owned(),
    };
    let criterion = Criterion {
        point_id: "R2018-01".to_owned(),
        seq: 1,
        criterion: "ordnar mottagning".to_owned(),
        kind: "act",
        essential: true,
        terms: vec!["ordn".to_owned(), "mottagn".to_owned()],
        basis: "program",
    };
    Run {
        points: Points {
            points: vec![
                point("R2018-01", Origin::Directive, in_minutes),
                point("S2018-01", Origin::Demand, in_minutes),
            ],
            criteria: vec![criterion],
            lineage: vec![link],
        },
        evidence: vec![
            evidence("R2018-01", Status::ToReview, Some(in_plan), "öppnar en mottagning"),
            evidence("S2018-01", Status::NotAddressed, None, ""),
        ],
        inputs: vec![plan, minutes, failed],
        coverage: vec![Coverage {
            what: "plan",
            organ_id: "un".to_owned(),
            year: Some(2018),
            expected: "en handlingsplan".to_owned(),
            found: String::new(),
            message: "saknas".to_owned(),
        }],
        findings: vec![Finding {
            path: "2018/trasig.pdf".to_owned(),
            page: None,
            stage: "read",
            kind: "broken",
            severity: Severity::Failed,
            message: "no PDF".to_owned(),
        }],
        json: json!({ "version": "0.1.0", "settings": { "corpus": "no/such/corpus" } }),
    }
}

fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    run().write(folder.path());
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
    write(folder.path(), &run().results(), CsvProfile::ExcelSv).unwrap();
    assert_eq!(verify(folder.path()).unwrap(), Vec::<String>::new());
    let text = fs::read_to_string(folder.path().join("documents.csv")).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains(";0,8;sn;") && text.contains(";'=Plan"), "{text}");
    assert_eq!(read_rows::<DocumentRow>(folder.path()).unwrap()[0].title, "=Plan <för> torget");
}

#[test]
fn tables_come_back_as_they_went() {
    let folder = written();
    assert_eq!(Tables::read(folder.path()).unwrap(), Tables::collect(&run().results()));
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
    backwards.write(two.path());
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
    smaller.write(folder.path());
    assert!(!folder.path().join("text/2018-plan.txt").exists());
    assert!(folder.path().join("text/2018-protokoll.txt").exists());
}

#[test]
fn nothing_half_written_is_left_behind() {
    let folder = written();
    let parts = walkdir::WalkDir::new(folder.path()).into_iter().flatten();
    assert_eq!(parts.filter(|entry| entry.file_name().to_string_lossy().ends_with(".part")).count(), 0);
}

#[test]
fn two_inputs_of_one_name_are_refused() {
    let mut run = run();
    run.inputs.push(minutes());
    let folder = tempfile::tempdir().unwrap();
    let error = write(folder.path(), &run.results(), CsvProfile::Rfc4180).unwrap_err();
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
fn verify_hashes_inputs_where_the_corpus_is() {
    let corpus = tempfile::tempdir().unwrap();
    fs::create_dir(corpus.path().join("2018")).unwrap();
    fs::write(corpus.path().join("2018/protokoll.pdf"), "other bytes").unwrap();
    let mut run = run();
    run.json = json!({ "settings": { "corpus": corpus.path() } });
    let folder = tempfile::tempdir().unwrap();
    run.write(folder.path());
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
        "organ_id,organ,year,plan_doc_id,R2018-01\r\nsn,Socialnämnden,2018,2018-plan,partly?\r\n"
    );
    assert!(
        csv(PointChoice::Demands, true)
            .ends_with("plan_doc_id,S2018-01\r\nsn,Socialnämnden,2018,2018-plan,not_addressed\r\n")
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
    assert!(String::from_utf8(bytes(MatrixFormat::Html)).unwrap().contains("? Att granska"));
}

#[test]
fn the_page_escapes_what_documents_say_and_loads_nothing() {
    let mut run = run();
    run.evidence[0].quote = "<script>alert(1)</script>".to_owned();
    run.evidence[0].reason = "\"><img src=x>".to_owned();
    let folder = tempfile::tempdir().unwrap();
    run.write(folder.path());
    let page = fs::read_to_string(folder.path().join("report/index.html")).unwrap();
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    assert!(page.contains("&lt;script&gt;") && page.contains("default-src 'none'"));
    assert!(!page.contains("http://") && !page.contains("https://"));
}

#[test]
fn pages_link_to_the_corpus_beside_the_output() {
    let base = tempfile::tempdir().unwrap();
    fs::create_dir(base.path().join("corpus")).unwrap();
    let mut run = run();
    run.json = json!({ "settings": { "corpus": base.path().join("corpus") } });
    run.write(&base.path().join("output"));
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
    export(folder.path(), ExportFormat::Sqlite, &to.path().join("copy.sqlite")).unwrap();
    assert_eq!(
        fs::read(to.path().join("copy.sqlite")).unwrap(),
        fs::read(folder.path().join("paragraf.sqlite")).unwrap()
    );
    export(folder.path(), ExportFormat::Jsonl, to.path()).unwrap();
    let lines = fs::read_to_string(to.path().join("criteria.jsonl")).unwrap();
    assert_eq!(
        lines,
        "{\"point_id\":\"R2018-01\",\"seq\":1,\"criterion\":\"ordnar mottagning\",\"kind\":\"act\",\"essential\":\"yes\",\
         \"terms\":[\"ordn\",\"mottagn\"],\"basis\":\"program\"}\n"
    );
    export(folder.path(), ExportFormat::Parquet, to.path()).unwrap();
    assert_eq!(
        from_parquet(&to.path().join("evidence.parquet")),
        Sheet::of(&read_rows::<EvidenceRow>(folder.path()).unwrap()).records
    );
}

fn from_parquet(path: &Path) -> Vec<StringRecord> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| (0..row.len()).map(|index| row.get_string(index).unwrap().clone()).collect()).collect()
}
