//! The fuzz targets as plain functions: bytes in, nothing out, and no bytes may make them panic.
//!
//! `fuzz_targets/` hands them to libFuzzer, `src/bin/mutate.rs` to a plain driver that runs on stable Rust.

use std::sync::LazyLock;

use paragraf::classify::classify;
use paragraf::config::Layer;
use paragraf::dictionaries::Dictionaries;
use paragraf::index::{IndexError, Reader, SearchRequest, build};
use paragraf::read::{PageLimits, lines_here, lines_of_answer};
use paragraf::repair::repair;
use paragraf::segment::{Document, segment};
use paragraf::text::{DocId, Line, PageInfo, Pages};

/// A target by name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets; a test of the main tree compares them with `fuzz_targets/`.
pub const TARGETS: [Target; 7] = [
    ("queries", queries),
    ("pdf", pdf),
    ("text", text),
    ("segments", segments),
    ("settings", settings),
    ("reviews", reviews),
    ("protocol", protocol),
];

static DICTIONARIES: LazyLock<Dictionaries> = LazyLock::new(Dictionaries::built_in);

/// A query is answered, or refused at a spot inside it.
pub fn queries(bytes: &[u8]) {
    static INDEX: LazyLock<(tempfile::TempDir, Reader)> = LazyLock::new(small_index);
    let query = String::from_utf8_lossy(bytes).into_owned();
    let request = SearchRequest { query: query.clone(), limit: 20, ..SearchRequest::default() };
    match INDEX.1.search(&request, &DICTIONARIES) {
        Ok(answer) => assert!(answer.hits.len() <= answer.total),
        Err(IndexError::Query { at, .. }) => assert!(query.is_char_boundary(at), "{query:?}: {at}"),
        Err(error) => panic!("{query:?}: {error}"),
    }
}

/// A file is read, or refused with a reason.
pub fn pdf(bytes: &[u8]) {
    let _ = lines_here(bytes.to_vec(), PageLimits { operators: 200_000, glyphs: 50_000, ..PageLimits::default() });
}

/// A text goes through repair, which keeps its lines and changes nothing the second time, and is classified and cut.
pub fn text(bytes: &[u8]) {
    let pages = pages("text", bytes);
    let count = pages.lines.len();
    let repaired = repair(pages, &DICTIONARIES);
    assert_eq!(repaired.pages.lines.len(), count, "a line in is a line out");
    let document = segment(classify(repaired, &DICTIONARIES, None), &DICTIONARIES);
    let _ = paragraf::directives::points(&[&document], &DICTIONARIES);
}

/// A document as read is cut into parts whose lines lie inside it.
pub fn segments(bytes: &[u8]) {
    let pages = pages("parts", bytes);
    let count = pages.lines.len() as u32;
    let repaired = paragraf::text::Repaired { pages, edits: Vec::new(), ocr_health: 1.0 };
    let document = segment(classify(repaired, &DICTIONARIES, None), &DICTIONARIES);
    for part in &document.parts.segments {
        assert!(part.span.line_from <= part.span.line_to && part.span.line_to <= count, "{part:?} of {count} lines");
    }
}

/// Settings are read, or refused.
pub fn settings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = Layer::parse(&text, "fuzz").map(Layer::settle);
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    let _ = Layer::from_environment(pairs.map(|(name, value)| (format!("PARAGRAF_{name}"), value.to_owned())));
}

/// Verdicts of people are read; rows that can't be are told of.
pub fn reviews(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = paragraf::pipeline::reviews_of(&text);
    let _ = paragraf::pipeline::criteria_of(&text);
}

/// What a worker answers is taken, or the worker is not believed any more.
pub fn protocol(bytes: &[u8]) {
    let _ = lines_of_answer(&String::from_utf8_lossy(bytes));
}

fn pages(name: &str, bytes: &[u8]) -> Pages {
    let text = String::from_utf8_lossy(bytes);
    let mut page = 1;
    let mut lines = Vec::new();
    for line in text.split_terminator('\n') {
        page += line.chars().take_while(|c| *c == '\u{c}').count() as u32;
        lines.push(Line::plain(page, line.trim_start_matches('\u{c}')));
    }
    let infos = (1..=page.min(10_000)).map(PageInfo::of_text).collect();
    Pages { id: DocId::from_path(name), path: name.to_owned(), sha256: String::new(), lines, pages: infos }
}

/// An index of some made-up documents, with the texts that a run writes beside it.
fn small_index() -> (tempfile::TempDir, Reader) {
    let texts = [include_str!("../seeds/text/minutes.txt"), include_str!("../seeds/text/plan.txt")];
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("text")).expect("a folder of texts");
    let documents: Vec<Document> = ["m", "p"]
        .iter()
        .zip(texts)
        .map(|(id, text)| {
            let repaired = repair(pages(id, text.as_bytes()), &DICTIONARIES);
            std::fs::write(folder.path().join(format!("text/{id}.txt")), repaired.pages.to_text()).expect("a text");
            segment(classify(repaired, &DICTIONARIES, None), &DICTIONARIES)
        })
        .collect();
    let place = folder.path().join("index");
    build(&place, &documents.iter().collect::<Vec<_>>(), &[], &DICTIONARIES).expect("an index");
    let reader = Reader::open(&place, &DICTIONARIES).expect("a reader");
    (folder, reader)
}
