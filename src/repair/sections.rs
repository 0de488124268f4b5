//! Restores the § that an engine read as `8`, `$` or `S` at the head of an item.
//!
//! `84` alone on a line is a number until the document also has a `§ 3`, `§ 4` or `§ 5`: items are numbered in order, so the
//! neighbours decide. Nothing is changed without one.

use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static HEAD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[ \t]*(§|\$|S|8)( ?)(\d{1,3})(?:$|[ \t.,]|[ \t]*-)").expect("a fixed pattern"));

/// A line whose first sign is to become `§`: index of the line and byte where that sign stands.
pub fn section_signs(lines: &[String]) -> Vec<(usize, usize)> {
    let heads: Vec<_> = lines.iter().enumerate().filter_map(|(line, text)| head(line, text)).collect();
    let sure: BTreeSet<u32> = heads.iter().filter(|head| head.sign == '§').map(|head| head.number).collect();
    // `$` and `S` vouch for one another; an `8` is too often a number to vouch for anything.
    let likely: BTreeSet<u32> = heads.iter().filter(|head| head.sign != '8').map(|head| head.number).collect();
    let near =
        |known: &BTreeSet<u32>, number: u32| [number.wrapping_sub(1), number + 1].iter().any(|n| known.contains(n));
    heads
        .iter()
        .filter(|head| match head.sign {
            '§' => false,
            '8' => sure.contains(&head.number) || near(&sure, head.number),
            _ => sure.contains(&head.number) || near(&likely, head.number),
        })
        .map(|head| (head.line, head.at))
        .collect()
}

struct Head {
    line: usize,
    at: usize,
    sign: char,
    number: u32,
}

fn head(line: usize, text: &str) -> Option<Head> {
    // The pattern costs more than all else that is done to most lines.
    if !text.trim_start_matches([' ', '\t']).starts_with(['§', '$', 'S', '8']) {
        return None;
    }
    let found = HEAD.captures(text)?;
    let sign = found.get(1)?;
    let number = found[3].parse().ok().filter(|number| *number > 0)?;
    Some(Head { line, at: sign.start(), sign: sign.as_str().chars().next()?, number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[usize]) {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        assert_eq!(section_signs(&lines).into_iter().map(|(line, _)| line).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn neighbours_make_a_section_sign() {
        check("§ 3 Ett\ntext\n84\n§ 5 Tre", &[2]);
        check("$ 11 Ett\nS 12 Annat", &[0, 1]);
    }

    #[test]
    fn numbers_without_neighbours_are_numbers() {
        check("84\ntext", &[]);
        check("81\n82\n83", &[]);
        check("S 12\ntext", &[]);
        check("8 000 kronor\n§ 4", &[]);
    }
}
