//! What can be typed: commands and flags, with examples first in each help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use super::common::{Color, Common};
use crate::read::OcrMode;
use crate::report::CsvProfile;

const EXAMPLES: &str = "Examples:
  paragraf run ~/handlingar --out ~/resultat
  paragraf search 'skyddat boende' --out ~/resultat
  paragraf show 2017-06-14-kommunstyrelsen-protokoll --page 3 --out ~/resultat";

const EXIT_CODES: &str = "Exit codes: 0 all well, 1 nothing found (search, trace), 2 wrong usage, 3 done but some inputs \
failed (listed in errors.csv), 4 nothing usable, 5 verify found a difference, 130 interrupted (the next run resumes)";

/// Read Swedish municipal documents: decisions, reservations, directive points, and which plan addresses them
#[derive(Debug, Parser)]
#[command(name = "paragraf", version, before_help = EXAMPLES, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Run(Run),
    Merge(Merge),
    Read(Read),
    Repair(Repair),
    Search(Search),
    Show(Show),
    Matrix(Matrix),
    Trace(Trace),
    Serve(Serve),
    Export(Export),
    Evaluate(Evaluate),
    Fit(Fit),
    /// Recompute hashes, quotes and counts of the output folder, and tell what differs
    #[command(before_help = "Examples:\n  paragraf verify\n  paragraf verify --out ~/resultat")]
    Verify,
    /// Tell what is installed, what is missing, and what that costs you
    #[command(before_help = "Examples:\n  paragraf doctor\n  paragraf doctor --sbom > sbom.json")]
    Doctor(Doctor),
    #[command(hide = true)]
    Worker(Worker),
}

/// Do everything: read a corpus, write all tables, the index and the report
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf run\n  paragraf run ~/handlingar --out ~/resultat --csv excel-sv\n  paragraf run --dry-run\n  paragraf run s3://stad/handlingar --out s3://stad/resultat"
)]
#[expect(clippy::struct_excessive_bools, clippy::struct_field_names, reason = "flags are named as they are typed")]
pub struct Run {
    /// Folder of PDF and text files [default: corpus], or `s3://bucket/prefix`
    pub corpus: Option<PathBuf>,
    /// When to read pages by OCR (needs tesseract with swe)
    #[arg(long, value_enum)]
    pub ocr: Option<OcrMode>,
    /// Read everything again, also what is unchanged
    #[arg(long)]
    pub force: bool,
    /// Read again only what failed last time
    #[arg(long, conflicts_with = "force")]
    pub only_failed: bool,
    /// List what would be done, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// People's verdicts [default: reviews.csv in the corpus, if there]
    #[arg(long, value_name = "FILE")]
    pub reviews: Option<PathBuf>,
    /// CSV profile
    #[arg(long, value_enum)]
    pub csv: Option<CsvProfile>,
    /// Ask a second engine about every page and flag pages where the words differ
    #[arg(long)]
    pub second_opinion: bool,
    /// Seconds a document's reading may take before its first page
    #[arg(long, value_name = "S")]
    pub timeout_s: Option<u64>,
    /// Memory of a reading process, in MB
    #[arg(long, value_name = "MB")]
    pub max_memory_mb: Option<u64>,
    /// Only take part K of N of the corpus, by content hash, and write a part for `paragraf merge`
    #[arg(long, value_name = "K/N", value_parser = parse_slice)]
    pub slice: Option<(u32, u32)>,
    /// Let files ask readers for faults (`%FAULT hang`), to test that others are unharmed
    #[arg(long, hide = true)]
    pub faults: bool,
}

/// Join the parts that `run --slice K/N` wrote into what one run would have written
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf run ~/handlingar --slice 1/2 --out del-1\n  paragraf run ~/handlingar --slice 2/2 --out del-2\n  paragraf merge del-1 del-2 --out ~/resultat"
)]
pub struct Merge {
    /// Folders of all parts, in any order
    #[arg(required = true, value_name = "PART")]
    pub parts: Vec<PathBuf>,
    /// People's verdicts [default: reviews.csv in the corpus, if there]
    #[arg(long, value_name = "FILE")]
    pub reviews: Option<PathBuf>,
    /// CSV profile
    #[arg(long, value_enum)]
    pub csv: Option<CsvProfile>,
}

