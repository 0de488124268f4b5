//! Commands that read what a run left: search, show, trace, matrix, export, verify, evaluate; and repair, which needs none.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::{folder, on, paragraf, rows, run, sample};

#[test]
fn search_finds_says_nothing_found_and_refuses_what_it_cant_honour() {
    let hits = on(sample(), &["search", "skyddat boende", "--format", "json", "--limit", "5"]).ends(0).text();
    let hits: serde_json::Value = serde_json::from_str(&hits).expect("JSON");
    assert_eq!(hits["hits"].as_array().map(Vec::len), Some(5));
    assert!(hits["hits"][0]["snippet"].as_str().is_some_and(|snippet| snippet.contains("<mark>")), "{hits}");
    on(sample(), &["search", "xylofonkonsert"]).ends(1);
    let refused = on(sample(), &["search", "organ:sjöfartsnämnden"]).ends(2);
    assert!(refused.stderr.contains("inget känt organ"), "{}", refused.stderr);
}

#[test]
fn show_finds_documents_parts_and_points() {
    let document = on(sample(), &["show", "2022-norrhamns-sdn-handlingsplan", "--page", "1"]).ends(0).text();
    assert!(document.contains("Norrhamns stadsdelsnämnd"), "{document}");
    let segment = &rows(sample(), "segments")[0]["segment_id"];
    on(sample(), &["show", segment]).ends(0);
    on(sample(), &["show", "R2016-02"]).ends(0);
    let damaged = on(sample(), &["show", "2017-soderangs-sdn-handlingsplan", "--diff"]).ends(0).text();
    assert!(damaged.contains(" -> "), "repairs are marked");
}

#[test]
fn a_demand_is_traced_over_documents() {
    let story = on(sample(), &["trace", "S2017-02", "--format", "csv"]).ends(0).text();
    assert!(story.lines().count() > 2, "{story}");
    on(sample(), &["trace", "xylofon"]).ends(1);
}

#[test]
fn the_matrix_is_written_again_in_every_format() {
    let csv = on(sample(), &["matrix"]).ends(0);
    assert_eq!(csv.stdout, std::fs::read(sample().join("matrix.csv")).expect("the run's own"));
    let json = on(sample(), &["matrix", "--format", "json"]).ends(0).text();
    serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
    assert!(on(sample(), &["matrix", "--format", "xlsx"]).ends(0).stdout.starts_with(b"PK"));
    assert!(on(sample(), &["matrix", "--queue"]).ends(0).text().starts_with("point_id,"));
}

#[test]
fn tables_are_exported() {
    let to = folder();
    for (format, file) in [("jsonl", "documents.jsonl"), ("parquet", "documents.parquet")] {
        on(sample(), &["export", format, "--to", &to.path().to_string_lossy()]).ends(0);
        assert!(std::fs::metadata(to.path().join(file)).is_ok_and(|file| file.len() > 0), "{format}");
    }
}

#[test]
fn every_part_is_exported_once_for_a_search_cluster() {
    let to = folder();
    on(sample(), &["export", "bulk", "--to", &to.path().to_string_lossy()]).ends(0);
    let text = std::fs::read_to_string(to.path().join("segments-00001.ndjson")).expect("all parts fit one file");
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(text.ends_with('\n') && lines.len().is_multiple_of(2));
    let segments = rows(sample(), "segments");
    assert_eq!(lines.len() / 2, segments.len());
    for (pair, segment) in lines.chunks(2).zip(&segments) {
        assert_eq!(pair[0]["index"]["_id"], segment["segment_id"].as_str());
        assert_eq!(pair[1]["text"].as_str().unwrap_or_default(), segment["text"]);
        assert!(pair[1]["type"].is_string(), "what is known of the document: {}", pair[1]);
    }
    let words = |of: fn(&serde_json::Value) -> bool| -> usize {
        let chosen = lines.iter().filter(|line| of(line));
        chosen.filter_map(|line| line["text"].as_str()).map(|text| text.split_whitespace().count()).sum()
    };
    let of_documents: usize =
        rows(sample(), "documents").iter().map(|row| row["words"].parse::<usize>().unwrap_or(0)).sum();
    let (all, leaves) = (words(|_| true), words(|line| line["leaf"] == true));
    assert!(leaves < all && leaves >= of_documents, "leaves hold each word once: {leaves} of {of_documents}");
    let mapping = std::fs::read(to.path().join("mapping.json")).expect("a mapping");
    let mapping: serde_json::Value = serde_json::from_slice(&mapping).expect("JSON");
    assert_eq!(mapping["mappings"]["properties"]["text"]["analyzer"], "swedish");
}

#[test]
fn a_run_is_verified_and_measured() {
    on(sample(), &["verify"]).ends(0);
    let truth = crate::support::corpus().join("truth");
    let table = on(sample(), &["evaluate", "--truth", &truth.to_string_lossy()]).ends(0).text();
    let line = table.lines().find(|line| line.contains("born digital")).expect("reading is measured");
    let value: f64 = line.split_whitespace().rev().nth(1).and_then(|word| word.parse().ok()).expect("a number");
    assert!(value >= 0.995, "{line}");
}

#[test]
fn read_gives_one_json_object_a_page() {
    let file = crate::support::corpus().join("2022-norrhamns-sdn-handlingsplan.pdf");
    let pages = run("read --format json", &[&file]).ends(0).text();
    for page in pages.lines() {
        let page: serde_json::Value = serde_json::from_str(page).expect("JSON");
        assert!(page["lines"].as_array().is_some_and(|lines| !lines.is_empty()));
    }
    assert!(pages.lines().count() >= 3);
}

#[test]
fn repair_gives_a_line_for_a_line_and_refuses_other_encodings() {
    let repair = |input: &[u8]| {
        let mut child = paragraf()
            .args(["repair", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
        crate::support::Ran::from(child.wait_with_output().expect("it ends"))
    };
    let text =
        "Namnden beslutar att godkanna atgarderna for aldre.\n\nStadsdelsnamnden foreslar en andring av fordelningen.";
    let repaired = repair(text.as_bytes()).ends(0).text();
    assert_eq!(repaired.lines().count(), 3);
    assert!(repaired.contains("åtgärderna för äldre"), "{repaired}");
    assert!(repair(b"f\xf6r").ends(4).stderr.contains("UTF-8"));
}
