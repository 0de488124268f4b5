//! What a pair of plan and point shows, as numbers for the decision and as words for the reader.
//!
//! Features say something of the plan; nothing here knows only the point (its length, its number of parts), because such
//! features learn the labelled points by heart.

use std::sync::LazyLock;

use regex::Regex;

use crate::dictionaries::SynonymGroup;

use super::Status;
use super::passages::{Passage, Plan};
use super::rank::{Looked, Ranked, coverage};
use super::says::{Saying, says};
use super::terms::{Asked, Demands};

/// Names of the features, in the order of [`features`].
pub const NAMES: [&str; 17] = [
    "coverage_best",
    "coverage_three",
    "peak",
    "denial_best",
    "denial_three",
    "denial_after",
    "deferral",
    "limit",
    "other_body",
    "restated",
    "own_measure",
    "slots",
    "weakest_slot",
    "table",
    "coverage_plan",
    "missing",
    "length_best",
];

/// One number a name; where a thing does not apply the number is its neutral value.
pub type Features = [f32; NAMES.len()];

/// More slots than this that nothing names tell no more.
const MISSING: usize = 3;

static ORGAN: LazyLock<Regex> = LazyLock::new(|| {
    let bodies = r"\w{4,}(?:n[äa]mnd(?:en|erna)|styrelsen|kontoret|f[öo]rvaltningen|bolaget)|polisen|regionen";
    Regex::new(&format!(r"\b(?:{bodies})s?\b")).expect("a fixed pattern compiles")
});

/// The features of a pair, from its best passages.
pub fn features(asked: &Asked, demands: &Demands, looked: &Looked, ranked: &[Ranked]) -> Features {
    let plan = &looked.plan;
    let places: Vec<usize> = ranked.iter().map(|found| found.passage).collect();
    let passages: Vec<&Passage> = places.iter().map(|&at| &plan.passages[at]).collect();
    let in_best =
        |what: Saying| f32::from(u8::from(passages.first().is_some_and(|passage| says(what, passage, asked, demands))));
    let share = |count: usize| count as f32 / passages.len().max(1) as f32;
    let denied = passages.iter().filter(|passage| says(Saying::Denied, passage, asked, demands)).count();
    let own = passages.iter().filter(|passage| passage.says.iter().any(|said| said.what == Saying::OwnMeasure)).count();
    let slots: Vec<f32> = asked.slots.iter().map(|&group| slot(group, plan, &places)).collect();
    [
        ranked.first().map_or(0.0, |found| found.score),
        coverage(asked, looked, &places),
        ranked.first().map_or(0.0, |found| found.peak),
        in_best(Saying::Denied),
        share(denied),
        places.first().map_or(0.0, |&at| f32::from(u8::from(is_denied_after(at, plan)))),
        in_best(Saying::PutOff),
        in_best(Saying::Limited),
        f32::from(u8::from(passages.first().is_some_and(|passage| names_other_body(passage, plan)))),
        in_best(Saying::Restated),
        share(own),
        if slots.is_empty() { 0.5 } else { slots.iter().sum::<f32>() / slots.len() as f32 },
        slots.iter().copied().fold(1.0, f32::min),
        asked.table.as_ref().map_or(0.0, |form| table(form, plan)),
        coverage_anywhere(asked, looked),
        slots.iter().filter(|held| **held == 0.0).count().min(MISSING) as f32,
        passages.first().map_or(0.0, |passage| (passage.analysed.words.len() as f32 + 1.0).ln()),
    ]
}

/// Whether the sentence after a passage, under the same heading, denies something: `Kursen hålls i maj. Det gäller inte
/// vikarier.` What it denies is seldom named again.
fn is_denied_after(at: usize, plan: &Plan) -> bool {
    let after = plan.passages.get(at + 1).filter(|after| after.heading == plan.passages[at].heading);
    after.is_some_and(|after| after.says.iter().any(|said| said.what == Saying::Denied))
}

/// Share of a point's weight that the plan answers anywhere.
fn coverage_anywhere(asked: &Asked, looked: &Looked) -> f32 {
    let best = |own: &[(u32, f32)]| own.iter().map(|(_, strength)| *strength).fold(0.0, f32::max);
    let found: f32 = asked.parts.iter().map(|part| part.weight * best(&looked.holds[part.term].own)).sum();
    if asked.total > 0.0 { found / asked.total } else { 0.0 }
}

/// How well some passages name what a slot asks for: there 1, only in a heading above 0.5.
fn slot(group: usize, plan: &Plan, places: &[usize]) -> f32 {
    let held = plan.holding_group(group);
    if places.iter().any(|&at| u32::try_from(at).is_ok_and(|at| held.binary_search(&at).is_ok())) {
        1.0
    } else if places.iter().any(|&at| plan.heading_holds_group(plan.passages[at].heading, group)) {
        0.5
    } else {
        0.0
    }
}

/// How well a plan's tables have the form that is asked for: -1 without a table, else the share of what it is to show that
/// stands in the tables.
fn table(form: &[usize], plan: &Plan) -> f32 {
    if !plan.passages.iter().any(|passage| passage.is_row) {
        return -1.0;
    }
    let in_a_row = |group: usize| plan.holding_group(group).iter().any(|&at| plan.passages[at as usize].is_row);
    let shown = form.iter().filter(|&&group| in_a_row(group)).count();
    if form.is_empty() { 1.0 } else { shown as f32 / form.len() as f32 }
}

/// A passage that says whose duty it is and names another body than the plan's.
fn names_other_body(passage: &Passage, plan: &Plan) -> bool {
    passage.says.iter().any(|said| said.what == Saying::OfAnother)
        && ORGAN.find_iter(&passage.text.to_lowercase()).any(|organ| {
            let name = crate::text::fold(organ.as_str());
            let stem = name.trim_end_matches('s').trim_end_matches("en");
            !plan.organ.contains(stem) && !["stadsdelsnamnd", "forvaltning"].iter().any(|own| stem.starts_with(own))
        })
}

/// Why a passage is not enough, in a word of the specification; empty for a pair that is proposed as addressed.
pub fn reason(
    asked: &Asked,
    demands: &Demands,
    plan: &Plan,
    found: &Ranked,
    proposal: Status,
    groups: &[SynonymGroup],
) -> String {
    let passage = &plan.passages[found.passage];
    if proposal == Status::Addressed {
        return String::new();
    }
    for (what, word) in [(Saying::Denied, "negated"), (Saying::PutOff, "deferred"), (Saying::Limited, "limited")] {
        if says(what, passage, asked, demands) {
            return word.to_owned();
        }
    }
    if names_other_body(passage, plan) {
        return "other_body".to_owned();
    }
    if says(Saying::Restated, passage, asked, demands) {
        return "restated_duty".to_owned();
    }
    let missing: Vec<String> = asked
        .slots
        .iter()
        .filter(|group| slot(**group, plan, &[found.passage]) == 0.0)
        .map(|group| groups[*group].name.replace('_', " "))
        .take(4)
        .collect();
    if missing.is_empty() { String::new() } else { format!("missing: {}", missing.join(", ")) }
}
