//! Puts glyphs together into chunks and tidies a page's chunks: copies printed over each other and spaced-out headings.

use crate::text::Rect;

/// A stretch of glyphs on one baseline; places in points, origin top left, y downwards.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    /// Baseline.
    pub y: f32,
    pub size: f32,
    pub glyphs: u32,
    pub bold_glyphs: u32,
    pub invisible: bool,
    /// Written other than from left to right.
    pub rotated: bool,
    pub mark: Mark,
    /// Byte offset and left edge of each word after the first: where a chunk may be cut at a ruling line.
    pub words: Vec<(u32, f32)>,
    /// What stands before each of `words`.
    pub spaces: Vec<Space>,
    /// Gaps too narrow for a space by themselves, and the widest of those between the letters of a word.
    pub tight: Vec<Tight>,
    pub loosest: f32,
}

/// A gap that is a space only where all others are far narrower.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tight {
    /// Byte offset of the letter after it.
    at: u32,
    gap: f32,
    x1: f32,
}

/// The white between two words of a chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Space {
    /// Its width, in points.
    pub gap: f32,
    /// A space glyph made it; else only the gap did.
    pub typed: bool,
}

/// The marked content a chunk stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    #[default]
    None,
    /// Header, footer or decoration, says the producer.
    Artifact,
    /// An entry of the structure tree.
    Tagged(u32),
}

impl Chunk {
    /// The chunk's box, from cap height to below the baseline.
    pub fn rect(&self) -> Rect {
        Rect { x0: self.x0, y0: self.y - 0.8 * self.size, x1: self.x1, y1: self.y + 0.22 * self.size }
    }
}

/// How a glyph is drawn.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub size: f32,
    pub bold: bool,
    pub invisible: bool,
    pub rotated: bool,
    pub mark: Mark,
}

/// The glyph before: its character and place.
pub(super) type Last = Option<(char, f32, f32)>;

/// A gap wider than this (in ems) is a space; research: 0.16 held for four producers and OCR layers.
const SPACE_GAP: f32 = 0.16;
/// A gap wider than this is a space where the chunk has no typed one and its letters stand close (narrow bold headings).
const TIGHT_GAP: f32 = 0.08;
/// Letters stand close where no gap between them is wider than this.
const LETTER_GAP: f32 = 0.03;
/// Letters to a word, at least, where narrow gaps are taken for spaces.
const TIGHT_WORD: usize = 3;
/// A gap wider than this (in ems) ends the chunk: another cell or column.
pub(super) const CELL_GAP: f32 = 1.5;

/// Add a glyph: to the chunk before it, or as the first of a new one.
pub(super) fn push(chunks: &mut Vec<Chunk>, last: &mut Last, c: char, x: f32, y: f32, width: f32, style: Style) {
    if !x.is_finite() || !y.is_finite() || style.size <= 0.0 {
        return;
    }
    let overprinted = last.is_some_and(|(known, lx, ly)| {
        known == c && c != ' ' && (lx - x).abs() < 0.1 * style.size && (ly - y).abs() < 0.1 * style.size
    });
    let before = last.replace((c, x, y));
    if overprinted {
        if let Some(chunk) = chunks.last_mut() {
            chunk.bold_glyphs = chunk.bold_glyphs.max(chunk.glyphs);
        }
        return;
    }
    if let Some(chunk) = chunks.last_mut()
        && continues(chunk, x, y, &style, before)
    {
        let by_gap =
            !style.rotated && !c.is_whitespace() && x - chunk.x1 > SPACE_GAP * style.size && !chunk.text.ends_with(' ');
        if by_gap {
            chunk.text.push(' ');
        } else if !c.is_whitespace() && !chunk.text.ends_with(' ') {
            let gap = x - chunk.x1;
            if gap > TIGHT_GAP * style.size {
                chunk.tight.push(Tight { at: chunk.text.len() as u32, gap, x1: x });
            } else {
                chunk.loosest = chunk.loosest.max(gap);
            }
        }
        add(chunk, c, x, width, &style);
        if by_gap && let Some(space) = chunk.spaces.last_mut() {
            space.typed = false;
        }
        return;
    }
    if c.is_whitespace() {
        return;
    }
    let mut chunk = Chunk {
        x0: x,
        x1: x,
        y,
        size: style.size,
        invisible: style.invisible,
        rotated: style.rotated,
        mark: style.mark,
        ..Chunk::default()
    };
    add(&mut chunk, c, x, width, &style);
    chunks.push(chunk);
}

