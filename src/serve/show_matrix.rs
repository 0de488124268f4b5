//! The compliance matrix as a table, and each cell's evidence with quotes: nothing is claimed without its place.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::frame_page::{choice, distinct, encode, notice, or_dash, page as framed, status_name, to_lines};
use super::read_tables::{Row, Table, Tables};
use super::{Asked, Shown, asked};

/// Columns of `matrix.csv` before the points.
const FIXED: usize = 4;

const STATUSES: [&str; 6] = ["addressed", "partly", "not_addressed", "to_review", "not_applicable", "unreadable"];

/// The matrix, filtered by `organ`, `ar` and `status` (rows that have it somewhere).
pub(super) fn page(tables: &Tables, params: &Asked) -> Markup {
    let content = match tables.get("matrix") {
        Ok(matrix) => filtered(&matrix, tables.get("points").ok().as_deref(), params),
        Err(message) => notice(&message),
    };
    framed("Efterlevnadsmatris", "/matris", &content)
}

fn filtered(matrix: &Table, points: Option<&Table>, params: &Asked) -> Markup {
    let (organ, year, status) = (asked(params, "organ"), asked(params, "ar"), asked(params, "status"));
    let columns = matrix.columns().get(FIXED..).unwrap_or_default();
    let rows: Vec<Row<'_>> = matrix
        .rows()
        .filter(|row| organ.is_empty() || row.get("organ") == organ)
        .filter(|row| year.is_empty() || row.get("year") == year)
        .filter(|row| status.is_empty() || columns.iter().any(|point| row.get(point) == status))
        .collect();
    html! {
        form method="get" action="/matris" {
            (choice("organ", "Organ", &distinct(matrix.rows().map(|row| row.get("organ"))), organ))
            (choice("ar", "År", &distinct(matrix.rows().map(|row| row.get("year"))), year))
            label { "Status " select name="status" {
                option value="" { "alla" }
                @for word in STATUSES { option value=(word) selected[word == status] { (status_name(word).1) } }
            } }
            button { "Visa" }
        }
        (counts(&rows, columns))
        div.tabell role="region" aria-label="Matris" tabindex="0" { table {
            thead { tr {
                th scope="col" { "Organ" } th scope="col" { "År" }
                @for point in columns { th scope="col" { a href=(format!("/spar/{}", encode(point))) title=(text_of(points, point)) { (point) } } }
            } }
            tbody { @for row in rows { tr {
                th scope="row" { a href=(format!("/dokument/{}", encode(row.get("plan_doc_id")))) { (or_dash(row.get("organ"))) } }
                td { (or_dash(row.get("year"))) }
                @for point in columns { (one(row, point)) }
            } } }
        } }
    }
}

fn one(row: Row<'_>, point: &str) -> Markup {
    let status = row.get(point);
    let (sign, word) = status_name(status);
    let class = STATUSES.contains(&status).then(|| format!("s-{status}"));
    html! {
        td class=[class] {
            @if !status.is_empty() {
                a href=(format!("/matris/{}/{}", encode(row.get("plan_doc_id")), encode(point))) { (sign) " " (word) }
            }
        }
    }
}

fn counts(rows: &[Row<'_>], columns: &[String]) -> Markup {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        for point in columns {
            *counts.entry(row.get(point)).or_default() += 1;
        }
    }
    html! {
        p { (rows.len()) " planer. "
            @for word in STATUSES { @if let Some(count) = counts.get(word) {
                (status_name(word).0) " " (status_name(word).1) ": " (count) ". "
            } }
        }
    }
}

fn text_of(points: Option<&Table>, id: &str) -> String {
    let find = |table: &Table| table.rows().find(|row| row.get("point_id") == id).map(|row| row.get("text").to_owned());
    points.and_then(find).unwrap_or_default()
}

/// The evidence of one cell.
pub(super) fn cell(tables: &Tables, plan: &str, point: &str) -> Shown {
    let evidence = match tables.get("evidence") {
        Ok(evidence) => evidence,
        Err(message) => return Shown::Page(framed("Belägg", "/matris", &notice(&message))),
    };
    let rows: Vec<Row<'_>> =
        evidence.rows().filter(|row| row.get("plan_doc_id") == plan && row.get("point_id") == point).collect();
    let Some(first) = rows.first() else {
        return Shown::Missing("Den cellen finns inte i matrisen.");
    };
    let (sign, word) = status_name(first.get("status"));
    let criteria = tables.get("criteria").ok();
    let content = html! {
        p { (or_dash(first.get("organ"))) " " (first.get("year")) " · punkt " a href=(format!("/spar/{}", encode(point))) { (point) } }
        blockquote { (text_of(tables.get("points").ok().as_deref(), point)) }
        p { strong { (sign) " " (word) }
            @if first.get("status") == "to_review" { ", lutar åt " (status_name(first.get("proposal")).1) }
            " (säkerhet " (or_dash(first.get("confidence"))) ", grund " (or_dash(first.get("basis"))) ")"
        }
        @if let Some(criteria) = &criteria {
            h2 { "Vad planen måste visa" }
            ol { @for row in criteria.rows().filter(|row| row.get("point_id") == point) {
                li { (row.get("criterion")) @if row.get("essential") == "no" { " (inte nödvändigt)" } }
            } }
        }
        h2 { "Passager" }
        ol { @for row in &rows { (passage(*row)) } }
    };
    Shown::Page(framed("Belägg", "/matris", &content))
}

fn passage(row: Row<'_>) -> Markup {
    html! {
        li {
            @if row.get("quote").is_empty() { p { "Ingen passage." } } @else {
                blockquote { (row.get("quote")) }
                p { a href=(to_lines(row.get("plan_doc_id"), row.number("page"), row.number("line_from"), row.number("line_to"))) {
                    "sidan " (row.get("page")) ", rad " (row.get("line_from"))
                } " · poäng " (or_dash(row.get("score"))) }
            }
            @if !row.get("reason").is_empty() { p.fakta { "Varför inte mer: " (row.get("reason")) } }
        }
    }
}
