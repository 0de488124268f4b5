//! Datasette opens `paragraf.sqlite` with `metadata.json` as they are: every table with every row, the views, the search.
//!
//! `DATASETTE=/path/to/datasette cargo test --test cli opens_in_datasette`, or with `datasette` on the path.

use std::process::Command;

use crate::support::{installed, rows, sample};

/// What Datasette answers to that page.
fn get(datasette: &str, page: &str) -> Vec<u8> {
    let out = sample();
    let mut command = Command::new(datasette);
    command.arg(out.join("paragraf.sqlite")).arg("-m").arg(out.join("metadata.json")).args(["--get", page]);
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{page}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn every_row_can_be_looked_at() {
    let datasette = std::env::var("DATASETTE").unwrap_or_else(|_| "datasette".to_owned());
    if !installed(&datasette, "--version") {
        return;
    }
    let json = |page: &str| -> serde_json::Value { serde_json::from_slice(&get(&datasette, page)).expect("JSON") };
    let database = json("/paragraf.json");
    let tables = database["tables"].as_array().expect("tables");
    for table in tables.iter().filter(|table| table["hidden"] == false) {
        let name = table["name"].as_str().expect("a name");
        assert_eq!(table["count"].as_u64(), Some(rows(sample(), name).len() as u64), "{name}");
    }
    assert!(!json("/paragraf/v_matrix.json?_shape=array").as_array().expect("rows").is_empty());
    assert!(!json("/paragraf/v_reservations.json?_shape=array").as_array().expect("rows").is_empty());
    assert!(json("/paragraf/sok.json?ord=reservation&_shape=array").as_array().is_some_and(|hits| hits.len() > 5));
    let page = String::from_utf8(get(&datasette, "/paragraf/reservations")).expect("a page");
    assert!(page.contains("/paragraf/documents/"), "rows link to their documents");
}
