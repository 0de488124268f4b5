//! Reads wordings out of the texts of a run.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::report::Input;
use crate::segment::Document;
use crate::text::DocId;

/// Lines that a sentence may run over.
const LONGEST: usize = 12;

/// Lines above a demand in which the head of its list is looked for.
const LIST_REACH: usize = 400;

/// Texts kept in memory; a story seldom goes through more documents, and many stories go through the same.
const MOST_KEPT: usize = 200;

static FIRST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\W{0,3}1[.)]\s").expect("a fixed pattern compiles"));

static BOUNDARY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[.!?]\s+\p{Lu}").expect("a fixed pattern compiles"));

/// Where the texts of a run are.
#[derive(Debug)]
pub enum Source {
    /// In the folder that it wrote.
    Folder(PathBuf),
    /// At hand, by document.
    Held(HashMap<DocId, Held>),
}

impl Source {
    /// The texts of these inputs, which they are the last to be asked for: all else of a document goes as its text is taken.
    pub fn instead_of(inputs: Vec<Input>) -> Self {
        let documents = inputs.into_par_iter().filter_map(|input| input.document);
        let text = |document: Document| {
            let pages = document.handling.repaired.pages;
            (pages.id.clone(), Held::new(&pages.to_text()))
        };
        Self::Held(documents.map(text).collect())
    }
}

/// Texts, read when first asked for where they are in a folder.
#[derive(Debug)]
pub struct Texts<'s> {
    source: &'s Source,
    known: BTreeMap<String, Held>,
}

/// A text, with the places of its lines: most of them are never looked at.
#[derive(Debug, Default)]
pub struct Held {
    text: String,
    /// Where each line begins, and where one after the last would.
    starts: Vec<usize>,
}

impl Held {
    fn new(text: &str) -> Self {
        let text = text.replace('\u{c}', "");
        let ends = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n').map(|(_, after)| after);
        let starts = std::iter::once(0).chain(ends).chain([text.len() + 1]).collect();
        Self { text, starts }
    }

    fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn line(&self, at: usize) -> &str {
        &self.text[self.starts[at]..self.starts[at + 1] - 1]
    }

    /// Lines from the one at a place on.
    fn from(&self, at: usize) -> impl Iterator<Item = &str> {
        (at..self.len()).map(|at| self.line(at))
    }

    /// Lines before a place, the nearest first.
    fn above(&self, at: usize) -> impl Iterator<Item = &str> {
        (0..at).rev().map(|at| self.line(at))
    }
}

impl<'s> Texts<'s> {
    /// Those that are there.
    pub fn new(source: &'s Source) -> Self {
        Self { source, known: BTreeMap::new() }
    }

    /// The text of a document; an empty one where it is not there.
    fn lines(&mut self, doc_id: &str) -> &Held {
        static NOTHING: Held = Held { text: String::new(), starts: Vec::new() };
        let folder = match self.source {
            Source::Held(texts) => return texts.get(&DocId::from_folded(doc_id)).unwrap_or(&NOTHING),
            Source::Folder(folder) => folder,
        };
        if self.known.len() >= MOST_KEPT && !self.known.contains_key(doc_id) {
            self.known.clear();
        }
        self.known.entry(doc_id.to_owned()).or_insert_with(|| {
            Held::new(&std::fs::read_to_string(folder.join(format!("{doc_id}.txt"))).unwrap_or_default())
        })
    }

    /// The sentences that begin on a line, up to the first line that ends one; `None` where the line is not there.
    pub fn passage(&mut self, doc_id: &str, line: u32) -> Option<String> {
        let lines = self.lines(doc_id);
        let at = line.checked_sub(1)? as usize;
        let first = lines.from(at).next()?;
        // A line may begin with the end of another sentence; the one that was linked begins behind it.
        let before = lines.above(at).next().map_or("", str::trim);
        let goes_on = !before.is_empty() && !before.ends_with(['.', '!', '?', ':']);
        let begin = if goes_on { BOUNDARY.find(first).map_or(0, |found| found.start() + 1) } else { 0 };
        let mut words: Vec<&str> = Vec::new();
        for (number, line) in lines.from(at).take(LONGEST).enumerate() {
            let text = line[if number == 0 { begin } else { 0 }..].trim();
            if text.is_empty() && !words.is_empty() {
                break;
            }
            words.push(text);
            if text.ends_with(['.', '!', '?', '"', '”']) {
                break;
            }
        }
        Some(words.join(" ")).filter(|text| !text.is_empty())
    }

    /// What a document says just before the numbered list that a line belongs to: how it calls the demands itself.
    pub fn called(&mut self, doc_id: &str, line: u32) -> String {
        let lines = self.lines(doc_id);
        let at = (line as usize).min(lines.len());
        let Some(back) = lines.above(at).take(LIST_REACH).position(|line| FIRST.is_match(line)) else {
            return String::new();
        };
        let mut above: Vec<&str> = lines
            .above(at - back - 1)
            .map(str::trim)
            .skip_while(|line| line.is_empty())
            .take_while(|line| !line.is_empty())
            .take(LONGEST)
            .collect();
        above.reverse();
        above.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demand_knows_how_its_list_is_introduced() {
        let out = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(out.path().join("text")).expect("a folder");
        let text =
            "Rubrik\n\nKraven är\nföljande.\n\n1. Ett krav\n\nVi kräver en rutin\nför stöd. Mer.\n\n2. Ett till\n";
        std::fs::write(out.path().join("text/a.txt"), text).expect("a text");
        let source = Source::Folder(out.path().join("text"));
        let mut texts = Texts::new(&source);
        assert_eq!(texts.called("a", 8), "Kraven är följande.");
        assert_eq!(texts.passage("a", 8).as_deref(), Some("Vi kräver en rutin för stöd. Mer."));
        assert_eq!(texts.passage("a", 9).as_deref(), Some("Mer."));
        assert_eq!(texts.passage("a", 99), None);
        assert_eq!(texts.called("b", 3), "");
    }
}
