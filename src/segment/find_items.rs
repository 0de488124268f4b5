//! Finds the § of a meeting among all lines that begin with §.
//!
//! A contents list, a reference at a line's start, a law quote and a heading printed again after a page break look the
//! same line by line. What tells them apart is the whole: numbers of a meeting rise, and a real § is followed by its parts.
//! So every candidate gets a worth, and the chain of rising numbers with the greatest sum is taken.

use crate::classify::find_dnr::{bare_dnr, dnr_on};
use crate::classify::see_lines::{Seen, View, begins_low, ends_sentence};
use crate::text::LineKind;

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
    /// Last line of its heading, title and diary number.
    pub head_to: usize,
    /// Title on one line.
    pub title: String,
    /// Diary number, if printed in its head.
    pub dnr: Option<String>,
}

/// A line that may be the heading of a §.
struct Candidate {
    item: Item,
    /// Suffix letter counts after the number: 9, 9 a, 10.
    order: (u32, u8),
    worth: f32,
}

/// How far a title and a diary number are looked for below the § line, in lines with text.
const HEAD_LINES: usize = 8;

/// Most lines a title runs over.
const TITLE_LINES: usize = 6;

/// The § of the meeting, in order. `spotter` knows the headings of the parts inside.
/// `bare_numbers` for agendas, whose items have no sign: `5 a. Titel`.
pub fn find_items(view: &View, spotter: &PartSpotter, bare_numbers: bool) -> Vec<Item> {
    let lines = &view.lines;
    let heads = (0..lines.len()).filter_map(|at| {
        let head = head_on(view, at).or_else(|| if bare_numbers { bare_head(view, at) } else { None })?;
        Some((at, head))
    });
    let heads: Vec<(usize, Head)> = heads.collect();
    let candidates: Vec<Candidate> = heads
        .iter()
        .enumerate()
        .map(|(index, (at, head))| {
            let until = heads.get(index + 1).map_or(lines.len(), |next| next.0);
            weigh(view, spotter, *at, head, until)
        })
        .collect();
    best_chain(candidates)
}

/// What stands on a § line.
struct Head {
    number: String,
    value: u32,
    letter: u8,
    rest: String,
}

/// Read line `at` as the heading of a §, if it can be one.
fn head_on(view: &View, at: usize) -> Option<Head> {
    let line = &view.lines[at];
    if line.noise || !line.text.contains(['§', '$']) {
        return None;
    }
    let mut text = after_sign(&line.text, view.lenient)?.to_owned();
    if text.is_empty() {
        // The sign alone, its number on the next line.
        let next = view.lines.get(at + 1).filter(|next| next.text.bytes().all(|b| b.is_ascii_digit()))?;
        text.clone_from(&next.text);
    }
    let head = split_number(&text)?;
    (can_head(&head.rest) && !goes_on_from(view, at, &head.rest)).then_some(head)
}

/// An agenda's item: a number and a title, after a blank line.
fn bare_head(view: &View, at: usize) -> Option<Head> {
    let line = &view.lines[at];
    let free = at == 0 || view.lines[at - 1].skipped() || line.page_turn;
    if line.noise || !free || !line.text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let head = split_number(&line.text)?;
    let title = head.rest.trim_start_matches(['.', ' ', '\t']);
    (title.starts_with(char::is_uppercase) && !ends_sentence(title) && head.value < 200).then_some(head)
}

/// The text after `§`, which may follow a short name of the organ (`KF § 12`). `§§` is a range, never a heading.
fn after_sign(text: &str, lenient: bool) -> Option<&str> {
    let sign = if lenient && text.starts_with("$ ") { '$' } else { '§' };
    let (before, after) = text.split_once(sign)?;
    let before = before.trim();
    let organ = before.is_empty()
        || (before.chars().count() <= 5
            && before.chars().all(char::is_alphabetic)
            && before.starts_with(char::is_uppercase));
    (organ && !after.starts_with(sign)).then(|| after.trim_start_matches([' ', '\t']))
}

