//! Takes the votes out of a §: what Ja and Nej stand for, how many voted so, and who, in prose, in lists and in tables.
//!
//! Counts and names stand in any order and over several paragraphs, so all are read as events in order of place: an answer that
//! comes again with another number, or a person who votes again, begins the next vote.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::find_items::Item;
use super::join_lines::{Para, paragraphs, sentences};
use super::read_person::{Group, PersonReader};
use super::take_statements::Reader;
use super::take_vote_lists::{VoteList, ballot_of};
use super::tile::{Part, span_of};
use super::{Ballot, SegmentKind, Vote};
use crate::classify::match_within::all_captures_within;
use crate::classify::words::fold_fast;

/// A count: in figures, or in words up to twenty.
const NUMBER: &str = r"(\d{1,3}|noll|inga|ingen|ett|en|tv[åa]|tre|fyra|fem|sex|sju|[åa]tta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tjugo)";

/// `67 Ja`, `4 ja-röster`, `12 ledamöter röstar NEJ`, `2 som avstår`, `1 frånvarande ledamot`.
static COUNT_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)(?-u:\b){NUMBER}\s+(?:ledam\S+\s+)?(?:har\s+)?(?:r[öo]sta[rt]\w*\s+|som\s+)?(ja|nej|avst[åa]r|avst[åa]ende|avstod|nedlagda|fr[åa]nvarande)(?-u:\b)"
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

/// Part of a word that no vote goes without; a few letters each, because every line of minutes is asked.
static VOTE_WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("röst|rost|Röst|RÖST|otering|OTERING|Ja |Ja:|JA").expect("a constant pattern"));

/// What says how the persons around it vote.
static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?P<by>ja|nej)[- ]?r[öo]st(?:er)?\s+(?:avges\s+|avgavs\s+)?av(?-u:\b)|r[öo]st(?:ar|ade|at)\s+(?:f[öo]r\s+)?(?P<verb>ja|nej)(?-u:\b)(?:[- ]?r[öo]st\w*)?(?:\s*\(\d+\))?(?P<list>\s*:)?|\n(?P<head>ja|nej|avst[åa]r)(?:[- ]?r[öo]ster|\s+r[öo]star)?(?:\s*\(\d+\))?\s*:|(?-u:\b)(?P<aside>avst[åa]r|avstod)(?-u:\b)|\)\s*[-–:]?\s*(?P<line>ja|nej|avst[åa]r)(?-u:\b)",
    )
    .expect("checked by a test")
});

/// Longest list of names, in bytes.
const LONGEST_LIST: usize = 6000;

/// Parts of a § in which a vote of this meeting is told.
fn tells_votes(kind: SegmentKind) -> bool {
    use SegmentKind::{Decision, Matter, Motion, Procedure, Section, Vote};
    matches!(kind, Vote | Procedure | Decision | Motion | Matter | Section)
}

/// The votes of a § that ends on line `to`, whose parts are `inside`; `lists` are the tables of members of the whole paper.
pub fn take_votes(
    reader: &Reader,
    person: &PersonReader,
    lists: &[VoteList],
    item: &Item,
    (inside, to): (&[Part], usize),
) -> Vec<Vote> {
    let mut votes = Vec::new();
    if may_vote(reader, item.line, to) {
        let told = stretches(inside, item.head_to + 1, to);
        let paras = told.into_iter().flat_map(|told| paragraphs(reader.lines, told.start, told.end - 1));
        let in_table = |para: &Para| lists.iter().any(|list| (list.line..=list.to).contains(&para.from));
        votes = read_votes(&paras.filter(|para| !in_table(para)).collect::<Vec<_>>(), reader, person);
    }
    add_lists(&mut votes, lists, item, to);
    for vote in &mut votes {
        vote.item.clone_from(&item.number);
    }
    votes
}

/// The votes that lines `from..=to` tell, whatever § they stand in.
pub fn votes_on(reader: &Reader, person: &PersonReader, (from, to): (usize, usize)) -> Vec<Vote> {
    read_votes(&paragraphs(reader.lines, from, to), reader, person)
}

/// Most § hold no vote: nothing is read where no word of one stands.
fn may_vote(reader: &Reader, from: usize, to: usize) -> bool {
    reader.lines[from..=to].iter().any(|line| VOTE_WORD.is_match(&line.text))
}

