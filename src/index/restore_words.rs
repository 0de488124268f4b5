//! Finds, for the words of repaired lines, what stood there before repair, so that both can be searched.

use std::collections::BTreeMap;

use super::find_words::words;
use crate::text::{Edit, LineNo, Repaired};

/// Words before repair, by line and byte offset of the repaired word in its line.
pub(super) type Originals = BTreeMap<(LineNo, usize), String>;

/// The original words of a document's repaired lines.
pub(super) fn originals(repaired: &Repaired) -> Originals {
    let mut originals = Originals::new();
    for edits in repaired.edits.chunk_by(|a, b| a.line == b.line) {
        let line = edits[0].line;
        if let Some(text) = (line as usize).checked_sub(1).and_then(|at| repaired.pages.lines.get(at)) {
            restore_line(line, &text.text, edits, &mut originals);
        }
    }
    originals
}

fn restore_line(line: LineNo, repaired: &str, edits: &[Edit], originals: &mut Originals) {
    let Some((original, places)) = undo(repaired, edits) else { return };
    let (before, after) = (words(&original), words(repaired));
    for (was, is) in places {
        let old: Vec<&str> =
            before.iter().filter(|word| meet(&word.range, &was)).map(|word| word.text.as_str()).collect();
        if old.is_empty() {
            continue;
        }
        for word in after.iter().filter(|word| meet(&word.range, &is)) {
            originals.insert((line, word.range.start), old.concat());
        }
    }
}

type Range = std::ops::Range<usize>;

/// The original line, and each edit's range in it and in the repaired one. `None` if the edits don't fit the line.
fn undo(repaired: &str, edits: &[Edit]) -> Option<(String, Vec<(Range, Range)>)> {
    let mut original = String::with_capacity(repaired.len());
    let mut places = Vec::with_capacity(edits.len());
    let mut done = 0;
    for edit in edits {
        let kept = edit.range.start.checked_sub(original.len())?;
        original.push_str(repaired.get(done..done + kept)?);
        done += kept;
        let is = done..done + edit.after.len();
        if repaired.get(is.clone())? != edit.after {
            return None;
        }
        original.push_str(&edit.before);
        done = is.end;
        places.push((edit.range.clone(), is));
    }
    original.push_str(repaired.get(done..)?);
    Some((original, places))
}

fn meet(a: &Range, b: &Range) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, before: &str, after: &str) -> Edit {
        let range = start..start + before.len();
        Edit { line: 1, range, before: before.into(), after: after.into(), confidence: 1.0, reason: "lexicon" }
    }

    #[track_caller]
    fn check(repaired: &str, edits: &[Edit], expected: &[(usize, &str)]) {
        let mut found = Originals::new();
        restore_line(1, repaired, edits, &mut found);
        let expected: Originals = expected.iter().map(|(at, word)| ((1, *at), (*word).to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn whole_words_and_letters_in_words_are_restored() {
        check("alla nämnder ska", &[edit(5, "nimnder", "nämnder")], &[(5, "nimnder")]);
        check("alla nämnder ska", &[edit(6, "i", "ä")], &[(5, "nimnder")]);
        check("är på väg", &[edit(0, "é&r", "är"), edit(5, "pa", "på")], &[(0, "ér"), (4, "pa")]);
    }

    #[test]
    fn edits_that_do_not_fit_are_passed_over() {
        check("kort", &[edit(9, "x", "y")], &[]);
    }
}
