//! What a page knows of the request: language, address, parameters, and the run's data; and what it may answer.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, OriginalUri, Query, RawPathParams};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::View;
use super::store::Data;
use crate::report::Lang;
use crate::report::page::{Assets, Entry, Frame, Places, Show, notice};

/// A page that takes longer is given up; its thread goes on and ends by itself.
const LONGEST: Duration = Duration::from_secs(20);

/// Parameters of an address. A page reads those it knows; all are text until read.
pub(super) type Asked = BTreeMap<String, String>;

/// The request, as pages see it.
pub(super) struct Here {
    pub view: Arc<View>,
    pub lang: Lang,
    /// The address without the language, percent-encoded as it came.
    path: String,
    /// Its parameters as they came.
    query: String,
    asked: Asked,
    /// Parts of the path that name things.
    names: Vec<String>,
}

/// What a page turned out to be.
pub(super) enum Shown {
    /// A page: its title, the menu's address that it belongs to, its content.
    Page(String, &'static str, Markup),
    /// Nothing goes by that id; the key of a text says what.
    Missing(&'static str),
    /// A table to keep, with its file name.
    Table(Vec<u8>, &'static str),
}

const MENU: [(&str, &str); 7] = [
    ("/", "nav.search"),
    ("/matris", "nav.matrix"),
    ("/granska", "nav.review"),
    ("/spar", "nav.trace"),
    ("/reservationer", "nav.reservations"),
    ("/beslut", "nav.decisions"),
    ("/kvalitet", "nav.quality"),
];

impl FromRequestParts<Arc<View>> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, view: &Arc<View>) -> Result<Self, Response> {
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, view).await.map_err(IntoResponse::into_response)?;
        let names = RawPathParams::from_request_parts(parts, view).await.map_err(IntoResponse::into_response)?;
        let names = names.iter().map(|(_, value)| value.to_owned()).collect();
        let Query(asked) =
            Query::<Asked>::from_request_parts(parts, view).await.map_err(IntoResponse::into_response)?;
        let (lang, path) = language_of(uri.path());
        let query = uri.query().unwrap_or_default().to_owned();
        Ok(Self { view: Arc::clone(view), lang, path, query, asked, names })
    }
}

impl Here {
    /// A parameter; empty where it is not given.
    pub fn asked(&self, name: &str) -> &str {
        self.asked.get(name).map_or("", |value| value.trim())
    }

    /// A parameter as a number from 1 to `most`.
    pub fn number(&self, name: &str, most: usize) -> usize {
        self.asked(name).parse().unwrap_or(1).clamp(1, most.max(1))
    }

    /// The part of the path with that place.
    pub fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// The text of a key.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        self.lang.t(key)
    }

    /// An address of this site in this language.
    pub fn href(&self, path: &str) -> String {
        href(self.lang, path)
    }

    /// This page's address with some parameters changed; empty ones fall away.
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut asked = self.asked.clone();
        for (name, value) in changes {
            asked.insert((*name).to_owned(), (*value).to_owned());
        }
        let pairs = asked.iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = pairs.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let path = self.href(&self.path);
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// What the run found.
    pub fn data(&self) -> Arc<Data> {
        self.view.store.data()
    }

    /// Make a page on a thread that may wait for files.
    pub async fn show(self, make: impl FnOnce(&Self) -> Shown + Send + 'static) -> Response {
        let lang = self.lang;
        let work = tokio::task::spawn_blocking(move || self.answer(make(&self)));
        match tokio::time::timeout(LONGEST, work).await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => (StatusCode::INTERNAL_SERVER_ERROR, lang.t("error.page").to_owned()).into_response(),
            Err(_) => (StatusCode::SERVICE_UNAVAILABLE, lang.t("error.slow").to_owned()).into_response(),
        }
    }

    fn answer(&self, shown: Shown) -> Response {
        match shown {
            Shown::Page(title, here, content) => self.framed(StatusCode::OK, &title, here, &content),
            Shown::Missing(key) => self.not_found(key),
            Shown::Table(bytes, name) => {
                let kept = format!("attachment; filename=\"{name}\"");
                (
                    [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, kept)],
                    bytes,
                )
                    .into_response()
            }
        }
    }

    /// A page that says that something is not there.
    pub fn not_found(&self, key: &str) -> Response {
        self.framed(StatusCode::NOT_FOUND, self.t("missing.title"), "", &notice(self.t(key)))
    }

    /// A page in place of the one that was asked for.
    pub fn refused(&self, status: StatusCode, key: &str) -> Response {
        self.framed(status, self.t("error.title"), "", &notice(self.t(key)))
    }

    fn framed(&self, status: StatusCode, title: &str, here: &str, content: &Markup) -> Response {
        let problems = &self.data().problems;
        let content = html! {
            @for problem in problems.iter() { p.notice.bad lang=[(self.lang != Lang::Sv).then_some("sv")] { (problem) } }
            (content)
        };
        let menu = MENU.iter().map(|(path, key)| Entry {
            href: self.href(path),
            name: self.t(key).to_owned(),
            here: *path == here,
        });
        let other = href(self.lang.other(), &self.path);
        let other = if self.query.is_empty() { other } else { format!("{other}?{}", self.query) };
        let frame = Frame {
            lang: self.lang,
            title,
            home: self.href("/"),
            menu: menu.collect(),
            other: Some(other),
            assets: Assets::Linked,
        };
        let page = frame.page(&content).into_string();
        (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
    }

    /// What shared parts of pages need to know.
    pub fn with_show<T>(&self, data: &Data, make: impl FnOnce(&Show<'_>) -> T) -> T {
        let places = OnSite { lang: self.lang, data };
        make(&Show { lang: self.lang, places: &places })
    }
}

/// The language of an address, and the address without it.
fn language_of(path: &str) -> (Lang, String) {
    match path.strip_prefix("/en") {
        Some("") => (Lang::En, "/".to_owned()),
        Some(rest) if rest.starts_with('/') => (Lang::En, rest.to_owned()),
        _ => (Lang::Sv, path.to_owned()),
    }
}

/// An answer that never changes while the server runs.
pub(super) fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

/// Where things are on this site.
struct OnSite<'a> {
    lang: Lang,
    data: &'a Data,
}

