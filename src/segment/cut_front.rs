//! Cuts what stands before the first § of minutes: title, contents, attendance, adjustment.

use super::spot_parts::PartSpotter;
use super::take_attendance::take_attendance;
use super::take_statements::Reader;
use super::tile::Part;
use super::{Attendance, SegmentKind};
use crate::classify::index_cues::CueList;
use crate::classify::see_lines::see_text;
use crate::dictionaries::RoleCue;

/// Parts and persons of lines `from..=to`.
pub fn cut_front(
    reader: &Reader,
    spotter: &PartSpotter,
    roles: &CueList<RoleCue>,
    (from, to): (usize, usize),
) -> (Vec<Part>, Vec<Attendance>) {
    let mut parts: Vec<Part> = Vec::new();
    for at in from..=to {
        let Some(kind) = kind_opened(reader, spotter, at) else { continue };
        match parts.last_mut() {
            // Headings of one list: "Ledamöter", "Ersättare", …
            Some(last) if last.kind == kind => last.to = at,
            last => {
                if let Some(last) = last {
                    last.to = at - 1;
                }
                let heading = reader.lines[at].text.trim_end_matches(':').replace('\t', " ");
                parts.push(Part::headed(kind, at, at, heading));
            }
        }
    }
    if let Some(last) = parts.last_mut() {
        last.to = to;
    }
    let people = take_attendance(reader, spotter, roles, from, to);
    (parts, people)
}

/// The kind of the part that line `at` opens, as a whole or by its first cell.
fn kind_opened(reader: &Reader, spotter: &PartSpotter, at: usize) -> Option<SegmentKind> {
    let line = &reader.lines[at];
    let contents = || line.count <= 2 && line.words.first().is_some_and(|word| word.starts_with("innehall"));
    let label = see_text(line.text.split('\t').next().unwrap_or(""));
    let opening = spotter.front_part(line).or_else(|| spotter.front_part(&label));
    opening.map(|opening| opening.cue.kind).or_else(|| contents().then_some(SegmentKind::Section))
}
