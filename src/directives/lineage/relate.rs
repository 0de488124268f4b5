//! Says what became of a demand between two wordings.

use crate::dictionaries::Dictionaries;
use crate::directives::{AddresseeClass, Point};

/// Wordings this alike say the same.
pub const RESTATED_FROM: f32 = 0.75;

/// What became of a demand between two wordings.
pub fn relation(from: &Point, to: &Point, alike: f32, dictionaries: &Dictionaries) -> &'static str {
    let (before, after) = (force(&from.modality), force(&to.modality));
    let (wide, narrow) = (reach(from.addressee_class), reach(to.addressee_class));
    let times = |point: &Point| {
        dictionaries.cues.of("deadline").iter().filter(|cue| cue.find(&point.text).is_some()).count()
            + crate::directives::words::words(&point.text)
                .iter()
                .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
                .count()
    };
    if after > before && from.origin == to.origin {
        "sharpened"
    } else if after < before && from.origin == to.origin {
        "weakened"
    } else if alike < RESTATED_FROM && times(to) > times(from) {
        "sharpened"
    } else if narrow < wide && alike < 0.9 {
        "narrowed"
    } else if narrow > wide && alike < 0.9 {
        "widened"
    } else {
        "restated"
    }
}

/// How hard a modal word binds. `uppmanas` of a memorandum asks for what guidelines order, so it is no weakening.
fn force(modality: &str) -> u8 {
    match modality {
        "bör" | "viktigt" => 1,
        _ => 2,
    }
}

/// How many a class reaches, as far as classes can be ordered.
fn reach(class: AddresseeClass) -> u8 {
    match class {
        AddresseeClass::All => 3,
        AddresseeClass::District | AddresseeClass::Specialist => 2,
        AddresseeClass::Board | AddresseeClass::Company | AddresseeClass::Other => 1,
        AddresseeClass::Named => 0,
    }
}
