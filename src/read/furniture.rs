//! Finds running headers, footers and page numbers: what stands in the same band of many pages with the same words.
//!
//! Place alone would take headings that open a page, repetition alone would take words that open many lines; both
//! together found just the furniture in what was measured (band 12 % of the page, digits masked).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::raw::{RawLine, RawPage, Shape};
use crate::text::fold;

/// Share of the page's height that headers and footers keep to, at the top and at the bottom.
const BAND: f32 = 0.12;

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:sid(?:a|an|nr)?\.?\s*)?[-–(]?\s*\d{1,4}\s*[-–)]?(?:\s*(?:\(\d{1,4}\)|/\s*\d{1,4}|av\s+\d{1,4}))?$",
    )
    .expect("a fixed pattern")
});

/// Raised digits, by their value.
const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// The pages without their furniture, and the furniture of each.
pub(super) fn part_furniture(pages: Vec<RawPage>) -> (Vec<RawPage>, Vec<Vec<RawLine>>) {
    let repeated = repeated(&pages);
    pages
        .into_iter()
        .map(|mut page| {
            let lines = std::mem::take(&mut page.lines);
            let height = page.height;
            let mut furniture = furniture_lines(&lines, height, &repeated).into_iter();
            let (apart, kept): (Vec<_>, Vec<_>) = lines.into_iter().partition(|_| furniture.next().unwrap_or(false));
            page.lines = kept;
            let numbers = page_number_lines(&page.lines, height);
            let mut apart = apart;
            for at in numbers.into_iter().rev() {
                apart.push(page.lines.remove(at));
            }
            apart.sort_by(|a, b| a.place[1].total_cmp(&b.place[1]).then(a.place[0].total_cmp(&b.place[0])));
            (page, apart)
        })
        .unzip()
}

/// Which lines of a page are furniture. Notes often differ in nothing but the numbers that are masked (`¹ SOU 2014:49`), so
/// a line that counts something of its own is none, nor are the lines that go on below it.
fn furniture_lines(lines: &[RawLine], height: f32, repeated: &BTreeMap<Key, Counts>) -> Vec<bool> {
    let mut note = false;
    let mut furniture = Vec::with_capacity(lines.len());
    for (i, line) in lines.iter().enumerate() {
        let known = band(line, height).and_then(|band| repeated.get(&key(line, band)));
        let goes_on = note && {
            let above = &lines[i - 1];
            let gap = line.place[1] - above.place[3];
            (line.size - above.size).abs() < 0.5 && gap > -0.5 * line.size && gap < 0.8 * line.size
        };
        note = line.shape == Shape::Note
            || known == Some(&Counts::Others)
            || line.text.starts_with(RAISED)
            || (goes_on && leading_number(&line.text).is_none());
        furniture.push(line.shape == Shape::Artifact || (known.is_some() && !note));
    }
    furniture
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Band {
    Top,
    Bottom,
}

fn band(line: &RawLine, height: f32) -> Option<Band> {
    if line.place[3] < BAND * height {
        Some(Band::Top)
    } else if line.place[1] > (1.0 - BAND) * height {
        Some(Band::Bottom)
    } else {
        None
    }
}

type Key = (Band, String);

fn key(line: &RawLine, band: Band) -> Key {
    let mut masked = String::new();
    for c in fold(&line.text).chars().filter(|c| !c.is_whitespace()) {
        if !c.is_ascii_digit() {
            masked.push(c);
        } else if !masked.ends_with('#') {
            masked.push('#');
        }
    }
    (band, masked)
}

/// What stands in the same band of at least two pages and of two fifths of them (odd and even pages may differ), and
/// whether it counts something of its own.
fn repeated(pages: &[RawPage]) -> BTreeMap<Key, Counts> {
    let mut found: BTreeMap<Key, Vec<(u32, Option<u32>)>> = BTreeMap::new();
    let mut inked = 0;
    for page in pages {
        inked += usize::from(!page.lines.is_empty());
        for line in page.lines.iter().filter(|line| line.text.len() < 200) {
            if let Some(band) = band(line, page.height) {
                found.entry(key(line, band)).or_default().push((page.number, leading_number(&line.text)));
            }
        }
    }
    found.retain(|_, places| {
        let mut pages: Vec<u32> = places.iter().map(|(page, _)| *page).collect();
        pages.dedup();
        pages.len() >= 2 && pages.len() * 5 >= inked * 2
    });
    found
        .into_iter()
        .map(|(key, places)| {
            // paragraphs of minutes may well keep step with the pages
            let counts = if key.1.starts_with('§') { counts_sections(&places) } else { counts(&places) };
            (key, counts)
        })
        .collect()
}

/// What the number that opens a repeated line goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Counts {
    /// The pages, or it is always the same, or there is none.
    Pages,
    /// Something else: footnotes, sections that each open a page.
    Others,
}

