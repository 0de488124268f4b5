//! A run over a few documents of the sample corpus, served; and what every page is held to.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::browser::Browser;
use crate::support::{self, paragraf, run_corpus};

/// Documents with points, a plan that answers, minutes with reservations, and a demand that comes again.
const DOCUMENTS: [&str; 5] = [
    "2016-05-23-riktlinjer-hedersrelaterat-vald",
    "2017-norrhamns-sdn-handlingsplan",
    "2017-socialnamnden-handlingsplan",
    "2017-06-14-kommunstyrelsen-protokoll",
    "2021-02-16-socialnamnden-protokoll",
];

/// A running server over its own corpus and output.
pub struct Site {
    pub address: String,
    pub out: PathBuf,
    pub corpus: PathBuf,
    /// Where verdicts go.
    pub reviews: PathBuf,
    child: Child,
    _own: tempfile::TempDir,
}

/// The corpus and its output, read once for all tests of a process. Read them, never write in them.
fn sample() -> &'static [PathBuf; 2] {
    static SAMPLE: OnceLock<[PathBuf; 2]> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        // nextest gives each test its own process, and these run at the same time
        let own = std::env::var("NEXTEST").map(|_| format!("-{}", std::process::id())).unwrap_or_default();
        let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser{own}"));
        if base.exists() {
            std::fs::remove_dir_all(&base).expect("the last sample goes");
        }
        let [corpus, out] = ["corpus", "output"].map(|name| base.join(name));
        std::fs::create_dir_all(&corpus).expect("a folder");
        for name in DOCUMENTS {
            let file = format!("{name}.pdf");
            std::fs::copy(support::corpus().join(&file), corpus.join(&file)).expect("a sample document");
        }
        run_corpus(&corpus, &out, &[]).ends(0);
        [corpus, out]
    })
}

impl Site {
    /// Serve the sample, for review.
    pub fn new() -> Self {
        let [corpus, out] = sample().clone();
        let own = tempfile::tempdir().expect("a folder");
        let reviews = own.path().join("reviews.csv");
        let mut child = paragraf()
            .args(["serve", "--addr", "127.0.0.1:0", "--review", "--searches"])
            .arg(own.path().join("searches.toml"))
            .arg("--reviews")
            .arg(&reviews)
            .arg("--out")
            .arg(&out)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut told = String::new();
        BufReader::new(child.stderr.take().expect("its stderr")).read_line(&mut told).expect("its address");
        let address = told.split_whitespace().last().expect("an address").trim_end_matches('/').to_owned();
        Self { address, out, corpus, reviews, child, _own: own }
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The script of axe-core, where it was fetched.
fn axe() -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/axe.min.js");
    let script = std::fs::read_to_string(file).ok();
    if script.is_none() {
        eprintln!("left out: target/axe/axe.min.js is not there (.ci/run fetches it from npm's registry)");
    }
    script
}

/// Hold the open page to what every page is held to, in light and dark.
#[track_caller]
pub fn check(browser: &mut Browser) {
    let address = browser.text("location.href");
    if let Some(script) = axe() {
        browser.value(&format!("{script}; 0"));
        for dark in [false, true] {
            browser.dark(dark);
            let found = browser.value(RUN_AXE);
            assert_eq!(found, Value::Array(Vec::new()), "axe-core on {address} (dark: {dark}): {found:#}");
        }
        browser.dark(false);
    }
    assert_eq!(browser.trouble(), Vec::<String>::new(), "{address}");
    let headings = browser.value("document.querySelectorAll('h1').length");
    assert_eq!(headings, 1, "{address}: headings of the first order");
}

const RUN_AXE: &str = "axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations.map(one => \
                       one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + ' ' + node.failureSummary).join(' | ')))";
