//! Finds headings outside of §: by what the reader saw (size, weight), by the contents list, by numbering, and in plain text
//! by shape - a short line on its own that ends like no sentence.

use std::sync::LazyLock;

use regex::Regex;

use super::find_items::in_contents;
use super::join_lines::{is_bullet, number_of};
use crate::classify::see_lines::{Seen, begins_low, ends_sentence};
use crate::classify::words::fold_fast;
use crate::text::LineKind;

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// First line.
    pub from: usize,
    /// Last line: a heading may be broken.
    pub to: usize,
    /// 1 is the highest.
    pub level: u8,
    /// `3.1`, without a final stop.
    pub number: Option<String>,
    /// Its words without the number.
    pub text: String,
}

/// Headings of a stretch of lines and where its contents list stands.
#[derive(Clone, Debug, Default)]
pub struct Headings {
    /// In order of place.
    pub headings: Vec<Heading>,
    /// First and last line of the contents list.
    pub contents: Option<(usize, usize)>,
}

/// `2.1 Lägesbild`, `3. Ansvar`, `4 Uppföljning`, `1.2.3 Mål`.
static SECTION_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\.?[ \t]+([A-ZÀ-ÖØ-Þ].*)$").expect("a constant pattern"));

/// Number and words of a numbered heading. Most lines begin with no digit.
fn section_number(text: &str) -> Option<regex::Captures<'_>> {
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| SECTION_NUMBER.captures(text)).flatten()
}

/// Longest heading, in bytes and in lines.
const LONGEST: usize = 120;
const LINES: usize = 3;

/// A heading in wrapped text is shorter than this share of a full line.
const SHARE: f32 = 0.8;

/// The headings of lines `from..=to`.
pub fn find_headings(lines: &[Seen], from: usize, to: usize) -> Headings {
    let contents = contents_list(lines, from, to);
    let listed = contents.map(|(first, last)| listed_titles(lines, first, last)).unwrap_or_default();
    let tagged = lines[from..=to].iter().any(|line| matches!(line.kind, LineKind::Heading(_)));
    let width = full_width(&lines[from..=to]);
    let mut headings: Vec<Heading> = Vec::new();
    let mut at = from;
    while at <= to {
        let skip = contents.filter(|(first, last)| (*first..=*last).contains(&at));
        let found = if let Some((_, last)) = skip {
            at = last + 1;
            continue;
        } else if tagged {
            tagged_heading(lines, at, to)
        } else {
            shaped_heading(lines, at, to, width, &listed)
        };
        match found {
            Some(end) => {
                headings.push(read_heading(lines, at, end));
                at = end + 1;
            }
            None => at += 1,
        }
    }
    set_levels(&mut headings, lines, &listed);
    Headings { headings, contents }
}

/// The contents list: from its heading on while lines carry page numbers.
fn contents_list(lines: &[Seen], from: usize, to: usize) -> Option<(usize, usize)> {
    let first = (from..=to).find(|&at| {
        let line = &lines[at];
        line.count <= 2 && line.words.first().is_some_and(|word| word.starts_with("innehall"))
    })?;
    let mut last = None;
    let mut misses = 0;
    for (at, line) in lines.iter().enumerate().take(to + 1).skip(first + 1) {
        if line.skipped() {
            continue;
        }
        let entry = in_contents(line) || line.text.ends_with(|c: char| c.is_ascii_digit());
        if entry {
            last = Some(at);
            misses = 0;
        } else {
            misses += 1;
            // A title too long for its line has its page number on the next.
            if misses > 1 || ends_sentence(&line.text) {
                break;
            }
        }
    }
    last.map(|last| (first, last))
}

/// Titles of a contents list, folded, with their level: by number, else 2 where printed in italics or indented, else 1.
fn listed_titles(lines: &[Seen], first: usize, last: usize) -> Vec<(String, u8)> {
    lines[first + 1..=last]
        .iter()
        .filter(|line| !line.skipped())
        .map(|line| {
            let title = line.text.split(['\t']).next().unwrap_or("");
            let title = title.trim_end_matches(|c: char| c == '.' || c == '…' || c == ' ' || c.is_ascii_digit());
            let level = match section_number(title) {
                Some(number) => depth(&number[1]),
                None => 1 + u8::from(line.italic),
            };
            (key(title), level)
        })
        .filter(|(title, _)| !title.is_empty())
        .collect()
}

