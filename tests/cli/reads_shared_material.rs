//! Real documents beside the project: they read in full, in order, and the run ends well. Left out where they are absent.

use std::collections::BTreeMap;
use std::path::Path;

use paragraf::evaluate::compare::common;

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
fn a_doubtful_text_layer_gives_way_to_a_better_reading() {
    let Some(folder) = shared("handlingar-scan") else { return };
    if !paragraf::read::Tesseract::here().is_ready() {
        eprintln!("left out: tesseract with swe is not installed");
        return;
    }
    let name = "2017-09-21-hagersten-liljeholmen-protokoll";
    let truth = std::fs::read_to_string(folder.with_file_name("handlingar").join("text").join(format!("{name}.txt")));
    let wanted = counted(&truth.expect("its twin"));
    let corpus = crate::support::folder();
    std::fs::copy(folder.join(format!("{name}.pdf")), corpus.path().join(format!("{name}.pdf"))).expect("a copy");
    let [layer, better] = ["never", "auto"].map(|ocr| {
        let out = crate::support::folder();
        run_corpus(corpus.path(), out.path(), &["--ocr", ocr]).ends(0);
        counted(&std::fs::read_to_string(out.path().join(format!("text/{name}.txt"))).expect("its text"))
    });
    let right = |found: &BTreeMap<String, usize>| -> usize {
        wanted.iter().map(|(word, count)| (*count).min(found.get(word).copied().unwrap_or(0))).sum()
    };
    assert_ne!(layer, better, "no page was read again");
    assert!(right(&better) >= right(&layer), "{} of the layer, {} of both", right(&layer), right(&better));
}

fn counted(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn clean_documents_have_their_words_in_order() {
    let Some(folder) = shared("handlingar") else { return };
    for name in [
        "2016-05-16-riktlinjer-valdsbejakande-extremism",
        "2017-09-21-hagersten-liljeholmen-protokoll",
        "2022-hasselby-vallingby-handlingsplan",
    ] {
        let pages = pages_of(&folder.join(format!("{name}.pdf")));
        let truth = std::fs::read_to_string(folder.join("text").join(format!("{name}.txt"))).expect("its twin");
        let (mut found, mut wanted) = (Vec::new(), words(&without_markup(&truth)));
        for page in &pages {
            // notes stand at the foot of a page here and after their paragraph there, running heads here and there: each
            // must stand whole in the twin, and is then taken out of it
            for part in notes(page).iter().chain(&texts(&page["furniture"])) {
                take_out(&mut wanted, &words(part));
            }
            let lines = page["lines"].as_array().expect("lines").iter();
            found.extend(lines.filter(|line| line["kind"] != "footnote").flat_map(|line| words(text_of(line))));
        }
        let share = common(&found, &wanted) as f64 / wanted.len() as f64;
        assert!(share >= 0.995, "{name}: {share:.4} of {} words in order", wanted.len());
    }
}

fn pages_of(file: &Path) -> Vec<serde_json::Value> {
    let pages = run("read --format json", &[file]).ends(0).text();
    pages.lines().map(|page| serde_json::from_str(page).expect("JSON")).collect()
}

fn text_of(line: &serde_json::Value) -> &str {
    line["text"].as_str().unwrap_or_default()
}

fn texts(lines: &serde_json::Value) -> Vec<String> {
    lines.as_array().into_iter().flatten().map(|line| text_of(line).to_owned()).collect()
}

/// A page's footnotes, each with all its lines.
fn notes(page: &serde_json::Value) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for line in page["lines"].as_array().into_iter().flatten().filter(|line| line["kind"] == "footnote") {
        let text = text_of(line);
        match notes.last_mut() {
            Some(note) if !text.starts_with(|c: char| c.is_numeric()) => *note = format!("{note} {text}"),
            _ => notes.push(text.to_owned()),
        }
    }
    notes
}

/// Take a stretch of words out wherever it stands whole; page numbers differ from page to page, so figures count as equal.
/// A note's mark stands in the twin or does not.
fn take_out(words: &mut Vec<String>, stretch: &[String]) {
    let unmarked = stretch.iter().skip(1).cloned().collect::<Vec<_>>();
    for stretch in [stretch, &unmarked] {
        if stretch.len() < 2 {
            continue;
        }
        let mut at = 0;
        while at + stretch.len() <= words.len() {
            if words[at..at + stretch.len()].iter().zip(stretch).all(|(a, b)| masked(a) == masked(b)) {
                words.drain(at..at + stretch.len());
            } else {
                at += 1;
            }
        }
    }
}

fn without_markup(text: &str) -> String {
    text.replace(['\u{c}', '*'], "").replace("<i>", "").replace("</i>", "")
}

fn masked(word: &str) -> String {
    word.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

/// Words without the marks of lists, leaders and notes.
fn words(line: &str) -> Vec<String> {
    let plain = |word: &str| -> String {
        word.chars().filter(|c| !"¹²³⁴⁵⁶⁷⁸⁹⁰\u{ad}<>".contains(*c)).collect::<String>().trim_matches('.').to_owned()
    };
    line.split_whitespace().map(plain).filter(|word| word.chars().any(char::is_alphanumeric)).collect()
}
