//! Puts a page's chunks together into lines and rows, in reading order.
//!
//! Order: where the structure tree covers the page or the stream runs downwards, the stream's own order (measured best
//! for word processors); where it jumps about, blocks sorted by place; two columns set line by line are parted at their
//! gutter.

use std::ops::Range;

use super::cells::{CellRow, table_lines};
use super::chunks::{CELL_GAP, Chunk, Mark};
use super::columns;
use super::hyphens::settle_inside;
use super::interpret::Drawn;
use super::raw::{RawLine, Row, Shape};
use super::structure::{Role, Structure, Tag};
use super::tables;
use super::unruled::unruled;
use crate::text::Rect;

/// A page's lines in reading order; artifacts and rotated text last.
pub(super) fn lines(drawn: Drawn, structure: &Structure, page: usize, page_width: f32) -> Vec<RawLine> {
    let Drawn { chunks, rules, .. } = drawn;
    let trusted = trusts_tags(&chunks, structure, page);
    let (apart, chunks): (Vec<_>, Vec<_>) =
        chunks.into_iter().partition(|chunk| chunk.rotated || chunk.mark == Mark::Artifact);

    let tagged: Vec<(Chunk, Option<Tag>)> = chunks
        .into_iter()
        .map(|chunk| {
            let tag = match chunk.mark {
                Mark::Tagged(mcid) if trusted => structure.tag(page, mcid),
                _ => None,
            };
            (chunk, tag)
        })
        .collect();

    let mut lines = if trusted {
        tagged_lines(tagged)
    } else {
        let chunks = tagged.into_iter().map(|(chunk, _)| chunk).collect();
        let (rows, rest) = tables::ruled(&rules, chunks);
        let (more, rest) = unruled(join_untagged(rest), &rules, rows.len() as u32 + 1);
        let rest = columns::order(rest, page_width).into_iter().map(Joined::into_raw).collect();
        place_rows(rest, rows.into_iter().chain(more))
    };
    lines.extend(join_untagged(apart).into_iter().map(|line| {
        let mut line = line.into_raw();
        line.shape = Shape::Artifact;
        line
    }));
    lines
}

/// Tags are trusted where nine tenths of the visible glyphs outside artifacts carry a known one.
fn trusts_tags(chunks: &[Chunk], structure: &Structure, page: usize) -> bool {
    if !structure.covers(page) {
        return false;
    }
    let (mut known, mut all) = (0, 0);
    for chunk in chunks.iter().filter(|chunk| chunk.mark != Mark::Artifact) {
        all += chunk.glyphs;
        if let Mark::Tagged(mcid) = chunk.mark
            && structure.tag(page, mcid).is_some()
        {
            known += chunk.glyphs;
        }
    }
    f64::from(known) >= 0.9 * f64::from(all)
}

/// A line being put together: pieces from left to right on one baseline.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    pub text: String,
    pub rect: Rect,
    pub y: f32,
    pub size: f32,
    pub glyphs: u32,
    pub bold_glyphs: u32,
    tag: Option<Tag>,
    /// Wide gaps: each stands as a tab in the text.
    pub gaps: Vec<Gap>,
    /// Narrower ones, wider than between words: each stands as a space, and may part two cells.
    pub soft: Vec<Gap>,
}

/// A gap inside a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// Byte offset of its tab or space.
    pub at: usize,
    pub x0: f32,
    pub x1: f32,
}

impl Joined {
    fn start(chunk: Chunk, tag: Option<Tag>) -> Self {
        Self {
            rect: chunk.rect(),
            y: chunk.y,
            size: chunk.size,
            glyphs: chunk.glyphs,
            bold_glyphs: chunk.bold_glyphs,
            soft: soft_gaps(&chunk, 0),
            text: chunk.text,
            tag,
            gaps: Vec::new(),
        }
    }

    /// The bytes `range` as a line of its own between two edges; its weight is the whole line's.
    pub fn part(&self, range: Range<usize>, x0: f32, x1: f32) -> Self {
        let text = self.text[range.clone()].trim_end();
        let from = range.start + text.len() - text.trim_start().len();
        let moved = |gaps: &[Gap]| {
            let inside = gaps.iter().filter(|gap| gap.at > from && gap.at < range.start + text.len());
            inside.map(|gap| Gap { at: gap.at - from, ..*gap }).collect()
        };
        Self {
            text: text.trim_start().to_owned(),
            rect: Rect { x0, x1, ..self.rect },
            gaps: moved(&self.gaps),
            soft: moved(&self.soft),
            ..*self
        }
    }

