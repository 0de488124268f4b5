//! Finds the words of a text with their places. Index, query and snippet all read through here, so that what was put in
//! can be found again and marked.

use std::ops::Range;

use crate::text::is_word_letter;

/// Words longer than this are OCR noise or links (bytes); they are passed over.
const LONGEST_WORD: usize = 80;

/// About how many bytes of text there are to a word.
const USUAL_LENGTH: usize = 7;

/// Words after a hanging hyphen (`social- och skolnämnden`): the hyphen stands for a part left out, not for a line break.
const AFTER_HANGING_HYPHEN: [&str; 6] = ["och", "eller", "samt", "respektive", "resp", "till"];

/// A word of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case; a word divided at a line end is put together.
    pub text: String,
    /// Byte range in the text, over the line end if divided.
    pub range: Range<usize>,
    /// 0 for the first word.
    pub position: usize,
    /// Other ways to look for it at the same place: `§21` on the number of `§ 21`, `epost` on the first word of `e-post`.
    pub also: Vec<String>,
}

/// All words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut reading = Reading::of(text);
    let mut words = Vec::with_capacity(text.len() / USUAL_LENGTH);
    let mut word = Word::default();
    while reading.read(&mut word) {
        words.push(std::mem::take(&mut word));
    }
    words
}

/// A text whose words are read one after another.
pub(super) struct Reading<'a> {
    text: &'a str,
    /// Where the piece after `next` is looked for.
    at: usize,
    next: Option<Piece<'a>>,
    position: usize,
}

impl<'a> Reading<'a> {
    /// The text from its beginning.
    pub fn of(text: &'a str) -> Self {
        let mut reading = Self { text, at: 0, next: None, position: 0 };
        reading.next = reading.piece();
        reading
    }

    /// Read the next word into `word`, whose memory is used again: an index has tens of millions of them. `false` at the end.
    pub fn read(&mut self, word: &mut Word) -> bool {
        while let Some(piece) = self.next.take() {
            self.next = self.piece();
            self.fill(word, &piece);
            if word.text.len() <= LONGEST_WORD {
                word.position = self.position;
                self.position += 1;
                return true;
            }
        }
        false
    }

    /// Make a word of a piece, with the next piece where the two are one word.
    fn fill(&mut self, word: &mut Word, piece: &Piece<'a>) {
        word.text.clear();
        word.also.clear();
        push_lower(&mut word.text, piece.text);
        word.range = piece.start..piece.end();
        if piece.after_paragraph_sign {
            word.also.push(format!("§{}", word.text));
        }
        let Some(next) = &self.next else { return };
        match between(&self.text[piece.end()..next.start]) {
            Between::LineEndHyphen if continues(next.text) => {
                push_lower(&mut word.text, next.text);
                word.range.end = next.end();
                self.next = self.piece();
            }
            Between::Hyphen => {
                let mut joined = word.text.clone();
                push_lower(&mut joined, next.text);
                word.also.push(joined);
            }
            _ => {}
        }
    }

    /// The next run of letters and digits.
    fn piece(&mut self) -> Option<Piece<'a>> {
        let start = run_end(self.text, self.at, false);
        let end = run_end(self.text, start, true);
        let text = &self.text[start..end];
        let number = text.starts_with(|c: char| c.is_ascii_digit());
        let after_paragraph_sign = number && ends_in_sign(&self.text[self.at..start]);
        self.at = end;
        (!text.is_empty()).then_some(Piece { text, start, after_paragraph_sign })
    }
}

/// Where a run of characters that are in words, or are not, ends. ASCII goes byte by byte: it is nearly all there is.
fn run_end(text: &str, from: usize, inside: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() != inside {
                break;
            }
            at += 1;
        } else {
            match text[at..].chars().next() {
                Some(c) if in_word(c) == inside => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    at
}

/// Whether a gap is a paragraph sign up to the number after it: `§ 21`, `§§ 4-9`.
fn ends_in_sign(gap: &str) -> bool {
    gap.trim_end().ends_with('§')
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
}

/// Letters, digits and marks that follow letters; a soft hyphen is inside a word.
fn in_word(c: char) -> bool {
    is_word_letter(c) || c == '\u{ad}' || unicode_normalization::char::is_combining_mark(c)
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

/// Add a piece in lower case, composed, without soft hyphens.
fn push_lower(word: &mut String, text: &str) {
    use unicode_normalization::UnicodeNormalization;
    let start = word.len();
    // nearly every word: composed letters of Latin-1 and digits, capitals among them in ASCII only
    if text.chars().all(|c| c.is_ascii() || ('à'..='ÿ').contains(&c)) {
        word.push_str(text);
        word[start..].make_ascii_lowercase();
    } else {
        word.extend(text.nfc().filter(|&c| c != '\u{ad}').flat_map(char::to_lowercase));
    }
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
