//! Mends the punctuation of damaged page content. hayro stops at the first string or array that is not whole, and all that
//! stands after it on the page is lost; other readers step over it, and so are the words after it kept here.
//!
//! Only what no reader could take as it stands is changed: ends without beginnings, beginnings without ends, noise inside
//! arrays and hexadecimal strings. Sound content comes back as it is.

use std::borrow::Cow;

/// Longest string (bytes); the format allows half of it.
const LONGEST_STRING: usize = 1 << 16;

/// Strings without an end that are looked for; content with more is no text. Bounds the time.
const MOST_UNENDED: usize = 256;

/// Operators that show that the arrays before them were never closed.
const AFTER_ARRAYS: [&[u8]; 11] = [b"TJ", b"Tj", b"Td", b"TD", b"Tm", b"T*", b"Tf", b"BT", b"ET", b"q", b"Q"];

/// The content with its punctuation mended; borrowed where there was nothing to mend.
pub(super) fn mend(content: &[u8]) -> Cow<'_, [u8]> {
    let mut mender = Mender { content, out: Vec::new(), copied: 0, arrays: 0, unended: 0 };
    let mut at = 0;
    while at < content.len() && mender.unended < MOST_UNENDED {
        at = mender.token(at);
    }
    mender.finish()
}

struct Mender<'a> {
    content: &'a [u8],
    out: Vec<u8>,
    /// Bytes of the content that are in `out`, or were replaced.
    copied: usize,
    /// Arrays that are open.
    arrays: usize,
    /// Strings without an end so far.
    unended: usize,
}

impl<'a> Mender<'a> {
    fn finish(mut self) -> Cow<'a, [u8]> {
        if self.copied == 0 && self.out.is_empty() {
            return Cow::Borrowed(self.content);
        }
        self.out.extend_from_slice(&self.content[self.copied..]);
        Cow::Owned(self.out)
    }

    /// Put bytes in place of `from..to`; gives `to`.
    fn replace(&mut self, from: usize, to: usize, with: &[u8]) -> usize {
        self.out.extend_from_slice(&self.content[self.copied..from]);
        self.out.extend_from_slice(with);
        self.copied = to;
        to
    }

    /// The token that begins at `at`; gives where the next one may begin.
    fn token(&mut self, at: usize) -> usize {
        let next = self.content.get(at + 1).copied();
        match self.content[at] {
            b'%' => at + length(&self.content[at..], |byte| !matches!(byte, b'\n' | b'\r')),
            b'(' => self.string(at),
            b'<' if next == Some(b'<') => at + 2,
            b'<' => self.hexadecimal(at),
            b'>' if next == Some(b'>') => at + 2,
            b'[' => {
                self.arrays += 1;
                at + 1
            }
            b']' if self.arrays > 0 => {
                self.arrays -= 1;
                at + 1
            }
            b'>' | b']' | b')' | b'{' | b'}' => self.replace(at, at + 1, b" "),
            b'/' => at + 1 + length(&self.content[at + 1..], is_regular),
            byte if is_regular(byte) => self.word(at),
            _ => at + 1,
        }
    }

    fn string(&mut self, at: usize) -> usize {
        let mut depth = 0_u32;
        let mut escaped = false;
        for (offset, byte) in self.content[at..].iter().take(LONGEST_STRING).enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => depth += 1,
                b')' if depth == 1 => return at + offset + 1,
                b')' => depth -= 1,
                _ => {}
            }
        }
        self.unended += 1;
        self.replace(at, at + 1, b" ")
    }

    fn hexadecimal(&mut self, at: usize) -> usize {
        let inside = &self.content[at + 1..];
        let inside = &inside[..inside.len().min(LONGEST_STRING)];
        let Some(end) = inside.iter().position(|byte| matches!(byte, b'>' | b'<')) else {
            self.unended += 1;
            return self.replace(at, at + 1, b" ");
        };
        let is_noise = |byte: &u8| !byte.is_ascii_hexdigit() && !byte.is_ascii_whitespace() && *byte != 0;
        let noise = inside[..end].iter().position(is_noise);
        match (noise, inside[end]) {
            // its end was lost where the noise stands, or just before the next string
            (_, b'<') => {
                let end = at + 1 + noise.unwrap_or(end);
                self.replace(end, if noise.is_some() { end + 1 } else { end }, b">")
            }
            // a digit was lost: its place is kept, or all that follow would be read as others
            (Some(noise), _) => {
                let mended: Vec<u8> =
                    inside[noise..end].iter().map(|byte| if is_noise(byte) { b'0' } else { *byte }).collect();
                self.replace(at + 1 + noise, at + 1 + end, &mended) + 1
            }
            (None, _) => at + end + 2,
        }
    }

    /// An operator, a number or noise.
    fn word(&mut self, at: usize) -> usize {
        let word = &self.content[at..];
        let word = &word[..length(word, is_regular)];
        let end = at + word.len();
        if word == b"ID" && self.arrays == 0 {
            return self.picture(end);
        }
        if self.arrays == 0 || is_number(word) || matches!(word, b"true" | b"false" | b"null" | b"R") {
            return end;
        }
        if AFTER_ARRAYS.contains(&word) {
            let ends = "] ".repeat(std::mem::take(&mut self.arrays));
            return self.replace(at, at, ends.as_bytes()).max(end);
        }
        self.replace(at, end, b" ")
    }

    /// The bytes of a picture within the content, which are no words, up to its `EI`.
    fn picture(&self, from: usize) -> usize {
        let rest = &self.content[from..];
        let ends = |four: &[u8]| four[0].is_ascii_whitespace() && &four[1..3] == b"EI" && four[3].is_ascii_whitespace();
        rest.windows(4).position(ends).map_or(self.content.len(), |at| from + at + 3)
    }
}

