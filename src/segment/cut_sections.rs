//! Cuts what is not a § - plans, guidelines, reports, memoranda - into a tree of sections, bullets and tables.
//!
//! One way for all: headings found by shape make the tree; in reports and memoranda the cue list says which of them (and
//! which first words of a paragraph) open a part with a name of its own.

use super::cut_minutes::{Cut, split_part};
use super::find_headings::find_headings;
use super::find_signatures::signature_lines;
use super::join_lines::{is_bullet, paragraphs, sentences};
use super::keep_quotes::quoted_lines;
use super::spot_parts::{PartSpotter, is_statement};
use super::take_activities::{Table, find_tables, take_activities};
use super::take_statements::{Reader, open_act, take_acts, to_reservation};
use super::tile::Part;
use super::{Activity, SegmentKind};
use crate::classify::words::Phrase;
use crate::dictionaries::{Column, Shape};
use crate::text::LineKind;

/// A heading or cue that opens a section.
#[derive(Clone, Debug)]
struct Mark {
    from: usize,
    text_from: usize,
    level: u8,
    kind: SegmentKind,
    number: Option<String>,
    heading: String,
    /// Opened by a cue; closes whatever statement is open.
    cue: bool,
}

/// Cut lines `from..=to`. `spotter` is given for papers whose parts have names of their own.
pub fn cut_sections(
    reader: &Reader,
    spotter: Option<&PartSpotter>,
    columns: &[(Phrase, Column)],
    (from, to): (usize, usize),
) -> Cut {
    let found = find_headings(reader.lines, from, to);
    let mut marks: Vec<Mark> = found
        .headings
        .iter()
        .map(|heading| Mark {
            from: heading.from,
            text_from: heading.to + 1,
            level: heading.level + shift(reader, heading.from, spotter.is_some()),
            kind: SegmentKind::Section,
            number: heading.number.clone(),
            heading: heading.text.clone(),
            cue: false,
        })
        .collect();
    if let Some((first, last)) = found.contents {
        let heading = reader.lines[first].text.clone();
        let kind = SegmentKind::Section;
        // Deeper than all: nothing nests in a contents list.
        marks.push(Mark { from: first, text_from: last + 1, level: u8::MAX, kind, number: None, heading, cue: true });
    }
    let quoted = quoted_lines(reader.lines, from, to);
    if let Some(spotter) = spotter {
        add_cue_marks(reader, spotter, &mut marks, (from, to), &quoted);
        add_signatures(reader, &mut marks, (from, to));
    }
    marks.sort_by_key(|mark| (mark.from, !mark.cue));
    marks.dedup_by(|later, kept| later.from < kept.text_from.max(kept.from + 1));
    drop_headings_in_statements(&mut marks);
    drop_quoted(&mut marks, from, &quoted);
    let tables = find_tables(reader, from, to);
    let mut cut = Cut::default();
    let mut activities = Vec::new();
    let mut rest = marks.as_slice();
    let mut parts = Vec::new();
    if let Some(first) = rest.first().filter(|first| first.from > from) {
        parts.extend(leaves(reader, columns, &tables, "", (from, first.from - 1), &mut activities));
    } else if rest.is_empty() {
        parts.extend(leaves(reader, columns, &tables, "", (from, to), &mut activities));
    }
    while !rest.is_empty() {
        let (part, left) = build(reader, columns, &tables, rest, to, &quoted, from, &mut cut, &mut activities);
        parts.extend(part);
        rest = left;
    }
    cut.parts = parts;
    cut.activities = activities;
    cut.reservations.sort_by_key(|row| (row.span.line_from, row.span.line_to));
    cut
}

/// How much deeper a heading stands in a paper with named parts: below those it is told from by its shape only, beside
/// them where the reader gave both a level.
fn shift(reader: &Reader, at: usize, named_parts: bool) -> u8 {
    match reader.lines[at].kind {
        _ if !named_parts => 0,
        LineKind::Heading(_) => 1,
        _ => 2,
    }
}

/// Marks by cue: whole lines, and paragraphs that begin with a cue or are a statement by their first sentence.
fn add_cue_marks(
    reader: &Reader,
    spotter: &PartSpotter,
    marks: &mut Vec<Mark>,
    (from, to): (usize, usize),
    quoted: &[bool],
) {
    for para in paragraphs(reader.lines, from, to) {
        for at in para.from..=para.to {
            let line = &reader.lines[at];
            if quoted[at - from] {
                continue;
            }
            let Some(opening) = spotter.opens_report_part(line) else { continue };
            if opening.cue.shape == Shape::Start && at != para.from {
                continue;
            }
            let sentence = opening.cue.shape == Shape::Start;
            let heading = if sentence { String::new() } else { line.text.trim_end_matches(':').replace('\t', " ") };
            let text_from = if opening.runs_on { at } else { at + 1 };
            let kind = opening.cue.kind;
            let level = match line.kind {
                LineKind::Heading(level) if opening.cue.level > 0 => level + 1,
                _ => opening.cue.level + 1,
            };
            marks.push(Mark { from: at, text_from, level, kind, number: None, heading, cue: true });
        }
        let Some(range) = sentences(&para.text).into_iter().next() else { continue };
        let sentence = &para.text[range];
        if quoted[para.from - from] || marks.iter().any(|mark| mark.from == para.from && mark.cue) {
            continue;
        }
        if let Some((cue, verb)) = reader.cues.find(sentence)
            && is_statement(cue.kind)
            && verb.start < 200
            && open_act(reader, SegmentKind::Section, sentence).is_some_and(|(_, actors)| !actors.persons.is_empty())
        {
            let (at, kind) = (para.from, cue.kind);
            marks.push(Mark {
                from: at,
                text_from: at,
                level: 2,
                kind,
                number: None,
                heading: String::new(),
                cue: true,
            });
        }
    }
}

