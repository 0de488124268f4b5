//! The worker process: reads requests, answers with pages, and is the only place where a PDF is parsed during a run.
//!
//! # Protocol
//! One JSON object a line, both ways. A request names a file; the answer is one `page` line for each page as soon as it
//! is read, then one `done` or `failed` line. `render` writes a page's picture to a file and answers `rendered`. The
//! worker stays for the next request; when it dies, the lines that came before still hold. Nothing here depends on the
//! parent being on the same machine but the paths.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::document::{OpenPdf, ReadFailure};
use super::limits::Limits;
use super::raw::RawPage;
use super::{faults, render, second_opinion};

/// A request to the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Read a PDF.
    Read {
        /// The file.
        path: PathBuf,
        /// Also ask pdf-extract and compare, page by page.
        second_opinion: bool,
        /// What it may cost.
        #[serde(default)]
        limits: Limits,
    },
    /// Draw a page as a grey picture (PGM) for OCR, or in colour (PNG) for looking at, by the ending of `to`.
    Render {
        /// The file.
        path: PathBuf,
        /// Page, from 1.
        page: u32,
        /// Dots per inch.
        dpi: f32,
        /// Where to write it.
        to: PathBuf,
        /// Pixels at most; the picture is made smaller.
        most_pixels: u64,
    },
}

/// A line of the worker's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A page.
    Page(RawPage),
    /// A page about whose words two engines disagree.
    Disagreement {
        /// Page, from 1.
        page: u32,
        /// Share of words both engines see, 0-1.
        agreement: f32,
    },
    /// All pages were sent.
    Done {
        /// Pages of the file.
        pages: u32,
        /// The file was damaged and had to be rebuilt.
        rebuilt: bool,
    },
    /// The picture is written.
    Rendered,
    /// The document has more pages than are read; comes before `done`.
    MorePages {
        /// Pages of the file.
        pages: u32,
    },
    /// No, and why.
    Failed(ReadFailure),
}

/// Serve requests from `input` until it ends. With `faults`, files may ask for those of `read/faults.rs`.
///
/// # Errors
/// When the parent is gone (the answer can't be written).
pub fn serve(input: impl BufRead, mut output: impl Write, faults: bool) -> std::io::Result<()> {
    for line in input.lines() {
        let line = line?;
        match serde_json::from_str::<Request>(&line) {
            Ok(Request::Read { path, second_opinion, limits }) => match std::fs::read(&path) {
                Ok(bytes) => match faults::named(&bytes).filter(|_| faults) {
                    Some(fault) => faults::act(fault, &mut output)?,
                    None => read(bytes, second_opinion, limits, &mut output)?,
                },
                Err(error) => {
                    send(&Answer::Failed(ReadFailure::Io { reason: error.to_string() }), &mut output)?;
                }
            },
            Ok(Request::Render { path, page, dpi, to, most_pixels }) => {
                let answer = match render::render_to_file(&path, page, dpi, &to, most_pixels) {
                    Ok(()) => Answer::Rendered,
                    Err(failure) => Answer::Failed(failure),
                };
                send(&answer, &mut output)?;
            }
            Err(error) => {
                send(&Answer::Failed(ReadFailure::Io { reason: format!("request: {error}") }), &mut output)?;
            }
        }
        output.flush()?;
    }
    Ok(())
}

pub(super) fn send(answer: &Answer, output: &mut impl Write) -> std::io::Result<()> {
    serde_json::to_writer(&mut *output, answer)?;
    output.write_all(b"\n")
}

fn read(bytes: Vec<u8>, second: bool, limits: Limits, output: &mut impl Write) -> std::io::Result<()> {
    let of_page = limits.of_page(bytes.len());
    let pdf = match OpenPdf::open(bytes) {
        Ok(pdf) => pdf,
        Err(failure) => return send(&Answer::Failed(failure), output),
    };
    let mut broken_pipe = None;
    let mut pages = Vec::new();
    pdf.read_first(limits.pages as usize, of_page, |page| {
        let answer = Answer::Page(page);
        if broken_pipe.is_none() {
            // flushed page by page: pages that were read must outlive a crash on a later one
            broken_pipe = send(&answer, output).and_then(|()| output.flush()).err();
        }
        if let Answer::Page(page) = answer
            && second
        {
            pages.push(page);
        }
    });
    if let Some(error) = broken_pipe {
        return Err(error);
    }
    if second {
        for (page, agreement) in second_opinion::disagreements(pdf.bytes(), &pages) {
            send(&Answer::Disagreement { page, agreement }, output)?;
        }
    }
    if pdf.page_count() > limits.pages as usize {
        send(&Answer::MorePages { pages: pdf.page_count() as u32 }, output)?;
    }
    send(&Answer::Done { pages: pdf.page_count() as u32, rebuilt: pdf.rebuilt }, output)
}
