//! Reads votes as text tells them: what Ja and Nej stand for, how many voted so, and who, in prose and in lists.
//!
//! Counts and names stand in any order and over several paragraphs, so all are read as events in order of place: an answer that
//! comes again with another number, a person who votes again, or a count after a new request begins the next vote.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::join_lines::{Para, sentences};
use super::read_person::{Group, PersonReader};
use super::take_statements::Reader;
use super::take_vote_lists::ballot_of;
use super::tile::span_of;
use super::{Ballot, Vote};
use crate::classify::match_within::all_captures_within;
use crate::classify::words::{fold_fast, folded_words};
use crate::text::Span;

/// A count: in figures, or in words up to twenty.
const NUMBER: &str = r"(\d{1,3}|noll|inga|ingen|ett|en|tv[åa]|tre|fyra|fem|sex|sju|[åa]tta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tjugo)";

/// `67 Ja`, `4 ja-röster`, `12 ledamöter röstar NEJ`, `2 som avstår`, `1 frånvarande ledamot`.
static COUNT_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)(?-u:\b){NUMBER}\s+(?:ledam[a-zåäö]+\s+)?(?:har\s+)?(?:r[öo]sta[rt][a-zåäö]*\s+|som\s+)?(ja|nej|avst[åa]r|avst[åa]ende|avstod|nedlagda|fr[åa]nvarande)(?-u:\b)"
    ))
    .expect("checked by a test")
});

/// `röstar Ja (7)`, `Ja-röster: 7`, `avstår från att rösta (2)`, `Frånvarande: 1`.
static COUNT_LAST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?-u:\b)(ja|nej|avst[åa]r|avst[åa]ende|avstod|nedlagda|fr[åa]nvarande)(?:[- ]?r[öo]ster)?(?:\s+fr[åa]n\s+att\s+r[öo]sta)?\s*[:(=]\s*(\d{1,3})(?-u:\b)",
    )
    .expect("a constant pattern")
});

/// `Ja-röst innebär …`, `Nej för …`, `JA = …`.
static MEANS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)(ja|nej)(?:[- ]?r[öo]st(?:er)?)?\s*(?:inneb[äa]r|betyder|f[öo]r|=|till|:)\s+(?:att\s+)?")
        .expect("a constant pattern")
});

/// `Den som vill bifalla förslaget röstar ja`.
static WHO_WANTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)den som ([^.]+?),?\s+r[öo]star\s+(ja|nej)(?-u:\b)").expect("a constant pattern")
});

/// What says how the persons around it vote.
static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?P<by>ja|nej)[- ]?r[öo]st(?:er)?(?:\s+(?:avges\s+|avgavs\s+)?av(?-u:\b)|,\s)|r[öo]st(?:ar|ade|at)\s+(?:f[öo]r\s+)?(?P<verb>ja|nej)(?-u:\b)(?:[- ]?r[öo]st[a-zåäö]*)?(?:\s*\(\d+\))?(?P<list>\s*:)?|(?:[.)]\s)?(?-u:\b)(?P<head>ja|nej|avst[åa]r)(?:[- ]?r[öo]ster|\s+r[öo]star)?(?:\s*\(\d+\))?\s*:|(?-u:\b)(?P<aside>avst[åa]r|avstod)(?-u:\b)|\)\s*[-–:]?\s*(?P<line>ja|nej|avst[åa]r)(?-u:\b)",
    )
    .expect("checked by a test")
});

/// `7 röster mot 4`, `sju röster mot fyra`: which side said Ja stands elsewhere.
static SIDES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)(?-u:\b){NUMBER}\s+r[öo]ster\s+mot\s+{NUMBER}(?-u:\b)")).expect("a constant pattern")
});

/// Where a vote is asked for, or its question put.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:omr[öo]stning|votering)\s+(?:beg[äa]rs|\d|genomf[öo]rs|verkst[äa]lls)|ja[- ]r[öo]st\s+(?:till|f[öo]r|inneb)")
        .expect("a constant pattern")
});

/// Longest list of names, in bytes.
const LONGEST_LIST: usize = 6000;

/// An event: where it stands and what it says.
enum Event {
    Count(Ballot, u32),
    /// So many against so many, and the sentence that says what they decided.
    Sides(u32, u32, String),
    Voted(Ballot, Vec<(String, String)>),
}

/// A vote on its way.
struct Told {
    vote: Vote,
    sides: Option<(u32, u32, String)>,
    /// Where its last event stands.
    last: usize,
}

