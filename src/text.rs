//! The shared vocabulary: what rooms hand to one another.
//!
//! Few types, named by the field's words. Positions are lines and pages that count from 1, because that is what a
//! reader of the tables sees; byte offsets inside a line are bytes of its UTF-8. Nothing here reads files.

pub(crate) mod own_word;

pub use own_word::OwnWord;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Name of a document: its path under the corpus without the ending, folded to `a-z0-9-`. Its copies share the words: every
/// row that speaks of the document has one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocId(Arc<str>);

impl DocId {
    /// Make the id from a path relative to the corpus (`/` between folders). `é` and `å` lose their marks; every run of
    /// other characters becomes one hyphen.
    pub fn from_path(path: &str) -> Self {
        let stem = match path.rsplit_once('.') {
            Some((stem, ending)) if ["pdf", "txt"].contains(&ending.to_ascii_lowercase().as_str()) => stem,
            _ => path,
        };
        let mut id = String::with_capacity(stem.len());
        for c in fold(stem).chars() {
            if c.is_ascii_alphanumeric() {
                id.push(c);
            } else if !id.is_empty() && !id.ends_with('-') {
                id.push('-');
            }
        }
        while id.ends_with('-') {
            id.pop();
        }
        if id.is_empty() {
            id.push('x');
        }
        Self(id.into())
    }

    /// An id that is already folded, e.g. read back from a table.
    pub fn from_folded(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as text that is kept beside it.
    pub fn to_shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// [`char::is_alphanumeric`], told at once of the letters that Swedish is made of: the table of all scripts is slow to ask, and
/// every word of every text is cut by it more than once.
pub fn is_word_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => true,
        _ => c.is_alphanumeric(),
    }
}

/// Lower case without diacritics: `Hägersten` and `HAGERSTEN` share the key `hagersten`. `ß`, `æ`, `ø` become `ss`, `ae`, `o`.
pub fn fold(text: &str) -> String {
    fold_plain(text).unwrap_or_else(|| fold_any(text))
}

/// The same for the letters and marks that nearly all Swedish text is made of; `None` where another one stands.
fn fold_plain(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        folded.push(match c {
            '\0'..='\x7f' => c.to_ascii_lowercase(),
            'å' | 'ä' | 'Å' | 'Ä' => 'a',
            'ö' | 'Ö' => 'o',
            'é' | 'É' => 'e',
            'ü' | 'Ü' => 'u',
            '–' | '”' | '’' | '•' | '§' => c,
            _ => return None,
        });
    }
    Some(folded)
}

fn fold_any(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'ø' => folded.push('o'),
            c => folded.push(c),
        }
    }
    folded
}

/// A page of a document, counted from 1.
pub type PageNo = u32;

/// A line of `text/DOC.txt`, counted from 1.
pub type LineNo = u32;

/// A range of whole lines and the pages they stand on; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First line.
    pub line_from: LineNo,
    /// Last line.
    pub line_to: LineNo,
    /// Page of the first line.
    pub page_from: PageNo,
    /// Page of the last line.
    pub page_to: PageNo,
}

impl Span {
    /// The span of lines `from..=to` (counted from 1) of `lines`.
    ///
    /// # Panics
    /// When the range is empty or outside.
    pub fn of_lines(lines: &[Line], from: LineNo, to: LineNo) -> Self {
        assert!(from >= 1 && from <= to && to as usize <= lines.len(), "lines {from}-{to} of {}", lines.len());
        Self {
            line_from: from,
            line_to: to,
            page_from: lines[from as usize - 1].page,
            page_to: lines[to as usize - 1].page,
        }
    }
}

/// A rectangle on the page in points (1/72 inch), origin at the top left corner, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Rect {
    /// The smallest rectangle around both.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
}

/// What a line is on the page, as far as place, size and shape tell. Meaning (§, beslut, …) is for `segment`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LineKind {
    /// Running text.
    Text,
    /// A heading by size, weight or tag; level 1 is the largest.
    Heading(u8),
    /// The first line of a bulleted item.
    Bullet,
    /// The first line of a numbered or lettered item.
    Numbered,
    /// A row of a table; cells are parted by tabs, in column order, empty cells kept.
    TableRow,
    /// A footnote at the page's foot, its mark first.
    Footnote,
    /// An empty line: a paragraph ends here.
    Blank,
}

