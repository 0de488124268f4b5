//! Figures over measured pairs: hits, agreement, acceptance, calibration, and what plain guesses would give.

use super::{Measured, Pair};
use crate::matching::Status;
use crate::matching::decide::CLASSES;

/// Agreement and acceptance of a way to guess.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Baseline {
    /// Cohen's kappa against labels.
    pub kappa: f32,
    /// Share that the reader accepts.
    pub acceptable: f32,
}

/// What is risked when the surest share of the pairs is decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Risk {
    /// Share of the pairs that is decided.
    pub decided: f32,
    /// Least confidence among them.
    pub confidence: f32,
    /// Share of them that the reader accepts.
    pub acceptable: f32,
}

impl Measured {
    /// Share of labelled pairs of a status whose labelled line is among the first `k` passages, with their number.
    #[must_use]
    pub fn hits(&self, status: Status, k: u32) -> (f32, usize) {
        let asked = self.with_lines(|pair| pair.judgement.status == status);
        (share(asked.iter().filter(|pair| pair.hit.is_some_and(|rank| rank <= k)).count(), asked.len()), asked.len())
    }

    /// Share of pairs of which at least one, and of which every labelled line is shown to a judge, with their number.
    #[must_use]
    pub fn shown(&self) -> (f32, f32, usize) {
        let asked = self.with_lines(|_| true);
        let one = asked.iter().filter(|pair| pair.hit.is_some()).count();
        let all = asked.iter().filter(|pair| pair.all_shown).count();
        (share(one, asked.len()), share(all, asked.len()), asked.len())
    }

    fn with_lines(&self, is_asked: impl Fn(&Pair) -> bool) -> Vec<&Pair> {
        self.pairs.iter().filter(|pair| !pair.judgement.lines.is_empty() && is_asked(pair)).collect()
    }

    /// Labels (rows) against proposals (columns), in the order addressed, partly, not addressed.
    #[must_use]
    pub fn confusion(&self) -> [[usize; 3]; 3] {
        self.table(|pair| pair.verdict.proposal)
    }

    fn table(&self, proposal: impl Fn(&Pair) -> Status) -> [[usize; 3]; 3] {
        let mut table = [[0; 3]; 3];
        for pair in &self.pairs {
            let proposal = proposal(pair);
            table[pair.class][CLASSES.iter().position(|status| *status == proposal).unwrap_or(0)] += 1;
        }
        table
    }

    /// Cohen's kappa of proposals and labels; `linear` counts a miss by one class half.
    #[must_use]
    pub fn kappa(&self, linear: bool) -> f32 {
        kappa(&self.confusion(), linear)
    }

    /// Share of proposals that the label's `acceptable` allows, among pairs at least so sure, with their number.
    #[must_use]
    pub fn acceptable_from(&self, confidence: f32) -> (f32, usize) {
        let decided: Vec<&Pair> = self.pairs.iter().filter(|pair| pair.verdict.confidence >= confidence).collect();
        let right = decided.iter().filter(|pair| pair.is_acceptable()).count();
        (share(right, decided.len()), decided.len())
    }

    /// What saying `addressed` always would give.
    #[must_use]
    pub fn always_addressed(&self) -> Baseline {
        self.baseline(|_| Status::Addressed)
    }

    /// What saying the commonest status of the same point in the other plans would give; `addressed` where it has none.
    #[must_use]
    pub fn same_elsewhere(&self) -> Baseline {
        self.baseline(|pair| {
            let mut counts = [0_usize; 3];
            let others = self.pairs.iter().filter(|other| other.plan != pair.plan);
            for other in others.filter(|other| other.judgement.point_id == pair.judgement.point_id) {
                counts[other.class] += 1;
            }
            CLASSES[(0..3).fold(0, |best, at| if counts[at] > counts[best] { at } else { best })]
        })
    }

