//! Follows marked content: what a producer calls an artifact, what belongs to the structure tree, what text it replaces.

use hayro_syntax::object::{Dict, Name};

use super::chunks::Mark;

/// Levels kept; deeper ones belong to the last.
const DEEPEST: usize = 256;

/// The open levels of marked content.
#[derive(Default)]
pub(super) struct Marks {
    levels: Vec<Level>,
}

struct Level {
    mark: Mark,
    /// Replacement text for everything inside, not yet written out.
    actual: Option<String>,
    replaced: bool,
}

/// What to write for a glyph.
pub(super) enum Replaced {
    /// The glyph.
    No,
    /// This text, which stands for all glyphs of its level.
    By(String),
    /// Nothing: its level's text is written.
    Already,
}

impl Marks {
    pub fn begin(&mut self, tag: &Name<'_>, dict: Option<&Dict<'_>>) {
        if self.levels.len() >= DEEPEST {
            return;
        }
        let mark = if tag.as_ref() == b"Artifact" {
            Mark::Artifact
        } else {
            dict.and_then(|dict| dict.get::<u32>(b"MCID".as_slice())).map_or(self.current(), Mark::Tagged)
        };
        let actual = dict
            .and_then(|dict| dict.get::<hayro_syntax::object::String<'_>>(b"ActualText".as_slice()))
            .map(|text| text_string(text.as_bytes()));
        self.levels.push(Level { mark, actual, replaced: false });
    }

    pub fn end(&mut self) {
        self.levels.pop();
    }

    /// The mark of the innermost level.
    pub fn current(&self) -> Mark {
        self.levels.last().map_or(Mark::None, |level| level.mark)
    }

    /// Whether marked content says that other text stands here.
    pub fn replacement(&mut self) -> Replaced {
        for level in self.levels.iter_mut().rev() {
            if let Some(text) = level.actual.take() {
                level.replaced = true;
                return Replaced::By(text);
            }
            if level.replaced {
                return Replaced::Already;
            }
        }
        Replaced::No
    }
}

/// A PDF text string: UTF-16 with a byte order mark, UTF-8 with one, else Latin-1 (near enough to `PDFDocEncoding`).
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}
