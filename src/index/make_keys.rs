//! Makes the keys that words are found under, and the keys that a searched word is looked up by.
//!
//! The index itself holds words as they are written. Beside it stands a book of keys: under each key the words that have
//! it, told apart by a capital letter in front of the key (words are lower case, so none can be mistaken for a key). A
//! search looks up the keys of its word, and then the words it gets.

use crate::dictionaries::Compounds;
use crate::text::fold;

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The word as written, lower case. It stands in no book: it is the word.
    Written,
    /// Its base form, where it isn't the word itself.
    Lemma,
    /// Base form of the last part of a compound.
    Head,
    /// Base form of another part.
    Part,
    /// The word without dots and rings, where it has any.
    Bare,
    /// The base form without dots and rings.
    BareLemma,
    /// A part without dots and rings.
    BarePart,
}

impl Kind {
    fn mark(self) -> &'static str {
        match self {
            Self::Written => "",
            Self::Lemma => "L",
            Self::Head => "H",
            Self::Part => "P",
            Self::Bare => "B",
            Self::BareLemma => "C",
            Self::BarePart => "Q",
        }
    }

    /// The key as the book holds it.
    pub fn key(self, text: &str) -> String {
        format!("{}{text}", self.mark())
    }
}

/// How a searched word was met; from best to least, with how much it counts.
///
/// The steps are wide: BM25's own factor for length and count varies about threefold between segments of this kind, and a
/// word as written should come before its twin without dots nearly always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// As typed.
    Exact,
    /// Another form of the same word.
    Inflected,
    /// The head of a compound.
    Head,
    /// Another part of a compound.
    Part,
    /// With or without dots and rings.
    Folded,
}

impl Level {
    pub const ALL: [Self; 5] = [Self::Exact, Self::Inflected, Self::Head, Self::Part, Self::Folded];

    /// Factor of the score.
    pub fn weight(self) -> f32 {
        match self {
            Self::Exact => 1.0,
            Self::Inflected => 0.8,
            Self::Head => 0.4,
            Self::Part => 0.25,
            Self::Folded => 0.2,
        }
    }

    /// In words, for the explanation.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Exact => "som skrivet",
            Self::Inflected => "böjt",
            Self::Head => "sist i sammansättning",
            Self::Part => "i sammansättning",
            Self::Folded => "med eller utan prickar",
        }
    }
}

/// The keys under which a book lists a word of a text; the word itself is none of them.
pub(super) fn keys_of_text(word: &str, compounds: &Compounds) -> Vec<String> {
    let mut keys = Vec::new();
    if !word.starts_with(char::is_alphabetic) {
        return keys;
    }
    let mut add = |key: String| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    };
    let lemma = compounds.lemma(word);
    let bare = fold(word);
    if bare != word {
        add(Kind::Bare.key(&bare));
    }
    if lemma != word {
        add(Kind::Lemma.key(&lemma));
        let bare_lemma = fold(&lemma);
        if bare_lemma != lemma && bare_lemma != bare {
            add(Kind::BareLemma.key(&bare_lemma));
        }
    }
    let parts = compounds.parts(word);
    for (at, part) in parts.iter().enumerate() {
        add(if at + 1 == parts.len() { Kind::Head.key(part) } else { Kind::Part.key(part) });
        let bare = fold(part);
        if bare != *part {
            add(Kind::BarePart.key(&bare));
        }
    }
    keys
}

/// A way to look up a searched word.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lookup {
    pub level: Level,
    pub kind: Kind,
    /// What the key says, without its mark.
    pub text: String,
}

