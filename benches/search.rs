//! Index and search, over 200,000 segments of made text.
//!
//! `cargo bench --bench search [-- SEGMENTS] [build]` (with `build`: only that, for a profiler). Words are drawn by Zipf's law from the forms of `dictionaries/search/words.csv`
//! and from compounds of its parts, by a generator with a fixed seed, so that every machine indexes the same bytes. Beside
//! it, in the same run over the same texts: tantivy as it comes, with its own Swedish stemmer, and ripgrep where installed.
//! The numbers of hits are asserted to be there, so that a fast wrong answer fails.

#![expect(clippy::cast_precision_loss, reason = "counts of bytes and hits")]

#[path = "made/random.rs"]
mod random;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use paragraf::classify::{DocKind, Handling, OrganRef};
use paragraf::dictionaries::Dictionaries;
use paragraf::index::{Built, Reader, SearchRequest, build};
use paragraf::segment::{Document, Parts, Segment, SegmentKind};
use paragraf::text::{Date, DocId, Line, Pages, Repaired, Span};
use random::Random;

const SEGMENTS: usize = 200_000;

/// Segments of a document.
const PER_DOCUMENT: usize = 40;

/// Words of a line.
const PER_LINE: usize = 12;

/// Queries that times are taken over.
const QUERIES: usize = 1_000;

fn main() {
    let count = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(SEGMENTS);
    let dictionaries = Dictionaries::built_in();
    let mut made = Made::new(&dictionaries);
    let documents: Vec<Document> = (0..count / PER_DOCUMENT).map(|number| made.document(number)).collect();
    let documents: Vec<&Document> = documents.iter().collect();
    let bytes: usize = lines(&documents).map(|line| line.text.len() + 1).sum();
    println!("{count} segments, {:.1} MB of text\n", bytes as f64 / 1e6);
    println!("{:<34} {:>9} {:>10} {:>10} {:>10} {:>10}", "", "MB/s", "size/text", "median ms", "99 % ms", "memory MB");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let queries = made.queries();
    write_texts(&folder.path().join("text"), &documents);
    if std::env::args().any(|word| word == "build") {
        built(&folder.path().join("index"), &documents, bytes, &dictionaries);
        return;
    }
    ours(&folder.path().join("index"), &documents, bytes, &queries, &dictionaries);
    plain_tantivy(&folder.path().join("plain"), &documents, bytes, &queries);
    ripgrep(&folder.path().join("text"), &queries);
}

/// The texts that a run writes beside the index: a file a document.
fn write_texts(folder: &Path, documents: &[&Document]) {
    std::fs::create_dir_all(folder).expect("a folder");
    for document in documents {
        let pages = &document.handling.repaired.pages;
        std::fs::write(folder.join(&pages.path), pages.to_text()).expect("a text");
    }
}

fn lines<'a>(documents: &'a [&Document]) -> impl Iterator<Item = &'a Line> {
    documents.iter().flat_map(|document| &document.handling.repaired.pages.lines)
}

/// A number from 0 up to 1.
fn unit(random: &mut Random) -> f64 {
    random.below(1 << 30) as f64 / f64::from(1 << 30)
}

/// Words, organs and chance to make documents of.
struct Made {
    random: Random,
    words: Vec<String>,
    organs: Vec<OrganRef>,
}

impl Made {
    fn new(dictionaries: &Dictionaries) -> Self {
        let mut random = Random(20_261_122);
        let mut words = words_of(include_str!("../dictionaries/search/words.csv"));
        let parts = include_str!("../dictionaries/search/parts.csv");
        let of_place = |place: &str| -> Vec<&str> {
            parts.lines().filter(|line| line.ends_with(place)).filter_map(|line| line.split(',').next()).collect()
        };
        let (first, last) = (of_place(",first"), of_place(",last"));
        // as many compounds as words: in running Swedish most rare words are such
        for _ in 0..words.len() {
            words.push(format!("{}{}", first[random.below(first.len())], last[random.below(last.len())]));
        }
        // common words are short: by length, well stirred
        words.sort_by_cached_key(|word| (word.chars().count() + random.below(9), random.below(1 << 20)));
        let organs = dictionaries.municipalities[0].organs.iter();
        let organs =
            organs.map(|organ| OrganRef { id: organ.id.clone(), name: organ.name.clone(), successor: None }).collect();
        Self { random, words, organs }
    }