fn parse_slice(text: &str) -> Result<(u32, u32), String> {
    let parsed = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    match parsed {
        Some((k, n)) if k >= 1 && k <= n => Ok((k, n)),
        _ => Err("expected K/N with 1 <= K <= N, e.g. 1/4".to_owned()),
    }
}

/// Tell what is installed
#[derive(Debug, Args)]
pub struct Doctor {
    /// Print what the program is made of instead, as a bill of materials
    #[arg(long)]
    pub sbom: bool,
}

/// Show files as pages and lines
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf read protokoll.pdf\n  paragraf read corpus/ --format json\n  paragraf read scan.pdf --compare"
)]
pub struct Read {
    /// PDF and text files, or folders of them
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub inputs: Vec<PathBuf>,
    /// Text (form feed between pages) or one JSON object a line for each page
    #[arg(long, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
    /// Also print running headers, footers and page numbers
    #[arg(long)]
    pub furniture: bool,
    /// Ask a second engine, and list the pages where the words differ
    #[arg(long)]
    pub compare: bool,
    /// When to read pages by OCR (needs tesseract with swe)
    #[arg(long, value_enum)]
    pub ocr: Option<OcrMode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadFormat {
    Text,
    Json,
}

/// Repair text that lost its å, ä and ö: text in, text out, the same number of lines
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf repair skannad.txt > hel.txt\n  pdftotext x.pdf - | paragraf repair - --changes andringar.tsv\n  paragraf repair skannad.txt --learn rena-protokoll > hel.txt"
)]
pub struct Repair {
    /// A UTF-8 text file; - is standard input
    #[arg(default_value = "-", value_name = "FILE|-")]
    pub input: PathBuf,
    /// Write what was changed as TSV: line, column, before, after, confidence, reason
    #[arg(long, value_name = "FILE")]
    pub changes: Option<PathBuf>,
    /// Take vocabulary (names, terms) from the clean .txt documents there, any depth; damaged ones have no say
    #[arg(long, value_name = "DIR")]
    pub learn: Option<PathBuf>,
}

/// Search the handlingar of the last run
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf search skyddat boende\n  paragraf search '\"skyddat boende\" AND organ:socialnämnden' --year 2016..2018\n  paragraf search 'typ:protokoll del:reservation' --format csv --all\n  paragraf search --saved hedersvald --since 2017-06-01"
)]
pub struct Search {
    /// Take out identity numbers, phone numbers and home addresses of private persons
    #[arg(long)]
    pub mask: bool,
    /// Words, "phrases", AND OR NOT ( ), word*, field:value (typ organ år parti person del dnr punkt datum)
    #[arg(required_unless_present = "saved", num_args = 1.., value_name = "QUERY")]
    pub query: Vec<String>,
    /// Run the query of that name in the file of saved queries; words given beside it narrow it
    #[arg(long, value_name = "NAME")]
    pub saved: Option<String>,
    /// File of saved queries: [NAME] with query = "..." and, if wanted, sort = "date"
    #[arg(long, value_name = "FILE", default_value = "searches.toml", requires = "saved")]
    pub searches: PathBuf,
    /// Only documents of that date or later, 2017-06-01 (datum:)
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Type of document (typ:)
    #[arg(long, value_name = "TYPE")]
    pub typ: Option<String>,
    /// Organ, by id or name (organ:)
    #[arg(long)]
    pub organ: Option<String>,
    /// Year or range, 2016..2018 (år:)
    #[arg(long, alias = "år", alias = "ar")]
    pub year: Option<String>,
    /// Party letters (parti:)
    #[arg(long, alias = "parti")]
    pub party: Option<String>,
    /// Person (person:)
    #[arg(long)]
    pub person: Option<String>,
    /// Part of a document: decision, reservation, ... (del:)
    #[arg(long, alias = "del")]
    pub part: Option<String>,
    /// Diary number (dnr:)
    #[arg(long)]
    pub dnr: Option<String>,
    /// Point, where it stands and where it comes again (punkt:)
    #[arg(long, value_name = "POINT")]
    pub point: Option<String>,
    /// Order of hits [default: relevance]
    #[arg(long, value_enum)]
    pub sort: Option<SortBy>,
    /// Hits to show
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
    /// Hits to pass over
    #[arg(long, default_value_t = 0)]
    pub offset: usize,
    /// Show every segment that was found, also those that say the same as another
    #[arg(long, conflicts_with_all = ["limit", "offset"])]
    pub all: bool,
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
    /// Also tell what the query became
    #[arg(long)]
    pub explain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SortBy {
    Relevance,
    Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StoryFormat {
    Text,
    Json,
    Csv,
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Text,
    Json,
    Csv,
}

/// Show a document, a segment or a point of the last run
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf show 2017-06-14-kommunstyrelsen-protokoll --page 3\n  paragraf show R2016-07\n  paragraf show 2017-socialnamnden-handlingsplan --diff\n  paragraf show 2017-06-14-kommunstyrelsen-protokoll --explain"
)]
pub struct Show {
    /// A `doc_id`, `segment_id` or `point_id`
    pub id: String,
    /// Only this page of a document
    #[arg(long)]
    pub page: Option<u32>,
    /// Mark what was repaired: [before -> after]
    #[arg(long)]
    pub diff: bool,
    /// Tell which rule cut each part, instead of its text
    #[arg(long)]
    pub explain: bool,
    /// Take out identity numbers, phone numbers and home addresses of private persons
    #[arg(long)]
    pub mask: bool,
}

