//! Takes each file from disk to parts, side by side.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use blake3::Hash;
use rayon::ThreadPool;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::guard::guarded;
use super::kept::hash_of;
use super::{Planned, Progress, Run, RunOutcome, status_of, without_document};
use crate::dictionaries::{Dictionaries, Lexicon};
use crate::directives::Gathered;
use crate::read::{self, ReadFailure};
use crate::repair::Repairer;
use crate::repair::learn::Clean;
use crate::report::{Input, InputStatus};
use crate::segment::Document;
use crate::text::{DocId, Finding, Pages, Repaired, Severity, Warned};
use crate::{classify, directives, repair, segment};

/// Work on many things side by side; results in the order of the things.
pub(super) fn in_parallel<T: Send, R: Send>(
    hands: &ThreadPool,
    things: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> Vec<R> {
    // one at a time to each hand: things differ in size by orders of magnitude
    hands.install(|| things.into_par_iter().with_max_len(1).map(work).collect())
}

/// All inputs of a run.
pub(super) struct All {
    /// Sorted by document.
    pub inputs: Vec<Input>,
    /// What each of their documents gives to the points of all, in the same order; inputs without one have none.
    pub gathered: Vec<Gathered>,
    /// What to know about them.
    pub findings: Vec<Finding>,
    /// What tells each of these documents from any other, in the same order.
    pub hashes: Vec<Hash>,
}

/// Take all files to documents.
pub(super) fn all(run: &Run<'_>, planned: &[Planned], progress: &dyn Progress, stop: &AtomicBool) -> All {
    let taken = take_side_by_side(run, planned, progress, stop);
    run.pool.dismiss();
    let taken = look(run, taken);
    let words = repair::learn::learn(taken.iter().filter_map(|(_, clean)| clean.as_ref()), &run.dictionaries);
    let lexicon = run.dictionaries.lexicon.with_words(words);
    let taught = taught_by(&lexicon);
    let repairing = Dictionaries { lexicon, ..run.dictionaries.clone() };
    let repairers = Repairers { dictionaries: &repairing, taught, idle: Mutex::default() };
    let done = in_parallel(&run.hands, taken, |(taken, clean)| match taken {
        Ok(taken) => finish(run, &repairers, taken, clean),
        Err(told) => {
            let (input, findings) = *told;
            Done { input, findings, gathered: None }
        }
    });
    // one may have been called again, for a damaged document whose reading was lost
    run.pool.dismiss();
    put_in_order(done)
}

fn put_in_order(mut done: Vec<Done>) -> All {
    done.sort_by(|a, b| a.input.doc_id.cmp(&b.input.doc_id).then(a.input.path.cmp(&b.input.path)));
    let mut inputs = Vec::with_capacity(done.len());
    let (mut gathered, mut hashes, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for one in done {
        inputs.push(one.input);
        findings.extend(one.findings);
        if let Some((own, hash)) = one.gathered {
            gathered.push(own);
            hashes.push(hash);
        }
    }
    All { inputs, gathered, findings, hashes }
}

/// An input that came to its end.
struct Done {
    input: Input,
    findings: Vec<Finding>,
    /// Of its document what it gives to the points of all, and what tells it from any other.
    gathered: Option<(Gathered, Hash)>,
}

/// Each file read, or taken as it was kept, or why not, the largest first; without those that `stop` came before.
fn take_side_by_side<'p>(
    run: &Run<'_>,
    planned: &'p [Planned],
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Vec<Result<Taken<'p>, Told>> {
    let same = taken_ids(planned);
    let mut order: Vec<&Planned> = planned.iter().collect();
    order.sort_by(|a, b| b.found.size.cmp(&a.found.size).then(a.found.name.cmp(&b.found.name)));
    let taken = in_parallel(&run.hands, order, |planned| {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let taken = match same.get(planned.found.name.as_str()) {
            Some(other) => Err(Box::new(same_id(planned, other))),
            None => take(run, planned),
        };
        let pages = taken.as_ref().map_or(0, Taken::pages);
        progress.file_done(&planned.found.name, pages, ended(&taken).0 == InputStatus::Failed);
        Some(taken)
    });
    taken.into_iter().flatten().collect()
}

/// How the reading of a file ended, and what there is to know about it.
fn ended<'r>(taken: &'r Result<Taken<'_>, Told>) -> (InputStatus, &'r [Finding]) {
    match taken {
        Ok(taken) => (status_of(taken.findings()), taken.findings()),
        Err(told) => (told.0.status, &told.1),
    }
}

