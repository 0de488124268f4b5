//! Tells which lines of a document speak for its organ and which are a party's statement: the first give directives, the
//! second demands.

use crate::dictionaries::Cues;
use crate::segment::{Document, SegmentKind};
use crate::text::LineNo;

use super::blocks::{Block, BlockKind};

/// Whose words a line holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The document's own.
    Body,
    /// A reservation or statement; the number tells neighbouring ones apart.
    Statement(usize),
    /// Neither: background, summaries, lists of papers, signatures, proposals for decision.
    Skip,
}

/// The zone of each block, in order.
pub fn zones(document: &Document, blocks: &[Block], cues: &Cues) -> Vec<Zone> {
    if document.parts.segments.is_empty() { by_shape(blocks, cues) } else { by_segments(document, blocks) }
}

/// As `segment` found them: the innermost part that says something about it wins.
fn by_segments(document: &Document, blocks: &[Block]) -> Vec<Zone> {
    let segments = &document.parts.segments;
    let zone_at = |line: LineNo| {
        segments
            .iter()
            .enumerate()
            .filter(|(_, segment)| (segment.span.line_from..=segment.span.line_to).contains(&line))
            .filter_map(|(number, segment)| Some((segment.span, zone_of(segment.kind, number)?)))
            .min_by_key(|(span, zone)| (!matches!(zone, Zone::Statement(_)), span.line_to - span.line_from))
            .map_or(Zone::Body, |(_, zone)| zone)
    };
    blocks.iter().map(|block| zone_at(block.lines().0)).collect()
}

fn zone_of(kind: SegmentKind, number: usize) -> Option<Zone> {
    match kind {
        SegmentKind::Reservation | SegmentKind::SpecialStatement | SegmentKind::SubstituteStatement => {
            Some(Zone::Statement(number))
        }
        SegmentKind::Proposal
        | SegmentKind::Motion
        | SegmentKind::Procedure
        | SegmentKind::Vote
        | SegmentKind::Note
        | SegmentKind::Recusal
        | SegmentKind::Attendance
        | SegmentKind::Approval
        | SegmentKind::Documents
        | SegmentKind::Summary
        | SegmentKind::Background
        | SegmentKind::Signature => Some(Zone::Skip),
        _ => None,
    }
}

/// By opening words and headings, where a document has not been cut into parts.
fn by_shape(blocks: &[Block], cues: &Cues) -> Vec<Zone> {
    let mut zone = Zone::Body;
    let mut count = 0;
    blocks
        .iter()
        .map(|block| {
            let opening: String = block.text.split_whitespace().take(12).collect::<Vec<_>>().join(" ");
            if cues.whole("statement_start", &opening).is_some() {
                count += 1;
                zone = Zone::Statement(count);
            } else if matches!(block.kind, BlockKind::Heading(_)) && cues.whole("statement_end", &opening).is_some() {
                zone = Zone::Body;
            }
            zone
        })
        .collect()
}
