//! How far the rest of the page can be trusted: documents with their health, what was expected and not found, errors, and
//! what the program can't know.

use maud::{Markup, html};

use super::super::rows::{CoverageRow, DocumentRow, ErrorRow};
use super::parts::{Show, scroll_table};

/// Documents and how their reading went.
pub fn documents(show: &Show<'_>, rows: &[DocumentRow]) -> Markup {
    let heads = [
        "field.document",
        "field.type",
        "field.organ",
        "field.date",
        "field.pages",
        "field.source",
        "field.health",
        "field.repaired",
        "field.outcome",
        "field.message",
    ]
    .map(|key| show.t(key));
    let body = html! { @for row in rows { tr {
        th scope="row" { @if row.was_read() { (show.document(&row.doc_id)) } @else { (row.path) } }
        td { (show.lang.name("type", &row.kind)) @if let Some(sure) = row.type_confidence { " (" (show.lang.percent(sure)) ")" } }
        td lang=[show.foreign()] { (row.organ) }
        td { (row.date) }
        td.number { @if let Some(pages) = row.pages { (show.lang.number(pages)) } }
        td { (show.lang.name("source", &row.text_source)) }
        td.number { @if let Some(health) = row.ocr_health { (show.lang.percent(health)) } }
        td.number { @if let Some(words) = row.words_repaired { (show.lang.number(words)) } }
        td { (show.lang.name("input", &row.status)) }
        td lang=[show.foreign()] { (row.message) }
    } } };
    scroll_table(show.t("quality.documents"), &heads, &body)
}

/// What was expected, and what of it was found.
pub fn coverage(show: &Show<'_>, rows: &[CoverageRow]) -> Markup {
    let heads = ["field.what", "field.organ", "field.year", "field.expected", "field.found", "field.message"]
        .map(|key| show.t(key));
    let body = html! { @for row in rows { tr {
        th scope="row" { (show.lang.name("what", &row.what)) } td { (row.organ_id) } td { @if let Some(year) = row.year { (year) } }
        td lang=[show.foreign()] { (row.expected) } td lang=[show.foreign()] { (row.found) } td lang=[show.foreign()] { (row.message) }
    } } };
    scroll_table(show.t("quality.coverage"), &heads, &body)
}

/// What went wrong.
pub fn errors(show: &Show<'_>, rows: &[ErrorRow]) -> Markup {
    let heads = ["field.file", "field.stage", "field.kind", "field.message"].map(|key| show.t(key));
    let body = html! { @for row in rows { tr {
        th scope="row" { (row.path) } td { (show.lang.name("stage", &row.stage)) } td { (row.kind) } td lang=[show.foreign()] { (row.message) }
    } } };
    scroll_table(show.t("quality.errors"), &heads, &body)
}

/// What nobody should read out of these pages.
pub fn unknowable(show: &Show<'_>) -> Markup {
    html! { ul {
        li { (show.t("quality.unknown_missing")) }
        li { (show.t("quality.unknown_unreadable")) }
        li { (show.t("quality.unknown_oral")) }
        li { (show.t("quality.unknown_truth")) }
        li { (show.t("quality.unknown_leans")) }
    } }
}