    /// A word by Zipf's law: the n-th is met in proportion to 1/n.
    fn word(&mut self) -> &str {
        let rank = (self.words.len() as f64).powf(unit(&mut self.random)) as usize;
        &self.words[rank.saturating_sub(1).min(self.words.len() - 1)]
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        for at in 0..PER_LINE {
            let word = self.word().to_owned();
            if at > 0 {
                line.push_str(if self.random.below(9) == 0 { ", " } else { " " });
            }
            if at == 0 {
                line.extend(word.chars().take(1).flat_map(char::to_uppercase));
                line.extend(word.chars().skip(1));
            } else {
                line.push_str(&word);
            }
        }
        line + "."
    }

    fn document(&mut self, number: usize) -> Document {
        use SegmentKind::{Bullet, Decision, Item, Reservation, Section};
        let mut lines = Vec::new();
        let mut segments: Vec<Segment> = Vec::new();
        let id = DocId::from_folded(format!("{}-{number:05}", 2014 + number % 11));
        for at in 0..PER_DOCUMENT {
            let from = lines.len() as u32 + 1;
            let heading = (0..4).map(|_| self.word().to_owned()).collect::<Vec<_>>().join(" ");
            lines.push(Line::plain(at as u32 / 4 + 1, heading.clone()));
            for _ in 0..3 + self.random.below(8) {
                lines.push(Line::plain(at as u32 / 4 + 1, self.line()));
            }
            let kind = [Item, Decision, Section, Section, Bullet, Bullet, Bullet, Reservation][self.random.below(8)];
            let parties =
                if kind == Reservation { vec![["V", "M", "L"][self.random.below(3)].to_owned()] } else { Vec::new() };
            segments.push(Segment {
                id: format!("{id}#{:04}", at + 1),
                parent: None,
                kind,
                number: (kind == Item).then(|| at.to_string()),
                heading,
                dnr: None,
                span: Span {
                    line_from: from,
                    line_to: lines.len() as u32,
                    page_from: at as u32 / 4 + 1,
                    page_to: at as u32 / 4 + 1,
                },
                persons: Vec::new(),
                parties,
            });
        }
        let date = Date::parse_iso(&format!("{}-{:02}-{:02}", 2014 + number % 11, 1 + number % 12, 1 + number % 28));
        let pages = Pages { path: format!("{id}.txt"), id, sha256: String::new(), lines, pages: Vec::new() };
        let handling = Handling {
            repaired: Repaired { pages, edits: Vec::new(), ocr_health: 1.0 },
            kind: DocKind::ALL[number % DocKind::ALL.len()],
            kind_confidence: 1.0,
            evidence: Vec::new(),
            municipality: None,
            organ: Some(self.organs[number % self.organs.len()].clone()),
            title: self.line(),
            date,
            year: date.map(Date::year),
            dnr: None,
            view: None,
        };
        Document { handling, parts: Parts { segments, ..Parts::default() } }
    }

    /// One to three words as common as those of texts, a third with a field, some phrases and word beginnings.
    fn queries(&mut self) -> Vec<String> {
        let fields = ["år:2016..2018", "typ:protokoll", "parti:V", "del:beslut", "NOT del:punkt"];
        (0..QUERIES)
            .map(|number| {
                let words: Vec<String> = (0..=number % 3).map(|_| self.telling_word()).collect();
                match number % 12 {
                    0 | 3 | 6 | 9 => format!("{} {}", words.join(" "), fields[number % fields.len()]),
                    1 => format!("\"{}\"", words.join(" ")),
                    2 => format!("{}*", words[0].chars().take(5).collect::<String>()),
                    5 => words.join(" OR "),
                    _ => words.join(" "),
                }
            })
            .collect()
    }

