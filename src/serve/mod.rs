//! A small web view over what `index` and `report` wrote; it never runs the pipeline.
//!
//! Read-only and local: only GET, only loopback addresses, only requests that name this machine, documents by id and never
//! by path. Pages work without script, and a strict content policy allows none.

mod read_tables;
mod frame_page;
mod show_search;
mod show_document;
mod show_matrix;
mod show_trace;
mod show_lists;
mod show_quality;
#[cfg(test)]
mod page_tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Path as UrlPath, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::Markup;

use crate::dictionaries::Dictionaries;
use read_tables::Tables;

/// Requests answered at once; more are told to come back (429). Each may hold a table and a page in memory.
const MOST_AT_ONCE: usize = 64;

/// Threads that read files and search. The machine has other things to do.
const THREADS: usize = 4;

const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                              frame-ancestors 'none'";

/// Why pages can't be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Pages are for this machine only.
    #[error("{0} is not a loopback address; use 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The output folder is not there.
    #[error("{}: no such folder; run paragraf run first", .0.display())]
    NoFolder(PathBuf),
    /// The address can't be used.
    #[error("{address}: {source}")]
    Io {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// Serve the pages of the output folder `out` on `addr` until ctrl-c.
///
/// # Errors
/// When the address is not this machine's own or is taken, or there is no such folder.
pub fn serve(out: &Path, addr: SocketAddr, dictionaries: &Dictionaries) -> Result<(), ServeError> {
    if !addr.ip().is_loopback() {
        return Err(ServeError::NotLoopback(addr));
    }
    if !out.is_dir() {
        return Err(ServeError::NoFolder(out.to_owned()));
    }
    let io = |source| ServeError::Io { address: addr, source };
    let runtime =
        tokio::runtime::Builder::new_current_thread().max_blocking_threads(THREADS).enable_all().build().map_err(io)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(addr).await.map_err(io)?;
        let stop = async {
            // without a handler for ctrl-c the process ends on it anyway
            let _ = tokio::signal::ctrl_c().await;
        };
        axum::serve(listener, router(out, dictionaries)).with_graceful_shutdown(stop).await.map_err(io)
    })
}

/// The pages as a service, for `serve` and for tests.
pub fn router(out: &Path, dictionaries: &Dictionaries) -> Router {
    let view = Arc::new(View {
        tables: Tables::new(out),
        index: out.join("index"),
        dictionaries: dictionaries.clone(),
        at_once: AtomicUsize::new(0),
    });
    Router::new()
        .route("/", get(search))
        .route("/dokument/{id}", get(document))
        .route("/matris", get(matrix))
        .route("/matris/{plan}/{point}", get(cell))
        .route("/spar", get(traces))
        .route("/spar/{id}", get(trace))
        .route("/reservationer", get(reservations))
        .route("/beslut", get(decisions))
        .route("/kvalitet", get(quality))
        .route("/stil.css", get(style))
        .fallback(async || not_found("Sidan finns inte."))
        .layer(from_fn_with_state(Arc::clone(&view), guard))
        .with_state(view)
}

/// What pages are made from.
struct View {
    tables: Tables,
    index: PathBuf,
    dictionaries: Dictionaries,
    at_once: AtomicUsize,
}

/// Parameters of an address. A page reads those it knows; all are text until read.
type Asked = std::collections::BTreeMap<String, String>;

fn asked<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.get(name).map_or("", |value| value.trim())
}

/// What a page turned out to be.
enum Shown {
    Page(Markup),
    /// Nothing goes by that id.
    Missing(&'static str),
}

type Of = State<Arc<View>>;

async fn search(State(view): Of, Query(asked): Query<Asked>) -> Response {
    show(move || Shown::Page(show_search::page(&view.index, &asked, &view.dictionaries))).await
}

async fn document(State(view): Of, UrlPath(id): UrlPath<String>, Query(asked): Query<Asked>) -> Response {
    show(move || show_document::page(&view.tables, &id, &asked)).await
}

async fn matrix(State(view): Of, Query(asked): Query<Asked>) -> Response {
    show(move || Shown::Page(show_matrix::page(&view.tables, &asked))).await
}

async fn cell(State(view): Of, UrlPath((plan, point)): UrlPath<(String, String)>) -> Response {
    show(move || show_matrix::cell(&view.tables, &plan, &point)).await
}

async fn traces(State(view): Of) -> Response {
    show(move || Shown::Page(show_trace::list(&view.tables))).await
}

async fn trace(State(view): Of, UrlPath(id): UrlPath<String>) -> Response {
    show(move || show_trace::page(&view.tables, &id)).await
}

async fn reservations(State(view): Of, Query(asked): Query<Asked>) -> Response {
    show(move || Shown::Page(show_lists::reservations(&view.tables, &asked))).await
}

async fn decisions(State(view): Of, Query(asked): Query<Asked>) -> Response {
    show(move || Shown::Page(show_lists::decisions(&view.tables, &asked))).await
}

async fn quality(State(view): Of) -> Response {
    show(move || Shown::Page(show_quality::page(&view.tables))).await
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css")).into_response()
}

/// Make a page on a thread that may wait for files.
async fn show(make: impl FnOnce() -> Shown + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(make).await {
        Ok(Shown::Page(markup)) => html(StatusCode::OK, markup),
        Ok(Shown::Missing(message)) => not_found(message),
        Err(_) => {
            let content = frame_page::notice("Något gick fel när sidan gjordes. Felet står i terminalen.");
            html(StatusCode::INTERNAL_SERVER_ERROR, frame_page::page("Fel", "", &content))
        }
    }
}

fn html(status: StatusCode, markup: Markup) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], markup.into_string()).into_response()
}

fn not_found(message: &str) -> Response {
    html(StatusCode::NOT_FOUND, frame_page::page("Finns inte", "", &frame_page::notice(message)))
}

/// Turns away requests that are too many or meant for another host, and puts the protecting headers on every answer.
async fn guard(State(view): Of, request: Request, next: Next) -> Response {
    let mut response = if !names_this_machine(&request) {
        (StatusCode::MISDIRECTED_REQUEST, "This server answers only to localhost").into_response()
    } else if view.at_once.fetch_add(1, Ordering::AcqRel) >= MOST_AT_ONCE {
        view.at_once.fetch_sub(1, Ordering::AcqRel);
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")], "Too many requests at once").into_response()
    } else {
        let turn = Turn(Arc::clone(&view));
        let response = next.run(request).await;
        drop(turn);
        response
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A request that is being answered; counted out also when the client goes away.
struct Turn(Arc<View>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.at_once.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Whether the Host header is a loopback name. Another name means that a web page elsewhere was pointed at this machine.
fn names_this_machine(request: &Request) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
