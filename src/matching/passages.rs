//! Cuts a plan into passages: sentences, items and table rows, each with what stands above and beside it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::dictionaries::Dictionaries;
use crate::directives::blocks::{Block, BlockKind, blocks};
use crate::directives::sentences::sentences;
use crate::directives::words::{stem, words};
use crate::segment::Document;
use crate::text::{Line, LineNo, Span};

use super::says::{Said, said};

/// Items longer than this are cut into sentences: one passage should say one thing.
const LONG_ITEM: usize = 45;

/// A plan with fewer words than this, or health below [`SOUND_FROM`], can't be read.
const WORDS_FROM: usize = 30;

/// Health of the text layer from which a plan's silence means anything.
const SOUND_FROM: f32 = 0.25;

/// A passage of a plan.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Words as printed, lines joined by one space.
    pub text: String,
    /// Its words as they stand on the lines of `span`: the longer part where page furniture cuts it in two.
    pub quote: Arc<str>,
    /// Where the quote stands.
    pub span: Span,
    /// Whether it is a table row.
    pub is_row: bool,
    /// Number of the heading it stands under.
    pub heading: usize,
    /// Its words.
    pub analysed: Analysed,
    /// What it says of itself.
    pub says: Vec<Said>,
}

/// Words of a text, folded, with what they are looked up by.
#[derive(Clone, Debug, Default)]
pub struct Analysed {
    /// Folded words.
    pub words: Vec<String>,
    /// Stems of the words, in the same order.
    pub stems: Vec<String>,
    /// Synonym groups of the words, in the same order.
    pub groups: Vec<Vec<usize>>,
}

/// A plan ready for matching.
#[derive(Debug, Default)]
pub struct Plan {
    /// In order of place.
    pub passages: Vec<Passage>,
    /// Each heading path in words, outermost first.
    pub heading_texts: Vec<String>,
    /// Mean number of words of a passage.
    pub mean_length: f32,
    /// The plan's organ, folded; empty where unknown.
    pub organ: String,
    health: f32,
    index: Index,
    headings: Index,
    /// Passages of each synonym group, by its number.
    groups: Vec<Vec<u32>>,
}

/// From key to the passages or headings that hold it, ascending.
type Index = HashMap<String, Vec<u32>>;

impl Plan {
    /// Whether the plan's text is too little or too damaged to speak of gaps.
    pub fn is_unreadable(&self) -> bool {
        let words = self.passages.iter().map(|passage| passage.analysed.words.len()).sum::<usize>();
        self.health < SOUND_FROM || words < WORDS_FROM
    }

    /// Passages that hold a key.
    pub fn holding(&self, key: &str) -> &[u32] {
        self.index.get(key).map_or(&[], Vec::as_slice)
    }

    /// Passages with a word of a synonym group.
    pub fn holding_group(&self, group: usize) -> &[u32] {
        self.groups.get(group).map_or(&[], Vec::as_slice)
    }

    /// Whether a heading has a word of a synonym group.
    pub fn heading_holds_group(&self, heading: usize, group: usize) -> bool {
        let held = self.headings_holding(&format!("g{group}"));
        u32::try_from(heading).is_ok_and(|heading| held.binary_search(&heading).is_ok())
    }

    /// Headings that hold a key.
    pub fn headings_holding(&self, key: &str) -> &[u32] {
        self.headings.get(key).map_or(&[], Vec::as_slice)
    }

    /// Passages under a heading.
    pub fn under(&self, heading: usize) -> Range<usize> {
        let from = self.passages.partition_point(|passage| passage.heading < heading);
        from..self.passages.partition_point(|passage| passage.heading <= heading)
    }
}