    /// A word that someone would search: long enough to mean something.
    fn telling_word(&mut self) -> String {
        loop {
            let word = self.word().to_owned();
            if word.chars().count() > 4 {
                return word;
            }
        }
    }
}

/// The forms of a list of base forms, in its order.
fn words_of(list: &str) -> Vec<String> {
    let rows = list.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut words: Vec<String> =
        rows.filter_map(|row| row.split_once(',')).flat_map(|(_, forms)| forms.split(' ').map(str::to_owned)).collect();
    words.sort();
    words.dedup();
    words
}

/// Build our index, and say what it cost.
fn built(folder: &Path, documents: &[&Document], bytes: usize, dictionaries: &Dictionaries) -> Built {
    let before = memory("VmRSS");
    forget_peak();
    let worked = cpu_seconds();
    let start = Instant::now();
    let built = build(folder, documents, &[], dictionaries).expect("an index");
    let seconds = start.elapsed().as_secs_f64();
    let building = memory("VmHWM").saturating_sub(before);
    row("paragraf, build", bytes, Some(seconds), Some(size_of(folder)), None, Some(building));
    tell_work(bytes, seconds, cpu_seconds() - worked);
    built
}

/// What building cost the processor, whatever else ran beside it.
fn tell_work(bytes: usize, seconds: f64, worked: f64) {
    let speed = bytes as f64 / 5e5 / worked;
    println!("  {seconds:.1} s with {worked:.1} s of processor time, so {speed:.1} MB/s on two cores of its own");
}

fn ours(folder: &Path, documents: &[&Document], bytes: usize, queries: &[String], dictionaries: &Dictionaries) {
    let built = built(folder, documents, bytes, dictionaries);
    forget_peak();
    let before = memory("VmRSS");
    let reader = Reader::open(folder, dictionaries).expect("it opens");
    let mut hits = 0;
    let times = times(queries, |query| {
        let request = SearchRequest { query: query.to_owned(), limit: 20, ..SearchRequest::default() };
        let answer = reader.search(&request, dictionaries).unwrap_or_else(|error| panic!("{query}: {error}"));
        assert!(answer.hits.is_empty() || answer.hits[0].snippet.contains("<mark>"), "{query}");
        hits += usize::from(answer.total > 0);
    });
    assert!(hits * 10 > queries.len() * 6, "{hits} of {} queries find something", queries.len());
    row("paragraf, search", bytes, None, None, Some(&times), Some(memory("VmHWM").saturating_sub(before)));
    println!("  {} units in {} chunks, {hits} of {} queries find something", built.units, built.chunks, queries.len());
    let start = Instant::now();
    let again = build(folder, &documents[1..], &[], dictionaries).expect("the index again");
    println!(
        "  without one document: {:.1} s, {} of {} chunks kept",
        start.elapsed().as_secs_f64(),
        again.kept,
        again.chunks
    );
}

