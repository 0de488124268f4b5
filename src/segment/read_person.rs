//! Reads a person of an attendance list: name, party in all the ways it is printed, role, whom a substitute replaces.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Attendance;
use super::name_actors::PartyBook;
use crate::classify::index_cues::CueList;
use crate::classify::match_within::{all_captures_within, captures_within};
use crate::classify::words::folded_words;
use crate::dictionaries::RoleCue;

/// A person's name: two to four words in capitals, with small particles inside. The letters of Latin Europe, because a class of
/// all letters makes the search slow.
pub const NAME: &str = r"[A-ZÀ-ÖØ-ÞČĆĐŁŃÓŚŞŠŽŻ][A-Za-zÀ-ÖØ-öø-ž'’\-]+(?:\s(?:von|van|af|de|da|el|al|der|bin)|\s[A-ZÀ-ÖØ-ÞČĆĐŁŃÓŚŞŠŽŻ]\.|\s[A-ZÀ-ÖØ-ÞČĆĐŁŃÓŚŞŠŽŻ][A-Za-zÀ-ÖØ-öø-ž'’\-]+){0,3}\s(?:[A-ZÀ-ÖØ-ÞČĆĐŁŃÓŚŞŠŽŻ][A-Za-zÀ-ÖØ-öø-ž'’\-]+|[ÅÖ])";

/// `Ida Sten (S)`, `Ida Sten, (s)`, `Ida Sten (-)`; a place or an office may stand between: `Ida Sten, Exempelstad (S)`.
static WITH_PARTY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"({NAME})(?:,\s([A-ZÅÄÖ][a-zåäö]+(?:\s(?:kommun|stad))?|(?:[1-3]:[ea]\s)?[a-zåäö][a-zåäö. ]{{2,24}}))?,?\s*\(\s?([A-Za-zÀ-ÿ]{{1,5}}|-|–)\s?\)"
    ))
    .expect("checked by a test")
});

/// A name alone.
static ALONE: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"^({NAME})$")).expect("checked by a test"));

/// An office in small letters, then a name: `stadsdirektören Ida Sten`.
static OFFICE_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?:och\s+|samt\s+)?([A-Za-zÀ-ÿ]{{5,}})\s+({NAME})")).expect("checked by a test")
});

/// `Ida Sten (kulturchef)`.
static OFFICE_IN_BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"^({NAME})\s*\(([a-zåäö][^)]+)\)")).expect("checked by a test"));

/// `§§ 4–9`, `§ 6`, `från § 5`, `t.o.m. § 7`, `§§ 1-5 och 7-11`.
static ITEMS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:från och med|fr\.o\.m\.?|från|from|till och med|t\.o\.m\.?|till|ej|utom|frånvarande)\s+)?§{1,2}\s*(\d+(?:\s*[-–]\s*\d+)?(?:(?:\s*,\s*|\s+och\s+)\d+(?:\s*[-–]\s*\d+)?)*)")
        .expect("a constant pattern")
});

/// `ersätter Ola Ek (M)`, `tjänstgör för Ola Ek`, `för Ola Ek (M)`.
static REPLACES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:[Ee]rsätter:?|[Ee]rsatter:?|[Ee]rs\.|tjänstgör för|tjänstgör i stället för|tjänstgörande för|tjg\.? för|för|i stället för)\s+({NAME})(\s*\([A-Za-zÀ-ÿ–-]{{1,5}}\))?"
    ))
    .expect("checked by a test")
});

/// What offices end in, folded; the definite form's `n` or `en` is cut before.
const OFFICES: [&str; 20] = [
    "direktor",
    "chef",
    "sekreterare",
    "handlaggare",
    "utredare",
    "strateg",
    "samordnare",
    "ekonom",
    "controller",
    "jurist",
    "arkitekt",
    "rektor",
    "ingenjor",
    "planerare",
    "revisor",
    "kommunrad",
    "ombud",
    "ledare",
    "inspektor",
    "kurator",
];

