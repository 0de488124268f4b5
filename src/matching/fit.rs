//! Fits the model on labelled pairs by plain gradient descent, so that the same labels give the same weights.
//!
//! Three fits: what a passage's features count (so that passages that readers named come first), what a pair's features
//! say for each class (multinomial logistic regression with a strong ridge), and how a share becomes a confidence.

use super::decide::{AS_THE_SHARE, CLASSES, Confidence, Model, Shares, Summand, Verdict, logistic, logit, softmax};
use super::features::{Features, NAMES};
use super::rank;

/// Pull of the ridge on a pair's weights: weaker than for the 600 pairs that there were at first, strong enough that a feature
/// which hardly varies in the labelled plans keeps near its hand-set weight. Hand-set.
const RIDGE: f32 = 0.03;

/// How far the classes are made equally likely from the start, 0 (as often as readers gave them) to 1 (equally). The
/// likeliest class alone is "addressed" nearly everywhere, which agrees with readers less; full balance makes fewer proposals
/// acceptable. Hand-set between the two; `paragraf fit` prints both figures.
const BALANCE: f32 = 0.4;

/// Pull of the ridge on a passage's weights; what `paragraf fit` prints hardly moves with it.
const RANK_RIDGE: f32 = 0.05;

/// Where the ridge of the ranker pulls to: the untrained ranker of `research/matching.md`, halved, in the order of
/// [`rank::NAMES`].
const RANK_PRIOR: rank::Features = [0.25, 0.5, 0.45, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];

/// Where the ridge pulls to: what each feature should say, in the order of [`NAMES`], for addressed, partly and not
/// addressed. Sizes follow the feature table of `research/matching.md` (half hand weights did best there).
const PRIOR: [Shares; NAMES.len()] = [
    [0.4, 0.0, -0.4],
    [0.2, -0.1, -0.1],
    [0.1, 0.0, -0.1],
    [-0.35, 0.2, 0.15],
    [-0.15, 0.2, -0.05],
    [-0.1, 0.1, 0.0],
    [-0.15, 0.05, 0.1],
    [-0.25, 0.15, 0.1],
    [-0.25, 0.0, 0.25],
    [-0.15, 0.15, 0.0],
    [0.1, 0.0, -0.1],
    [0.3, -0.1, -0.2],
    [0.1, -0.15, 0.05],
    [0.3, 0.0, -0.3],
    [0.1, 0.0, -0.1],
    [-0.1, 0.1, 0.0],
    [0.1, 0.0, -0.1],
];

/// Steps of each descent; the losses no longer move in the fourth digit long before.
const STEPS: usize = 400;

/// Length of a step; safe for features clipped to ±2.
const STEP: f32 = 0.3;

/// A labelled pair.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// Its features.
    pub features: Features,
    /// Its class, as an index of [`CLASSES`].
    pub class: usize,
}

/// The passages of a pair, and which of them a reader named.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Features of every passage of the plan.
    pub passages: Vec<rank::Features>,
    /// Whether a reader named it, in the same order.
    pub named: Vec<bool>,
}

/// What a passage's features count so that the named ones come first: the likelihood that one drawn by the softmax of the
/// weighted sums is a named one, over all pairs that have one.
pub fn fit_ranker<'a>(pairs: impl IntoIterator<Item = &'a Seen>) -> rank::Features {
    let pairs: Vec<&Seen> = pairs.into_iter().filter(|seen| seen.named.contains(&true)).collect();
    let mut weights = RANK_PRIOR;
    for _ in 0..STEPS {
        let mut slope = [0.0_f32; rank::NAMES.len()];
        for seen in &pairs {
            add_slope(seen, &weights, &mut slope);
        }
        for ((weight, slope), prior) in weights.iter_mut().zip(slope).zip(RANK_PRIOR) {
            *weight += STEP * (slope / pairs.len().max(1) as f32 - RANK_RIDGE * (*weight - prior));
        }
    }
    weights
}

fn add_slope(seen: &Seen, weights: &rank::Features, slope: &mut rank::Features) {
    let sum = |features: &rank::Features| features.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    let sums: Vec<f32> = seen.passages.iter().map(sum).collect();
    let top = sums.iter().copied().fold(f32::MIN, f32::max);
    let raised: Vec<f32> = sums.iter().map(|sum| (sum - top).exp()).collect();
    let total: f32 = raised.iter().sum();
    let named: f32 = raised.iter().zip(&seen.named).filter(|(_, named)| **named).map(|(share, _)| share).sum();
    for ((features, share), is_named) in seen.passages.iter().zip(&raised).zip(&seen.named) {
        let pull = if *is_named { share / named.max(1e-9) } else { 0.0 } - share / total;
        for (slope, value) in slope.iter_mut().zip(features) {
            *slope += pull * value;
        }
    }
}

