//! Gathers lines into blocks: headings, paragraphs, items, table rows, each with its headings above it.
//!
//! Works on what the PDF reader says of a line and, for plain text, on its shape: a line that ended although the next
//! word would have fitted was ended on purpose.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::text::{Line, LineKind, LineNo};

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading; 1 is the outermost.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A bulleted, numbered or lettered item; its mark without sign, empty for bullets.
    Item(String),
    /// A row of a table, cells parted by tabs.
    Row,
}

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its lines, trimmed and joined by one space, without the item's mark.
    pub text: String,
    /// Byte offset in `text` and line number of each line, ascending.
    pub pieces: Vec<(usize, LineNo)>,
    /// Headings above it, outermost first, with their levels.
    pub path: Arc<[(u8, String)]>,
}

impl Block {
    /// First and last line.
    #[must_use]
    pub fn lines(&self) -> (LineNo, LineNo) {
        (self.pieces[0].1, self.pieces[self.pieces.len() - 1].1)
    }

    /// The line that byte `at` of `text` stands on.
    #[must_use]
    pub fn line_at(&self, at: usize) -> LineNo {
        let next = self.pieces.partition_point(|(offset, _)| *offset <= at);
        self.pieces[next.max(1) - 1].1
    }

    /// The nearest heading, or empty.
    #[must_use]
    pub fn heading(&self) -> &str {
        self.path.last().map_or("", |(_, text)| text)
    }
}

static BULLET: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*(?:[•●▪◦·‣]|[-–*—]\s)\s*"));
/// A number or letter; scanners like to see a speck before it.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*['‘’`´]?(?:(\d{1,2})[.)]|([a-h])\))\s+"));
static SECTION: LazyLock<Regex> = LazyLock::new(|| regex(r"^\s*(\d{1,2}(?:\.\d{1,2})*)\.?\s+\p{Lu}"));
static NOISE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:\.\s?){5,}|^\s*(?:[Ss]id(?:a|an)?\s*)?\d{1,3}(?:\s*\(\d{1,3}\))?\s*$"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern compiles")
}

/// Gather the blocks of a document; lines count from 1.
pub fn blocks(lines: &[Line]) -> Vec<Block> {
    let width = usual_width(lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut gap = true;
    let mut last_length = 0;
    for (at, (line, no)) in lines.iter().zip(1..).enumerate() {
        let text = line.text.trim();
        if text.is_empty() || line.kind == LineKind::Blank {
            gap = true;
            continue;
        }
        if line.kind == LineKind::Footnote || NOISE.is_match(text) {
            continue;
        }
        let (kind, text) = kind_of(line, text);
        match blocks.last_mut() {
            Some(block)
                if continues(block, &kind, text, gap, last_length, width)
                    && !(block.text.ends_with('.') && stands_alone(text, lines.get(at + 1), width)) =>
            {
                block.pieces.push((block.text.len() + 1, no));
                block.text.push(' ');
                block.text.push_str(text);
            }
            _ => blocks.push(Block { kind, text: text.to_owned(), pieces: vec![(0, no)], path: Arc::default() }),
        }
        gap = false;
        last_length = line.text.trim_end().chars().count();
    }
    name_headings(&mut blocks);
    hang_list_items(&mut blocks);
    set_paths(&mut blocks);
    blocks
}

/// The length that full lines have: eight in ten lines of running text are shorter.
fn usual_width(lines: &[Line]) -> usize {
    let mut lengths: Vec<usize> =
        lines.iter().map(|line| line.text.trim_end().chars().count()).filter(|&length| length > 20).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() * 8 / 10).copied().unwrap_or(80)
}