fn add(chunk: &mut Chunk, c: char, x: f32, width: f32, style: &Style) {
    if c.is_whitespace() && chunk.text.ends_with(' ') {
        return; // offsets of words stay true when runs of spaces never get in
    }
    if chunk.text.ends_with(' ') && !c.is_whitespace() {
        chunk.words.push((chunk.text.len() as u32, x));
        chunk.spaces.push(Space { gap: x - chunk.x1, typed: true });
    }
    chunk.text.push(if c == '\u{a0}' || c == '\t' || c == '\u{202f}' { ' ' } else { c });
    // a space does not widen the chunk: a run of them is a gap like any other
    if !c.is_whitespace() {
        chunk.x1 = chunk.x1.max(x + width);
        chunk.glyphs += 1;
        chunk.bold_glyphs += u32::from(style.bold);
    }
}

/// Add a text that one glyph (or a stretch of replaced ones) stands for, spread evenly over its width.
pub(super) fn push_several(
    chunks: &mut Vec<Chunk>,
    last: &mut Last,
    text: &str,
    x: f32,
    y: f32,
    width: f32,
    style: Style,
) {
    let count = text.chars().count().max(1) as f32;
    for (i, c) in text.chars().enumerate() {
        if i > 0 {
            // letters spread over a narrow glyph stand close; twins among them (`ll`) are no overprint
            *last = None;
        }
        push(chunks, last, c, x + width * i as f32 / count, y, width / count, style);
    }
}

/// Whether a glyph belongs to the chunk before it. Raised or lowered marks start a chunk of their own; `lines` joins them.
fn continues(chunk: &Chunk, x: f32, y: f32, style: &Style, before: Last) -> bool {
    let em = chunk.size.max(style.size);
    let gap = x - chunk.x1;
    if chunk.rotated != style.rotated || chunk.mark != style.mark || chunk.invisible != style.invisible {
        return false;
    }
    if style.rotated {
        return before.is_some_and(|(_, bx, by)| (bx - x).abs() + (by - y).abs() < CELL_GAP * em);
    }
    (chunk.y - y).abs() < 0.12 * em
        && (chunk.size - style.size).abs() < 0.2 * em
        && gap < CELL_GAP * em
        && gap > -0.5 * em
        // further back than an accent goes: a second copy of a short word
        && before.is_none_or(|(_, bx, _)| x > bx - 0.15 * em)
}

/// A page's chunks without copies and with spaced-out words closed.
pub(super) fn tidy(mut chunks: Vec<Chunk>) -> Vec<Chunk> {
    for chunk in &mut chunks {
        chunk.text.truncate(chunk.text.trim_end().len());
        open_tight(chunk);
        close_spaced(chunk);
    }
    chunks.retain(|chunk| !chunk.text.is_empty());
    drop_copies(chunks)
}

/// Copies of a chunk that lie on it, drawn for a bold or shadowed look or because a page was drawn twice.
fn drop_copies(mut chunks: Vec<Chunk>) -> Vec<Chunk> {
    let mut order: Vec<usize> = (0..chunks.len()).collect();
    // the stable sort leaves exact copies in the stream's order
    order.sort_by(|&a, &b| {
        let (a, b) = (&chunks[a], &chunks[b]);
        a.glyphs.cmp(&b.glyphs).then_with(|| a.text.cmp(&b.text)).then(a.y.total_cmp(&b.y)).then(a.x0.total_cmp(&b.x0))
    });
    let mut copy = vec![false; chunks.len()];
    for (i, &one) in order.iter().enumerate() {
        if copy[one] {
            continue;
        }
        // others on the same line may stand between a chunk and its copy
        for &other in order[i + 1..].iter().take(12) {
            if chunks[one].text != chunks[other].text || chunks[other].y - chunks[one].y > CLOSE * chunks[one].size {
                break;
            }
            if is_copy(&chunks[one], &chunks[other]) {
                let (kept, dropped) = (one.min(other), one.max(other));
                let moved = (chunks[one].x0 - chunks[other].x0).abs() + (chunks[one].y - chunks[other].y).abs();
                if moved > 0.005 * chunks[one].size {
                    chunks[kept].bold_glyphs = chunks[kept].glyphs;
                }
                chunks[kept].invisible &= chunks[dropped].invisible;
                copy[dropped] = true;
                if dropped == one {
                    break;
                }
            }
        }
    }
    let mut copy = copy.into_iter();
    chunks.retain(|_| !copy.next().unwrap_or(false));
    chunks
}