fn split_number(text: &str) -> Option<Head> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 {
        return None;
    }
    let value = text[..digits].parse().ok()?;
    let mut rest = &text[digits..];
    let mut number = text[..digits].to_owned();
    let mut letter = 0;
    let tail = rest.trim_start();
    let mut chars = tail.chars();
    if let Some(c) = chars.next()
        && c.is_ascii_alphabetic()
        && chars.next().is_none_or(|next| next == ' ' || next == '\t' || next == '.')
        && (c.is_ascii_lowercase() || rest.len() == tail.len())
    {
        letter = c.to_ascii_lowercase() as u8;
        number = format!("{number} {c}");
        rest = &tail[1..];
    }
    Some(Head { number, value, letter, rest: rest.trim().to_owned() })
}

/// Whether the rest of a § line can stand in a heading: nothing, a diary number, a title; not the middle of a sentence.
fn can_head(rest: &str) -> bool {
    let Some(first) = rest.chars().next() else { return true };
    if let Some(after) = rest.strip_prefix(['.', ':', '–', '-']) {
        return after.starts_with([' ', '\t']) && after.trim_start().starts_with(|c: char| c.is_uppercase());
    }
    if first.is_uppercase() || first == '"' || first == '”' {
        return !(rest.ends_with('.') && rest.contains(". "));
    }
    if first.is_ascii_digit() || first == '(' {
        let first_words = rest.split(['\t', ' ']).next().unwrap_or(rest);
        return dnr_on(rest).is_some() || bare_dnr(first_words).is_some();
    }
    let low = rest.to_lowercase();
    low.starts_with("dnr") || low.starts_with("forts") || low.starts_with("diarie")
}

/// Whether the line goes on from the one before: a sentence that was broken before the sign.
fn goes_on_from(view: &View, at: usize, rest: &str) -> bool {
    let before = &view.lines[..at];
    let Some(previous) = before.iter().rev().find(|line| !line.noise) else { return false };
    if previous.blank() {
        return false;
    }
    let last_word = previous.text.rsplit([' ', '\t']).next().unwrap_or("");
    let open = previous.text.ends_with([',', '-', '(', '&'])
        || ["den", "till", "från", "i", "enligt", "och", "under", "av", "punkt", "se", "kap.", "samt"]
            .contains(&last_word)
        || last_word.len() == 4
            && last_word.bytes().all(|b| b.is_ascii_digit())
            && !rest.starts_with(char::is_uppercase);
    open && (rest.is_empty() || !rest.contains('\t'))
}

fn weigh(view: &View, spotter: &PartSpotter, at: usize, head: &Head, until: usize) -> Candidate {
    let line = &view.lines[at];
    let mut item =
        Item { number: head.number.clone(), value: head.value, line: at, head_to: at, title: String::new(), dnr: None };
    read_head(view, spotter, &mut item, &head.rest, until);
    let parts = (at + 1..until).filter(|&i| spotter.opens_minutes_part(&view.lines[i]).is_some()).take(2).count();
    let mut worth = 1.0;
    #[expect(clippy::cast_precision_loss, reason = "0, 1 or 2")]
    let by_parts = parts as f32 * 0.6;
    worth += by_parts;
    worth += if item.dnr.is_some() { 0.3 } else { 0.0 };
    worth += if item.title.is_empty() { -0.7 } else { 0.3 };
    worth += if matches!(line.kind, LineKind::Heading(_)) || line.bold { 0.5 } else { 0.0 };
    if in_contents(line) || head.rest.to_lowercase().contains("forts") {
        worth -= 3.0;
    }
    let text_lines = (at + 1..until).filter(|&i| !view.lines[i].skipped()).count();
    worth -= if text_lines <= 1 { 0.6 } else { 0.0 };
    let previous = view.lines[..at].iter().rev().find(|line| !line.noise);
    if previous.is_some_and(|line| !line.blank() && !ends_sentence(&line.text)) && !line.page_turn {
        worth -= 0.3;
    }
    Candidate { order: (head.value, head.letter), item, worth }
}

/// A line of a contents list: dot leaders, or a page number after a tab.
pub fn in_contents(line: &Seen) -> bool {
    line.text.contains("....")
        || line.text.contains("…")
        || line.text.contains(". . .")
        || line
            .text
            .rsplit_once('\t')
            .is_some_and(|(_, last)| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()))
}

