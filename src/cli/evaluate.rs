//! `paragraf evaluate`: each stage of the last run beside known truth.

use super::{Exit, args};

pub fn run(common: &args::Common, command: &args::Evaluate) -> anyhow::Result<Exit> {
    let _ = (common, command);
    Ok(Exit::Ok)
}
