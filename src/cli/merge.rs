//! `paragraf merge`: the parts of a run that was spread out become one output folder.

use super::progress::Shown;
use super::run::{exit_of, stop_on_ctrl_c, summarise};
use super::{Exit, args};
use crate::config::Layer;
use crate::pipeline::{Run, RunOptions, settings_of_parts};

pub fn run(common: &args::Common, command: args::Merge) -> anyhow::Result<Exit> {
    let read_with = settings_of_parts(&command.parts)?;
    let settings = common.settings(Layer { reviews: command.reviews, csv: command.csv, ..read_with })?;
    let run = Run::new(&settings, RunOptions { parts: command.parts, ..RunOptions::default() })?;
    let stop = stop_on_ctrl_c()?;
    let shown = Shown::new(common);
    let outcome = run.execute(&shown, &stop)?;
    shown.finish();
    if outcome.interrupted {
        return Ok(Exit::Interrupted);
    }
    if !common.quiet {
        summarise(&settings, &outcome, common.verbose);
    }
    Ok(exit_of(&outcome))
}
