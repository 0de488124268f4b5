//! Marks page noise that stands inside the text: running headers, page numbers, footers of text files and of scans.
//!
//! Judged by repetition and by place: a line that comes back page after page beside a page number or a page turn is noise,
//! whatever it says. Headings that come back (`Beslut`) are kept by the caller's `kept`. Only marks that forms print
//! (`Justerandes sign`) are known by wording, the caller's `marks`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use regex::Regex;

use super::find_dnr::{bare_dnr, dnr_at};
use super::phrases::Phrase;
use super::see_lines::Seen;
use crate::text::LineKind;

/// `3 (73)`, `Sida 2`, `Sid 2 av 9`, `(3)`, `- 4 -`, `12`.
static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:sida|sidan|sid\.?|page)?\s*[-–]?\s*(?:\d{1,4}\s*(?:\(\s*\d{1,4}\s*\)|av\s+\d{1,4}|/\s*\d{1,4})|\(\d{1,4}\))\s*[-–]?$|^(?i:sida|sid\.?|page)\s+\d{1,4}$")
        .expect("checked by a test")
});

/// A page's number and how many there are, in a cell of its own: a bare number may be a table's.
static PAGE_CELL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:sida|sid\.?|blad)?\s*\d{1,4}\s*(?:\(\s*\d{1,4}\s*\)|av\s+\d{1,4})$")
        .expect("checked by a test")
});

/// The same at the end of a header in one piece: `Nämnden | Protokoll | 3 (5)`.
static PAGE_LAST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[\s|,•]\s*(?:sida|sid\.?)?\s*\d{1,4}\s*(?:\(\s*\d{1,4}\s*\)|av\s+\d{1,4})$")
        .expect("checked by a test")
});

/// Longest line that can be noise, in bytes.
const LONGEST: usize = 110;

/// Longest page number with all its words and signs, in bytes.
const LONGEST_NUMBER: usize = 40;

/// How often a line must come back to be noise.
const REPEATS: usize = 3;

/// How many lines with text may stand between a page turn or number and a line of noise.
const REACH: usize = 3;

/// Mark noise among `lines`; `kept` says which lines are headings that must stay, `marks` are whole lines that never do.
pub fn spot_noise(lines: &mut [Seen], marks: &[Phrase], kept: impl Fn(&Seen) -> bool) {
    let often = come_back(lines, &kept);
    let stamps = stamps(lines);
    let headers = headers_by_page_number(lines, &kept);
    let is_mark = |line: &Seen| {
        line.count <= 8
            && !line.blank()
            && marks.iter().any(|mark| mark.at_start(&line.words, false) == Some(line.words.len()))
    };
    let number: Vec<bool> = lines
        .iter()
        .zip(headers)
        .map(|(line, header)| {
            let digits = line.text.len() <= LONGEST_NUMBER && line.text.bytes().any(|b| b.is_ascii_digit());
            let printed = is_rule(&line.text) || digits && PAGE_NUMBER.is_match(&line.text) || is_mark(line);
            header || printed || stamps.contains(&line.text)
        })
        .collect();
    let mut near = vec![false; lines.len()];
    mark_near(lines, &often, &number, &mut near, false);
    mark_near(lines, &often, &number, &mut near, true);
    for (index, line) in lines.iter_mut().enumerate() {
        line.noise = number[index] || (often[index] && near[index]) || (line.page_turn && is_bare_number(&line.text));
    }
    mark_bare_numbers(lines);
}

/// Which lines may be noise and come back often enough to be.
fn come_back(lines: &[Seen], kept: &impl Fn(&Seen) -> bool) -> Vec<bool> {
    let mut times: HashMap<&str, (usize, bool)> = HashMap::new();
    let keys: Vec<Option<Cow<str>>> =
        lines.iter().map(|line| may_be_noise(line).then(|| without_digits(&line.text))).collect();
    for key in keys.iter().flatten() {
        times.entry(key).or_default().0 += 1;
    }
    // Each wording is asked for once.
    for (line, key) in lines.iter().zip(&keys) {
        if let Some((times, noise)) = key.as_deref().and_then(|key| times.get_mut(key))
            && *times >= REPEATS
        {
            *noise = !kept(line);
            *times = 0;
        }
    }
    keys.iter().map(|key| key.as_deref().is_some_and(|key| times[key].1)).collect()
}

