//! Hundreds of PDFs damaged at random, as downloads, disks and enemies damage them: each has its row, none costs another
//! document anything. `PARAGRAF_MUTANTS=500 cargo test --test cli bears_mutants` makes more of them.

use crate::support::{Random, corpus, folder, rows, run_corpus};

/// Mutants made where nothing else is asked for.
const MUTANTS: usize = 56;

/// Ways to damage a file.
const DAMAGES: [fn(&mut Vec<u8>, &mut Random); 7] = [
    |bytes, random| flip_bits(bytes, random),
    truncate,
    cut_out,
    repeat_a_part,
    |bytes, random| change_digits(bytes, random),
    make_numbers_huge,
    |bytes, random| mix_references(bytes, random),
];

fn flip_bits(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..random.one_of(&[1, 5, 50, 500]) {
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(8);
    }
}

fn truncate(bytes: &mut Vec<u8>, random: &mut Random) {
    let length = 1 + random.below(bytes.len() - 1);
    bytes.truncate(length);
}

fn cut_out(bytes: &mut Vec<u8>, random: &mut Random) {
    let from = random.below(bytes.len());
    let to = (from + 1 + random.below(bytes.len() / 4)).min(bytes.len());
    bytes.drain(from..to);
}

fn repeat_a_part(bytes: &mut Vec<u8>, random: &mut Random) {
    let from = random.below(bytes.len());
    let to = (from + 1 + random.below(bytes.len() / 3)).min(bytes.len());
    let part = bytes[from..to].to_vec();
    bytes.splice(from..from, part);
}

fn change_digits(bytes: &mut [u8], random: &mut Random) {
    let digits: Vec<usize> = (0..bytes.len()).filter(|&i| bytes[i].is_ascii_digit()).collect();
    for _ in 0..random.one_of(&[3, 30, 300]) {
        bytes[random.one_of(&digits)] = b'0' + random.below(10) as u8;
    }
}

fn make_numbers_huge(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..random.one_of(&[1, 4, 16]) {
        let from = random.below(bytes.len());
        let Some(at) = bytes[from..].windows(2).position(|pair| pair[0] == b' ' && pair[1].is_ascii_digit()) else {
            continue;
        };
        let number = random.one_of(&["2147483647", "4294967296", "99999999999", "-1", "0"]);
        bytes.splice(from + at + 1..from + at + 2, number.bytes());
    }
}

fn mix_references(bytes: &mut [u8], random: &mut Random) {
    let references: Vec<usize> =
        (1..bytes.len() - 4).filter(|&i| &bytes[i..i + 4] == b" 0 R" && bytes[i - 1].is_ascii_digit()).collect();
    for at in references {
        if random.below(10) == 0 {
            bytes[at - 1] = b'0' + random.below(10) as u8;
        }
    }
}

/// The smaller sample documents, each as it is and with its streams unpacked, so that operators are hit too.
fn originals() -> Vec<Vec<u8>> {
    let mut files: Vec<_> =
        std::fs::read_dir(corpus()).expect("the sample corpus").flatten().map(|e| e.path()).collect();
    files.sort();
    let small = files.iter().filter(|path| path.extension().is_some_and(|e| e == "pdf"));
    let whole: Vec<Vec<u8>> =
        small.map(|path| std::fs::read(path).expect("a file")).filter(|b| b.len() < 150_000).collect();
    let unpacked = whole.iter().filter_map(|bytes| {
        let mut document = lopdf::Document::load_mem(bytes).ok()?;
        document.decompress();
        let mut out = Vec::new();
        document.save_to(&mut out).ok()?;
        Some(out)
    });
    unpacked.collect::<Vec<_>>().into_iter().chain(whole).collect()
}

#[test]
fn each_mutant_is_accounted_for_and_hurts_no_other_document() {
    let count = std::env::var("PARAGRAF_MUTANTS").ok().and_then(|n| n.parse().ok()).unwrap_or(MUTANTS);
    let originals = originals();
    assert!(originals.len() > 20, "documents to damage");
    let (mutants, out, alone) = (folder(), folder(), folder());
    let healthy = "2022-norrhamns-sdn-handlingsplan.pdf";
    std::fs::copy(corpus().join(healthy), mutants.path().join(healthy)).expect("a healthy sibling");
    run_corpus(mutants.path(), alone.path(), &["--ocr", "never"]).ends(0);

    let mut random = Random(20_261_122);
    for i in 0..count {
        let mut bytes = originals[random.below(originals.len())].clone();
        DAMAGES[i % DAMAGES.len()](&mut bytes, &mut random);
        if random.below(5) == 0 {
            random.one_of(&DAMAGES)(&mut bytes, &mut random);
        }
        std::fs::write(mutants.path().join(format!("m{i:04}.pdf")), bytes).expect("a mutant");
    }
    run_corpus(mutants.path(), out.path(), &["--ocr", "never"]).ends(3);

    let documents = rows(out.path(), "documents");
    assert_eq!(documents.len(), count + 1, "a row for every file");
    for row in documents.iter().filter(|row| row["status"] != "ok") {
        assert!(!row["message"].is_empty(), "{}: why is it {}?", row["path"], row["status"]);
    }
    let errors = rows(out.path(), "errors");
    let ours: Vec<_> =
        errors.iter().filter(|row| ["panic", "crashed", "timeout"].contains(&row["kind"].as_str())).collect();
    assert!(ours.is_empty(), "faults of the program: {ours:?}");
    let text = format!("text/{}.txt", healthy.trim_end_matches(".pdf"));
    let read = |out: &std::path::Path| std::fs::read(out.join(&text)).expect("the sibling's text");
    assert_eq!(read(out.path()), read(alone.path()), "the healthy sibling");
}
