//! Cuts what is not a § - plans, guidelines, reports, memoranda - into a tree of sections, bullets and tables.
//!
//! One way for all: headings found by shape make the tree; in reports and memoranda the cue list says which of them (and
//! which first words of a paragraph) open a part with a name of its own.

use super::SegmentKind;
use super::cut_minutes::{Cut, split_part};
use super::find_headings::find_headings;
use super::find_signatures::signature_lines;
use super::join_lines::{Para, is_bullet, paragraphs, sentences};
use super::keep_quotes::quoted_lines;
use super::mark_sentences::VERB_WITHIN;
use super::spot_parts::{PartSpotter, is_statement};
use super::take_activities::{Table, find_tables, take_activities};
use super::take_statements::{Reader, open_act, take_acts, to_reservation};
use super::tile::Part;
use crate::classify::phrases::Phrase;
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

impl Mark {
    /// A mark by cue on line `from`, whose text begins there, without heading or number.
    fn cue(kind: SegmentKind, from: usize, level: u8) -> Self {
        Self { from, text_from: from, level, kind, number: None, heading: String::new(), cue: true }
    }
}

/// Cut lines `from..=to`. `spotter` is given for papers whose parts have names of their own.
pub fn cut_sections(
    reader: &Reader,
    spotter: Option<&PartSpotter>,
    columns: &[(Phrase, Column)],
    (from, to): (usize, usize),
) -> Cut {
    let quoted = quoted_lines(reader.lines, from, to);
    let marks = marks_of(reader, spotter, (from, to), &quoted);
    let tables = find_tables(reader, from, to);
    let mut walk = Walk { reader, columns, tables: &tables, quoted: &quoted, base: from, cut: Cut::default() };
    let first = marks.first().map_or(to + 1, |first| first.from);
    let mut parts = if first > from { walk.leaves("", from, first - 1) } else { Vec::new() };
    let mut rest = marks.as_slice();
    while !rest.is_empty() {
        let (part, left) = walk.build(rest, to);
        parts.extend(part);
        rest = left;
    }
    let mut cut = walk.cut;
    cut.parts = parts;
    cut.reservations.sort_by_key(|row| (row.span.line_from, row.span.line_to));
    cut
}

/// All marks of lines `from..=to`, in order, none inside another's heading.
fn marks_of(reader: &Reader, spotter: Option<&PartSpotter>, (from, to): (usize, usize), quoted: &[bool]) -> Vec<Mark> {
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
        // Deeper than all: nothing nests in a contents list.
        marks.push(Mark { text_from: last + 1, heading, ..Mark::cue(SegmentKind::Section, first, u8::MAX) });
    }
    if let Some(spotter) = spotter {
        add_cue_marks(reader, spotter, &mut marks, (from, to), quoted);
        add_signatures(reader, &mut marks, (from, to));
    }
    marks.sort_by_key(|mark| (mark.from, !mark.cue));
    marks.dedup_by(|later, kept| later.from < kept.text_from.max(kept.from + 1));
    drop_headings_in_statements(&mut marks);
    drop_quoted(&mut marks, from, quoted);
    marks
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

/// Level of a statement or a signature that no heading opens.
const BARE_LEVEL: u8 = 2;

/// Marks by cue: whole lines, and paragraphs that begin with a cue or are a statement by their first sentence.
fn add_cue_marks(
    reader: &Reader,
    spotter: &PartSpotter,
    marks: &mut Vec<Mark>,
    (from, to): (usize, usize),
    quoted: &[bool],
) {
    for para in paragraphs(reader.lines, from, to) {
        let open = (para.from..=para.to).filter(|at| !quoted[at - from]);
        marks.extend(open.filter_map(|at| cue_mark(reader, spotter, at, at == para.from)));
        let marked = || marks.iter().any(|mark| mark.from == para.from && mark.cue);
        if !quoted[para.from - from] && !marked() {
            marks.extend(statement_mark(reader, &para));
        }
    }
}

