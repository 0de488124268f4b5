//! Segment: items, decisions, reservations and statements, attendance and activity rows.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::compare::{keys, share, some};
use super::{EvaluateError, Folders, Measure};
use crate::report::rows::{ActivityRow, AttendanceRow, DecisionRow, ReservationRow, SegmentRow};
use crate::text::fold;

#[derive(Deserialize)]
struct TrueSegment {
    doc_id: String,
    kind: String,
    number: String,
}

#[derive(Deserialize)]
struct TrueDecision {
    doc_id: String,
    item: String,
}

#[derive(Deserialize)]
struct TrueReservation {
    doc_id: String,
    item: String,
    kind: String,
    parties: String,
}

#[derive(Deserialize)]
struct TruePerson {
    doc_id: String,
    name: String,
    party: String,
}

#[derive(Deserialize)]
struct TrueActivity {
    doc_id: String,
    activity: String,
}

pub(super) fn measure(input: &Folders<'_>) -> Result<Vec<Measure>, EvaluateError> {
    let mut measures = items(input)?;
    measures.extend(decisions(input)?);
    measures.extend(reservations(input)?);
    measures.extend(people_and_activities(input)?);
    Ok(measures)
}

fn items(input: &Folders<'_>) -> Result<Vec<Measure>, EvaluateError> {
    let truth: Vec<TrueSegment> = input.truth_rows("segments.csv")?;
    let found: Vec<SegmentRow> = input.out_rows()?;
    let truth = truth.into_iter().filter(|row| row.kind == "item").map(|row| (row.doc_id, bare(&row.number))).collect();
    let found = found.into_iter().filter(|row| row.kind == "item").map(|row| (row.doc_id, bare(&row.number))).collect();
    Ok(keys("segment", ["§ found, precision", "§ found, recall"], truth, found))
}

/// `§ 9` and `9` are one number.
fn bare(number: &str) -> String {
    number.trim_start_matches(['§', ' ']).to_owned()
}

fn decisions(input: &Folders<'_>) -> Result<Vec<Measure>, EvaluateError> {
    let mut truth: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in input.truth_rows::<TrueDecision>("decisions.csv")? {
        *truth.entry((row.doc_id, bare(&row.item))).or_default() += 1;
    }
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in input.out_rows::<DecisionRow>()? {
        *found.entry((row.doc_id, bare(&row.item))).or_default() += 1;
    }
    let wrong: Vec<String> = truth
        .iter()
        .filter(|(key, count)| found.get(*key) != Some(count))
        .map(|((doc_id, item), count)| format!("{doc_id} § {item}: {count}"))
        .collect();
    let points = Measure {
        stage: "segment",
        measure: "§ with the right number of decision points".into(),
        value: share(truth.len() - wrong.len(), truth.len()),
        count: truth.len(),
        note: some(&wrong),
    };
    let names = ["§ with a decision, precision", "§ with a decision, recall"];
    let mut measures = keys("segment", names, truth.into_keys().collect(), found.into_keys().collect());
    measures.push(points);
    Ok(measures)
}

fn reservations(input: &Folders<'_>) -> Result<Vec<Measure>, EvaluateError> {
    let sorted = |parties: &mut Vec<String>| {
        parties.sort();
        parties.join(" | ")
    };
    let truth = input
        .truth_rows::<TrueReservation>("reservations.csv")?
        .into_iter()
        .map(|row| {
            let mut parties: Vec<String> = row.parties.split(" | ").map(str::to_owned).collect();
            (row.doc_id, bare(&row.item), row.kind, sorted(&mut parties))
        })
        .collect();
    let found = input
        .out_rows::<ReservationRow>()?
        .into_iter()
        .map(|row| {
            let mut parties = row.parties.0;
            (row.doc_id, bare(&row.item), row.kind, sorted(&mut parties))
        })
        .collect();
    let names = ["reservations and statements (§, kind, parties), precision", "reservations and statements, recall"];
    Ok(keys("segment", names, truth, found))
}

fn people_and_activities(input: &Folders<'_>) -> Result<Vec<Measure>, EvaluateError> {
    let truth = input.truth_rows::<TruePerson>("attendance.csv")?;
    let truth = truth.into_iter().map(|row| (row.doc_id, row.name, row.party.replace('-', ""))).collect();
    let found = input.out_rows::<AttendanceRow>()?;
    let found = found.into_iter().map(|row| (row.doc_id, row.name, row.party.replace('-', ""))).collect();
    let mut measures =
        keys("segment", ["attendance (name, party), precision", "attendance (name, party), recall"], truth, found);
    let shape = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let truth = input.truth_rows::<TrueActivity>("activities.csv")?;
    let truth = truth.into_iter().map(|row| (row.doc_id, shape(&row.activity))).collect();
    let found = input.out_rows::<ActivityRow>()?;
    let found = found.into_iter().map(|row| (row.doc_id, shape(&row.activity))).collect();
    measures.extend(keys("segment", ["activity rows, precision", "activity rows, recall"], truth, found));
    Ok(measures)
}
