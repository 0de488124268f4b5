//! Measures the room on short invented minutes in the wordings and layouts of many municipalities (`tests/segment-styles`):
//! as printed, damaged and repaired, and with the kinds of lines a PDF gives. `PARAGRAF_STYLES` names another folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::tests::assert_tiled;
use super::*;
use crate::classify::classify;
use crate::repair::repair;
use crate::text::tests_support::{plain_document, plain_pages};
use crate::text::{DocId, LineKind, Pages, Repaired};

/// Least F1 of each measure. Rules were written with these texts at hand: the numbers guard them, they measure nothing new.
const PRINTED: [(&str, f64); 6] =
    [("item", 0.99), ("decision", 0.99), ("points", 0.98), ("statement", 0.99), ("person", 0.99), ("vote", 0.92)];

/// The same for damaged texts. Persons have a low floor: a name that no list knows stays damaged.
const DAMAGED: [(&str, f64); 5] =
    [("item", 0.99), ("decision", 0.98), ("points", 0.96), ("statement", 0.98), ("person", 0.90)];

/// A row of the truth beside each text. `what`: document, item, decision (§ and number of points), statement, person, vote.
#[derive(Clone, Debug, serde::Deserialize)]
struct Row {
    what: String,
    item: String,
    kind: String,
    parties: String,
    name: String,
    line: String,
    /// Decision points; of a vote Ja, Nej and who abstained, as printed (`5-2-1`), and `name` is how many are told by name.
    count: String,
    /// Title of an item, whom a person replaces, organ of a document.
    title: String,
    /// Diary number of an item, date of a document.
    detail: String,
}

struct Style {
    name: String,
    text: String,
    rows: Vec<Row>,
}

fn styles() -> Vec<Style> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/segment-styles");
    let folder = std::env::var_os("PARAGRAF_STYLES").map_or(beside, PathBuf::from);
    let entries = std::fs::read_dir(&folder).expect("the folder is committed");
    let mut texts: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    texts.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    texts.sort();
    texts.iter().map(|path| read_style(path)).collect()
}

fn read_style(path: &Path) -> Style {
    let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name").to_owned();
    let text = std::fs::read_to_string(path).expect("a text");
    let mut reader = csv::Reader::from_path(path.with_extension("csv")).expect("its truth");
    let rows = reader.deserialize().map(|row| row.unwrap_or_else(|error| panic!("{name}: {error}"))).collect();
    Style { name, text, rows }
}

