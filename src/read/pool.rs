//! The parent's side of the workers: starts them, hands them files, waits no longer than allowed, and replaces the dead.
//!
//! A worker that hangs or dies costs the remaining pages of one document, nothing else. It is a child of this program's
//! own binary (`paragraf worker`), so there is nothing to install.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::confine::Confined;
use super::document::ReadFailure;
use super::limits::Limits;
use super::raw::RawPage;
use super::worker::{Answer, Request};
use crate::text::PageNo;

/// What came back of a document, also when it ended badly.
#[derive(Debug, Default)]
pub struct ReadAnswer {
    /// Pages that arrived, in order.
    pub pages: Vec<RawPage>,
    /// Pages two engines disagree about, with their agreement.
    pub disagreements: Vec<(PageNo, f32)>,
    /// The file had to be rebuilt.
    pub rebuilt: bool,
    /// Pages of the file, where it has more than are read.
    pub more_pages: Option<u32>,
    /// How it ended, if not well.
    pub failure: Option<ReadFailure>,
}

impl ReadAnswer {
    /// What a worker's lines come to, as far as they are the protocol's.
    pub(super) fn of_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut answer = Self { failure: Some(ReadFailure::Crashed { pages_read: 0 }), ..Self::default() };
        for line in lines {
            let Ok(said) = serde_json::from_str(line) else { break };
            match answer.take(said) {
                Step::More => {}
                Step::Done => {
                    answer.failure = None;
                    break;
                }
                Step::Failed(failure) => {
                    answer.failure = Some(failure);
                    break;
                }
            }
        }
        answer
    }

    fn take(&mut self, said: Answer) -> Step {
        match said {
            Answer::Page(page) => {
                self.pages.push(page);
                Step::More
            }
            Answer::Disagreement { page, agreement } => {
                self.disagreements.push((page, agreement));
                Step::More
            }
            Answer::Done { rebuilt, .. } => {
                self.rebuilt = rebuilt;
                Step::Done
            }
            Answer::MorePages { pages } => {
                self.more_pages = Some(pages);
                Step::More
            }
            Answer::Rendered => Step::Done,
            Answer::Failed(failure) => Step::Failed(failure),
        }
    }
}

/// What a worker's allocator sets aside at a time, in KiB. Its own measure is a gigabyte of addresses, which is all that one
/// that draws may have.
const RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "32768");

/// Idle workers of a run.
#[derive(Debug)]
pub struct Pool {
    program: PathBuf,
    limits: Limits,
    /// Workers act out the faults that files ask for.
    faults: bool,
    /// Where workers may read; nothing said: everywhere.
    corpus: Vec<PathBuf>,
    /// Where they may draw pages; gone with the pool.
    pictures: Option<TempDir>,
    idle: Mutex<Vec<Worker>>,
}

