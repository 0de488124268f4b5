//! `paragraf fit`: weights of the matrix's proposals, fitted on labelled plans and measured plan by plan.

use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;

use super::labels::Labels;
use super::{Exit, args};
use crate::config::{Layer, UsageError};
use crate::dictionaries::{Dictionaries, Source, Weights};
use crate::matching::measure::{Baseline, Material, Measured};
use crate::matching::{MatchSettings, Status};

/// Share of decided cells that must be acceptable for a level of confidence to be advised.
const WANTED: f32 = 0.9;

/// Cells of each plan that are settled to see what confirmed cells do for the others.
const CONFIRMED: usize = 5;

pub fn run(common: &args::Common, command: &args::Fit) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let labels = Labels { points: &command.points, sources: &command.sources };
    let sets = command
        .labels
        .iter()
        .map(|folder| labels.read(common, &settings, folder))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let plans: usize = sets.iter().map(|set| set.plans.len()).sum();
    if plans < 2 {
        return Err(UsageError(format!(
            "{plans} bedömda planer; det behövs minst två för att mäta på en som inte var med"
        ))
        .into());
    }
    let material = Material::new(&sets, &dictionaries, MatchSettings::default().passages);
    if command.as_is {
        println!("{plans} planer, mätta med de vikter som gäller");
        tell(&material.measured_by(&dictionaries.weights));
        return Ok(Exit::Ok);
    }
    let measured = material.cross_validated();
    println!("{plans} planer, var och en mätt med vikter från de andra");
    tell(&measured);
    if let Some(folder) = &command.to {
        write(&material.weights(&measured), folder)?;
    }
    Ok(Exit::Ok)
}

fn tell(measured: &Measured) {
    let (acceptable, pairs) = measured.acceptable_from(0.0);
    println!("  {pairs} bedömda par: kappa {:.3}, godtagbara förslag {acceptable:.3}", measured.kappa(false));
    let baseline = |name: &str, baseline: Baseline| {
        println!("  {name}: kappa {:.3}, godtagbara {:.3}", baseline.kappa, baseline.acceptable);
    };
    baseline("alltid addressed", measured.always_addressed());
    baseline("som samma krav i andra planer", measured.same_elsewhere());
    println!("  läsarens omdöme × förslag: {:?}", measured.confusion());
    for status in [Status::Addressed, Status::Partly] {
        let (first, count) = measured.hits(status, 1);
        let (three, _) = measured.hits(status, 3);
        println!("  läsarens ställe först {first:.3}, bland tre {three:.3} ({}, {count} par)", status.as_str());
    }
    let (one, all, count) = measured.shown();
    println!("  läsarens ställen bland dem som visas en bedömare: minst ett {one:.3}, alla {all:.3} ({count} par)");
    for (said, right, count) in measured.reliability() {
        println!("  säkerhet {said:.2}: {right:.3} godtagbara av {count}");
    }
    println!("  avstånd mellan säkerhet och andel godtagbara: {:.3}", measured.calibration_gap());
    for risk in measured.risks() {
        println!(
            "  de säkraste {:.0} %: {:.3} godtagbara, säkerhet minst {:.2}",
            risk.decided * 100.0,
            risk.acceptable,
            risk.confidence
        );
    }
    let settled = measured.with_confirmed(CONFIRMED);
    println!("  med {CONFIRMED} fastställda celler i varje plan: kappa {:.3} för de andra", settled.kappa(false));
    match measured.level_for(WANTED) {
        Some(level) => {
            let (share, decided) = measured.acceptable_from(level);
            println!("  decide_from = {level:.2} avgör {decided} av {pairs} par, {share:.3} av dem godtagbara");
        }
        None => println!("  ingen säkerhetsnivå håller nio av tio: låt decide_from vara hög"),
    }
}

/// The weights as files of a dictionary folder: `--dictionaries` takes it as it is.
fn write(weights: &Weights, folder: &Path) -> anyhow::Result<()> {
    let [features, passages, confidence] = Weights::FILES;
    write_rows(&weights.features, &folder.join(features))?;
    write_rows(&weights.passages, &folder.join(passages))?;
    write_rows(&weights.confidence, &folder.join(confidence))
}

fn write_rows<T: Serialize>(rows: &[T], path: &Path) -> anyhow::Result<()> {
    let name = || path.display().to_string();
    let mut csv = csv::Writer::from_writer(b"# Written by `paragraf fit`; see README.md.\n".to_vec());
    for row in rows {
        csv.serialize(row)?;
    }
    let bytes = csv.into_inner().context("the table in memory")?;
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).with_context(name)?;
    std::fs::write(path, bytes).with_context(name)
}
