//! Says what became of a demand between two wordings.
//!
//! A demand is sharpened or weakened by its modal word, by how often, how soon and how much it asks, and by words that
//! harden or soften; it is widened or narrowed by whom it is put on and what it covers. Which of these a reader would name
//! first is a matter of judgement: force before scope here, and `restated` where nothing speaks.

use crate::dictionaries::Dictionaries;
use crate::directives::duties::duty;
use crate::directives::{AddresseeClass, Point};

use super::quantities::{Quantities, quantities};

/// Wordings this alike say the same, when they are sentences of which nothing else is known.
const SAME_FROM: f32 = 0.75;

/// A wording that hardly says less than the other, and one that says markedly more.
const NEARLY_ALL: f32 = 0.8;
const CLEARLY_LESS: f32 = 0.7;

/// A wording of a demand.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// Its words.
    pub text: &'a str,
    /// Its modal word, where it has one.
    pub modality: Option<&'a str>,
    /// Whom it is put on, where it names them.
    pub class: Option<AddresseeClass>,
}

impl<'a> Wording<'a> {
    /// A point's own.
    pub fn of_point(point: &'a Point) -> Self {
        let class = Some(point.addressee_class).filter(|_| !point.addressees.is_empty());
        Self { text: &point.text, modality: Some(&point.modality), class }
    }
}

/// How much of each wording's rare words stand in the other, and how alike they are, 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Overlap {
    /// Of the earlier one in the later.
    pub cover: f32,
    /// Of the later one in the earlier.
    pub back: f32,
    /// As a whole.
    pub alike: f32,
}

/// What became of a demand in a later wording that demands as well.
pub fn of_demand(from: Wording<'_>, to: Wording<'_>, overlap: Overlap, dictionaries: &Dictionaries) -> &'static str {
    let force = by_force(from.modality, to.modality)
        + by_quantity(&quantities(from.text), &quantities(to.text))
        + by_cues(from.text, to.text, ["harder", "softer"], dictionaries);
    let scope = by_class(from.class, to.class) + by_cues(from.text, to.text, ["wider", "limit"], dictionaries);
    match (force.signum(), scope.signum()) {
        (1, _) => "sharpened",
        (-1, _) => "weakened",
        (_, 1) => "widened",
        (_, -1) => "narrowed",
        // All of it is still asked, and more; or a part of it alone.
        _ if overlap.cover >= NEARLY_ALL && overlap.back < CLEARLY_LESS => "sharpened",
        _ if overlap.cover < CLEARLY_LESS && overlap.back >= NEARLY_ALL => "narrowed",
        _ => "restated",
    }
}

/// What a sentence of a statement does with a point: it may only speak of it.
pub fn of_statement(from: Wording<'_>, text: &str, overlap: Overlap, dictionaries: &Dictionaries) -> &'static str {
    let cues = &dictionaries.cues;
    let modality = duty(text, cues).map(|duty| duty.modality).or_else(|| demand_word(text, dictionaries));
    if cues.any("refers", text) {
        return "mentioned";
    }
    match modality {
        Some(modality) => {
            // What else the sentence says is not about the point.
            let overlap = Overlap { back: overlap.back.max(CLEARLY_LESS), ..overlap };
            of_demand(from, Wording { text, modality: Some(&modality), class: None }, overlap, dictionaries)
        }
        None if overlap.alike >= SAME_FROM => "restated",
        None => "mentioned",
    }
}

/// What a sentence of a plan or an answer does with a point: plans do things, and both tell what they were asked.
pub fn of_answer(kind: &str, text: &str, overlap: Overlap, dictionaries: &Dictionaries) -> &'static str {
    let cues = &dictionaries.cues;
    let asks = duty(text, cues).is_some();
    if cues.any("refers", text) {
        "mentioned"
    } else if asks && overlap.back >= CLEARLY_LESS {
        "restated"
    } else if kind == "plan" && !cues.any("denial", text) && !cues.any("deferral", text) {
        "addressed"
    } else {
        "mentioned"
    }
}

fn demand_word(text: &str, dictionaries: &Dictionaries) -> Option<String> {
    let (cue, _) = dictionaries.cues.first("demand", text)?;
    Some(cue.cue.clone())
}

fn by_force(from: Option<&str>, to: Option<&str>) -> i32 {
    from.zip(to).map_or(0, |(from, to)| 2 * (force(to) - force(from)).signum())
}

/// How hard a modal word binds. `uppmanas` of a memorandum asks for what guidelines order, so it is no weakening.
fn force(modality: &str) -> i32 {
    match modality {
        "bör" | "viktigt" | "vill att" | "föreslår att" => 1,
        "måste" => 3,
        _ => 2,
    }
}

