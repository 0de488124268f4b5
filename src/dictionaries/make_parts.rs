//! Learns from a word list what compounds are made of; `build.rs` uses this file.
//!
//! `föräldra` stands before many words and is none itself; `åter` begins compounds and `äter` does not; many end in
//! `gruppen` and hardly any in `nås`. All of that shows when the list's own long words are cut in two, so nobody has to
//! write it down.

use std::collections::{BTreeMap, HashMap};

/// Letters that a part has at least, and the second while parts are first collected.
const PART_LETTERS: usize = 3;
const SURE_LETTERS: usize = 4;
/// A word rarer than this (share of running text) is too rare to be believed as a part.
const RAREST: f64 = 1.5e-7;
/// What stands before so many different words is a part even if it is no word.
const LEAST: f64 = 5.0;
/// Weight of how common a word is by itself, beside how often it was seen as a part.
const ALONE: f64 = 0.1;

/// Words with these endings take an `s` before another part, whether they were seen so or not.
const LINKED: [&str; 7] = ["ing", "het", "ion", "skap", "dom", "itet", "else"];

/// What parts cost (nats): those that begin a compound, linking letters with them, and those that end one.
pub struct Parts {
    /// Parts that another follows.
    pub firsts: BTreeMap<String, f64>,
    /// Last parts.
    pub lasts: BTreeMap<String, f64>,
}

/// The parts of the words in `shares` (word in lower case, its share of running text).
pub fn parts(shares: &BTreeMap<String, f64>) -> Parts {
    let common: HashMap<&str, f64> =
        shares.iter().filter(|(_, share)| **share > RAREST).map(|(word, share)| (word.as_str(), *share)).collect();
    let mut firsts: HashMap<&str, f64> = HashMap::new();
    let mut lasts: HashMap<&str, f64> = HashMap::new();
    for (first, last) in shares.keys().flat_map(|word| cuts(word)) {
        if common.contains_key(last) && letters(last) >= SURE_LETTERS {
            *firsts.entry(first).or_default() += 1.0;
            *lasts.entry(last).or_default() += f64::from(u8::from(common.contains_key(first)));
        }
    }
    firsts.retain(|first, count| *count >= LEAST || common.contains_key(*first));
    let (firsts, lasts) = best_cuts(shares, &common, &firsts, &lasts);
    let linked = common.iter().filter(|(word, _)| LINKED.iter().any(|ending| word.ends_with(ending)));
    let linked: BTreeMap<String, f64> = linked.map(|(word, share)| (format!("{word}s"), *share)).collect();
    let alone: BTreeMap<String, f64> = common.iter().map(|(word, share)| ((*word).to_owned(), *share)).collect();
    Parts { firsts: costs(&firsts, linked.into_iter().chain(alone.clone())), lasts: costs(&lasts, alone) }
}

/// How often each part is first or last when every word is cut once, where it is likeliest.
fn best_cuts<'a>(
    shares: &'a BTreeMap<String, f64>,
    common: &HashMap<&str, f64>,
    firsts: &HashMap<&str, f64>,
    lasts: &HashMap<&str, f64>,
) -> (BTreeMap<&'a str, f64>, BTreeMap<&'a str, f64>) {
    let (mut first_counts, mut last_counts) = (BTreeMap::new(), BTreeMap::new());
    for word in shares.keys() {
        let weighed = cuts(word).filter_map(|(first, last)| {
            common.get(last)?;
            Some((firsts.get(first)? * (lasts.get(last).copied().unwrap_or(0.0) + 1.0), first, last))
        });
        if let Some((_, first, last)) = weighed.max_by(|a, b| a.0.total_cmp(&b.0)) {
            *first_counts.entry(first).or_default() += 1.0;
            *last_counts.entry(last).or_default() += 1.0;
        }
    }
    (first_counts, last_counts)
}

/// Every way to cut a word in two.
fn cuts(word: &str) -> impl Iterator<Item = (&str, &str)> {
    word.char_indices()
        .map(|(at, _)| word.split_at(at))
        .filter(|(first, last)| letters(first) >= PART_LETTERS && letters(last) >= PART_LETTERS)
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

/// Costs of parts by how often they were seen as such, and a little by how common they are by themselves (`alone`).
fn costs(counts: &BTreeMap<&str, f64>, alone: impl IntoIterator<Item = (String, f64)>) -> BTreeMap<String, f64> {
    let total: f64 = counts.values().sum();
    let mut chances: BTreeMap<String, f64> =
        counts.iter().map(|(part, count)| ((*part).to_owned(), (1.0 - ALONE) * count / total)).collect();
    for (word, share) in alone.into_iter().filter(|(word, _)| letters(word) >= PART_LETTERS) {
        // Shares are of running text already.
        *chances.entry(word).or_default() += ALONE * share;
    }
    chances.into_iter().map(|(part, chance)| (part, -chance.ln())).collect()
}
