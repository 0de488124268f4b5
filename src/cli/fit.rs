//! `paragraf fit`: weights of the matrix's proposals, fitted on labelled plans and measured plan by plan.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;

use super::scratch::documents_of;
use super::{Exit, args};
use crate::config::{Layer, Settings, UsageError};
use crate::dictionaries::{Dictionaries, Source, Weights};
use crate::matching::labels::{LabelSet, LabelledPlan, judgements, labelled_points, of_truth};
use crate::matching::measure::{Measured, fitted, measure};
use crate::matching::{MatchSettings, Status};

/// Share of decided cells that must be acceptable for a level of confidence to be advised.
const WANTED: f32 = 0.9;

pub fn run(common: &args::Common, command: &args::Fit) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let sets =
        command.labels.iter().map(|folder| label_set(common, &settings, folder)).collect::<anyhow::Result<Vec<_>>>()?;
    let plans: usize = sets.iter().map(|set| set.plans.len()).sum();
    if plans < 2 {
        return Err(UsageError(format!(
            "{plans} bedömda planer; det behövs minst två för att mäta på en som inte var med"
        ))
        .into());
    }
    let measured = measure(&sets, &dictionaries, MatchSettings::default().passages);
    tell(&measured, plans);
    write(&fitted(&measured), command.to.as_deref())?;
    Ok(Exit::Ok)
}

/// The labels of a folder: a set of its own with `points.json`, or the truth of the corpus.
fn label_set(common: &args::Common, settings: &Settings, folder: &Path) -> anyhow::Result<LabelSet> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    if folder.join("points.json").is_file() {
        let documents = documents_of(common, &Settings { corpus: folder.to_owned(), ..settings.clone() })?;
        let mut plans = Vec::new();
        for document in documents {
            let name = format!("{}.labels.json", document.handling.repaired.pages.id);
            if folder.join(&name).is_file() {
                let judgements = judgements(&read(&name)?).with_context(|| name.clone())?;
                plans.push(LabelledPlan { document, judgements });
            }
        }
        return Ok(LabelSet { plans, points: labelled_points(&read("points.json")?).context("points.json")? });
    }
    if !folder.join("statuses.csv").is_file() {
        let folder = folder.display();
        return Err(UsageError(format!("{folder}: varken points.json eller statuses.csv finns där")).into());
    }
    Ok(of_truth(&read("points.csv")?, &read("statuses.csv")?, documents_of(common, settings)?)?)
}

fn tell(measured: &Measured, plans: usize) {
    let (strict, acceptable) = measured.always_addressed();
    let (right, pairs) = measured.acceptable_from(0.0);
    eprintln!("paragraf: {plans} planer, {pairs} bedömda par; varje plan mätt med vikter från de andra");
    eprintln!(
        "  kappa {:.3}, godtagbara förslag {right:.3} (alltid addressed: {acceptable:.3}, strikt {strict:.3})",
        measured.kappa(false)
    );
    eprintln!("  tabell (läsarens omdöme × förslag): {:?}", measured.confusion());
    for status in [Status::Addressed, Status::Partly] {
        let (first, count) = measured.hits(status, 1);
        let (three, _) = measured.hits(status, 3);
        eprintln!("  läsarens ställe först {first:.3}, bland tre {three:.3} ({}, {count} par)", status.as_str());
    }
    eprintln!("  avstånd mellan säkerhet och andel rätt: {:.3}", measured.calibration_gap());
    match measured.level_for(WANTED) {
        Some(level) => {
            let (share, decided) = measured.acceptable_from(level);
            eprintln!("  decide_from = {level:.2} avgör {decided} av {pairs} par, {share:.3} av dem godtagbara");
        }
        None => eprintln!("  ingen säkerhetsnivå håller nio av tio: låt decide_from vara hög"),
    }
}

/// The weights as `dictionaries/matching/weights.csv`, to a file or stdout.
fn write(weights: &Weights, to: Option<&Path>) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(b"# Written by `paragraf fit`; see README.md.\n".to_vec());
    for row in &weights.rows {
        csv.serialize(row)?;
    }
    let bytes = csv.into_inner().context("the table in memory")?;
    match to {
        Some(path) => std::fs::write(path, bytes).with_context(|| path.display().to_string())?,
        None => std::io::stdout().lock().write_all(&bytes)?,
    }
    Ok(())
}
