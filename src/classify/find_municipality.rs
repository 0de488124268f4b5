//! Finds the municipality: by its own name, or by organs that only it has.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::see_lines::View;
use super::words::{Phrase, fold_fast};
use crate::dictionaries::{Dictionaries, Municipality, OrganKind};

/// The pack of organs and parties that all municipalities share; never an answer itself.
pub const COMMON: &str = "sverige";

/// `Mölndals stad`, `Kungsbacka kommun`: a name of some municipality, known to us or not.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(\p{Lu}[\p{Ll}é]+(?:-\p{Lu}\p{Ll}+)?) (?:stad|Stad|kommun|Kommun)s?\b").expect("a constant pattern")
});

/// Points needed: one full name in the text.
const NEEDED: f32 = 2.0;

/// Most mentions of one name that count.
const CAP: usize = 5;

/// The municipality a document is from, if it says so.
pub fn find_municipality<'a>(view: &View, furniture: &str, dictionaries: &'a Dictionaries) -> Option<&'a Municipality> {
    let mut text: String = view.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text.push_str(furniture);
    let folded = fold_fast(&text);
    let mut best: Option<(f32, &Municipality)> = None;
    for municipality in dictionaries.municipalities.iter().filter(|m| m.id != COMMON) {
        let points = name_points(municipality, &folded) + organ_points(municipality, view, &folded);
        if points >= NEEDED && best.is_none_or(|(most, _)| points > most) {
            best = Some((points, municipality));
        }
    }
    let (points, municipality) = best?;
    let other = most_named_other(&text, municipality);
    (points > other).then_some(municipality)
}

#[expect(clippy::cast_precision_loss, reason = "at most five")]
fn name_points(municipality: &Municipality, folded: &str) -> f32 {
    municipality
        .names
        .iter()
        .map(|(name, weight)| folded.matches(fold_fast(name).as_str()).take(CAP).count() as f32 * weight)
        .sum()
}

/// Districts and companies have names of their own: three points each, once.
fn organ_points(municipality: &Municipality, view: &View, folded: &str) -> f32 {
    municipality
        .organs
        .iter()
        .filter(|organ| matches!(organ.kind, OrganKind::District | OrganKind::Company))
        .filter(|organ| view.lenient || folded.contains(fold_fast(&organ.name).as_str()))
        .map(|organ| Phrase::parse(&organ.name))
        .filter(|phrase| view.lines.iter().take(200).any(|line| phrase.find(&line.words, view.lenient).is_some()))
        .map(|_| 3.0)
        .sum()
}

/// Points of the name that some other municipality is called by most often.
#[expect(clippy::cast_precision_loss, reason = "a count of mentions")]
fn most_named_other(text: &str, municipality: &Municipality) -> f32 {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for name in NAMED.captures_iter(text) {
        *times.entry(name.get(1).map_or("", |group| group.as_str())).or_default() += 1;
    }
    let known = |name: &str| {
        let bare = fold_fast(name);
        let bare = bare.trim_end_matches('s');
        fold_fast(&municipality.id).contains(bare)
            || municipality.names.iter().any(|(n, _)| fold_fast(n).contains(bare))
    };
    times.iter().filter(|(name, _)| !known(name)).map(|(_, n)| (*n).min(CAP) as f32 * 3.0).fold(0.0, f32::max)
}
