//! The pages, over an output folder of 200,000 made segments, asked of the program over a socket.
//!
//! `cargo bench --bench serve [-- SEGMENTS]`. Prints for each page the median and the 95th percentile of a hundred requests
//! one after the other, each for another document, query or point; then the picture of a page, first and again; then the
//! server's largest memory while fifty clients ask at once. Ends with an error where a bound is broken or an answer is wrong.

#![expect(clippy::cast_precision_loss, reason = "counts of requests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use paragraf::classify::{DocKind, Handling, OrganRef};
use paragraf::dictionaries::Dictionaries;
use paragraf::report::rows::{
    ChangeRow, CoverageRow, CriterionRow, DecisionRow, DocumentRow, ErrorRow, EvidenceRow, LineageRow, List, PointRow,
    ReservationRow, Row, SegmentRow,
};
use paragraf::segment::{Document, Parts, Segment, SegmentKind};
use paragraf::text::{Date, DocId, Line, Pages, Repaired, Span};

const SEGMENTS: usize = 200_000;
const PER_DOCUMENT: usize = 40;
/// Lines of a segment, and words of a line.
const LINES: usize = 6;
const WORDS: usize = 10;
const PLANS: usize = 200;
const POINTS: usize = 120;
/// Requests that times are taken over.
const REQUESTS: usize = 100;
const CLIENTS: usize = 50;

/// What the pages must keep to: a reader who leafs through them should not wait.
const PAGE_MS: f64 = 50.0;
const DRAWN_MS: f64 = 300.0;
const KEPT_MS: f64 = 20.0;
const MEMORY_MB: f64 = 400.0;

fn main() {
    let segments = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(SEGMENTS);
    let folder = tempfile::tempdir().expect("a folder");
    let picture = make(folder.path(), segments / PER_DOCUMENT);
    let server = Server::start(&folder.path().join("output"));
    println!("{segments} segments in {} documents; {PLANS} plans, {POINTS} points\n", segments / PER_DOCUMENT);
    println!("{:<28} {:>10} {:>10}", "", "median ms", "95 % ms");
    let mut broken = Vec::new();
    for (name, path, holds) in pages(segments / PER_DOCUMENT) {
        let mut times: Vec<f64> = (0..REQUESTS).map(|number| server.ask(&path(number), holds)).collect();
        times.sort_by(f64::total_cmp);
        let (median, late) = (times[REQUESTS / 2], times[REQUESTS * 95 / 100]);
        println!("{name:<28} {median:>10.1} {late:>10.1}");
        if late > PAGE_MS {
            broken.push(format!("{name}: {late:.1} ms"));
        }
    }
    let first = server.ask(&picture, "PNG");
    let again = (0..20).map(|_| server.ask(&picture, "PNG")).fold(0.0, f64::max);
    println!("{:<28} {first:>10.1} {again:>10.1}", "picture: first, again (max)");
    let memory = server.crowd(segments / PER_DOCUMENT);
    println!("\nlargest memory, {CLIENTS} clients at once: {memory:.0} MB");
    for (what, value, bound) in
        [("picture", first, DRAWN_MS), ("picture kept", again, KEPT_MS), ("memory", memory, MEMORY_MB)]
    {
        if value > bound {
            broken.push(format!("{what}: {value:.1} over {bound}"));
        }
    }
    assert!(broken.is_empty(), "over the bounds: {broken:?}");
}

type Page = (&'static str, Box<dyn Fn(usize) -> String>, &'static str);

