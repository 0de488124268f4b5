//! Joins lines to paragraphs and cuts paragraphs into sentences, both with the way back to the line.

use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::Regex;

use crate::classify::see_lines::{Seen, begins_low, ends_sentence};
use crate::text::LineKind;

static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[•●▪■◦‣∙·\u{f0b7}\u{f0a7}]\s*|[-–—*o][ \t]+)(\S.*)$").expect("a constant pattern")
});

/// Signs that mark a bulleted item and stand for nothing else.
const BULLETS: [char; 10] = ['•', '●', '▪', '■', '◦', '‣', '∙', '·', '\u{f0b7}', '\u{f0a7}'];

/// Shortenings after which a full stop ends nothing.
const SHORT: [&str; 27] = [
    "m.fl", "m.m", "t.ex", "bl.a", "s.k", "d.v.s", "dvs", "nr", "kap", "st", "kl", "ca", "fr.o.m", "t.o.m", "tf",
    "bitr", "resp", "inkl", "exkl", "dnr", "p.g.a", "f.d", "avd", "o.d", "jfr", "ev", "fl",
];

/// How many lines around a stretch show how wide its lines are.
const AROUND: usize = 40;

/// Bytes that a full line may have left: lines are broken by width, and letters differ.
const SPARE: usize = 8;

/// Lines longer than this are whole paragraphs: nothing is wrapped.
const WRAPPED: usize = 160;

/// A paragraph: joined text and the lines it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Para {
    /// First line.
    pub from: usize,
    /// Last line.
    pub to: usize,
    /// Its text.
    pub text: String,
    /// Its number, if it is a numbered point.
    pub number: Option<String>,
    /// Whether it is a bulleted item.
    pub bullet: bool,
    /// Byte each line begins on.
    starts: Vec<(usize, usize)>,
}

impl Para {
    /// The line that byte `at` of the text stands on.
    pub fn line_at(&self, at: usize) -> usize {
        self.starts.iter().rev().find(|(start, _)| *start <= at).map_or(self.from, |(_, line)| *line)
    }

    /// The text without the number or mark it begins with.
    pub fn words(&self) -> &str {
        let found = match (&self.number, self.bullet) {
            (Some(_), _) => split_number(&self.text).map(|(_, words)| words),
            (None, true) => BULLET.captures(&self.text).and_then(|c| c.get(1)).map(|group| group.as_str()),
            _ => None,
        };
        found.unwrap_or(self.text.as_str())
    }
}

/// The number of a numbered point, if the line begins one.
pub fn number_of(text: &str) -> Option<String> {
    split_number(text).map(|(number, _)| number.to_owned())
}

/// `12. Planen antas`, `3) …`, `"1. …`: number and words.
fn split_number(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix(['"', '”', '“']).unwrap_or(text);
    let text = text.strip_prefix([' ', '\t']).unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let rest = text[digits..].strip_prefix(['.', ')'])?;
    let words = rest.trim_start_matches([' ', '\t']);
    // A number may stand alone, its words on the next line.
    (words.len() < rest.len() || rest.is_empty()).then_some((&text[..digits], words))
}

/// The number of a point that is numbered without a stop: `2 Investeringen ryms …`.
pub fn plain_number_of(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let words = text[digits..].strip_prefix([' ', '\t'])?;
    (words.starts_with(char::is_uppercase) && digits <= 2).then(|| text[..digits].parse().ok()).flatten()
}

/// The letter of a lettered point, if the line begins one: `b) …`.
pub fn letter_of(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let letter = chars.next().filter(char::is_ascii_lowercase)?;
    let rest = chars.as_str().strip_prefix([')', '.'])?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(letter)
}

/// Whether a line begins a bulleted item.
pub fn is_bullet(line: &Seen) -> bool {
    let plain = line.text.starts_with(|c: char| c.is_alphanumeric() && c != 'o');
    let alone = || line.text.chars().count() == 1 && line.text.starts_with(BULLETS);
    line.kind == LineKind::Bullet || alone() || !plain && BULLET.is_match(&line.text)
}

/// The paragraphs of lines `from..=to`. Page noise is left out and parts nothing; a blank line parts, unless the sentence
/// goes on below it in small letters, as it does at a page turn.
pub fn paragraphs(lines: &[Seen], from: usize, to: usize) -> Vec<Para> {
    let mut paras: Vec<Para> = Vec::new();
    let mut gap = true;
    // Asked for seldom, and it looks at many lines.
    let width = OnceCell::new();
    for (index, line) in lines.iter().enumerate().take(to + 1).skip(from) {
        if line.noise {
            continue;
        }
        if line.blank() {
            gap = true;
            continue;
        }
        let full = || *width.get_or_init(|| width_around(lines, from, to));
        let parted = |last: &Para| {
            let breaks = || !gap && !is_mark_alone(&last.text) && breaks_off(&lines[last.to], line, last, full);
            begins_anew(line, last, gap) || breaks()
        };
        let fresh = paras.last().is_none_or(parted);
        if fresh {
            paras.push(open_para(line, index));
        } else if let Some(last) = paras.last_mut() {
            append(last, line, index);
        }
        gap = false;
    }
    paras
}

/// `2.`, `b)`, `•`: the mark of a point whose words stand on the next line.
fn is_mark_alone(text: &str) -> bool {
    text.chars().count() <= 3 && (text.ends_with(['.', ')']) || !text.starts_with(char::is_alphanumeric))
}

fn open_para(line: &Seen, index: usize) -> Para {
    let number = number_of(&line.text);
    let bullet = number.is_none() && is_bullet(line);
    Para { from: index, to: index, text: line.text.clone(), number, bullet, starts: vec![(0, index)] }
}

