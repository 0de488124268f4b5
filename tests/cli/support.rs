//! What the tests of the command share: starting it, the sample corpus read once, folders compared, tables as rows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// A row of a table by column.
pub type Row = BTreeMap<String, String>;

/// How a command ended and what it said.
pub struct Ran {
    pub code: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Ran {
    /// What it printed, as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("stdout is UTF-8")
    }

    /// The same, and a failed test with the messages unless it ended with that code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        let stdout = String::from_utf8_lossy(&self.stdout);
        assert_eq!(self.code, code, "\nstdout: {}\nstderr: {}", &stdout[..stdout.len().min(800)], self.stderr);
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The program, in a folder without settings and without the tester's own `PARAGRAF_` variables.
pub fn paragraf() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paragraf"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PARAGRAF_")) {
        command.env_remove(name);
    }
    command.current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

/// Run it with arguments parted by blanks, after which come paths.
pub fn run(arguments: &str, paths: &[&Path]) -> Ran {
    paragraf().args(arguments.split_whitespace()).args(paths).output().expect("the program starts").into()
}

/// A command on an output folder.
pub fn on(out: &Path, arguments: &[&str]) -> Ran {
    paragraf().args(arguments).arg("--out").arg(out).output().expect("the program starts").into()
}

/// `run` without words: corpus in, output out.
pub fn run_corpus(corpus: &Path, out: &Path, more: &[&str]) -> Ran {
    paragraf()
        .args(["run", "-q"])
        .arg(corpus)
        .arg("--out")
        .arg(out)
        .args(more)
        .output()
        .expect("the program starts")
        .into()
}

/// The sample corpus that ships with the program.
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The output of one run over the sample corpus, made once for all tests of a process. Read it, never write in it.
pub fn sample() -> &'static Path {
    static SAMPLE: OnceLock<PathBuf> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        // nextest gives each test its own process, and these run at the same time
        let own = std::env::var("NEXTEST").map(|_| format!("-{}", std::process::id())).unwrap_or_default();
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sample{own}"));
        if out.exists() {
            std::fs::remove_dir_all(&out).expect("the last sample goes");
        }
        run_corpus(&corpus(), &out, &[]).ends(0);
        out
    })
}

/// A new folder that goes away with the test.
pub fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

/// A corpus of some of the sample's documents, by name without ending.
pub fn some_of_the_corpus(names: &[&str]) -> TempDir {
    let folder = folder();
    for name in names {
        let file = format!("{name}.pdf");
        std::fs::copy(corpus().join(&file), folder.path().join(&file)).expect("a sample document");
    }
    folder
}

/// Four documents that read fast: guidelines, a plan, another plan of bad text, minutes.
pub fn small_corpus() -> TempDir {
    some_of_the_corpus(&[
        "2016-05-23-riktlinjer-hedersrelaterat-vald",
        "2017-norrhamns-sdn-handlingsplan",
        "2017-socialnamnden-handlingsplan",
        "2021-02-16-socialnamnden-protokoll",
    ])
}

/// Write a file under a folder, with the folders between.
pub fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("its folder");
    std::fs::write(path, bytes).expect("a file");
}

/// Every file of an output folder by name, but for those whose name begins with a dot and `run.json`, the one that
/// tells the time.
pub fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = walkdir::WalkDir::new(out).min_depth(1);
    let seen =
        all.into_iter().filter_entry(|entry| !entry.file_name().to_string_lossy().starts_with('.') || in_index(entry));
    let mut files = BTreeMap::new();
    for entry in seen {
        let entry = entry.expect("a readable folder");
        let name = entry.path().strip_prefix(out).expect("a path under the folder").to_string_lossy().into_owned();
        if entry.file_type().is_file() && name != "run.json" {
            files.insert(name, std::fs::read(entry.path()).expect("a readable file"));
        }
    }
    files
}

/// The index has files of its own whose name begins with a dot.
fn in_index(entry: &walkdir::DirEntry) -> bool {
    entry.path().parent().is_some_and(|folder| folder.ends_with("index"))
}

/// Both folders hold the same files with the same bytes.
#[track_caller]
pub fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    let names: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differ: Vec<&&String> = names.iter().filter(|name| one.get(**name) != other.get(**name)).collect();
    assert!(differ.is_empty(), "these differ: {differ:?}");
    assert!(!one.is_empty(), "nothing was written");
}

/// The columns of a table.
#[track_caller]
pub fn columns(path: &Path) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader.headers().expect("a head row").iter().map(str::to_owned).collect()
}

/// The rows of a table of an output folder.
#[track_caller]
pub fn rows(out: &Path, table: &str) -> Vec<Row> {
    let path = out.join(format!("{table}.csv"));
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// Material beside the project, or `None` and a word about it.
pub fn shared(part: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("PARAGRAF_SHARED").map_or(beside, PathBuf::from).join(part);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("left out: {} is not there", folder.display());
    None
}

/// Whether a tool can be started; a word about it where not.
pub fn installed(tool: &str, ask: &str) -> bool {
    let there = Command::new(tool).arg(ask).output().is_ok();
    if !there {
        eprintln!("left out: {tool} is not installed");
    }
    there
}

/// A small generator (xorshift64*, Vigna 2016), so that the same seed chooses the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n.max(1)
    }

    pub fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}

/// Two output folders say the same of the documents that both know: the tables of what stands in them, and their texts.
#[track_caller]
pub fn assert_same_of_documents(alone: &Path, beside: &Path) {
    const TABLES: [&str; 9] = [
        "changes",
        "decisions",
        "reservations",
        "attendance",
        "activities",
        "points",
        "criteria",
        "lineage",
        "evidence",
    ];
    let (alone, beside) = (files(alone), files(beside));
    for table in TABLES.map(|table| format!("{table}.csv")) {
        assert!(alone[&table] == beside[&table], "{table} differs");
    }
    for name in alone.keys().filter(|name| name.starts_with("text/")) {
        assert!(alone[name] == beside[name], "{name} differs");
    }
}
