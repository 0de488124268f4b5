//! Reads who was at a meeting from its front page, in one column or several that were run together.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Attendance;
use super::name_actors::PartyBook;
use crate::classify::see_lines::Seen;
use crate::classify::words::folded_words;
use crate::dictionaries::RoleCue;

/// A person's name: two to four words in capitals, with small particles inside.
const NAME: &str = r"\p{Lu}[\p{L}'’\-]+(?:\s(?:von|van|af|de|da|el|al|der|bin)|\s\p{Lu}\.|\s\p{Lu}[\p{L}'’\-]+){0,3}\s\p{Lu}[\p{L}'’\-]+";

/// `Ida Sten (S)`; a party is one to five letters or a dash.
static WITH_PARTY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"({NAME})\s*\((\p{{Lu}}\p{{L}}{{0,4}}|-|–)\)")).expect("checked by a test"));

/// `Ida Sten, avdelningschef`.
static WITH_TITLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"^({NAME}),\s*(.*)$")).expect("checked by a test"));

/// `stadsdirektören Ida Sten`, inside a row of officials.
static OFFICE_FIRST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?:^|[\s,])(\p{{Ll}}{{5,}}n)\s+({NAME})")).expect("checked by a test"));

/// A name alone on its line.
static ALONE: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"^({NAME})$")).expect("checked by a test"));

/// `§§ 4–9`, `§ 6`, `från § 5`, `t.o.m. § 7`, `§§ 1-5 och 7-11`.
static ITEMS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:från och med|fr\.o\.m\.?|från|till och med|t\.o\.m\.?|till|ej|utom)\s+)?§{1,2}\s*(\d+(?:\s*[-–]\s*\d+)?(?:(?:\s*,\s*|\s+och\s+)\d+(?:\s*[-–]\s*\d+)?)*)")
        .expect("a constant pattern")
});

/// `ersätter Ola Ek (M)`, `tjänstgör för Ola Ek`, `för Ola Ek (M)`.
static REPLACES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:ersätter|ersatter|ers\.|tjänstgör för|tjänstgör i stället för|tjänstgörande för|tjg\.? för|för|i stället för)\s+({NAME})(\s*\([\p{{L}}–-]{{1,5}}\))?"
    ))
    .expect("checked by a test")
});

/// Read the persons of lines `from..=to` of a front page.
pub fn take_attendance(
    lines: &[Seen],
    from: usize,
    to: usize,
    roles: &[RoleCue],
    book: &PartyBook,
    lenient: bool,
) -> Vec<Attendance> {
    let mut people: Vec<Attendance> = Vec::new();
    let mut group = String::new();
    let mut at = from;
    while at <= to {
        let line = &lines[at];
        if line.skipped() {
            at += 1;
            continue;
        }
        if let Some(role) = group_of(line, roles, lenient) {
            group = role;
            at += 1;
            continue;
        }
        let mut text = line.text.clone();
        // "Ledamöter: Ida Sten (S), ordförande, …" - a list in running text, down to the next blank line.
        let listed = list_of(&text, roles, lenient);
        if let Some((role, rest)) = &listed {
            group.clone_from(role);
            text.clone_from(rest);
        }
        // "Fredrik Ek (M)," and his office on the next line.
        while at < to && !lines[at + 1].skipped() && (listed.is_some() || text.ends_with(',')) {
            at += 1;
            let gap = if text.ends_with('-') { "" } else { " " };
            text = format!("{text}{gap}{}", lines[at].text);
        }
        for cell in text.split('\t') {
            read_cell(cell.trim(), &group, roles, book, lenient, &mut people);
        }
        at += 1;
    }
    people
}

/// Persons of lists at the end of minutes: tables under `Namn` and `Parti`, often with a column for each vote.
pub fn take_vote_lists(lines: &[Seen], roles: &[RoleCue], book: &PartyBook, lenient: bool) -> Vec<Attendance> {
    let mut people: Vec<Attendance> = Vec::new();
    let mut columns: Option<(usize, usize)> = None;
    for line in lines.iter().filter(|line| !line.skipped()) {
        let cells: Vec<&str> = line.text.split('\t').map(str::trim).collect();
        let column =
            |name: &str| cells.iter().position(|cell| folded_words(cell, 2).first().is_some_and(|word| word == name));
        match (cells.len() >= 2, column("namn"), column("parti")) {
            (false, ..) => columns = None,
            (_, Some(name), Some(party)) => columns = Some((name, party)),
            _ => {}
        }
        let Some((name, party)) = columns else { continue };
        let (Some(name), Some(party)) = (cells.get(name), cells.get(party)) else { continue };
        let (bare, rest) = name.split_once(',').unwrap_or((name, ""));
        if WITH_PARTY.is_match(&format!("{bare} ({party})")) {
            read_cell(&format!("{bare} ({party}), {rest}"), "ledamot", roles, book, lenient, &mut people);
        }
    }
    people
}

