//! Made text that benches share: Swedish words of which some are drawn more often, and documents of lines of them.

#![expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "draws of words")]

mod random;

use paragraf::classify::{DocKind, Handling};
use paragraf::segment::{Document, Parts};
use paragraf::text::{DocId, Line, Pages, Repaired};
use random::Random;

/// Draws numbers and words; the same ones every time.
pub struct Maker {
    words: Vec<&'static str>,
    random: Random,
}

impl Maker {
    /// Words of any Swedish text.
    pub fn new() -> Self {
        Self::of(include_str!("../../dictionaries/swedish/wordfreq.csv"))
    }

    /// Words of a list of ours: a head row, then a word a row in the first column.
    pub fn of(list: &'static str) -> Self {
        let words = list.lines().skip(1).filter_map(|line| line.split(',').next());
        Self { words: words.filter(|word| word.chars().count() > 5).step_by(7).collect(), random: Random(7) }
    }

    /// A number below `below`.
    pub fn next(&mut self, below: usize) -> usize {
        self.random.below(below)
    }

    /// A word, those at the front of the list more often: the square of an even draw lies there.
    pub fn word(&mut self) -> &'static str {
        let draw = self.next(1_000_000) as f64 / 1_000_000.0;
        self.words[(draw * draw * self.words.len() as f64) as usize]
    }

    /// A duty of 8 to 17 words.
    pub fn duty(&mut self) -> String {
        let words: Vec<&str> = (0..8 + self.next(10)).map(|_| self.word()).collect();
        format!("Nämnderna ska {}.", words.join(" "))
    }
}

/// A document of lines, a blank one between each two.
pub fn document(number: usize, kind: DocKind, year: i32, lines: &[String]) -> Document {
    let lines = lines.iter().flat_map(|line| [Line::plain(1, line), Line::plain(1, "")]).collect();
    let path = name(number);
    let pages = Pages { id: DocId::from_path(&path), path, sha256: String::new(), lines, pages: Vec::new() };
    let handling = Handling {
        repaired: Repaired { pages, edits: Vec::new(), ocr_health: 1.0 },
        kind,
        kind_confidence: 1.0,
        evidence: Vec::new(),
        municipality: None,
        organ: None,
        title: String::new(),
        date: None,
        year: Some(year),
        dnr: None,
        view: None,
    };
    Document { handling, parts: Parts::default() }
}

/// The file name of a made document.
pub fn name(number: usize) -> String {
    format!("{number:05}.txt")
}
