//! What is known about the reading itself: documents and their health, what was expected and not found, what went wrong.

use maud::{Markup, html};

use super::frame_page::{encode, notice, page as framed, type_name};
use super::read_tables::{Row, Tables};

/// Rows shown of each table; the CSV has the rest.
const ROWS: usize = 1_000;

/// The page.
pub(super) fn page(tables: &Tables) -> Markup {
    let content = html! {
        h2 { "Fel och brister" }
        (table(tables, "errors", &[("path", "Fil"), ("stage", "Steg"), ("kind", "Slag"), ("message", "Vad")]))
        h2 { "Väntat och funnet" }
        (table(tables, "coverage", &[("what", "Vad"), ("organ_id", "Organ"), ("year", "År"), ("expected", "Väntat"), ("found", "Funnet"), ("message", "Anmärkning")]))
        h2 { "Handlingar" }
        (table(tables, "documents", &[
            ("doc_id", "Handling"), ("type", "Typ"), ("organ", "Organ"), ("date", "Datum"), ("pages", "Sidor"),
            ("text_source", "Text från"), ("ocr_health", "Texthälsa"), ("words_repaired", "Lagade ord"),
            ("status", "Utfall"), ("message", "Anmärkning"),
        ]))
        h2 { "Vad programmet inte kan veta" }
        ul {
            li { "Om en handling saknas i mappen finns den inte här. Ett tomt svar betyder inte att inget har beslutats." }
            li { "En plan utan läsbar text är oläslig, inte bristfällig." }
            li { "Muntliga förbehåll och beslut som inte skrivits ned syns inte." }
        }
    };
    framed("Kvalitet", "/kvalitet", &content)
}

fn table(tables: &Tables, name: &'static str, columns: &[(&str, &str)]) -> Markup {
    let table = match tables.get(name) {
        Ok(table) => table,
        Err(message) => return notice(&message),
    };
    let count = table.rows().count();
    if count == 0 {
        return html! { p { "Inget." } };
    }
    html! {
        @if count > ROWS { p { "De första " (ROWS) " av " (count) " rader; resten står i " (name) ".csv." } }
        div.tabell role="region" aria-label=(name) tabindex="0" { table {
            thead { tr { @for (_, label) in columns { th scope="col" { (label) } } } }
            tbody { @for row in table.rows().take(ROWS) { tr { @for (column, _) in columns { td { (cell(row, column)) } } } } }
        } }
    }
}

fn cell(row: Row<'_>, column: &str) -> Markup {
    let value = row.get(column);
    match column {
        "doc_id" => html! { a href=(format!("/dokument/{}", encode(value))) { (value) } },
        "type" => html! { (type_name(value)) },
        _ => html! { (value) },
    }
}
