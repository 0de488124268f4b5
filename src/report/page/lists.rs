//! Reservations, decisions and traces on the page.

use maud::{Markup, html};

use super::super::link_pages::Links;
use super::super::relation_word;
use super::super::rows::{DecisionRow, LineageRow, PointRow, ReservationRow};
use super::super::tables::Tables;
use super::{first_rows, page_link, text_link};

/// Reservations and statements, document by document.
pub fn reservations(tables: &Tables, links: &Links) -> Markup {
    first_rows(&tables.reservations, "reservations", |rows| {
        html! {
            table {
                thead { tr { th { "Handling" } th { "Datum" } th { "§" } th { "Slag" } th { "Av" } th { "Text" } th { "Sida" } } }
                tbody { @for row in rows { (reservation(row, links)) } }
            }
        }
    })
}

fn reservation(row: &ReservationRow, links: &Links) -> Markup {
    html! {
        tr {
            td { (text_link(&row.doc_id)) }
            td { (row.date) }
            td { (row.item) }
            td { (kind_in_swedish(&row.kind)) }
            td { (row.persons.0.join(", ")) @if row.with_others.0 { " m.fl." }
                @if !row.parties.0.is_empty() { " (" (row.parties.0.join(", ")) ")" } }
            td { (long(&row.text))
                @if !row.refers_to.is_empty() { p.none { "Hänvisar till: " (row.refers_to) } } }
            td { (page_link(links, &row.doc_id, Some(row.page_from))) }
        }
    }
}

fn kind_in_swedish(kind: &str) -> &str {
    match kind {
        "reservation" => "reservation",
        "special_statement" => "särskilt uttalande",
        "substitute_statement" => "ersättaryttrande",
        "note" => "protokollsanteckning",
        other => other,
    }
}

/// Decision points, document by document.
pub fn decisions(tables: &Tables, links: &Links) -> Markup {
    first_rows(&tables.decisions, "decisions", |rows| {
        html! {
            table {
                thead { tr { th { "Handling" } th { "Datum" } th { "§" } th { "Ärende" } th { "Beslut" } th { "Sida" } } }
                tbody { @for row in rows { (decision(row, links)) } }
            }
        }
    })
}

fn decision(row: &DecisionRow, links: &Links) -> Markup {
    html! {
        tr {
            td { (text_link(&row.doc_id)) }
            td { (row.date) }
            td { (row.item) }
            td { (row.title) @if !row.dnr.is_empty() { br; small { (row.dnr) } } }
            td { (row.seq) ". " (long(&row.text)) }
            td { (page_link(links, &row.doc_id, Some(row.page))) }
        }
    }
}

/// Each point that was said before or again, with its passages oldest first.
pub fn traces(tables: &Tables, links: &Links) -> Markup {
    let traced: Vec<(&PointRow, Vec<&LineageRow>)> = tables
        .points
        .iter()
        .map(|point| (point, oldest_first(tables, &point.point_id)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    first_rows(&traced, "lineage", |traced| {
        html! { @for (point, rows) in traced { (trace(point, rows, links)) } }
    })
}

fn oldest_first<'a>(tables: &'a Tables, point_id: &str) -> Vec<&'a LineageRow> {
    let mut rows: Vec<_> = tables.lineage.iter().filter(|row| row.from_id == point_id).collect();
    rows.sort_by(|a, b| (a.to_year, &a.lineage_id).cmp(&(b.to_year, &b.lineage_id)));
    rows
}

fn trace(point: &PointRow, rows: &[&LineageRow], links: &Links) -> Markup {
    html! {
        details {
            summary { b { (point.point_id) } " " (point.text) }
            ol {
                @for row in rows {
                    li {
                        @if let Some(year) = row.to_year { b { (year) } " " }
                        (relation_word(&row.relation)) " i " (text_link(&row.to_doc_id)) " "
                        (page_link(links, &row.to_doc_id, Some(row.to_page)))
                        @if !row.quote.is_empty() { ": " q { (row.quote) } }
                    }
                }
            }
        }
    }
}

/// Long words fold away; the first stretch stays to be seen.
fn long(text: &str) -> Markup {
    const SHOWN: usize = 300;
    match text.char_indices().nth(SHOWN) {
        None => html! { (text) },
        Some((end, _)) => html! { details { summary { (text[..end]) "…" } (text) } },
    }
}
