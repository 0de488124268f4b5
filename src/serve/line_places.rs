//! Where the lines of a document stand on its pages, so that a quote can be boxed on the page's image. `read` knows: what it
//! kept of the file is put together again, or a worker process reads the file anew. Places that do not belong to the text
//! that is shown are not used: a box round the wrong words would be worse than none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::store::Data;
use crate::config::Layer;
use crate::pipeline::reading;
use crate::read::{Cache, Certainty, Limits, OcrMode, Pool, ReadSettings, Source, cache_folder, read};
use crate::report::rows::DocumentRow;
use crate::text::{Pages, Rect};

/// Documents whose places are kept; each is a few hundred kilobytes.
const KEPT: usize = 24;

/// Reading anew is done for a reader who waits.
fn limits() -> Limits {
    Limits { timeout_s: 10, max_memory_mb: 1_024, ..Limits::default() }
}

/// Where the lines of one document are.
#[derive(Debug, Default)]
pub(super) struct LinePlaces {
    /// Width and height of each page in points, as far as they are known.
    pub sizes: Vec<(f32, f32)>,
    /// By line, from the first.
    lines: Vec<Option<Rect>>,
}

impl LinePlaces {
    /// The place of a line, counted from 1.
    pub fn line(&self, number: usize) -> Option<Rect> {
        *self.lines.get(number.checked_sub(1)?)?
    }

    /// Width and height of a page, counted from 1.
    pub fn size(&self, page: u32) -> Option<(f32, f32)> {
        let size = *self.sizes.get((page as usize).checked_sub(1)?)?;
        (size.0 > 0.0 && size.1 > 0.0).then_some(size)
    }

    fn of(pages: &Pages, text: &[(u32, String)], changed: &BTreeSet<u32>) -> Self {
        let sizes = pages.pages.iter().map(|page| (page.width, page.height)).collect();
        let same = pages.lines.len() == text.len()
            && (1..).zip(pages.lines.iter().zip(text)).all(|(number, (line, (page, words)))| {
                line.page == *page && (line.text == *words || changed.contains(&number))
            });
        let lines = if same { pages.lines.iter().map(|line| line.place).collect() } else { Vec::new() };
        Self { sizes, lines }
    }
}

/// Places of the documents that were looked at last.
pub(super) struct Positions {
    out: PathBuf,
    pool: Pool,
    kept: Mutex<Vec<(String, String, Arc<LinePlaces>)>>,
}

impl Positions {
    pub fn new(out: &Path, program: PathBuf) -> Self {
        Self { out: out.to_owned(), pool: Pool::new(program, limits()), kept: Mutex::default() }
    }

    /// The places of a document; `text` and `changed` (lines that repair touched) are asked for where they are needed.
    pub fn of(
        &self,
        data: &Data,
        document: &DocumentRow,
        text: impl FnOnce() -> Vec<(u32, String)>,
        changed: impl FnOnce() -> BTreeSet<u32>,
    ) -> Arc<LinePlaces> {
        let is = |kept: &(String, String, Arc<LinePlaces>)| kept.0 == document.doc_id && kept.1 == document.sha256;
        if let Some(known) = self.known(is) {
            return known;
        }
        let pages = self.read(data, document);
        let places = Arc::new(pages.map(|pages| LinePlaces::of(&pages, &text(), &changed())).unwrap_or_default());
        let mut kept = self.kept();
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((document.doc_id.clone(), document.sha256.clone(), Arc::clone(&places)));
        places
    }

    /// What is kept of a document; it becomes the one that was looked at last.
    fn known(&self, is: impl Fn(&(String, String, Arc<LinePlaces>)) -> bool) -> Option<Arc<LinePlaces>> {
        let mut kept = self.kept();
        let at = kept.iter().position(is)?;
        let found = kept.remove(at);
        let places = Arc::clone(&found.2);
        kept.push(found);
        Some(places)
    }

    fn read(&self, data: &Data, document: &DocumentRow) -> Option<Pages> {
        let path = data.original(document).unwrap_or_default();
        if !document.path.to_ascii_lowercase().ends_with(".pdf") {
            return None;
        }
        let source = Source { path: &path, name: &document.path, sha256: &document.sha256 };
        let cache = Cache::new(cache_folder(&self.out), false);
        let settings = as_run(&data.run);
        let anew = ReadSettings { ocr: OcrMode::Never, certainty: None, ..settings.clone() };
        let (cache, settings) =
            if cache.knows(&document.sha256, &settings) { (Some(&cache), &settings) } else { (None, &anew) };
        read(source, &self.pool, cache, settings).ok().map(|read| read.output)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<(String, String, Arc<LinePlaces>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the run read, so that what it kept is found again.
fn as_run(run: &serde_json::Value) -> ReadSettings {
    let layer: Layer =
        run.get("settings").and_then(|settings| serde_json::from_value(settings.clone()).ok()).unwrap_or_default();
    // asked only when something is read, and what was kept is not
    let certainty = Certainty::new(|_| 1.0);
    ReadSettings { certainty: Some(certainty), ..reading(&layer.settle()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Line;

    #[test]
    fn places_of_another_text_are_not_used() {
        let mut pages = crate::text::tests_support::plain_pages("ett\ntvå\n");
        let place = Rect { x0: 1.0, y0: 2.0, x1: 3.0, y1: 4.0 };
        pages.lines = vec![Line { place: Some(place), ..Line::plain(1, "ett") }, Line::plain(1, "tva")];
        let text = |second: &str| vec![(1, "ett".to_owned()), (1, second.to_owned())];
        let places =
            |second: &str, changed: &[u32]| LinePlaces::of(&pages, &text(second), &changed.iter().copied().collect());
        assert_eq!(places("två", &[2]).line(1), Some(place));
        assert_eq!(places("två", &[]).line(1), None);
        assert_eq!(places("två", &[2]).line(2), None);
        assert_eq!((places("x", &[]).line(0), places("x", &[]).size(2)), (None, None));
        assert_eq!(places("x", &[]).size(1), Some((595.0, 842.0)));
    }
}
