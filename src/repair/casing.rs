//! Gives a word its capitals back: the lists are in lower case, documents are not.

use super::channel::{Channel, Edge, lower};
use super::tokens::BREAK;

/// Cost of a small å, ä or ö having been read as a capital (`Aven` inside a sentence for `även`).
const CAPITAL_BY_MISTAKE: f32 = 3.0;

/// The ways `truth` (lower case, from the lists) may have been printed where `signs` were read, with the cost of each.
pub fn printed(channel: &Channel, signs: &[char], truth: &[char], used: &[u16]) -> Vec<(String, f32)> {
    let capitals = signs.iter().filter(|c| c.is_uppercase()).count();
    let letters = signs.iter().filter(|c| c.is_alphabetic()).count();
    let first = used.first().map(|number| channel.edge(usize::from(*number)));
    if truth.iter().copied().map(lower).eq(signs.iter().copied().map(lower)) {
        return vec![(signs.iter().collect(), 0.0)];
    }
    let truth_capital = first.is_some_and(|edge| edge.truth[0].is_uppercase());
    if capitals > 1 && capitals == letters {
        return vec![(truth.iter().flat_map(|c| c.to_uppercase()).collect(), 0.0)];
    }
    let Some(front) = signs.first() else { return Vec::new() };
    let small = || truth.iter().copied().flat_map(char::to_lowercase).collect::<String>();
    let large = || {
        let (head, tail) = truth.split_at(1.min(truth.len()));
        head.iter().flat_map(|c| c.to_uppercase()).chain(tail.iter().flat_map(|c| c.to_lowercase())).collect::<String>()
    };
    if truth_capital {
        return vec![(large(), 0.0)];
    }
    if !front.is_uppercase() {
        return vec![(keep_inner(signs, truth), 0.0)];
    }
    let changed = truth.first().is_some_and(|letter| front.to_lowercase().ne(letter.to_lowercase()));
    match (changed, first.is_some_and(Edge::wants_capital)) {
        (false, _) => vec![(keep_inner(signs, truth), 0.0)],
        (true, true) => vec![(small(), 0.0), (large(), 1.0)],
        (true, false) => vec![(large(), 0.0), (small(), CAPITAL_BY_MISTAKE)],
    }
}

/// Keep capitals inside a word (`KvinnoJouren`, `SoL`) where the signs still stand one for one.
fn keep_inner(signs: &[char], truth: &[char]) -> String {
    let same_length = signs.len() == truth.len();
    let mut text = String::new();
    for (at, letter) in truth.iter().enumerate() {
        let capital = signs.get(at).is_some_and(|sign| {
            sign.is_uppercase() && (at == 0 || (same_length && sign.to_lowercase().eq(letter.to_lowercase())))
        });
        if capital && *letter != BREAK {
            text.extend(letter.to_uppercase());
        } else {
            text.push(*letter);
        }
    }
    text
}
