//! Gives a finished index's files names that follow from their content.
//!
//! tantivy names a segment by a random number. The content is the same whenever the documents are, so with names made of
//! its hash two runs over one corpus write the same bytes under the same names.

use std::path::Path;

use crate::index::IndexError;

/// Rename the segments of the index in `folder` and what refers to them, and take away lock files left by the writer.
pub(super) fn settle_names(folder: &Path) -> Result<(), IndexError> {
    let failed = |error: std::io::Error| IndexError::Engine(format!("{}: {error}", folder.display()));
    let meta_file = folder.join("meta.json");
    let meta = std::fs::read_to_string(&meta_file).map_err(failed)?;
    let names = sorted_names(folder).map_err(failed)?;
    let mut settled = meta.clone();
    for segment in segment_ids(&meta) {
        let plain = segment.replace('-', "");
        let files: Vec<&String> = names.iter().filter(|name| name.starts_with(&plain)).collect();
        let fixed = content_id(folder, &files).map_err(failed)?;
        for file in files {
            let fresh = file.replace(&plain, &fixed);
            std::fs::rename(folder.join(file), folder.join(fresh)).map_err(failed)?;
        }
        settled = settled.replace(&segment, &with_hyphens(&fixed));
    }
    std::fs::write(&meta_file, settled).map_err(failed)?;
    for name in names.iter().filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "lock")) {
        std::fs::remove_file(folder.join(name)).map_err(failed)?;
    }
    let managed: Vec<String> = sorted_names(folder)
        .map_err(failed)?
        .into_iter()
        .filter(|name| name != ".managed.json" && !name.starts_with("paragraf-"))
        .collect();
    let managed = serde_json::to_string(&managed).map_err(|error| IndexError::Engine(error.to_string()))?;
    std::fs::write(folder.join(".managed.json"), managed).map_err(failed)
}

fn sorted_names(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>, _>>()?;
    names.sort_unstable();
    Ok(names)
}

/// Ids of the segments as `meta.json` writes them.
fn segment_ids(meta: &str) -> Vec<String> {
    let meta: serde_json::Value = serde_json::from_str(meta).unwrap_or_default();
    let segments = meta["segments"].as_array().map(Vec::as_slice).unwrap_or_default();
    segments.iter().filter_map(|segment| segment["segment_id"].as_str().map(str::to_owned)).collect()
}

/// The first half of a hash over all files of a segment: as long as tantivy's own ids.
fn content_id(folder: &Path, files: &[&String]) -> std::io::Result<String> {
    let mut hash = blake3::Hasher::new();
    for file in files {
        hash.update_reader(std::fs::File::open(folder.join(file))?)?;
    }
    Ok(hash.finalize().to_hex()[..32].to_owned())
}

fn with_hyphens(id: &str) -> String {
    format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..])
}