/// One line of a document, as every room after `read` sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The page it stands on.
    pub page: PageNo,
    /// Its text: NFC, no line end, tabs only between cells. `.txt` lines are kept as they are.
    pub text: String,
    /// What it is on the page.
    pub kind: LineKind,
    /// Type size as a ratio to the document's body text; 1.0 where unknown.
    pub size: f32,
    /// Whether nine tenths of it are bold.
    pub bold: bool,
    /// Where it stands; `None` for text files.
    pub place: Option<Rect>,
}

impl Line {
    /// A line known only by its text, as in a text file.
    pub fn plain(page: PageNo, text: impl Into<String>) -> Self {
        let text = text.into();
        let kind = if text.trim().is_empty() { LineKind::Blank } else { LineKind::Text };
        Self { page, text, kind, size: 1.0, bold: false, place: None }
    }
}

/// What kind of page the reader met; decides what happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageClass {
    /// Born digital: visible glyphs.
    Text,
    /// A picture of a page under an invisible text layer.
    OcrLayer,
    /// A picture without text.
    Scan,
    /// Text whose codes could not be turned into characters.
    Unreadable,
    /// Nothing on it.
    Empty,
}

/// Where a document's text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TextSource {
    /// Text of the PDF, visible or invisible.
    TextLayer,
    /// Our own OCR of page images.
    Ocr,
    /// A `.txt` input.
    TextFile,
    /// No text was found.
    None,
}

impl TextSource {
    /// The word that `documents.csv` uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TextLayer => "text_layer",
            Self::Ocr => "ocr",
            Self::TextFile => "text_file",
            Self::None => "none",
        }
    }
}

/// What is known of one page beside its lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageInfo {
    /// Its number, from 1.
    pub number: PageNo,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// What kind of page it is.
    pub class: PageClass,
    /// Where its text came from.
    pub source: TextSource,
    /// Running headers, footers and page numbers, kept apart from the text.
    pub furniture: Vec<Line>,
}

impl PageInfo {
    /// A page of a text that was never set: of an A4 sheet's size where a size is asked.
    #[must_use]
    pub fn of_text(number: PageNo) -> Self {
        let (class, source) = (PageClass::Text, TextSource::TextFile);
        Self { number, width: 595.0, height: 842.0, class, source, furniture: Vec::new() }
    }
}

/// A document as read: lines in reading order over all pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pages {
    /// Its name.
    pub id: DocId,
    /// Path under the corpus, `/` between folders.
    pub path: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    /// All lines; line number = index + 1. Pages ascend.
    pub lines: Vec<Line>,
    /// One entry a page, in order, also for pages without lines.
    pub pages: Vec<PageInfo>,
}

impl Pages {
    /// The text as `text/DOC.txt` holds it: lines ended by `\n`, a form feed first on the first line of each later page.
    pub fn to_text(&self) -> String {
        lines_to_text(&self.lines)
    }
}

/// Lines joined as `text/DOC.txt` holds them.
pub fn lines_to_text(lines: &[Line]) -> String {
    let mut text = String::with_capacity(lines.iter().map(|l| l.text.len() + 1).sum());
    let mut page = 1;
    for line in lines {
        while page < line.page {
            text.push('\u{c}');
            page += 1;
        }
        text.push_str(&line.text);
        text.push('\n');
    }
    text
}

/// A replacement inside one line, by byte range of the original text of that line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// The line it changes.
    pub line: LineNo,
    /// Byte range in the original line.
    pub range: std::ops::Range<usize>,
    /// What stood there.
    pub before: Box<str>,
    /// What stands there now.
    pub after: Box<str>,
    /// 0 to 1: how sure the repair is.
    pub confidence: f32,
    /// Why, in a word or two (`lexicon`, `context`, `channel`, `mojibake`, …).
    #[serde(with = "own_word")]
    pub reason: OwnWord,
}

