//! A run that is killed at any moment leaves nothing that the next run trips over, and the next run's output is a fresh one's.
//!
//! `PARAGRAF_KILLS=50 cargo test --test cli survives` kills at more moments than the suite has time for, half of them random and
//! as many while the index is swapped.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Ran, assert_same, folder, on, paragraf, rows, run_corpus, small_corpus, write};

/// Moments at which a run is killed where nothing else is asked for.
const KILLS: u32 = 4;

/// A run that goes on by itself.
fn start(corpus: &Path, out: &Path) -> Child {
    let mut command: Command = paragraf();
    command.args(["run", "-q", "--ocr", "never"]).arg(corpus).arg("--out").arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

fn finish(corpus: &Path, out: &Path) -> Ran {
    run_corpus(corpus, out, &["--ocr", "never"])
}

#[test]
fn killed_at_any_moment_the_next_run_is_as_a_fresh_one() {
    let kills = std::env::var("PARAGRAF_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let (small, fresh, killed) = (small_corpus(), folder(), folder());
    let begun = Instant::now();
    finish(small.path(), fresh.path()).ends(0);
    let whole = begun.elapsed();
    let mut seed = 20_261_122_u64;
    for kill in 0..kills {
        // every other time from nothing, so that reading is hit, else with a cache, so that index and tables are
        if kill % 2 == 0 {
            std::fs::remove_dir_all(killed.path()).expect("the folder goes");
        }
        write(small.path(), "skiftande.txt", format!("Protokoll\n\nLydelse {kill}.\n"));
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = whole.mul_f64((seed >> 33) as f64 / f64::from(1_u32 << 31));
        let mut run = start(small.path(), killed.path());
        std::thread::sleep(moment);
        // on unix this is SIGKILL: it can't be caught
        run.kill().expect("it is ours");
        run.wait().expect("it ends");
        finish(small.path(), killed.path()).ends(0);
        on(killed.path(), &["verify"]).ends(0);
    }
    std::fs::remove_dir_all(fresh.path()).expect("the folder goes");
    finish(small.path(), fresh.path()).ends(0);
    assert_same(fresh.path(), killed.path());
}

/// Signs that the index is being swapped: the keys of the new one are made, it was just named, the old one is swept away.
const SIGNS: [fn(&Path, &[u8]) -> bool; 3] = [
    |index, _| index.join(".keys.part").exists(),
    |index, before| meta(index) != before,
    |index, before| meta(index) != before && !index.join(".keys.part").exists(),
];

fn meta(index: &Path) -> Vec<u8> {
    std::fs::read(index.join("meta.json")).expect("an index is always named")
}

#[test]
fn killed_while_the_index_is_swapped_it_answers_and_the_next_run_is_as_a_fresh_one() {
    let kills = std::env::var("PARAGRAF_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(SIGNS.len());
    let (small, fresh, killed) = (small_corpus(), folder(), folder());
    write(small.path(), "skiftande.txt", "Protokoll\n\nFörsta lydelsen.\n");
    finish(small.path(), killed.path()).ends(0);
    let index = killed.path().join("index");
    for kill in 0..kills {
        let before = meta(&index);
        write(small.path(), "skiftande.txt", format!("Protokoll\n\nLydelse {kill} av samma handling.\n"));
        let mut run = start(small.path(), killed.path());
        while !SIGNS[kill % SIGNS.len()](&index, &before) && run.try_wait().expect("it is ours").is_none() {
            std::hint::spin_loop();
        }
        run.kill().expect("it is ours");
        run.wait().expect("it ends");
        on(killed.path(), &["search", "nämnden"]).ends(0);
        finish(small.path(), killed.path()).ends(0);
        on(killed.path(), &["verify"]).ends(0);
    }
    finish(small.path(), fresh.path()).ends(0);
    assert_same(fresh.path(), killed.path());
}

#[test]
fn a_second_run_on_the_same_folder_refuses() {
    let (small, out) = (small_corpus(), folder());
    write(small.path(), "hang.pdf", "%FAULT hang\n");
    let mut command = paragraf();
    command.args(["run", "-q", "--faults", "--timeout-s", "20"]).arg(small.path()).arg("--out").arg(out.path());
    let mut first = command.stderr(Stdio::null()).spawn().expect("the program starts");
    wait_for(&out.path().join(".lock"));
    let second = finish(small.path(), out.path()).ends(4);
    assert!(second.stderr.contains("en annan körning skriver redan här"), "{}", second.stderr);
    first.kill().expect("it is ours");
    first.wait().expect("it ends");
    // the lock went with the process
    std::fs::remove_file(small.path().join("hang.pdf")).expect("it goes");
    finish(small.path(), out.path()).ends(0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_and_the_next_one_resumes() {
    let (small, out, fresh) = (small_corpus(), folder(), folder());
    write(small.path(), "slow.pdf", "%FAULT hang\n");
    let mut command = paragraf();
    command
        .args(["run", "--faults", "--ocr", "never", "--timeout-s", "8"])
        .arg(small.path())
        .arg("--out")
        .arg(out.path());
    let run = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    wait_for(&out.path().join(".lock"));
    let interrupted = Command::new("kill").args(["-INT", &run.id().to_string()]).status().expect("kill is there");
    assert!(interrupted.success());
    let ended: Ran = run.wait_with_output().expect("it ends").into();
    let ended = ended.ends(130);
    assert!(ended.stderr.contains("nästa körning fortsätter"), "{}", ended.stderr);
    assert!(!out.path().join("documents.csv").exists(), "nothing is half-written");
    std::fs::remove_file(small.path().join("slow.pdf")).expect("it goes");
    finish(small.path(), out.path()).ends(0);
    finish(small.path(), fresh.path()).ends(0);
    assert_same(fresh.path(), out.path());
}

fn wait_for(path: &Path) {
    let start = Instant::now();
    while !path.exists() {
        assert!(start.elapsed() < Duration::from_mins(1), "{} does not come", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Writing to `/dev/full` fails as a full disk does; a folder that is a file can't be written in by root either.
#[test]
fn a_folder_that_can_not_be_written_is_told() {
    let (small, place) = (small_corpus(), folder());
    write(place.path(), "fil", "");
    let told = finish(small.path(), &place.path().join("fil/ut")).ends(4);
    assert!(told.stderr.contains("fil/ut: går inte att skapa"), "{}", told.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_leaves_the_old_tables() {
    let (small, out) = (small_corpus(), folder());
    finish(small.path(), out.path()).ends(0);
    let before = std::fs::read(out.path().join("documents.csv")).expect("a table");
    write(small.path(), "ny.txt", "Protokoll\n\nEtt nytt dokument.\n");
    // every file that would grow past this fails as on a full disk
    let limited = format!(
        "ulimit -f 40; exec '{}' run -q --ocr never '{}' --out '{}'",
        env!("CARGO_BIN_EXE_paragraf"),
        small.path().display(),
        out.path().display()
    );
    let told: Ran = Command::new("sh").args(["-c", &limited]).output().expect("a shell").into();
    assert_ne!(told.code, 0, "{}", told.stderr);
    assert_eq!(std::fs::read(out.path().join("documents.csv")).expect("a table"), before);
    finish(small.path(), out.path()).ends(0);
    on(out.path(), &["verify"]).ends(0);
}

#[test]
fn an_input_that_vanishes_before_it_is_read_has_its_rows() {
    let (small, out) = (folder(), folder());
    // the larger is read first: while its reader hangs, the other goes
    write(small.path(), "hang.pdf", "%FAULT hang\n".to_owned() + &" ".repeat(500));
    write(small.path(), "borta.txt", "Protokoll\n");
    write(small.path(), "kvar.txt", "Plan\n");
    let mut command = paragraf();
    command.args(["run", "-q", "--faults", "--jobs", "1", "--timeout-s", "3"]).arg(small.path());
    let mut run = command.arg("--out").arg(out.path()).stderr(Stdio::null()).spawn().expect("the program starts");
    // made when the inputs are listed
    wait_for(&out.path().join(".lock"));
    std::fs::remove_file(small.path().join("borta.txt")).expect("it goes");
    assert_eq!(run.wait().expect("it ends").code(), Some(3));
    let row_of = |table: &str, column: &str| {
        let rows = rows(out.path(), table);
        rows.into_iter().find(|row| row[column] == "borta.txt").unwrap_or_else(|| panic!("no row in {table}"))
    };
    assert_eq!(row_of("documents", "path")["status"], "failed");
    assert_eq!(row_of("errors", "path")["kind"], "io");
    assert_eq!(row_of("coverage", "expected")["what"], "document");
}