impl Places for OnSite<'_> {
    fn passage(&self, doc_id: &str, page: u32, lines: Option<(u32, u32)>) -> Option<String> {
        self.data.document(doc_id)?;
        Some(to_lines(self.lang, doc_id, page, lines))
    }

    fn document(&self, doc_id: &str) -> String {
        href(self.lang, &format!("/dokument/{}", encode(doc_id)))
    }

    fn trace(&self, point_id: &str) -> Option<String> {
        Some(href(self.lang, &format!("/spar/{}", encode(point_id))))
    }

    fn cell(&self, plan_doc_id: &str, point_id: &str) -> String {
        href(self.lang, &format!("/matris/{}/{}", encode(plan_doc_id), encode(point_id)))
    }
}

/// Address of lines of a document.
pub(super) fn to_lines(lang: Lang, doc_id: &str, page: u32, lines: Option<(u32, u32)>) -> String {
    let at = href(lang, &format!("/dokument/{}?sida={}", encode(doc_id), page.max(1)));
    match lines {
        Some((from, to)) if from > 0 => format!("{at}&rad={from}-{}#r{from}", to.max(from)),
        _ => format!("{at}#sida-{}", page.max(1)),
    }
}

/// An address of this site.
pub(super) fn href(lang: Lang, path: &str) -> String {
    match (lang, path) {
        (Lang::Sv, path) => path.to_owned(),
        (Lang::En, "/") => "/en".to_owned(),
        (Lang::En, path) => match path.strip_prefix("/?") {
            Some(query) => format!("/en?{query}"),
            None => format!("/en{path}"),
        },
    }
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

/// Choices of a filter: a value and what it is called, the chosen one marked.
pub(super) fn choice(here: &Here, name: &str, label: &str, values: &[(String, String)]) -> Markup {
    let chosen = here.asked(name);
    html! {
        label {
            span { (label) }
            select name=(name) {
                option value="" { (here.t("filter.all")) }
                @for (value, shown) in values { option value=(value) selected[value == chosen] { (shown) } }
            }
        }
    }
}

/// Distinct values that are not empty, sorted, each called by itself.
pub(super) fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let set: std::collections::BTreeSet<&str> = values.filter(|value| !value.is_empty()).collect();
    set.into_iter().map(|value| (value.to_owned(), value.to_owned())).collect()
}

/// Links to the pages of a list before and after this one.
pub(super) fn leaf(here: &Here, number: usize, pages: usize) -> Markup {
    html! {
        @if pages > 1 {
            nav.leaf aria-label=(here.t("leaf.title")) { ul {
                @if number > 1 { li { a rel="prev" href=(here.with(&[("sida", &(number - 1).to_string())])) { (here.t("leaf.previous")) } } }
                li { (here.lang.fill("leaf.of", &[&number, &pages])) }
                @if number < pages { li { a rel="next" href=(here.with(&[("sida", &(number + 1).to_string())])) { (here.t("leaf.next")) } } }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_know_their_language() {
        assert_eq!(href(Lang::En, "/"), "/en");
        assert_eq!(href(Lang::En, "/?q=x"), "/en?q=x");
        assert_eq!(href(Lang::Sv, "/spar"), "/spar");
        assert_eq!(to_lines(Lang::En, "a b", 0, Some((3, 2))), "/en/dokument/a%20b?sida=1&rad=3-3#r3");
        assert_eq!(to_lines(Lang::Sv, "a", 2, None), "/dokument/a?sida=2#sida-2");
    }
}
