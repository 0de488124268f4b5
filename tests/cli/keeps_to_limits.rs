//! Each limit of the settings has a file that goes over it: what is over is left out and told, the rest counts.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::support::{Row, folder, paragraf, rows, run_corpus, write};

/// A PDF of these pages' content, with forms that any of them may draw as `/F0`, `/F1`, …
fn pdf(pages: &[String], forms: &[String]) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let fonts = dictionary! { "H" => font };
    let mut drawn = Dictionary::new();
    // a form may draw those after it
    for (number, content) in forms.iter().enumerate().rev() {
        let head = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! { "Font" => fonts.clone(), "XObject" => drawn.clone() },
        };
        let form = document.add_object(Stream::new(head, content.clone().into_bytes()));
        drawn.set(format!("F{number}"), form);
    }
    let resources = document.add_object(dictionary! { "Font" => fonts, "XObject" => drawn });
    let mut kids: Vec<Object> = Vec::new();
    for content in pages {
        let content = document.add_object(Stream::new(Dictionary::new(), content.clone().into_bytes()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        kids.push(page.into());
    }
    let count = kids.len() as i64;
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("it is written to memory");
    bytes
}

/// Content of a page with so many lines of text.
fn lines(count: usize) -> String {
    page(1, count)
}

/// The same, of words that differ from page to page: what stands on all pages is taken for a header.
fn page(number: usize, count: usize) -> String {
    const WORDS: [&str; 7] = ["lekplatser", "ombud", "parken", "skolan", "arvoden", "samordning", "skyltning"];
    let mut content = "BT /H 10 Tf 50 800 Td 12 TL ".to_owned();
    for line in 0..count {
        let (one, other) = (WORDS[(number + line) % 7], WORDS[(number * 3 + line / 7) % 7]);
        let _ = write!(content, "({one} {line} och {other} {} enligt protokollet) Tj T* ", number * 31 + line);
    }
    content + "ET"
}

/// So many pages of so many lines.
fn pages_of(pages: usize, lines: usize) -> Vec<String> {
    (1..=pages).map(|number| page(number, lines)).collect()
}

/// `documents.csv`'s row of a PDF read under these limits, and the kinds of its rows in `errors.csv`.
fn read_under(limits: &str, bytes: &[u8]) -> (Row, Vec<String>) {
    let out = run_under(limits, bytes);
    let kinds = rows(out.path(), "errors").into_iter().map(|row| row["kind"].clone()).collect();
    (rows(out.path(), "documents").remove(0), kinds)
}

/// The output of a run over one file under these limits.
fn run_under(limits: &str, bytes: &[u8]) -> tempfile::TempDir {
    let (corpus, out) = (folder(), folder());
    write(corpus.path(), "a.pdf", bytes);
    write(corpus.path(), "limits.toml", format!("ocr = 'never'\n[limits]\n{limits}\n"));
    let settings = corpus.path().join("limits.toml");
    run_corpus(corpus.path(), out.path(), &["--config", &settings.to_string_lossy()]);
    out
}

/// Read whole under the limits as they are, and told of as `kind` under this one.
#[track_caller]
fn check(limit: &str, kind: &str, bytes: &[u8]) -> Row {
    let (whole, kinds) = read_under("", bytes);
    assert_eq!((whole["status"].as_str(), kinds.as_slice()), ("ok", &[][..]), "without {limit}: {}", whole["message"]);
    let (bounded, kinds) = read_under(limit, bytes);
    assert_eq!(kinds, [kind], "{limit}: {}", bounded["message"]);
    assert_ne!(bounded["status"], "ok", "{limit}");
    bounded
}

#[test]
fn pages() {
    let row = check("pages = 3", "more_pages", &pdf(&pages_of(7, 12), &[]));
    assert_eq!((row["pages"].as_str(), row["status"].as_str()), ("3", "partial"));
    assert!(row["message"].contains("7 sidor"), "{}", row["message"]);
}

#[test]
fn pages_that_are_not_read_are_expected_and_not_found() {
    let out = run_under("pages = 3", &pdf(&pages_of(7, 12), &[]));
    let row = rows(out.path(), "coverage").remove(0);
    assert_eq!((row["what"].as_str(), row["expected"].as_str()), ("page", "a.pdf, sidorna efter 3"));
}

#[test]
fn operators_of_a_page() {
    check("operators = 20", "cut_short", &pdf(&[lines(40)], &[]));
}

#[test]
fn glyphs_of_a_page() {
    check("glyphs = 200", "cut_short", &pdf(&[lines(40)], &[]));
}

#[test]
fn forms_inside_forms() {
    let forms = ["/F1 Do".to_owned(), "/F2 Do".to_owned(), "/F3 Do".to_owned(), lines(3)];
    check("nesting = 2", "cut_short", &pdf(&[format!("{} /F0 Do", lines(1))], &forms));
}

#[test]
fn ruling_lines_of_a_page() {
    let rules: Vec<String> = (0..50).map(|at| format!("50 {} m 500 {0} l S ", 700 - at * 10)).collect();
    check("rules = 10", "cut_short", &pdf(&[rules.concat() + &lines(3)], &[]));
}

#[test]
fn what_a_byte_unpacks_to() {
    let bomb = format!("{}{}", " ".repeat(30_000_000), page(2, 12));
    let bytes = pdf(&[page(1, 12), bomb], &[]);
    assert!(bytes.len() < 60_000, "it packs to {} bytes", bytes.len());
    let (row, kinds) = read_under("", &bytes);
    assert_eq!((row["status"].as_str(), kinds), ("partial", vec!["cut_short".to_owned()]), "{}", row["message"]);
    let (row, _) = read_under("unpacked_ratio = 10000", &bytes);
    assert_eq!(row["status"], "ok", "{}", row["message"]);
}

#[test]
fn what_a_reader_may_answer() {
    check("output_mb = 1", "too_much", &pdf(&pages_of(250, 60), &[]));
}

/// A form that unpacks to more than there is room for: with room it is only left out.
#[test]
fn memory_of_a_reader() {
    let bomb = pdf(&[format!("{} /F0 Do", lines(3))], &[" ".repeat(180_000_000)]);
    assert_eq!(read_under("", &bomb).1, ["cut_short"]);
    assert_eq!(read_under("max_memory_mb = 160", &bomb).1, ["crashed"]);
}

#[test]
fn pixels_of_a_drawn_page() {
    let place = folder();
    write(place.path(), "a.pdf", pdf(&[lines(3)], &[]));
    let picture = place.path().join("a.pgm");
    let request = serde_json::json!({ "render": {
        "path": place.path().join("a.pdf"), "page": 1, "dpi": 300.0, "to": picture, "most_pixels": 10_000,
    } });
    let answer = ask_worker(&request.to_string());
    assert_eq!(answer.trim(), "\"rendered\"");
    let pixels = picture_size(&picture);
    assert!((5_000..=10_500).contains(&pixels), "{pixels} pixels");
}

/// What a worker answers to one request.
fn ask_worker(request: &str) -> String {
    let mut worker =
        paragraf().arg("worker").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the worker starts");
    let mut input = worker.stdin.take().expect("its input");
    writeln!(input, "{request}").expect("it listens");
    drop(input);
    String::from_utf8(worker.wait_with_output().expect("it ends").stdout).expect("an answer")
}

/// Pixels of a PGM, by its head.
fn picture_size(path: &Path) -> usize {
    let bytes = std::fs::read(path).expect("a picture");
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
    let mut numbers = head.split_whitespace().skip(1).map_while(|word| word.parse::<usize>().ok());
    numbers.next().unwrap_or(0) * numbers.next().unwrap_or(0)
}

#[test]
fn an_unknown_limit_is_refused() {
    let place = folder();
    write(place.path(), "limits.toml", "[limits]\npage = 3\n");
    let settings = place.path().join("limits.toml");
    let ran = run_corpus(place.path(), &place.path().join("out"), &["--config", &settings.to_string_lossy()]).ends(2);
    assert!(ran.stderr.contains("page_s"), "{}", ran.stderr);
}
