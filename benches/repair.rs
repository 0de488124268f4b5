//! Repair, in words a second of one core, with the errors it leaves; and what starting the command costs.
//!
//! `cargo bench --bench repair [-- --ablation | --misses]`. Two materials: pages read by an engine without Swedish
//! (`../shared/repair-pairs`, left out where they are not there), and the true texts of the sample corpus damaged here as
//! `dictionaries/swedish/damage-profiles.csv` has it. Each document is repaired by itself, several rounds, the best round
//! counts, since another process can only make one slower. Errors are asserted, so that a fast wrong answer fails.
//! `--ablation` prints what each part of the room is worth; `--misses` prints every word that is still wrong.

#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use paragraf::dictionaries::{DamageProfile, Dictionaries, Source};
use paragraf::evaluate::material::{Pair, damage_files, name, read_lines, read_pairs, text_files};
use paragraf::repair::learn::{learn, look};
use paragraf::repair::measure::{RepairCounts, measure_with};
use paragraf::repair::{Parts, repair_lines};

const ROUNDS: usize = 7;
const STARTS: usize = 11;
/// Lines of the passages that clean texts are cut into, each a text of its own: the shorter, the less the gate has to go by.
const PASSAGES: [usize; 6] = [1, 2, 3, 5, 10, 30];
/// Of the damage done here.
const SEED: u64 = 1;

/// Share of words that may be wrong after repair: on pages read by an engine, and on texts damaged here of the corpus (most
/// of what is wrong there are invented names), of minutes and of plans.
const MOST_WRONG: [f64; 4] = [0.0065, 0.0095, 0.002, 0.006];
/// Share of all words that repair may make worse, on each.
const MOST_WORSE: f64 = 0.0005;

fn main() {
    let has = |flag: &str| std::env::args().any(|arg| arg == flag);
    let dictionaries = Dictionaries::built_in();
    let materials = [
        ("repair-pairs", scanned_pairs()),
        ("corpus, damaged here", damaged(&corpus_texts())),
        ("minutes, damaged here", damaged(&texts(&shared().join("minutes")))),
        ("plans, damaged here", damaged(&texts(&shared().join("plans")))),
    ];
    if has("--ablation") {
        return ablation(&materials, &dictionaries);
    }
    println!(
        "{:<22} {:>7} {:>9} {:>9} {:>8} {:>7} {:>12}",
        "text", "words", "wrong", "after", "rate", "worse", "words/s"
    );
    for ((name, pairs), most) in materials.iter().zip(MOST_WRONG) {
        if pairs.is_empty() {
            println!("{name:<22} left out: not there");
            continue;
        }
        let counts = counts(pairs, &dictionaries, Parts::ALL);
        let seconds = seconds(pairs, &dictionaries);
        println!(
            "{name:<22} {:>7} {:>9} {:>9} {:>6.3} % {:>7} {:>12.0}",
            counts.words,
            counts.wrong_before,
            counts.wrong_after,
            counts.word_error_rate() * 100.0,
            counts.made_worse,
            counts.words as f64 / seconds
        );
        println!(
            "  sure changes right {} of {}, doubtful {} of {}",
            counts.sure_changes_right, counts.sure_changes, counts.doubtful_changes_right, counts.doubtful_changes
        );
        if has("--misses") {
            for pair in pairs {
                misses(pair, &dictionaries);
            }
        }
        assert!(counts.word_error_rate() < most, "{name}: repair got worse: {counts:?}");
        assert!(
            (counts.made_worse as f64) < MOST_WORSE * counts.words as f64,
            "{name}: too much made worse: {counts:?}"
        );
    }
    clean(&dictionaries);
    start();
}

