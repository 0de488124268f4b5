//! Cuts a document into headed, numbered parts, each with its span, and takes decisions, reservations, attendance and
//! activity rows out of them. Pure: lines in, parts out.

mod tile;

mod join_lines;

mod keep_quotes;

mod name_actors;

mod spot_parts;

mod read_sign;

mod read_head;

mod find_items;

mod take_decisions;

mod take_statements;

mod cut_minutes;

mod find_headings;

mod find_signatures;

mod take_activities;

mod cut_sections;

mod read_cells;

mod read_person;

mod take_attendance;

mod take_vote_lists;

mod cut_front;

mod explain;

use crate::classify::{COMMON, DocKind, Handling, see_document};
use crate::dictionaries::Dictionaries;
use crate::text::{LineNo, PageNo, Span};

use crate::classify::see_lines::View;

pub use explain::explain;

use cut_front::cut_front;
use cut_minutes::cut_item;
use cut_sections::cut_sections;
use find_items::{Item, find_items};
use name_actors::{CueBook, PartyBook};
use spot_parts::PartSpotter;
use take_statements::Reader;
use take_vote_lists::take_vote_lists;
use tile::{Part, lay_tiles};

/// What a part of a document is (the words of the specification).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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

/// A person at a meeting: a row of `attendance.csv`.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coverage {
    /// `item`, `plan`, `annex` or `document`.
    pub what: &'static str,
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
#[derive(Clone, Debug, Default)]
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
    /// What was expected (missing § numbers, annexes named).
    pub coverage: Vec<Coverage>,
}

/// A document with its parts: what the rooms that look across documents are handed.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is.
    pub handling: Handling,
    /// Its parts.
    pub parts: Parts,
}

impl Document {
    /// The page that a line stands on.
    #[must_use]
    pub fn page_of(&self, line: LineNo) -> PageNo {
        self.handling.repaired.pages.lines[line as usize - 1].page
    }
}

/// Cut a document into its parts.
#[must_use]
pub fn segment(mut handling: Handling, dictionaries: &Dictionaries) -> Document {
    let view = handling.view.take().unwrap_or_else(|| see_document(&handling.repaired, dictionaries));
    let rules = &dictionaries.rules;
    let packs = dictionaries.municipalities.iter();
    let book =
        PartyBook::new(packs.filter(|pack| pack.id == COMMON || Some(&pack.id) == handling.municipality.as_ref()));
    let raw = &handling.repaired.pages.lines;
    let cues = CueBook::new(&rules.statements, view.lenient);
    let reader = Reader { lines: &view.lines, raw, book: &book, cues: &cues, lenient: view.lenient };
    let spotter = PartSpotter::new(&rules.parts, view.lenient);
    let mut parts = Parts::default();
    let mut tiles: Vec<Part> = Vec::new();
    if raw.is_empty() {
        return Document { handling, parts };
    }

    // The § first: they part the document into stretches.
    let items = if may_hold_items(handling.kind) {
        find_items(&view, &spotter, handling.kind == DocKind::Kallelse)
    } else {
        Vec::new()
    };
    let meeting = matches!(handling.kind, DocKind::Protokoll | DocKind::Kallelse);
    let items = if meeting || has_decision(&view, &spotter, &items) { items } else { Vec::new() };
    let last = raw.len() - 1;

    // Before the first §: a front page in minutes, else a paper of its own.
    let front_to = items.first().map_or(Some(last), |item| item.head_from.checked_sub(1));
    if handling.kind == DocKind::Protokoll {
        if let Some(front_to) = front_to {
            (tiles, parts.attendance) = cut_front(&reader, &spotter, &rules.roles, front_to);
        }
        let listed = take_vote_lists(&reader, &rules.roles);
        parts.attendance = join_lists(std::mem::take(&mut parts.attendance), listed);
    } else if let Some(front_to) = front_to {
        let named = (!matches!(handling.kind, DocKind::Handlingsplan | DocKind::Riktlinjer)).then_some(&spotter);
        let (cut, activities) = cut_sections(&reader, named, &rules.columns, (0, front_to));
        tiles = cut.parts;
        parts.reservations = cut.reservations;
        parts.activities = activities;
    }
    let book = book.clone().with_letters(parts.attendance.iter().map(|person| person.party.as_str()));
    let reader = Reader { book: &book, ..reader };

    // Each § with what is inside it. An agenda decides nothing yet.
    let decided = if handling.kind == DocKind::Kallelse { &[][..] } else { &rules.outcomes };
    let outcomes = CueBook::new(decided, view.lenient);
    for (index, item) in items.iter().enumerate() {
        let to = items.get(index + 1).map_or(last, |next| next.head_from - 1);
        let cut = cut_item(&reader, &spotter, &outcomes, item, to);
        let mut part = Part::headed(SegmentKind::Item, item.line, to, item.title.clone());
        part.number = Some(item.number.clone());
        part.dnr.clone_from(&item.dnr);
        part.inside = cut.parts;
        tiles.push(part);
        parts.decisions.extend(cut.decisions);
        parts.reservations.extend(cut.reservations);
    }

    parts.coverage = missing_items(&items, &handling);
    parts.segments = lay_tiles(handling.repaired.pages.id.as_str(), raw, tiles, |at| view.lines[at].skipped());
    Document { handling, parts }
}

/// Those of the front page, then those that only a table of members names. Where both name someone, the one with a party counts.
fn join_lists(mut people: Vec<Attendance>, listed: Vec<Attendance>) -> Vec<Attendance> {
    for person in listed {
        match people.iter_mut().find(|known| known.name == person.name) {
            Some(known) if known.party.is_empty() => *known = person,
            Some(_) => {}
            None => people.push(person),
        }
    }
    people
}

/// Plans and guidelines quote § of laws; they hold no meetings.
fn may_hold_items(kind: DocKind) -> bool {
    !matches!(kind, DocKind::Handlingsplan | DocKind::Riktlinjer)
}

/// Whether a § of a paper that is no minutes (an extract in a consultation response) is one of a meeting: it decides.
fn has_decision(view: &View, spotter: &PartSpotter, items: &[Item]) -> bool {
    let Some(first) = items.first() else { return false };
    view.lines[first.line..]
        .iter()
        .filter_map(|line| spotter.opens_minutes_part(line))
        .any(|opening| opening.cue.kind == SegmentKind::Decision)
}

/// Numbers that the § skip.
fn missing_items(items: &[Item], handling: &Handling) -> Vec<Coverage> {
    let organ_id = handling.organ.as_ref().map_or_else(String::new, |organ| organ.id.clone());
    items
        .windows(2)
        .flat_map(|pair| pair[0].value + 1..pair[1].value)
        .map(|number| Coverage {
            what: "item",
            organ_id: organ_id.clone(),
            year: handling.year,
            expected: format!("§ {number}"),
            found: String::new(),
            message: format!("§ {number} hittades inte i {}", handling.repaired.pages.id),
        })
        .collect()
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