fn key(text: &str) -> String {
    let bare = section_number(text).map_or(text, |c| c.get(2).map_or("", |group| group.as_str()));
    fold_fast(bare.trim_end_matches([':', '.', ' ']))
}

fn depth(number: &str) -> u8 {
    u8::try_from(number.split('.').count()).unwrap_or(4)
}

/// How long a full line of running text is, in bytes; `None` where paragraphs are not wrapped.
fn full_width(lines: &[Seen]) -> Option<usize> {
    let mut lengths: Vec<usize> = lines.iter().filter(|line| !line.skipped()).map(|line| line.text.len()).collect();
    lengths.sort_unstable();
    let long = *lengths.get(lengths.len() * 9 / 10)?;
    (long <= 130).then_some(long)
}

fn tagged_heading(lines: &[Seen], at: usize, to: usize) -> Option<usize> {
    let LineKind::Heading(level) = lines[at].kind else { return None };
    if lines[at].skipped() {
        return None;
    }
    let mut end = at;
    while end < to
        && end - at + 1 < LINES
        && lines[end + 1].kind == LineKind::Heading(level)
        && !lines[end + 1].page_turn
        && (begins_low(&lines[end + 1].text) || lines[end].text.ends_with('-'))
    {
        end += 1;
    }
    Some(end)
}

/// The last line of a heading that begins on line `at` of plain text.
fn shaped_heading(
    lines: &[Seen],
    at: usize,
    to: usize,
    width: Option<usize>,
    listed: &[(String, u8)],
) -> Option<usize> {
    let line = &lines[at];
    if !may_head(line) {
        return None;
    }
    let known = listed.iter().any(|(title, _)| *title == key(&line.text));
    let numbered = section_number(&line.text).is_some();
    if !(known || stands_free(lines, at)) {
        return None;
    }
    if (known || numbered || fits(line, width)) && follows_well(lines, at, to) {
        return Some(at);
    }
    let wraps = width.is_some() && (at + 1..=to).any(|next| !lines[next].noise);
    if wraps { wrapped_heading(lines, at, to, width) } else { None }
}

/// The last line of a heading too long for its line `at`: the next lines are short and end like no sentence.
fn wrapped_heading(lines: &[Seen], at: usize, to: usize, width: Option<usize>) -> Option<usize> {
    for end in at + 1..(at + LINES).min(to + 1) {
        let more = &lines[end];
        if more.skipped() || is_bullet(more) || ends_sentence(&more.text) || more.text.contains('\t') {
            return None;
        }
        if fits_well(more, width) && follows_well(lines, end, to) {
            return Some(end);
        }
    }
    None
}

fn may_head(line: &Seen) -> bool {
    let letters = line.text.chars().filter(|c| c.is_alphabetic()).count();
    !line.skipped()
        && line.kind == LineKind::Text
        && line.text.len() <= LONGEST
        && letters >= 3
        && !line.text.contains('\t')
        && !line.text.ends_with(['.', ',', ';', '!', '-'])
        && !line.text.contains("http")
        && !is_bullet(line)
        && line.text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && (number_of(&line.text).is_none() || section_number(&line.text).is_some())
}

/// Nothing runs into the line: a gap, a page turn, a sentence's end, a table or another heading before it.
fn stands_free(lines: &[Seen], at: usize) -> bool {
    let Some(before) = lines[..at].iter().rev().find(|line| !line.noise) else { return true };
    if before.blank() || lines[at].page_turn {
        let text = lines[..at].iter().rev().find(|line| !line.skipped());
        return text.is_none_or(|line| !line.text.ends_with([',', '-']) || line.text.contains('\t'));
    }
    before.text.contains('\t') || ends_sentence(&before.text)
}

