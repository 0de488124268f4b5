//! Reads one page: operators to chunks, chunks to lines, and what kind of page it is.

use hayro_syntax::object::Array;
use hayro_syntax::page::Page;

use super::fonts::SharedFonts;
use super::interpret::{Drawn, Limits, interpret};
use super::lines::lines;
use super::raw::RawPage;
use super::structure::Structure;
use crate::text::PageClass;

/// Above this share of unknown characters a page is unreadable; research: 10-20 % parts broken fonts from stray glyphs.
const UNREADABLE: f32 = 0.15;

/// Above this share nothing of a page is kept: a heading or page number here and there would pass for all that it says.
const LOST: f32 = 0.5;

/// Read page `index` (from 0) of a document.
pub(super) fn read_page<'a>(
    page: &Page<'a>,
    index: usize,
    fonts: &SharedFonts<'a>,
    structure: &Structure,
    limits: Limits,
) -> RawPage {
    let (mut width, mut height) = page.render_dimensions();
    let mut drawn = interpret(page, fonts, limits, 0);
    let turn = turn_of(&drawn);
    if turn != 0 {
        // set sideways: read it as one who turns the page
        drawn = interpret(page, fonts, limits, turn);
        if turn != 2 {
            (width, height) = (height, width);
        }
    }
    let (class, unknown_share) = if lacks_content(page) { (PageClass::Unreadable, 1.0) } else { class_of(&drawn) };
    let cut_short = drawn.cut_short;
    let mut lines = if unknown_share > LOST { Vec::new() } else { lines(drawn, structure, index, width) };
    if class == PageClass::Unreadable {
        // one of its fonts is lost: what stands in the others is text
        lines.retain(|line| unknown(&line.text) as f32 <= UNREADABLE * line.text.chars().count() as f32);
    }
    RawPage { number: index as u32 + 1, width, height, class, lines, cut_short, unknown_share }
}

/// Quarter turns anticlockwise that make most of the page's text run rightwards; 0 unless it clearly runs another way.
fn turn_of(drawn: &Drawn) -> usize {
    let all: u32 = drawn.quarters.iter().sum();
    (1..4).find(|&quarter| u64::from(drawn.quarters[quarter]) * 10 > u64::from(all) * 6).unwrap_or(0)
}

/// The page names content that the file does not have, or that can't be decoded: not a blank page but a lost one.
fn lacks_content(page: &Page<'_>) -> bool {
    let raw = page.raw();
    let named = raw
        .get::<Array<'_>>(b"Contents".as_slice())
        .map_or_else(|| raw.contains_key(b"Contents".as_slice()), |contents| contents.raw_iter().next().is_some());
    // hayro ends each stream it could decode with a space, so what it found is never quite empty
    named
        && page
            .page_stream()
            .is_none_or(|content| content.is_empty() && raw.get::<Array<'_>>(b"Contents".as_slice()).is_some())
}

/// Characters of a text that no font could tell.
fn unknown(text: &str) -> u32 {
    text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count() as u32
}

fn class_of(drawn: &Drawn) -> (PageClass, f32) {
    // what stands in a lost font is unknown; whether a byte or two make a glyph is not known either
    let (mut glyphs, mut invisible, mut unknown) = (drawn.lost, 0_u32, drawn.lost);
    for chunk in &drawn.chunks {
        glyphs += chunk.glyphs;
        if chunk.invisible {
            invisible += chunk.glyphs;
        }
        unknown += self::unknown(&chunk.text);
    }
    let share = if glyphs == 0 { 0.0 } else { unknown as f32 / glyphs as f32 };
    let class = if glyphs < 10 && drawn.picture_share > 0.3 {
        PageClass::Scan
    } else if glyphs == 0 {
        PageClass::Empty
    } else if share > UNREADABLE {
        PageClass::Unreadable
    } else if invisible * 10 > glyphs * 9 {
        PageClass::OcrLayer
    } else {
        PageClass::Text
    };
    (class, share)
}
