//! The story of a demand: every wording of it that the tables link, oldest first, with who said it, what changed since,
//! and how plans answer.

mod changes;
mod passages;
mod told;
mod versions;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::rows::{DocumentRow, EvidenceRow, LineageRow, PointRow};
use super::tables::Tables;
use crate::dictionaries::Dictionaries;
use crate::directives::words::{stem, words};
use changes::changes;
pub use passages::Source;
use passages::Texts;

pub use changes::{Change, Kind as ChangeKind, word_changes};
pub use told::tell;

/// Points that words may name; more are too vague a question.
const MOST_POINTS: usize = 5;

/// The story of one point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Story {
    /// The point that was asked for.
    pub point_id: String,
    /// Its wordings, oldest first.
    pub steps: Vec<Step>,
    /// What plans answer, by year and organ.
    pub answers: Vec<Answer>,
}

/// A wording on the way of a demand.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// Year of its document.
    pub year: Option<i32>,
    /// Its day, `YYYY-MM-DD`, or empty.
    pub date: String,
    /// What became of the demand: a word of `lineage.csv`, `origin` for a point that nothing earlier is known of, `dropped`
    /// where a later version of its document has nothing of it.
    pub relation: String,
    /// `directive`, `demand`, `reservation`, `statement`, `plan` or `response`.
    pub kind: String,
    /// Point or segment.
    pub id: String,
    /// The point that the link leads from; empty for an origin.
    pub from_id: String,
    /// Document.
    pub doc_id: String,
    /// Its title.
    pub title: String,
    /// Who says it: persons and parties of a statement, else the organ.
    pub who: String,
    /// Words that the document itself introduces a numbered demand with; empty elsewhere.
    pub called: String,
    /// Page.
    pub page: u32,
    /// First line.
    pub line: u32,
    /// 0 to 1; 1 for an origin.
    pub similarity: f64,
    /// The wording.
    pub quote: String,
    /// Words that changed since the wording that it is linked from; empty where the passage says much else beside.
    pub changes: Vec<Change>,
    /// What there is to know about the step: split, moved.
    pub note: String,
}

/// How a plan answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Year of the plan.
    pub year: Option<i32>,
    /// Whose plan.
    pub organ: String,
    /// The plan.
    pub plan_doc_id: String,
    /// The point of the story that is answered.
    pub point_id: String,
    /// Status of the matrix.
    pub status: String,
    /// Which way the program leans.
    pub proposal: String,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// Page of the best passage.
    pub page: Option<u32>,
    /// The best passage.
    pub quote: String,
}

/// What stories are told of: the tables of a finished run, with the ways between their rows.
#[derive(Debug)]
pub struct Stories<'t> {
    tables: &'t Tables,
    texts: Source,
    /// Points by id, with their place in the table.
    points: HashMap<&'t str, (usize, &'t PointRow)>,
    /// Links by the point that they lead from, and by where they lead.
    from: HashMap<&'t str, Vec<&'t LineageRow>>,
    to: HashMap<&'t str, Vec<&'t LineageRow>>,
    /// Best passages by point, with their place in the table.
    answers: HashMap<&'t str, Vec<(usize, &'t EvidenceRow)>>,
    guidelines: Vec<&'t DocumentRow>,
}

impl<'t> Stories<'t> {
    /// Over the tables of an output folder.
    #[must_use]
    pub fn new(tables: &'t Tables, out: &Path) -> Self {
        Self::over(tables, Source::Folder(out.join("text")))
    }

    /// Over tables; wordings longer than a line stand in `texts`.
    #[must_use]
    pub fn over(tables: &'t Tables, texts: Source) -> Self {
        let (mut from, mut to): (HashMap<&str, Vec<_>>, HashMap<&str, Vec<_>>) = (HashMap::new(), HashMap::new());
        for link in &tables.lineage {
            from.entry(&link.from_id).or_default().push(link);
            to.entry(&link.to_id).or_default().push(link);
        }
        let mut answers: HashMap<&str, Vec<_>> = HashMap::new();
        for (at, row) in tables.evidence.iter().enumerate() {
            if row.rank <= 1 && *row.status != *"not_applicable" {
                answers.entry(&row.point_id).or_default().push((at, row));
            }
        }
        // backwards: of points with one id, in a folder that somebody changed, the first is meant
        let numbered = tables.points.iter().enumerate().rev();
        Self {
            tables,
            texts,
            points: numbered.map(|(at, point)| (point.point_id.as_str(), (at, point))).collect(),
            from,
            to,
            answers,
            guidelines: tables.documents.iter().filter(|document| versions::is_guideline(document)).collect(),
        }
    }

