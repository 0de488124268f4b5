//! Takes a point apart into the words that a plan must answer, each with its weight.
//!
//! Weight = rarity over all points × breadth of the word's narrowest group; words that every point has (`område`, `arbete`)
//! count 0.15 of that, and sentences that only explain count half. Numbers from `research/matching.md`.

use std::collections::BTreeMap;

use crate::dictionaries::Dictionaries;
use crate::directives::Point;

use super::passages::{analyse, start};

/// What a generic word counts.
const GENERIC: f32 = 0.15;

/// What words of an explaining sentence count.
const EXPLAINED: f32 = 0.5;

/// A word that a plan must answer.
#[derive(Clone, Debug)]
pub struct Term {
    /// Key of its stem.
    pub stem: String,
    /// Key of its first letters, if it is long.
    pub start: Option<String>,
    /// Keys of its groups with their breadth.
    pub groups: Vec<(String, f32)>,
    /// What it counts.
    pub weight: f32,
}

/// A point taken apart.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Its words, unique by stem, in order of place.
    pub terms: Vec<Term>,
    /// Typed slots: group number and kind (`party`, `target`, `form`, `recipient`) of what it names, unique.
    pub slots: Vec<(usize, String)>,
    /// Whether it asks for a table.
    pub wants_table: bool,
}

/// Take all points apart; the list has their order.
pub fn analyse_all(texts: &[&str], dictionaries: &Dictionaries) -> Vec<Asked> {
    let parts: Vec<_> = texts.iter().map(|text| analyse(text, dictionaries)).collect();
    let mut among: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, stems, _) in &parts {
        let mut unique: Vec<&str> = stems.iter().map(String::as_str).collect();
        unique.sort_unstable();
        unique.dedup();
        for stem in unique {
            *among.entry(stem).or_default() += 1;
        }
    }
    let count = texts.len() as f32;
    let rarity =
        |stem: &str| ((count + 1.0) / (among.get(stem).copied().unwrap_or(0) as f32 + 0.5)).ln().clamp(0.3, 3.5);
    texts.iter().zip(&parts).map(|(text, part)| asked(text, part, &rarity, dictionaries)).collect()
}

/// Take all points apart.
pub fn analyse_points(points: &[Point], dictionaries: &Dictionaries) -> Vec<Asked> {
    let texts: Vec<&str> = points.iter().map(|point| point.text.as_str()).collect();
    analyse_all(&texts, dictionaries)
}

type Parts = (Vec<String>, Vec<String>, Vec<Vec<usize>>);

fn asked(text: &str, part: &Parts, rarity: &impl Fn(&str) -> f32, dictionaries: &Dictionaries) -> Asked {
    let (words, stems, groups) = part;
    let explained = explained_words(text, words.len());
    let all = dictionaries.synonyms.groups();
    let mut asked = Asked::default();
    for (at, (word, stem)) in words.iter().zip(stems).enumerate() {
        if word.len() < 3 || dictionaries.cues.is_word("stopword", word) {
            continue;
        }
        for &group in &groups[at] {
            let kind = &all[group].kind;
            asked.wants_table |= all[group].name == "tabell";
            if ["party", "target", "form", "recipient"].contains(&kind.as_str())
                && all[group].breadth >= 0.7
                && !explained(at)
                && !asked.slots.iter().any(|(known, _)| *known == group)
            {
                asked.slots.push((group, kind.clone()));
            }
        }
        let key = format!("s{stem}");
        if asked.terms.iter().any(|term| term.stem == key) {
            continue;
        }
        let breadth = groups[at].iter().map(|&group| all[group].breadth).fold(0.0, f32::max);
        let generic = if dictionaries.cues.is_word("generic", word) { GENERIC } else { 1.0 };
        let explains = if explained(at) { EXPLAINED } else { 1.0 };
        asked.terms.push(Term {
            stem: key,
            start: start(word).map(|start| format!("p{start}")),
            groups: groups[at].iter().map(|&group| (format!("g{group}"), all[group].breadth)).collect(),
            weight: rarity(stem) * if breadth > 0.0 { breadth } else { 0.8 } * generic * explains,
        });
    }
    asked
}

/// Whether the word at a place stands in a sentence that explains (`kan exempelvis …`).
fn explained_words(text: &str, count: usize) -> impl Fn(usize) -> bool {
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
    move |at| flags.get(at).copied().unwrap_or(false)
}
