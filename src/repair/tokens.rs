//! Cuts lines into words that may be repaired, and marks what must be left alone.
//!
//! A word keeps its place, so that every repair is an edit of the line it stood in. A word broken at a line end is one token
//! with two places; [`BREAK`] marks the joint in its text.

use crate::text::is_word_letter;
use std::borrow::Cow;
use std::ops::Range;

/// Stands in a token's text where the line was broken; no document holds it (lines that do are left alone).
pub const BREAK: char = '\u{1}';

/// What a token is to the rest of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word that may be repaired.
    Word,
    /// A number; context knows that one stands here.
    Number,
    /// A name of something outside language (address, diary number, link): never changed.
    Fixed,
    /// The end of a sentence or paragraph; its place means nothing.
    End,
}

/// Index of a line and byte range in it.
pub type Place = (usize, Range<usize>);

/// A word or number with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its signs as read, with [`BREAK`] where a line ends inside.
    pub text: Cow<'a, str>,
    /// Where it stands, or begins.
    pub place: Place,
    /// Where a word goes on that is broken at a line end.
    pub more: Vec<Place>,
    /// Whether a capital is no surprise here.
    pub opening: Opening,
    /// Whether its whole line is printed in capitals.
    pub shouted: bool,
    /// Whether a comma or closing bracket stands right behind it.
    pub paused: bool,
}

/// What begins with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A sentence or paragraph.
    Sentence,
    /// A line inside a sentence, or a new one without a stop before it (a heading, a table).
    Line,
    /// Nothing.
    Inside,
}

impl<'a> Token<'a> {
    fn new(kind: Kind, text: &'a str, place: Place, opening: Opening) -> Self {
        Self { kind, text: Cow::Borrowed(text), place, more: Vec::new(), opening, shouted: false, paused: false }
    }

    /// Every place it stands at, in order.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(&self.more)
    }
}

/// Byte ranges of the chunks of a line between blanks and tabs.
pub fn chunks(line: &str) -> impl Iterator<Item = Range<usize>> {
    let start = line.as_ptr() as usize;
    line.split([' ', '\t', '\n', '\r', '\u{c}']).filter(|chunk| !chunk.is_empty()).map(move |chunk| {
        let from = chunk.as_ptr() as usize - start;
        from..from + chunk.len()
    })
}

/// The tokens of all lines in order.
pub fn tokens(lines: &[String]) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            end(&mut tokens);
            continue;
        }
        let first = tokens.len();
        if !line.contains(BREAK) {
            for range in chunks(line) {
                // A cell of a table says nothing of the next.
                if line[..range.start].ends_with('\t') {
                    end(&mut tokens);
                }
                cut_chunk(line, range, number, &mut tokens);
            }
        }
        let shouted = !line.chars().any(char::is_lowercase);
        for token in &mut tokens[first..] {
            token.shouted = shouted;
        }
        if let Some(token) = tokens.get_mut(first).filter(|token| token.opening == Opening::Inside) {
            token.opening = Opening::Line;
        }
        join_over_line_end(lines, number, first, &mut tokens);
    }
    tokens
}

/// What begins after the tokens so far, at byte `at` of a line.
fn opening(tokens: &[Token], line: &str, at: usize) -> Opening {
    match tokens.last().map(|token| token.kind) {
        None | Some(Kind::End) => Opening::Sentence,
        // Speech, and what a colon announces, begins as a line does.
        Some(_) if line[..at].ends_with(['"', '”']) || line[..at].trim_end().ends_with(':') => Opening::Line,
        // `§ 12 Ärende`, `dnr 1.2-3/2017 Svar`: a head often begins behind a number.
        Some(Kind::Number | Kind::Fixed) => Opening::Line,
        Some(Kind::Word) => Opening::Inside,
    }
}

fn end(tokens: &mut Vec<Token>) {
    if tokens.last().is_some_and(|token| token.kind != Kind::End) {
        tokens.push(Token::new(Kind::End, "", (0, 0..0), Opening::Inside));
    }
}

/// Signs that may stand for a letter inside a word.
fn is_word_sign(c: char) -> bool {
    is_word_letter(c) || matches!(c, '&' | '|' | '€' | '¢' | '@' | '\u{301}' | '\u{308}' | '\u{30a}')
}

fn cut_chunk<'a>(line: &'a str, range: Range<usize>, number: usize, tokens: &mut Vec<Token<'a>>) {
    let chunk = &line[range.clone()];
    if is_outside_language(chunk) {
        let opening = opening(tokens, line, range.start);
        tokens.push(Token::new(Kind::Fixed, chunk, (number, range), opening));
        return;
    }
    let bracket = chunk.starts_with('[') && !chunk.contains(']');
    let mut from = None;
    for (at, c) in chunk.char_indices().chain([(chunk.len(), ' ')]) {
        if is_word_sign(c) || (bracket && at == 0) {
            from.get_or_insert(at);
        } else if let Some(start) = from.take() {
            let glued = start > 0 && chunk[..start].ends_with([':', '.', '\'', '’']);
            let text = &chunk[start..at];
            let place = (number, range.start + start..range.start + at);
            let opening = opening(tokens, line, place.1.start);
            let paused = chunk[at..].starts_with([',', ';', ')']);
            tokens.push(Token { paused, ..Token::new(kind(text, chunk, glued), text, place, opening) });
        }
    }
    if chunk.trim_end_matches([')', '"', '”', '’', '»', '*']).ends_with(['.', '!', '?']) {
        end(tokens);
    }
}

