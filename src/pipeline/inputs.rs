//! Finds the input files of a corpus.

use std::path::{Path, PathBuf};

use crate::config::UsageError;

/// An input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Path under the corpus, `/` between folders.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
}

impl Found {
    /// Whether it is a text file.
    pub fn is_text(&self) -> bool {
        self.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"))
    }
}

/// All `.pdf` and `.txt` files of a folder, any depth, sorted by name; or the one file that was named. Hidden folders and
/// what `README.txt`-like files of the corpus itself would be are left to the user: every `.txt` is an input.
///
/// # Errors
/// When the path is not there or a folder can't be listed.
pub fn find_inputs(path: &Path) -> anyhow::Result<Vec<Found>> {
    let missing = || UsageError(format!("{}: finns inte; ange en mapp med PDF:er eller en fil", path.display()));
    let metadata = std::fs::metadata(path).map_err(|_| missing())?;
    if metadata.is_file() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok(vec![Found { path: path.to_owned(), name, size: metadata.len() }]);
    }
    let mut found = Vec::new();
    let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    for entry in walkdir::WalkDir::new(path).into_iter().filter_entry(|entry| !hidden(entry)) {
        let entry = entry?;
        let ending = entry.path().extension().map(|e| e.to_ascii_lowercase());
        let wanted = ending.is_some_and(|e| e == "pdf" || e == "txt");
        if wanted && entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let name = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let size = entry.metadata().map_or(0, |m| m.len());
            found.push(Found { path: entry.path().to_owned(), name, size });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
