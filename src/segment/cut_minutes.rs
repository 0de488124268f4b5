//! Cuts a § into its parts by their headings, and takes decisions, statements, recusals and motions out of them.

use super::find_items::Item;
use super::join_lines::{Para, is_bullet, number_of, paragraphs, sentences};
use super::keep_quotes::quoted_lines;
use super::name_actors::CueBook;
use super::spot_parts::{Opening, PartSpotter, is_statement};
use super::take_decisions::take_decisions;
use super::take_statements::{Act, Reader, open_act, take_acts, to_reservation};
use super::tile::Part;
use super::{Decision, Reservation, SegmentKind};
use crate::classify::see_lines::Seen;
use crate::classify::words::fold_fast;
use crate::text::LineKind;

/// What a § or a stretch of text gave.
#[derive(Default)]
pub struct Cut {
    /// Its parts, in order of place.
    pub parts: Vec<Part>,
    /// Decision points.
    pub decisions: Vec<Decision>,
    /// Rows of `reservations.csv`.
    pub reservations: Vec<Reservation>,
}

/// A heading or a first sentence that opens a part.
#[derive(Clone, Debug)]
struct Mark {
    at: usize,
    kind: SegmentKind,
    heading: String,
    /// First line of the part's own text.
    text_from: usize,
    /// Whether the text begins on the heading's line, after a colon.
    after_colon: bool,
}

/// Cut the § `item`, whose last line is `to`.
pub fn cut_item(reader: &Reader, spotter: &PartSpotter, outcomes: &CueBook, item: &Item, to: usize) -> Cut {
    let from = item.head_to + 1;
    if from > to {
        return Cut::default();
    }
    let quoted = quoted_lines(reader.lines, from, to);
    let mut marks = marks_of(reader, spotter, from, to, &quoted);
    add_sentence_marks(reader, &mut marks, from, to, &quoted);
    if !marks.iter().any(|mark| mark.kind == SegmentKind::Decision) {
        add_outcomes(reader, outcomes, &mut marks, from, to, &quoted);
    }
    let mut cut = Cut::default();
    for (index, mark) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(to, |next| next.at - 1);
        cut_part(reader, mark, end, (from, &quoted), Some(item), &mut cut);
    }
    for (decision, seq) in cut.decisions.iter_mut().zip(1..) {
        decision.seq = seq;
    }
    cut
}

/// Marks by heading.
fn marks_of(reader: &Reader, spotter: &PartSpotter, from: usize, to: usize, quoted: &[bool]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut stems: Vec<Mark> = Vec::new();
    for at in from..=to {
        let line = &reader.lines[at];
        if line.skipped() || quoted[at - from] {
            continue;
        }
        if let Some(opening) = spotter.opens_minutes_part(line) {
            if is_stem(reader.lines, &marks, &opening, at) {
                continue;
            }
            if !inside_list(&marks, &opening) {
                marks.push(mark_at(reader, at, &opening));
            } else if below_text(reader.lines, &marks, at) {
                stems.push(mark_at(reader, at, &opening));
            }
        } else if matches!(line.kind, LineKind::Heading(_))
            && !line.text.ends_with('.')
            && !marks.last().is_some_and(|mark| is_statement(mark.kind))
        {
            // A heading nobody listed ends the part before it. Inside a statement it is the statement's own.
            let (kind, heading) = (SegmentKind::Section, line.text.clone());
            marks.push(Mark { at, kind, heading, text_from: at + 1, after_colon: false });
        } else if marks.last().is_some_and(|mark| mark.kind == SegmentKind::Decision && mark.text_from < at)
            && stands_as_heading(reader.lines, at)
        {
            let (kind, heading) = (SegmentKind::Section, line.text.clone());
            marks.push(Mark { at, kind, heading, text_from: at + 1, after_colon: false });
        }
    }
    // "Nämnden beslutar" below a proposal's text is the decision where nothing else is.
    if !marks.iter().any(|mark| mark.kind == SegmentKind::Decision) {
        marks.extend(stems.pop());
        marks.sort_by_key(|mark| mark.at);
    }
    marks
}

