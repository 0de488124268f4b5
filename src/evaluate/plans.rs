//! Matching on plans that readers judged: each plan by weights fitted on all the others.

use super::Measure;
use crate::matching::Status;
use crate::matching::measure::Measured;

/// The figures of some plans, named so that one can tell which; `decide_from` as in the settings.
#[must_use]
pub fn evaluate_plans(name: &str, measured: &Measured, decide_from: f32) -> Vec<Measure> {
    let pairs = measured.pairs.len();
    let mut rows = Vec::new();
    let mut row = |measure: &str, value: f32, count: usize, note: String| {
        let (measure, value) = (format!("{name}: {measure}").into(), f64::from(value));
        rows.push(Measure { stage: "plans", measure, value, count, note });
    };
    for (status, word) in [(Status::Addressed, "addressed"), (Status::Partly, "partly")] {
        let (found, count) = measured.hits(status, 3);
        row(&format!("reader's line among the first three, {word}"), found, count, String::new());
    }
    let (one, all, count) = measured.shown();
    row("at least one of the reader's lines shown to a judge", one, count, String::new());
    row("all of the reader's lines shown to a judge", all, count, String::new());
    let (always, elsewhere) = (measured.always_addressed(), measured.same_elsewhere());
    let confusion = format!("reader x proposal, addressed, partly, not: {:?}", measured.confusion());
    row("proposal, Cohen's kappa", measured.kappa(false), pairs, confusion);
    row("kappa of the status of the point in the other plans", elsewhere.kappa, pairs, String::new());
    row("proposal acceptable to the reader", measured.acceptable_from(0.0).0, pairs, String::new());
    row("\"always addressed\" acceptable", always.acceptable, pairs, String::new());
    row("the status of the point in the other plans acceptable", elsewhere.acceptable, pairs, String::new());
    for risk in measured.risks() {
        let sure = format!("the surest {:.0} %, acceptable", risk.decided * 100.0);
        row(&sure, risk.acceptable, pairs, format!("confidence from {:.2}", risk.confidence));
    }
    let (acceptable, decided) = measured.acceptable_from(decide_from);
    if decided > 0 {
        row("cells decided that are acceptable", acceptable, decided, format!("decide_from {decide_from}"));
    }
    let tenths: Vec<String> =
        measured.reliability().iter().map(|(said, right, count)| format!("{said:.2}: {right:.2} of {count}")).collect();
    row("mean gap between confidence and share acceptable", measured.calibration_gap(), pairs, tenths.join(", "));
    rows
}
