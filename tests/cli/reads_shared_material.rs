//! Real documents beside the project: they read in full, in order, and the run ends well. Left out where they are absent.

use std::collections::HashMap;
use std::path::Path;

use crate::support::{folder, on, rows, run, run_corpus, shared};

#[test]
fn every_document_is_used_and_verified() {
    for part in ["handlingar", "handlingar-scan"] {
        let Some(corpus) = shared(part) else { return };
        let out = folder();
        run_corpus(&corpus, out.path(), &[]).ends(0);
        assert!(rows(out.path(), "documents").iter().all(|row| row["status"] == "ok"), "{part}");
        on(out.path(), &["verify"]).ends(0);
    }
}

#[test]
fn clean_documents_have_their_words_in_order() {
    let Some(folder) = shared("handlingar") else { return };
    for name in [
        "2016-05-16-riktlinjer-valdsbejakande-extremism",
        "2017-09-21-hagersten-liljeholmen-protokoll",
        "2022-hasselby-vallingby-handlingsplan",
    ] {
        let read = run("read", &[&folder.join(format!("{name}.pdf"))]).ends(0).text();
        let truth = std::fs::read_to_string(folder.join("text").join(format!("{name}.txt"))).expect("its twin");
        let head = furniture(&folder.join(format!("{name}.pdf")));
        let (found, wanted) = parts(&read, &truth, &head);
        let share = common(&found, &wanted) as f64 / wanted.len() as f64;
        let any_order = in_any_order(&found, &wanted) as f64 / wanted.len() as f64;
        assert!(any_order >= 0.995, "{name}: {any_order:.4} of {} words", wanted.len());
        // notes that the twin breaks over lines, and running heads left in its text, stand elsewhere here
        assert!(share >= 0.985, "{name}: {share:.4} of {} words in order", wanted.len());
    }
}

/// Footnotes stand at the foot of a page here and after their paragraph there, running heads here and there: a footnote
/// must stand whole in both and is then taken out of both, a head only out of the twin.
fn parts(read: &str, truth: &str, head: &[String]) -> (Vec<String>, Vec<String>) {
    let lines = |text: &str| text.replace(['\u{c}', '*'], "").replace("<i>", "").replace("</i>", "");
    let (read, truth) = (lines(read), lines(truth));
    let is_note = |line: &&str| {
        let mark = line.trim_start().chars().next().filter(|c| c.is_ascii_digit() || "¹²³⁴⁵⁶⁷⁸⁹".contains(*c));
        mark.is_some() && words(line).len() > 1 && read.lines().any(|own| words(own) == words(line))
    };
    let notes: Vec<Vec<String>> = truth.lines().filter(is_note).map(words).collect();
    let without = |text: &str, head: &[String]| -> Vec<String> {
        let kept = text.lines().filter(|line| !notes.contains(&words(line)) && !head.contains(&masked(line)));
        kept.flat_map(words).collect()
    };
    (without(&read, &[]), without(&truth, head))
}

/// What the reader kept apart as headers, footers and page numbers, digits masked.
fn furniture(file: &Path) -> Vec<String> {
    let pages = run("read --format json", &[file]).ends(0).text();
    let pages = pages.lines().map(|page| serde_json::from_str::<serde_json::Value>(page).expect("JSON"));
    pages
        .flat_map(|page| page["furniture"].as_array().cloned().unwrap_or_default())
        .filter_map(|line| line["text"].as_str().map(masked))
        .filter(|line| !line.is_empty())
        .collect()
}

fn masked(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace()).map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

/// Words without the marks of lists, leaders and notes.
fn words(line: &str) -> Vec<String> {
    let plain = |word: &str| -> String {
        word.chars().filter(|c| !"¹²³⁴⁵⁶⁷⁸⁹⁰\u{ad}<>".contains(*c)).collect::<String>().trim_matches('.').to_owned()
    };
    line.split_whitespace().map(plain).filter(|word| word.chars().any(char::is_alphanumeric)).collect()
}

fn in_any_order(a: &[String], b: &[String]) -> usize {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in a {
        *left.entry(word).or_default() += 1;
    }
    let mut both = 0;
    for word in b {
        if let Some(n) = left.get_mut(word.as_str()).filter(|n| **n > 0) {
            *n -= 1;
            both += 1;
        }
    }
    both
}

/// Length of the longest common subsequence, by the places of words in `b`.
fn common(a: &[String], b: &[String]) -> usize {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, word) in b.iter().enumerate() {
        places.entry(word).or_default().push(place);
    }
    let mut ends: Vec<usize> = Vec::new();
    for word in a {
        for &place in places.get(word.as_str()).into_iter().flatten().rev() {
            let k = ends.partition_point(|end| *end < place);
            if k == ends.len() {
                ends.push(place);
            } else {
                ends[k] = place;
            }
        }
    }
    ends.len()
}
