//! Fitted weights of `matching`, as `dictionaries/matching/weights.csv` holds them; `paragraf fit` writes such a file.

use super::{DictionaryError, Source};

/// What a feature says for each proposal, as a summand before the softmax.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct Weight {
    /// The feature's name, or `bias`.
    pub feature: String,
    /// Its mean over the plans fitted on.
    pub mean: f32,
    /// Its standard deviation there.
    pub sd: f32,
    /// For `addressed`.
    pub addressed: f32,
    /// For `partly`.
    pub partly: f32,
    /// For `not_addressed`.
    pub not_addressed: f32,
}

/// All weights, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// One row a feature.
    pub rows: Vec<Weight>,
}

impl Weights {
    pub(super) fn load(source: &Source) -> Result<Self, DictionaryError> {
        Ok(Self { rows: source.rows("matching/weights.csv")? })
    }

    /// The row of a feature.
    #[must_use]
    pub fn of(&self, feature: &str) -> Option<&Weight> {
        self.rows.iter().find(|row| row.feature == feature)
    }
}
