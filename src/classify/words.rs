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
                if c.is_alphanumeric() || c == '§' { c.len_utf8() } else { 0 }
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

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Prefix(String),
    Suffix(String),
    Organ,
    Number,
    /// A verb by which something is handed in.
    HandsIn,
    /// Up to three words that say how something is handed in, or none.
    Manner,
}

/// A cue: words, `word*`, `*word`, `{organ}` (one to six words that end in a body's name), `{number}`, `{lämnar}` (a verb
/// of handing in) and `{en}` (up to three words such as `en gemensam skriftlig`, or none).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    tokens: Vec<Token>,
}

/// How the name of a body ends, folded, without the genitive's s.
const ORGAN_ENDINGS: [&str; 18] = [
    "namnd",
    "namnden",
    "styrelse",
    "styrelsen",
    "fullmaktige",
    "utskott",
    "utskottet",
    "beredning",
    "beredningen",
    "forvaltning",
    "forvaltningen",
    "kontor",
    "kontoret",
    "kommitten",
    "direktion",
    "direktionen",
    "borgarradet",
    "sdn",
];

/// What `{lämnar}` stands for, folded.
const HANDING_IN: [&[&str]; 26] = [
    &["lamnar"],
    &["lamnade"],
    &["har", "lamnat"],
    &["anmaler"],
    &["anmalde"],
    &["har", "anmalt"],
    &["avger"],
    &["avgav"],
    &["avlamnar"],
    &["avlamnade"],
    &["inlamnar"],
    &["inlamnade"],
    &["ingav"],
    &["bifogar"],
    &["inkommer", "med"],
    &["inkom", "med"],
    &["har", "inkommit", "med"],
    &["ger"],
    &["gav"],
    &["gor"],
    &["gjorde"],
    &["far", "lamna"],
    &["medges", "lamna"],
    &["begar", "att", "fa", "lamna"],
    &["vill", "lamna"],
    &["lamnar", "till", "protokollet"],
];

/// What `{en}` stands for, folded: articles, and how something is handed in.
const MANNERS: [&str; 19] = [
    "en",
    "ett",
    "in",
    "sin",
    "sitt",
    "eget",
    "egen",
    "foljande",
    "gemensam",
    "gemensamt",
    "skriftlig",
    "skriftligt",
    "skriftliga",
    "muntlig",
    "muntligt",
    "blank",
    "kort",
    "bifogad",
    "bifogat",
];

/// Most words that `{en}` takes.
const MANNER_WORDS: usize = 3;

/// Longest name of a body that `{organ}` takes, in words.
const ORGAN_WORDS: usize = 6;

/// Words that no name of a body holds: what they begin is a sentence.
const NOT_IN_ORGAN: [&str; 12] =
    ["ja", "nej", "enligt", "pa", "till", "fran", "av", "om", "som", "att", "forslag", "beslut"];

/// Whether the name of a body may end among the first of `words`: where none does, no phrase with `{organ}` stands.
pub fn may_name_organ<S: AsRef<str>>(words: &[S], lenient: bool) -> bool {
    words.iter().take(ORGAN_WORDS).any(|word| ends_like_organ(word.as_ref(), lenient))
}

fn ends_like_organ(word: &str, lenient: bool) -> bool {
    let bare = word.strip_suffix('s').unwrap_or(word);
    ORGAN_ENDINGS.iter().any(|ending| {
        bare.ends_with(ending)
            || (lenient
                && ending.len() >= 5
                && bare.len() >= ending.len()
                && bare.is_char_boundary(bare.len() - ending.len())
                && same_word(&bare[bare.len() - ending.len()..], ending, true))
    })
}

impl Phrase {
    /// Read a cue as the rule lists write it.
    #[must_use]
    pub fn parse(cue: &str) -> Self {
        let tokens = cue
            .split([' ', '-', '/'])
            .filter(|word| !word.is_empty())
            .map(|word| match word {
                "{organ}" => Token::Organ,
                "{number}" => Token::Number,
                "{lämnar}" => Token::HandsIn,
                "{en}" => Token::Manner,
                word => match (word.strip_prefix('*'), word.strip_suffix('*')) {
                    (Some(end), _) => Token::Suffix(fold_fast(end)),
                    (_, Some(start)) => Token::Prefix(fold_fast(start)),
                    _ => Token::Word(fold_fast(word)),
                },
            })
            .collect();
        Self { tokens }
    }

    /// How many of `words` the phrase covers from the first on, if it stands there.
    pub fn at_start<S: AsRef<str>>(&self, words: &[S], lenient: bool) -> Option<usize> {
        match_tokens(&self.tokens, words, lenient)
    }

    /// First word and number of words of the place where the phrase stands.
    pub fn find<S: AsRef<str>>(&self, words: &[S], lenient: bool) -> Option<(usize, usize)> {
        (0..words.len()).find_map(|at| Some((at, self.at_start(&words[at..], lenient)?)))
    }

    /// Whether it begins with the name of a body.
    #[must_use]
    pub fn begins_with_organ(&self) -> bool {
        self.tokens.first() == Some(&Token::Organ)
    }

