//! Words of a text and their stems: the small language tools that `directives` and `matching` share.
//!
//! Everything here works on folded text (no diacritics, lower case), because half of the texts come from engines that
//! lost them; two words that differ only in their marks then share a stem, which costs little in this field.

use crate::text::{fold, is_word_letter};

/// Words of a text, folded, in order. A word broken at a line end (`utbild- ning`) is joined; `och`, `eller` and `samt`
/// after a hyphen mean an ellipsis (`grund- och gymnasieskola`) and leave it alone.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut broken = false;
    for token in text.split(|c: char| !(is_word_letter(c) || c == '-')) {
        let folded = fold(token.trim_matches('-'));
        if folded.is_empty() {
            continue;
        }
        let joins = broken && token.starts_with(char::is_lowercase) && !["och", "eller", "samt"].contains(&token);
        match words.last_mut() {
            Some(last) if joins => last.push_str(&folded),
            _ => words.push(folded),
        }
        broken = token.len() > 1 && token.ends_with('-');
    }
    words
}

/// Endings of Swedish inflection on folded words, longest first: the main suffix step of the Snowball stemmer without its
/// conditional `s`.
const ENDINGS: [&str; 36] = [
    "heterna", "hetens", "heter", "heten", "anden", "arnas", "ernas", "ornas", "andes", "arens", "andet", "arna",
    "erna", "orna", "ande", "aste", "aren", "ades", "erns", "ade", "are", "ern", "ens", "ets", "het", "ast", "ad",
    "en", "ar", "er", "or", "as", "es", "at", "et", "s",
];

/// The stem of a folded word: what is left when inflection is taken off. At least three letters stay.
#[must_use]
pub fn stem(word: &str) -> String {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut stem = word;
    for ending in ENDINGS {
        if let Some(rest) = stem.strip_suffix(ending)
            && rest.chars().count() >= 3
        {
            stem = rest;
            break;
        }
    }
    for ending in ["lig", "els", "ans", "an", "a", "e", "t"] {
        if let Some(rest) = stem.strip_suffix(ending)
            && rest.chars().count() >= 4
        {
            stem = rest;
            break;
        }
    }
    stem.to_owned()
}

/// A fingerprint of a text's words: 16 hex digits that stay when line breaks, case, marks or punctuation change.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    let normal = words(text).join(" ");
    blake3::hash(normal.as_bytes()).to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let stems: Vec<String> = words(text).iter().map(|word| stem(word)).collect();
        assert_eq!(stems.join(" "), expected);
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        check("skola skolan skolor skolorna", "skol skol skol skol");
        check("plan planen planerna", "plan plan plan");
        check("rutin rutiner rutinen", "rutin rutin rutin");
        check("nämnd nämnder nämnderna nämndens", "namnd namnd namnd namnd");
    }

    #[test]
    fn words_broken_at_line_ends_are_joined() {
        assert_eq!(
            words("en utbild- ning för grund- och gymnasieskola"),
            ["en", "utbildning", "for", "grund", "och", "gymnasieskola"]
        );
    }

    #[test]
    fn a_fingerprint_ignores_layout() {
        assert_eq!(fingerprint("Nämnden ska\n utse en samordnare."), fingerprint("nämnden ska utse en samordnare"));
        assert_ne!(fingerprint("Nämnden ska utse."), fingerprint("Nämnden bör utse."));
    }
}
