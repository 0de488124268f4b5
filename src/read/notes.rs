//! Puts footnotes apart: small lines at the foot of a page that begin with a mark, each made one line.

use std::sync::LazyLock;

use regex::Regex;

use super::hyphens::join_lines;
use super::raw::{RawLine, Shape};

/// A note's mark: raised digits, a digit before a space, or a star.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[¹²³⁰⁴-⁹]{1,3}\s*\S|\d{1,3}\s*\p{Lu}|\d{1,3}\s+\p{L}|\d{1,3}\t|\*{1,3}\s*\p{L})")
        .expect("a fixed pattern")
});

static MARK_WITHOUT_SPACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\d{1,3})(\p{Lu})").expect("a fixed pattern"));

/// Lines without the notes, and the notes, each joined to one line.
pub(super) fn part_notes(lines: Vec<RawLine>, height: f32, body: f32) -> (Vec<RawLine>, Vec<RawLine>) {
    let tagged = lines.iter().any(|line| line.shape == Shape::Note);
    let (kept, notes) = if tagged {
        lines.into_iter().partition(|line| line.shape != Shape::Note)
    } else {
        let from = foot_from(&lines, height, body);
        let mut lines = lines;
        let notes = lines.split_off(from);
        (lines, notes)
    };
    (kept, joined(notes))
}

/// Where the notes begin: the first marked small line of an unbroken run of small lines that ends the page.
fn foot_from(lines: &[RawLine], height: f32, body: f32) -> usize {
    let mut from = lines.len();
    for (i, line) in lines.iter().enumerate().rev() {
        let small = line.size < 0.94 * body && line.row().is_none();
        if !small || line.place[1] < 0.4 * height {
            break;
        }
        if MARK.is_match(&line.text) {
            from = i;
        }
    }
    from
}

fn joined(notes: Vec<RawLine>) -> Vec<RawLine> {
    let mut groups: Vec<Vec<RawLine>> = Vec::new();
    for line in notes {
        let continues = groups
            .last()
            .and_then(|group| group.last())
            .is_some_and(|last| !MARK.is_match(&line.text) || (line.block != 0 && line.block == last.block));
        match groups.last_mut() {
            Some(group) if continues => group.push(line),
            _ => groups.push(vec![line]),
        }
    }
    groups
        .into_iter()
        .map(|group| {
            let text = join_lines(group.iter().map(|line| line.text.as_str())).replace('\t', " ");
            // some producers set the mark and the note without anything between
            let text = MARK_WITHOUT_SPACE.replace(&text, "$1 $2").into_owned();
            let mut note = group[0].clone();
            for line in &group[1..] {
                note.place[0] = note.place[0].min(line.place[0]);
                note.place[2] = note.place[2].max(line.place[2]);
                note.place[3] = note.place[3].max(line.place[3]);
            }
            RawLine { text, ..note }
        })
        .collect()
}
