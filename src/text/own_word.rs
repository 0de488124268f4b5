//! Keeps and reads back words that stand in the program's own code (`#[serde(with = "own_word")]`): the few that there are stay
//! in memory, once a thread.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::{Deserialize as _, Deserializer, Serializer};

/// One of the few words that stand in the program's own code.
pub type OwnWord = &'static str;

thread_local! {
    static WORDS: RefCell<BTreeSet<OwnWord>> = const { RefCell::new(BTreeSet::new()) };
}

pub fn serialize<S: Serializer>(word: &OwnWord, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(word)
}

pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<OwnWord, D::Error> {
    let word = <&str>::deserialize(from)?;
    Ok(WORDS.with_borrow_mut(|words| {
        if let Some(known) = words.get(word) {
            return *known;
        }
        let word: OwnWord = Box::leak(Box::from(word));
        words.insert(word);
        word
    }))
}
