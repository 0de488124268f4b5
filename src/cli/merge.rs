//! `paragraf merge`: the parts of a run that was spread out become one output folder.

use super::progress::Shown;
use super::remote::{Staged, fetch_parts};
use super::run::{exit_of, stop_on_ctrl_c, summarise};
use super::{Exit, args};
use crate::config::Layer;
use crate::pipeline::{Run, RunOptions, join};

pub fn run(common: &args::Common, command: args::Merge) -> anyhow::Result<Exit> {
    // fetched parts go when the folder is dropped
    let (folders, _fetched) = fetch_parts(&command.parts)?;
    let parts = join(&folders)?;
    let layer = Layer { reviews: command.reviews, csv: command.csv, ..parts.settings.clone() };
    let settings = common.settings_anywhere(layer)?;
    let staged = Staged::of_results(settings)?;
    let run = Run::new(&staged.settings, RunOptions { parts: Some(parts), ..RunOptions::default() })?;
    let stop = stop_on_ctrl_c()?;
    let shown = Shown::new(common);
    let outcome = run.execute(&shown, &stop)?;
    shown.finish();
    if outcome.interrupted {
        return Ok(Exit::Interrupted);
    }
    if !common.quiet {
        summarise(&staged, &outcome, common.verbose);
    }
    drop(run);
    staged.send(common.quiet)?;
    Ok(exit_of(&outcome))
}
