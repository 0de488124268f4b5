//! Reads how often, how soon and how much a demand asks, so that two wordings can be compared.

use crate::directives::words::{stem, words};
use crate::text::MONTHS;

/// How often, how soon and how much.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantities {
    /// Times a year.
    pub per_year: Option<f64>,
    /// Hours until it must be done.
    pub within: Option<f64>,
    /// Last date, as a year with its part gone: 2018.5 for the first of July.
    pub by: Option<f64>,
    /// The least number of something, and the stems of the two words behind it, of which one is what is counted.
    pub at_least: Option<(f64, Vec<String>)>,
}

/// What a text asks; the first of each counts.
pub fn quantities(text: &str) -> Quantities {
    let words = words(text);
    let mut found = Quantities::default();
    for at in 0..words.len() {
        let rest = &words[at..];
        found.per_year = found.per_year.or_else(|| per_year(rest));
        found.within = found.within.or_else(|| within(rest));
        found.by = found.by.or_else(|| by(rest));
        found.at_least = found.at_least.take().or_else(|| at_least(rest));
    }
    found
}

/// A number in digits or as a word up to what rules ask for.
fn number(word: &str) -> Option<f64> {
    let spelt = [
        ("en", 1),
        ("ett", 1),
        ("tva", 2),
        ("tre", 3),
        ("fyra", 4),
        ("fem", 5),
        ("sex", 6),
        ("sju", 7),
        ("atta", 8),
        ("nio", 9),
        ("tio", 10),
        ("elva", 11),
        ("tolv", 12),
        ("tretton", 13),
        ("fjorton", 14),
        ("femton", 15),
        ("tjugo", 20),
        ("trettio", 30),
        ("femtio", 50),
        ("hundra", 100),
    ];
    let spelt = spelt.iter().find(|(name, _)| *name == word).map(|(_, value)| f64::from(*value));
    spelt.or_else(|| word.parse().ok())
}

fn is(rest: &[String], at: usize, any: &[&str]) -> bool {
    rest.get(at).is_some_and(|word| any.contains(&word.as_str()))
}

/// `årligen`, `varje termin`, `vartannat år`, `fyra gånger om året`.
fn per_year(rest: &[String]) -> Option<f64> {
    let of_period = |word: &str| match word {
        "dag" | "dagen" => Some(365.0),
        "vecka" | "veckan" => Some(52.0),
        "manad" | "manaden" => Some(12.0),
        "kvartal" | "kvartalet" => Some(4.0),
        "tertial" => Some(3.0),
        "termin" | "terminen" => Some(2.0),
        "ar" | "aret" => Some(1.0),
        "mandatperiod" | "mandatperioden" => Some(0.25),
        _ => None,
    };
    let next = |at: usize| rest.get(at).and_then(|word| of_period(word));
    match rest[0].as_str() {
        "arligen" => Some(1.0),
        "dagligen" => Some(365.0),
        "varje" => next(1),
        "vartannat" if is(rest, 1, &["ar"]) => Some(0.5),
        "vart" if is(rest, 2, &["ar"]) => match rest[1].as_str() {
            "tredje" => Some(1.0 / 3.0),
            "fjarde" => Some(0.25),
            "femte" => Some(0.2),
            _ => None,
        },
        times if is(rest, 1, &["gang", "ganger"]) && is(rest, 2, &["om", "per", "i", "varje"]) => {
            Some(number(times)? * next(3)?)
        }
        _ => None,
    }
}

/// `inom 24 timmar`, `inom en månad`.
fn within(rest: &[String]) -> Option<f64> {
    if rest[0] != "inom" {
        return None;
    }
    let hours = match rest.get(2)?.as_str() {
        "timme" | "timmar" => 1.0,
        "dygn" | "dag" | "dagar" | "arbetsdag" | "arbetsdagar" => 24.0,
        "vecka" | "veckor" => 168.0,
        "manad" | "manader" => 730.0,
        "ar" => 8760.0,
        _ => return None,
    };
    Some(number(&rest[1])? * hours)
}

/// `före utgången av 2018`, `senast den 30 september 2018`, `före 2019`.
fn by(rest: &[String]) -> Option<f64> {
    if !["fore", "senast"].contains(&rest[0].as_str()) {
        return None;
    }
    let near = &rest[1..rest.len().min(7)];
    let at = near.iter().position(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")))?;
    let year: f64 = near[at].parse().ok()?;
    let month = near[..at].iter().find_map(|word| MONTHS.iter().position(|month| month == word));
    let whole_year = near[..at].iter().any(|word| ["utgangen", "slutet"].contains(&word.as_str()));
    Some(year + month.map_or(if whole_year { 1.0 } else { 0.0 }, |month| month as f64 / 12.0))
}

/// `minst tio platser`, `minst tio skyddade platser`.
fn at_least(rest: &[String]) -> Option<(f64, Vec<String>)> {
    if rest[0] != "minst" || is(rest, 2, &["gang", "ganger"]) {
        return None;
    }
    let counted = rest.iter().skip(2).take(2).map(|word| stem(word)).collect();
    Some((number(rest.get(1)?)?, counted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Quantities) {
        assert_eq!(quantities(text), *expected, "{text}");
    }

    #[test]
    fn how_often_soon_and_much() {
        check("Planen ska ses över varje år.", &Quantities { per_year: Some(1.0), ..Quantities::default() });
        check("Det redovisas fyra gånger om året.", &Quantities { per_year: Some(4.0), ..Quantities::default() });
        check("Det ska ske vartannat år.", &Quantities { per_year: Some(0.5), ..Quantities::default() });
        check("Besked lämnas inom tio dagar.", &Quantities { within: Some(240.0), ..Quantities::default() });
        check("Det ska vara gjort före utgången av 2018.", &Quantities { by: Some(2019.0), ..Quantities::default() });
        check("Det ska vara gjort före den 1 juli 2018.", &Quantities { by: Some(2018.5), ..Quantities::default() });
        check("Arbetet bedrivs inom ramen för planen.", &Quantities::default());
    }

    #[test]
    fn a_least_number_is_of_something() {
        let found = quantities("Staden ska ha minst femton skyddade platser.").at_least;
        assert_eq!(found, Some((15.0, vec![stem("skyddade"), stem("platser")])));
    }
}
