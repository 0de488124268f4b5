//! Links from the report to pages of the originals. They are relative (`../../corpus/a.pdf#page=3`), so that the output
//! folder can be moved together with its corpus and names no machine.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::rows::DocumentRow;

/// Knows where originals are, seen from `report/`.
#[derive(Debug, Default)]
pub struct Links {
    /// Path of the corpus from `report/`, without a final slash; `None` where it is not known.
    corpus: Option<String>,
    paths: BTreeMap<String, String>,
}

/// Where `run.json` keeps the way from `report/` to the originals.
pub const ORIGINALS: &str = "originals";

/// The corpus folder of a run, as `run.json` names it.
pub fn corpus_of(run: &serde_json::Value) -> Option<PathBuf> {
    run.pointer("/settings/corpus").and_then(serde_json::Value::as_str).map(PathBuf::from)
}

impl Links {
    /// Links from `out/report/` to the documents of a run.
    pub fn new(out: &Path, run: &serde_json::Value, documents: &[DocumentRow]) -> Self {
        let from = out.canonicalize().ok().map(|out| out.join("report"));
        let to = corpus_of(run).and_then(|corpus| corpus.canonicalize().ok()).filter(|corpus| corpus.is_dir());
        Self { corpus: from.zip(to).map(|(from, to)| relative(&from, &to)), paths: paths(documents) }
    }

    /// The links that a finished run was written with, wherever its folder lies now.
    pub fn of_run(run: &serde_json::Value, documents: &[DocumentRow]) -> Self {
        let corpus = run.get("files").and_then(|files| files[ORIGINALS].as_str()).map(str::to_owned);
        Self { corpus, paths: paths(documents) }
    }

    /// The way from `report/` to the originals, without a final slash; `None` where it is not known.
    pub fn originals(&self) -> Option<&str> {
        self.corpus.as_deref()
    }

    /// Link to a page of a document for a browser, percent-encoded; `None` where its original is not known.
    pub fn page(&self, doc_id: &str, page: Option<u32>) -> Option<String> {
        let path = self.paths.get(doc_id)?;
        let link = percent_encode(&format!("{}/{path}", self.corpus.as_ref()?));
        Some(at_page(link, page))
    }

    /// The same for a workbook, which wants the path as it is and encodes it itself. Names with `#` or `%` get no link:
    /// spreadsheet programs disagree on what those mean.
    pub fn page_for_workbook(&self, doc_id: &str, page: Option<u32>) -> Option<String> {
        let path = self.paths.get(doc_id).filter(|path| !path.contains(['#', '%']))?;
        Some(at_page(format!("file://{}/{path}", self.corpus.as_ref()?), page))
    }
}

fn paths(documents: &[DocumentRow]) -> BTreeMap<String, String> {
    documents.iter().map(|row| (row.doc_id.clone(), row.path.clone())).collect()
}

/// Viewers open a PDF at a page named like this; text files have no such mark.
fn at_page(link: String, page: Option<u32>) -> String {
    match page {
        Some(page) if link.to_ascii_lowercase().ends_with(".pdf") => format!("{link}#page={page}"),
        _ => link,
    }
}

/// The way from one absolute folder to another.
fn relative(from: &Path, to: &Path) -> String {
    let from: Vec<Component<'_>> = from.components().collect();
    let to: Vec<Component<'_>> = to.components().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Everything but unreserved characters and `/`, so that `#`, `?`, `%` and blanks in file names stay part of the name.
fn percent_encode(path: &str) -> String {
    let mut link = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => link.push(char::from(byte)),
            _ => link.extend(format!("%{byte:02X}").chars()),
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_beside_each_other_are_two_steps_away() {
        assert_eq!(relative(Path::new("/a/output/report"), Path::new("/a/corpus")), "../../corpus");
    }

    #[test]
    fn odd_names_stay_names() {
        assert_eq!(percent_encode("../å #1.pdf"), "../%C3%A5%20%231.pdf");
    }
}
