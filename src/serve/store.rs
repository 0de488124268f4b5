//! Keeps what pages are made from: small tables whole, large ones by document, the index opened. Each is read again when
//! its file has changed, so a run that ends while the server is up is seen without a restart.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::by_document::ByDocument;
use super::line_places::{LinePlaces, Positions};
use super::write_reviews::{Verdicts, read_verdicts};
use crate::dictionaries::Dictionaries;
use crate::index::{IndexError, Reader};
use crate::report::rows::{ChangeRow, DocumentRow, EvidenceRow, PointRow, Row, SegmentRow};
use crate::report::{Matrix, MatrixOptions, Tables, read_rows, read_run};

/// What a run found, as far as it is small: everything but parts, repaired words and texts.
#[derive(Debug)]
pub(super) struct Data {
    /// Without `segments`, `changes`, `attendance` and `activities`, which grow with the corpus' words.
    pub tables: Tables,
    /// Verdicts of people included.
    pub matrix: Matrix,
    pub run: serde_json::Value,
    /// What can't be shown and why, Swedish.
    pub problems: Vec<String>,
    /// Folder of the originals, where it is known and there.
    pub corpus: Option<PathBuf>,
    documents: BTreeMap<String, usize>,
    points: BTreeMap<String, usize>,
    evidence: BTreeMap<String, Range<usize>>,
}

impl Data {
    fn read(out: &Path, reviews: Option<&Path>) -> Self {
        let mut problems = Vec::new();
        let mut tables = Tables {
            documents: rows(out, &mut problems),
            decisions: rows(out, &mut problems),
            reservations: rows(out, &mut problems),
            points: rows(out, &mut problems),
            criteria: rows(out, &mut problems),
            evidence: rows(out, &mut problems),
            lineage: rows(out, &mut problems),
            coverage: rows(out, &mut problems),
            errors: rows(out, &mut problems),
            ..Tables::default()
        };
        if let Some(verdicts) = reviews.map(|file| read_verdicts(file, &mut problems)) {
            lay_over(&mut tables, &verdicts);
        }
        let run = read_run(out).unwrap_or_default();
        let matrix = Matrix::new(&tables.documents, &tables.points, &tables.evidence, MatrixOptions::default())
            .over_time(&tables.coverage, &run);
        let at = |ids: Vec<&String>| ids.into_iter().enumerate().map(|(at, id)| (id.clone(), at)).collect();
        let mut evidence = BTreeMap::new();
        let mut from = 0;
        for plan in tables.evidence.chunk_by(|a, b| a.plan_doc_id == b.plan_doc_id) {
            evidence.insert(plan[0].plan_doc_id.to_string(), from..from + plan.len());
            from += plan.len();
        }
        Self {
            documents: at(tables.documents.iter().map(|row| &row.doc_id).collect()),
            points: at(tables.points.iter().map(|row| &row.point_id).collect()),
            corpus: corpus_of(&run),
            evidence,
            matrix,
            run,
            problems,
            tables,
        }
    }

    /// The document of that id.
    pub fn document(&self, doc_id: &str) -> Option<&DocumentRow> {
        self.tables.documents.get(*self.documents.get(doc_id)?)
    }

    /// The point of that id.
    pub fn point(&self, point_id: &str) -> Option<&PointRow> {
        self.tables.points.get(*self.points.get(point_id)?)
    }

    /// The passages of a cell, best first.
    pub fn passages(&self, plan_doc_id: &str, point_id: &str) -> Vec<&EvidenceRow> {
        let rows = self.evidence.get(plan_doc_id).map_or(&[][..], |range| &self.tables.evidence[range.clone()]);
        rows.iter().filter(|row| *row.point_id == *point_id).collect()
    }

    /// The original of a document: a file of the corpus folder, whatever the table says.
    pub fn original(&self, document: &DocumentRow) -> Option<PathBuf> {
        let corpus = self.corpus.as_ref()?;
        let path = corpus.join(&document.path).canonicalize().ok()?;
        (path.starts_with(corpus) && path.is_file()).then_some(path)
    }
}

fn rows<R: Row>(out: &Path, problems: &mut Vec<String>) -> Vec<R> {
    read_rows(out).unwrap_or_else(|error| {
        let name = R::TABLE.name;
        let there = out.join(format!("{name}.csv")).is_file();
        problems.push(if there {
            format!("{name}.csv kan inte läsas: {error}")
        } else {
            format!("Tabellen {name}.csv finns inte i utdatamappen. Kör paragraf run först.")
        });
        Vec::new()
    })
}

