//! Weighs what kind of document it is by the cues of `rules/doc_types.csv`; thin or torn evidence means `ovrigt`.

use super::DocKind;
use super::find_title::Title;
use super::see_lines::{Seen, View};
use super::words::folded_words;
use crate::dictionaries::{CuePlace, Rules, TypeCue};
use crate::text::Line;

/// Lines with text that count as the head of a document.
const HEAD: usize = 20;

/// Points a kind needs, and the share of the points of the two best.
const NEEDED: f32 = 2.0;

/// A title's word after one of these says what the paper is about, not what it is: `Uppföljning av handlingsplan`.
const ABOUT: [&str; 9] = ["av", "om", "over", "till", "pa", "infor", "kring", "enligt", "for"];

/// Weight of a cue that leaves no doubt.
const SURE: f32 = 5.0;

/// What an "about" cue is worth.
const ABOUT_SHARE: f32 = 0.25;

/// Kind, confidence and evidence (cue and line, best first).
pub fn weigh_kind(
    view: &View,
    title: &Title,
    furniture: &[Line],
    rules: &Rules,
    items: usize,
) -> (DocKind, f32, Vec<String>) {
    let title_words = folded_words(&title.text, 60);
    let head: Vec<(usize, &Seen)> =
        view.lines.iter().enumerate().filter(|(_, line)| !line.blank()).take(HEAD).collect();
    let header: Vec<Vec<String>> = furniture.iter().take(HEAD).map(|line| folded_words(&line.text, 20)).collect();
    let bodies = body_hits(view, rules);
    let leading = leading_kind(rules, &title_words, view.lenient);
    let mut found: Vec<(f32, DocKind, String)> = Vec::new();
    for (index, cue) in rules.doc_types.iter().enumerate() {
        let hit = match cue.place {
            _ if cue.cue == "@items" => (items >= 2).then(|| (1.0, format!("{items} §"))),
            CuePlace::Title => title_hit(cue, &title_words, view.lenient)
                .map(|share| if leading.is_some_and(|kind| kind != cue.kind) { share * ABOUT_SHARE } else { share })
                .map(|share| (share, place_of(title.lines))),
            CuePlace::Header => header_hit(cue, &head, &header, view.lenient),
            CuePlace::Body => bodies[index].map(|line| (1.0, format!("line {}", line + 1))),
        };
        if let Some((share, place)) = hit {
            found.push((cue.weight * share, cue.kind, format!("{} ({place})", cue.cue)));
        }
    }
    decide(found)
}

/// The kind that a title's first word names for sure: `Remissvar: reviderade riktlinjer` is no guideline.
fn leading_kind(rules: &Rules, words: &[String], lenient: bool) -> Option<DocKind> {
    let titles = rules.doc_types.iter().filter(|cue| cue.place == CuePlace::Title && cue.weight >= SURE);
    titles.filter(|cue| cue.phrase.at_start(words, lenient).is_some()).map(|cue| cue.kind).next()
}

fn place_of(lines: Option<(usize, usize)>) -> String {
    lines.map_or_else(String::new, |(from, _)| format!("title, line {}", from + 1))
}

fn title_hit(cue: &TypeCue, words: &[String], lenient: bool) -> Option<f32> {
    let (at, _) = cue.phrase.find(words, lenient)?;
    let about = words[..at].iter().any(|word| ABOUT.contains(&word.as_str()));
    Some(if about { ABOUT_SHARE } else { 1.0 })
}

/// A cue in the head counts where it begins a line, or anywhere in a running header.
fn header_hit(cue: &TypeCue, head: &[(usize, &Seen)], header: &[Vec<String>], lenient: bool) -> Option<(f32, String)> {
    if let Some((line, _)) = head.iter().find(|(_, line)| cue.phrase.at_start(&line.words, lenient).is_some()) {
        return Some((1.0, format!("line {}", line + 1)));
    }
    let running = header.iter().any(|words| title_hit(cue, words, lenient) == Some(1.0));
    running.then(|| (1.0, "running header".to_owned()))
}

/// First line that begins with each body cue. Lines of noise count too: a header tells as much.
fn body_hits(view: &View, rules: &Rules) -> Vec<Option<usize>> {
    let mut hits = vec![None; rules.doc_types.len()];
    for (line, seen) in view.lines.iter().enumerate() {
        for (at, cue) in rules.doc_types.candidates(&seen.words, view.lenient, true) {
            let open = hits[at].is_none() && cue.place == CuePlace::Body;
            if open && cue.phrase.at_start(&seen.words, view.lenient).is_some() {
                hits[at] = Some(line);
            }
        }
    }
    hits
}

fn decide(mut found: Vec<(f32, DocKind, String)>) -> (DocKind, f32, Vec<String>) {
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
    let mut sums: Vec<(f32, DocKind)> = DocKind::ALL
        .into_iter()
        .map(|kind| (found.iter().filter(|hit| hit.1 == kind).map(|hit| hit.0).sum(), kind))
        .collect();
    sums.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (best, kind) = sums[0];
    let confidence = best / (best + sums[1].0 + 1.0);
    if best < NEEDED || kind == DocKind::Ovrigt || best <= sums[1].0 {
        let evidence = found.into_iter().map(|hit| format!("{} for {}", hit.2, hit.1.as_str())).collect();
        return (DocKind::Ovrigt, 1.0 - confidence, evidence);
    }
    (kind, confidence, found.into_iter().filter(|hit| hit.1 == kind).map(|hit| hit.2).collect())
}
