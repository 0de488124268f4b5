//! Finds the words of a text with their places. Index, query and snippet all read through here, so that what was put in
//! can be found again and marked.

/// Words longer than this are OCR noise or links (bytes); they are passed over.
const LONGEST_WORD: usize = 80;

/// Words after a hanging hyphen (`social- och skolnämnden`): the hyphen stands for a part left out, not for a line break.
const AFTER_HANGING_HYPHEN: [&str; 6] = ["och", "eller", "samt", "respektive", "resp", "till"];

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case; a word divided at a line end is put together.
    pub text: String,
    /// Byte range in the text, over the line end if divided.
    pub range: std::ops::Range<usize>,
    /// 0 for the first word.
    pub position: usize,
    /// Other ways to look for it at the same place: `§21` on the number of `§ 21`, `epost` on the first word of `e-post`.
    pub also: Vec<String>,
}

/// All words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let pieces = pieces(text);
    let mut words: Vec<Word> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let piece = &pieces[at];
        let mut word = Word { text: lower(piece.text), range: piece.range(), position: words.len(), also: Vec::new() };
        if piece.after_paragraph_sign {
            word.also.push(format!("§{}", word.text));
        }
        if let Some(next) = pieces.get(at + 1) {
            match between(&text[piece.end()..next.start]) {
                Between::LineEndHyphen if continues(next.text) => {
                    word.text.push_str(&lower(next.text));
                    word.range.end = next.end();
                    at += 1;
                }
                Between::Hyphen => word.also.push(format!("{}{}", word.text, lower(next.text))),
                _ => {}
            }
        }
        at += 1;
        if word.text.len() <= LONGEST_WORD {
            words.push(word);
        }
    }
    words
}

struct Piece<'a> {
    text: &'a str,
    start: usize,
    after_paragraph_sign: bool,
}

impl Piece<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn range(&self) -> std::ops::Range<usize> {
        self.start..self.end()
    }
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut sign = false;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        match (in_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let piece = &text[from..at];
                let number = piece.starts_with(|c: char| c.is_ascii_digit());
                pieces.push(Piece { text: piece, start: from, after_paragraph_sign: sign && number });
                start = None;
                sign = false;
            }
            _ => {}
        }
        // a sign holds over one space and over a second sign: `§ 21`, `§§ 4-9`
        sign = c == '§' || sign && (c.is_whitespace() || start.is_some());
    }
    pieces
}

/// Letters, digits and marks that follow letters; a soft hyphen is inside a word.
fn in_word(c: char) -> bool {
    match c {
        c if c.is_ascii() => return c.is_ascii_alphanumeric(),
        // most other letters of Swedish text, without a look into the tables
        'À'..='Ö' | 'à'..='ö' => return true,
        _ => {}
    }
    c.is_alphanumeric() || c == '\u{ad}' || unicode_normalization::char::is_combining_mark(c)
}

enum Between {
    Hyphen,
    LineEndHyphen,
    Other,
}

fn between(gap: &str) -> Between {
    let Some(rest) = gap.strip_prefix(['-', '\u{2010}', '\u{2011}']) else { return Between::Other };
    if rest.is_empty() {
        Between::Hyphen
    } else if rest.trim().is_empty() && rest.contains(['\n', '\u{c}']) {
        Between::LineEndHyphen
    } else {
        Between::Other
    }
}

/// Whether a word after a hyphen at a line end is the rest of the divided word.
fn continues(next: &str) -> bool {
    next.starts_with(char::is_lowercase) && !AFTER_HANGING_HYPHEN.contains(&next)
}

fn lower(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    // nearly every word: composed letters of Latin-1 in lower case, or digits
    if text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ('à'..='ÿ').contains(&c)) {
        return text.to_owned();
    }
    text.nfc().filter(|&c| c != '\u{ad}').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = words(text);
        let shown: Vec<String> = found
            .iter()
            .map(|word| std::iter::once(&word.text).chain(&word.also).cloned().collect::<Vec<_>>().join("/"))
            .collect();
        assert_eq!(shown.join(" "), expected, "{text:?}");
        for word in &found {
            assert!(text.get(word.range.clone()).is_some(), "{word:?} outside {text:?}");
        }
    }

    #[test]
    fn words_are_lower_case_letters_and_digits() {
        check("Nämnden beslutar, enligt ovan.", "nämnden beslutar enligt ovan");
        check("Dnr 1.2.1-55/2017", "dnr 1 2 1/155 55 2017");
        check("", "");
        check("  …  ", "");
    }

    #[test]
    fn words_divided_at_a_line_end_are_put_together() {
        check("en handlings-\nplan för", "en handlingsplan för");
        check("en handlings-\n\u{c} plan för", "en handlingsplan för");
        check("hand\u{ad}lings\u{ad}plan", "handlingsplan");
    }

    #[test]
    fn hanging_hyphens_and_names_stay_apart() {
        check("social-\noch skolnämnden", "social och skolnämnden");
        check("Söderäng-\nÅkerby", "söderäng åkerby");
        check("social- och", "social och");
    }

    #[test]
    fn hyphened_words_are_found_as_one_too() {
        check("e-post", "e/epost post");
    }

    #[test]
    fn paragraph_numbers_keep_their_sign() {
        check("§ 21 och §22", "21/§21 och 22/§22");
        check("§§ 4–9", "4/§4 9");
        check("§ beslut 4", "beslut 4");
    }

    proptest::proptest! {
        #[test]
        fn places_are_inside_the_text_and_in_order(text in "[a-zåäö§ \\-\n\u{ad}0-9A-Ö]{0,60}") {
            let found = words(&text);
            for (position, word) in found.iter().enumerate() {
                proptest::prop_assert!(text.get(word.range.clone()).is_some());
                proptest::prop_assert!(word.position == position);
            }
            for pair in found.windows(2) {
                proptest::prop_assert!(pair[0].range.end <= pair[1].range.start);
            }
        }
    }
}
