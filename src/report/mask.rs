//! Finds what tells who a private person is, and puts a word in its place: personal identity numbers, phone numbers, home
//! addresses. Names stay: who was elected, decided and signed is what the tables are for.
//!
//! Pure. Rules and their examples stand in the tests below; where a rule can't tell a home from an office it looks at the
//! words of the same line, because minutes print the authority's own number and address on every page.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// In place of a personal identity number.
const IDENTITY: &str = "[personnummer]";
/// In place of a phone number.
const PHONE: &str = "[telefon]";
/// In place of a home address.
const ADDRESS: &str = "[adress]";

/// `811218-9876`, `19811218-9876`, `8112189876`, `+` for the hyphen from a hundred years on.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| of(r"\b(?:1[89]|20)?(\d{2})(\d{2})(\d{2})[ ]?[-–+]?[ ]?(\d{4})\b"));

/// `070-123 45 67`, `08-123 45 67`, `+46 70 123 45 67`, `0701234567`.
static DIALLED: LazyLock<Regex> =
    LazyLock::new(|| of(r"(?:\+46[ ]?(?:\(0\)[ ]?)?|\b0)([1-9]\d{0,2})[ ]?[-–/]?[ ]?(\d{2,3}(?:[ ]?\d{2,3}){1,3})\b"));

/// `Storgatan 12 B lgh 1102, 123 45 Exempelstad`.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    of(concat!(
        r"\b\p{Lu}\p{L}*(?:[ ]\p{Lu}?\p{L}+)?(?:gatan|vägen|gränd|stigen|backen|allén|torget|gata|väg|stig)[ ]\d{1,3}(?:[ ]?[A-Za-z])?\b",
        r"(?:,?[ ]lgh[ ]?\d{4})?(?:,?[ ]\d{3}[ ]?\d{2}[ ]\p{Lu}\p{L}+)?"
    ))
});

/// Words that say that a place is where someone lives.
static HOME: LazyLock<Regex> = LazyLock::new(|| {
    of(
        r"(?i)\b(?:bosatt|boende|bor|hemadress|bostadsadress|folkbokförd|hemma|c/o|lgh|hemtelefon|privat|sökanden?|anmälaren)\b",
    )
});

/// Words of an authority's own number or address.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    of(concat!(
        r"(?i)(?:förvaltning|kontoret|nämnd|växel|reception|expedition|kansli|stadshus|kommunhus|registrator|besöksadress",
        r"|postadress|handläggare|kontaktcenter|medborgarkontor|org\.?\s?n)"
    ))
});

fn of(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern that the tests use")
}

/// The text with what tells who a private person is taken out, line by line.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let masked: Vec<Cow<'_, str>> = text.split('\n').map(line).collect();
    if masked.iter().all(|line| matches!(line, Cow::Borrowed(_))) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(masked.join("\n"))
}

fn line(text: &str) -> Cow<'_, str> {
    let office = OFFICE.is_match(text);
    let home = HOME.is_match(text);
    let masked = each(&NUMBER, text.into(), |found| is_identity(found).then_some(IDENTITY));
    let masked = each(&DIALLED, masked, |found| (is_phone(found) && (is_mobile(found) || !office)).then_some(PHONE));
    each(&STREET, masked, |found| (home || found[0].contains("lgh")).then_some(ADDRESS))
}

/// Put the word that `wanted` gives in place of what is found; where it gives none, what is found stays.
fn each<'t>(what: &Regex, text: Cow<'t, str>, wanted: impl Fn(&Captures<'_>) -> Option<&'static str>) -> Cow<'t, str> {
    let replace =
        |found: &Captures<'_>| wanted(found).unwrap_or(found.get(0).map_or("", |all| all.as_str())).to_owned();
    if !what.captures_iter(&text).any(|found| wanted(&found).is_some()) {
        return text;
    }
    Cow::Owned(what.replace_all(&text, replace).into_owned())
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
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(mask(text), expected);
        assert_eq!(mask(expected), expected, "masking again changes nothing");
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
            let once = mask(&text).into_owned();
            proptest::prop_assert_eq!(mask(&once).into_owned(), once.clone());
            proptest::prop_assert_eq!(once.matches('\n').count(), text.matches('\n').count());
        }
    }
}