/// The votes that paragraphs tell.
pub fn read_votes(paras: &[Para], reader: &Reader, person: &PersonReader) -> Vec<Vote> {
    let mut text = String::new();
    let mut starts: Vec<usize> = Vec::new();
    for para in paras {
        text.push('\n');
        starts.push(text.len());
        text.push_str(&para.text);
    }
    let para_at = |at: usize| &paras[starts.iter().rposition(|start| *start <= at).unwrap_or(0)];
    let mut told = gather(&text, person, |at| span_of(reader.raw, para_at(at).from, para_at(at).to));
    let questions = questions_in(&text).into_iter().map(Some).chain(std::iter::repeat(None));
    told.retain(may_be_vote);
    for (told, means) in told.iter_mut().zip(questions) {
        told.vote.means = means.unwrap_or_default();
        settle_sides(told);
    }
    told.into_iter().map(|told| told.vote).filter(is_vote).collect()
}

/// The events of a text, put together to votes; `place` gives the lines that a byte stands on.
fn gather(text: &str, person: &PersonReader, place: impl Fn(usize) -> Span) -> Vec<Told> {
    let mut events = counts_in(text);
    events.extend(answers_in(text, person));
    events.sort_by_key(|(at, _)| *at);
    let asked: Vec<usize> = ASKED.find_iter(text).map(|found| found.start()).collect();
    let mut votes: Vec<Told> = Vec::new();
    for (at, event) in events {
        let again = |told: &Told| asked.iter().any(|asked| (told.last..at).contains(asked));
        if votes.last().is_none_or(|told| begins_anew(told, &event, again(told))) {
            votes.push(Told { vote: Vote::at(place(at)), sides: None, last: at });
        }
        if let Some(told) = votes.last_mut() {
            told.vote.span.line_to = told.vote.span.line_to.max(place(at).line_to);
            told.last = at;
            put(told, event);
        }
    }
    votes
}

/// Whether an event is another vote's: a count that differs, or comes again after somebody asked for a vote; a person who
/// answers otherwise.
fn begins_anew(told: &Told, event: &Event, asked_again: bool) -> bool {
    match event {
        Event::Count(ballot, count) => told.vote.count(*ballot).is_some_and(|known| known != *count || asked_again),
        Event::Sides(first, second, _) => {
            let counted = told.vote.count(Ballot::Yes).is_some() || told.vote.count(Ballot::No).is_some();
            told.sides.as_ref().is_some_and(|known| (known.0, known.1) != (*first, *second) || asked_again)
                || asked_again && (counted || !told.vote.ballots.is_empty())
        }
        Event::Voted(ballot, names) => names
            .iter()
            .any(|(name, _)| told.vote.ballots.iter().any(|(known, _, answer)| known == name && answer != ballot)),
    }
}

fn put(told: &mut Told, event: Event) {
    let vote = &mut told.vote;
    match event {
        Event::Count(ballot, count) => {
            if vote.count(ballot).is_none() {
                vote.counts.push((ballot, count));
                vote.counts.sort_unstable();
            }
        }
        Event::Sides(first, second, decided) => {
            told.sides.get_or_insert((first, second, decided));
        }
        Event::Voted(ballot, names) => {
            for (name, party) in names {
                if !vote.ballots.iter().any(|(known, ..)| *known == name) {
                    vote.ballots.push((name, party, ballot));
                }
            }
        }
    }
}

/// `7 röster mot 4` says not which side said Ja: those who are named do, else what Ja stands for in the words of what was
/// decided. Where neither tells, no count is claimed.
fn settle_sides(told: &mut Told) {
    let Some((first, second, decided)) = &told.sides else { return };
    if told.vote.count(Ballot::Yes).is_some() || told.vote.count(Ballot::No).is_some() {
        return;
    }
    let named = |ballot| told.vote.ballots.iter().filter(|(_, _, answer)| *answer == ballot).count();
    let alike =
        |ballot| told.vote.means.iter().filter(|(known, _)| *known == ballot).map(|(_, m)| shared(m, decided)).sum();
    let (yes, no): (usize, usize) = (named(Ballot::Yes), named(Ballot::No));
    let (like_yes, like_no): (usize, usize) = (alike(Ballot::Yes), alike(Ballot::No));
    let yes_won = match (yes.cmp(&no), like_yes.cmp(&like_no)) {
        (Ordering::Equal, Ordering::Equal) => return,
        (Ordering::Equal, likeness) => likeness.is_gt(),
        (named, _) => named.is_gt() == (first > second),
    };
    let (yes, no) = if yes_won { (*first, *second) } else { (*second, *first) };
    told.vote.counts.extend([(Ballot::Yes, yes), (Ballot::No, no)]);
    told.vote.counts.sort_unstable();
}

/// Letters of a word that says something.
const SAYING: usize = 4;

/// How many words two texts share by their first letters: `bifalla` and `bifall`.
fn shared(a: &str, b: &str) -> usize {
    let stems = |text: &str| -> Vec<String> {
        let words = folded_words(text, 40).into_iter().filter(|word| word.len() >= SAYING);
        words.map(|word| word.chars().take(SAYING + 1).collect()).collect()
    };
    let other = stems(b);
    stems(a).iter().filter(|stem| other.contains(stem)).count()
}

