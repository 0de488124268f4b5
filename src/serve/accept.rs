//! Takes connections and lets none of them cost more than it may: so many at once, so long for a request to arrive, so
//! long without taking what it asked for. axum's own loop has no clock, and a slow client would hold its place for ever.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep};

/// What connections may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// Open at once; one more is told to come back.
    pub most: usize,
    /// Until the head of a request has arrived.
    pub head: Duration,
    /// Without a byte coming or going.
    pub idle: Duration,
}

impl Default for Connections {
    fn default() -> Self {
        Self { most: 256, head: Duration::from_secs(10), idle: Duration::from_secs(30) }
    }
}

/// Told to who comes when all places are taken.
const FULL: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Serve connections for ever.
pub(super) async fn accept(listener: TcpListener, service: Router, limits: Connections) {
    let places = Arc::new(Semaphore::new(limits.most));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // out of file handles: others give theirs back first
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            // best effort: who does not take the answer at once goes without
            let _ = stream.try_write(FULL);
            continue;
        };
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(async move {
            let stream = TokioIo::new(Impatient::new(stream, limits.idle));
            let mut server = hyper::server::conn::http1::Builder::new();
            server.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(64 << 10);
            // a client that goes away or breaks the protocol is no trouble of ours
            let _ = server.serve_connection(stream, service).await;
            drop(place);
        });
    }
}

/// A connection that ends when nothing has come or gone for a while.
struct Impatient {
    stream: TcpStream,
    patience: Duration,
    end: Pin<Box<Sleep>>,
}

impl Impatient {
    fn new(stream: TcpStream, patience: Duration) -> Self {
        Self { stream, patience, end: Box::pin(sleep(patience)) }
    }

    /// What the stream said, unless it has kept silent for too long.
    fn timed<T>(&mut self, polled: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.end.as_mut().reset(Instant::now() + self.patience);
            return polled;
        }
        match self.end.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Impatient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.timed(polled, context)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.timed(polled, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(context);
        self.timed(polled, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
