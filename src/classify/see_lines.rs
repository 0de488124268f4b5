//! Lines as classify and segment see them: without left-over markup, trimmed, with their folded first words at hand.
//!
//! The text that goes into tables is made from these lines, so markup never ends up in a value; line numbers stay those of
//! the document.

use super::words::folded_words;
use crate::text::{Line, LineKind, Pages};

/// How many folded words a line keeps: the longest cue has eleven.
const KEPT_WORDS: usize = 12;

/// Words that show a damaged text: clean ones are left alone by the repair, and where two words were mended others were not.
const DAMAGED: usize = 2;

/// One line, cleaned.
#[expect(clippy::struct_excessive_bools, reason = "independent marks of a line, each read on its own")]
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its text without markup, runs of blanks made one; tabs between cells kept.
    pub text: String,
    /// Its first words, folded.
    pub words: Vec<String>,
    /// How many words it has.
    pub count: usize,
    /// What it is on the page.
    pub kind: LineKind,
    /// Bold on the page or by markup.
    pub bold: bool,
    /// Italic by markup: contents lists show lower levels so.
    pub italic: bool,
    /// Its page.
    pub page: u32,
    /// First line of a page, by page number, form feed or the leading blank that some text files have there.
    pub page_turn: bool,
    /// A running header, page number or the like inside the text.
    pub noise: bool,
}

impl Seen {
    /// Nothing to read on it.
    #[must_use]
    pub fn blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Nothing to read, or only page noise.
    #[must_use]
    pub fn skipped(&self) -> bool {
        self.noise || self.text.is_empty()
    }
}

/// A document's lines and how far its words may be trusted.
#[derive(Clone, Debug)]
pub struct View {
    /// Its lines; line number = index + 1.
    pub lines: Vec<Seen>,
    /// Whether words may be damaged, so that cues are compared leniently.
    pub lenient: bool,
}

/// Clean the lines of a document. `repaired_words` says how many words the repair changed: a damaged text may hold more.
#[must_use]
pub fn see(pages: &Pages, repaired_words: usize) -> View {
    // A leading blank marks a page turn only where lines don't begin with blanks anyway.
    let leading = pages.lines.iter().filter(|line| line.text.starts_with(' ') && !line.text.trim().is_empty()).count();
    let blank_marks_page = leading * 10 <= pages.lines.len();
    let mut page = 1;
    // `**` may open on one line and close on a later one.
    let mut bold_open = false;
    let lines = pages
        .lines
        .iter()
        .map(|line| {
            let mut seen = see_line(line);
            seen.page_turn = line.page != page
                || line.text.starts_with('\u{c}')
                || (blank_marks_page && line.text.starts_with(' ') && !seen.text.is_empty());
            page = line.page;
            seen.bold |= bold_open;
            bold_open ^= line.text.contains('*') && line.text.matches("**").count() % 2 == 1;
            if seen.blank() {
                bold_open = false;
            }
            seen
        })
        .collect();
    View { lenient: repaired_words >= DAMAGED || looks_damaged(pages), lines }
}

/// Whether a text has lost letters: Swedish has å, ä or ö in one letter of eighteen, so a text with less than one in fifty has
/// lost some; and digits stand inside words only where letters were misread.
fn looks_damaged(pages: &Pages) -> bool {
    // By bytes and in plain passes, because this reads every letter: å, ä, ö and their capitals are these second bytes after
    // 0xC3.
    let swedish = |pair: &&[u8]| pair[0] == 0xC3 && matches!(pair[1], 0xA5 | 0xA4 | 0xB6 | 0x85 | 0x84 | 0x96);
    let (mut letters, mut marked, mut digits_inside) = (0_usize, 0_usize, 0_usize);
    for bytes in pages.lines.iter().map(|line| line.text.as_bytes()) {
        letters += bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
        marked += bytes.windows(2).filter(swedish).count();
        if bytes.iter().any(u8::is_ascii_digit) {
            digits_inside += bytes.windows(3).filter(|three| is_digit_inside(three)).count();
        }
    }
    letters + marked > 200 && (marked * 50 < letters + marked || digits_inside >= DAMAGED)
}

fn is_digit_inside(three: &[u8]) -> bool {
    three[0].is_ascii_lowercase() && three[1].is_ascii_digit() && three[2].is_ascii_lowercase()
}

/// A stretch of text cleaned: without markup, runs of blanks made one.
#[must_use]
pub fn clean(text: &str) -> String {
    squeeze(&strip_markup(text).0)
}

