//! Walks a corpus through the rooms and writes what they found.
//!
//! Documents go side by side from file to parts, the largest first so that none is left alone at the end; what looks
//! across documents (points, evidence, index) comes after. Results are put in order of document before anything is
//! written, so that neither the number of jobs nor chance shows in a table.

mod inputs;
mod documents;
mod kept;
mod guard;
mod account;
mod people;
mod parts;

use documents::All;
use kept::Kept;

pub use inputs::{Found, IGNORE_FILE, find_inputs};
pub use parts::{Joined, join};
pub use people::{criteria_of, reviews_of};

pub(crate) use people::read_reviews;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use blake3::Hash;

use crate::config::{Settings, UsageError};
use crate::dictionaries::{Dictionaries, Source};
use crate::directives::{Gathered, Points};
use crate::matching::judge::Question;
use crate::matching::{Evidence, MatchSettings, Review, Verdicts};
use crate::read::{Cache, Certainty, Pool, ReadSettings, cache_folder};
use crate::report::{Input, InputStatus, Results};
use crate::segment::Document;
use crate::text::Finding;
use crate::{directives, index, matching, repair, report};

/// What a run is told beside the settings.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// Read everything again.
    pub force: bool,
    /// Read again what failed last time.
    pub only_failed: bool,
    /// Readers act out the faults that files ask for: for tests.
    pub faults: bool,
    /// Part K of N, by content hash.
    pub slice: Option<(u32, u32)>,
    /// How people name the corpus, where that is no folder of this machine.
    pub corpus_named: Option<PathBuf>,
    /// Parts that were read elsewhere, instead of a corpus.
    pub parts: Option<Joined>,
    /// What to tell in `errors.csv` beside what the run finds: answers of a judge that did not count.
    pub findings: Vec<Finding>,
}

/// Told how a run gets on; the command line shows it.
pub trait Progress: Sync {
    /// So many files are to be done.
    fn start(&self, files: usize);
    /// One file is done.
    fn file_done(&self, name: &str, pages: usize, failed: bool);
    /// A step over all documents begins.
    fn step(&self, name: &str);
}

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub struct RunOutcome {
    /// Inputs by status: ok, partial, failed, skipped.
    pub ok: usize,
    /// Something is missing or doubtful.
    pub partial: usize,
    /// Nothing could be used.
    pub failed: usize,
    /// Left out.
    pub skipped: usize,
    /// Documents of which some part was lost to an error (also counted above).
    pub with_errors: usize,
    /// Points, plans, decisions, reservations found.
    pub points: usize,
    /// Rows of evidence.
    pub evidence: usize,
    /// How often program and judges said what people settled.
    pub agreement: crate::matching::Agreement,
    /// Why the index that was there had to be made anew as a whole, if it had.
    pub index_renewed: Option<&'static str>,
    /// It was interrupted: nothing was written, what was read is kept.
    pub interrupted: bool,
}

/// A file a run would read or has read before.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The file.
    pub found: Found,
    /// SHA-256, or why there is none.
    pub sha256: Result<String, crate::read::ReadFailure>,
    /// Its answer is kept from an earlier run.
    pub known: bool,
}

/// Everything a run needs, prepared once.
pub struct Run<'a> {
    settings: &'a Settings,
    options: RunOptions,
    dictionaries: Dictionaries,
    reading: ReadSettings,
    cache: Cache,
    /// What earlier runs made.
    kept: Kept,
    pool: Pool,
    /// What works side by side, for all steps: memory that a hand is done with serves its next step.
    hands: rayon::ThreadPool,
}

impl<'a> Run<'a> {
    /// Prepare a run.
    ///
    /// # Errors
    /// When a dictionary is wrong or the program can't find itself.
    pub fn new(settings: &'a Settings, options: RunOptions) -> anyhow::Result<Self> {
        let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
        check_municipality(&settings.municipality, &dictionaries)?;
        if let Some(reviews) = settings.reviews.as_ref().filter(|path| !path.is_file()) {
            // told now rather than after everything is read
            return Err(UsageError(format!("{}: granskningsfilen finns inte", reviews.display())).into());
        }
        let knowing = dictionaries.clone();
        let certainty = Certainty::new(move |lines| repair::certainty(lines, &knowing));
        let reading = ReadSettings { certainty: Some(certainty), ..reading(settings) };
        let cache = Cache::new(cache_folder(&settings.out), options.only_failed);
        let cache = match &options.parts {
            Some(joined) => cache.keyed(joined.reading.clone()),
            None => cache,
        };
        let basis = kept::basis(settings, &cache.key(&reading))?;
        Ok(Self {
            reading,
            cache,
            kept: Kept::new(kept::kept_folder(&settings.out), basis, options.force),
            pool: pool(settings)?.with_faults(options.faults).reading_under(std::slice::from_ref(&settings.corpus)),
            hands: rayon::ThreadPoolBuilder::new().num_threads(settings.jobs).build()?,
            settings,
            options,
            dictionaries,
        })
    }

