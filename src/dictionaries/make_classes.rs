//! Sorts words into classes by their ends, and learns from pairs which classes follow which; `build.rs` uses this file.
//!
//! Most pairs of words are never seen before they are needed. Their ends tell: after `den` comes `-an` or `-en` rather than
//! `-ar`, after a plural verb no other verb. The commonest words are classes of their own.

use std::collections::{BTreeMap, BTreeSet};

/// So many of the commonest words stand alone.
const OWN_CLASS: usize = 400;
/// Words that an ending must have to be a class, and letters it may have.
const LEAST_WORDS: usize = 30;
const MOST_LETTERS: usize = 4;
/// Pairs that count as much as what chance alone would give.
const CHANCE: f64 = 4.0;
/// Class of what is no word: nothing follows from it.
const NONE: usize = 0;

/// Classes by ending (a `^` before it: the whole word), and costs in nats of each class after each.
pub struct Classes {
    /// Number of the class of an ending; the longest that fits a word is its class.
    pub endings: BTreeMap<String, u64>,
    /// By how much a class (the column) costs more after another (the row) than anywhere.
    pub costs: Vec<Vec<f64>>,
}

/// The classes of counted words, from pairs that were seen (`.` and `<num>` among them).
pub fn classes<'a>(counts: &BTreeMap<&str, f64>, pairs: impl Iterator<Item = (&'a str, &'a str, f64)>) -> Classes {
    let endings = endings(counts);
    let size = endings.len() + 1;
    let mut seen = vec![vec![0.0; size]; size];
    for (first, second, count) in pairs {
        // Kinds of pairs more than pairs: what is to be judged is pairs that were not seen.
        seen[class(&endings, first)][class(&endings, second)] += 1.0 + f64::ln(count) / 3.0;
    }
    let total: f64 = seen.iter().flatten().sum();
    let firsts: Vec<f64> = seen.iter().map(|row| row.iter().sum()).collect();
    let seconds: Vec<f64> = (0..size).map(|column| seen.iter().map(|row| row[column]).sum()).collect();
    let cost = |row: usize, column: usize| {
        let chance = firsts[row] * seconds[column] / total;
        if row == NONE || column == NONE { 0.0 } else { -((seen[row][column] + CHANCE) / (chance + CHANCE)).ln() }
    };
    let costs = (0..size).map(|row| (0..size).map(|column| cost(row, column)).collect()).collect();
    Classes { endings, costs }
}

/// The class of a word: 0 where none fits.
fn class(endings: &BTreeMap<String, u64>, word: &str) -> usize {
    let whole = endings.get(&format!("^{word}"));
    let ends = || word.char_indices().find_map(|(at, _)| endings.get(&word[at..]));
    usize::try_from(*whole.or_else(ends).unwrap_or(&0)).unwrap_or(NONE)
}

fn endings(counts: &BTreeMap<&str, f64>) -> BTreeMap<String, u64> {
    let mut words: Vec<(&str, f64)> = counts.iter().map(|(word, count)| (*word, *count)).collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (word, _) in &words {
        let starts = word.char_indices().map(|(at, _)| at).rev().take(MOST_LETTERS);
        starts.for_each(|at| *kinds.entry(&word[at..]).or_default() += 1);
    }
    let common = words.iter().take(OWN_CLASS).map(|(word, _)| format!("^{word}"));
    let ends = kinds.iter().filter(|(_, count)| **count >= LEAST_WORDS).map(|(ending, _)| (*ending).to_owned());
    let special = ["^.", "^<num>"].map(str::to_owned);
    let all: BTreeSet<String> = common.chain(ends).chain(special).collect();
    all.into_iter().zip(1..).collect()
}
