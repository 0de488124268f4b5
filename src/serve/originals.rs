//! Hands out an original as it is, piece by piece: a file of hundreds of megabytes must not fill the memory, whoever takes
//! it slowly.

use std::io::Read as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc::{Receiver, channel};

use super::here::Here;

/// Bytes of a piece.
const PIECE: usize = 64 << 10;

/// The policy of an original: a browser's own PDF viewer puts the file into a page of its own, with styles of its own.
const POLICY: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// Pieces read ahead of the client.
const AHEAD: usize = 2;

/// The original of a document: shown by the browser (`#page=3` opens a page), or kept with `?spara=1`.
pub(super) async fn original(here: Here) -> Response {
    let data = here.data();
    let found = data.document(here.name(0)).and_then(|document| Some((document, data.original(document)?)));
    let Some((document, path)) = found else { return here.not_found("missing.original") };
    let Ok(file) = std::fs::File::open(path) else { return here.not_found("missing.original") };
    let length = file.metadata().map_or(0, |data| data.len());
    let is_pdf = document.path.to_ascii_lowercase().ends_with(".pdf");
    let kind = if is_pdf { "application/pdf" } else { "text/plain; charset=utf-8" };
    let way = if here.asked("spara").is_empty() { "inline" } else { "attachment" };
    let ending = if is_pdf { "pdf" } else { "txt" };
    // the id is plain letters, digits and lines, so it needs no quoting
    let name = format!("{way}; filename=\"{}.{ending}\"", document.doc_id);
    let head = [
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, name),
    ];
    (head, Body::from_stream(Pieces(send(file)))).into_response()
}

fn send(mut file: std::fs::File) -> Receiver<std::io::Result<Bytes>> {
    let (give, take) = channel(AHEAD);
    // a thread of its own: a slow client must not hold one of those that make pages
    std::thread::spawn(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).map(|length| {
                piece.truncate(length);
                Bytes::from(piece)
            });
            let last = !matches!(&read, Ok(piece) if !piece.is_empty());
            if read.as_ref().is_ok_and(Bytes::is_empty) || give.blocking_send(read).is_err() || last {
                break;
            }
        }
    });
    take
}

/// The pieces of a file as they are read.
struct Pieces(Receiver<std::io::Result<Bytes>>);

impl futures_core::Stream for Pieces {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
