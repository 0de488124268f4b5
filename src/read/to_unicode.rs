//! Reads a font's damaged `ToUnicode` map as far as it goes. hayro takes such a map whole or not at all, so that one bad byte
//! in it costs every word in that font.
//!
//! What can't be read is left out, never guessed: an entry counts only if its code is as long as the first one's, and a new
//! line begins a new entry, so that a lost string does not shift the letters of those after it.

use std::collections::HashMap;

use hayro_font::hayro_cmap::CMap;

/// Characters by code, as UTF-16 units.
pub(super) type Map = HashMap<u32, Vec<u16>>;

/// Most entries of a map: every code of two bytes.
const MOST: usize = 1 << 16;

/// The entries of a map that hayro refuses; `None` where it takes it.
pub(super) fn mend(data: &[u8]) -> Option<Map> {
    CMap::parse(data, hayro_font::hayro_cmap::load_embedded).is_none().then(|| Reader::default().read(data))
}

/// What kind of entries are being listed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Listed {
    #[default]
    Nothing,
    /// A code and its text.
    Chars,
    /// A first code, a last code and the first one's text, or a text each.
    Ranges,
}

#[derive(Default)]
struct Reader {
    map: Map,
    listed: Listed,
    /// Strings of the entry that is being read.
    strings: Vec<Vec<u8>>,
    /// Length of the first code, in bytes.
    code_length: Option<usize>,
    /// A text for each code of a range.
    each: bool,
}

impl Reader {
    fn read(mut self, data: &[u8]) -> Map {
        let mut at = 0;
        while at < data.len() && self.map.len() < MOST {
            let rest = &data[at..];
            at += match rest[0] {
                b'<' => self.string(rest),
                b'[' | b']' => {
                    self.each = rest[0] == b'[';
                    1
                }
                b'\n' | b'\r' if !self.each => {
                    self.strings.clear();
                    1
                }
                b'a'..=b'z' => self.word(rest),
                _ => 1,
            };
        }
        self.map
    }

    /// A word at the start of `rest`; its length.
    fn word(&mut self, rest: &[u8]) -> usize {
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let listed = match &rest[..length] {
            b"beginbfchar" => Listed::Chars,
            b"beginbfrange" => Listed::Ranges,
            b"endbfchar" | b"endbfrange" => Listed::Nothing,
            // noise, or a word that lists nothing
            _ => return length,
        };
        (self.listed, self.each) = (listed, false);
        self.strings.clear();
        length
    }

    /// A string at the start of `rest`; its length.
    fn string(&mut self, rest: &[u8]) -> usize {
        let inside = &rest[1..];
        let length = inside.iter().take_while(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace()).count();
        if inside.get(length) == Some(&b'>') && self.listed != Listed::Nothing {
            let digits: Vec<u32> = inside[..length].iter().filter_map(|byte| char::from(*byte).to_digit(16)).collect();
            self.strings
                .push(digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + *digit as u8)).collect());
            self.entry();
        }
        length + 1
    }

    /// Take the entry down if its last string has come.
    fn entry(&mut self) {
        let length = if self.listed == Listed::Chars { 2 } else { 3 };
        if self.strings.len() < length {
            return;
        }
        let strings = std::mem::take(&mut self.strings);
        let text = units(&strings[length - 1]);
        let Some(code) = self.code(&strings[0]) else { return };
        if self.listed == Listed::Chars {
            self.map.insert(code, text);
        } else if self.each {
            // the next string is that of the next code
            self.map.insert(code, text);
            let next = code.wrapping_add(1).to_be_bytes();
            let length = strings[0].len();
            self.strings = vec![next[next.len() - length..].to_vec(), strings[1].clone()];
        } else if let Some(last) = self.code(&strings[1]) {
            self.range(code, last, &text);
        }
    }

    /// Codes side by side whose texts are, too.
    fn range(&mut self, from: u32, to: u32, text: &[u16]) {
        let Some((last, before)) = text.split_last() else { return };
        let room = MOST - self.map.len();
        for (offset, code) in (0..=u16::MAX).zip(from..=to).take(room) {
            let text = before.iter().copied().chain([last.wrapping_add(offset)]).collect();
            self.map.insert(code, text);
        }
    }

    /// The number of a code; nothing where it is not as long as the first one.
    fn code(&mut self, bytes: &[u8]) -> Option<u32> {
        let length = *self.code_length.get_or_insert(bytes.len());
        (bytes.len() == length && (1..=4).contains(&length))
            .then(|| bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)))
    }
}

fn units(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of these codes, `-` where one has none.
    fn read(data: &str, codes: &[u32]) -> String {
        let map = mend(data.as_bytes()).expect("a damaged map");
        let text = |code| map.get(code).map_or("-".to_owned(), |units| String::from_utf16_lossy(units));
        codes.iter().map(text).collect()
    }

    #[test]
    fn what_stands_beside_a_bad_entry_is_kept() {
        let data = "begincmap 1 begincodespacerange <00> <ff> endcodespacerange 4 beginbfchar\n<01> <0050>\n<02> <00zz>\n\
                    <03> <006C0061>\n<0004> <006E>\nendbfchar";
        assert_eq!(read(data, &[1, 2, 3, 4]), "P-la-");
    }

    #[test]
    fn ranges_run_on_and_may_have_a_text_each() {
        let data =
            "begincmap 3 beginbfrange\n<0001> <0003> <0061>\n<0005> <0006> [<00E5> <00E4>]\n<0007> <<\nendbfrange";
        assert_eq!(read(data, &[1, 2, 3, 4, 5, 6, 7]), "abc-åä-");
    }

    #[test]
    fn a_sound_map_is_left_to_others_and_a_huge_one_is_bounded() {
        assert!(mend(b"begincmap 1 beginbfchar <01> <0050> endbfchar endcmap").is_none());
        let huge = mend(b"begincmap 1 beginbfrange <00000000> <ffffffff> <0041> <bad");
        assert!(huge.is_some_and(|map| map.len() <= MOST));
    }
}
