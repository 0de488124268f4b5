//! Captures groups in the match alone: a search for a match runs over a long text quickly, one for its groups does not.
//!
//! [`Regex::captures`] clears memory for every state at every byte of the text it is given, which for a line or a paragraph
//! costs far more than finding the match. So the match is found first and its groups are sought in its own few bytes.
//! Patterns must not look further back than their own match.

use regex::{Captures, Regex};

/// The groups of the first match.
pub fn captures_within<'t>(pattern: &Regex, text: &'t str) -> Option<Captures<'t>> {
    pattern.captures(pattern.find(text)?.as_str())
}

/// The groups of all matches, each with the byte of `text` that its match begins on; groups count from there.
pub fn all_captures_within<'t>(pattern: &Regex, text: &'t str) -> impl Iterator<Item = (usize, Captures<'t>)> {
    pattern.find_iter(text).filter_map(|found| Some((found.start(), pattern.captures(found.as_str())?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_those_of_the_whole_text() {
        let pattern = Regex::new(r"(?-u:\b)(\d+) (ja|nej)(?-u:\b)").expect("a constant pattern");
        let text = "Med 7 ja mot 5 nej. 3 jag";
        let found: Vec<(usize, String)> =
            all_captures_within(&pattern, text).map(|(at, c)| (at, format!("{} {}", &c[2], &c[1]))).collect();
        assert_eq!(found, [(4, "ja 7".to_owned()), (13, "nej 5".to_owned())]);
        assert_eq!(captures_within(&pattern, text).map(|c| c[1].to_owned()).as_deref(), Some("7"));
        assert!(captures_within(&pattern, "3 jag").is_none());
    }
}
