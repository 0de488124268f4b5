//! Takes reservations, statements, notes, recusals and motions apart: one row for each who acts, with text and points.

use std::ops::Range;

use super::join_lines::{Para, paragraphs, sentences};
use super::name_actors::{Actors, CueBook, PartyBook, actors_of, read_actors};
use super::read_person::begins_with_member;
use super::spot_parts::is_statement;
use super::{Reservation, SegmentKind};
use crate::classify::phrases::Phrase;
use crate::classify::see_lines::Seen;
use crate::classify::words::{FoldedText, fold_fast, folded_words, raw_words};
use crate::text::{Line, LineNo};

use super::tile::{line_no, span_of};

/// What the takers need to know of the document.
pub struct Reader<'a> {
    /// Its lines.
    pub lines: &'a [Seen],
    /// The same as read, for spans.
    pub raw: &'a [Line],
    /// Its parties.
    pub book: &'a PartyBook,
    /// Verbs of statements and motions.
    pub cues: &'a CueBook<'a>,
    /// Whether words may be damaged.
    pub lenient: bool,
}

/// Someone's act: a statement, a recusal or a motion.
#[derive(Clone, Debug)]
pub struct Act {
    /// What it is.
    pub kind: SegmentKind,
    /// Who.
    pub actors: Actors,
    /// First line of its first sentence.
    pub from: usize,
    /// Last line of its text.
    pub to: usize,
    /// The sentence that names who acts.
    pub opening: String,
    /// All its text.
    pub text: String,
    /// Its numbered points.
    pub points: Vec<(String, String, LineNo)>,
}

impl Act {
    /// An act of one sentence.
    fn new(kind: SegmentKind, actors: Actors, (from, to): (usize, usize), sentence: &str) -> Self {
        let (opening, text) = (sentence.to_owned(), sentence.to_owned());
        Self { kind, actors, from, to, opening, text, points: Vec::new() }
    }
}

/// The acts of a part of kind `head` that stands on lines `from..=to` (heading left out). `quoted` says which lines are
/// inside quotation marks, by index from `from`.
pub fn take_acts(reader: &Reader, head: SegmentKind, from: usize, to: usize, quoted: &[bool]) -> Vec<Act> {
    let mut acts: Vec<Act> = Vec::new();
    for para in paragraphs(reader.lines, from, to) {
        let own_words = quoted.get(para.from - from).copied().unwrap_or(false) || para.number.is_some();
        if own_words && !acts.is_empty() {
            append_para(&mut acts, &para);
            continue;
        }
        for range in sentences(&para.text).into_iter().flat_map(|range| split_joint(reader, head, &para.text, range)) {
            let lines = (para.line_at(range.start), para.line_at(range.end.saturating_sub(1)));
            take_sentence(reader, head, &para.text[range], lines, &mut acts);
        }
    }
    acts
}

/// Take one sentence of a part: it opens an act, does what the one before did, or goes on with it.
fn take_sentence(
    reader: &Reader,
    head: SegmentKind,
    sentence: &str,
    (first, last): (usize, usize),
    acts: &mut Vec<Act>,
) {
    let same = |acts: &[Act]| same_act(reader, acts.last(), sentence, (first, last));
    // Under a heading for notes each member who is named first says something of her own.
    let notes = || head == SegmentKind::Note && begins_line(reader, first, sentence) && begins_with_member(sentence);
    if let Some((kind, actors)) = open_act(reader, head, sentence) {
        acts.push(Act::new(kind, actors, (first, last), sentence));
    } else if let Some(act) = same(acts) {
        acts.push(act);
    } else if notes() {
        acts.push(Act::new(head, read_actors(named_part(sentence), reader.book), (first, last), sentence));
    } else {
        append_sentence(acts, reader, head, sentence, (first, last));
    }
}

/// Whether line `at` begins with the sentence.
fn begins_line(reader: &Reader, at: usize, sentence: &str) -> bool {
    let line = &reader.lines[at].text;
    sentence.starts_with(line.as_str()) || line.starts_with(sentence)
}

/// Who does the same as the one before: `Detsamma gjorde ledamöterna från …`.
fn does_the_same(reader: &Reader, sentence: &str) -> Option<Actors> {
    let words = folded_words(sentence, 2);
    let [first, second] = words.as_slice() else { return None };
    let same = ["detsamma", "likasa"].contains(&first.as_str()) && ["gjorde", "gor"].contains(&second.as_str());
    same.then(|| read_actors(sentence, reader.book)).filter(|actors| !actors.is_empty())
}

/// The act before as done by those whom the sentence names.
fn same_act(reader: &Reader, before: Option<&Act>, sentence: &str, (from, to): (usize, usize)) -> Option<Act> {
    let (before, actors) = (before?, does_the_same(reader, sentence)?);
    Some(Act { opening: before.opening.clone(), ..Act::new(before.kind, actors, (from, to), sentence) })
}

/// `Ida (M) reserverar sig …, och Ola (L) reserverar sig …`: two acts in one sentence are cut before the second.
fn split_joint(reader: &Reader, head: SegmentKind, text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let sentence = &text[range.clone()];
    let cut = sentence.match_indices(" och ").map(|(at, joint)| (at, at + joint.len())).find(|&(at, next)| {
        sentence[..at].ends_with(',')
            && open_act(reader, head, &sentence[..at]).is_some()
            && open_act(reader, head, &sentence[next..]).is_some_and(|(_, actors)| !actors.persons.is_empty())
    });
    match cut {
        Some((at, next)) => vec![range.start..range.start + at, range.start + next..range.end],
        None => vec![range],
    }
}

