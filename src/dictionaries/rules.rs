//! The rule lists of `dictionaries/rules/`: cues for kinds of documents, parts, statements, outcomes, table columns, roles.

use super::{DictionaryError, Source};
use crate::classify::DocKind;
use crate::classify::index_cues::{Cue, CueList};
use crate::classify::phrases::Phrase;
use crate::segment::SegmentKind;

/// Where a cue for a kind of document is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CuePlace {
    /// In the title.
    Title,
    /// In the first lines or the running header.
    Header,
    /// A line that begins with it.
    Body,
}

/// A cue for a kind of document.
#[derive(Clone, Debug)]
pub struct TypeCue {
    /// As the file has it; `@items` stands for two or more § headings.
    pub cue: String,
    /// The cue, ready to compare.
    pub phrase: Phrase,
    /// What it speaks for.
    pub kind: DocKind,
    /// How much.
    pub weight: f32,
    /// Where it must stand.
    pub place: CuePlace,
}

/// Where a heading opens a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Inside a §.
    Minutes,
    /// Outside of §.
    Report,
    /// Both.
    Any,
    /// Before the first §.
    Front,
}

/// How much of the line a cue must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// All of it; a colon and text may follow.
    Line,
    /// Its first words.
    Start,
}

/// A heading that opens a part.
#[derive(Clone, Debug)]
pub struct PartCue {
    /// As the file has it.
    pub cue: String,
    /// The cue, ready to compare.
    pub phrase: Phrase,
    /// What it opens.
    pub kind: SegmentKind,
    /// Where it counts.
    pub scope: Scope,
    /// How much of the line it must be.
    pub shape: Shape,
    /// 0 stands above other headings, 1 is usual.
    pub level: u8,
    /// Lines that must match.
    pub must: Vec<String>,
    /// Lines that must not.
    pub must_not: Vec<String>,
}

/// Words by which someone reserves, states or stands aside, or words that make a sentence an outcome.
#[derive(Clone, Debug)]
pub struct SentenceCue {
    /// As the file has it.
    pub cue: String,
    /// The cue, ready to compare.
    pub phrase: Phrase,
    /// What the sentence is.
    pub kind: SegmentKind,
    /// Sentences that must match.
    pub must: Vec<String>,
    /// Sentences that must not.
    pub must_not: Vec<String>,
}

impl Cue for TypeCue {
    fn phrase(&self) -> &Phrase {
        &self.phrase
    }
}

impl Cue for PartCue {
    fn phrase(&self) -> &Phrase {
        &self.phrase
    }
}

impl Cue for SentenceCue {
    fn phrase(&self) -> &Phrase {
        &self.phrase
    }
}

impl Cue for RoleCue {
    fn phrase(&self) -> &Phrase {
        &self.phrase
    }
}

/// A column of an activity table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// What is done.
    Activity,
    /// By whom.
    Responsible,
    /// When.
    Timeframe,
    /// How it is followed up.
    FollowUp,
    /// Known, but none of these.
    Other,
}

/// What a word of an attendance list makes of a person.
#[derive(Clone, Debug)]
pub struct RoleCue {
    /// The word or heading.
    pub phrase: Phrase,
    /// The role, as tables write it.
    pub role: String,
    /// Whether it is a heading over names.
    pub group: bool,
}

/// All rule lists.
#[derive(Clone, Debug)]
pub struct Rules {
    /// `doc_types.csv`.
    pub doc_types: CueList<TypeCue>,
    /// `parts.csv`.
    pub parts: CueList<PartCue>,
    /// `statements.csv`.
    pub statements: CueList<SentenceCue>,
    /// `outcomes.csv`.
    pub outcomes: CueList<SentenceCue>,
    /// `activity_columns.csv`.
    pub columns: Vec<(Phrase, Column)>,
    /// `roles.csv`.
    pub roles: CueList<RoleCue>,
    /// `page_marks.csv`: whole lines that are no text of any document.
    pub page_marks: Vec<Phrase>,
}

#[derive(serde::Deserialize)]
struct TypeRow {
    cue: String,
    r#type: String,
    weight: f32,
    r#where: CuePlace,
}