/// Keys under which words are found: `s` stem, `p` first six letters, `g` synonym group.
fn keys(text: &Analysed) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for ((stem, word), groups) in text.stems.iter().zip(&text.words).zip(&text.groups) {
        keys.push(format!("s{stem}"));
        keys.extend(start(word).map(|start| format!("p{start}")));
        keys.extend(groups.iter().map(|group| format!("g{group}")));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The first six letters of a longer word.
pub fn start(word: &str) -> Option<&str> {
    word.char_indices().nth(6).map(|(end, _)| &word[..end])
}

/// Make a plan ready.
pub fn plan(document: &Document, dictionaries: &Dictionaries) -> Plan {
    let lines = &document.handling.repaired.pages.lines;
    let mut plan = Plan {
        health: document.handling.repaired.ocr_health,
        organ: document.handling.organ.as_ref().map_or_else(String::new, |organ| crate::text::fold(&organ.name)),
        ..Plan::default()
    };
    for block in blocks(lines) {
        if !matches!(block.kind, BlockKind::Heading(_)) {
            cut(&block, lines, &mut plan, dictionaries);
        }
    }
    index(&mut plan, dictionaries);
    plan
}

/// Cut a block into passages: rows and short items stay whole, the rest goes sentence by sentence.
fn cut(block: &Block, lines: &[Line], plan: &mut Plan, dictionaries: &Dictionaries) {
    let path: Vec<&str> = block.path.iter().map(|(_, text)| text.as_str()).collect();
    let path = path.join(" / ");
    if plan.heading_texts.last() != Some(&path) {
        plan.heading_texts.push(path);
    }
    let is_row = block.kind == BlockKind::Row;
    let is_short = matches!(block.kind, BlockKind::Item(_)) && block.text.split_whitespace().count() <= LONG_ITEM;
    let parts = if is_row || is_short {
        let (from, to) = block.lines();
        vec![(block.text.clone(), from, to)]
    } else {
        sentences(block, &dictionaries.cues).into_iter().map(|one| (one.text, one.from, one.to)).collect()
    };
    let heading = plan.heading_texts.len() - 1;
    for (text, from, to) in parts {
        let (quote, from, to) = unbroken(&text, block, lines, from, to);
        plan.passages.push(Passage {
            quote: quote.into(),
            span: Span::of_lines(lines, from, to),
            is_row,
            heading,
            analysed: analyse(&text, dictionaries),
            says: said(&text, &dictionaries.cues),
            text,
        });
    }
}

/// The longest part of a passage without a foreign line (a page number) between its lines, and the lines of that part.
fn unbroken(text: &str, block: &Block, lines: &[Line], from: LineNo, to: LineNo) -> (String, LineNo, LineNo) {
    let mut parts: Vec<Vec<LineNo>> = vec![Vec::new()];
    for no in from..=to {
        if block.pieces.iter().any(|(_, line)| *line == no) {
            let last = parts.len() - 1;
            parts[last].push(no);
        } else if !lines[no as usize - 1].text.trim().is_empty() {
            parts.push(Vec::new());
        }
    }
    if parts.len() == 1 {
        return (text.to_owned(), from, to);
    }
    let start = block.text.find(text).unwrap_or(0);
    let cut = |part: &Vec<LineNo>| {
        let (first, last) = (*part.first()?, *part.last()?);
        let offset = |line: LineNo| block.pieces.iter().find(|(_, no)| *no == line).map(|(offset, _)| *offset);
        let next = block.pieces.iter().find(|(_, no)| *no > last).map_or(block.text.len(), |(offset, _)| *offset);
        let words = block.text[offset(first)?.max(start)..next.min(start + text.len())].trim();
        Some((words.to_owned(), first, last))
    };
    parts.iter().filter_map(cut).max_by_key(|(words, ..)| words.len()).unwrap_or_else(|| (text.to_owned(), from, to))
}

/// Words, stems and groups of a text.
pub fn analyse(text: &str, dictionaries: &Dictionaries) -> Analysed {
    let words = words(text);
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    let groups = dictionaries.synonyms.of_words(&plain);
    let stems = words.iter().map(|word| stem(word)).collect();
    Analysed { words, stems, groups }
}

fn index(plan: &mut Plan, dictionaries: &Dictionaries) {
    let mut total = 0;
    plan.groups = vec![Vec::new(); dictionaries.synonyms.groups().len()];
    for (at, passage) in (0..).zip(&plan.passages) {
        total += passage.analysed.words.len();
        for key in keys(&passage.analysed) {
            plan.index.entry(key).or_default().push(at);
        }
        for &group in passage.analysed.groups.iter().flatten() {
            if plan.groups[group].last() != Some(&at) {
                plan.groups[group].push(at);
            }
        }
    }
    for (at, heading) in (0..).zip(&plan.heading_texts) {
        for key in keys(&analyse(heading, dictionaries)) {
            plan.headings.entry(key).or_default().push(at);
        }
    }
    plan.mean_length = total as f32 / plan.passages.len().max(1) as f32;
}
