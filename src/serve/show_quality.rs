//! How far the pages can be trusted: how the reading went, what is missing, what nobody can know from here.

use maud::html;

use super::here::{Here, Shown, leaf};
use crate::report::page::{first_rows, quality};

/// Documents a page.
const ROWS: usize = 200;

/// The page.
pub(super) fn page(here: &Here) -> Shown {
    let data = here.data();
    let tables = &data.tables;
    let read = tables.documents.iter().filter(|document| document.was_read()).count();
    let repaired = tables.documents.iter().filter_map(|document| document.words_repaired).sum();
    let pages = tables.documents.len().div_ceil(ROWS).max(1);
    let number = here.number("sida", pages);
    let shown = &tables.documents
        [((number - 1) * ROWS).min(tables.documents.len())..(number * ROWS).min(tables.documents.len())];
    let version = data.run.get("version").and_then(serde_json::Value::as_str).unwrap_or_default();
    let content = here.with_show(&data, |show| {
        html! {
            dl.counts {
                (show.count(show.t("count.documents"), tables.documents.len()))
                (show.count(show.t("count.read"), read))
                (show.count(show.t("count.repaired"), repaired))
                (show.count(show.t("count.errors"), tables.errors.len()))
            }
            @if !version.is_empty() { p.quiet { (show.lang.fill("quality.version", &[&version])) } }
            h2 { (show.t("quality.errors")) }
            (first_rows(show, &tables.errors, "errors", |rows| quality::errors(show, rows)))
            h2 { (show.t("quality.coverage")) }
            (first_rows(show, &tables.coverage, "coverage", |rows| quality::coverage(show, rows)))
            h2 { (show.t("quality.documents")) }
            p { (show.t("quality.health_help")) }
            (quality::documents(show, shown))
            (leaf(here, number, pages))
            h2 { (show.t("quality.unknown")) }
            (quality::unknowable(show))
        }
    });
    Shown::Page(here.t("nav.quality").to_owned(), "/kvalitet", content)
}
