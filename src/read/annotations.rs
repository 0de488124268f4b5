//! Reads the text of form fields, stamps and free-text notes, which stand beside a page's content.
//!
//! What a field shows is its appearance; where a file leaves that to the viewer (`NeedAppearances`), its value. Either is
//! put where a reader meets it: after what stands left of it on its line, else after what stands above it.

use hayro_syntax::object::{Array, Dict, Name, Stream, String as PdfString};
use hayro_syntax::page::Page;

use super::chunks::{Chunk, Mark, Style, push_several};
use super::geometry::{apply, multiply};
use super::interpret::Interpreter;
use super::marks::text_string;

/// Annotations read of a page.
const MOST: usize = 2_000;
/// Longest value of a field without appearance, in characters.
const LONGEST_VALUE: usize = 5_000;

impl<'a> Interpreter<'_, 'a> {
    /// Add the annotations' text to the page's chunks.
    pub(super) fn annotations(&mut self, page: &Page<'a>) {
        let Some(annotations) = page.raw().get::<Array<'a>>(b"Annots".as_slice()) else { return };
        let mut fields: Vec<(usize, Vec<Chunk>)> = Vec::new();
        for annotation in annotations.iter::<Dict<'a>>().take(MOST) {
            let subtype = annotation.get::<Name<'_>>(b"Subtype".as_slice());
            if !subtype.is_some_and(|s| matches!(s.as_ref(), b"Widget" | b"FreeText" | b"Stamp"))
                || is_hidden(&annotation)
            {
                continue;
            }
            if self.glyphs > self.limits.glyphs {
                self.drawn.cut_short = true;
                break;
            }
            let Some(rect) = annotation.get::<[f64; 4]>(b"Rect".as_slice()) else { continue };
            let before = self.drawn.chunks.len();
            let appearance = annotation.get::<Dict<'a>>(b"AP".as_slice());
            if let Some(form) = appearance.as_ref().and_then(|appearance| appearance.get::<Stream<'a>>(b"N".as_slice()))
            {
                self.appearance(&form, rect, page);
            } else if appearance.is_none()
                && let Some(value) = value(&annotation)
            {
                self.value(&value, rect);
            }
            let added = self.drawn.chunks.split_off(before);
            if let Some(first) = added.first() {
                fields.push((place_of(first, &self.drawn.chunks), added));
            }
        }
        self.put_in(fields);
    }

    /// All at once: each insertion by itself would move the rest of a long page again and again.
    fn put_in(&mut self, mut fields: Vec<(usize, Vec<Chunk>)>) {
        fields.sort_by_key(|(at, _)| *at);
        let mut fields = fields.into_iter().peekable();
        let mut chunks = Vec::with_capacity(self.drawn.chunks.len() + fields.len());
        for (at, chunk) in std::mem::take(&mut self.drawn.chunks).into_iter().enumerate() {
            while let Some((_, field)) = fields.next_if(|(before, _)| *before <= at) {
                chunks.extend(field);
            }
            chunks.push(chunk);
        }
        chunks.extend(fields.flat_map(|(_, field)| field));
        self.drawn.chunks = chunks;
    }

    fn appearance(&mut self, form: &Stream<'a>, rect: [f64; 4], page: &Page<'a>) {
        let bbox = form.dict().get::<[f64; 4]>(b"BBox".as_slice()).unwrap_or([0.0; 4]);
        let saved = self.state.clone();
        let corner = [1.0, 0.0, 0.0, 1.0, rect[0].min(rect[2]) - bbox[0], rect[1].min(rect[3]) - bbox[1]];
        self.state.ctm = multiply(self.base, corner);
        self.x_object(form, page.resources(), 0);
        self.state = saved;
    }

    /// A value as the viewer would set it: at the rectangle's left, a line below the other.
    fn value(&mut self, value: &str, rect: [f64; 4]) {
        let height = (rect[3] - rect[1]).abs();
        let lines = value.lines().count().max(1) as f64;
        let size = (height / lines * 0.7).clamp(6.0, 11.0);
        let style = Style { size: size as f32, bold: false, invisible: false, rotated: false, mark: Mark::None };
        for (row, line) in value.lines().enumerate() {
            let y = rect[1].max(rect[3]) - (height / lines) * (row as f64 + 0.7);
            let (x, y) = apply(self.base, rect[0].min(rect[2]) + 2.0, y);
            let width = 0.5 * size as f32 * line.chars().count() as f32;
            self.last = None;
            self.glyphs += line.chars().count() as u32;
            push_several(&mut self.drawn.chunks, &mut self.last, line, x, y, width, style);
        }
    }
}

fn is_hidden(annotation: &Dict<'_>) -> bool {
    const HIDDEN: u32 = 1 << 1;
    annotation.get::<u32>(b"F".as_slice()).is_some_and(|flags| flags & HIDDEN != 0)
}

/// The value of a text or choice field, its own or its parent's.
fn value(annotation: &Dict<'_>) -> Option<String> {
    let parent = annotation.get::<Dict<'_>>(b"Parent".as_slice());
    let field = |dict: &Dict<'_>| dict.get::<Name<'_>>(b"FT".as_slice()).map(|kind| kind.as_str().to_owned());
    let kind = field(annotation).or_else(|| parent.as_ref().and_then(field))?;
    if !matches!(kind.as_str(), "Tx" | "Ch") {
        return None;
    }
    let text = |dict: &Dict<'_>| dict.get::<PdfString<'_>>(b"V".as_slice()).map(|value| text_string(value.as_bytes()));
    let text = text(annotation).or_else(|| parent.as_ref().and_then(text))?;
    Some(text.replace('\r', "\n").chars().take(LONGEST_VALUE).collect())
}

/// Where in the stream's order a field's chunk belongs.
fn place_of(field: &Chunk, chunks: &[Chunk]) -> usize {
    let beside = |chunk: &Chunk| (chunk.y - field.y).abs() < 0.6 * field.size && chunk.x0 <= field.x0;
    if let Some(at) = chunks.iter().rposition(|chunk| !chunk.rotated && beside(chunk)) {
        return at + 1;
    }
    let above = chunks.iter().enumerate().filter(|(_, chunk)| !chunk.rotated && chunk.y < field.y);
    above.max_by(|a, b| a.1.y.total_cmp(&b.1.y).then(a.0.cmp(&b.0))).map_or(0, |(at, _)| at + 1)
}
