//! Decides which points bind the organ of a plan.

use crate::dictionaries::{Dictionaries, OrganKind};
use crate::directives::words::{stem, words};
use crate::directives::{AddresseeClass, Point};
use crate::segment::Document;
use crate::text::fold;

use super::passages::{Plan, start};

/// Passages that must hold a word of the subject before a plan counts as one on it, where title and headings have none.
const ON_SUBJECT: usize = 2;

/// Why a point does not bind the plan's organ, or is not what the plan is about; `None` where it is to be judged:
/// `other_municipality`, `later_point`, `unknown_organ`, `put_on_others`, `other_subject`.
pub fn exempt(point: &Point, document: &Document, plan: &Plan, dictionaries: &Dictionaries) -> Option<&'static str> {
    let cities = point.municipality.as_ref().zip(document.handling.municipality.as_ref());
    if cities.is_some_and(|(asked, own)| asked != own) {
        return Some("other_municipality");
    }
    put_on_others(point, document, dictionaries)
        .or_else(|| is_off_subject(point, document, plan).then_some("other_subject"))
}

/// Whether a plan hardly uses any word that says what the point's document is about. A plan against extremism is not
/// measured by guidelines on climate. Plans name their subject in the title and then speak of measures.
fn is_off_subject(point: &Point, document: &Document, plan: &Plan) -> bool {
    if point.subject.is_empty() {
        return false;
    }
    let of_word = |word: &String| [Some(format!("s{}", stem(word))), start(word).map(|start| format!("p{start}"))];
    let wanted: Vec<String> = point.subject.iter().flat_map(of_word).flatten().collect();
    let title: Vec<String> = words(&document.handling.title).iter().flat_map(of_word).flatten().collect();
    let named = wanted.iter().any(|key| title.contains(key) || !plan.headings_holding(key).is_empty());
    let mut holding: Vec<u32> = wanted.iter().flat_map(|key| plan.holding(key)).copied().collect();
    holding.sort_unstable();
    holding.dedup();
    !named && holding.len() < ON_SUBJECT
}

fn put_on_others(point: &Point, document: &Document, dictionaries: &Dictionaries) -> Option<&'static str> {
    if document.handling.year.is_some_and(|year| year < point.year) {
        return Some("later_point");
    }
    let Some(organ) = &document.handling.organ else {
        // Whose plan it is isn't known: then only points on everyone are sure to bind.
        return (point.addressee_class != AddresseeClass::All).then_some("unknown_organ");
    };
    let kind = kind_of(document, dictionaries);
    let binds = match point.addressee_class {
        AddresseeClass::All => kind != OrganKind::Company,
        AddresseeClass::District => kind == OrganKind::District || also_specialist(point, kind),
        // `berörda nämnder` are whoever is concerned, and who has a plan is.
        AddresseeClass::Specialist => kind == OrganKind::Specialist || kind == OrganKind::District && is_open(point),
        AddresseeClass::Board => {
            matches!(kind, OrganKind::Board | OrganKind::Council) || names(point, &organ.id, &organ.name)
        }
        AddresseeClass::Company => kind == OrganKind::Company,
        AddresseeClass::Named => is_named(point, document, dictionaries) || names_class(point, kind),
        AddresseeClass::Other => false,
    };
    (!binds).then_some("put_on_others")
}

fn is_open(point: &Point) -> bool {
    point.addressees.iter().any(|name| fold(name).contains("berorda namnd"))
}

/// `Socialnämnden och stadsdelsnämnderna`: a class among the names.
fn names_class(point: &Point, kind: OrganKind) -> bool {
    let word = match kind {
        OrganKind::District => "stadsdelsnamnderna",
        OrganKind::Specialist => "facknamnderna",
        _ => return false,
    };
    point.addressees.iter().any(|name| fold(name).contains(word))
}

/// `Stadsdelsnämnderna och berörda facknämnder ska …`.
fn also_specialist(point: &Point, kind: OrganKind) -> bool {
    kind == OrganKind::Specialist
        && fold(&point.text).split(" ska ").next().is_some_and(|subject| subject.contains("facknamnd"))
}

/// The registry's kind of the plan's organ, else what its name says.
fn kind_of(document: &Document, dictionaries: &Dictionaries) -> OrganKind {
    let Some(organ) = &document.handling.organ else { return OrganKind::Other };
    let registered = dictionaries
        .municipalities
        .iter()
        .filter(|one| document.handling.municipality.as_ref().is_none_or(|id| *id == one.id))
        .find_map(|one| one.organ(&organ.id));
    if let Some(registered) = registered {
        return registered.kind;
    }
    let name = fold(&organ.name);
    if name.contains("stadsdelsnamnd") || name.contains("kommundelsnamnd") {
        OrganKind::District
    } else if name.contains("namnd") {
        OrganKind::Specialist
    } else if name.contains("styrelse") {
        OrganKind::Board
    } else {
        OrganKind::Other
    }
}

/// Named itself, or an organ whose duties it took over.
fn is_named(point: &Point, document: &Document, dictionaries: &Dictionaries) -> bool {
    let Some(organ) = &document.handling.organ else { return false };
    if names(point, &organ.id, &organ.name) {
        return true;
    }
    dictionaries
        .municipalities
        .iter()
        .filter(|one| document.handling.municipality.as_ref().is_none_or(|id| *id == one.id))
        .flat_map(|one| &one.organs)
        .filter(|before| before.successor.as_ref() == Some(&organ.id))
        .any(|before| names(point, &before.id, &before.name))
}

fn names(point: &Point, id: &str, name: &str) -> bool {
    let name = letters(name);
    point.addressees.iter().any(|addressee| addressee == id || same_letters(&letters(addressee), &name))
}

fn letters(name: &str) -> String {
    fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The same name in spite of one or two letters misread: `Skérholmens stadsdelsndmnd`.
fn same_letters(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    a.len().abs_diff(b.len()) <= 1 && a.len() >= 8 && {
        let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
        let rest = a.len().max(b.len()) - start;
        let end = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(x, y)| x == y).count();
        start + end + 2 >= a.len().max(b.len())
    }
}
