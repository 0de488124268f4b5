//! Finds how the repaired lines of a unit read before repair, so that both can be searched, and which repairs in them are in
//! doubt, so that a hit can say so.

use std::collections::BTreeMap;

use crate::text::{Edit, LineNo, Repaired};

/// Lines as they were before repair, of those that were repaired.
pub(super) type Originals = BTreeMap<LineNo, String>;

/// The original text of a document's repaired lines.
pub(super) fn originals(repaired: &Repaired) -> Originals {
    let of_line = |edits: &[Edit]| {
        let line = edits[0].line;
        let text = repaired.pages.lines.get((line as usize).checked_sub(1)?)?;
        Some((line, undo(&text.text, edits)?))
    };
    repaired.edits.chunk_by(|a, b| a.line == b.line).filter_map(of_line).collect()
}

/// Words of these lines whose repair is in doubt, each once, in order of place.
pub(super) fn doubtful(lines: &[(LineNo, &str)], edits: &[Edit]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (line, _) in lines {
        let from = edits.partition_point(|edit| edit.line < *line);
        for edit in edits[from..].iter().take_while(|edit| edit.line == *line).filter(|edit| edit.is_doubtful()) {
            if !words.iter().any(|word| **word == *edit.after) {
                words.push(edit.after.to_string());
            }
        }
    }
    words
}

/// The original line. `None` if the edits don't fit the line.
fn undo(repaired: &str, edits: &[Edit]) -> Option<String> {
    let mut original = String::with_capacity(repaired.len());
    let mut done = 0;
    for edit in edits {
        let kept = edit.range.start.checked_sub(original.len())?;
        original.push_str(repaired.get(done..done + kept)?);
        done += kept;
        let after = done..done + edit.after.len();
        if *repaired.get(after.clone())? != *edit.after {
            return None;
        }
        original.push_str(&edit.before);
        done = after.end;
    }
    original.push_str(repaired.get(done..)?);
    Some(original)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, before: &str, after: &str) -> Edit {
        let range = start..start + before.len();
        Edit { line: 1, range, before: before.into(), after: after.into(), confidence: 1.0, reason: "lexicon" }
    }

    #[track_caller]
    fn check(repaired: &str, edits: &[Edit], expected: Option<&str>) {
        assert_eq!(undo(repaired, edits).as_deref(), expected);
    }

    #[test]
    fn whole_words_and_letters_in_words_are_restored() {
        check("alla nämnder ska", &[edit(5, "nimnder", "nämnder")], Some("alla nimnder ska"));
        check("alla nämnder ska", &[edit(6, "i", "ä")], Some("alla nimnder ska"));
        check("är på väg", &[edit(0, "é&r", "är"), edit(5, "pa", "på")], Some("é&r pa väg"));
    }

    #[test]
    fn doubtful_words_are_those_of_the_lines() {
        let unsure = |line, after: &str| Edit { line, confidence: 0.6, ..edit(0, "x", after) };
        let edits =
            [unsure(1, "gård"), unsure(2, "tå"), edit(3, "nimnder", "nämnder"), unsure(3, "på"), unsure(3, "på")];
        let edits = edits.map(|edit| if edit.confidence < 1.0 { edit } else { Edit { line: 3, ..edit } });
        assert_eq!(doubtful(&[(1, "gård"), (3, "nämnder på")], &edits), ["gård", "på"]);
    }

    #[test]
    fn edits_that_do_not_fit_are_passed_over() {
        check("kort", &[edit(9, "x", "y")], None);
    }
}
