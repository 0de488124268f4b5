//! Turns a query's tree into steps over the index, and tells in words what they are.

use std::collections::BTreeMap;

use fst::{IntoStreamer as _, Streamer as _};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

use super::IndexError;
use super::find_words::words;
use super::make_keys::{Kind, Level, Lookup, exactly, keys_of_query};
use super::open_index::{Opened, engine};
use super::parse_query::{Node, Spots, error};
use super::resolve_fields::{Name, Wanted, resolve};
use crate::dictionaries::Dictionaries;
use crate::text::fold;

/// Words that one `*` may stand for; more say too little about what is looked for.
const MOST_EXPANSIONS: usize = 500;

/// Entries of word lists that one query may go through, about a second's work; more is refused.
const MOST_ENTRIES: u64 = 20_000_000;

/// Words read under one key. The parts that most compounds share (`kommun`, `stad`) have some thousands.
const MOST_WORDS_OF_A_KEY: usize = 10_000;

/// Words of a level that the explanation names.
const WORDS_TOLD: usize = 8;

/// Where a word of a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Within {
    Body,
    /// In the body as it was before repair.
    Original,
    Heading,
    /// In a heading further out, or the document's title.
    Context,
}

impl Within {
    pub const ALL: [Self; 4] = [Self::Body, Self::Original, Self::Heading, Self::Context];
}

/// A list of the units that hold one word at one of these places.
#[derive(Clone, Debug)]
pub(super) struct Entries {
    pub within: Within,
    pub level: Level,
    pub term: TermInfo,
}

/// A searched word: the words of texts that meet it.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// Words that meet it, each with its best level.
    pub words: BTreeMap<String, Level>,
    /// Where they stand, chunk by chunk.
    pub entries: Vec<Vec<Entries>>,
    /// Units whose body holds them: the most of any level, so that a rare form weighs no more than the common word.
    pub frequency: u64,
}

/// A searched word or phrase: any of its ways, each a row of places.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub ways: Vec<Vec<Place>>,
    /// It stands in a NOT: context doesn't count.
    pub negated: bool,
    shown: String,
}

/// What is kept of all units.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    /// A field has one of these values.
    Terms(Field, Vec<String>),
    /// Years, both ends included.
    Years(i64, i64),
    /// Dates as `20170614`, both ends included.
    Dates(u64, u64),
    /// Words of a name, in a row.
    Person(Vec<String>),
    /// Units by document and place in it.
    Units(Vec<(String, u64)>),
}

/// A query ready to run.
#[derive(Clone, Debug)]
pub(super) enum Step {
    All(Vec<Step>),
    Any(Vec<Step>),
    Not(Box<Step>),
    /// A leaf of the plan, by its number.
    Leaf(usize),
    Filter(Filter),
}

/// A query ready to run, its leaves, and what it means.
pub(super) struct Plan {
    pub step: Step,
    pub leaves: Vec<Leaf>,
    /// Whether a unit must itself hold a word of the query: context alone is not enough.
    pub needs_own: bool,
    pub explanation: String,
}

/// Plan a query with its flags: field, value, as if they stood in the query with AND.
pub(super) fn plan(
    node: &Node,
    flags: &[(String, String)],
    opened: &Opened,
    dictionaries: &Dictionaries,
) -> Result<Plan, IndexError> {
    let mut planner = Planner { opened, dictionaries, leaves: Vec::new(), lines: Vec::new(), needs_own: false };
    let mut steps = vec![planner.step(node, false)?];
    for (name, value) in flags {
        steps.push(planner.field(name, value, Spots::default())?);
    }
    planner.refuse_endless()?;
    let lines: Vec<String> = std::iter::once(format!("Sökt: {}", show(node))).chain(planner.lines).collect();
    Ok(Plan {
        step: Step::All(steps),
        leaves: planner.leaves,
        needs_own: planner.needs_own,
        explanation: lines.join("\n"),
    })
}

impl Plan {
    /// The leaves that hits are marked by: what is not wanted is not marked.
    pub fn marked(&self) -> Vec<&Leaf> {
        self.leaves.iter().filter(|leaf| !leaf.negated).collect()
    }
}

struct Planner<'a> {
    opened: &'a Opened,
    dictionaries: &'a Dictionaries,
    leaves: Vec<Leaf>,
    lines: Vec<String>,
    needs_own: bool,
}

