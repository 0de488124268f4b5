//! Turns `field:value` into what the index can look for, or says what is wrong with it. Organs are followed back in time:
//! a search for one that exists today also finds what the organs it took over from wrote.

use std::collections::BTreeSet;

use super::IndexError;
use super::parse_query::{Spots, error};

use crate::dictionaries::{Dictionaries, Organ};
use crate::text::fold;

/// A field as queries name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Typ,
    Organ,
    Year,
    Party,
    Person,
    Part,
    Dnr,
    Document,
    Item,
    Date,
    Point,
}

const NAMES: [(&str, Name); 15] = [
    ("typ", Name::Typ),
    ("organ", Name::Organ),
    ("nämnd", Name::Organ),
    ("år", Name::Year),
    ("parti", Name::Party),
    ("person", Name::Person),
    ("del", Name::Part),
    ("dnr", Name::Dnr),
    ("diarienummer", Name::Dnr),
    ("dokument", Name::Document),
    ("dok", Name::Document),
    ("paragraf", Name::Item),
    ("ärende", Name::Item),
    ("datum", Name::Date),
    ("punkt", Name::Point),
];

/// What is looked for. Several values: any of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wanted {
    /// Terms of the field, as the index holds them.
    Terms(Name, Vec<String>),
    /// Years, both ends included.
    Years(i64, i64),
    /// Dates as `20170614`, both ends included.
    Dates(u64, u64),
    /// A point by its id.
    Point(String),
    /// Words of a person's name, in a row.
    Person(Vec<String>),
}

/// A resolved field, with a line for the explanation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved {
    pub wanted: Wanted,
    pub in_words: String,
}

/// Resolve a field. `known_organs` gives ids that the index holds, beside those of the dictionaries.
pub(super) fn resolve(
    name: &str,
    value: &str,
    at: Spots,
    known_organs: impl Fn() -> Result<Vec<String>, IndexError>,
    dictionaries: &Dictionaries,
) -> Result<Resolved, IndexError> {
    let field = field(name, at.name)?;
    let at = at.value;
    let value = value.trim();
    if value.is_empty() {
        return Err(error(at, format!("{name}: saknar värde")));
    }
    match field {
        Name::Typ => typ(value, at),
        Name::Part => part(value, at),
        Name::Year => years(value, at),
        Name::Party => Ok(party(value, dictionaries)),
        Name::Organ => organ(value, at, known_organs, dictionaries),
        Name::Person => person(value, at),
        Name::Dnr => Ok(terms(field, vec![dnr_key(value)])),
        Name::Document => Ok(terms(field, vec![value.to_owned()])),
        Name::Item => Ok(terms(field, vec![value.trim_start_matches(['§', ' ']).to_owned()])),
        Name::Date => dates(value, at),
        Name::Point => {
            let id = value.to_uppercase();
            Ok(Resolved { in_words: format!("punkt {id}"), wanted: Wanted::Point(id) })
        }
    }
}

/// Values that the field is to have, one of them.
fn terms(field: Name, terms: Vec<String>) -> Resolved {
    let in_words = format!("{} är {}", fold_name(field), terms.join(" eller "));
    Resolved { in_words, wanted: Wanted::Terms(field, terms) }
}

fn typ(value: &str, at: usize) -> Result<Resolved, IndexError> {
    let found = super::name_parts::types_of(value).into_iter().map(crate::classify::DocKind::as_str);
    let names = crate::classify::DocKind::ALL.map(super::name_parts::swedish_type);
    named(Name::Typ, found.map(str::to_owned).collect(), &names)
        .map_err(|names| error(at, format!("{value} är ingen typ av handling; det finns {names}")))
}

fn part(value: &str, at: usize) -> Result<Resolved, IndexError> {
    let found = super::name_parts::kinds_of(value).into_iter().map(crate::segment::SegmentKind::as_str);
    let names = crate::segment::SegmentKind::ALL.map(super::name_parts::swedish);
    named(Name::Part, found.map(str::to_owned).collect(), &names)
        .map_err(|names| error(at, format!("{value} är ingen del av en handling; det finns {names}")))
}