    /// What the run would do, file by file.
    ///
    /// # Errors
    /// When the corpus is not there.
    pub fn plan(&self) -> anyhow::Result<Vec<Planned>> {
        if let Some(joined) = &self.options.parts {
            return Ok(joined.planned.clone());
        }
        let found = find_inputs(&self.settings.corpus)?;
        let mut planned: Vec<Planned> = documents::in_parallel(&self.hands, found, |found| {
            let sha256 = crate::read::sha256_of(&found.path);
            let known = !self.options.force
                && sha256.as_ref().is_ok_and(|hash| found.is_text() || self.cache.knows(hash, &self.reading));
            Planned { found, sha256, known }
        });
        if let Some(slice) = self.options.slice {
            planned.retain(|planned| in_slice(planned.sha256.as_deref().unwrap_or(&planned.found.name), slice));
        }
        Ok(planned)
    }

    /// Do everything, unless `stop` is set on the way.
    ///
    /// # Errors
    /// When the corpus is not there, another run holds the output folder, or results can't be written.
    pub fn execute(&self, progress: &dyn Progress, stop: &AtomicBool) -> anyhow::Result<RunOutcome> {
        let mut clock = Clock::default();
        // planned before anything is made: a mistyped corpus leaves no output folder behind
        let planned = self.plan()?;
        let _lock = lock(self.settings)?;
        if let Some(joined) = &self.options.parts {
            joined.bring(&self.settings.out)?;
        }
        // asked of a process that is started while this one is small: until it is turned into another it counts for as much
        let readers = self.pool.confined();
        clock.lap("find");

        progress.start(planned.len());
        let All { inputs, gathered, mut findings, hashes } = documents::all(self, &planned, progress, stop);
        clock.lap("documents");
        if stop.load(Ordering::Relaxed) {
            return Ok(RunOutcome { interrupted: true, ..RunOutcome::default() });
        }

        progress.step("punkter och spår");
        let documents: Vec<&Document> = inputs.iter().filter_map(|input| input.document.as_ref()).collect();
        let points = self.points(&documents, gathered, &hashes, &mut findings)?;
        clock.lap("directives");

        progress.step("efterlevnad och index");
        let reviews = self.reviews(&mut findings)?;
        findings.extend(matching::unfit(&reviews, &documents, &points.points).into_iter().map(people::unfit));
        let answers = crate::judge::load(&self.settings.out)?;
        findings.extend(self.options.findings.iter().cloned());
        let verdicts = Verdicts { reviews: &reviews, answers: &answers };
        let matching = MatchSettings { decide_from: self.settings.decide_from, ..MatchSettings::default() };
        let rows = || {
            let kept = self.rows_of_plans(&hashes, &points, verdicts, &matching);
            let rows = || matching::evidence_kept(&documents, &points, verdicts, &self.dictionaries, &matching, kept);
            guard::guarded("", "matching", rows)
        };
        let folder = self.settings.out.join("index");
        let (begun, first) = self.hands.install(|| timed(|| index::begin(&folder, &documents, &self.dictionaries)));
        let (begun, places) = (begun?, account::places(&points));
        // what is left of the index is one thing after the other: plans are matched beside it
        let ((evidence, matched), (built, rest)) =
            self.hands.install(|| rayon::join(|| timed(rows), || timed(|| begun.finish(&places))));
        let evidence = evidence.unwrap_or_else(|finding| lost(&mut findings, finding));
        let built = built?;
        clock.laps_of([("index", first + rest), ("matching", matched)]);

        progress.step("tabeller och rapport");
        let coverage = account::coverage(&inputs, matching::missing_plans(&documents, &self.dictionaries), &findings);
        findings.sort();
        let mut outcome = account::outcome(&inputs, &points, &evidence, &findings);
        outcome.index_renewed = built.renewed;
        let found = account::Found {
            inputs: &inputs,
            points: &points,
            evidence: &evidence,
            findings: &findings,
            coverage: &coverage,
            agreement: &outcome.agreement,
            readers: &readers,
        };
        let run = account::run_json(self, &found, &clock.laps);
        let hashes: Vec<String> = inputs.iter().map(|input| input.sha256.clone()).collect();
        let results = Results { inputs, points, evidence, coverage, findings, run };
        self.hands.install(|| report::write(&self.settings.out, results, self.settings.csv))?;
        self.cache.keep_only(&hashes, &self.reading);
        self.kept.sweep();
        Ok(outcome)
    }