/// The lines of a § that tell of this meeting: parts that do, and what stands between the parts.
fn stretches(inside: &[Part], from: usize, to: usize) -> Vec<Range<usize>> {
    let mut told = Vec::new();
    let mut next = from;
    for part in inside {
        told.push(next..part.from);
        if tells_votes(part.kind) {
            told.push(part.from..part.to + 1);
        }
        next = part.to + 1;
    }
    told.push(next..to + 1);
    told.retain(|lines| !lines.is_empty());
    told
}

/// An event: where it stands and what it says.
enum Event {
    Count(Ballot, u32),
    Voted(Ballot, Vec<(String, String)>),
}

/// The votes that paragraphs tell.
fn read_votes(paras: &[Para], reader: &Reader, person: &PersonReader) -> Vec<Vote> {
    let mut text = String::new();
    let mut starts: Vec<usize> = Vec::new();
    for para in paras {
        text.push('\n');
        starts.push(text.len());
        text.push_str(&para.text);
    }
    let para_at = |at: usize| &paras[starts.iter().rposition(|start| *start <= at).unwrap_or(0)];
    let mut events = counts_in(&text);
    events.extend(answers_in(&text, person));
    events.sort_by_key(|(at, _)| *at);
    let mut votes: Vec<Vote> = Vec::new();
    for (at, event) in events {
        if votes.last().is_none_or(|vote| begins_anew(vote, &event)) {
            let para = para_at(at);
            votes.push(Vote::at(span_of(reader.raw, para.from, para.to)));
        }
        if let Some(vote) = votes.last_mut() {
            vote.span.line_to = vote.span.line_to.max(span_of(reader.raw, para_at(at).from, para_at(at).to).line_to);
            put(vote, event);
        }
    }
    votes.retain(is_vote);
    for (vote, means) in votes.iter_mut().zip(questions_in(&text)) {
        vote.means = means;
    }
    votes
}

fn begins_anew(vote: &Vote, event: &Event) -> bool {
    match event {
        Event::Count(ballot, count) => vote.count(*ballot).is_some_and(|known| known != *count),
        Event::Voted(ballot, names) => names
            .iter()
            .any(|(name, _)| vote.ballots.iter().any(|(known, _, answer)| known == name && answer != ballot)),
    }
}

fn put(vote: &mut Vote, event: Event) {
    match event {
        Event::Count(ballot, count) => {
            if vote.count(ballot).is_none() {
                vote.counts.push((ballot, count));
                vote.counts.sort_unstable();
            }
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
    first.chain(last).filter_map(count_of).collect()
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

/// Give the tables at the front of a paper, which name no §, to its only vote.
pub fn add_front_lists(votes: &mut [Vote], lists: &[VoteList], first_item: usize) {
    let [vote] = votes else { return };
    let front = lists.iter().filter(|list| list.line < first_item && matches!(list.votes.as_slice(), [(None, _)]));
    let ballots: Vec<_> = front.flat_map(|list| ballots_of(list, 0)).collect();
    if vote.ballots.is_empty() {
        vote.ballots = ballots;
    }
}

/// Name, party and answer of all who voted in a column.
fn ballots_of(list: &VoteList, column: usize) -> impl Iterator<Item = (String, String, Ballot)> {
    let voted = list.rows.iter().flat_map(|(person, ballots)| ballots.iter().map(move |voted| (person, voted)));
    voted
        .filter(move |(_, (at, _))| *at == column)
        .map(|(person, (_, ballot))| (person.name.clone(), person.party.clone(), *ballot))
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

/// Add who voted by the tables inside the § or about it.
fn add_lists(votes: &mut [Vote], lists: &[VoteList], item: &Item, to: usize) {
    let within = |list: &VoteList| (item.line..=to).contains(&list.line);
    for list in lists {
        for (column, (about, order)) in list.votes.iter().enumerate() {
            let ours = about.as_ref().map_or_else(|| within(list), |number| *number == item.number);
            let ballots: Vec<_> = ballots_of(list, column).collect();
            // A table below its vote that names no § is about the last vote told.
            let at = if about.is_some() { order.saturating_sub(1) } else { votes.len().saturating_sub(1) };
            if let (true, false, Some(vote)) = (ours, ballots.is_empty(), votes.get_mut(at)) {
                vote.ballots = ballots;
            }
        }
    }
}
