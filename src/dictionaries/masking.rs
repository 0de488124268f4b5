//! `rules/masking.csv`: what tells who a private person is, and the words that tell a home from an office.

use regex::{Regex, RegexSet};

use super::{DictionaryError, Source};

const FILE: &str = "rules/masking.csv";

/// The rules of masking, ready to use.
#[derive(Clone, Debug)]
pub struct Masking {
    /// Personal identity numbers; groups: year, month, day, four digits.
    pub identity: Vec<Regex>,
    /// Phone numbers; groups: area without its 0, the rest.
    pub phone: Vec<Regex>,
    /// Addresses, of whomever.
    pub address: Vec<Regex>,
    /// Words that say that someone lives there.
    pub home: RegexSet,
    /// Words of an authority's own numbers and addresses.
    pub office: RegexSet,
}

/// What a row is a rule for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Identity,
    Phone,
    Address,
    Home,
    Office,
}

impl What {
    /// Groups that its patterns have, the whole match apart.
    fn groups(self) -> usize {
        match self {
            Self::Identity => 4,
            Self::Phone => 2,
            Self::Address | Self::Home | Self::Office => 0,
        }
    }
}

#[derive(serde::Deserialize)]
struct Row {
    what: What,
    rule: String,
}

impl Masking {
    /// Load the rules. They are no part of [`super::Dictionaries`]: only what is passed on is masked.
    ///
    /// # Errors
    /// When a row is wrong.
    pub fn load(source: &Source) -> Result<Self, DictionaryError> {
        let rows = source.rows::<Row>(FILE)?;
        let of = |what| rows.iter().filter(move |row| row.what == what).map(|row| row.rule.as_str());
        let patterns = |what| of(what).map(|rule| pattern(what, rule)).collect::<Result<Vec<_>, _>>();
        let words = |what| RegexSet::new(of(what).map(word)).map_err(|error| refused(&error.to_string()));
        Ok(Self {
            identity: patterns(What::Identity)?,
            phone: patterns(What::Phone)?,
            address: patterns(What::Address)?,
            home: words(What::Home)?,
            office: words(What::Office)?,
        })
    }
}

fn refused(message: &str) -> DictionaryError {
    DictionaryError::Row { file: FILE.to_owned(), line: 0, message: message.to_owned() }
}

fn pattern(what: What, rule: &str) -> Result<Regex, DictionaryError> {
    let pattern = Regex::new(rule).map_err(|error| refused(&error.to_string()))?;
    let (has, needs) = (pattern.captures_len() - 1, what.groups());
    if has < needs {
        return Err(refused(&format!("{rule}: has {has} groups, {needs} are needed")));
    }
    Ok(pattern)
}

/// The pattern of a word in any case, whole but where a `*` stands.
fn word(rule: &str) -> String {
    let bare = rule.trim_matches('*');
    let start = if rule.starts_with('*') { "" } else { r"\b" };
    let end = if rule.ends_with('*') { "" } else { r"\b" };
    format!("(?i){start}{}{end}", regex::escape(bare))
}