/// How near (in ems) a copy lies; fake bold moves by 0.05, a shadow by 0.1.
const CLOSE: f32 = 0.15;

fn is_copy(a: &Chunk, b: &Chunk) -> bool {
    let near = CLOSE * a.size;
    (a.x0 - b.x0).abs() < near && (a.y - b.y).abs() < near && (a.size - b.size).abs() < near && a.rotated == b.rotated
}

/// Make spaces of narrow gaps where words were placed one by one and their letters stand close.
fn open_tight(chunk: &mut Chunk) {
    let words = chunk.tight.len() + chunk.words.len() + 1;
    let typed = chunk.spaces.iter().any(|space| space.typed);
    let close = chunk.loosest < LETTER_GAP * chunk.size;
    if chunk.tight.is_empty() || typed || !close || chunk.rotated || (chunk.glyphs as usize) < TIGHT_WORD * words {
        return;
    }
    // both lists are in the text's order
    let known = chunk.words.iter().copied().zip(chunk.spaces.iter().copied());
    let opened = chunk.tight.iter().map(|tight| ((tight.at, tight.x1), Space { gap: tight.gap, typed: false }));
    let mut all: Vec<(bool, (u32, f32), Space)> = known
        .map(|(word, space)| (false, word, space))
        .chain(opened.map(|(word, space)| (true, word, space)))
        .collect();
    all.sort_by_key(|(_, (at, _), _)| *at);
    let mut text = String::with_capacity(chunk.text.len() + chunk.tight.len());
    let mut from = 0;
    (chunk.words, chunk.spaces) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
    for (opened, (at, x), space) in all {
        text.push_str(&chunk.text[from..at as usize]);
        if opened {
            text.push(' ');
        }
        from = at as usize;
        chunk.words.push((text.len() as u32, x));
        chunk.spaces.push(space);
    }
    text.push_str(&chunk.text[from..]);
    chunk.text = text;
}

/// Make words of letters that were set apart for looks (`P R O T O K O L L`): most of the chunk is single letters, and the
/// gaps between letters are clearly narrower than those between words.
fn close_spaced(chunk: &mut Chunk) {
    if chunk.spaces.len() < 3 || chunk.glyphs as usize >= 2 * (chunk.spaces.len() + 1) || chunk.rotated {
        return;
    }
    // rows of figures and marks are no words
    let letters = chunk.text.chars().filter(|c| c.is_alphabetic()).count();
    if letters * 2 < chunk.glyphs as usize {
        return;
    }
    let typed = chunk.spaces.iter().filter(|space| space.typed).count();
    let by_gap = chunk.spaces.len() - typed;
    // typed spaces: five party letters in a row are no word, six single letters are
    if by_gap < 3 && longest_run_of_single_letters(&chunk.text) < 6 {
        return;
    }
    let mut gaps: Vec<f32> =
        chunk.spaces.iter().filter(|space| by_gap < 3 || !space.typed).map(|space| space.gap).collect();
    gaps.sort_by(f32::total_cmp);
    let widest = 1.6 * gaps[gaps.len() / 4];
    let closes = |space: &Space| space.gap <= widest && (by_gap < 3 || !space.typed);
    let mut text = String::with_capacity(chunk.text.len());
    let (mut words, mut spaces) = (Vec::new(), Vec::new());
    let mut from = 0;
    for (&(at, x), space) in chunk.words.iter().zip(&chunk.spaces) {
        text.push_str(chunk.text[from..at as usize].trim_end());
        from = at as usize;
        if !closes(space) {
            text.push(' ');
            words.push((text.len() as u32, x));
            spaces.push(*space);
        }
    }
    text.push_str(&chunk.text[from..]);
    (chunk.text, chunk.words, chunk.spaces) = (text, words, spaces);
}

fn longest_run_of_single_letters(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for word in text.split(' ') {
        let mut chars = word.chars();
        let single = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
        run = if single { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
