//! `paragraf run`: the whole flow, with progress, a summary and an exit code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::progress::Shown;
use super::remote::{Staged, only_folders};
use super::{Exit, args};
use crate::config::Layer;
use crate::matching::{Agreed, Agreement};
use crate::pipeline::{Planned, Run, RunOptions, RunOutcome};

pub fn run(common: &args::Common, command: args::Run) -> anyhow::Result<Exit> {
    let mut options = RunOptions {
        force: command.force,
        only_failed: command.only_failed,
        faults: command.faults,
        slice: command.slice,
        ..RunOptions::default()
    };
    let (dry, slice) = (command.dry_run, command.slice);
    let settings = common.settings_anywhere(layer(command))?;
    options.corpus_named = Some(settings.corpus.clone()).filter(|corpus| !corpus.exists());
    if dry {
        // what would be fetched can't be told without fetching it
        only_folders(&[&settings.corpus, &settings.out])?;
    }
    let staged = Staged::fetch(settings, common.quiet)?;
    let run = Run::new(&staged.settings, options)?;
    if dry {
        return dry_run(&run);
    }
    let stop = stop_on_ctrl_c()?;
    let shown = Shown::new(common);
    let outcome = if slice.is_some() { run.read_slice(&shown, &stop)? } else { run.execute(&shown, &stop)? };
    shown.finish();
    if outcome.interrupted {
        return Ok(Exit::Interrupted);
    }
    match slice {
        _ if common.quiet => {}
        Some((k, n)) => eprintln!("paragraf: del {k} av {n} är läst; paragraf merge fogar samman delarna"),
        None => summarise(&staged, &outcome, common.verbose),
    }
    drop(run);
    staged.send(common.quiet)?;
    Ok(exit_of(&outcome))
}

/// A flag that Ctrl-C sets; set again, it ends the program at once.
pub fn stop_on_ctrl_c() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        // the second time the user means it: leave at once, nothing is half-written
        if stopping.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
        eprintln!("paragraf: avbryter när pågående filer är klara (Ctrl-C igen: genast); nästa körning fortsätter");
    })?;
    Ok(stop)
}

fn layer(command: args::Run) -> Layer {
    Layer {
        corpus: command.corpus,
        ocr: command.ocr,
        reviews: command.reviews,
        csv: command.csv,
        second_opinion: command.second_opinion.then_some(true),
        timeout_s: command.timeout_s,
        max_memory_mb: command.max_memory_mb,
        ..Layer::default()
    }
}

/// How a run ended, as the program's exit code.
pub fn exit_of(outcome: &RunOutcome) -> Exit {
    match (outcome.ok + outcome.partial, outcome.with_errors) {
        (0, _) => Exit::NothingUsable,
        (_, 0) => Exit::Ok,
        _ => Exit::SomeFailed,
    }
}

fn dry_run(run: &Run<'_>) -> anyhow::Result<Exit> {
    let planned = run.plan()?;
    let (mut read, mut known) = (0, 0);
    for Planned { found, sha256, known: is_known } in &planned {
        let what = match (sha256, is_known) {
            (Err(_), _) => "går inte att läsa",
            (Ok(_), true) => "oförändrad",
            (Ok(_), false) => "läses",
        };
        read += usize::from(!is_known);
        known += usize::from(*is_known);
        println!("{what}\t{}", found.name);
    }
    eprintln!("paragraf: {} filer: {read} skulle läsas, {known} är oförändrade; inget skrevs", planned.len());
    Ok(if planned.is_empty() { Exit::NothingUsable } else { Exit::Ok })
}

/// What a run found, in a few lines on stderr.
pub fn summarise(staged: &Staged, outcome: &RunOutcome, verbose: bool) {
    let RunOutcome { ok, partial, failed, skipped, points, evidence, .. } = outcome;
    let out = staged.out.display();
    if ok + partial + failed + skipped == 0 {
        eprintln!("paragraf: {}: inga .pdf- eller .txt-filer där", staged.settings.corpus.display());
        return;
    }
    eprintln!(
        "paragraf: {} handlingar: {ok} hela, {partial} ofullständiga, {failed} misslyckade, {skipped} överhoppade",
        ok + partial + failed + skipped
    );
    eprintln!(
        "paragraf: {points} punkter, {evidence} belägg; tabellerna ligger i {out}/, börja med {out}/report/index.html"
    );
    tell_agreement(&outcome.agreement, verbose);
    if let Some(how) = outcome.index_renewed {
        eprintln!("paragraf: sökindexet var gjort {how} och har gjorts om");
    }
    if partial + failed + skipped > 0 {
        eprintln!("paragraf: vad som saknas och varför: {out}/errors.csv och {out}/documents.csv");
    }
}

/// How often program and judges said what people settled; point by point where more is to be said.
fn tell_agreement(agreement: &Agreement, verbose: bool) {
    let tell = |who: &str, said: &Agreed| {
        if said.cells > 0 {
            let Agreed { cells, same, kappa, .. } = said;
            eprintln!("paragraf: {who} sade som granskarna i {same} av {cells} celler (kappa {kappa:.2})");
        }
    };
    tell("programmet", &agreement.program);
    tell("bedömaren", &agreement.judge);
    for (point, said) in agreement.points.iter().filter(|_| verbose) {
        tell(&format!("{point}: programmet"), said);
    }
}
