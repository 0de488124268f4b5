//! Puts an analyst's criteria in the place of the program's drafts.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Criterion, Points};

/// A row of an analyst's `criteria.csv`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct OwnCriterion {
    /// The point when the row was written.
    pub point_id: String,
    /// The point's fingerprint then; carries the row over when numbers move. May be left out.
    #[serde(default)]
    pub fingerprint: String,
    /// Order within the point.
    pub seq: u32,
    /// In words.
    pub criterion: String,
    /// `act`, `recipient`, `target`, `party`, `form` or `deadline`.
    pub kind: String,
    /// `yes` or `no`.
    pub essential: String,
    /// Words or beginnings of words that show it, split by ` | `.
    #[serde(default)]
    pub terms: String,
}

/// Kinds a criterion can have.
const KINDS: [&str; 6] = ["act", "recipient", "target", "party", "form", "deadline"];

/// Replace the drafts of every point that has rows of its own; gives what can't be used, in words.
pub fn replace(points: &mut Points, own: &[OwnCriterion]) -> Vec<String> {
    let mut refused = Vec::new();
    let mut by_point: BTreeMap<String, Vec<Criterion>> = BTreeMap::new();
    for row in own {
        match usable(points, row) {
            Ok(criterion) => by_point.entry(criterion.point_id.clone()).or_default().push(criterion),
            Err(why) => refused.push(format!("{} del {}: {why}", row.point_id, row.seq)),
        }
    }
    points.criteria.retain(|draft| !by_point.contains_key(&draft.point_id));
    points.criteria.extend(by_point.into_values().flatten());
    let place: BTreeMap<&str, usize> = (0..).zip(&points.points).map(|(at, point)| (point.id.as_str(), at)).collect();
    points.criteria.sort_by_key(|criterion| (place.get(criterion.point_id.as_str()).copied(), criterion.seq));
    refused
}

fn usable(points: &Points, row: &OwnCriterion) -> Result<Criterion, String> {
    let by_words =
        points.points.iter().find(|point| !row.fingerprint.is_empty() && point.fingerprint == row.fingerprint);
    let by_id = || points.points.iter().find(|point| row.fingerprint.is_empty() && point.id == row.point_id);
    let point = by_words.or_else(by_id).ok_or("ingen punkt har längre den lydelsen eller det numret")?;
    let kind = KINDS.into_iter().find(|kind| *kind == row.kind);
    let kind = kind.ok_or_else(|| format!("kind \"{}\" finns inte; de som finns är {}", row.kind, KINDS.join(", ")))?;
    let essential = match row.essential.as_str() {
        "yes" => true,
        "no" => false,
        other => return Err(format!("essential är \"{other}\"; skriv yes eller no")),
    };
    let terms = row.terms.split('|').map(|term| super::words::stem(&crate::text::fold(term.trim())));
    Ok(Criterion {
        point_id: point.id.clone(),
        seq: row.seq,
        criterion: row.criterion.clone(),
        kind,
        essential,
        terms: terms.filter(|term| !term.is_empty()).collect(),
        basis: "analyst",
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::*;
    use crate::classify::DocKind;
    use crate::dictionaries::Dictionaries;

    fn row(point_id: &str, seq: u32, fingerprint: &str) -> OwnCriterion {
        OwnCriterion {
            point_id: point_id.to_owned(),
            fingerprint: fingerprint.to_owned(),
            seq,
            criterion: format!("del {seq}"),
            kind: "act".to_owned(),
            essential: "yes".to_owned(),
            terms: "utbildningar | kurs".to_owned(),
        }
    }

    #[test]
    fn own_criteria_replace_the_draft_and_stay_with_the_words() {
        let text = "Nämndernas ansvar\n\nSamtliga nämnder ska utbilda sina medarbetare.\n\nStadsdelsnämnderna ska ha en rutin för anmälningar.";
        let guideline = document("g", DocKind::Riktlinjer, 2016, text);
        let mut points = super::super::points(&[&guideline], &Dictionaries::built_in());
        let drafts = points.criteria.clone();
        let (first, second) = (points.points[0].clone(), points.points[1].clone());
        let moved = row("R2015-09", 2, &first.fingerprint);
        let wrong = OwnCriterion { kind: "sak".to_owned(), ..row(&second.id, 1, "") };
        let refused = replace(&mut points, &[moved, row(&first.id, 1, ""), row("R1999-01", 1, ""), wrong]);
        assert_eq!(refused.len(), 2, "{refused:?}");
        let own: Vec<&Criterion> = points.criteria.iter().filter(|one| one.point_id == first.id).collect();
        assert_eq!(own.iter().map(|one| (one.seq, one.basis)).collect::<Vec<_>>(), [(1, "analyst"), (2, "analyst")]);
        assert_eq!(own[0].terms, ["utbildning", "kur"]);
        let kept = |all: &[Criterion]| all.iter().filter(|one| one.point_id == second.id).cloned().collect::<Vec<_>>();
        assert_eq!(kept(&points.criteria), kept(&drafts));
    }
}
