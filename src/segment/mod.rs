//! Cuts a document into headed, numbered parts, each with its span, and takes decisions, reservations, attendance and
//! activity rows out of them. Pure: lines in, parts out.

mod parts;

mod tile;

mod join_lines;

mod keep_quotes;

mod name_actors;

mod spot_parts;

mod read_sign;

mod read_head;

mod find_items;

mod find_annexes;

mod take_decisions;

mod take_statements;

mod mark_headings;

mod mark_sentences;

mod cut_minutes;

mod find_headings;

mod find_signatures;

mod take_activities;

mod cut_sections;

mod read_cells;

mod read_person;

mod sort_cells;

mod take_attendance;

mod take_vote_lists;

mod mend_names;

mod read_votes;

mod take_votes;

mod cut_front;

mod part_papers;

mod cut_paper;

mod explain;

use crate::classify::{COMMON, Handling, see_document};
use crate::dictionaries::Dictionaries;

pub use explain::explain;
pub use parts::{
    Activity, Attendance, Ballot, Coverage, Decision, Document, Parts, Reservation, Segment, SegmentKind, Vote,
};

use crate::classify::see_lines::View;
use cut_minutes::Cut;
use cut_paper::{Desk, cut_paper, missing_items};
use name_actors::{CueBook, PartyBook};
use part_papers::{Paper, papers_of};
use spot_parts::PartSpotter;
use take_statements::Reader;
use tile::{Part, lay_tiles};

/// Cut a document into its parts.
#[must_use]
pub fn segment(mut handling: Handling, dictionaries: &Dictionaries) -> Document {
    let view = handling.view.take().unwrap_or_else(|| see_document(&handling.repaired, dictionaries));
    let parts = if view.lines.is_empty() { Parts::default() } else { cut_document(&handling, &view, dictionaries) };
    let mut document = Document { handling, parts };
    document.fit();
    document
}

fn cut_document(handling: &Handling, view: &View, dictionaries: &Dictionaries) -> Parts {
    let rules = &dictionaries.rules;
    let packs = dictionaries.municipalities.iter();
    let book =
        PartyBook::new(packs.filter(|pack| pack.id == COMMON || Some(&pack.id) == handling.municipality.as_ref()));
    let raw = &handling.repaired.pages.lines;
    let cues = CueBook::new(&rules.statements, view.lenient);
    let reader = Reader { lines: &view.lines, raw, book: &book, cues: &cues, lenient: view.lenient };
    let spotter = PartSpotter::new(&rules.parts, view.lenient);
    let organ = handling.organ.as_ref().map_or("", |organ| organ.name.as_str());
    let desk = Desk { view, reader, spotter: &spotter, rules, organ };

    // A file may hold several papers, each with § and parts of its own.
    let papers = papers_of(view, handling.kind, rules);
    let mut parts = Parts::default();
    let mut tiles: Vec<Part> = Vec::new();
    for paper in &papers {
        let (cut, items) = cut_paper(&desk, paper);
        parts.coverage.extend(missing_items(&items, handling));
        tiles.extend(tiles_of(paper, papers.len(), take_rows(&mut parts, cut)));
    }
    parts.segments = lay_tiles(handling.repaired.pages.id.as_str(), raw, tiles, |at| view.lines[at].skipped());
    parts
}

/// Move the rows of a paper to those of the document; its parts are left.
fn take_rows(parts: &mut Parts, cut: Cut) -> Vec<Part> {
    parts.decisions.extend(cut.decisions);
    parts.reservations.extend(cut.reservations);
    parts.attendance.extend(cut.attendance);
    parts.activities.extend(cut.activities);
    parts.votes.extend(cut.votes);
    cut.parts
}

/// A paper among others is a part of its own, over its parts.
fn tiles_of(paper: &Paper, papers: usize, inside: Vec<Part>) -> Vec<Part> {
    if papers == 1 {
        return inside;
    }
    let mut whole = Part::headed(SegmentKind::Section, paper.from, paper.to, paper.title.clone());
    whole.inside = inside;
    vec![whole]
}

/// A folder of the test material beside the project, or `None` (said on stderr) where it is absent.
#[cfg(test)]
pub(crate) fn tests_shared(folder: &str) -> Option<std::path::PathBuf> {
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("PARAGRAF_SHARED").map_or(beside, std::path::PathBuf::from);
    let path = root.join(folder);
    if path.exists() {
        return Some(path);
    }
    eprintln!("left out: no {folder} beside the project");
    None
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod styles;

#[cfg(test)]
mod shared_rows;

#[cfg(test)]
mod write_tables;
