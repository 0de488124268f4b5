//! `paragraf export`: the tables of the last run in another format.

use super::{Exit, args};
use crate::config::Layer;
use crate::dictionaries::{Masking, Source};
use crate::report::{self, ExportFormat, Privacy};

pub fn run(common: &args::Common, command: &args::Export) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let out = settings.out;
    let (format, place) = match command.format {
        args::ExportFormat::Sqlite => (ExportFormat::Sqlite, "export/paragraf.sqlite"),
        args::ExportFormat::Jsonl => (ExportFormat::Jsonl, "export/jsonl"),
        args::ExportFormat::Parquet => (ExportFormat::Parquet, "export/parquet"),
        args::ExportFormat::Bulk => (ExportFormat::Bulk, "export/bulk"),
    };
    let to = command.to.clone().unwrap_or_else(|| out.join(place));
    let rules = if command.mask { Some(Masking::load(&Source::new(settings.dictionaries.as_deref())?)?) } else { None };
    let privacy = rules.as_ref().map_or(Privacy::AsWritten, Privacy::Masked);
    report::export(&out, format, &to, privacy)?;
    if !common.quiet {
        eprintln!("paragraf: skrev {}", to.display());
    }
    Ok(Exit::Ok)
}
