//! People's names: given names, and what surnames are joined of.

use super::{DictionaryError, Source, WordList};
use std::collections::{BTreeMap, BTreeSet};

/// Names, in lower case.
pub struct Names {
    given: BTreeSet<String>,
    parts: [WordList; 2],
}

#[derive(serde::Deserialize)]
struct Given {
    name: String,
}

#[derive(serde::Deserialize)]
struct PartRow {
    place: String,
    part: String,
    weight: u32,
}

const PARTS: &str = "swedish/name-parts.csv";

impl Names {
    pub(super) fn load(source: &Source) -> Result<Self, DictionaryError> {
        let given = source.rows::<Given>("swedish/given-names.csv")?.into_iter();
        let given = given.flat_map(|row| row.name.to_lowercase().split('-').map(str::to_owned).collect::<Vec<_>>());
        let mut parts: BTreeMap<String, Vec<(String, u32)>> = BTreeMap::new();
        for PartRow { place, part, weight } in source.rows(PARTS)? {
            parts.entry(place).or_default().push((part, weight));
        }
        let list = |place: &str| {
            let parts = parts.get(place).map_or(&[][..], Vec::as_slice);
            let total: f64 = parts.iter().map(|(_, weight)| f64::from(*weight)).sum();
            let tenths = |weight: u32| (-(f64::from(weight) / total).ln() * 10.0).round().clamp(0.0, 254.0) as u8;
            WordList::new(parts.iter().map(|(part, weight)| (part.as_str(), tenths(*weight))))
        };
        if let Some(place) = parts.keys().find(|place| !["first", "last"].contains(&place.as_str())) {
            let message = format!("place {place}: first or last");
            return Err(DictionaryError::Row { file: PARTS.to_owned(), line: 0, message });
        }
        Ok(Self { given: given.collect(), parts: [list("first"), list("last")] })
    }

    /// Every given name.
    pub fn given(&self) -> impl Iterator<Item = &str> {
        self.given.iter().map(String::as_str)
    }

    /// Whether it is a given name.
    pub fn is_given(&self, word: &str) -> bool {
        self.given.contains(word)
    }

    /// What begins a surname, and what ends one.
    pub fn parts(&self) -> [&WordList; 2] {
        self.parts.each_ref()
    }
}
