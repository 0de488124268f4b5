//! Resolves whom a duty is put on: organs of the registry, classes of organs, or words as printed.
//!
//! Who acts is not who benefits: only the words before the modal verb count, or the ones right after it where the sentence
//! is inverted (`Bidrag ska nämnden följa upp`), or after `uppmanar`.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::dictionaries::{Dictionaries, Municipality, Organ, OrganKind};
use crate::text::fold;

use super::AddresseeClass;
use super::duties::Duty;

/// Whom a sentence names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressees {
    /// The class.
    pub class: AddresseeClass,
    /// Organ ids, or words as printed.
    pub names: Vec<String>,
}

/// What a sentence says of its addressee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mention {
    /// Someone is named, at this byte offset of the sentence.
    Named(Addressees, usize),
    /// `Nämnden`, `styrelsen`, at this byte offset: the body last named.
    Same(usize),
    /// `Staden`, `insatserna`: the section's addressee, else everyone.
    City,
    /// Nobody.
    None,
}

/// `Utbildningsnämnden`, `Norrhamns stadsdelsnämnd`, also damaged: for organs that no registry knows.
static UNKNOWN_ORGAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:\p{Lu}[\w-]+\s+(?:stads|kommun)delsn\w{1,3}mnd|\p{L}\w{3,}s?n(?:[äa]|\w{1,2})mnd(?:ens?)?)\b")
        .expect("a fixed pattern compiles")
});

/// What stands before the one who acts in a passive sentence.
static AGENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(?:av|inom)\s").expect("a fixed pattern compiles"));

/// Words behind `av` that may name the agent: enough for two bodies.
const AGENT_REACH: usize = 4;

/// Words behind an inverted verb that may still hold the subject.
const INVERTED_REACH: usize = 4;

/// Whom the sentence names as the one who must act.
pub fn mention(
    sentence: &str,
    duty: &Duty,
    municipality: Option<&Municipality>,
    dictionaries: &Dictionaries,
) -> Mention {
    let mut best = Mention::None;
    for (from, region) in subject_regions(sentence, duty) {
        match mention_in(region, municipality, dictionaries) {
            Mention::Named(named, at) => return Mention::Named(named, from + at),
            Mention::Same(at) => return Mention::Same(from + at),
            Mention::City => best = Mention::City,
            Mention::None => {}
        }
    }
    agent(sentence, duty, municipality, dictionaries).unwrap_or(best)
}

/// `ska utarbetas av socialnämnden`, `ska inom stadsdelsnämnderna redovisas`: the one who acts in a passive sentence.
fn agent(
    sentence: &str,
    duty: &Duty,
    municipality: Option<&Municipality>,
    dictionaries: &Dictionaries,
) -> Option<Mention> {
    let rest = &sentence[duty.end..];
    AGENT.find_iter(rest).find_map(|found| {
        let words = &rest[found.end()..];
        let near: usize = words.split_inclusive(char::is_whitespace).take(AGENT_REACH).map(str::len).sum();
        match mention_in(&words[..near], municipality, dictionaries) {
            // Not first any more, but it is who acts: it must not open a point by standing first.
            Mention::Named(named, at) if at < 25 && named.class != AddresseeClass::Other => {
                Some(Mention::Named(named, duty.end + found.end() + at))
            }
            _ => None,
        }
    })
}

