//! Reads a text file: its lines as they are, form feeds between pages.

use super::document::ReadFailure;
use crate::text::{Line, PageClass, PageInfo, TextSource};

/// Lines and pages of a text. A form feed opens a page whether it leads a line, ends one or stands in it.
///
/// # Errors
/// When the bytes are not UTF-8.
pub(super) fn plain(bytes: &[u8]) -> Result<(Vec<Line>, Vec<PageInfo>), ReadFailure> {
    if bytes.is_empty() {
        return Err(ReadFailure::EmptyFile);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| ReadFailure::Io {
        reason: format!("byte {} är inte UTF-8; spara om textfilen som UTF-8", error.valid_up_to() + 1),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut page = 1;
    let mut lines = Vec::new();
    for line in text.split_terminator('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let body = line.trim_start_matches('\u{c}');
        page += (line.len() - body.len()) as u32;
        let inner = body.matches('\u{c}').count() as u32;
        lines.push(Line::plain(page, if inner > 0 { body.replace('\u{c}', "") } else { body.to_owned() }));
        page += inner;
    }
    let mut written = vec![false; page as usize];
    for line in &lines {
        written[line.page as usize - 1] = true;
    }
    let pages = (1..=page)
        .map(|number| PageInfo {
            number,
            width: 0.0,
            height: 0.0,
            class: if written[number as usize - 1] { PageClass::Text } else { PageClass::Empty },
            source: TextSource::TextFile,
            furniture: Vec::new(),
        })
        .collect();
    Ok((lines, pages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_feeds_turn_pages_and_lines_stay() {
        let (lines, pages) = plain("ett\ntvå\u{c}\n\u{c}tre\r\n".as_bytes()).unwrap();
        let seen: Vec<(u32, &str)> = lines.iter().map(|l| (l.page, l.text.as_str())).collect();
        assert_eq!(seen, [(1, "ett"), (1, "två"), (3, "tre")]);
        assert_eq!(pages.len(), 3);
    }

    #[test]
    fn other_encodings_are_told() {
        assert!(plain(b"f\xf6rslag").is_err());
    }
}
