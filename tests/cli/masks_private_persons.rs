//! `--mask` takes what tells who a private person is out of everything that leaves the output folder; names stay.

use crate::support::{folder, on, run_corpus, write};

const TEXT: &str = "Socialnämnden\nProtokoll 2019-03-08\n\n§ 7 Anmälan om mottagning\nUrsula Björkvik (V) anmäler.\n\
    Sökanden, 811218-9876, är bosatt på Storgatan 12 B, 123 45 Exempelstad.\nRing 070-123 45 67 på kvällen.\n\
    Socialnämnden, telefon 08-123 45 67\n";

/// What must be gone, as written.
const PRIVATE: [&str; 3] = ["811218-9876", "Storgatan 12", "070-123 45 67"];

#[track_caller]
fn check(what: &str, text: &str) {
    for private in PRIVATE {
        assert!(!text.contains(private), "{what} holds {private}: {text}");
    }
    assert!(text.contains("[personnummer]") && text.contains("Björkvik"), "{what}: {text}");
}

#[test]
fn every_export_is_without_them() {
    let (corpus, out, to) = (folder(), folder(), folder());
    write(corpus.path(), "p.txt", TEXT);
    run_corpus(corpus.path(), out.path(), &[]).ends(0);
    check("show", &on(out.path(), &["show", "p", "--mask"]).ends(0).text());
    for format in ["text", "json", "csv"] {
        let told = on(out.path(), &["search", "björkvik sökanden", "--mask", "--format", format]);
        check(&format!("search {format}"), &told.ends(0).text());
    }
    for format in ["jsonl", "parquet", "sqlite", "bulk"] {
        let place = to.path().join(format);
        let place = place.to_string_lossy();
        on(out.path(), &["export", format, "--mask", "--to", &place]).ends(0);
    }
    let read = |name: &str| std::fs::read(to.path().join(name)).expect("an export");
    for name in ["jsonl/segments.jsonl", "bulk/segments-00001.ndjson"] {
        check(name, &String::from_utf8(read(name)).expect("text"));
    }
    for name in ["sqlite", "parquet/segments.parquet"] {
        let bytes = read(name);
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!PRIVATE.into_iter().any(holds), "{name} holds what is private");
        assert!(holds("personnummer"), "{name} holds nothing in its place");
    }
    let unmasked = on(out.path(), &["show", "p"]).ends(0).text();
    assert!(PRIVATE.into_iter().all(|private| unmasked.contains(private)), "the run itself keeps what it read");
    let own = out.path().join("paragraf.sqlite");
    on(out.path(), &["export", "sqlite", "--mask", "--to", &own.to_string_lossy()]).ends(4);
    on(out.path(), &["verify"]).ends(0);
}