fn length(bytes: &[u8], is_part: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is_part(**byte)).count()
}

fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !matches!(byte, 0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Digits with at most one point, after a sign.
fn is_number(word: &[u8]) -> bool {
    let digits = word.strip_prefix(b"-").or_else(|| word.strip_prefix(b"+")).unwrap_or(word);
    digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && !digits.iter().skip_while(|byte| **byte != b'.').skip(1).any(|byte| *byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&mend(content.as_bytes())), expected);
        assert!(matches!(mend(expected.as_bytes()), Cow::Borrowed(_)), "what is mended is sound");
    }

    #[test]
    fn sound_content_stays() {
        for content in [
            "BT /F1 12 Tf 1 0 0 1 72 -.5 Tm [(a\\)b) -20.5 <00 4f>] TJ (c(d)e) ' ET",
            "/Span << /ActualText <FEFF0041> /K [1 2] >> BDC % (unended ]\nEMC true false",
            "BI /W 1 /H 1 ID (]\u{1}> EI Q",
        ] {
            check(content, content);
        }
    }

    #[test]
    fn beginnings_and_ends_without_each_other_are_taken_out() {
        check("(a) Tj ] } > ) (b) Tj", "(a) Tj         (b) Tj");
        check("(a) Tj (b Tj ET", "(a) Tj  b Tj ET");
        check("<0041 Tj", " 0041 Tj");
    }

    #[test]
    fn an_array_without_an_end_ends_before_its_operator() {
        check("[(a) 3 (b) TJ (c) Tj", "[(a) 3 (b) ] TJ (c) Tj");
        check("[[(a) TJ", "[[(a) ] ] TJ");
        check("[(a) x3 (b) 1.2.3] TJ", "[(a)   (b)  ] TJ");
    }

    #[test]
    fn a_lost_digit_or_end_of_a_hexadecimal_string_costs_itself_alone() {
        check("[<00\u{1}1> 3] TJ", "[<0001> 3] TJ");
        check("[<0041\u{1}3<0042>] TJ", "[<0041>3<0042>] TJ");
        check("[<0041 <0042>] TJ", "[<0041 ><0042>] TJ");
    }

    proptest::proptest! {
        #[test]
        fn mending_twice_is_mending_once(content in "[\\[\\]()<>/% 0-9a-fTJx\\\\\n]{0,80}") {
            let once = mend(content.as_bytes()).into_owned();
            proptest::prop_assert_eq!(mend(&once).into_owned(), once.clone());
        }
    }
}