    fn baseline(&self, guess: impl Fn(&Pair) -> Status) -> Baseline {
        let right = self.pairs.iter().filter(|pair| pair.judgement.acceptable.contains(&guess(pair))).count();
        Baseline { kappa: kappa(&self.table(&guess), false), acceptable: share(right, self.pairs.len()) }
    }

    /// The lowest confidence from which the share of acceptable proposals stays at or above `wanted`, in steps of 0.01;
    /// `None` where no level with at least ten pairs reaches it.
    #[must_use]
    pub fn level_for(&self, wanted: f32) -> Option<f32> {
        let levels = (34..=99_u8).rev().map(|step| f32::from(step) / 100.0);
        let mut best = None;
        for level in levels {
            let (share, count) = self.acceptable_from(level);
            if count >= 10 && share < wanted {
                break;
            }
            if count >= 10 {
                best = Some(level);
            }
        }
        best
    }

    /// What is risked when the surest quarter, half, three quarters, all are decided.
    #[must_use]
    pub fn risks(&self) -> Vec<Risk> {
        let mut sure: Vec<&Pair> = self.pairs.iter().collect();
        // stable: equally sure pairs keep their order
        sure.sort_by(|a, b| b.verdict.confidence.total_cmp(&a.verdict.confidence));
        let quarters = (1..=4).filter_map(|quarter| {
            let decided = &sure[..sure.len() * quarter / 4];
            let right = decided.iter().filter(|pair| pair.is_acceptable()).count();
            Some(Risk {
                decided: quarter as f32 / 4.0,
                confidence: decided.last()?.verdict.confidence,
                acceptable: share(right, decided.len()),
            })
        });
        quarters.collect()
    }

    /// Tenths of confidence: mean confidence, share accepted, number of pairs; tenths without pairs are left out.
    #[must_use]
    pub fn reliability(&self) -> Vec<(f32, f32, usize)> {
        let tenth = |pair: &Pair| (pair.verdict.confidence * 10.0).floor().clamp(0.0, 9.0);
        let rows = (0..10_u8).filter_map(|number| {
            let inside: Vec<&Pair> =
                self.pairs.iter().filter(|pair| (tenth(pair) - f32::from(number)).abs() < 0.5).collect();
            let said = inside.iter().map(|pair| pair.verdict.confidence).sum::<f32>() / inside.len() as f32;
            let right = inside.iter().filter(|pair| pair.is_acceptable()).count();
            (!inside.is_empty()).then(|| (said, share(right, inside.len()), inside.len()))
        });
        rows.collect()
    }

    /// Mean gap between confidence and share accepted, over tenths of confidence weighted by their pairs.
    #[must_use]
    pub fn calibration_gap(&self) -> f32 {
        let gap: f32 = self.reliability().iter().map(|(said, right, count)| (said - right).abs() * *count as f32).sum();
        gap / self.pairs.len().max(1) as f32
    }
}

impl Pair {
    fn is_acceptable(&self) -> bool {
        self.judgement.acceptable.contains(&self.verdict.proposal)
    }
}

fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// Cohen's kappa of a table of counts.
#[must_use]
pub fn kappa(table: &[[usize; 3]; 3], linear: bool) -> f32 {
    let total: usize = table.iter().flatten().sum();
    if total == 0 {
        return 0.0;
    }
    let cost = |row: usize, column: usize| match (linear, row.abs_diff(column)) {
        (true, distance) => distance as f32 / 2.0,
        (false, distance) => f32::from(u8::from(distance > 0)),
    };
    let rows: Vec<usize> = table.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<usize> = (0..3).map(|column| table.iter().map(|row| row[column]).sum()).collect();
    let (mut seen, mut expected) = (0.0, 0.0);
    for row in 0..3 {
        for column in 0..3 {
            seen += cost(row, column) * table[row][column] as f32;
            expected += cost(row, column) * rows[row] as f32 * columns[column] as f32 / total as f32;
        }
    }
    if expected > 0.0 { 1.0 - seen / expected } else { 0.0 }
}