/// Marks where somebody signs: a place and a day alone on a line, or names over offices near the end.
fn add_signatures(reader: &Reader, marks: &mut Vec<Mark>, (from, to): (usize, usize)) {
    for at in signature_lines(reader.lines, from, to) {
        marks.retain(|mark| mark.from != at || mark.cue);
        if !marks.iter().any(|mark| mark.from == at) {
            let (kind, heading) = (SegmentKind::Signature, String::new());
            marks.push(Mark { from: at, text_from: at + 1, level: 2, kind, number: None, heading, cue: true });
        }
    }
    // Names in capitals below a signature's first line look like headings.
    marks.sort_by_key(|mark| (mark.from, !mark.cue));
    let mut signing = false;
    marks.retain(|mark| {
        if mark.cue {
            signing = mark.kind == SegmentKind::Signature;
        }
        mark.cue || !signing
    });
}

/// Headings inside a statement are its own: numbered demands, not sections of the document.
fn drop_headings_in_statements(marks: &mut Vec<Mark>) {
    let mut open = false;
    marks.retain(|mark| {
        if mark.cue {
            open = is_statement(mark.kind);
        }
        mark.cue || !open
    });
}

fn drop_quoted(marks: &mut Vec<Mark>, from: usize, quoted: &[bool]) {
    marks.retain(|mark| mark.cue || !quoted[mark.from - from]);
}

/// Build the part that the first mark opens, with all deeper ones inside; gives the marks that are left.
#[expect(clippy::too_many_arguments, reason = "a walk over one tree; the arguments are its state")]
fn build<'m>(
    reader: &Reader,
    columns: &[(Phrase, Column)],
    tables: &[Table],
    marks: &'m [Mark],
    to: usize,
    quoted: &[bool],
    base: usize,
    cut: &mut Cut,
    activities: &mut Vec<Activity>,
) -> (Vec<Part>, &'m [Mark]) {
    let (mark, mut rest) = (&marks[0], &marks[1..]);
    let inner = rest.iter().take_while(|next| next.level > mark.level && !is_statement(mark.kind)).count();
    let end = rest.get(inner).map_or(to, |next| next.from - 1);
    let own_end = rest.first().map_or(to, |next| next.from - 1).min(end);
    let mut part = Part::headed(mark.kind, mark.from, end, mark.heading.clone());
    part.number.clone_from(&mark.number);
    if is_statement(mark.kind) && mark.text_from <= end {
        let acts = take_acts(reader, mark.kind, mark.text_from, end, &quoted[mark.text_from - base..]);
        cut.reservations.extend(acts.iter().filter_map(|act| to_reservation(act, None, reader)));
        return (split_part(part, &acts), &rest[inner..]);
    }
    if mark.text_from <= own_end {
        part.inside = leaves(reader, columns, tables, &mark.heading, (mark.text_from, own_end), activities);
    }
    let deeper_end = end;
    let left = &rest[inner..];
    rest = &rest[..inner];
    while !rest.is_empty() {
        let (parts, more) = build(reader, columns, tables, rest, deeper_end, quoted, base, cut, activities);
        part.inside.extend(parts);
        rest = more;
    }
    (vec![part], left)
}

/// Bullets and tables of a stretch of text; activities of its tables on the way.
fn leaves(
    reader: &Reader,
    columns: &[(Phrase, Column)],
    tables: &[Table],
    section: &str,
    (from, to): (usize, usize),
    activities: &mut Vec<Activity>,
) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for table in tables.iter().filter(|table| table.from >= from && table.to <= to) {
        activities.extend(take_activities(reader, table, section, columns));
        parts.push(Part::bare(SegmentKind::Table, table.from, table.to));
    }
    for para in paragraphs(reader.lines, from, to) {
        let in_table =
            parts.iter().any(|part| part.kind == SegmentKind::Table && part.from <= para.to && part.to >= para.from);
        if !in_table && is_bullet(&reader.lines[para.from]) {
            parts.push(Part::bare(SegmentKind::Bullet, para.from, para.to));
        }
    }
    parts.sort_by_key(|part| part.from);
    parts
}
