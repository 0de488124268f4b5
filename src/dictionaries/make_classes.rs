//! Learns from pairs of words which classes of words follow which; `build.rs` uses this file.
//!
//! Most pairs of words are never seen before they are needed, but words that stand in like company were seen: before
//! `invånares` comes a word like `sina` rather than a word like `ha`. A word without a class has that of most words with
//! its ending.

use std::collections::BTreeMap;

/// Words that an ending must have to tell a class, and letters it may have.
const LEAST_WORDS: usize = 6;
const MOST_LETTERS: usize = 5;
/// Letters of the shortest word that has an ending.
const LEAST_LETTERS: usize = 5;
/// Words seen more often than this are no example for the unknown.
const COMMON: f64 = 300.0;
/// Pairs that count as much as what chance alone would give.
const CHANCE: f64 = 3.0;
/// The most that a pair of classes costs (nats): anything may stand after anything in a table.
const MOST: f64 = 2.5;
/// Class of what is no word: nothing follows from it.
const NONE: usize = 0;

/// Classes by ending (a `^` before it: the whole word), and costs in nats of each class after each.
pub struct Classes {
    /// Number of the class of an ending; the longest that fits a word is its class.
    pub endings: BTreeMap<String, u64>,
    /// By how much a class (the column) costs more after another (the row) than anywhere.
    pub costs: Vec<Vec<f64>>,
}

/// What follows from the classes of words, how often each word was seen, and from pairs that were (`.` and `<num>` among
/// them).
pub fn classes<'a>(
    given: &[(&str, u64)],
    counts: &BTreeMap<&str, f64>,
    pairs: impl Iterator<Item = (&'a str, &'a str, f64)>,
) -> Classes {
    let endings = endings(given, counts);
    let size = given.iter().map(|(_, class)| *class as usize + 1).max().unwrap_or(1);
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
        if row == NONE || column == NONE {
            0.0
        } else {
            (-((seen[row][column] + CHANCE) / (chance + CHANCE)).ln()).min(MOST)
        }
    };
    let costs = (0..size).map(|row| (0..size).map(|column| cost(row, column)).collect()).collect();
    Classes { endings, costs }
}

/// The class of a word by its endings: 0 where none fits.
pub fn class(endings: &BTreeMap<String, u64>, word: &str) -> usize {
    let whole = endings.get(&format!("^{word}"));
    let has_ending = word.chars().nth(LEAST_LETTERS - 1).is_some();
    let ends = || word.char_indices().filter(|_| has_ending).find_map(|(at, _)| endings.get(&word[at..]));
    usize::try_from(*whole.or_else(ends).unwrap_or(&0)).unwrap_or(NONE)
}

/// Every given word, and the endings that tell a class.
fn endings(given: &[(&str, u64)], counts: &BTreeMap<&str, f64>) -> BTreeMap<String, u64> {
    let mut kinds: BTreeMap<&str, BTreeMap<u64, usize>> = BTreeMap::new();
    for (word, class) in given.iter().filter(|(word, _)| counts.get(word).is_some_and(|count| *count <= COMMON)) {
        for (at, _) in word.char_indices().rev().take(MOST_LETTERS) {
            *kinds.entry(&word[at..]).or_default().entry(*class).or_default() += 1;
        }
    }
    let told = kinds.into_iter().filter(|(_, classes)| classes.values().sum::<usize>() >= LEAST_WORDS);
    let most = |classes: BTreeMap<u64, usize>| classes.into_iter().max_by_key(|(class, count)| (*count, *class));
    let told = told.filter_map(|(ending, classes)| Some((ending.to_owned(), most(classes)?.0)));
    told.chain(given.iter().map(|(word, class)| (format!("^{word}"), *class))).collect()
}
