//! Reads the head of a §: its title and its diary number, on the § line, below it or above it.

use crate::classify::find_dnr::{bare_dnr, dnr_at, dnr_on};
use crate::classify::see_lines::{Seen, View, begins_low, ends_sentence};
use crate::text::LineKind;

use super::SegmentKind;
use super::find_items::Item;
use super::join_lines::{is_bullet, letter_of, number_of};
use super::spot_parts::PartSpotter;

/// How far a title and a diary number are looked for below the § line, in lines with text.
const HEAD_LINES: usize = 8;

/// Most lines a title runs over.
const TITLE_LINES: usize = 6;

/// Most lines of a head above the § line.
const LINES_ABOVE: usize = 4;

/// Read title and diary number of `item`; `rest` follows its number on the § line. The head may begin on line `from`, below
/// the § line before it, and ends before `until`, the next § line.
pub fn read_head(view: &View, spotter: &PartSpotter, item: &mut Item, rest: &str, (from, until): (usize, usize)) {
    let mut title: Vec<String> = Vec::new();
    take_from_sign_line(rest, item, &mut title);
    let above = block_above(view, spotter, item.line, from);
    let titled_above = above.iter().any(|&at| dnr_on(&view.lines[at].text).is_none());
    take_below(view, spotter, item, &mut title, (until, titled_above));
    let with_dnr = item.dnr.is_some();
    take_above(view, &above, item, &mut title);
    item.title = without_secrecy(&title.join(" ")).replace('\t', " ");
    if !with_dnr {
        take_number_after_title(item);
    }
}

/// Title and diary number on the lines below the § line; `titled_above`: below a gap stands the text of a § whose title is
/// above.
fn take_below(
    view: &View,
    spotter: &PartSpotter,
    item: &mut Item,
    title: &mut Vec<String>,
    (until, titled_above): (usize, bool),
) {
    let on_sign_line = !title.is_empty();
    let (mut gap, mut read) = (false, 0);
    for at in item.line + 1..until {
        let line = &view.lines[at];
        if line.noise {
            continue;
        }
        if line.blank() {
            gap = true;
            continue;
        }
        if is_reference(line) {
            continue;
        }
        read += 1;
        let titled = gap && title.is_empty() && titled_above;
        let named = title.is_empty() && !titled && may_be_title(spotter, line);
        if read > HEAD_LINES || !named && opens_part(spotter, line) || is_label(line, title) {
            break;
        }
        match dnr_on(&line.text).filter(|_| item.dnr.is_none()) {
            Some(dnr) => {
                title.extend(title_beside(line, title));
                item.dnr = Some(dnr);
                item.head_to = at;
            }
            None if !titled && is_title_line(line, title, gap, on_sign_line) => {
                title.push(line.text.clone());
                item.head_to = at;
            }
            // A name of the organ between title and diary number belongs to the head.
            None if gap && item.dnr.is_none() && may_be_organ(line) => {}
            None => break,
        }
        gap = false;
    }
}

fn may_be_organ(line: &Seen) -> bool {
    line.count <= 6 && !ends_sentence(&line.text) && !tells_what_is_done(line)
}

fn opens_part(spotter: &PartSpotter, line: &Seen) -> bool {
    spotter.opens_minutes_part(line).is_some() || spotter.opens_front_part(line)
}

/// `Information`, `Justering`, `Dagordning`: titles as often as headings, and titles where the § has no other.
fn may_be_title(spotter: &PartSpotter, line: &Seen) -> bool {
    use SegmentKind::{Approval, Attendance, Matter, Section};
    let kind = spotter.opens_minutes_part(line).or_else(|| spotter.front_part(line)).map(|opening| opening.cue.kind);
    kind.is_some_and(|kind| matches!(kind, Approval | Attendance | Matter | Section)) && !line.text.contains(':')
}

