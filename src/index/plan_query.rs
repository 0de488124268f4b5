//! Turns a query's tree into what tantivy runs, and tells in words what that is.
//!
//! All keys of one searched word share one document frequency. Otherwise a rare key (the word without dots, say) would
//! weigh more than the common word as typed, and come first.

use std::collections::BTreeMap;

use tantivy::query::{
    AllQuery, Bm25StatisticsProvider, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery,
    Occur, PhraseQuery, Query, RangeQuery, RegexPhraseQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::IndexError;
use super::find_words::words;
use super::make_keys::{Kind, Level, keys_exact, keys_of_query};
use super::parse_query::{Node, error};
use super::resolve_fields::{Name, Wanted, resolve};
use super::store::Opened;
use crate::dictionaries::Dictionaries;
use crate::text::fold;

/// A word in a heading tells more of what a part is about than one in its text.
const HEADING: f32 = 1.6;

/// A word in a heading further out helps, but the part itself need not be about it.
const CONTEXT: f32 = 0.35;

/// What a phrase counts when its words are other forms than those typed.
const LOOSE_PHRASE: f32 = 0.6;

/// A word that is met in several fields counts a little more than by its best field alone.
const TIE_BREAKER: f32 = 0.1;

/// Words that one `*` may stand for; more would make a query cost as much as reading everything.
const MOST_EXPANSIONS: usize = 500;

/// Ways to look for the words at one place: keys with their level, best first.
pub(super) type Row = Vec<(Level, String)>;

/// A searched word or phrase: any of its ways, each a row of places.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub ways: Vec<Vec<Row>>,
    shown: String,
}

/// A query ready to run.
pub(super) struct Plan {
    pub query: Box<dyn Query>,
    /// Words and phrases that hits are marked by.
    pub leaves: Vec<Leaf>,
    pub explanation: String,
    /// Document frequency by term, shared between the keys of a word.
    frequencies: BTreeMap<Term, u64>,
}

impl Plan {
    /// Frequencies as the plan sets them, everything else from the index.
    pub fn statistics<'a>(&'a self, searcher: &'a Searcher) -> impl Bm25StatisticsProvider + 'a {
        Statistics { plan: self, searcher }
    }
}

struct Statistics<'a> {
    plan: &'a Plan,
    searcher: &'a Searcher,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.plan.frequencies.get(term) {
            Some(frequency) => Ok(*frequency),
            None => self.searcher.doc_freq(term),
        }
    }
}

/// Plan a query with its flags: field, value, as if they stood in the query with AND.
pub(super) fn plan(
    node: &Node,
    flags: &[(String, String)],
    opened: &Opened,
    dictionaries: &Dictionaries,
) -> Result<Plan, IndexError> {
    let mut planner = Planner {
        opened,
        dictionaries,
        organs: None,
        leaves: Vec::new(),
        lines: Vec::new(),
        frequencies: BTreeMap::new(),
    };
    let main = planner.query(node, false)?;
    let mut musts = vec![main.within];
    if !planner.leaves.is_empty() {
        // context alone is not enough: a part must itself hold one of the words
        musts.push(silent(any_of(main.own)));
    }
    for (name, value) in flags {
        musts.push(planner.field(name, value, 0)?);
    }
    let structure = show(node);
    let lines: Vec<String> = std::iter::once(format!("Sökt: {structure}")).chain(planner.lines).collect();
    Ok(Plan {
        query: all_of(musts),
        leaves: planner.leaves,
        explanation: lines.join("\n"),
        frequencies: planner.frequencies,
    })
}

struct Planner<'a> {
    opened: &'a Opened,
    dictionaries: &'a Dictionaries,
    organs: Option<Vec<String>>,
    leaves: Vec<Leaf>,
    lines: Vec<String>,
    frequencies: BTreeMap<Term, u64>,
}

/// A query over a unit's own words and its context, and its leaves over its own words alone.
struct Built {
    within: Box<dyn Query>,
    own: Vec<Box<dyn Query>>,
}