/// Read title and diary number from the § line and the lines below it.
fn read_head(view: &View, spotter: &PartSpotter, item: &mut Item, rest: &str, until: usize) {
    let mut title: Vec<String> = Vec::new();
    take_from_sign_line(rest, item, &mut title);
    let on_sign_line = !title.is_empty();
    let mut gap = false;
    let mut read = 0;
    for at in item.line + 1..until {
        let line = &view.lines[at];
        if line.noise {
            continue;
        }
        if line.blank() {
            gap = true;
            continue;
        }
        read += 1;
        if read > HEAD_LINES || spotter.opens_minutes_part(line).is_some() || spotter.opens_front_part(line) {
            break;
        }
        if item.dnr.is_none()
            && let Some(dnr) = dnr_on(&line.text)
        {
            item.dnr = Some(dnr);
            item.head_to = at;
        } else if is_title_line(line, &title, gap, on_sign_line) {
            title.push(line.text.clone());
            item.head_to = at;
        } else if gap && line.count <= 6 && !ends_sentence(&line.text) && item.dnr.is_none() {
            // A name of the organ between title and diary number belongs to the head.
        } else {
            break;
        }
        gap = false;
    }
    item.title = title.join(" ").replace('\t', " ");
    // "§ 5. Titel (KS-2016-00419)".
    if item.dnr.is_none()
        && let Some((before, rest)) = item.title.rsplit_once('(')
        && let Some(dnr) = rest.strip_suffix(')').and_then(dnr_on)
    {
        item.dnr = Some(dnr);
        item.title = before.trim_end().to_owned();
    }
}

fn take_from_sign_line(rest: &str, item: &mut Item, title: &mut Vec<String>) {
    let rest = rest.trim_start_matches(['.', ':', '–', '-', ' ', '\t']);
    if rest.is_empty() {
        return;
    }
    if let Some(dnr) = dnr_on(rest) {
        let after = rest.split_once(dnr.as_str()).map_or("", |(_, after)| after);
        item.dnr = Some(dnr);
        let after =
            after.trim_start_matches([':', '-', ')', '\t', ' ']).trim_start_matches(|c: char| c.is_ascii_digit());
        let after = after.trim_start_matches(['.', ' ']);
        if after.starts_with(char::is_uppercase) {
            title.push(after.to_owned());
        }
    } else if rest.starts_with(|c: char| c.is_uppercase() || c == '"' || c == '”') {
        title.push(rest.to_owned());
    }
}

/// Whether a line below the § line is (more of) its title.
fn is_title_line(line: &Seen, title: &[String], gap: bool, on_sign_line: bool) -> bool {
    if title.len() >= TITLE_LINES || matches!(line.kind, LineKind::Bullet | LineKind::TableRow) {
        return false;
    }
    let Some(last) = title.last() else { return true };
    let heading = matches!(line.kind, LineKind::Heading(_));
    if gap {
        return heading && !ends_sentence(last) && begins_low(&line.text);
    }
    // Below a title on the § line itself, text follows as often as more title.
    !ends_sentence(last) && (!on_sign_line || heading || begins_low(&line.text))
}

/// The chain of rising numbers with the greatest worth; a jump costs, so a lone reference far away is left out.
fn best_chain(candidates: Vec<Candidate>) -> Vec<Item> {
    let n = candidates.len();
    let mut sum = vec![0.0_f32; n];
    let mut before: Vec<Option<usize>> = vec![None; n];
    for i in 0..n {
        sum[i] = candidates[i].worth;
        for j in 0..i {
            if candidates[j].order >= candidates[i].order || sum[j] <= 0.0 {
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
    let mut chain: Vec<usize> = std::iter::successors(best, |&i| before[i]).collect();
    chain.reverse();
    let mut taken: Vec<Option<Item>> = candidates.into_iter().map(|candidate| Some(candidate.item)).collect();
    chain.into_iter().filter_map(|i| taken[i].take()).collect()
}

fn jump_cost(from: (u32, u8), to: (u32, u8)) -> f32 {
    match to.0 - from.0 {
        0 | 1 => 0.0,
        #[expect(clippy::cast_precision_loss, reason = "numbers of at most four digits")]
        gap => (0.2 + 0.04 * gap as f32).min(2.0),
    }
}
