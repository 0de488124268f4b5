//! Which files a run takes, and which it takes again.

use std::path::Path;

use crate::support::{Ran, files, folder, paragraf, rows, run_corpus, small_corpus, write};

fn paths(out: &Path) -> Vec<String> {
    rows(out, "documents").into_iter().map(|row| row["path"].clone()).collect()
}

#[test]
fn a_dry_run_lists_files_and_writes_nothing() {
    let (small, place) = (small_corpus(), folder());
    let out = place.path().join("out");
    let ran = run_corpus(small.path(), &out, &["--dry-run"]).ends(0);
    assert_eq!(ran.text().lines().count(), 4);
    assert!(!out.exists(), "{:?}", files(&out).keys());
}

#[test]
fn a_dry_run_tells_what_is_unchanged() {
    let (small, out) = (small_corpus(), folder());
    run_corpus(small.path(), out.path(), &[]).ends(0);
    let before = files(out.path());
    let ran = run_corpus(small.path(), out.path(), &["--dry-run"]).ends(0);
    assert!(ran.text().lines().all(|line| line.starts_with("oförändrad\t")), "{}", ran.text());
    assert!(before == files(out.path()));
}

#[test]
fn only_failed_reads_what_failed_and_keeps_the_rest() {
    let (small, out) = (small_corpus(), folder());
    write(small.path(), "tom.pdf", "");
    run_corpus(small.path(), out.path(), &[]).ends(3);
    let before = files(out.path());
    run_corpus(small.path(), out.path(), &["--only-failed"]).ends(3);
    assert!(before == files(out.path()));
    std::fs::copy(small.path().join("2017-norrhamns-sdn-handlingsplan.pdf"), small.path().join("tom.pdf")).unwrap();
    run_corpus(small.path(), out.path(), &["--only-failed"]).ends(0);
    assert_eq!(paths(out.path()).len(), 5);
}

#[test]
fn an_ignore_file_leaves_out_what_it_names() {
    let (texts, out) = (folder(), folder());
    for name in ["a.txt", "utkast/b.txt", "c.txt", "bild.png"] {
        write(texts.path(), name, "Protokoll\n");
    }
    write(texts.path(), ".paragrafignore", "# inte färdiga\nutkast/\nc.*\n");
    run_corpus(texts.path(), out.path(), &[]).ends(0);
    assert_eq!(paths(out.path()), ["a.txt"]);
}

#[test]
fn a_text_file_keeps_its_lines_and_pages() {
    let (texts, out) = (folder(), folder());
    let text = "Protokoll\n\n  § 1  Mötets öppnande \nNämnden beslutar att\n\tbifalla\u{a0}förslaget.\n\u{c}§ 2 Justering\n\n\
                \u{c}\u{c}Sista raden";
    write(texts.path(), "möte.txt", text);
    write(texts.path(), "dos.txt", "Protokoll\r\nrad två\r\n");
    run_corpus(texts.path(), out.path(), &[]).ends(0);
    let written = std::fs::read_to_string(out.path().join("text/mote.txt")).unwrap();
    assert_eq!(written.trim_end_matches('\n').split('\n').count(), text.split('\n').count());
    assert_eq!(written.trim_end_matches('\n'), text);
    assert_eq!(rows(out.path(), "documents").iter().find(|row| row["doc_id"] == "mote").unwrap()["pages"], "4");
    let dos = std::fs::read_to_string(out.path().join("text/dos.txt")).unwrap();
    assert_eq!(dos.lines().collect::<Vec<_>>(), ["Protokoll", "rad två"]);
}

#[test]
fn a_second_run_on_a_folder_in_use_is_refused() {
    let (small, out) = (small_corpus(), folder());
    std::fs::create_dir_all(out.path()).unwrap();
    let lock = std::fs::File::create(out.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    let ran = run_corpus(small.path(), out.path(), &[]);
    assert!(ran.code != 0 && ran.stderr.contains("en annan körning"), "{} {}", ran.code, ran.stderr);
    lock.unlock().unwrap();
    run_corpus(small.path(), out.path(), &[]).ends(0);
}

#[cfg(unix)]
#[test]
fn a_run_that_was_interrupted_is_taken_up_by_the_next() {
    let (small, out, fresh) = (small_corpus(), folder(), folder());
    let mut command = paragraf();
    command.args(["run", "-q"]).arg(small.path()).arg("--out").arg(out.path()).args(["--jobs", "1"]);
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    // long enough to have begun, short enough not to be done; either way the next run must come out right
    std::thread::sleep(std::time::Duration::from_millis(400));
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let code = child.wait().unwrap().code();
    assert!(matches!(code, Some(130 | 0) | None), "{code:?}");
    let ran: Ran = run_corpus(small.path(), out.path(), &[]);
    ran.ends(0);
    run_corpus(small.path(), fresh.path(), &[]).ends(0);
    crate::support::assert_same(fresh.path(), out.path());
}
