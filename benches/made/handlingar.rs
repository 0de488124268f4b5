//! Makes a folder of council documents as PDFs out of the sample corpus: its papers' heads, and bodies drawn from all papers of a
//! kind with other words put in, so that no two say the same. A fifth have a damaged text layer; activities stand in tables.
//!
//! Of a hundred documents 52 are minutes, 25 reports and answers, 12 plans, 10 of other kinds, and one is a guideline; every
//! third guideline says an earlier one again in nearly its words. Their length is drawn: ten pages on the whole, some over thirty.

use std::path::Path;

use paragraf::dictionaries::{DamageProfile, Source};
use paragraf::repair::simulate::damaged;

use super::Maker;
use super::pdf::{Layer, pdf};

/// Words of a page as [`super::pdf`] sets it, about.
const PAGE: usize = 260;
/// One long word in so many is another one: in most papers, in a guideline of its own, in one that is said again.
const REWORDED: usize = 4;
const REWORDED_GUIDELINE: usize = 2;
const REPEATED: usize = 12;
/// Beginnings of words that tell what a passage is; these stay.
const TELLING: [&str; 14] = [
    "beslut",
    "reserv",
    "uttal",
    "yttran",
    "föresl",
    "yrka",
    "ordför",
    "närvar",
    "ersätt",
    "ledam",
    "juster",
    "nämnd",
    "styrels",
    "handlingsplan",
];

struct Paper {
    kind: Kind,
    /// Name without `.txt`.
    name: String,
    head: Vec<String>,
    /// What it is made of: the § of minutes, else paragraphs by threes.
    blocks: Vec<Vec<String>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Minutes,
    Report,
    Plan,
    Guideline,
    Other,
}

impl Kind {
    fn of(name: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        match () {
            () if has(&["protokoll"]) => Self::Minutes,
            () if has(&["utlatande", "remissvar", "promemoria"]) => Self::Report,
            () if has(&["handlingsplan"]) => Self::Plan,
            () if has(&["riktlinjer"]) => Self::Guideline,
            () => Self::Other,
        }
    }
}

/// What was made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Made {
    pub documents: usize,
    pub pages: usize,
    pub words: usize,
}

/// How many documents, and of what.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub documents: usize,
    /// Guidelines and plans are among so many of the first; all others are minutes, reports and other papers.
    pub matrix_within: usize,
}

impl Wanted {
    /// So many, with guidelines and plans among them throughout.
    pub fn of(documents: usize) -> Self {
        Self { documents, matrix_within: documents }
    }
}

/// Make documents in `folder`; the same ones every time, and the first of many are the few.
pub fn make(texts: &Path, folder: &Path, wanted: Wanted) -> std::io::Result<Made> {
    let Wanted { documents, matrix_within } = wanted;
    std::fs::create_dir_all(folder)?;
    let papers = papers(texts)?;
    let profiles = DamageProfile::load_all(&Source::default()).expect("the built-in lists are tested");
    let mut writer = Writer {
        papers,
        maker: Maker::of(include_str!("../../dictionaries/swedish/council-words.csv")),
        guidelines: Vec::new(),
    };
    let mut made = Made { documents, ..Made::default() };
    for number in 0..documents {
        let (name, paragraphs) = writer.document(number, number < matrix_within);
        made.words += paragraphs.iter().map(|text| text.split_whitespace().count()).sum::<usize>();
        let (paragraphs, layer) = match number % 5 {
            3 => (damaged(&paragraphs, &profiles[number % profiles.len()], number as u64), Layer::Unseen),
            _ => (paragraphs, Layer::Printed),
        };
        let (bytes, pages) = pdf(&paragraphs, layer);
        made.pages += pages;
        // a hundred to a folder, as archives keep them
        let folder = folder.join(format!("{:03}", number / 100));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{name}-{number:05}.pdf")), bytes)?;
    }
    Ok(made)
}

fn papers(texts: &Path) -> std::io::Result<Vec<Paper>> {
    let files = paragraf::evaluate::material::text_files(texts)?;
    assert!(!files.is_empty(), "{}: no texts to make documents of", texts.display());
    files.iter().map(|file| Ok(paper(file, &std::fs::read_to_string(file)?))).collect()
}

