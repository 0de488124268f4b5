//! Counts how much better (or worse) repair makes text whose truth is known; `paragraf evaluate` prints it.

use super::{Parts, Repairer};
use crate::dictionaries::Dictionaries;

/// Counts over one or more documents. A word is what stands between blanks, with its marks; it is right when every byte is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RepairCounts {
    /// Words of the truth.
    pub words: usize,
    /// Words that were wrong as read.
    pub wrong_before: usize,
    /// Words that are wrong after repair.
    pub wrong_after: usize,
    /// Words that were right and are wrong now.
    pub made_worse: usize,
    /// Signs of the truth.
    pub signs: usize,
    /// Signs to insert, delete or change before repair.
    pub sign_errors_before: usize,
    /// The same after repair.
    pub sign_errors_after: usize,
    /// Changed words with confidence of 0.9 or more.
    pub sure_changes: usize,
    /// Those of them that are right.
    pub sure_changes_right: usize,
    /// Changed words with less confidence.
    pub doubtful_changes: usize,
    /// Those of them that are right.
    pub doubtful_changes_right: usize,
    /// Lines whose number of words differs from the truth's; their words are compared by place and count as wrong.
    pub lines_apart: usize,
}

impl RepairCounts {
    /// Words wrong before, as a part of all.
    #[must_use]
    pub fn word_error_rate_before(&self) -> f64 {
        rate(self.wrong_before, self.words)
    }

    /// Words wrong after, as a part of all.
    #[must_use]
    pub fn word_error_rate(&self) -> f64 {
        rate(self.wrong_after, self.words)
    }

    /// Sign errors after, as a part of all signs.
    #[must_use]
    pub fn sign_error_rate(&self) -> f64 {
        rate(self.sign_errors_after, self.signs)
    }

    /// These counts and others together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            words: self.words + other.words,
            wrong_before: self.wrong_before + other.wrong_before,
            wrong_after: self.wrong_after + other.wrong_after,
            made_worse: self.made_worse + other.made_worse,
            signs: self.signs + other.signs,
            sign_errors_before: self.sign_errors_before + other.sign_errors_before,
            sign_errors_after: self.sign_errors_after + other.sign_errors_after,
            sure_changes: self.sure_changes + other.sure_changes,
            sure_changes_right: self.sure_changes_right + other.sure_changes_right,
            doubtful_changes: self.doubtful_changes + other.doubtful_changes,
            doubtful_changes_right: self.doubtful_changes_right + other.doubtful_changes_right,
            lines_apart: self.lines_apart + other.lines_apart,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn rate(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Repair `damaged` and compare it with `truth`, line by line.
#[must_use]
pub fn measure(damaged: &[String], truth: &[String], dictionaries: &Dictionaries) -> RepairCounts {
    measure_with(damaged, truth, dictionaries, Parts::ALL)
}

/// [`measure`] with only some parts of repair.
#[must_use]
pub fn measure_with(damaged: &[String], truth: &[String], dictionaries: &Dictionaries, parts: Parts) -> RepairCounts {
    let (repaired, edits) = Repairer::with(dictionaries, parts).lines(damaged);
    let mut counts = RepairCounts::default();
    for ((damaged, repaired), truth) in damaged.iter().zip(&repaired).zip(truth) {
        compare_line(damaged, repaired, truth, &mut counts);
    }
    for edit in &edits {
        let line = edit.line as usize - 1;
        let Some(truth) = truth.get(line) else { continue };
        let place = |text: &str, at: usize| text[..at].split_whitespace().count() - usize::from(!before_ends(text, at));
        let word = place(&damaged[line], edit.range.start);
        let right = repaired[line].split_whitespace().nth(word) == truth.split_whitespace().nth(word);
        let (changes, good) = if edit.confidence >= 0.9 {
            (&mut counts.sure_changes, &mut counts.sure_changes_right)
        } else {
            (&mut counts.doubtful_changes, &mut counts.doubtful_changes_right)
        };
        *changes += 1;
        *good += usize::from(right);
    }
    counts
}

/// Whether a word begins at `at`.
fn before_ends(text: &str, at: usize) -> bool {
    text[..at].is_empty() || text[..at].ends_with(char::is_whitespace)
}

fn compare_line(damaged: &str, repaired: &str, truth: &str, counts: &mut RepairCounts) {
    let damaged_words: Vec<&str> = damaged.split_whitespace().collect();
    let repaired_words: Vec<&str> = repaired.split_whitespace().collect();
    let mut length = 0;
    for (at, word) in truth.split_whitespace().enumerate() {
        let (before, after) = (damaged_words.get(at) == Some(&word), repaired_words.get(at) == Some(&word));
        counts.words += 1;
        counts.wrong_before += usize::from(!before);
        counts.wrong_after += usize::from(!after);
        counts.made_worse += usize::from(before && !after);
        length += 1;
    }
    counts.lines_apart += usize::from(length != damaged_words.len());
    counts.signs += truth.chars().count();
    counts.sign_errors_before += distance(damaged, truth);
    counts.sign_errors_after += distance(repaired, truth);
}

/// Signs to insert, delete or change to make one text the other.
fn distance(a: &str, b: &str) -> usize {
    if a == b {
        return 0;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (above, x) in a.chars().enumerate() {
        let mut corner = above;
        row[0] = above + 1;
        for (at, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[at + 1];
            row[at + 1] = change.min(corner + 1).min(row[at] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_signs() {
        assert_eq!(distance("namnd", "nämnd"), 1);
        assert_eq!(distance("", "två"), 3);
        assert_eq!(distance("foér", "för"), 2);
    }

    #[test]
    fn words_are_compared_by_place() {
        let mut counts = RepairCounts::default();
        compare_line("for var del", "för vår del", "för var del", &mut counts);
        assert_eq!((counts.words, counts.wrong_before, counts.wrong_after, counts.made_worse), (3, 1, 1, 1));
    }
}
