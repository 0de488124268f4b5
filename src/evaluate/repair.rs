//! Repair on text whose truth is known exactly: the corpus's true texts damaged here, and pages that an engine read.
//!
//! The corpus's own damaged documents are few; these are enough to tell a better repair from a worse one.

use super::compare::share;
use super::material::{Pair, damage_files, read_pairs, text_files};
use super::{EvaluateError, Folders, Measure};
use crate::dictionaries::{DamageProfile, Dictionaries, Source};
use crate::repair::measure::{RepairCounts, measure as compare};
use std::path::Path;

/// Of the damage: another number would be other damage of the same kind.
const SEED: u64 = 20;

pub(super) fn measure(
    input: &Folders<'_>,
    pairs: Option<&Path>,
    dictionaries: &Dictionaries,
) -> Result<Vec<Measure>, EvaluateError> {
    let texts = input.truth.join("text");
    let unreadable = |path: &Path, error: &dyn std::fmt::Display| EvaluateError::Truth {
        path: path.to_owned(),
        message: error.to_string(),
    };
    let files = text_files(&texts).map_err(|error| unreadable(&texts, &error))?;
    let profiles = DamageProfile::load_all(&Source::default()).map_err(|error| unreadable(&texts, &error))?;
    let mut measures = Vec::new();
    for profile in profiles {
        let damaged = damage_files(&files, &profile, SEED).map_err(|error| unreadable(&texts, &error))?;
        measures.extend(rows(&format!("{} damage", profile.name), &damaged, dictionaries));
    }
    if let Some(folder) = pairs.filter(|folder| folder.is_dir()) {
        let pages = read_pairs(folder).map_err(|error| unreadable(folder, &error))?;
        measures.extend(rows("pages read by an engine", &pages, dictionaries));
    }
    Ok(measures)
}

fn rows(material: &str, pairs: &[Pair], dictionaries: &Dictionaries) -> Vec<Measure> {
    let mut poorest = (0.0, "");
    let mut counts = RepairCounts::default();
    for pair in pairs {
        let of_pair = compare(&pair.damaged, &pair.truth, dictionaries);
        counts = counts.plus(of_pair);
        if of_pair.word_error_rate() > poorest.0 {
            poorest = (of_pair.word_error_rate(), &pair.origin);
        }
    }
    let row = |measure: &str, part, whole| Measure {
        stage: "repair",
        measure: format!("{material}: {measure}").into(),
        value: share(part, whole),
        count: whole,
        note: String::new(),
    };
    let mut after = row("words wrong after repair", counts.wrong_after, counts.words);
    after.note = format!("{}: {:.4}", poorest.1, poorest.0);
    let mut worse = row("words made worse, per 1,000", counts.made_worse, counts.words);
    worse.value *= 1000.0;
    vec![
        row("words wrong before repair", counts.wrong_before, counts.words),
        after,
        row("signs wrong before repair", counts.sign_errors_before, counts.signs),
        row("signs wrong after repair", counts.sign_errors_after, counts.signs),
        worse,
        row("changes of confidence 0.9 and more that are right", counts.sure_changes_right, counts.sure_changes),
        row("less sure changes that are right", counts.doubtful_changes_right, counts.doubtful_changes),
    ]
}
