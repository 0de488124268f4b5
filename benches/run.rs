//! The whole of `paragraf run` over made council documents, beside what people would use instead.
//!
//! `cargo bench --bench run [-- DOCUMENTS]` (2,000 if not said): makes the documents (`made/handlingar.rs`), reads them with
//! `pdftotext` alone, one file after the other; with `paragraf read`; with `paragraf run` on one core and on two; then again with
//! nothing and with one document changed; and, where `PEER_PYTHON` names a Python with `pymupdf`, with the pipeline of
//! `benches/peers` on two cores. All are whole processes without OCR, three rounds of them in turn, of which the quickest counts;
//! memory is of all processes of a command together (Linux), looked at twenty times a second in a run of its own; in the column
//! beside the times, and for `grow`, as seldom as takes two hundredths of a core. What comes out is asserted to hold what was
//! put in. `-- grow [N...]` runs 100, 1,000 and 10,000 documents instead, or so many; `-- archive [N...]` the same of which only
//! the first thousand hold guidelines and plans; `-- make N FOLDER` and `-- make-archive N FOLDER` only make documents.

#[expect(dead_code, reason = "other benches use the rest")]
mod made;

#[path = "made/handlingar.rs"]
mod handlingar;

#[path = "made/pdf.rs"]
mod pdf;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use handlingar::{Made, Wanted, make};
use made::Maker;

const DOCUMENTS: usize = 2_000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let number = |at: usize| args.get(at).and_then(|number| number.parse().ok());
    match args.first().map(String::as_str) {
        Some("grow") => grow(&numbers(&args[1..]), None),
        Some("archive") => grow(&numbers(&args[1..]), Some(ARCHIVE)),
        Some(what @ ("make" | "make-archive")) => {
            let folder = args.get(2).map_or_else(|| here("made"), PathBuf::from);
            let wanted = Wanted::of(number(1).unwrap_or(DOCUMENTS));
            let matrix_within = if what == "make" { wanted.matrix_within } else { ARCHIVE };
            println!("{:?}", make(&texts(), &folder, Wanted { matrix_within, ..wanted }));
        }
        _ => beside_peers(number(0).unwrap_or(DOCUMENTS)),
    }
}

fn texts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/truth/text")
}

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-run").join(name)
}

