//! Cuts a query as typed into brackets, operators, fields, phrases and words.

use super::IndexError;
use super::parse_query::error;

/// What a piece of a query is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sign {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `name:`, its value in the next token.
    Field(String),
    Quoted {
        text: String,
        exact: bool,
    },
    Bare(String),
}

/// A piece of a query.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub sign: Sign,
    /// Byte offset into the query.
    pub at: usize,
}

const QUOTES: [char; 6] = ['"', '”', '“', '„', '»', '«'];

/// The pieces of a query, white space left out.
pub(super) fn tokens(query: &str) -> Result<Vec<Token>, IndexError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = query[at..].chars().next() {
        let rest = &query[at..];
        let (sign, length) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' => (Sign::Open, 1),
            ')' => (Sign::Close, 1),
            '-' if starts_term(&rest[1..]) => (Sign::Not, 1),
            '=' if rest[1..].starts_with(QUOTES) => quoted(rest, 1, at)?,
            c if QUOTES.contains(&c) => quoted(rest, 0, at)?,
            _ => bare(rest),
        };
        tokens.push(Token { sign, at });
        at += length;
    }
    Ok(tokens)
}

fn starts_term(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || QUOTES.contains(&c) || c == '(')
}

/// A quoted phrase that starts after `skip` bytes.
fn quoted(rest: &str, skip: usize, at: usize) -> Result<(Sign, usize), IndexError> {
    let body = &rest[skip..];
    let opening = body.chars().next().map_or(0, char::len_utf8);
    let inside = &body[opening..];
    let end =
        inside.find(QUOTES).ok_or_else(|| error(at, "citattecknet stängs aldrig; skriv ett till efter sista ordet"))?;
    let closing = inside[end..].chars().next().map_or(0, char::len_utf8);
    let text = inside[..end].to_owned();
    Ok((Sign::Quoted { text, exact: skip > 0 }, skip + opening + end + closing))
}

fn bare(rest: &str) -> (Sign, usize) {
    // `§ 21` is one word
    let sign = rest.len() - rest.trim_start_matches(|c: char| c == '§' || c.is_whitespace()).len();
    if sign > 0 && rest[sign..].starts_with(|c: char| c.is_ascii_digit()) {
        let digits = rest[sign..].find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len() - sign);
        return (Sign::Bare(rest[..sign + digits].to_owned()), sign + digits);
    }
    let end =
        rest.find(|c: char| c.is_whitespace() || c == '(' || c == ')' || QUOTES.contains(&c)).unwrap_or(rest.len());
    let word = &rest[..end];
    // `2001:453` is a number of a law, not a field: a field's name starts with a letter
    if let Some((name, value)) = word.split_once(':')
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(char::is_alphanumeric)
        && (!value.is_empty() || rest[end..].starts_with(|c| c == '(' || QUOTES.contains(&c)))
    {
        return (Sign::Field(name.to_owned()), name.len() + 1);
    }
    let sign = match word {
        "AND" | "OCH" => Sign::And,
        "OR" | "ELLER" => Sign::Or,
        "NOT" | "INTE" => Sign::Not,
        word => Sign::Bare(word.to_owned()),
    };
    (sign, end)
}
