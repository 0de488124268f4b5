//! A reader that hangs, dies or talks nonsense costs its own document and no other.

use crate::support::{assert_same_of_documents, folder, on, rows, run_corpus, small_corpus, write};

/// The fault that a file asks for, and the `kind` that its row in `errors.csv` must have.
const FAULTS: [(&str, &str); 10] = [
    ("abort", "crashed"),
    ("crash-after-a-page", "crashed"),
    ("drip", "timeout"),
    ("endless-line", "crashed"),
    ("flood", "too_much"),
    ("hang", "timeout"),
    ("out-of-memory", "crashed"),
    ("panic", "crashed"),
    ("slow-pages", "timeout"),
    ("wrong-json", "crashed"),
];

#[test]
fn each_has_its_row_and_siblings_are_unharmed() {
    let (small, alone, beside) = (small_corpus(), folder(), folder());
    run_corpus(small.path(), alone.path(), &["--ocr", "never"]).ends(0);
    for (fault, _) in FAULTS {
        write(small.path(), &format!("{fault}.pdf"), format!("%FAULT {fault}\n"));
    }
    write(
        small.path(),
        "limits.toml",
        "ocr = 'never'\n[limits]\ntimeout_s = 8\npage_s = 0\nmax_memory_mb = 512\npages = 200\n",
    );
    let settings = small.path().join("limits.toml");
    let settings = settings.to_string_lossy();
    run_corpus(small.path(), beside.path(), &["--faults", "--config", &settings]).ends(3);

    let errors = rows(beside.path(), "errors");
    for (fault, kind) in FAULTS {
        let told: Vec<&str> =
            errors.iter().filter(|row| row["path"] == format!("{fault}.pdf")).map(|row| row["kind"].as_str()).collect();
        assert!(told.contains(&kind), "{fault}: {told:?}");
    }
    let documents = rows(beside.path(), "documents");
    assert_eq!(documents.len(), FAULTS.len() + 4, "a row for every file");
    assert_same_of_documents(alone.path(), beside.path());
}

#[test]
fn without_being_asked_for_a_fault_is_only_a_bad_file() {
    let (small, out) = (small_corpus(), folder());
    write(small.path(), "abort.pdf", "%FAULT abort\n");
    run_corpus(small.path(), out.path(), &[]).ends(3);
    assert_eq!(rows(out.path(), "errors")[0]["kind"], "broken");
}

/// A reader that was taken over can do as little as the system lets it be confined to.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_breaks_out_finds_nothing() {
    let (bad, out) = (folder(), folder());
    write(bad.path(), "out.pdf", "%FAULT break-out\n");
    write(bad.path(), "ord.txt", "Protokoll\n");
    run_corpus(bad.path(), out.path(), &["--faults"]).ends(3);
    let run: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.path().join("run.json")).expect("run.json")).expect("JSON");
    let told = rows(out.path(), "errors").remove(0)["message"].clone();
    assert_eq!(run["readers"]["limits"], true);
    for (taken, done) in [("calls", "net"), ("calls", "program"), ("files", "read"), ("files", "written")] {
        if run["readers"][taken] == true {
            assert!(told.contains(&format!("{done} false")), "{taken}: {told}");
        } else {
            eprintln!("left out: this system does not let a reader be confined ({taken})");
        }
    }
}

#[test]
fn doctor_tells_how_far_readers_are_confined() {
    let place = folder();
    let told = on(place.path(), &["doctor"]).ends(0).text();
    assert!(told.contains("läsarprocessen är spärrad: minnestak"), "{told}");
}
