//! Fits the weights of the decision on labelled pairs: multinomial logistic regression with a strong ridge, by plain
//! gradient descent, so that the same labels give the same weights.

use crate::dictionaries::{Weight, Weights};

use super::decide::{CLIP, softmax};
use super::features::{Features, NAMES};

/// Pull of the ridge. Chosen among 0.05, 0.2, 0.6 and 2 on the plans d1-d3 and those of the sample corpus, each plan by
/// weights of the others: with a few hundred rows the prior knows more than the labels do.
const RIDGE: f32 = 2.0;

/// Where the ridge pulls to: what each feature should say, in the order of [`NAMES`], for addressed, partly and not
/// addressed. Sizes follow the feature table of `research/matching.md` (half hand weights did best there).
const PRIOR: [[f32; 3]; NAMES.len()] = [
    [0.4, 0.0, -0.4],
    [0.2, -0.1, -0.1],
    [0.1, 0.0, -0.1],
    [-0.35, 0.2, 0.15],
    [-0.15, 0.2, -0.05],
    [-0.15, 0.05, 0.1],
    [-0.25, 0.15, 0.1],
    [-0.25, 0.0, 0.25],
    [-0.15, 0.15, 0.0],
    [0.15, 0.0, -0.15],
    [0.3, -0.1, -0.2],
    [0.1, -0.15, 0.05],
    [0.3, 0.0, -0.3],
];

/// Steps of the descent; the loss no longer moves in the fourth digit long before.
const STEPS: usize = 3000;

/// Length of a step; safe for features clipped to ±2.
const STEP: f32 = 0.1;

/// A labelled pair.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// Its features.
    pub features: Features,
    /// Its class, as an index of [`super::decide::CLASSES`].
    pub class: usize,
}

/// Weights that fit the rows.
#[must_use]
pub fn fit(rows: &[Labelled]) -> Weights {
    let (means, sds) = spread(rows);
    let scaled: Vec<[f32; NAMES.len()]> = rows.iter().map(|row| scale(&row.features, &means, &sds)).collect();
    let mut bias = [0.0_f32; 3];
    let mut weights = PRIOR;
    let count = rows.len().max(1) as f32;
    for _ in 0..STEPS {
        let mut bias_slope = [0.0_f32; 3];
        let mut slopes = [[0.0_f32; 3]; NAMES.len()];
        for (row, values) in rows.iter().zip(&scaled) {
            let shares = softmax(sums(&bias, &weights, values));
            for class in 0..3 {
                let miss = shares[class] - f32::from(u8::from(class == row.class));
                bias_slope[class] += miss / count;
                for (slope, value) in slopes.iter_mut().zip(values) {
                    slope[class] += miss * value / count;
                }
            }
        }
        for class in 0..3 {
            bias[class] -= STEP * bias_slope[class];
            for ((weight, slope), prior) in weights.iter_mut().zip(&slopes).zip(&PRIOR) {
                weight[class] -= STEP * (slope[class] + RIDGE * (weight[class] - prior[class]));
            }
        }
    }
    as_table(bias, &weights, &means, &sds)
}

fn sums(bias: &[f32; 3], weights: &[[f32; 3]; NAMES.len()], values: &[f32; NAMES.len()]) -> [f32; 3] {
    let mut sums = *bias;
    for (weight, value) in weights.iter().zip(values) {
        for (sum, summand) in sums.iter_mut().zip(weight) {
            *sum += summand * value;
        }
    }
    sums
}

fn spread(rows: &[Labelled]) -> ([f32; NAMES.len()], [f32; NAMES.len()]) {
    let count = rows.len().max(1) as f32;
    let (mut means, mut sds) = ([0.0_f32; NAMES.len()], [0.0_f32; NAMES.len()]);
    for row in rows {
        for (mean, value) in means.iter_mut().zip(&row.features) {
            *mean += value / count;
        }
    }
    for row in rows {
        for ((sd, mean), value) in sds.iter_mut().zip(&means).zip(&row.features) {
            *sd += (value - mean).powi(2) / count;
        }
    }
    // A feature that never varies must not blow up on the first plan where it does.
    (means, sds.map(|variance| variance.sqrt().max(0.1)))
}

fn scale(features: &Features, means: &[f32; NAMES.len()], sds: &[f32; NAMES.len()]) -> [f32; NAMES.len()] {
    std::array::from_fn(|at| ((features[at] - means[at]) / sds[at]).clamp(-CLIP, CLIP))
}

fn as_table(
    bias: [f32; 3],
    weights: &[[f32; 3]; NAMES.len()],
    means: &[f32; NAMES.len()],
    sds: &[f32; NAMES.len()],
) -> Weights {
    // Four digits are more than a hundred rows can know and keep the file readable.
    let round = |value: f32| (value * 10_000.0).round() / 10_000.0;
    let row = |feature: &str, mean: f32, sd: f32, summands: &[f32; 3]| Weight {
        feature: feature.to_owned(),
        mean: round(mean),
        sd: round(sd),
        addressed: round(summands[0]),
        partly: round(summands[1]),
        not_addressed: round(summands[2]),
    };
    let mut rows = vec![row("bias", 0.0, 1.0, &bias)];
    rows.extend((0..NAMES.len()).map(|at| row(NAMES[at], means[at], sds[at], &weights[at])));
    Weights { rows }
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::super::decide::decide;
    use super::*;

    #[test]
    fn a_feature_that_parts_the_classes_is_found() {
        let row = |value: f32, class: usize| {
            let mut features = [0.0; NAMES.len()];
            features[0] = value;
            Labelled { features, class }
        };
        let rows: Vec<Labelled> = (0..30).map(|at| row([0.9, 0.5, 0.1][at % 3], at % 3)).collect();
        let weights = fit(&rows);
        assert_eq!(decide(&row(0.95, 0).features, &weights).proposal, Status::Addressed);
        assert_eq!(decide(&row(0.05, 2).features, &weights).proposal, Status::NotAddressed);
        assert_eq!(fit(&rows), weights);
    }
}
