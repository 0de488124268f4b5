//! Folded words and phrases of the rule lists, and how much a word may be damaged and still be taken for one of them.
//!
//! Every cue of `dictionaries/rules/` is compared here and nowhere else, so that "the same word" means one thing.

/// Lower case without diacritics, quicker than [`crate::text::fold`] for the letters Swedish uses.
#[must_use]
pub fn fold_fast(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    push_folded(&mut folded, text);
    folded
}

/// Add a text to `folded` as [`fold_fast`] would give it.
fn push_folded(folded: &mut String, text: &str) {
    let mut rest = text;
    // Most text is ASCII: whole stretches of it are copied at once.
    while let Some(next) = rest.bytes().position(|byte| !byte.is_ascii()) {
        push_lower(folded, &rest[..next]);
        let mut chars = rest[next..].chars();
        match chars.next() {
            Some('å' | 'ä' | 'Å' | 'Ä' | 'á' | 'à') => folded.push('a'),
            Some('ö' | 'Ö' | 'ó') => folded.push('o'),
            Some('é' | 'É' | 'è' | 'ë') => folded.push('e'),
            Some('ü' | 'Ü') => folded.push('u'),
            Some(c) if c.is_alphabetic() => folded.push_str(&crate::text::fold(c.encode_utf8(&mut [0; 4]))),
            Some(c) => folded.push(c),
            None => {}
        }
        rest = chars.as_str();
    }
    push_lower(folded, rest);
}

fn push_lower(folded: &mut String, ascii: &str) {
    let from = folded.len();
    folded.push_str(ascii);
    folded[from..].make_ascii_lowercase();
}

/// The words of a text, folded into one piece of memory.
pub struct FoldedText {
    folded: String,
    /// Where each word starts in the text and ends there, and where it ends in `folded`.
    ends: Vec<(usize, usize, usize)>,
}

impl FoldedText {
    /// All words of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut words = Self { folded: String::with_capacity(text.len()), ends: Vec::with_capacity(text.len() / 5) };
        for (at, word) in raw_words(text) {
            push_folded(&mut words.folded, word);
            words.ends.push((at, at + word.len(), words.folded.len()));
        }
        words
    }

    /// The folded words, in order.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|end| end.2));
        starts.zip(&self.ends).map(|(from, end)| &self.folded[from..end.2]).collect()
    }

    /// The bytes of the text that words `from..to` cover; there must be one.
    #[must_use]
    pub fn bytes(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        self.ends[from].0..self.ends[to - 1].1
    }
}

/// The folded words of a text; a word is a run of letters, digits, `:` inside, or `§`. At most `limit` of them.
#[must_use]
pub fn folded_words(text: &str, limit: usize) -> Vec<String> {
    raw_words(text).take(limit).map(|(_, word)| fold_fast(word)).collect()
}

/// The words of a text as written, with the byte each starts on.
#[must_use]
pub fn raw_words(text: &str) -> RawWords<'_> {
    RawWords { text, at: 0 }
}

/// The words of a text, on the way.
pub struct RawWords<'a> {
    text: &'a str,
    at: usize,
}

impl RawWords<'_> {
    /// How many bytes of the text are a letter of a word at `at`; 0 where it is none. By bytes, because every letter of a
    /// document comes by here.
    fn letter_at(&self, at: usize) -> usize {
        match self.text.as_bytes()[at] {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b':' | b'&' => 1,
            byte if byte.is_ascii() => 0,
            _ => {
                let c = self.text[at..].chars().next().unwrap_or(' ');
                if crate::text::is_word_letter(c) || c == '§' { c.len_utf8() } else { 0 }
            }
        }
    }

    fn width_at(&self, at: usize) -> usize {
        self.text[at..].chars().next().map_or(1, char::len_utf8)
    }
}

impl<'a> Iterator for RawWords<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let end = self.text.len();
        while self.at < end {
            let from = self.at;
            while self.at < end {
                match self.letter_at(self.at) {
                    0 => break,
                    width => self.at += width,
                }
            }
            let word = self.text[from..self.at].trim_start_matches(':');
            let start = self.at - word.len();
            if self.at < end {
                self.at += self.width_at(self.at);
            }
            let word = word.trim_end_matches(':');
            if !word.is_empty() {
                return Some((start, word));
            }
        }
        None
    }
}

/// Whether two folded words are the same, or, where `lenient`, one a damaged form of the other: words of five letters may
/// differ in one, of nine in two. Shorter words are too alike to guess.
#[must_use]
#[inline]
pub fn same_word(word: &str, cue: &str, lenient: bool) -> bool {
    // Damage seldom takes a word's first letter; asking for it makes the comparison rare, so cheap.
    word.as_bytes().first() == cue.as_bytes().first() && (word == cue || lenient && nearly(word, cue))
}

/// In how many letters a damaged form of a word may differ from it.
#[must_use]
pub fn damage_allowed(word: &str) -> usize {
    match word.len() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// Whether two words that begin alike differ as little as damage makes them.
fn nearly(word: &str, cue: &str) -> bool {
    let allowed = damage_allowed(cue);
    allowed > 0 && word.len().abs_diff(cue.len()) <= allowed && within(word.as_bytes(), cue.as_bytes(), allowed)
}

/// Whether the edit distance of two short words is at most `allowed`.
fn within(a: &[u8], b: &[u8], allowed: usize) -> bool {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        let mut least = row[0];
        for (j, y) in b.iter().enumerate() {
            let cost = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(corner + 1);
            least = least.min(row[j + 1]);
        }
        if least > allowed {
            return false;
        }
    }
    row[b.len()] <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_start() {
        let words: Vec<_> = raw_words("1:e vice, ordf.: Åsa").collect();
        assert_eq!(words, [(0, "1:e"), (4, "vice"), (10, "ordf"), (17, "Åsa")]);
    }
}
