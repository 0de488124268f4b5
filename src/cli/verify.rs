//! `paragraf verify`: does the output folder still say what its documents say.

use super::{Exit, args};
use crate::config::Layer;
use crate::dictionaries::{Dictionaries, Source};
use crate::report::rows::DocumentRow;
use crate::{index, report};

pub fn run(common: &args::Common) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let out = settings.out;
    let mut differences = report::verify(&out)?;
    // where the table can't be read, that was told
    if let Ok(documents) = report::read_rows::<DocumentRow>(&out) {
        let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
        let read: Vec<String> =
            documents.into_iter().filter(DocumentRow::was_read).map(|document| document.doc_id).collect();
        differences.extend(report::shortened(index::differences(&out.join("index"), &read, &dictionaries)));
    }
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
