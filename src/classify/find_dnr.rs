//! Finds diary numbers in all the forms municipalities print.

use std::sync::LazyLock;

use regex::Regex;

use super::match_within::captures_within;
use super::see_lines::{Seen, View};
use crate::text::{Line, LineKind};

/// A diary number, by the letters that registers use, since a class of all letters makes the search slow: `SLK-2024-00191`, `HL 2017/347`, `Ks 9/2021`, `SN 2015.118`, `10/456-805`, `2020/0245`, `1435/22`,
/// `155-943/2015`, `1.5.1.-447-2017`, `00322/2026`, `KS/2021:377`, `KS/2021-377`.
const VALUE: &str = r"(?:[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,5}[ /.-]?(?:19|20)\d{2}:\d{1,6}(?-u:\b)|[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,5}[ /.-]?(?:19|20)?\d{2,6} ?[-–/] ?\d{1,6}(?::?-?\d{1,3})?|[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,5} \d/(?:19|20)\d{2}(?-u:\b)|[A-ZÅÄÖ]{2,5} ?(?:19|20)\d{2}[.:]\d{1,6}|\d{2}/\d{1,6}-\d{1,4}(?-u:\b)|(?:19|20)\d{2}\.\d{3,4}(?:\.\d{3})?(?-u:\b)|(?:19|20)\d{2}/\d{1,6}(?-u:\b)|\d{1,3}(?:\.\d{1,3}){1,4}\.? ?[-–/] ?\d{1,6} ?[-–/] ?(?:19|20)?\d{2}|\d{1,6} ?[-–] ?\d{1,6} ?/ ?(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{3,6}(?-u:\b)|\d{3,6}-(?:19|20)?\d{2,4}(?:[-.][\d.]+)?|\d{1,6} ?/ ?(?:(?:19|20)\d{2}|\d{2})(?-u:\b))";

/// What stands before a diary number.
const WORD: &str =
    r"(?i:(?-u:\b)(?:dnr|d\.nr|diarienummer|diarienr|arendenummer|beteckning)|ärendenummer|ärendenr|ärende nr)";

static LABEL: LazyLock<Regex> = LazyLock::new(|| Regex::new(WORD).expect("a constant pattern"));

static LABELLED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"{WORD}\.?:?\s?\(?({VALUE})")).expect("checked by a test"));

/// A five-digit number whose year has a class code glued to it: `00123/20212.6.`.
static GLUED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)(\d{5}/(?:19|20)\d{2})").expect("a constant pattern"));

static BARE: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"^\(?({VALUE})\)?$")).expect("checked by a test"));

/// The labelled diary number on a line, or a line that is nothing but one.
#[must_use]
pub fn dnr_on(line: &str) -> Option<String> {
    if !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if may_be_labelled(line)
        && LABEL.is_match(line)
        && let Some(found) = captures_within(&GLUED, line).or_else(|| captures_within(&LABELLED, line))
    {
        return Some(found[1].to_owned());
    }
    bare_dnr(line).or_else(|| line.rsplit_once('\t').and_then(|(_, last)| organ_dnr(last)))
}

/// Whether a line has the letters that each label holds: `nr`, `nummer` or `beteckning`.
fn may_be_labelled(line: &str) -> bool {
    line.as_bytes().windows(2).any(|pair| {
        let pair = [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()];
        &pair == b"nr" || &pair == b"mm" || &pair == b"ck"
    })
}

/// A number that begins with the letters of its register, in a cell at a line's end: `BUN 2023/00412`.
fn organ_dnr(cell: &str) -> Option<String> {
    cell.starts_with(char::is_uppercase).then(|| bare_dnr(cell)).flatten()
}

/// The byte where the label of a diary number stands.
#[must_use]
pub fn dnr_at(text: &str) -> Option<usize> {
    may_be_labelled(text).then(|| LABEL.find(text)).flatten().map(|label| label.start())
}

/// Bytes of the longest diary number with brackets and blanks around its signs.
const LONGEST_BARE: usize = 32;

/// A text that is nothing but a diary number, however it begins.
#[must_use]
pub fn bare_dnr(text: &str) -> Option<String> {
    let text = text.trim();
    // Three words at most, and a sign between two numbers: most cells have neither.
    if text.len() > LONGEST_BARE || !text.contains(['-', '–', '/', '.', ':']) {
        return None;
    }
    let found = captures_within(&BARE, text).map(|c| c[1].to_owned())?;
    // 2023-02-23 and 2017/2018 are a day and a school year.
    let day = crate::text::Date::parse_iso(&found).is_some();
    (!day && !is_years(&found)).then_some(found)
}

fn is_years(text: &str) -> bool {
    let year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    text.split_once(['/', '-', '–']).is_some_and(|(a, b)| year(a.trim()) && (year(b.trim())))
}

