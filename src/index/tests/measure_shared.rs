//! Measures search over the real texts beside the project, where they are there: can a passage be found again by a few
//! of its words, with and without dots.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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

/// Segments with their words.
fn segments(documents: &[Document]) -> Vec<(String, Vec<String>)> {
    let units = documents.iter().flat_map(crate::index::gather_units::units);
    units
        .map(|unit| (unit.segment_id.clone(), words(&unit.text()).into_iter().map(|word| word.text).collect()))
        .collect()
}

/// In how many segments each word stands.
fn frequency(segments: &[(String, Vec<String>)]) -> BTreeMap<&str, u32> {
    let mut frequency = BTreeMap::new();
    for (_, words) in segments {
        let once: BTreeSet<&str> = words.iter().map(String::as_str).collect();
        for word in once {
            *frequency.entry(word).or_default() += 1;
        }
    }
    frequency
}

/// Three words that are neither everywhere nor only here: what someone remembers of a passage.
fn remembered(words: &[String], frequency: &BTreeMap<&str, u32>, dictionaries: &Dictionaries) -> Option<String> {
    let mut known: Vec<&String> =
        words.iter().filter(|w| w.chars().count() > 4 && (2..40).contains(&frequency[w.as_str()])).collect();
    known.sort_by_key(|word| (frequency[word.as_str()], word.as_str()));
    known.dedup();
    let middle = known.len() / 3;
    let picked: Vec<_> =
        known.into_iter().skip(middle).take(3).map(|word| dictionaries.compounds.lemma(word)).collect();
    (picked.len() == 3).then(|| picked.join(" "))
}

/// Ask these queries, each with the segment it is of: how many are found among the first three, in thousandths.
fn found_again(name: &str, queries: &[(&str, String)], reader: &Reader, dictionaries: &Dictionaries) -> usize {
    let (mut first, mut third, mut slowest) = (0, 0, Duration::ZERO);
    let start = Instant::now();
    for (id, query) in queries {
        let begun = Instant::now();
        let request = SearchRequest { query: query.clone(), limit: 3, ..SearchRequest::default() };
        let answer = reader.search(&request, dictionaries).expect("an answer");
        slowest = slowest.max(begun.elapsed());
        first += usize::from(answer.hits.first().is_some_and(|hit| hit.segment_id == *id));
        third += usize::from(answer.hits.iter().any(|hit| hit.segment_id == *id));
    }
    let asked = queries.len().max(1);
    let mean = start.elapsed() / asked as u32;
    eprintln!("{name}: {asked} queries, first {first}, within three {third}, mean {mean:?}, slowest {slowest:?}");
    third * 1000 / asked
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
    build(&place, &documents.iter().collect::<Vec<_>>(), &[], &dictionaries).expect("an index");
    let reader = Reader::open(&place, &dictionaries).expect("a reader");
    let segments = segments(&documents);
    let frequency = frequency(&segments);
    let queries = segments.iter().step_by(3);
    let queries = queries.filter_map(|(id, words)| Some((id.as_str(), remembered(words, &frequency, &dictionaries)?)));
    let queries: Vec<(&str, String)> = queries.collect();
    let bare: Vec<(&str, String)> = queries.iter().map(|(id, query)| (*id, fold(query))).collect();
    for (name, queries, least) in [("as written", &queries, 900), ("without dots", &bare, 750)] {
        let found = found_again(name, queries, &reader, &dictionaries);
        assert!(found >= least, "{name}: {found} of 1000");
    }
}
