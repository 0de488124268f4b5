//! Takes the numbered demands out of reservations and statements: either a numbered sentence that demands, or a numbered
//! heading whose first demanding sentence says what.

use crate::dictionaries::{Dictionaries, Municipality};
use crate::segment::Document;
use crate::text::LineNo;

use super::addressees::{Addressees, Mention, mention, of_heading};
use super::blocks::{Block, BlockKind};
use super::duties::Duty;
use super::gather::Raw;
use super::sentences::{Sentence, sentences};
use super::zones::Zone;
use super::{AddresseeClass, Origin, PointKind};

/// Paragraphs under a numbered heading that may hold its demand; further down is comment.
const BODY_REACH: usize = 2;

/// Blocks under a numbered demand that are about it; behind the last one a statement goes on to its close.
const REACH: usize = 4;

/// The demands of a document, in order of place.
pub fn demands(document: &Document, blocks: &[Block], zones: &[Zone], dictionaries: &Dictionaries) -> Vec<Raw> {
    let municipality = document.handling.municipality.as_deref();
    let municipality = dictionaries.municipalities.iter().find(|one| Some(one.id.as_str()) == municipality);
    let mut found = Vec::new();
    for (at, (block, zone)) in blocks.iter().zip(zones).enumerate() {
        let Zone::Statement(_) = zone else { continue };
        let same_zone = zones[at + 1..].iter().take_while(|next| *next == zone).count();
        let body = &blocks[at + 1..=at + same_zone];
        let demand = match &block.kind {
            BlockKind::Item(mark) if is_number(mark) => from_item(block, body, dictionaries),
            BlockKind::Heading(_) if starts_with_number(&block.text) => from_body(block, body, dictionaries),
            _ => None,
        };
        if let Some((sentence, modality)) = demand {
            let addressees = addressees(&sentence.text, &modality, municipality, dictionaries);
            found.push(Raw {
                origin: Origin::Demand,
                kind: PointKind::List,
                heading: heading_of(block),
                stem: String::new(),
                text: sentence.text,
                modality,
                addressees,
                from: sentence.from,
                to: sentence.to,
                reach: reach(body).unwrap_or(sentence.to).max(sentence.to),
            });
        }
    }
    found
}

/// Last line of the paragraphs between a numbered demand and the next number or heading.
fn reach(body: &[Block]) -> Option<LineNo> {
    let until_next = body.iter().take_while(|next| match &next.kind {
        BlockKind::Heading(_) => false,
        BlockKind::Item(mark) => !is_number(mark),
        BlockKind::Paragraph | BlockKind::Row => true,
    });
    until_next.take(REACH).last().map(|last| last.lines().1)
}

fn is_number(mark: &str) -> bool {
    mark.starts_with(|c: char| c.is_ascii_digit())
}

fn starts_with_number(heading: &str) -> bool {
    let digits = heading.chars().take_while(char::is_ascii_digit).count();
    (1..=2).contains(&digits) && heading[digits..].starts_with(['.', ')', ' '])
}

fn heading_of(block: &Block) -> String {
    match block.kind {
        BlockKind::Heading(_) => block.text.clone(),
        _ => block.heading().to_owned(),
    }
}

/// A numbered item that demands by itself; a short one without a stop is a heading that nothing marked.
fn from_item(block: &Block, body: &[Block], dictionaries: &Dictionaries) -> Option<(Sentence, String)> {
    let cues = &dictionaries.cues;
    if cues.any("procedural", &block.text) {
        return None;
    }
    let all = sentences(block, cues);
    let (first, last) = (all.first()?, all.last()?);
    match demand_word(&block.text, dictionaries) {
        Some(modality) => Some((Sentence { text: block.text.clone(), from: first.from, to: last.to }, modality)),
        None if !block.text.ends_with('.') => from_body(block, body, dictionaries),
        None => None,
    }
}

/// The first sentence under a numbered heading that demands something.
fn from_body(block: &Block, body: &[Block], dictionaries: &Dictionaries) -> Option<(Sentence, String)> {
    let cues = &dictionaries.cues;
    if cues.any("procedural", &block.text) {
        return None;
    }
    body.iter()
        .take_while(|next| next.kind == BlockKind::Paragraph)
        .take(BODY_REACH)
        .flat_map(|paragraph| sentences(paragraph, cues))
        .find_map(|sentence| demand_word(&sentence.text, dictionaries).map(|modality| (sentence, modality)))
}

/// The word that makes a sentence a demand: a modal verb, else `krav`.
fn demand_word(text: &str, dictionaries: &Dictionaries) -> Option<String> {
    let (cue, _) = dictionaries.cues.first("demand", text)?;
    let modality = dictionaries.cues.first("modality", text).map(|(cue, _)| cue.value.clone());
    let demanded = ["ska", "skall", "bör", "måste", "behöver", "behövs", "får inte"];
    Some(if demanded.contains(&cue.cue.as_str()) {
        modality.unwrap_or_else(|| cue.cue.clone())
    } else {
        "krav".to_owned()
    })
}

fn addressees(
    text: &str,
    modality: &str,
    municipality: Option<&Municipality>,
    dictionaries: &Dictionaries,
) -> Addressees {
    let modal = dictionaries.cues.first("modality", text).map(|(_, range)| range);
    let (at, end) = modal.map_or((text.len(), text.len()), |range| (range.start, range.end));
    let duty = Duty { modality: modality.to_owned(), at, end };
    match mention(text, &duty, municipality, dictionaries) {
        Mention::Named(named, _) => named,
        _ => of_heading(text, municipality, dictionaries)
            .unwrap_or(Addressees { class: AddresseeClass::All, names: Vec::new() }),
    }
}