/// Each page: its name, the address of the nth request, and what every answer must hold.
fn pages(documents: usize) -> Vec<Page> {
    let document = move |n: usize| n * 37 % documents;
    vec![
        ("Sök, one word", Box::new(|n| format!("/?q={}", word(n * 7 + 40))), "<mark>"),
        (
            "Sök, two words and a field",
            Box::new(|n| format!("/?q={}+OR+{}+typ:protokoll", word(n + 3), word(n * 3 + 90))),
            "<mark>",
        ),
        (
            "Handling",
            Box::new(move |n| format!("/dokument/d-{:05}?sida=2&rad=60-62", document(n))),
            "class=\"line hit\"",
        ),
        ("Matris", Box::new(|n| format!("/matris?sida={}", n % 4 + 1)), "class=\"matrix\""),
        ("Matris, one organ", Box::new(|n| format!("/matris?organ=Organ+{}", n % 8 * 5)), "class=\"matrix\""),
        (
            "Cell",
            Box::new(|n| format!("/matris/d-{:05}/R2016-{:03}", n * 25 % (PLANS * 25), n % POINTS)),
            "class=\"passages\"",
        ),
        ("Att granska", Box::new(|n| format!("/granska?sida={}", n + 1)), "<blockquote>"),
        ("Spår, list", Box::new(|n| format!("/spar?sida={}", n % 2 + 1)), "R2016-"),
        ("Spår, one", Box::new(|n| format!("/spar/R2016-{:03}", n % POINTS)), "class=\"stop"),
        ("Reservationer", Box::new(|n| format!("/reservationer?sida={}", n + 1)), "class=\"hits\""),
        ("Beslut", Box::new(|n| format!("/beslut?sida={}&ar=2017", n + 1)), "class=\"hits\""),
        ("Kvalitet", Box::new(|n| format!("/kvalitet?sida={}", n % 25 + 1)), "<table>"),
    ]
}

/// A running server.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(out: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_paragraf"))
            .args(["serve", "--addr", "127.0.0.1:0", "--out"])
            .arg(out)
            .current_dir(out)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut told = String::new();
        BufReader::new(child.stderr.take().expect("its stderr")).read_line(&mut told).expect("its address");
        let address = told.split("http://").nth(1).expect("an address").trim().trim_end_matches('/').to_owned();
        let server = Self { child, address };
        let begin = Instant::now();
        server.ask("/kvalitet", "<table>");
        server.ask("/dokument/d-00000", "class=\"lines\"");
        println!("tables read at the first requests: {:.1} s", begin.elapsed().as_secs_f64());
        server
    }

    /// Milliseconds for an answer that holds these words.
    fn ask(&self, path: &str, holds: &str) -> f64 {
        let begin = Instant::now();
        let answer = fetch(&self.address, path);
        let time = begin.elapsed();
        let text = String::from_utf8_lossy(&answer);
        assert!(text.starts_with("HTTP/1.1 200") && text.contains(holds), "{path}: {}", &text[..text.len().min(2_000)]);
        time.as_secs_f64() * 1e3
    }

    /// The largest memory in MB while many ask at once. Who is told to come back does.
    fn crowd(&self, documents: usize) -> f64 {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let address = self.address.clone();
                std::thread::spawn(move || {
                    let pages = pages(documents);
                    for number in 0..pages.len() {
                        let (_, path, _) = &pages[(client + number) % pages.len()];
                        while fetch(&address, &path(client)).starts_with(b"HTTP/1.1 429") {
                            std::thread::sleep(Duration::from_millis(50));
                        }
                    }
                })
            })
            .collect();
        for client in clients {
            client.join().expect("a client");
        }
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let peak =
            status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<f64>().ok());
        peak.map_or(0.0, |kilobytes| kilobytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // it may be gone already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn fetch(address: &str, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    answer
}

/// The nth word: syllables, so that no two are forms of each other.
fn word(n: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "de", "fi", "go", "hu", "ky", "la", "me", "ni", "po", "ru", "sy", "ta", "ve", "wi", "xo"];
    let mut left = n % 4_096 + 256;
    let mut word = String::from("z");
    while left > 0 {
        word.push_str(SYLLABLES[left % 16]);
        left /= 16;
    }
    word
}