    /// Those of the points that words name, as [`points_named`] finds them.
    #[must_use]
    pub fn named(&self, what: &str, dictionaries: &Dictionaries) -> Vec<Story> {
        self.of_points(&points_named(&self.tables.points, what, dictionaries))
    }

    /// Those of these points, in their order.
    #[must_use]
    pub fn of_points(&self, points: &[&PointRow]) -> Vec<Story> {
        points.par_iter().map_init(|| Texts::new(&self.texts), |texts, point| self.story(texts, point)).collect()
    }

    /// That of one point.
    #[must_use]
    pub fn of_point(&self, point: &PointRow) -> Story {
        self.story(&mut Texts::new(&self.texts), point)
    }
}

/// The point of that id, else the points that have all the words, in another form or by a synonym too; none where there is
/// no such point.
#[must_use]
pub fn points_named<'p>(points: &'p [PointRow], what: &str, dictionaries: &Dictionaries) -> Vec<&'p PointRow> {
    if let Some(point) = points.iter().find(|point| point.point_id.eq_ignore_ascii_case(what.trim())) {
        return vec![point];
    }
    let asked = words(what);
    let asked_groups = groups(&asked, dictionaries);
    let has_all = |point: &&PointRow| {
        let own = words(&point.text);
        let own_groups = groups(&own, dictionaries);
        asked.iter().zip(&asked_groups).all(|(word, wanted)| {
            let stem = stem(word);
            let by_group = || own_groups.iter().flatten().any(|group| wanted.contains(group));
            own.iter().any(|other| other.contains(stem.as_str())) || by_group()
        })
    };
    if asked.is_empty() { Vec::new() } else { points.iter().filter(has_all).take(MOST_POINTS).collect() }
}

/// Synonym groups of each word.
fn groups(words: &[String], dictionaries: &Dictionaries) -> Vec<Vec<usize>> {
    dictionaries.synonyms.of_words(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

impl<'t> Stories<'t> {
    fn story(&self, texts: &mut Texts<'_>, point: &PointRow) -> Story {
        let ids = self.with_ancestors(&point.point_id);
        let mut steps: Vec<Step> = Vec::new();
        let mut seen: BTreeSet<(&str, u32)> = BTreeSet::new();
        // The strongest link to a place tells how it came there.
        let mut links: Vec<&LineageRow> = ids.iter().filter_map(|id| self.from.get(id)).flatten().copied().collect();
        links.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.lineage_id.cmp(&b.lineage_id)));
        for link in links {
            if seen.insert((&link.to_doc_id, link.to_line_from)) {
                steps.push(self.of_link(texts, link));
            }
        }
        let mut origins: Vec<(usize, &PointRow)> = ids.iter().filter_map(|id| self.points.get(id)).copied().collect();
        origins.sort_by_key(|(at, _)| *at);
        for (_, origin) in origins {
            if !steps.iter().any(|step| step.id == origin.point_id && step.line == origin.line_from) {
                steps.push(of_origin(self.tables, texts, origin));
            }
        }
        steps.extend(versions::dropped(self, &steps));
        versions::note_versions(self, &mut steps);
        // of papers of one day the one that makes the demand comes before those that repeat it
        let order =
            |step: &Step| (step.year, step.date.clone(), step.relation != "origin", step.doc_id.clone(), step.line);
        steps.sort_by_cached_key(order);
        Story { point_id: point.point_id.clone(), steps, answers: self.answers(&ids) }
    }

    /// The point and all points that it goes back to.
    fn with_ancestors<'i>(&self, id: &'i str) -> BTreeSet<&'i str>
    where
        't: 'i,
    {
        let mut ids: BTreeSet<&'i str> = BTreeSet::from([id]);
        let mut open: Vec<&'i str> = vec![id];
        while let Some(id) = open.pop() {
            for link in self.to.get(id).into_iter().flatten() {
                if ids.insert(&link.from_id) {
                    open.push(&link.from_id);
                }
            }
        }
        ids
    }

    fn point(&self, id: &str) -> Option<&'t PointRow> {
        self.points.get(id).map(|(_, point)| *point)
    }

    fn of_link(&self, texts: &mut Texts<'_>, link: &LineageRow) -> Step {
        let own = self.point(&link.to_id).filter(|point| point.line_from == link.to_line_from);
        let quote = own.map_or_else(
            || texts.passage(&link.to_doc_id, link.to_line_from).unwrap_or_else(|| link.quote.clone()),
            |point| point.text.clone(),
        );
        let changes = self.point(&link.from_id).map_or_else(Vec::new, |from| changes(&from.text, &quote));
        let is_statement = matches!(link.to_kind.as_str(), "reservation" | "statement");
        Step {
            year: link.to_year,
            relation: link.relation.clone(),
            kind: self.point(&link.to_id).map_or_else(|| link.to_kind.clone(), |point| point.origin.clone()),
            id: link.to_id.clone(),
            from_id: link.from_id.clone(),
            called: if is_statement { texts.called(&link.to_doc_id, link.to_line_from) } else { String::new() },
            page: link.to_page,
            line: link.to_line_from,
            similarity: link.similarity,
            quote,
            changes,
            ..of_document(self.tables, &link.to_doc_id, link.to_line_from)
        }
    }

    /// The best passage of each plan for each point of the story that binds it.
    fn answers(&self, ids: &BTreeSet<&str>) -> Vec<Answer> {
        let mut rows: Vec<&(usize, &EvidenceRow)> =
            ids.iter().filter_map(|id| self.answers.get(id)).flatten().collect();
        rows.sort_by_key(|(at, row)| (row.year, &row.organ, &row.plan_doc_id, &row.point_id, *at));
        rows.dedup_by_key(|(_, row)| (&row.plan_doc_id, &row.point_id));
        let answer = |(_, row): &(usize, &EvidenceRow)| Answer {
            year: row.year,
            organ: row.organ.to_string(),
            plan_doc_id: row.plan_doc_id.to_string(),
            point_id: row.point_id.to_string(),
            status: row.status.to_string(),
            proposal: row.proposal.to_string(),
            confidence: row.confidence,
            page: row.page,
            quote: row.quote.to_string(),
        };
        rows.into_iter().map(answer).collect()
    }
}

