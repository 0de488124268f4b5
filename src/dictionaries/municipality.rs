//! A municipality's organs and parties, as `dictionaries/municipalities/ID/` holds them.

use super::{DictionaryError, Source};
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
    /// Whether the organ existed on some day of that year.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Name of its folder.
    pub id: String,
    /// Its organs in the order of the file.
    pub organs: Vec<Organ>,
    /// Its parties in the order of the file.
    pub parties: Vec<Party>,
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
        Ok(Self { id: id.to_owned(), organs, parties: source.rows(&format!("municipalities/{id}/parties.csv"))? })
    }

    /// The organ of that id.
    pub fn organ(&self, id: &str) -> Option<&Organ> {
        self.organs.iter().find(|organ| organ.id == id)
    }
}

fn organ(row: OrganRow, file: &str) -> Result<Organ, DictionaryError> {
    let date = |text: &str| match text {
        "" => Ok(None),
        text => Date::parse_iso(text).map(Some).ok_or_else(|| DictionaryError::Row {
            file: file.to_owned(),
            line: 0,
            message: format!("{}: {text} is no date of the form 2020-01-31", row.id),
        }),
    };
    Ok(Organ {
        valid_from: date(&row.valid_from)?,
        valid_to: date(&row.valid_to)?,
        aliases: row.aliases.split(" | ").filter(|alias| !alias.is_empty()).map(str::to_owned).collect(),
        successor: Some(row.successor).filter(|successor| !successor.is_empty()),
        id: row.id,
        name: row.name,
        kind: row.kind,
    })
}