/// Kind and actors of a sentence that opens an act under a heading of kind `head`.
pub fn open_act(reader: &Reader, head: SegmentKind, sentence: &str) -> Option<(SegmentKind, Actors)> {
    let (cue, verb) = reader.cues.find(sentence)?;
    let motion = head == SegmentKind::Motion || head == SegmentKind::Proposal;
    if motion != (cue.kind == SegmentKind::Motion) {
        return None;
    }
    let actors = actors_of(sentence, &verb, reader.book);
    if actors.is_empty() {
        return None;
    }
    let stands_aside = fold_fast(&sentence[verb]).starts_with("delt");
    let kind = match (head, cue.kind) {
        (SegmentKind::Motion | SegmentKind::Proposal, _) => SegmentKind::Motion,
        (SegmentKind::Recusal, _) => SegmentKind::Recusal,
        // "Ida Sten (V) instämmer i reservationen" among those without a vote is no reservation.
        (SegmentKind::SubstituteStatement, _) => head,
        // A recusal among the notes is printed as a note; standing aside is one wherever it is printed.
        (SegmentKind::Note, SegmentKind::Recusal | SegmentKind::Note) => SegmentKind::Note,
        (_, SegmentKind::Note) if stands_aside => SegmentKind::Note,
        (head, SegmentKind::Note) if is_statement(head) => head,
        (_, kind) => kind,
    };
    Some((kind, actors))
}

/// Text after an act belongs to it; text before any act opens one if the heading says what it is.
fn append_sentence(
    acts: &mut Vec<Act>,
    reader: &Reader,
    head: SegmentKind,
    sentence: &str,
    (first, last): (usize, usize),
) {
    if let Some(act) = acts.last_mut() {
        act.text.push(' ');
        act.text.push_str(sentence);
        act.to = act.to.max(last);
        return;
    }
    let actors = read_actors(named_part(sentence), reader.book);
    if is_statement(head) {
        let actors = if sentence.len() > 300 { Actors::default() } else { actors };
        acts.push(Act::new(head, actors, (first, last), sentence));
    }
}

/// `Ida Sten (M) instämmer i vad Ola Ek (L) har anfört`, `Ida Sten (M) meddelar att …`: the first acts.
fn named_part(sentence: &str) -> &str {
    let ends = [":", " instäm", " instam", " anslut", " att "].iter().filter_map(|word| sentence.find(word));
    &sentence[..ends.min().unwrap_or(sentence.len())]
}

fn append_para(acts: &mut [Act], para: &Para) {
    let Some(act) = acts.last_mut() else { return };
    act.text.push(' ');
    act.text.push_str(&para.text);
    act.to = para.to;
    if let Some(number) = &para.number {
        act.points.push((number.clone(), para.words().to_owned(), line_no(para.from)));
    }
}

/// Statements that close a paragraph of something else: `Nämnden avslår ansökan. Ida Sten (M) reserverar sig.`
pub fn closing_acts(reader: &Reader, from: usize, to: usize) -> Vec<Act> {
    let mut acts = Vec::new();
    for para in paragraphs(reader.lines, from, to) {
        for range in sentences(&para.text).into_iter().skip(1) {
            let sentence = &para.text[range.clone()];
            let Some((kind, actors)) = open_act(reader, SegmentKind::Section, sentence) else { continue };
            if is_statement(kind) && !actors.persons.is_empty() {
                let lines = (para.line_at(range.start), para.line_at(range.end.saturating_sub(1)));
                acts.push(Act::new(kind, actors, lines, sentence));
            }
        }
    }
    acts
}

/// An act as a row of `reservations.csv`; motions and recusals have none.
pub fn to_reservation(act: &Act, item: Option<&str>, reader: &Reader) -> Option<Reservation> {
    is_statement(act.kind).then(|| Reservation {
        item: item.map(str::to_owned),
        kind: act.kind,
        persons: act.actors.persons.clone(),
        parties: act.actors.parties.clone(),
        with_others: act.actors.with_others,
        refers_to: refers_to(&act.opening, reader.lenient),
        proposal_points: act.points.clone(),
        span: span_of(reader.raw, act.from, act.to),
        text: act.text.replace('\t', " "),
    })
}

/// What an opening refers to: the words after `till förmån för` or `med hänvisning till`.
fn refers_to(opening: &str, lenient: bool) -> String {
    let raw: Vec<(usize, &str)> = raw_words(opening).collect();
    let text = FoldedText::new(opening);
    let words = text.words();
    let after = ["till förmån för", "med hänvisning till", "hänvisar till", "rösträtt röstat för", "jag röstat för"]
        .iter()
        .find_map(|cue| Phrase::parse(cue).find(&words, lenient))
        .map(|(at, count)| at + count);
    // "med hänvisning till att …" gives a reason, no text.
    let Some((start, _)) = after.and_then(|next| raw.get(next)).filter(|(_, word)| *word != "att") else {
        return String::new();
    };
    let rest = &opening[*start..];
    let end = [" med följande", " enligt följande", " och anför", " med motiv", ": "]
        .iter()
        .filter_map(|word| rest.find(word))
        .min()
        .unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ':', ',', ' ', '"', '”']).to_owned()
}
