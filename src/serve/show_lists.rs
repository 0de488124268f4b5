//! Reservations and decisions as lists that can be narrowed, each row with a way to its text.

use maud::{Markup, html};

use super::frame_page::{choice, distinct, encode, notice, or_dash, page as framed, part_name, to_lines};
use super::read_tables::{Row, Table, Tables};
use super::{Asked, asked};
use crate::text::fold;

/// Rows a page.
const ROWS: usize = 100;

/// Who reserved themselves about what: filters `parti`, `ar`, `organ`, words `q`.
pub(super) fn reservations(tables: &Tables, params: &Asked) -> Markup {
    let content = match tables.get("reservations") {
        Ok(table) => {
            let party = asked(params, "parti");
            let parties = distinct(table.rows().flat_map(|row| row.get("parties").split(" | ")));
            let keep = |row: &Row<'_>| party.is_empty() || row.get("parties").split(" | ").any(|one| one == party);
            let extra = choice("parti", "Parti", &parties, party);
            list(&table, params, "/reservationer", &extra, keep, reservation)
        }
        Err(message) => notice(&message),
    };
    framed("Reservationer och uttalanden", "/reservationer", &content)
}

/// Decision points: filters `ar`, `organ`, words `q`.
pub(super) fn decisions(tables: &Tables, params: &Asked) -> Markup {
    let content = match tables.get("decisions") {
        Ok(table) => list(&table, params, "/beslut", &html! {}, |_| true, decision),
        Err(message) => notice(&message),
    };
    framed("Beslut", "/beslut", &content)
}

fn list(
    table: &Table,
    params: &Asked,
    address: &str,
    extra: &Markup,
    keep: impl Fn(&Row<'_>) -> bool,
    show: fn(Row<'_>) -> Markup,
) -> Markup {
    let (organ, year, words) = (asked(params, "organ"), asked(params, "ar"), asked(params, "q"));
    let wanted = fold(words);
    let holds = |row: &Row<'_>| {
        ["text", "title", "persons", "dnr"].into_iter().any(|column| fold(row.get(column)).contains(&wanted))
    };
    let rows: Vec<Row<'_>> = table
        .rows()
        .filter(|row| organ.is_empty() || row.get("organ_id") == organ)
        .filter(|row| year.is_empty() || year_of(*row) == year)
        .filter(|row| keep(row) && (words.is_empty() || holds(row)))
        .collect();
    let pages = rows.len().div_ceil(ROWS).max(1);
    let number = asked(params, "sida").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let to = |number: usize| {
        let kept = params.iter().filter(|(name, _)| *name != "sida");
        let kept = kept.map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let all: Vec<String> = kept.chain([format!("sida={number}")]).collect();
        format!("{address}?{}", all.join("&"))
    };
    html! {
        form method="get" action=(address) {
            (choice("organ", "Organ", &distinct(table.rows().map(|row| row.get("organ_id"))), organ))
            (choice("ar", "År", &distinct(table.rows().map(year_of)), year))
            (extra)
            label { "Innehåller " input type="search" name="q" value=(words); }
            button { "Visa" }
        }
        p role="status" { (rows.len()) " rader, sidan " (number) " av " (pages) }
        ol.traffar start=((number - 1) * ROWS + 1) { @for row in rows.iter().skip((number - 1) * ROWS).take(ROWS) { li { (show(*row)) } } }
        nav aria-label="Sidor" { ul {
            @if number > 1 { li { a rel="prev" href=(to(number - 1)) { "Föregående" } } }
            @if number < pages { li { a rel="next" href=(to(number + 1)) { "Nästa" } } }
        } }
    }
}

fn year_of(row: Row<'_>) -> &str {
    row.get("date").get(..4).unwrap_or_default()
}

fn reservation(row: Row<'_>) -> Markup {
    let persons = row.get("persons").replace(" | ", ", ");
    let parties = row.get("parties").replace(" | ", ", ");
    html! {
        h2 { (part_name(row.get("kind"))) ": " (or_dash(&persons)) " (" (or_dash(&parties)) ")" @if row.get("with_others") == "yes" { " m.fl." } }
        (place(row, row.number("page_from")))
        @if !row.get("refers_to").is_empty() { p { "Hänvisar till " (row.get("refers_to")) "." } }
        (text(row.get("text")))
    }
}

fn decision(row: Row<'_>) -> Markup {
    html! {
        h2 { (or_dash(row.get("title"))) }
        (place(row, row.number("page")))
        p { (row.get("seq")) ". " (row.get("text")) }
    }
}

fn place(row: Row<'_>, page: usize) -> Markup {
    html! {
        p.fakta {
            (or_dash(row.get("organ_id"))) " · " (or_dash(row.get("date")))
            @if !row.get("item").is_empty() { " · § " (row.get("item")) }
            @if !row.get("dnr").is_empty() { " · dnr " (row.get("dnr")) }
            " · " a href=(to_lines(row.get("doc_id"), page, row.number("line_from"), row.number("line_to"))) { "sidan " (page) }
        }
    }
}

/// Long texts are folded away; reservations can run over pages.
fn text(text: &str) -> Markup {
    const SHORT: usize = 400;
    match text.char_indices().nth(SHORT) {
        None => html! { p { (text) } },
        Some((at, _)) => html! { details { summary { (text[..at]) " …" } p { (text[at..]) } } },
    }
}
