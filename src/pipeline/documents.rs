//! Takes each file from disk to parts, side by side.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::guard::guarded;
use super::{Planned, Progress, Run, RunOutcome, status_of, without_document};
use crate::dictionaries::Dictionaries;
use crate::read::{self, ReadFailure};
use crate::repair::Repairer;
use crate::repair::learn::Learned;
use crate::report::{Input, InputStatus};
use crate::text::{DocId, Finding, Pages, Repaired, Severity, Warned};
use crate::{classify, repair, segment};

/// Work on many things side by side; results in the order of the things.
pub(super) fn in_parallel<T: Send, R: Send>(
    hands: &ThreadPool,
    things: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> Vec<R> {
    // one at a time to each hand: things differ in size by orders of magnitude
    hands.install(|| things.into_par_iter().with_max_len(1).map(work).collect())
}

/// All inputs, sorted by document, and what to know about them.
pub(super) fn all(
    run: &Run<'_>,
    planned: &[Planned],
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> (Vec<Input>, Vec<Finding>) {
    let read = read_side_by_side(run, planned, progress, stop);
    run.pool.dismiss();
    let Learned { words, clean } = learn(run, &read);
    let lexicon = run.dictionaries.lexicon.with_words(words);
    let repairing = Dictionaries { lexicon, ..run.dictionaries.clone() };
    let read: Vec<_> = read.into_iter().zip(clean).collect();
    let repairers = Repairers { dictionaries: &repairing, idle: Mutex::default() };
    let done = in_parallel(&run.hands, read, |(read, health)| match read {
        Ok(read) => finish(run, &repairers, read, health),
        Err(told) => *told,
    });
    let (mut inputs, findings): (Vec<Input>, Vec<Vec<Finding>>) = done.into_iter().unzip();
    inputs.sort_by(|a, b| a.doc_id.cmp(&b.doc_id).then(a.path.cmp(&b.path)));
    (inputs, findings.into_iter().flatten().collect())
}

/// Each file read, or why not, the largest first; without those that `stop` came before.
fn read_side_by_side<'p>(
    run: &Run<'_>,
    planned: &'p [Planned],
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Vec<Result<Read<'p>, Told>> {
    let taken = taken_ids(planned);
    let mut order: Vec<&Planned> = planned.iter().collect();
    order.sort_by(|a, b| b.found.size.cmp(&a.found.size).then(a.found.name.cmp(&b.found.name)));
    let read = in_parallel(&run.hands, order, |planned| {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let read = match taken.get(planned.found.name.as_str()) {
            Some(other) => Err(Box::new(same_id(planned, other))),
            None => read_one(run, planned),
        };
        let pages = read.as_ref().map_or(0, |read| read.warned.output.pages.len());
        progress.file_done(&planned.found.name, pages, ended(&read).0 == InputStatus::Failed);
        Some(read)
    });
    read.into_iter().flatten().collect()
}

/// How the reading of a file ended, and what there is to know about it.
fn ended<'r>(read: &'r Result<Read<'_>, Told>) -> (InputStatus, &'r [Finding]) {
    match read {
        Ok(read) => (status_of(&read.warned.findings), &read.warned.findings),
        Err(told) => (told.0.status, &told.1),
    }
}

/// Read all files so that their answers are kept, and count how they ended.
pub(super) fn read_all(run: &Run<'_>, planned: &[Planned], progress: &dyn Progress, stop: &AtomicBool) -> RunOutcome {
    let read = read_side_by_side(run, planned, progress, stop);
    let mut outcome = RunOutcome { interrupted: stop.load(Ordering::Relaxed), ..RunOutcome::default() };
    for read in &read {
        let (status, findings) = ended(read);
        match status {
            InputStatus::Ok => outcome.ok += 1,
            InputStatus::Partial => outcome.partial += 1,
            InputStatus::Failed => outcome.failed += 1,
            InputStatus::Skipped => outcome.skipped += 1,
        }
        outcome.with_errors += usize::from(findings.iter().any(|finding| finding.severity == Severity::Failed));
    }
    outcome
}

/// Files whose document id another file has, with the name of that one: the first by name keeps it.
fn taken_ids(planned: &[Planned]) -> BTreeMap<&str, &str> {
    let mut first: BTreeMap<DocId, &str> = BTreeMap::new();
    let mut taken = BTreeMap::new();
    for planned in planned {
        let name = planned.found.name.as_str();
        let known = *first.entry(DocId::from_path(name)).or_insert(name);
        if known != name {
            taken.insert(name, known);
        }
    }
    taken
}

fn same_id(planned: &Planned, other: &str) -> (Input, Vec<Finding>) {
    let message = format!("har samma dokument-id som {other}; byt namn på en av dem");
    let finding = Finding {
        path: planned.found.name.clone(),
        page: None,
        stage: "read",
        kind: "same_id",
        severity: Severity::Failed,
        message: message.clone(),
    };
    let sha256 = planned.sha256.clone().unwrap_or_default();
    let mut input = without_document(&planned.found, sha256, InputStatus::Skipped, message);
    input.doc_id = id_beside(&planned.found.name);
    (input, vec![finding])
}

/// An id for a file whose own id is taken, made of its path alone. Folded paths never hold two hyphens in a row, so that
/// it is no other file's id.
fn id_beside(name: &str) -> DocId {
    let hash = blake3::hash(name.as_bytes()).to_hex();
    DocId::from_folded(format!("{}--{}", DocId::from_path(name), &hash[..8]))
}

