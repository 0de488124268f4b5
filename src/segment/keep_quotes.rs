//! Marks lines inside quotation marks: a statement's own text, whose headings and numbered points are not the document's.

use crate::classify::see_lines::Seen;

const MARKS: [char; 5] = ['"', '”', '“', '»', '«'];

/// For lines `from..=to`: whether each stands inside a quotation that a line opens with its first letter. A quotation
/// without its closing mark protects nothing, because nobody knows where it ends.
pub fn quoted_lines(lines: &[Seen], from: usize, to: usize) -> Vec<bool> {
    let mut inside = vec![false; to + 1 - from];
    let mut at = from;
    while at <= to {
        if lines[at].noise || !opens_quotation(&lines[at].text) {
            at += 1;
            continue;
        }
        match closing_line(lines, at, to) {
            Some(end) => {
                // The words before a colon are not the quotation's.
                let first = if lines[at].text.starts_with(MARKS) { at } else { at + 1 };
                inside[first - from..=end - from].fill(true);
                at = end + 1;
            }
            None => at += 1,
        }
    }
    inside
}

/// Whether a quotation begins with the line, or after a colon inside it and goes on below.
fn opens_quotation(text: &str) -> bool {
    let after_colon = || {
        let quoted = text.split_once(": ").map_or("", |(_, quoted)| quoted);
        quoted.starts_with(MARKS) && quoted.matches(MARKS).count() == 1
    };
    text.starts_with(MARKS) || after_colon()
}

/// The line on which the quotation that opens line `at` is closed: there the marks are even again.
fn closing_line(lines: &[Seen], at: usize, to: usize) -> Option<usize> {
    let mut marks = 0;
    let mut last_end = None;
    for (index, line) in lines.iter().enumerate().take(to + 1).skip(at) {
        if line.noise {
            continue;
        }
        // A mark that opens another line while this quotation is open: one was lost. The last line that ended in a mark
        // is the best guess.
        if index > at && marks % 2 == 1 && line.text.starts_with(MARKS) && line.text.len() > 1 {
            return last_end;
        }
        marks += line.text.matches(MARKS).count();
        let ends = line.text.trim_end_matches(['.', ' ', ',']).ends_with(MARKS);
        if marks % 2 == 0 {
            return Some(index);
        }
        if ends && index > at {
            last_end = Some(index);
        }
    }
    last_end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::text::tests_support::plain_pages;

    /// Lines that are quoted, as digits of their numbers.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let view = see(&plain_pages(text), 0);
        let inside = quoted_lines(&view.lines, 0, view.lines.len() - 1);
        let found: String =
            inside.iter().enumerate().filter(|(_, quoted)| **quoted).map(|(i, _)| (i + 1).to_string()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_quotation_runs_to_its_closing_mark() {
        check("Ida sade\n\"Beslut\n1. Ett\n\nReservation\nSlut.\"\nBeslut", "23456");
        check("”en rad” och mer\nBeslut", "1");
        check("”citat med ”ord” i\nmitten”\nBeslut", "12");
        check("Ida lämnar en anteckning: ”Ett\n\nBeslut\n\nTvå.”\nBeslut", "2345");
        check("Ida säger: ”Ett” och\nBeslut", "");
    }

    #[test]
    fn a_quotation_without_end_protects_nothing() {
        check("\"Ett\nBeslut\nTvå", "");
    }

    #[test]
    fn a_lost_closing_mark_does_not_swallow_the_next_quotation() {
        check("\"Ett \"ord\" här\nslut\nBeslut\n\"Två\"", "4");
    }
}
