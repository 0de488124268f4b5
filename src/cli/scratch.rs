//! Reads a corpus for a command that only looks at its documents.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::args;
use super::progress::Shown;
use crate::config::Settings;
use crate::pipeline::{Run, RunOptions};
use crate::report;
use crate::segment::Document;

/// The documents of a corpus; what was read for them is kept in a folder that goes away.
pub fn documents_of(common: &args::Common, settings: &Settings) -> anyhow::Result<Vec<Document>> {
    let scratch = tempfile::tempdir()?;
    read_into(scratch.path(), common, settings)
}

/// The documents of a corpus, from what the last run kept where it was of that corpus.
pub fn documents_of_run(common: &args::Common, settings: &Settings) -> anyhow::Result<Vec<Document>> {
    let run = report::read_run(&settings.out).ok();
    let corpus = run.as_ref().and_then(|run| run.get("corpus")?.as_str());
    match (corpus, settings.corpus.canonicalize()) {
        (Some(last), Ok(own)) if Path::new(last) == own => read_into(&settings.out, common, settings),
        _ => documents_of(common, settings),
    }
}

fn read_into(out: &Path, common: &args::Common, settings: &Settings) -> anyhow::Result<Vec<Document>> {
    let settings = Settings { out: out.to_owned(), ..settings.clone() };
    let shown = Shown::new(common);
    let documents = Run::new(&settings, RunOptions::default())?.documents(&shown, &AtomicBool::new(false))?;
    shown.finish();
    Ok(documents)
}
