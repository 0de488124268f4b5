//! Takes points apart into the words that a plan must answer, each with its weight.
//!
//! Weight = rarity over all points × breadth of the word's narrowest group; words that every point has (`område`, `arbete`)
//! count 0.15 of that, and sentences that only explain count half. Numbers from `research/matching.md`.
//!
//! Many points ask for the same word, so words are numbered once for all of them: a plan then looks each word up once.

use std::collections::BTreeMap;

use crate::dictionaries::{Dictionaries, SynonymGroup};
use crate::directives::Point;

use super::passages::{Analysed, analyse, start};

/// What a generic word counts.
const GENERIC: f32 = 0.15;

/// What words of an explaining sentence count.
const EXPLAINED: f32 = 0.5;

/// What a word without a group counts beside one whose group has breadth 1.
const UNGROUPED: f32 = 0.8;

/// Groups from this breadth on name something that a plan must name too.
const TELLING: f32 = 0.7;

/// The form group that asks for a table.
const TABLE: &str = "tabell";

/// How a word is looked up in a plan: keys as [`super::passages::keys`] makes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// Key of its stem.
    pub stem: String,
    /// Key of its first letters, if it is long.
    pub start: Option<String>,
    /// Its synonym groups, ascending.
    pub groups: Vec<usize>,
}

/// A word that a plan must answer.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its number in [`Demands::terms`].
    pub term: usize,
    /// What it counts.
    pub weight: f32,
    /// Whether it says what this point asks for: neither generic nor from a sentence that explains.
    pub telling: bool,
    /// Whether it names what is to be done.
    pub is_act: bool,
}

/// A point taken apart.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Its words, unique by stem, in order of place.
    pub parts: Vec<Part>,
    /// Sum of their weights.
    pub total: f32,
    /// Groups of kind `party`, `target`, `form` or `recipient` that it names, unique, in order of place.
    pub slots: Vec<usize>,
    /// The form that a table is asked to show (`tidplan`, `kostnad`), as groups; `None` where no table is asked for.
    pub table: Option<Vec<usize>>,
}

/// All points taken apart.
#[derive(Clone, Debug, Default)]
pub struct Demands {
    /// The different words of all points.
    pub terms: Vec<Term>,
    /// The points, in their order.
    pub asked: Vec<Asked>,
}

impl Demands {
    /// Take all points apart.
    pub fn of(points: &[Point], dictionaries: &Dictionaries) -> Self {
        let parts: Vec<Analysed> = points.iter().map(|point| analyse(&point.text, dictionaries)).collect();
        let rarity = rarity(&parts);
        let mut numbers = BTreeMap::new();
        let asked = points
            .iter()
            .zip(&parts)
            .map(|(point, part)| Reading { text: &point.text, part, rarity: &rarity, dictionaries }.asked(&mut numbers))
            .collect();
        let mut terms: Vec<(usize, Term)> = numbers.into_iter().map(|(term, number)| (number, term)).collect();
        terms.sort_unstable();
        Self { terms: terms.into_iter().map(|(_, term)| term).collect(), asked }
    }
}

/// How rare a stem is among the points, in nats.
fn rarity(parts: &[Analysed]) -> impl Fn(&str) -> f32 {
    let mut among: BTreeMap<String, usize> = BTreeMap::new();
    for part in parts {
        let mut unique: Vec<&String> = part.stems.iter().collect();
        unique.sort_unstable();
        unique.dedup();
        for stem in unique {
            *among.entry(stem.clone()).or_default() += 1;
        }
    }
    let count = parts.len() as f32;
    move |stem| ((count + 1.0) / (among.get(stem).copied().unwrap_or(0) as f32 + 0.5)).ln().clamp(0.3, 3.5)
}

/// One point on its way to [`Asked`].
struct Reading<'a, R> {
    text: &'a str,
    part: &'a Analysed,
    rarity: &'a R,
    dictionaries: &'a Dictionaries,
}

impl<R: Fn(&str) -> f32> Reading<'_, R> {
    fn asked(&self, numbers: &mut BTreeMap<Term, usize>) -> Asked {
        let explained = explained_words(self.text, self.part.words.len());
        let mut asked = Asked::default();
        let mut seen: Vec<&str> = Vec::new();
        for (at, (word, stem)) in self.part.words.iter().zip(&self.part.stems).enumerate() {
            if word.len() < 3 || self.dictionaries.cues.is_word("stopword", word) {
                continue;
            }
            self.note_slots(at, explained[at], &mut asked);
            if seen.contains(&stem.as_str()) {
                continue;
            }
            seen.push(stem);
            let term = Term {
                stem: format!("s{stem}"),
                start: start(word).map(|start| format!("p{start}")),
                groups: self.part.groups[at].clone(),
            };
            let next = numbers.len();
            let number = *numbers.entry(term).or_insert(next);
            asked.parts.push(self.part_of(at, number, explained[at]));
        }
        asked.total = asked.parts.iter().map(|part| part.weight).sum();
        if let Some(form) = &mut asked.table {
            let groups = self.dictionaries.synonyms.groups();
            form.extend(asked.slots.iter().filter(|&&slot| groups[slot].kind == "form" && groups[slot].name != TABLE));
        }
        asked
    }

    fn groups(&self, at: usize) -> impl Iterator<Item = (usize, &SynonymGroup)> {
        let all = self.dictionaries.synonyms.groups();
        self.part.groups[at].iter().map(move |&group| (group, &all[group]))
    }

    fn note_slots(&self, at: usize, explained: bool, asked: &mut Asked) {
        for (number, group) in self.groups(at) {
            if group.name == TABLE {
                asked.table = Some(Vec::new());
            }
            let is_slot = ["party", "target", "form", "recipient"].contains(&group.kind.as_str());
            if is_slot && group.breadth >= TELLING && !explained && !asked.slots.contains(&number) {
                asked.slots.push(number);
            }
        }
    }

    fn part_of(&self, at: usize, term: usize, explained: bool) -> Part {
        let breadth = self.groups(at).map(|(_, group)| group.breadth).fold(0.0, f32::max);
        let is_generic = self.dictionaries.cues.is_word("generic", &self.part.words[at]);
        let weight = (self.rarity)(&self.part.stems[at])
            * if breadth > 0.0 { breadth } else { UNGROUPED }
            * if is_generic { GENERIC } else { 1.0 }
            * if explained { EXPLAINED } else { 1.0 };
        let is_act = self.groups(at).any(|(_, group)| group.kind == "act" && group.breadth >= TELLING);
        Part { term, weight, telling: !is_generic && !explained, is_act }
    }
}

/// For each word whether it stands in a sentence that explains (`kan exempelvis …`).
fn explained_words(text: &str, count: usize) -> Vec<bool> {
    let mut flags = vec![false; count];
    let mut from = 0;
    for sentence in text.split_inclusive(". ") {
        let words = crate::directives::words::words(sentence);
        let explains = words.iter().any(|word| ["kan", "exempelvis"].contains(&word.as_str()))
            && !words.iter().any(|word| ["ska", "skall", "uppmanas"].contains(&word.as_str()));
        for flag in flags.iter_mut().skip(from).take(words.len()) {
            *flag = explains;
        }
        from += words.len();
    }
    flags
}