/// `Handläggare: Ida Sten` below a title: a label with its value, unless it holds the diary number.
fn is_label(line: &Seen, title: &[String]) -> bool {
    let Some((label, value)) = line.text.split_once(':') else { return false };
    let word = label.starts_with(char::is_alphabetic) && !label.contains(' ');
    !title.is_empty() && word && !value.trim().is_empty() && dnr_on(&line.text).is_none()
}

fn take_from_sign_line(rest: &str, item: &mut Item, title: &mut Vec<String>) {
    let rest = rest.trim_start_matches(['.', ':', '–', '-', ' ', '\t']);
    if rest.is_empty() {
        return;
    }
    if let Some(dnr) = dnr_on(rest) {
        let (before, after) = rest.split_once(dnr.as_str()).unwrap_or((rest, ""));
        let before = words_before_number(before);
        let after =
            after.trim_start_matches([':', '-', ')', '\t', ' ']).trim_start_matches(|c: char| c.is_ascii_digit());
        let after = after.trim_start_matches(['.', ' ']);
        if before.starts_with(char::is_uppercase) {
            title.push(before.to_owned());
        } else if after.starts_with(char::is_uppercase) {
            title.push(after.to_owned());
        }
        item.dnr = Some(dnr);
    } else if rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"”e".contains(c)) {
        title.push(rest.to_owned());
    }
}

/// `Titel  Dnr ` -> `Titel`: the label of the number is no part of what stands before it.
fn words_before_number(before: &str) -> &str {
    let label = dnr_at(before).unwrap_or(before.len());
    before[..label].trim_matches([' ', '\t', '(', ',', ':', '.'])
}

/// The title on a line that ends with the diary number, where no other line gave one.
fn title_beside(line: &Seen, title: &[String]) -> Option<String> {
    let dnr = dnr_on(&line.text)?;
    let (before, _) = line.text.split_once(dnr.as_str())?;
    let before = words_before_number(before);
    (title.is_empty() && before.contains(|c: char| c.is_lowercase() || c.is_uppercase()) && before.len() > 3)
        .then(|| before.to_owned())
}

/// Whether a line below the § line is (more of) its title.
fn is_title_line(line: &Seen, title: &[String], gap: bool, on_sign_line: bool) -> bool {
    if title.len() >= TITLE_LINES || is_point(line) || line.kind == LineKind::TableRow {
        return false;
    }
    let Some(last) = title.last() else {
        return !ends_sentence(&line.text) || line.count <= 4 && !tells_outcome(&line.text);
    };
    if tells_outcome(&line.text) {
        return false;
    }
    let heading = matches!(line.kind, LineKind::Heading(_)) && !ends_sentence(&line.text);
    if gap {
        return heading && !ends_sentence(last) && begins_low(&line.text);
    }
    let sentence = line.text.ends_with('.') && line.text.starts_with(char::is_uppercase);
    if begins_text(last, line) || tells_what_is_done(line) || sentence && !heading {
        return false;
    }
    // Below a title on the § line itself, text follows as often as more title.
    !ends_sentence(last) && (!on_sign_line || heading || begins_low(&line.text))
}

/// `Ärendet utgår.`, `Rapporten noteras.`: a sentence about a thing that is known, not a title.
fn tells_outcome(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or("");
    text.ends_with('.') && text.contains(' ') && ["et", "en", "na"].iter().any(|ending| first.ends_with(ending))
}

/// `Au § 40`: where the matter was dealt with before.
fn is_reference(line: &Seen) -> bool {
    line.count <= 4 && line.text.contains('§')
}

fn is_point(line: &Seen) -> bool {
    is_bullet(line) || letter_of(&line.text).is_some() || number_of(&line.text).is_some()
}

/// Verbs, folded, by which a sentence below a title tells what somebody does: no title has them so near its beginning.
const DOES: [&str; 14] = [
    "informerar",
    "informerade",
    "redovisar",
    "redovisade",
    "redogor",
    "redogjorde",
    "foredrar",
    "halsar",
    "halsade",
    "presenterar",
    "presenterade",
    "lamnar",
    "lamnade",
    "meddelar",
];

