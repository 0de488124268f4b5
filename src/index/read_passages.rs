//! Reads the passage of a hit from the texts of the run (`text/DOC.txt`), which the index lies beside: it keeps no copy of
//! what stands there.
//!
//! Each unit carries a check of its words. Where a run is just replacing a text, the check fails and the passage is told to
//! be on its way; it is never another passage than the one that was found.

use std::path::{Path, PathBuf};

use super::gather_units::Unit;
use super::{IndexError, failed};
use crate::text::LineNo;

/// Shown in place of a passage whose text has changed since it was indexed.
const ON_ITS_WAY: &str = "(texten skrivs om av en körning; sök igen om en stund)";

/// What is stored of a unit: what a hit shows and no other field has, and where its words are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stored {
    pub segment_id: String,
    pub item: String,
    pub page: u32,
    /// Words whose repair is in doubt.
    pub doubtful: Vec<String>,
    /// Lines of the document's text, both ends included.
    ranges: Vec<(LineNo, LineNo)>,
    check: u32,
    /// The words themselves where no lines hold them so: a heading of a part without lines of its own.
    words: String,
}

impl Stored {
    /// What is stored of a unit whose words are `text`.
    pub fn new(unit: &Unit<'_>, text: &str) -> Self {
        let mut ranges: Vec<(LineNo, LineNo)> = Vec::new();
        for (line, _) in &unit.lines {
            match ranges.last_mut() {
                Some((_, to)) if *to + 1 == *line => *to = *line,
                _ => ranges.push((*line, *line)),
            }
        }
        let words = if unit.by_heading { text.to_owned() } else { String::new() };
        let clean = |text: &str| text.replace(['\n', '\t'], " ");
        let (segment_id, item) = (clean(&unit.segment_id), clean(&unit.item));
        let doubtful = unit.doubtful.iter().map(|word| clean(word)).collect();
        Self { segment_id, item, page: unit.page, doubtful, ranges, check: check(text), words }
    }

    /// As the index holds it: a line for each.
    pub fn to_bytes(&self) -> Vec<u8> {
        let range = |(from, to): &(LineNo, LineNo)| format!("{from}-{to}");
        let ranges = self.ranges.iter().map(range).collect::<Vec<_>>().join(" ");
        let Self { segment_id, item, page, check, words, .. } = self;
        let doubtful = self.doubtful.join("\t");
        format!("{segment_id}\n{item}\n{page}\n{doubtful}\n{ranges}\n{check:x}\n{words}").into_bytes()
    }

    /// What an index holds; `None` where it is none of ours.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(bytes).ok()?.splitn(7, '\n');
        let mut line = || lines.next();
        let (segment_id, item, page) = (line()?.to_owned(), line()?.to_owned(), line()?.parse().ok()?);
        let range = |range: &str| {
            let (from, to) = range.split_once('-')?;
            Some((from.parse().ok()?, to.parse().ok()?))
        };
        let doubtful = line()?.split('\t').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let ranges = line()?.split_whitespace().map(range).collect::<Option<_>>()?;
        let check = u32::from_str_radix(line()?, 16).ok()?;
        Some(Self { segment_id, item, page, doubtful, ranges, check, words: line()?.to_owned() })
    }

    /// The document's id, which the segment's begins with.
    pub fn doc_id(&self) -> &str {
        self.segment_id.rsplit_once('#').map_or(&self.segment_id, |(document, _)| document)
    }

    /// The lines of the document's text that are its own; none where it is found by its heading.
    pub fn lines(&self) -> impl Iterator<Item = LineNo> {
        let by_heading = !self.words.is_empty();
        self.ranges.iter().filter(move |_| !by_heading).flat_map(|(from, to)| *from..=*to)
    }

    /// Whether its words are those of its lines in the document's text.
    pub fn stands_in(&self, text: &str) -> bool {
        !self.words.is_empty() || check(&self.cut(text)) == self.check
    }

    /// The passage, from the texts in `folder`.
    pub fn passage(&self, folder: &Path) -> Result<String, IndexError> {
        if !self.words.is_empty() {
            return Ok(self.words.clone());
        }
        let path: PathBuf = folder.join(format!("{}.txt", self.doc_id()));
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => self.cut(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(&path, &error)),
        };
        Ok(if check(&text) == self.check { text } else { ON_ITS_WAY.to_owned() })
    }

    /// The lines of the document's text that a byte range of the passage stands on; `None` where no lines hold it.
    pub fn lines_at(&self, passage: &str, range: std::ops::Range<usize>) -> Option<(LineNo, LineNo)> {
        let line = |at: usize| {
            let before = passage.get(..at)?.bytes().filter(|byte| *byte == b'\n').count();
            self.ranges.iter().flat_map(|(from, to)| *from..=*to).nth(before)
        };
        if !self.words.is_empty() || passage == ON_ITS_WAY {
            return None;
        }
        Some((line(range.start)?, line(range.end)?))
    }

    fn cut(&self, text: &str) -> String {
        let mut passage = String::new();
        let mut lines = (1..).zip(text.split('\n')).peekable();
        for (from, to) in &self.ranges {
            while lines.next_if(|(number, _)| number < from).is_some() {}
            while let Some((_, line)) = lines.next_if(|(number, _)| number <= to) {
                passage.push_str(line.trim_start_matches('\u{c}'));
                passage.push('\n');
            }
        }
        passage.truncate(passage.trim_end().len());
        passage
    }
}

fn check(text: &str) -> u32 {
    let hash = blake3::hash(text.as_bytes());
    u32::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash is longer than four bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(ranges: &[(LineNo, LineNo)], text: &str) -> Stored {
        Stored { segment_id: "m#0002".into(), ranges: ranges.to_vec(), check: check(text), ..Stored::default() }
    }

    #[test]
    fn what_is_stored_comes_back() {
        let one = Stored {
            item: "21".into(),
            page: 3,
            words: "Två\nrader".into(),
            doubtful: vec!["åt sidan".into()],
            ..stored(&[(1, 2), (7, 7)], "")
        };
        assert_eq!(Stored::from_bytes(&one.to_bytes()), Some(one));
        assert_eq!(Stored::from_bytes(b"m#0002\n\nx"), None);
        assert_eq!(stored(&[], "").doc_id(), "m");
    }

    #[test]
    fn a_stretch_of_a_passage_knows_its_lines() {
        let one = stored(&[(2, 3), (7, 7)], "två\ntre\nsju");
        assert_eq!(one.lines_at("två\ntre\nsju", 5..8), Some((3, 3)));
        assert_eq!(one.lines_at("två\ntre\nsju", 1..10), Some((2, 7)));
        assert_eq!(one.lines_at(ON_ITS_WAY, 0..1), None);
    }

    #[test]
    fn a_passage_is_its_own_lines_or_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("m.txt");
        std::fs::write(&file, "ett\ntvå\n\u{c}tre\n\nfem\n").expect("a text");
        let passage = |ranges: &[_], text: &str| stored(ranges, text).passage(folder.path()).expect("a passage");
        assert_eq!(passage(&[(2, 3), (5, 5)], "två\ntre\nfem"), "två\ntre\nfem");
        assert_eq!(passage(&[(1, 1)], "något annat"), ON_ITS_WAY);
        std::fs::remove_file(file).expect("the text goes");
        assert_eq!(passage(&[(1, 1)], "ett"), ON_ITS_WAY);
    }
}