/// Roles in the form that leads a name.
const DEFINITE: [&str; 6] = ["ordföranden", "ledamoten", "ledamöterna", "ersättaren", "ersättarna", "ordförandena"];

/// What a list says of those it names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// The role its heading gives; empty where the list names nobody who was there.
    pub role: String,
    /// The party its heading gives, in lists by party.
    pub party: String,
}

impl Group {
    /// Officials have no party.
    fn officials(&self) -> bool {
        ["tjänsteperson", "personalföreträdare"].contains(&self.role.as_str())
    }
}

/// The words of a list and how they may be damaged.
pub struct PersonReader<'a> {
    /// `rules/roles.csv`.
    pub roles: &'a CueList<RoleCue>,
    /// Parties.
    pub book: &'a PartyBook,
    /// Whether words may be damaged.
    pub lenient: bool,
    /// Whether the lists print no party at all, as those of companies: a name alone is a member then.
    pub partyless: bool,
}

impl PersonReader<'_> {
    /// The persons a stretch of a list names.
    pub fn read(&self, text: &str, group: &Group) -> Vec<Attendance> {
        if !text.contains('(') {
            return self.without_brackets(text, group);
        }
        // Whom someone replaces is no person at the meeting.
        let relieved = relieved_in(text);
        let is_relieved =
            |range: &Range<usize>| relieved.iter().any(|(other, _)| other.start < range.end && range.start < other.end);
        let found: Vec<(Range<usize>, String, String)> = all_captures_within(&WITH_PARTY, text)
            .filter_map(|(at, c)| Some((at..at + c[0].len(), c[1].to_owned(), self.party_of(&c[3])?)))
            .filter(|(range, ..)| !is_relieved(range))
            .collect();
        let Some(first) = found.first() else { return self.without_brackets(text, group) };
        let ends = found.iter().skip(1).map(|next| next.0.start).chain([text.len()]);
        let mut before = &text[..first.0.start];
        let mut people = Vec::new();
        for ((range, name, party), end) in found.iter().zip(ends) {
            let beside = &text[range.end..end];
            let (beside, ahead) = if end < text.len() { split_ahead(beside) } else { (beside, "") };
            let relief = relieved.iter().find(|(other, _)| (range.end..end).contains(&other.start));
            let replaces = relief.map_or_else(String::new, |(_, name)| name.clone());
            let (name, led) = self.without_role(name);
            let within = self.role_in(office_before_party(&text[range.clone()]));
            let own = within.or_else(|| self.role_in(beside)).or(led).or_else(|| self.role_in(before));
            let role = role_of(own, &replaces, group);
            people.push(Attendance { name, party: party.clone(), role, replaces, items: items_in(beside) });
            before = ahead;
        }
        people
    }

    /// Whether a stretch begins with an office or a role: `Ordförande`, `Enhetschef § 118`.
    pub fn is_office(&self, text: &str) -> bool {
        let words = folded_words(text, 4);
        text.split_whitespace().next().is_some_and(is_office) || self.role_at(&words).is_some()
    }

    /// The longest role that begins with the first of `words`, and how many of them it takes.
    fn role_at(&self, words: &[impl AsRef<str>]) -> Option<(&RoleCue, usize)> {
        let cues = self.roles.candidates(words, self.lenient, false).filter(|(_, cue)| !cue.group);
        let found = cues.filter_map(|(place, cue)| Some((place, cue.phrase.at_start(words, self.lenient)?)));
        let (place, count) = found.reduce(|best, other| if other.1 > best.1 { other } else { best })?;
        Some((&self.roles[place], count))
    }

    /// Party letters in brackets as tables write them, empty for a dash; `None` where they are some other shortening.
    fn party_of(&self, letters: &str) -> Option<String> {
        if ["-", "–"].contains(&letters) {
            return Some(String::new());
        }
        let high = letters.to_uppercase();
        if self.book.knows(&high) {
            return Some(high);
        }
        letters.starts_with(char::is_uppercase).then(|| letters.to_owned())
    }

    /// `Ida Sten S`, `Ida Sten -s`; a name under the head of a party; an official.
    fn without_brackets(&self, text: &str, group: &Group) -> Vec<Attendance> {
        if !group.party.is_empty() && text.contains(", ") {
            return self.read_members(text, group);
        }
        let (first, beside) = text.split_once(',').unwrap_or((text, ""));
        let (name, led) = self.without_role(first.trim());
        let own = self.role_in(beside).or(led);
        if let Some((name, party)) = self.bare_party(&name, beside)
            && !group.officials()
        {
            let role = role_of(own, "", group);
            return vec![Attendance { name, party, role, replaces: String::new(), items: items_in(beside) }];
        }
        if !group.party.is_empty()
            && let Some(name) = name_alone(&name)
        {
            let role = role_of(own, "", group);
            let (party, replaces) = (group.party.clone(), String::new());
            return vec![Attendance { name, party, role, replaces, items: items_in(beside) }];
        }
        let mut people = read_officials(text, group);
        // In a list of members a name counts only with an office beside it.
        people.retain(|person| {
            group.officials() || self.partyless || person.role != group.role && person.role != "justerare"
        });
        for person in people.iter_mut().filter(|_| self.partyless && !group.officials()) {
            self.take_replaced(person, text);
        }
        people
    }

    /// `Ida Sten, ordförande, Ola Ek` in a list of one party.
    fn read_members(&self, text: &str, group: &Group) -> Vec<Attendance> {
        let mut people: Vec<Attendance> = Vec::new();
        for piece in text.split([',', ';']).flat_map(split_at_and).map(str::trim) {
            let bare = ITEMS.replace_all(piece, "");
            if let Some(name) = name_alone(&bare) {
                let (party, replaces) = (group.party.clone(), String::new());
                people.push(Attendance { name, party, role: group.role.clone(), replaces, items: items_in(piece) });
            } else if let (Some(last), Some(role)) = (people.last_mut(), self.role_in(piece)) {
                last.role = role_of(Some(role), "", group);
            }
        }
        people
    }

    /// `Ida Sten, suppleant för Ola Ek` in lists without parties: role and whom she replaces.
    fn take_replaced(&self, person: &mut Attendance, text: &str) {
        if let Some(role) = self.role_in(&person.role) {
            person.role = role;
        }
        if let Some(found) = captures_within(&REPLACES, text) {
            found[1].clone_into(&mut person.replaces);
            "tjänstgörande ersättare".clone_into(&mut person.role);
        }
    }

    /// Name and party where the letters stand without brackets, at the end of the name or alone after a comma.
    fn bare_party(&self, first: &str, beside: &str) -> Option<(String, String)> {
        let after = beside.split(',').next().unwrap_or("").trim();
        if self.book.knows(after) {
            return Some((name_alone(first)?, after.to_owned()));
        }
        let (name, letters) = first.rsplit_once([' ', '-', '–'])?;
        let marked = first[name.len()..].starts_with(['-', '–']);
        let high = if marked { letters.to_uppercase() } else { letters.to_owned() };
        self.book.knows(&high).then(|| name_alone(name.trim_end_matches([' ', '-', '–'])))?.map(|name| (name, high))
    }

    /// `1:e vice ordförande Ida Sten`: columns run together put the office of one before the name of the next.
    fn without_role(&self, name: &str) -> (String, Option<String>) {
        let words = folded_words(name, 8);
        match self.role_at(&words) {
            Some((cue, count)) if count < words.len() => {
                let rest: Vec<&str> = name.split_whitespace().skip(count).collect();
                (rest.join(" "), Some(cue.role.clone()))
            }
            _ => (name.to_owned(), None),
        }
    }

    /// The role beside a name: the earliest, of those the longest.
    fn role_in(&self, text: &str) -> Option<String> {
        let words = folded_words(text, 20);
        let (cue, _) = (0..words.len()).find_map(|at| self.role_at(&words[at..]))?;
        Some(cue.role.clone())
    }
}

