//! Cuts one paper: its § where it holds a meeting, and what stands before the first of them.

use super::cut_front::cut_front;
use super::cut_minutes::{Cut, cut_annex, cut_item};
use super::cut_sections::cut_sections;
use super::find_annexes::{Annex, add_annexed, find_annexes};
use super::find_items::{Item, find_items};
use super::mend_names::mend_names;
use super::name_actors::CueBook;
use super::part_papers::Paper;
use super::read_person::PersonReader;
use super::spot_parts::PartSpotter;
use super::take_statements::Reader;
use super::take_vote_lists::{VoteList, take_vote_lists};
use super::take_votes::{add_front_lists, take_votes};
use super::tile::Part;
use super::{Attendance, Coverage, SegmentKind};
use crate::classify::see_lines::View;
use crate::classify::{DocKind, Handling};
use crate::dictionaries::Rules;

/// What the cutters need to know of a document.
pub struct Desk<'a> {
    /// Its lines as seen.
    pub view: &'a View,
    /// Its lines, parties and cues.
    pub reader: Reader<'a>,
    /// Knows headings.
    pub spotter: &'a PartSpotter<'a>,
    /// The rule lists.
    pub rules: &'a Rules,
    /// Name of the organ whose document it is, or empty.
    pub organ: &'a str,
}

/// Cut one paper; with its §, in order.
pub fn cut_paper(desk: &Desk, paper: &Paper) -> (Cut, Vec<Item>) {
    let items = items_of(desk, paper);
    let front_to = items.first().map_or(Some(paper.to), |item| item.head_from.checked_sub(1));
    let front_to = front_to.filter(|to| *to >= paper.from);
    let mut cut = front_to.map_or_else(Cut::default, |to| cut_before_items(desk, paper, to));
    if paper.kind == DocKind::Protokoll {
        let lists = take_vote_lists(&desk.reader, &desk.rules.roles, (paper.from, paper.to));
        let listed = lists.iter().flat_map(|list| list.present().cloned());
        cut.attendance = join_lists(std::mem::take(&mut cut.attendance), listed);
        if desk.view.lenient {
            mend_names(&mut cut.attendance, &desk.reader, (paper.from, paper.to));
        }
        cut_items(desk, paper, &items, &lists, &mut cut);
        add_front_lists(&mut cut.votes, &lists, items.first().map_or(paper.to, |item| item.line));
    } else {
        cut_items(desk, paper, &items, &[], &mut cut);
    }
    (cut, items)
}

/// The § of a paper, if it may hold any.
fn items_of(desk: &Desk, paper: &Paper) -> Vec<Item> {
    if !may_hold_items(paper.kind) {
        return Vec::new();
    }
    let items = find_items(desk.view, desk.spotter, paper.kind == DocKind::Kallelse, (paper.from, paper.to));
    let meeting = matches!(paper.kind, DocKind::Protokoll | DocKind::Kallelse);
    if meeting || has_decision(desk, &items, paper.to) { items } else { Vec::new() }
}

/// Before the first §: a front page in minutes, else a paper of its own.
fn cut_before_items(desk: &Desk, paper: &Paper, to: usize) -> Cut {
    if paper.kind == DocKind::Protokoll {
        let (parts, attendance) = cut_front(&desk.reader, desk.spotter, &desk.rules.roles, (paper.from, to));
        return Cut { parts, attendance, ..Cut::default() };
    }
    let named = !matches!(paper.kind, DocKind::Handlingsplan | DocKind::Riktlinjer);
    cut_sections(&desk.reader, named.then_some(desk.spotter), &desk.rules.columns, (paper.from, to))
}

/// Each § with what is inside it. An agenda decides nothing yet, and statements it tells of were made elsewhere.
fn cut_items(desk: &Desk, paper: &Paper, items: &[Item], lists: &[VoteList], cut: &mut Cut) {
    let book = desk.reader.book.clone().with_letters(cut.attendance.iter().map(|person| person.party.as_str()));
    let reader = Reader { book: &book, ..desk.reader };
    let outcomes = (paper.kind != DocKind::Kallelse).then(|| CueBook::new(&desk.rules.outcomes, desk.view.lenient));
    let (annexes, last_to) = annexes_of(desk, paper, items);
    let voters = PersonReader { roles: &desk.rules.roles, book: &book, lenient: desk.view.lenient, partyless: false };
    for (index, item) in items.iter().enumerate() {
        let to = items.get(index + 1).map_or(last_to, |next| next.head_from - 1);
        let mut inside = cut_item(&reader, desk.spotter, outcomes.as_ref(), desk.organ, item, to);
        let mut part = Part::headed(SegmentKind::Item, item.line, to, item.title.clone());
        part.number = Some(item.number.clone());
        part.dnr.clone_from(&item.dnr);
        cut.votes.extend(take_votes(&reader, &voters, lists, item, (&inside.parts, to)));
        part.inside = std::mem::take(&mut inside.parts);
        cut.parts.push(part);
        cut.decisions.extend(inside.decisions);
        if paper.kind != DocKind::Kallelse {
            cut.reservations.extend(inside.reservations);
        }
    }
    for annex in &annexes {
        let inside = cut_annex(&reader, desk.spotter, annex, items);
        add_annexed(&mut cut.reservations, inside.reservations);
        cut.parts.extend(inside.parts);
    }
}

/// What stands below the last § of minutes, and that §'s last line.
fn annexes_of(desk: &Desk, paper: &Paper, items: &[Item]) -> (Vec<Annex>, usize) {
    let Some(last) = items.last().filter(|_| paper.kind == DocKind::Protokoll) else { return (Vec::new(), paper.to) };
    let from = (last.head_to + 1).min(paper.to);
    let annexes = find_annexes(desk.view, desk.spotter, items, (from, paper.to));
    let last_to = annexes.first().map_or(paper.to, |annex| annex.from - 1);
    (annexes, last_to)
}

/// Those of the front page, then those that only a table of members names. Where both name someone, the one with a party counts.
fn join_lists(mut people: Vec<Attendance>, listed: impl Iterator<Item = Attendance>) -> Vec<Attendance> {
    for person in listed {
        match people.iter_mut().find(|known| known.name == person.name) {
            Some(known) if known.party.is_empty() => *known = person,
            Some(_) => {}
            None => people.push(person),
        }
    }
    people
}

/// Plans and guidelines quote § of laws; they hold no meetings.
fn may_hold_items(kind: DocKind) -> bool {
    !matches!(kind, DocKind::Handlingsplan | DocKind::Riktlinjer)
}

/// Whether a § of a paper that is no minutes (an extract in a consultation response) is one of a meeting: it decides.
fn has_decision(desk: &Desk, items: &[Item], to: usize) -> bool {
    let Some(first) = items.first() else { return false };
    desk.view.lines[first.line..=to]
        .iter()
        .filter_map(|line| desk.spotter.opens_minutes_part(line))
        .any(|opening| opening.cue.kind == SegmentKind::Decision)
}

/// Numbers that the § skip.
pub fn missing_items(items: &[Item], handling: &Handling) -> Vec<Coverage> {
    let organ_id = handling.organ.as_ref().map_or_else(String::new, |organ| organ.id.clone());
    items
        .windows(2)
        .flat_map(|pair| pair[0].value + 1..pair[1].value)
        .map(|number| Coverage {
            what: "item",
            organ_id: organ_id.clone(),
            year: handling.year,
            expected: format!("§ {number}"),
            found: String::new(),
            message: format!("§ {number} hittades inte i {}", handling.repaired.pages.id),
        })
        .collect()
}
