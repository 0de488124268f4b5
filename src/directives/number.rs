//! Gives points their numbers and finds the demands that only repeat an earlier one.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::classify::DocKind;
use crate::dictionaries::Dictionaries;
use crate::segment::Document;
use crate::text::Span;

use super::gather::Raw;
use super::similar::{Profile, Similar, Sums};
use super::subject::subject;
use super::telling::Teller;
use super::words::fingerprint;
use super::{Origin, Point, may_share_city};

/// Two demands are one when this share of their letter triples agrees. Reservations that copy a statement with small
/// changes lie above 0.8, the most alike different demands of one statement below 0.55 (read in damaged text too).
const SAME_FROM: f32 = 0.7;

/// Demands compared with each one; the original is nearly always the first.
const CANDIDATES: usize = 32;

/// A demand that repeats a point.
#[derive(Clone, Debug)]
pub struct Repeat {
    /// Index of the point it repeats.
    pub point: usize,
    /// Index of its document.
    pub document: usize,
    /// What it says.
    pub raw: Raw,
    /// How alike, 0 to 1.
    pub similarity: f32,
}

/// Points with numbers, and what repeats them.
#[derive(Debug, Default)]
pub struct Numbered {
    /// Sorted by id.
    pub points: Vec<Point>,
    /// Document and wording of each point, in the same order.
    pub sources: Vec<(usize, Raw)>,
    /// In order of document and place.
    pub repeats: Vec<Repeat>,
}

/// Number what was found, given in order of document and place.
pub fn number(found: Vec<(usize, Raw)>, documents: &[&Document], dictionaries: &Dictionaries) -> Numbered {
    let (originals, copies) = part_copies(found, documents, dictionaries);
    let mut counts: BTreeMap<(char, i32), u32> = BTreeMap::new();
    let mut rows: Vec<(Point, (usize, Raw), usize)> = Vec::new();
    let mut subjects: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (place, (document, raw)) in originals {
        let letter = match (raw.origin, documents[document].handling.kind) {
            (Origin::Demand, _) => 'S',
            (Origin::Directive, DocKind::Promemoria) => 'P',
            (Origin::Directive, _) => 'R',
        };
        let year = year_of(documents[document]);
        let count = counts.entry((letter, year)).or_default();
        *count += 1;
        let id = format!("{letter}{year:04}-{count:02}");
        let subject = subjects.entry(document).or_insert_with(|| subject(documents[document], dictionaries));
        let point = Point { subject: subject.clone(), ..point(id, year, &raw, documents[document]) };
        rows.push((point, (document, raw), place));
    }
    rows.sort_by_key(|(point, ..)| order(&point.id));
    let place_of: BTreeMap<usize, usize> = rows.iter().enumerate().map(|(at, (.., place))| (*place, at)).collect();
    let repeats = copies
        .into_iter()
        .map(|(original, document, raw, similarity)| Repeat { point: place_of[&original], document, raw, similarity })
        .collect();
    let (points, sources) = rows.into_iter().map(|(point, source, _)| (point, source)).unzip();
    Numbered { points, sources, repeats }
}

/// The year of a document; 0 where nothing says it, so that its points are still there to be seen.
pub fn year_of(document: &Document) -> i32 {
    document.handling.year.or(document.handling.date.map(crate::text::Date::year)).unwrap_or(0)
}

/// What tells which of two documents came first. Of one day's papers the memorandum did: the minutes repeat it.
pub fn order_of(document: &Document) -> (i32, Option<crate::text::Date>, bool) {
    (year_of(document), document.handling.date, document.handling.kind == DocKind::Protokoll)
}

/// Ids in order of letter, year and number; `R2016-100` comes after `R2016-99`.
fn order(id: &str) -> (String, u32) {
    let (head, number) = id.split_once('-').unwrap_or((id, "0"));
    (head.to_owned(), number.parse().unwrap_or(0))
}

type Original = (usize, (usize, Raw));
type Copy = (usize, usize, Raw, f32);

/// Part the demands that repeat an earlier document's demand from all else. "Earlier" is by date where both are known.
fn part_copies(
    found: Vec<(usize, Raw)>,
    documents: &[&Document],
    dictionaries: &Dictionaries,
) -> (Vec<Original>, Vec<Copy>) {
    let when = |document: usize| (order_of(documents[document]), document);
    let profile = |teller: &mut Teller<'_>, (_, raw): &(usize, Raw)| {
        Profile::new(&format!("{} {}", raw.heading, raw.text), teller)
    };
    let profiles: Vec<Profile> = found.par_iter().map_init(|| Teller::new(dictionaries), profile).collect();
    let similar = Similar::new(profiles);
    let original_of = |sums: &mut Sums, at: usize| {
        let (document, raw) = &found[at];
        if raw.origin != Origin::Demand {
            return None;
        }
        similar
            .candidates(similar.known(at), CANDIDATES, sums)
            .into_iter()
            .filter(|&other| found[other].1.origin == Origin::Demand)
            .filter(|&other| may_share_city(documents[found[other].0], documents[*document]))
            .filter(|&other| (when(found[other].0), other) < (when(*document), at))
            .map(|other| (other, similar.letters(at).alike(similar.letters(other))))
            .filter(|(_, alike)| *alike >= SAME_FROM)
            // The earliest of those that are the same, not the most alike: it was said there first.
            .min_by_key(|(other, _)| (when(found[*other].0), *other))
    };
    let origins: Vec<Option<(usize, f32)>> =
        (0..found.len()).into_par_iter().map_init(Sums::default, original_of).collect();
    let mut originals = Vec::new();
    let mut copies = Vec::new();
    for (at, (document, raw)) in found.into_iter().enumerate() {
        let mut first = origins[at];
        while let Some((earlier, alike)) = first
            && let Some((still_earlier, _)) = origins[earlier]
        {
            first = Some((still_earlier, alike));
        }
        match first {
            Some((original, alike)) => copies.push((original, document, raw, alike)),
            None => originals.push((at, (document, raw))),
        }
    }
    (originals, copies)
}

fn point(id: String, year: i32, raw: &Raw, document: &Document) -> Point {
    let text = if raw.stem.is_empty() { raw.text.clone() } else { format!("{} {}", raw.stem, raw.text) };
    Point {
        id,
        doc_id: document.handling.repaired.pages.id.clone(),
        municipality: document.handling.municipality.clone(),
        subject: Vec::new(),
        year,
        origin: raw.origin,
        kind: raw.kind,
        heading: raw.heading.clone(),
        modality: raw.modality.clone(),
        addressee_class: raw.addressees.class,
        addressees: raw.addressees.names.clone(),
        fingerprint: fingerprint(&text),
        span: Span::of_lines(&document.handling.repaired.pages.lines, raw.from, raw.to),
        text,
    }
}