/// The keys that a searched word is looked up by, best level first; a key stands under its best level only.
pub(super) fn keys_of_query(word: &str, compounds: &Compounds) -> Vec<Lookup> {
    let mut lookups = Lookups(vec![exactly(word)]);
    if !word.starts_with(char::is_alphabetic) {
        return lookups.0;
    }
    let lemma = compounds.lemma(word);
    lookups.add_lemma(&lemma, [Level::Inflected, Level::Head, Level::Part]);
    if compounds.stands_alone(word) {
        return lookups.0;
    }
    let bare = fold(word);
    if bare == word {
        // typed without dots: met by words that have them
        if let Some(marked) = compounds.lemma_of_bare(word) {
            lookups.add_lemma(marked, [Level::Folded; 3]);
        }
        lookups.add(Level::Folded, Kind::Bare, word);
        for kind in [Kind::Bare, Kind::BareLemma, Kind::BarePart] {
            lookups.add(Level::Folded, kind, &fold(&lemma));
        }
    } else {
        // typed with dots: met by text that lost them, but not by text with other dots (`här` is not `hår`)
        lookups.add(Level::Folded, Kind::Written, &bare);
        lookups.add_lemma(&fold(&lemma), [Level::Folded; 3]);
    }
    lookups.0
}

struct Lookups(Vec<Lookup>);

impl Lookups {
    fn add(&mut self, level: Level, kind: Kind, text: &str) {
        if !self.0.iter().any(|other| other.kind == kind && other.text == text) {
            self.0.push(Lookup { level, kind, text: text.to_owned() });
        }
    }

    /// A base form as a word of its own, as the head of a compound and as another part.
    fn add_lemma(&mut self, lemma: &str, [word, head, part]: [Level; 3]) {
        self.add(word, Kind::Lemma, lemma);
        self.add(word, Kind::Written, lemma);
        self.add(head, Kind::Head, lemma);
        self.add(part, Kind::Part, lemma);
    }
}

/// The lookup of an exact search (`=ordet`): as written.
pub(super) fn exactly(word: &str) -> Lookup {
    Lookup { level: Level::Exact, kind: Kind::Written, text: word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionaries::Dictionaries;

    /// The level at which `query` meets `text`, by their keys.
    fn met(query: &str, text: &str) -> Option<Level> {
        let compounds = Dictionaries::built_in().compounds;
        let keys = keys_of_text(text, &compounds);
        let meets = |lookup: &Lookup| match lookup.kind {
            Kind::Written => lookup.text == text,
            kind => keys.contains(&kind.key(&lookup.text)),
        };
        keys_of_query(query, &compounds).into_iter().find(meets).map(|lookup| lookup.level)
    }

    #[track_caller]
    fn check(query: &str, cases: &[(&str, Option<Level>)]) {
        for (text, expected) in cases {
            assert_eq!(met(query, text), *expected, "{query} in {text}");
        }
    }

    #[test]
    fn words_meet_their_forms_parts_and_bare_twins() {
        use Level::{Exact, Folded, Head, Inflected, Part};
        check("plan", &[("plan", Some(Exact)), ("planen", Some(Inflected)), ("handlingsplanen", Some(Head))]);
        check("plan", &[("plankartan", Some(Part)), ("planera", None), ("handling", None)]);
        check("planen", &[("plan", Some(Inflected)), ("handlingsplan", Some(Head))]);
        check("åtgärd", &[("åtgärder", Some(Inflected)), ("atgard", Some(Folded)), ("atgarder", Some(Folded))]);
        check("atgard", &[("atgard", Some(Exact)), ("åtgärd", Some(Folded)), ("åtgärderna", Some(Folded))]);
        check("atgarderna", &[("åtgärd", Some(Folded)), ("säkerhetsåtgärd", Some(Folded))]);
        check("handlingsplan", &[("plan", None), ("handlingsplanernas", Some(Inflected))]);
        check(
            "yrkande",
            &[("yrke", None), ("yrket", None), ("yrkandet", Some(Inflected)), ("ändringsyrkande", Some(Head))],
        );
        check("ledamoter", &[("ledamöter", Some(Inflected)), ("ledamöterna", Some(Inflected))]);
    }

    #[test]
    fn dots_make_other_words() {
        check("val", &[("väl", None), ("valen", Some(Level::Inflected))]);
        check("väl", &[("val", None)]);
        check("hår", &[("här", None)]);
    }

    proptest::proptest! {
        #[test]
        fn any_word_meets_itself(word in "[a-zåäöé]{1,25}") {
            proptest::prop_assert_eq!(met(&word, &word), Some(Level::Exact));
        }
    }
}