/// A stretch of text seen as a line of its own: a cell of a row.
#[must_use]
pub fn see_text(text: &str) -> Seen {
    see_line(&Line::plain(1, text))
}

fn see_line(line: &Line) -> Seen {
    let raw = line.text.trim_matches(|c: char| c == '\u{c}' || c == ' ' || c == '\u{a0}');
    let (text, bold, italic) = strip_markup(raw);
    let text = squeeze(&text);
    let words = folded_words(&text, KEPT_WORDS);
    let count = if words.len() < KEPT_WORDS { words.len() } else { text.split_whitespace().count() };
    Seen {
        words,
        count,
        kind: line.kind,
        bold: line.bold || bold,
        italic,
        page: line.page,
        page_turn: false,
        noise: false,
        text,
    }
}

/// Take `**`, paired `*`, `<i>`, `<b>` and underlines of headings out of a line.
fn strip_markup(raw: &str) -> (String, bool, bool) {
    if !raw.bytes().any(|byte| byte == b'*' || byte == b'<') {
        return (raw.to_owned(), false, false);
    }
    let bold = raw.contains("**") || raw.contains("<b>");
    let mut text = raw.replace("**", "");
    let mut italic = false;
    for tag in ["<i>", "</i>", "<b>", "</b>", "<em>", "</em>"] {
        if text.contains(tag) {
            italic |= tag.contains('i') || tag.contains("em");
            text = text.replace(tag, "");
        }
    }
    // A lone star may open a bulleted item; a pair is markup.
    let stars = text.matches('*').count();
    let bullet = text.starts_with("* ");
    if stars >= 2 && !bullet {
        italic = true;
        text = text.replace('*', "");
    }
    (text, bold, italic)
}

/// Runs of blanks become one; a run of three or more inside a line is kept as a tab, because it parts columns. After `att`, a
/// number or a bullet it only sets the point off.
fn squeeze(text: &str) -> String {
    // A no-break space is 0xC2 0xA0; a tab at the end goes with the trimming.
    let wide = |pair: &[u8]| pair == b"  " || pair == [0xC2, 0xA0] || pair[0] == b'\t';
    if !text.as_bytes().windows(2).any(wide) {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut blanks = 0;
    for c in text.trim().chars() {
        if c == ' ' || c == '\u{a0}' {
            blanks += 1;
            continue;
        }
        // A point's mark in a cell of its own.
        if c == '\t' && opens_point(&out) {
            blanks = 1;
            continue;
        }
        match blanks {
            0 => {}
            1 | 2 => out.push(' '),
            _ if opens_point(&out) => out.push(' '),
            _ => out.push('\t'),
        }
        blanks = 0;
        out.push(c);
    }
    out
}

/// Whether a line's beginning is the mark of a point: `att`, `1.`, `b)`, `•`.
fn opens_point(start: &str) -> bool {
    let mark = start.trim_end_matches(['.', ')']);
    start == "att"
        || mark.len() < start.len() && mark.len() <= 2 && mark.bytes().all(|b| b.is_ascii_alphanumeric())
        || start.chars().count() == 1 && !start.starts_with(|c: char| c.is_alphanumeric() || c == '§')
}

/// Whether a text ends the way a sentence does.
#[must_use]
pub fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '“', '»', ')', '’']).ends_with(['.', '!', '?', ':', '…'])
}

/// Whether a text begins with a lower-case letter.
#[must_use]
pub fn begins_low(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        assert_eq!(see_line(&Line::plain(1, raw)).text, expected);
    }

    #[test]
    fn markup_never_reaches_a_value() {
        check("§ 4**Rapport om bad**", "§ 4Rapport om bad");
        check("<i>Nationellt</i>\t<i>6</i>", "Nationellt\t6");
        check("* en punkt", "* en punkt");
        check("*Ibid*, s 23", "Ibid, s 23");
        check("\u{c}Ny sida", "Ny sida");
    }

    #[test]
    fn wide_gaps_part_columns() {
        check("§ 104          Dnr VO-2024-00343", "§ 104\tDnr VO-2024-00343");
        check("ett  ord", "ett ord");
        check("att    godkänna", "att godkänna");
        check("1.    Planen antas.", "1. Planen antas.");
        check("att\tgodkänna", "att godkänna");
        check("Ida Sten\t\tX", "Ida Sten\t\tX");
    }
}