    /// Take the files of the slice as far as they hang on no other, for [`RunOptions::parts`] of another run: the output folder becomes a part.
    ///
    /// # Errors
    /// As of [`Self::execute`].
    pub fn read_slice(&self, progress: &dyn Progress, stop: &AtomicBool) -> anyhow::Result<RunOutcome> {
        let planned = self.plan()?;
        let _lock = lock(self.settings)?;
        progress.start(planned.len());
        let outcome = documents::read_all(self, &planned, progress, stop);
        if !outcome.interrupted {
            let slice = self.options.slice.unwrap_or((1, 1));
            let corpus = self.options.corpus_named.as_ref().unwrap_or(&self.settings.corpus);
            parts::write(self.settings, corpus, slice, &planned, self.cache.key(&self.reading))?;
        }
        Ok(outcome)
    }

    /// What a judge is to be asked of the corpus as it is now; `None` where `stop` was set on the way.
    ///
    /// # Errors
    /// As of [`Self::execute`], of which this is the first half; nothing is written but what was read.
    pub fn questions(&self, progress: &dyn Progress, stop: &AtomicBool) -> anyhow::Result<Option<Vec<Question>>> {
        let planned = self.plan()?;
        let _lock = lock(self.settings)?;
        progress.start(planned.len());
        let All { inputs, gathered, mut findings, hashes } = documents::all(self, &planned, progress, stop);
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        progress.step("frågor");
        let documents: Vec<&Document> = inputs.iter().filter_map(|input| input.document.as_ref()).collect();
        let points = self.points(&documents, gathered, &hashes, &mut findings)?;
        let reviews = self.reviews(&mut findings)?;
        Ok(Some(matching::questions(&documents, &points, &reviews, &self.dictionaries)))
    }

    /// The corpus' documents, read and cut into parts, in order of id; nothing is written but what was read.
    ///
    /// # Errors
    /// When the corpus is not there or another run holds the output folder.
    pub fn documents(&self, progress: &dyn Progress, stop: &AtomicBool) -> anyhow::Result<Vec<Document>> {
        let planned = self.plan()?;
        let _lock = lock(self.settings)?;
        progress.start(planned.len());
        let All { inputs, .. } = documents::all(self, &planned, progress, stop);
        Ok(inputs.into_iter().filter_map(|input| input.document).collect())
    }

    /// The points of all documents, with the criteria that an analyst wrote beside the corpus. `hashes` tell the documents from
    /// any others: as long as they stay the same, so do their points, whatever reviews and judges say.
    fn points(
        &self,
        documents: &[&Document],
        gathered: Vec<Gathered>,
        hashes: &[Hash],
        findings: &mut Vec<Finding>,
    ) -> anyhow::Result<Points> {
        let hash = kept::hash_of(&hashes.iter().map(Hash::as_bytes).collect::<Vec<_>>()).to_hex();
        let name = ["points", hash.as_str()];
        let mut points: Points = if let Some((points, _)) = self.kept.get(&name) {
            points
        } else {
            let found = || directives::points_of(documents, gathered, &self.dictionaries);
            match self.hands.install(|| guard::guarded("", "directives", found)) {
                Ok(points) => {
                    self.kept.put(&name, &points);
                    points
                }
                Err(finding) => lost(findings, finding),
            }
        };
        findings.extend(points.copies.iter().map(|pair| account::copy(pair, documents)));
        let own = people::read_criteria(&self.settings.corpus, findings)?;
        let file = self.settings.corpus.join("criteria.csv");
        let refused = directives::replace_criteria(&mut points, &own);
        findings.extend(refused.into_iter().map(|why| people::told(&file, "criterion_row", why)));
        Ok(points)
    }

    /// Gives a plan's rows as an earlier run kept them, or makes and keeps them: they hang on the plan (its hash), on points
    /// and criteria, and on what people and judges said.
    fn rows_of_plans<'r>(
        &'r self,
        hashes: &'r [Hash],
        points: &Points,
        verdicts: Verdicts<'_>,
        settings: &MatchSettings,
    ) -> impl Fn(usize, &dyn Fn() -> Vec<Evidence>) -> Vec<Evidence> + Sync + use<'r> {
        let ground = kept::hash_of(&(&points.points, &points.criteria, verdicts.reviews, verdicts.answers, settings));
        let ground = ground.to_hex();
        move |plan, make| {
            let plan = hashes[plan].to_hex();
            let name = ["evidence", plan.as_str(), ground.as_str()];
            self.kept.get(&name).map_or_else(
                || {
                    let rows = make();
                    self.kept.put(&name, &rows);
                    rows
                },
                |(rows, _)| rows,
            )
        }
    }

    fn reviews(&self, findings: &mut Vec<Finding>) -> anyhow::Result<Vec<Review>> {
        let path = if let Some(path) = &self.settings.reviews {
            path.clone()
        } else {
            let path = self.settings.corpus.join("reviews.csv");
            if !path.is_file() {
                return Ok(Vec::new());
            }
            path
        };
        people::read_reviews(&path, findings)
    }
}

