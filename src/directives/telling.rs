//! What the words of a text say: their stems and synonym groups, without the words that say nothing.

use std::collections::HashMap;
use std::sync::Arc;

use super::words::stem;
use crate::dictionaries::{Beginning, Dictionaries};

/// A word that says something.
#[derive(Clone, Debug)]
pub struct Telling {
    /// Its stem.
    pub stem: Arc<str>,
    /// Numbers of its synonym groups.
    pub groups: Vec<usize>,
}

/// Tells what words say, and looks each word up once: a text's words are few beside their occurrences.
#[derive(Debug)]
pub struct Teller<'d> {
    dictionaries: &'d Dictionaries,
    known: HashMap<String, Facts>,
}

/// What hangs on a word alone.
#[derive(Debug)]
struct Facts {
    /// `None` for a word that says nothing.
    stem: Option<Arc<str>>,
    /// Synonyms that it may begin.
    begins: Vec<Beginning>,
}

impl<'d> Teller<'d> {
    /// One that knows no word yet.
    pub fn new(dictionaries: &'d Dictionaries) -> Self {
        Self { dictionaries, known: HashMap::new() }
    }

    /// Those of a text's folded words that say something, in order.
    pub fn telling(&mut self, words: &[String]) -> Vec<Telling> {
        for word in words {
            if !self.known.contains_key(word) {
                let facts = self.facts(word);
                self.known.insert(word.clone(), facts);
            }
        }
        let facts: Vec<&Facts> = words.iter().map(|word| &self.known[word]).collect();
        let plain: Vec<&str> = words.iter().map(String::as_str).collect();
        let groups = self.dictionaries.synonyms.of_begun(&plain, facts.iter().map(|facts| facts.begins.as_slice()));
        let telling = |(facts, groups): (&Facts, Vec<usize>)| Some(Telling { stem: facts.stem.clone()?, groups });
        facts.into_iter().zip(groups).filter_map(telling).collect()
    }

    fn facts(&self, word: &str) -> Facts {
        let is_stop = word.len() < 3 || self.dictionaries.cues.is_word("stopword", word);
        let stem = (!is_stop).then(|| stem(word).into());
        Facts { stem, begins: self.dictionaries.synonyms.beginnings(word) }
    }
}
