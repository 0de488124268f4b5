//! Reads one line as the heading of a § or of an agenda's item, in the forms that municipalities print.

use crate::classify::find_dnr::{bare_dnr, dnr_on};
use crate::classify::see_lines::{Seen, View, ends_sentence};
use crate::classify::words::same_word;
use crate::text::LineKind;

/// How a document heads its §. One document keeps to one form; the others it holds are references and law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `§ 12`, also after a short name of the organ: `KF § 12`.
    SignFirst,
    /// `12 §`.
    SignLast,
    /// `Paragraf 12`, `Ärende 3`.
    Word,
    /// `12. Titel`, `12 Titel`: agendas, and minutes that print no sign at all.
    Bare,
}

/// What stands on a § line.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its number as printed, without the sign.
    pub number: String,
    /// The number to count with.
    pub value: u32,
    /// The letter after the number (`9 a`), or 0.
    pub letter: u8,
    /// What follows the number.
    pub rest: String,
}

/// Highest number of an agenda's item.
const MOST_ITEMS: u32 = 200;

/// Words that number a § instead of the sign, folded.
const WORDS: [&str; 2] = ["paragraf", "arende"];

/// Read line `at` as the heading of a § in that form.
pub fn head_on(view: &View, at: usize, form: Form) -> Option<Head> {
    if view.lines[at].noise {
        return None;
    }
    match form {
        Form::SignFirst => sign_first(view, at),
        Form::SignLast => sign_last(view, at),
        Form::Word => word_first(view, at),
        Form::Bare => bare(view, at),
    }
}

fn sign_first(view: &View, at: usize) -> Option<Head> {
    let line = &view.lines[at];
    if !line.text.contains(['§', '$']) {
        return None;
    }
    let mut text = after_sign(&line.text, view.lenient)?.to_owned();
    if text.is_empty() {
        // The sign alone, its number on the next line.
        let next = view.lines.get(at + 1).filter(|next| next.text.bytes().all(|b| b.is_ascii_digit()))?;
        text.clone_from(&next.text);
    }
    let head = split_number(&text)?;
    (can_head(&head.rest) && !goes_on_from(view, at, &head.rest)).then_some(head)
}

/// The text after `§`, which may follow a short name of the organ (`KF § 12`). `§§` is a range, never a heading.
fn after_sign(text: &str, lenient: bool) -> Option<&str> {
    let sign = if lenient && text.starts_with("$ ") { '$' } else { '§' };
    let (before, after) = text.split_once(sign)?;
    let before = before.trim();
    let organ = before.is_empty()
        || (before.chars().count() <= 5
            && before.chars().all(char::is_alphabetic)
            && before.starts_with(char::is_uppercase));
    (organ && !after.starts_with(sign)).then(|| after.trim_start_matches([' ', '\t']))
}

fn sign_last(view: &View, at: usize) -> Option<Head> {
    let (number, rest) = view.lines[at].text.split_once('§')?;
    let head = split_number(number.trim_end())?;
    let rest = rest.trim();
    let whole = head.rest.is_empty() && !rest.starts_with('§') && can_head(rest);
    (whole && !goes_on_from(view, at, rest)).then(|| Head { rest: rest.to_owned(), ..head })
}

fn word_first(view: &View, at: usize) -> Option<Head> {
    let line = &view.lines[at];
    let first = line.words.first()?;
    if !line.text.starts_with(char::is_uppercase) || !WORDS.iter().any(|word| same_word(first, word, view.lenient)) {
        return None;
    }
    let (_, rest) = line.text.split_once([' ', '\t'])?;
    let rest = rest.trim_start();
    let head = split_number(rest.strip_prefix("nr ").unwrap_or(rest))?;
    (can_head(&head.rest) && !goes_on_from(view, at, &head.rest)).then_some(head)
}

/// A number and a title, after a blank line, a page turn or the item before it.
fn bare(view: &View, at: usize) -> Option<Head> {
    let line = &view.lines[at];
    if !line.text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let head = split_number(&line.text)?;
    let before = at.checked_sub(1).map(|before| &view.lines[before]);
    let own = matches!(line.kind, LineKind::Heading(_)) || line.bold || line.page_turn;
    let follows =
        own || before.is_none_or(|before| before.skipped() || ends_sentence(&before.text) || one_line(before));
    let title = head.rest.trim_start_matches(['.', ')', ':', ' ', '\t']);
    // `2S` is read as number `2 S`, which is longer than the line
    let parted = head.number.len() + head.rest.len() < line.text.len() || title.len() < head.rest.len();
    (follows && parted && title.starts_with(char::is_uppercase) && !ends_sentence(title) && head.value < MOST_ITEMS)
        .then_some(head)
}

/// Whether the line is an item by itself: a list may stand without blank lines.
fn one_line(line: &Seen) -> bool {
    line.text.starts_with(|c: char| c.is_ascii_digit()) && !line.text.ends_with([',', '-'])
}

