//! Finds the day of the meeting, signature or decision, and the year a document is about.

use std::sync::LazyLock;

use regex::Regex;

use super::DocKind;
use super::find_title::Title;
use super::match_within::all_captures_within;
use super::see_lines::View;
use super::words::{fold_fast, same_word};
use crate::text::{Date, Line, MONTHS};

static ISO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)((?:19|20)\d{2})[-–](\d{2})[-–](\d{2})(?-u:\b)").expect("a constant pattern")
});

static LONG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(\d{1,2})(?::?e)?\s+([a-zA-ZÀ-ÿ0-9]{3,10})\s+((?:19|20)\d{2})(?-u:\b)")
        .expect("a constant pattern")
});

static YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)((?:19|20)\d{2})(?-u:\b)").expect("a constant pattern"));

/// Points a date needs to be the document's own.
const NEEDED: i32 = 2;

/// Lines with text that count as the head.
const HEAD: usize = 30;

/// All dates of a text, in order.
#[must_use]
pub fn dates_in(text: &str, lenient: bool) -> Vec<Date> {
    let mut found: Vec<(usize, Date)> = Vec::new();
    if text.contains(['-', '–']) && has_century(text) {
        let iso = all_captures_within(&ISO, text);
        found.extend(iso.filter_map(|(at, c)| Some((at, Date::parse_iso(&format!("{}-{}-{}", &c[1], &c[2], &c[3]))?))));
    }
    if has_century(text) {
        found.extend(all_captures_within(&LONG, text).filter_map(|(at, c)| {
            let word = fold_fast(&c[2]);
            let month = MONTHS.iter().position(|month| same_word(&word, month, lenient))?;
            let month = u8::try_from(month + 1).ok()?;
            Some((at, Date::new(c[3].parse().ok()?, month, c[1].parse().ok()?)?))
        }));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, date)| date).collect()
}

/// Whether a text may hold a year: every date here has one of two centuries.
fn has_century(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| {
        matches!(four[..2], [b'1', b'9'] | [b'2', b'0']) && four[2].is_ascii_digit() && four[3].is_ascii_digit()
    })
}

/// The document's own date. `path` is its file's: people name files by date, so that counts where the text is silent.
#[must_use]
pub fn find_date(view: &View, title: &Title, furniture: &[Line], kind: DocKind, path: &str) -> Option<Date> {
    let mut points: Vec<(i32, usize, Date)> = Vec::new();
    let mut seen = 0;
    for (index, line) in view.lines.iter().enumerate() {
        if line.blank() {
            continue;
        }
        seen += 1;
        let dates = dates_in(&line.text, view.lenient);
        if dates.is_empty() {
            continue;
        }
        let before = view.lines[..index].iter().rev().find(|line| !line.blank()).map_or("", |line| line.text.as_str());
        let in_title = title.lines.is_some_and(|(from, to)| (from..=to).contains(&index));
        let worth =
            worth_of(&fold_fast(&line.text), &fold_fast(before), kind, seen > 10) + if in_title { 3 } else { 0 };
        let worth = worth + i32::from(seen <= HEAD) + if line.noise { 2 } else { 0 };
        points.push((worth, index, dates[0]));
    }
    // A title may break a date over two lines.
    let in_title = if kind == DocKind::Kallelse { 3 } else { 7 };
    points.extend(dates_in(&title.text, view.lenient).first().map(|date| (in_title, 0, *date)));
    for line in furniture.iter().take(HEAD) {
        points.extend(dates_in(&line.text, view.lenient).first().map(|date| (3, 0, *date)));
    }
    points.extend(dates_in(&path.replace('_', "-"), false).first().map(|date| (2, usize::MAX, *date)));
    points.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    points.first().filter(|(worth, ..)| *worth >= NEEDED).map(|(.., date)| *date)
}

/// Words that tell the day of a decision, folded.
const DECIDED: [&str; 11] = [
    "beslutsdatum",
    "datum for beslut",
    "antagen",
    "antagna",
    "faststalld",
    "beslutad av",
    "beslutat av",
    "beslutade av",
    "beslutad den",
    "beslutades den",
    "godkand",
];

/// Words that tell a day which is not the paper's own, and papers that a text only refers to.
const OTHER_DAYS: [&str; 9] =
    ["juster", "anslag", "tas ned", "senast", "svarsdatum", "remiss", "fran och med", "till och med", "sista dag"];
const OTHER_PAPERS: [&str; 6] = ["protokollsutdrag", "utlatande", "yrkande", "bordlagt", "skrivelse", "bilaga"];

const WEEKDAYS: [&str; 7] = ["mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"];