fn counts(places: &[(u32, Option<u32>)]) -> Counts {
    let numbers = || places.iter().filter_map(|(page, number)| Some((i64::from(*page), i64::from((*number)?))));
    let Some((page, number)) = numbers().next() else { return Counts::Pages };
    let same = numbers().all(|(_, n)| n == number);
    let with_pages = numbers().all(|(p, n)| n - p == number - page);
    if same || with_pages { Counts::Pages } else { Counts::Others }
}

fn counts_sections(places: &[(u32, Option<u32>)]) -> Counts {
    if places.iter().all(|(_, number)| *number == places[0].1) { Counts::Pages } else { Counts::Others }
}

/// The number a line opens with, after a § or none.
fn leading_number(text: &str) -> Option<u32> {
    let digits: String = text
        .trim_start_matches(['§', ' ', '\u{a0}', '\t'])
        .chars()
        .map_while(|c| c.to_digit(10).or_else(|| RAISED.iter().position(|raised| *raised == c).map(|at| at as u32)))
        .take(6)
        .filter_map(|digit| char::from_digit(digit, 10))
        .collect();
    digits.parse().ok()
}

/// Lines that are nothing but a page number at the very top or bottom of what is left.
fn page_number_lines(lines: &[RawLine], height: f32) -> Vec<usize> {
    (0..lines.len())
        .filter(|&i| band(&lines[i], height).is_some() && PAGE_NUMBER.is_match(lines[i].text.trim()))
        .filter(|&i| i == 0 || i + 1 == lines.len())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::PageClass;

    fn page(number: u32, lines: &[(&str, f32)]) -> RawPage {
        let lines = lines
            .iter()
            .map(|(text, y)| RawLine {
                text: (*text).to_owned(),
                place: [70.0, *y, 400.0, *y + 10.0],
                size: 10.0,
                bold: false,
                shape: Shape::Plain,
                block: 0,
            })
            .collect();
        RawPage {
            number,
            width: 595.0,
            height: 842.0,
            class: PageClass::Text,
            lines,
            cut_short: false,
            unknown_share: 0.0,
        }
    }

    #[track_caller]
    fn check(pages: Vec<RawPage>, kept: &[&str]) {
        let (pages, _) = part_furniture(pages);
        let texts: Vec<&str> = pages.iter().flat_map(|p| p.lines.iter().map(|l| l.text.as_str())).collect();
        assert_eq!(texts, kept);
    }

    #[test]
    fn headers_with_page_numbers_are_put_apart() {
        check(
            vec![
                page(1, &[("Protokoll 1 (2)", 30.0), ("§ 1 Val", 300.0), ("Exempelstad", 810.0)]),
                page(2, &[("Protokoll 2 (2)", 30.0), ("§ 2 Budget", 300.0), ("Exempelstad", 810.0)]),
            ],
            &["§ 1 Val", "§ 2 Budget"],
        );
    }

    #[test]
    fn a_heading_that_opens_a_page_stays() {
        check(
            vec![page(1, &[("Inledning", 60.0), ("Text", 300.0)]), page(2, &[("Bakgrund", 60.0)])],
            &["Inledning", "Text", "Bakgrund"],
        );
    }

    #[test]
    fn notes_that_differ_in_numbers_alone_stay() {
        check(
            vec![
                page(
                    1,
                    &[("Text", 300.0), ("¹ Bilaga 4, s. 2.", 780.0), ("² Bilaga 4, s. 9.", 791.0), ("Sida 1", 820.0)],
                ),
                page(2, &[("Mer", 300.0), ("³ Bilaga 5, s. 7.", 780.0), ("Sida 2", 820.0)]),
            ],
            &["Text", "¹ Bilaga 4, s. 2.", "² Bilaga 4, s. 9.", "Mer", "³ Bilaga 5, s. 7."],
        );
    }

    #[test]
    fn sections_that_each_open_a_page_stay() {
        check(
            vec![
                page(1, &[("§ 31", 60.0), ("Val", 300.0)]),
                page(2, &[("§ 32", 60.0), ("Budget", 300.0)]),
                page(3, &[("Forts.", 60.0)]),
                page(4, &[("§ 33", 60.0), ("Remiss", 300.0)]),
            ],
            &["§ 31", "Val", "§ 32", "Budget", "Forts.", "§ 33", "Remiss"],
        );
    }

    #[test]
    fn a_header_that_opens_with_the_page_number_goes() {
        check(
            vec![
                page(1, &[("1 Exempelstad", 30.0), ("Text", 300.0)]),
                page(2, &[("2 Exempelstad", 30.0), ("Mer", 300.0)]),
            ],
            &["Text", "Mer"],
        );
    }

    #[test]
    fn bare_page_numbers_go_also_when_alone() {
        check(vec![page(1, &[("Text", 300.0), ("7", 810.0)])], &["Text"]);
        check(vec![page(1, &[("Text", 300.0), ("Sida 3 av 9", 810.0)])], &["Text"]);
    }
}
