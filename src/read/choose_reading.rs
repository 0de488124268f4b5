//! Chooses between a page's text layer and a reading by OCR.

use std::path::Path;
use std::time::Duration;

use super::cache::Ocr;
use super::ocr::{Tesseract, ocr};
use super::pool::Pool;
use super::raw::{RawLine, RawPage};
use super::{OCR_DPI, OcrMode, ReadSettings};
use crate::text::PageClass;

/// A text layer whose words are this sure (of a hundred, one and a half in doubt) is not read again.
const SOUND: f32 = 0.985;

/// Read a page by OCR where it has no text, and where its text layer is in doubt and the new reading is surer.
pub fn ocr_page(path: &Path, page: &mut RawPage, pool: &Pool, settings: &ReadSettings) -> Ocr {
    let hopeless = matches!(page.class, PageClass::Scan | PageClass::Unreadable);
    let layer = layer_certainty(page, settings);
    let wanted = match settings.ocr {
        OcrMode::Never => hopeless,
        OcrMode::Auto => hopeless || layer.is_some_and(|sure| sure < SOUND),
        OcrMode::Always => page.class != PageClass::Empty,
    };
    if !wanted {
        return Ocr::NotWanted;
    }
    if settings.ocr == OcrMode::Never || !Tesseract::here().is_ready() {
        return Ocr::Lacking;
    }
    let picture = || -> Result<Vec<RawLine>, String> {
        let folder = pool.folder_of_pictures().map_err(|error| error.to_string())?;
        let picture = folder.path().join("page.pgm");
        pool.render(path, page.number, OCR_DPI, &picture).map_err(|failure| failure.to_string())?;
        ocr(&picture, OCR_DPI, Duration::from_secs(settings.ocr_timeout_s))
    };
    match (picture(), layer.zip(settings.certainty.as_ref())) {
        (Ok(lines), Some((sure, certainty))) if loses(&page.lines, &lines) || certainty.of(&lines) <= sure => {
            Ocr::NotWanted
        }
        (Ok(lines), _) => {
            page.lines = lines;
            Ocr::Used
        }
        // A doubtful layer is still a text.
        (Err(_), Some(_)) => Ocr::NotWanted,
        (Err(message), None) => Ocr::Failed(message),
    }
}

/// Whether a new reading has fewer § than the layer, or markedly fewer words: engines read § as `$` or `5`, and minutes
/// without them fall apart, however sure their words are.
fn loses(layer: &[RawLine], new: &[RawLine]) -> bool {
    let signs = |lines: &[RawLine]| lines.iter().flat_map(|line| line.text.chars()).filter(|c| *c == '§').count();
    let words = |lines: &[RawLine]| lines.iter().flat_map(|line| line.text.split_whitespace()).count();
    signs(new) < signs(layer) || words(new) * 20 < words(layer) * 19
}

/// How sure the words of another engine's text layer are, where that is asked.
fn layer_certainty(page: &RawPage, settings: &ReadSettings) -> Option<f32> {
    let asked = settings.ocr == OcrMode::Auto && page.class == PageClass::OcrLayer;
    settings.certainty.as_ref().filter(|_| asked).map(|certainty| certainty.of(&page.lines))
}

#[cfg(test)]
mod tests {
    use super::super::raw::Shape;
    use super::*;

    fn lines(text: &str) -> Vec<RawLine> {
        let line = |text: &str| RawLine {
            text: text.to_owned(),
            place: [0.0; 4],
            size: 10.0,
            bold: false,
            shape: Shape::Plain,
            block: 0,
        };
        text.lines().map(line).collect()
    }

    #[test]
    fn a_reading_that_loses_paragraph_signs_or_words_is_not_the_better_one() {
        let layer = lines("§ 14 Val av justerare\nNimnden utser Asa Berg.");
        assert!(loses(&layer, &lines("5 14 Val av justerare\nNämnden utser Åsa Berg.")));
        assert!(loses(&layer, &lines("§ 14 Val av justerare")));
        assert!(!loses(&layer, &lines("§ 14 Val av justerare\nNämnden utser Åsa Berg.")));
    }
}
