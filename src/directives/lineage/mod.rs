//! Links the same demand across documents and years: from each point to the later points, statements, reservations,
//! plans and answers that take it up, with what became of it there.
//!
//! A passage is compared with the points whose rare words it holds (no all-pairs comparison), by letters, by words, and by
//! how much of the point it covers; of points that the same words of a passage would explain the best one is kept.

mod find;
mod passages;
mod quantities;
mod relate;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::dictionaries::Dictionaries;
use crate::segment::Document;
use crate::text::{LineNo, Span};

use super::number::{Numbered, Repeat, year_of};
use super::similar::{Known, Profile, Similar};
use super::telling::Teller;
use super::{Link, Point, read};
use find::{Finder, Match, Scratch};
use passages::{Own, Owner, Passage, passages, statement_kind};
use relate::{Overlap, Wording, of_answer, of_demand, of_statement};

/// All links, sorted by point and place. `is_original` tells of each document whether it counts.
pub fn lineage(
    numbered: &Numbered,
    documents: &[&Document],
    is_original: &[bool],
    dictionaries: &Dictionaries,
) -> Vec<Link> {
    let teller = || Teller::new(dictionaries);
    let profile = |teller: &mut Teller<'_>, point: &Point| Profile::new(&point.text, teller);
    let profiles = numbered.points.par_iter().map_init(teller, profile).collect();
    let mut similar = Similar::new(profiles);
    let own = own(numbered, documents.len());
    let passages: Vec<Vec<(Passage, Known)>> = documents
        .par_iter()
        .enumerate()
        .map_init(teller, |teller, (at, document)| {
            let of = || passages(at, document, &read(document, dictionaries), &own[at], numbered, dictionaries);
            let passages = if is_original[at] { of() } else { Vec::new() };
            let with_known = |one: Passage| {
                let known = similar.know(&one.text, teller);
                (one, known)
            };
            passages.into_iter().map(with_known).collect()
        })
        .collect();
    let occurrences = passages
        .par_iter()
        .map(|passages| similar.occurrences(passages.iter().map(|(_, known)| known)))
        .reduce(|| similar.occurrences(std::iter::empty()), |all, more| all.and(&more));
    similar.weigh(&occurrences);
    let finder = Finder { numbered, documents, similar, dictionaries };
    let mut links: Vec<Link> =
        numbered.repeats.par_iter().map(|repeat| of_repeat(numbered, repeat, documents, dictionaries)).collect();
    links.par_extend(passages.par_iter().flat_map_iter(|passages| taken_up(&finder, passages)));
    links.sort_by(|a, b| {
        (&a.from_id, &a.to_doc_id, a.to_line_from, &a.to_id).cmp(&(&b.from_id, &b.to_doc_id, b.to_line_from, &b.to_id))
    });
    links
}

/// What was taken out of each document.
fn own(numbered: &Numbered, documents: usize) -> Vec<Own> {
    let mut own = vec![Own::default(); documents];
    for (point, (document, _)) in numbered.sources.iter().enumerate() {
        own[*document].points.push(point);
    }
    for (at, repeat) in numbered.repeats.iter().enumerate() {
        own[repeat.document].repeats.push(at);
    }
    own
}

/// The links that a document's passages make: one from a point to each owner, by its best passage.
fn taken_up(finder: &Finder<'_>, passages: &[(Passage, Known)]) -> Vec<Link> {
    let mut best: BTreeMap<(usize, Owner), (Match, &Passage)> = BTreeMap::new();
    let mut scratch = Scratch::default();
    for (passage, known) in passages {
        for found in finder.matches(passage, known, &mut scratch) {
            let key = (found.point, passage.owner);
            if best.get(&key).is_none_or(|(known, _)| known.overlap.alike < found.overlap.alike) {
                best.insert(key, (found, passage));
            }
        }
    }
    best.into_values().map(|(found, passage)| of_match(finder, &found, passage)).collect()
}

fn of_match(finder: &Finder<'_>, found: &Match, passage: &Passage) -> Link {
    let from = &finder.numbered.points[found.point];
    let document = finder.documents[passage.document];
    let span = Span::of_lines(&document.handling.repaired.pages.lines, passage.from, passage.to);
    let link = link(from, document, span, found.overlap.alike);
    let to_id = match passage.owner {
        Owner::Point(point) => finder.numbered.points[point].id.clone(),
        _ => link.to_id.clone(),
    };
    Link { to_id, to_kind: passage.kind, relation: relation(finder, from, found.overlap, passage), ..link }
}

fn relation(finder: &Finder<'_>, from: &Point, overlap: Overlap, passage: &Passage) -> &'static str {
    let (own, dictionaries) = (Wording::of_point(from), finder.dictionaries);
    match passage.owner {
        Owner::Point(point) if passage.is_whole => {
            of_demand(own, Wording::of_point(&finder.numbered.points[point]), overlap, dictionaries)
        }
        Owner::Document => of_answer(passage.kind, &passage.text, overlap, dictionaries),
        _ => of_statement(own, &passage.text, overlap, dictionaries),
    }
}

/// A link from a point to lines of a document; kind and relation are for the caller.
fn link(from: &Point, to: &Document, span: Span, similarity: f32) -> Link {
    let pages = &to.handling.repaired.pages;
    Link {
        from_id: from.id.clone(),
        from_year: from.year,
        to_id: segment_at(to, span.line_from),
        to_kind: "point",
        to_doc_id: pages.id.clone(),
        to_year: Some(year_of(to)).filter(|year| *year > 0),
        to_page: span.page_from,
        to_line_from: span.line_from,
        relation: "mentioned",
        similarity,
        quote: pages.lines[span.line_from as usize - 1].text.trim().to_owned(),
    }
}

/// The innermost part at a line, or a name made of document and line where the document was not cut into parts.
fn segment_at(document: &Document, line: LineNo) -> String {
    document
        .parts
        .segments
        .iter()
        .filter(|segment| (segment.span.line_from..=segment.span.line_to).contains(&line))
        .min_by_key(|segment| segment.span.line_to - segment.span.line_from)
        .map_or_else(|| format!("{}#L{line}", document.handling.repaired.pages.id), |segment| segment.id.clone())
}

fn of_repeat(numbered: &Numbered, repeat: &Repeat, documents: &[&Document], dictionaries: &Dictionaries) -> Link {
    let document = &documents[repeat.document];
    let span = Span::of_lines(&document.handling.repaired.pages.lines, repeat.raw.from, repeat.raw.to);
    let from = &numbered.points[repeat.point];
    let later = Wording {
        text: &repeat.raw.text,
        modality: Some(&repeat.raw.modality),
        class: Some(repeat.raw.addressees.class).filter(|_| !repeat.raw.addressees.names.is_empty()),
    };
    // Told to be the same by its letters, heading included.
    let overlap = Overlap { cover: 1.0, back: 1.0, alike: repeat.similarity };
    Link {
        to_kind: statement_kind(document, repeat.raw.from),
        relation: of_demand(Wording::of_point(from), later, overlap, dictionaries),
        ..link(from, document, span, repeat.similarity)
    }
}
