//! Counting: longest common subsequences of words, precision and recall over keys, kappa.

use std::collections::{BTreeMap, HashMap};

use super::Measure;

/// A part of a whole; 1 where there is nothing to miss.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Words as compared: raised footnote marks, bullets and leaders left out, ligatures and their like spelled out (NFKC).
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    text.split_whitespace()
        .map(|word| word.chars().filter(|c| !is_mark(*c)).nfkc().collect::<String>())
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect()
}

/// Footnote marks, and hyphens that only a line end shows.
fn is_mark(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰'..='⁹' | '\u{ad}')
}

/// Length of the longest common subsequence (Hunt and Szymanski 1977: fast where most words are rare).
#[must_use]
pub fn common(a: &[String], b: &[String]) -> usize {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, word) in b.iter().enumerate() {
        places.entry(word).or_default().push(place);
    }
    // ends[k]: the smallest place in b at which a common subsequence of k + 1 words can end
    let mut ends: Vec<usize> = Vec::new();
    for word in a {
        for &place in places.get(word.as_str()).into_iter().flatten().rev() {
            let k = ends.partition_point(|end| *end < place);
            if k == ends.len() { ends.push(place) } else { ends[k] = place }
        }
    }
    ends.len()
}

/// Share of the smaller text's words that both have, whatever their order: a measure for "the same passage".
pub(super) fn overlap(a: &[String], b: &[String]) -> f64 {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in a {
        *left.entry(word).or_default() += 1;
    }
    let mut both = 0;
    for word in b {
        if let Some(n) = left.get_mut(word.as_str()).filter(|n| **n > 0) {
            *n -= 1;
            both += 1;
        }
    }
    share(both, a.len().min(b.len()))
}

/// Precision, recall and F1 of keys, each counted as often as it stands.
pub(super) fn keys<K: Ord + std::fmt::Debug>(
    stage: &'static str,
    names: [&'static str; 2],
    truth: Vec<K>,
    found: Vec<K>,
) -> Vec<Measure> {
    let (in_truth, in_found) = (truth.len(), found.len());
    let mut left: BTreeMap<K, isize> = BTreeMap::new();
    for key in truth {
        *left.entry(key).or_default() += 1;
    }
    let mut extra = Vec::new();
    let mut both = 0;
    for key in found {
        match left.get_mut(&key).filter(|n| **n > 0) {
            Some(n) => {
                *n -= 1;
                both += 1;
            }
            None => extra.push(key),
        }
    }
    let missed: Vec<String> = left.iter().filter(|(_, n)| **n > 0).map(|(key, _)| format!("{key:?}")).collect();
    let extra: Vec<String> = extra.iter().map(|key| format!("{key:?}")).collect();
    let [precision, recall] = names;
    vec![
        Measure { stage, measure: precision.into(), value: share(both, in_found), count: in_found, note: some(&extra) },
        Measure { stage, measure: recall.into(), value: share(both, in_truth), count: in_truth, note: some(&missed) },
    ]
}

/// The first few of a list, for a note.
pub(super) fn some(list: &[String]) -> String {
    const FEW: usize = 6;
    let more = if list.len() > FEW { format!(" … (+{})", list.len() - FEW) } else { String::new() };
    list.iter().take(FEW).cloned().collect::<Vec<_>>().join(" ") + &more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_common(a: &str, b: &str, expected: usize) {
        assert_eq!(common(&words(a), &words(b)), expected);
    }

    #[test]
    fn the_longest_common_subsequence_keeps_order() {
        check_common("ett två tre fyra", "ett tre två fyra", 3);
        check_common("a b c", "", 0);
        check_common("a a a", "a a", 2);
        check_common("idéer.¹ • punkt", "idéer. punkt", 2);
    }

    #[test]
    fn missed_and_extra_keys_are_told() {
        let measures = keys("segment", ["p", "r"], vec![1, 2, 3], vec![2, 3, 4, 4]);
        assert_eq!((measures[0].value, measures[0].note.as_str()), (0.5, "4 4"));
        assert_eq!(measures[1].note, "1");
    }
}
