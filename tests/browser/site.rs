//! A run over a few documents of the sample corpus, served; and what every page is held to.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::browser::Browser;
use crate::support::{paragraf, run_corpus, some_of_the_corpus};

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
    child: Child,
    _folders: [tempfile::TempDir; 2],
}

impl Site {
    /// Run and serve, for review.
    pub fn new() -> Self {
        let corpus = some_of_the_corpus(&DOCUMENTS);
        let base = tempfile::tempdir().expect("a folder");
        let out = base.path().join("output");
        run_corpus(corpus.path(), &out, &[]).ends(0);
        let mut child = paragraf()
            .args(["serve", "--addr", "127.0.0.1:0", "--review", "--searches"])
            .arg(base.path().join("searches.toml"))
            .arg("--out")
            .arg(&out)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut told = String::new();
        BufReader::new(child.stderr.take().expect("its stderr")).read_line(&mut told).expect("its address");
        let address = told.split_whitespace().last().expect("an address").trim_end_matches('/').to_owned();
        Self { address, out, corpus: corpus.path().to_owned(), child, _folders: [corpus, base] }
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