/// A folder of that name without what an earlier bench left there.
fn fresh(name: &str) -> PathBuf {
    let folder = here(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// Each command is run so often, in turn with the others, and its quickest counts: others use the machine too, and slow it
/// by a third for minutes.
const ROUNDS: usize = 3;

fn beside_peers(documents: usize) {
    let corpus = fresh("corpus");
    let made = make(&texts(), &corpus, Wanted::of(documents)).expect("the folder can be written");
    println!("{documents} documents, {} pages, {} words; the quickest of {ROUNDS} rounds\n", made.pages, made.words);
    let rounds: Vec<Round> = (0..ROUNDS).map(|round| one_round(round, &corpus, made)).collect();
    // once more, slower: looked at so often that no peak is missed
    let memory = looked_at(&mut run(&corpus, &fresh("memory"), 2), 0.5).and_then(|took| took.megabytes);

    println!("{:<44} {:>8} {:>8} {:>9} {:>8} {:>9}", "", "seconds", "slowest", "cpu s", "pages/s", "MB");
    let quickest = |name: &str, of: fn(&Round) -> Option<Took>| tell(name, made.pages, rounds.iter().filter_map(of));
    let alone = quickest("pdftotext, one file after the other", |round| round.pdftotext);
    let read = quickest("paragraf read, one core", |round| round.read);
    let single = quickest("paragraf run, one core", |round| round.single);
    let double = quickest("paragraf run, two cores", |round| round.double);
    let again = quickest("again, nothing changed", |round| round.again);
    let changed = quickest("again, one document changed", |round| round.changed);
    let python = quickest("Python: PyMuPDF, regex, SQLite FTS5, two cores", |round| round.python);

    println!("\n{:<60} {:>8} {:>8}", "", "here", "needed");
    let say = |name: &str, value: Option<f64>, needed: &str| match value {
        Some(value) => println!("{name:<60} {value:>8.2} {needed:>8}"),
        None => println!("{name:<60} {:>8} {needed:>8}", "left out"),
    };
    let by = |peer: Option<Took>, ours: Option<Took>| Some(peer?.seconds / ours?.seconds);
    let seconds = |took: Option<Took>| took.map(|took| took.seconds);
    say("read beside pdftotext, one core", by(alone, read), ">= 2.5");
    say("run beside pdftotext alone, one core", by(alone, single), ">= 0.6");
    say("run beside the Python pipeline, two cores", by(python, double), ">= 10");
    say("two cores beside one", by(single, double), ">= 1.8");
    let both = rounds.iter().map(|round| round.both).min_by(f64::total_cmp);
    say(
        "two runs at once beside one after the other",
        single.zip(both).map(|(one, both)| 2.0 * one.seconds / both),
        "",
    );
    say("one changed document, seconds", seconds(changed), "< 3");
    say("nothing changed, seconds", seconds(again), "");
    say("memory of all processes of run, MB", memory, "<= 600");
    let _ = std::fs::remove_dir_all(here(""));
}

/// What each command took, where it could be measured.
struct Round {
    pdftotext: Option<Took>,
    read: Option<Took>,
    single: Option<Took>,
    double: Option<Took>,
    /// Seconds of two runs at once, each on a core of its own: what the machine gives a second core.
    both: f64,
    again: Option<Took>,
    changed: Option<Took>,
    python: Option<Took>,
}

/// Every command once. Folders of their own: a file system is slower where much was taken away a moment ago.
fn one_round(round: usize, corpus: &Path, made: Made) -> Round {
    let [one, two, peers] = ["one", "two", "python"].map(|name| fresh(&format!("{name}-{round}")));
    let beside = ["beside-one", "beside-other"].map(|name| fresh(&format!("{name}-{round}")));
    let read = measured(paragraf(&["read", "-q", "--ocr", "never", "--jobs", "1"]).arg(corpus));
    let (single, double) = (measured(&mut run(corpus, &one, 1)), measured(&mut run(corpus, &two, 2)));
    let both = at_once([&mut run(corpus, &beside[0], 1), &mut run(corpus, &beside[1], 1)]);
    check(&one, made);
    check(&two, made);
    let again = measured(&mut run(corpus, &two, 2));
    let (changed, before) = change_one(corpus);
    let took = measured(&mut run(corpus, &two, 2));
    std::fs::write(changed, before).expect("the folder can be written");
    let python = std::env::var("PEER_PYTHON").ok().and_then(|python| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/pipeline.py");
        measured(Command::new(python).arg(script).arg(corpus).arg("--out").arg(peers).args(["--jobs", "2"]))
    });
    Round { pdftotext: measured(&mut pdftotext(corpus)), read, single, double, both, again, changed: took, python }
}

/// Print the quickest of several, with the most memory of any.
fn tell(name: &str, pages: usize, rounds: impl Iterator<Item = Took>) -> Option<Took> {
    let mut rounds: Vec<Took> = rounds.collect();
    rounds.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let (Some(first), Some(last)) = (rounds.first(), rounds.last()) else {
        println!("{name:<44} not installed");
        return None;
    };
    let megabytes = rounds.iter().filter_map(|took| took.megabytes).max_by(f64::total_cmp);
    let or_unknown = |value: Option<f64>| value.map_or("?".to_owned(), |value| format!("{value:.1}"));
    println!(
        "{name:<44} {:>8.1} {:>8.1} {:>9} {:>8.0} {:>9}",
        first.seconds,
        last.seconds,
        or_unknown(first.cpu),
        pages as f64 / first.seconds,
        or_unknown(megabytes)
    );
    Some(Took { megabytes, ..*first })
}

fn numbers(words: &[String]) -> Vec<usize> {
    words.iter().filter_map(|number| number.parse().ok()).collect()
}

/// Documents of an archive among which all its guidelines and plans are.
const ARCHIVE: usize = 1_000;

/// Time, memory and size over growing folders, with guidelines and plans throughout or only within the first documents.
fn grow(sizes: &[usize], matrix_within: Option<usize>) {
    println!("{:>10} {:>9} {:>9} {:>10} {:>9} {:>11}", "documents", "pages", "seconds", "ms/page", "MB", "output MB");
    for &documents in if sizes.is_empty() { &[100, 1_000, 10_000] } else { sizes } {
        let (corpus, out) = (fresh("corpus"), fresh("out"));
        let wanted = Wanted { documents, matrix_within: matrix_within.unwrap_or(documents) };
        let made = make(&texts(), &corpus, wanted).expect("the folder can be written");
        let took = measured(&mut run(&corpus, &out, 2)).expect("the program starts");
        check(&out, made);
        let per_page = took.seconds * 1000.0 / made.pages as f64;
        let size = megabytes_of(&out);
        let memory = took.megabytes.map_or("?".to_owned(), |mb| format!("{mb:.0}"));
        println!("{documents:>10} {:>9} {:>9.1} {per_page:>10.2} {memory:>9} {size:>11.0}", made.pages, took.seconds);
    }
}

fn paragraf(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paragraf"));
    command.args(args);
    command
}

fn run(corpus: &Path, out: &Path, jobs: usize) -> Command {
    let mut command = paragraf(&["run", "-q", "--ocr", "never", "--jobs", &jobs.to_string()]);
    command.arg(corpus).arg("--out").arg(out);
    command
}

fn pdftotext(corpus: &Path) -> Command {
    let mut command = Command::new("find");
    command.arg(corpus).args(["-name", "*.pdf", "-exec", "pdftotext", "{}", "-", ";"]);
    command
}

/// Put one paper in the place of another, as a document that was sent anew. The file, and what it was.
fn change_one(corpus: &Path) -> (PathBuf, Vec<u8>) {
    let file = |folder: &str, at: usize| {
        let entries = std::fs::read_dir(corpus.join(folder)).expect("the folder was made");
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        files.swap_remove(at)
    };
    let changed = file("000", 40);
    let before = std::fs::read(&changed).expect("the file was made");
    std::fs::copy(file("001", 3), &changed).expect("the folder can be written");
    (changed, before)
}

/// All documents have a row, pages as many as were made, decisions and points were found.
fn check(out: &Path, made: Made) {
    let run: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("run.json")).expect("a finished run")).expect("JSON");
    let count = |name: &str| run["counts"][name].as_u64().unwrap_or(0) as usize;
    assert_eq!((count("inputs"), count("pages")), (made.documents, made.pages));
    assert!(count("decisions") > made.documents, "{} decisions", count("decisions"));
    assert!(count("points") > made.documents / 10, "{} points", count("points"));
}

