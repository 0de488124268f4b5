//! Finds what tells who a private person is, and puts a word in its place: personal identity numbers, phone numbers, home
//! addresses. Names stay: who was elected, decided and signed is what the tables are for.
//!
//! Pure. Patterns and words are data (`rules/masking.csv`, with examples); what is told here is what a pattern can't say: sums,
//! lengths, and whose an address is. That hangs on the words of the same line, because minutes print the authority's own
//! number and address on every page.

use std::borrow::Cow;

use regex::{Captures, Regex};

use crate::dictionaries::Masking;

/// In place of a personal identity number.
const IDENTITY: &str = "[personnummer]";
/// In place of a phone number.
const PHONE: &str = "[telefon]";
/// In place of a home address.
const ADDRESS: &str = "[adress]";

/// The text with what tells who a private person is taken out, line by line.
#[must_use]
pub fn mask<'t>(text: &'t str, rules: &Masking) -> Cow<'t, str> {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let masked: Vec<Cow<'_, str>> = text.split('\n').map(|text| line(text, rules)).collect();
    if masked.iter().all(|line| matches!(line, Cow::Borrowed(_))) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(masked.join("\n"))
}

fn line<'t>(text: &'t str, rules: &Masking) -> Cow<'t, str> {
    let office = rules.office.is_match(text);
    let home = rules.home.is_match(text);
    let masked = each(&rules.identity, text.into(), |found| is_identity(found).then_some(IDENTITY));
    let is_private = |found: &Captures<'_>| is_phone(found) && (is_mobile(found) || !office);
    let masked = each(&rules.phone, masked, |found| is_private(found).then_some(PHONE));
    each(&rules.address, masked, |found| (home || found[0].contains("lgh")).then_some(ADDRESS))
}

/// Put the word that `wanted` gives in place of what the patterns find; where it gives none, what is found stays.
fn each<'t>(
    patterns: &[Regex],
    text: Cow<'t, str>,
    wanted: impl Fn(&Captures<'_>) -> Option<&'static str>,
) -> Cow<'t, str> {
    let replace =
        |found: &Captures<'_>| wanted(found).unwrap_or(found.get(0).map_or("", |all| all.as_str())).to_owned();
    let mut text = text;
    for pattern in patterns {
        if pattern.captures_iter(&text).any(|found| wanted(&found).is_some()) {
            text = Cow::Owned(pattern.replace_all(&text, replace).into_owned());
        }
    }
    text
}

/// A day of a month (sixty more in a coordination number) and a check digit that is right: numbers of organisations and
/// diaries are not that by chance.
fn is_identity(found: &Captures<'_>) -> bool {
    let number = |group: usize| found[group].parse::<u32>().unwrap_or(0);
    let (month, day) = (number(2), number(3));
    let digits: String = (1..=4).map(|group| &found[group]).collect();
    (1..=12).contains(&month) && matches!(day, 1..=31 | 61..=91) && is_checked(&digits)
}

/// Luhn's sum over ten digits.
fn is_checked(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Seven to ten digits after the country, the area among them.
fn is_phone(found: &Captures<'_>) -> bool {
    let digits = found[1].len() + found[2].bytes().filter(u8::is_ascii_digit).count();
    // `070-1` of a diary number is too short; `0123 4567 8910` of an account is too long
    (7..=10).contains(&digits) && (found[0].contains(['-', '–', '/', '+', ' ']) || is_mobile(found))
}

fn is_mobile(found: &Captures<'_>) -> bool {
    ["70", "72", "73", "76", "79"].iter().any(|area| found[1].starts_with(area))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::dictionaries::Source;

    static RULES: LazyLock<Masking> = LazyLock::new(|| Masking::load(&Source::default()).expect("the built-in rules"));

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(mask(text, &RULES), expected);
        assert_eq!(mask(expected, &RULES), expected, "masking again changes nothing");
    }

    #[derive(serde::Deserialize)]
    struct Example {
        what: String,
        rule: String,
        must: String,
        must_not: String,
    }

    impl Example {
        /// Whether the rule finds something to take out of the line, or meets it.
        fn meets(&self, line: &str) -> bool {
            match self.what.as_str() {
                "identity" => mask(line, &RULES).contains(IDENTITY),
                "phone" => mask(line, &RULES).contains(PHONE),
                "address" => mask(line, &RULES).contains(ADDRESS),
                "home" => RULES.home.is_match(line),
                _ => RULES.office.is_match(line),
            }
        }
    }

    #[test]
    fn rules_meet_their_own_examples() {
        for example in Source::default().rows::<Example>("rules/masking.csv").expect("the built-in rules") {
            let Example { rule, must, must_not, .. } = &example;
            assert!(!must.is_empty() && !must_not.is_empty(), "{rule}: no examples");
            for line in must.split(" | ") {
                assert!(example.meets(line), "{rule} must meet {line}");
            }
            for line in must_not.split(" | ") {
                assert!(!example.meets(line), "{rule} must not meet {line}");
            }
        }
    }

    #[track_caller]
    fn stays(text: &str) {
        check(text, text);
    }

    #[test]
    fn identity_numbers_are_masked() {
        check("Sökanden, 811218-9876, bor kvar.", "Sökanden, [personnummer], bor kvar.");
        check("Pnr 19811218-9876", "Pnr [personnummer]");
        check("född 8112189876 i länet", "född [personnummer] i länet");
        check("811278-9873", "[personnummer]");
    }

    #[test]
    fn numbers_of_other_things_stay() {
        stays("Organisationsnummer 556036-0793");
        stays("Dnr 2017/0042-1.3 och KS 2018-0123");
        stays("811218-9875 har fel kontrollsiffra");
        stays("Bankgiro 5050-1055, belopp 1 250 000 kr");
        stays("Sammanträdet 2017-06-14 kl. 18.00–20.15, §§ 12–34");
        stays("SFS 2001:453, 0,5 procent, 2016–2018");
    }

    #[test]
    fn phones_are_masked_but_an_offices_own_stays() {
        check("Ring 070-123 45 67 på kvällen", "Ring [telefon] på kvällen");
        check("mobil +46 70 123 45 67", "mobil [telefon]");
        check("mobil 0701234567", "mobil [telefon]");
        check("Hemtelefon 08-123 45 67", "Hemtelefon [telefon]");
        stays("Förvaltningens växel 08-508 10 300");
        stays("Socialnämnden, telefon 08-123 45 67");
    }

    #[test]
    fn homes_are_masked_but_places_of_the_town_stay() {
        check("Sökanden är bosatt på Storgatan 12 B, 123 45 Exempelstad.", "Sökanden är bosatt på [adress].");
        check("Kvarnvägen 3 lgh 1102", "[adress]");
        stays("Detaljplan för Storgatan 12");
        stays("Besöksadress Torggatan 1, 123 45 Exempelstad");
    }

    #[test]
    fn names_of_the_elected_stay() {
        stays("Ursula Björkvik (V) reserverar sig mot beslutet.");
        stays("Närvarande: Klas Ekdal (M), ordförande, § 1–12");
    }

    proptest::proptest! {
        #[test]
        fn masking_twice_is_masking_once(text in "[0-9 +a-zA-Zåäö\\-\n]{0,60}") {
            let once = mask(&text, &RULES).into_owned();
            proptest::prop_assert_eq!(mask(&once, &RULES).into_owned(), once.clone());
            proptest::prop_assert_eq!(once.matches('\n').count(), text.matches('\n').count());
        }
    }
}
