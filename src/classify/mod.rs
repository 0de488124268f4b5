//! Decides what a document is, whose, when and about what, with the evidence; "unknown" is an answer.
//!
//! Takes a repaired document and the dictionaries, gives a [`Handling`]. Pure: it sees lines, never files.

pub mod words;

pub mod phrases;

pub mod match_within;

pub mod index_cues;

pub mod see_lines;

mod spot_noise;

mod find_title;

mod weigh_kind;

pub mod find_date;

mod find_municipality;

mod find_organ;

mod name_in_head;

pub mod find_dnr;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::dictionaries::{Dictionaries, Municipality, Organ, Scope};
use crate::text::{Date, DocId, Line, Repaired};

use find_date::{find_date, find_year};
use find_dnr::find_dnr;
pub use find_municipality::COMMON;
use find_municipality::find_municipality;
use find_organ::{find_organ, known_organs};
use find_title::{Title, find_title};
use name_in_head::{committee_or_company, name_in_head, registered};
use see_lines::{View, see};
use spot_noise::spot_noise;
use weigh_kind::weigh_kind;

/// What a document is. `Ovrigt` is also the answer when the evidence is thin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DocKind {
    /// Minutes of a meeting.
    Protokoll,
    /// Agenda.
    Kallelse,
    /// Official report.
    Tjansteutlatande,
    /// Memorandum.
    Promemoria,
    /// Guideline, programme or policy.
    Riktlinjer,
    /// Action plan.
    Handlingsplan,
    /// Consultation response.
    Remissvar,
    /// Motion by elected members.
    Motion,
    /// Anything else, or not sure.
    Ovrigt,
}

impl DocKind {
    /// All kinds, in the order of the specification.
    pub const ALL: [Self; 9] = [
        Self::Protokoll,
        Self::Kallelse,
        Self::Tjansteutlatande,
        Self::Promemoria,
        Self::Riktlinjer,
        Self::Handlingsplan,
        Self::Remissvar,
        Self::Motion,
        Self::Ovrigt,
    ];

    /// The word that `documents.csv` uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Protokoll => "protokoll",
            Self::Kallelse => "kallelse",
            Self::Tjansteutlatande => "tjansteutlatande",
            Self::Promemoria => "promemoria",
            Self::Riktlinjer => "riktlinjer",
            Self::Handlingsplan => "handlingsplan",
            Self::Remissvar => "remissvar",
            Self::Motion => "motion",
            Self::Ovrigt => "ovrigt",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The organ a document belongs to, as the municipality's registry knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganRef {
    /// Its id in `dictionaries/municipalities/*/organs.csv`.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// The organ that took over its duties later, if any.
    pub successor: Option<String>,
}

/// A document that is known for what it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Handling {
    /// The document.
    pub repaired: Repaired,
    /// Its kind.
    pub kind: DocKind,
    /// 0 to 1.
    pub kind_confidence: f32,
    /// Why that kind: cue and line, best first.
    pub evidence: Vec<String>,
    /// Municipality id, if recognised.
    pub municipality: Option<String>,
    /// Whose document it is.
    pub organ: Option<OrganRef>,
    /// Title as printed.
    pub title: String,
    /// Meeting, signing or decision date.
    pub date: Option<Date>,
    /// The year it is about: a plan's own year, else that of the date.
    pub year: Option<i32>,
    /// Diary number as printed.
    pub dnr: Option<String>,
    /// Its lines as this room saw them, for `segment` to take; `None` makes it look anew.
    #[serde(skip)]
    pub view: Option<View>,
}

/// Classify one document. `municipality` is an id that overrides what the document says; `None` reads it from the document.
#[must_use]
pub fn classify(repaired: Repaired, dictionaries: &Dictionaries, municipality: Option<&str>) -> Handling {
    let view = see_document(&repaired, dictionaries);
    let furniture = first_furniture(&repaired);
    let rules = &dictionaries.rules;
    let path = repaired.pages.path.as_str();

    // What it is, by its title, its head and the shape of its body.
    let title = find_title(&view, rules);
    let items = count_items(&view);
    let (kind, kind_confidence, evidence) = weigh_kind(&view, &title, &furniture, rules, items);

    // When: needed before whose, because organs come and go.
    let date = find_date(&view, &title, &furniture, kind, path);
    let year = find_year(&view, &title, kind, date, path);

    let own = municipality_of(&view, &furniture, dictionaries, municipality);
    let organ = organ_of(&view, &title, &furniture, (kind, date, year), &known_organs(own, common_pack(dictionaries)));
    let dnr = find_dnr(&view, &furniture);
    let municipality = own.map(|known| known.id.clone());
    let (title, view) = (title.without_time(), Some(view));
    Handling { repaired, kind, kind_confidence, evidence, municipality, organ, title, date, year, dnr, view }
}