/// Write the compliance matrix of the last run again
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf matrix\n  paragraf matrix --format xlsx --points directives > matris.xlsx\n  paragraf matrix --queue\n  paragraf matrix --judge http://127.0.0.1:8080 --judge-model qwen3\n  paragraf matrix --judge-export fragor.jsonl\n  paragraf matrix --judge-import svar.jsonl"
)]
pub struct Matrix {
    #[arg(long, value_enum, default_value_t = MatrixFormat::Csv)]
    pub format: MatrixFormat,
    /// Which points the columns are
    #[arg(long, value_enum, default_value_t = Points::All)]
    pub points: Points,
    /// Show which way the program leans in cells that are to be reviewed
    #[arg(long)]
    pub proposals: bool,
    /// List the cells to review instead, grouped by point, the least sure first
    #[arg(long, conflicts_with = "format")]
    pub queue: bool,
    #[command(flatten)]
    pub judge: Judge,
    #[command(flatten)]
    pub model: JudgeModel,
}

/// Verdicts from elsewhere: each is checked against what was asked, and the tables are written again
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_field_names, reason = "flags are named as they are typed")]
#[command(next_help_heading = "Judges")]
pub struct Judge {
    /// Ask a language model with an OpenAI-compatible chat API about each cell no one has judged
    #[arg(long, value_name = "URL")]
    pub judge: Option<String>,
    /// Write the questions to a file, one JSON object a line, for a judge that no program calls
    #[arg(long, value_name = "FILE")]
    pub judge_export: Option<PathBuf>,
    /// Take answers from a file, one JSON object a line: id, status, passages, quotes
    #[arg(long, value_name = "FILE")]
    pub judge_import: Option<PathBuf>,
}

/// How a language model is asked
#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "flags are named as they are typed")]
#[command(next_help_heading = "Judges")]
pub struct JudgeModel {
    /// The model's name, as its server knows it [default: default]
    #[arg(long, value_name = "NAME")]
    pub judge_model: Option<String>,
    /// Seconds it may take for one answer
    #[arg(long, value_name = "S", default_value_t = 120)]
    pub judge_timeout_s: u64,
    /// Let the texts leave this machine: allow a judge on another one
    #[arg(long, requires = "judge")]
    pub judge_remote: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MatrixFormat {
    Csv,
    Xlsx,
    Json,
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Points {
    Directives,
    Demands,
    All,
}

/// Show how a point evolved, oldest first
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf trace S2017-03\n  paragraf trace skyddat boende\n  paragraf trace R2016-07 --format csv"
)]
pub struct Trace {
    /// A `point_id`, or words of a point
    #[arg(required = true, num_args = 1.., value_name = "POINT|WORDS")]
    pub what: Vec<String>,
    #[arg(long, value_enum, default_value_t = StoryFormat::Text)]
    pub format: StoryFormat,
}

/// Serve the web pages of the last run, read-only unless told otherwise
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf serve\n  paragraf serve --addr 127.0.0.1:9000\n  paragraf serve --review\n  paragraf serve --addr 0.0.0.0:8080 --allow-remote"
)]
pub struct Serve {
    /// Address and port
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "A:P")]
    pub addr: std::net::SocketAddr,
    /// Let other machines ask; they need the key in the address that is printed at the start
    #[arg(long)]
    pub allow_remote: bool,
    /// Let people decide cells of the matrix; verdicts are written to reviews.csv, which the next run reads
    #[arg(long)]
    pub review: bool,
    /// People's verdicts [default: reviews.csv in the corpus]
    #[arg(long, value_name = "FILE", requires = "review")]
    pub reviews: Option<PathBuf>,
    /// File of saved searches
    #[arg(long, value_name = "FILE", default_value = "searches.toml")]
    pub searches: PathBuf,
}