/// `Kommunstyrelsens förslag till kommunfullmäktige` right below the heading `Beslut` says what is decided: a proposal.
fn is_stem(lines: &[Seen], marks: &[Mark], opening: &Opening, at: usize) -> bool {
    opening.cue.kind == SegmentKind::Proposal
        && marks.last().is_some_and(|mark| mark.kind == SegmentKind::Decision)
        && !below_text(lines, marks, at)
}

/// Whether the part that is open has text of its own before line `at`.
fn below_text(lines: &[Seen], marks: &[Mark], at: usize) -> bool {
    marks.last().is_some_and(|mark| lines[mark.text_from.min(at)..at].iter().any(|line| !line.skipped()))
}

/// Most words of a heading that no list knows.
const UNLISTED_WORDS: usize = 5;

/// Whether a line of plain text stands as a heading does: few words after a sentence and a gap, text right below.
fn stands_as_heading(lines: &[Seen], at: usize) -> bool {
    let line = &lines[at];
    let free = at.checked_sub(1).is_some_and(|before| lines[before].blank());
    let before = lines[..at].iter().rev().find(|line| !line.skipped());
    let below = lines.get(at + 1).is_some_and(|next| !next.skipped() && next.text.starts_with(char::is_uppercase));
    line.kind == LineKind::Text
        && line.count <= UNLISTED_WORDS
        && line.text.starts_with(char::is_uppercase)
        && line.text.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '-')
        && free
        && below
        && before.is_some_and(|line| line.text.ends_with('.'))
}

/// `Kommunfullmäktige beslutar:` below the heading `Beslut` is the stem of that decision, not another one.
fn inside_list(marks: &[Mark], opening: &Opening) -> bool {
    opening.cue.kind == SegmentKind::Decision
        && (opening.cue.cue.contains("beslutar") || opening.cue.cue.contains("beslutade"))
        && marks.last().is_some_and(|mark| matches!(mark.kind, SegmentKind::Decision | SegmentKind::Proposal))
}

fn mark_at(reader: &Reader, at: usize, opening: &Opening) -> Mark {
    let text = &reader.lines[at].text;
    let sentence = opening.cue.shape == crate::dictionaries::Shape::Start;
    let heading = match (sentence, opening.runs_on, text.split_once(':')) {
        (true, ..) => String::new(),
        (false, true, Some((heading, _))) => heading.trim().to_owned(),
        _ => text.trim_end_matches(':').trim().replace('\t', " "),
    };
    let text_from = if opening.runs_on { at } else { at + 1 };
    Mark { at, kind: opening.cue.kind, heading, text_from, after_colon: opening.runs_on && !sentence }
}

/// Paragraphs of lines `from..=to`; none runs over a heading.
fn paras_between(lines: &[Seen], marks: &[Mark], from: usize, to: usize) -> Vec<Para> {
    let starts = std::iter::once(from).chain(marks.iter().map(|mark| mark.at).filter(|at| *at > from));
    let ends = marks.iter().map(|mark| mark.at).filter(|at| *at > from).map(|at| at - 1).chain([to]);
    starts.zip(ends).flat_map(|(from, to)| paragraphs(lines, from, to)).collect()
}

/// Kinds in whose text a sentence may open a statement without a heading of its own. Background and documents tell of other
/// meetings.
fn may_hold_statements(kind: SegmentKind) -> bool {
    matches!(
        kind,
        SegmentKind::Decision
            | SegmentKind::Procedure
            | SegmentKind::Vote
            | SegmentKind::Motion
            | SegmentKind::Proposal
            | SegmentKind::Approval
            | SegmentKind::Section
    )
}

/// Kinds that tell of other meetings, in the past tense.
fn tells_of_matter(kind: SegmentKind) -> bool {
    matches!(kind, SegmentKind::Matter | SegmentKind::Summary | SegmentKind::Background | SegmentKind::Opinion)
}

/// Whether a verb tells of this meeting: `reserverar sig`, not `reserverade sig`.
fn is_present(verb: &str) -> bool {
    verb.split(' ').next().is_some_and(|word| word.ends_with('r'))
}

