//! Tells what a later version of a guideline made of a point: split, moved, or dropped.

use std::collections::{BTreeSet, HashMap};

use super::{Step, Stories, of_document};
use crate::report::rows::{DocumentRow, PointRow};
use crate::text::fold;

/// Titles that share this part of their words name the same document.
const SAME_TITLE: f64 = 0.6;

/// A step for each later version of a guideline that holds nothing of the story.
pub fn dropped(stories: &Stories<'_>, steps: &[Step]) -> Vec<Step> {
    let held: BTreeSet<&str> = steps.iter().map(|step| step.doc_id.as_str()).collect();
    let mut found: Vec<Step> = Vec::new();
    for own in stories.guidelines.iter().filter(|own| held.contains(own.doc_id.as_str())) {
        for later in stories.guidelines.iter().filter(|later| is_version(own, later)) {
            let known = held.contains(later.doc_id.as_str()) || found.iter().any(|step| step.doc_id == later.doc_id);
            if !known {
                found.push(Step {
                    relation: "dropped".to_owned(),
                    kind: "directive".to_owned(),
                    ..of_document(stories.tables, &later.doc_id, 0)
                });
            }
        }
    }
    found
}

/// Say of steps that a later version has made two of a point, or put it under another heading.
pub fn note_versions(stories: &Stories<'_>, steps: &mut [Step]) {
    let guideline = |id: &str| stories.guidelines.iter().find(|document| document.doc_id == id);
    let mut parts: HashMap<(String, String), usize> = HashMap::new();
    for step in steps.iter() {
        *parts.entry((step.from_id.clone(), step.doc_id.clone())).or_default() += 1;
    }
    for step in steps.iter_mut() {
        let (Some(from), Some(to)) = (stories.point(&step.from_id), stories.point(&step.id)) else { continue };
        let version = guideline(&from.doc_id).zip(guideline(&step.doc_id)).is_some_and(|(a, b)| is_version(a, b));
        if !version {
            continue;
        }
        let parts = parts[&(step.from_id.clone(), step.doc_id.clone())];
        let moved = !same_heading(from, to);
        let notes = [
            (parts > 1).then(|| format!("delad på {parts} punkter")),
            moved.then(|| format!("flyttad till ”{}”", to.heading)),
        ];
        step.note = notes.into_iter().flatten().collect::<Vec<_>>().join("; ");
    }
}

/// Whether a document is of the kind that has versions.
pub fn is_guideline(document: &DocumentRow) -> bool {
    document.kind == "riktlinjer" && !document.title.is_empty()
}

/// Whether one guideline is a later version of another.
fn is_version(earlier: &DocumentRow, later: &DocumentRow) -> bool {
    earlier.municipality == later.municipality
        && earlier.year < later.year
        && alike(&earlier.title, &later.title) >= SAME_TITLE
}

/// Share of the words of two titles that both have, years left out.
fn alike(a: &str, b: &str) -> f64 {
    let words = |title: &str| -> BTreeSet<String> {
        let folded = fold(title);
        let words = folded.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| word.len() > 2 && !word.starts_with(|c: char| c.is_ascii_digit()))
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
}

/// Headings without their numbers.
fn same_heading(a: &PointRow, b: &PointRow) -> bool {
    let plain = |heading: &str| fold(heading.trim_start_matches(|c: char| !c.is_alphabetic()));
    plain(&a.heading) == plain(&b.heading)
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn titles_of_versions_are_alike() {
        assert!(alike("Riktlinjer mot hot", "Riktlinjer mot hot 2024") > 0.9);
        assert!(alike("Riktlinjer mot hot", "Riktlinjer för föreningsbidrag") < 0.5);
    }
}
