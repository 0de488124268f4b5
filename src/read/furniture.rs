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
    Regex::new(r"(?i)^(?:sid(?:a|an|nr)?\.?\s*)?[-–(]?\s*\d{1,4}\s*[-–)]?(?:\s*(?:\(\d{1,4}\)|/\s*\d{1,4}|av\s+\d{1,4}))?$")
        .expect("a fixed pattern")
});

/// The pages without their furniture, and the furniture of each.
pub(super) fn part_furniture(pages: Vec<RawPage>) -> (Vec<RawPage>, Vec<Vec<RawLine>>) {
    let repeated = repeated(&pages);
    pages
        .into_iter()
        .map(|mut page| {
            let lines = std::mem::take(&mut page.lines);
            let height = page.height;
            let (apart, kept): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| {
                line.shape == Shape::Artifact
                    || band(line, height).is_some_and(|band| repeated.contains_key(&key(line, band)))
            });
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

/// What stands in the same band of at least two pages and of two fifths of them (odd and even pages may differ).
fn repeated(pages: &[RawPage]) -> BTreeMap<Key, usize> {
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    let mut inked = 0;
    for page in pages {
        inked += usize::from(!page.lines.is_empty());
        let mut keys: Vec<Key> = page
            .lines
            .iter()
            .filter(|line| line.text.len() < 200)
            .filter_map(|line| Some(key(line, band(line, page.height)?)))
            .collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= 2 && *count * 5 >= inked * 2);
    counts
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
        RawPage { number, width: 595.0, height: 842.0, class: PageClass::Text, lines, cut_short: false, unknown_share: 0.0 }
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
        check(vec![page(1, &[("Inledning", 60.0), ("Text", 300.0)]), page(2, &[("Bakgrund", 60.0)])], &["Inledning", "Text", "Bakgrund"]);
    }

    #[test]
    fn bare_page_numbers_go_also_when_alone() {
        check(vec![page(1, &[("Text", 300.0), ("7", 810.0)])], &["Text"]);
        check(vec![page(1, &[("Text", 300.0), ("Sida 3 av 9", 810.0)])], &["Text"]);
    }
}
