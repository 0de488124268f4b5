//! The search page: one box, facets, hits with marks. The query is in the address, so a search can be sent to a colleague.

use maud::{Markup, PreEscaped, html};

use super::here::{Here, Shown, encode, leaf, to_lines};
use super::saved_searches::read_searches;
use super::store::Data;
use crate::index::{Hit, IndexError, SearchAnswer, SearchRequest, hits_as_csv, point_at};
use crate::report::Lang;
use crate::report::page::{Show, notice};

/// Hits a page.
const HITS: usize = 20;

/// Pages that can be leafed to; who needs more narrows the query.
const MOST_PAGES: usize = 500;

/// Values shown of each facet.
const FACET_VALUES: usize = 12;

/// Hits of a CSV file; `paragraf search --all` has them all.
const CSV_HITS: usize = 5_000;

/// Facets: the field that narrows, and the key of its name.
const FACETS: [(&str, &str); 5] = [
    ("typ", "field.type"),
    ("organ", "field.organ"),
    ("år", "field.year"),
    ("del", "field.part"),
    ("parti", "field.party"),
];

/// The page for these parameters: `q`, `sortera` (`datum`), `sida`.
pub(super) fn page(here: &Here) -> Shown {
    let data = here.data();
    let query = here.asked("q");
    let content = here.with_show(&data, |show| {
        html! {
            (form(here))
            @if query.is_empty() { (help(here)) } @else {
                @match find(here, HITS, (here.number("sida", MOST_PAGES) - 1) * HITS, false) {
                    Ok(answer) => (answered(here, &data, show, &answer)),
                    Err(error) => (refused(here, &error)),
                }
            }
            (saved(here))
        }
    });
    let title =
        if query.is_empty() { here.t("search.title").to_owned() } else { here.lang.fill("search.title_of", &[&query]) };
    Shown::Page(title, "/", content)
}

/// The hits as a table to keep.
pub(super) fn csv(here: &Here) -> Shown {
    match find(here, CSV_HITS, 0, true) {
        Ok(answer) => Shown::Table(hits_as_csv(&answer.hits), "paragraf-sok.csv"),
        Err(error) => Shown::Page(here.t("search.title").to_owned(), "/", refused(here, &error)),
    }
}

fn find(here: &Here, limit: usize, offset: usize, each: bool) -> Result<SearchAnswer, IndexError> {
    let by_date = here.asked("sortera") == "datum";
    let query = here.asked("q").to_owned();
    let request = SearchRequest { query, by_date, limit, offset, each, ..SearchRequest::default() };
    here.view.store.reader(&here.view.dictionaries)?.search(&request, &here.view.dictionaries)
}

fn form(here: &Here) -> Markup {
    html! {
        form role="search" action=(here.href("/")) method="get" {
            div.fields {
                label { span { (here.t("search.words")) } input type="search" name="q" value=(here.asked("q")) maxlength="2000" autofocus[here.asked("q").is_empty()]; }
                label { span { (here.t("search.sort")) }
                    select name="sortera" {
                        option value="" { (here.t("search.best")) }
                        option value="datum" selected[here.asked("sortera") == "datum"] { (here.t("search.newest")) }
                    }
                }
                button { (here.t("nav.search")) }
            }
        }
    }
}

fn help(here: &Here) -> Markup {
    let rows = [
        ("lekplats trygghet", "help.words"),
        ("\"lokal handlingsplan\"", "help.phrase"),
        ("=planen", "help.exact"),
        ("handling*", "help.star"),
        ("skola OR förskola", "help.or"),
        ("typ:protokoll organ:socialnämnden år:2016..2018", "help.fields"),
        ("del:reservation parti:V", "help.parts"),
    ];
    html! {
        h2 { (here.t("help.title")) }
        dl { @for (query, key) in rows {
            dt { a href=(here.href(&format!("/?q={}", encode(query)))) { code lang="sv" { (query) } } } dd { (here.t(key)) }
        } }
    }
}

fn refused(here: &Here, error: &IndexError) -> Markup {
    match error {
        IndexError::Query { at, message } => html! {
            div.notice.bad role="alert" {
                p { (here.t("search.refused")) " " span lang="sv" { (message) } "." }
                pre { (point_at(here.asked("q"), *at)) }
            }
        },
        error => notice(&error.to_string()),
    }
}

fn answered(here: &Here, data: &Data, show: &Show<'_>, answer: &SearchAnswer) -> Markup {
    let number = here.number("sida", MOST_PAGES);
    let key = if answer.total == 1 { "search.one" } else { "search.hits" };
    html! {
        p role="status" { strong { (here.lang.fill(key, &[&here.lang.number(answer.total)])) }
            @if answer.distinct < answer.total { " " (here.lang.fill("search.distinct", &[&here.lang.number(answer.distinct)])) }
        }
        (chips(here))
        p { a href=(here.href(&format!("/sok.csv?q={}", encode(&answer.query)))) download { (here.t("search.csv")) }
            @if answer.total > CSV_HITS { " " span.quiet { (here.lang.fill("search.csv_first", &[&here.lang.number(CSV_HITS)])) } } }
        details { summary { (here.t("search.explain")) } pre lang="sv" tabindex="0" { (answer.explanation) } }
        (keep(here))
        div.aside {
            aside aria-label=(here.t("search.narrow")) { @for (name, label) in FACETS { (facet(here, answer, name, label)) } }
            div {
                h2.hear { (here.t("search.list")) }
                ol.hits start=((number - 1) * HITS + 1) { @for hit in &answer.hits { (shown(data, show, hit)) } }
                (leaf(here, number, answer.distinct.div_ceil(HITS).min(MOST_PAGES)))
            }
        }
    }
}