/// Lines at the top of a document that a header may repeat.
const FIRST: usize = 6;

/// Headers printed in columns, in one piece or line by line: lines with a page number like `3 (73)` that come back, and lines
/// right above and below that come back with them or stand at the top of the document.
fn headers_by_page_number(lines: &[Seen], kept: impl Fn(&Seen) -> bool) -> Vec<bool> {
    let numbered = |line: &Seen| {
        let may = line.text.len() <= LONGEST && line.text.bytes().any(|b| b.is_ascii_digit());
        may && (line.text.contains('\t') && line.text.split('\t').any(|cell| PAGE_CELL.is_match(cell))
            || may_end_with_page(&line.text) && (PAGE_LAST.is_match(&line.text) || PAGE_CELL.is_match(&line.text)))
    };
    let at: Vec<usize> = (0..lines.len()).filter(|&at| numbered(&lines[at])).collect();
    let mut marked = vec![false; lines.len()];
    let top: Vec<&str> = lines.iter().take(FIRST).filter(|line| !line.blank()).map(|line| line.text.as_str()).collect();
    let mut times: BTreeMap<Cow<str>, usize> = BTreeMap::new();
    let around = |at: usize| {
        let above = (0..at).rev().take_while(|&line| !lines[line].blank()).take(REACH);
        let below = (at + 1..lines.len()).take_while(|&line| !lines[line].blank()).take(REACH);
        above.chain(below).chain([at]).collect::<Vec<usize>>()
    };
    for line in at.iter().flat_map(|&at| around(at)).collect::<BTreeSet<usize>>() {
        *times.entry(without_digits(&lines[line].text)).or_default() += 1;
    }
    for line in at.iter().flat_map(|&at| around(at)) {
        let text = &lines[line].text;
        let again = || line > FIRST && top.contains(&text.as_str());
        let comes_back = || (times[&without_digits(text)] >= 2 || again()) && !text.starts_with('§');
        marked[line] = comes_back() && !(at.binary_search(&line).is_err() && kept(&lines[line]));
    }
    marked
}

/// `3 (5)`, `3 av 5` at the end.
fn may_end_with_page(text: &str) -> bool {
    text.ends_with(')') || text.ends_with(|c: char| c.is_ascii_digit()) && (text.contains("av") || text.contains("AV"))
}

/// Lines with digits that come back word for word (`Sammanträdesdatum: 2024-08-28`): a header's stamp, even where no page
/// number is left. What the text itself repeats has other numbers each time, or ends as a sentence.
fn stamps(lines: &[Seen]) -> BTreeSet<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        let digits = line.text.bytes().filter(u8::is_ascii_digit).count();
        if digits > 0 && line.count <= 6 && may_be_noise(line) && line.text.starts_with(char::is_uppercase) {
            *times.entry(&line.text).or_default() += 1;
        }
    }
    times.into_iter().filter(|(_, times)| *times >= REPEATS).map(|(text, _)| text.to_owned()).collect()
}

/// A number alone on the last line before a page turn, or in a header, is the page's number.
fn mark_bare_numbers(lines: &mut [Seen]) {
    for index in 1..lines.len() {
        let beside = lines[index - 1].noise || lines.get(index + 1).is_some_and(|next| next.noise);
        if beside && is_bare_number(&lines[index].text) {
            lines[index].noise = true;
        }
        if !lines[index].page_turn {
            continue;
        }
        if let Some(last) = (0..index).rev().take(REACH).find(|at| !lines[*at].blank())
            && is_bare_number(&lines[last].text)
        {
            lines[last].noise = true;
        }
    }
}

fn is_bare_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A line drawn with signs: `_____`, `-----`.
fn is_rule(text: &str) -> bool {
    text.len() >= 3 && text.chars().all(|c| "_-–—=*.".contains(c))
}

