//! Finds what is printed below the last §: written reservations and statements that a § only mentions, as annexes or under
//! headings that name their §.

use super::find_items::Item;
use super::join_lines::is_bullet;
use super::spot_parts::{PartSpotter, is_statement};
use super::{Reservation, SegmentKind};
use crate::classify::see_lines::{Seen, View, ends_sentence};

/// A text below the last §.
#[derive(Debug, PartialEq)]
pub struct Annex {
    /// The line that names it.
    pub from: usize,
    /// Its last line.
    pub to: usize,
    /// Which of the § it belongs to, by place in their list; `None` where nothing tells.
    pub item: Option<usize>,
    /// What its own line says it is: a statement, or a section whose parts tell.
    pub kind: SegmentKind,
}

/// Most words of a line that names an annex.
const LONGEST: usize = 12;

/// Lines with text from an annex's first on, among which its § and its kind stand.
const HEAD: usize = 5;

/// The annexes on lines `from..=to`, all below the head of the last §.
pub fn find_annexes(view: &View, spotter: &PartSpotter, items: &[Item], (from, to): (usize, usize)) -> Vec<Annex> {
    let mut annexes: Vec<Annex> = Vec::new();
    for at in from..=to {
        let Some(kind) = names_annex(view, spotter, at, to) else { continue };
        if let Some(open) = annexes.last_mut() {
            open.to = at - 1;
        }
        let first = annexes.first().map_or(at, |annex| annex.from);
        annexes.push(Annex { from: at, to, item: item_of(view, items, (at, to), first), kind });
    }
    annexes
}

/// Whether line `at` names an annex that holds a statement, and what the line says it is: a section
/// (`Bilaga 1 till § 45`) or a statement (`Reservation § 45`).
fn names_annex(view: &View, spotter: &PartSpotter, at: usize, to: usize) -> Option<SegmentKind> {
    let line = &view.lines[at];
    let free = line.page_turn || view.lines[..at].last().is_none_or(Seen::skipped);
    let heading = !line.skipped() && line.count <= LONGEST && !ends_sentence(&line.text) && !is_bullet(line);
    if !(free && heading && line.text.starts_with(char::is_uppercase)) {
        return None;
    }
    let numbered = || line.words.get(1).is_some_and(|word| word.len() <= 2 && word != "till");
    if line.words.first().is_some_and(|word| word == "bilaga") && numbered() {
        let opens = |line: &Seen| spotter.opens_minutes_part(line).is_some_and(|part| is_statement(part.cue.kind));
        return head_lines(view, at + 1, to).any(opens).then_some(SegmentKind::Section);
    }
    let (before, _) = line.text.split_once('§')?;
    statement_named(before)
}

/// The kind of statement that a heading begins with.
fn statement_named(heading: &str) -> Option<SegmentKind> {
    let words = crate::classify::words::folded_words(heading, 3);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["reservation", ..] | [_, "reservation", ..] => Some(SegmentKind::Reservation),
        ["sarskilt", "yttrande" | "uttalande", ..] => Some(SegmentKind::SpecialStatement),
        ["ersattaryttrande", ..] => Some(SegmentKind::SubstituteStatement),
        ["protokollsanteckning" | "rostforklaring", ..] => Some(SegmentKind::Note),
        _ => None,
    }
}

fn head_lines(view: &View, from: usize, to: usize) -> impl Iterator<Item = &Seen> {
    view.lines[from.min(to + 1)..=to].iter().filter(|line| !line.skipped()).take(HEAD)
}

/// The § that an annex on lines `at..=to` names in its head, else the only one that mentions it.
fn item_of(view: &View, items: &[Item], (at, to): (usize, usize), first: usize) -> Option<usize> {
    let named = head_lines(view, at, to)
        .filter_map(|line| number_after_sign(&line.text))
        .find_map(|number| items.iter().position(|item| item.number == number));
    named.or_else(|| only_mention(view, items, &view.lines[at], first))
}

fn number_after_sign(text: &str) -> Option<&str> {
    let rest = text.split_once('§')?.1.trim_start();
    Some(&rest[..rest.bytes().take_while(u8::is_ascii_digit).count()])
}

/// The only § whose text has the annex's name: `se bilaga 1`. All annexes stand below line `end`.
fn only_mention(view: &View, items: &[Item], line: &Seen, end: usize) -> Option<usize> {
    let [first, number, ..] = line.words.as_slice() else { return None };
    let mentions = |from: usize, to: usize| {
        let pairs = view.lines[from..to].iter().flat_map(|line| crate::classify::words::folded_words(&line.text, 40));
        let words: Vec<String> = pairs.collect();
        words.windows(2).any(|pair| pair[0] == *first && pair[1] == *number)
    };
    let ends = items.iter().skip(1).map(|item| item.line).chain([end]);
    let mut found = items.iter().zip(ends).enumerate().filter(|(_, (item, end))| mentions(item.line, *end));
    let (only, _) = found.next()?;
    found.next().is_none().then_some(only)
}

/// Add the rows of an annex to those of the minutes: what a § already mentions gets the points of its text.
pub fn add_annexed(rows: &mut Vec<Reservation>, annexed: Vec<Reservation>) {
    for row in annexed {
        let mut alike = rows.iter_mut().filter(|known| known.item == row.item && known.kind == row.kind);
        let known = if row.parties.is_empty() && row.persons.is_empty() {
            alike.next()
        } else {
            alike.find(|known| same_set(&known.parties, &row.parties))
        };
        match known {
            Some(known) if known.proposal_points.is_empty() => known.proposal_points = row.proposal_points,
            Some(_) => {}
            None if row.parties.is_empty() && row.persons.is_empty() => {}
            None => rows.push(row),
        }
    }
}

fn same_set(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|one| b.contains(one))
}
