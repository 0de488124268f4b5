//! Lays parts over a document so that every line belongs to exactly one leaf: gaps inside a part become leaves of their own.
//!
//! Line positions here are indices (from 0, both ends belong to the part); [`Segment`]s count from 1.

use super::{Segment, SegmentKind};
use crate::text::{Line, LineNo, Span};

/// A part as the cutters make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub kind: SegmentKind,
    /// First line.
    pub from: usize,
    /// Last line.
    pub to: usize,
    /// § or section number.
    pub number: Option<String>,
    /// Heading on one line.
    pub heading: String,
    /// Diary number.
    pub dnr: Option<String>,
    /// Persons it names.
    pub persons: Vec<String>,
    /// Parties it names.
    pub parties: Vec<String>,
    /// Parts inside it, in order of place.
    pub inside: Vec<Part>,
}

impl Part {
    /// A part without heading, number or parts inside.
    pub fn bare(kind: SegmentKind, from: usize, to: usize) -> Self {
        Self {
            kind,
            from,
            to,
            number: None,
            heading: String::new(),
            dnr: None,
            persons: Vec::new(),
            parties: Vec::new(),
            inside: Vec::new(),
        }
    }

    /// A part with a heading.
    pub fn headed(kind: SegmentKind, from: usize, to: usize, heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), ..Self::bare(kind, from, to) }
    }
}

/// The segments of a document of `lines`: `parts` in order of place, gaps filled, numbered `doc#0001` on.
/// `empty(i)` says that line `i` holds nothing to read.
pub fn lay_tiles(doc: &str, lines: &[Line], parts: Vec<Part>, empty: impl Fn(usize) -> bool) -> Vec<Segment> {
    if lines.is_empty() {
        return Vec::new();
    }
    let parts = fill_gaps(parts, 0, lines.len() - 1, SegmentKind::Section, &empty);
    let mut segments = Vec::new();
    for part in parts {
        put(part, None, doc, lines, &mut segments);
    }
    segments
}

/// Make `parts` cover `from..=to`: empty gaps go to the part before (or after), others become leaves of `kind`.
fn fill_gaps(parts: Vec<Part>, from: usize, to: usize, kind: SegmentKind, empty: &impl Fn(usize) -> bool) -> Vec<Part> {
    let mut tiled: Vec<Part> = Vec::with_capacity(parts.len() * 2 + 1);
    let mut next = from;
    for mut part in parts {
        debug_assert!(part.from >= next && part.to <= to && part.from <= part.to, "parts overlap: {part:?}");
        if part.from > next {
            if (next..part.from).all(empty) {
                match tiled.last_mut() {
                    Some(before) => stretch(before, part.from - 1),
                    None => part.from = next,
                }
            } else {
                tiled.push(Part::bare(kind, next, part.from - 1));
            }
        }
        next = part.to + 1;
        tiled.push(part);
    }
    if next <= to {
        match tiled.last_mut() {
            Some(before) if (next..=to).all(empty) => stretch(before, to),
            _ => tiled.push(Part::bare(kind, next, to)),
        }
    }
    fill_inside(&mut tiled, empty);
    tiled
}

/// The same inside each part that has parts of its own.
fn fill_inside(tiled: &mut [Part], empty: &impl Fn(usize) -> bool) {
    for part in tiled.iter_mut().filter(|part| !part.inside.is_empty()) {
        let inside = std::mem::take(&mut part.inside);
        part.inside = fill_gaps(inside, part.from, part.to, kind_of_gaps(part.kind), empty);
    }
}

/// What the text between the parts of a part is.
fn kind_of_gaps(kind: SegmentKind) -> SegmentKind {
    if kind == SegmentKind::Item { SegmentKind::Matter } else { SegmentKind::Section }
}

fn stretch(part: &mut Part, to: usize) {
    // Parts inside are laid later, over the stretched range.
    part.to = to;
}

fn put(part: Part, parent: Option<usize>, doc: &str, lines: &[Line], segments: &mut Vec<Segment>) {
    let index = segments.len();
    segments.push(Segment {
        id: format!("{doc}#{:04}", index + 1),
        parent,
        kind: part.kind,
        number: part.number,
        heading: part.heading,
        dnr: part.dnr,
        span: span_of(lines, part.from, part.to),
        persons: part.persons,
        parties: part.parties,
    });
    for inner in part.inside {
        put(inner, Some(index), doc, lines, segments);
    }
}

/// The span of lines `from..=to`, given as indices.
pub fn span_of(lines: &[Line], from: usize, to: usize) -> Span {
    Span::of_lines(lines, line_no(from), line_no(to))
}

/// The number of a line, from its index.
pub fn line_no(index: usize) -> LineNo {
    LineNo::try_from(index + 1).unwrap_or(LineNo::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `from-to` of all segments for parts given as `from-to`, over ten lines of which line 3 (index 2) is empty.
    #[track_caller]
    fn check(parts: &[(usize, usize)], expected: &[(u32, u32)]) {
        let lines: Vec<Line> = (0..10).map(|_| Line::plain(1, "x")).collect();
        let parts = parts.iter().map(|&(from, to)| Part::bare(SegmentKind::Item, from, to)).collect();
        let found = lay_tiles("d", &lines, parts, |index| index == 2);
        let spans: Vec<(u32, u32)> = found.iter().map(|s| (s.span.line_from, s.span.line_to)).collect();
        assert_eq!(spans, expected);
    }

    #[test]
    fn gaps_become_leaves_and_empty_ones_join() {
        check(&[], &[(1, 10)]);
        check(&[(0, 9)], &[(1, 10)]);
        check(&[(0, 1), (3, 9)], &[(1, 3), (4, 10)]);
        check(&[(3, 4)], &[(1, 3), (4, 5), (6, 10)]);
    }
}