/// A file that gave no document, and why.
type Told = Box<(Input, Vec<Finding>)>;

/// A file that was read.
struct Read<'a> {
    planned: &'a Planned,
    sha256: &'a str,
    warned: Warned<Pages>,
}

fn read_one<'a>(run: &Run<'_>, planned: &'a Planned) -> Result<Read<'a>, Told> {
    let sha256 = planned.sha256.as_ref().map_err(|failure| Box::new(failed(planned, String::new(), failure)))?;
    let source = read::Source { path: &planned.found.path, name: &planned.found.name, sha256 };
    let cache = if run.options.force { run.cache.clone().forgetful() } else { run.cache.clone() };
    let read = read::read(source, &run.pool, Some(&cache), &run.reading);
    let mut warned = read.map_err(|failure| Box::new(failed(planned, sha256.clone(), &failure)))?;
    let without_words = without_words(&warned.output, &warned.findings);
    warned.findings.extend(without_words);
    Ok(Read { planned, sha256, warned })
}

/// The words of this corpus's clean documents, for repairing the damaged ones. What is learned hangs on the documents as
/// they were read, never on what repair made of them, nor on their order.
fn learn(run: &Run<'_>, read: &[Result<Read<'_>, Told>]) -> Learned {
    let lines = |read: &Result<Read<'_>, Told>| {
        let lines = read.as_ref().map_or(&[][..], |read| &read.warned.output.lines);
        lines.iter().map(|line| line.text.clone()).collect()
    };
    run.hands.install(|| repair::learn::learn(read, lines, &run.dictionaries))
}

/// Those of a run: each hand takes one for a document and lays it back, so that what it looked up serves the next.
struct Repairers<'d> {
    /// With the words that the corpus taught.
    dictionaries: &'d Dictionaries,
    idle: Mutex<Vec<Repairer<'d>>>,
}

impl Repairers<'_> {
    fn repair(&self, pages: Pages) -> Repaired {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let free = idle().pop();
        let mut repairer = free.unwrap_or_else(|| Repairer::new(self.dictionaries));
        let done = repairer.repair(pages);
        idle().push(repairer);
        done
    }
}

/// `health` of a document that is clean.
fn finish(run: &Run<'_>, repairers: &Repairers<'_>, read: Read<'_>, health: Option<f32>) -> (Input, Vec<Finding>) {
    let Read { planned, sha256, warned } = read;
    let document = match parts(run, repairers, &planned.found.name, warned.output, health) {
        Ok(document) => document,
        Err(finding) => {
            let message = finding.message.clone();
            let input = without_document(&planned.found, sha256.to_owned(), InputStatus::Failed, message);
            return (input, vec![finding]);
        }
    };
    let input = Input {
        doc_id: document.handling.repaired.pages.id.clone(),
        path: planned.found.name.clone(),
        sha256: sha256.to_owned(),
        status: status_of(&warned.findings),
        message: message_of(&warned.findings),
        document: Some(document),
    };
    (input, warned.findings)
}

/// A document's parts from its lines: repaired, classified, cut.
fn parts(
    run: &Run<'_>,
    repairers: &Repairers<'_>,
    name: &str,
    pages: Pages,
    health: Option<f32>,
) -> Result<segment::Document, Finding> {
    let municipality = (run.settings.municipality != "auto").then_some(run.settings.municipality.as_str());
    let repaired = match health {
        Some(health) => repair::leave(pages, health),
        None => guarded(name, "repair", || repairers.repair(pages))?,
    };
    let handling = guarded(name, "classify", || classify::classify(repaired, &run.dictionaries, municipality))?;
    guarded(name, "segment", || segment::segment(handling, &run.dictionaries))
}

/// A document of pages without a word, of which the reader has nothing to say: a file cut short in the middle still
/// opens and shows white pages, and must not pass for one that was read.
fn without_words(pages: &Pages, findings: &[Finding]) -> Option<Finding> {
    let told = findings.iter().any(|finding| finding.severity >= Severity::Partial);
    let words = pages.lines.iter().any(|line| line.text.chars().any(char::is_alphanumeric));
    (!told && !words).then(|| Finding {
        path: pages.path.clone(),
        page: None,
        stage: "read",
        kind: "no_words",
        severity: Severity::Failed,
        message: format!("inga ord på {} sidor; filen är tom eller avhuggen, hämta den på nytt", pages.pages.len()),
    })
}

fn failed(planned: &Planned, sha256: String, failure: &ReadFailure) -> (Input, Vec<Finding>) {
    let finding = Finding {
        path: planned.found.name.clone(),
        page: None,
        stage: "read",
        kind: failure.kind(),
        severity: Severity::Failed,
        message: failure.to_string(),
    };
    (without_document(&planned.found, sha256, InputStatus::Failed, failure.to_string()), vec![finding])
}

/// The findings of one document in a line: each message once, with its pages.
fn message_of(findings: &[Finding]) -> String {
    let mut by_message: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in findings {
        by_message.entry(&finding.message).or_default().extend(finding.page.map(|page| page.to_string()));
    }
    let told = by_message.into_iter().map(|(message, pages)| match pages.len() {
        0 => message.to_owned(),
        1 => format!("sidan {}: {message}", pages[0]),
        _ => format!("sidorna {}: {message}", pages.join(", ")),
    });
    told.collect::<Vec<_>>().join(" | ")
}