fn paper(file: &Path, text: &str) -> Paper {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let kind = Kind::of(&name);
    let lines: Vec<String> = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    let is_start = |line: &str| kind == Kind::Minutes && line.starts_with('§');
    let head = lines.iter().position(|line| is_start(line)).unwrap_or(8).min(lines.len());
    let mut blocks: Vec<Vec<String>> = Vec::new();
    for line in &lines[head..] {
        let starts = match kind {
            Kind::Minutes => is_start(line),
            _ => blocks.last().is_none_or(|block| block.len() == 3),
        };
        if starts || blocks.is_empty() {
            blocks.push(Vec::new());
        }
        blocks.last_mut().expect("one was just put there").push(line.clone());
    }
    Paper { kind, name, head: lines[..head].to_vec(), blocks }
}

struct Writer {
    papers: Vec<Paper>,
    maker: Maker,
    /// Guidelines made so far, to be said again.
    guidelines: Vec<Vec<String>>,
}

impl Writer {
    fn document(&mut self, number: usize, in_matrix: bool) -> (String, Vec<String>) {
        let kind = match number % 100 {
            52..77 => Kind::Report,
            77..89 if in_matrix => Kind::Plan,
            89 if in_matrix => Kind::Guideline,
            0..90 => Kind::Minutes,
            _ => Kind::Other,
        };
        let template = self.draw(kind);
        let name = self.papers[template].name.clone();
        let mut text = self.papers[template].head.clone();
        text.extend(match (kind, self.guidelines.len()) {
            (Kind::Guideline, before @ 1..) if number / 100 % 3 == 2 => {
                let earlier = self.guidelines[self.maker.next(before)].clone();
                self.reworded(&earlier, REPEATED)
            }
            (Kind::Guideline, _) => {
                let body = self.papers[template].blocks.concat();
                let body = self.reworded(&body, REWORDED_GUIDELINE);
                self.guidelines.push(body.clone());
                body
            }
            _ => self.body(kind),
        });
        (name, text)
    }

    fn draw(&mut self, kind: Kind) -> usize {
        let of_kind: Vec<usize> = (0..self.papers.len()).filter(|paper| self.papers[*paper].kind == kind).collect();
        of_kind[self.maker.next(of_kind.len())]
    }

    /// Blocks of papers of a kind, as many as the length drawn wants.
    fn body(&mut self, kind: Kind) -> Vec<String> {
        let pages = match self.maker.next(10) {
            0..6 => 3 + self.maker.next(5),
            6..9 => 6 + self.maker.next(9),
            _ => 15 + self.maker.next(20),
        };
        let (mut words, mut section, mut body) = (0, 1 + self.maker.next(80), Vec::new());
        while words < pages * PAGE {
            let paper = self.draw(kind);
            let block = self.maker.next(self.papers[paper].blocks.len());
            let block = self.papers[paper].blocks[block].clone();
            for line in self.reworded(&block, REWORDED) {
                words += line.split_whitespace().count();
                body.push(numbered(&line, &mut section));
            }
        }
        body
    }

    /// The paragraphs with other long words here and there.
    fn reworded(&mut self, paragraphs: &[String], one_in: usize) -> Vec<String> {
        paragraphs.iter().map(|text| self.reworded_paragraph(text, one_in)).collect()
    }

    fn reworded_paragraph(&mut self, text: &str, one_in: usize) -> String {
        if text.chars().count() < 60 || text.contains('\t') {
            return text.to_owned();
        }
        let mut words = Vec::new();
        for word in text.split(' ') {
            let stays = word.chars().count() < 7
                || !word.chars().all(char::is_lowercase)
                || TELLING.iter().any(|telling| word.contains(telling));
            words.push(if stays || self.maker.next(one_in) > 0 { word } else { self.maker.word() });
        }
        words.join(" ")
    }
}

/// The line with the next § number, where it begins with one.
fn numbered(line: &str, section: &mut usize) -> String {
    let Some(rest) = line.strip_prefix("§ ") else { return line.to_owned() };
    let rest = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
    *section += 1;
    format!("§ {section}{rest}")
}