fn mention_in(region: &str, municipality: Option<&Municipality>, dictionaries: &Dictionaries) -> Mention {
    let organs = organs(region, municipality);
    let first_organ = organs.first().map(|(at, ..)| *at);
    match dictionaries.cues.first("addressee", region) {
        // The class word inside an organ's name (`Norrhamns stadsdelsnämnd`) names no class.
        Some((cue, range)) if first_organ.is_none_or(|at| range.start + 2 < at) => match cue.value.as_str() {
            "resolve" => Mention::Same(range.start),
            "city" if !organs.is_empty() => Mention::Named(named(&organs), organs[0].0),
            "city" => named_behind(region, range.end, dictionaries).unwrap_or(Mention::City),
            value => {
                let printed = region[range.clone()].trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
                let joined =
                    first_organ.is_some_and(|at| region.get(range.end..at).is_some_and(|gap| gap.trim() == "och"));
                let mut addressees = Addressees { class: class_of(value), names: vec![printed] };
                // `Stadsdelsnämnderna och socialnämnden`: no class holds both.
                if joined {
                    addressees.class = AddresseeClass::Named;
                    addressees.names.extend(named(&organs).names);
                }
                Mention::Named(addressees, range.start)
            }
        },
        // `Socialnämnden och stadsdelsnämnderna`.
        Some((cue, range))
            if first_organ.is_some_and(|at| at < range.start)
                && organs.len() == 1
                && ["district", "specialist"].contains(&cue.value.as_str())
                && region
                    .get(organs[0].0 + organs[0].3..range.start)
                    .is_some_and(|gap| gap.trim().trim_start_matches("en").trim() == "och") =>
        {
            let mut addressees = named(&organs);
            addressees.class = AddresseeClass::Named;
            addressees.names.push(region[range].trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
            Mention::Named(addressees, organs[0].0)
        }
        _ if !organs.is_empty() => Mention::Named(named(&organs), organs[0].0),
        _ => Mention::None,
    }
}

/// `Bidrag ska nämnderna följa upp`: a body that stands behind a thing.
fn named_behind(region: &str, from: usize, dictionaries: &Dictionaries) -> Option<Mention> {
    let rest = &region[from..];
    let (cue, range) = dictionaries.cues.first("addressee", rest)?;
    let printed = rest[range.clone()].trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let class = class_of(&cue.value);
    (!["city", "resolve", "other"].contains(&cue.value.as_str()))
        .then(|| Mention::Named(Addressees { class, names: vec![printed] }, from + range.start))
}

/// Whom a heading puts its section on (`Facknämnderna`).
pub fn of_heading(
    heading: &str,
    municipality: Option<&Municipality>,
    dictionaries: &Dictionaries,
) -> Option<Addressees> {
    let organs = organs(heading, municipality);
    if let [(_, name, _, length)] = organs.as_slice()
        && length + 8 >= heading.len()
    {
        let _ = name;
        return Some(named(&organs));
    }
    let (cue, range) = dictionaries.cues.first("addressee", heading)?;
    let class = class_of(&cue.value);
    let whole = range.end - range.start + 3 >= heading.trim().len();
    (whole && class != AddresseeClass::Other).then(|| Addressees { class, names: vec![heading.trim().to_owned()] })
}

/// The words in which the one who acts can stand, each with its byte offset, likeliest first.
fn subject_regions<'a>(sentence: &'a str, duty: &Duty) -> Vec<(usize, &'a str)> {
    let after = &sentence[duty.end..];
    if ["uppmanar", "anmodar"].iter().any(|verb| sentence[duty.at..duty.end].contains(verb)) {
        return vec![(duty.end, after)];
    }
    let before = &sentence[..duty.at];
    let words =
        if ["viktigt", "krävs"].contains(&duty.modality.as_str()) { 2 * INVERTED_REACH } else { INVERTED_REACH };
    let reach = after.split_inclusive(char::is_whitespace).take(words).map(str::len).sum::<usize>();
    // `Det är viktigt att nämnden …`: the subject stands behind the modal words.
    let impersonal = ["viktigt", "krävs"].contains(&duty.modality.as_str());
    if impersonal || !subject_is_complete(before.trim()) {
        vec![(duty.end, &after[..reach]), (0, before)]
    } else {
        vec![(0, before)]
    }
}

/// A main clause that begins with its subject: then what follows the verb is an object (`Socialnämnden ska stödja
/// stadsdelsnämnderna`). Adverbials in front (`Vid`, `I`, `Inom`) mean that the subject follows.
fn subject_is_complete(before: &str) -> bool {
    let first = before.split_whitespace().next().unwrap_or("").to_lowercase();
    ![
        "vid",
        "i",
        "inom",
        "av",
        "för",
        "på",
        "under",
        "om",
        "när",
        "efter",
        "likaså",
        "därutöver",
        "dessutom",
        "vidare",
        "",
    ]
    .contains(&first.as_str())
}

type Found = (usize, String, OrganKind, usize);

