//! Turns features into a proposal that knows how sure it is: a multinomial logistic model with weights kept as data.

use crate::dictionaries::{Weight, Weights};

use super::Status;
use super::features::{Features, NAMES};

/// Features further out than this many deviations count as that far: new plans lie further out than fitted ones.
pub const CLIP: f32 = 2.0;

/// The classes, in the order of the weights.
pub const CLASSES: [Status; 3] = [Status::Addressed, Status::Partly, Status::NotAddressed];

/// A proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The likeliest status.
    pub proposal: Status,
    /// Its probability.
    pub confidence: f32,
    /// Probabilities of [`CLASSES`].
    pub shares: [f32; 3],
}

/// Propose a status.
pub fn decide(features: &Features, weights: &Weights) -> Verdict {
    let mut sums = weights.of("bias").map_or([0.0; 3], summands);
    for (name, value) in NAMES.iter().zip(features) {
        let Some(weight) = weights.of(name) else { continue };
        let scaled = ((value - weight.mean) / weight.sd.max(1e-6)).clamp(-CLIP, CLIP);
        for (sum, summand) in sums.iter_mut().zip(summands(weight)) {
            *sum += scaled * summand;
        }
    }
    verdict(softmax(sums))
}

fn summands(weight: &Weight) -> [f32; 3] {
    [weight.addressed, weight.partly, weight.not_addressed]
}

/// Shares that sum to one.
pub fn softmax(sums: [f32; 3]) -> [f32; 3] {
    let top = sums.into_iter().fold(f32::MIN, f32::max);
    let raised = sums.map(|sum| (sum - top).exp());
    let total: f32 = raised.iter().sum();
    raised.map(|share| share / total)
}

fn verdict(shares: [f32; 3]) -> Verdict {
    let best = (0..3).fold(0, |best, at| if shares[at] > shares[best] { at } else { best });
    Verdict { proposal: CLASSES[best], confidence: shares[best], shares }
}
