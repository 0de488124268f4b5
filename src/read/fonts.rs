//! Turns a font's character codes into text, advance and style, each code once per document.
//!
//! hayro-font resolves most codes (`ToUnicode`, encodings, glyph names). What it leaves open we try here: a damaged
//! `ToUnicode` as far as it goes, the embedded font's own character map read backwards, then the code itself for simple fonts. A code without an answer becomes
//! U+FFFD, so that the page can be told to be unreadable instead of carrying wrong letters.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use hayro_font::hayro_cmap::{self, BfString};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Dict, Name, Stream};
use skrifa::MetadataProvider;

use super::to_unicode;

/// A character code, resolved.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// Text it stands for; one character nearly always.
    pub text: Text,
    /// Advance in thousandths of the type size.
    pub advance: f32,
}

/// One character without allocation, or a ligature's several.
#[derive(Clone, Debug)]
pub(super) enum Text {
    Char(char),
    Several(Box<str>),
}

/// A font of the document.
pub(super) struct ReadFont<'a> {
    font: Font<'a>,
    /// Bold by name, weight or descriptor flag.
    pub bold: bool,
    /// Whether codes are one byte each: their answers are kept in a table.
    simple: bool,
    /// A TrueType font of the reader's machine, named without an encoding: its writer's code page is the best guess.
    foreign: bool,
    /// What can be read of a `ToUnicode` that is damaged.
    mended: Option<to_unicode::Map>,
    codes: HashMap<u32, Code>,
    table: Vec<Option<Code>>,
    by_glyph: Option<HashMap<u32, char>>,
}

/// All fonts of a document by where their dictionary stands in the file: fonts written straight into a resource dictionary
/// have no object of their own to be known by.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
    loaded: Vec<ReadFont<'a>>,
    by_place: HashMap<(usize, usize), Option<usize>>,
}

impl<'a> Fonts<'a> {
    pub fn new() -> Self {
        Self {
            cache: FontCache::new(),
            font_resolver: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            cmap_resolver: Arc::new(hayro_cmap::load_embedded),
            loaded: Vec::new(),
            by_place: HashMap::new(),
        }
    }

    /// Load the font of a dictionary; `None` where it is broken.
    pub fn load(&mut self, dict: &Dict<'a>) -> Option<usize> {
        let place = (dict.data().as_ptr().addr(), dict.data().len());
        if let Some(known) = self.by_place.get(&place) {
            return *known;
        }
        let loaded = self.cache.font(dict, &self.font_resolver, &self.cmap_resolver).map(|font| {
            self.loaded.push(ReadFont::new(font, dict));
            self.loaded.len() - 1
        });
        self.by_place.insert(place, loaded);
        loaded
    }

    pub fn get(&mut self, index: usize) -> &mut ReadFont<'a> {
        &mut self.loaded[index]
    }
}

impl<'a> ReadFont<'a> {
    fn new(font: Font<'a>, dict: &Dict<'a>) -> Self {
        let subtype = dict.get::<Name<'_>>(b"Subtype".as_slice());
        let simple = subtype.is_none_or(|subtype| subtype.as_str() != "Type0");
        Self {
            font,
            bold: is_bold(dict),
            simple,
            foreign: subtype_is_true_type(dict) && is_foreign(dict),
            mended: dict
                .get::<Stream<'_>>(b"ToUnicode".as_slice())
                .and_then(|map| map.decoded_data().ok())
                .and_then(|map| to_unicode::mend(&map)),
            codes: HashMap::new(),
            table: if simple { vec![None; 256] } else { Vec::new() },
            by_glyph: None,
        }
    }

    /// The next code of a shown string: its answer and its length in bytes.
    pub fn next(&mut self, bytes: &[u8], at: usize) -> (&Code, usize, bool) {
        let (code, length) = self.font.read_code(bytes, at);
        let is_space_byte = length == 1 && bytes[at] == b' ';
        if self.simple {
            let slot = code as usize & 0xff;
            if self.table[slot].is_none() {
                self.table[slot] = Some(self.resolve(code));
            }
            // the line above filled the slot
            return (self.table[slot].as_ref().expect("filled"), length, is_space_byte);
        }
        if !self.codes.contains_key(&code) {
            let resolved = self.resolve(code);
            self.codes.insert(code, resolved);
        }
        (&self.codes[&code], length, is_space_byte)
    }

