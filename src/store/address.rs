//! `s3://bucket/prefix`, as it is typed.

use std::fmt;
use std::path::Path;

use super::StoreError;

/// Where in object storage something lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Name of the bucket.
    pub bucket: String,
    /// What the keys begin with, without slashes at its ends; empty for the whole bucket.
    pub prefix: String,
}

impl Address {
    /// The address that a path was meant as; `None` where it is a path of this machine.
    ///
    /// # Errors
    /// When it begins as an address and names no bucket.
    pub fn of(path: &Path) -> Result<Option<Self>, StoreError> {
        let Some(text) = path.to_str() else { return Ok(None) };
        // a settings layer or a shell may have folded the two slashes into one
        let Some(rest) = text.strip_prefix("s3://").or_else(|| text.strip_prefix("s3:/")) else { return Ok(None) };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_name = |c: char| c.is_ascii_alphanumeric() || ['-', '.', '_'].contains(&c);
        if bucket.is_empty() || !bucket.chars().all(is_name) {
            return Err(StoreError::Address(text.to_owned()));
        }
        Ok(Some(Self { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() }))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, bucket: &str, prefix: &str) {
        let expected = Address { bucket: bucket.to_owned(), prefix: prefix.to_owned() };
        assert_eq!(Address::of(Path::new(text)).expect("an address"), Some(expected), "{text}");
    }

    #[test]
    fn addresses_are_read() {
        check("s3://handlingar", "handlingar", "");
        check("s3://handlingar/", "handlingar", "");
        check("s3://handlingar/2018/nämnden/", "handlingar", "2018/nämnden");
    }

    #[test]
    fn paths_stay_paths() {
        for path in ["corpus", "/s3/corpus", "s3", "../s3:x", "S3"] {
            assert_eq!(Address::of(Path::new(path)).expect("a path"), None, "{path}");
        }
    }

    #[test]
    fn what_names_no_bucket_is_refused() {
        for text in ["s3://", "s3:///prefix", "s3://två ord/x", "s3://a@b/x"] {
            assert!(Address::of(Path::new(text)).is_err(), "{text}");
        }
    }
}
