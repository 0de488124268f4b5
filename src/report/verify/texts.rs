//! A text of `text/` as lines and pages, and whether words stand at lines of it. Tables join lines in their own ways (blanks,
//! hyphens, bullets), so words are compared by their letters and digits alone; those must agree to the last one.

use std::path::Path;

/// How words of a table relate to the lines they are said to stand at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The very characters.
    Verbatim,
    /// Letter by letter in one run; within that many lines after the last one, too.
    Quote(u32),
    /// Letter by letter, but whole lines (running heads) and list numbers may be left out.
    Lines,
    /// As `Lines`, after a stem that may stand up to that many lines before.
    AfterStem(u32),
    /// Word by word in any order, as in a table whose cells are wrapped side by side.
    Words,
}

/// A text of `text/`.
#[derive(Debug)]
pub struct TextFile {
    lines: Vec<String>,
    pages: Vec<u32>,
}

impl TextFile {
    /// Read a file.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        Ok(Self::new(&std::fs::read_to_string(path)?))
    }

    /// Lines end with `\n`; form feeds before a line turn the page.
    pub fn new(text: &str) -> Self {
        let mut page = 1;
        let mut file = Self { lines: Vec::new(), pages: Vec::new() };
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            let rest = line.trim_start_matches('\u{c}');
            page += u32::try_from(line.len() - rest.len()).unwrap_or(u32::MAX);
            file.lines.push(rest.to_owned());
            file.pages.push(page);
        }
        file
    }

    /// Number of lines.
    pub fn len(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// Its lines, without the form feeds before them.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Page of its last line.
    pub fn pages(&self) -> u32 {
        self.pages.last().copied().unwrap_or(1)
    }

    /// Page of a line that is there.
    pub fn page(&self, line: u32) -> u32 {
        self.pages[line as usize - 1]
    }

    /// Whether these words stand at lines `from..=to`, which must be there.
    pub fn holds(&self, from: u32, to: u32, words: &str, fit: Fit) -> bool {
        let lines = self.between(from, to);
        match fit {
            Fit::Verbatim => lines.join("\n").contains(words),
            Fit::Quote(more) => {
                let letters = letters(words);
                if letters.is_empty() {
                    words.is_empty() || lines.join("\n").contains(words)
                } else {
                    self.letters_between(from, to.saturating_add(more)).contains(&letters)
                }
            }
            Fit::Lines => made_of_lines(&letters(words), lines),
            Fit::AfterStem(before) => {
                let stem = self.between(from.saturating_sub(before).max(1), to);
                after_stem(&letters(words), lines, stem)
            }
            Fit::Words => {
                let all = self.letters_between(from, to);
                words.split_whitespace().map(letters).all(|word| stands_whole_or_broken(&all, &word))
            }
        }
    }

    fn between(&self, from: u32, to: u32) -> &[String] {
        &self.lines[from as usize - 1..(to as usize).min(self.lines.len())]
    }

    fn letters_between(&self, from: u32, to: u32) -> String {
        self.between(from, to).iter().map(|line| letters(line)).collect()
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The lines run together, and where a stretch may begin: at a line's start or after its list number.
fn run_together(lines: &[String]) -> (String, Vec<usize>) {
    let mut whole = String::new();
    let mut starts = Vec::new();
    for line in lines {
        starts.push(whole.len());
        if let Some(mark) = list_number(line) {
            starts.push(whole.len() + mark.len());
        }
        whole.push_str(&letters(line));
    }
    starts.push(whole.len());
    starts.dedup();
    (whole, starts)
}

/// `12` of `12. Text`, `b` of `b) Text`. Not a short word: `ej` at a line's start must not be left out.
fn list_number(line: &str) -> Option<&str> {
    let (mark, _) = line.trim_start().split_once(['.', ')'])?;
    let is_number = mark.len() <= 3 && mark.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter = mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_lowercase());
    ((is_number && !mark.is_empty()) || is_letter).then_some(mark)
}

/// Whether `words` is made of stretches of the lines in their order, each but the first from a line's start on, each but
/// the last to a line's end. So a line can be left out, a word within one can not.
fn made_of_lines(words: &str, lines: &[String]) -> bool {
    let (whole, starts) = run_together(lines);
    if whole.contains(words) {
        return true;
    }
    let opening: String = words.chars().take(8).collect();
    whole.match_indices(&opening).any(|(at, _)| rest_follows(words, &whole, at, &starts))
}

fn rest_follows(words: &str, whole: &str, mut at: usize, starts: &[usize]) -> bool {
    let mut rest = words;
    loop {
        let same = shared_prefix(rest, &whole[at..]);
        if same == rest.len() {
            return true;
        }
        // Back to the end of the last whole line: what follows it by chance begins with the same letters.
        let Some(end) = starts.iter().rev().copied().find(|start| *start > at && *start <= at + same) else {
            return false;
        };
        rest = &rest[end - at..];
        let next = starts
            .iter()
            .copied()
            .filter(|start| *start > end)
            .max_by_key(|start| shared_prefix(rest, &whole[*start..]));
        match next.filter(|next| shared_prefix(rest, &whole[*next..]) > 0) {
            Some(next) => at = next,
            None => return false,
        }
    }
}

fn shared_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// Whether the end of `words` is made of `lines` and what comes before it of `stem`, which reaches further up.
fn after_stem(words: &str, lines: &[String], stem: &[String]) -> bool {
    if made_of_lines(words, lines) || made_of_lines(words, stem) {
        return true;
    }
    let (whole, _) = run_together(lines);
    let cut = words.char_indices().skip(1).map(|(at, _)| at).find(|at| whole.contains(&words[*at..]));
    cut.is_some_and(|at| made_of_lines(&words[..at], stem))
}

/// A word may be broken at the edge of its cell, with another cell's words between its halves.
fn stands_whole_or_broken(all: &str, word: &str) -> bool {
    let broken = |at: usize| all.contains(&word[..at]) && all.contains(&word[at..]);
    all.contains(word) || word.char_indices().skip(2).any(|(at, _)| word.len() - at >= 2 && broken(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    static TEXT: &str = "§ 4 Torget\nNämnden beslutar att be-\nvilja medel och\n\u{c}Sida 2\n1. inte bygga\n2. riva\n";

    #[track_caller]
    fn check(lines: (u32, u32), words: &str, fit: Fit, expected: bool) {
        assert_eq!(TextFile::new(TEXT).holds(lines.0, lines.1, words, fit), expected, "{words}");
    }

    #[test]
    fn pages_turn_at_form_feeds() {
        let text = TextFile::new(TEXT);
        assert_eq!((text.len(), text.page(3), text.page(4)), (6, 1, 2));
    }

    #[test]
    fn quotes_stand_letter_by_letter() {
        check((2, 3), "beslutar att bevilja medel", Fit::Quote(0), true);
        check((2, 3), "beslutar att avslå medel", Fit::Quote(0), false);
        check((2, 2), "medel", Fit::Quote(0), false);
        check((2, 2), "medel", Fit::Quote(1), true);
    }

    #[test]
    fn lines_and_list_numbers_may_be_left_out_but_words_may_not() {
        check((2, 6), "Nämnden beslutar att bevilja medel och inte bygga riva", Fit::Lines, true);
        check((2, 6), "Nämnden beslutar att bevilja medel och bygga riva", Fit::Lines, false);
        check((2, 6), "Nämnden beslutar bevilja medel och inte bygga", Fit::Lines, false);
    }

    #[test]
    fn a_short_word_at_a_lines_start_is_no_list_number() {
        let text = TextFile::new("Nämnden ska\nej bygga\n");
        assert!(text.holds(1, 2, "Nämnden ska ej bygga", Fit::Lines));
        assert!(!text.holds(1, 2, "Nämnden ska bygga", Fit::Lines));
    }

    #[test]
    fn a_point_may_hang_on_a_stem_above_it() {
        check((6, 6), "Nämnden beslutar att bevilja medel och riva", Fit::AfterStem(5), true);
        check((6, 6), "Nämnden avstår från att riva", Fit::AfterStem(5), false);
    }

    #[test]
    fn cells_stand_word_by_word() {
        check((2, 3), "medel bevilja", Fit::Words, true);
        check((2, 3), "medel saknas", Fit::Words, false);
    }

    /// Windows of five lines of real texts: found when joined as tables join them, and not found with a middle word left out
    /// or changed.
    #[test]
    fn real_texts_are_found_and_spoiled_ones_are_not() {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
        let shared = std::env::var_os("PARAGRAF_SHARED").map_or(beside, std::path::PathBuf::from);
        let folder = shared.join("handlingar/text");
        if !folder.exists() {
            eprintln!("left out: {} is not there", folder.display());
            return;
        }
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        let (mut windows, mut lost, mut fooled) = (0, 0, 0);
        for name in names {
            let text = TextFile::read(&name).unwrap();
            for from in (1..text.len().saturating_sub(5)).step_by(3) {
                let joined = text.between(from, from + 4).join(" ").replace("- ", "");
                let words: Vec<&str> = joined.split_whitespace().collect();
                if words.len() < 12 {
                    continue;
                }
                windows += 1;
                lost += usize::from(!text.holds(from, from + 4, &joined, Fit::Lines));
                let middle = words.len() / 2;
                let without = [&words[..middle], &words[middle + 1..]].concat().join(" ");
                let changed = [&words[..middle], &["påhittat"][..], &words[middle + 1..]].concat().join(" ");
                if letters(words[middle]).is_empty() {
                    continue;
                }
                fooled += usize::from(text.holds(from, from + 4, &without, Fit::Lines));
                fooled += usize::from(text.holds(from, from + 4, &changed, Fit::Lines));
            }
        }
        eprintln!("{windows} windows, {lost} lost, {fooled} fooled");
        // A line of one word, or a list number, may be left out: that is what `Lines` allows.
        assert!(windows > 100 && lost == 0 && fooled * 50 < windows, "{windows} windows, {lost} lost, {fooled} fooled");
    }
}
