//! Points and their links over a made corpus of 2,000 documents with 10,000 points.
//!
//! `cargo bench --bench directives`. 250 guidelines of 40 points and 1,750 plans of 60 sentences, of Swedish words of which
//! some are drawn more often; every fifth point and every tenth sentence repeats an earlier point with two other words. That
//! the repeats are linked is asserted, so that a fast wrong answer fails. The peer is comparing every sentence with every
//! point, measured on a hundredth of the sentences.

#![expect(clippy::cast_precision_loss, reason = "counts of points and sentences")]

mod made;

use std::time::Instant;

use made::{Maker, document, name};
use paragraf::classify::DocKind;
use paragraf::dictionaries::Dictionaries;
use paragraf::directives::similar::Letters;
use paragraf::directives::{Points, points};
use paragraf::segment::Document;
use paragraf::text::DocId;

const GUIDELINES: usize = 250;
const POINTS: usize = 40;
const PLANS: usize = 1_750;
const SENTENCES: usize = 60;

/// Every so many points, and sentences of a plan, one repeats a point.
const POINT_REPEATS: usize = 5;
const SENTENCE_REPEATS: usize = 10;

/// Share of the made repeats that must be linked.
const LINKED: f64 = 0.9;

/// A hundredth of the sentences stands for all in the peer's time.
const PEER_SHARE: usize = 100;

fn main() {
    let dictionaries = Dictionaries::built_in();
    let (documents, repeats) = Corpus { maker: Maker::new() }.make();
    let all: Vec<&Document> = documents.iter().collect();
    let start = Instant::now();
    let found = points(&all, &dictionaries);
    let seconds = start.elapsed().as_secs_f64();
    let linked = repeats.iter().filter(|repeat| is_linked(repeat, &found)).count();
    println!(
        "{} documents, {} points, {} links in {seconds:.1} s",
        documents.len(),
        found.points.len(),
        found.lineage.len()
    );
    println!("made repeats linked: {linked} of {}", repeats.len());
    let peer = every_pair(&documents, &found);
    println!(
        "every sentence with every point, by letters alone: about {peer:.0} s, {:.0} times as long",
        peer / seconds
    );
    assert_eq!(found.points.len(), GUIDELINES * POINTS);
    assert!(linked as f64 >= LINKED * repeats.len() as f64, "{linked} of {} repeats linked", repeats.len());
}

/// A repeat that was made: the document that it stands in, and the point's words.
struct Repeat {
    document: usize,
    text: String,
}

fn is_linked(repeat: &Repeat, found: &Points) -> bool {
    let Some(point) = found.points.iter().find(|point| point.text == repeat.text) else { return false };
    let id = DocId::from_path(&name(repeat.document));
    let from = found.lineage.partition_point(|link| link.from_id < point.id);
    found.lineage[from..].iter().take_while(|link| link.from_id == point.id).any(|link| link.to_doc_id == id)
}

fn every_pair(documents: &[Document], found: &Points) -> f64 {
    let points: Vec<Letters> = found.points.iter().map(|point| Letters::new(&point.text)).collect();
    let lines = documents.iter().flat_map(|document| &document.handling.repaired.pages.lines);
    let sentences: Vec<&str> =
        lines.map(|line| line.text.as_str()).filter(|text| !text.is_empty()).step_by(PEER_SHARE).collect();
    let start = Instant::now();
    let mut alike = 0usize;
    for sentence in sentences {
        let sentence = Letters::new(sentence);
        alike += points.iter().filter(|point| sentence.alike(point) > 0.7).count();
    }
    assert!(alike > 0, "no sentence is like any point");
    start.elapsed().as_secs_f64() * PEER_SHARE as f64
}

/// Makes the corpus.
struct Corpus {
    maker: Maker,
}

impl Corpus {
    /// The same with two other words.
    fn changed(&mut self, text: &str) -> String {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        for _ in 0..2 {
            let at = 2 + self.maker.next(words.len() - 3);
            self.maker.word().clone_into(&mut words[at]);
        }
        words.join(" ")
    }

    fn make(mut self) -> (Vec<Document>, Vec<Repeat>) {
        let (mut documents, mut repeats, mut known) = (Vec::new(), Vec::new(), Vec::<String>::new());
        for number in 0..GUIDELINES {
            let before = known.len();
            let mut lines = Vec::new();
            for at in 0..POINTS {
                let text = if at % POINT_REPEATS == 0 && before > 0 {
                    let original = known[self.maker.next(before)].clone();
                    let changed = self.changed(&original);
                    repeats.push(Repeat { document: number, text: original });
                    changed
                } else {
                    self.maker.duty()
                };
                lines.push(format!("• {text}"));
                known.push(text);
            }
            let year = 2000 + number * 20 / GUIDELINES;
            documents.push(document(number, DocKind::Riktlinjer, year as i32, &lines));
        }
        for number in GUIDELINES..GUIDELINES + PLANS {
            let mut lines = Vec::new();
            for at in 0..SENTENCES {
                let original = known[self.maker.next(known.len())].clone();
                lines.push(if at % SENTENCE_REPEATS == 0 {
                    self.changed(&original)
                } else {
                    self.maker.duty().replace(" ska", "")
                });
                if at % SENTENCE_REPEATS == 0 {
                    repeats.push(Repeat { document: number, text: original });
                }
            }
            documents.push(document(number, DocKind::Handlingsplan, 2021 + (number % 4) as i32, &lines));
        }
        (documents, repeats)
    }
}