impl Pool {
    /// A pool that starts workers of `program` (this binary) as they are needed.
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        let pictures = tempfile::tempdir().ok();
        Self { program, limits, faults: false, corpus: Vec::new(), pictures, idle: Mutex::new(Vec::new()) }
    }

    /// The same, with workers that can read nothing outside these files and folders, where the system allows.
    #[must_use]
    pub fn reading_under(self, paths: &[PathBuf]) -> Self {
        let corpus = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
        Self { corpus, ..self }
    }

    /// The same, with workers that act out the faults that files ask for: for tests.
    #[must_use]
    pub fn with_faults(self, faults: bool) -> Self {
        Self { faults, ..self }
    }

    /// A worker that is still to be started.
    fn worker(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env(RESERVE.0, RESERVE.1);
        command.arg("worker").arg("--max-memory-mb").arg(self.limits.max_memory_mb.to_string());
        command.args(self.faults.then_some("--faults"));
        for path in &self.corpus {
            command.arg("--read-under").arg(path);
        }
        if let Some(pictures) = &self.pictures {
            command.arg("--pictures").arg(pictures.path());
        }
        command
    }

    /// Send idle workers away: nothing more is to be read, and each holds memory of its own.
    pub fn dismiss(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How far workers are confined on this system: asked of one of them.
    pub fn confined(&self) -> Confined {
        let told = self.worker().arg("--tell").stdin(Stdio::null()).stderr(Stdio::null()).output();
        told.ok().and_then(|told| serde_json::from_slice(&told.stdout).ok()).unwrap_or_default()
    }

    /// A folder that workers can draw a page into.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn folder_of_pictures(&self) -> std::io::Result<TempDir> {
        self.pictures.as_ref().map_or_else(tempfile::tempdir, |pictures| tempfile::tempdir_in(pictures.path()))
    }

    /// Read a PDF.
    pub fn read(&self, path: &Path, second_opinion: bool) -> ReadAnswer {
        let mut answer = ReadAnswer::default();
        let request = Request::Read { path: path.to_owned(), second_opinion, limits: self.limits };
        let failure = self.ask(&request, |line| answer.take(line));
        answer.failure = failure.err();
        answer
    }

    /// Draw a page into a file.
    ///
    /// # Errors
    /// When the page can't be drawn, or the worker died or took too long over it.
    pub fn render(&self, path: &Path, page: PageNo, dpi: f32, to: &Path) -> Result<(), ReadFailure> {
        let most_pixels = self.limits.image_pixels;
        let request = Request::Render { path: path.to_owned(), page, dpi, to: to.to_owned(), most_pixels };
        self.ask(&request, |line| match line {
            Answer::Failed(failure) => Step::Failed(failure),
            _ => Step::Done,
        })
    }

    fn ask(&self, request: &Request, mut on_answer: impl FnMut(Answer) -> Step) -> Result<(), ReadFailure> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let io = |error: std::io::Error| ReadFailure::Io { reason: error.to_string() };
        let mut worker = match idle {
            Some(worker) => worker,
            None => Worker::start(self.worker(), self.limits).map_err(io)?,
        };
        let outcome = worker.ask(request, self.limits, &mut on_answer);
        if outcome.reusable {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        outcome.result
    }
}

enum Step {
    More,
    Done,
    Failed(ReadFailure),
}

struct Outcome {
    result: Result<(), ReadFailure>,
    /// Whether the worker answered to the end and may serve again.
    reusable: bool,
}

#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    heard: Receiver<Heard>,
    /// Pages heard of the request that is being answered.
    pages: Arc<AtomicUsize>,
}

/// All that a worker said to one request.
#[derive(Debug)]
struct Heard {
    answers: Vec<Answer>,
    end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// With an answer that ends a request.
    Answered,
    /// The worker is gone, or said what is no answer of the protocol: it can't be trusted any more.
    Broken,
    /// With more than is allowed.
    TooMuch,
}

/// Longest answer line; a page of half a million glyphs is a few megabytes.
const LONGEST_ANSWER: u64 = 64 << 20;
/// How long the pipe of a worker that was ended may take to close.
const CLOSING: Duration = Duration::from_secs(5);

impl Worker {
    fn start(mut command: Command, limits: Limits) -> std::io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let missing = || std::io::Error::other("worker without pipes");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        let (send, heard) = sync_channel(1);
        let pages = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&pages);
        std::thread::spawn(move || {
            let mut output = BufReader::with_capacity(1 << 16, output);
            loop {
                // told once a request: whoever waits for it is not woken at every page
                let heard = hear(&mut output, limits, &counted);
                let over = heard.end != End::Answered;
                if send.send(heard).is_err() || over {
                    break;
                }
            }
        });
        Ok(Self { child, input, heard, pages })
    }

    fn ask(&mut self, request: &Request, limits: Limits, on_answer: &mut impl FnMut(Answer) -> Step) -> Outcome {
        self.pages.store(0, Ordering::Relaxed);
        if self.tell(request).is_err() {
            return Outcome { result: Err(ReadFailure::Crashed { pages_read: 0 }), reusable: false };
        }
        let (heard, late) = self.wait(limits);
        let pages_read = self.pages.load(Ordering::Relaxed);
        let end = heard.as_ref().map_or(End::Broken, |heard| heard.end);
        for answer in heard.into_iter().flat_map(|heard| heard.answers) {
            match on_answer(answer) {
                Step::More => {}
                Step::Done => return Outcome { result: Ok(()), reusable: !late },
                Step::Failed(failure) => return Outcome { result: Err(failure), reusable: !late },
            }
        }
        let failure = match end {
            _ if late => ReadFailure::Timeout { seconds: limits.timeout_s, pages_read },
            End::TooMuch => ReadFailure::TooMuch { output_mb: limits.output_mb, pages_read },
            End::Answered | End::Broken => ReadFailure::Crashed { pages_read },
        };
        Outcome { result: Err(failure), reusable: false }
    }

    /// What the worker says, and whether it took too long and was ended: then as much as it had said.
    fn wait(&mut self, limits: Limits) -> (Option<Heard>, bool) {
        let began = Instant::now();
        let mut pages = 0;
        loop {
            let allowed = Duration::from_secs(limits.timeout_s + limits.page_s * pages as u64);
            match self.heard.recv_timeout(allowed.saturating_sub(began.elapsed())) {
                Ok(heard) => return (Some(heard), false),
                Err(RecvTimeoutError::Disconnected) => return (None, false),
                Err(RecvTimeoutError::Timeout) => {}
            }
            // each page that came meanwhile gives the next ones time
            let known = std::mem::replace(&mut pages, self.pages.load(Ordering::Relaxed));
            if pages == known {
                let _ = self.child.kill();
                return (self.heard.recv_timeout(CLOSING).ok(), true);
            }
        }
    }

    fn tell(&mut self, request: &Request) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(request)?;
        line.push(b'\n');
        self.input.write_all(&line)?;
        self.input.flush()
    }
}