fn begins_anew(line: &Seen, last: &Para, gap: bool) -> bool {
    let marked = number_of(&line.text).is_some()
        || letter_of(&line.text).is_some()
        || is_bullet(line)
        || line.kind == LineKind::Numbered;
    let next_plain = plain_number_of(&line.text)
        .is_some_and(|number| number > 1 && plain_number_of(&last.text).is_some_and(|before| before + 1 == number));
    let apart = next_plain || matches!(line.kind, LineKind::Heading(_) | LineKind::TableRow);
    let joint = [" samt", " och"].iter().any(|word| last.text.ends_with(word)) && last.text.starts_with("att ");
    let stem = joint
        || last.text.ends_with([',', ':', ';'])
        || gap && ["beslut", "beslöt", "att "].iter().any(|word| last.text.contains(word));
    let next_att = line.text.starts_with("att ") && stem;
    if marked || apart || next_att {
        return true;
    }
    if gap {
        return (ends_sentence(&last.text) || !begins_low(&line.text)) && !is_mark_alone(&last.text);
    }
    // "Enligt förvaltningens förslag:" stands over its points, with or without a blank line.
    last.text.ends_with(':') && last.from == last.to && last.number.is_none()
}

/// How many bytes a full line around `from..=to` has.
fn width_around(lines: &[Seen], from: usize, to: usize) -> usize {
    let around = &lines[from.saturating_sub(AROUND)..lines.len().min(to + AROUND)];
    let texts = around.iter().filter(|line| !line.skipped() && !line.text.contains('\t'));
    texts.map(|line| line.text.len()).max().unwrap_or(0)
}

/// Whether the line before had room for the next one's first word, and the next begins a sentence or a point of a list
/// without marks: nobody breaks a paragraph there.
fn breaks_off(before: &Seen, line: &Seen, last: &Para, width: impl Fn() -> usize) -> bool {
    let point = line.text.starts_with("att ");
    let may = if point {
        let decides = last.text.contains("beslut") || last.text.contains("beslöt") || last.text.starts_with("att ");
        decides || last.text.ends_with(" och") || last.text.ends_with(" samt")
    } else {
        last.text.ends_with('.') && line.text.starts_with(char::is_uppercase)
    };
    if !may {
        return false;
    }
    let (width, word) = (width(), line.text.split(' ').next().map_or(0, str::len));
    (point || width <= WRAPPED) && before.text.len() + 1 + word + SPARE <= width
}

fn append(para: &mut Para, line: &Seen, index: usize) {
    // A word broken at the line's end; "trygghets- och" and "18:00-" are not.
    let broken = para.text.ends_with('-')
        && para.text.chars().rev().nth(1).is_some_and(char::is_lowercase)
        && begins_low(&line.text)
        && !["och ", "eller ", "samt "].iter().any(|word| line.text.starts_with(word));
    // "Söderäng-" + "Åkerby": the hyphen is the name's own.
    let double_name = para.text.ends_with('-')
        && para.text.chars().rev().nth(1).is_some_and(char::is_lowercase)
        && line.text.starts_with(char::is_uppercase);
    if broken {
        para.text.pop();
    } else if !double_name {
        para.text.push(' ');
    }
    para.starts.push((para.text.len(), index));
    para.text.push_str(&line.text);
    para.to = index;
}

/// Byte ranges of the sentences of a text.
pub fn sentences(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let after = &text[at + c.len_utf8()..];
        let closed = after.trim_start_matches(['"', '”', ')', '»']);
        let next = closed.trim_start();
        if next.len() == closed.len() && !next.is_empty() || is_short(&text[start..at]) {
            continue;
        }
        if next.is_empty()
            || next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"”“»-–".contains(c))
        {
            let end = text.len() - closed.len();
            found.push(start..end);
            start = text.len() - next.len();
        }
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

/// Whether the word before a full stop is a shortening or an initial.
fn is_short(before: &str) -> bool {
    let word = before.rsplit([' ', '\t', '(']).next().unwrap_or("");
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    initial || SHORT.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::text::tests_support::plain_pages;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let view = see(&plain_pages(text), 0);
        let found: Vec<String> = paragraphs(&view.lines, 0, view.lines.len() - 1).into_iter().map(|p| p.text).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn paragraphs_run_over_page_turns_and_not_into_points() {
        check("En rad\nsom går vidare.\n\nNy.", &["En rad som går vidare.", "Ny."]);
        check("Den går\n\n\u{c}vidare här.", &["Den går vidare här."]);
        check("Enligt förslag:\n1. Ett\ntvå.\n2. Tre.", &["Enligt förslag:", "1. Ett två.", "2. Tre."]);
        check("beslutar\natt göra a,\natt göra b.", &["beslutar att göra a,", "att göra b."]);
        check(
            "beslutar\natt göra a\natt göra b och c, som är\natt se\n\nEn full rad är så här lång där",
            &["beslutar", "att göra a", "att göra b och c, som är att se", "En full rad är så här lång där"],
        );
        check(
            "Kort.\nNy mening här\n\nEn full rad är så här lång",
            &["Kort.", "Ny mening här", "En full rad är så här lång"],
        );
        check("för-\nskolan, trygghets-\noch annat", &["förskolan, trygghets- och annat"]);
    }

    #[test]
    fn sentences_end_at_stops_that_are_no_shortenings() {
        let cut = |text: &str| sentences(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(cut("Ida m.fl. (L) talar. Ola J. Ek (M) går."), ["Ida m.fl. (L) talar.", "Ola J. Ek (M) går."]);
        assert_eq!(cut("Hon sade ”nej.” Sedan gick hon"), ["Hon sade ”nej.”", "Sedan gick hon"]);
    }
}
