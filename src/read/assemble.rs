//! Turns the pages a worker sent into a document: what repeats is put apart, headings, lists and notes are named,
//! broken words and rows made whole.
//!
//! Everything here needs the whole document (its body size, what repeats, where a table goes on), so it is done by the
//! parent; it sees only text and numbers.

use super::furniture::part_furniture;
use super::hyphens::{Joint, joint};
use super::notes::part_notes;
use super::raw::{RawLine, RawPage, Shape};
use super::rows::join_rows;
use super::shapes::{Shapes, body_size};
use crate::text::{Line, LineKind, PageNo};

/// A line on its way to a document.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub page: PageNo,
    pub raw: RawLine,
    pub kind: LineKind,
}

/// A document's lines in reading order, and each page's furniture.
#[derive(Debug, Default)]
pub(super) struct Assembled {
    pub lines: Vec<Line>,
    /// By page, in the order of the pages given.
    pub furniture: Vec<Vec<Line>>,
}

/// Put a document together.
pub(super) fn assemble(pages: Vec<RawPage>) -> Assembled {
    let body = body_size(&pages);
    let (pages, furniture) = part_furniture(pages);
    let (mut pages, heads) = join_rows(pages);
    let shapes = Shapes::of(&pages, body);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut notes: Vec<Draft> = Vec::new();
    for page in &mut pages {
        let (lines, page_notes) = part_notes(std::mem::take(&mut page.lines), page.height, body);
        drafts.extend(lines.into_iter().map(|raw| Draft { page: page.number, kind: shapes.kind(&raw), raw }));
        notes.extend(page_notes.into_iter().map(|raw| Draft { page: page.number, kind: LineKind::Footnote, raw }));
    }
    for draft in &mut drafts {
        tidy(draft);
    }
    shapes.settle_headings(&mut drafts);
    let breaks = paragraph_breaks(&drafts, &shapes);
    join_broken_words(&mut drafts, &breaks);
    let furniture = furniture
        .into_iter()
        .zip(heads)
        .zip(&pages)
        .map(|((furniture, heads), page)| {
            furniture.into_iter().chain(heads).map(|raw| line(page.number, LineKind::Text, raw, body)).collect()
        })
        .collect();
    Assembled { lines: lay_out(drafts, &breaks, notes, body), furniture }
}

fn line(page: PageNo, kind: LineKind, raw: RawLine, body: f32) -> Line {
    use unicode_normalization::{UnicodeNormalization, is_nfc};
    let place = Some(raw.rect());
    let text = if is_nfc(&raw.text) { raw.text } else { raw.text.nfc().collect() };
    let size = if body > 0.0 { (raw.size / body * 100.0).round() / 100.0 } else { 1.0 };
    Line { page, text, kind, size, bold: raw.bold, place }
}

/// Spaces after list marks, leaders of contents lists, ligatures.
fn tidy(draft: &mut Draft) {
    let text = &mut draft.raw.text;
    if matches!(draft.kind, LineKind::Bullet | LineKind::Numbered)
        && let Some(tab) = text.find('\t').filter(|tab| *tab < 8)
    {
        text.replace_range(tab..=tab, " ");
    }
    if let Some(from) = text.find("....").or_else(|| text.find(". . . .")) {
        let rest = text[from..].trim_start_matches(['.', ' ', '\t', '\u{2026}']);
        let led = format!("{}\t{rest}", text[..from].trim_end());
        *text = led;
    }
    if text.contains(['\u{fb00}', '\u{fb01}', '\u{fb02}', '\u{fb03}', '\u{fb04}']) {
        for (ligature, letters) in
            [("\u{fb00}", "ff"), ("\u{fb01}", "fi"), ("\u{fb02}", "fl"), ("\u{fb03}", "ffi"), ("\u{fb04}", "ffl")]
        {
            *text = text.replace(ligature, letters);
        }
    }
}

/// For each line: whether a paragraph ends before it.
fn paragraph_breaks(drafts: &[Draft], shapes: &Shapes) -> Vec<bool> {
    let mut breaks = vec![false; drafts.len()];
    for i in 1..drafts.len() {
        breaks[i] = breaks_between(&drafts[i - 1], &drafts[i], shapes);
    }
    breaks
}