/// Verdicts of people count at once, as they will at the next run.
fn lay_over(tables: &mut Tables, verdicts: &Verdicts) {
    let fingerprints: BTreeMap<&str, &str> =
        tables.points.iter().map(|point| (point.point_id.as_str(), point.fingerprint.as_str())).collect();
    for row in &mut tables.evidence {
        let fingerprint = fingerprints.get(&*row.point_id).copied().unwrap_or_default();
        if let Some(verdict) = verdicts.of(&row.organ_id, row.year, &row.point_id, fingerprint) {
            row.status = verdict.status.as_str().into();
            row.basis = "review".into();
        }
    }
}

fn corpus_of(run: &serde_json::Value) -> Option<PathBuf> {
    let named = [run.get("corpus"), run.pointer("/settings/corpus")];
    let folders = named.into_iter().flatten().filter_map(|value| value.as_str());
    folders.filter_map(|folder| Path::new(folder).canonicalize().ok()).find(|folder| folder.is_dir())
}

/// When a file was written and how long it is; nothing of a file that is not there.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(path: &Path) -> Stamp {
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

/// Something made of files, until one of them changes.
struct Kept<T>(Mutex<Option<(Vec<Stamp>, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    fn get<E>(&self, files: &[PathBuf], make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let stamps: Vec<Stamp> = files.iter().map(|file| stamp(file)).collect();
        // whoever comes while it is made waits: two at a time would be two in memory
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, made)) = kept.as_ref()
            && *known == stamps
        {
            return Ok(Arc::clone(made));
        }
        *kept = None;
        let fresh = Arc::new(make()?);
        *kept = Some((stamps, Arc::clone(&fresh)));
        Ok(fresh)
    }
}

/// The files of one output folder.
pub(super) struct Store {
    pub out: PathBuf,
    reviews: Option<PathBuf>,
    data: Kept<Data>,
    segments: Kept<ByDocument>,
    changes: Kept<ByDocument>,
    reader: Kept<Reader>,
    positions: Positions,
}

/// Tables that [`Data`] is made of.
const TABLES: [&str; 9] =
    ["documents", "decisions", "reservations", "points", "criteria", "evidence", "lineage", "coverage", "errors"];

impl Store {
    pub fn new(out: &Path, reviews: Option<PathBuf>, program: PathBuf) -> Self {
        Self {
            out: out.to_owned(),
            reviews,
            data: Kept::default(),
            segments: Kept::default(),
            changes: Kept::default(),
            reader: Kept::default(),
            positions: Positions::new(out, program),
        }
    }

    /// What the run found.
    pub fn data(&self) -> Arc<Data> {
        let tables = TABLES.iter().map(|name| self.out.join(format!("{name}.csv")));
        let files: Vec<PathBuf> = tables.chain([self.out.join("run.json")]).chain(self.reviews.clone()).collect();
        let Ok(data) =
            self.data.get(&files, || Ok::<_, std::convert::Infallible>(Data::read(&self.out, self.reviews.as_deref())));
        data
    }

    /// The parts of a document, in their order; without their texts, which `text/DOC.txt` has.
    pub fn segments(&self, doc_id: &str) -> Vec<SegmentRow> {
        rows_of(&self.segments, &self.out.join("segments.csv"), doc_id)
    }

    /// The repaired words of a document, in their order.
    pub fn changes(&self, doc_id: &str) -> Vec<ChangeRow> {
        rows_of(&self.changes, &self.out.join("changes.csv"), doc_id)
    }

    /// The index of the last run.
    pub fn reader(&self, dictionaries: &Dictionaries) -> Result<Arc<Reader>, IndexError> {
        let index = self.out.join("index");
        self.reader.get(&[index.join("meta.json")], || Reader::open(&index, dictionaries))
    }

    /// The lines of a document's text, with their pages.
    pub fn lines(&self, document: &DocumentRow) -> Option<Vec<(u32, String)>> {
        let id = &document.doc_id;
        // ids are made of these only; a table that says otherwise was not written by this program
        let plain = !id.is_empty() && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        let text = plain.then(|| std::fs::read_to_string(self.out.join("text").join(format!("{id}.txt"))).ok())??;
        let mut page = 1;
        let lines = text.lines().map(|line| {
            let rest = line.trim_start_matches('\u{c}');
            page += (line.len() - rest.len()) as u32;
            (page, rest.to_owned())
        });
        Some(lines.collect())
    }

    /// Where the lines of a document stand on its pages, or why that isn't known.
    pub fn places(&self, data: &Data, document: &DocumentRow) -> Arc<LinePlaces> {
        let text = || self.lines(document).unwrap_or_default();
        let changed = || self.changes(&document.doc_id).iter().map(|row| row.line).collect();
        self.positions.of(data, document, text, changed)
    }
}

fn rows_of<R: Row>(kept: &Kept<ByDocument>, file: &Path, doc_id: &str) -> Vec<R> {
    let opened = kept.get(&[file.to_owned()], || ByDocument::open(file, R::TABLE));
    opened.ok().and_then(|table| table.rows(doc_id).ok()).unwrap_or_default()
}