/// Hear one request's answers out, counting its pages.
fn hear(output: &mut impl BufRead, limits: Limits, pages: &AtomicUsize) -> Heard {
    let (mut answers, mut bytes, mut line) = (Vec::new(), 0, String::new());
    let end = loop {
        line.clear();
        // bounded: a worker gone mad must not fill the parent's memory with one endless line
        match std::io::Read::take(&mut *output, LONGEST_ANSWER).read_line(&mut line) {
            Ok(length) if length > 0 && line.ends_with('\n') => bytes += length as u64,
            _ => break End::Broken,
        }
        if bytes > limits.output_mb << 20 || pages.load(Ordering::Relaxed) > limits.pages as usize {
            break End::TooMuch;
        }
        let Ok(answer) = serde_json::from_str(&line) else { break End::Broken };
        match answer {
            Answer::Page(_) => _ = pages.fetch_add(1, Ordering::Relaxed),
            Answer::Done { .. } | Answer::Rendered | Answer::Failed(_) => {
                answers.push(answer);
                break End::Answered;
            }
            Answer::Disagreement { .. } | Answer::MorePages { .. } => {}
        }
        answers.push(answer);
    };
    Heard { answers, end }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // no harm if it is dead already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::PageClass;

    /// How hearing `said` ends, with the number of answers and of pages.
    #[track_caller]
    fn check(said: &str, limits: Limits, end: End, answers: usize, pages: usize) {
        let counted = AtomicUsize::new(0);
        let heard = hear(&mut said.as_bytes(), limits, &counted);
        assert_eq!((heard.end, heard.answers.len()), (end, answers), "{said}");
        assert_eq!(counted.into_inner(), pages, "{said}");
    }

    fn line(answer: &Answer) -> String {
        serde_json::to_string(answer).expect("an answer makes JSON") + "\n"
    }

    fn page() -> String {
        let (class, lines) = (PageClass::Empty, Vec::new());
        let (width, height, cut_short, unknown_share) = (595.0, 842.0, false, 0.0);
        line(&Answer::Page(RawPage { number: 1, width, height, class, lines, cut_short, unknown_share }))
    }

    #[test]
    fn a_request_is_heard_out_and_no_further() {
        let page = page();
        let done = line(&Answer::Done { pages: 2, rebuilt: false });
        let limits = Limits::default();
        check(&format!("{page}{page}{done}{page}"), limits, End::Answered, 3, 2);
        check(&line(&Answer::Failed(ReadFailure::Encrypted)), limits, End::Answered, 1, 0);
        // a worker that dies leaves the pages it had told
        check(&format!("{page}{page}"), limits, End::Broken, 2, 2);
        check(&format!("{page}{{\"page\":"), limits, End::Broken, 1, 1);
        check(&format!("{page}hello\n{done}"), limits, End::Broken, 1, 1);
        check("", limits, End::Broken, 0, 0);
    }

    #[test]
    fn a_worker_that_says_too_much_is_not_heard_out() {
        let page = page();
        let limits = Limits { pages: 3, ..Limits::default() };
        check(&page.repeat(9), limits, End::TooMuch, 4, 4);
        let limits = Limits { output_mb: 1, pages: u32::MAX, ..Limits::default() };
        let fit = (1 << 20) / page.len();
        check(&page.repeat(2 * fit), limits, End::TooMuch, fit, fit);
    }
}
