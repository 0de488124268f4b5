//! Links the same demand across documents and years: point to later point, point to the statement or reservation that
//! repeats it, point to the plan or response that takes it up in words.

use crate::classify::DocKind;
use crate::dictionaries::Dictionaries;
use crate::segment::{Document, SegmentKind};
use crate::text::{LineNo, Span};

use super::blocks::{BlockKind, blocks};
use super::number::{Numbered, Repeat, year_of};
use super::sentences::sentences;
use super::similar::{Profile, Similar, letters_alike};
use super::{AddresseeClass, Link, Point, may_share_city};

/// Two points are links of one chain from here on. Chosen on the sample guideline and memorandum.
const LINK_FROM: f32 = 0.5;

/// A passage of a plan or response mentions a point when it repeats its words nearly as they are.
const MENTION_FROM: f32 = 0.6;

/// Wordings this alike say the same.
const RESTATED_FROM: f32 = 0.75;

/// Points looked at for each passage.
const CANDIDATES: usize = 12;

/// All links, sorted by point and place.
pub fn lineage(numbered: &Numbered, documents: &[&Document], dictionaries: &Dictionaries) -> Vec<Link> {
    let profiles = numbered.sources.iter().map(|(_, raw)| Profile::new(&raw.text, dictionaries)).collect();
    let similar = Similar::new(profiles);
    let mut links = between_points(numbered, documents, &similar, dictionaries);
    links.extend(numbered.repeats.iter().map(|repeat| of_repeat(numbered, repeat, documents, dictionaries)));
    links.extend(mentions(numbered, documents, &similar, dictionaries));
    links.sort_by(|a, b| {
        (&a.from_id, &a.to_doc_id, a.to_line_from, &a.to_id).cmp(&(&b.from_id, &b.to_doc_id, b.to_line_from, &b.to_id))
    });
    links
}

/// Each point with the earlier point it is most like, one a document.
fn between_points(
    numbered: &Numbered,
    documents: &[&Document],
    similar: &Similar,
    dictionaries: &Dictionaries,
) -> Vec<Link> {
    let when = |at: usize| {
        let document = numbered.sources[at].0;
        (numbered.points[at].year, documents[document].handling.date, document)
    };
    let mut links = Vec::new();
    for at in 0..numbered.points.len() {
        let mut best: Vec<(usize, usize, f32)> = Vec::new();
        for other in similar.candidates(similar.profile(at), CANDIDATES) {
            let document = numbered.sources[other].0;
            let one_city = may_share_city(documents[document], documents[numbered.sources[at].0]);
            if document == numbered.sources[at].0 || !one_city || when(other) >= when(at) {
                continue;
            }
            let alike = similar.alike(similar.profile(at), similar.profile(other));
            match best.iter_mut().find(|(known, ..)| *known == document) {
                Some(known) if known.2 < alike => *known = (document, other, alike),
                Some(_) => {}
                None => best.push((document, other, alike)),
            }
        }
        let point = &numbered.points[at];
        for (_, earlier, alike) in best.into_iter().filter(|(.., alike)| *alike >= LINK_FROM) {
            links.push(Link {
                to_id: point.id.clone(),
                to_kind: "point",
                relation: relation(&numbered.points[earlier], point, alike, dictionaries),
                ..link(&numbered.points[earlier], documents[numbered.sources[at].0], point.span, alike)
            });
        }
    }
    links
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
    let later = Point {
        text: repeat.raw.text.clone(),
        modality: repeat.raw.modality.clone(),
        addressee_class: repeat.raw.addressees.class,
        ..from.clone()
    };
    Link {
        to_kind: statement_kind(document, repeat.raw.from),
        relation: relation(from, &later, repeat.similarity.max(RESTATED_FROM), dictionaries),
        ..link(from, document, span, repeat.similarity)
    }
}

fn statement_kind(document: &Document, line: LineNo) -> &'static str {
    let statement = document.parts.segments.iter().any(|segment| {
        matches!(segment.kind, SegmentKind::SpecialStatement | SegmentKind::SubstituteStatement)
            && (segment.span.line_from..=segment.span.line_to).contains(&line)
    });
    let minutes = document.handling.kind == DocKind::Protokoll;
    if statement || !minutes && document.parts.segments.is_empty() { "statement" } else { "reservation" }
}

/// What became of a demand between two wordings.
fn relation(from: &Point, to: &Point, alike: f32, dictionaries: &Dictionaries) -> &'static str {
    let (before, after) = (force(&from.modality), force(&to.modality));
    let (wide, narrow) = (reach(from.addressee_class), reach(to.addressee_class));
    let times = |point: &Point| {
        dictionaries.cues.of("deadline").iter().filter(|cue| cue.find(&point.text).is_some()).count()
            + super::words::words(&point.text)
                .iter()
                .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
                .count()
    };
    if after > before && from.origin == to.origin {
        "sharpened"
    } else if after < before && from.origin == to.origin {
        "weakened"
    } else if alike < RESTATED_FROM && times(to) > times(from) {
        "sharpened"
    } else if narrow < wide && alike < 0.9 {
        "narrowed"
    } else if narrow > wide && alike < 0.9 {
        "widened"
    } else {
        "restated"
    }
}

/// How hard a modal word binds. `uppmanas` of a memorandum asks for what guidelines order, so it is no weakening.
fn force(modality: &str) -> u8 {
    match modality {
        "bör" | "viktigt" => 1,
        _ => 2,
    }
}

/// How many a class reaches, as far as classes can be ordered.
fn reach(class: AddresseeClass) -> u8 {
    match class {
        AddresseeClass::All => 3,
        AddresseeClass::District | AddresseeClass::Specialist => 2,
        AddresseeClass::Board | AddresseeClass::Company | AddresseeClass::Other => 1,
        AddresseeClass::Named => 0,
    }
}

/// Passages of plans, reports and responses that repeat a point's words; the best one a document and point.
fn mentions(numbered: &Numbered, documents: &[&Document], similar: &Similar, dictionaries: &Dictionaries) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for document in documents {
        let kind = match document.handling.kind {
            DocKind::Handlingsplan => "plan",
            DocKind::Remissvar | DocKind::Tjansteutlatande => "response",
            _ => continue,
        };
        let printed = &document.handling.repaired.pages.lines;
        let mut best: Vec<(usize, f32, Span)> = Vec::new();
        for part in blocks(printed).iter().filter(|block| !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Row))
        {
            for sentence in sentences(part, &dictionaries.cues) {
                let profile = Profile::new(&sentence.text, dictionaries);
                for point in similar.candidates(&profile, CANDIDATES / 2) {
                    let alike = letters_alike(&profile, similar.profile(point));
                    let one_city = may_share_city(documents[numbered.sources[point].0], document);
                    if alike < MENTION_FROM || !one_city || numbered.points[point].year > year_of(document) {
                        continue;
                    }
                    let span = Span::of_lines(printed, sentence.from, sentence.to);
                    match best.iter_mut().find(|(known, ..)| *known == point) {
                        Some(known) if known.1 < alike => *known = (point, alike, span),
                        Some(_) => {}
                        None => best.push((point, alike, span)),
                    }
                }
            }
        }
        for (point, alike, span) in best {
            links.push(Link { to_kind: kind, ..link(&numbered.points[point], document, span, alike) });
        }
    }
    links.retain(|link| link.similarity >= MENTION_FROM);
    links
}