fn kind_of<'a>(line: &Line, text: &'a str) -> (BlockKind, &'a str) {
    let unmarked = |found: regex::Match<'_>| text[found.end()..].trim_start();
    match line.kind {
        LineKind::Heading(level) => (BlockKind::Heading(level), text),
        LineKind::TableRow => (BlockKind::Row, text),
        _ if text.contains('\t') => (BlockKind::Row, text),
        _ => {
            if let Some(found) = BULLET.find(text).filter(|found| found.end() < text.len()) {
                return (BlockKind::Item(String::new()), unmarked(found));
            }
            if let Some(found) = NUMBER.captures(text) {
                let mark = found.get(1).or_else(|| found.get(2)).map_or("", |mark| mark.as_str());
                return (BlockKind::Item(mark.to_owned()), found.get(0).map_or(text, unmarked));
            }
            match line.kind {
                LineKind::Bullet | LineKind::Numbered => (BlockKind::Item(String::new()), text),
                _ => (BlockKind::Paragraph, text),
            }
        }
    }
}

fn continues(block: &Block, kind: &BlockKind, text: &str, gap: bool, last_length: usize, width: usize) -> bool {
    match (&block.kind, kind) {
        (BlockKind::Heading(a), BlockKind::Heading(b)) => return a == b && !gap,
        (BlockKind::Heading(_) | BlockKind::Row, _) => return false,
        (_, BlockKind::Paragraph) => {}
        _ => return false,
    }
    let ended = block.text.ends_with(['.', ':', ';', '!', '?', '"', '”']);
    if text.starts_with(char::is_lowercase) {
        return !(gap && ended);
    }
    if gap {
        return false;
    }
    let first_word = text.split_whitespace().next().map_or(0, |word| word.chars().count());
    let on_purpose = last_length + 1 + first_word + 2 <= width;
    // A section number opens a heading; a bare number inside running text (a year, a misread `I`) does not.
    !(on_purpose || ended && SECTION.is_match(text))
}

/// A short line with a capital and no stop, before a line that begins anew: a heading that no blank line sets off.
fn stands_alone(text: &str, next: Option<&Line>, width: usize) -> bool {
    text.chars().count() * 2 < width
        && text.starts_with(char::is_uppercase)
        && text.ends_with(char::is_alphabetic)
        && next.is_some_and(|next| next.text.trim().starts_with(char::is_uppercase))
}

/// Turn short paragraphs without a final stop into headings.
fn name_headings(blocks: &mut [Block]) {
    for at in 0..blocks.len() {
        let next = blocks.get(at + 1).map(|next| (&next.kind, next.text.starts_with(char::is_lowercase)));
        let level = match (&blocks[at].kind, next) {
            // The last block heads nothing; before items in lower case it is a stem.
            (_, None) | (BlockKind::Paragraph, Some((BlockKind::Item(_), true))) => None,
            (BlockKind::Paragraph, _) if is_heading_shape(&blocks[at]) => Some(level_of(&blocks[at].text)),
            (BlockKind::Item(mark), Some((next, false)))
                if opens_part(next)
                    && mark.starts_with(|c: char| c.is_ascii_digit())
                    && is_heading_shape(&blocks[at]) =>
            {
                let number = mark.clone();
                blocks[at].text.insert_str(0, &format!("{number}. "));
                for piece in &mut blocks[at].pieces[1..] {
                    piece.0 += number.len() + 2;
                }
                Some(1)
            }
            _ => None,
        };
        if let Some(level) = level {
            blocks[at].kind = BlockKind::Heading(level);
        }
    }
}

/// What may follow a numbered heading; another number means that both are items of a list.
fn opens_part(next: &BlockKind) -> bool {
    match next {
        BlockKind::Item(mark) => mark.is_empty(),
        _ => true,
    }
}

/// At most two lines, eleven words, a capital or a section number first, no stop at the end and no sentence end inside.
fn is_heading_shape(block: &Block) -> bool {
    let text = strip_markup(&block.text);
    let words = text.split_whitespace().count();
    block.pieces.len() <= 2
        && (1..=11).contains(&words)
        && text.chars().count() <= 100
        && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && text.contains(char::is_alphabetic)
        && !text.ends_with(['.', ',', ':', ';', '?', '!', '-', '–', ')'])
        && !text.contains(". ")
        && !text.contains(": ")
        || SECTION.is_match(&text) && words <= 11 && !text.ends_with(['.', ','])
}

