//! Decides what a document is, whose, when and about what, with the evidence; "unknown" is an answer.
//!
//! Takes a repaired document and the dictionaries, gives a [`Handling`]. Pure: it sees lines, never files.

use crate::dictionaries::Dictionaries;
use crate::text::{Date, Repaired};

/// What a document is. `Ovrigt` is also the answer when the evidence is thin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The organ a document belongs to, as the municipality's registry knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganRef {
    /// Its id in `dictionaries/municipalities/*/organs.csv`.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// The organ that took over its duties later, if any.
    pub successor: Option<String>,
}

/// A document that is known for what it is.
#[derive(Clone, Debug)]
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
}

/// Classify one document. `municipality` is an id that overrides what the document says; `None` reads it from the document.
pub fn classify(repaired: Repaired, dictionaries: &Dictionaries, municipality: Option<&str>) -> Handling {
    let _ = (dictionaries, municipality);
    Handling {
        repaired,
        kind: DocKind::Ovrigt,
        kind_confidence: 0.0,
        evidence: Vec::new(),
        municipality: None,
        organ: None,
        title: String::new(),
        date: None,
        year: None,
        dnr: None,
    }
}
