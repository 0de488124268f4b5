//! How a point evolved, oldest first: the point itself and every passage that is linked to it, in either direction.

use maud::{Markup, html};

use super::Shown;
use super::frame_page::{encode, notice, or_dash, page as framed, to_lines};
use super::read_tables::{Row, Tables};
use crate::report::relation_word;

/// All points, as an entrance to their traces.
pub(super) fn list(tables: &Tables) -> Markup {
    let content = match tables.get("points") {
        Ok(points) => html! {
            p { "Välj en punkt för att se hur den har följts, upprepats och ändrats." }
            div.tabell role="region" aria-label="Punkter" tabindex="0" { table {
                thead { tr { th scope="col" { "Punkt" } th scope="col" { "År" } th scope="col" { "Lydelse" } } }
                tbody { @for row in points.rows() { tr {
                    th scope="row" { a href=(format!("/spar/{}", encode(row.get("point_id")))) { (row.get("point_id")) } }
                    td { (row.get("year")) } td { (row.get("text")) }
                } } }
            } }
        },
        Err(message) => notice(&message),
    };
    framed("Spår", "/spar", &content)
}

/// A stop on the way: year for the order, then what is shown.
struct Stop {
    year: String,
    what: Markup,
}

/// The trace of one point.
pub(super) fn page(tables: &Tables, id: &str) -> Shown {
    let points = match tables.get("points") {
        Ok(points) => points,
        Err(message) => return Shown::Page(framed("Spår", "/spar", &notice(&message))),
    };
    let Some(point) = points.rows().find(|row| row.get("point_id") == id) else {
        return Shown::Missing("Ingen punkt har det id:t.");
    };
    let lineage = tables.get("lineage").ok();
    let mut stops = vec![Stop { year: point.get("year").to_owned(), what: itself(point) }];
    for row in lineage.iter().flat_map(|table| table.rows()) {
        if row.get("from_id") == id {
            stops.push(Stop { year: row.get("to_year").to_owned(), what: link(row) });
        } else if row.get("to_id") == id {
            stops.push(Stop { year: row.get("from_year").to_owned(), what: back(row) });
        }
    }
    stops.sort_by(|a, b| a.year.cmp(&b.year));
    let content = html! {
        @if lineage.is_none() { (notice("Tabellen lineage.csv finns inte i utdatamappen. Kör paragraf run först.")) }
        ol.traffar { @for stop in &stops { li { h2 { (or_dash(&stop.year)) } (stop.what) } } }
    };
    Shown::Page(framed(&format!("Spår av {id}"), "/spar", &content))
}

fn itself(point: Row<'_>) -> Markup {
    html! {
        blockquote { (point.get("text")) }
        p { strong { "Punkten själv" } " · "
            a href=(to_lines(point.get("doc_id"), point.number("page"), point.number("line_from"), point.number("line_to"))) {
                (point.get("doc_id")) ", sidan " (point.get("page"))
            }
        }
    }
}

fn link(row: Row<'_>) -> Markup {
    let line = row.number("to_line_from");
    html! {
        blockquote { (row.get("quote")) }
        p { strong { (relation_word(row.get("relation"))) } " · likhet " (or_dash(row.get("similarity"))) " · "
            a href=(to_lines(row.get("to_doc_id"), row.number("to_page"), line, line)) { (row.get("to_doc_id")) ", sidan " (row.get("to_page")) }
            @if row.get("to_kind") == "point" { " · " a href=(format!("/spar/{}", encode(row.get("to_id")))) { (row.get("to_id")) } }
        }
    }
}

/// Seen from the other end: an earlier or later point links here.
fn back(row: Row<'_>) -> Markup {
    html! {
        p { a href=(format!("/spar/{}", encode(row.get("from_id")))) { (row.get("from_id")) } " pekar hit: "
            strong { (relation_word(row.get("relation"))) } }
    }
}
