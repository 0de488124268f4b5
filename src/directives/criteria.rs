//! Drafts what a plan must show for a point: its act, the parties, recipient, target group and form it names, and when.
//!
//! A draft for a person to correct, not a reading of the point: groups of the synonym list name the parts, and only
//! sentences that bind make a part essential.

use std::sync::LazyLock;

use regex::Regex;

use crate::dictionaries::Dictionaries;

use super::words::{stem, words};
use super::{Criterion, Point};

/// Groups that say less than this make no criterion of their own.
const BREADTH_FROM: f32 = 0.6;

/// Words of the act that are quoted in its criterion.
const ACT_WORDS: usize = 14;

static EXPLAINS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:kan|exempelvis|till exempel|t\.ex\.|till exempel genom)\b").expect("a fixed pattern compiles")
});
static STOP: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[.!?:]\s+").expect("a fixed pattern compiles"));

/// Draft the criteria of all points, sorted by point and number.
pub fn criteria(points: &[Point], dictionaries: &Dictionaries) -> Vec<Criterion> {
    points.iter().flat_map(|point| of_point(point, dictionaries)).collect()
}

fn of_point(point: &Point, dictionaries: &Dictionaries) -> Vec<Criterion> {
    let mut found = vec![act(point, dictionaries)];
    for sentence in STOP.split(&point.text) {
        let essential = !EXPLAINS.is_match(sentence);
        for (name, kind, terms) in parts(sentence, dictionaries) {
            if !found.iter().any(|one| one.criterion == name) {
                found.push(new(point, name, kind, essential, terms));
            }
        }
        if let Some((_, range)) = dictionaries.cues.first("deadline", sentence) {
            let when = sentence[range].trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            if !found.iter().any(|one| one.kind == "deadline") {
                let terms = words(&when).iter().map(|word| stem(word)).collect();
                found.push(new(point, when, "deadline", essential, terms));
            }
        }
    }
    for (seq, criterion) in (1..).zip(&mut found) {
        criterion.seq = seq;
    }
    found
}

fn new(point: &Point, criterion: String, kind: &'static str, essential: bool, terms: Vec<String>) -> Criterion {
    Criterion { point_id: point.id.clone(), seq: 0, criterion, kind, essential, terms, basis: "program" }
}

/// What is to be done: the words behind the modal verb, with the stems that carry them.
fn act(point: &Point, dictionaries: &Dictionaries) -> Criterion {
    let start = dictionaries.cues.first("modality", &point.text).map_or(0, |(_, range)| range.end);
    let clause = STOP.split(&point.text[start..]).next().unwrap_or("");
    let quoted: Vec<&str> = clause.split_whitespace().take(ACT_WORDS).collect();
    let terms = content_stems(clause, dictionaries);
    new(point, quoted.join(" "), "act", true, terms)
}

fn content_stems(text: &str, dictionaries: &Dictionaries) -> Vec<String> {
    let mut stems: Vec<String> = words(text)
        .iter()
        .filter(|word| word.len() > 2)
        .filter(|word| !dictionaries.cues.is_word("stopword", word) && !dictionaries.cues.is_word("generic", word))
        .map(|word| stem(word))
        .collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// Parts of a sentence that the synonym groups name: group name, kind and the stems that stand there.
fn parts(sentence: &str, dictionaries: &Dictionaries) -> Vec<(String, &'static str, Vec<String>)> {
    let words = words(sentence);
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut found: Vec<(String, &'static str, Vec<String>)> = Vec::new();
    for (word, groups) in words.iter().zip(dictionaries.synonyms.of_words(&plain)) {
        for group in groups.iter().map(|&group| &dictionaries.synonyms.groups()[group]) {
            let kind = match group.kind.as_str() {
                "party" => "party",
                "recipient" => "recipient",
                "target" => "target",
                "form" => "form",
                _ => continue,
            };
            if group.breadth < BREADTH_FROM {
                continue;
            }
            let name = group.name.replace('_', " ");
            match found.iter_mut().find(|(known, ..)| *known == name) {
                Some((.., terms)) => terms.push(stem(word)),
                None => found.push((name, kind, vec![stem(word)])),
            }
        }
    }
    for (.., terms) in &mut found {
        terms.sort_unstable();
        terms.dedup();
    }
    found
}