fn may_be_vote(told: &Told) -> bool {
    told.sides.is_some() || is_vote(&told.vote)
}

/// A vote has both answers counted, or names of those who gave one.
fn is_vote(vote: &Vote) -> bool {
    let answered = |ballot| vote.ballots.iter().any(|(_, _, other)| *other == ballot);
    vote.count(Ballot::Yes).is_some() && vote.count(Ballot::No).is_some()
        || vote.ballots.len() > 1 && (answered(Ballot::Yes) || answered(Ballot::No))
}

fn counts_in(text: &str) -> Vec<(usize, Event)> {
    let first = all_captures_within(&COUNT_FIRST, text).map(|(at, c)| (at, c, 1, 2));
    let last = all_captures_within(&COUNT_LAST, text).map(|(at, c)| (at, c, 2, 1));
    let count_of = |(at, found, number, answer): (usize, Captures, usize, usize)| {
        Some((at, Event::Count(answer_of(&found[answer])?, number_in(&found[number])?)))
    };
    let sides = all_captures_within(&SIDES, text).filter_map(|(at, c)| {
        let after = text[at + c[0].len()..].split(['.', '\n']).next().unwrap_or("");
        Some((at, Event::Sides(number_in(&c[1])?, number_in(&c[2])?, after.to_owned())))
    });
    // "Den som bifaller punkt 2 röstar ja" counts nobody.
    let asked: Vec<Range<usize>> = WHO_WANTS.find_iter(text).map(|found| found.range()).collect();
    let told = |(at, _): &(usize, Event)| !asked.iter().any(|asked| asked.contains(at));
    first.chain(last).filter_map(count_of).filter(told).chain(sides).collect()
}

/// A count in figures or words.
fn number_in(text: &str) -> Option<u32> {
    const WORDS: [&str; 21] = [
        "noll", "en", "tva", "tre", "fyra", "fem", "sex", "sju", "atta", "nio", "tio", "elva", "tolv", "tretton",
        "fjorton", "femton", "sexton", "sjutton", "arton", "nitton", "tjugo",
    ];
    let folded = fold_fast(text);
    let word = match folded.as_str() {
        "inga" | "ingen" => "noll",
        "ett" => "en",
        word => word,
    };
    let in_words = || u32::try_from(WORDS.iter().position(|known| *known == word)?).ok();
    text.parse().ok().or_else(in_words)
}

fn answer_of(word: &str) -> Option<Ballot> {
    ballot_of(word).or_else(|| fold_fast(word).starts_with("avst").then_some(Ballot::Abstains))
}

/// Who answered what: names before `röstar ja`, after `röstar ja:` and `ja-röster av`.
fn answers_in(text: &str, person: &PersonReader) -> Vec<(usize, Event)> {
    let group = Group { role: "ledamot".to_owned(), party: String::new() };
    let found: Vec<(usize, Captures)> = all_captures_within(&ANSWER, text).collect();
    let range = |(at, c): &(usize, Captures)| *at..at + c[0].len();
    let mut events = Vec::new();
    for (index, answer) in found.iter().enumerate() {
        let (place, answer) = (range(answer), &answer.1);
        let before = index.checked_sub(1).map_or(0, |before| range(&found[before]).end);
        let next = found.get(index + 1).map_or(text.len(), |next| range(next).start);
        let Some(ballot) = ["by", "verb", "head", "aside", "line"].iter().find_map(|name| answer.name(name)) else {
            continue;
        };
        let after = answer.name("by").is_some() || answer.name("list").is_some() || answer.name("head").is_some();
        // The bracket that an answer at a line's end follows belongs to the party before it.
        let end = if answer.name("line").is_some() { place.start + 1 } else { place.start };
        let zone = if after { list_after(text, place.end, next) } else { sentence_before(text, before, end) };
        let people = person.read(&text[zone], &group);
        let names: Vec<(String, String)> = people.into_iter().map(|person| (person.name, person.party)).collect();
        if let (Some(ballot), false) = (answer_of(ballot.as_str()), names.is_empty()) {
            events.push((place.start, Event::Voted(ballot, names)));
        }
    }
    events
}

/// The text between `from` and `end` that belongs to the last sentence before `end`.
fn sentence_before(text: &str, from: usize, end: usize) -> Range<usize> {
    let from = text[from..end].rfind('\n').map_or(from, |turn| from + turn + 1);
    let last = sentences(&text[from..end]).pop().map_or(0, |range| range.start);
    from + last..end
}