/// Nothing of a step that broke off, which is told.
fn lost<T: Default>(findings: &mut Vec<Finding>, finding: Finding) -> T {
    findings.push(finding);
    T::default()
}

/// A municipality that is not known would silently leave every organ unknown.
fn check_municipality(wanted: &str, dictionaries: &Dictionaries) -> Result<(), UsageError> {
    let known: Vec<&str> = dictionaries.municipalities.iter().map(|municipality| municipality.id.as_str()).collect();
    if wanted == "auto" || known.contains(&wanted) {
        return Ok(());
    }
    Err(UsageError(format!("okänd kommun \"{wanted}\"; de som finns är auto, {}", known.join(", "))))
}

/// How to read under these settings on this machine.
pub fn reading(settings: &Settings) -> ReadSettings {
    ReadSettings {
        ocr: settings.ocr,
        second_opinion: settings.second_opinion,
        ocr_timeout_s: 120,
        limits: settings.limits.in_words(),
        certainty: None,
    }
}

/// Workers of this very program.
///
/// # Errors
/// When the program can't find itself.
pub fn pool(settings: &Settings) -> anyhow::Result<Pool> {
    let program = std::env::current_exe().context("programmet hittar inte sig självt för att starta sina läsare")?;
    Ok(Pool::new(program, settings.limits))
}

/// One run at a time writes an output folder. The system drops the lock when a run dies, however it dies.
fn lock(settings: &Settings) -> anyhow::Result<std::fs::File> {
    let out = &settings.out;
    std::fs::create_dir_all(out).with_context(|| format!("{}: går inte att skapa", out.display()))?;
    let path: PathBuf = out.join(".lock");
    let file = std::fs::File::create(&path).with_context(|| format!("{}: går inte att skriva", path.display()))?;
    match file.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => {
            anyhow::bail!(
                "{}: en annan körning skriver redan här; vänta på den eller välj en annan mapp med --out",
                out.display()
            )
        }
        // a file system without locks is no reason to stop
        Ok(()) | Err(std::fs::TryLockError::Error(_)) => Ok(file),
    }
}

/// Whether a content hash belongs to slice K of N.
fn in_slice(hash: &str, (k, n): (u32, u32)) -> bool {
    let number = hash.bytes().take(15).fold(0_u64, |sum, byte| {
        sum.wrapping_mul(16)
            .wrapping_add(u64::from((byte as char).to_digit(16).unwrap_or_else(|| u32::from(byte) & 15)))
    });
    number % u64::from(n) == u64::from(k - 1)
}

/// What each step took.
#[derive(Debug)]
struct Clock {
    last: Instant,
    laps: Vec<Lap>,
}

/// A step that is done.
#[derive(Clone, Copy, Debug)]
struct Lap {
    step: &'static str,
    seconds: f64,
    /// The most memory that this process had held when it ended, in MB; `None` where the system does not tell.
    peak_mb: Option<u64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl Clock {
    fn lap(&mut self, step: &'static str) {
        self.laps_of([(step, self.last.elapsed())]);
    }

    /// Steps that ran side by side, each with its own time.
    fn laps_of<const N: usize>(&mut self, steps: [(&'static str, Duration); N]) {
        let lap =
            |(step, time): (&'static str, Duration)| Lap { step, seconds: time.as_secs_f64(), peak_mb: peak_mb() };
        self.laps.extend(steps.map(lap));
        self.last = Instant::now();
    }
}

/// What a step gives, and the time it took.
fn timed<T>(step: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (step(), start.elapsed())
}

/// `VmHWM` of Linux' `/proc/self/status`.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1000)
}

/// Worst finding decides an input's status.
fn status_of(findings: &[Finding]) -> InputStatus {
    use crate::text::Severity;
    match findings.iter().map(|finding| finding.severity).max() {
        Some(Severity::Partial | Severity::Failed) => InputStatus::Partial,
        Some(Severity::Notice) | None => InputStatus::Ok,
    }
}

/// An input that gave no document.
fn without_document(found: &Found, sha256: String, status: InputStatus, message: String) -> Input {
    Input {
        doc_id: crate::text::DocId::from_path(&found.name),
        path: found.name.clone(),
        sha256,
        status,
        message,
        document: None,
    }
}