/// Read all files so that their answers are kept, cut those that hang on no other document, and count how they ended.
pub(super) fn read_all(run: &Run<'_>, planned: &[Planned], progress: &dyn Progress, stop: &AtomicBool) -> RunOutcome {
    let taken = take_side_by_side(run, planned, progress, stop);
    let mut outcome = RunOutcome { interrupted: stop.load(Ordering::Relaxed), ..RunOutcome::default() };
    for taken in &taken {
        let (status, findings) = ended(taken);
        match status {
            InputStatus::Ok => outcome.ok += 1,
            InputStatus::Partial => outcome.partial += 1,
            InputStatus::Failed => outcome.failed += 1,
            InputStatus::Skipped => outcome.skipped += 1,
        }
        outcome.with_errors += usize::from(findings.iter().any(|finding| finding.severity == Severity::Failed));
    }
    if outcome.interrupted {
        return outcome;
    }
    in_parallel(&run.hands, look(run, taken), |(taken, clean)| {
        let health = clean.as_ref().and_then(|clean| clean.health);
        if let (Ok(Taken::Read(read)), Some(health)) = (taken, health) {
            let source = read.planned;
            // a document that a room breaks off at is told of when the parts are joined
            if let Ok(made) = cut(run, read, clean, None, |pages| repair::leave(pages, health)) {
                keep(run, source, &made);
            }
        }
    });
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

/// A file on its way to a document.
enum Taken<'p> {
    /// It was read.
    Read(Read<'p>),
    /// An earlier run made a document of it; with its hash.
    Made(&'p Planned, Box<Made>, Hash),
}

/// A file that was read.
struct Read<'p> {
    planned: &'p Planned,
    warned: Warned<Pages>,
}

/// What the rooms that see one document alone made of a file.
#[derive(Serialize, Deserialize)]
pub(super) struct Made {
    /// What others may learn from it; `None` where it is damaged.
    clean: Option<Clean>,
    /// Hash of the words that its repair knew from others; `None` where it was left as it was read.
    taught: Option<[u8; 32]>,
    /// What reading had to tell.
    findings: Vec<Finding>,
    document: Document,
    /// What it gives to the points of all.
    gathered: Gathered,
}

impl Taken<'_> {
    fn pages(&self) -> usize {
        let pages = match self {
            Taken::Read(read) => &read.warned.output,
            Taken::Made(_, made, _) => &made.document.handling.repaired.pages,
        };
        pages.pages.len()
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Taken::Read(read) => &read.warned.findings,
            Taken::Made(_, made, _) => &made.findings,
        }
    }
}

fn take<'p>(run: &Run<'_>, planned: &'p Planned) -> Result<Taken<'p>, Told> {
    let kept = planned.sha256.as_ref().ok().and_then(|sha256| run.kept.get(&[&planned.found.name, sha256]));
    // what went wrong last time is tried again where that is asked
    let kept = kept.filter(|(made, _): &(Box<Made>, Hash)| {
        !run.options.only_failed || made.findings.iter().all(|finding| finding.severity < Severity::Failed)
    });
    match kept {
        Some((made, hash)) => Ok(Taken::Made(planned, made, hash)),
        None => read_one(run, planned).map(Taken::Read),
    }
}

/// Keep what was made of a file; its hash.
fn keep(run: &Run<'_>, planned: &Planned, made: &Made) -> Hash {
    run.kept.put(&[&planned.found.name, planned.sha256.as_deref().unwrap_or_default()], made)
}

fn read_one<'p>(run: &Run<'_>, planned: &'p Planned) -> Result<Read<'p>, Told> {
    let sha256 = planned.sha256.as_ref().map_err(|failure| Box::new(failed(planned, String::new(), failure)))?;
    let source = read::Source { path: &planned.found.path, name: &planned.found.name, sha256 };
    let cache = if run.options.force { run.cache.clone().forgetful() } else { run.cache.clone() };
    let read = read::read(source, &run.pool, Some(&cache), &run.reading);
    let mut warned = read.map_err(|failure| Box::new(failed(planned, sha256.clone(), &failure)))?;
    let without_words = without_words(&warned.output, &warned.findings);
    warned.findings.extend(without_words);
    Ok(Read { planned, warned })
}