/// A list of names: to the next answer, over paragraphs that go on naming.
fn list_after(text: &str, from: usize, next: usize) -> Range<usize> {
    let mut end = text[..next].floor_char_boundary(next.min(from + LONGEST_LIST));
    for (turn, _) in text[from..end].match_indices('\n') {
        let para = text[from + turn + 1..end].split('\n').next().unwrap_or("");
        if !para.contains('(') || para.len() > 3 * para.matches('(').count() * 20 {
            end = from + turn;
            break;
        }
    }
    from..end
}

/// What Ja and Nej stand for, in pairs, in order of place.
fn questions_in(text: &str) -> Vec<Vec<(Ballot, String)>> {
    let mut found: Vec<(usize, Ballot, String)> = Vec::new();
    let marks: Vec<(usize, Captures)> = all_captures_within(&MEANS, text).collect();
    for (index, (at, mark)) in marks.iter().enumerate() {
        let Some(ballot) = ballot_of(&mark[1]) else { continue };
        let next = marks.get(index + 1).map_or(text.len(), |next| next.0);
        let rest = &text[at + mark[0].len()..next];
        // "Ja: 7" is a count, "Ja: Ida Sten (S)" a list.
        let end = rest.find(['\n', '.', '"', '”', ';']).unwrap_or(rest.len());
        if rest.starts_with(|c: char| c.is_ascii_digit()) || mark[0].contains(':') && rest[..end].contains('(') {
            continue;
        }
        found.push((*at, ballot, trimmed(&rest[..end])));
    }
    found.extend(all_captures_within(&WHO_WANTS, text).filter_map(|(at, c)| {
        let wish = c[1].trim_start_matches("vill ").trim_start_matches("att ");
        Some((at, ballot_of(&c[2])?, trimmed(wish)))
    }));
    found.sort_by_key(|(at, ..)| *at);
    let mut questions: Vec<Vec<(Ballot, String)>> = Vec::new();
    for (_, ballot, means) in found {
        match questions.last_mut() {
            Some(open) if !open.iter().any(|(known, _)| *known == ballot) => open.push((ballot, means)),
            _ => questions.push(vec![(ballot, means)]),
        }
    }
    questions
}

fn trimmed(words: &str) -> String {
    let words = words.trim_end_matches([' ', ',', '/']);
    words
        .strip_suffix(" och")
        .or_else(|| words.strip_suffix(" medan"))
        .unwrap_or(words)
        .trim_matches([' ', ','])
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::dictionaries::Dictionaries;
    use crate::segment::join_lines::paragraphs;
    use crate::segment::name_actors::{CueBook, PartyBook};
    use crate::text::tests_support::plain_pages;

    /// Votes as `yes-no, how many by name, what Ja stands for`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let dictionaries = Dictionaries::built_in();
        let pages = plain_pages(text);
        let view = see(&pages, 0);
        let book = PartyBook::new(dictionaries.municipalities.iter());
        let cues = CueBook::new(&dictionaries.rules.statements, false);
        let reader = Reader { lines: &view.lines, raw: &pages.lines, book: &book, cues: &cues, lenient: false };
        let person = PersonReader { roles: &dictionaries.rules.roles, book: &book, lenient: false, partyless: false };
        let paras = paragraphs(&view.lines, 0, view.lines.len() - 1);
        let count = |vote: &Vote, ballot| vote.count(ballot).map_or_else(|| "?".to_owned(), |count| count.to_string());
        let row = |vote: &Vote| {
            let means = vote.means.first().map_or("", |(_, means)| means);
            format!("{}-{}, {}, {means}", count(vote, Ballot::Yes), count(vote, Ballot::No), vote.ballots.len())
        };
        let found: Vec<String> = read_votes(&paras, &reader, &person).iter().map(row).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sides_are_settled_by_names_or_by_what_was_decided() {
        check(
            "Den som bifaller punkt 2 röstar ja. Den som avslår röstar nej.\nMed 4 röster mot 3 beslutar nämnden att bifalla punkt 2.\n",
            &["4-3, 0, bifaller punkt 2"],
        );
        check("Ja-röst för avslag. Nej-röst för bifall. Med 4 röster mot 3 bifalls motionen.\n", &["3-4, 0, avslag"]);
        check("Nämnden beslutar med 5 röster mot 2. Nej-röst avges av: Ida Sten (S) och Bo Ek (S).\n", &["2-5, 2, "]);
        check("Med 5 röster mot 2 beslutar nämnden.\n", &[]);
    }

    #[test]
    fn the_same_counts_asked_for_again_are_another_vote() {
        let vote = "Votering begärs. Ja-röst för bifall. Nej-röst för avslag. Med 5 ja-röster mot 2 nej-röster bifalls det.\n\n";
        check(&vote.repeat(2), &["5-2, 0, bifall", "5-2, 0, bifall"]);
        check(&format!("{vote}Ja-röster: 5. Nej-röster: 2.\n"), &["5-2, 0, bifall"]);
    }
}
