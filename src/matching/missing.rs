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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::OrganRef;
    use crate::directives::tests::document;

    /// The organs, with their years, of which `coverage.csv` says that a plan is missing.
    fn missing(plans: &[(&str, i32)]) -> Vec<(String, i32)> {
        let documents: Vec<Document> = plans
            .iter()
            .map(|(organ, year)| {
                let mut document = document(&format!("{organ}-{year}"), DocKind::Handlingsplan, *year, "Plan");
                document.handling.municipality = Some("exempelstad".to_owned());
                let name = (*organ).to_owned();
                document.handling.organ = Some(OrganRef { id: name.clone(), name, successor: None });
                document
            })
            .collect();
        let rows = missing_plans(&documents.iter().collect::<Vec<_>>(), &Dictionaries::built_in());
        rows.into_iter().filter_map(|row| Some((row.organ_id, row.year?))).collect()
    }

    #[test]
    fn a_board_without_a_plan_in_a_round_is_named_and_a_lone_plan_makes_no_round() {
        let dictionaries = Dictionaries::built_in();
        let city = dictionaries.municipalities.iter().find(|one| one.id == "exempelstad").expect("it is built in");
        let districts: Vec<&str> = city
            .organs
            .iter()
            .filter(|organ| organ.kind == OrganKind::District && organ.existed_in(2017))
            .map(|organ| organ.id.as_str())
            .collect();
        let (without, with) = districts.split_last().expect("there are districts");
        let plans: Vec<(&str, i32)> = with.iter().map(|organ| (*organ, 2017)).collect();
        assert_eq!(missing(&plans), [((*without).to_owned(), 2017)]);
        assert_eq!(missing(&[(districts[0], 2017)]), []);
    }
}
