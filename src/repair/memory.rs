//! Remembers what is known of each different word of a text, so that it is looked up once however often it stands there and
//! however many passes and rounds are made.

use super::candidates::{Candidate, Mark, Search};
use super::channel::Damage;
use std::cell::OnceCell;
use std::collections::HashMap;

/// The number of a different word of this text.
pub type WordId = usize;

/// What was looked up so far.
pub struct Memory<'a> {
    search: Search<'a>,
    ids: HashMap<String, WordId>,
    words: Vec<Known>,
}

#[derive(Default)]
struct Known {
    text: String,
    /// Empty until it is looked up.
    mark: OnceCell<Option<Mark>>,
    lists: Vec<(Damage, Vec<Candidate>)>,
}

impl<'a> Memory<'a> {
    /// Nothing remembered yet.
    pub fn new(search: Search<'a>) -> Self {
        Self { search, ids: HashMap::new(), words: Vec::new() }
    }

    /// The number of a word.
    pub fn id(&mut self, text: &str) -> WordId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        self.ids.insert(text.to_owned(), self.words.len());
        self.words.push(Known { text: text.to_owned(), ..Known::default() });
        self.words.len() - 1
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether a word looks damaged; the bounds are those of the first time it is asked for.
    pub fn mark(&self, id: WordId, least: f32, rarest: f32) -> Option<Mark> {
        let Known { text, mark, lists } = &self.words[id];
        *mark.get_or_init(|| match lists.iter().find(|(of, _)| *of == Damage::ALL) {
            Some((_, list)) => self.search.mark_of(text, list, least, rarest),
            None => self.search.mark(text, least, rarest),
        })
    }

    /// Look a word up, for [`Self::candidates`].
    pub fn look_up(&mut self, id: WordId, damage: Damage) {
        let known = &mut self.words[id];
        if !known.lists.iter().any(|(of, _)| *of == damage) {
            known.lists.push((damage, self.search.candidates(&known.text, damage)));
        }
    }

    /// What a word may have been, once it was looked up.
    pub fn candidates(&self, id: WordId, damage: Damage) -> &[Candidate] {
        self.words[id].lists.iter().find(|(of, _)| *of == damage).map_or(&[], |(_, list)| list)
    }
}
