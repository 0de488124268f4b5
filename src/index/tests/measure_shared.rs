//! Measures search over the real texts beside the project, where they are there: can a passage be found again by a few
//! of its words, with and without dots, and how fast and how large is it all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::classify::{Handling, classify};
use crate::dictionaries::Dictionaries;
use crate::index::find_words::words;
use crate::index::{Reader, SearchRequest, build};
use crate::segment::{Document, Parts, Segment, SegmentKind};
use crate::text::{DocId, Line, Pages, Repaired, Span, fold};

fn shared() -> PathBuf {
    std::env::var_os("PARAGRAF_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
}

/// A text cut into parts of ten lines: this room is measured without leaning on `segment`.
fn document(id: &str, text: &str, dictionaries: &Dictionaries) -> Document {
    let lines: Vec<Line> = text.lines().map(|line| Line::plain(1, line.trim_start_matches('\u{c}'))).collect();
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let segments = (1..=last).step_by(10).enumerate().map(|(at, from)| Segment {
        id: format!("{id}#{:04}", at + 1),
        parent: None,
        kind: SegmentKind::Section,
        number: None,
        heading: String::new(),
        dnr: None,
        span: Span { line_from: from, line_to: (from + 9).min(last), page_from: 1, page_to: 1 },
        persons: Vec::new(),
        parties: Vec::new(),
    });
    let segments = segments.collect();
    let pages = Pages { id: DocId::from_folded(id), path: id.into(), sha256: String::new(), lines, pages: Vec::new() };
    let repaired = Repaired { pages, edits: Vec::new(), ocr_health: 1.0 };
    let handling: Handling = classify(repaired, dictionaries, None);
    Document { handling, parts: Parts { segments, ..Parts::default() } }
}

fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = ["handlingar/text", "minutes", "plans"]
        .iter()
        .filter_map(|sub| std::fs::read_dir(folder.join(sub)).ok())
        .flat_map(Iterator::flatten)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "txt"))
        .filter_map(|entry| {
            let name = entry.path().file_stem()?.to_string_lossy().into_owned();
            Some((name, std::fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    texts.sort();
    texts
}

#[test]
fn passages_are_found_again_by_their_words() {
    let folder = shared();
    let texts = texts(&folder);
    if texts.is_empty() {
        eprintln!("left out: no texts in {}", folder.display());
        return;
    }
    let dictionaries = Dictionaries::built_in();
    let documents: Vec<Document> = texts.iter().map(|(id, text)| document(id, text, &dictionaries)).collect();
    let target = tempfile::tempdir().expect("a temporary folder");
    let place = target.path().join("index");
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let start = Instant::now();
    build(&place, &documents.iter().collect::<Vec<_>>(), &[], &dictionaries).expect("an index");
    let built = start.elapsed();
    let size: u64 =
        std::fs::read_dir(&place).expect("it").flatten().filter_map(|e| e.metadata().ok()).map(|m| m.len()).sum();
    eprintln!("{bytes} bytes, {built:?}, index {} % of the text", size * 100 / bytes as u64);

    let reader = Reader::open(&place, &dictionaries).expect("a reader");
    let segments: Vec<(String, Vec<String>)> = documents
        .iter()
        .flat_map(crate::index::gather_units::units)
        .map(|unit| (unit.segment_id.clone(), words(&unit.text()).into_iter().map(|word| word.text).collect()))
        .collect();
    let mut frequency: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, words) in &segments {
        let mut once: Vec<&str> = words.iter().map(String::as_str).collect();
        once.sort_unstable();
        once.dedup();
        for word in once {
            *frequency.entry(word).or_default() += 1;
        }
    }
    // three words that are neither everywhere nor only here: what someone remembers of a passage
    let pick = |words: &[String]| {
        let mut known: Vec<&String> =
            words.iter().filter(|w| w.chars().count() > 4 && (2..40).contains(&frequency[w.as_str()])).collect();
        known.sort_by_key(|word| (frequency[word.as_str()], word.as_str()));
        known.dedup();
        let middle = known.len() / 3;
        known.into_iter().skip(middle).take(3).map(|word| dictionaries.compounds.lemma(word)).collect::<Vec<_>>()
    };
    for (name, folded) in [("as written", false), ("without dots", true)] {
        let (mut asked, mut first, mut third, mut slowest) = (0, 0, 0, std::time::Duration::ZERO);
        let start = Instant::now();
        for (id, words) in segments.iter().step_by(3) {
            let query = pick(words).join(" ");
            if query.split(' ').count() < 3 {
                continue;
            }
            let query = if folded { fold(&query) } else { query };
            let begun = Instant::now();
            let answer = reader
                .search(&SearchRequest { query, limit: 3, ..SearchRequest::default() }, &dictionaries)
                .expect("an answer");
            slowest = slowest.max(begun.elapsed());
            asked += 1;
            first += usize::from(answer.hits.first().is_some_and(|hit| hit.segment_id == *id));
            third += usize::from(answer.hits.iter().any(|hit| hit.segment_id == *id));
        }
        let mean = start.elapsed() / asked.max(1);
        eprintln!("{name}: {asked} queries, first {first}, within three {third}, mean {mean:?}, slowest {slowest:?}");
        assert!(third * 100 >= asked as usize * if folded { 75 } else { 90 }, "{name}: {third} of {asked}");
    }
}