/// What was found under a name, or else the names there are.
fn named(field: Name, found: Vec<String>, names: &[&str]) -> Result<Resolved, String> {
    if found.is_empty() { Err(names.join(", ")) } else { Ok(terms(field, found)) }
}

/// A diary number as it is compared: letters and digits only, because spaces, slashes and hyphens vary.
pub(super) fn dnr_key(dnr: &str) -> String {
    fold(dnr).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Words of a name as they are compared.
pub(super) fn name_words(name: &str) -> Vec<String> {
    super::find_words::words(name).into_iter().map(|word| fold(&word.text)).collect()
}

fn fold_name(field: Name) -> &'static str {
    NAMES.iter().find(|(_, name)| *name == field).map_or("", |(word, _)| word)
}

fn field(name: &str, at: usize) -> Result<Name, IndexError> {
    let wanted = fold(name);
    if let Some((_, field)) = NAMES.iter().find(|(word, _)| fold(word) == wanted) {
        return Ok(*field);
    }
    let near = nearest(&wanted, NAMES.iter().map(|(word, _)| *word));
    let hint = near.map_or_else(
        || "fälten är typ, organ, år, parti, person, del, dnr, punkt, datum, dokument och paragraf".to_owned(),
        |near| format!("menades {near}:?"),
    );
    Err(error(at, format!("fältet {name}: finns inte; {hint} Sätt citattecken om kolonet hör till texten")))
}

fn years(value: &str, at: usize) -> Result<Resolved, IndexError> {
    let wrong = || error(at, format!("{value} är inget år; skriv 2016, 2016..2018, 2016.. eller ..2018"));
    let year = |text: &str, open: i64| match text {
        "" => Ok(open),
        text => text.parse::<i64>().ok().filter(|year| (1000..10_000).contains(year)).ok_or_else(wrong),
    };
    let (from, to) = match value.split_once("..") {
        Some(("", "")) => return Err(wrong()),
        Some((from, to)) => (year(from, 0)?, year(to, 9999)?),
        None => (year(value, 0)?, year(value, 0)?),
    };
    if from > to {
        return Err(error(at, format!("{value} börjar efter att det slutar; vänd på åren")));
    }
    let in_words = match (from, to) {
        (0, to) => format!("år till och med {to}"),
        (from, 9999) => format!("år från och med {from}"),
        (from, to) if from == to => format!("år {from}"),
        (from, to) => format!("år {from}–{to}"),
    };
    Ok(Resolved { wanted: Wanted::Years(from, to), in_words })
}

