//! Remembers what is known of each different word of a text, so that it is looked up once however often it stands there and
//! however many passes and rounds are made.

use super::candidates::{Candidate, Mark, Search};
use super::channel::Damage;
use super::languages::{self, Told};
use crate::dictionaries::Confusions;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Words of which a [`Lists`] keeps what they may have been; each hand has one. The first ones that come are the commonest.
const MOST_KEPT: usize = 20_000;

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
    told: OnceCell<Told>,
    lists: Vec<(Damage, List)>,
}

/// What a word may have been, cheapest first.
type List = Arc<[Candidate]>;

/// What words may have been, kept from one text to the next: it hangs on the word alone.
#[derive(Default)]
pub struct Lists(HashMap<String, Vec<(Damage, List)>>);

impl Lists {
    fn of(&mut self, text: &str, damage: Damage, search: &Search<'_>) -> List {
        let kept = self.0.get(text).and_then(|lists| lists.iter().find(|(of, _)| *of == damage));
        if let Some((_, list)) = kept {
            return Arc::clone(list);
        }
        let list: List = search.candidates(text, damage).into();
        if self.0.len() < MOST_KEPT {
            self.0.entry(text.to_owned()).or_default().push((damage, Arc::clone(&list)));
        }
        list
    }
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
        let Known { text, mark, lists, .. } = &self.words[id];
        *mark.get_or_init(|| match lists.iter().find(|(of, _)| *of == Damage::ALL) {
            Some((_, list)) => self.search.mark_of(text, list, least, rarest),
            None => self.search.mark(text, least, rarest),
        })
    }

    /// The languages that a word tells.
    pub fn told(&self, id: WordId, confusions: &Confusions) -> Told {
        let Known { text, told, .. } = &self.words[id];
        *told.get_or_init(|| languages::told(text, confusions))
    }

    /// Look a word up, for [`Self::candidates`], or take what another text's words were found to be.
    pub fn look_up(&mut self, id: WordId, damage: Damage, lists: &mut Lists) {
        let known = &mut self.words[id];
        if !known.lists.iter().any(|(of, _)| *of == damage) {
            known.lists.push((damage, lists.of(&known.text, damage, &self.search)));
        }
    }

    /// What a word may have been, once it was looked up.
    pub fn candidates(&self, id: WordId, damage: Damage) -> &[Candidate] {
        self.words[id].lists.iter().find(|(of, _)| *of == damage).map_or(&[], |(_, list)| list)
    }
}
