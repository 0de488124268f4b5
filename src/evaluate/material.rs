//! Texts whose truth is known, for measuring repair: pages read by an engine, and clean texts damaged here.

use crate::dictionaries::DamageProfile;
use crate::repair::simulate::damaged;
use std::io;
use std::path::{Path, PathBuf};

/// A damaged text and its truth, line by line.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What it was made from: file name of the truth, up to the first `-` for pages (`protokoll-sans-200`).
    pub origin: String,
    /// As it was read.
    pub damaged: Vec<String>,
    /// As it was printed.
    pub truth: Vec<String>,
}

/// Every `NAME.damaged.txt` of a folder with its `NAME.truth.txt`, by name.
///
/// # Errors
/// When a file can't be read.
pub fn read_pairs(folder: &Path) -> io::Result<Vec<Pair>> {
    let files = text_files(folder)?;
    let damaged = files.iter().filter_map(|file| Some((file, name(file).strip_suffix(".damaged.txt")?.to_owned())));
    damaged
        .map(|(file, name)| {
            let truth = read_lines(&file.with_file_name(format!("{name}.truth.txt")))?;
            let origin = name.split('-').next().unwrap_or_default().to_owned();
            Ok(Pair { origin, damaged: read_lines(file)?, truth })
        })
        .collect()
}

/// Clean texts damaged as `profile` says, each with a seed of its own made from `seed`.
///
/// # Errors
/// When a file can't be read.
pub fn damage_files(files: &[PathBuf], profile: &DamageProfile, seed: u64) -> io::Result<Vec<Pair>> {
    files
        .iter()
        .zip(seed..)
        .map(|(file, seed)| {
            let truth = read_lines(file)?;
            Ok(Pair { origin: name(file), damaged: damaged(&truth, profile, seed), truth })
        })
        .collect()
}

/// The `.txt` files of a folder, by name.
///
/// # Errors
/// When the folder can't be read.
pub fn text_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    Ok(files)
}

/// The lines of a text file.
///
/// # Errors
/// When it can't be read.
pub fn read_lines(file: &Path) -> io::Result<Vec<String>> {
    Ok(std::fs::read_to_string(file)?.split('\n').map(str::to_owned).collect())
}

/// The name of a file without its folder.
#[must_use]
pub fn name(file: &Path) -> String {
    file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