/// Right, wrongly found, missed, by measure.
#[derive(Default)]
struct Score(BTreeMap<&'static str, (usize, usize, usize)>);

impl Score {
    fn add(&mut self, measure: &'static str, style: &str, truth: Vec<String>, mut found: Vec<String>) {
        let cell = self.0.entry(measure).or_default();
        for row in truth {
            if let Some(at) = found.iter().position(|other| *other == row) {
                found.remove(at);
                cell.0 += 1;
            } else {
                cell.2 += 1;
                println!("{style}: {measure} - {row}");
            }
        }
        cell.1 += found.len();
        for row in found {
            println!("{style}: {measure} + {row}");
        }
    }

    fn f1(&self, measure: &str) -> f64 {
        let (right, wrong, missed) = self.0[measure];
        2.0 * right as f64 / (2 * right + wrong + missed) as f64
    }
}

impl Style {
    /// The rows of the truth that tell of `what`, as `row` writes them.
    fn rows(&self, what: &str, row: impl Fn(&Row) -> String) -> Vec<String> {
        self.rows.iter().filter(|truth| truth.what == what).map(row).collect()
    }
}

fn compare(style: &Style, document: &Document, score: &mut Score) {
    compare_items(style, document, score);
    compare_decisions(style, document, score);
    compare_statements(style, document, score);
    compare_persons(style, document, score);
    let votes = style.rows("vote", |row| format!("{} {} {}: {}", row.item, row.count, row.name, row.title));
    score.add("vote", &style.name, votes, document.parts.votes.iter().map(vote_row).collect());
    let known = &document.handling;
    let organ = known.organ.as_ref().map_or("", |organ| organ.id.as_str());
    let date = known.date.map_or_else(String::new, |date| date.to_string());
    let truth = style.rows("document", |row| format!("{} {} {}", row.kind, row.title, row.detail));
    score.add("document", &style.name, truth, vec![format!("{} {organ} {date}", known.kind.as_str())]);
}

fn compare_items(style: &Style, document: &Document, score: &mut Score) {
    let items = || document.parts.segments.iter().filter(|part| part.kind == SegmentKind::Item);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let places = items().map(|part| format!("{} line {}", text(&part.number), part.span.line_from)).collect();
    score.add("item", &style.name, style.rows("item", |row| format!("{} line {}", row.item, row.line)), places);
    let heads = items().map(|part| format!("{} {} {}", text(&part.number), part.heading, text(&part.dnr))).collect();
    let truth = style.rows("item", |row| format!("{} {} {}", row.item, row.title, row.detail));
    score.add("head", &style.name, truth, heads);
}

fn compare_decisions(style: &Style, document: &Document, score: &mut Score) {
    let mut points: BTreeMap<String, usize> = BTreeMap::new();
    for decision in &document.parts.decisions {
        *points.entry(decision.item.clone().unwrap_or_default()).or_default() += 1;
    }
    let decided = points.keys().cloned().collect();
    score.add("decision", &style.name, style.rows("decision", |row| row.item.clone()), decided);
    let counts = points.iter().map(|(item, count)| format!("{item} x{count}")).collect();
    score.add("points", &style.name, style.rows("decision", |row| format!("{} x{}", row.item, row.count)), counts);
}

fn compare_statements(style: &Style, document: &Document, score: &mut Score) {
    let sorted = |list: Vec<&str>| {
        let mut list: Vec<&str> = list.into_iter().filter(|word| !word.is_empty()).collect();
        list.sort_unstable();
        list.join(",")
    };
    let truth = style
        .rows("statement", |row| format!("{} {} {}", row.item, row.kind, sorted(row.parties.split(" | ").collect())));
    let found = document.parts.reservations.iter().map(|row| {
        let parties = sorted(row.parties.iter().map(String::as_str).collect());
        format!("{} {} {parties}", row.item.clone().unwrap_or_default(), row.kind.as_str())
    });
    score.add("statement", &style.name, truth, found.collect());
}

fn compare_persons(style: &Style, document: &Document, score: &mut Score) {
    let people = &document.parts.attendance;
    let truth = style.rows("person", |row| format!("{} ({})", row.name, row.parties.to_uppercase()));
    let found = people.iter().map(|person| format!("{} ({})", person.name, person.party.to_uppercase()));
    score.add("person", &style.name, truth, found.collect());
    let truth = style.rows("person", |row| format!("{}: {}, {}, {}", row.name, row.kind, row.title, row.item));
    let found = people.iter().map(|p| format!("{}: {}, {}, {}", p.name, p.role, p.replaces, p.items));
    score.add("role", &style.name, truth, found.collect());
}

/// A vote as the truth writes it: § counts, how many by name, what Ja stands for.
fn vote_row(vote: &Vote) -> String {
    let counts: Vec<String> = [Ballot::Yes, Ballot::No, Ballot::Abstains]
        .into_iter()
        .filter_map(|ballot| vote.count(ballot))
        .map(|count| count.to_string())
        .collect();
    let yes = vote.means.iter().find(|(ballot, _)| *ballot == Ballot::Yes).map_or("", |(_, means)| means);
    format!("{} {} {}: {yes}", vote.item, counts.join("-"), vote.ballots.len())
}

/// Measure all styles after `prepare` and hold each measure to its floor.
fn measure(way: &str, floors: &[(&str, f64)], prepare: impl Fn(&Style, &Dictionaries) -> Repaired) {
    let dictionaries = Dictionaries::built_in();
    let mut score = Score::default();
    for style in styles() {
        let document = segment(classify(prepare(&style, &dictionaries), &dictionaries, None), &dictionaries);
        assert_tiled(&document);
        compare(&style, &document, &mut score);
    }
    for (name, (right, wrong, missed)) in &score.0 {
        println!("{way}: {name} F1 {:.3} (right {right}, wrong {wrong}, missed {missed})", score.f1(name));
    }
    if std::env::var_os("PARAGRAF_STYLES").is_none() {
        for (name, floor) in floors {
            assert!(score.f1(name) >= *floor, "{way}: {name} {:.3} is below {floor}", score.f1(name));
        }
    }
}

#[test]
fn styles_as_printed() {
    measure("printed", &PRINTED, |style, _| plain_document("a.txt", &style.text));
}

/// The letters that an engine without Swedish reads, one place in two, chosen by position.
fn damage(text: &str) -> String {
    let mut seen = 0;
    text.chars()
        .map(|c| {
            seen += usize::from("åäö".contains(c));
            match (c, seen % 4) {
                ('å', 0 | 2) | ('ä', 0) => 'a',
                ('ä', 2) => 'i',
                ('ö', 0) => '6',
                ('ö', 2) => 'o',
                _ => c,
            }
        })
        .collect()
}

#[test]
fn styles_damaged_and_repaired() {
    measure("damaged", &DAMAGED, |style, dictionaries| {
        let mut pages = plain_pages(&damage(&style.text));
        pages.id = DocId::from_folded("a");
        repair(pages, dictionaries)
    });
}

/// Lines that a reader of PDFs would call headings: short, on their own or over text, ending like no sentence.
fn with_kinds(pages: &mut Pages) {
    for at in 0..pages.lines.len() {
        let free = at == 0 || pages.lines[at - 1].text.trim().is_empty();
        let line = &mut pages.lines[at];
        let text = line.text.trim();
        let words = text.split_whitespace().count();
        let wide = text.contains("   ");
        if text.starts_with("- ") {
            line.kind = LineKind::Bullet;
        } else if wide {
            let cells: Vec<&str> = text.split("   ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
            line.text = cells.join("\t");
        } else if (text.starts_with('§') || free && (1..=6).contains(&words))
            && text.starts_with(|c: char| c.is_uppercase() || c == '§')
            && !text.ends_with(['.', ':', ',', ')'])
        {
            (line.kind, line.bold) = (LineKind::Heading(2), true);
        }
    }
}

#[test]
fn styles_with_kinds_of_lines() {
    measure("kinds", &PRINTED, |style, _| {
        let mut document = plain_document("a.txt", &style.text);
        with_kinds(&mut document.pages);
        document
    });
}
