//! Whatever is added, changed, removed or renamed between runs, the output is that of a fresh run, byte for byte.
//!
//! `PARAGRAF_CHANGES=40 cargo test --test cli changes_at_random` makes longer sequences than the suite has time for.

use std::path::{Path, PathBuf};

use crate::support::{Random, assert_same, folder, run_corpus, some_of_the_corpus, write};

/// Changes where nothing else is asked for.
const CHANGES: usize = 6;

/// The corpus' files, in order of name.
fn inputs(corpus: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(corpus).sort_by_file_name().into_iter().flatten();
    files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// One change, told in words for when it goes wrong.
fn change(corpus: &Path, number: usize, random: &mut Random) -> String {
    let files = inputs(corpus);
    let file = files[random.below(files.len())].clone();
    let shown = file.strip_prefix(corpus).unwrap_or(&file).display().to_string();
    match random.below(5) {
        0 | 1 => {
            let name = format!("{}/nytt-{number}.txt", ["", "a", "b/c"][random.below(3)]);
            let text = format!(
                "Socialnämnden\nProtokoll 2019-03-{:02}\n\n§ {number}\nBeslut\nNämnden avslår.\n",
                1 + number % 28
            );
            write(corpus, name.trim_start_matches('/'), text);
            format!("added {name}")
        }
        2 if file.extension().is_some_and(|ending| ending == "txt") => {
            write(corpus, &shown, format!("Protokoll\n\nLydelse {number} om plan och reservation.\n"));
            format!("changed {shown}")
        }
        3 if files.len() > 3 => {
            std::fs::remove_file(&file).expect("it goes");
            format!("removed {shown}")
        }
        _ => {
            let ending = file.extension().unwrap_or_default().to_string_lossy().into_owned();
            let name = format!("omdopt-{number}.{ending}");
            std::fs::rename(&file, corpus.join(&name)).expect("it is renamed");
            format!("renamed {shown} to {name}")
        }
    }
}

#[test]
fn every_history_ends_as_a_fresh_run() {
    let changes = std::env::var("PARAGRAF_CHANGES").ok().and_then(|n| n.parse().ok()).unwrap_or(CHANGES);
    let corpus =
        some_of_the_corpus(&["2017-norrhamns-sdn-handlingsplan", "2016-05-23-riktlinjer-hedersrelaterat-vald"]);
    write(corpus.path(), "forst.txt", "Protokoll\n\nDet första dokumentet.\n");
    let history = folder();
    let mut random = Random(20_261_122);
    let mut told = Vec::new();
    for number in 0..changes {
        told.push(change(corpus.path(), number, &mut random));
        run_corpus(corpus.path(), history.path(), &["--ocr", "never"]);
        // one fresh run for every other change halves the time and still points at the change
        if number % 2 == 1 || number + 1 == changes {
            let fresh = folder();
            run_corpus(corpus.path(), fresh.path(), &["--ocr", "never"]);
            eprintln!("{}", told.join(", "));
            assert_same(fresh.path(), history.path());
        }
    }
}