/// What a pair's features say for each class: the bias and the summands.
pub fn fit_classes(rows: &[Labelled]) -> (Shares, [Summand; NAMES.len()]) {
    let mut summands = spread(rows);
    let scaled: Vec<Features> =
        rows.iter().map(|row| std::array::from_fn(|at| summands[at].scaled(row.features[at]))).collect();
    let (mut bias, mut weights) = ([0.0_f32; 3], PRIOR);
    let count = rows.len().max(1) as f32;
    for _ in 0..STEPS {
        let (mut bias_slope, mut slopes) = ([0.0_f32; 3], [[0.0_f32; 3]; NAMES.len()]);
        for (row, values) in rows.iter().zip(&scaled) {
            let shares = softmax(sums(&bias, &weights, values));
            for class in 0..3 {
                let miss = (f32::from(u8::from(class == row.class)) - shares[class]) / count;
                bias_slope[class] += miss;
                for (slope, value) in slopes.iter_mut().zip(values) {
                    slope[class] += miss * value;
                }
            }
        }
        for class in 0..3 {
            bias[class] += STEP * bias_slope[class];
            for ((weight, slope), prior) in weights.iter_mut().zip(&slopes).zip(&PRIOR) {
                weight[class] += STEP * (slope[class] - RIDGE * (weight[class] - prior[class]));
            }
        }
    }
    for (summand, weights) in summands.iter_mut().zip(weights) {
        summand.weights = weights;
    }
    for (class, bias) in bias.iter_mut().enumerate() {
        let own = rows.iter().filter(|row| row.class == class).count();
        *bias -= BALANCE * ((own as f32 + 1.0) / (count + 3.0)).ln();
    }
    (bias, summands)
}

fn sums(bias: &Shares, weights: &[Shares; NAMES.len()], values: &Features) -> Shares {
    let mut sums = *bias;
    for (value, summand) in values.iter().zip(weights) {
        for (sum, weight) in sums.iter_mut().zip(summand) {
            *sum += value * weight;
        }
    }
    sums
}

/// Mean and deviation of each feature. One that never varies must not blow up on the first plan where it does.
fn spread(rows: &[Labelled]) -> [Summand; NAMES.len()] {
    let count = rows.len().max(1) as f32;
    std::array::from_fn(|at| {
        let mean = rows.iter().map(|row| row.features[at]).sum::<f32>() / count;
        let variance = rows.iter().map(|row| (row.features[at] - mean).powi(2)).sum::<f32>() / count;
        Summand { mean, sd: variance.sqrt().max(0.1), weights: [0.0; 3] }
    })
}

/// How a share becomes the chance that a reader accepts the proposal, for each class: Platt's scaling, with one slope for
/// all classes and a pull towards "as it says" that a class seldom proposed needs.
pub fn fit_confidence(proposals: &[(Verdict, bool)]) -> Confidence {
    const PULL: f32 = 3.0;
    let rows: Vec<(usize, f32, f32)> = proposals
        .iter()
        .filter_map(|(verdict, accepted)| {
            let class = CLASSES.iter().position(|status| *status == verdict.proposal)?;
            Some((class, logit(verdict.shares[class]), f32::from(u8::from(*accepted))))
        })
        .collect();
    let (mut offsets, mut slope) = ([0.0_f32; 3], 1.0_f32);
    let count = rows.len() as f32 + PULL;
    for _ in 0..STEPS {
        let mut offset_slopes = offsets.map(|offset| -PULL * offset / count);
        let mut slope_slope = PULL * (1.0 - slope) / count;
        for (class, logit, accepted) in &rows {
            let miss = (accepted - logistic(offsets[*class] + slope * logit)) / count;
            offset_slopes[*class] += miss;
            slope_slope += miss * logit;
        }
        for (offset, offset_slope) in offsets.iter_mut().zip(offset_slopes) {
            *offset += offset_slope;
        }
        slope += slope_slope;
    }
    offsets.map(|offset| (offset, slope))
}

/// The model of labelled pairs; confidence says what the share says until it is calibrated on pairs not fitted on.
pub fn model(passages: rank::Features, rows: &[Labelled]) -> Model {
    let (bias, features) = fit_classes(rows);
    Model { passages, bias, features, confidence: AS_THE_SHARE }
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::super::decide::decide;
    use super::*;

    fn row(value: f32, class: usize) -> Labelled {
        let mut features = [0.0; NAMES.len()];
        features[0] = value;
        Labelled { features, class }
    }

    #[test]
    fn a_feature_that_parts_the_classes_is_found() {
        let rows: Vec<Labelled> = (0..30).map(|at| row([0.9, 0.5, 0.1][at % 3], at % 3)).collect();
        let model = model(RANK_PRIOR, &rows);
        let logits = |value: f32| model.logits(&row(value, 0).features);
        let proposal = |value: f32| decide(logits(value), [0.0; 3], &model.confidence).proposal;
        assert_eq!(proposal(0.95), Status::Addressed);
        assert_eq!(proposal(0.05), Status::NotAddressed);
        assert_eq!(fit_classes(&rows), fit_classes(&rows));
    }

    #[test]
    fn a_feature_that_named_passages_share_is_found() {
        let passage = |length: f32| {
            let mut features = [0.0; rank::NAMES.len()];
            features[8] = length;
            features
        };
        let seen = Seen { passages: vec![passage(-1.0), passage(1.0), passage(0.0)], named: vec![false, true, false] };
        let weights = fit_ranker([&seen]);
        assert!(weights[8] > 0.5, "{weights:?}");
    }

    #[test]
    fn confidence_follows_what_readers_accept() {
        let verdict = |share: f32| Verdict {
            proposal: Status::Addressed,
            confidence: 0.0,
            shares: [share, 0.6 * (1.0 - share), 0.4 * (1.0 - share)],
        };
        let proposals: Vec<(Verdict, bool)> = (0..200).map(|at| (verdict(0.9), at % 2 == 0)).collect();
        let (offset, slope) = fit_confidence(&proposals)[0];
        let said = logistic(offset + slope * logit(0.9));
        assert!((said - 0.5).abs() < 0.05, "{said}");
    }
}