fn shared() -> PathBuf {
    std::env::var_os("PARAGRAF_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
}

fn texts(folder: &Path) -> Vec<PathBuf> {
    text_files(folder).unwrap_or_default()
}

fn lines(file: &Path) -> Vec<String> {
    read_lines(file).expect("the file was just listed")
}

fn scanned_pairs() -> Vec<Pair> {
    read_pairs(&shared().join("repair-pairs")).unwrap_or_default()
}

fn corpus_texts() -> Vec<PathBuf> {
    texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/truth/text"))
}

/// Texts as each kind of text layer has them.
fn damaged(files: &[PathBuf]) -> Vec<Pair> {
    let profiles = DamageProfile::load_all(&Source::default()).expect("a test loads the built-in lists");
    let damaged = |profile| damage_files(files, profile, SEED).expect("the files were just listed");
    profiles.iter().flat_map(damaged).collect()
}

fn counts(pairs: &[Pair], dictionaries: &Dictionaries, parts: Parts) -> RepairCounts {
    pairs.iter().fold(RepairCounts::default(), |sum, pair| {
        sum.plus(measure_with(&pair.damaged, &pair.truth, dictionaries, parts))
    })
}

/// Seconds of the best round over all texts.
fn seconds(pairs: &[Pair], dictionaries: &Dictionaries) -> f64 {
    let round = || {
        let start = Instant::now();
        let edits: usize = pairs.iter().map(|pair| repair_lines(&pair.damaged, dictionaries).1.len()).sum();
        assert!(edits > 0, "nothing was repaired");
        start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(|_| round()).fold(f64::MAX, f64::min)
}

fn misses(pair: &Pair, dictionaries: &Dictionaries) {
    let (after, edits) = repair_lines(&pair.damaged, dictionaries);
    for (number, (after, truth)) in after.iter().zip(&pair.truth).enumerate() {
        let words = pair.damaged[number].split_whitespace().zip(after.split_whitespace()).zip(truth.split_whitespace());
        for ((read, found), truth_word) in words.filter(|((_, found), truth)| found != truth) {
            let edit = edits.iter().find(|edit| edit.line as usize == number + 1 && found.contains(&*edit.after));
            let sure = edit.map_or(String::new(), |edit| format!("{:.2} {}", edit.confidence, edit.reason));
            println!("  {}: {read} -> {found} ({truth_word}) {sure} | {truth}", pair.origin);
        }
    }
}

/// Clean texts: how fast they pass, and that nothing in them changes.
fn clean(dictionaries: &Dictionaries) {
    let mut files = corpus_texts();
    for folder in ["minutes", "plans", "handlingar/text"] {
        files.extend(texts(&shared().join(folder)));
    }
    let texts: Vec<Vec<String>> = files
        .iter()
        .map(|file| lines(file))
        .filter(|lines| lines.iter().any(|line| line.contains(['å', 'ä', 'ö'])))
        .collect();
    let words: usize = texts.iter().flatten().map(|line| line.split_whitespace().count()).sum();
    let best = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            let edits: usize = texts.iter().map(|text| repair_lines(text, dictionaries).1.len()).sum();
            assert_eq!(edits, 0, "clean text was changed");
            start.elapsed().as_secs_f64()
        })
        .fold(f64::MAX, f64::min);
    println!("{:<22} {words:>7} {:>9} {:>9} {:>8} {:>7} {:>12.0}", "clean", 0, 0, "", 0, words as f64 / best);
    let mut seen = words;
    for lines in PASSAGES {
        for passage in texts.iter().flat_map(|text| text.chunks(lines)) {
            assert_eq!(repair_lines(passage, dictionaries).1, [], "a clean passage was changed");
            seen += passage.iter().map(|line| line.split_whitespace().count()).sum::<usize>();
        }
    }
    println!("  the same in passages of {PASSAGES:?} lines: 0 changed of {seen} words");
}

