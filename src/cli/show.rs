//! `paragraf show`: a document, a segment or a point of the last run, and what was repaired in it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;

use super::{Exit, args};
use crate::config::{Layer, Settings};
use crate::dictionaries::{Dictionaries, Masking, Source};
use crate::report::rows::{ChangeRow, CriterionRow, DocumentRow, PointRow, SegmentRow};
use crate::report::{mask, read_rows};
use crate::segment::{SegmentKind, explain};
use crate::text::Edit;

pub fn run(common: &args::Common, command: &args::Show) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let Some(view) = view(&settings, command)? else { return Ok(Exit::NothingFound) };
    let view = if command.mask {
        let rules = Masking::load(&Source::new(settings.dictionaries.as_deref())?)?;
        mask(&view, &rules).into_owned()
    } else {
        view
    };
    std::io::stdout().lock().write_all(view.as_bytes())?;
    Ok(Exit::Ok)
}

/// What is shown of the thing of that id; `None`, and a word about it, where there is none.
fn view(settings: &Settings, command: &args::Show) -> anyhow::Result<Option<String>> {
    let (out, id) = (&settings.out, &command.id);
    if let (true, Some(rules)) = (command.explain, show_rules(settings, id)?) {
        return Ok(Some(rules));
    }
    if let Some(document) = read_rows::<DocumentRow>(out)?.iter().find(|row| row.doc_id == *id) {
        return show_document(out, document, command);
    }
    if let Some(segment) = read_rows::<SegmentRow>(out)?.iter().find(|row| row.segment_id == *id) {
        return show_segment(out, segment, command.diff).map(Some);
    }
    if let Some(point) = read_rows::<PointRow>(out)?.iter().find(|row| row.point_id == *id) {
        return show_point(out, point).map(Some);
    }
    eprintln!("paragraf: {id}: inget dokument, ingen del och ingen punkt heter så; sök med paragraf search");
    Ok(None)
}

fn show_segment(out: &Path, segment: &SegmentRow, diff: bool) -> anyhow::Result<String> {
    let SegmentRow { segment_id, doc_id, kind, number, heading, page_from, page_to, line_from, line_to, .. } = segment;
    let head = format!(
        "{segment_id} · {kind} {number} {heading}\n{doc_id}, sidorna {page_from}-{page_to}, raderna {line_from}-{line_to}\n\n"
    );
    Ok(head + &lines_of(out, doc_id, *line_from, *line_to, diff)?)
}

fn text_lines(out: &Path, doc_id: &str) -> anyhow::Result<Vec<String>> {
    let path = out.join("text").join(format!("{doc_id}.txt"));
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(text.split_terminator('\n').map(str::to_owned).collect())
}

/// `None`, and a word about it, where the page that was asked for has no lines.
fn show_document(out: &Path, document: &DocumentRow, command: &args::Show) -> anyhow::Result<Option<String>> {
    let head = format!(
        "{} · {} {} · {} · {}\n{} ({} sidor, {} ord, {} ord lagade, hälsa {})\n{}\n",
        document.doc_id,
        document.organ,
        document.date,
        document.kind,
        document.title,
        document.path,
        document.pages.unwrap_or(0),
        document.words.unwrap_or(0),
        document.words_repaired.unwrap_or(0),
        document.ocr_health.map_or_else(|| "okänd".to_owned(), |health| format!("{health:.2}")),
        document.message,
    );
    if document.pages.is_none_or(|pages| pages == 0) {
        return Ok(Some(head));
    }
    let lines = text_lines(out, &document.doc_id)?;
    let (from, to) = match command.page {
        None => (1, lines.len()),
        Some(page) => {
            let Some(range) = page_range(&lines, page) else {
                let (id, pages) = (&document.doc_id, document.pages.unwrap_or(0));
                eprintln!("paragraf: {id}: den sidan finns inte eller har ingen text; dokumentet har {pages} sidor");
                return Ok(None);
            };
            range
        }
    };
    Ok(Some(head + "\n" + &lines_of(out, &document.doc_id, from as u32, to as u32, command.diff)?))
}