fn breaks_between(above: &Draft, below: &Draft, shapes: &Shapes) -> bool {
    use LineKind::{Bullet, Heading, Numbered, TableRow};
    let (a, b) = (&above.raw, &below.raw);
    match (above.kind, below.kind) {
        (TableRow, TableRow) => {
            return a.row().map(|r| r.table) != b.row().map(|r| r.table) && above.page == below.page;
        }
        (Heading(x), Heading(y)) => {
            return x != y || (a.block != b.block && a.block != 0) || shapes.gap_above(above, below);
        }
        (TableRow | Heading(_), _) | (_, TableRow | Heading(_)) => return true,
        // items of one list stand close; a list after text may stand off it
        (_, Bullet | Numbered) => return shapes.gap_above(above, below),
        _ => {}
    }
    if a.block != 0 && b.block != 0 {
        // in a tagged file the blocks are the paragraphs; an item's own lines may be several blocks
        return a.block != b.block && !(a.shape == Shape::ListItem && b.shape == Shape::ListItem);
    }
    if above.page != below.page {
        return !goes_on(&a.text, &b.text);
    }
    shapes.gap_above(above, below)
}

/// Whether a sentence runs over a page break.
fn goes_on(above: &str, below: &str) -> bool {
    let ends = above.trim_end().ends_with(['.', ':', '!', '?', '”', '"']);
    let starts_low = below.trim_start().chars().next().is_some_and(|c| c.is_lowercase() || c.is_numeric());
    !ends && (starts_low || above.trim_end().ends_with(['-', '\u{ad}', ',']))
}

/// Make words whole that a line end broke; the rest of the word moves up to the line it began on.
fn join_broken_words(drafts: &mut [Draft], breaks: &[bool]) {
    for i in 1..drafts.len() {
        if breaks[i] || drafts[i].kind == LineKind::TableRow || drafts[i - 1].kind == LineKind::TableRow {
            continue;
        }
        if matches!(drafts[i].kind, LineKind::Bullet | LineKind::Numbered) {
            continue;
        }
        let (above, below) = drafts.split_at_mut(i);
        let (left, right) = (&mut above[i - 1].raw.text, &mut below[0].raw.text);
        let joint = joint(left, right);
        if joint == Joint::None {
            continue;
        }
        let kept = left.trim_end().len();
        left.truncate(kept);
        if joint == Joint::Drop {
            left.pop();
        }
        let word_end = right
            .trim_start()
            .find(char::is_whitespace)
            .map_or(right.len(), |at| at + (right.len() - right.trim_start().len()));
        left.push_str(right[..word_end].trim_start());
        *right = right[word_end..].trim_start().to_owned();
    }
    for draft in drafts {
        // a soft hyphen that found no partner was a hyphen
        if draft.raw.text.ends_with('\u{ad}') {
            draft.raw.text.pop();
            draft.raw.text.push('-');
        }
    }
}

/// Lines with an empty one between paragraphs, each page's notes at its end.
fn lay_out(drafts: Vec<Draft>, breaks: &[bool], notes: Vec<Draft>, body: f32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(drafts.len() + drafts.len() / 3);
    let mut notes = notes.into_iter().peekable();
    let blank = |page| Line { kind: LineKind::Blank, ..Line::plain(page, "") };
    let mut page = 0;
    for (draft, paragraph_ends) in drafts.into_iter().zip(breaks) {
        if draft.page != page {
            put_notes(&mut lines, &mut notes, draft.page, body);
            page = draft.page;
            // at a page turn the blank stays with the page that ends
            if *paragraph_ends && lines.last().is_some_and(|line| line.kind != LineKind::Blank) {
                let last = lines.last().map_or(page, |line| line.page);
                lines.push(blank(last));
            }
        } else if *paragraph_ends {
            lines.push(blank(page));
        }
        if !draft.raw.text.is_empty() {
            lines.push(line(draft.page, draft.kind, draft.raw, body));
        }
    }
    put_notes(&mut lines, &mut notes, PageNo::MAX, body);
    lines
}

fn put_notes(
    lines: &mut Vec<Line>,
    notes: &mut std::iter::Peekable<std::vec::IntoIter<Draft>>,
    before: PageNo,
    body: f32,
) {
    while let Some(note) = notes.next_if(|note| note.page < before) {
        if lines.last().is_some_and(|line| !matches!(line.kind, LineKind::Blank | LineKind::Footnote)) {
            lines.push(Line { kind: LineKind::Blank, ..Line::plain(note.page, "") });
        }
        lines.push(line(note.page, LineKind::Footnote, note.raw, body));
    }
}
