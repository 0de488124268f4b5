//! Reads folders of labels for the commands that fit on them or measure by them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::args;
use super::scratch::{documents_of, documents_of_run};
use crate::config::{Settings, UsageError};
use crate::matching::labels::{LabelSet, LabelledPlan, judgements, labelled_points, of_truth};

/// Where labels are, and what they are of.
pub struct Labels<'a> {
    /// Folder of the `points.json` for folders that have none of their own.
    pub points: &'a Path,
    /// Folder of documents that labels may be of, beside those in the labels' own folder.
    pub sources: &'a Path,
}

impl Labels<'_> {
    /// Whether a folder's labels can be read: it has some, and points for them.
    pub fn are_in(&self, folder: &Path) -> bool {
        folder.join("statuses.csv").is_file() || folder.is_dir() && self.points_of(folder).is_file()
    }

    /// The labels of a folder: a set of its own (`NAME.labels.json`), or the truth of the corpus.
    pub fn read(&self, common: &args::Common, settings: &Settings, folder: &Path) -> anyhow::Result<LabelSet> {
        if folder.join("statuses.csv").is_file() {
            // the truth of a corpus lies in a folder of it
            let corpus = folder.parent().unwrap_or(Path::new(".")).to_owned();
            let documents = documents_of_run(common, &Settings { corpus, ..settings.clone() })?;
            return Ok(of_truth(&text(&folder.join("points.csv"))?, &text(&folder.join("statuses.csv"))?, documents)?);
        }
        let points = self.points_of(folder);
        if !points.is_file() {
            let folder = folder.display();
            return Err(UsageError(format!("{folder}: varken points.json eller statuses.csv finns där")).into());
        }
        let points = labelled_points(&text(&points)?).with_context(|| points.display().to_string())?;
        Ok(LabelSet { plans: self.plans(common, settings, folder)?, points })
    }

    fn points_of(&self, folder: &Path) -> PathBuf {
        let own = folder.join("points.json");
        if own.is_file() { own } else { self.points.join("points.json") }
    }

    fn plans(&self, common: &args::Common, settings: &Settings, folder: &Path) -> anyhow::Result<Vec<LabelledPlan>> {
        let mut plans = Vec::new();
        let asked = label_files(folder)?;
        for corpus in [folder, self.sources].into_iter().filter(|corpus| corpus.is_dir()) {
            if plans.len() == asked {
                break;
            }
            for document in documents_of(common, &Settings { corpus: corpus.to_owned(), ..settings.clone() })? {
                let labels = folder.join(format!("{}.labels.json", document.handling.repaired.pages.id));
                if labels.is_file() {
                    let judgements = judgements(&text(&labels)?).with_context(|| labels.display().to_string())?;
                    plans.push(LabelledPlan { document, judgements });
                }
            }
        }
        Ok(plans)
    }
}

/// How many plans a folder has labels of.
fn label_files(folder: &Path) -> anyhow::Result<usize> {
    let names = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.filter(|name| name.ends_with(".labels.json")).count())
}

fn text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}