    fn resolve(&mut self, code: u32) -> Code {
        let advance = self.font.code_advance(code).x as f32;
        let glyph_id = self.font.map_code(code);
        let glyph = self.font.glyph(glyph_id, code);
        let unicode = match &glyph {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let text = self
            .mended(code)
            .or_else(|| self.code_page(code))
            .or_else(|| unicode.and_then(tidy))
            .or_else(|| self.through_glyph_id(&glyph).map(Text::Char))
            .or_else(|| self.code_itself(code).map(Text::Char))
            .unwrap_or(Text::Char(char::REPLACEMENT_CHARACTER));
        Code { text, advance }
    }

    fn mended(&self, code: u32) -> Option<Text> {
        let units = self.mended.as_ref()?.get(&code)?;
        let text = String::from_utf16(units).ok()?;
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) => tidy(BfString::Char(only)),
            _ => tidy(BfString::String(text)),
        }
    }

    /// The embedded font's character map, read from glyph to character (cures Identity-H without `ToUnicode`).
    fn through_glyph_id(&mut self, glyph: &FontGlyph<'a>) -> Option<char> {
        let FontGlyph::Outline(glyph) = glyph else { return None };
        if glyph.glyph_id().to_u32() == 0 {
            return None;
        }
        let by_glyph = self.by_glyph.get_or_insert_with(|| {
            let data = glyph.font_data();
            let font = data.as_ref().and_then(|data| skrifa::FontRef::new((*data.data).as_ref()).ok());
            let mut map = HashMap::new();
            for (character, glyph) in font.iter().flat_map(|font| font.charmap().mappings()) {
                // the lowest code point wins: U+0041 rather than a look-alike mapped to the same glyph
                if let Some(character) = char::from_u32(character).filter(|c| !is_private(*c)) {
                    let known = map.entry(glyph.to_u32()).or_insert(character);
                    *known = (*known).min(character);
                }
            }
            map
        });
        by_glyph.get(&glyph.glyph_id().to_u32()).copied()
    }

    /// Windows' Western code page, for fonts that only name themselves.
    fn code_page(&self, code: u32) -> Option<Text> {
        const HIGH: [char; 32] = [
            '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
            '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
        ];
        let c = match code {
            0x80..0xa0 => HIGH[code as usize - 0x80],
            0xa0..=0xff => char::from_u32(code)?,
            _ => return None,
        };
        (self.foreign && !c.is_control()).then_some(Text::Char(c))
    }

    /// Simple fonts without any map: printable codes stand for themselves more often than not.
    fn code_itself(&self, code: u32) -> Option<char> {
        (self.simple && (0x20..0x7f).contains(&code)).then(|| char::from_u32(code)).flatten()
    }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Bullets of symbol fonts come as private-use characters; everything else there is unknown.
fn tidy(unicode: BfString) -> Option<Text> {
    match unicode {
        BfString::Char('\0') => None,
        BfString::Char('\u{f0b7}' | '\u{f0a7}' | '\u{f076}' | '\u{f0d8}' | '\u{f02d}') => Some(Text::Char('•')),
        BfString::Char(c) if c.is_control() => Some(Text::Char(' ')),
        BfString::Char(c) if is_private(c) => None,
        BfString::Char(c) => Some(Text::Char(c)),
        BfString::String(s) if s.is_empty() => None,
        BfString::String(s) => Some(Text::Several(s.into())),
    }
}

fn subtype_is_true_type(dict: &Dict<'_>) -> bool {
    dict.get::<Name<'_>>(b"Subtype".as_slice()).is_some_and(|subtype| subtype.as_str() == "TrueType")
}

/// Neither embedded nor symbolic, without encoding or map.
fn is_foreign(dict: &Dict<'_>) -> bool {
    const SYMBOLIC: u32 = 1 << 2;
    if dict.contains_key(b"Encoding".as_slice()) || dict.contains_key(b"ToUnicode".as_slice()) {
        return false;
    }
    let name = dict.get::<Name<'_>>(b"BaseFont".as_slice());
    let name = name.as_ref().map_or("", Name::as_str).to_ascii_lowercase();
    let symbols = ["symbol", "dingbats", "webdings", "wingdings"].iter().any(|word| name.contains(word));
    let Some(descriptor) = dict.get::<Dict<'_>>(b"FontDescriptor".as_slice()) else { return !symbols };
    let embedded = [b"FontFile".as_slice(), b"FontFile2".as_slice(), b"FontFile3".as_slice()];
    let symbolic = descriptor.get::<u32>(b"Flags".as_slice()).is_some_and(|flags| flags & SYMBOLIC != 0);
    !symbols && !symbolic && !embedded.iter().any(|key| descriptor.contains_key(*key))
}

fn is_bold(dict: &Dict<'_>) -> bool {
    let descendant = dict
        .get::<hayro_syntax::object::Array<'_>>(b"DescendantFonts".as_slice())
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let dict = descendant.as_ref().unwrap_or(dict);
    let name = dict.get::<Name<'_>>(b"BaseFont".as_slice());
    let name = name.as_ref().map_or("", Name::as_str).to_ascii_lowercase();
    if ["bold", "black", "heavy", "demi"].iter().any(|word| name.contains(word)) {
        return true;
    }
    dict.get::<Dict<'_>>(b"FontDescriptor".as_slice()).is_some_and(|descriptor| {
        const FORCE_BOLD: u32 = 1 << 18;
        descriptor.get::<f32>(b"FontWeight".as_slice()).is_some_and(|weight| weight >= 600.0)
            || descriptor.get::<u32>(b"Flags".as_slice()).is_some_and(|flags| flags & FORCE_BOLD != 0)
    })
}

/// Shared so that forms drawn on many pages do not reload their fonts.
pub(super) type SharedFonts<'a> = Rc<std::cell::RefCell<Fonts<'a>>>;
