//! Draws a page for looking at, in a worker process with limits on time and memory, and keeps the picture on disk.
//!
//! Pictures are named by the file's hash and live in the output folder's cache, which may be deleted at any time; where
//! that can't be written they live in a temporary folder. The oldest go when there are too many.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::guard::full;
use super::here::Here;
use super::store::Data;
use crate::read::{Limits, Pool, sha256_of};

/// Dots an inch: a page of A4 is 827 × 1170 dots, which reads well at half the width of a screen.
const DPI: f32 = 100.0;

/// A picture is one page: a page that needs more than this is shown as text only.
fn limits() -> Limits {
    Limits { timeout_s: 10, max_memory_mb: 1_024, ..Limits::default() }
}

/// Pages drawn at a time.
const DRAWN_AT_ONCE: usize = 2;

/// How long a page waits for its turn to be drawn.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// Bytes that the pictures of a folder may take.
const MOST_BYTES: u64 = 256 << 20;

/// The pictures of one output folder.
pub(super) struct PageImages {
    pool: Pool,
    folder: PathBuf,
    turns: Semaphore,
    /// Bytes written since the folder was last looked through.
    fresh: Mutex<u64>,
    _own: Option<tempfile::TempDir>,
}

/// Why there is no picture; each is the key of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoImage {
    Missing,
    Changed,
    Undrawable,
}

impl PageImages {
    pub fn new(out: &Path, program: PathBuf) -> Self {
        let folder = out.join(".cache").join("pages");
        let writable = std::fs::create_dir_all(&folder).is_ok() && tempfile::tempfile_in(&folder).is_ok();
        let own = if writable { None } else { tempfile::tempdir().ok() };
        let folder = own.as_ref().map_or(folder, |own| own.path().to_owned());
        let pool = Pool::new(program, limits());
        Self { pool, folder, turns: Semaphore::new(DRAWN_AT_ONCE), fresh: Mutex::new(MOST_BYTES), _own: own }
    }

    fn file(&self, sha256: &str, page: u32) -> PathBuf {
        // a hash of a table is only trusted to be one once it looks like one
        let hash: String = sha256.chars().filter(char::is_ascii_hexdigit).collect();
        self.folder.join(format!("{hash}-{page}-{DPI}.png"))
    }

    /// The picture of a page where it was drawn before.
    fn kept(&self, sha256: &str, page: u32) -> Option<Vec<u8>> {
        std::fs::read(self.file(sha256, page)).ok()
    }

    /// Draw a page and keep the picture.
    fn draw(&self, data: &Data, doc_id: &str, page: u32) -> Result<Vec<u8>, NoImage> {
        let document = data.document(doc_id).ok_or(NoImage::Missing)?;
        let pages = document.pages.unwrap_or(0);
        let is_pdf = document.path.to_ascii_lowercase().ends_with(".pdf");
        let path = data.original(document).filter(|_| is_pdf && (1..=pages).contains(&(page as usize)));
        let path = path.ok_or(NoImage::Missing)?;
        if sha256_of(&path).ok().as_ref() != Some(&document.sha256) {
            return Err(NoImage::Changed);
        }
        let part =
            tempfile::Builder::new().suffix(".png").tempfile_in(&self.folder).map_err(|_| NoImage::Undrawable)?;
        self.pool.render(&path, page, DPI, part.path()).map_err(|_| NoImage::Undrawable)?;
        let bytes = std::fs::read(part.path()).map_err(|_| NoImage::Undrawable)?;
        // a picture that can't be kept is drawn again next time, nothing else
        let _ = part.persist(self.file(&document.sha256, page));
        self.make_room(bytes.len() as u64);
        Ok(bytes)
    }

    /// Take away the oldest pictures once a good part of the room has been filled anew.
    fn make_room(&self, written: u64) {
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        *fresh += written;
        if *fresh < MOST_BYTES / 8 {
            return;
        }
        *fresh = 0;
        remove_oldest(&self.folder, MOST_BYTES);
    }
}

fn remove_oldest(folder: &Path, most: u64) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .filter_map(|entry| {
            let data = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((data.modified().ok()?, data.len(), entry.path()))
        })
        .collect();
    files.sort();
    let mut all: u64 = files.iter().map(|(_, length, _)| length).sum();
    for (_, length, path) in files {
        if all <= most {
            break;
        }
        // one that is gone already is no trouble
        let _ = std::fs::remove_file(path);
        all -= length;
    }
}

/// The picture of a page: `/dokument/ID/sida/3.png`.
pub(super) async fn image(here: Here) -> Response {
    let Some(page) = here.name(1).strip_suffix(".png").and_then(|page| page.parse::<u32>().ok()) else {
        return here.not_found("missing.image");
    };
    let (view, id) = (Arc::clone(&here.view), here.name(0).to_owned());
    let kept = move || view.images.kept(&view.store.data().document(&id)?.sha256, page);
    if let Ok(Some(bytes)) = tokio::task::spawn_blocking(kept).await {
        return png(bytes);
    }
    let Ok(Ok(turn)) = tokio::time::timeout(LONGEST_WAIT, here.view.images.turns.acquire()).await else {
        return full();
    };
    let (view, id) = (Arc::clone(&here.view), here.name(0).to_owned());
    let drawn = tokio::task::spawn_blocking(move || view.images.draw(&view.store.data(), &id, page)).await;
    drop(turn);
    match drawn {
        Ok(Ok(bytes)) => png(bytes),
        Ok(Err(NoImage::Changed)) => here.refused(StatusCode::CONFLICT, "missing.changed"),
        Ok(Err(NoImage::Undrawable)) => here.refused(StatusCode::UNPROCESSABLE_ENTITY, "missing.undrawable"),
        Ok(Err(NoImage::Missing)) | Err(_) => here.not_found("missing.image"),
    }
}

fn png(bytes: Vec<u8>) -> Response {
    // named by nothing that changes with the file, so a browser keeps it only for a while
    ([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=300")], bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_pictures_go_first() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, age) in [("old.png", 100), ("new.png", 1), ("mid.png", 50)] {
            let file = std::fs::File::create(folder.path().join(name)).expect("a file");
            file.set_len(10).expect("its length");
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).expect("its age");
        }
        remove_oldest(folder.path(), 25);
        let there = |name: &str| folder.path().join(name).exists();
        assert_eq!((there("old.png"), there("mid.png"), there("new.png")), (false, true, true));
    }
}
