//! Stores texts as numbers of words, so that the index keeps them in about a quarter of their size.
//!
//! Block compression of single passages doesn't see words: half of Swedish text is a few hundred of them. A word book of
//! each chunk lists its words and what stands between them, the commonest first; a text is the row of their numbers, one
//! byte for the commonest, two for most. A single space between two words needs no number.

use std::collections::HashMap;

/// Words and what stands between words, the commonest first.
#[derive(Debug, Default)]
pub(super) struct WordBook {
    bytes: Vec<u8>,
    /// Where each entry ends in `bytes`.
    ends: Vec<u32>,
}

/// What is wrong with a stored text or word book; the files were changed by someone else.
#[derive(Debug, thiserror::Error)]
#[error("a stored text can't be read")]
pub(super) struct Damaged;

/// Entries of a word book with their numbers, to code texts by.
pub(super) struct Coder<'a> {
    book: WordBook,
    numbers: HashMap<&'a str, u32>,
}

impl<'a> Coder<'a> {
    /// The word book of these texts.
    pub fn new(texts: &'a [String]) -> Self {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for text in texts {
            for_each_piece(text, |piece| *counts.entry(piece).or_default() += 1);
        }
        let mut entries: Vec<(&str, u32)> = counts.into_iter().collect();
        entries.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let mut book = WordBook::default();
        for (entry, _) in &entries {
            book.bytes.extend_from_slice(entry.as_bytes());
            book.ends.push(book.bytes.len() as u32);
        }
        Self { book, numbers: (0..).zip(entries).map(|(number, (entry, _))| (entry, number)).collect() }
    }

    /// The book alone.
    pub fn into_book(self) -> WordBook {
        self.book
    }

    /// A text as numbers. It must be one of those that the book was made of.
    pub fn code(&self, text: &'a str) -> Vec<u8> {
        let mut coded = Vec::with_capacity(text.len() / 4);
        for_each_piece(text, |piece| {
            if let Some(number) = self.numbers.get(piece) {
                push_number(&mut coded, *number);
            }
        });
        coded
    }
}

impl WordBook {
    /// As a file holds it: the number of entries, their lengths, their bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.bytes.len() + self.ends.len() + 8);
        push_number(&mut bytes, self.ends.len() as u32);
        let mut start = 0;
        for end in &self.ends {
            push_number(&mut bytes, end - start);
            start = *end;
        }
        bytes.extend_from_slice(&self.bytes);
        bytes
    }

    /// The book of a file.
    pub fn from_bytes(mut bytes: &[u8]) -> Result<Self, Damaged> {
        let count = take_number(&mut bytes)?;
        let mut ends = Vec::new();
        let mut end = 0_u32;
        for _ in 0..count {
            end = end.checked_add(take_number(&mut bytes)?).ok_or(Damaged)?;
            ends.push(end);
        }
        if bytes.len() != end as usize {
            return Err(Damaged);
        }
        Ok(Self { bytes: bytes.to_vec(), ends })
    }

    /// The text of these numbers.
    pub fn text(&self, mut coded: &[u8]) -> Result<String, Damaged> {
        let mut text = String::with_capacity(coded.len() * 4);
        let mut after_word = false;
        while !coded.is_empty() {
            let piece = self.entry(take_number(&mut coded)?)?;
            let word = piece.starts_with(in_word);
            if word && after_word {
                text.push(' ');
            }
            text.push_str(piece);
            after_word = word;
        }
        Ok(text)
    }

    fn entry(&self, number: u32) -> Result<&str, Damaged> {
        let end = *self.ends.get(number as usize).ok_or(Damaged)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize] as usize);
        std::str::from_utf8(&self.bytes[start..end]).map_err(|_| Damaged)
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Words and what stands between them, in turn; single spaces between words are left out.
fn for_each_piece<'a>(text: &'a str, mut take: impl FnMut(&'a str)) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = in_word(first);
        let end = rest.find(|c| in_word(c) != word).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        let between_words = piece == " " && rest.len() < text.len() && !after.is_empty();
        if !between_words {
            take(piece);
        }
        rest = after;
    }
}

/// Seven bits a byte, the lowest first, the highest bit set on all but the last.
fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Result<u32, Damaged> {
    let mut number = 0_u32;
    for shift in (0..35).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(Damaged)?;
        *bytes = rest;
        number |= u32::from(byte & 0x7f).checked_shl(shift).ok_or(Damaged)?;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str]) {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let coder = Coder::new(&texts);
        let coded: Vec<Vec<u8>> = texts.iter().map(|text| coder.code(text)).collect();
        let book = WordBook::from_bytes(&coder.into_book().to_bytes()).expect("the book comes back");
        for (text, coded) in texts.iter().zip(&coded) {
            assert_eq!(book.text(coded).as_ref().ok(), Some(text));
        }
    }

    #[test]
    fn texts_come_back_as_they_went() {
        check(&["Nämnden beslutar, enligt  ovan.", "", " a ", "a b", "§ 21\nBeslut\n- ett\n", "å\u{308}ä \u{c}"]);
    }

    #[test]
    fn damaged_texts_and_books_are_refused() {
        let texts = ["ett två".to_owned()];
        let book = Coder::new(&texts).into_book();
        assert!(book.text(&[7]).is_err() && book.text(&[0x80]).is_err() && book.text(&[0xff; 9]).is_err());
        assert!(WordBook::from_bytes(&[]).is_err() && WordBook::from_bytes(&[2, 1, 1, b'a']).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(a in "\\PC{0,40}", b in "[a-zåäö .,\n]{0,60}") {
            check(&[&a, &b, &format!("{a}{b}")]);
        }
    }
}
