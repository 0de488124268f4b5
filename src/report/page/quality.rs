//! How far the rest of the page can be trusted: documents with their health, what was expected and not found, errors.

use maud::{Markup, html};

use super::super::link_pages::Links;
use super::super::rows::DocumentRow;
use super::super::tables::Tables;
use super::{first_rows, page_link, text_link};

/// Documents, coverage and errors.
pub fn quality(tables: &Tables, links: &Links) -> Markup {
    html! {
        h3 { "Handlingar" }
        (first_rows(&tables.documents, "documents", |rows| documents(rows, links)))
        h3 { "Väntat men inte funnet" }
        (first_rows(&tables.coverage, "coverage", |rows| html! {
            table {
                thead { tr { th { "Vad" } th { "Organ" } th { "År" } th { "Väntat" } th { "Funnet" } th { "Anmärkning" } } }
                tbody { @for row in rows { tr {
                    td { (row.what) } td { (row.organ_id) } td { @if let Some(year) = row.year { (year) } }
                    td { (row.expected) } td { (row.found) } td { (row.message) }
                } } }
            }
        }))
        h3 { "Fel och anmärkningar" }
        (first_rows(&tables.errors, "errors", |rows| html! {
            table {
                thead { tr { th { "Fil" } th { "Steg" } th { "Slag" } th { "Meddelande" } } }
                tbody { @for row in rows { tr { td { (row.path) } td { (row.stage) } td { (row.kind) } td { (row.message) } } } }
            }
        }))
    }
}

fn documents(rows: &[DocumentRow], links: &Links) -> Markup {
    html! {
        table {
            thead { tr {
                th { "Handling" } th { "Typ" } th { "Organ" } th { "Datum" } th { "Sidor" } th { "Textkälla" } th { "Hälsa" }
                th { "Rättade ord" } th { "Läge" } th { "Anmärkning" }
            } }
            tbody { @for row in rows { tr {
                td { @if row.was_read() { (text_link(&row.doc_id)) } @else { (row.path) } " " (page_link(links, &row.doc_id, None)) }
                td { (row.kind) @if let Some(sure) = row.type_confidence { " (" (percent(sure)) ")" } }
                td { (row.organ) }
                td { (row.date) }
                td { @if let Some(pages) = row.pages { (pages) } }
                td { (source_in_swedish(&row.text_source)) }
                td { @if let Some(health) = row.ocr_health { (percent(health)) } }
                td { @if let Some(words) = row.words_repaired { (words) } }
                td { (status_in_swedish(&row.status)) }
                td { (row.message) }
            } } }
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn source_in_swedish(source: &str) -> &str {
    match source {
        "text_layer" => "textlager",
        "ocr" => "egen OCR",
        "text_file" => "textfil",
        "none" => "ingen",
        other => other,
    }
}

fn status_in_swedish(status: &str) -> &str {
    match status {
        "ok" => "läst",
        "partial" => "delvis läst",
        "failed" => "misslyckad",
        "skipped" => "utelämnad",
        other => other,
    }
}
