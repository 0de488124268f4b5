//! `paragraf evaluate`: each stage of the last run beside known truth.

use std::io::Write as _;

use super::{Exit, args};
use crate::config::Layer;
use crate::dictionaries::{Dictionaries, Source};
use crate::evaluate::{Measure, evaluate};

pub fn run(common: &args::Common, command: &args::Evaluate) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let measures = evaluate(&settings.out, &command.truth, Some(&command.pairs), &dictionaries)?;
    let mut stdout = std::io::stdout().lock();
    match command.format {
        args::ListFormat::Json => {
            serde_json::to_writer_pretty(&mut stdout, &measures)?;
            stdout.write_all(b"\n")?;
        }
        args::ListFormat::Csv => {
            let mut csv = csv::Writer::from_writer(&mut stdout);
            for measure in &measures {
                csv.serialize(measure)?;
            }
            csv.flush()?;
        }
        args::ListFormat::Text => write_table(&mut stdout, &measures, common.verbose)?,
    }
    Ok(Exit::Ok)
}

fn write_table(out: &mut impl std::io::Write, measures: &[Measure], notes: bool) -> std::io::Result<()> {
    writeln!(out, "{:<11} {:<66} {:>7} {:>6}", "stage", "measure", "value", "of")?;
    for measure in measures {
        writeln!(out, "{:<11} {:<66} {:>7.4} {:>6}", measure.stage, measure.measure, measure.value, measure.count)?;
        if notes && !measure.note.is_empty() {
            writeln!(out, "            {}", measure.note)?;
        }
    }
    Ok(())
}