/// Words of a line: few are common and most are rare.
fn line(seed: usize) -> String {
    let mut state = seed as u64 * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
    let words = (0..WORDS).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (state >> 33) as f64 / f64::from(1_u32 << 31);
        word((4_000.0 * share * share * share) as usize)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Make the folder; gives the address of a picture.
fn make(base: &Path, documents: usize) -> String {
    let (out, corpus) = (base.join("output"), base.join("corpus"));
    std::fs::create_dir_all(out.join("text")).expect("a folder");
    std::fs::create_dir_all(&corpus).expect("a folder");
    let made: Vec<Document> = (0..documents).map(document).collect();
    for document in &made {
        let pages = &document.handling.repaired.pages;
        std::fs::write(out.join("text").join(format!("{}.txt", pages.id)), pages.to_text()).expect("a text");
    }
    let all: Vec<&Document> = made.iter().collect();
    paragraf::index::build(&out.join("index"), &all, &[], &Dictionaries::built_in()).expect("an index");
    let run = serde_json::json!({ "version": "0.1.0", "corpus": corpus, "settings": { "corpus": corpus } });
    std::fs::write(out.join("run.json"), run.to_string()).expect("run.json");
    let drawn = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/2017-norrhamns-sdn-handlingsplan.pdf");
    std::fs::copy(&drawn, corpus.join("drawn.pdf")).expect("a sample document");
    let mut rows: Vec<DocumentRow> = made.iter().enumerate().map(|(at, one)| document_row(at, one)).collect();
    rows.push(DocumentRow {
        doc_id: "drawn".into(),
        path: "drawn.pdf".into(),
        sha256: paragraf::read::sha256_of(&drawn).expect("its hash"),
        pages: Some(3),
        status: "ok".into(),
        ..DocumentRow::default()
    });
    table(&out, &rows);
    table(&out, &made.iter().flat_map(segment_rows).collect::<Vec<_>>());
    tables_of_documents(&out, documents);
    tables_of_points(&out);
    "/dokument/drawn/sida/1.png".to_owned()
}

fn table<R: Row>(out: &Path, rows: &[R]) {
    let mut writer = csv::Writer::from_path(out.join(format!("{}.csv", R::TABLE.name))).expect("a table");
    for row in rows {
        writer.serialize(row).expect("a row");
    }
    if rows.is_empty() {
        writer.write_record(R::TABLE.columns.iter().map(|column| column.name.as_ref())).expect("a head row");
    }
    writer.flush().expect("it is written");
}

fn document(at: usize) -> Document {
    let lines: Vec<Line> = (0..PER_DOCUMENT * LINES)
        .map(|number| Line::plain(number as u32 / 48 + 1, line(at * 1_000 + number)))
        .collect();
    let id = DocId::from_path(&format!("d-{at:05}.txt"));
    let segment = |number: usize| Segment {
        id: format!("{id}#{number:04}"),
        parent: None,
        kind: SegmentKind::Item,
        number: Some(number.to_string()),
        heading: line(number),
        dnr: None,
        span: Span::of_lines(&lines, (number * LINES + 1) as u32, ((number + 1) * LINES) as u32),
        persons: Vec::new(),
        parties: Vec::new(),
    };
    let parts = Parts { segments: (0..PER_DOCUMENT).map(segment).collect(), ..Parts::default() };
    let pages = Pages { path: format!("{id}.txt"), id, sha256: "ab".repeat(32), lines, pages: Vec::new() };
    let handling = Handling {
        repaired: Repaired { pages, edits: Vec::new(), ocr_health: 0.9 },
        kind: DocKind::Protokoll,
        kind_confidence: 0.9,
        evidence: Vec::new(),
        municipality: None,
        organ: Some(OrganRef { id: format!("o{}", at % 40), name: format!("Organ {}", at % 40), successor: None }),
        title: format!("Handling {at}"),
        date: Date::new(2016 + (at % 9) as i32, 3, 8),
        year: Some(2016 + (at % 9) as i32),
        dnr: None,
        view: None,
    };
    Document { handling, parts }
}

fn document_row(at: usize, of: &Document) -> DocumentRow {
    let organ = of.handling.organ.clone().expect("an organ");
    DocumentRow {
        doc_id: format!("d-{at:05}"),
        path: format!("d-{at:05}.txt"),
        sha256: "ab".repeat(32),
        kind: if at.is_multiple_of(25) && at / 25 < PLANS { "handlingsplan" } else { "protokoll" }.into(),
        organ_id: organ.id,
        organ: organ.name,
        title: format!("Handling {at}"),
        date: of.handling.date.map(|date| date.to_string()).unwrap_or_default(),
        year: of.handling.year,
        pages: Some(5),
        text_source: "text_file".into(),
        ocr_health: Some(0.9),
        words_repaired: Some(100),
        status: "ok".into(),
        ..DocumentRow::default()
    }
}

fn segment_rows(of: &Document) -> Vec<SegmentRow> {
    let text = |span: Span| -> String {
        let lines = &of.handling.repaired.pages.lines[span.line_from as usize - 1..span.line_to as usize];
        lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let row = |part: &Segment| SegmentRow {
        segment_id: part.id.clone(),
        doc_id: of.handling.repaired.pages.id.to_string(),
        kind: part.kind.as_str().to_owned(),
        heading: part.heading.clone(),
        page_from: part.span.page_from,
        page_to: part.span.page_to,
        line_from: part.span.line_from,
        line_to: part.span.line_to,
        text: text(part.span),
        ..SegmentRow::default()
    };
    of.parts.segments.iter().map(row).collect()
}

fn id(at: usize) -> String {
    format!("d-{at:05}")
}

fn point(at: usize) -> String {
    format!("R2016-{at:03}")
}

/// Repaired words, decisions and reservations, in numbers that go with so many documents.
fn tables_of_documents(out: &Path, documents: usize) {
    let date = |at: usize| format!("{}-03-08", 2016 + at % 9);
    let changes = (0..documents).flat_map(|at| {
        (0..100).map(move |n| ChangeRow {
            doc_id: id(at),
            page: Some(1),
            line: n * 2 + 1,
            before: "zx".into(),
            after: "z".into(),
            confidence: 0.9,
            reason: "lexicon".into(),
        })
    });
    table(out, &changes.collect::<Vec<_>>());
    let decisions = (0..documents * 4).map(|n| DecisionRow {
        doc_id: id(n / 4),
        organ_id: format!("o{}", n / 4 % 40),
        date: date(n / 4),
        title: line(n),
        seq: 1,
        text: format!("{} {}", line(n), line(n + 1)),
        page: 1,
        line_from: 1,
        line_to: 2,
        ..DecisionRow::default()
    });
    table(out, &decisions.collect::<Vec<_>>());
    let reservations = (0..documents * 2).map(|n| ReservationRow {
        doc_id: id(n / 2),
        organ_id: format!("o{}", n / 2 % 40),
        date: date(n / 2),
        kind: "reservation".into(),
        parties: List::new([["V", "MP", "KD", "M"][n % 4]]),
        text: (0..12).map(|k| line(n + k)).collect::<Vec<_>>().join(" "),
        page_from: 1,
        page_to: 1,
        line_from: 1,
        line_to: 2,
        ..ReservationRow::default()
    });
    table(out, &reservations.collect::<Vec<_>>());
}

/// Points, what plans say of them, and where they came from.
fn tables_of_points(out: &Path) {
    let points = (0..POINTS).map(|n| PointRow {
        point_id: point(n),
        doc_id: id(1),
        year: 2016,
        origin: "directive".into(),
        text: line(n),
        page: 1,
        line_from: 1,
        line_to: 1,
        ..PointRow::default()
    });
    table(out, &points.collect::<Vec<_>>());
    table(
        out,
        &(0..POINTS)
            .map(|n| CriterionRow {
                point_id: point(n),
                seq: 1,
                criterion: line(n),
                kind: "act".into(),
                ..CriterionRow::default()
            })
            .collect::<Vec<_>>(),
    );
    let cell = |plan: usize, n: usize, rank: usize| EvidenceRow {
        plan_doc_id: id(plan * 25).into(),
        organ_id: format!("o{}", plan * 25 % 40).into(),
        organ: format!("Organ {}", plan * 25 % 40).into(),
        year: Some(2016 + (plan * 25 % 9) as i32),
        point_id: point(n).into(),
        status: ["to_review", "addressed", "not_addressed"][n % 3].into(),
        proposal: "partly".into(),
        confidence: 0.6,
        score: 0.5,
        basis: "program".into(),
        rank: rank as u32 + 1,
        page: Some(1),
        line_from: Some(1),
        line_to: Some(2),
        quote: format!("{} {}", line(plan + n), line(rank)).into(),
        ..EvidenceRow::default()
    };
    let evidence =
        (0..PLANS).flat_map(|plan| (0..POINTS).flat_map(move |n| (0..3).map(move |rank| cell(plan, n, rank))));
    table(out, &evidence.collect::<Vec<_>>());
    let lineage = (0..POINTS * 5).map(|n| LineageRow {
        lineage_id: format!("{}-L{n:02}", point(n / 5)),
        from_id: point(n / 5),
        from_year: 2016,
        to_id: format!("{}#0001", id(n)),
        to_kind: "plan".into(),
        to_doc_id: id(n),
        to_year: Some(2016 + (n % 9) as i32),
        to_page: 1,
        to_line_from: 1,
        relation: "restated".into(),
        similarity: 0.8,
        quote: line(n),
    });
    table(out, &lineage.collect::<Vec<_>>());
    table::<CoverageRow>(out, &[]);
    table::<ErrorRow>(out, &[]);
}
