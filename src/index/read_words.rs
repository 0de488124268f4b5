//! Hands the words of a text to tantivy, each with the other ways to look for it at the same place.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::find_words::{Word, words};
use super::list_fields::{NAMES, WORDS};
use crate::text::fold;

/// The ways that the fields of the index are cut into words.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(WORDS, Reading { folded: false });
    tokenizers.register(NAMES, Reading { folded: true });
    tokenizers
}

#[derive(Clone)]
struct Reading {
    /// Without dots and rings, as names are compared.
    folded: bool,
}

impl Tokenizer for Reading {
    type TokenStream<'a> = Stream;

    fn token_stream(&mut self, text: &str) -> Stream {
        Stream { words: words(text).into_iter(), also: Vec::new(), folded: self.folded, token: Token::default() }
    }
}

/// The words of one text.
struct Stream {
    words: std::vec::IntoIter<Word>,
    /// Other ways to look for the word that was handed out last.
    also: Vec<String>,
    folded: bool,
    token: Token,
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        if let Some(other) = self.also.pop() {
            self.token.text = other;
            return true;
        }
        let Some(word) = self.words.next() else { return false };
        let text = if self.folded { fold(&word.text) } else { word.text };
        self.token = Token {
            offset_from: word.range.start,
            offset_to: word.range.end,
            position: word.position,
            text,
            position_length: 1,
        };
        self.also = if self.folded { Vec::new() } else { word.also };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