/// Add marks for paragraphs that are statements although no heading says so.
fn add_sentence_marks(reader: &Reader, marks: &mut Vec<Mark>, from: usize, to: usize, quoted: &[bool]) {
    let mut found: Vec<Mark> = Vec::new();
    for para in paras_between(reader.lines, marks, from, to) {
        let under = marks.iter().rev().find(|mark| mark.at <= para.from);
        if under.is_some_and(|mark| mark.at == para.from) || quoted[para.from - from] {
            continue;
        }
        let Some(range) = sentences(&para.text).into_iter().next() else { continue };
        let sentence = &para.text[range];
        let Some((cue, verb)) = reader.cues.find(sentence) else { continue };
        let here = sentence.len() == para.text.len() && is_present(&sentence[verb.clone()]);
        if under.is_some_and(|mark| !(may_hold_statements(mark.kind) || here && tells_of_matter(mark.kind))) {
            continue;
        }
        // "Ida Sten (M) anmäler jäv under § 7" below the heading Beslut is what that § decides.
        let decided = cue.kind == SegmentKind::Recusal && under.is_some_and(|mark| mark.kind == SegmentKind::Decision);
        if verb.start >= 200
            || decided
            || cue.kind == SegmentKind::Motion
            || open_act(reader, SegmentKind::Section, sentence).is_none()
        {
            continue;
        }
        let at = para.from;
        found.push(Mark { at, kind: cue.kind, heading: String::new(), text_from: at, after_colon: false });
        // Its own text follows only where the sentence says so; else the part before it goes on.
        let speaks =
            sentence.ends_with(':') || ["följande", "foljande", "motiv"].iter().any(|word| sentence.contains(word));
        let next = (para.to + 1..=to).find(|&at| !reader.lines[at].skipped());
        if let (false, Some(next)) = (speaks, next)
            && !quoted[next - from]
            && !marks.iter().any(|mark| mark.at == next)
        {
            let kind = under.map_or(SegmentKind::Matter, |mark| mark.kind);
            found.push(Mark { at: next, kind, heading: String::new(), text_from: next, after_colon: false });
        }
    }
    marks.extend(found);
    // A statement found on the line where the part before it was to go on wins.
    marks.sort_by_key(|mark| (mark.at, !is_statement(mark.kind)));
    marks.dedup_by_key(|mark| mark.at);
}

/// How many paragraphs at the end of a § may be its outcome.
const OUTCOME_PARAS: usize = 4;

/// In a § without a decision's heading: the sentences that are its outcome.
fn add_outcomes(reader: &Reader, outcomes: &CueBook, marks: &mut Vec<Mark>, from: usize, to: usize, quoted: &[bool]) {
    let mut found = Vec::new();
    // Lists and signatures follow the last § below this mark.
    let signed = marks.iter().find(|mark| fold_fast(&mark.heading).starts_with("vid protokollet"));
    let to = signed.map_or(to, |mark| mark.at.saturating_sub(1).max(from));
    let under_of = |at: usize| marks.iter().rev().find(|mark| mark.at <= at).map(|mark| mark.kind);
    let free = |kind: SegmentKind| {
        use SegmentKind::{Approval, Documents, Proposal, Summary};
        !is_statement(kind) && !matches!(kind, Approval | Documents | Proposal | Summary)
    };
    let paras = paras_between(reader.lines, marks, from, to);
    let paras: Vec<_> = paras.into_iter().filter(|para| under_of(para.from).is_none_or(free)).collect();
    // The outcome ends a §; what is told before it is the tale of the matter.
    let late = paras.len().saturating_sub(OUTCOME_PARAS);
    for para in paras.into_iter().skip(late) {
        let under = under_of(para.from);
        if quoted[para.from - from] || marks.iter().any(|mark| mark.at == para.from) || para.text.len() > 400 {
            continue;
        }
        if is_outcome(outcomes, &para.text) {
            let at = para.from;
            let kind = SegmentKind::Decision;
            found.push(Mark { at, kind, heading: String::new(), text_from: at, after_colon: false });
            let next = (para.to + 1..=to).find(|&at| !reader.lines[at].skipped());
            if let Some(next) = next
                .filter(|next| !marks.iter().any(|mark| mark.at == *next) && !opens_list(&para, &reader.lines[*next]))
            {
                let kind = under.unwrap_or(SegmentKind::Matter);
                found.push(Mark { at: next, kind, heading: String::new(), text_from: next, after_colon: false });
            }
        }
    }
    marks.extend(found);
    marks.sort_by_key(|mark| (mark.at, mark.kind != SegmentKind::Decision));
    marks.dedup_by_key(|mark| mark.at);
}

