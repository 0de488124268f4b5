//! What this room gives: parts of a document with their places, and the rows taken out of them.

use serde::{Deserialize, Serialize};

use crate::classify::Handling;
use crate::text::{LineNo, OwnWord, PageNo, Span, own_word};

/// What a part of a document is (the words of the specification).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each variant is the word it is written as")]
pub enum SegmentKind {
    Item,
    Decision,
    Proposal,
    Motion,
    Procedure,
    Vote,
    Reservation,
    SpecialStatement,
    SubstituteStatement,
    Note,
    Recusal,
    Attendance,
    Approval,
    Documents,
    Summary,
    Background,
    Matter,
    Opinion,
    Section,
    Bullet,
    Table,
    Signature,
}

impl SegmentKind {
    /// All kinds, in the order of the specification.
    pub const ALL: [Self; 22] = [
        Self::Item,
        Self::Decision,
        Self::Proposal,
        Self::Motion,
        Self::Procedure,
        Self::Vote,
        Self::Reservation,
        Self::SpecialStatement,
        Self::SubstituteStatement,
        Self::Note,
        Self::Recusal,
        Self::Attendance,
        Self::Approval,
        Self::Documents,
        Self::Summary,
        Self::Background,
        Self::Matter,
        Self::Opinion,
        Self::Section,
        Self::Bullet,
        Self::Table,
        Self::Signature,
    ];

    /// The word that `segments.csv` uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Decision => "decision",
            Self::Proposal => "proposal",
            Self::Motion => "motion",
            Self::Procedure => "procedure",
            Self::Vote => "vote",
            Self::Reservation => "reservation",
            Self::SpecialStatement => "special_statement",
            Self::SubstituteStatement => "substitute_statement",
            Self::Note => "note",
            Self::Recusal => "recusal",
            Self::Attendance => "attendance",
            Self::Approval => "approval",
            Self::Documents => "documents",
            Self::Summary => "summary",
            Self::Background => "background",
            Self::Matter => "matter",
            Self::Opinion => "opinion",
            Self::Section => "section",
            Self::Bullet => "bullet",
            Self::Table => "table",
            Self::Signature => "signature",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A part of a document. Parts nest; every line belongs to exactly one leaf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// `DOC#0007`: the document and a running number in order of place.
    pub id: String,
    /// Index of the part that holds this one, in the same list.
    pub parent: Option<usize>,
    /// What it is.
    pub kind: SegmentKind,
    /// § or section number as printed, without the sign: `12`, `3.1`.
    pub number: Option<String>,
    /// Its heading as printed, on one line.
    pub heading: String,
    /// Diary number of an item, if printed.
    pub dnr: Option<String>,
    /// Its lines, heading included.
    pub span: Span,
    /// Who and which parties it names (motion, reservation, statement, note, recusal, vote).
    pub persons: Vec<String>,
    /// Party letters, in order of mention.
    pub parties: Vec<String>,
}

/// A point of a decision: a row of `decisions.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// § number, if it stands in one.
    pub item: Option<String>,
    /// Diary number of the item or the document.
    pub dnr: Option<String>,
    /// Title of the item.
    pub title: String,
    /// 1 for the first point of its item.
    pub seq: u32,
    /// The point's words, lines joined.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A reservation or statement: a row of `reservations.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reservation {
    /// § number, if it stands in one.
    pub item: Option<String>,
    /// `Reservation`, `SpecialStatement`, `SubstituteStatement` or `Note`.
    pub kind: SegmentKind,
    /// Named persons.
    pub persons: Vec<String>,
    /// Party letters.
    pub parties: Vec<String>,
    /// Whether `m.fl.` stands there.
    pub with_others: bool,
    /// What it refers to instead of a text of its own (`sitt yrkande`), else empty.
    pub refers_to: String,
    /// Its own numbered points: number and text, with the line each starts on.
    pub proposal_points: Vec<(String, String, LineNo)>,
    /// Where.
    pub span: Span,
    /// Its words, lines joined.
    pub text: String,
}

/// How somebody voted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ballot {
    /// `Ja`.
    Yes,
    /// `Nej`.
    No,
    /// Was there and did not vote.
    Abstains,
    /// Was not there.
    Absent,
}

