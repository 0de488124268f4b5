//! The matrix over made text: 5,000 points and 500 plans, every pair with its best passages, proposal and confidence.
//!
//! `cargo bench --bench matching`. Guidelines of 50 points and plans of 80 passages, of Swedish words of which some are drawn
//! more often; every plan answers 40 of the points in nearly their own words, and that those passages come first is asserted,
//! so that a fast wrong answer fails. Rows are taken plan by plan, as a writer would take them; the second figure is one plan
//! anew, as after a change. The peer is BM25 by scanning every passage for every word, on a hundredth of the pairs.

#![expect(clippy::cast_precision_loss, reason = "counts of pairs and seconds")]

mod made;

use std::collections::BTreeMap;
use std::time::Instant;

use made::{Maker, document};
use paragraf::classify::DocKind;
use paragraf::dictionaries::Dictionaries;
use paragraf::directives::{AddresseeClass, Origin, Point, PointKind, Points};
use paragraf::matching::judge::Answers;
use paragraf::matching::{Evidence, MatchSettings, Verdicts, evidence};
use paragraf::segment::Document;
use paragraf::text::{DocId, Span};

const POINTS: usize = 5_000;
const PLANS: usize = 500;
const PASSAGES: usize = 80;

/// Passages of a plan that answer a point.
const ANSWERS: usize = 40;

/// Share of them that must come first for their point.
const FIRST: f64 = 0.95;

/// Plans that are judged before their rows are let go.
const BATCH: usize = 20;

/// A hundredth of the plans stands for all in the peer's time.
const PEER_SHARE: usize = 100;

fn main() {
    let dictionaries = Dictionaries::built_in();
    let mut maker = Maker::new();
    let points = make_points(&mut maker);
    let plans: Vec<(Document, Vec<usize>)> = (0..PLANS).map(|number| make_plan(number, &points, &mut maker)).collect();
    let start = Instant::now();
    let (mut rows, mut answered) = (0, 0);
    for batch in plans.chunks(BATCH) {
        let found = matched(batch, &points, &dictionaries);
        rows += found.len();
        answered += answers_found(batch, &points, &found);
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{POINTS} points x {PLANS} plans: {rows} rows in {seconds:.1} s, {} MB at most", peak_memory());
    println!("made answers that come first: {answered} of {}", PLANS * ANSWERS);
    let start = Instant::now();
    let one = matched(&plans[..1], &points, &dictionaries);
    println!("one plan anew: {} rows in {:.2} s", one.len(), start.elapsed().as_secs_f64());
    let peer = scanned(&plans, &points);
    println!("BM25 by scanning, about {peer:.0} s on one core, {:.0} times as long", peer / seconds);
    assert!(answered as f64 >= FIRST * (PLANS * ANSWERS) as f64, "{answered} answers come first");
}

fn matched(plans: &[(Document, Vec<usize>)], points: &Points, dictionaries: &Dictionaries) -> Vec<Evidence> {
    let documents: Vec<&Document> = plans.iter().map(|(document, _)| document).collect();
    let verdicts = Verdicts { reviews: &[], answers: &Answers::new() };
    evidence(&documents, points, verdicts, dictionaries, &MatchSettings::default())
}

/// How many passages that answer a point are the first row of that point.
fn answers_found(plans: &[(Document, Vec<usize>)], points: &Points, rows: &[Evidence]) -> usize {
    let first: BTreeMap<(&str, &str), u32> = rows
        .iter()
        .filter(|row| row.rank == 1)
        .filter_map(|row| Some(((row.plan.doc_id.as_str(), &*row.point_id), row.passage.as_ref()?.span.line_from)))
        .collect();
    let found = plans.iter().flat_map(|(document, answered)| {
        let plan = document.handling.repaired.pages.id.as_str();
        (0..).zip(answered).map(move |(at, point)| ((plan, points.points[*point].id.as_str()), 2 * at + 1))
    });
    found.filter(|(key, line)| first.get(key) == Some(line)).count()
}

/// Seconds that scoring every passage for every word of every point would take, scanning.
fn scanned(plans: &[(Document, Vec<usize>)], points: &Points) -> f64 {
    let start = Instant::now();
    let mut best = 0.0_f64;
    for (document, _) in plans.iter().step_by(PEER_SHARE) {
        let lines: Vec<Vec<&str>> =
            document.handling.repaired.pages.lines.iter().map(|line| line.text.split(' ').collect()).collect();
        for point in &points.points {
            for words in &lines {
                let score: usize = point.text.split(' ').map(|word| words.iter().filter(|w| **w == word).count()).sum();
                best = best.max(score as f64 / (1.0 + words.len() as f64));
            }
        }
    }
    assert!(best > 0.0, "no passage shares a word with any point");
    start.elapsed().as_secs_f64() * PEER_SHARE as f64
}

/// Most memory that this process has held, in MB; 0 where the system does not say.
fn peak_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok()).unwrap_or(0) / 1024
}

fn make_points(maker: &mut Maker) -> Points {
    Points { points: (0..POINTS).map(|number| point(number, maker.duty())).collect(), ..Points::default() }
}

/// A plan, and the points that its first passages answer.
fn make_plan(number: usize, points: &Points, maker: &mut Maker) -> (Document, Vec<usize>) {
    let answered: Vec<usize> = (0..ANSWERS).map(|_| maker.next(POINTS)).collect();
    let passage = |at: usize| match answered.get(at) {
        Some(&point) => points.points[point].text.replace("Nämnderna ska", "Vi har"),
        None => maker.duty().replace("Nämnderna ska", "Vi har"),
    };
    let lines: Vec<String> = (0..PASSAGES).map(passage).collect();
    (document(number, DocKind::Handlingsplan, 2021, &lines), answered)
}

fn point(number: usize, text: String) -> Point {
    Point {
        municipality: None,
        subject: Vec::new(),
        id: format!("R{}-{:02}", 2000 + number / 50, number % 50),
        doc_id: DocId::from_path("g"),
        year: 2000,
        origin: Origin::Directive,
        kind: PointKind::Bullet,
        heading: String::new(),
        modality: "ska".to_owned(),
        addressee_class: AddresseeClass::All,
        addressees: Vec::new(),
        fingerprint: String::new(),
        span: Span { line_from: 1, line_to: 1, page_from: 1, page_to: 1 },
        text,
    }
}