/// The role and the names of a list that begins on its heading's line, after a colon.
fn list_of(text: &str, roles: &[RoleCue], lenient: bool) -> Option<(String, String)> {
    let (heading, rest) = text.split_once(':')?;
    let words = folded_words(heading, 8);
    let cue =
        roles.iter().filter(|cue| cue.group).find(|cue| cue.phrase.at_start(&words, lenient) == Some(words.len()))?;
    (!rest.trim().is_empty() && !words.is_empty()).then(|| (cue.role.clone(), rest.trim().to_owned()))
}

/// The role that a heading gives to the names below it.
fn group_of(line: &Seen, roles: &[RoleCue], lenient: bool) -> Option<String> {
    if line.text.contains('(') || line.count > 6 {
        return None;
    }
    roles
        .iter()
        .filter(|cue| cue.group)
        .filter(|cue| cue.phrase.at_start(&line.words, lenient) == Some(line.words.len()))
        .map(|cue| cue.role.clone())
        .next()
}

fn read_cell(
    text: &str,
    group: &str,
    roles: &[RoleCue],
    book: &PartyBook,
    lenient: bool,
    people: &mut Vec<Attendance>,
) {
    // Whom someone replaces is no person at the meeting.
    let relieved: Vec<(Range<usize>, String)> = REPLACES
        .captures_iter(text)
        .filter_map(|c| Some((c.get(0)?.range(), c[1].to_owned())))
        .filter(|(range, _)| range.start > 0)
        .collect();
    let found: Vec<(Range<usize>, String, String)> = WITH_PARTY
        .captures_iter(text)
        .filter_map(|c| Some((c.get(0)?.range(), c[1].to_owned(), c[2].to_owned())))
        .filter(|(range, ..)| !relieved.iter().any(|(other, _)| other.start < range.end && range.start < other.end))
        .collect();
    if found.is_empty() {
        read_officials(text, group, people);
        return;
    }
    for (index, (range, name, party)) in found.iter().enumerate() {
        let end = found.get(index + 1).map_or(text.len(), |next| next.0.start);
        let beside = &text[range.end..end];
        let before = if index == 0 { &text[..range.start] } else { "" };
        let replaces = relieved.iter().find(|(other, _)| other.start >= range.end && other.start < end);
        let replaces = replaces.map_or_else(String::new, |(_, name)| name.clone());
        let (name, led) = without_role(name, roles, lenient);
        let own = role_in(beside, roles, lenient).or(led).or_else(|| role_in(before, roles, lenient));
        let role = match own {
            Some(role) if role != "ersättare" || replaces.is_empty() => role,
            _ if !replaces.is_empty() => "tjänstgörande ersättare".to_owned(),
            Some(role) => role,
            None => group.to_owned(),
        };
        let party = party.trim_matches(['-', '–']).to_owned();
        let party = if party.is_empty() { party } else { known_letters(&party, book) };
        people.push(Attendance { name, party, role, replaces, items: items_in(beside) });
    }
}

fn known_letters(party: &str, book: &PartyBook) -> String {
    super::name_actors::read_actors(&format!("({party})"), book)
        .parties
        .into_iter()
        .next()
        .unwrap_or_else(|| party.to_owned())
}

/// `1:e vice ordförande Ida Sten`: columns run together put the office of one before the name of the next.
fn without_role(name: &str, roles: &[RoleCue], lenient: bool) -> (String, Option<String>) {
    let words = folded_words(name, 8);
    let best = roles
        .iter()
        .filter(|cue| !cue.group)
        .filter_map(|cue| Some((cue.phrase.at_start(&words, lenient)?, cue)))
        .max_by_key(|(n, _)| *n);
    match best {
        Some((count, cue)) if count < words.len() => {
            let rest: Vec<&str> = name.split_whitespace().skip(count).collect();
            (rest.join(" "), Some(cue.role.clone()))
        }
        _ => (name.to_owned(), None),
    }
}

/// The role beside a name: the earliest, of those the longest.
fn role_in(text: &str, roles: &[RoleCue], lenient: bool) -> Option<String> {
    let words = folded_words(text, 20);
    roles
        .iter()
        .filter(|cue| !cue.group)
        .filter_map(|cue| Some((cue.phrase.find(&words, lenient)?, cue)))
        .min_by_key(|((at, count), _)| (*at, std::cmp::Reverse(*count)))
        .map(|(_, cue)| cue.role.clone())
}

fn items_in(text: &str) -> String {
    let found: Vec<String> = ITEMS
        .captures_iter(text)
        .map(|c| {
            let limit = c.get(1).map_or("", |m| m.as_str().trim());
            let list = c[2].replace(" och ", ", ").replace('–', "-");
            let list = list.split(',').map(|part| part.replace(' ', "")).collect::<Vec<_>>().join(", ");
            if limit.is_empty() { list } else { format!("{limit} {list}") }
        })
        .collect();
    found.join(", ")
}