/// What the words on the line and the one before say about a date.
fn worth_of(line: &str, before: &str, kind: DocKind, signature_place: bool) -> i32 {
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    // "Måndagen den 23 maj 2016 kl. 16.00": when the meeting was held.
    let held = has(&WEEKDAYS) && (line.contains(" kl") || line.contains("klockan"));
    let meets = has(&["sammantradesdatum", "sammantrade", "motesdatum", "fort vid"]);
    let meeting = meeting_worth(kind) * (i32::from(held) + i32::from(meets));
    // An extract of minutes has it too, whatever its kind.
    let extract = has(&["sammantradesdatum"]) && !matches!(kind, DocKind::Protokoll | DocKind::Kallelse);
    // "Till nämnden" and a day: the meeting it is for.
    let for_others = before.starts_with("till ") || line.starts_with("till ") && line.contains("namnden");
    let signed = signature_place && !line.ends_with('.') && is_signature(line) && kind != DocKind::Protokoll;
    let alone = line.split('\t').any(|cell| is_alone(cell) && has_century(cell));
    let other_paper = !line.starts_with("tjansteutlatande") && has(&OTHER_PAPERS);
    let weights = [
        (extract, 4),
        (for_others, -2),
        (has(&["tjansteutlatande", "utfardat", "datum"]) && line.len() < 60, 2),
        (before.contains("sammantrade") && kind == DocKind::Protokoll && line.len() < 80, 3),
        (has(&DECIDED), 3),
        (signed, 4),
        (alone, 2),
        (before.contains("juster") || has(&OTHER_DAYS), -4),
        (other_paper, -2),
    ];
    meeting + weights.iter().filter(|(holds, _)| *holds).map(|(_, weight)| weight).sum::<i32>()
}

/// What the words of a meeting make of a date: it is that of minutes; an agenda has the day it was signed, if it tells one.
fn meeting_worth(kind: DocKind) -> i32 {
    match kind {
        DocKind::Protokoll => 5,
        DocKind::Kallelse => 2,
        _ => 0,
    }
}

/// `Exempelstad den 14 oktober 2019`: place and day, nothing else.
fn is_signature(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    (4..=6).contains(&words.len()) && words.contains(&"den") && words.iter().position(|w| *w == "den") <= Some(2)
}

/// A date and at most a weekday or label.
fn is_alone(line: &str) -> bool {
    line.split_whitespace().count() <= if line.contains('-') { 2 } else { 5 }
}

/// Lines above and below a title that may belong to it.
const FRONT: usize = 6;

/// Most words of such a line.
const FRONT_WORDS: usize = 4;

/// The year a document is about: a plan's own, else that of its date, of its file's name, or of most of its dates.
pub fn find_year(view: &View, title: &Title, kind: DocKind, date: Option<Date>, path: &str) -> Option<i32> {
    let in_title = YEAR.captures_iter(&title.text).last().and_then(|c| c[1].parse::<i32>().ok());
    let first_in_title = YEAR.captures(&title.text).and_then(|c| c[1].parse::<i32>().ok());
    if kind == DocKind::Handlingsplan && in_title.is_some() {
        // A span of years is named by its first: "handlingsplan 2018-2020".
        return if title.text.contains(['-', '–']) { first_in_title } else { in_title };
    }
    if kind == DocKind::Handlingsplan
        && date.is_none()
        && let Some(year) = year_of_front(view, title)
    {
        return Some(year);
    }
    if date.is_some() {
        return date.map(Date::year);
    }
    let stem = path.rsplit('/').next().unwrap_or(path).replace('_', "-");
    let in_path = YEAR.captures(&stem).and_then(|c| c[1].parse().ok());
    in_path.or(if kind == DocKind::Ovrigt { None } else { in_title }).or_else(|| year_of_most(view))
}

/// The only year on the short lines around a title: `Första version 2017` above it, `Gäller 2019` below.
fn year_of_front(view: &View, title: &Title) -> Option<i32> {
    let (from, to) = title.lines?;
    let near = view.lines.iter().take(to + 1 + FRONT).skip(from.saturating_sub(FRONT));
    let short = near.filter(|line| line.count <= FRONT_WORDS && !line.text.ends_with('.'));
    let mut years: Vec<i32> = short
        .flat_map(|line| YEAR.captures_iter(&line.text).filter_map(|c| c[1].parse().ok()).collect::<Vec<_>>())
        .collect();
    years.dedup();
    if let [year] = years[..] { Some(year) } else { None }
}

/// The latest year that at least two full dates name; plans and rules look back and ahead, so one date says nothing.
fn year_of_most(view: &View) -> Option<i32> {
    let mut years: Vec<i32> =
        view.lines.iter().flat_map(|line| dates_in(&line.text, view.lenient)).map(Date::year).collect();
    years.sort_unstable();
    years.windows(2).rev().find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = dates_in(text, true).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn dates_are_read_as_written_and_damaged() {
        check("den 21 september 2017, § 4", &["2017-09-21"]);
        check("2024-02-05 och 3 mars 2024", &["2024-02-05", "2024-03-03"]);
        check("14 oktoher 2019", &["2019-10-14"]);
        check("31 februari 2019, 12 punkter 2019", &[]);
    }
}
