//! Marks where the parts of a § begin: headings that a list knows, and headings told by their shape.

use super::SegmentKind;
use super::spot_parts::{Opening, PartSpotter, is_statement};
use super::take_statements::Reader;
use crate::classify::see_lines::Seen;
use crate::dictionaries::Shape;
use crate::text::LineKind;

/// A heading or a first sentence that opens a part.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its line.
    pub at: usize,
    /// The kind of the part.
    pub kind: SegmentKind,
    /// As printed; empty where a sentence opens the part.
    pub heading: String,
    /// First line of the part's own text.
    pub text_from: usize,
    /// Whether the text begins on the heading's line, after a colon.
    pub after_colon: bool,
}

impl Mark {
    /// A mark without a heading: the part begins with its text.
    pub fn bare(kind: SegmentKind, at: usize) -> Self {
        Self { at, kind, heading: String::new(), text_from: at, after_colon: false }
    }
}

/// The lines of a § below its head, and which of them stand inside quotation marks.
pub struct Stretch<'a> {
    /// First line.
    pub from: usize,
    /// Last line.
    pub to: usize,
    /// For each line from the first on.
    pub quoted: &'a [bool],
}

impl Stretch<'_> {
    /// Whether line `at` is somebody's own words.
    pub fn quotes(&self, at: usize) -> bool {
        self.quoted[at - self.from]
    }
}

/// Marks by heading.
pub fn mark_headings(reader: &Reader, spotter: &PartSpotter, stretch: &Stretch) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut stems: Vec<Mark> = Vec::new();
    for at in stretch.from..=stretch.to {
        let line = &reader.lines[at];
        if line.skipped() || stretch.quotes(at) {
            continue;
        }
        if let Some(opening) = spotter.opens_minutes_part(line) {
            let own = is_stem(reader.lines, &marks, &opening, at) || goes_on(&marks, &opening);
            if own || is_their_proposal(&marks, &opening) {
                continue;
            }
            if !inside_list(&marks, &opening) {
                marks.push(mark_at(reader, at, &opening));
            } else if below_text(reader.lines, &marks, at) {
                stems.push(mark_at(reader, at, &opening));
            }
        } else if unlisted_heading(reader, &marks, at) {
            let (kind, heading) = (SegmentKind::Section, line.text.clone());
            marks.push(Mark { at, kind, heading, text_from: at + 1, after_colon: false });
        }
    }
    // "Nämnden beslutar" below a proposal's text is the decision where nothing else is.
    if !marks.iter().any(|mark| mark.kind == SegmentKind::Decision) {
        marks.extend(stems.pop());
        marks.sort_by_key(|mark| mark.at);
    }
    marks
}

/// Whether a line is a heading that nobody listed: it ends the part before it. Inside a statement it is the statement's own,
/// and a party alone on its line signs or groups names.
fn unlisted_heading(reader: &Reader, marks: &[Mark], at: usize) -> bool {
    let line = &reader.lines[at];
    if matches!(line.kind, LineKind::Heading(_)) && !line.text.ends_with('.') {
        return !marks.last().is_some_and(|mark| is_statement(mark.kind)) && !reader.book.is_party(&line.text);
    }
    marks.last().is_some_and(|mark| mark.kind == SegmentKind::Decision && mark.text_from < at)
        && stands_as_heading(reader.lines, at)
        && !reader.book.is_party(&line.text)
}

/// `Kommunstyrelsens förslag till kommunfullmäktige` right below the heading `Beslut` says what is decided: a proposal.
fn is_stem(lines: &[Seen], marks: &[Mark], opening: &Opening, at: usize) -> bool {
    opening.cue.kind == SegmentKind::Proposal
        && marks.last().is_some_and(|mark| mark.kind == SegmentKind::Decision)
        && !below_text(lines, marks, at)
}

/// `Ordföranden ställer …` below `Beslutsgång` or inside a statement opens nothing: it ends a decision or a motion.
fn goes_on(marks: &[Mark], opening: &Opening) -> bool {
    use SegmentKind::{Decision, Motion, Procedure, Proposal};
    let told = opening.cue.shape == Shape::Start && matches!(opening.cue.kind, Procedure | SegmentKind::Matter);
    told && !marks.last().is_some_and(|mark| matches!(mark.kind, Decision | Motion | Proposal))
}

/// `Nämnden beslutar` below a reservation is what those who reserve had proposed: the § has its decision above.
fn is_their_proposal(marks: &[Mark], opening: &Opening) -> bool {
    opening.cue.kind == SegmentKind::Decision
        && opening.cue.cue.contains("beslutar")
        && marks.last().is_some_and(|mark| is_statement(mark.kind))
        && marks.iter().any(|mark| mark.kind == SegmentKind::Decision)
}

/// Whether the part that is open has text of its own before line `at`.
pub fn below_text(lines: &[Seen], marks: &[Mark], at: usize) -> bool {
    marks.last().is_some_and(|mark| lines[mark.text_from.min(at)..at].iter().any(|line| !line.skipped()))
}

/// Most words of a heading that no list knows.
const UNLISTED_WORDS: usize = 5;

/// Whether a line of plain text stands as a heading does: few words after a sentence and a gap, text right below.
fn stands_as_heading(lines: &[Seen], at: usize) -> bool {
    let line = &lines[at];
    let free = at.checked_sub(1).is_some_and(|before| lines[before].blank());
    let before = lines[..at].iter().rev().find(|line| !line.skipped());
    let below = lines.get(at + 1).is_some_and(|next| !next.skipped() && next.text.starts_with(char::is_uppercase));
    line.kind == LineKind::Text
        && line.count <= UNLISTED_WORDS
        && line.text.starts_with(char::is_uppercase)
        && line.text.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '-')
        && free
        && below
        && before.is_some_and(|line| line.text.ends_with('.'))
}

/// `Kommunfullmäktige beslutar:` below the heading `Beslut` is the stem of that decision, not another one.
fn inside_list(marks: &[Mark], opening: &Opening) -> bool {
    opening.cue.kind == SegmentKind::Decision
        && (opening.cue.cue.contains("beslutar") || opening.cue.cue.contains("beslutade"))
        && marks.last().is_some_and(|mark| matches!(mark.kind, SegmentKind::Decision | SegmentKind::Proposal))
}

fn mark_at(reader: &Reader, at: usize, opening: &Opening) -> Mark {
    let text = &reader.lines[at].text;
    let sentence = opening.cue.shape == Shape::Start;
    let heading = match (sentence, opening.runs_on, text.split_once(':')) {
        (true, ..) => String::new(),
        (false, true, Some((heading, _))) => heading.trim().to_owned(),
        _ => text.trim_end_matches(':').trim().replace('\t', " "),
    };
    let text_from = if opening.runs_on { at } else { at + 1 };
    Mark { at, kind: opening.cue.kind, heading, text_from, after_colon: opening.runs_on && !sentence }
}
