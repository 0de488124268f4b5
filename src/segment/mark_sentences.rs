//! Marks where a part of a § begins without a heading: sentences that are statements, and outcomes that no heading announces.

use super::SegmentKind;
use super::join_lines::{Para, is_bullet, number_of, paragraphs, sentences};
use super::mark_headings::{Mark, Stretch};
use super::name_actors::CueBook;
use super::spot_parts::is_statement;
use super::take_statements::{Reader, open_act};
use crate::classify::see_lines::Seen;
use crate::classify::words::fold_fast;

/// How far into a sentence the verb of a statement stands at most, in bytes: long lists of names go before it.
pub const VERB_WITHIN: usize = 200;

/// How many paragraphs at the end of a § may be its outcome, and how long one is at most, in bytes.
const OUTCOME_PARAS: usize = 4;
const OUTCOME_LENGTH: usize = 400;

/// How long a sentence at the end of a tale is at most that tells the outcome, in bytes.
const OUTCOME_SENTENCE: usize = 60;

/// Add marks for paragraphs that are statements although no heading says so.
pub fn mark_statements(reader: &Reader, marks: &mut Vec<Mark>, stretch: &Stretch) {
    let mut found: Vec<Mark> = Vec::new();
    for para in paras_between(reader.lines, marks, stretch) {
        let under = marks.iter().rev().find(|mark| mark.at <= para.from);
        if under.is_some_and(|mark| mark.at == para.from) || stretch.quotes(para.from) {
            continue;
        }
        let Some(range) = sentences(&para.text).into_iter().next() else { continue };
        let (sentence, alone) = (&para.text[range.clone()], range.len() == para.text.len());
        let decided = under.filter(|mark| mark.kind == SegmentKind::Decision);
        let first = decided.is_some_and(|mark| !has_text(reader.lines, mark.text_from, para.from));
        let Some(kind) = statement_in(reader, sentence, alone, under, first) else { continue };
        found.push(Mark::bare(kind, para.from));
        // Motions are told one after the other; a statement of one sentence stands by itself.
        if kind != SegmentKind::Motion
            && let Some(next) = next_of_part_before(reader, &para, sentence, stretch)
            && !marks.iter().any(|mark| mark.at == next)
        {
            found.push(Mark::bare(kind_going_on(reader.lines, under, first, next), next));
        }
    }
    marks.extend(found);
    // A statement found on the line where the part before it was to go on wins.
    marks.sort_by_key(|mark| (mark.at, !is_statement(mark.kind)));
    marks.dedup_by_key(|mark| mark.at);
}

/// The kind of statement that a paragraph's first sentence makes in the part `under`; `first`: it stands first below the
/// heading of a decision.
fn statement_in(
    reader: &Reader,
    sentence: &str,
    alone: bool,
    under: Option<&Mark>,
    first: bool,
) -> Option<SegmentKind> {
    let (cue, verb) = reader.cues.find(sentence)?;
    let here = alone && is_present(&sentence[verb.clone()]);
    if under.is_some_and(|mark| !(may_hold_statements(mark.kind) || here && tells_of_matter(mark.kind))) {
        return None;
    }
    // "Ida Sten (M) anmäler jäv under § 7" first below the heading Beslut is what that § decides.
    let decided = cue.kind == SegmentKind::Recusal && first;
    if verb.start >= VERB_WITHIN || decided {
        return None;
    }
    if cue.kind == SegmentKind::Motion {
        // "Ida Sten (M) yrkar avslag" below a decision's text is none of its points.
        let below = under.is_some_and(|mark| mark.kind == SegmentKind::Decision) && !first;
        let moves = || open_act(reader, SegmentKind::Motion, sentence).is_some_and(|(_, who)| !who.persons.is_empty());
        return (below && !begins_point(sentence) && moves()).then_some(SegmentKind::Motion);
    }
    open_act(reader, SegmentKind::Section, sentence).map(|_| cue.kind)
}

fn begins_point(sentence: &str) -> bool {
    number_of(sentence).is_some() || sentence.starts_with("att ")
}

/// The line on which the part before a statement goes on: below it, unless the statement has a text of its own. It has one
/// only where its sentence says so.
fn next_of_part_before(reader: &Reader, para: &Para, sentence: &str, stretch: &Stretch) -> Option<usize> {
    let speaks =
        sentence.ends_with(':') || ["följande", "foljande", "motiv"].iter().any(|word| sentence.contains(word));
    let next = (para.to + 1..=stretch.to).find(|&at| !reader.lines[at].skipped())?;
    (!speaks && !stretch.quotes(next)).then_some(next)
}

/// What follows a statement: the part it stands in. A decision goes on with its points, or with its text where it has none yet.
fn kind_going_on(lines: &[Seen], under: Option<&Mark>, first: bool, next: usize) -> SegmentKind {
    let kind = under.map_or(SegmentKind::Matter, |mark| mark.kind);
    let more = first || number_of(&lines[next].text).is_some() || is_point(&lines[next]);
    if kind == SegmentKind::Decision && !more { SegmentKind::Matter } else { kind }
}

fn is_point(line: &Seen) -> bool {
    line.text.starts_with("att ") || is_bullet(line)
}

fn has_text(lines: &[Seen], from: usize, to: usize) -> bool {
    lines[from.min(to)..to].iter().any(|line| !line.skipped())
}

/// Paragraphs of a stretch; none runs over a heading.
fn paras_between(lines: &[Seen], marks: &[Mark], stretch: &Stretch) -> Vec<Para> {
    let (from, to) = (stretch.from, stretch.to);
    let starts = marks.iter().filter(|mark| mark.at > from).map(|mark| mark.text_from);
    let first = marks.iter().find(|mark| mark.at == from).map_or(from, |mark| mark.text_from);
    let starts = std::iter::once(first).chain(starts);
    let ends = marks.iter().map(|mark| mark.at).filter(|at| *at > from).map(|at| at - 1).chain([to]);
    starts.zip(ends).filter(|(from, to)| from <= to).flat_map(|(from, to)| paragraphs(lines, from, to)).collect()
}

