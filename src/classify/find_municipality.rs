//! Finds the municipality: by its own name, or by organs that only it has.

use std::collections::{BTreeMap, HashSet};

use super::see_lines::View;
use super::words::{fold_fast, same_word};
use crate::dictionaries::{Dictionaries, Municipality, OrganKind};

/// The pack of organs and parties that all municipalities share; never an answer itself.
pub const COMMON: &str = "sverige";

/// What follows the name of some municipality, known to us or not: `Mölndals stad`, `Kungsbacka kommun`.
const KINDS: [&str; 4] = [" stad", " Stad", " kommun", " Kommun"];

/// Points needed: one full name in the text.
const NEEDED: f32 = 2.0;

/// Most mentions of one name that count.
const CAP: usize = 5;

/// The municipality a document is from, if it says so.
pub fn find_municipality<'a>(view: &View, furniture: &str, dictionaries: &'a Dictionaries) -> Option<&'a Municipality> {
    let mut text: String =
        view.lines.iter().take(COUNTED).map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text.push_str(furniture);
    let folded = fold_fast(&text);
    let names: Vec<&str> = dictionaries.municipalities.iter().flat_map(|m| &m.names).map(|n| n.0.as_str()).collect();
    let starts = word_starts(&folded, &names);
    let words: HashSet<&str> =
        view.lines.iter().take(LOOKED_AT).flat_map(|line| &line.words).map(String::as_str).collect();
    let mut best: Option<(f32, &Municipality)> = None;
    for municipality in dictionaries.municipalities.iter().filter(|m| m.id != COMMON) {
        let points = name_points(municipality, &starts, &folded) + organ_points(municipality, view, &words);
        if points >= NEEDED && best.is_none_or(|(most, _)| points > most) {
            best = Some((points, municipality));
        }
    }
    let (points, municipality) = best?;
    let other = most_named_other(&text, municipality);
    (points > other).then_some(municipality)
}

/// Where words begin in a folded text that begin like one of these names.
fn word_starts(folded: &str, names: &[&str]) -> Vec<usize> {
    let mut wanted = [false; 256];
    for initial in names.iter().filter_map(|name| fold_fast(name).bytes().next()) {
        wanted[usize::from(initial)] = true;
    }
    let mut starts = Vec::new();
    let mut inside = false;
    for (at, byte) in folded.bytes().enumerate() {
        let letter = byte.is_ascii_alphanumeric() || !byte.is_ascii();
        if letter && !inside && wanted[usize::from(byte)] {
            starts.push(at);
        }
        inside = letter;
    }
    starts
}

#[expect(clippy::cast_precision_loss, reason = "at most five")]
fn name_points(municipality: &Municipality, starts: &[usize], folded: &str) -> f32 {
    let times = |name: &str| {
        let name = fold_fast(name);
        starts.iter().filter(|&&at| folded.as_bytes()[at..].starts_with(name.as_bytes())).take(CAP).count()
    };
    municipality.names.iter().map(|(name, weight)| times(name) as f32 * weight).sum()
}

/// Lines that are looked at for organs.
const LOOKED_AT: usize = 80;

/// Lines in which names of municipalities are counted: more of a long document says no more.
const COUNTED: usize = 400;

/// Districts and companies have names of their own: three points each, once.
fn organ_points(municipality: &Municipality, view: &View, words: &HashSet<&str>) -> f32 {
    let lines = &view.lines[..view.lines.len().min(LOOKED_AT)];
    municipality
        .organs
        .iter()
        .filter(|organ| matches!(organ.kind, OrganKind::District | OrganKind::Company))
        .filter_map(|organ| organ.words.first())
        .filter(|name| view.lenient || name.first().is_some_and(|word| words.contains(word.as_str())))
        .filter(|name| lines.iter().any(|line| names_organ(&line.words, name, view.lenient)))
        .map(|_| 3.0)
        .sum()
}

/// Whether the name stands among the first words of a line.
fn names_organ(line: &[String], name: &[String], lenient: bool) -> bool {
    let same = |words: &[String]| words.iter().zip(name).all(|(word, cue)| same_word(word, cue, lenient));
    line.windows(name.len().max(1)).any(same)
}

/// Points of the name that some other municipality is called by most often.
#[expect(clippy::cast_precision_loss, reason = "a count of mentions")]
fn most_named_other(text: &str, municipality: &Municipality) -> f32 {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let kind_at = |at: usize| KINDS.iter().find(|kind| text.as_bytes()[at..].starts_with(kind.as_bytes()));
    let may_name = |at: &usize| matches!(text.as_bytes().get(at + 1), Some(b's' | b'S' | b'k' | b'K'));
    let blanks = text.bytes().enumerate().filter(|(_, byte)| *byte == b' ').map(|(at, _)| at);
    for (at, kind) in blanks.filter(may_name).filter_map(|at| Some((at, kind_at(at)?))) {
        if let Some(name) = name_before(&text[..at], &text[at + kind.len()..]) {
            *times.entry(name).or_default() += 1;
        }
    }
    let known = |name: &str| {
        let bare = fold_fast(name);
        let bare = bare.trim_end_matches('s');
        fold_fast(&municipality.id).contains(bare)
            || municipality.names.iter().any(|(n, _)| fold_fast(n).contains(bare))
    };
    times.iter().filter(|(name, _)| !known(name)).map(|(_, n)| (*n).min(CAP) as f32 * 3.0).fold(0.0, f32::max)
}

/// The name before ` kommun`, if what follows ends the word: a capital, then small letters, once or twice.
fn name_before<'a>(before: &'a str, after: &str) -> Option<&'a str> {
    let after = after.strip_prefix('s').unwrap_or(after);
    let name = before.rsplit([' ', '\n', '\t', '(', '"']).next().filter(|name| name.chars().count() > 1)?;
    let parts = || name.split('-');
    let named = parts().count() <= 2
        && parts().all(|part| {
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
        });
    (named && after.chars().next().is_none_or(|c| !c.is_alphanumeric())).then_some(name)
}
