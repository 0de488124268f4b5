//! A small run served over a real socket, for tests.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Connections, Options, View, accept, router};
use crate::dictionaries::Dictionaries;
use crate::report::tests::small_run::{Run, run};
use crate::report::{CsvProfile, write};

/// A server and the folder that it shows.
pub(super) struct Site {
    pub address: SocketAddr,
    pub folder: tempfile::TempDir,
    /// The key of its forms, where it may be written to.
    pub form_key: String,
    /// What it printed as its address.
    pub printed: String,
}

impl Site {
    /// The small run as it is, read-only.
    pub fn new() -> Self {
        Self::of(&run(), |_| {})
    }

    /// A run, served as `change` says.
    pub fn of(run: &Run, change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("output");
        write(&out, run.results(), CsvProfile::Rfc4180).expect("a run");
        let dictionaries = Dictionaries::built_in();
        let documents: Vec<_> = run.inputs.iter().filter_map(|input| input.document.as_ref()).collect();
        crate::index::build(&out.join("index"), &documents, &[], &dictionaries).expect("an index");
        std::fs::write(folder.path().join("secret.txt"), "hemligt").expect("a file beside it");
        let mut options = Options::new(&out, Path::new("no-such-program").to_owned());
        options.searches = folder.path().join("searches.toml");
        change(&mut options);
        let view = View::new(&options, &dictionaries).expect("a view");
        let form_key = view.writing.as_ref().map(|writing| writing.key.clone()).unwrap_or_default();
        let (send, receive) = std::sync::mpsc::channel();
        // the thread ends with the test program
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                let address = listener.local_addr().expect("its address");
                send.send((address, view.gate.address(address))).expect("the test waits");
                accept::accept(listener, router(Arc::new(view)), options.connections).await;
            });
        });
        let (address, printed) = receive.recv().expect("the address");
        Self { address, folder, form_key, printed }
    }

    /// What is answered to these bytes.
    pub fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a clock");
        // a server that has heard enough may hang up before it has heard all
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn get(&self, path: &str) -> String {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n"))
    }

    /// A form sent as a page of this site sends it, but for `headers` in place of its origin.
    pub fn post(&self, path: &str, headers: &str, form: &str) -> String {
        self.raw(&format!(
            "POST {path} HTTP/1.1\r\nHost: localhost:8080\r\n{headers}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{form}",
            form.len()
        ))
    }

    /// An answer with that status, the protecting headers, no script of its own, and these words.
    #[track_caller]
    pub fn check(&self, path: &str, status: u16, holds: &[&str]) -> String {
        let answer = self.get(path);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
        for header in ["content-security-policy: default-src 'none'", "x-content-type-options: nosniff"] {
            assert!(answer.contains(header), "{path}: {answer}");
        }
        for text in holds {
            assert!(answer.contains(text), "{path} lacks {text}: {answer}");
        }
        let scripts = answer.replace("<script src=\"/script.js\" defer></script>", "");
        assert!(!scripts.contains("<script"), "{path}: {answer}");
        answer
    }
}

/// Few connections and little patience.
pub(super) fn hasty(most: usize) -> Connections {
    Connections { most, head: Duration::from_millis(300), idle: Duration::from_millis(400) }
}
