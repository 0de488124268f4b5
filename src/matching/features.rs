//! What a pair of plan and point shows, as numbers for the decision and as words for the reader.
//!
//! Features say something of the plan; nothing here knows only the point (its length, its number of parts), because such
//! features learn the labelled points by heart.

use std::sync::LazyLock;

use regex::Regex;

use crate::dictionaries::Dictionaries;

use super::Status;
use super::passages::{Passage, Plan};
use super::rank::{Ranked, coverage};
use super::terms::Asked;

/// Names of the features, in the order of [`features`].
pub const NAMES: [&str; 13] = [
    "coverage_best",
    "coverage_three",
    "peak",
    "denial_best",
    "denial_three",
    "deferral",
    "limit",
    "other_body",
    "restated",
    "own_measure",
    "slots",
    "weakest_slot",
    "table",
];

/// One number a name; where a thing does not apply the number is its neutral value.
pub type Features = [f32; NAMES.len()];

static ORGAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\w{4,}(?:n[äa]mnden|styrelsen|kontoret|f[öo]rvaltningen)s?\b").expect("a fixed pattern compiles")
});

/// The features of a pair, from its best passages.
pub fn features(asked: &Asked, plan: &Plan, ranked: &[Ranked], dictionaries: &Dictionaries) -> Features {
    let cues = &dictionaries.cues;
    let passages: Vec<&Passage> = ranked.iter().map(|found| &plan.passages[found.passage]).collect();
    let places: Vec<usize> = ranked.iter().map(|found| found.passage).collect();
    let best = passages.first().copied();
    let in_best = |kind: &str| f32::from(u8::from(best.is_some_and(|passage| cues.any(kind, &passage.text))));
    let share = |kind: &str| {
        let count = passages.iter().filter(|passage| cues.any(kind, &passage.text)).count();
        count as f32 / passages.len().max(1) as f32
    };
    let slots: Vec<f32> = asked.slots.iter().map(|(group, _)| slot(*group, plan, &passages)).collect();
    [
        ranked.first().map_or(0.0, |found| found.score),
        coverage(asked, plan, &places),
        ranked.first().map_or(0.0, |found| found.peak),
        in_best("denial"),
        share("denial"),
        in_best("deferral"),
        in_best("limit"),
        f32::from(u8::from(best.is_some_and(|passage| names_other_body(passage, plan, dictionaries)))),
        in_best("restated"),
        share("own_measure"),
        if slots.is_empty() { 0.5 } else { slots.iter().sum::<f32>() / slots.len() as f32 },
        slots.iter().copied().fold(1.0, f32::min),
        match (asked.wants_table, plan.passages.iter().any(|passage| passage.is_row)) {
            (true, true) => 1.0,
            (true, false) => -1.0,
            _ => 0.0,
        },
    ]
}

/// How well the passages name what a slot asks for: there 1, only in a heading above 0.5.
fn slot(group: usize, plan: &Plan, passages: &[&Passage]) -> f32 {
    let key = format!("g{group}");
    if passages.iter().any(|passage| passage.groups.iter().any(|groups| groups.contains(&group))) {
        1.0
    } else if passages.iter().any(|passage| plan.headings[passage.heading].binary_search(&key).is_ok()) {
        0.5
    } else {
        0.0
    }
}

/// A passage that says whose duty it is and names another body than the plan's.
fn names_other_body(passage: &Passage, plan: &Plan, dictionaries: &Dictionaries) -> bool {
    dictionaries.cues.any("other_body", &passage.text)
        && ORGAN.find_iter(&passage.text.to_lowercase()).any(|organ| {
            let name = crate::text::fold(organ.as_str());
            let stem = name.trim_end_matches('s').trim_end_matches("en");
            !plan.organ.contains(stem) && !["stadsdelsnamnd", "forvaltning"].iter().any(|own| stem.starts_with(own))
        })
}

/// Why a passage is not enough, in a word of the specification; empty for a pair that is proposed as addressed.
pub fn reason(asked: &Asked, plan: &Plan, found: &Ranked, proposal: Status, dictionaries: &Dictionaries) -> String {
    let passage = &plan.passages[found.passage];
    let cues = &dictionaries.cues;
    if proposal == Status::Addressed {
        return String::new();
    }
    for (kind, word) in [("denial", "negated"), ("deferral", "deferred"), ("limit", "limited")] {
        if cues.any(kind, &passage.text) {
            return word.to_owned();
        }
    }
    if names_other_body(passage, plan, dictionaries) {
        return "other_body".to_owned();
    }
    if cues.any("restated", &passage.text) {
        return "restated_duty".to_owned();
    }
    let groups = dictionaries.synonyms.groups();
    let missing: Vec<String> = asked
        .slots
        .iter()
        .filter(|(group, _)| slot(*group, plan, &[passage]) == 0.0)
        .map(|(group, _)| groups[*group].name.replace('_', " "))
        .take(4)
        .collect();
    if missing.is_empty() { String::new() } else { format!("missing: {}", missing.join(", ")) }
}
