//! Takes the points out of directive texts: number, wording, addressee, span; drafts what a plan must show for each, and
//! links the same demand across documents and years. Pure.

pub mod words;

pub mod blocks;

pub mod sentences;

mod zones;

mod duties;

mod duty_tables;

mod addressees;

mod gather;

mod demands;

mod number;

mod subject;

mod copies;

mod criteria;

mod own_criteria;

pub mod similar;
pub mod telling;

mod lineage;

#[cfg(test)]
pub(crate) mod tests;

pub use own_criteria::{OwnCriterion, replace as replace_criteria};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::classify::DocKind;
use crate::dictionaries::Dictionaries;
use crate::segment::Document;
use crate::text::{DocId, LineNo, OwnWord, PageNo, Span, own_word};
use blocks::Block;
use copies::Sketch;
use gather::Raw;
use zones::Zone;

/// Whether a point is put on nämnder by a governing document or demanded in a reservation or statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// Of a governing document.
    Directive,
    /// A numbered point of a reservation or statement.
    Demand,
}

/// The shape a point has on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PointKind {
    /// A bulleted item of its own.
    Bullet,
    /// A sentence of running text.
    Prose,
    /// An item that hangs on a stem.
    List,
}

/// Whom a point is put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AddresseeClass {
    /// All nämnder.
    All,
    /// Stadsdelsnämnder.
    District,
    /// Facknämnder, `berörda nämnder`.
    Specialist,
    /// Kommunstyrelsen or another board as such.
    Board,
    /// Companies.
    Company,
    /// Organs named one by one.
    Named,
    /// Anyone else, or not said.
    Other,
}

impl AddresseeClass {
    /// The word that `points.csv` uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::District => "district",
            Self::Specialist => "specialist",
            Self::Board => "board",
            Self::Company => "company",
            Self::Named => "named",
            Self::Other => "other",
        }
    }
}

/// A directive point: a row of `points.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// `R2016-07`.
    pub id: String,
    /// Document it stands in.
    pub doc_id: DocId,
    /// That document's municipality, where it is known.
    pub municipality: Option<String>,
    /// Words that say what that document is about, folded; none where its title does not tell.
    pub subject: Vec<String>,
    /// Year of the document.
    pub year: i32,
    /// Directive or demand.
    pub origin: Origin,
    /// Its shape.
    pub kind: PointKind,
    /// Heading it stands under.
    pub heading: String,
    /// Its whole wording, with its stem, lines joined.
    pub text: String,
    /// `ska`, `bör`, `uppmanas`, …
    pub modality: String,
    /// Whom it is put on.
    pub addressee_class: AddresseeClass,
    /// Organ ids, or words as printed where no organ is known.
    pub addressees: Vec<String>,
    /// 16 hex digits of a hash of the normalised text: carries reviews and criteria over when numbers move.
    pub fingerprint: String,
    /// Where.
    pub span: Span,
}

/// What a plan must show for a point: a row of `criteria.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// The point.
    pub point_id: String,
    /// 1 for its first criterion.
    pub seq: u32,
    /// In words.
    pub criterion: String,
    /// `act`, `recipient`, `target`, `party`, `form` or `deadline`.
    #[serde(with = "own_word")]
    pub kind: OwnWord,
    /// Whether a plan without it fails the point.
    pub essential: bool,
    /// Folded stems that show it.
    pub terms: Vec<String>,
    /// `program` or `analyst`.
    #[serde(with = "own_word")]
    pub basis: OwnWord,
}

/// A link between a point and an earlier or later passage: a row of `lineage.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The point.
    pub from_id: String,
    /// Its year.
    pub from_year: i32,
    /// Point id or segment id of the passage.
    pub to_id: String,
    /// `point`, `reservation`, `statement`, `plan` or `response`.
    #[serde(with = "own_word")]
    pub to_kind: OwnWord,
    /// Document of the passage.
    pub to_doc_id: DocId,
    /// Its year.
    pub to_year: Option<i32>,
    /// Page of the passage.
    pub to_page: PageNo,
    /// First line of the passage.
    pub to_line_from: LineNo,
    /// `restated`, `sharpened`, `weakened`, `narrowed`, `widened`, `mentioned` or `addressed`.
    #[serde(with = "own_word")]
    pub relation: OwnWord,
    /// 0 to 1.
    pub similarity: f32,
    /// Words of the passage, verbatim from one line.
    pub quote: String,
}

