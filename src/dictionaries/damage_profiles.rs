//! How some kinds of text layer read what is printed, for damaging clean text on purpose: measuring needs exact truth.

use super::{DictionaryError, Source};
use std::collections::BTreeMap;

const FILE: &str = "swedish/damage-profiles.csv";

/// One kind of text layer.
#[derive(Clone, Debug, PartialEq)]
pub struct DamageProfile {
    /// What it is called.
    pub name: String,
    /// What it misreads; words before signs, longer before shorter, so that the first that fits has its say first.
    pub misreadings: Vec<Misreading>,
}

/// Something printed and one way it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Misreading {
    /// Whether `truth` must stand as a word of its own.
    pub whole_word: bool,
    /// What was printed.
    pub truth: String,
    /// What was read instead; empty where it was lost.
    pub read_as: String,
    /// Part of all that is printed so that is read so, 0 to 1.
    pub share: f32,
}

#[derive(serde::Deserialize)]
struct Row {
    profile: String,
    scope: String,
    truth: String,
    read_as: String,
    share: f32,
}

impl DamageProfile {
    /// All profiles, by name.
    ///
    /// # Errors
    /// Names the row that does not fit.
    pub fn load_all(source: &Source) -> Result<Vec<Self>, DictionaryError> {
        let mut profiles: BTreeMap<String, Vec<Misreading>> = BTreeMap::new();
        for Row { profile, scope, truth, read_as, share } in source.rows(FILE)? {
            if !(share > 0.0 && share < 1.0) || truth.is_empty() || !["sign", "word"].contains(&scope.as_str()) {
                let message =
                    format!("{truth} read as {read_as}: wants a scope (sign, word) and a share between 0 and 1");
                return Err(DictionaryError::Row { file: FILE.to_owned(), line: 0, message });
            }
            let misreading = Misreading { whole_word: scope == "word", truth, read_as, share };
            profiles.entry(profile).or_default().push(misreading);
        }
        let sorted = |(name, mut misreadings): (String, Vec<Misreading>)| {
            misreadings.sort_by_key(|row| (!row.whole_word, std::cmp::Reverse(row.truth.len())));
            Self { name, misreadings }
        };
        Ok(profiles.into_iter().map(sorted).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_sign_are_no_more_than_all() {
        let profiles = DamageProfile::load_all(&Source::default()).expect("built-in lists load");
        assert_eq!(
            profiles.iter().map(|profile| profile.name.as_str()).collect::<Vec<_>>(),
            ["natural", "sans", "serif"]
        );
        for profile in &profiles {
            for letter in ["å", "ä", "ö"] {
                let sum: f32 = profile.misreadings.iter().filter(|row| row.truth == letter).map(|row| row.share).sum();
                assert!((0.98..=1.0).contains(&sum), "{} {letter}: {sum}", profile.name);
            }
        }
    }
}
