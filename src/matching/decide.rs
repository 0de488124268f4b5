//! Turns features into a proposal that knows how sure it is: a multinomial logistic model with weights kept as data, and
//! the chance that a reader accepts what it proposes.

use crate::dictionaries::{Calibration, PassageWeight, Weight, Weights};

use super::features::{self, Features};
use super::{Status, rank};

/// Features further out than this many deviations count as that far: new plans lie further out than fitted ones.
pub const CLIP: f32 = 2.0;

/// The classes, in the order of the weights.
pub const CLASSES: [Status; 3] = [Status::Addressed, Status::Partly, Status::NotAddressed];

/// How far confirmed cells may move a plan's cuts: the spread, in logits, that cuts are taken to have from plan to plan.
/// Narrow, because a few cells say little of a plan's others; `paragraf fit` prints what five of them do.
const CUT_SPREAD: f32 = 0.3;

/// Steps in which the cuts are found; the sum they climb is smooth and they stay small.
const CUT_STEPS: usize = 100;

/// A number for each of [`CLASSES`].
pub type Shares = [f32; 3];

/// Offset and slope of each class, see [`Calibration`].
pub type Confidence = [(f32, f32); 3];

/// Confidence says what the share says, until it is calibrated.
pub const AS_THE_SHARE: Confidence = [(0.0, 1.0); 3];

/// A proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The likeliest status.
    pub proposal: Status,
    /// Chance that a reader accepts it.
    pub confidence: f32,
    /// Probabilities of [`CLASSES`].
    pub shares: Shares,
}

/// The weights, in the order of the features they belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// What each feature of a passage counts.
    pub passages: rank::Features,
    /// What each class has from the start.
    pub bias: Shares,
    /// What each feature of a pair adds.
    pub features: [Summand; features::NAMES.len()],
    /// How a share becomes the chance that a reader accepts it.
    pub confidence: Confidence,
}

/// What a feature of a pair adds to each class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summand {
    /// Mean over the plans fitted on.
    pub mean: f32,
    /// Standard deviation there.
    pub sd: f32,
    /// A deviation's worth for each class.
    pub weights: Shares,
}

impl Summand {
    /// A feature's value as deviations, clipped.
    pub fn scaled(&self, value: f32) -> f32 {
        ((value - self.mean) / self.sd.max(1e-6)).clamp(-CLIP, CLIP)
    }
}

impl Model {
    /// The model of a dictionary's weights; what it has no row for counts nothing.
    pub fn of(weights: &Weights) -> Self {
        let summand = |name: &str| {
            let row = weights.features.iter().find(|row| row.feature == name);
            row.map_or_else(Summand::default, |row| Summand {
                mean: row.mean,
                sd: row.sd,
                weights: [row.addressed, row.partly, row.not_addressed],
            })
        };
        let passage =
            |name: &str| weights.passages.iter().find(|row| row.feature == name).map_or(0.0, |row| row.weight);
        let confidence = |status: Status| {
            let row = weights.confidence.iter().find(|row| row.proposal == status.as_str());
            row.map_or((0.0, 1.0), |row| (row.offset, row.slope))
        };
        Self {
            passages: rank::NAMES.map(passage),
            bias: summand("bias").weights,
            features: features::NAMES.map(summand),
            confidence: CLASSES.map(confidence),
        }
    }

    /// As a dictionary's weights, with four digits: more than some hundred rows can know.
    #[must_use]
    pub fn to_weights(&self) -> Weights {
        let round = |value: f32| (value * 10_000.0).round() / 10_000.0;
        let row = |feature: &str, summand: &Summand| Weight {
            feature: feature.to_owned(),
            mean: round(summand.mean),
            sd: round(summand.sd),
            addressed: round(summand.weights[0]),
            partly: round(summand.weights[1]),
            not_addressed: round(summand.weights[2]),
        };
        let bias = row("bias", &Summand { mean: 0.0, sd: 1.0, weights: self.bias });
        let features = features::NAMES.iter().zip(&self.features).map(|(name, summand)| row(name, summand));
        let passages = rank::NAMES.iter().zip(self.passages);
        let confidence = CLASSES.iter().zip(self.confidence);
        Weights {
            features: std::iter::once(bias).chain(features).collect(),
            passages: passages
                .map(|(name, weight)| PassageWeight { feature: (*name).to_owned(), weight: round(weight) })
                .collect(),
            confidence: confidence
                .map(|(status, (offset, slope))| Calibration {
                    proposal: status.as_str().to_owned(),
                    offset: round(offset),
                    slope: round(slope),
                })
                .collect(),
        }
    }

