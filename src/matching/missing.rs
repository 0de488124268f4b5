//! Names the plans that one would expect and that are not there.
//!
//! Plans come in rounds: a guideline is decided, and in some year most boards of a kind have a plan. In such a year a board
//! without one is worth a row. In a year with few plans nothing is expected, because nothing shows that anyone had to.

use std::collections::{BTreeMap, BTreeSet};

use crate::classify::DocKind;
use crate::dictionaries::{Dictionaries, Municipality, OrganKind};
use crate::segment::{Coverage, Document};

/// Plans of one kind of board that make a round, at least; half of the boards must have one too.
const ROUND_FROM: usize = 2;

/// Plans that are missing, sorted by organ and year: rows of `coverage.csv`.
#[must_use]
pub fn missing_plans(documents: &[&Document], dictionaries: &Dictionaries) -> Vec<Coverage> {
    let mut rows: Vec<Coverage> =
        dictionaries.municipalities.iter().flat_map(|municipality| of_municipality(municipality, documents)).collect();
    rows.sort();
    rows
}

fn of_municipality(municipality: &Municipality, documents: &[&Document]) -> Vec<Coverage> {
    let mut plans: BTreeMap<&str, BTreeSet<i32>> = BTreeMap::new();
    for document in documents.iter().filter(|document| document.handling.kind == DocKind::Handlingsplan) {
        let handling = &document.handling;
        let is_own = handling.municipality.as_ref() == Some(&municipality.id);
        if let (true, Some(organ), Some(year)) = (is_own, &handling.organ, handling.year) {
            plans.entry(&organ.id).or_default().insert(year);
        }
    }
    let years: BTreeSet<i32> = plans.values().flatten().copied().collect();
    let mut rows = Vec::new();
    for year in years {
        for kind in [OrganKind::District, OrganKind::Specialist] {
            rows.extend(of_round(municipality, kind, year, &plans));
        }
    }
    rows
}

fn of_round(
    municipality: &Municipality,
    kind: OrganKind,
    year: i32,
    plans: &BTreeMap<&str, BTreeSet<i32>>,
) -> Vec<Coverage> {
    let organs: Vec<_> =
        municipality.organs.iter().filter(|organ| organ.kind == kind && organ.existed_in(year)).collect();
    let has = |id: &str| plans.get(id).is_some_and(|years| years.contains(&year));
    let having = organs.iter().filter(|organ| has(&organ.id)).count();
    if having < ROUND_FROM || having * 2 < organs.len() {
        return Vec::new();
    }
    let row = |organ: &&crate::dictionaries::Organ| {
        let nearest =
            plans.get(organ.id.as_str()).and_then(|years| years.iter().min_by_key(|own| (**own - year).abs()));
        let other = nearest.map_or_else(String::new, |own| format!("; närmast finns en för {own}"));
        Coverage {
            what: "plan",
            organ_id: organ.id.clone(),
            year: Some(year),
            expected: "handlingsplan".to_owned(),
            found: String::new(),
            message: format!(
                "ingen handlingsplan för {year} hittades; {having} av {} organ av samma slag har en{other}",
                organs.len()
            ),
        }
    };
    organs.iter().filter(|organ| !has(&organ.id)).map(row).collect()
}