impl Planner<'_> {
    /// `negated`: inside a NOT, where context doesn't count and nothing is marked.
    fn query(&mut self, node: &Node, negated: bool) -> Result<Built, IndexError> {
        match node {
            Node::All(nodes) => {
                let mut built = self.each(nodes, negated)?;
                let own = built.iter_mut().flat_map(|built| std::mem::take(&mut built.own)).collect();
                Ok(Built { within: all_of(built.into_iter().map(|built| built.within).collect()), own })
            }
            Node::Any(nodes) => {
                let mut built = self.each(nodes, negated)?;
                let own = built.iter_mut().flat_map(|built| std::mem::take(&mut built.own)).collect();
                Ok(Built { within: any_of(built.into_iter().map(|built| built.within).collect()), own })
            }
            Node::Not(node) => {
                let inner = self.query(node, true)?.within;
                let everything: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0));
                let within = Box::new(BooleanQuery::new(vec![(Occur::Must, everything), (Occur::MustNot, inner)]));
                Ok(Built { within, own: Vec::new() })
            }
            Node::Words { text, exact } => {
                let leaf = self.words(text, *exact);
                self.leaf(leaf, negated)
            }
            Node::Prefix { start, at } => {
                let leaf = self.prefix(start, *at)?;
                self.leaf(leaf, negated)
            }
            Node::Field { name, value, at } => Ok(Built { within: self.field(name, value, *at)?, own: Vec::new() }),
        }
    }

    fn each(&mut self, nodes: &[Node], negated: bool) -> Result<Vec<Built>, IndexError> {
        nodes.iter().map(|node| self.query(node, negated)).collect()
    }

    fn words(&self, text: &str, exact: bool) -> Leaf {
        let found = words(text);
        let row = |word: &super::find_words::Word| match word.also.iter().find(|also| also.starts_with('§')) {
            Some(number) => vec![(Level::Exact, Kind::Written.key(number))],
            None if exact => keys_exact(&word.text),
            None => keys_of_query(&word.text, &self.dictionaries.compounds),
        };
        let mut ways = vec![found.iter().map(row).collect::<Vec<_>>()];
        // `e-post` is also looked for as one word
        if let [first, _] = found.as_slice()
            && let Some(joined) = first.also.iter().find(|also| !also.starts_with('§'))
        {
            ways.push(vec![vec![(Level::Exact, Kind::Written.key(joined))]]);
        }
        Leaf { ways, shown: if exact { format!("={text}") } else { text.to_owned() } }
    }

    fn prefix(&self, start: &str, at: usize) -> Result<Leaf, IndexError> {
        let bare = fold(start);
        let mut row: Row = Vec::new();
        let mut starts = vec![(Level::Exact, Kind::Written, start), (Level::Exact, Kind::Original, start)];
        if bare == start {
            starts.push((Level::Folded, Kind::Bare, start));
        } else {
            starts.push((Level::Folded, Kind::Written, bare.as_str()));
        }
        for (level, kind, start) in starts {
            for key in self.keys_from(&kind.key(start))? {
                if !row.iter().any(|(_, other)| *other == key) {
                    row.push((level, key));
                }
            }
            if row.len() > MOST_EXPANSIONS {
                let message = format!("fler än {MOST_EXPANSIONS} ord börjar på {start}; skriv fler bokstäver före *");
                return Err(error(at, message));
            }
        }
        Ok(Leaf { ways: vec![vec![row]], shown: format!("{start}*") })
    }

    /// Keys of the body that begin so, one more than allowed at most.
    fn keys_from(&self, start: &str) -> Result<Vec<String>, IndexError> {
        let mut keys = Vec::new();
        for reader in self.opened.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.opened.fields.body)?;
            let mut stream =
                inverted.terms().range().ge(start).into_stream().map_err(|e| IndexError::Engine(e.to_string()))?;
            while keys.len() <= MOST_EXPANSIONS && stream.advance() {
                let Ok(key) = std::str::from_utf8(stream.key()) else { continue };
                if !key.starts_with(start) {
                    break;
                }
                keys.push(key.to_owned());
            }
        }
        Ok(keys)
    }

    fn leaf(&mut self, leaf: Leaf, negated: bool) -> Result<Built, IndexError> {
        let mut within = Vec::new();
        let mut own = Vec::new();
        for way in &leaf.ways {
            if let [row] = way.as_slice() {
                self.share_frequency(row)?;
                own.extend(self.word_in_own(row)?);
                within.extend(self.word_in_own(row)?);
                if !negated {
                    within.extend(self.word(row, self.opened.fields.context, CONTEXT)?);
                }
            } else {
                own.extend(self.phrase_in_own(way)?);
                within.extend(self.phrase_in_own(way)?);
            }
        }
        if !negated {
            self.explain(&leaf)?;
            self.leaves.push(leaf);
        }
        Ok(Built { within: best_of(within), own: vec![best_of(own)] })
    }

    fn word_in_own(&self, row: &Row) -> Result<Vec<Box<dyn Query>>, IndexError> {
        let mut queries = self.word(row, self.opened.fields.body, 1.0)?;
        queries.extend(self.word(row, self.opened.fields.heading, HEADING)?);
        Ok(queries)
    }

    fn word(&self, row: &Row, field: Field, boost: f32) -> Result<Vec<Box<dyn Query>>, IndexError> {
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        for (level, key) in row {
            let term = Term::from_field_text(field, key);
            if self.opened.searcher.doc_freq(&term)? > 0 {
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                queries.push(Box::new(BoostQuery::new(Box::new(query), boost * level.weight())));
            }
        }
        Ok(queries)
    }

    fn phrase_in_own(&mut self, way: &[Row]) -> Result<Vec<Box<dyn Query>>, IndexError> {
        let mut queries = self.phrase(way, self.opened.fields.body, 1.0)?;
        queries.extend(self.phrase(way, self.opened.fields.heading, HEADING)?);
        Ok(queries)
    }

    fn phrase(&mut self, way: &[Row], field: Field, boost: f32) -> Result<Vec<Box<dyn Query>>, IndexError> {
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        let mut exact = Vec::new();
        let mut patterns = Vec::new();
        for row in way {
            let mut keys = Vec::new();
            let mut most = 1;
            for (level, key) in row {
                // a part in front of a compound is not the thing itself: `lokal plan` is no `lokal planarkitekt`
                let frequency = self.opened.searcher.doc_freq(&Term::from_field_text(field, key))?;
                if frequency > 0 && *level != Level::Part {
                    most = most.max(frequency);
                    keys.push(regex::escape(key));
                }
            }
            if keys.is_empty() {
                return Ok(queries);
            }
            exact.extend(row.first().map(|(_, key)| Term::from_field_text(field, key)));
            let pattern = format!("({})", keys.join("|"));
            self.frequencies.insert(Term::from_field_text(field, &pattern), most);
            patterns.push(pattern);
        }
        queries.push(Box::new(BoostQuery::new(Box::new(PhraseQuery::new(exact)), boost)));
        queries.push(Box::new(BoostQuery::new(Box::new(RegexPhraseQuery::new(field, patterns)), boost * LOOSE_PHRASE)));
        Ok(queries)
    }

    /// The keys of a word share the frequency of the commonest in the body.
    fn share_frequency(&mut self, row: &Row) -> Result<(), IndexError> {
        let fields = &self.opened.fields;
        let mut most = 1;
        for (_, key) in row {
            most = most.max(self.opened.searcher.doc_freq(&Term::from_field_text(fields.body, key))?);
        }
        for field in [fields.body, fields.heading, fields.context] {
            for (_, key) in row {
                self.frequencies.insert(Term::from_field_text(field, key), most);
            }
        }
        Ok(())
    }

    fn field(&mut self, name: &str, value: &str, at: usize) -> Result<Box<dyn Query>, IndexError> {
        let organs = match &self.organs {
            Some(organs) => organs.clone(),
            None => self.known_organs()?,
        };
        let resolved = resolve(name, value, at, &organs, self.dictionaries)?;
        self.organs = Some(organs);
        self.lines.push(resolved.in_words);
        let fields = &self.opened.fields;
        let query: Box<dyn Query> = match resolved.wanted {
            Wanted::Terms(name, terms) => {
                let field = match name {
                    Name::Typ => fields.typ,
                    Name::Organ => fields.organ_id,
                    Name::Party => fields.party,
                    Name::Part => fields.part,
                    Name::Dnr => fields.dnr,
                    Name::Document => fields.doc_id,
                    Name::Item => fields.item,
                    Name::Person | Name::Year => return Err(IndexError::Engine(format!("{name:?} has no terms"))),
                };
                Box::new(TermSetQuery::new(terms.iter().map(|term| Term::from_field_text(field, term))))
            }
            Wanted::Years(from, to) => {
                let bound = |year| std::ops::Bound::Included(Term::from_field_i64(fields.year, year));
                Box::new(RangeQuery::new(bound(from), bound(to)))
            }
            Wanted::Person(words) => {
                let mut terms: Vec<Term> =
                    words.iter().map(|word| Term::from_field_text(fields.person, word)).collect();
                match terms.len() {
                    1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
                    _ => Box::new(PhraseQuery::new(terms)),
                }
            }
        };
        Ok(silent(query))
    }

    fn known_organs(&self) -> Result<Vec<String>, IndexError> {
        let mut organs = Vec::new();
        for reader in self.opened.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.opened.fields.organ_id)?;
            let mut stream = inverted.terms().stream().map_err(|e| IndexError::Engine(e.to_string()))?;
            while stream.advance() {
                organs.extend(std::str::from_utf8(stream.key()).ok().map(str::to_owned));
            }
        }
        Ok(organs)
    }

    /// How many segments hold each word, by level.
    fn explain(&mut self, leaf: &Leaf) -> Result<(), IndexError> {
        let body = self.opened.fields.body;
        for row in leaf.ways.iter().flatten() {
            let Some((_, first)) = row.first() else {
                self.lines.push(format!("{}: finns inte", leaf.shown));
                continue;
            };
            let mut parts = Vec::new();
            for level in Level::ALL {
                let mut count = 0;
                for (_, key) in row.iter().filter(|(other, _)| *other == level) {
                    count += self.opened.searcher.doc_freq(&Term::from_field_text(body, key))?;
                }
                if count > 0 {
                    parts.push(format!("{} {count}", level.in_words()));
                }
            }
            let found = if parts.is_empty() { "finns inte".to_owned() } else { parts.join(", ") };
            let shown = if leaf.shown.ends_with('*') { leaf.shown.as_str() } else { first.as_str() };
            self.lines.push(format!("{shown}: {found}"));
        }
        Ok(())
    }
}

fn show(node: &Node) -> String {
    let inside = |nodes: &[Node], between: &str| nodes.iter().map(show).collect::<Vec<_>>().join(between);
    match node {
        Node::All(nodes) if nodes.is_empty() => "allt".to_owned(),
        Node::All(nodes) => inside(nodes, " OCH "),
        Node::Any(nodes) => format!("({})", inside(nodes, " ELLER ")),
        Node::Not(node) => format!("INTE ({})", show(node)),
        Node::Words { text, exact } => {
            let text = if words(text).len() > 1 { format!("”{text}”") } else { text.clone() };
            if *exact { format!("={text}") } else { text }
        }
        Node::Prefix { start, .. } => format!("{start}*"),
        Node::Field { name, value, .. } => format!("{name}:{value}"),
    }
}

fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn all_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::new(queries.into_iter().map(|query| (Occur::Must, query)).collect())),
    }
}

fn any_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::new(queries.into_iter().map(|query| (Occur::Should, query)).collect())),
    }
}

fn best_of(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, TIE_BREAKER)),
    }
}
