//! Knows the headings that open a part, by the cue list `rules/parts.csv`.

use super::SegmentKind;
use crate::classify::index_cues::CueList;
use crate::classify::see_lines::Seen;
use crate::dictionaries::{PartCue, Scope, Shape};
use crate::text::LineKind;

/// Most words of a line that is a heading as a whole.
const LONGEST: usize = 9;

/// The cues, and whether words may be damaged.
pub struct PartSpotter<'a> {
    cues: &'a CueList<PartCue>,
    lenient: bool,
}

/// A cue found on a line.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// Which cue.
    pub cue: &'a PartCue,
    /// Whether text of the part follows on the heading's own line.
    pub runs_on: bool,
}

impl<'a> PartSpotter<'a> {
    /// A spotter over the cues; `lenient` for damaged text.
    pub fn new(cues: &'a CueList<PartCue>, lenient: bool) -> Self {
        Self { cues, lenient }
    }

    /// The part that the line opens inside a §.
    pub fn opens_minutes_part(&self, line: &Seen) -> Option<Opening<'a>> {
        self.opening(line, |scope| matches!(scope, Scope::Minutes | Scope::Any))
    }

    /// The part that the line opens outside of any §.
    pub fn opens_report_part(&self, line: &Seen) -> Option<Opening<'a>> {
        self.opening(line, |scope| matches!(scope, Scope::Report | Scope::Any))
    }

    /// Whether the line is a heading of a front page.
    pub fn opens_front_part(&self, line: &Seen) -> bool {
        self.front_part(line).is_some()
    }

    /// The part of a front page that the line opens.
    pub fn front_part(&self, line: &Seen) -> Option<Opening<'a>> {
        self.opening(line, |scope| scope == Scope::Front)
    }

    fn opening(&self, line: &Seen, fits: impl Fn(Scope) -> bool) -> Option<Opening<'a>> {
        if line.skipped() || matches!(line.kind, LineKind::Bullet | LineKind::Footnote | LineKind::TableRow) {
            return None;
        }
        // Most lines are too long for a heading and name no body: a few cues are left to compare.
        let line_too_long = line.count > LONGEST && !line.text.contains(':');
        self.cues
            .candidates(&line.words, self.lenient, true)
            .map(|(place, _)| &self.cues[place])
            .filter(|cue| cue.shape == Shape::Start || !line_too_long)
            .filter(|cue| fits(cue.scope))
            .filter_map(|cue| Some((covers(cue, line, self.lenient)?, cue)))
            .max_by_key(|((words, _), cue)| (*words, cue.shape == Shape::Line))
            .map(|((_, runs_on), cue)| Opening { cue, runs_on })
    }
}

/// How many words the cue covers and whether text follows it on its line; `None` where it does not open a part here.
fn covers(cue: &PartCue, line: &Seen, lenient: bool) -> Option<(usize, bool)> {
    let words = cue.phrase.at_start(&line.words, lenient)?;
    match cue.shape {
        Shape::Start => Some((words, true)),
        Shape::Line if line.count == words && line.count <= LONGEST => {
            heading_like(cue, line).then_some((words, false))
        }
        // "Beslutet skickas till: …" - a heading that runs into its text.
        Shape::Line => (colon_after(&line.text, words) && starts_big(&line.text)).then_some((words, true)),
    }
}

/// A heading as a whole line: no sentence end, except a colon, or a full stop after a cue that is itself a sentence.
fn heading_like(cue: &PartCue, line: &Seen) -> bool {
    let sentence = cue.cue.contains("beslut") || cue.cue.contains("begärs");
    starts_big(&line.text) && !line.text.ends_with([',', ';', '?', '!']) && (sentence || !line.text.ends_with('.'))
}

fn starts_big(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// Whether a colon stands right after the first `words` words.
fn colon_after(text: &str, words: usize) -> bool {
    let Some((at, last)) = crate::classify::words::raw_words(text).nth(words - 1) else { return false };
    text[at + last.len()..].starts_with(':')
}

/// Kinds whose text is somebody's own words, so that headings inside them may be theirs.
pub fn is_statement(kind: SegmentKind) -> bool {
    matches!(
        kind,
        SegmentKind::Reservation | SegmentKind::SpecialStatement | SegmentKind::SubstituteStatement | SegmentKind::Note
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::dictionaries::Dictionaries;
    use crate::text::tests_support::plain_pages;

    fn spot(cue: &PartCue, text: &str) -> bool {
        let view = see(&plain_pages(text), 0);
        covers(cue, &view.lines[0], false).is_some()
    }

    #[test]
    fn every_cue_keeps_its_examples() {
        for cue in Dictionaries::built_in().rules.parts.iter() {
            for text in &cue.must {
                assert!(spot(cue, text), "{} must match {text}", cue.cue);
            }
            for text in &cue.must_not {
                assert!(!spot(cue, text), "{} must not match {text}", cue.cue);
            }
        }
    }
}