fn level_of(text: &str) -> u8 {
    let plain = strip_markup(text);
    if let Some(found) = SECTION.captures(&plain) {
        let depth = found[1].split('.').count();
        return u8::try_from(depth).unwrap_or(3).min(3);
    }
    if plain.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) { 1 } else { 4 }
}

/// Without the leftovers that text files carry (`**`, `*`, `<i>`).
#[must_use]
pub fn strip_markup(text: &str) -> String {
    text.replace("**", "").replace("<i>", "").replace("</i>", "").replace('*', "").trim().to_owned()
}

/// After a stem (`… kompletteras med:`) single-sentence paragraphs are items, though nothing marks them: text taken from
/// PDFs loses bullets. Four words are still a heading.
fn hang_list_items(blocks: &mut [Block]) {
    let mut hanging = false;
    for at in 1..blocks.len() {
        let after_stem = matches!(blocks[at - 1].kind, BlockKind::Paragraph) && blocks[at - 1].text.ends_with(':');
        let words = blocks[at].text.split_whitespace().count();
        let item = match blocks[at].kind {
            BlockKind::Paragraph => words <= 60 && !blocks[at].text.trim_end_matches('.').contains(". "),
            BlockKind::Heading(level) => level == 4 && words > 4,
            _ => false,
        };
        hanging = (hanging || after_stem) && item;
        if hanging {
            blocks[at].kind = BlockKind::Item(String::new());
        }
    }
}

fn set_paths(blocks: &mut [Block]) {
    let mut path: Arc<[(u8, String)]> = Arc::default();
    for block in blocks {
        if let BlockKind::Heading(level) = block.kind {
            let above: Vec<(u8, String)> = path.iter().filter(|(above, _)| *above < level).cloned().collect();
            block.path = above.clone().into();
            path = above.into_iter().chain([(level, strip_markup(&block.text))]).collect();
        } else {
            block.path = Arc::clone(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let lines: Vec<Line> = text.lines().map(|line| Line::plain(1, line)).collect();
        let shown: Vec<String> = blocks(&lines)
            .iter()
            .map(|block| match &block.kind {
                BlockKind::Heading(_) => format!("# {}", block.text),
                BlockKind::Paragraph => block.text.clone(),
                BlockKind::Item(mark) => format!("{mark}* {}", block.text),
                BlockKind::Row => format!("| {}", block.text),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_short_line_before_text_is_a_heading() {
        check(
            "Syfte\nPlanen visar vad nämnden gör under året och vem som\nsvarar för det.",
            &["# Syfte", "Planen visar vad nämnden gör under året och vem som svarar för det."],
        );
    }

    #[test]
    fn a_blank_line_does_not_break_a_sentence() {
        check(
            "• Arbetet ska vila på kunskap som är\n\nprövad i andra kommuner.\n• Det ska följas upp.",
            &["* Arbetet ska vila på kunskap som är prövad i andra kommuner.", "* Det ska följas upp."],
        );
    }

    #[test]
    fn paragraphs_under_a_stem_are_items() {
        check(
            "Planerna ska kompletteras med:\n\nEn tabell över alla insatser som görs i år\n\nEn beskrivning av läget.\n\nFacknämnder\n\nNämnden ska svara.",
            &[
                "Planerna ska kompletteras med:",
                "* En tabell över alla insatser som görs i år",
                "* En beskrivning av läget.",
                "# Facknämnder",
                "Nämnden ska svara.",
            ],
        );
    }

    #[test]
    fn a_stem_without_a_colon_is_no_heading() {
        check(
            "I planen ska varje nämnd\n- ange ansvar,\n- ange tid.",
            &["I planen ska varje nämnd", "* ange ansvar,", "* ange tid."],
        );
    }

    #[test]
    fn numbered_headings_keep_their_number() {
        check("1. Rutiner för skydd\n\nVi kräver en rutin.", &["# 1. Rutiner för skydd", "Vi kräver en rutin."]);
    }
}
