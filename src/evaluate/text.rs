//! Read and repair: the words of each document beside its true words, in order.

use super::compare::{common, share, some, words};
use super::{EvaluateError, Folders, Measure, TrueDocument};
use crate::report::rows::ChangeRow;

pub(super) fn measure(input: &Folders<'_>, documents: &[TrueDocument]) -> Result<Vec<Measure>, EvaluateError> {
    let changes: Vec<ChangeRow> = input.out_rows()?;
    let mut clean = Words::default();
    let (mut before, mut after) = (Words::default(), Words::default());
    let mut seen_by_ocr = Words::default();
    for document in documents {
        let (found, truth) = input.texts(&document.doc_id)?;
        let true_words = words(&truth);
        match document.scan.as_str() {
            "none" => {
                let (found, truth) = notes_apart(&found, &truth);
                clean.add(&document.doc_id, &words(&found), &words(&truth));
            }
            "image" => seen_by_ocr.add(&document.doc_id, &words(&found), &true_words),
            _ => {
                let damaged = undone(&found, changes.iter().filter(|change| change.doc_id == document.doc_id));
                before.add(&document.doc_id, &words(&damaged), &true_words);
                after.add(&document.doc_id, &words(&found), &true_words);
            }
        }
    }
    Ok(vec![
        clean.measure("read", "words in the right order, born digital"),
        seen_by_ocr.measure("read", "words in the right order, pictures of pages (needs tesseract)"),
        before.measure("repair", "words right before repair, damaged text layers"),
        after.measure("repair", "words right after repair, damaged text layers"),
    ])
}

/// The truth has footnotes after the body, a page has them at its foot; both are right. A note that stands whole in both,
/// as a line that begins with its number, is moved to the end of both.
fn notes_apart(found: &str, truth: &str) -> (String, String) {
    let is_note = |line: &&str| line.split_once(' ').is_some_and(|(mark, _)| mark.parse::<u32>().is_ok());
    let notes: Vec<&str> =
        truth.lines().filter(is_note).filter(|note| found.lines().any(|line| line == *note)).collect();
    let moved = |text: &str| {
        let body = text.lines().filter(|line| !notes.contains(line));
        body.chain(notes.iter().copied()).collect::<Vec<_>>().join("\n")
    };
    (moved(found), moved(truth))
}

/// The text with its repairs taken back: each change undone in its line, in order.
fn undone<'c>(text: &str, changes: impl Iterator<Item = &'c ChangeRow>) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut last = (0, 0);
    for change in changes {
        let Some(line) = lines.get_mut(change.line as usize - 1) else { continue };
        let from = if last.0 == change.line { last.1 } else { 0 };
        if let Some(at) = line[from..].find(&change.after).map(|at| at + from) {
            line.replace_range(at..at + change.after.len(), &change.before);
            last = (change.line, at + change.before.len());
        }
    }
    lines.join("\n")
}

#[derive(Default)]
struct Words {
    right: usize,
    all: usize,
    by_document: Vec<(f64, String)>,
}

impl Words {
    fn add(&mut self, doc_id: &str, found: &[String], truth: &[String]) {
        let right = common(found, truth);
        self.right += right;
        self.all += truth.len();
        self.by_document.push((share(right, truth.len()), doc_id.to_owned()));
    }

    fn measure(mut self, stage: &'static str, measure: &'static str) -> Measure {
        self.by_document.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let worst: Vec<String> =
            self.by_document.iter().take(2).map(|(value, doc_id)| format!("{doc_id}: {value:.4}")).collect();
        Measure {
            stage,
            measure: measure.into(),
            value: share(self.right, self.all),
            count: self.all,
            note: some(&worst),
        }
    }
}
