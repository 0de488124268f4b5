//! `paragraf export`: the tables of the last run in another format.

use super::{Exit, args};
use crate::config::Layer;
use crate::report::{self, ExportFormat};

pub fn run(common: &args::Common, command: &args::Export) -> anyhow::Result<Exit> {
    let out = common.settings(Layer::default())?.out;
    let (format, place) = match command.format {
        args::ExportFormat::Sqlite => (ExportFormat::Sqlite, "export/paragraf.sqlite"),
        args::ExportFormat::Jsonl => (ExportFormat::Jsonl, "export/jsonl"),
        args::ExportFormat::Parquet => (ExportFormat::Parquet, "export/parquet"),
    };
    let to = command.to.clone().unwrap_or_else(|| out.join(place));
    report::export(&out, format, &to)?;
    if !common.quiet {
        eprintln!("paragraf: skrev {}", to.display());
    }
    Ok(Exit::Ok)
}