/// `2017-06-14`, `2017-06`, `2017`, and ranges of them: a short date is its whole month or year.
fn dates(value: &str, at: usize) -> Result<Resolved, IndexError> {
    let wrong = || error(at, format!("{value} är inget datum; skriv 2017-06-14, 2017-06, 2017.. eller ..2017-12-31"));
    // a short date stands for the first of its days, or the last: 20170000 and 20179999 are outside of all others
    let bound = |text: &str, fill: &str, open: u64| {
        if text.is_empty() {
            return Ok(open);
        }
        let digits = text.replace('-', "");
        let whole = matches!((text.len(), digits.len()), (4, 4) | (7, 6) | (10, 8));
        let padded = format!("{digits}{}", &fill[digits.len().min(8)..]);
        padded.parse().ok().filter(|_| whole && digits.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(wrong)
    };
    let (from, to) = match value.split_once("..") {
        Some(("", "")) => return Err(wrong()),
        Some(ends) => ends,
        None => (value, value),
    };
    let (first, last) = (bound(from, "00000000", 1)?, bound(to, "99999999", u64::MAX)?);
    if first > last {
        return Err(error(at, format!("{value} börjar efter att det slutar; vänd på datumen")));
    }
    Ok(Resolved {
        in_words: format!("datum {value}, handlingar utan datum oräknade"),
        wanted: Wanted::Dates(first, last),
    })
}

/// A party by its letters or its name in any municipality; unknown letters are looked for as they stand.
fn party(value: &str, dictionaries: &Dictionaries) -> Resolved {
    let wanted = fold(value);
    let letters = dictionaries
        .municipalities
        .iter()
        .flat_map(|municipality| &municipality.parties)
        .find(|party| {
            [party.letters.as_str(), party.name.as_str()]
                .into_iter()
                .chain(party.aliases.split(" | "))
                .any(|name| fold(name.trim()) == wanted)
        })
        .map_or_else(|| value.to_uppercase(), |party| party.letters.clone());
    Resolved { in_words: format!("parti är {letters}"), wanted: Wanted::Terms(Name::Party, vec![letters]) }
}

fn person(value: &str, at: usize) -> Result<Resolved, IndexError> {
    let words = name_words(value);
    if words.is_empty() {
        return Err(error(at, format!("{value} är inget namn")));
    }
    Ok(Resolved { in_words: format!("person heter {value}"), wanted: Wanted::Person(words) })
}

fn organ(
    value: &str,
    at: usize,
    known: impl Fn() -> Result<Vec<String>, IndexError>,
    dictionaries: &Dictionaries,
) -> Result<Resolved, IndexError> {
    let organs: Vec<&Organ> = dictionaries.municipalities.iter().flat_map(|m| &m.organs).collect();
    let found = called(value, &organs);
    if !found.is_empty() {
        return Ok(with_predecessors(&found, &organs));
    }
    let wanted = fold(value);
    if known()?.contains(&wanted) {
        return Ok(terms(Name::Organ, vec![wanted]));
    }
    let near = nearest(&wanted, organs.iter().map(|organ| organ.name.as_str()));
    let hint = near.map(|near| format!("; menades {near}?")).unwrap_or_default();
    Err(error(at, format!("{value} är inget känt organ{hint}")))
}

/// Organs of that name, or else those that every word of it begins a word of the name of. Each id once: municipalities
/// share names and ids of organs.
fn called<'a>(name: &str, organs: &[&'a Organ]) -> Vec<&'a Organ> {
    let of_name = |fits: &dyn Fn(&str) -> bool| -> Vec<&'a Organ> {
        let names = |organ: &'a Organ| std::iter::once(&organ.id).chain([&organ.name]).chain(&organ.aliases);
        organs.iter().copied().filter(|organ| names(organ).any(|name| fits(&fold(name)))).collect()
    };
    let wanted = fold(name);
    let mut found = of_name(&|name| name == wanted);
    if found.is_empty() {
        let words = name_words(name);
        found = of_name(&|name| begins_all(name, &words));
    }
    let mut told = BTreeSet::new();
    found.retain(|organ| told.insert(organ.id.as_str()));
    found
}

fn with_predecessors(found: &[&Organ], organs: &[&Organ]) -> Resolved {
    let names: Vec<&str> = found.iter().map(|organ| organ.name.as_str()).collect();
    let mut in_words = format!("organ är {}", names.join(" eller "));
    let before = predecessors(found, organs);
    if !before.is_empty() {
        let earlier: Vec<&str> = before.iter().map(|organ| organ.name.as_str()).collect();
        in_words.push_str(", med föregångarna ");
        in_words.push_str(&earlier.join(", "));
    }
    let ids = found.iter().chain(&before).map(|organ| organ.id.clone()).collect();
    Resolved { wanted: Wanted::Terms(Name::Organ, ids), in_words }
}

fn begins_all(name: &str, words: &[String]) -> bool {
    let name = name_words(name);
    !words.is_empty() && words.iter().all(|word| name.iter().any(|own| own.starts_with(word.as_str())))
}