/// The parts of a document, or the part of that id, each with the rule that opened it; `None` where the id is another thing's.
fn show_rules(settings: &Settings, id: &str) -> anyhow::Result<Option<String>> {
    let segments: Vec<SegmentRow> = read_rows(&settings.out)?;
    let wanted: Vec<&SegmentRow> = segments.iter().filter(|row| row.doc_id == id || row.segment_id == id).collect();
    let Some(first) = wanted.first() else { return Ok(None) };
    let lines = text_lines(&settings.out, &first.doc_id)?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let mut shown = String::new();
    for row in wanted {
        let part: Vec<&str> = lines[row.line_from as usize - 1..(row.line_to as usize).min(lines.len())]
            .iter()
            .map(String::as_str)
            .collect();
        let rule = SegmentKind::parse(&row.kind).map_or_else(String::new, |kind| explain(kind, &part, &dictionaries));
        let head = [row.kind.as_str(), &row.number, &row.heading].join(" ");
        let head = head.trim_end();
        let _ = writeln!(shown, "{} · {head} · raderna {}-{} · {rule}", row.segment_id, row.line_from, row.line_to);
    }
    Ok(Some(shown))
}

/// First and last line of a page, from 1.
fn page_range(lines: &[String], wanted: u32) -> Option<(usize, usize)> {
    let mut page = 1;
    let mut range: Option<(usize, usize)> = None;
    for (index, line) in lines.iter().enumerate() {
        page += line.chars().take_while(|c| *c == '\u{c}').count() as u32;
        if page == wanted {
            range = Some((range.map_or(index + 1, |(from, _)| from), index + 1));
        }
    }
    range
}

/// Lines with what was repaired in them, or only with a mark behind each doubtful repair.
fn lines_of(out: &Path, doc_id: &str, from: u32, to: u32, diff: bool) -> anyhow::Result<String> {
    let lines = text_lines(out, doc_id)?;
    let changes: Vec<ChangeRow> = read_rows(out)?;
    let mut shown = String::new();
    for number in from..=to.min(lines.len() as u32) {
        let mut line = lines[number as usize - 1].trim_start_matches('\u{c}').to_owned();
        let mut at = 0;
        for change in changes.iter().filter(|change| change.doc_id == doc_id && change.line == number) {
            if let Some(found) = line[at..].find(&change.after).map(|found| at + found) {
                let doubt = if change.confidence < f64::from(Edit::SURE) { "?" } else { "" };
                let marked = match (diff, doubt) {
                    (true, _) => format!("[{} -> {}{doubt}]", change.before, change.after),
                    (false, "") => change.after.clone(),
                    (false, _) => format!("{}[?]", change.after),
                };
                line.replace_range(found..found + change.after.len(), &marked);
                at = found + marked.len();
            }
        }
        shown.push_str(&line);
        shown.push('\n');
    }
    Ok(shown)
}

fn show_point(out: &Path, point: &PointRow) -> anyhow::Result<String> {
    let mut shown = format!(
        "{} ({}, {})\n{}\n\n{}\n\n{} · ställd till: {} {}\n{}, s. {}, raderna {}-{}\n",
        point.point_id,
        point.origin,
        point.year,
        point.heading,
        point.text,
        point.modality,
        point.addressee_class,
        point.addressees.0.join(", "),
        point.doc_id,
        point.page,
        point.line_from,
        point.line_to
    );
    let criteria: Vec<CriterionRow> = read_rows(out)?;
    for criterion in criteria.iter().filter(|criterion| criterion.point_id == point.point_id) {
        let _ = writeln!(shown, "  {}. {} [{}]", criterion.seq, criterion.criterion, criterion.kind);
    }
    Ok(shown)
}