/// Most words before such a verb: an office and a name.
const BEFORE_VERB: usize = 4;

/// `Rektor Ida Sten informerar om …`: text, however short its line is.
fn tells_what_is_done(line: &Seen) -> bool {
    let verb = line.words.iter().take(BEFORE_VERB + 1).position(|word| DOES.contains(&word.as_str()));
    verb.is_some_and(|at| at > 0) && line.text.starts_with(char::is_uppercase)
}

/// Bytes of a full line of text, and the part of it that a title's line fills at most which nobody broke by width.
const FULL_LINE: usize = 60;
const SHORT_TITLE: f32 = 0.6;

/// Whether a line that follows a title without a gap begins the text: a full line in capitals below a short one.
#[expect(clippy::cast_precision_loss, reason = "lines of a few hundred bytes")]
fn begins_text(last: &str, line: &Seen) -> bool {
    line.text.len() >= FULL_LINE
        && line.text.starts_with(char::is_uppercase)
        && !matches!(line.kind, LineKind::Heading(_))
        && (last.len() as f32) < line.text.len() as f32 * SHORT_TITLE
}

/// The lines right over the § line that may be its head, from below; none where they are the end of a text.
fn block_above(view: &View, spotter: &PartSpotter, sign: usize, from: usize) -> Vec<usize> {
    let block: Vec<usize> = (sign.saturating_sub(LINES_ABOVE).max(from)..sign)
        .rev()
        .take_while(|&at| belongs_above(&view.lines[at], spotter))
        .collect();
    let free = block.last().is_some_and(|&first| first == 0 || view.lines[first - 1].skipped());
    if free && block.len() < LINES_ABOVE { block } else { Vec::new() }
}

/// Title and diary number above the § line: only what the lines below did not give.
fn take_above(view: &View, block: &[usize], item: &mut Item, title: &mut Vec<String>) {
    let mut over: Vec<String> = Vec::new();
    for &at in block.iter().rev() {
        match dnr_on(&view.lines[at].text) {
            Some(dnr) if item.dnr.is_none() => item.dnr = Some(dnr),
            Some(_) => return,
            None => over.push(view.lines[at].text.clone()),
        }
    }
    // Words above a § that has its title below are the end of the § before it.
    if !over.is_empty() && !title.is_empty() {
        return;
    }
    title.extend(over);
    if let Some(&first) = block.last() {
        item.head_from = first;
    }
}

fn belongs_above(line: &Seen, spotter: &PartSpotter) -> bool {
    !line.skipped()
        && line.text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !ends_sentence(&line.text)
        && !line.text.starts_with('§')
        && !opens_part(spotter, line)
}

/// `Ansökan om bidrag     Sekretess`: a mark beside the title.
fn without_secrecy(title: &str) -> &str {
    let mark = title.rsplit_once('\t').filter(|(_, last)| last.to_lowercase().starts_with("sekretess"));
    mark.map_or(title, |(title, _)| title)
}

/// `§ 5. Titel (KS-2016-00419)`, `§ 5 Titel - KS-2016-00419`: the number ends the title.
fn take_number_after_title(item: &mut Item) {
    let in_brackets = || {
        let (before, rest) = item.title.rsplit_once('(')?;
        Some((before, dnr_on(rest.strip_suffix(')')?)?))
    };
    let after_dash = || {
        let cut = [" - ", " – ", ", "].iter().find_map(|dash| item.title.rsplit_once(dash));
        cut.and_then(|(before, rest)| Some((before, bare_dnr(rest)?)))
    };
    if let Some((before, dnr)) = in_brackets().or_else(after_dash) {
        let title = before.trim_end().to_owned();
        (item.dnr, item.title) = (Some(dnr), title);
    }
}
