//! A run spread over slices and joined again writes what one run writes.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{assert_same, folder, on, paragraf, run_corpus, small_corpus, write};

/// A corpus with all kinds of input: PDFs that can be read, one that can't, texts, an empty file.
fn mixed_corpus() -> tempfile::TempDir {
    let corpus = small_corpus();
    for number in 0..6 {
        write(corpus.path(), &format!("{number}.txt"), format!("Protokoll nummer {number}\n\n§ {number} Val\n"));
    }
    write(corpus.path(), "trasig.pdf", "%PDF-1.4\nhär tar det slut");
    write(corpus.path(), "tom.pdf", "");
    corpus
}

fn merge(parts: &[&Path], out: &Path) -> crate::support::Ran {
    paragraf().arg("merge").args(parts).arg("--out").arg(out).output().expect("the program starts").into()
}

fn names(part: &Path) -> BTreeSet<String> {
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(part.join("part.json")).unwrap()).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    inputs.iter().map(|input| input["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn parts_in_any_order_give_the_bytes_of_one_run() {
    let (corpus, whole, joined) = (mixed_corpus(), folder(), folder());
    run_corpus(corpus.path(), whole.path(), &[]).ends(3);
    let parts: Vec<_> = (1..=3)
        .map(|k| {
            let part = folder();
            let ran = run_corpus(corpus.path(), part.path(), &["--slice", &format!("{k}/3"), "--jobs", "1"]);
            assert!([0, 3, 4].contains(&ran.code), "{}", ran.stderr);
            part
        })
        .collect();
    let all: BTreeSet<String> = parts.iter().flat_map(|part| names(part.path())).collect();
    assert_eq!((all.len(), parts.iter().map(|part| names(part.path()).len()).sum::<usize>()), (12, 12));

    merge(&[parts[2].path(), parts[0].path(), parts[1].path()], joined.path()).ends(3);
    assert_same(whole.path(), joined.path());
    on(joined.path(), &["verify"]).ends(0);
    // what the parts read is kept, so that the next run reads nothing again
    let again = run_corpus(corpus.path(), joined.path(), &["--dry-run"]).ends(0).text();
    assert!(!again.contains("läses"), "{again}");
}

#[test]
fn parts_that_do_not_go_together_are_refused_by_name() {
    let (corpus, one, two, other, out) = (mixed_corpus(), folder(), folder(), folder(), folder());
    run_corpus(corpus.path(), one.path(), &["--slice", "1/2"]);
    run_corpus(corpus.path(), two.path(), &["--slice", "2/2"]);
    run_corpus(corpus.path(), other.path(), &["--slice", "2/2", "--second-opinion"]);
    let refused = |parts: &[&Path], word: &str| {
        let told = merge(parts, out.path()).ends(2).stderr;
        assert!(told.contains(word), "{told}");
    };
    refused(&[one.path()], "delar saknas: 2/2");
    refused(&[one.path(), one.path()], "båda är del 1");
    refused(&[one.path(), other.path()], "inställningar för läsningen");
    refused(&[one.path(), corpus.path()], "ingen del av en körning");
    run_corpus(corpus.path(), out.path(), &["--slice", "3/2"]).ends(2);
}