/// A number that begins with the letters of its register and holds a year, wherever it stands: `Nämnden, UBN 2018/0143`.
static REGISTERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)([A-ZÅÄÖ]{2,5}[ -](?:19|20)\d{2}[-/]\d{2,6})(?-u:\b)").expect("a constant pattern")
});

/// Longest line of a head, in words: what is longer is text.
const HEAD_WORDS: usize = 9;

/// The document's own diary number: labelled or alone in its head, else one of a register in a short line of its head or
/// running header; never the sender's, nor that of an item.
pub fn find_dnr(view: &View, furniture: &[Line]) -> Option<String> {
    let own = |line: &&Seen| !line.blank() && !is_footnote(line) && !is_foreign(&line.text);
    let head: Vec<&Seen> = head_lines(view).filter(own).collect();
    let running = || furniture.iter().take(20).map(|line| line.text.as_str()).filter(|text| !is_foreign(text));
    let in_head = head.iter().map(|line| line.text.as_str());
    let short = head.iter().filter(|line| line.count <= HEAD_WORDS && !line.text.ends_with('.'));
    in_head
        .chain(running())
        .find_map(dnr_on)
        .or_else(|| short.map(|line| line.text.as_str()).chain(running()).find_map(registered))
}

/// The first lines with text, down to the first item. The § of an extract is all there is of it.
fn head_lines(view: &View) -> impl Iterator<Item = &Seen> {
    // "§ 140, förekom …" goes on from a line before.
    let heads = |line: &&Seen| line.text.starts_with('§') && !line.text.contains(',');
    let items = view.lines.iter().filter(heads).count();
    let texts = view.lines.iter().filter(|line| !line.blank()).take(30);
    texts.take_while(move |line| !(AGENDA_ITEM.is_match(&line.text) || items > 1 && line.text.starts_with('§')))
}

/// `1. Upprop`, `3 Frågestund`.
static AGENDA_ITEM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d{1,3}[.)]? [A-ZÅÄÖÉ][a-zåäöé]").expect("a constant pattern"));

fn registered(text: &str) -> Option<String> {
    captures_within(&REGISTERED, text).map(|found| found[1].to_owned())
}

fn is_footnote(line: &Seen) -> bool {
    line.kind == LineKind::Footnote || line.text.starts_with(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
}

/// A line that names someone else's number: `Svar på remiss …, Dnr KS 2024/76`, `Er beteckning …`.
fn is_foreign(text: &str) -> bool {
    let low = text.to_lowercase();
    ["remiss", "er beteckning", "er referens", "ert dnr", "er dnr"].iter().any(|word| low.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(dnr_on(line).as_deref(), expected, "{line}");
    }

    #[test]
    fn all_forms_are_read() {
        check("HL 2017/347", Some("HL 2017/347"));
        check("Dnr: KS-2018-00031", Some("KS-2018-00031"));
        check("Ärendenummer SLK-2024-00191", Some("SLK-2024-00191"));
        check("Ärendenummer SLK-2024-00123:-1", Some("SLK-2024-00123:-1"));
        check("Diarienummer 00322/2026", Some("00322/2026"));
        check("Dnr 00123/20212.6.", Some("00123/2021"));
        check("Dnr 1.5.1.-447-2017", Some("1.5.1.-447-2017"));
        check("(Dnr 002 – 443 / 05)", Some("002 – 443 / 05"));
        check("1435/22", Some("1435/22"));
        check("Dnr 155-943/2015", Some("155-943/2015"));
        check("UN-2018-00012", Some("UN-2018-00012"));
        check("Ärendenummer: Ks 9/2021", Some("Ks 9/2021"));
        check("Dnr SN 2015.118", Some("SN 2015.118"));
        check("Dnr 10/456-805", Some("10/456-805"));
        check("Dnr 2014.0311.253", Some("2014.0311.253"));
        check("2020/0245", Some("2020/0245"));
        check("Dnr KS/2021:377", Some("KS/2021:377"));
        check("KS 2021/377", Some("KS 2021/377"));
        check("Dnr 2021-377", Some("2021-377"));
        check("Dnr: KS-2021-00377", Some("KS-2021-00377"));
        check("Dnr 2022-000187", Some("2022-000187"));
        check("Dnr RS/2021-00377", Some("RS/2021-00377"));
        check("§ 20 Titel\tBUN 2023/00500", Some("BUN 2023/00500"));
    }

    #[test]
    fn days_years_and_prose_are_none() {
        check("2023-02-23", None);
        check("2017/2018", None);
        check("Läsåret 2018/2019 blev bra", None);
        check("§ 12", None);
        check("Kl 13:00", None);
    }
}
