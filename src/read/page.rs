//! Reads one page: operators to chunks, chunks to lines, and what kind of page it is.

use hayro_syntax::page::Page;

use super::fonts::SharedFonts;
use super::interpret::{Drawn, Limits, interpret};
use super::lines::lines;
use super::raw::RawPage;
use super::structure::Structure;
use crate::text::PageClass;

/// Above this share of unknown characters a page is unreadable; research: 10-20 % parts broken fonts from stray glyphs.
const UNREADABLE: f32 = 0.15;

/// Read page `index` (from 0) of a document.
pub(super) fn read_page<'a>(
    page: &Page<'a>,
    index: usize,
    fonts: &SharedFonts<'a>,
    structure: &Structure,
    limits: Limits,
) -> RawPage {
    let (width, height) = page.render_dimensions();
    let drawn = interpret(page, fonts, limits);
    let (class, unknown_share) = class_of(&drawn);
    let cut_short = drawn.cut_short;
    let lines = if class == PageClass::Unreadable { Vec::new() } else { lines(drawn, structure, index, width) };
    RawPage { number: index as u32 + 1, width, height, class, lines, cut_short, unknown_share }
}

fn class_of(drawn: &Drawn) -> (PageClass, f32) {
    let (mut glyphs, mut invisible, mut unknown) = (0_u32, 0_u32, 0_u32);
    for chunk in &drawn.chunks {
        glyphs += chunk.glyphs;
        if chunk.invisible {
            invisible += chunk.glyphs;
        }
        unknown += chunk.text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count() as u32;
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