impl Ballot {
    /// The word that minutes use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "ja",
            Self::No => "nej",
            Self::Abstains => "avstår",
            Self::Absent => "frånvarande",
        }
    }
}

/// A vote in a §: its counts as printed, what they stand for, and who voted how where that is printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vote {
    /// § number.
    pub item: String,
    /// Counts by answer, in the order of [`Ballot`]; only those that are printed.
    pub counts: Vec<(Ballot, u32)>,
    /// What Ja and Nej stand for, as printed; it may be the reverse of what one would think.
    pub means: Vec<(Ballot, String)>,
    /// Name, party letters (or empty) and answer, in order of mention.
    pub ballots: Vec<(String, String, Ballot)>,
    /// From its question, or its first count, to its last.
    pub span: Span,
}

impl Vote {
    /// A vote of which nothing is known but its place.
    #[must_use]
    pub fn at(span: Span) -> Self {
        Self { item: String::new(), counts: Vec::new(), means: Vec::new(), ballots: Vec::new(), span }
    }

    /// The count of an answer, if printed.
    #[must_use]
    pub fn count(&self, ballot: Ballot) -> Option<u32> {
        self.counts.iter().find(|(other, _)| *other == ballot).map(|(_, count)| *count)
    }
}

/// A person at a meeting: a row of `attendance.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attendance {
    /// Name without titles and party.
    pub name: String,
    /// Party letters, or empty.
    pub party: String,
    /// Swedish word: `ordförande`, `ledamot`, `tjänstgörande ersättare`, `ersättare`, `tjänsteperson`, …
    pub role: String,
    /// Whom a serving substitute replaces.
    pub replaces: String,
    /// The § the person was there for, as printed, else empty.
    pub items: String,
}

/// A row of an activity table: a row of `activities.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Heading that the table stands under.
    pub section: String,
    /// What is to be done.
    pub activity: String,
    /// By whom.
    pub responsible: String,
    /// When.
    pub timeframe: String,
    /// How it is followed up.
    pub follow_up: String,
    /// Where.
    pub span: Span,
}

/// Something expected, and what was found: a row of `coverage.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Coverage {
    /// `item`, `plan`, `annex`, `document` or `page`.
    #[serde(with = "own_word")]
    pub what: OwnWord,
    /// Organ it concerns.
    pub organ_id: String,
    /// Year it concerns.
    pub year: Option<i32>,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
    /// In words, Swedish.
    pub message: String,
}

/// The parts of one document and what was taken out of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Parts {
    /// In order of place; a part stands before the parts inside it.
    pub segments: Vec<Segment>,
    /// In order of place.
    pub decisions: Vec<Decision>,
    /// In order of place.
    pub reservations: Vec<Reservation>,
    /// In order of mention.
    pub attendance: Vec<Attendance>,
    /// In order of place.
    pub activities: Vec<Activity>,
    /// In order of place.
    pub votes: Vec<Vote>,
    /// What was expected (missing § numbers, annexes named).
    pub coverage: Vec<Coverage>,
}

/// A document with its parts: what the rooms that look across documents are handed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    /// What it is.
    pub handling: Handling,
    /// Its parts.
    pub parts: Parts,
}

impl Document {
    /// Let the longest lists take no more room than they need: a document is kept until all are read, and lists that grew
    /// hold half as much again.
    pub(super) fn fit(&mut self) {
        let repaired = &mut self.handling.repaired;
        fit(&mut repaired.pages.lines);
        fit(&mut repaired.edits);
        fit(&mut self.parts.segments);
    }

    /// The page that a line stands on.
    #[must_use]
    pub fn page_of(&self, line: LineNo) -> PageNo {
        self.handling.repaired.pages.lines[line as usize - 1].page
    }
}

/// Move a list to a place of its size. `shrink_to_fit` leaves it where it is as long as it fills half of that.
fn fit<T>(list: &mut Vec<T>) {
    if list.len() < list.capacity() {
        let mut fitting = Vec::with_capacity(list.len());
        fitting.append(list);
        *list = fitting;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_takes_the_room_it_needs() {
        let mut list = Vec::with_capacity(100);
        list.extend(0..60);
        fit(&mut list);
        assert_eq!((list.capacity(), list), (60, (0..60).collect()));
    }
}
