//! `paragraf evaluate`: each stage of the last run beside known truth.

use std::io::Write as _;

use anyhow::Context as _;

use super::labels::Labels;
use super::scratch::documents_of;
use super::{Exit, args};
use crate::config::{Layer, Settings};
use crate::dictionaries::{Dictionaries, Source};
use crate::evaluate::{Measure, evaluate, evaluate_plans, evaluate_points};
use crate::matching::MatchSettings;
use crate::matching::labels::labelled_points;
use crate::matching::measure::Material;

pub fn run(common: &args::Common, command: &args::Evaluate) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let mut measures = evaluate(&settings.out, &command.truth, Some(&command.pairs), &dictionaries)?;
    measures.extend(labelled_points_found(common, command, &settings, &dictionaries)?);
    measures.extend(judged_plans(common, command, &settings, &dictionaries)?);
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

/// How the points that readers found in other documents are found; nothing where there are no such labels.
fn labelled_points_found(
    common: &args::Common,
    command: &args::Evaluate,
    settings: &Settings,
    dictionaries: &Dictionaries,
) -> anyhow::Result<Vec<Measure>> {
    let file = command.points.join("points.json");
    if !file.is_file() || !command.sources.is_dir() {
        return Ok(Vec::new());
    }
    let name = || file.display().to_string();
    let labels = labelled_points(&std::fs::read_to_string(&file).with_context(name)?).with_context(name)?;
    let documents = documents_of(common, &Settings { corpus: command.sources.clone(), ..settings.clone() })?;
    Ok(evaluate_points(&labels, &documents.iter().collect::<Vec<_>>(), dictionaries))
}

/// How plans that readers judged are judged here, each by weights of all others.
fn judged_plans(
    common: &args::Common,
    command: &args::Evaluate,
    settings: &Settings,
    dictionaries: &Dictionaries,
) -> anyhow::Result<Vec<Measure>> {
    let labels = Labels { points: &command.points, sources: &command.sources };
    let (mut names, mut sets) = (Vec::new(), Vec::new());
    for folder in std::iter::once(&command.truth).chain(&command.labels).filter(|folder| labels.are_in(folder)) {
        let set = labels.read(common, settings, folder)?;
        names.push((folder.display().to_string(), set.plans.len()));
        sets.push(set);
    }
    if sets.iter().map(|set| set.plans.len()).sum::<usize>() < 2 {
        return Ok(Vec::new());
    }
    let measured = Material::new(&sets, dictionaries, MatchSettings::default().passages).cross_validated();
    let mut rows = evaluate_plans("all", &measured, settings.decide_from);
    let mut first = 0;
    for (name, count) in names {
        rows.extend(evaluate_plans(&name, &measured.of_plans(first..first + count), settings.decide_from));
        first += count;
    }
    Ok(rows)
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
