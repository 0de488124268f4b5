//! Gathers what is put into the index: one unit a part of a document, with the lines that are its own.
//!
//! Parts nest. A line is indexed once, under the innermost part that holds it, so that one passage is one hit; what the
//! parts around it are called is kept as context.

use super::restore_words::doubtful;
use crate::segment::{Document, Segment, SegmentKind};
use crate::text::{LineNo, PageNo};

/// One hit to be.
#[derive(Clone, Debug)]
pub(super) struct Unit<'a> {
    pub segment_id: String,
    pub kind: SegmentKind,
    /// Kinds it is found as: its own and those of the parts it is a piece of.
    pub kinds: Vec<SegmentKind>,
    /// § number it stands under, or empty.
    pub item: String,
    pub dnr: String,
    pub heading: String,
    /// Headings of the parts around it, name of its kind, title of the document.
    pub context: String,
    pub page: PageNo,
    /// Number and text of its own lines, in order.
    pub lines: Vec<(LineNo, &'a str)>,
    /// It has no lines of its own and is found by its heading.
    pub by_heading: bool,
    pub persons: Vec<String>,
    pub parties: Vec<String>,
    /// Words of its lines whose repair is in doubt.
    pub doubtful: Vec<String>,
}

impl Unit<'_> {
    /// Its own lines as one text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (_, line) in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// The units of a document, in order of place.
pub(super) fn units(document: &Document) -> Vec<Unit<'_>> {
    let lines = &document.handling.repaired.pages.lines;
    let segments = &document.parts.segments;
    let mut owner: Vec<Option<usize>> = vec![None; lines.len()];
    // a part stands before the parts inside it, so the innermost is written last
    for (index, segment) in segments.iter().enumerate() {
        let from = (segment.span.line_from as usize).saturating_sub(1).min(lines.len());
        let to = (segment.span.line_to as usize).clamp(from, lines.len());
        owner[from..to].fill(Some(index));
    }
    let mut own: Vec<Vec<(LineNo, &str)>> = vec![Vec::new(); segments.len()];
    let mut rest: Vec<(PageNo, Vec<(LineNo, &str)>)> = Vec::new();
    for ((number, line), owner) in (1..).zip(lines).zip(&owner) {
        let entry = (number, line.text.as_str());
        match owner {
            Some(index) => own[*index].push(entry),
            None => match rest.last_mut() {
                Some((page, lines)) if *page == line.page => lines.push(entry),
                _ => rest.push((line.page, vec![entry])),
            },
        }
    }
    let parts = own.into_iter().enumerate().map(|(index, lines)| of_segment(document, index, lines));
    let rests = rest.into_iter().map(|(page, lines)| of_rest(document, page, lines));
    let mut units: Vec<Unit> = parts.chain(rests).filter(|unit| !is_empty(unit)).collect();
    // stable: a part without lines of its own keeps its place before the parts inside it
    units.sort_by_key(|unit| unit.lines.first().map_or(0, |(line, _)| *line));
    units
}

fn is_empty(unit: &Unit<'_>) -> bool {
    unit.heading.is_empty() && unit.lines.iter().all(|(_, text)| text.trim().is_empty())
}

fn of_segment<'a>(document: &'a Document, index: usize, lines: Vec<(LineNo, &'a str)>) -> Unit<'a> {
    let segment = &document.parts.segments[index];
    let around = around(&document.parts.segments, index);
    let within = || std::iter::once(segment).chain(around.iter().copied());
    let by_heading = lines.iter().all(|(_, text)| text.trim().is_empty());
    Unit {
        segment_id: segment.id.clone(),
        kind: segment.kind,
        kinds: wholes(segment, &around).map(|part| part.kind).collect(),
        item: within().find(|s| s.kind == SegmentKind::Item).and_then(|s| s.number.clone()).unwrap_or_default(),
        dnr: within().find_map(|s| s.dnr.clone()).or_else(|| document.handling.dnr.clone()).unwrap_or_default(),
        heading: segment.heading.clone(),
        context: context(document, segment, &around),
        page: segment.span.page_from,
        doubtful: doubtful(&lines, &document.handling.repaired.edits),
        lines: if by_heading { vec![(segment.span.line_from, segment.heading.as_str())] } else { lines },
        by_heading,
        persons: persons(document, segment, &around),
        parties: said_by(segment, &around, |part| &part.parties),
    }
}

fn context(document: &Document, segment: &Segment, around: &[&Segment]) -> String {
    let mut context: Vec<&str> = around.iter().map(|part| part.heading.as_str()).collect();
    context.push(super::name_parts::swedish(segment.kind));
    context.push(&document.handling.title);
    context.join("\n")
}

fn persons(document: &Document, segment: &Segment, around: &[&Segment]) -> Vec<String> {
    let mut persons = said_by(segment, around, |part| &part.persons);
    if segment.kind == SegmentKind::Attendance {
        persons.extend(document.parts.attendance.iter().map(|person| person.name.clone()));
    }
    persons
}

/// The names of the part, or of the nearest that it is a piece of: a bullet of a reservation is said by those who made it.
fn said_by(segment: &Segment, around: &[&Segment], names: fn(&Segment) -> &Vec<String>) -> Vec<String> {
    // who was there has not said what stands beside
    let speaks = |part: &&Segment| part.kind != SegmentKind::Attendance || part.id == segment.id;
    wholes(segment, around).filter(speaks).map(names).find(|names| !names.is_empty()).cloned().unwrap_or_default()
}

/// The part and, of those around it, the ones it is a piece of. A § and a section only hold parts of other kinds, and what
/// is said outside a § belongs to none in it.
fn wholes<'a>(segment: &'a Segment, around: &[&'a Segment]) -> impl Iterator<Item = &'a Segment> {
    let inside = around.iter().copied().take_while(|part| part.kind != SegmentKind::Item);
    std::iter::once(segment).chain(inside.filter(|part| part.kind != SegmentKind::Section))
}

/// Lines that no part claims are still searchable, a page at a time.
fn of_rest<'a>(document: &Document, page: PageNo, lines: Vec<(LineNo, &'a str)>) -> Unit<'a> {
    Unit {
        segment_id: format!("{}#p{page}", document.handling.repaired.pages.id),
        kind: SegmentKind::Section,
        kinds: vec![SegmentKind::Section],
        item: String::new(),
        dnr: document.handling.dnr.clone().unwrap_or_default(),
        heading: String::new(),
        context: document.handling.title.clone(),
        page,
        doubtful: doubtful(&lines, &document.handling.repaired.edits),
        lines,
        by_heading: false,
        persons: Vec::new(),
        parties: Vec::new(),
    }
}

/// The parts that hold a part, innermost first.
fn around(segments: &[Segment], index: usize) -> Vec<&Segment> {
    let mut around = Vec::new();
    let mut at = segments[index].parent;
    // a parent stands before its child, so this ends even if the list is wrong
    while let Some(parent) = at.filter(|&parent| parent < index && around.len() < 32) {
        around.push(&segments[parent]);
        at = segments[parent].parent;
    }
    around
}