    /// The words it may begin with; none where it begins with part of a word or with a body's name.
    #[must_use]
    pub fn first_words(&self) -> Vec<&str> {
        match self.tokens.first() {
            Some(Token::Word(word)) => vec![word],
            Some(Token::HandsIn) => HANDING_IN.iter().map(|verb| verb[0]).collect(),
            _ => Vec::new(),
        }
    }

    /// The letters that it begins with where that is part of a word.
    #[must_use]
    pub fn first_part(&self) -> Option<&str> {
        match self.tokens.first()? {
            Token::Prefix(start) => Some(start),
            _ => None,
        }
    }

    /// The whole word right after the name of a body that it begins with.
    #[must_use]
    pub fn word_after_organ(&self) -> Option<&str> {
        match self.tokens.as_slice() {
            [Token::Organ, Token::Word(word), ..] => Some(word),
            _ => None,
        }
    }
}

fn match_tokens<S: AsRef<str>>(tokens: &[Token], words: &[S], lenient: bool) -> Option<usize> {
    let Some((token, rest)) = tokens.split_first() else { return Some(0) };
    if *token == Token::HandsIn {
        let stands = |verb: &[&str]| {
            verb.len() <= words.len() && verb.iter().zip(words).all(|(v, w)| same_word(w.as_ref(), v, lenient))
        };
        let verbs = HANDING_IN.iter().filter(|verb| stands(verb));
        return verbs.filter_map(|verb| Some(verb.len() + match_tokens(rest, &words[verb.len()..], lenient)?)).max();
    }
    if *token == Token::Manner {
        let most = words.iter().take(MANNER_WORDS).take_while(|word| MANNERS.contains(&word.as_ref())).count();
        return (0..=most).rev().find_map(|n| Some(n + match_tokens(rest, &words[n..], lenient)?));
    }
    let one = |fits: bool| fits.then_some(()).and_then(|()| match_tokens(rest, &words[1..], lenient)).map(|n| n + 1);
    let first = words.first()?.as_ref();
    // "Nämnden för Vård & Omsorg" ends in any word.
    let named_for = first == "namnden" && words.get(1).is_some_and(|word| word.as_ref() == "for");
    match token {
        Token::Word(word) => one(same_word(first, word, lenient)),
        Token::Prefix(start) => one(starts_like(first, start, lenient)),
        Token::Suffix(end) => one(first.ends_with(end.as_str())),
        Token::Number => one(first.bytes().all(|b| b.is_ascii_digit())),
        Token::HandsIn | Token::Manner => None,
        Token::Organ => (1..=words.len().min(ORGAN_WORDS))
            .take_while(|n| !NOT_IN_ORGAN.contains(&words[n - 1].as_ref()))
            .filter(|n| named_for || ends_like_organ(words[n - 1].as_ref(), lenient))
            .find_map(|n| Some(n + match_tokens(rest, &words[n..], lenient)?)),
    }
}

fn starts_like(word: &str, start: &str, lenient: bool) -> bool {
    word.starts_with(start)
        || (lenient
            && word.len() >= start.len()
            && word.is_char_boundary(start.len())
            && same_word(&word[..start.len()], start, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cue: &str, text: &str, lenient: bool, expected: Option<usize>) {
        assert_eq!(Phrase::parse(cue).at_start(&folded_words(text, 20), lenient), expected, "{cue} in {text}");
    }

    #[test]
    fn a_cue_is_found_whatever_its_case_and_marks() {
        check("särskilt uttalande", "Sarskilt UTTALANDE gjordes", false, Some(2));
        check("handlingsplan*", "Handlingsplanen för 2019", false, Some(1));
        check("{organ} beslut", "Kultur- och fritidsnämndens beslut", false, Some(4));
        check("{organ} beslut", "Länsstyrelsens förslag", false, None);
        check("{organ} förslag", "Enligt kommunstyrelsens förslag:", false, None);
        check("{organ} noterar", "Nämnden för Vård & Omsorg noterar", false, Some(6));
        check("reservation {number}", "Reservation 12", false, Some(2));
        check("lämnar {en} reservation", "lämnar en gemensam skriftlig reservation", false, Some(5));
        check("{lämnar} {en} reservation", "har inkommit med en reservation", false, Some(5));
        check("lämnar {en} reservation", "lämnar reservation", false, Some(2));
        check("lämnar {en} reservation", "lämnar sin post och en reservation", false, None);
    }

    #[test]
    fn damaged_words_are_known_only_where_the_text_is_damaged() {
        check("ersättaryttrande", "Ersittaryttrande gjordes", true, Some(1));
        check("ersättaryttrande", "Ersittaryttrande gjordes", false, None);
        check("{organ} beslut", "Socialndmndens beslut", true, Some(2));
        check("jäv", "Jav", true, Some(1));
        check("jäv", "Jiv", true, None);
    }

    #[test]
    fn words_know_where_they_start() {
        let words: Vec<_> = raw_words("1:e vice, ordf.: Åsa").collect();
        assert_eq!(words, [(0, "1:e"), (4, "vice"), (10, "ordf"), (17, "Åsa")]);
    }
}