    pub fn into_raw(mut self) -> RawLine {
        settle_inside(&mut self.text);
        if self.is_stretched() {
            self.text = self.text.replace('\t', " ");
        }
        let shape = match self.tag.map(|tag| tag.role) {
            None | Some(Role::Cell { .. }) => Shape::Plain,
            Some(Role::Paragraph) => Shape::Paragraph,
            Some(Role::Heading(level)) => Shape::Heading(level),
            Some(Role::ListItem) => Shape::ListItem,
            Some(Role::Note) => Shape::Note,
            Some(Role::TocItem) => Shape::Toc,
        };
        RawLine {
            text: self.text,
            place: [self.rect.x0, self.rect.y0, self.rect.x1, self.rect.y1].map(tenth),
            size: tenth(self.size),
            bold: self.glyphs > 0 && f64::from(self.bold_glyphs) >= 0.9 * f64::from(self.glyphs),
            shape,
            block: self.tag.map_or(0, |tag| tag.block),
        }
    }
}

impl Joined {
    /// A justified line of few long words: two or more gaps, all as wide. Tabs and columns are never that even.
    fn is_stretched(&self) -> bool {
        let widths = || self.gaps.iter().map(|gap| gap.x1 - gap.x0);
        let (least, most) = widths().fold((f32::INFINITY, 0.0_f32), |(least, most), w| (least.min(w), most.max(w)));
        self.gaps.len() >= 2 && most - least < 0.1 * self.size && most < 6.0 * self.size
    }
}

/// A tenth of a point is finer than any use, and short to write.
pub(super) fn tenth(x: f32) -> f32 {
    (x * 10.0).round() / 10.0
}

/// Join chunks that follow each other on one baseline, of a page without a trusted structure tree.
pub(super) fn join_untagged(chunks: Vec<Chunk>) -> Vec<Joined> {
    join(chunks.into_iter().map(|chunk| (chunk, None)).collect())
}

/// Join chunks that follow each other on one baseline.
fn join(chunks: Vec<(Chunk, Option<Tag>)>) -> Vec<Joined> {
    let mut lines: Vec<Joined> = Vec::new();
    for (chunk, tag) in chunks {
        match lines.last_mut() {
            Some(line) if on_line(line, &chunk) => append(line, &chunk, tag),
            _ => lines.push(Joined::start(chunk, tag)),
        }
    }
    lines
}

fn on_line(line: &Joined, chunk: &Chunk) -> bool {
    let em = line.size.max(chunk.size);
    let gap = chunk.x0 - line.rect.x1;
    let same_baseline = (chunk.y - line.y).abs() < 0.3 * em;
    let raised = (is_raised(line, chunk) || is_leading_mark(line, chunk)) && gap < 0.5 * em;
    !chunk.rotated && (same_baseline || raised) && gap > -0.6 * em
}

/// What stands in the line so far is a raised number, the mark of the note that the chunk begins.
fn is_leading_mark(line: &Joined, chunk: &Chunk) -> bool {
    let up = chunk.y - line.y;
    line.size < 0.85 * chunk.size
        && up > 0.1 * chunk.size
        && up < 0.7 * chunk.size
        && line.text.len() <= 3
        && line.text.bytes().all(|b| b.is_ascii_digit())
}

/// A smaller chunk above the baseline: a footnote mark.
fn is_raised(line: &Joined, chunk: &Chunk) -> bool {
    let up = line.y - chunk.y;
    chunk.size < 0.85 * line.size && up > 0.1 * line.size && up < 0.7 * line.size
}

fn append(line: &mut Joined, chunk: &Chunk, tag: Option<Tag>) {
    let em = line.size.max(chunk.size);
    let gap = chunk.x0 - line.rect.x1;
    let raised = is_raised(line, chunk);
    if is_leading_mark(line, chunk) {
        line.text = line.text.chars().map(superscript).collect();
        line.y = chunk.y;
    }
    if gap >= CELL_GAP * em {
        line.gaps.push(Gap { at: line.text.len(), x0: line.rect.x1, x1: chunk.x0 });
        line.text.push('\t');
    } else if gap > 0.16 * em {
        if !line.text.ends_with(' ') {
            line.text.push(' ');
        }
        if gap > SOFT_GAP * em {
            line.soft.push(Gap { at: line.text.len() - 1, x0: line.rect.x1, x1: chunk.x0 });
        }
    }
    if raised {
        line.text.extend(chunk.text.chars().map(superscript));
    } else {
        line.soft.extend(soft_gaps(chunk, line.text.len()));
        line.text.push_str(&chunk.text);
        line.y = if chunk.glyphs > line.glyphs { chunk.y } else { line.y };
    }
    if chunk.glyphs > line.glyphs {
        line.size = chunk.size;
        line.tag = tag.or(line.tag);
    }
    line.rect = line.rect.around(chunk.rect());
    line.glyphs += chunk.glyphs;
    line.bold_glyphs += chunk.bold_glyphs;
}