/// What comes after is no continuation: a gap, a capital, a bullet.
fn follows_well(lines: &[Seen], end: usize, to: usize) -> bool {
    let Some(next) = (end + 1..=to).find(|&at| !lines[at].noise) else { return false };
    let text = (next..=to).find(|&at| !lines[at].skipped());
    let Some(text) = text else { return false };
    !begins_low(&lines[text].text)
}

fn fits(line: &Seen, width: Option<usize>) -> bool {
    fits_share(line, width, SHARE)
}

fn fits_well(line: &Seen, width: Option<usize>) -> bool {
    fits_share(line, width, 0.55)
}

#[expect(clippy::cast_precision_loss, reason = "lines of a few hundred bytes")]
fn fits_share(line: &Seen, width: Option<usize>, share: f32) -> bool {
    width.is_none_or(|width| (line.text.len() as f32) < width as f32 * share)
}

fn read_heading(lines: &[Seen], from: usize, to: usize) -> Heading {
    let words: Vec<&str> = lines[from..=to].iter().filter(|l| !l.skipped()).map(|l| l.text.as_str()).collect();
    let text = words.join(" ").replace('\t', " ");
    let (number, text) = match section_number(&text) {
        Some(found) => (Some(found[1].to_owned()), found[2].to_owned()),
        None => (None, text),
    };
    Heading { from, to, level: 0, number, text: text.trim_end_matches([':', ' ']).to_owned() }
}

/// Levels: by number, by tag, by the contents list, else one below the last of these.
fn set_levels(headings: &mut [Heading], lines: &[Seen], listed: &[(String, u8)]) {
    let any_number = headings.iter().any(|heading| heading.number.is_some());
    let mut above = 0;
    for heading in headings {
        let in_list = listed.iter().find(|(title, _)| *title == key(&heading.text)).map(|(_, level)| *level);
        let sure = match (&heading.number, lines[heading.from].kind) {
            (Some(number), _) => Some(depth(number)),
            (None, LineKind::Heading(level)) => Some(level.max(1)),
            _ => in_list,
        };
        heading.level = match sure {
            Some(level) => {
                above = level;
                level
            }
            None if any_number || !listed.is_empty() => above + 1,
            None => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::text::tests_support::plain_pages;

    /// Headings as `level text`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let view = see(&plain_pages(text), 0);
        let found = find_headings(&view.lines, 0, view.lines.len() - 1);
        let found: Vec<String> = found.headings.iter().map(|h| format!("{} {}", h.level, h.text)).collect();
        assert_eq!(found, expected);
    }

    const LONG: &str =
        "Nämnden arbetar med frågan i hela stadsdelen och samverkar med andra nämnder så ofta det går att göra.";

    #[test]
    fn short_lines_on_their_own_are_headings() {
        check(
            &format!("Inledning\n\n{LONG}\n\nAnsvar och roller\n\n{LONG}\n"),
            &["1 Inledning", "1 Ansvar och roller"],
        );
    }

    #[test]
    fn sentences_and_their_ends_are_not() {
        check(&format!("{LONG}\n\nSlut.\n\noch så vidare\n\n{LONG}\n"), &[]);
    }

    #[test]
    fn numbers_and_contents_lists_give_levels() {
        check(
            &format!("1. Mål\n\n{LONG}\n\n1.2 Delmål\n\n{LONG}\n\nSkola\n\n{LONG}\n"),
            &["1 Mål", "2 Delmål", "3 Skola"],
        );
        check(
            &format!(
                "Innehåll\n\nMål\t3\n<i>Delmål</i>\t<i>4</i>\n\nMål\n\n{LONG}\n\nDelmål\n\n{LONG}\n\nSkola\n\n{LONG}\n"
            ),
            &["1 Mål", "2 Delmål", "3 Skola"],
        );
    }

    #[test]
    fn a_heading_may_be_broken_over_lines() {
        let text = "Arbetet ska vila på kunskap och prövad\nerfarenhet\nDet finns mycket forskning om detta ämne i Sverige nu.\nMer av den behövs i alla delar av stadens arbete nu.\n";
        check(text, &["1 Arbetet ska vila på kunskap och prövad erfarenhet"]);
    }
}
