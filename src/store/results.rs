//! Sends a folder of results and brings it back. Between the two stands the marker: a list of the folder's files with their
//! hashes, sent last and taken away first.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::bucket::Bucket;
use super::compare::place_of;
use super::inputs::files;
use super::{Address, RESULTS_MARKER, StoreError};

/// What of an output folder is of this machine: its lock, and inputs that lie in a bucket themselves.
const STAYS: [&str; 2] = [".lock", ".cache/inputs"];

/// The files of a folder by name, with the SHA-256 of each.
#[derive(Default, Serialize, Deserialize)]
struct Marker {
    files: BTreeMap<String, String>,
}

/// Send a folder; only what differs from what lies there goes over the line. Gives the number of files sent.
///
/// # Errors
/// When a file can't be read or the store not be reached; then there is no marker, and so no folder of results.
pub fn send_results(folder: &Path, address: &Address) -> Result<usize, StoreError> {
    let bucket = Bucket::new(address)?;
    let own = hashes(folder)?;
    let old = read_marker(&bucket)?.unwrap_or_default();
    bucket.delete([RESULTS_MARKER.to_owned()].into_iter())?;
    let changed = own.files.iter().filter(|(name, hash)| old.files.get(*name) != Some(hash));
    let changed: Vec<&String> = changed.map(|(name, _)| name).collect();
    bucket.put_all(changed.iter().map(|name| ((*name).clone(), folder.join(name))))?;
    bucket.delete(old.files.into_keys().filter(|name| !own.files.contains_key(name)))?;
    let marker = serde_json::to_vec_pretty(&own).map_err(|error| StoreError::store(&RESULTS_MARKER, &error))?;
    bucket.write(RESULTS_MARKER, marker)?;
    Ok(changed.len())
}

/// Make a folder hold what was sent there; `false`, and nothing done, where there is no whole folder.
///
/// # Errors
/// When the store can't be reached, the folder not be written, or what comes is not what the marker says.
pub fn fetch_results(address: &Address, folder: &Path) -> Result<bool, StoreError> {
    let bucket = Bucket::new(address)?;
    let Some(marker) = read_marker(&bucket)? else { return Ok(false) };
    std::fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
    let own = hashes(folder)?;
    for name in own.files.keys().filter(|name| !marker.files.contains_key(*name)) {
        let path = folder.join(name);
        std::fs::remove_file(&path).map_err(StoreError::io(&path))?;
    }
    let mut missing = Vec::new();
    for (name, hash) in marker.files.iter().filter(|(name, hash)| own.files.get(*name) != Some(hash)) {
        let path = place_of(folder, name).ok_or_else(|| StoreError::Differs { key: name.clone() })?;
        missing.push((name.clone(), path, hash));
    }
    bucket.get_all(missing.iter().map(|(name, path, _)| (name.clone(), path.clone())))?;
    for (name, path, hash) in &missing {
        if sha256(path)? != **hash {
            return Err(StoreError::Differs { key: name.clone() });
        }
    }
    Ok(true)
}

fn read_marker(bucket: &Bucket) -> Result<Option<Marker>, StoreError> {
    let Some(bytes) = bucket.read(RESULTS_MARKER)? else { return Ok(None) };
    let marker = serde_json::from_slice(&bytes).map_err(|error| StoreError::store(&RESULTS_MARKER, &error))?;
    Ok(Some(marker))
}

fn hashes(folder: &Path) -> Result<Marker, StoreError> {
    let stays = |name: &str| STAYS.iter().any(|stays| name.starts_with(stays));
    let names = files(folder)?.into_keys().filter(|name| !stays(name) && name != RESULTS_MARKER);
    let hashed = names.map(|name| Ok((sha256(&folder.join(&name))?, name)));
    let files = hashed.map(|one| one.map(|(hash, name)| (name, hash))).collect::<Result<_, StoreError>>()?;
    Ok(Marker { files })
}

fn sha256(path: &Path) -> Result<String, StoreError> {
    crate::read::sha256_of(path).map_err(|failure| StoreError::store(&path.display(), &failure))
}