    /// What the features say for each class, before the softmax.
    pub fn logits(&self, features: &Features) -> Shares {
        let mut sums = self.bias;
        for (summand, value) in self.features.iter().zip(features) {
            let scaled = summand.scaled(*value);
            for (sum, weight) in sums.iter_mut().zip(summand.weights) {
                *sum += scaled * weight;
            }
        }
        sums
    }
}

/// The proposal of what the features say; `cuts` are the plan's own, see [`cuts`].
pub fn decide(logits: Shares, cuts: Shares, confidence: &Confidence) -> Verdict {
    let shares = softmax(std::array::from_fn(|class| logits[class] + cuts[class]));
    let best = (0..3).fold(0, |best, at| if shares[at] > shares[best] { at } else { best });
    let (offset, slope) = confidence[best];
    Verdict { proposal: CLASSES[best], confidence: logistic(offset + slope * logit(shares[best])), shares }
}

/// How cells that a person has settled move the cuts of their plan: what must be added to each class so that they become
/// likelier, held back by how little plans differ. `settled` holds what the features said of a cell, and its class.
pub fn cuts(settled: &[(Shares, usize)]) -> Shares {
    let mut cuts = [0.0_f32; 3];
    if settled.is_empty() {
        return cuts;
    }
    let step = 1.0 / (settled.len() as f32 + CUT_SPREAD.powi(-2));
    for _ in 0..CUT_STEPS {
        let mut slope = cuts.map(|cut| -cut / CUT_SPREAD.powi(2));
        for (logits, class) in settled {
            let shares = softmax(std::array::from_fn(|at| logits[at] + cuts[at]));
            for at in 0..3 {
                slope[at] += f32::from(u8::from(at == *class)) - shares[at];
            }
        }
        for (cut, slope) in cuts.iter_mut().zip(slope) {
            *cut += step * slope;
        }
    }
    cuts
}

/// Shares that sum to one.
pub fn softmax(sums: Shares) -> Shares {
    let top = sums.into_iter().fold(f32::MIN, f32::max);
    let raised = sums.map(|sum| (sum - top).exp());
    let total: f32 = raised.iter().sum();
    raised.map(|share| share / total)
}

/// From logits to a chance.
pub fn logistic(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// From a chance to logits.
pub fn logit(share: f32) -> f32 {
    let share = share.clamp(1e-4, 1.0 - 1e-4);
    (share / (1.0 - share)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionaries::Dictionaries;

    #[test]
    fn settled_cells_move_the_cuts_their_way_and_not_far() {
        let unsure = [0.2, 0.1, 0.0];
        let moved = cuts(&[(unsure, 2), (unsure, 2), (unsure, 2)]);
        assert!(moved[2] > 0.0 && moved[0] < 0.0, "{moved:?}");
        assert!(moved.iter().all(|cut| cut.abs() < 2.0 * CUT_SPREAD), "{moved:?}");
        assert!(cuts(&[]).iter().all(|cut| cut.abs() < f32::EPSILON));
    }

    #[test]
    fn the_built_in_weights_are_those_of_the_features_there_are() {
        let weights = Dictionaries::built_in().weights;
        let names = |rows: Vec<&str>| rows.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let known = names(std::iter::once("bias").chain(features::NAMES).collect());
        assert_eq!(names(weights.features.iter().map(|row| row.feature.as_str()).collect()), known);
        let passages = names(weights.passages.iter().map(|row| row.feature.as_str()).collect());
        assert_eq!(passages, names(rank::NAMES.to_vec()));
        assert_eq!(Model::of(&weights).to_weights(), weights);
    }
}
