//! `paragraf verify`: does the output folder still say what its documents say.

use super::{Exit, args};
use crate::config::Layer;
use crate::report;

pub fn run(common: &args::Common) -> anyhow::Result<Exit> {
    let out = common.settings(Layer::default())?.out;
    let differences = report::verify(&out)?;
    for difference in &differences {
        println!("{difference}");
    }
    if !common.quiet {
        match differences.len() {
            0 => eprintln!("paragraf: {}: allt stämmer", out.display()),
            n => eprintln!("paragraf: {}: {n} skillnader", out.display()),
        }
    }
    Ok(if differences.is_empty() { Exit::Ok } else { Exit::Differs })
}
