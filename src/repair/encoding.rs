//! Undoes what programs did to letters, not engines: letters taken apart (`a` and a ring), and UTF-8 read as Windows-1252
//! (`fÃ¶r`). Both can be recognised in any text, so they need no gate.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Why an edit was made.
pub const DECOMPOSED: &str = "decomposed";
/// Why an edit was made.
pub const MOJIBAKE: &str = "mojibake";

/// The line with its letters whole, and why; `None` where nothing was wrong.
pub fn mend(line: &str) -> Option<(String, &'static str)> {
    if line.is_ascii() {
        return None;
    }
    let unread = if line.contains(['Ã', 'Â', 'â']) { unread(line) } else { None };
    let reason = if unread.is_some() { MOJIBAKE } else { DECOMPOSED };
    let text = unread.as_deref().unwrap_or(line);
    let whole = if is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
    (whole != line).then_some((whole, reason))
}

/// Signs that are worth restoring; anything else is left, because it may have been meant.
fn is_expected(c: char) -> bool {
    "åäöÅÄÖéÉèÈêëüÜáÁàÀíóøØæÆñçïî§°´·«»–—‘’“”„•…€½".contains(c)
}

fn unread(line: &str) -> Option<String> {
    let signs: Vec<char> = line.chars().collect();
    let (mut text, mut at, mut changed) = (String::with_capacity(line.len()), 0, false);
    while at < signs.len() {
        if let Some((c, length)) = decode(&signs[at..]) {
            text.push(c);
            at += length;
            changed = true;
        } else {
            text.push(signs[at]);
            at += 1;
        }
    }
    changed.then_some(text)
}

/// The sign whose UTF-8 bytes, read as Windows-1252, begin `signs`.
fn decode(signs: &[char]) -> Option<(char, usize)> {
    let lead = windows_1252(*signs.first()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe2 => 3,
        _ => return None,
    };
    let bytes: Vec<u8> = signs.get(..length)?.iter().map(|c| windows_1252(*c)).collect::<Option<_>>()?;
    let mut decoded = std::str::from_utf8(&bytes).ok()?.chars();
    let c = decoded.next().filter(|c| is_expected(*c))?;
    Some((c, length))
}

fn windows_1252(c: char) -> Option<u8> {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match u32::from(c) {
        code @ (0x80..=0xff) => u8::try_from(code).ok(),
        _ => HIGH.chars().zip(0x80..).find(|(high, _)| *high == c).map(|(_, byte)| byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(mend(text).map_or_else(|| text.to_owned(), |(text, _)| text), expected);
    }

    #[test]
    fn letters_read_as_windows_1252_are_restored() {
        check("fÃ¶r nÃ¤mnden pÃ¥ Ã…land", "för nämnden på Åland");
        check("Â§ 4 â€“ Ã–vrigt", "§ 4 – Övrigt");
    }

    #[test]
    fn letters_taken_apart_are_joined() {
        check("a\u{30a}r fo\u{308}r", "år för");
    }

    #[test]
    fn clean_text_is_left_alone() {
        check("för nämnden på Åland – 4 €", "för nämnden på Åland – 4 €");
        check("São Paulo, Ângela", "São Paulo, Ângela");
    }
}