/// Kinds in whose text a sentence may open a statement without a heading of its own. Background and documents tell of other
/// meetings.
fn may_hold_statements(kind: SegmentKind) -> bool {
    use SegmentKind::{Approval, Decision, Motion, Procedure, Proposal, Section, Vote};
    matches!(kind, Decision | Procedure | Vote | Motion | Proposal | Approval | Section)
}

/// Kinds that tell of other meetings, in the past tense.
fn tells_of_matter(kind: SegmentKind) -> bool {
    matches!(kind, SegmentKind::Matter | SegmentKind::Summary | SegmentKind::Background | SegmentKind::Opinion)
}

/// Whether a verb tells of this meeting: `reserverar sig`, not `reserverade sig`.
fn is_present(verb: &str) -> bool {
    verb.split(' ').next().is_some_and(|word| word.ends_with('r'))
}

/// In a § without a decision's heading: mark the sentences that are its outcome.
pub fn mark_outcomes(reader: &Reader, outcomes: &CueBook, marks: &mut Vec<Mark>, stretch: &Stretch) {
    let mut found = Vec::new();
    for para in late_paras(reader, marks, stretch) {
        let open = stretch.quotes(para.from) || marks.iter().any(|mark| mark.at == para.from);
        if open || para.text.len() > OUTCOME_LENGTH || !is_outcome(outcomes, &para.text) {
            continue;
        }
        found.push(Mark::bare(SegmentKind::Decision, para.from));
        let next = (para.to + 1..=stretch.to).find(|&at| !reader.lines[at].skipped());
        let free =
            |next: &usize| !marks.iter().any(|mark| mark.at == *next) && !opens_list(&para, &reader.lines[*next]);
        if let Some(next) = next.filter(free) {
            found.push(Mark::bare(under(marks, para.from).unwrap_or(SegmentKind::Matter), next));
        }
    }
    marks.extend(found);
    marks.sort_by_key(|mark| (mark.at, mark.kind != SegmentKind::Decision));
    marks.dedup_by_key(|mark| mark.at);
}

/// The kind of the part that line `at` stands in.
fn under(marks: &[Mark], at: usize) -> Option<SegmentKind> {
    marks.iter().rev().find(|mark| mark.at <= at).map(|mark| mark.kind)
}

/// The paragraphs that may be the outcome: it ends a §; what is told before it is the tale of the matter. Lists and signatures
/// follow the last § below `Vid protokollet`.
fn late_paras(reader: &Reader, marks: &[Mark], stretch: &Stretch) -> Vec<Para> {
    use SegmentKind::{Approval, Documents, Proposal, Summary};
    let signed = marks.iter().find(|mark| fold_fast(&mark.heading).starts_with("vid protokollet"));
    let to = signed.map_or(stretch.to, |mark| mark.at.saturating_sub(1).max(stretch.from));
    let free = |kind| !is_statement(kind) && !matches!(kind, Approval | Documents | Proposal | Summary);
    let mut paras = paras_between(reader.lines, marks, &Stretch { to, ..*stretch });
    paras.retain(|para| under(marks, para.from).is_none_or(free));
    paras.split_off(paras.len().saturating_sub(OUTCOME_PARAS))
}

/// Whether a paragraph is the stem of the list that the next line begins, or goes on with.
fn opens_list(para: &Para, next: &Seen) -> bool {
    para.text.ends_with(':') || !para.text.ends_with('.') && is_point(next) || number_of(&next.text).is_some()
}

/// Whether a paragraph tells an outcome: a sentence that begins with an organ and what it does, or any other cue in its first
/// sentence or in the second of two. A remark inside a tale is none.
fn is_outcome(outcomes: &CueBook, text: &str) -> bool {
    // A stem over an att-list ends without a stop.
    let ended = text.ends_with(['.', ':']) || text.contains("beslut") || text.contains("beslöt");
    let ranges = sentences(text);
    let last = ranges.len().saturating_sub(1);
    let tells = |order: usize, sentence: &str| {
        outcomes.find(sentence).is_some_and(|(cue, place)| {
            let short = sentence.len() <= OUTCOME_SENTENCE;
            let ends = order == last && (last < 2 || short);
            if cue.cue.starts_with("{organ}") { place.start < 3 } else { order == 0 || ends }
        })
    };
    ended && ranges.into_iter().enumerate().any(|(order, range)| tells(order, &text[range]))
}

/// In a § without a decision's heading: the organ's own proposal to the organ above it is what it decided.
pub fn mark_own_proposal(marks: &mut [Mark], organ: &str) {
    // "arbetsutskottets" and "arbetsutskott" are one.
    let last_word = |text: &str| {
        let words = fold_fast(text);
        let word = words.trim_end().rsplit([' ', '-']).next().unwrap_or("").trim_end_matches('s');
        word.strip_suffix("et").or_else(|| word.strip_suffix("en")).unwrap_or(word).to_owned()
    };
    let own = |mark: &&mut Mark| {
        let heading = mark.heading.to_lowercase();
        let Some((owner, to)) = heading.split_once(" förslag ").or_else(|| heading.split_once(" forslag ")) else {
            return false;
        };
        mark.kind == SegmentKind::Proposal && to.starts_with("till ") && last_word(owner) == last_word(organ)
    };
    if let Some(mark) = marks.iter_mut().find(own) {
        mark.kind = SegmentKind::Decision;
    }
}
