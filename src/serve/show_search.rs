//! The search page: one box, facets, hits with marks. The query is in the address, so a search can be sent to a colleague.

use std::path::Path;

use maud::{Markup, PreEscaped, html};

use super::frame_page::{encode, notice, or_dash, page as framed, part_name, type_name};
use super::{Asked, asked};
use crate::dictionaries::Dictionaries;
use crate::index::{Hit, IndexError, SearchAnswer, SearchRequest, point_at, search};

/// Hits a page.
const HITS: usize = 20;

/// Pages that can be leafed to; who needs more narrows the query.
const MOST_PAGES: usize = 500;

/// Values shown of each facet.
const FACET_VALUES: usize = 12;

/// The page for these parameters: `q`, `sortera` (`datum`), `sida`.
pub(super) fn page(index: &Path, params: &Asked, dictionaries: &Dictionaries) -> Markup {
    let query = asked(params, "q");
    let by_date = asked(params, "sortera") == "datum";
    let number = asked(params, "sida").parse::<usize>().unwrap_or(1).clamp(1, MOST_PAGES);
    let content = html! {
        (form(query, by_date))
        @if !query.is_empty() {
            @let request = SearchRequest {
                query: query.to_owned(), by_date, limit: HITS, offset: (number - 1) * HITS, ..SearchRequest::default()
            };
            @match search(index, &request, dictionaries) {
                Ok(answer) => (answered(&answer, by_date, number)),
                Err(error) => (refused(query, &error)),
            }
        } @else { (help()) }
    };
    framed("Sök i handlingarna", "/", &content)
}

fn form(query: &str, by_date: bool) -> Markup {
    html! {
        form role="search" action="/" method="get" {
            label { "Sökord" br; input type="search" name="q" value=(query) maxlength="2000"; }
            label { "Sortera" br;
                select name="sortera" {
                    option value="" { "bäst först" }
                    option value="datum" selected[by_date] { "nyast först" }
                }
            }
            button { "Sök" }
        }
    }
}

fn help() -> Markup {
    html! {
        h2 { "Så här söker du" }
        ul {
            li { "Alla ord ska finnas: " code { "lekplats trygghet" } ". Böjningar och sammansättningar hittas." }
            li { "Ord i följd: " code { "\"lokal handlingsplan\"" } ". Precis som skrivet: " code { "=planen" } "." }
            li { code { "AND" } ", " code { "OR" } ", " code { "NOT" } " och parenteser; " code { "handling*" } " för ord som börjar så." }
            li { "Fält: " code { "typ:protokoll organ:socialnämnden år:2016..2018 parti:V person:\"Namn\" del:reservation dnr:" } "." }
        }
    }
}

fn refused(query: &str, error: &IndexError) -> Markup {
    match error {
        IndexError::Query { at, message } => html! {
            div.notis role="alert" { p { "Frågan kan inte sökas: " (message) "." } pre { (point_at(query, *at)) } }
        },
        error => notice(&error.to_string()),
    }
}

fn answered(answer: &SearchAnswer, by_date: bool, number: usize) -> Markup {
    let address = |query: &str, number: usize| {
        let order = if by_date { "&sortera=datum" } else { "" };
        format!("/?q={}{order}&sida={number}", encode(query))
    };
    html! {
        p role="status" { (answer.total) @if answer.total == 1 { " träff" } @else { " träffar" } }
        details { summary { "Vad som söktes" } pre { (answer.explanation) } }
        div.sok {
            aside aria-label="Avgränsa" { @for (name, label) in [("typ", "Typ"), ("organ", "Organ"), ("år", "År"), ("del", "Del"), ("parti", "Parti")] {
                @if let Some(values) = answer.facets.get(name).filter(|values| !values.is_empty()) {
                    h2 { (label) }
                    ul { @for (value, count) in values.iter().take(FACET_VALUES) {
                        li { a href=(address(&narrowed(&answer.query, name, value), 1)) { (facet_name(name, value)) } " (" (count) ")" }
                    } }
                }
            } }
            div {
                ol.traffar start=((number - 1) * HITS + 1) { @for hit in &answer.hits { (shown(hit)) } }
                nav aria-label="Träffsidor" { ul {
                    @if number > 1 { li { a rel="prev" href=(address(&answer.query, number - 1)) { "Föregående" } } }
                    @if number * HITS < answer.distinct && number < MOST_PAGES {
                        li { a rel="next" href=(address(&answer.query, number + 1)) { "Nästa" } }
                    }
                } }
            }
        }
    }
}

/// The query with one more field. Brackets keep an OR in it whole.
fn narrowed(query: &str, field: &str, value: &str) -> String {
    let query =
        if query.contains(" OR ") || query.contains(" ELLER ") { format!("({query})") } else { query.to_owned() };
    format!("{query} {field}:\"{value}\"")
}

fn facet_name<'a>(facet: &str, value: &'a str) -> &'a str {
    match facet {
        "typ" => type_name(value),
        "del" => part_name(value),
        _ => value,
    }
}

fn shown(hit: &Hit) -> Markup {
    let part = hit.segment_id.rsplit_once('#').map_or("", |(_, part)| part);
    let address = format!("/dokument/{}?sida={}#s-{}", encode(&hit.doc_id), hit.page, encode(part));
    html! {
        li {
            h2 { a href=(address) { (hit.doc_id) @if !hit.item.is_empty() { " § " (hit.item) } ", sidan " (hit.page) } }
            p.fakta { (part_name(&hit.kind)) " · " (or_dash(&hit.organ)) " · " (or_dash(&hit.date)) }
            // made and escaped by the index, with marks only
            p { (PreEscaped(&hit.snippet)) }
            @if !hit.also.is_empty() { p.fakta { "Samma text: " (hit.also.join(", ")) } }
        }
    }
}
