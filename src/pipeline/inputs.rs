//! Finds the input files of a corpus.

use std::path::{Path, PathBuf};

use crate::config::UsageError;

/// Names what a corpus folder leaves out.
pub const IGNORE_FILE: &str = ".paragrafignore";

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

/// All `.pdf` and `.txt` files of a folder, any depth, sorted by name; or the one file that was named. Left out are hidden
/// files and folders, and what a `.paragrafignore` in the folder (or one inside it) names, in the way of `.gitignore`.
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
    for entry in walk(path) {
        let entry = entry?;
        let ending = entry.path().extension().map(std::ffi::OsStr::to_ascii_lowercase);
        let wanted = ending.is_some_and(|e| e == "pdf" || e == "txt");
        if wanted && entry.file_type().is_some_and(|kind| kind.is_file()) {
            let relative = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let name = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let size = entry.metadata().map_or(0, |m| m.len());
            found.push(Found { path: entry.path().to_owned(), name, size });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Links are not followed: a corpus is what lies in it. git's own ignore files say nothing about documents.
fn walk(path: &Path) -> ignore::Walk {
    ignore::WalkBuilder::new(path)
        .standard_filters(false)
        .hidden(true)
        .parents(false)
        .add_custom_ignore_filename(IGNORE_FILE)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_documents_at_any_depth_and_leaves_out_what_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("b.PDF", "");
        write("a/å.txt", "");
        write("a/bild.png", "");
        write("utkast/c.pdf", "");
        write(".dold/d.pdf", "");
        write(IGNORE_FILE, "utkast/\n");
        let names: Vec<String> = find_inputs(folder.path()).unwrap().into_iter().map(|f| f.name).collect();
        assert_eq!(names, ["a/å.txt", "b.PDF"]);
    }
}
