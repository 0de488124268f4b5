//! What reading a document may cost: one table, `[limits]` in `paragraf.toml`, with the numbers in force in `paragraf doctor`.
//!
//! A PDF is the attacker's program. Each bound is there because a file that breaks it is either no council document or a
//! bomb; `tests/cli/keeps_to_limits.rs` holds a file for each.

use serde::{Deserialize, Serialize};

use super::interpret;

/// Bounds of reading one document. What is over one is left out and told in `errors.csv`; the rest of the document counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Seconds a document may take before its first page (`--timeout-s` and `timeout_s` say the same).
    pub timeout_s: u64,
    /// Seconds more for each page that was read.
    pub page_s: u64,
    /// Memory (address space) of a reading process, in MB (`--max-memory-mb` and `max_memory_mb` say the same).
    pub max_memory_mb: u64,
    /// Pages of a document; the longest council bundles have some thousands.
    pub pages: u32,
    /// Content operators of a page, those of its forms included.
    pub operators: u32,
    /// Glyphs of a page.
    pub glyphs: u32,
    /// Forms inside forms.
    pub nesting: u32,
    /// Ruling lines kept of a page.
    pub rules: u32,
    /// Pixels of a page that is drawn for OCR; A4 at 300 dpi has 8.7 million.
    pub image_pixels: u64,
    /// What a reading process may answer about a document, in MB; a page of plain text is about 0.01.
    pub output_mb: u64,
    /// Bytes that a byte of the file may unpack to in a page's content; deflate itself can reach 1,032.
    pub unpacked_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout_s: 20,
            page_s: 1,
            max_memory_mb: 2048,
            pages: 5_000,
            operators: 5_000_000,
            glyphs: 500_000,
            nesting: 12,
            rules: 20_000,
            image_pixels: 40_000_000,
            output_mb: 256,
            unpacked_ratio: 200,
        }
    }
}

/// A page's content may always unpack to so much (bytes): small files of much text are common.
const UNPACKED_LEAST: u64 = 10_000_000;

impl Limits {
    /// What a page of a file of that many bytes may cost.
    pub fn of_page(&self, file: usize) -> interpret::Limits {
        interpret::Limits {
            operators: self.operators,
            glyphs: self.glyphs,
            form_depth: self.nesting,
            rules: self.rules as usize,
            unpacked: (file as u64).saturating_mul(self.unpacked_ratio).max(UNPACKED_LEAST),
            tags: true,
        }
    }

    /// In words: an answer that was kept under others is not used again.
    pub fn in_words(&self) -> String {
        format!("{self:?}")
    }
}