/// Organs named in the text, in order of place: offset, id or printed words, kind, length.
fn organs(text: &str, municipality: Option<&Municipality>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    if let Some(municipality) = municipality {
        for organ in &municipality.organs {
            if let Some((at, length)) = find_organ(text, organ) {
                found.push((at, organ.id.clone(), organ.kind, length));
            }
        }
    }
    for place in UNKNOWN_ORGAN.find_iter(text) {
        let folded = fold(place.as_str());
        let class_word =
            ["stadsdelsn", "fackn", "kommundelsn", "varje ", "samtliga ", "alla ", "berorda ", "respektive "]
                .iter()
                .any(|word| folded.starts_with(word));
        let known = found.iter().any(|(at, _, _, length)| place.start() < at + length && *at < place.end());
        if !class_word && !known {
            found.push((place.start(), place.as_str().to_owned(), OrganKind::Other, place.len()));
        }
    }
    found.sort_by(|a, b| (a.0, std::cmp::Reverse(a.3), &a.1).cmp(&(b.0, std::cmp::Reverse(b.3), &b.1)));
    // `Söderäng-Åkerby stadsdelsnämnd` holds the name of `Åkerby stadsdelsnämnd`.
    found.dedup_by(|later, earlier| later.0 < earlier.0 + earlier.3);
    found
}

/// Where an organ's name or a long alias stands, as a whole word, any case.
fn find_organ(text: &str, organ: &Organ) -> Option<(usize, usize)> {
    let lower = text.to_lowercase();
    // Lower case may have other lengths for a few letters; then offsets would lie.
    if lower.len() != text.len() {
        return None;
    }
    std::iter::once(&organ.name)
        .chain(&organ.aliases)
        .filter(|name| name.len() > 6)
        .filter_map(|name| {
            let name = name.to_lowercase();
            let at = lower.match_indices(&name).map(|(at, _)| at).find(|&at| {
                let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-');
                let behind = lower[at + name.len()..].strip_prefix("en").or(lower[at + name.len()..].strip_prefix('s'));
                edge(lower[..at].chars().next_back())
                    && (edge(lower[at + name.len()..].chars().next())
                        || behind.is_some_and(|rest| edge(rest.chars().next())))
            })?;
            Some((at, name.len()))
        })
        .min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)))
}

fn named(organs: &[Found]) -> Addressees {
    let kinds: Vec<OrganKind> = organs.iter().map(|(_, _, kind, _)| *kind).collect();
    let class = match kinds.as_slice() {
        [OrganKind::Board | OrganKind::Council] => AddresseeClass::Board,
        kinds if kinds.iter().all(|kind| *kind == OrganKind::Company) => AddresseeClass::Company,
        _ => AddresseeClass::Named,
    };
    Addressees { class, names: organs.iter().map(|(_, name, ..)| name.clone()).collect() }
}

fn class_of(value: &str) -> AddresseeClass {
    match value {
        "all" | "city" => AddresseeClass::All,
        "district" => AddresseeClass::District,
        "specialist" => AddresseeClass::Specialist,
        "board" => AddresseeClass::Board,
        "company" => AddresseeClass::Company,
        _ => AddresseeClass::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::duties::duty;
    use super::*;

    #[track_caller]
    fn check(sentence: &str, class: AddresseeClass, names: &[&str]) {
        let dictionaries = Dictionaries::built_in();
        let duty = duty(sentence, &dictionaries.cues).expect("a duty");
        let municipality = dictionaries.municipalities.iter().find(|one| one.id == "exempelstad");
        let Mention::Named(found, _) = mention(sentence, &duty, municipality, &dictionaries) else {
            panic!("nobody is named in {sentence}")
        };
        assert_eq!((found.class, found.names), (class, names.iter().map(ToString::to_string).collect()), "{sentence}");
    }

    #[test]
    fn who_acts_is_named_before_the_verb() {
        check("Socialnämnden ska stödja stadsdelsnämnderna.", AddresseeClass::Named, &["socialnamnden"]);
        check("Samtliga nämnder ska utse en samordnare.", AddresseeClass::All, &["Samtliga nämnder"]);
        check("Stadsdelsnämnderna bör erbjuda stöd.", AddresseeClass::District, &["Stadsdelsnämnderna"]);
        check("AB Exempelbostäder ska lämna lägenheter.", AddresseeClass::Company, &["exempelbostader"]);
    }

    #[test]
    fn inverted_sentences_name_them_behind() {
        check("I planen ska varje nämnd ange ansvar.", AddresseeClass::All, &["varje nämnd"]);
        check("Kommunstyrelsen uppmanar nämnderna att göra om planerna.", AddresseeClass::All, &["nämnderna"]);
    }

    #[test]
    fn organs_that_no_registry_knows_keep_their_words() {
        check("Miljönämnden ska följa upp arbetet.", AddresseeClass::Named, &["Miljönämnden"]);
        check("Västerby stadsdelsnämnd uppmanas se över planen.", AddresseeClass::Named, &["Västerby stadsdelsnämnd"]);
    }
}
