//! Walks a corpus through the rooms: what is there, what changed since last time, and every document from file to parts.

use std::path::{Path, PathBuf};

/// An input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Path under the corpus, `/` between folders.
    pub name: String,
}

/// All `.pdf` and `.txt` files of a folder, any depth, sorted by name; or the one file that was named.
///
/// # Errors
/// When the path is not there or a folder can't be listed.
pub fn find_inputs(path: &Path) -> anyhow::Result<Vec<Found>> {
    anyhow::ensure!(path.exists(), "{}: finns inte", path.display());
    if path.is_file() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok(vec![Found { path: path.to_owned(), name }]);
    }
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry?;
        let ending = entry.path().extension().map(|e| e.to_ascii_lowercase());
        let wanted = ending.is_some_and(|e| e == "pdf" || e == "txt");
        if wanted && entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let name = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            found.push(Found { path: entry.path().to_owned(), name });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
