//! Draws a page: grey for OCR, colour for people. Pure Rust (hayro), in the worker only.

use std::io::Write;
use std::path::Path;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::document::{OpenPdf, ReadFailure};

/// Longest side; the rasteriser counts in 16 bits.
const LONGEST: f32 = 60_000.0;

/// Draw page `number` (from 1) of a PDF at `dpi` into `to`: `.pgm` grey, else PNG. It has `most` pixels at most: the page
/// box is the file's own claim, and may be a square kilometre.
pub(super) fn render_to_file(path: &Path, number: u32, dpi: f32, to: &Path, most: u64) -> Result<(), ReadFailure> {
    let io = |error: std::io::Error| ReadFailure::Io { reason: error.to_string() };
    let pdf = OpenPdf::open(std::fs::read(path).map_err(io)?)?;
    let page = pdf.pdf().pages().get(number as usize - 1).ok_or(ReadFailure::NoPages)?;
    let (width, height) = page.render_dimensions();
    let mut scale = dpi / 72.0;
    scale = scale.min((most as f32 / (width * height)).sqrt()).min(LONGEST / width.max(height));
    let pixmap = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    if to.extension().is_some_and(|ending| ending == "pgm") {
        let mut grey = Vec::with_capacity(usize::from(pixmap.width()) * usize::from(pixmap.height()) + 32);
        write!(grey, "P5\n{} {}\n255\n", pixmap.width(), pixmap.height()).map_err(io)?;
        grey.extend(pixmap.data().iter().map(|p| {
            // Rec. 601 luma in integers
            ((u32::from(p.r) * 299 + u32::from(p.g) * 587 + u32::from(p.b) * 114) / 1000) as u8
        }));
        std::fs::write(to, grey).map_err(io)
    } else {
        let png = pixmap.into_png().map_err(|error| ReadFailure::Io { reason: error.to_string() })?;
        std::fs::write(to, png).map_err(io)
    }
}
