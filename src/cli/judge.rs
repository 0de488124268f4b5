//! `paragraf matrix --judge…`: questions out, answers in, tables again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};

use super::progress::Shown;
use super::run::stop_on_ctrl_c;
use super::{Exit, args};
use crate::config::{Layer, Settings, UsageError};
use crate::judge::{self, AskSettings};
use crate::matching::judge::{Answer, Question};
use crate::pipeline::{Run, RunOptions};
use crate::report;
use crate::text::Finding;

/// Where verdicts come from.
pub enum Way {
    /// A server.
    Ask(AskSettings),
    /// Nowhere yet: the questions go to a file.
    Export(PathBuf),
    /// A file.
    Import(PathBuf),
}

/// What the command line asks for, if it asks for a judge.
pub fn chosen(command: &args::Matrix, settings: &Settings) -> Option<Way> {
    let args::Judge { judge, judge_export, judge_import } = &command.judge;
    let ask = judge.as_ref().map(|url| {
        Way::Ask(AskSettings {
            url: url.clone(),
            model: settings.judge_model.clone(),
            timeout_s: command.model.judge_timeout_s,
            remote: command.model.judge_remote,
        })
    });
    ask.or_else(|| judge_export.clone().map(Way::Export)).or_else(|| judge_import.clone().map(Way::Import))
}

/// Carry it out on the corpus of the last run.
pub fn run(common: &args::Common, settings: &Settings, way: &Way) -> anyhow::Result<Exit> {
    if let Way::Ask(ask) = way {
        judge::check_address(ask).map_err(|error| UsageError(error.to_string()))?;
    }
    let settings = of_last_run(common, settings)?;
    let stop = stop_on_ctrl_c()?;
    let shown = Shown::new(common);
    let questions = Run::new(&settings, RunOptions::default())?.questions(&shown, &stop)?;
    shown.finish();
    let Some(questions) = questions else { return Ok(Exit::Interrupted) };
    let (answers, mut findings) = match way {
        Way::Export(path) => return export(path, &questions),
        Way::Import(path) => judge::read_answers(path)?,
        Way::Ask(ask) => put(common, ask, &settings.out, &questions, &stop)?,
    };
    let (accepted, refused) = judge::accept(&questions, answers);
    findings.extend(refused);
    judge::save(&settings.out, &accepted)?;
    tell(accepted.len(), &findings);
    if stop.load(Ordering::Relaxed) {
        return Ok(Exit::Interrupted);
    }
    let shown = Shown::new(common);
    let outcome = Run::new(&settings, RunOptions { findings, ..RunOptions::default() })?.execute(&shown, &stop)?;
    shown.finish();
    Ok(if outcome.interrupted { Exit::Interrupted } else { Exit::Ok })
}

/// The settings of the run that made the output folder, so that its tables come out in the same form; what is typed now
/// goes before them.
fn of_last_run(common: &args::Common, now: &Settings) -> anyhow::Result<Settings> {
    let last = report::read_run(&now.out)?;
    let layer: Layer = serde_json::from_value(last["settings"].clone()).with_context(|| {
        format!("{}: run.json säger inte hur körningen gjordes; kör paragraf run igen", now.out.display())
    })?;
    // the folder as it was found then, whatever folder one stands in now
    let corpus = last["corpus"].as_str().map(PathBuf::from).or(layer.corpus.clone());
    let layer = Layer { out: Some(now.out.clone()), corpus, judge_model: None, ..layer };
    common.settings(common.layer().over(layer))
}

fn export(path: &Path, questions: &[Question]) -> anyhow::Result<Exit> {
    judge::write_questions(path, questions)?;
    eprintln!(
        "paragraf: {} frågor i {}; svaren läses med --judge-import, en rad var: id, status, passages, quotes",
        questions.len(),
        path.display()
    );
    Ok(Exit::Ok)
}

/// Ask what has no answer yet.
fn put(
    common: &args::Common,
    ask: &AskSettings,
    out: &Path,
    questions: &[Question],
    stop: &Arc<AtomicBool>,
) -> anyhow::Result<(Vec<Answer>, Vec<Finding>)> {
    let known = judge::load(out)?;
    let open: Vec<&Question> = questions.iter().filter(|question| !known.contains_key(&question.id)).collect();
    let bar = if common.quiet { ProgressBar::hidden() } else { ProgressBar::new(open.len() as u64) };
    if let Ok(style) = ProgressStyle::with_template("bedömer {pos}/{len} [{bar:30}] {eta} kvar") {
        bar.set_style(style);
    }
    let answered = judge::ask(ask, &open, || {
        bar.inc(1);
        !stop.load(Ordering::Relaxed)
    });
    bar.finish_and_clear();
    Ok(answered)
}

fn tell(accepted: usize, findings: &[Finding]) {
    eprintln!("paragraf: {accepted} svar räknas, {} meddelanden om svar som inte gör det i errors.csv", findings.len());
}