impl Edit {
    /// Repairs less sure than this are marked wherever their words are shown.
    pub const SURE: f32 = 0.9;

    /// Whether the repair is to be marked where its word is shown.
    pub fn is_doubtful(&self) -> bool {
        self.confidence < Self::SURE
    }
}

/// A document after repair: the text that later rooms read, and what was changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Repaired {
    /// The document with repaired lines; same number of lines as read.
    pub pages: Pages,
    /// Edits that turn the original lines into the repaired ones, in order of line and place.
    pub edits: Vec<Edit>,
    /// 0 (hopeless) to 1 (sound): how healthy the text was before repair.
    pub ocr_health: f32,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing; nothing is missing.
    Notice,
    /// Something is missing or doubtful, the rest stands.
    Partial,
    /// The document could not be used.
    Failed,
}

/// Something a reader should know about a document, beside its results: a row of `errors.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// Path under the corpus.
    pub path: String,
    /// Page, where it concerns one.
    pub page: Option<PageNo>,
    /// The room that noticed (`read`, `repair`, …).
    #[serde(with = "own_word")]
    pub stage: OwnWord,
    /// A short fixed name of the trouble (`encrypted`, `no_text`, `engines_differ`, …).
    #[serde(with = "own_word")]
    pub kind: OwnWord,
    /// How bad.
    pub severity: Severity,
    /// What, where, what to do; no final full stop.
    pub message: String,
}

/// A result with its findings beside it: output plus warnings, never one or the other.
#[derive(Clone, Debug)]
pub struct Warned<T> {
    /// The result.
    pub output: T,
    /// What to know about it.
    pub findings: Vec<Finding>,
}

/// Swedish months, folded, in order.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// A calendar date as documents print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// A date that exists, between 1900 and 2099.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1900..2100).contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// Read `2017-06-14`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        Self::new(year, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
pub(crate) mod tests_support {
    //! Documents made of text, for the tests of every room.
    use super::*;

    /// A text file as the reader gives it: a form feed opens a page and is the first character of its line.
    pub(crate) fn plain_pages(text: &str) -> Pages {
        let mut page = 1;
        let lines: Vec<Line> = text
            .strip_suffix('\n')
            .unwrap_or(text)
            .split('\n')
            .map(|line| {
                page += u32::try_from(line.matches('\u{c}').count()).expect("few form feeds");
                Line::plain(page, line.replace('\u{c}', ""))
            })
            .collect();
        let pages = (1..=page).map(PageInfo::of_text).collect();
        let (id, path) = (DocId::from_folded("doc"), "doc.txt".to_owned());
        Pages { id, path, sha256: String::new(), lines, pages }
    }

    /// The same as if nothing had been repaired.
    pub(crate) fn plain_document(path: &str, text: &str) -> Repaired {
        let mut pages = plain_pages(text);
        pages.id = DocId::from_path(path);
        path.clone_into(&mut pages.path);
        Repaired { pages, edits: Vec::new(), ocr_health: 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_id(path: &str, expected: &str) {
        assert_eq!(DocId::from_path(path).as_str(), expected);
    }

    #[test]
    fn doc_ids_are_folded_paths() {
        check_id("2017/Hägersten Protokoll.PDF", "2017-hagersten-protokoll");
        check_id("a_b--c.txt", "a-b-c");
        check_id("Årsredovisning 2.0.pdf", "arsredovisning-2-0");
        check_id("§§.pdf", "x");
    }

    #[test]
    fn word_letters_are_those_of_unicode() {
        let differ: Vec<char> = ('\0'..=char::MAX).filter(|c| is_word_letter(*c) != c.is_alphanumeric()).collect();
        assert_eq!(differ, []);
    }

    #[test]
    fn form_feeds_open_pages_also_empty_ones() {
        let lines = [Line::plain(1, "a"), Line::plain(3, "b")];
        assert_eq!(lines_to_text(&lines), "a\n\u{c}\u{c}b\n");
    }
}
