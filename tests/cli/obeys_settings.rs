//! Flag beats environment beats file beats default, and what is misspelt is refused.

use crate::support::{Ran, folder, on, paragraf, run_corpus, small_corpus, write};

/// The settings in force as `doctor` prints them, with a settings file and environment.
fn doctor(file: &str, environment: &[(&str, &str)], flags: &[&str]) -> Ran {
    let place = folder();
    write(place.path(), "paragraf.toml", file);
    let mut command = paragraf();
    command.current_dir(place.path()).arg("doctor").args(flags).envs(environment.iter().copied());
    command.output().expect("the program starts").into()
}

#[test]
fn flag_over_environment_over_file_over_default() {
    let has = |ran: Ran, setting: &str| {
        let ran = ran.ends(0);
        assert!(ran.text().lines().any(|line| line == setting), "no {setting}:\n{}", ran.text());
    };
    has(doctor("", &[], &[]), "timeout_s = 20");
    has(doctor("jobs = 7", &[], &[]), "jobs = 7");
    has(doctor("jobs = 7", &[("PARAGRAF_JOBS", "5")], &[]), "jobs = 5");
    has(doctor("jobs = 7", &[("PARAGRAF_JOBS", "5")], &["--jobs", "3"]), "jobs = 3");
    has(doctor("csv = 'excel-sv'", &[], &[]), "csv = \"excel-sv\"");
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_name() {
    let ran = doctor("timeouts = 3", &[], &[]).ends(2);
    assert!(ran.stderr.contains("\"timeouts\"") && ran.stderr.contains("\"timeout_s\""), "{}", ran.stderr);
}

#[test]
fn an_unknown_variable_is_refused_with_the_nearest_name() {
    let ran = doctor("", &[("PARAGRAF_JOB", "3")], &[]).ends(2);
    assert!(ran.stderr.contains("\"jobs\""), "{}", ran.stderr);
}

#[test]
fn a_value_that_does_not_fit_is_refused() {
    doctor("jobs = 'många'", &[], &[]).ends(2);
    doctor("", &[("PARAGRAF_JOBS", "många")], &[]).ends(2);
    doctor("", &[], &["--jobs", "många"]).ends(2);
    doctor("", &[], &["--config", "finns-inte.toml"]).ends(2);
    doctor("", &[], &["--dictionaries", "finns-inte"]).ends(2);
}

#[test]
fn an_unknown_municipality_is_refused_with_the_known_ones() {
    let (small, out) = (small_corpus(), folder());
    let ran = run_corpus(small.path(), out.path(), &["--municipality", "atlantis"]).ends(2);
    assert!(ran.stderr.contains("exempelstad"), "{}", ran.stderr);
}

#[test]
fn a_missing_review_file_is_wrong_usage() {
    let (small, out) = (small_corpus(), folder());
    run_corpus(small.path(), out.path(), &["--reviews", "finns-inte.csv"]).ends(2);
}

#[test]
fn the_excel_profile_has_a_mark_semicolons_and_decimal_commas() {
    let (small, out) = (small_corpus(), folder());
    write(small.path(), "formel.txt", "=1+1 Protokoll\n\n=SUMMA(A1) står det här\n");
    run_corpus(small.path(), out.path(), &["--csv", "excel-sv"]).ends(0);
    let bytes = std::fs::read(out.path().join("documents.csv")).unwrap();
    let text = String::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark").to_vec()).unwrap();
    assert!(text.starts_with("doc_id;path;sha256;"), "{}", &text[..40]);
    assert!(text.contains(";0,"), "no decimal comma");
    let segments = std::fs::read(out.path().join("segments.csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&segments[3..]);
    for row in reader.records() {
        let row = row.unwrap();
        assert!(!row.iter().any(|cell| cell.starts_with(['=', '+', '-', '@', '\t'])), "a live cell: {row:?}");
    }
    on(out.path(), &["verify"]).ends(0);
    on(out.path(), &["show", "R2016-01"]).ends(0);
}
