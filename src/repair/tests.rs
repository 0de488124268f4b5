//! What repair must do, told as text in and text out.

use super::measure::{RepairCounts, measure};
use super::{repair, repair_lines};
use crate::dictionaries::Dictionaries;
use crate::text::{DocId, Line, Pages};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static DICTIONARIES: LazyLock<Dictionaries> = LazyLock::new(Dictionaries::built_in);

/// Damaged Swedish of our own around a case, so that the gate opens.
const AROUND: &str = "Namnden beslutar att godkanna forslaget fran forvaltningen.\n\
    Stadsdelsnimnderna ska fa stod i arbetet med att forebygga vald.\n\
    Atgérderna féljs upp i samband med arsredovisningen och ndr det behovs.";

fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

fn repaired(text: &str) -> String {
    repair_lines(&lines(text), &DICTIONARIES).0.join("\n")
}

/// A line inside damaged text.
#[track_caller]
fn check(damaged: &str, expected: &str) {
    let text = repaired(&format!("{AROUND}\n{damaged}\n{AROUND}"));
    let found: Vec<&str> = text.split('\n').skip(3).take(damaged.split('\n').count()).collect();
    assert_eq!(found.join("\n"), expected);
}

#[track_caller]
fn check_untouched(text: &str) {
    let (after, edits) = repair_lines(&lines(text), &DICTIONARIES);
    assert_eq!(after.join("\n"), text);
    assert!(edits.is_empty(), "{edits:?}");
}

fn shared(folder: &str) -> Option<Vec<PathBuf>> {
    let root = std::env::var_os("PARAGRAF_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(folder);
    if !path.exists() {
        eprintln!("left out: {} is not there", path.display());
        return None;
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(path).expect("a folder").flatten().map(|file| file.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    Some(files)
}

fn read(path: &Path) -> Vec<String> {
    lines(&std::fs::read_to_string(path).expect("a text file"))
}

#[test]
fn tesseract_pages_come_out_right() {
    let Some(files) = shared("repair-pairs") else { return };
    let mut all = RepairCounts::default();
    let show = std::env::var_os("SHOW_REPAIR").is_some();
    for damaged in files.iter().filter(|file| file.to_string_lossy().ends_with(".damaged.txt")) {
        let truth = PathBuf::from(damaged.to_string_lossy().replace(".damaged.", ".truth."));
        let (damaged_lines, truth) = (read(damaged), read(&truth));
        let counts = measure(&damaged_lines, &truth, &DICTIONARIES);
        let name = damaged.file_name().unwrap_or_default().to_string_lossy();
        eprintln!(
            "{name}: {:.2} % -> {:.2} %",
            counts.word_error_rate_before() * 100.0,
            counts.word_error_rate() * 100.0
        );
        all = all.plus(counts);
        if show {
            let (after, _) = repair_lines(&damaged_lines, &DICTIONARIES);
            for ((before, after), truth) in damaged_lines.iter().zip(&after).zip(&truth) {
                for ((b, a), t) in before.split_whitespace().zip(after.split_whitespace()).zip(truth.split_whitespace())
                {
                    if a != t {
                        eprintln!("  MISS {b} -> {a} ({t})   in: {truth}");
                    }
                }
            }
        }
    }
    eprintln!("{:.3} % {all:?}", all.word_error_rate() * 100.0);
    assert!(all.word_error_rate() < 0.02, "{all:?}");
}

#[test]
fn clean_documents_stay_as_they_are() {
    for folder in ["handlingar/text", "minutes", "plans"] {
        for file in shared(folder).unwrap_or_default() {
            let lines = read(&file);
            let letters = lines.iter().flat_map(|line| line.chars()).filter(|c| "åäö".contains(*c)).count();
            if letters > 0 {
                let (_, edits) = repair_lines(&lines, &DICTIONARIES);
                assert!(edits.is_empty(), "{}: {:?}", file.display(), &edits[..edits.len().min(20)]);
            }
        }
    }
}

#[test]
fn eyeball() {
    let Some(name) = std::env::var_os("EYEBALL") else { return };
    let (after, edits) = repair_lines(&read(Path::new(&name)), &DICTIONARIES);
    println!("{}", after.join("\n"));
    for edit in edits.iter().filter(|edit| edit.confidence < 0.9) {
        println!("{}: {} -> {} {:.2} {}", edit.line, edit.before, edit.after, edit.confidence, edit.reason);
    }
}
