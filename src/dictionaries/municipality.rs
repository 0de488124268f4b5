//! A municipality's organs and parties, as `dictionaries/municipalities/ID/` holds them.

use super::{DictionaryError, Source};
use crate::classify::words::folded_words;
use crate::text::Date;

/// What sort of body an organ is; decides which points are put on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganKind {
    /// Kommunfullmäktige.
    Council,
    /// Kommunstyrelsen, or a committee of it.
    Board,
    /// A stadsdelsnämnd.
    District,
    /// A facknämnd.
    Specialist,
    /// A company of the municipality.
    Company,
    /// Anything else.
    Other,
}

/// A body of a municipality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organ {
    /// Its id, `a-z0-9-`.
    pub id: String,
    /// Its name in full.
    pub name: String,
    /// Other names: short forms, administrations, older spellings.
    pub aliases: Vec<String>,
    /// Its name and its other names as folded words, for comparing.
    pub words: Vec<Vec<String>>,
    /// What sort of body it is.
    pub kind: OrganKind,
    /// First day it existed under this name, if known.
    pub valid_from: Option<Date>,
    /// Last day, if it is no more.
    pub valid_to: Option<Date>,
    /// The organ that took over.
    pub successor: Option<String>,
}

impl Organ {
    /// Whether the organ existed on that day.
    #[must_use]
    pub fn existed_on(&self, date: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| to >= date)
    }

    /// Whether the organ existed on some day of that year.
    #[must_use]
    pub fn existed_in(&self, year: i32) -> bool {
        self.valid_from.is_none_or(|from| from.year() <= year) && self.valid_to.is_none_or(|to| to.year() >= year)
    }
}

/// A party as minutes name it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Party {
    /// Its letters: `S`, `KD`.
    pub letters: String,
    /// Its name.
    pub name: String,
    /// Other ways to write it, split by ` | `.
    #[serde(default)]
    pub aliases: String,
}

/// A municipality's registry.
#[derive(Clone, Debug, PartialEq)]
pub struct Municipality {
    /// Name of its folder.
    pub id: String,
    /// Names it is called by, with a weight: how sure a mention in a document's head makes it.
    pub names: Vec<(String, f32)>,
    /// Its organs in the order of the file.
    pub organs: Vec<Organ>,
    /// Its parties in the order of the file.
    pub parties: Vec<Party>,
}

#[derive(serde::Deserialize)]
struct NameRow {
    name: String,
    weight: f32,
}

#[derive(serde::Deserialize)]
struct OrganRow {
    id: String,
    name: String,
    #[serde(default)]
    aliases: String,
    kind: OrganKind,
    #[serde(default)]
    valid_from: String,
    #[serde(default)]
    valid_to: String,
    #[serde(default)]
    successor: String,
}

impl Municipality {
    pub(super) fn load(source: &Source, id: &str) -> Result<Self, DictionaryError> {
        let file = format!("municipalities/{id}/organs.csv");
        let organs =
            source.rows::<OrganRow>(&file)?.into_iter().map(|row| organ(row, &file)).collect::<Result<Vec<_>, _>>()?;
        for organ in &organs {
            if let Some(successor) = &organ.successor
                && !organs.iter().any(|other| other.id == *successor)
            {
                let message = format!("successor {successor} of {} is not in this file", organ.id);
                return Err(DictionaryError::Row { file, line: 0, message });
            }
        }
        let names = source.rows::<NameRow>(&format!("municipalities/{id}/names.csv"))?;
        let names = names.into_iter().map(|row| (row.name, row.weight)).collect();
        Ok(Self {
            id: id.to_owned(),
            names,
            organs,
            parties: source.rows(&format!("municipalities/{id}/parties.csv"))?,
        })
    }

    /// The organ of that id.
    #[must_use]
    pub fn organ(&self, id: &str) -> Option<&Organ> {
        self.organs.iter().find(|organ| organ.id == id)
    }
}

/// Most words of an organ's name that are compared.
const NAME_WORDS: usize = 8;

fn organ(row: OrganRow, file: &str) -> Result<Organ, DictionaryError> {
    let date = |text: &str| match text {
        "" => Ok(None),
        text => Date::parse_iso(text).map(Some).ok_or_else(|| DictionaryError::Row {
            file: file.to_owned(),
            line: 0,
            message: format!("{}: {text} is no date of the form 2020-01-31", row.id),
        }),
    };
    let aliases: Vec<String> = row.aliases.split(" | ").filter(|alias| !alias.is_empty()).map(str::to_owned).collect();
    Ok(Organ {
        valid_from: date(&row.valid_from)?,
        valid_to: date(&row.valid_to)?,
        words: std::iter::once(&row.name).chain(&aliases).map(|name| folded_words(name, NAME_WORDS)).collect(),
        aliases,
        successor: Some(row.successor).filter(|successor| !successor.is_empty()),
        id: row.id,
        name: row.name,
        kind: row.kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionaries::Dictionaries;
    use crate::text::fold;

    /// Whether two organs existed on the same day; an unknown date is any day.
    fn side_by_side(a: &Organ, b: &Organ) -> bool {
        let over =
            |early: &Organ, late: &Organ| early.valid_to.zip(late.valid_from).is_some_and(|(to, from)| to < from);
        !over(a, b) && !over(b, a)
    }

    fn names(organ: &Organ) -> impl Iterator<Item = String> {
        std::iter::once(&organ.name).chain(&organ.aliases).map(|name| fold(name))
    }

    #[test]
    fn a_name_means_one_organ_of_its_time() {
        for pack in &Dictionaries::built_in().municipalities {
            for (at, organ) in pack.organs.iter().enumerate() {
                for other in pack.organs[at + 1..].iter().filter(|other| side_by_side(organ, other)) {
                    assert_ne!(organ.id, other.id, "{}: an id stands once", pack.id);
                    let shared: Vec<String> =
                        names(organ).filter(|name| names(other).any(|own| own == *name)).collect();
                    assert!(shared.is_empty(), "{}: {} and {} are both called {shared:?}", pack.id, organ.id, other.id);
                }
            }
        }
    }

    #[test]
    fn dates_are_in_order_and_successors_are_there() {
        for pack in &Dictionaries::built_in().municipalities {
            for organ in &pack.organs {
                let ordered = organ.valid_from.zip(organ.valid_to).is_none_or(|(from, to)| from <= to);
                assert!(ordered, "{}: {} ends before it begins", pack.id, organ.id);
                let Some(successor) = &organ.successor else { continue };
                let next = pack.organs.iter().find(|other| other.id == *successor);
                assert!(next.is_some_and(|next| next.id != organ.id), "{}: {} has no {successor}", pack.id, organ.id);
                assert!(organ.valid_to.is_some(), "{}: {} has a successor and no last day", pack.id, organ.id);
                let follows = next.and_then(|next| next.valid_from).zip(organ.valid_to);
                assert!(follows.is_none_or(|(from, to)| from > to), "{}: {} overlaps {successor}", pack.id, organ.id);
            }
        }
    }

    #[test]
    fn letters_mean_one_party() {
        for pack in &Dictionaries::built_in().municipalities {
            let mut letters: Vec<&str> = pack.parties.iter().map(|party| party.letters.as_str()).collect();
            letters.sort_unstable();
            let all = letters.len();
            letters.dedup();
            assert_eq!(letters.len(), all, "{}: letters stand once", pack.id);
        }
    }
}
