//! What every page shares: head, menu, foot, links, Swedish words for codes. Everything goes through maud, which escapes.

use maud::{DOCTYPE, Markup, html};

use crate::classify::DocKind;
use crate::index::name_parts;
use crate::segment::SegmentKind;

const MENU: [(&str, &str); 6] = [
    ("/", "Sök"),
    ("/matris", "Matris"),
    ("/spar", "Spår"),
    ("/reservationer", "Reservationer"),
    ("/beslut", "Beslut"),
    ("/kvalitet", "Kvalitet"),
];

/// A whole page. `here`: the menu's address it belongs to.
pub(super) fn page(title: &str, here: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="sv" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – paragraf" }
                link rel="stylesheet" href="/stil.css";
            }
            body {
                a.hopp href="#innehall" { "Hoppa till innehållet" }
                header {
                    nav aria-label="Huvudmeny" {
                        ul { @for (address, name) in MENU {
                            li { a href=(address) aria-current=[(address == here).then_some("page")] { (name) } }
                        } }
                    }
                }
                main id="innehall" { h1 { (title) } (content) }
                footer { p { "Uppgifterna är programmets läsning av handlingarna. Kontrollera mot originalet." } }
            }
        }
    }
}

/// A message in place of content.
pub(super) fn notice(message: &str) -> Markup {
    html! { p.notis role="status" { (message) } }
}

/// Text as part of an address: everything but letters, digits and `-._~` as `%XX`.
pub(super) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Address of lines of a document.
pub(super) fn to_lines(doc_id: &str, page: usize, from: usize, to: usize) -> String {
    format!("/dokument/{}?sida={}&rad={from}-{}#r{from}", encode(doc_id), page.max(1), to.max(from))
}

/// A year's, organ's or other cell's value, or a dash that is read out as nothing.
pub(super) fn or_dash(text: &str) -> Markup {
    html! { @if text.is_empty() { span aria-label="saknas" { "–" } } @else { (text) } }
}

/// Swedish for a kind of part, from the word of `segments.csv`.
pub(super) fn part_name(word: &str) -> &str {
    SegmentKind::parse(word).map_or(word, |kind| name_parts::swedish(kind))
}

/// Swedish for a type of document, from the word of `documents.csv`.
pub(super) fn type_name(word: &str) -> &str {
    DocKind::parse(word).map_or(word, |kind| name_parts::swedish_type(kind))
}

/// Sign and Swedish word for a status of the matrix.
pub(super) fn status_name(word: &str) -> (&'static str, &str) {
    match word {
        "addressed" => ("●", "uppfylld"),
        "partly" => ("◐", "delvis"),
        "not_addressed" => ("○", "saknas"),
        "to_review" => ("?", "att granska"),
        "not_applicable" => ("–", "gäller ej"),
        "unreadable" => ("▨", "oläslig"),
        other => ("", other),
    }
}

/// Choices of a filter: distinct values, sorted, the chosen one marked.
pub(super) fn choice(name: &str, label: &str, values: &[String], chosen: &str) -> Markup {
    html! {
        label { (label) " "
            select name=(name) {
                option value="" { "alla" }
                @for value in values { option value=(value) selected[value == chosen] { (value) } }
            }
        }
    }
}

/// Distinct values of an iterator that are not empty, sorted.
pub(super) fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let set: std::collections::BTreeSet<&str> = values.filter(|value| !value.is_empty()).collect();
    set.into_iter().map(str::to_owned).collect()
}
