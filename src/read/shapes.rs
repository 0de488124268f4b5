//! Names headings, bullets and numbered items from size, weight, tags and first characters, and measures line spacing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::assemble::Draft;
use super::raw::{RawLine, RawPage, Shape};
use crate::text::LineKind;

static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[•·▪▫■□●○◦∙➢➤✓✔‣⁃*\u{f0b7}]\s*\S|[-–—]\s+\S|o\s+\p{Lu})").expect("a fixed pattern")
});
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\(?\d{1,2}[.)]|\(?[a-zåäö][.)]|\(?[ivx]{1,4}[.)])\s+\S").expect("a fixed pattern")
});
static SECTION_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\d{1,2}(?:\.\d{1,2})*)\.?\s+\p{Lu}").expect("a fixed pattern"));

/// Longest heading in characters; longer bold text is emphasis.
const LONGEST_HEADING: usize = 140;

/// The type size that most letters have, in points; 0 for a document without text.
pub(super) fn body_size(pages: &[RawPage]) -> f32 {
    let mut letters: BTreeMap<u32, usize> = BTreeMap::new();
    for line in pages.iter().flat_map(|page| &page.lines).filter(|line| line.shape != Shape::Artifact) {
        *letters.entry((line.size * 2.0).round() as u32).or_default() += line.text.len();
    }
    letters.into_iter().max_by_key(|(size, letters)| (*letters, *size)).map_or(0.0, |(size, _)| size as f32 / 2.0)
}

/// What a document's sizes and spaces look like.
#[derive(Debug)]
pub(super) struct Shapes {
    body: f32,
    /// Sizes above the body's that lines have, largest first: heading levels.
    sizes: Vec<u32>,
    /// Most common distance of two lines of body text, in points.
    pitch: f32,
    /// The structure tree names headings in this document.
    tagged_headings: bool,
}

impl Shapes {
    /// Measure a document.
    pub fn of(pages: &[RawPage], body: f32) -> Self {
        let lines = || pages.iter().flat_map(|page| &page.lines);
        let mut sizes: Vec<u32> = lines()
            .filter(|line| is_larger(line, body) && line.row().is_none() && line.text.len() <= LONGEST_HEADING)
            .map(|line| line.size.round() as u32)
            .collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        sizes.dedup();
        Self {
            body,
            sizes,
            pitch: pitch(pages, body),
            tagged_headings: lines().any(|line| matches!(line.shape, Shape::Heading(_))),
        }
    }

    /// What a line is, taken by itself.
    pub fn kind(&self, line: &RawLine) -> LineKind {
        match line.shape {
            Shape::Row(_) => return LineKind::TableRow,
            Shape::Heading(level) => return LineKind::Heading(level),
            Shape::Toc => return LineKind::Text,
            _ => {}
        }
        let text = line.text.trim_start();
        if BULLET.is_match(text) {
            LineKind::Bullet
        } else if self.looks_like_heading(line) {
            LineKind::Heading(self.level(line))
        } else if NUMBERED.is_match(text) {
            LineKind::Numbered
        } else {
            LineKind::Text
        }
    }

    fn looks_like_heading(&self, line: &RawLine) -> bool {
        let text = line.text.trim();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2 || text.chars().count() > LONGEST_HEADING || text.contains('\t') {
            return false;
        }
        if is_larger(line, self.body) {
            return line.shape != Shape::Paragraph || !self.tagged_headings || !text.ends_with(['.', ',']);
        }
        line.bold && !text.ends_with(['.', ',', ';']) && line.size > 0.9 * self.body
    }

    fn level(&self, line: &RawLine) -> u8 {
        if is_larger(line, self.body) {
            let size = line.size.round() as u32;
            let rank = self.sizes.iter().position(|known| *known == size).unwrap_or(self.sizes.len());
            return (rank as u8).min(3) + 1;
        }
        (self.sizes.len() as u8).min(3) + 1
    }

    /// Bold at body size is a heading only where a paragraph of its own is bold: a bold line that runs on in plain text
    /// of the same paragraph is emphasis. Numbers (`3.1`) settle levels where size and weight don't differ.
    pub fn settle_headings(&self, drafts: &mut [Draft]) {
        for i in 0..drafts.len() {
            let LineKind::Heading(_) = drafts[i].kind else { continue };
            if matches!(drafts[i].raw.shape, Shape::Heading(_)) {
                continue;
            }
            let raw = &drafts[i].raw;
            let only_bold = !is_larger(raw, self.body);
            if only_bold && drafts.get(i + 1).is_some_and(|next| self.runs_on(&drafts[i], next)) {
                drafts[i].kind =
                    if NUMBERED.is_match(&drafts[i].raw.text) { LineKind::Numbered } else { LineKind::Text };
                continue;
            }
            if let Some(number) = SECTION_NUMBER.captures(&raw.text) {
                let depth = number[1].split('.').count().min(4) as u8;
                drafts[i].kind = LineKind::Heading(depth.max(1));
            }
        }
    }

    fn runs_on(&self, line: &Draft, next: &Draft) -> bool {
        if next.raw.bold || next.kind != LineKind::Text {
            return false;
        }
        let same_block = line.raw.block != 0 && line.raw.block == next.raw.block;
        let lower = next.raw.text.chars().next().is_some_and(char::is_lowercase);
        same_block || (line.raw.block == 0 && line.page == next.page && lower && !self.gap_above(line, next))
    }

    /// Whether more white stands between two lines of a page than between lines of a paragraph.
    pub fn gap_above(&self, above: &Draft, below: &Draft) -> bool {
        if above.page != below.page {
            return false;
        }
        let distance = below.raw.place[3] - above.raw.place[3];
        let scale = (above.raw.size.max(below.raw.size) / self.body.max(1.0)).max(1.0);
        // upwards: a new column or block
        distance < 0.0 || distance > 1.3 * self.pitch * scale
    }
}

fn is_larger(line: &RawLine, body: f32) -> bool {
    line.size > 1.08 * body
}

/// The most common distance between the feet of two consecutive lines of body size.
fn pitch(pages: &[RawPage], body: f32) -> f32 {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for page in pages {
        for pair in page.lines.windows(2) {
            let distance = pair[1].place[3] - pair[0].place[3];
            let same = (pair[0].size - body).abs() < 0.6 && (pair[1].size - body).abs() < 0.6;
            if same
                && distance > 0.5 * body
                && distance < 3.0 * body
                && pair[0].row().is_none()
                && pair[1].row().is_none()
            {
                *counts.entry((distance * 2.0).round() as u32).or_default() += 1;
            }
        }
    }
    // ties go to the smaller distance
    counts.into_iter().max_by_key(|(d, n)| (*n, std::cmp::Reverse(*d))).map_or(1.25 * body, |(d, _)| d as f32 / 2.0)
}
