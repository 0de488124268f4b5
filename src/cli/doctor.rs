//! `paragraf doctor`: what is installed, what is missing, what it costs you.

use super::{Exit, args};
use crate::config::Layer;
use crate::dictionaries::{Dictionaries, Source};
use crate::read::{ENGINE, Tesseract};
use crate::store;

pub fn run(common: &args::Common, command: &args::Doctor) -> anyhow::Result<Exit> {
    if command.sbom {
        println!("{}", serde_json::to_string_pretty(&super::sbom::sbom()?)?);
        return Ok(Exit::Ok);
    }
    let settings = common.settings(Layer::default())?;
    println!("paragraf {}", env!("CARGO_PKG_VERSION"));
    println!("läsare: {ENGINE} (inbyggd)");
    match Tesseract::here() {
        Tesseract::Ready(version) => println!("OCR: {version} med swe: sidor utan text läses"),
        Tesseract::NoSwedish(version) => {
            println!("OCR: {version} utan swe: sidor utan text lämnas olästa (installera tesseract-ocr-swe)");
        }
        Tesseract::Missing => {
            println!("OCR: saknas: sidor utan text lämnas olästa (installera tesseract-ocr och tesseract-ocr-swe)");
        }
    }
    println!(
        "objektlagring (s3://): {}",
        if store::BUILT { "inbyggd" } else { "programmet är byggt utan den (--features s3)" }
    );
    let pool = crate::pipeline::pool(&settings)?.reading_under(&[std::env::current_dir()?]);
    if *Tesseract::here() != Tesseract::Missing {
        let how = if Tesseract::is_confined() { "som läsarprocessen, med ett tak för arbetstid" } else { "inte" };
        println!("tesseract är spärrad: {how}");
    }
    println!("läsarprocessen är spärrad: {}", pool.confined().in_words());
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    for municipality in &dictionaries.municipalities {
        println!(
            "kommun {}: {} organ, {} partier",
            municipality.id,
            municipality.organs.len(),
            municipality.parties.len()
        );
    }
    println!("\ninställningar i kraft:\n{}", toml::to_string(&settings)?);
    Ok(Exit::Ok)
}