/// A gap from which on (in ems) two cells may meet; words stand a quarter of an em apart.
const SOFT_GAP: f32 = 0.45;

/// A chunk's gaps that may part two cells, in a line where it starts at byte `from`.
fn soft_gaps(chunk: &Chunk, from: usize) -> Vec<Gap> {
    let words = chunk.words.iter().zip(&chunk.spaces);
    words
        .filter(|(_, space)| space.gap > SOFT_GAP * chunk.size)
        .map(|(&(at, x1), space)| Gap { at: from + at as usize - 1, x0: x1 - space.gap, x1 })
        .collect()
}

/// Raised digits become superscripts, so that a footnote mark is never read as part of a number.
fn superscript(c: char) -> char {
    match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32('⁰' as u32 + (c as u32 - '0' as u32)).unwrap_or(c),
        c => c,
    }
}

/// Lines and rows of a page whose structure tree is trusted.
fn tagged_lines(chunks: Vec<(Chunk, Option<Tag>)>) -> Vec<RawLine> {
    let mut lines = Vec::new();
    let mut plain: Vec<(Chunk, Option<Tag>)> = Vec::new();
    let mut cells: Vec<(Chunk, CellAt)> = Vec::new();
    for (chunk, tag) in chunks {
        if let Some(Role::Cell { table, row, column, head }) = tag.map(|tag| tag.role) {
            if !plain.is_empty() {
                lines.extend(join(std::mem::take(&mut plain)).into_iter().map(Joined::into_raw));
            }
            if cells.first().is_some_and(|(_, at)| at.table != table) {
                lines.extend(rows(std::mem::take(&mut cells)));
            }
            cells.push((chunk, CellAt { table, row, column, head }));
        } else {
            if !cells.is_empty() {
                lines.extend(rows(std::mem::take(&mut cells)));
            }
            plain.push((chunk, tag));
        }
    }
    lines.extend(rows(cells));
    lines.extend(join(plain).into_iter().map(Joined::into_raw));
    lines
}

#[derive(Clone, Copy)]
struct CellAt {
    table: u32,
    row: u32,
    column: u32,
    head: bool,
}

/// Lines of one table from its tagged chunks, in order of row and column whatever the stream's order.
fn rows(cells: Vec<(Chunk, CellAt)>) -> Vec<RawLine> {
    let mut by_row: std::collections::BTreeMap<u32, Vec<(Chunk, CellAt)>> = std::collections::BTreeMap::new();
    for (chunk, at) in cells {
        by_row.entry(at.row).or_default().push((chunk, at));
    }
    let rows = by_row.into_values().map(|row| {
        let at = row[0].1;
        let head = row.iter().all(|(_, at)| at.head);
        let columns = row.iter().map(|(_, at)| at.column).max().unwrap_or(1);
        let mut cells: Vec<Vec<Chunk>> = vec![Vec::new(); columns as usize];
        for (chunk, at) in row {
            cells[at.column as usize - 1].push(chunk);
        }
        let cells = cells.into_iter().map(join_untagged).collect();
        CellRow { row: Row { table: at.table, row: at.row, head, tagged: true }, cells }
    });
    table_lines(rows.collect())
}

/// Put each table before the first line that stands below its top, in a column of its own after the last above it.
fn place_rows(lines: Vec<RawLine>, tables: impl Iterator<Item = Vec<RawLine>>) -> Vec<RawLine> {
    let mut placed = lines;
    for table in tables {
        let Some(first) = table.first() else { continue };
        let (top, left, right) = (first.place[1], first.place[0], first.place[2]);
        let beside = |line: &RawLine| line.place[0] < right && line.place[2] > left;
        let below = placed.iter().position(|line| line.row().is_none() && line.place[1] > top && beside(line));
        let above = || placed.iter().rposition(|line| line.place[1] <= top && beside(line)).map(|at| at + 1);
        let at = below.or_else(above).unwrap_or(placed.len());
        placed.splice(at..at, table);
    }
    placed
}
