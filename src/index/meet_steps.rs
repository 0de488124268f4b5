//! Goes through the steps of a plan over one chunk: which units meet them, with what score.

use std::cmp::Ordering;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet as _, TERMINATED};

use super::IndexError;
use super::open_index::engine;
use super::plan_query::{Filter, Plan, Step};
use super::score_units::{Met, Scoring, rows_in};

/// Units of the chunk that meet the plan, in order of place.
pub(super) fn meet(plan: &Plan, scoring: &Scoring<'_>) -> Result<Vec<(DocId, f32)>, IndexError> {
    let met = step(&plan.step, plan, scoring)?;
    if !plan.needs_own {
        return Ok(met.scored);
    }
    let mut own = met.own.into_iter().peekable();
    let holds = |(doc, _): &(DocId, f32)| {
        while own.next_if(|other| other < doc).is_some() {}
        own.peek() == Some(doc)
    };
    Ok(met.scored.into_iter().filter(holds).collect())
}

fn step(step: &Step, plan: &Plan, scoring: &Scoring<'_>) -> Result<Met, IndexError> {
    let each = |steps: &[Step], join: fn(Met, Met) -> Met| -> Result<Option<Met>, IndexError> {
        let mut joined: Option<Met> = None;
        for inner in steps {
            let met = self::step(inner, plan, scoring)?;
            joined = Some(match joined {
                Some(before) => join(before, met),
                None => met,
            });
        }
        Ok(joined)
    };
    match step {
        Step::All(steps) => Ok(each(steps, both)?.unwrap_or_else(|| everything(scoring))),
        Step::Any(steps) => Ok(each(steps, either)?.unwrap_or_default()),
        Step::Not(inner) => {
            let not = self::step(inner, plan, scoring)?.scored;
            Ok(unscored(without((0..scoring.chunk.reader.max_doc()).collect(), &not)))
        }
        Step::Leaf(leaf) => scoring.leaf(&plan.leaves[*leaf]),
        Step::Filter(filter) => Ok(unscored(kept(filter, scoring)?)),
    }
}

/// A query without words finds everything.
fn everything(scoring: &Scoring<'_>) -> Met {
    unscored((0..scoring.chunk.reader.max_doc()).collect())
}

fn unscored(docs: Vec<DocId>) -> Met {
    Met { scored: docs.into_iter().map(|doc| (doc, 0.0)).collect(), own: Vec::new() }
}

/// What both met. Either may hold the word itself that a unit must.
fn both(one: Met, other: Met) -> Met {
    let mut scored = Vec::with_capacity(one.scored.len().min(other.scored.len()));
    let mut others = other.scored.iter().peekable();
    for (doc, score) in one.scored {
        while others.next_if(|(other, _)| *other < doc).is_some() {}
        if let Some((_, more)) = others.next_if(|(other, _)| *other == doc) {
            scored.push((doc, score + more));
        }
    }
    Met { scored, own: union(one.own, other.own) }
}

fn either(one: Met, other: Met) -> Met {
    let mut scored = Vec::with_capacity(one.scored.len() + other.scored.len());
    let (mut ones, mut others) = (one.scored.into_iter().peekable(), other.scored.into_iter().peekable());
    while let (Some((a, _)), Some((b, _))) = (ones.peek(), others.peek()) {
        match a.cmp(b) {
            Ordering::Less => scored.extend(ones.next()),
            Ordering::Greater => scored.extend(others.next()),
            Ordering::Equal => {
                let more = others.next().map_or(0.0, |(_, score)| score);
                scored.extend(ones.next().map(|(doc, score)| (doc, score + more)));
            }
        }
    }
    scored.extend(ones.chain(others));
    Met { scored, own: union(one.own, other.own) }
}

fn union(one: Vec<DocId>, other: Vec<DocId>) -> Vec<DocId> {
    if one.is_empty() {
        return other;
    }
    sorted(one.into_iter().chain(other).collect())
}

fn sorted(mut docs: Vec<DocId>) -> Vec<DocId> {
    docs.sort_unstable();
    docs.dedup();
    docs
}

fn without(docs: Vec<DocId>, not: &[(DocId, f32)]) -> Vec<DocId> {
    let mut not = not.iter().map(|(doc, _)| *doc).peekable();
    let stays = |doc: &DocId| not.next_if_eq(doc).is_none();
    docs.into_iter().filter(stays).collect()
}

/// Units that a filter keeps.
fn kept(filter: &Filter, scoring: &Scoring<'_>) -> Result<Vec<DocId>, IndexError> {
    let chunk = scoring.chunk;
    let all = 0..chunk.reader.max_doc();
    match filter {
        Filter::Terms(field, terms) => {
            let mut docs = Vec::new();
            for term in terms {
                docs.extend(holding(scoring, *field, term)?);
            }
            Ok(sorted(docs))
        }
        Filter::Years(from, to) => {
            let fits = |year: i64| (*from..=*to).contains(&year);
            Ok(all.filter(|doc| chunk.columns.year.first(*doc).is_some_and(fits)).collect())
        }
        Filter::Dates(from, to) => {
            let fits = |date: u64| (*from..=*to).contains(&date);
            Ok(all.filter(|doc| chunk.columns.date.first(*doc).is_some_and(fits)).collect())
        }
        Filter::Person(words) => {
            let field = scoring.opened.fields.person;
            let term = |word: &String| Ok(chunk.term(field, word)?.into_iter().collect());
            let rows: Vec<Vec<TermInfo>> = words.iter().map(term).collect::<Result<_, IndexError>>()?;
            Ok(rows_in(chunk, field, &rows)?.into_iter().map(|(doc, _)| doc).collect())
        }
        Filter::Units(units) => {
            let mut docs = Vec::new();
            for (document, place) in units {
                let here = holding(scoring, scoring.opened.fields.doc_id, document)?;
                docs.extend(here.into_iter().filter(|doc| chunk.columns.place.first(*doc) == Some(*place)));
            }
            Ok(sorted(docs))
        }
    }
}

/// Units whose field has that value.
fn holding(scoring: &Scoring<'_>, field: tantivy::schema::Field, value: &str) -> Result<Vec<DocId>, IndexError> {
    let Some(term) = scoring.chunk.term(field, value)? else { return Ok(Vec::new()) };
    let inverted = scoring.chunk.inverted(field)?;
    let mut postings = inverted.read_postings_from_terminfo(&term, IndexRecordOption::Basic).map_err(engine)?;
    let mut docs = Vec::with_capacity(term.doc_freq as usize);
    while postings.doc() != TERMINATED {
        docs.push(postings.doc());
        postings.advance();
    }
    Ok(docs)
}
