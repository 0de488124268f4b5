//! Directives: which true points were found, for whom, and how they are linked.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::compare::{keys, overlap, share, some, words};
use super::{EvaluateError, Folders, Measure};
use crate::directives::Point;
use crate::report::rows::{LineageRow, PointRow};

/// Two texts of one document with this share of common words are the same point.
const SAME: f64 = 0.75;

#[derive(Deserialize)]
struct TruePoint {
    point_id: String,
    doc_id: String,
    text: String,
    addressee_class: String,
}

#[derive(Deserialize)]
struct TrueLink {
    to_doc_id: String,
    to_kind: String,
    to_id: String,
    from_id: String,
    relation: String,
    text: String,
}

/// True point id to found point id.
pub(super) type Pairs = BTreeMap<String, String>;

pub(super) fn measure(input: &Folders<'_>) -> Result<(Vec<Measure>, Pairs), EvaluateError> {
    let truth: Vec<TruePoint> = input.truth_rows("points.csv")?;
    let found: Vec<PointRow> = input.out_rows()?;
    let pairs = pair(&truth, &found);
    let missed: Vec<String> =
        truth.iter().filter(|p| !pairs.contains_key(&p.point_id)).map(|p| p.point_id.clone()).collect();
    let known: BTreeSet<&str> = pairs.values().map(String::as_str).collect();
    let labelled: BTreeSet<&str> = truth.iter().map(|p| p.doc_id.as_str()).collect();
    let judged: Vec<&PointRow> = found.iter().filter(|p| labelled.contains(p.doc_id.as_str())).collect();
    let extra: Vec<String> =
        judged.iter().filter(|p| !known.contains(p.point_id.as_str())).map(|p| p.point_id.clone()).collect();
    let class_of = |id: &str| found.iter().find(|p| p.point_id == id).map(|p| p.addressee_class.as_str());
    let wrong_class: Vec<String> = truth
        .iter()
        .filter_map(|p| Some((p, pairs.get(&p.point_id)?)))
        .filter(|(p, id)| class_of(id) != Some(p.addressee_class.as_str()))
        .map(|(p, id)| format!("{} ({} not {})", p.point_id, class_of(id).unwrap_or_default(), p.addressee_class))
        .collect();
    let mut measures = vec![
        row("points found", truth.len() - missed.len(), truth.len(), some(&missed)),
        row("points that are true, in documents with labels", judged.len() - extra.len(), judged.len(), some(&extra)),
        row("addressee class right", pairs.len() - wrong_class.len(), pairs.len(), some(&wrong_class)),
    ];
    measures.extend(links(input, &pairs)?);
    Ok((measures, pairs))
}

/// A share of the room's points.
fn row(measure: &'static str, part: usize, whole: usize, note: String) -> Measure {
    Measure { stage: "directives", measure: measure.into(), value: share(part, whole), count: whole, note }
}

/// Pair true and found points of a document, the best fitting first.
fn pair(truth: &[TruePoint], found: &[PointRow]) -> Pairs {
    let found_words: Vec<Vec<String>> = found.iter().map(|p| words(&p.text.to_lowercase())).collect();
    let mut fits: Vec<(f64, usize, usize)> = Vec::new();
    for (t, point) in truth.iter().enumerate() {
        let true_words = words(&point.text.to_lowercase());
        for (f, other) in found.iter().enumerate().filter(|(_, other)| other.doc_id == point.doc_id) {
            let fit = overlap(&true_words, &found_words[f]);
            // a found point that swallows several true ones is not any of them
            let swallowed = found_words[f].len() > 3 * true_words.len().max(8);
            if fit >= SAME && !swallowed && !other.point_id.is_empty() {
                fits.push((fit, t, f));
            }
        }
    }
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut taken_t, mut taken_f) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Pairs::new();
    for (_, t, f) in fits {
        if !taken_t.contains(&t) && !taken_f.contains(&f) {
            taken_t.insert(t);
            taken_f.insert(f);
            pairs.insert(truth[t].point_id.clone(), found[f].point_id.clone());
        }
    }
    pairs
}

