//! Puts files into the output folder so that each appears whole or not at all: written beside its place, then renamed.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::ReportError;

/// Write a file in one step, making its folder if needed. One that says this already is left as it is: to make thousands of
/// files anew takes longer than to look at them.
pub fn place(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let same_length = fs::metadata(path).is_ok_and(|there| there.len() == bytes.len() as u64);
    if same_length && fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let part = prepare(path)?;
    fs::write(&part, bytes).map_err(|source| ReportError::io(&part, source))?;
    commit(&part, path)
}

/// The same with what `write` writes.
pub fn place_by(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<(), ReportError> {
    let part = prepare(path)?;
    let written = File::create(&part).map(BufWriter::new).and_then(|mut file| {
        write(&mut file)?;
        file.flush()
    });
    written.map_err(|source| ReportError::io(&part, source))?;
    commit(&part, path)
}

/// A path beside `path` to write to before [`commit`]; left-overs of an interrupted run there are removed.
pub fn prepare(path: &Path) -> Result<PathBuf, ReportError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|source| ReportError::io(folder, source))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = folder.join(format!(".{name}.part"));
    match fs::remove_file(&part) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(ReportError::io(&part, source)),
        _ => Ok(part),
    }
}

/// Move a prepared file to its place.
pub fn commit(part: &Path, path: &Path) -> Result<(), ReportError> {
    fs::rename(part, path).map_err(|source| ReportError::io(path, source))
}

/// Remove files of `folder` that are `ours` and not named in `keep` (sorted): what an earlier writing left. Folders stay.
pub fn remove_others(folder: &Path, ours: impl Fn(&str) -> bool, keep: &[String]) -> Result<(), ReportError> {
    for name in names(folder)? {
        if ours(&name) && keep.binary_search(&name).is_err() {
            let path = folder.join(&name);
            fs::remove_file(&path).map_err(|source| ReportError::io(&path, source))?;
        }
    }
    Ok(())
}

/// Names of the files in a folder, sorted; none if there is no such folder.
pub fn names(folder: &Path) -> Result<Vec<String>, ReportError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(ReportError::io(folder, source)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| ReportError::io(folder, source))?;
        if entry.path().is_file() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    names.sort_unstable();
    Ok(names)
}