/// Write the tables of the last run in another format
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf export parquet --to data/\n  paragraf export sqlite --to handlingar.sqlite\n  paragraf export bulk --mask --to bulk/\n  curl -H 'Content-Type: application/x-ndjson' --data-binary @bulk/segments-00001.ndjson localhost:9200/handlingar/_bulk"
)]
pub struct Export {
    #[arg(value_enum)]
    pub format: ExportFormat,
    /// File (sqlite) or folder (jsonl, parquet, bulk) [default: export/ in the output folder]
    #[arg(long, value_name = "FILE|DIR")]
    pub to: Option<PathBuf>,
    /// Take out identity numbers, phone numbers and home addresses of private persons
    #[arg(long)]
    pub mask: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One database file
    Sqlite,
    /// A file a table, one JSON object a line, and its schema
    Jsonl,
    /// A file a table
    Parquet,
    /// Parts of documents for a search cluster: files of at most 50 MB for `_bulk`, a mapping, a Quickwit configuration
    Bulk,
}

/// Measure every stage of the last run against known truth
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  paragraf evaluate\n  paragraf evaluate --truth corpus/truth --format csv")]
pub struct Evaluate {
    /// Folder of truth tables
    #[arg(long, default_value = "corpus/truth", value_name = "DIR")]
    pub truth: PathBuf,
    /// Folder of damaged texts with their truth (NAME.damaged.txt, NAME.truth.txt), left out where it is not there
    #[arg(long, default_value = "../shared/repair-pairs", value_name = "DIR")]
    pub pairs: PathBuf,
    /// Folder with a points.json: points that readers found, each with its document and lines; left out where it is not there
    #[arg(long, default_value = "../shared/plans", value_name = "DIR")]
    pub points: PathBuf,
    /// Folder of the documents that those points were read in
    #[arg(long, default_value = "../shared/handlingar/text", value_name = "DIR")]
    pub sources: PathBuf,
    /// Folders of plans that readers judged, beside the truth's; each left out where it is not there
    #[arg(long, default_values = ["../shared/plans", "tests/labelled-plans"], value_name = "DIR")]
    pub labels: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Fit the weights of the matrix's proposals on labelled plans, and measure them plan by plan
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  paragraf fit --labels plans\n  paragraf fit --labels plans --labels corpus/truth --to own-dictionaries"
)]
pub struct Fit {
    /// Folder of labels: NAME.txt with NAME.labels.json, or the truth tables of the corpus
    #[arg(long, required = true, value_name = "DIR")]
    pub labels: Vec<PathBuf>,
    /// Folder of the points.json for folders of labels that have none of their own
    #[arg(long, default_value = "../shared/plans", value_name = "DIR")]
    pub points: PathBuf,
    /// Folder of documents that labels may be of, beside those in their own folder
    #[arg(long, default_value = "../shared/handlingar/text", value_name = "DIR")]
    pub sources: PathBuf,
    /// Write the weights into this folder of dictionaries (--dictionaries DIR uses them)
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Fit nothing: measure the weights in force, for labels that those were not fitted on
    #[arg(long, conflicts_with = "to")]
    pub as_is: bool,
}

/// Serve reading requests (started by the program itself)
#[derive(Debug, Args)]
pub struct Worker {
    /// Address space in MB
    #[arg(long, default_value_t = 2048)]
    pub max_memory_mb: u64,
    /// Act out the faults that files ask for
    #[arg(long, hide = true)]
    pub faults: bool,
    /// Read nothing outside this file or folder; may be given several times
    #[arg(long, value_name = "PATH")]
    pub read_under: Vec<PathBuf>,
    /// Write nothing outside this folder
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,
    /// Say how far the system let it be confined, and end
    #[arg(long)]
    pub tell: bool,
    /// Seconds of work at most
    #[arg(long)]
    pub cpu_s: Option<u64>,
    /// Confined, become this program
    #[arg(last = true, value_name = "PROGRAM")]
    pub then: Vec<std::ffi::OsString>,
}
