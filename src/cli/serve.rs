//! `paragraf serve`: the web pages of the last run.

use anyhow::Context as _;

use super::{Exit, args};
use crate::config::Layer;
use crate::dictionaries::{Dictionaries, Source};
use crate::serve::{Options, serve};

pub fn run(common: &args::Common, command: &args::Serve) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer { reviews: command.reviews.clone(), ..Layer::default() })?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let program = std::env::current_exe().context("programmet hittar inte sig självt för att starta sina läsare")?;
    // where the run looked for verdicts, so that the next run finds those given here
    let reviews = settings.reviews.clone().unwrap_or_else(|| corpus(&settings).join("reviews.csv"));
    let options = Options {
        allow_remote: command.allow_remote,
        review: command.review.then_some(reviews),
        searches: command.searches.clone(),
        ..Options::new(&settings.out, program)
    };
    serve(&options, command.addr, &dictionaries, |address| eprintln!("paragraf: sidorna finns på {address}"))?;
    Ok(Exit::Ok)
}

/// The corpus of the last run, else of the settings.
fn corpus(settings: &crate::config::Settings) -> std::path::PathBuf {
    let run = crate::report::read_run(&settings.out).unwrap_or_default();
    let named = run.get("corpus").and_then(serde_json::Value::as_str).map(std::path::PathBuf::from);
    named.filter(|corpus| corpus.is_dir()).unwrap_or_else(|| settings.corpus.clone())
}
