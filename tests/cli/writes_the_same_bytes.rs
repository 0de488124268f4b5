//! The same corpus gives the same bytes whatever the number of jobs, the order and what was run before.

use std::path::{Path, PathBuf};

use crate::support::{Row, assert_same, corpus, files, folder, rows, run_corpus, sample, small_corpus, write};

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

/// What the text of a document says after a run.
fn text_of(out: &Path, document: &str) -> String {
    std::fs::read_to_string(out.join(format!("text/{document}.txt"))).unwrap()
}

#[test]
fn when_others_teach_other_words() {
    let (texts, history, fresh) = (folder(), folder(), folder());
    let clean = "Protokoll\n\nSnärbjåla är en ö där båtarna från Snärbjåla får stå på våren.\n";
    let damaged = "Protokoll\n\nNamnden beslutar att godkanna forslaget fran forvaltningen pa Snarbjala och att ge \
                   forvaltningen i uppdrag att folja upp atgarderna for Snarbjala under aret.\n";
    write(texts.path(), "hel.txt", clean);
    write(texts.path(), "skadad.txt", damaged);
    run_corpus(texts.path(), history.path(), &[]).ends(0);
    assert!(text_of(history.path(), "skadad").contains("Snärbjåla"), "{}", text_of(history.path(), "skadad"));

    std::fs::remove_file(texts.path().join("hel.txt")).unwrap();
    run_corpus(texts.path(), history.path(), &[]).ends(0);
    assert!(!text_of(history.path(), "skadad").contains("Snärbjåla"), "nobody teaches the name any more");
    run_corpus(texts.path(), fresh.path(), &[]).ends(0);
    assert_same(fresh.path(), history.path());
}

#[test]
fn when_people_settle_a_cell_and_another_level_decides() {
    let (small, history) = (small_corpus(), folder());
    run_corpus(small.path(), history.path(), &[]).ends(0);
    let cell = rows(history.path(), "evidence").into_iter().find(|row| row["rank"] == "1").unwrap();
    let head = "organ_id,year,point_id,fingerprint,status,note,reviewer,date";
    let review = format!("{},{},{},,not_addressed,,A,2024-05-01", cell["organ_id"], cell["year"], cell["point_id"]);
    write(small.path(), "reviews.csv", format!("{head}\n{review}\n"));
    run_corpus(small.path(), history.path(), &[]).ends(0);
    let mut settled = rows(history.path(), "evidence");
    settled.retain(|row| row["basis"] == "review");
    assert!(!settled.is_empty(), "the review did not count");
    assert!(settled.iter().all(|row| row["point_id"] == cell["point_id"] && row["status"] == "not_addressed"));
    let fresh = folder();
    run_corpus(small.path(), fresh.path(), &[]).ends(0);
    assert_same(fresh.path(), history.path());

    let settings = folder();
    write(settings.path(), "paragraf.toml", "decide_from = 0.2\n");
    let file = settings.path().join("paragraf.toml");
    let file = file.to_string_lossy();
    let lower = ["--config", &*file];
    run_corpus(small.path(), history.path(), &lower).ends(0);
    let fresh = folder();
    run_corpus(small.path(), fresh.path(), &lower).ends(0);
    assert_same(fresh.path(), history.path());
    let decided = |row: &Row| row["status"] == row["proposal"] && row["basis"] == "program" && row["rank"] == "1";
    assert!(rows(fresh.path(), "evidence").iter().any(decided));
}

#[test]
fn when_what_was_kept_is_damaged_or_of_other_settings() {
    let (small, history, fresh) = (small_corpus(), folder(), folder());
    run_corpus(small.path(), history.path(), &["--municipality", "stockholm"]).ends(0);
    run_corpus(small.path(), history.path(), &[]).ends(0);
    let kept: Vec<PathBuf> = walkdir::WalkDir::new(history.path().join(".cache/made"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .collect();
    // a document each, the points of all, and the rows of two plans
    assert_eq!(kept.len(), 7, "{kept:?}");
    for path in &kept {
        let mut bytes = std::fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, bytes).unwrap();
    }
    run_corpus(small.path(), history.path(), &[]).ends(0);
    run_corpus(small.path(), fresh.path(), &[]).ends(0);
    assert_same(fresh.path(), history.path());
}
