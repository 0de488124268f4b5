//! Reads a corpus for a command that only looks at its documents.

use std::sync::atomic::AtomicBool;

use super::args;
use super::progress::Shown;
use crate::config::Settings;
use crate::pipeline::{Run, RunOptions};
use crate::segment::Document;

/// The documents of a corpus; what was read for them is kept in a folder that goes away.
pub fn documents_of(common: &args::Common, settings: &Settings) -> anyhow::Result<Vec<Document>> {
    let scratch = tempfile::tempdir()?;
    let settings = Settings { out: scratch.path().to_owned(), ..settings.clone() };
    let shown = Shown::new(common);
    let documents = Run::new(&settings, RunOptions::default())?.documents(&shown, &AtomicBool::new(false))?;
    shown.finish();
    Ok(documents)
}