/// Beside each file what others may learn from it. That hangs on the documents as they were read, never on what repair made
/// of them, nor on their order.
fn look<'p>(run: &Run<'_>, taken: Vec<Result<Taken<'p>, Told>>) -> Vec<(Result<Taken<'p>, Told>, Option<Clean>)> {
    let read = |taken: &'_ Result<Taken<'p>, Told>| match taken {
        Ok(Taken::Read(read)) => Some(read.warned.output.lines.iter().map(|line| line.text.clone()).collect()),
        _ => None,
    };
    let seen = run.hands.install(|| repair::learn::look(&taken, read, &run.dictionaries));
    let known = |mut taken| {
        let kept = match &mut taken {
            Ok(Taken::Made(_, made, _)) => made.clean.take(),
            _ => None,
        };
        (taken, kept)
    };
    taken.into_iter().map(known).zip(seen).map(|((taken, kept), seen)| (taken, kept.or(seen))).collect()
}

/// What tells a lexicon's own words from others, as it holds them: one more of a thousand occurrences makes no other lexicon.
fn taught_by(lexicon: &Lexicon) -> [u8; 32] {
    let [_, own] = lexicon.lists();
    hash_of(&own.words()).into()
}

/// Those of a run: each hand takes one for a document and lays it back, so that what it looked up serves the next.
struct Repairers<'d> {
    /// With the words that the corpus taught.
    dictionaries: &'d Dictionaries,
    /// Hash of those words.
    taught: [u8; 32],
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

/// A document of a file, as it is kept or made now.
fn finish(run: &Run<'_>, repairers: &Repairers<'_>, taken: Taken<'_>, clean: Option<Clean>) -> Done {
    let (planned, made) = match taken {
        Taken::Made(planned, made, hash) if made.taught.is_none_or(|taught| taught == repairers.taught) => {
            (planned, Ok((*made, hash)))
        }
        // others teach other words now
        Taken::Made(planned, ..) => {
            (planned, read_one(run, planned).and_then(|read| make(run, repairers, read, clean)))
        }
        Taken::Read(read) => (read.planned, make(run, repairers, read, clean)),
    };
    let (Made { findings, document, gathered, .. }, hash) = match made {
        Ok(made) => made,
        Err(told) => {
            let (input, findings) = *told;
            return Done { input, findings, gathered: None };
        }
    };
    let input = Input {
        doc_id: document.handling.repaired.pages.id.clone(),
        path: planned.found.name.clone(),
        sha256: document.handling.repaired.pages.sha256.clone(),
        status: status_of(&findings),
        message: message_of(&findings),
        document: Some(document),
    };
    Done { input, findings, gathered: Some((gathered, hash)) }
}

/// Make a document of a file that was read, and keep it; with its hash.
fn make(run: &Run<'_>, repairers: &Repairers<'_>, read: Read<'_>, clean: Option<Clean>) -> Result<(Made, Hash), Told> {
    let planned = read.planned;
    let made = match clean.as_ref().and_then(|clean| clean.health) {
        Some(health) => cut(run, read, clean, None, |pages| repair::leave(pages, health)),
        None => cut(run, read, clean, Some(repairers.taught), |pages| repairers.repair(pages)),
    };
    let made = made.map_err(|finding| {
        let (sha256, message) = (planned.sha256.clone().unwrap_or_default(), finding.message.clone());
        Box::new((without_document(&planned.found, sha256, InputStatus::Failed, message), vec![finding]))
    })?;
    let hash = keep(run, planned, &made);
    Ok((made, hash))
}

/// A document's parts and what it asks, from its lines: repaired, classified, cut, gathered.
fn cut(
    run: &Run<'_>,
    read: Read<'_>,
    clean: Option<Clean>,
    taught: Option<[u8; 32]>,
    repair: impl FnOnce(Pages) -> Repaired,
) -> Result<Made, Finding> {
    let name = &read.planned.found.name;
    let Warned { output, findings } = read.warned;
    let municipality = (run.settings.municipality != "auto").then_some(run.settings.municipality.as_str());
    let repaired = guarded(name, "repair", || repair(output))?;
    let handling = guarded(name, "classify", || classify::classify(repaired, &run.dictionaries, municipality))?;
    let document = guarded(name, "segment", || segment::segment(handling, &run.dictionaries))?;
    let gathered = guarded(name, "directives", || directives::gather(&document, &run.dictionaries))?;
    Ok(Made { clean, taught, findings, document, gathered })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_came_once_more_makes_no_other_lexicon_and_a_rarer_one_does() {
        let lexicon = Dictionaries::built_in().lexicon;
        let with = |rarity: f32| taught_by(&lexicon.with_words([("snärbjåla".to_owned(), rarity)]));
        assert_eq!(with(9.113), with(9.114));
        assert_ne!(with(9.1), with(9.4));
        assert_ne!(with(9.1), taught_by(&lexicon));
    }
}
