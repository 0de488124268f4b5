//! Faults on demand: with `paragraf worker --faults` a file that begins with `%FAULT name` makes the worker do the worst a
//! PDF has made readers do. Only tests ask for it; they prove that the other documents never notice.

use std::io::Write;
use std::time::Duration;

use super::document::ReadFailure;
use super::raw::RawPage;
use super::worker::{Answer, send};
use crate::text::PageClass;

/// The fault that a file names, if it names one.
pub(super) fn named(bytes: &[u8]) -> Option<&str> {
    let line = bytes.strip_prefix(b"%FAULT ")?.split(u8::is_ascii_whitespace).next()?;
    std::str::from_utf8(line).ok()
}

/// Do it. Comes back only where the fault is in what is said.
pub(super) fn act(fault: &str, output: &mut impl Write) -> std::io::Result<()> {
    match fault {
        "hang" => loop {
            std::thread::sleep(Duration::from_mins(1));
        },
        "panic" => panic!("a fault that was asked for"),
        "abort" => std::process::abort(),
        "out-of-memory" => exhaust(),
        "flood" => loop {
            send(&Answer::Page(page(1)), output)?;
        },
        "slow-pages" => loop {
            send(&Answer::Page(page(1)), output)?;
            output.flush()?;
            std::thread::sleep(Duration::from_millis(300));
        },
        "break-out" => send(&Answer::Failed(ReadFailure::Io { reason: break_out() }), output),
        "endless-line" => loop {
            output.write_all(&[b'x'; 1 << 12])?;
        },
        "drip" => loop {
            output.write_all(b"x")?;
            output.flush()?;
            std::thread::sleep(Duration::from_millis(100));
        },
        "crash-after-a-page" => {
            send(&Answer::Page(page(1)), output)?;
            output.flush()?;
            std::process::abort()
        }
        // anything else: an answer that is none
        _ => output.write_all(b"{\"page\": \"one\"}\n"),
    }
}

/// Take memory until there is none. Written to, so that the system can't only promise it.
fn exhaust() -> ! {
    let mut taken: Vec<Vec<u8>> = Vec::new();
    loop {
        taken.push(vec![1; 16 << 20]);
    }
}

/// What a reader that someone else has taken over could do, in words: nothing.
fn break_out() -> String {
    let net = std::net::TcpListener::bind("127.0.0.1:0").is_ok();
    let program = std::process::Command::new("/bin/sh").arg("-c").arg("true").status().is_ok();
    let read = std::fs::read("/etc/passwd").is_ok();
    let written = std::fs::write(std::env::temp_dir().join("paragraf-break-out"), "").is_ok();
    format!("net {net}, program {program}, read {read}, written {written}")
}

fn page(number: u32) -> RawPage {
    RawPage {
        number,
        width: 595.0,
        height: 842.0,
        class: PageClass::Text,
        lines: Vec::new(),
        cut_short: false,
        unknown_share: 0.0,
    }
}
