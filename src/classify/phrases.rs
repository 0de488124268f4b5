//! Phrases of the rule lists: what they are made of, and where they stand among folded words.

use super::words::{fold_fast, same_word};

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

/// Whether a word may begin what `{lämnar}` stands for.
pub fn may_hand_in(word: &str, lenient: bool) -> bool {
    HANDING_IN.iter().any(|verb| same_word(word, verb[0], lenient))
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

    /// Whether it begins with a verb of handing in.
    #[must_use]
    pub fn begins_with_handing_in(&self) -> bool {
        self.tokens.first() == Some(&Token::HandsIn)
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
    use crate::classify::words::folded_words;

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
}
