//! Finds the papers that one file holds: an agenda with its reports, a report with its annexes, extracts of minutes.
//!
//! A paper opens a page: among the first lines stands the name of its kind (`rules/doc_types.csv`) or `Bilaga 2`, and near it
//! what a letterhead has. Minutes, guidelines, plans and memoranda are one paper each, with parts of their own.

use crate::classify::DocKind;
use crate::classify::find_date::dates_in;
use crate::classify::find_dnr::dnr_on;
use crate::classify::see_lines::{Seen, View, ends_sentence};
use crate::dictionaries::{CuePlace, Rules, TypeCue};
use crate::text::LineKind;

/// Weight from which a cue in a title names the kind for sure, and from which it does below the word `Bilaga`.
const SURE: f32 = 4.0;
const LIKELY: f32 = 3.0;

/// Lines with text at the top of a page among which a paper's name stands, and those that its letterhead takes.
const TOP: usize = 6;
const LETTERHEAD: usize = 12;

/// Most words of a line that names a paper.
const LONGEST: usize = 14;

/// A paper of a file: its lines, what it is and how it names itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// First line.
    pub from: usize,
    /// Last line.
    pub to: usize,
    /// What it is.
    pub kind: DocKind,
    /// The line that names it; empty for a file that is one paper.
    pub title: String,
}

/// A page that opens a paper.
struct Opening {
    from: usize,
    kind: DocKind,
    title: String,
    /// The number of its matter: the same name with the same number is a header printed on each page.
    dnr: Option<String>,
}

/// The papers of a document, in order; one where it is no bundle.
pub fn papers_of(view: &View, kind: DocKind, rules: &Rules) -> Vec<Paper> {
    let last = view.lines.len().saturating_sub(1);
    let mut papers = vec![Paper { from: 0, to: last, kind, title: String::new() }];
    if matches!(kind, DocKind::Protokoll | DocKind::Riktlinjer | DocKind::Handlingsplan | DocKind::Promemoria) {
        return papers;
    }
    let cues: Vec<&TypeCue> =
        rules.doc_types.iter().filter(|cue| cue.place == CuePlace::Title && cue.weight >= LIKELY).collect();
    let first = opening_at(view, &cues, 0);
    papers[0].title = first.as_ref().map_or_else(|| first_words(view), |opening| opening.title.clone());
    let mut before = first;
    for at in (1..view.lines.len()).filter(|&at| view.lines[at].page_turn) {
        let Some(opening) = opening_at(view, &cues, at) else { continue };
        if !before.as_ref().is_some_and(|before| same_header(before, &opening)) {
            if let Some(open) = papers.last_mut() {
                open.to = opening.from - 1;
            }
            let title = opening.title.clone();
            papers.push(Paper { from: opening.from, to: last, kind: opening.kind, title });
        }
        before = Some(opening);
    }
    papers
}

fn same_header(before: &Opening, opening: &Opening) -> bool {
    before.title == opening.title && (before.dnr == opening.dnr || opening.dnr.is_none())
}

/// The paper that the page opens whose first line is `at`.
fn opening_at(view: &View, cues: &[&TypeCue], at: usize) -> Option<Opening> {
    let next = (at + 1..view.lines.len()).find(|&line| view.lines[line].page_turn);
    let page = &view.lines[at..next.unwrap_or(view.lines.len())];
    let head: Vec<&Seen> = page.iter().filter(|line| !line.blank()).take(LETTERHEAD).collect();
    let top = &head[..head.len().min(TOP)];
    let dnr = head.iter().find_map(|line| dnr_on(&line.text));
    let annexes: Vec<&&Seen> = top.iter().filter(|line| is_annex(line)).collect();
    let (line, kind) = match annexes.as_slice() {
        [] if dnr.is_some() || head.iter().any(|line| is_letterhead(line)) => {
            top.iter().find_map(|line| Some((*line, kind_named(line, cues, SURE, view.lenient)?)))?
        }
        [annex] => {
            let named = top.iter().find_map(|line| kind_named(line, cues, LIKELY, view.lenient));
            (**annex, named.unwrap_or(DocKind::Ovrigt))
        }
        // A list of annexes opens none of them.
        _ => return None,
    };
    Some(Opening { from: at, kind, title: line.text.replace('\t', " "), dnr })
}

/// The kind that a line names which is short and ends like no sentence.
fn kind_named(line: &Seen, cues: &[&TypeCue], least: f32, lenient: bool) -> Option<DocKind> {
    if !may_name(line) {
        return None;
    }
    let sure = cues.iter().filter(|cue| cue.weight >= least);
    sure.filter(|cue| cue.phrase.at_start(&line.words, lenient).is_some()).map(|cue| cue.kind).next()
}

/// `Bilaga 2`, `Bilaga 1 till tjänsteutlåtande …`.
fn is_annex(line: &Seen) -> bool {
    let numbered = line.words.get(1).is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    may_name(line) && numbered && line.words[0] == "bilaga"
}

fn may_name(line: &Seen) -> bool {
    line.count <= LONGEST
        && !matches!(line.kind, LineKind::Bullet | LineKind::TableRow | LineKind::Footnote)
        && line.text.starts_with(char::is_uppercase)
        && !ends_sentence(&line.text)
}

/// `Handläggare: …`, `Till kommunstyrelsen`, a day on a line of its own.
fn is_letterhead(line: &Seen) -> bool {
    let label = line.words.first().is_some_and(|word| ["handlaggare", "till"].contains(&word.as_str()));
    label && line.count <= LONGEST && !ends_sentence(&line.text)
        || line.count <= 4 && dates_in(&line.text, false).len() == 1
}

fn first_words(view: &View) -> String {
    view.lines.iter().find(|line| !line.skipped()).map_or_else(String::new, |line| line.text.replace('\t', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::dictionaries::Dictionaries;
    use crate::text::tests_support::plain_pages;

    /// Papers as `first line: kind title`.
    #[track_caller]
    fn check(kind: DocKind, text: &str, expected: &[&str]) {
        let view = see(&plain_pages(text), 0);
        let found: Vec<String> = papers_of(&view, kind, &Dictionaries::built_in().rules)
            .iter()
            .map(|paper| format!("{}: {} {}", paper.from + 1, paper.kind.as_str(), paper.title))
            .collect();
        assert_eq!(found, expected);
    }

    const BUNDLE: &str = "Kallelse till nämnden\n1. Upprop\n2. Plan\n\u{c}Tjänsteutlåtande\nDnr KS-2020-00012\nText.\n\u{c}Tjänsteutlåtande\nDnr KS-2020-00012\nMer.\n\u{c}Bilaga 1\nHandlingsplan 2020\nText.\n\u{c}Remissvar om vägen\nText utan brevhuvud.\n";

    #[test]
    fn a_bundle_is_cut_where_pages_open_papers() {
        check(
            DocKind::Kallelse,
            BUNDLE,
            &[
                "1: kallelse Kallelse till nämnden",
                "4: tjansteutlatande Tjänsteutlåtande",
                "10: handlingsplan Bilaga 1",
            ],
        );
    }

    #[test]
    fn minutes_and_lists_of_annexes_are_no_bundles() {
        check(DocKind::Protokoll, BUNDLE, &["1: protokoll "]);
        check(DocKind::Ovrigt, "Brev\n\u{c}Bilaga 1 Karta\nBilaga 2 Foto\n", &["1: ovrigt Brev"]);
    }
}
