//! `paragraf serve`: the web pages of the last run.

use super::{Exit, args};
use crate::config::{Layer, UsageError};
use crate::dictionaries::{Dictionaries, Source};

pub fn run(common: &args::Common, command: &args::Serve) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    if !command.addr.ip().is_loopback() {
        let message = format!("{}: bara den egna datorn (127.0.0.1 eller [::1]) kan få sidorna", command.addr);
        return Err(UsageError(message).into());
    }
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    crate::serve::serve(&settings.out, command.addr, &dictionaries)?;
    Ok(Exit::Ok)
}
