//! Fitted weights of `matching`, as `dictionaries/matching/` holds them; `paragraf fit --to` writes such files.

use serde::{Deserialize, Serialize};

use super::{DictionaryError, Source};

/// What a feature says for each proposal, as a summand before the softmax: a row of `weights.csv`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
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

/// What a feature of a passage counts when passages are ranked: a row of `passages.csv`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PassageWeight {
    /// The feature's name.
    pub feature: String,
    /// Its weight.
    pub weight: f32,
}

/// How a proposal's share becomes the chance that a reader accepts it: a row of `confidence.csv`.
///
/// The chance is 1 / (1 + exp(-(offset + slope × ln(share / (1 - share))))).
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Calibration {
    /// `addressed`, `partly` or `not_addressed`.
    pub proposal: String,
    /// In logits.
    pub offset: f32,
    /// Logits of chance for each logit of share.
    pub slope: f32,
}

/// All weights, each list in the order of its file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// One row a feature of a pair.
    pub features: Vec<Weight>,
    /// One row a feature of a passage.
    pub passages: Vec<PassageWeight>,
    /// One row a proposal.
    pub confidence: Vec<Calibration>,
}

impl Weights {
    /// The files that hold them, as `dictionaries/` names them: features, passages, confidence.
    pub const FILES: [&str; 3] = ["matching/weights.csv", "matching/passages.csv", "matching/confidence.csv"];

    pub(super) fn load(source: &Source) -> Result<Self, DictionaryError> {
        let [features, passages, confidence] = Self::FILES;
        Ok(Self {
            features: source.rows(features)?,
            passages: source.rows(passages)?,
            confidence: source.rows(confidence)?,
        })
    }
}
