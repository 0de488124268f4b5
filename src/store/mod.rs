//! Brings inputs from object storage (`s3://bucket/prefix`) to a folder, and results from a folder there.
//!
//! The rooms know folders only: what lies in a bucket is fetched before a run and sent after it. With `serve` and `judge` this
//! is all of the program that opens a network, and only where an `s3://` address was typed. Built in with the feature `s3`;
//! without it an address is refused in words that say so.
//!
//! - [`fetch_inputs`]: what is new or changed under a prefix (by entity tag, size and time), away with what is gone there.
//! - [`send_results`], [`fetch_results`]: a whole folder. A marker that lists its files with their hashes is sent last and
//!   taken away first, so that half a folder is never taken for one.

mod address;

#[cfg(feature = "s3")]
mod allow;
#[cfg(feature = "s3")]
mod bucket;
#[cfg(feature = "s3")]
mod compare;
#[cfg(feature = "s3")]
mod inputs;
#[cfg(feature = "s3")]
mod results;

#[cfg(not(feature = "s3"))]
mod absent;

pub use address::Address;

#[cfg(not(feature = "s3"))]
pub use absent::{fetch_inputs, fetch_results, send_results};
#[cfg(feature = "s3")]
pub use inputs::fetch_inputs;
#[cfg(feature = "s3")]
pub use results::{fetch_results, send_results};

use std::path::{Path, PathBuf};

/// Whether this program was built to reach object storage.
pub const BUILT: bool = cfg!(feature = "s3");

/// Name of the object that says that a folder of results is whole.
const RESULTS_MARKER: &str = "paragraf-complete.json";

/// What became of the inputs under a prefix, in files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// New or changed.
    pub fetched: usize,
    /// As they were.
    pub kept: usize,
    /// Gone from the bucket.
    pub removed: usize,
    /// Keys that make no path under a folder (`..`, an absolute path), sorted.
    pub refused: Vec<String>,
}

/// Why object storage could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No address of a bucket.
    #[error("{0}: ingen adress till objektlagring; skriv s3://bucket/prefix")]
    Address(String),
    /// The program can't reach buckets.
    #[error("{0}: programmet är byggt utan s3; bygg det med `--features s3`, eller hämta filerna till en mapp först")]
    NotBuilt(String),
    /// What the environment says can't be used.
    #[error("{0}")]
    Environment(String),
    /// The store said no, or nothing.
    #[error("s3, {key}: {message}")]
    Store {
        /// The object, or the prefix that was listed.
        key: String,
        /// What the store or the line to it says.
        message: String,
    },
    /// A file here can't be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not what its marker says: someone writes there at this moment.
    #[error("{key}: innehållet stämmer inte med listan {}; skriver någon annan dit? försök igen", RESULTS_MARKER)]
    Differs {
        /// The object.
        key: String,
    },
}

#[cfg_attr(not(feature = "s3"), expect(dead_code, reason = "only what reaches a bucket touches files"))]
impl StoreError {
    fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    /// With the causes that the error itself does not tell: why a line could not be opened stands at the end of them.
    fn store(key: &impl ToString, error: &dyn std::error::Error) -> Self {
        let mut message = error.to_string();
        let causes = std::iter::successors(error.source(), |cause| cause.source());
        for cause in causes.map(ToString::to_string) {
            if !message.contains(&cause) {
                message = format!("{message}: {cause}");
            }
        }
        Self::Store { key: key.to_string(), message }
    }
}