/// Those whom others replace, with the place of the words that say so.
fn relieved_in(text: &str) -> Vec<(Range<usize>, String)> {
    let may_replace = ["ör ", "or ", "ers", "Ers"].iter().any(|part| text.contains(part));
    let found = all_captures_within(&REPLACES, if may_replace { text } else { "" });
    found.map(|(at, c)| (at..at + c[0].len(), c[1].to_owned())).filter(|(range, _)| range.start > 0).collect()
}

/// What stands between name and party: `Ida Sten, ordförande (S)`.
fn office_before_party(member: &str) -> &str {
    let before = member.split('(').next().unwrap_or("");
    before.split_once(',').map_or("", |(_, office)| office)
}

/// A name at the beginning.
static LEADS: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("^{NAME}")).expect("checked by a test"));

/// Whether a text begins with a name.
pub fn begins_with_name(text: &str) -> bool {
    LEADS.is_match(text)
}

/// Whether a text begins with a name and its party.
pub fn begins_with_member(text: &str) -> bool {
    WITH_PARTY.find(text).is_some_and(|found| found.start() == 0)
}

/// Names printed with a party in brackets, and its letters.
pub fn names_with_party(text: &str) -> Vec<(String, String)> {
    all_captures_within(&WITH_PARTY, text).map(|(_, found)| (found[1].to_owned(), found[3].to_owned())).collect()
}

