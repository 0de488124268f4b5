//! Hands the words of a text to tantivy, each with the other ways to look for it at the same place.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::find_words::{Reading, Word};
use super::list_fields::{NAMES, WORDS};
use crate::text::fold;

/// The ways that the fields of the index are cut into words.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(WORDS, Cutting { folded: false });
    tokenizers.register(NAMES, Cutting { folded: true });
    tokenizers
}

/// A way to cut a text into words.
#[derive(Clone)]
struct Cutting {
    /// Without dots and rings, as names are compared.
    folded: bool,
}

impl Tokenizer for Cutting {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let token = Token { position_length: 1, ..Token::default() };
        Stream { reading: Reading::of(text), word: Word::default(), folded: self.folded, token }
    }
}

/// The words of one text.
struct Stream<'a> {
    reading: Reading<'a>,
    /// The word that is handed out; what it has `also` comes after it.
    word: Word,
    folded: bool,
    token: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(other) = self.word.also.pop() {
            self.token.text = other;
            return true;
        }
        if !self.reading.read(&mut self.word) {
            return false;
        }
        self.token.offset_from = self.word.range.start;
        self.token.offset_to = self.word.range.end;
        self.token.position = self.word.position;
        if self.folded {
            self.token.text = fold(&self.word.text);
            self.word.also.clear();
        } else {
            // the two take turns with their memory
            std::mem::swap(&mut self.token.text, &mut self.word.text);
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