/// Everything that directive texts ask.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Points {
    /// Sorted by id.
    pub points: Vec<Point>,
    /// Sorted by point and seq.
    pub criteria: Vec<Criterion>,
    /// Sorted by `from_id` and place.
    pub lineage: Vec<Link>,
    /// Documents whose points are those of another one, with that one: the same handling twice.
    pub copies: Vec<(DocId, DocId)>,
}

/// What one document gives to the points of all, told from it alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gathered {
    /// What it asks, in order of place: as a governing paper, then in its statements.
    asked: Vec<Raw>,
    /// What its copies are known by.
    sketch: Option<Sketch>,
}

/// Look at a document by itself, for [`points_of`].
#[must_use]
pub fn gather(document: &Document, dictionaries: &Dictionaries) -> Gathered {
    Gathered { asked: asked(document, dictionaries), sketch: copies::sketch(document) }
}

/// Take the points out of all documents (sorted by id) and link them.
///
/// Guidelines give `R` points, memoranda `P` points, statements and reservations of any document `S` points. A demand that
/// a later document repeats gets no number of its own but a link; a document that is there twice is read once.
#[must_use]
pub fn points(documents: &[&Document], dictionaries: &Dictionaries) -> Points {
    let gathered = documents.par_iter().map(|document| gather(document, dictionaries)).collect();
    points_of(documents, gathered, dictionaries)
}

/// [`points`] of documents that were looked at before, in the same order.
///
/// # Panics
/// When not every document was.
#[must_use]
pub fn points_of(documents: &[&Document], gathered: Vec<Gathered>, dictionaries: &Dictionaries) -> Points {
    assert_eq!(documents.len(), gathered.len(), "one for each document");
    let (asked, sketches): (Vec<_>, Vec<_>) = gathered.into_iter().map(|one| (one.asked, one.sketch)).unzip();
    let copies = copies::copies(documents, &sketches);
    let is_original: Vec<bool> = copies.iter().map(Option::is_none).collect();
    let originals = asked.into_iter().enumerate().filter(|(at, _)| is_original[*at]);
    let found = originals.flat_map(|(at, asked)| asked.into_iter().map(move |raw| (at, raw))).collect();
    let numbered = number::number(found, documents, dictionaries);
    let criteria = criteria::criteria(&numbered.points, dictionaries);
    let lineage = lineage::lineage(&numbered, documents, &is_original, dictionaries);
    let id = |at: usize| documents[at].handling.repaired.pages.id.clone();
    let copies =
        copies.iter().enumerate().filter_map(|(at, copy)| copy.map(|original| (id(at), id(original)))).collect();
    Points { points: numbered.points, criteria, lineage, copies }
}

fn asked(document: &Document, dictionaries: &Dictionaries) -> Vec<Raw> {
    let Read { blocks, zones } = &read(document, dictionaries);
    let mut found = Vec::new();
    if matches!(document.handling.kind, DocKind::Riktlinjer | DocKind::Promemoria) {
        found.extend(gather::gather(document, blocks, zones, dictionaries));
    }
    found.extend(demands::demands(document, blocks, zones, dictionaries));
    found
}

/// What a document is read as before its points are taken.
#[derive(Debug)]
struct Read {
    /// Its blocks.
    blocks: Vec<Block>,
    /// The zone of each.
    zones: Vec<Zone>,
}

/// Read a document. Points and links each read it for themselves: the blocks of all documents would take more memory than
/// all else, and reading takes little time.
fn read(document: &Document, dictionaries: &Dictionaries) -> Read {
    let blocks = blocks::blocks(&document.handling.repaired.pages.lines);
    let zones = zones::zones(document, &blocks, &dictionaries.cues);
    Read { blocks, zones }
}

/// Whether two documents may be of one municipality: demands of one city bind no other.
fn may_share_city(a: &Document, b: &Document) -> bool {
    match (&a.handling.municipality, &b.handling.municipality) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}
