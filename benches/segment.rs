//! Classify and segment, in pages a second of one core.
//!
//! `cargo bench --bench segment`. The true texts of the sample corpus and, where it is at hand, the material beside the project
//! (`../shared`): each document is classified and cut by itself, several rounds, the best round counts, since another process
//! can only make one slower. § found are asserted, so that a fast wrong answer fails.

#![expect(clippy::cast_precision_loss, reason = "counts of pages")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use paragraf::classify::classify;
use paragraf::dictionaries::Dictionaries;
use paragraf::segment::{SegmentKind, segment};
use paragraf::text::{DocId, Line, PageInfo, Pages, Repaired};

const ROUNDS: usize = 40;

/// Lines of a page of text files that mark no pages.
const PAGE_LINES: usize = 45;

/// § that the corpus holds, at least so many of which must be found.
const LEAST_ITEMS: usize = 130;

fn main() {
    let dictionaries = Dictionaries::built_in();
    println!("{:<20} {:>9} {:>7} {:>7} {:>9}", "texts", "documents", "pages", "§", "pages/s");
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["corpus/truth/text", "../shared/minutes", "../shared/handlingar/text", "../shared/plans"];
    for folder in folders {
        let documents = documents(&here.join(folder));
        if documents.is_empty() {
            println!("{folder:<20} left out: not there");
            continue;
        }
        let pages: usize = documents.iter().map(|document| document.pages.pages.len()).sum();
        let (seconds, items) = best_round(&documents, &dictionaries);
        println!("{folder:<20} {:>9} {pages:>7} {items:>7} {:>9.0}", documents.len(), pages as f64 / seconds);
        assert!(folder != folders[0] || items >= LEAST_ITEMS, "{items} § found in the corpus");
    }
}

/// Seconds of the fastest round and § found.
fn best_round(documents: &[Repaired], dictionaries: &Dictionaries) -> (f64, usize) {
    let mut best = f64::INFINITY;
    let mut items = 0;
    for _ in 0..ROUNDS {
        let copies = documents.to_vec();
        let start = Instant::now();
        items = copies.into_iter().map(|document| items_of(document, dictionaries)).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    (best, items)
}

fn items_of(document: Repaired, dictionaries: &Dictionaries) -> usize {
    let document = segment(classify(document, dictionaries, None), dictionaries);
    document.parts.segments.iter().filter(|part| part.kind == SegmentKind::Item).count()
}

fn documents(folder: &Path) -> Vec<Repaired> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    files.iter().filter_map(|file| Some(document(file, &std::fs::read_to_string(file).ok()?))).collect()
}

/// A text file as if nothing in it had to be repaired.
fn document(file: &Path, text: &str) -> Repaired {
    let marked = text.contains('\u{c}');
    let mut page = 1;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let turn = if marked { line.starts_with('\u{c}') } else { index > 0 && index % PAGE_LINES == 0 };
        page += u32::from(turn);
        lines.push(Line::plain(page, line.trim_start_matches('\u{c}')));
    }
    let path = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let pages = (1..=page).map(PageInfo::of_text).collect();
    let pages = Pages { id: DocId::from_path(&path), path, sha256: String::new(), lines, pages };
    Repaired { pages, edits: Vec::new(), ocr_health: 1.0 }
}
