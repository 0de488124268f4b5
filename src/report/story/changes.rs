//! Shows what changed between two wordings, word by word.

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Share of the earlier wording's words that must stand in the later one, or its changes are no help to a reader.
const READABLE_FROM: f64 = 0.4;

/// Whether words stayed, went or came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// In both.
    Same,
    /// Only in the earlier one.
    Gone,
    /// Only in the later one.
    New,
}

/// Neighbouring words with one fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Their fate.
    pub kind: Kind,
    /// The words, one space between them.
    pub words: String,
}

/// All words of both wordings in order, however little they share.
pub fn word_changes(before: &str, after: &str) -> Vec<Change> {
    compare(before, after).0
}

/// The words of both wordings in order. What the later one says before and after all that they share is left out: a clause
/// of a long sentence is compared, not the sentence. Empty where they share too little.
pub fn changes(before: &str, after: &str) -> Vec<Change> {
    let (mut changes, same) = compare(before, after);
    if (same as f64) < READABLE_FROM * before.split_whitespace().count() as f64 {
        return Vec::new();
    }
    let shared = |change: &Change| change.kind != Kind::New;
    let first = changes.iter().position(shared).unwrap_or(0);
    let last = changes.iter().rposition(shared).unwrap_or(0);
    changes.drain(first..=last).collect()
}

/// The changes, and how many words both have.
fn compare(before: &str, after: &str) -> (Vec<Change>, usize) {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split_whitespace().collect(), after.split_whitespace().collect());
    let plain = |words: &[&str]| words.iter().map(|word| crate::text::fold(bare(word))).collect::<Vec<_>>();
    let mut changes: Vec<Change> = Vec::new();
    let mut same = 0;
    for op in capture_diff_slices(Algorithm::Myers, &plain(&old), &plain(&new)) {
        let (gone, came) = (&old[op.old_range()], &new[op.new_range()]);
        match op.tag() {
            DiffTag::Equal => {
                same += gone.len();
                push(&mut changes, Kind::Same, came);
            }
            DiffTag::Delete => push(&mut changes, Kind::Gone, gone),
            DiffTag::Insert => push(&mut changes, Kind::New, came),
            DiffTag::Replace => {
                push(&mut changes, Kind::Gone, gone);
                push(&mut changes, Kind::New, came);
            }
        }
    }
    (changes, same)
}

/// A word without the marks around it: a comma is no change.
fn bare(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { word } else { bare }
}

fn push(changes: &mut Vec<Change>, kind: Kind, words: &[&str]) {
    if !words.is_empty() {
        changes.push(Change { kind, words: words.join(" ") });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &str) {
        let shown: Vec<String> = changes(before, after)
            .into_iter()
            .map(|change| match change.kind {
                Kind::Same => change.words,
                Kind::Gone => format!("[-{}-]", change.words),
                Kind::New => format!("[+{}+]", change.words),
            })
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn changed_words_are_shown() {
        check(
            "Nämnden ska rapportera två gånger.",
            "Nämnden ska rapportera fyra gånger.",
            "Nämnden ska rapportera [-två-] [+fyra+] gånger.",
        );
        check("Det ska följas upp.", "Vi anser att det ska följas upp, och mer därtill.", "det ska följas upp,");
    }

    #[test]
    fn wordings_with_little_in_common_are_not_compared() {
        check("Nämnden ska ta fram en rutin.", "Bolaget lämnar lägenheter varje år.", "");
    }
}