/// What stands between two names: the first one's own, and a role in the definite form that leads the second: `samt
/// tjänstgörande ersättaren`.
fn split_ahead(between: &str) -> (&str, &str) {
    let at = [", ", " samt ", " och "].iter().filter_map(|joint| between.rfind(joint)).max();
    match at {
        Some(at) if DEFINITE.iter().any(|role| between[at..].trim_end().ends_with(role)) => between.split_at(at),
        _ => (between, ""),
    }
}

/// A person's own role before that of the list; whoever replaces somebody serves.
fn role_of(own: Option<String>, replaces: &str, group: &Group) -> String {
    match own {
        Some(role) if role != "ersättare" => role,
        _ if !replaces.is_empty() => "tjänstgörande ersättare".to_owned(),
        // "Ersättare" beside a name in a list of those who serve says no more than the list.
        Some(role) if group.role != "tjänstgörande ersättare" => role,
        _ => group.role.clone(),
    }
}

fn name_alone(text: &str) -> Option<String> {
    ALONE.captures(text.trim()).map(|c| c[1].to_owned())
}

/// The § of a part of the meeting, as printed, without the sign.
pub fn items_in(text: &str) -> String {
    if !text.contains('§') {
        return String::new();
    }
    let found: Vec<String> = all_captures_within(&ITEMS, text)
        .map(|(_, c)| {
            let limit = c.get(1).map_or("", |m| m.as_str().trim());
            let limit = if limit == "frånvarande" { "ej" } else { limit };
            let list = c[2].replace(" och ", ", ").replace('–', "-");
            let list = list.split(',').map(|part| part.replace(' ', "")).collect::<Vec<_>>().join(", ");
            if limit.is_empty() { list } else { format!("{limit} {list}") }
        })
        .collect();
    found.join(", ")
}

