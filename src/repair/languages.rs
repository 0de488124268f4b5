//! Tells other languages from Swedish by their function words and letters.

use crate::dictionaries::Confusions;

/// Languages beside Swedish that function words tell.
pub const OTHERS: [&str; 5] = ["da", "de", "en", "fi", "no"];

/// Letters that a language has and Swedish lacks.
pub fn letters_of(language: &str) -> &'static [char] {
    match language {
        "da" | "no" => &['æ', 'ø', 'Æ', 'Ø'],
        "de" => &['ß'],
        _ => &[],
    }
}

/// How often a word tells each of [`OTHERS`], and Swedish last: once or not at all.
pub type Told = [u8; OTHERS.len() + 1];

/// The languages that have a word as a function word.
pub fn told(word: &str, confusions: &Confusions) -> Told {
    let known = confusions.function_words.get(&word.to_lowercase());
    let tells = |language: &str| u8::from(known.is_some_and(|known| known.contains(language)));
    let mut told = [tells("sv"); OTHERS.len() + 1];
    for (at, language) in OTHERS.into_iter().enumerate() {
        told[at] = tells(language);
    }
    told
}