/// Officials: a name and an office, no party; alone on a line, or in a row as `stadsdirektören Ida Sten, § 3, och …`.
fn read_officials(text: &str, group: &str, people: &mut Vec<Attendance>) {
    let officials = ["tjänsteperson", "personalföreträdare"].contains(&group);
    let led: Vec<(Range<usize>, String, String)> = OFFICE_FIRST
        .captures_iter(text)
        .filter_map(|c| Some((c.get(0)?.range(), c[1].to_owned(), c[2].to_owned())))
        .collect();
    if officials && !led.is_empty() {
        for (index, (range, office, name)) in led.iter().enumerate() {
            let end = led.get(index + 1).map_or(text.len(), |next| next.0.start);
            let (role, items) = (indefinite(office), items_in(&text[range.end..end]));
            people.push(Attendance { name: name.clone(), party: String::new(), role, replaces: String::new(), items });
        }
        return;
    }
    let (name, office) = if let Some(found) = WITH_TITLE.captures(text) {
        (found[1].to_owned(), found[2].to_owned())
    } else if let (true, Some(found)) = (officials, ALONE.captures(text)) {
        (found[1].to_owned(), String::new())
    } else {
        return;
    };
    if !officials && !office.starts_with(char::is_lowercase) {
        return;
    }
    let items = items_in(&office);
    let role = ITEMS.replace_all(&office, "");
    let role = role.split(['(', ',']).next().unwrap_or("").trim().to_owned();
    let role = if role.is_empty() { group.to_owned() } else { role };
    people.push(Attendance { name, party: String::new(), role, replaces: String::new(), items });
}

/// `stadsdirektören` -> `stadsdirektör`, `sekreteraren` -> `sekreterare`.
fn indefinite(office: &str) -> String {
    match office.strip_suffix("en").or_else(|| office.strip_suffix("n")) {
        Some(stem) if stem.ends_with("ar") && office.ends_with("aren") => format!("{stem}e"),
        Some(stem) => stem.to_owned(),
        None => office.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::dictionaries::Dictionaries;
    use crate::text::tests_support::plain_pages;

    /// Persons as `name|party|role|replaces|items`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let dictionaries = Dictionaries::built_in();
        let view = see(&plain_pages(text), 0);
        let book = PartyBook::new(dictionaries.municipalities.iter());
        let found = take_attendance(&view.lines, 0, view.lines.len() - 1, &dictionaries.rules.roles, &book, false);
        let found: Vec<String> =
            found.iter().map(|p| [&*p.name, &p.party, &p.role, &p.replaces, &p.items].join("|")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_column() {
        check(
            "Ledamöter\n\nIda Sten (MP) Ordförande\nOla von Ek (L) Vice ordförande\nEva Ål (S) Ledamot\nBo Li (S) Ersättare ersätter Åke Berg\nUlf Ask (V) Ersättare\n\nÖvriga närvarande\n\nPer Öst, stadsdelsdirektör\nAnn Ny Vik, tf. enhetschef\n",
            &[
                "Ida Sten|MP|ordförande||",
                "Ola von Ek|L|vice ordförande||",
                "Eva Ål|S|ledamot||",
                "Bo Li|S|tjänstgörande ersättare|Åke Berg|",
                "Ulf Ask|V|ersättare||",
                "Per Öst||stadsdelsdirektör||",
                "Ann Ny Vik||tf. enhetschef||",
            ],
        );
    }

    #[test]
    fn parts_of_the_meeting_and_broken_lines() {
        check(
            "Beslutande\nIda Sten (S), §§ 1–5 och 7–11\nOla Ek (M),\n1:e vice ordförande\nTjänstgörande ersättare\nBo Li (C) för Åke Berg (C), §§ 22–23\nErsättare\nUlf Ask (-)\n",
            &[
                "Ida Sten|S|ledamot||1-5, 7-11",
                "Ola Ek|M|1:e vice ordförande||",
                "Bo Li|C|tjänstgörande ersättare|Åke Berg|22-23",
                "Ulf Ask||ersättare||",
            ],
        );
    }

    #[test]
    fn lists_in_running_text() {
        check(
            "Närvarande\n\nLedamöter: Ida Sten (S), ordförande, Ola Ek (M), vice ordförande,\nEva Ål (L), §§ 1–12, och Bo Li (SD).\n\nTjänstgörande ersättare: Ulf Ask (S) för Rolf Vik (S). Jan Öst\n(M) för Eva Ål (L), §§ 13–14.\n\nTjänstemän: stadsdirektören Per Öst och sekreteraren Frej Ny, § 12.\n",
            &[
                "Ida Sten|S|ordförande||",
                "Ola Ek|M|vice ordförande||",
                "Eva Ål|L|ledamot||1-12",
                "Bo Li|SD|ledamot||",
                "Ulf Ask|S|tjänstgörande ersättare|Rolf Vik|",
                "Jan Öst|M|tjänstgörande ersättare|Eva Ål|13-14",
                "Per Öst||stadsdirektör||",
                "Frej Ny||sekreterare||12",
            ],
        );
    }

    #[test]
    fn columns_run_together() {
        check(
            "Beslutande\nHelena Nord (KD), 1:e vice ordförande Frida Ek (S)\nIda Sten (S)\tOla Ek (M)\n",
            &[
                "Helena Nord|KD|1:e vice ordförande||",
                "Frida Ek|S|ledamot||",
                "Ida Sten|S|ledamot||",
                "Ola Ek|M|ledamot||",
            ],
        );
    }
}