/// Officials: names and offices, no party; one on a line or a row of them.
fn read_officials(text: &str, group: &Group) -> Vec<Attendance> {
    let mut people: Vec<Attendance> = Vec::new();
    // Whether the last one's office is still to come.
    let mut open = false;
    // "Ida Sten - Kulturchef" is name and office as with a comma.
    let text = text.replace(" - ", ", ").replace(" – ", ", ");
    for piece in text.split([',', ';']).flat_map(split_at_and).map(str::trim) {
        let Some((name, mut office)) = official_in(piece) else {
            open = people.last_mut().is_some_and(|last| take_office(last, piece, open));
            continue;
        };
        // "Ida Sten, ekonom Bo Ek, jurist": lines run together put the office of one before the name of the next.
        if let Some(last) = people.last_mut().filter(|_| open && !office.is_empty() && piece.starts_with(&office)) {
            last.role = std::mem::take(&mut office);
        }
        open = office.is_empty();
        let role = if open { group.role.clone() } else { office };
        let (party, replaces) = (String::new(), String::new());
        people.push(Attendance { name, party, role, replaces, items: items_in(piece) });
    }
    people
}

/// Take what stands beside an official: § and, where it is still to come, the office. Gives whether it still is.
fn take_office(last: &mut Attendance, piece: &str, open: bool) -> bool {
    let items = items_in(piece);
    if !items.is_empty() {
        last.items = items;
    }
    let bare = ITEMS.replace_all(piece, "");
    let office = bare.split('(').next().unwrap_or("").trim();
    // "HR-direktör" and "VD" keep their letters.
    let short = office.chars().nth(1).is_some_and(char::is_uppercase);
    if open && (office.starts_with(char::is_lowercase) || is_short_office(office) || is_office(office)) {
        last.role = if short { office.to_owned() } else { office.to_lowercase() };
        return false;
    }
    open
}

/// `Ida Sten och Bo Ek` are two, `hälso- och sjukvårdsdirektör` is one.
fn split_at_and(piece: &str) -> Vec<&str> {
    let cut = piece.match_indices(" och ").map(|(at, _)| at).find(|&at| !piece[..at].ends_with('-'));
    cut.map_or_else(|| vec![piece], |at| vec![&piece[..at], &piece[at + " och ".len()..]])
}

/// A piece of a row of officials: name and office, the office empty where it is not beside the name.
fn official_in(piece: &str) -> Option<(String, String)> {
    if let Some(found) = OFFICE_IN_BRACKETS.captures(piece) {
        return Some((found[1].to_owned(), found[2].to_owned()));
    }
    let bare = ITEMS.replace_all(piece, "");
    if let Some(found) = OFFICE_FIRST.captures(bare.trim())
        && (found[1].starts_with(char::is_lowercase) || is_office(&found[1]))
    {
        return Some((found[2].to_owned(), indefinite(&found[1].to_lowercase())));
    }
    let name = name_alone(&bare)?;
    // "Ida Sten Skolchef"
    match name.rsplit_once(' ').filter(|(name, office)| name.contains(' ') && is_office(office)) {
        Some((name, office)) => Some((name.to_owned(), office.to_lowercase())),
        None => Some((name, String::new())),
    }
}

/// `stadsdirektör Ida Sten`: an office and its holder, another person than the one on the line above.
pub fn leads_with_office(text: &str) -> bool {
    OFFICE_FIRST.captures(text).is_some_and(|found| is_office(&found[1]))
}

/// `VD`, `CFO`.
fn is_short_office(text: &str) -> bool {
    (2..=4).contains(&text.len()) && text.chars().all(char::is_uppercase)
}

fn is_office(word: &str) -> bool {
    let folded = crate::classify::words::fold_fast(word);
    let bare = [folded.as_str(), folded.trim_end_matches('n'), folded.strip_suffix("en").unwrap_or(&folded)];
    bare.iter().any(|word| OFFICES.iter().any(|office| word.ends_with(office)))
}

/// `stadsdirektören` -> `stadsdirektör`, `sekreteraren` -> `sekreterare`.
fn indefinite(office: &str) -> String {
    match office.strip_suffix("en").or_else(|| office.strip_suffix("n")) {
        Some(stem) if office.ends_with("aren") => format!("{stem}e"),
        Some(stem) => stem.to_owned(),
        None => office.to_owned(),
    }
}
