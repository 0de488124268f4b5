//! Finds the words that say what a governing document is about, so that a plan about something else is not measured by it.

use crate::classify::DocKind;
use crate::dictionaries::Dictionaries;
use crate::segment::Document;

use super::words::words;

/// Lines beside the title that must hold a word before it counts: a title that was read wrongly says nothing.
const SUPPORT: usize = 3;

/// Content words of the title, folded, which the document's own text uses too; empty where the title says nothing.
pub fn subject(document: &Document, dictionaries: &Dictionaries) -> Vec<String> {
    let cues = &dictionaries.cues;
    let handling = &document.handling;
    if handling.kind == DocKind::Protokoll {
        return Vec::new(); // minutes are about many things
    }
    let organ = handling.organ.as_ref().map_or_else(Vec::new, |organ| words(&organ.name));
    let mut content: Vec<String> = words(&handling.title);
    content.sort_unstable();
    content.dedup();
    content.retain(|word| {
        word.len() > 3
            && word.starts_with(char::is_alphabetic)
            && !cues.is_word("stopword", word)
            && !cues.is_word("title_word", word)
            && !organ.contains(word)
    });
    let lines = &handling.repaired.pages.lines;
    content.retain(|word| {
        let start: String = word.chars().take(6).collect();
        lines.iter().filter(|line| words(&line.text).iter().any(|other| other.starts_with(&start))).count() > SUPPORT
    });
    content
}
