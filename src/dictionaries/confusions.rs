//! What an OCR engine without Swedish makes of printed signs, and the short words that tell languages apart.

use super::{DictionaryError, Source};
use std::collections::{BTreeMap, BTreeSet};

/// A sign or two that was printed, and what the engine read.
#[derive(Clone, Debug, PartialEq)]
pub struct Confusion {
    /// What was printed: `å`, `mh`.
    pub truth: String,
    /// What was read instead; empty where it was lost.
    pub read_as: String,
    /// Part of all printed signs of this kind that are read so, 0 to 1.
    pub share: f32,
}

/// Confusions and function words, sorted.
#[derive(Clone, Debug)]
pub struct Confusions {
    /// Readings of å, ä and ö.
    pub marks: Vec<Confusion>,
    /// Other slips.
    pub slips: Vec<Confusion>,
    /// Function words, lower case, with the languages (`sv`, `en`, …) they are telling for.
    pub function_words: BTreeMap<String, BTreeSet<String>>,
}

#[derive(serde::Deserialize)]
struct Row {
    truth: String,
    read_as: String,
    share: f32,
    example: String,
}

#[derive(serde::Deserialize)]
struct FunctionWord {
    language: String,
    word: String,
}

impl Confusions {
    pub(super) fn load(source: &Source) -> Result<Self, DictionaryError> {
        let mut function_words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in source.rows::<FunctionWord>("swedish/function-words.csv")? {
            function_words.entry(row.word).or_default().insert(row.language);
        }
        Ok(Self {
            marks: confusions(source, "swedish/confusions.csv")?,
            slips: confusions(source, "swedish/slips.csv")?,
            function_words,
        })
    }
}

fn confusions(source: &Source, file: &str) -> Result<Vec<Confusion>, DictionaryError> {
    source.rows::<Row>(file)?.into_iter().map(|row| confusion(row, file)).collect()
}

/// A row is checked by its own example: `nimnd = nämnd` must come from reading the truth so.
fn confusion(row: Row, file: &str) -> Result<Confusion, DictionaryError> {
    let wrong = |message: String| DictionaryError::Row { file: file.to_owned(), line: 0, message };
    if !(row.share > 0.0 && row.share < 1.0) {
        return Err(wrong(format!(
            "{} read as {}: share {} is not between 0 and 1",
            row.truth, row.read_as, row.share
        )));
    }
    let explained = row.example.split_once(" = ").is_some_and(|(read, truth)| {
        truth.match_indices(&row.truth).any(|(at, found)| {
            let (head, tail) = (&truth[..at], &truth[at + found.len()..]);
            format!("{head}{}{tail}", row.read_as) == read || (row.read_as == "[" && read.starts_with('['))
        }) || truth.chars().filter(|c| row.truth.contains(*c)).count() > 1
    });
    if !explained {
        return Err(wrong(format!(
            "{} read as {} does not explain its example {}",
            row.truth, row.read_as, row.example
        )));
    }
    Ok(Confusion { truth: row.truth, read_as: row.read_as, share: row.share })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_sign_leave_room_for_reading_it_right() {
        let confusions = Confusions::load(&Source::default()).expect("built-in lists load");
        for truth in ["å", "ä", "ö"] {
            let sum: f32 = confusions.marks.iter().filter(|row| row.truth == truth).map(|row| row.share).sum();
            assert!((0.8..1.0).contains(&sum), "{truth}: {sum}");
        }
    }

    #[test]
    fn tables_are_sorted_and_without_doubles() {
        let confusions = Confusions::load(&Source::default()).expect("built-in lists load");
        for rows in [&confusions.marks, &confusions.slips] {
            let mut keys: Vec<_> = rows.iter().map(|row| (&row.truth, &row.read_as)).collect();
            let count = keys.len();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), count);
        }
    }
}