/// Whether a paragraph is the stem of the list that the next line begins, or goes on with.
fn opens_list(para: &Para, next: &Seen) -> bool {
    para.text.ends_with(':')
        || !para.text.ends_with('.') && (next.text.starts_with("att ") || is_bullet(next))
        || number_of(&next.text).is_some()
}

/// Whether a paragraph tells an outcome: a sentence that begins with an organ and what it does, or any other cue in its first
/// sentence. A remark inside a tale is none.
fn is_outcome(outcomes: &CueBook, text: &str) -> bool {
    // A stem over an att-list ends without a stop.
    let ended = text.ends_with(['.', ':']) || text.contains("beslut") || text.contains("beslöt");
    let tells = |order: usize, sentence: &str| {
        outcomes
            .find(sentence)
            .is_some_and(|(cue, place)| if cue.cue.starts_with("{organ}") { place.start < 3 } else { order == 0 })
    };
    ended && sentences(text).into_iter().enumerate().any(|(order, range)| tells(order, &text[range]))
}

/// Make the part that `mark` opens and ends on line `to`, with what is to be taken out of it.
fn cut_part(reader: &Reader, mark: &Mark, to: usize, inside: (usize, &[bool]), item: Option<&Item>, cut: &mut Cut) {
    let part = Part::headed(mark.kind, mark.at, to, mark.heading.clone());
    match mark.kind {
        SegmentKind::Decision if mark.text_from <= to => {
            let mut decisions = take_decisions(reader, mark.text_from, to);
            for decision in &mut decisions {
                if mark.after_colon {
                    decision.text = after_heading(&decision.text, &mark.heading);
                }
                decision.item = item.map(|item| item.number.clone());
                decision.dnr = item.and_then(|item| item.dnr.clone());
                decision.title = item.map_or_else(String::new, |item| item.title.clone());
            }
            cut.decisions.extend(decisions);
            cut.parts.push(part);
        }
        kind if (is_statement(kind)
            || matches!(kind, SegmentKind::Recusal | SegmentKind::Motion | SegmentKind::Proposal))
            && mark.text_from <= to =>
        {
            let quoted = &inside.1[mark.text_from - inside.0..];
            let acts = take_acts(reader, kind, mark.text_from, to, quoted);
            let number = item.map(|item| item.number.as_str());
            cut.reservations.extend(acts.iter().filter_map(|act| to_reservation(act, number, reader)));
            cut.parts.extend(split_part(part, &acts));
        }
        _ => cut.parts.push(part),
    }
}

fn after_heading(text: &str, heading: &str) -> String {
    text.strip_prefix(heading)
        .map_or_else(|| text.to_owned(), |rest| rest.trim_start_matches([':', ' ', '\t']).to_owned())
}

/// One part an act; acts that share a line share a part. The heading goes with the first.
pub fn split_part(part: Part, acts: &[Act]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for act in acts {
        match parts.last_mut() {
            Some(last) if act.from <= last.from || last.kind == act.kind && act.from < last.to + 1 => {
                join_actors(last, act);
                last.to = last.to.max(act.to);
            }
            _ => {
                let from = if parts.is_empty() { part.from } else { act.from };
                if let Some(last) = parts.last_mut() {
                    last.to = from - 1;
                }
                let mut fresh = Part::bare(act.kind, from, act.to.max(from));
                join_actors(&mut fresh, act);
                if parts.is_empty() {
                    fresh.heading.clone_from(&part.heading);
                }
                parts.push(fresh);
            }
        }
    }
    match parts.last_mut() {
        Some(last) => last.to = part.to,
        None => parts.push(part),
    }
    parts
}

fn join_actors(part: &mut Part, act: &Act) {
    for person in &act.actors.persons {
        if !part.persons.contains(person) {
            part.persons.push(person.clone());
        }
    }
    for party in &act.actors.parties {
        if !part.parties.contains(party) {
            part.parties.push(party.clone());
        }
    }
}