fn split_number(text: &str) -> Option<Head> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 {
        return None;
    }
    let value = text[..digits].parse().ok()?;
    let mut rest = without_year(&text[digits..]);
    let mut number = text[..digits].to_owned();
    let mut letter = 0;
    let tail = rest.trim_start();
    let mut chars = tail.chars();
    if let Some(c) = chars.next()
        && (c.is_ascii_alphabetic() || c == '½')
        && chars.next().is_none_or(|next| next == ' ' || next == '\t' || next == '.')
        && (!c.is_ascii_uppercase() || rest.len() == tail.len() || opens_title(chars.as_str()))
    {
        // A half stands before the letters.
        letter = if c == '½' { 1 } else { c.to_ascii_lowercase() as u8 };
        number = format!("{number} {c}");
        rest = &tail[c.len_utf8()..];
    }
    Some(Head { number, value, letter, rest: rest.trim().to_owned() })
}

/// `8 A Val till …`: a title of its own follows the capital.
fn opens_title(text: &str) -> bool {
    let mut letters = text.trim_start().chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// `§ 45/2021`: a number may carry its year.
fn without_year(rest: &str) -> &str {
    let Some(after) = rest.strip_prefix('/') else { return rest };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let ended = after[digits..].chars().next().is_none_or(|c| c == ' ' || c == '\t');
    if matches!(digits, 2 | 4) && ended { &after[digits..] } else { rest }
}

/// Whether the rest of a § line can stand in a heading: nothing, a diary number, a title; not the middle of a sentence.
fn can_head(rest: &str) -> bool {
    let Some(first) = rest.chars().next() else { return true };
    if let Some(after) = rest.strip_prefix(['.', ':', '–', '-']) {
        return after.starts_with([' ', '\t']) && after.trim_start().starts_with(|c: char| c.is_uppercase());
    }
    if first.is_uppercase() || first == '"' || first == '”' {
        return !(rest.ends_with('.') && rest.contains(". "));
    }
    if first.is_ascii_digit() || first == '(' {
        let first_words = rest.split(['\t', ' ']).next().unwrap_or(rest);
        return dnr_on(rest).is_some() || bare_dnr(first_words).is_some() || opens_with_year(rest);
    }
    let low = rest.to_lowercase();
    ["dnr", "forts", "diarie", "e-"].iter().any(|start| low.starts_with(start))
}

/// `2024 års budget`: a title that begins with a year, not the day of a reference.
fn opens_with_year(rest: &str) -> bool {
    rest.split_once(' ').is_some_and(|(year, after)| {
        year.len() == 4 && (year.starts_with("19") || year.starts_with("20")) && after.starts_with("års ")
    })
}

/// Whether the line goes on from the one before: a sentence that was broken before the sign.
fn goes_on_from(view: &View, at: usize, rest: &str) -> bool {
    let before = &view.lines[..at];
    let Some(previous) = before.iter().rev().find(|line| !line.noise) else { return false };
    if previous.blank() {
        return false;
    }
    let last_word = previous.text.rsplit([' ', '\t']).next().unwrap_or("");
    let open = previous.text.ends_with([',', '-', '(', '&'])
        || ["den", "till", "från", "i", "enligt", "och", "under", "av", "punkt", "se", "kap.", "samt"]
            .contains(&last_word)
        || last_word.len() == 4
            && last_word.bytes().all(|b| b.is_ascii_digit())
            && !rest.starts_with(char::is_uppercase);
    open && (rest.is_empty() || !rest.contains('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::text::tests_support::plain_pages;

    #[track_caller]
    fn check(form: Form, text: &str, expected: Option<(&str, &str)>) {
        let view = see(&plain_pages(text), 0);
        let head = head_on(&view, view.lines.len() - 1, form);
        assert_eq!(head.as_ref().map(|head| (head.number.as_str(), head.rest.as_str())), expected, "{text}");
    }

    #[test]
    fn headings_are_read_in_every_form() {
        check(Form::SignFirst, "§ 12 Titel", Some(("12", "Titel")));
        check(Form::SignFirst, "KF § 12", Some(("12", "")));
        check(Form::SignFirst, "§ 45/2021 Titel", Some(("45", "Titel")));
        check(Form::SignFirst, "§ 7 2024 års budget", Some(("7", "2024 års budget")));
        check(Form::SignFirst, "§ 9 a Titel", Some(("9 a", "Titel")));
        check(Form::SignLast, "101 §  Titel", Some(("101", "Titel")));
        check(Form::Word, "Paragraf 12", Some(("12", "")));
        check(Form::Word, "Ärende nr 3 Titel", Some(("3", "Titel")));
        check(Form::Bare, "\n5 a. Titel", Some(("5 a", ". Titel")));
        check(Form::Bare, "\n8 A Titel", Some(("8 A", "Titel")));
        check(Form::Bare, "\n4 ½ Titel", Some(("4 ½", "Titel")));
    }

    #[test]
    fn references_ranges_and_law_are_none() {
        check(Form::SignFirst, "§§ 12-15", None);
        check(Form::SignFirst, "§ 12-15", None);
        check(Form::SignFirst, "§ 43, den 24 mars 2022", None);
        check(Form::SignFirst, "enligt beslut den\n§ 45 Titel", None);
        check(Form::SignLast, "32 § anges när", None);
        check(Form::SignLast, "4 kap. 6 § Jäv", None);
        check(Form::Word, "Paragraf 173–177", None);
        check(Form::Word, "Ärende 3 utgår", None);
        check(Form::Bare, "\n1. Planen antas.", None);
    }
}