/// Links, addresses and diary numbers.
fn is_outside_language(chunk: &str) -> bool {
    let address = chunk.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let digits = chunk.chars().filter(char::is_ascii_digit).count();
    // The stop of a sentence is no part of the number before it.
    let chunk = chunk.trim_end_matches('.');
    address || chunk.contains("://") || chunk.starts_with("www.") || (digits >= 3 && chunk.contains(['/', '-', '.']))
}

fn kind(text: &str, chunk: &str, glued: bool) -> Kind {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    match text {
        // `1` alone may be `i`; context decides. With a mark behind it is a number of a list.
        "1" | "l" | "|" | "[" if chunk == text => Kind::Word,
        _ if letters == 0 && digits > 0 => Kind::Number,
        _ if letters == 0 => Kind::Fixed,
        // `16:e`, `SLK:s`, `bl.a`: what hangs on a colon or stop is an ending or abbreviation, too short to judge.
        _ if glued && letters < 4 => Kind::Fixed,
        // One letter is an initial or a mark of a list, unless no word has it.
        _ if text.chars().count() == 1 && !"1l|[é&srn".contains(text) => Kind::Fixed,
        // A digit that no letter is ever read as says that this is a code: `A8`, `2b3`.
        _ if text.contains(['2', '3', '5', '7', '8', '9']) || digits > 2 || digits > letters => Kind::Fixed,
        // `61Dnr`: a number and what follows it without a blank.
        _ if digits > 1 && text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(char::is_uppercase) => {
            Kind::Fixed
        }
        // `A4`, `B1`: rooms, sheets, levels.
        _ if letters == 1 && digits > 0 && text.starts_with(char::is_uppercase) => Kind::Fixed,
        _ => Kind::Word,
    }
}

/// Make one token of `stads-` at a line end and `övergripande` on the next line, when that line has been cut.
fn join_over_line_end(lines: &[String], number: usize, first: usize, tokens: &mut Vec<Token>) {
    let Some(before) = number.checked_sub(1) else { return };
    if first == 0 || first >= tokens.len() {
        return;
    }
    let (head, tail) = (&tokens[first - 1], &tokens[first]);
    let ends_broken = head.kind == Kind::Word
        && head.places().last().is_some_and(|(line, range)| {
            *line == before && lines[before][range.end..].trim_end() == "-" && head.text.chars().count() > 1
        });
    let goes_on = tail.kind == Kind::Word
        && tail.text.starts_with(|c: char| !c.is_uppercase())
        && !["och", "eller", "samt"].contains(&tail.text.as_ref())
        && lines[number][..tail.place.1.start].trim().is_empty();
    if ends_broken && goes_on {
        let tail = tokens.remove(first);
        let head = &mut tokens[first - 1];
        let text = head.text.to_mut();
        text.push(BREAK);
        text.push_str(&tail.text);
        head.more.push(tail.place);
        head.more.extend(tail.more);
        head.paused = tail.paused;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let found: Vec<String> = tokens(&lines)
            .into_iter()
            .map(|token| match token.kind {
                Kind::Word => token.text.replace(BREAK, "_"),
                Kind::Number => format!("#{}", token.text),
                Kind::Fixed => format!("={}", token.text),
                Kind::End => ".".to_owned(),
            })
            .collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn words_are_cut_from_their_marks() {
        check("\"Namnden\" (2017) beslutar, 6kad.", "Namnden #2017 beslutar 6kad .");
        check("och/eller &r", "och eller &r");
        check("\tett\ttva", "ett . tva");
    }

    #[test]
    fn what_is_outside_language_stays_whole() {
        check("dnr 1.2.1-398/2017", "dnr =1.2.1-398/2017");
        check("se https://exempel.se/a4 och namn@exempel.se", "se =https://exempel.se/a4 och =namn@exempel.se");
        check("den 16:e", "den #16 =e");
        check("rum A8", "rum =A8");
    }

    #[test]
    fn words_broken_at_a_line_end_are_one() {
        check("stads-\ndvergripande arbete", "stads_dvergripande arbete");
        check("Hagersten-\nLiljeholmen", "Hagersten Liljeholmen");
        check("for-\noch nackdelar", "for och nackdelar");
        check("stads-\n\nvis", "stads . vis");
    }
}
