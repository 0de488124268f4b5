//! Cuts a § into its parts by their headings, and takes decisions, statements, recusals and motions out of them.

use super::find_annexes::Annex;
use super::find_items::Item;
use super::keep_quotes::quoted_lines;
use super::mark_headings::{Mark, Stretch, mark_headings};
use super::mark_sentences::{mark_outcomes, mark_own_proposal, mark_statements};
use super::name_actors::CueBook;
use super::spot_parts::{PartSpotter, is_statement};
use super::take_decisions::take_decisions;
use super::take_statements::{Act, Reader, closing_acts, take_acts, to_reservation};
use super::tile::{Part, span_of};
use super::{Activity, Attendance, Decision, Reservation, SegmentKind, Vote};

/// What a § or a stretch of text gave.
#[derive(Default)]
pub struct Cut {
    /// Its parts, in order of place.
    pub parts: Vec<Part>,
    /// Decision points.
    pub decisions: Vec<Decision>,
    /// Rows of `reservations.csv`.
    pub reservations: Vec<Reservation>,
    /// Rows of `attendance.csv`.
    pub attendance: Vec<Attendance>,
    /// Rows of `activities.csv`.
    pub activities: Vec<Activity>,
    /// Votes with their counts.
    pub votes: Vec<Vote>,
}

/// Cut the § `item` of `organ`, whose last line is `to`. Without `outcomes` only a heading tells a decision.
pub fn cut_item(
    reader: &Reader,
    spotter: &PartSpotter,
    outcomes: Option<&CueBook>,
    organ: &str,
    item: &Item,
    to: usize,
) -> Cut {
    let from = item.head_to + 1;
    if from > to {
        let decisions = outcomes.and_then(|outcomes| decided_in_title(reader, outcomes, item));
        return Cut { decisions: decisions.into_iter().collect(), ..Cut::default() };
    }
    let quoted = quoted_lines(reader.lines, from, to);
    let stretch = Stretch { from, to, quoted: &quoted };
    let marks = marks_of(reader, spotter, outcomes, organ, &stretch);
    let mut cut = Cut::default();
    for (index, mark) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(to, |next| next.at - 1);
        cut_part(reader, mark, end, &stretch, item, &mut cut);
    }
    if let (true, Some(outcomes)) = (cut.decisions.is_empty(), outcomes) {
        cut.decisions.extend(decided_in_title(reader, outcomes, item));
    }
    for (decision, seq) in cut.decisions.iter_mut().zip(1..) {
        decision.seq = seq;
    }
    cut
}

/// Where the parts of a § begin: by headings, by sentences that are statements, and where nothing is headed as a decision by
/// what tells one.
fn marks_of(
    reader: &Reader,
    spotter: &PartSpotter,
    outcomes: Option<&CueBook>,
    organ: &str,
    stretch: &Stretch,
) -> Vec<Mark> {
    let mut marks = mark_headings(reader, spotter, stretch);
    mark_statements(reader, &mut marks, stretch);
    let decides = |marks: &[Mark]| marks.iter().any(|mark| mark.kind == SegmentKind::Decision);
    if !decides(&marks) {
        mark_own_proposal(&mut marks, organ);
    }
    if let (false, Some(outcomes)) = (decides(&marks), outcomes) {
        mark_outcomes(reader, outcomes, &mut marks, stretch);
    }
    marks
}

/// `§ 10 Till justerare utsågs Ida Sten.`: all there is of a § may stand on its line, as a sentence.
fn decided_in_title(reader: &Reader, outcomes: &CueBook, item: &Item) -> Option<Decision> {
    let told = item.title.ends_with('.') && outcomes.find(&item.title).is_some();
    told.then(|| Decision {
        item: Some(item.number.clone()),
        dnr: item.dnr.clone(),
        title: item.title.clone(),
        seq: 1,
        text: item.title.clone(),
        span: span_of(reader.raw, item.line, item.head_to.max(item.line)),
    })
}

/// Cut an annex: a section with the statements inside it, which are those of its §.
pub fn cut_annex(reader: &Reader, spotter: &PartSpotter, annex: &Annex, items: &[Item]) -> Cut {
    let heading = reader.lines[annex.from].text.replace('\t', " ");
    let mut whole = Part::headed(SegmentKind::Section, annex.from, annex.to, heading);
    let nobody = Item::unknown(annex.from);
    let item = annex.item.and_then(|at| items.get(at)).unwrap_or(&nobody);
    let mut inside = Cut::default();
    if annex.from < annex.to {
        let from = annex.from + 1;
        let quoted = quoted_lines(reader.lines, from, annex.to);
        let stretch = Stretch { from, to: annex.to, quoted: &quoted };
        let marks = match annex.kind {
            SegmentKind::Section => mark_headings(reader, spotter, &stretch),
            kind => vec![Mark::bare(kind, from)],
        };
        for (index, mark) in marks.iter().enumerate().filter(|(_, mark)| is_statement(mark.kind)) {
            let end = marks.get(index + 1).map_or(annex.to, |next| next.at - 1);
            cut_part(reader, mark, end, &stretch, item, &mut inside);
        }
    }
    for row in inside.reservations.iter_mut().filter(|_| annex.item.is_none()) {
        row.item = None;
    }
    whole.inside = std::mem::take(&mut inside.parts);
    Cut { parts: vec![whole], reservations: inside.reservations, ..Cut::default() }
}

/// Make the part that `mark` opens and ends on line `to`, with what is to be taken out of it.
fn cut_part(reader: &Reader, mark: &Mark, to: usize, stretch: &Stretch, item: &Item, cut: &mut Cut) {
    let part = Part::headed(mark.kind, mark.at, to, mark.heading.clone());
    match mark.kind {
        SegmentKind::Decision if mark.text_from <= to => {
            let closing = closing_acts(reader, mark.text_from, to);
            cut.reservations.extend(closing.iter().filter_map(|act| to_reservation(act, Some(&item.number), reader)));
            cut.decisions.extend(decided_in(reader, mark, to, item, &closing));
            cut.parts.push(part);
        }
        kind if (is_statement(kind)
            || matches!(kind, SegmentKind::Recusal | SegmentKind::Motion | SegmentKind::Proposal))
            && mark.text_from <= to =>
        {
            let quoted = &stretch.quoted[mark.text_from - stretch.from..];
            let acts = take_acts(reader, kind, mark.text_from, to, quoted);
            cut.reservations.extend(acts.iter().filter_map(|act| to_reservation(act, Some(&item.number), reader)));
            cut.parts.extend(split_part(part, &acts));
        }
        _ => cut.parts.push(part),
    }
}

/// The points of the decision that `mark` opens, without the statements that close it.
fn decided_in(reader: &Reader, mark: &Mark, to: usize, item: &Item, closing: &[Act]) -> Vec<Decision> {
    let mut decisions = take_decisions(reader, mark.text_from, to);
    for decision in &mut decisions {
        drop_closing(&mut decision.text, closing);
        if mark.after_colon {
            decision.text = after_heading(&decision.text, &mark.heading);
        }
        decision.item = Some(item.number.clone());
        decision.dnr.clone_from(&item.dnr);
        decision.title.clone_from(&item.title);
    }
    decisions
}

/// Take statements off the end of a point's text.
fn drop_closing(text: &mut String, closing: &[Act]) {
    for act in closing.iter().rev() {
        if let Some(kept) = text.strip_suffix(act.opening.as_str()) {
            *text = kept.trim_end().to_owned();
        }
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