/// Organs whose duties came to these, over any number of steps, in the order of the registry.
fn predecessors<'a>(found: &[&'a Organ], organs: &[&'a Organ]) -> Vec<&'a Organ> {
    let mut before: Vec<&Organ> = Vec::new();
    loop {
        let next = organs.iter().copied().find(|organ| {
            let to_us = |id: &String| found.iter().chain(&before).any(|later| later.id == *id);
            organ.successor.as_ref().is_some_and(to_us)
                && !found.iter().chain(&before).any(|known| known.id == organ.id)
        });
        match next {
            Some(organ) => before.push(organ),
            None => return before,
        }
    }
}

/// The most alike of some names, if one is alike at all.
fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wanted.chars().count() / 3).max(1);
    names
        .map(|name| (strsim::levenshtein(wanted, &fold(name)), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(field: &str) -> Result<Resolved, IndexError> {
        let (name, value) = field.split_once(':').unwrap_or((field, ""));
        resolve(name, value, Spots { name: 0, value: name.len() + 1 }, || Ok(Vec::new()), &Dictionaries::built_in())
    }

    #[track_caller]
    fn check(field: &str, expected: &str) {
        match resolved(field) {
            Ok(resolved) => assert_eq!(resolved.in_words, expected),
            Err(error) => panic!("{field}: {error}"),
        }
    }

    #[track_caller]
    fn refuse(field: &str, spot: usize, says: &str) {
        match resolved(field) {
            Err(IndexError::Query { at, message }) => assert!(at == spot && message.contains(says), "{at} {message}"),
            other => panic!("{field}: {other:?}"),
        }
    }

    #[test]
    fn values_are_known_in_words_and_codes() {
        check("typ:Tjänsteutlåtande", "typ är tjansteutlatande");
        check("del:yrkande", "del är motion");
        check("del:special_statement", "del är special_statement");
        check("parti:vänsterpartiet", "parti är V");
        check("ar:2016..2018", "år 2016–2018");
        check("år:..2018", "år till och med 2018");
        check("punkt:r2016-07", "punkt R2016-07");
    }

    #[test]
    fn dates_are_days_months_years_and_ranges_of_them() {
        for (value, first, last) in [
            ("2017-06-14", 20_170_614, 20_170_614),
            ("2017-06", 20_170_600, 20_170_699),
            ("2016..2017-06", 20_160_000, 20_170_699),
            ("2017-06-14..", 20_170_614, u64::MAX),
            ("..2017", 1, 20_179_999),
        ] {
            let wanted = resolved(&format!("datum:{value}")).map(|resolved| resolved.wanted).expect("a date");
            assert_eq!(wanted, Wanted::Dates(first, last), "{value}");
        }
        for wrong in ["datum:14/6", "datum:2017-6-14", "datum:201", "datum:..", "datum:åååå"] {
            refuse(wrong, 6, "inget datum");
        }
        refuse("datum:2018..2017", 6, "vänd");
    }

    #[test]
    fn organs_bring_their_predecessors() {
        check(
            "organ:söderäng-åkerby",
            "organ är Söderäng-Åkerby stadsdelsnämnd, med föregångarna Söderängs stadsdelsnämnd, Åkerby stadsdelsnämnd",
        );
        check(
            "organ:järva",
            "organ är Järva stadsdelsnämnd, med föregångarna Rinkeby-Kista stadsdelsnämnd, Spånga-Tensta stadsdelsnämnd",
        );
        check("organ:utbildningsnämnd", "organ är Utbildningsnämnden");
        check("organ:KF", "organ är Kommunfullmäktige");
    }

    #[test]
    fn unknown_values_are_refused_with_the_nearest() {
        refuse("partti:V", 0, "menades parti:");
        refuse("organ:socialnämden", 6, "Socialnämnden");
        refuse("typ:bok", 4, "ingen typ");
        refuse("år:19", 4, "inget år");
        refuse("år:2018..2016", 4, "vänd");
    }
}
