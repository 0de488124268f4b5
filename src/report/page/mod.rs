//! `report/index.html`: what a run found, on one page that needs no server, network or script. Everything from documents
//! is escaped by maud; the policy in the head lets a browser load nothing else.

mod matrix;

mod lists;

mod quality;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::link_pages::Links;
use super::pivot_matrix::Matrix;
use super::tables::Tables;
use super::word_status::LOOKS;

/// Rows shown of one list; the tables have them all. More would make the page slow without being read.
const MOST_ROWS: usize = 1_000;

static STYLE: &str = include_str!("style.css");

/// The report of a run.
pub fn report_page(tables: &Tables, matrix: &Matrix, links: &Links) -> Vec<u8> {
    let body = html! {
        header {
            h1 { "Granskningsrapport" }
            nav {
                @for (id, name) in SECTIONS { a href={ "#" (id) } { (name) } " " }
            }
        }
        main {
            (section("oversikt", &summary(tables, matrix)))
            (section("matris", &matrix::table(matrix, links)))
            (section("underlag", &matrix::grounds(matrix, links)))
            (section("luckor", &matrix::gaps(matrix, links)))
            (section("granska", &matrix::to_review(matrix, links)))
            (section("reservationer", &lists::reservations(tables, links)))
            (section("beslut", &lists::decisions(tables, links)))
            (section("spar", &lists::traces(tables, links)))
            (section("kvalitet", &quality::quality(tables, links)))
        }
    };
    whole("Granskningsrapport", &body)
}

/// The matrix alone, for `paragraf matrix`.
pub fn matrix_page(shown: &Matrix, links: &Links) -> Vec<u8> {
    let body = html! {
        header { h1 { "Efterlevnadsmatris" } }
        main {
            (section("matris", &matrix::table(shown, links)))
            (section("underlag", &matrix::grounds(shown, links)))
        }
    };
    whole("Efterlevnadsmatris", &body)
}

static SECTIONS: [(&str, &str); 9] = [
    ("oversikt", "Översikt"),
    ("matris", "Efterlevnadsmatris"),
    ("underlag", "Underlag per plan"),
    ("luckor", "Luckor"),
    ("granska", "Att granska"),
    ("reservationer", "Reservationer och uttalanden"),
    ("beslut", "Beslut"),
    ("spar", "Spår genom åren"),
    ("kvalitet", "Kvalitet"),
];

fn section(id: &str, content: &Markup) -> Markup {
    let name = SECTIONS.iter().find(|(other, _)| *other == id).map_or(id, |(_, name)| name);
    html! { section id=(id) { h2 { (name) } (content) } }
}

pub(super) fn whole(title: &str, body: &Markup) -> Vec<u8> {
    let page = html! {
        (DOCTYPE)
        html lang="sv" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    let mut bytes = page.into_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

fn summary(tables: &Tables, matrix: &Matrix) -> Markup {
    let read = tables.documents.iter().filter(|document| document.was_read()).count();
    let counts = matrix.counts();
    html! {
        dl.counts {
            (count("Handlingar", tables.documents.len()))
            (count("varav lästa", read))
            (count("Beslutspunkter", tables.decisions.len()))
            (count("Reservationer och uttalanden", tables.reservations.len()))
            (count("Punkter", tables.points.len()))
            (count("Planer", matrix.plans.len()))
            (count("Rättade ord", tables.changes.len()))
            (count("Fel och anmärkningar", tables.errors.len()))
        }
        @if !counts.is_empty() {
            h3 { "Rutor i matrisen" }
            ul.legend {
                @for look in &LOOKS {
                    li { span class={ "status " (look.status) } { (look.symbol) " " (look.word) } " "
                        (counts.get(look.status).copied().unwrap_or(0)) }
                }
            }
        }
        (by_type(tables))
    }
}

fn count(name: &str, number: usize) -> Markup {
    html! { div { dt { (name) } dd { (number) } } }
}

fn by_type(tables: &Tables) -> Markup {
    let mut types = std::collections::BTreeMap::<&str, usize>::new();
    for document in &tables.documents {
        *types.entry(if document.kind.is_empty() { "okänd" } else { &document.kind }).or_default() += 1;
    }
    html! {
        h3 { "Handlingar efter typ" }
        ul.legend { @for (kind, number) in types { li { (kind) " " (number) } } }
    }
}

/// A link to a page of an original, or the page number alone where the original is not at hand.
fn page_link(links: &Links, doc_id: &str, page: Option<u32>) -> Markup {
    let words = page.map_or_else(|| "original".to_owned(), |page| format!("s. {page}"));
    html! {
        @match links.page(doc_id, page) {
            Some(link) => a href=(link) { (words) },
            None => @if page.is_some() { (words) },
        }
    }
}

/// A link to the document's text beside the report, which is always there.
fn text_link(doc_id: &str) -> Markup {
    html! { a href={ "../text/" (doc_id) ".txt" } { (doc_id) } }
}

/// The first rows of a list, and a word about the rest.
fn first_rows<T>(rows: &[T], table: &str, show: impl Fn(&[T]) -> Markup) -> Markup {
    let shown = &rows[..rows.len().min(MOST_ROWS)];
    html! {
        @if rows.is_empty() { p.none { "Inga." } } @else { (show(shown)) }
        @if rows.len() > shown.len() {
            p.none { "Visar " (shown.len()) " av " (rows.len()) "; alla står i " (table) ".csv." }
        }
    }
}
