//! Directives: which true points were found, for whom, and how they are linked.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::compare::{keys, overlap, share, some, words};
use super::{EvaluateError, Folders, Measure};
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
    from_id: String,
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
    let row = |measure: &'static str, part, whole, note| Measure {
        stage: "directives",
        measure: measure.into(),
        value: share(part, whole),
        count: whole,
        note,
    };
    let mut measures = vec![
        row("points found", truth.len() - missed.len(), truth.len(), some(&missed)),
        row("points that are true, in documents with labels", judged.len() - extra.len(), judged.len(), some(&extra)),
        row("addressee class right", pairs.len() - wrong_class.len(), pairs.len(), some(&wrong_class)),
    ];
    measures.extend(links(input, &pairs)?);
    Ok((measures, pairs))
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
    let truth: Vec<TrueLink> = input.truth_rows("lineage.csv")?;
    let linked: BTreeSet<String> = truth.iter().map(|link| link.to_doc_id.clone()).collect();
    let truth: BTreeSet<(String, String)> = truth
        .into_iter()
        .map(|link| (pairs.get(&link.from_id).cloned().unwrap_or(link.from_id), link.to_doc_id))
        .collect();
    let found: BTreeSet<(String, String)> = input
        .out_rows::<LineageRow>()?
        .into_iter()
        .filter(|link| linked.contains(&link.to_doc_id))
        .map(|link| (link.from_id, link.to_doc_id))
        .collect();
    let names = ["links (point, document), precision", "links (point, document), recall"];
    Ok(keys("directives", names, truth.into_iter().collect(), found.into_iter().collect()))
}