/// A row of cells is a table's, also where its heads come back on page after page.
fn may_be_noise(line: &Seen) -> bool {
    let row = line.kind == LineKind::TableRow || line.text.matches('\t').count() >= 2;
    !row && !line.blank()
        && line.text.len() <= LONGEST
        && !line.text.ends_with(['.', ':', ','])
        && !line.text.starts_with('§')
}

fn without_digits(text: &str) -> Cow<'_, str> {
    // Most lines have none. Heads and diary numbers of § stand on lines that are alike but for their digits.
    if !text.bytes().any(|b| b.is_ascii_digit())
        || text.contains('§')
        || dnr_at(text) == Some(0)
        || bare_dnr(text).is_some()
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect())
}

/// Mark lines within reach of a page number or turn; noise itself extends the reach, so a header of six lines is one.
fn mark_near(lines: &[Seen], often: &[bool], number: &[bool], near: &mut [bool], backwards: bool) {
    let mut left = 0;
    for step in 0..lines.len() {
        let index = if backwards { lines.len() - 1 - step } else { step };
        let turn_here = lines[index].page_turn || index == 0;
        let turn_after = lines.get(index + 1).is_none_or(|next| next.page_turn);
        if number[index] || if backwards { turn_after } else { turn_here } {
            left = REACH;
        }
        if lines[index].blank() || number[index] {
            continue;
        }
        if left > 0 {
            near[index] = true;
            left = if often[index] { REACH } else { left - 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::text::tests_support::plain_pages;

    #[track_caller]
    fn check(text: &str, noise: &[&str]) {
        let mut view = see(&plain_pages(text), 0);
        let marks = [Phrase::parse("justerandes sign utdragsbestyrkande")];
        spot_noise(&mut view.lines, &marks, |line| line.text == "Beslut");
        let found: Vec<&str> = view.lines.iter().filter(|line| line.noise).map(|line| line.text.as_str()).collect();
        assert_eq!(found, noise);
    }

    #[test]
    fn heads_of_tables_that_come_back_are_no_noise() {
        let page = |n: u32| format!("\u{c}Aktivitet\tAnsvarig\tNär\nÖppet hus {n}\tEnheten\tVåren\n");
        check(&(1..=4).map(page).collect::<String>(), &[]);
    }

    #[test]
    fn headers_beside_page_numbers_are_noise() {
        let page =
            |n: u32| format!("Beslut\n\nText {n} som är lång nog.\n\nExempelstads kommun\n\n{n} (9)\n\nNämnden\n\n");
        check(
            &(1..=3).map(page).collect::<String>(),
            &[
                "Exempelstads kommun",
                "1 (9)",
                "Nämnden",
                "Exempelstads kommun",
                "2 (9)",
                "Nämnden",
                "Exempelstads kommun",
                "3 (9)",
                "Nämnden",
            ],
        );
    }

    #[test]
    fn headers_in_columns_and_marks_of_forms_are_noise() {
        let page = |n: u32| {
            format!(
                "STADEN     PROTOKOLL     Blad\nNämnden    Datum         {n} (2)\n           2019-06-1{n}\n\nText {n} här.\n\n"
            )
        };
        let text = page(1) + "Justerandes sign      Utdragsbestyrkande\n\n" + &page(2);
        check(
            &text,
            &[
                "STADEN\tPROTOKOLL\tBlad",
                "Nämnden\tDatum\t1 (2)",
                "2019-06-11",
                "Justerandes sign\tUtdragsbestyrkande",
                "STADEN\tPROTOKOLL\tBlad",
                "Nämnden\tDatum\t2 (2)",
                "2019-06-12",
            ],
        );
    }

    #[test]
    fn a_repeated_answer_far_from_a_page_turn_stays() {
        check("a\nb\nc\nd\nJa\ne\nf\nJa\ng\nh\nJa\ni\nj\nk\nl", &[]);
    }

    #[test]
    fn numbers_before_a_page_turn_are_page_numbers() {
        check("Text här\n\n4\n\u{c}Mer text", &["4"]);
    }
}
