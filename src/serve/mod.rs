//! The pages to look at a run: search, documents with their page images, matrix, traces. It never runs the pipeline.
//!
//! Server-rendered, in Swedish and (under `/en`) English, and whole without script. Read-only unless started for review.
//! What reaches it is taken for hostile: addresses (`guard`), connections (`accept`), PDFs (drawn in a worker process),
//! words of documents and queries (escaped by maud). Documents are named by id and never by path.

mod accept;
mod guard;
mod here;
mod store;
mod by_document;
mod line_places;
mod page_images;
mod originals;
mod saved_searches;
mod write_reviews;
mod show_search;
mod show_document;
mod show_matrix;
mod show_cell;
mod show_trace;
mod show_lists;
mod show_quality;
#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod site;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::middleware::from_fn_with_state;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

use crate::dictionaries::Dictionaries;
use guard::Gate;
use here::{Here, asset};
use page_images::PageImages;
use store::Store;
use write_reviews::Writing;

pub use accept::Connections;
pub use saved_searches::{SavedSearch, read_searches};

/// Threads that read files and search. The machine has other things to do.
const THREADS: usize = 4;

/// Why pages can't be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Pages are for this machine only, unless one says otherwise.
    #[error(
        "{0}: bara den egna datorn (127.0.0.1 eller [::1]) får sidorna; --allow-remote öppnar dem för andra, med en nyckel"
    )]
    NotLoopback(SocketAddr),
    /// The output folder is not there.
    #[error("{}: mappen finns inte; kör paragraf run först", .0.display())]
    NoFolder(PathBuf),
    /// The address can't be used.
    #[error("{address}: {source}")]
    Io {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The system gives no random numbers, so no key can be made.
    #[error("systemet ger inga slumptal till en nyckel: {0}")]
    NoKey(getrandom::Error),
}

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the run's results.
    pub out: PathBuf,
    /// Whether other machines may ask; they then need the key.
    pub allow_remote: bool,
    /// Where verdicts of people are written; `None`: read-only.
    pub review: Option<PathBuf>,
    /// File of saved searches.
    pub searches: PathBuf,
    /// The program that draws pages in a process of its own: this one.
    pub program: PathBuf,
    /// What connections may cost.
    pub connections: Connections,
}

impl Options {
    /// Read-only, for this machine.
    pub fn new(out: &Path, program: PathBuf) -> Self {
        let searches = PathBuf::from("searches.toml");
        Self {
            out: out.to_owned(),
            allow_remote: false,
            review: None,
            searches,
            program,
            connections: Connections::default(),
        }
    }
}

/// Serve the pages on `addr` until ctrl-c. `say` is told where they are once they can be asked for.
///
/// # Errors
/// When the address is another machine's or taken, or there is no such folder.
pub fn serve(
    options: &Options,
    addr: SocketAddr,
    dictionaries: &Dictionaries,
    say: impl FnOnce(&str),
) -> Result<(), ServeError> {
    if !addr.ip().is_loopback() && !options.allow_remote {
        return Err(ServeError::NotLoopback(addr));
    }
    if !options.out.is_dir() {
        return Err(ServeError::NoFolder(options.out.clone()));
    }
    let io = |source| ServeError::Io { address: addr, source };
    let view = View::new(options, dictionaries)?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().max_blocking_threads(THREADS).enable_all().build().map_err(io)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(addr).await.map_err(io)?;
        say(&view.gate.address(listener.local_addr().map_err(io)?));
        let service = router(Arc::new(view));
        tokio::select! {
            () = accept::accept(listener, service, options.connections) => {}
            // without a handler for ctrl-c the process ends on it anyway
            _ = tokio::signal::ctrl_c() => {}
        }
        Ok(())
    })
}

/// What pages are made from.
struct View {
    store: Store,
    images: PageImages,
    dictionaries: Dictionaries,
    gate: Gate,
    writing: Option<Writing>,
    searches: PathBuf,
}

impl View {
    fn new(options: &Options, dictionaries: &Dictionaries) -> Result<Self, ServeError> {
        let writing = match &options.review {
            Some(file) => Some(Writing { reviews: file.clone(), key: guard::make_key()? }),
            None => None,
        };
        Ok(Self {
            store: Store::new(&options.out, options.review.clone(), options.program.clone()),
            images: PageImages::new(&options.out, options.program.clone()),
            dictionaries: dictionaries.clone(),
            gate: Gate::new(options.allow_remote)?,
            writing,
            searches: options.searches.clone(),
        })
    }
}

/// The pages as a service: Swedish at the root, English under `/en`.
fn router(view: Arc<View>) -> Router {
    Router::new()
        .merge(pages())
        .nest("/en", pages())
        .route("/en/", get(async || Redirect::permanent("/en")))
        .route("/style.css", get(async || asset("text/css; charset=utf-8", crate::report::page::STYLE)))
        .route("/script.js", get(async || asset("text/javascript; charset=utf-8", include_str!("script.js"))))
        .route("/icon.svg", get(async || asset("image/svg+xml", include_str!("icon.svg"))))
        .fallback(async |here: Here| here.not_found("missing.page"))
        .layer(from_fn_with_state(Arc::clone(&view), guard::guard))
        .with_state(view)
}

fn pages() -> Router<Arc<View>> {
    Router::new()
        .route("/", get(async |here: Here| here.show(show_search::page).await))
        .route("/sok.csv", get(async |here: Here| here.show(show_search::csv).await))
        .route("/dokument/{id}", get(async |here: Here| here.show(show_document::page).await))
        .route("/dokument/{id}/original", get(originals::original))
        .route("/dokument/{id}/sida/{page}", get(page_images::image))
        .route("/matris", get(async |here: Here| here.show(show_matrix::page).await))
        .route("/matris/{plan}/{point}", get(async |here: Here| here.show(show_cell::page).await))
        .route("/granska", get(async |here: Here| here.show(show_matrix::queue).await))
        .route("/granska", post(write_reviews::review))
        .route("/sokningar", post(saved_searches::save))
        .route("/spar", get(async |here: Here| here.show(show_trace::list).await))
        .route("/spar/{id}", get(async |here: Here| here.show(show_trace::page).await))
        .route("/reservationer", get(async |here: Here| here.show(show_lists::reservations).await))
        .route("/beslut", get(async |here: Here| here.show(show_lists::decisions).await))
        .route("/kvalitet", get(async |here: Here| here.show(show_quality::page).await))
}
