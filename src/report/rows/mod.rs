//! The report's own row types: one struct a table, fields in the order of its columns. Internal types may change as they
//! like; a table changes only when its struct and `schema` do (a test holds the two together).

mod documents;

mod parts;

mod points;

pub(super) use documents::count_words;
pub use documents::{ChangeRow, CoverageRow, DocumentRow, ErrorRow};
pub use parts::{ActivityRow, AttendanceRow, DecisionRow, ReservationRow, SegmentRow};
pub use points::{CriterionRow, EvidenceRow, LineageRow, PointRow};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use super::schema::Table;

/// A row of one of the tables.
pub trait Row: Serialize + DeserializeOwned {
    /// The table it belongs to.
    const TABLE: &'static Table;
}

/// Several words in one cell, split by ` | `.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List(pub Vec<String>);

impl List {
    /// A list of these words. A `|` inside a word would split it on the way back, so it becomes `/`.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Self {
        Self(
            words
                .into_iter()
                .map(|word| word.as_ref().replace('|', "/"))
                .filter(|word| !word.trim().is_empty())
                .collect(),
        )
    }

    /// The cell.
    #[must_use]
    pub fn join(&self) -> String {
        self.0.join(" | ")
    }

    /// The words of a cell.
    pub fn split(cell: &str) -> Self {
        Self(cell.split(" | ").map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }
}

impl Serialize for List {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.join())
    }
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::split(&String::deserialize(deserializer)?))
    }
}

/// `yes` or `no` in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct YesNo(pub bool);

impl Serialize for YesNo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0 { "yes" } else { "no" })
    }
}

impl<'de> Deserialize<'de> for YesNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "yes" => Ok(Self(true)),
            "no" => Ok(Self(false)),
            other => Err(serde::de::Error::custom(format!("{other:?} is neither yes nor no"))),
        }
    }
}

/// A measure as tables show it: three decimals. More would only show that `f32` is not decimal.
fn three_decimals(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_went() {
        let list = List::new(["KD", "", "A | B"]);
        assert_eq!(list.join(), "KD | A / B");
        assert_eq!(List::split(&list.join()), list);
        assert_eq!(List::split(""), List::default());
    }

    #[test]
    fn measures_have_three_decimals() {
        assert_eq!(three_decimals(0.8).to_string(), "0.8");
        assert_eq!(three_decimals(0.123_456).to_string(), "0.123");
    }
}
