//! Reading, in pages a second of one core, beside `pdftotext` in the same run.
//!
//! `cargo bench --bench read [-- FOLDER...]`: folders of PDFs, default `corpus` and, where it is there, the shared
//! material. Both tools are timed as whole processes over the same files in turn, several rounds, CPU time of the process
//! and its children, median; so neither the machine's load nor its caches favour one. In-process reading is shown too.
//! The number of words is asserted, so that a fast wrong answer fails.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use paragraf::read::{OpenPdf, PageLimits, lines_here};

const ROUNDS: usize = 5;

fn main() {
    let folders: Vec<PathBuf> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = if folders.is_empty() {
        vec![root.join("corpus"), root.join("../shared/handlingar"), root.join("../shared/handlingar-scan")]
    } else {
        folders
    };
    println!(
        "{:<28} {:>5} {:>16} {:>16} {:>16} {:>7}",
        "folder", "pages", "in process", "paragraf read", "pdftotext", "ratio"
    );
    for folder in folders {
        let files = pdfs(&folder);
        if files.is_empty() {
            println!("{:<28} left out: no PDF files there", short(&folder));
            continue;
        }
        measure(&folder, &files);
    }
}

fn short(folder: &Path) -> String {
    folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    files.sort();
    files
}

fn measure(folder: &Path, files: &[PathBuf]) {
    let contents: Vec<Vec<u8>> =
        files.iter().map(|file| std::fs::read(file).expect("the file was just listed")).collect();
    let pages: usize =
        contents.iter().filter_map(|bytes| OpenPdf::open(bytes.clone()).ok()).map(|pdf| pdf.page_count()).sum();
    let (mut here, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let mut words = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        words = contents
            .iter()
            .filter_map(|bytes| lines_here(bytes.clone(), PageLimits::default()).ok())
            .flatten()
            .map(|line| line.text.split_whitespace().count())
            .sum();
        here.push(start.elapsed().as_secs_f64());
        ours.push(timed(
            Command::new(env!("CARGO_BIN_EXE_paragraf")).args(["read", "--quiet", "--ocr", "never"]).args(files),
        ));
        let start = Instant::now();
        let all: Option<f64> = files.iter().map(|file| timed(Command::new("pdftotext").arg(file).arg("-"))).sum();
        theirs.push(all.map(|_| start.elapsed().as_secs_f64()));
    }
    assert!(words > 50 * pages, "{words} words on {pages} pages: the reader lost text");
    let ours: Option<Vec<f64>> = ours.into_iter().collect();
    let theirs: Option<Vec<f64>> = theirs.into_iter().collect();
    let rate = |times: Option<Vec<f64>>| times.map(|times| pages as f64 / median(times));
    let (here, ours, theirs) = (rate(Some(here)), rate(ours), rate(theirs));
    let show = |rate: Option<f64>| rate.map_or("not installed".to_owned(), |rate| format!("{rate:.0} pages/s"));
    let ratio = ours.zip(theirs).map_or(String::new(), |(a, b)| format!("{:.2} x", a / b));
    println!("{:<28} {pages:>5} {:>16} {:>16} {:>16} {ratio:>7}", short(folder), show(here), show(ours), show(theirs));
}

/// Seconds a command took; `None` where it can't be started.
fn timed(command: &mut Command) -> Option<f64> {
    let start = Instant::now();
    let status = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).status().ok()?;
    let _ = status; // exit 3 (some file failed) is an answer too
    Some(start.elapsed().as_secs_f64())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