/// The mark of a line that opens a part by its words; `first`: it opens its paragraph.
fn cue_mark(reader: &Reader, spotter: &PartSpotter, at: usize, first: bool) -> Option<Mark> {
    let line = &reader.lines[at];
    let opening = spotter.opens_report_part(line)?;
    let sentence = opening.cue.shape == Shape::Start;
    if sentence && !first {
        return None;
    }
    let heading = if sentence { String::new() } else { line.text.trim_end_matches(':').replace('\t', " ") };
    let level = match line.kind {
        LineKind::Heading(level) if opening.cue.level > 0 => level + 1,
        _ => opening.cue.level + 1,
    };
    let text_from = if opening.runs_on { at } else { at + 1 };
    Some(Mark { text_from, heading, ..Mark::cue(opening.cue.kind, at, level) })
}

/// The mark of a paragraph whose first sentence is somebody's statement.
fn statement_mark(reader: &Reader, para: &Para) -> Option<Mark> {
    let range = sentences(&para.text).into_iter().next()?;
    let sentence = &para.text[range];
    let (cue, verb) = reader.cues.find(sentence)?;
    if !is_statement(cue.kind) || verb.start >= VERB_WITHIN {
        return None;
    }
    let (_, actors) = open_act(reader, SegmentKind::Section, sentence)?;
    (!actors.persons.is_empty()).then(|| Mark::cue(cue.kind, para.from, BARE_LEVEL))
}

/// Marks where somebody signs: a place and a day alone on a line, or names over offices near the end.
fn add_signatures(reader: &Reader, marks: &mut Vec<Mark>, (from, to): (usize, usize)) {
    for at in signature_lines(reader.lines, from, to) {
        marks.retain(|mark| mark.from != at || mark.cue);
        if !marks.iter().any(|mark| mark.from == at) {
            marks.push(Mark { text_from: at + 1, ..Mark::cue(SegmentKind::Signature, at, BARE_LEVEL) });
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

/// A walk over the marks, from the first to the last.
struct Walk<'a> {
    reader: &'a Reader<'a>,
    columns: &'a [(Phrase, Column)],
    tables: &'a [Table],
    /// For each line from `base` on, whether it is somebody's own words.
    quoted: &'a [bool],
    base: usize,
    /// The rows met on the way.
    cut: Cut,
}

impl Walk<'_> {
    /// Build the part that the first mark opens, with all deeper ones inside; gives the marks that are left.
    fn build<'m>(&mut self, marks: &'m [Mark], to: usize) -> (Vec<Part>, &'m [Mark]) {
        let (mark, rest) = (&marks[0], &marks[1..]);
        let inner = rest.iter().take_while(|next| next.level > mark.level && !is_statement(mark.kind)).count();
        let (mut deeper, left) = rest.split_at(inner);
        let end = left.first().map_or(to, |next| next.from - 1);
        let own_end = rest.first().map_or(to, |next| next.from - 1).min(end);
        let mut part = Part::headed(mark.kind, mark.from, end, mark.heading.clone());
        part.number.clone_from(&mark.number);
        if is_statement(mark.kind) && mark.text_from <= end {
            return (self.statements(part, mark.text_from), left);
        }
        if mark.text_from <= own_end {
            part.inside = self.leaves(&mark.heading, mark.text_from, own_end);
        }
        while !deeper.is_empty() {
            let (parts, more) = self.build(deeper, end);
            part.inside.extend(parts);
            deeper = more;
        }
        (vec![part], left)
    }

    /// The statements of a part whose text begins on line `from`.
    fn statements(&mut self, part: Part, from: usize) -> Vec<Part> {
        let acts = take_acts(self.reader, part.kind, from, part.to, &self.quoted[from - self.base..]);
        self.cut.reservations.extend(acts.iter().filter_map(|act| to_reservation(act, None, self.reader)));
        split_part(part, &acts)
    }

    /// Bullets and tables of lines `from..=to`; activities of its tables on the way.
    fn leaves(&mut self, section: &str, from: usize, to: usize) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for table in self.tables.iter().filter(|table| table.from >= from && table.to <= to) {
            self.cut.activities.extend(take_activities(self.reader, table, section, self.columns));
            parts.push(Part::bare(SegmentKind::Table, table.from, table.to));
        }
        for para in paragraphs(self.reader.lines, from, to) {
            let table = |part: &Part| part.kind == SegmentKind::Table && part.from <= para.to && part.to >= para.from;
            if !parts.iter().any(table) && is_bullet(&self.reader.lines[para.from]) {
                parts.push(Part::bare(SegmentKind::Bullet, para.from, para.to));
            }
        }
        parts.sort_by_key(|part| part.from);
        parts
    }
}
