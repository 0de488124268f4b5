//! Turns two versions of the same lines into edits of the first, word by word.

use super::tokens::chunks;
use crate::text::{Edit, LineNo};
use std::collections::BTreeMap;

/// Why and how surely a word was changed, by line and place in the line (both from 0).
#[derive(Clone, Debug, Default)]
pub struct Notes(BTreeMap<(usize, usize), (f32, &'static str)>);

impl Notes {
    /// Note a change of the word that stands at byte `at` of the line.
    pub fn add(&mut self, number: usize, line: &str, at: usize, confidence: f32, reason: &'static str) {
        let Some(word) = chunks(line).position(|range| range.contains(&at)) else { return };
        let note = self.0.entry((number, word)).or_insert((confidence, reason));
        // A word cut in two by a hyphen or changed in two rounds is as sure as its least sure part.
        if confidence < note.0 {
            *note = (confidence, reason);
        }
    }
}

/// Edits that make `after` of `before`; both have the same lines, and lines the same number of words.
pub fn between(before: &[String], after: &[String], notes: &Notes) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (number, (old, new)) in before.iter().zip(after).enumerate() {
        if old == new {
            continue;
        }
        for (word, (from, to)) in chunks(old).zip(chunks(new)).enumerate() {
            let (confidence, reason) =
                notes.0.get(&(number, word)).copied().unwrap_or((1.0, super::encoding::DECOMPOSED));
            edits.extend(edit(number, old, from, &new[to], confidence, reason));
        }
    }
    edits
}

fn edit(
    number: usize,
    line: &str,
    range: std::ops::Range<usize>,
    after: &str,
    confidence: f32,
    reason: &'static str,
) -> Option<Edit> {
    let before = &line[range.clone()];
    if before == after {
        return None;
    }
    // Marks around the word are not part of what changed: `"nimnder,` is the word `nimnder`.
    let same = |(a, b): &(char, char)| a == b && !a.is_alphanumeric();
    let head: usize = before.chars().zip(after.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (before, after) = (&before[head..], &after[head..]);
    let tail: usize = before.chars().rev().zip(after.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (before, after) = (&before[..before.len() - tail], &after[..after.len() - tail]);
    let from = range.start + head;
    Some(Edit {
        line: LineNo::try_from(number + 1).unwrap_or(LineNo::MAX),
        range: from..from + before.len(),
        before: before.into(),
        after: after.into(),
        confidence,
        reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_the_word_without_its_marks() {
        let edits = between(&["\"nimnder, for".to_owned()], &["\"nämnder, för".to_owned()], &Notes::default());
        let found: Vec<_> = edits.iter().map(|edit| (edit.range.clone(), &*edit.after)).collect();
        assert_eq!(found, [(1..8, "nämnder"), (10..13, "för")]);
    }
}
