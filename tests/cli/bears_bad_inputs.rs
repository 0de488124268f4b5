//! A file that can't be read is told of in one clear line, and hurts no other document.

use std::path::Path;

use crate::support::{Row, assert_same_of_documents, corpus, folder, on, rows, run_corpus, small_corpus, write};

/// Bad files by name, with the `kind` and a word of the message that their row in `errors.csv` must have.
const BAD: [(&str, &str, &str); 9] = [
    ("avhuggen.pdf", "rebuilt", "skadad"),
    ("borjan.pdf", "broken", "avhuggen"),
    ("latin1.txt", "io", "UTF-8"),
    ("lasenord.pdf", "encrypted", "lösenord"),
    ("sidlos.pdf", "no_pages", "inga sidor"),
    ("tom.pdf", "empty_file", "tom"),
    ("tomtext.txt", "empty_file", "tom"),
    ("webbsida.pdf", "not_pdf", "webbsida"),
    ("word.pdf", "not_pdf", "PDF"),
];

fn write_bad_files(folder: &Path) {
    let golden = |name: &str| {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/bad").join(name)).expect("a golden file")
    };
    let whole = std::fs::read(corpus().join("2022-norrhamns-sdn-handlingsplan.pdf")).expect("a sample document");
    write(folder, "avhuggen.pdf", &whole[..20_000]);
    write(folder, "borjan.pdf", &whole[..300]);
    write(folder, "latin1.txt", b"Protokoll f\xf6r n\xe4mnden\n");
    write(folder, "lasenord.pdf", golden("encrypted.pdf"));
    write(folder, "sidlos.pdf", golden("no-pages.pdf"));
    write(folder, "tom.pdf", "");
    write(folder, "tomtext.txt", "");
    write(folder, "webbsida.pdf", "<!DOCTYPE html><html><body>Sidan finns inte</body></html>");
    write(folder, "word.pdf", b"PK\x03\x04 word/document.xml");
}

#[test]
fn each_has_its_row_and_the_others_are_unharmed() {
    let (small, alone, beside) = (small_corpus(), folder(), folder());
    run_corpus(small.path(), alone.path(), &[]).ends(0);
    write_bad_files(small.path());
    run_corpus(small.path(), beside.path(), &[]).ends(3);

    let errors = rows(beside.path(), "errors");
    assert_eq!(errors.len(), BAD.len(), "{errors:?}");
    for (name, kind, word) in BAD {
        let error = errors.iter().find(|row| row["path"] == name).unwrap_or_else(|| panic!("no row for {name}"));
        assert_eq!(error["kind"], kind, "{name}");
        assert!(error["message"].contains(word), "{name}: {}", error["message"]);
    }
    let documents = rows(beside.path(), "documents");
    let is_bad = |row: &Row| BAD.iter().any(|(name, ..)| row["path"] == *name);
    assert!(documents.iter().filter(|row| is_bad(row)).all(|row| row["status"] != "ok" && !row["message"].is_empty()));
    let good: Vec<&Row> = documents.iter().filter(|row| !is_bad(row)).collect();
    assert_eq!(good, rows(alone.path(), "documents").iter().collect::<Vec<_>>());

    assert_same_of_documents(alone.path(), beside.path());
}

#[test]
fn the_folder_still_verifies() {
    let (small, out) = (small_corpus(), folder());
    write_bad_files(small.path());
    run_corpus(small.path(), out.path(), &[]).ends(3);
    on(out.path(), &["verify"]).ends(0);
}

#[test]
fn only_bad_files_are_nothing_usable() {
    let (bad, out) = (folder(), folder());
    write(bad.path(), "tom.pdf", "");
    write(bad.path(), "webbsida.pdf", "<html></html>");
    run_corpus(bad.path(), out.path(), &[]).ends(4);
    assert_eq!(rows(out.path(), "errors").len(), 2);
}

#[test]
fn an_empty_folder_is_nothing_usable() {
    let (empty, out) = (folder(), folder());
    let ran = run_corpus(empty.path(), out.path(), &["-v"]);
    assert_eq!(ran.code, 2, "-q and -v together are refused");
    run_corpus(empty.path(), out.path(), &[]).ends(4);
}

#[test]
fn a_missing_folder_is_wrong_usage_and_leaves_nothing_behind() {
    let place = folder();
    let out = place.path().join("out");
    let ran = run_corpus(&place.path().join("finns-inte"), &out, &[]).ends(2);
    assert!(ran.stderr.contains("finns inte"), "{}", ran.stderr);
    assert!(!out.exists());
}

#[test]
fn of_two_files_with_one_id_the_first_is_read_and_the_other_told_of() {
    let (two, out) = (folder(), folder());
    write(two.path(), "a b.txt", "Protokoll\n\nDen första.\n");
    write(two.path(), "a_b.txt", "Protokoll\n\nDen andra.\n");
    run_corpus(two.path(), out.path(), &[]).ends(3);
    let documents = rows(out.path(), "documents");
    let first = documents.iter().find(|row| row["path"] == "a b.txt").unwrap();
    let second = documents.iter().find(|row| row["path"] == "a_b.txt").unwrap();
    assert_eq!((first["doc_id"].as_str(), first["status"].as_str()), ("a-b", "ok"));
    assert_eq!(second["status"], "skipped");
    assert!(second["message"].contains("a b.txt"), "{}", second["message"]);
    assert_eq!(rows(out.path(), "errors")[0]["kind"], "same_id");
    on(out.path(), &["verify"]).ends(0);
}

/// The last pages of such a file may be white or shortened; that is told, though the file opens.
#[test]
fn a_file_cut_near_its_end_is_told_of() {
    let (cut, out) = (folder(), folder());
    let whole = std::fs::read(corpus().join("2017-06-14-kommunstyrelsen-protokoll.pdf")).unwrap();
    write(cut.path(), "cut.pdf", &whole[..whole.len() * 9 / 10]);
    run_corpus(cut.path(), out.path(), &[]);
    assert_eq!(rows(out.path(), "errors")[0]["path"], "cut.pdf");
}
