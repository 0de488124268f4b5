//! Cuts blocks into sentences, each with the lines it stands on.

use crate::dictionaries::Cues;
use crate::text::LineNo;

use super::blocks::Block;

/// A sentence of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words as printed, lines joined by one space.
    pub text: String,
    /// First line.
    pub from: LineNo,
    /// Last line.
    pub to: LineNo,
}

/// The sentences of a block, in order; a block without a stop is one sentence.
pub fn sentences(block: &Block, cues: &Cues) -> Vec<Sentence> {
    let text = &block.text;
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, '.' | '!' | '?') && ends_here(text, at + 1) && !(c == '.' && is_abbreviation(text, at, cues)) {
            let end = at + 1 + text[at + 1..].chars().take_while(|c| is_closing(*c)).map(char::len_utf8).sum::<usize>();
            push(&mut found, block, start, end);
            start = end;
        }
    }
    push(&mut found, block, start, text.len());
    found
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | ')' | '»')
}

/// Whether a sentence may end before byte `at`: then white space and a capital, a digit or an opening mark follow.
fn ends_here(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start_matches(is_closing);
    let next = rest.trim_start();
    rest.len() != next.len()
        && next
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '”' | '(' | '–' | '-'))
}

fn is_abbreviation(text: &str, stop: usize, cues: &Cues) -> bool {
    let before = &text[..stop];
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or(before);
    let lower = word.to_lowercase();
    // A lone letter is an initial; but `I` and `a` end no sentence either.
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
        || cues.of("abbreviation").iter().any(|cue| cue.cue == lower)
}

fn push(found: &mut Vec<Sentence>, block: &Block, start: usize, end: usize) {
    let raw = &block.text[start..end];
    let text = raw.trim();
    if text.is_empty() {
        return;
    }
    let first = start + (raw.len() - raw.trim_start().len());
    found.push(Sentence {
        text: text.to_owned(),
        from: block.line_at(first),
        to: block.line_at(first + text.len() - 1),
    });
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;
    use crate::dictionaries::Dictionaries;
    use crate::text::Line;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, LineNo, LineNo)]) {
        let lines: Vec<Line> = text.lines().map(|line| Line::plain(1, line)).collect();
        let cues = Dictionaries::built_in().cues;
        let found: Vec<Sentence> = blocks(&lines).iter().flat_map(|block| sentences(block, &cues)).collect();
        let found: Vec<(&str, LineNo, LineNo)> = found.iter().map(|s| (s.text.as_str(), s.from, s.to)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_know_their_lines() {
        check(
            "Nämnden ska ta fram en rutin. Den ska\nvara känd av alla. Det är bra.",
            &[("Nämnden ska ta fram en rutin.", 1, 1), ("Den ska vara känd av alla.", 1, 2), ("Det är bra.", 2, 2)],
        );
    }

    #[test]
    fn abbreviations_end_nothing() {
        check(
            "Stöd ges t.ex. Röda korset m.fl. Kontakt tas av A. Berg i dag.",
            &[("Stöd ges t.ex. Röda korset m.fl. Kontakt tas av A. Berg i dag.", 1, 1)],
        );
    }
}