/// Time and memory of `paragraf repair` on one short line, as a process of its own.
fn start() {
    let Some(binary) = option_env!("CARGO_BIN_EXE_paragraf") else { return };
    let file = std::env::temp_dir().join(format!("paragraf-bench-{}.txt", std::process::id()));
    fs::write(&file, "Namnden beslutar att godkanna forslaget fran forvaltningen.\n")
        .expect("a folder for passing files");
    let mut times: Vec<f64> = (0..STARTS)
        .map(|_| {
            let start = Instant::now();
            let output = Command::new(binary).arg("repair").arg(&file).output().expect("the command starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let peak = peak_memory(binary, &file).map_or("not measured here".to_owned(), |mb| format!("{mb:.0} MB at most"));
    println!("start of `paragraf repair`: {:.0} ms (median of {STARTS}), {peak}", times[STARTS / 2]);
    let _ = fs::remove_file(&file); // a passing file
}

/// Peak resident memory of the command, in megabytes, as GNU `time` tells it.
fn peak_memory(binary: &str, file: &Path) -> Option<f64> {
    let output = Command::new("/usr/bin/time").args(["-f", "%M", binary, "repair"]).arg(file).output().ok()?;
    String::from_utf8_lossy(&output.stderr)
        .trim()
        .lines()
        .last()?
        .parse::<f64>()
        .ok()
        .map(|kilobytes| kilobytes / 1024.0)
}

/// A table of what is lost without each part, and what words of clean documents of the same corpus add.
fn ablation(materials: &[(&str, Vec<Pair>)], dictionaries: &Dictionaries) {
    let rows = [
        ("all", Parts::ALL),
        ("without context", Parts { context: false, ..Parts::ALL }),
        ("without compounds and joined surnames", Parts { compounds: false, ..Parts::ALL }),
        ("without learning the engine (EM)", Parts { learning: false, ..Parts::ALL }),
    ];
    let mut table = String::from("| words wrong (made worse per 1,000) |");
    for (name, _) in materials {
        let _ = write!(table, " {name} |");
    }
    let _ = writeln!(table, "\n|{}", "---|".repeat(materials.len() + 1));
    let cell = |counts: RepairCounts| {
        if counts.words == 0 {
            return "left out".to_owned();
        }
        let worse = counts.made_worse as f64 * 1000.0 / counts.words as f64;
        format!("{:.2} % ({worse:.2})", counts.word_error_rate() * 100.0)
    };
    for (name, parts) in rows {
        let cells: Vec<String> = materials.iter().map(|(_, pairs)| cell(counts(pairs, dictionaries, parts))).collect();
        let _ = writeln!(table, "| {name} | {} |", cells.join(" | "));
    }
    let cells: Vec<String> = materials.iter().map(|(_, pairs)| cell(counts_with_corpus(pairs, dictionaries))).collect();
    let _ = writeln!(table, "| all, and words of the other clean documents (`--learn`) | {} |", cells.join(" | "));
    print!("{table}");
}

/// Each text repaired with the words of the clean documents that are not its own truth.
fn counts_with_corpus(pairs: &[Pair], dictionaries: &Dictionaries) -> RepairCounts {
    let mut origins: Vec<&str> = pairs.iter().map(|pair| pair.origin.as_str()).collect();
    origins.sort_unstable();
    origins.dedup();
    let mut files = corpus_texts();
    files.extend(texts(&shared().join("handlingar/text")));
    let mut sum = RepairCounts::default();
    for origin in origins {
        let others: Vec<Vec<String>> =
            files.iter().filter(|file| !name(file).contains(origin)).map(|file| lines(file)).collect();
        let seen = look(&others, |lines| Some(lines.clone()), dictionaries);
        let lexicon = dictionaries.lexicon.with_words(learn(seen.iter().flatten(), dictionaries));
        let learned = Dictionaries { lexicon, ..dictionaries.clone() };
        for pair in pairs.iter().filter(|pair| pair.origin == origin) {
            sum = sum.plus(measure_with(&pair.damaged, &pair.truth, &learned, Parts::ALL));
        }
    }
    sum
}