fn of_origin(tables: &Tables, texts: &mut Texts<'_>, point: &PointRow) -> Step {
    Step {
        year: Some(point.year),
        relation: "origin".to_owned(),
        kind: point.origin.clone(),
        id: point.point_id.clone(),
        called: if point.origin == "demand" { texts.called(&point.doc_id, point.line_from) } else { String::new() },
        page: point.page,
        line: point.line_from,
        similarity: 1.0,
        quote: point.text.clone(),
        ..of_document(tables, &point.doc_id, point.line_from)
    }
}

/// A step of which only the document is known.
fn of_document(tables: &Tables, doc_id: &str, line: u32) -> Step {
    let document = first_of(&tables.documents, doc_id, |row| &row.doc_id);
    let document = document.first().filter(|document| document.doc_id == doc_id);
    let field = |of: fn(&DocumentRow) -> &String| document.map(of).cloned().unwrap_or_default();
    Step {
        year: document.and_then(|document| document.year),
        date: field(|document| &document.date),
        relation: String::new(),
        kind: String::new(),
        id: String::new(),
        from_id: String::new(),
        doc_id: doc_id.to_owned(),
        title: field(|document| &document.title),
        who: speakers(tables, doc_id, line).unwrap_or_else(|| field(|document| &document.organ)),
        called: String::new(),
        page: 0,
        line,
        similarity: 0.0,
        quote: String::new(),
        changes: Vec::new(),
        note: String::new(),
    }
}

/// The rows from the first one of a document on, of a table in order of document.
fn first_of<'t, R>(rows: &'t [R], doc_id: &str, id: impl Fn(&R) -> &String) -> &'t [R] {
    &rows[rows.partition_point(|row| id(row).as_str() < doc_id)..]
}

/// Persons and parties of the reservation or statement at a line.
fn speakers(tables: &Tables, doc_id: &str, line: u32) -> Option<String> {
    let row = first_of(&tables.reservations, doc_id, |row| &row.doc_id)
        .iter()
        .take_while(|row| row.doc_id == doc_id)
        .filter(|row| (row.line_from..=row.line_to).contains(&line))
        .min_by_key(|row| row.line_to - row.line_from)?;
    let others = if row.with_others.0 { " m.fl." } else { "" };
    let parties = if row.parties.0.is_empty() { String::new() } else { format!(" ({})", row.parties.0.join(", ")) };
    let words = format!("{}{others}{parties}", row.persons.0.join(", "));
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}
