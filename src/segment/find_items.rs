//! Finds the § of a meeting among all lines that begin with §.
//!
//! A contents list, a reference at a line's start, a law quote and a heading printed again after a page break look the
//! same line by line. What tells them apart is the whole: numbers of a meeting rise, and a real § is followed by its parts.
//! So every candidate gets a worth, and the chain of rising numbers with the greatest sum is taken.

use std::collections::BTreeSet;

use crate::classify::see_lines::{Seen, View, ends_sentence};
use crate::text::LineKind;

use super::read_head::read_head;
use super::read_sign::{Form, Head, head_on};
use super::spot_parts::PartSpotter;

/// A § of the meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its number as printed, without the sign.
    pub number: String,
    /// Its number to count with.
    pub value: u32,
    /// The line of its heading.
    pub line: usize,
    /// First line of its head: title or diary number may stand above the § line.
    pub head_from: usize,
    /// Last line of its heading, title and diary number.
    pub head_to: usize,
    /// Title on one line.
    pub title: String,
    /// Diary number, if printed in its head.
    pub dnr: Option<String>,
}

impl Item {
    /// No § that we know of, for a text that belongs to one.
    pub fn unknown(line: usize) -> Self {
        let (number, title) = (String::new(), String::new());
        Self { number, value: 0, line, head_from: line, head_to: line, title, dnr: None }
    }
}

/// A line that may be the heading of a §.
struct Candidate {
    item: Item,
    /// Suffix letter counts after the number: 9, 9 a, 10.
    order: (u32, u8),
    worth: f32,
    /// Whether a part of minutes stands below it.
    with_parts: bool,
    /// Whether text stands below it, as in no contents list.
    real: bool,
    /// Whether any text does.
    told: bool,
}

/// What a § heading loses that is printed again on the next page.
const AGAIN: f32 = 2.0;

/// The § of the meeting, in order, in the form of heading that the document keeps to. `spotter` knows the headings of the
/// parts inside. `agenda`: its items may have no sign. Only lines `from..=to` are looked at.
pub fn find_items(view: &View, spotter: &PartSpotter, agenda: bool, (from, to): (usize, usize)) -> Vec<Item> {
    let chain_of = |form| chain_of(view, spotter, form, (from, to));
    let signed = [Form::SignFirst, Form::SignLast, Form::Word].map(chain_of);
    let [first, last, word] = signed;
    let best = [last, word].into_iter().fold(first, Chain::better);
    let enough = if agenda { 2 } else { 1 };
    if best.items.len() >= enough {
        return best.items;
    }
    let bare = chain_of(Form::Bare);
    let in_parts = bare.with_parts >= 2 && bare.with_parts * 2 >= bare.items.len();
    let trusted = agenda || in_parts || best.items.is_empty() && bare.counts_on();
    if trusted && bare.items.len() >= best.items.len() { bare.items } else { best.items }
}

/// The § of one form.
struct Chain {
    items: Vec<Item>,
    /// How many of them hold a part of minutes.
    with_parts: usize,
    /// How many have text below them.
    told: usize,
    sum: f32,
}

/// § of a meeting that has no signs and no headings: so many at least, numbered without a gap, each with text below.
const COUNTED: usize = 4;

impl Chain {
    /// Whether the numbers count on without a gap and text stands below them.
    fn counts_on(&self) -> bool {
        let steps = self.items.windows(2).all(|pair| pair[0].value + 1 == pair[1].value);
        self.items.len() >= COUNTED && steps && self.told == self.items.len()
    }

    /// § of a meeting are followed by its parts; those of a law or of rules are not.
    fn better(self, other: Self) -> Self {
        let more = other.with_parts.cmp(&self.with_parts).then(other.sum.total_cmp(&self.sum));
        if more.is_gt() { other } else { self }
    }
}

fn chain_of(view: &View, spotter: &PartSpotter, form: Form, (from, to): (usize, usize)) -> Chain {
    let heads = (from..=to).filter_map(|at| Some((at, head_on(view, at, form)?)));
    let mut heads: Vec<(usize, Head)> = heads.collect();
    // "§ 51" and right below it "Au § 40": where the matter was dealt with before.
    heads.dedup_by(|(at, _), (above, head)| {
        *above + 1 == *at && head.rest.is_empty() && !view.lines[*at].text.starts_with('§')
    });
    let mut candidates: Vec<Candidate> = Vec::with_capacity(heads.len());
    for (index, (at, head)) in heads.iter().enumerate() {
        let until = heads.get(index + 1).map_or(to + 1, |next| next.0);
        let above = if index == 0 { from } else { heads[index - 1].0 + 1 };
        let mut candidate = weigh(view, spotter, *at, head, (above, until));
        if candidates.last().is_some_and(|before| before.order == candidate.order && before.real) {
            // A page's header that names the § again.
            candidate.worth -= AGAIN;
        }
        candidates.push(candidate);
    }
    best_chain(candidates, form == Form::Bare)
}