/// More often, sooner, more: sharper. What is asked for the first time sharpens, what is not asked any more weakens.
fn by_quantity(from: &Quantities, to: &Quantities) -> i32 {
    let more = |from: Option<f64>, to: Option<f64>| match (from, to) {
        (Some(from), Some(to)) if (from - to).abs() > 1e-6 => 2 * if to > from { 1 } else { -1 },
        (None, Some(_)) => 1,
        (Some(_), None) => -1,
        _ => 0,
    };
    let at_least = match (&from.at_least, &to.at_least) {
        (Some((from, what)), Some((to, also))) if what.iter().any(|word| also.contains(word)) => {
            more(Some(*from), Some(*to))
        }
        (Some(_), Some(_)) => 0,
        (from, to) => more(from.as_ref().map(|(least, _)| *least), to.as_ref().map(|(least, _)| *least)),
    };
    let sooner = |from: Option<f64>, to: Option<f64>| more(from.map(|time| -time), to.map(|time| -time));
    more(from.per_year, to.per_year) + sooner(from.within, to.within) + sooner(from.by, to.by) + at_least
}

/// Words that came in or went out: the first kind counts up, the second down.
fn by_cues(from: &str, to: &str, [up, down]: [&str; 2], dictionaries: &Dictionaries) -> i32 {
    let count = |kind: &str, text: &str| {
        dictionaries.cues.in_text(kind, text).filter(|cue| cue.find(text).is_some()).count() as i32
    };
    let change = |kind: &str| (count(kind, to) - count(kind, from)).signum();
    change(up) - change(down)
}

fn by_class(from: Option<AddresseeClass>, to: Option<AddresseeClass>) -> i32 {
    from.zip(to).map_or(0, |(from, to)| (reach(to) - reach(from)).signum())
}

/// How many a class reaches, as far as classes can be ordered.
fn reach(class: AddresseeClass) -> i32 {
    match class {
        AddresseeClass::All => 3,
        AddresseeClass::District | AddresseeClass::Specialist => 2,
        AddresseeClass::Board | AddresseeClass::Company | AddresseeClass::Named => 1,
        AddresseeClass::Other => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Overlap = Overlap { cover: 1.0, back: 1.0, alike: 1.0 };

    #[track_caller]
    fn check(from: &str, to: &str, expected: &str) {
        let dictionaries = Dictionaries::built_in();
        let modality = |text: &str| duty(text, &dictionaries.cues).map(|duty| duty.modality);
        let (before, after) = (modality(from), modality(to));
        let wording = |text, modality| Wording { text, modality, class: None };
        let found = of_demand(wording(from, before.as_deref()), wording(to, after.as_deref()), ALL, &dictionaries);
        assert_eq!(found, expected, "{from} / {to}");
    }

    #[test]
    fn modal_words_sharpen_and_weaken() {
        check("Nämnden bör ta fram en rutin.", "Nämnden ska ta fram en rutin.", "sharpened");
        check("Nämnden ska ta fram en rutin.", "Nämnden bör ta fram en rutin.", "weakened");
        check("Nämnden ska ta fram en rutin.", "Nämnden ska ta fram rutiner.", "restated");
    }

    #[test]
    fn quantities_sharpen_and_weaken() {
        check("Nämnden ska rapportera årligen.", "Nämnden ska rapportera varje månad.", "sharpened");
        check("Besked ska ges inom en vecka.", "Besked ska ges inom en månad.", "weakened");
        check("Nämnden ska ha platser.", "Nämnden ska ha minst tio platser.", "sharpened");
    }

    #[test]
    fn words_of_scope_widen_and_narrow() {
        check("Stödet ska ges till barn.", "Stödet ska ges till barn oavsett ålder.", "widened");
        check("Chefer ska gå kursen.", "Endast nya chefer ska gå kursen.", "narrowed");
    }

    #[test]
    fn praise_of_a_demand_only_mentions_it() {
        let dictionaries = Dictionaries::built_in();
        let from = Wording { text: "Nämnden ska ta fram en rutin.", modality: Some("ska"), class: None };
        let found = |text| of_statement(from, text, ALL, &dictionaries);
        assert_eq!(found("Därför välkomnar vi att nämnden ska ta fram en rutin."), "mentioned");
        assert_eq!(found("Nämnden måste ta fram en rutin."), "sharpened");
    }

    #[test]
    fn a_plan_addresses_what_it_does_and_restates_what_it_is_told() {
        let dictionaries = Dictionaries::built_in();
        let found = |text| of_answer("plan", text, ALL, &dictionaries);
        assert_eq!(found("Enheten tar fram en rutin under våren."), "addressed");
        assert_eq!(found("Nämnden ska ta fram en rutin."), "restated");
        assert_eq!(found("Enligt riktlinjerna ska nämnden ta fram en rutin."), "mentioned");
        assert_eq!(found("Enheten har ännu inte tagit fram en rutin."), "mentioned");
    }
}
