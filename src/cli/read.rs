//! `paragraf read`: files as pages and lines.

use std::io::Write as _;

use super::{Exit, args};
use crate::config::Layer;
use crate::pipeline::{self, Found, find_inputs};
use crate::read::{self, ReadSettings};
use crate::text::{Line, LineKind, LineNo, PageClass, PageNo, Pages, lines_to_text};

pub fn run(common: &args::Common, command: &args::Read) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer { ocr: command.ocr, ..Layer::default() })?;
    let inputs = inputs(command)?;
    let pool = pipeline::pool(&settings)?.reading_under(&command.inputs);
    let reading = ReadSettings { second_opinion: command.compare, ..pipeline::reading(&settings) };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut failed = 0;
    for (index, input) in inputs.iter().enumerate() {
        let read = read::sha256_of(&input.path).and_then(|sha256| {
            let source = read::Source { path: &input.path, name: &input.name, sha256: &sha256 };
            read::read(source, &pool, None, &reading)
        });
        match read {
            Ok(warned) => {
                for finding in &warned.findings {
                    let page = finding.page.map(|page| format!(", sidan {page}")).unwrap_or_default();
                    eprintln!("paragraf: {}{page}: {}", input.name, finding.message);
                }
                match command.format {
                    args::ReadFormat::Json => write_json(&mut out, &warned.output)?,
                    args::ReadFormat::Text => {
                        let separator = if index > 0 { "\u{c}" } else { "" };
                        write!(out, "{separator}{}", text_of(&warned.output, command.furniture))?;
                    }
                }
            }
            Err(failure) => {
                failed += 1;
                eprintln!("paragraf: {}: {failure}", input.name);
            }
        }
    }
    out.flush()?;
    Ok(match failed {
        0 => Exit::Ok,
        n if n == inputs.len() => Exit::NothingUsable,
        _ => Exit::SomeFailed,
    })
}

fn inputs(command: &args::Read) -> anyhow::Result<Vec<Found>> {
    let mut inputs = Vec::new();
    for given in &command.inputs {
        let found = find_inputs(given)?;
        anyhow::ensure!(!found.is_empty(), "{}: inga .pdf- eller .txt-filer där", given.display());
        inputs.extend(found);
    }
    Ok(inputs)
}

fn text_of(pages: &Pages, furniture: bool) -> String {
    if !furniture {
        return pages.to_text();
    }
    let mut lines: Vec<Line> = Vec::with_capacity(pages.lines.len());
    for page in &pages.pages {
        let (top, bottom): (Vec<&Line>, Vec<&Line>) =
            page.furniture.iter().partition(|line| line.place.is_none_or(|place| place.y0 < page.height / 2.0));
        lines.extend(top.into_iter().cloned());
        lines.extend(pages.lines.iter().filter(|line| line.page == page.number).cloned());
        lines.extend(bottom.into_iter().cloned());
    }
    lines_to_text(&lines)
}

fn write_json(out: &mut impl std::io::Write, pages: &Pages) -> anyhow::Result<()> {
    let mut numbered = (1_u32..).zip(&pages.lines).peekable();
    for page in &pages.pages {
        let mut lines = Vec::new();
        while let Some((number, line)) = numbered.next_if(|(_, line)| line.page <= page.number) {
            lines.push(LineOut::of(Some(number), line));
        }
        let object = PageOut {
            doc_id: pages.id.as_str(),
            path: &pages.path,
            page: page.number,
            width: page.width,
            height: page.height,
            class: page.class,
            text_source: page.source.as_str(),
            lines,
            furniture: page.furniture.iter().map(|line| LineOut::of(None, line)).collect(),
        };
        serde_json::to_writer(&mut *out, &object)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// A page as `--format json` prints it; places are `[left, top, right, bottom]` in points.
#[derive(serde::Serialize)]
struct PageOut<'a> {
    doc_id: &'a str,
    path: &'a str,
    page: PageNo,
    width: f32,
    height: f32,
    class: PageClass,
    text_source: &'static str,
    lines: Vec<LineOut<'a>>,
    furniture: Vec<LineOut<'a>>,
}

#[derive(serde::Serialize)]
struct LineOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<LineNo>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<[f32; 4]>,
    size: f32,
    bold: bool,
}

impl<'a> LineOut<'a> {
    fn of(number: Option<LineNo>, line: &'a Line) -> Self {
        let (kind, level) = match line.kind {
            LineKind::Text => ("text", None),
            LineKind::Heading(level) => ("heading", Some(level)),
            LineKind::Bullet => ("bullet", None),
            LineKind::Numbered => ("numbered", None),
            LineKind::TableRow => ("table_row", None),
            LineKind::Footnote => ("footnote", None),
            LineKind::Blank => ("blank", None),
        };
        Self {
            line: number,
            kind,
            level,
            text: &line.text,
            place: line.place.map(|place| [place.x0, place.y0, place.x1, place.y1]),
            size: line.size,
            bold: line.bold,
        }
    }
}