/// tantivy with its Swedish stemmer: the text stored and searched, snippets and hits counted, no facets.
fn plain_tantivy(folder: &Path, documents: &[&Document], bytes: usize, queries: &[String]) {
    use tantivy::collector::{Count, TopDocs};
    use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
    use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
    std::fs::create_dir_all(folder).expect("a folder");
    let mut schema = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer("sv").set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing) | STORED);
    let index = tantivy::Index::create_in_dir(folder, schema.build()).expect("an index");
    let analyzer =
        TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(Stemmer::new(Language::Swedish));
    index.tokenizers().register("sv", analyzer.build());
    let before = memory("VmRSS");
    forget_peak();
    let start = Instant::now();
    let worked = cpu_seconds();
    let mut writer = index.writer_with_num_threads(2, 128_000_000).expect("a writer");
    for document in documents {
        for segment in &document.parts.segments {
            let span = segment.span.line_from as usize - 1..segment.span.line_to as usize;
            let lines: Vec<&str> =
                document.handling.repaired.pages.lines[span].iter().map(|line| line.text.as_str()).collect();
            writer.add_document(tantivy::doc!(text => lines.join("\n"))).expect("it is added");
        }
    }
    writer.commit().expect("it is written");
    writer.wait_merging_threads().expect("merges end");
    let seconds = start.elapsed().as_secs_f64();
    let worked = cpu_seconds() - worked;
    let building = memory("VmHWM").saturating_sub(before);
    let searcher = index.reader().expect("a reader").searcher();
    let mut parser = tantivy::query::QueryParser::for_index(&index, vec![text]);
    parser.set_conjunction_by_default();
    let times = times(queries, |query| {
        // it has no fields, and its word beginnings need quotes: the words alone are asked for
        let words: Vec<&str> = query.split(' ').filter(|word| !word.contains(':') && *word != "NOT").collect();
        let query = parser.parse_query(words.join(" ").trim_end_matches('*')).expect("a query");
        let (top, _) = searcher.search(&query, &(TopDocs::with_limit(20).order_by_score(), Count)).expect("an answer");
        let snippets = tantivy::snippet::SnippetGenerator::create(&searcher, &query, text).expect("snippets");
        for (_, address) in top {
            let entry: tantivy::TantivyDocument = searcher.doc(address).expect("a hit");
            std::hint::black_box(snippets.snippet_from_doc(&entry).to_html());
        }
    });
    row("tantivy, Swedish stemmer, build", bytes, Some(seconds), Some(size_of(folder)), None, Some(building));
    tell_work(bytes, seconds, worked);
    row("tantivy, Swedish stemmer, search", bytes, None, None, Some(&times), None);
}

/// ripgrep over the texts, a file a document, for each query's first word.
fn ripgrep(folder: &Path, queries: &[String]) {
    let rg = std::env::var("RIPGREP").unwrap_or_else(|_| "rg".to_owned());
    if Command::new(&rg).arg("--version").output().is_err() {
        println!("{:<34} left out: not installed", "ripgrep");
        return;
    }
    // every tenth query: each goes through all texts
    let some: Vec<String> = queries.iter().step_by(10).cloned().collect();
    let times = times(&some, |query| {
        let word = query.trim_matches('"').split([' ', '*', '"']).next().unwrap_or_default();
        let output = Command::new(&rg).args(["-i", "-c", word]).arg(folder).output().expect("it runs");
        std::hint::black_box(output.stdout.len());
    });
    row("ripgrep, first word", 0, None, None, Some(&times), None);
}

/// Times of queries, shortest first. All are asked once before, so that what is measured is not the disk.
fn times(queries: &[String], mut ask: impl FnMut(&str)) -> Vec<Duration> {
    queries.iter().take(20).for_each(|query| ask(query));
    let mut timed: Vec<(Duration, &String)> = queries
        .iter()
        .map(|query| {
            let start = Instant::now();
            ask(query);
            (start.elapsed(), query)
        })
        .collect();
    timed.sort();
    if std::env::var_os("SLOWEST").is_some() {
        timed.iter().rev().take(12).for_each(|(time, query)| println!("  {time:?} {query}"));
    }
    timed.into_iter().map(|(time, _)| time).collect()
}

fn row(
    name: &str,
    bytes: usize,
    seconds: Option<f64>,
    size: Option<u64>,
    times: Option<&[Duration]>,
    memory: Option<u64>,
) {
    let shown =
        |number: Option<f64>, decimals: usize| number.map_or_else(|| "-".to_owned(), |n| format!("{n:.decimals$}"));
    let speed = seconds.map(|seconds| bytes as f64 / 1e6 / seconds);
    let size = size.map(|size| size as f64 / bytes as f64);
    let at = |share: f64| times.map(|times| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e3);
    println!(
        "{name:<34} {:>9} {:>10} {:>10} {:>10} {:>10}",
        shown(speed, 1),
        shown(size, 2),
        shown(at(0.5), 2),
        shown(at(0.99), 2),
        shown(memory.map(|kb| kb as f64 / 1e3), 0),
    );
}

fn size_of(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).expect("a folder").flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}

/// A line of `/proc/self/status` in kB; 0 where there is none.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Processor time of this process, all threads; 0 where the system doesn't tell.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Let the peak of memory start anew, where the system can.
fn forget_peak() {
    // elsewhere the column says what it said before
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
