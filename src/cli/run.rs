//! `paragraf run`: the whole flow.

use super::{Exit, args};

pub fn run(common: &args::Common, command: args::Run) -> anyhow::Result<Exit> {
    let _ = (common, command);
    Ok(Exit::Ok)
}