impl Planner<'_> {
    fn step(&mut self, node: &Node, negated: bool) -> Result<Step, IndexError> {
        match node {
            Node::All(nodes) => Ok(Step::All(self.each(nodes, negated)?)),
            Node::Any(nodes) => Ok(Step::Any(self.each(nodes, negated)?)),
            Node::Not(node) => Ok(Step::Not(Box::new(self.step(node, true)?))),
            Node::Words { text, exact } => {
                let leaf = self.words(text, *exact)?;
                Ok(self.leaf(leaf, negated))
            }
            Node::Prefix { start, at } => {
                let leaf = self.prefix(start, *at)?;
                Ok(self.leaf(leaf, negated))
            }
            Node::Field { name, value, at } => self.field(name, value, *at),
        }
    }

    fn each(&mut self, nodes: &[Node], negated: bool) -> Result<Vec<Step>, IndexError> {
        nodes.iter().map(|node| self.step(node, negated)).collect()
    }

    fn leaf(&mut self, leaf: Leaf, negated: bool) -> Step {
        if !negated {
            self.needs_own = true;
            self.explain(&leaf);
        }
        self.leaves.push(Leaf { negated, ..leaf });
        Step::Leaf(self.leaves.len() - 1)
    }

    fn words(&self, text: &str, exact: bool) -> Result<Leaf, IndexError> {
        let found = words(text);
        let lookups = |word: &super::find_words::Word| match word.also.iter().find(|also| also.starts_with('§')) {
            Some(number) => vec![exactly(number)],
            None if exact => vec![exactly(&word.text)],
            None => keys_of_query(&word.text, &self.dictionaries.compounds),
        };
        let places = found.iter().map(|word| self.place(&lookups(word)));
        let mut ways = vec![places.collect::<Result<Vec<_>, IndexError>>()?];
        // `e-post` is also looked for as one word
        if let [first, _] = found.as_slice()
            && let Some(joined) = first.also.iter().find(|also| !also.starts_with('§'))
        {
            ways.push(vec![self.place(&[exactly(joined)])?]);
        }
        Ok(Leaf { ways, negated: false, shown: if exact { format!("={text}") } else { text.to_owned() } })
    }

    fn place(&self, lookups: &[Lookup]) -> Result<Place, IndexError> {
        let mut words: BTreeMap<String, Level> = BTreeMap::new();
        for lookup in lookups {
            // the best level comes first and stays
            if lookup.kind == Kind::Written {
                words.entry(lookup.text.clone()).or_insert(lookup.level);
            } else {
                for word in self.words_under(&lookup.kind.key(&lookup.text)) {
                    words.entry(word).or_insert(lookup.level);
                }
            }
        }
        self.place_of(words)
    }

    fn place_of(&self, words: BTreeMap<String, Level>) -> Result<Place, IndexError> {
        let mut place = Place::default();
        let mut counts: BTreeMap<Level, u64> = BTreeMap::new();
        for chunk in &self.opened.chunks {
            let mut entries = Vec::new();
            for (word, &level) in &words {
                for within in Within::ALL {
                    // what was there before repair is looked for as typed, not in other forms
                    if within == Within::Original && level != Level::Exact {
                        continue;
                    }
                    let Some(term) = chunk.term(self.opened.field(within), word)? else { continue };
                    if within == Within::Body {
                        *counts.entry(level).or_default() += u64::from(term.doc_freq);
                    }
                    entries.push(Entries { within, level, term });
                }
            }
            place.entries.push(entries);
        }
        place.words = words;
        place.frequency = counts.into_values().max().unwrap_or(1).clamp(1, self.opened.units().max(1));
        Ok(place)
    }

    fn prefix(&self, start: &str, at: usize) -> Result<Leaf, IndexError> {
        let bare = fold(start);
        let mut words: BTreeMap<String, Level> = BTreeMap::new();
        let other = if bare == start {
            self.entries_between(&Kind::Bare.key(start), &Kind::Bare.key(&format!("{start}\u{10ffff}")))
        } else {
            self.words_from(&bare)?
        };
        words.extend(other.into_iter().map(|word| (word, Level::Folded)));
        words.extend(self.words_from(start)?.into_iter().map(|word| (word, Level::Exact)));
        if words.len() > MOST_EXPANSIONS {
            let message = format!("fler än {MOST_EXPANSIONS} ord börjar på {start}; skriv fler bokstäver före *");
            return Err(error(at, message));
        }
        Ok(Leaf { ways: vec![vec![self.place_of(words)?]], negated: false, shown: format!("{start}*") })
    }

    /// Words of texts that begin so, one more than allowed at most of each chunk and field.
    fn words_from(&self, start: &str) -> Result<Vec<String>, IndexError> {
        let mut found = Vec::new();
        let fields = &self.opened.fields;
        for (chunk, field) in self
            .opened
            .chunks
            .iter()
            .flat_map(|chunk| [fields.body, fields.heading, fields.original].map(|field| (chunk, field)))
        {
            let inverted = chunk.inverted(field)?;
            let mut terms = inverted.terms().range().ge(start).into_stream().map_err(engine)?;
            let mut count = 0;
            while count <= MOST_EXPANSIONS && terms.advance() {
                let Ok(word) = std::str::from_utf8(terms.key()) else { continue };
                if !word.starts_with(start) {
                    break;
                }
                found.push(word.to_owned());
                count += 1;
            }
        }
        Ok(found)
    }

    /// The words that have this key.
    fn words_under(&self, key: &str) -> Vec<String> {
        self.entries_between(&format!("{key}\0"), &format!("{key}\u{1}"))
    }

    /// Words of the book of keys from one entry to another.
    fn entries_between(&self, from: &str, to: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut stream = self.opened.keys.range().ge(from).lt(to).into_stream();
        while let Some(entry) = stream.next() {
            let word = entry.iter().position(|byte| *byte == 0).map(|end| &entry[end + 1..]);
            found.extend(word.and_then(|word| std::str::from_utf8(word).ok()).map(str::to_owned));
            if found.len() > MOST_WORDS_OF_A_KEY {
                break;
            }
        }
        found
    }

    fn field(&mut self, name: &str, value: &str, at: Spots) -> Result<Step, IndexError> {
        let resolved = resolve(name, value, at, || self.opened.values(self.opened.fields.organ_id), self.dictionaries)?;
        let fields = &self.opened.fields;
        let mut in_words = resolved.in_words;
        let filter = match resolved.wanted {
            Wanted::Terms(name, terms) => {
                let field = match name {
                    Name::Typ => fields.typ,
                    Name::Organ => fields.organ_id,
                    Name::Party => fields.party,
                    Name::Part => fields.piece_of,
                    Name::Dnr => fields.dnr,
                    Name::Document => fields.doc_id,
                    Name::Item => fields.item,
                    other => return Err(IndexError::Engine(format!("{other:?} has no terms"))),
                };
                Filter::Terms(field, terms)
            }
            Wanted::Years(from, to) => Filter::Years(from, to),
            Wanted::Dates(from, to) => Filter::Dates(from, to),
            Wanted::Person(words) => Filter::Person(words),
            Wanted::Point(id) => {
                let places = self.opened.points.get(&id).cloned();
                let places = places.ok_or_else(|| error(at.value, format!("{value} är ingen punkt i points.csv")))?;
                in_words = format!("{in_words}, där den står eller kommer igen: {} ställen", places.len());
                Filter::Units(places)
            }
        };
        self.lines.push(in_words);
        Ok(Step::Filter(filter))
    }

    /// How many units hold each word, by level, and which words.
    fn explain(&mut self, leaf: &Leaf) {
        for place in leaf.ways.iter().flatten() {
            let mut parts = Vec::new();
            for level in Level::ALL {
                let words: Vec<&str> =
                    place.words.iter().filter(|(_, other)| **other == level).map(|(word, _)| word.as_str()).collect();
                let count = place.count(level);
                if count > 0 {
                    let more = words.len().saturating_sub(WORDS_TOLD);
                    let more = if more > 0 { format!(" och {more} till") } else { String::new() };
                    let told = words[..words.len().min(WORDS_TOLD)].join(", ");
                    parts.push(match level {
                        Level::Exact if words.len() == 1 => format!("{} {count}", level.in_words()),
                        level => format!("{} {count} ({told}{more})", level.in_words()),
                    });
                }
            }
            let found = if parts.is_empty() { "finns inte".to_owned() } else { parts.join(", ") };
            let own = place.words.iter().find(|(_, level)| **level == Level::Exact).map(|(word, _)| word.as_str());
            let shown = if leaf.shown.ends_with('*') { None } else { own };
            self.lines.push(format!("{}: {found}", shown.unwrap_or(&leaf.shown)));
        }
    }

    /// A query must not take the machine down, however it is put together.
    fn refuse_endless(&self) -> Result<(), IndexError> {
        let places = self.leaves.iter().flat_map(|leaf| &leaf.ways).flatten();
        let entries = places.flat_map(|place| &place.entries).flatten();
        let all: u64 = entries.map(|entries| u64::from(entries.term.doc_freq)).sum();
        if all > MOST_ENTRIES {
            return Err(error(0, "orden är för många och för vanliga tillsammans; skriv färre eller ovanligare"));
        }
        Ok(())
    }
}

impl Place {
    /// Entries of that level in bodies, before and after repair.
    fn count(&self, level: Level) -> u64 {
        let own = |entries: &&Entries| matches!(entries.within, Within::Body | Within::Original);
        let entries = self.entries.iter().flatten().filter(|entries| entries.level == level);
        entries.filter(own).map(|entries| u64::from(entries.term.doc_freq)).sum()
    }
}

impl Opened {
    /// The field of that place.
    pub fn field(&self, within: Within) -> Field {
        match within {
            Within::Body => self.fields.body,
            Within::Original => self.fields.original,
            Within::Heading => self.fields.heading,
            Within::Context => self.fields.context,
        }
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