#[derive(serde::Deserialize)]
struct PartRow {
    cue: String,
    kind: String,
    scope: Scope,
    shape: Shape,
    level: u8,
    #[serde(default)]
    must: String,
    #[serde(default)]
    must_not: String,
}

#[derive(serde::Deserialize)]
struct SentenceRow {
    cue: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    must: String,
    #[serde(default)]
    must_not: String,
}

#[derive(serde::Deserialize)]
struct ColumnRow {
    cue: String,
    column: Column,
}

#[derive(serde::Deserialize)]
struct MarkRow {
    cue: String,
}

#[derive(serde::Deserialize)]
struct RoleRow {
    cue: String,
    role: String,
    r#use: String,
}

fn examples(cell: &str) -> Vec<String> {
    cell.split(" | ").map(str::trim).filter(|example| !example.is_empty()).map(str::to_owned).collect()
}

fn unknown(file: &str, word: &str) -> DictionaryError {
    DictionaryError::Row { file: file.to_owned(), line: 0, message: format!("unknown word {word}") }
}

fn kind_of(file: &str, word: &str) -> Result<SegmentKind, DictionaryError> {
    SegmentKind::parse(word).ok_or_else(|| unknown(file, word))
}

impl Rules {
    pub(super) fn load(source: &Source) -> Result<Self, DictionaryError> {
        Ok(Self {
            doc_types: CueList::new(load_types(source)?),
            parts: CueList::new(load_parts(source)?),
            statements: CueList::new(load_sentences(source, "rules/statements.csv")?),
            outcomes: CueList::new(load_sentences(source, "rules/outcomes.csv")?),
            columns: source
                .rows::<ColumnRow>("rules/activity_columns.csv")?
                .into_iter()
                .map(|row| (Phrase::parse(&row.cue), row.column))
                .collect(),
            roles: CueList::new(load_roles(source)?),
            page_marks: source
                .rows::<MarkRow>("rules/page_marks.csv")?
                .iter()
                .map(|row| Phrase::parse(&row.cue))
                .collect(),
        })
    }
}

fn load_roles(source: &Source) -> Result<Vec<RoleCue>, DictionaryError> {
    let rows = source.rows::<RoleRow>("rules/roles.csv")?;
    let cue = |row: RoleRow| RoleCue { phrase: Phrase::parse(&row.cue), role: row.role, group: row.r#use == "group" };
    Ok(rows.into_iter().map(cue).collect())
}

fn load_types(source: &Source) -> Result<Vec<TypeCue>, DictionaryError> {
    let file = "rules/doc_types.csv";
    source
        .rows::<TypeRow>(file)?
        .into_iter()
        .map(|row| {
            Ok(TypeCue {
                phrase: Phrase::parse(&row.cue),
                kind: DocKind::parse(&row.r#type).ok_or_else(|| unknown(file, &row.r#type))?,
                weight: row.weight,
                place: row.r#where,
                cue: row.cue,
            })
        })
        .collect()
}

fn load_parts(source: &Source) -> Result<Vec<PartCue>, DictionaryError> {
    let file = "rules/parts.csv";
    source
        .rows::<PartRow>(file)?
        .into_iter()
        .map(|row| {
            Ok(PartCue {
                phrase: Phrase::parse(&row.cue),
                kind: kind_of(file, &row.kind)?,
                scope: row.scope,
                shape: row.shape,
                level: row.level,
                must: examples(&row.must),
                must_not: examples(&row.must_not),
                cue: row.cue,
            })
        })
        .collect()
}

/// A list without a `kind` column is a list of decisions.
fn load_sentences(source: &Source, file: &str) -> Result<Vec<SentenceCue>, DictionaryError> {
    source
        .rows::<SentenceRow>(file)?
        .into_iter()
        .map(|row| {
            Ok(SentenceCue {
                phrase: Phrase::parse(&row.cue),
                kind: if row.kind.is_empty() { SegmentKind::Decision } else { kind_of(file, &row.kind)? },
                must: examples(&row.must),
                must_not: examples(&row.must_not),
                cue: row.cue,
            })
        })
        .collect()
}
