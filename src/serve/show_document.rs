//! A document's text, its parts beside it, repaired words marked with what stood there before.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::frame_page::{encode, notice, or_dash, page as framed, part_name, type_name};
use super::read_tables::{Row, Table, Tables};
use super::{Asked, Shown, asked};

/// Pages shown at once, so that a report of 3,000 pages doesn't choke a browser.
const PAGES: usize = 40;

/// The page for a document: `sida` is where to start, `rad` (`12-18`) which lines to mark.
pub(super) fn page(tables: &Tables, id: &str, params: &Asked) -> Shown {
    let documents = match tables.get("documents") {
        Ok(documents) => documents,
        Err(message) => return Shown::Page(framed("Handling", "", &notice(&message))),
    };
    let Some(row) = documents.rows().find(|row| row.get("doc_id") == id) else {
        return Shown::Missing("Ingen handling har det id:t.");
    };
    let title = if row.get("title").is_empty() { id } else { row.get("title") };
    let content = html! {
        (facts(row))
        @match tables.text_of(id) {
            Some(text) => (body(tables, id, &text, params)),
            None => (notice("Handlingens text finns inte i utdatamappen.")),
        }
    };
    Shown::Page(framed(title, "", &content))
}

fn facts(row: Row<'_>) -> Markup {
    html! {
        p.fakta {
            (type_name(row.get("type"))) " · " (or_dash(row.get("organ"))) " · " (or_dash(row.get("date")))
            @if !row.get("dnr").is_empty() { " · dnr " (row.get("dnr")) }
            " · " (row.get("pages")) " sidor · " (row.get("path"))
        }
        @if !row.get("message").is_empty() { (notice(row.get("message"))) }
    }
}

/// Lines of a text with their page, line and page counted from 1.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut page = 1;
    text.lines()
        .map(|line| {
            let rest = line.trim_start_matches('\u{c}');
            page += line.len() - rest.len();
            (page, rest)
        })
        .collect()
}

fn body(tables: &Tables, id: &str, text: &str, params: &Asked) -> Markup {
    let lines = lines(text);
    let last_page = lines.last().map_or(1, |(page, _)| *page);
    let wanted = asked(params, "sida").parse::<usize>().unwrap_or(1).clamp(1, last_page);
    let from = (wanted - 1) / PAGES * PAGES + 1;
    let to = (from + PAGES - 1).min(last_page);
    let marked = range(asked(params, "rad"));
    let segments = tables.get("segments").ok();
    let parts = segments.as_deref().map(|table| parts(table, id)).unwrap_or_default();
    let changes = tables.get("changes").ok();
    let changes = changes.as_deref().map(|table| by_line(table, id)).unwrap_or_default();
    html! {
        div.handling {
            nav aria-label="Delar" { ul { @for part in parts.values().flatten().filter(|part| !part.get("heading").is_empty()) {
                li { a href=(format!("?sida={}#s-{}", part.get("page_from"), anchor(*part))) { (part.get("heading")) } " (" (part_name(part.get("kind"))) ")" }
            } } }
            div {
                (leaf(id, from, last_page))
                ol.rader { @for (number, (page, line)) in (1..).zip(&lines).filter(|(_, (page, _))| (from..=to).contains(page)) {
                    @let first = number == 1 || lines[number - 2].0 != *page;
                    li id=(format!("r{number}")) class=[marked.contains(&number).then_some("vald")] {
                        a href=(format!("#r{number}")) aria-label=(format!("rad {number}, sidan {page}")) { (number) }
                        @if first { span id=(format!("s-p{page}")) {} }
                        @for part in parts.get(&number).into_iter().flatten() { span id=(format!("s-{}", anchor(*part))) {} }
                        p { (repaired(line, changes.get(&number))) }
                    }
                } }
                (leaf(id, from, last_page))
            }
        }
    }
}

fn leaf(id: &str, from: usize, last: usize) -> Markup {
    html! {
        p.sida {
            "Sidorna " (from) "–" ((from + PAGES - 1).min(last)) " av " (last)
            @if from > 1 { " · " a href=(format!("/dokument/{}?sida={}", encode(id), from - PAGES)) { "tidigare sidor" } }
            @if from + PAGES <= last { " · " a href=(format!("/dokument/{}?sida={}", encode(id), from + PAGES)) { "senare sidor" } }
        }
    }
}

fn range(text: &str) -> std::ops::RangeInclusive<usize> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) => from..=to,
        // lines count from 1: nothing is marked
        _ => 0..=0,
    }
}

fn anchor(part: Row<'_>) -> String {
    encode(part.get("segment_id").rsplit_once('#').map_or("", |(_, part)| part))
}

/// Parts by the line they start on.
fn parts<'a>(table: &'a Table, id: &str) -> BTreeMap<usize, Vec<Row<'a>>> {
    let mut parts: BTreeMap<usize, Vec<Row<'a>>> = BTreeMap::new();
    for row in table.rows().filter(|row| row.get("doc_id") == id) {
        parts.entry(row.number("line_from")).or_default().push(row);
    }
    parts
}

/// Repairs by line: before and after.
fn by_line<'a>(table: &'a Table, id: &str) -> BTreeMap<usize, Vec<(&'a str, &'a str)>> {
    let mut changes: BTreeMap<usize, Vec<(&str, &str)>> = BTreeMap::new();
    for row in table.rows().filter(|row| row.get("doc_id") == id) {
        changes.entry(row.number("line")).or_default().push((row.get("before"), row.get("after")));
    }
    changes
}

/// A line with each repaired word marked. Changes come in order of place, so each is looked for after the one before.
fn repaired(line: &str, changes: Option<&Vec<(&str, &str)>>) -> Markup {
    let mut pieces: Vec<(&str, Option<(&str, &str)>)> = Vec::new();
    let mut rest = line;
    for (before, after) in changes.into_iter().flatten().filter(|(_, after)| !after.is_empty()) {
        if let Some(at) = rest.find(after) {
            pieces.push((&rest[..at], Some((before, after))));
            rest = &rest[at + after.len()..];
        }
    }
    html! {
        @for (plain, change) in pieces {
            (plain)
            @if let Some((before, after)) = change { ins title=(format!("före: {before}")) { (after) } }
        }
        (rest)
    }
}