/// Links by point and document, of the documents that the truth links at all; plans are judged by `verdicts`.
fn links(input: &Folders<'_>, pairs: &Pairs) -> Result<Vec<Measure>, EvaluateError> {
    let own_id = |id: &String| pairs.get(id).unwrap_or(id).clone();
    let truth: Vec<TrueLink> = input
        .truth_rows::<TrueLink>("lineage.csv")?
        .into_iter()
        .map(|link| TrueLink { from_id: own_id(&link.from_id), to_id: own_id(&link.to_id), ..link })
        .collect();
    let linked: BTreeSet<&str> = truth.iter().map(|link| link.to_doc_id.as_str()).collect();
    let found: Vec<LineageRow> =
        input.out_rows::<LineageRow>()?.into_iter().filter(|link| linked.contains(link.to_doc_id.as_str())).collect();
    let true_keys: BTreeSet<(String, String)> =
        truth.iter().map(|link| (link.from_id.clone(), link.to_doc_id.clone())).collect();
    let found_keys: BTreeSet<(String, String)> =
        found.iter().map(|link| (link.from_id.clone(), link.to_doc_id.clone())).collect();
    let both = true_keys.intersection(&found_keys).count();
    let names = ["links (point, document), precision", "links (point, document), recall"];
    let count = true_keys.len() + found_keys.len();
    let mut measures = keys("directives", names, true_keys.into_iter().collect(), found_keys.into_iter().collect());
    measures.push(row("links (point, document), F1", 2 * both, count, String::new()));
    measures.push(relations(&truth, &found));
    Ok(measures)
}

/// Of the true links whose passage was found, those whose relation is the reader's.
fn relations(truth: &[TrueLink], found: &[LineageRow]) -> Measure {
    let same_place = |link: &TrueLink, row: &LineageRow| {
        row.from_id == link.from_id
            && row.to_doc_id == link.to_doc_id
            && if link.to_kind == "point" { row.to_id == link.to_id } else { begins(&link.text, &row.quote) }
    };
    let pairs: Vec<(&TrueLink, &LineageRow)> =
        truth.iter().filter_map(|link| Some((link, found.iter().find(|row| same_place(link, row))?))).collect();
    let wrong: Vec<String> = pairs
        .iter()
        .filter(|(link, row)| link.relation != row.relation)
        .map(|(link, row)| format!("{} ({} not {})", row.lineage_id, row.relation, link.relation))
        .collect();
    row("relation of a link that was found right", pairs.len() - wrong.len(), pairs.len(), some(&wrong))
}

/// Whether a quote, one line, holds most of the words that a passage has in its first dozen.
fn begins(text: &str, quote: &str) -> bool {
    let start: Vec<String> = words(&text.to_lowercase()).into_iter().take(12).collect();
    overlap(&start, &words(&quote.to_lowercase())) >= SAME
}

/// How the labelled points of a folder (`points.json`) are found in the documents that they were read in.
pub(super) fn labelled(labels: &[Point], found: &[Point]) -> Vec<Measure> {
    let overlap = |a: &Point, b: &Point| {
        let (from, to) = (a.span.line_from.max(b.span.line_from), a.span.line_to.min(b.span.line_to));
        if a.doc_id == b.doc_id { (to + 1).saturating_sub(from) } else { 0 }
    };
    let pairs: Vec<(&Point, Option<&Point>)> = labels
        .iter()
        .map(|label| {
            let best = found.iter().max_by_key(|point| (overlap(label, point), std::cmp::Reverse(&point.id)));
            (label, best.filter(|point| overlap(label, point) > 0))
        })
        .collect();
    let missed: Vec<String> =
        pairs.iter().filter(|(_, point)| point.is_none()).map(|(label, _)| label.id.clone()).collect();
    let hits: Vec<(&Point, &Point)> = pairs.iter().filter_map(|(label, point)| Some((*label, (*point)?))).collect();
    let wrong: Vec<String> = hits
        .iter()
        .filter(|(label, point)| label.addressee_class != point.addressee_class)
        .map(|(label, point)| {
            let (is, not) = (point.addressee_class.as_str(), label.addressee_class.as_str());
            format!("{} ({is} not {not})", label.id)
        })
        .collect();
    vec![
        row("labelled points of other documents found", hits.len(), labels.len(), some(&missed)),
        row("labelled points of other documents, class right", hits.len() - wrong.len(), hits.len(), some(&wrong)),
    ]
}
