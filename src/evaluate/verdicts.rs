//! Matching: proposals and decisions beside a reader's status of each plan and point.

use std::collections::BTreeMap;

use super::compare::{overlap, share, words};
use super::points::Pairs;
use super::{EvaluateError, Folders, Measure};
use crate::matching::Status;
use crate::matching::labels::TrueStatus;
use crate::matching::measure::kappa;
use crate::report::rows::EvidenceRow;

/// The three that a reader tells apart.
const CLASSES: [Status; 3] = [Status::Addressed, Status::Partly, Status::NotAddressed];

pub(super) fn measure(input: &Folders<'_>, pairs: &Pairs) -> Result<Vec<Measure>, EvaluateError> {
    let truth: Vec<TrueStatus> = input.truth_rows("statuses.csv")?;
    let evidence: Vec<EvidenceRow> = input.out_rows()?;
    let mut cells: BTreeMap<(&str, &str), Vec<&EvidenceRow>> = BTreeMap::new();
    for row in &evidence {
        cells.entry((&row.plan_doc_id, &row.point_id)).or_default().push(row);
    }
    let mut counts = Counts::default();
    for row in &truth {
        let cell = pairs.get(&row.point_id).and_then(|id| cells.get(&(row.doc_id.as_str(), id.as_str())));
        counts.add(row, cell.map_or(&[], Vec::as_slice));
    }
    Ok(counts.measures(truth.len()))
}

#[derive(Default)]
struct Counts {
    judged: usize,
    confusion: [[usize; 3]; 3],
    acceptable: usize,
    always_addressed: usize,
    decided: usize,
    decided_acceptable: usize,
    quoted: usize,
    quote_found: usize,
}

impl Counts {
    fn add(&mut self, truth: &TrueStatus, rows: &[&EvidenceRow]) {
        let Some(first) = rows.iter().min_by_key(|row| row.rank) else { return };
        let class = |word: &str| CLASSES.iter().position(|status| status.as_str() == word);
        let (Some(t), Some(p)) = (class(&truth.status), class(&first.proposal)) else { return };
        let accepts = |status: &str| truth.acceptable.split('|').any(|word| word.trim() == status);
        self.judged += 1;
        self.confusion[t][p] += 1;
        self.acceptable += usize::from(accepts(&first.proposal));
        self.always_addressed += usize::from(accepts("addressed"));
        if *first.status != *"to_review" {
            self.decided += 1;
            self.decided_acceptable += usize::from(accepts(&first.status));
        }
        if !truth.quote.is_empty() {
            self.quoted += 1;
            let wanted = words(&truth.quote);
            let found = rows.iter().filter(|row| row.rank <= 3).any(|row| {
                // half of the words in common: a passage may be longer or shorter than the reader's quote
                overlap(&wanted, &words(&row.quote)) >= 0.5
            });
            self.quote_found += usize::from(found);
        }
    }

    fn measures(&self, labels: usize) -> Vec<Measure> {
        let row = |measure: &'static str, value, count| Measure {
            stage: "matching",
            measure: measure.into(),
            value,
            count,
            note: String::new(),
        };
        let mut rows = vec![
            row("labelled cells that have a row", share(self.judged, labels), labels),
            row("reader's quote among the first three", share(self.quote_found, self.quoted), self.quoted),
            row("proposal acceptable to the reader", share(self.acceptable, self.judged), self.judged),
            row("the same for \"always addressed\"", share(self.always_addressed, self.judged), self.judged),
            row("proposal, Cohen's kappa", f64::from(kappa(&self.confusion, false)), self.judged),
            row("cells decided", share(self.decided, self.judged), self.judged),
        ];
        if self.decided > 0 {
            let acceptable = share(self.decided_acceptable, self.decided);
            rows.push(row("decided cells acceptable to the reader", acceptable, self.decided));
        }
        rows
    }
}
