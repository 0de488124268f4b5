//! Finds where a paper is signed.

use std::sync::LazyLock;

use regex::Regex;

use crate::classify::find_date::dates_in;
use crate::classify::see_lines::{Seen, ends_sentence};
use crate::classify::words::fold_fast;

/// `Exempelstad den 14 oktober 2019`.
static PLACE_AND_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-ZÅÄÖ][A-Za-zÀ-ÿ-]+(?: [A-ZÅÄÖ][A-Za-zÀ-ÿ-]+)?,? (?:den )?\d").expect("a constant pattern")
});

/// What offices end in, folded.
const OFFICES: [&str; 10] = [
    "direktor",
    "chef",
    "sekreterare",
    "handlaggare",
    "ordforande",
    "utredare",
    "strateg",
    "samordnare",
    "borgarrad",
    "kommunalrad",
];

/// How near the end (in lines with text) names over offices stand.
const NEAR_END: usize = 25;

/// Lines that begin a signature.
pub fn signature_lines(lines: &[Seen], from: usize, to: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let readable: Vec<usize> = (from..=to).filter(|&at| !lines[at].skipped()).collect();
    for (order, &at) in readable.iter().enumerate() {
        let line = &lines[at];
        let first_of_block = at == from || lines[at - 1].skipped() || lines[at].page_turn;
        // The head of a paper has place and day too; a signature has a text before it.
        if order < 8 || !first_of_block || ends_sentence(&line.text) {
            continue;
        }
        let near_end = readable.len() - order <= NEAR_END;
        let next = readable.get(order + 1).map(|&next| &lines[next]);
        if signs_with_day(line) || (near_end && is_names(line) && next.is_some_and(is_office)) {
            let goes_on = found.last().is_some_and(|&last: &usize| at - last <= 6);
            if !goes_on {
                found.push(at);
            }
        }
    }
    found
}

fn signs_with_day(line: &Seen) -> bool {
    line.count <= 6 && PLACE_AND_DAY.is_match(&line.text) && dates_in(&line.text, true).len() == 1
}

/// Two words or more, each with a capital, nothing else: one name or several beside each other.
fn is_names(line: &Seen) -> bool {
    let words: Vec<&str> = line.text.split_whitespace().collect();
    (2..=9).contains(&words.len())
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || ["von", "af", "de"].contains(word))
        && words.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || "-.'()".contains(c)))
}

fn is_office(line: &Seen) -> bool {
    line.count <= 8
        && !ends_sentence(&line.text)
        && fold_fast(&line.text).split([' ', '\t', ',']).any(|word| OFFICES.iter().any(|office| word.ends_with(office)))
}