/// The municipality that the caller names, else the one that the document tells.
fn municipality_of<'a>(
    view: &View,
    furniture: &[Line],
    dictionaries: &'a Dictionaries,
    named: Option<&str>,
) -> Option<&'a Municipality> {
    let running = || furniture.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    match named {
        Some(id) => dictionaries.municipalities.iter().find(|known| known.id == id),
        None => find_municipality(view, &running(), dictionaries),
    }
}

/// What all municipalities share.
fn common_pack(dictionaries: &Dictionaries) -> Option<&Municipality> {
    dictionaries.municipalities.iter().find(|known| known.id == COMMON)
}

/// The organ of a paper: a committee or company by its letterhead, else one of the registry, else a body named in the head.
fn organ_of(
    view: &View,
    title: &Title,
    furniture: &[Line],
    (kind, date, year): (DocKind, Option<Date>, Option<i32>),
    organs: &[&Organ],
) -> Option<OrganRef> {
    if let Some(name) = meeting(kind).then(|| committee_or_company(view, furniture)).flatten() {
        return registered(&name, organs).map(organ_ref).or_else(|| Some(unlisted_organ(name)));
    }
    find_organ(view, title, furniture, kind, (date, year), organs)
        .map(organ_ref)
        .or_else(|| name_in_head(view, furniture).map(unlisted_organ))
}

/// Whether a paper is of a meeting.
fn meeting(kind: DocKind) -> bool {
    matches!(kind, DocKind::Protokoll | DocKind::Kallelse)
}

fn organ_ref(organ: &Organ) -> OrganRef {
    OrganRef { id: organ.id.clone(), name: organ.name.clone(), successor: organ.successor.clone() }
}

/// An organ that no registry has: its name is all that is known, its id the name folded.
fn unlisted_organ(name: String) -> OrganRef {
    OrganRef { id: DocId::from_path(&name).as_str().to_owned(), name, successor: None }
}

/// The lines of a document as this room and `segment` read them, page noise marked.
#[must_use]
pub fn see_document(repaired: &Repaired, dictionaries: &Dictionaries) -> View {
    let mut view = see(&repaired.pages, repaired.edits.len());
    let parts = &dictionaries.rules.parts;
    let lenient = view.lenient;
    spot_noise(&mut view.lines, &dictionaries.rules.page_marks, |line| {
        // Names of organs open parts of a memorandum, but as repeated lines they are letterheads; so are labels of a front page.
        line.count <= 8
            && parts.iter().any(|cue| {
                cue.level > 0
                    && cue.cue != "{organ}"
                    && cue.scope != Scope::Front
                    && cue.phrase.at_start(&line.words, lenient) == Some(line.words.len())
            })
    });
    view
}

/// Running headers of the first pages, each wording once.
fn first_furniture(repaired: &Repaired) -> Vec<Line> {
    let mut kept: Vec<Line> = Vec::new();
    for line in repaired.pages.pages.iter().take(3).flat_map(|page| &page.furniture) {
        if !kept.iter().any(|other| other.text == line.text) {
            kept.push(line.clone());
        }
    }
    kept
}

/// `101 §`: the number on a line that ends with the sign.
fn before_sign(text: &str) -> Option<&str> {
    text.strip_suffix('§').map(str::trim_end).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// How many different numbers stand in lines that look like § headings.
fn count_items(view: &View) -> usize {
    let numbers: BTreeSet<&str> = view
        .lines
        .iter()
        .filter_map(|line| line.text.strip_prefix('§').or_else(|| before_sign(&line.text)))
        .filter_map(|rest| rest.trim_start().split(|c: char| !c.is_ascii_digit()).next())
        .filter(|number| !number.is_empty())
        .collect();
    numbers.len()
}

#[cfg(test)]
mod tests;
