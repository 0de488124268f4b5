//! The same corpus gives the same bytes whatever the number of jobs, the order and what was run before.

use crate::support::{assert_same, corpus, files, folder, run_corpus, sample, small_corpus, write};

#[test]
fn whatever_the_number_of_jobs() {
    let out = folder();
    run_corpus(&corpus(), out.path(), &["--jobs", "1"]).ends(0);
    assert_same(sample(), out.path());
    let out = folder();
    run_corpus(&corpus(), out.path(), &["--jobs", "2"]).ends(0);
    assert_same(sample(), out.path());
}

#[test]
fn twice_in_a_row() {
    let (small, once, twice) = (small_corpus(), folder(), folder());
    run_corpus(small.path(), once.path(), &[]).ends(0);
    run_corpus(small.path(), twice.path(), &[]).ends(0);
    run_corpus(small.path(), twice.path(), &[]).ends(0);
    assert_same(once.path(), twice.path());
    run_corpus(small.path(), twice.path(), &["--force"]).ends(0);
    assert_same(once.path(), twice.path());
}

#[test]
fn after_a_file_was_touched_changed_added_and_removed() {
    let (small, history) = (small_corpus(), folder());
    write(small.path(), "bort.txt", "Protokoll\n\nDet här dokumentet tas bort igen.\n");
    write(small.path(), "om.txt", "Protokoll\n\nFörsta lydelsen.\n");
    run_corpus(small.path(), history.path(), &[]).ends(0);

    let plan = small.path().join("2017-norrhamns-sdn-handlingsplan.pdf");
    let bytes = std::fs::read(&plan).unwrap();
    std::fs::write(&plan, bytes).unwrap();
    std::fs::remove_file(small.path().join("bort.txt")).unwrap();
    write(small.path(), "om.txt", "Protokoll\n\nAndra lydelsen.\n");
    write(small.path(), "ny/till.txt", "Protokoll\n\nEtt nytt dokument.\n");
    run_corpus(small.path(), history.path(), &[]).ends(0);

    let fresh = folder();
    run_corpus(small.path(), fresh.path(), &[]).ends(0);
    assert_same(fresh.path(), history.path());
    for (name, bytes) in files(history.path()) {
        let trace = bytes.windows(8).any(|window| window == b"bort.txt") || name.contains("bort");
        assert!(!trace, "{name} still tells of the removed file");
    }
}
