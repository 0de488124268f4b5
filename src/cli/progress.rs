//! Progress and messages on stderr: a bar with time left on a terminal, plain lines elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Color, Common};
use crate::pipeline::Progress;

/// Seconds between plain lines where stderr is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// Shows a run's progress.
pub struct Shown {
    quiet: bool,
    verbose: bool,
    bar: Option<ProgressBar>,
    counts: Mutex<Counts>,
}

struct Counts {
    started: Instant,
    last_line: Instant,
    files: usize,
    done: usize,
    pages: usize,
    failed: usize,
}

impl Shown {
    /// A bar where stderr is a terminal (or colour is wanted always), plain lines elsewhere, nothing when quiet.
    pub fn new(common: &Common) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let bar = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stderr().is_terminal() && !plain,
        };
        let now = Instant::now();
        Self {
            quiet: common.quiet,
            verbose: common.verbose,
            bar: (bar && !common.quiet).then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())),
            counts: Mutex::new(Counts { started: now, last_line: now, files: 0, done: 0, pages: 0, failed: 0 }),
        }
    }

    /// Take the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Shown {
    fn start(&self, files: usize) {
        let mut counts = self.counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        counts.files = files;
        counts.started = Instant::now();
        if let Some(bar) = &self.bar {
            bar.set_length(files as u64);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} filer  {msg}  kvar {eta}");
            if let Ok(style) = style {
                bar.set_style(style);
            }
        }
    }

    fn file_done(&self, name: &str, pages: usize, failed: bool) {
        let mut counts = self.counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        counts.done += 1;
        counts.pages += pages;
        counts.failed += usize::from(failed);
        let seconds = counts.started.elapsed().as_secs_f64().max(0.001);
        let rate = counts.pages as f64 / seconds;
        if let Some(bar) = &self.bar {
            bar.set_position(counts.done as u64);
            bar.set_message(format!("{} sidor, {rate:.0}/s, {} fel", counts.pages, counts.failed));
        } else if self.verbose {
            eprintln!("paragraf: {}/{} {name}", counts.done, counts.files);
        } else if !self.quiet && (counts.last_line.elapsed() > BETWEEN_LINES || counts.done == counts.files) {
            counts.last_line = Instant::now();
            let left = seconds / counts.done as f64 * (counts.files - counts.done) as f64;
            eprintln!(
                "paragraf: {}/{} filer, {} sidor, {rate:.0} sidor/s, {} fel, {left:.0} s kvar",
                counts.done, counts.files, counts.pages, counts.failed
            );
        }
    }

    fn step(&self, name: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(name.to_owned());
        } else if self.verbose {
            eprintln!("paragraf: {name}");
        }
    }
}
