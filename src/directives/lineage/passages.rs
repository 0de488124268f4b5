//! Gathers what may take a point up: later points, sentences of statements and reservations, of plans and of answers.

use crate::classify::DocKind;
use crate::dictionaries::Dictionaries;
use crate::segment::{Document, SegmentKind};
use crate::text::LineNo;

use super::super::Origin;
use super::super::Read;
use super::super::blocks::{Block, BlockKind};
use super::super::gather::Raw;
use super::super::number::Numbered;
use super::super::sentences::sentences;
use super::super::zones::Zone;

/// Shorter sentences say too little to be told from others.
const FEWEST_WORDS: usize = 5;

/// Whose words a passage is part of: one link leads from a point to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A point, by its place in the list.
    Point(usize),
    /// A demand that repeats a point, by its place in the list of repeats.
    Repeat(usize),
    /// A statement or reservation; the number tells neighbouring ones apart.
    Statement(usize),
    /// All else that a document says.
    Document,
}

/// A wording that may take a point up.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Its document.
    pub document: usize,
    /// Whose words it is.
    pub owner: Owner,
    /// `point`, `reservation`, `statement`, `plan` or `response`.
    pub kind: &'static str,
    /// As printed, lines joined.
    pub text: String,
    /// First line.
    pub from: LineNo,
    /// Last line.
    pub to: LineNo,
    /// Whether it is all of what its owner says: a point's own wording.
    pub is_whole: bool,
}

impl Passage {
    /// Whether a party says it, not the document's organ.
    pub fn is_of_a_party(&self, numbered: &Numbered) -> bool {
        match self.owner {
            Owner::Point(at) => numbered.points[at].origin == Origin::Demand,
            Owner::Repeat(_) | Owner::Statement(_) => true,
            Owner::Document => false,
        }
    }
}

/// What was taken out of one document, by places in the lists of all.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Its points.
    pub points: Vec<usize>,
    /// Its demands that repeat another's.
    pub repeats: Vec<usize>,
}

/// All passages of a document: its own points whole, and the sentences of its statements, plans and answers.
pub fn passages(
    at: usize,
    document: &Document,
    read: &Read,
    own: &Own,
    numbered: &Numbered,
    dictionaries: &Dictionaries,
) -> Vec<Passage> {
    let mut found: Vec<Passage> = own.points.iter().map(|&point| of_point(at, point, numbered)).collect();
    for (block, zone) in read.blocks.iter().zip(&read.zones) {
        if let BlockKind::Heading(_) = block.kind {
            continue;
        }
        let Some(kind) = kind_of(document, *zone, block) else { continue };
        for sentence in sentences(block, &dictionaries.cues) {
            if sentence.text.split_whitespace().count() < FEWEST_WORDS {
                continue;
            }
            let owner = owner_of(sentence.from, *zone, own, numbered);
            // A point stands for its own sentences.
            let is_whole = own
                .points
                .iter()
                .map(|&point| &numbered.sources[point].1)
                .any(|raw| raw.from <= sentence.from && sentence.to <= raw.to);
            if !is_whole {
                let kind = if matches!(owner, Owner::Point(_)) { "point" } else { kind };
                let (from, to) = (sentence.from, sentence.to);
                found.push(Passage { document: at, owner, kind, text: sentence.text, from, to, is_whole });
            }
        }
    }
    found
}

fn of_point(document: usize, point: usize, numbered: &Numbered) -> Passage {
    let raw = &numbered.sources[point].1;
    let text = numbered.points[point].text.clone();
    Passage { document, owner: Owner::Point(point), kind: "point", text, from: raw.from, to: raw.to, is_whole: true }
}

/// What kind of passage a block is; guidelines are read for their points alone: the rest is background.
fn kind_of(document: &Document, zone: Zone, block: &Block) -> Option<&'static str> {
    if matches!(zone, Zone::Statement(_)) {
        return Some(statement_kind(document, block.lines().0));
    }
    match document.handling.kind {
        DocKind::Riktlinjer | DocKind::Kallelse => None,
        DocKind::Handlingsplan => Some("plan"),
        // Rows of other papers' tables count and list.
        _ if block.kind == BlockKind::Row => None,
        DocKind::Motion => Some("statement"),
        _ => Some("response"),
    }
}

/// Whether a line of a statement zone stands in a reservation or in another statement.
pub fn statement_kind(document: &Document, line: LineNo) -> &'static str {
    let statement = document.parts.segments.iter().any(|segment| {
        matches!(segment.kind, SegmentKind::SpecialStatement | SegmentKind::SubstituteStatement)
            && (segment.span.line_from..=segment.span.line_to).contains(&line)
    });
    let minutes = document.handling.kind == DocKind::Protokoll;
    if statement || !minutes && document.parts.segments.is_empty() { "statement" } else { "reservation" }
}

fn owner_of(line: LineNo, zone: Zone, own: &Own, numbered: &Numbered) -> Owner {
    let Zone::Statement(number) = zone else { return Owner::Document };
    let holds = |raw: &Raw| raw.origin == Origin::Demand && (raw.from..=raw.reach).contains(&line);
    let demand = own.points.iter().copied().find(|&point| holds(&numbered.sources[point].1));
    let repeat = || own.repeats.iter().copied().find(|&repeat| holds(&numbered.repeats[repeat].raw));
    demand.map(Owner::Point).or_else(|| repeat().map(Owner::Repeat)).unwrap_or(Owner::Statement(number))
}