/// What a command took.
#[derive(Clone, Copy)]
struct Took {
    seconds: f64,
    /// Of all its processes that ended, by the system's count; none where that isn't told.
    cpu: Option<f64>,
    /// The most that all its processes held together.
    megabytes: Option<f64>,
}

/// Run a command, which may be missing here. To look at its memory takes time, and holds up a process that asks for more: no
/// more than two of a hundred parts of it are spent so.
fn measured(command: &mut Command) -> Option<Took> {
    looked_at(command, 0.02)
}

/// Run a command and look at its memory as often as `share` of a core allows, at most twenty times a second.
fn looked_at(command: &mut Command, share: f64) -> Option<Took> {
    let (start, before) = (Instant::now(), children_seconds());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let mut most = None;
    let mut next = start;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        let now = Instant::now();
        if now >= next {
            most = most.max(held(&child));
            next = Instant::now() + now.elapsed().mul_f64(1.0 / share).max(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let seconds = start.elapsed().as_secs_f64();
    if !matches!(status.code(), Some(0 | 3)) {
        println!("ended with {status}");
        return None;
    }
    let cpu = before.zip(children_seconds()).map(|(before, after)| after - before);
    Some(Took { seconds, cpu, megabytes: most.map(|kilobytes| kilobytes as f64 / 1000.0) })
}

/// Seconds until two commands of ours that are started together have both ended.
fn at_once(commands: [&mut Command; 2]) -> f64 {
    let start = Instant::now();
    let children = commands.map(|command| command.stdout(Stdio::null()).stderr(Stdio::null()).spawn());
    for child in children {
        let status = child.and_then(|mut child| child.wait()).expect("the program starts");
        assert!(matches!(status.code(), Some(0 | 3)), "ended with {status}");
    }
    start.elapsed().as_secs_f64()
}

/// Processor seconds of children that were waited for, user and system, at Linux' usual hundred ticks a second.
fn children_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) / 100.0)
}

/// Kilobytes that a process and all below it hold, memory that they share parted between them.
fn held(child: &Child) -> Option<u64> {
    let mut open = vec![child.id()];
    let mut sum = 0;
    while let Some(process) = open.pop() {
        let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let share = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        sum += share.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or(0);
        let tasks = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
        for task in tasks {
            let below = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            open.extend(below.split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
        }
    }
    (sum > 0).then_some(sum)
}

fn megabytes_of(folder: &Path) -> f64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    let bytes: u64 =
        files.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file).map(|data| data.len()).sum();
    bytes as f64 / 1e6
}
