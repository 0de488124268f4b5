//! Cuts the telling piece out of a hit's text and marks the words that were met; everything else is escaped.

use std::ops::Range;

use super::find_words::{Word, words};
use super::make_keys::Level;
use super::plan_query::{Leaf, Place};

/// About how long a snippet is (bytes): three lines on a page of hits.
const LENGTH: usize = 260;

/// Words before the first mark, so that the reader sees what the sentence is about.
const LEAD: usize = 8;

/// A snippet of `text`, HTML with `<mark>`, and the byte range from its first mark to its last: the whole of it where
/// nothing is marked.
pub(super) fn snippet(text: &str, leaves: &[&Leaf]) -> (String, Range<usize>) {
    let words = words(text);
    let marks = marks(&words, leaves);
    let (from, to) = window(&words, &marks, text.len());
    let mut html = String::with_capacity(LENGTH + 64);
    if from > 0 {
        html.push_str("… ");
    }
    let mut at = from;
    let mut marked: Option<Range<usize>> = None;
    for (word, leaf) in words.iter().zip(&marks).filter(|(word, _)| word.range.start >= from && word.range.end <= to) {
        if leaf.is_some() {
            push_plain(&mut html, &text[at..word.range.start]);
            html.push_str("<mark>");
            push_plain(&mut html, &text[word.range.clone()]);
            html.push_str("</mark>");
            at = word.range.end;
            marked = Some(marked.map_or(word.range.start, |marked| marked.start)..at);
        }
    }
    push_plain(&mut html, &text[at..to]);
    if to < text.trim_end().len() {
        html.push_str(" …");
    }
    (html, marked.unwrap_or(from..to))
}

/// For each word, which leaf it meets, if any.
fn marks(words: &[Word], leaves: &[&Leaf]) -> Vec<Option<usize>> {
    let mut marks = vec![None; words.len()];
    for (index, leaf) in leaves.iter().enumerate() {
        for way in &leaf.ways {
            let in_phrase = way.len() > 1;
            for (start, window) in words.windows(way.len().max(1)).enumerate() {
                if way.iter().zip(window).all(|(place, word)| meets(place, word, in_phrase)) {
                    marks[start..start + way.len()].fill(Some(index));
                }
            }
        }
    }
    marks
}

/// Whether a word of the text is one that is looked for; in a phrase, parts in front of compounds are not.
fn meets(place: &Place, word: &Word, in_phrase: bool) -> bool {
    let level = std::iter::once(&word.text).chain(&word.also).find_map(|text| place.words.get(text));
    level.is_some_and(|level| !in_phrase || *level != Level::Part)
}

/// The byte range with most different leaves, then most marks, then first; at word borders.
fn window(words: &[Word], marks: &[Option<usize>], length: usize) -> (usize, usize) {
    let marked: Vec<usize> = (0..words.len()).filter(|&at| marks[at].is_some()).collect();
    let last_within = |first: usize| {
        let end = words[first].range.start + LENGTH;
        words.partition_point(|word| word.range.end <= end).max(first + 1) - 1
    };
    let worth = |&first: &usize| {
        let inside = &marks[first..=last_within(first)];
        let mut leaves: Vec<usize> = inside.iter().copied().flatten().collect();
        let all = leaves.len();
        leaves.sort_unstable();
        leaves.dedup();
        (leaves.len(), all)
    };
    // max_by_key takes the last of equals: look from the end, so that the first place wins
    let Some(best) = marked.iter().rev().max_by_key(|first| worth(first)) else {
        let end = words.partition_point(|word| word.range.end <= LENGTH);
        return (0, if end == words.len() { length } else { words[end.max(1) - 1].range.end });
    };
    let first = best.saturating_sub(LEAD);
    let last = last_within(first).max(*best);
    let from = if first == 0 { 0 } else { words[first].range.start };
    let to = if last + 1 == words.len() { length } else { words[last].range.end };
    (from, to)
}

/// Escaped, white space as one space.
fn push_plain(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            c if c.is_whitespace() || c.is_control() => {
                if !html.ends_with(' ') {
                    html.push(' ');
                }
            }
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}