fn facet(here: &Here, answer: &SearchAnswer, name: &str, label: &str) -> Markup {
    let values = answer.facets.get(name).map_or(&[][..], Vec::as_slice);
    html! {
        @if !values.is_empty() {
            h2 { (here.t(label)) }
            ul.facet { @for (value, count) in values.iter().take(FACET_VALUES) {
                li {
                    a href=(here.with(&[("q", &narrowed(&answer.query, name, value)), ("sida", "")])) { (facet_name(here.lang, name, value)) }
                    span { (here.lang.number(usize::try_from(*count).unwrap_or(usize::MAX))) }
                }
            } }
        }
    }
}

/// The query with one more field. Brackets keep an OR in it whole.
fn narrowed(query: &str, field: &str, value: &str) -> String {
    let has_or = query.contains(" OR ") || query.contains(" ELLER ");
    let query = if has_or && !query.starts_with('(') { format!("({query})") } else { query.to_owned() };
    format!("{query} {field}:\"{}\"", value.replace('"', ""))
}

fn facet_name<'v>(lang: Lang, facet: &str, value: &'v str) -> &'v str {
    match facet {
        "typ" => lang.name("type", value),
        "del" => lang.name("part", value),
        _ => value,
    }
}

/// The fields that narrow the query, each with the query without it. Only a closed `field:"value"` at the end of the words
/// is one: that is what facets write.
fn chips(here: &Here) -> Markup {
    let query = here.asked("q");
    let fields: Vec<(usize, usize)> = FACETS
        .iter()
        .flat_map(|(name, _)| {
            let start = format!(" {name}:\"");
            query
                .match_indices(&start)
                .filter_map(|(at, _)| {
                    let value = at + start.len();
                    Some((at, value + query[value..].find('"')? + 1))
                })
                .collect::<Vec<_>>()
        })
        .collect();
    html! {
        @if !fields.is_empty() {
            ul.chips aria-label=(here.t("search.narrowed")) { @for (from, to) in fields {
                @let rest = format!("{}{}", &query[..from], &query[to..]);
                li { a href=(here.with(&[("q", rest.trim()), ("sida", "")])) { span.hear { (here.t("search.without")) " " } (query[from..to].trim()) " ×" } }
            } }
        }
    }
}

fn shown(data: &Data, show: &Show<'_>, hit: &Hit) -> Markup {
    let title = data.document(&hit.doc_id).map_or("", |document| document.title.as_str());
    html! {
        li {
            h3 { a href=(to_lines(show.lang, &hit.doc_id, hit.page, hit.lines)) {
                span lang=[show.foreign()] { (if title.is_empty() { hit.doc_id.as_str() } else { title }) } @if !hit.item.is_empty() { " §\u{a0}" (hit.item) } ", " (show.lang.fill("place.page", &[&hit.page]))
            } }
            p.facts { (show.lang.name("part", &hit.kind)) " · " span lang=[show.foreign()] { (show.or_dash(&hit.organ)) } " · " (show.or_dash(&hit.date)) " · " (show.document(&hit.doc_id)) }
            // made and escaped by the index, with marks only
            p lang=[show.foreign()] { (PreEscaped(&hit.snippet)) }
            @if !hit.also.is_empty() { p.facts { (show.t("search.also")) " " (hit.also.join(", ")) } }
        }
    }
}

/// A form that keeps the query under a name where this server may write, else the words for the file.
fn keep(here: &Here) -> Markup {
    let (query, by_date) = (here.asked("q"), here.asked("sortera") == "datum");
    html! {
        details {
            summary { (here.t("saved.save")) }
            @match &here.view.writing {
                Some(writing) => {
                    form method="post" action=(here.href("/sokningar")) {
                        input type="hidden" name="nyckel" value=(writing.key);
                        input type="hidden" name="q" value=(query);
                        @if by_date { input type="hidden" name="sortera" value="datum"; }
                        div.fields { label { span { (here.t("saved.name")) } input name="namn" required maxlength="60"; } button { (here.t("saved.button")) } }
                    }
                }
                None => {
                    p { (here.t("saved.file")) }
                    pre tabindex="0" { "[" (here.t("saved.a_name")) "]\nquery = " (toml::Value::from(query)) "\n" @if by_date { "sort = \"date\"\n" } }
                }
            }
        }
    }
}

fn saved(here: &Here) -> Markup {
    let file = &here.view.searches;
    html! {
        @if file.is_file() {
            h2 { (here.t("saved.title")) }
            @match read_searches(file) {
                Err(message) => (notice(&message)),
                Ok(searches) => ul { @for (name, search) in &searches {
                    @let order = if search.sort.as_deref() == Some("date") { "&sortera=datum" } else { "" };
                    li { a href=(here.href(&format!("/?q={}{order}", encode(&search.query)))) { (name) } " " code lang="sv" { (search.query) } }
                } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_facet_narrows_all_of_the_query() {
        assert_eq!(narrowed("a OR b", "typ", "protokoll"), "(a OR b) typ:\"protokoll\"");
        assert_eq!(narrowed("a", "organ", "x \"y\""), "a organ:\"x y\"");
    }
}