/// `free`: the first line above that no heading before it holds, and the line of the next heading.
fn weigh(view: &View, spotter: &PartSpotter, at: usize, head: &Head, free: (usize, usize)) -> Candidate {
    let line = &view.lines[at];
    let (number, title) = (head.number.clone(), String::new());
    let mut item = Item { number, value: head.value, line: at, head_from: at, head_to: at, title, dnr: None };
    read_head(view, spotter, &mut item, &head.rest, free);
    let until = free.1;
    let parts = (at + 1..until).filter(|&i| spotter.opens_minutes_part(&view.lines[i]).is_some()).take(2).count();
    let mut worth = 1.0;
    #[expect(clippy::cast_precision_loss, reason = "0, 1 or 2")]
    let by_parts = parts as f32 * 0.6;
    worth += by_parts;
    worth += if item.dnr.is_some() { 0.3 } else { 0.0 };
    worth += if item.title.is_empty() { -0.7 } else { 0.3 };
    worth += if matches!(line.kind, LineKind::Heading(_)) || line.bold { 0.5 } else { 0.0 };
    // A class code may follow the diary number: "Dnr KS 2019/87   514".
    let listed = in_contents(line) && (item.dnr.is_none() || !item.title.is_empty() && item.head_to == at);
    if listed || head.rest.to_lowercase().contains("forts") {
        worth -= 3.0;
    }
    let text_lines = (at + 1..until).filter(|&i| !view.lines[i].skipped()).count();
    worth -= if text_lines <= 1 { 0.6 } else { 0.0 };
    let previous = view.lines[..at].iter().rev().find(|line| !line.noise);
    if previous.is_some_and(|line| !line.blank() && !ends_sentence(&line.text)) && !line.page_turn {
        worth -= 0.3;
    }
    let real = !listed && text_lines > 2;
    let told = !listed && text_lines > 0;
    Candidate { order: (head.value, head.letter), item, worth, with_parts: parts > 0, real, told }
}

/// A line of a contents list: dot leaders, or a page number after a tab.
pub fn in_contents(line: &Seen) -> bool {
    line.text.contains(['.', '…']) && ["....", "…", ". . ."].iter().any(|dots| line.text.contains(dots))
        || line
            .text
            .rsplit_once('\t')
            .is_some_and(|(_, last)| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()))
}

/// The chain of rising numbers with the greatest worth; a jump costs, so a lone reference far away is left out.
fn best_chain(candidates: Vec<Candidate>, agenda: bool) -> Chain {
    let n = candidates.len();
    let mut sum = vec![0.0_f32; n];
    let mut before: Vec<Option<usize>> = vec![None; n];
    for i in 0..n {
        sum[i] = candidates[i].worth;
        for j in 0..i {
            if !rises(&candidates[j], &candidates[i], agenda) || sum[j] <= 0.0 {
                continue;
            }
            let total = sum[j] + candidates[i].worth - jump_cost(candidates[j].order, candidates[i].order);
            if total > sum[i] {
                sum[i] = total;
                before[i] = Some(j);
            }
        }
    }
    // The first of equal sums: a heading printed again after a page break is the later one.
    let best = (0..n).filter(|&i| sum[i] > 0.0).max_by(|&a, &b| sum[a].total_cmp(&sum[b]).then(b.cmp(&a)));
    let sum = best.map_or(0.0, |last| sum[last]);
    let chain: BTreeSet<usize> = std::iter::successors(best, |&i| before[i]).collect();
    let taken = candidates.into_iter().enumerate().filter(|(i, _)| chain.contains(i)).map(|(_, taken)| taken);
    let mut all = Chain { items: Vec::new(), with_parts: 0, told: 0, sum };
    for taken in taken {
        all.with_parts += usize::from(taken.with_parts);
        all.told += usize::from(taken.told);
        all.items.push(taken.item);
    }
    all
}

/// Whether one § may follow another. An agenda may give one number to two matters.
fn rises(before: &Candidate, after: &Candidate, agenda: bool) -> bool {
    before.order < after.order || agenda && before.order == after.order && before.item.title != after.item.title
}

fn jump_cost(from: (u32, u8), to: (u32, u8)) -> f32 {
    match to.0 - from.0 {
        0 | 1 => 0.0,
        #[expect(clippy::cast_precision_loss, reason = "numbers of at most four digits")]
        gap => (0.2 + 0.04 * gap as f32).min(2.0),
    }
}
