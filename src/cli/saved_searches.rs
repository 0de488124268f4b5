//! Reads saved queries: a TOML file with a table a query, so that a newsroom or an audit asks the same thing every month.
//!
//! ```toml
//! [skyddat-boende]
//! query = "\"skyddat boende\" del:reservation"
//! sort = "date"
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use super::args::SortBy;
use crate::config::UsageError;

/// A saved query.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSearch {
    /// As it would be typed.
    pub query: String,
    /// Order of hits, unless a flag says otherwise.
    pub sort: Option<SortBy>,
}

/// The query of that name.
pub fn saved(path: &Path, name: &str) -> Result<SavedSearch, UsageError> {
    let file = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| UsageError(format!("{file}: {error}")))?;
    let mut searches: BTreeMap<String, SavedSearch> =
        toml::from_str(&text).map_err(|error| UsageError(format!("{file}: {error}")))?;
    searches.remove(name).ok_or_else(|| {
        let names: Vec<String> = searches.into_keys().collect();
        UsageError(format!("{file}: ingen sparad sökning heter {name}; de som finns är {}", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_found_by_name_and_mistakes_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("searches.toml");
        let ask = |text: &str, name: &str| {
            std::fs::write(&file, text).expect("a file");
            saved(&file, name).map_err(|error| error.0)
        };
        let one = "[boende]\nquery = \"boende år:2017\"\nsort = \"date\"\n";
        assert_eq!(ask(one, "boende"), Ok(SavedSearch { query: "boende år:2017".into(), sort: Some(SortBy::Date) }));
        assert!(ask(one, "annat").is_err_and(|error| error.ends_with("de som finns är boende")));
        assert!(ask("[boende]\nquerry = \"x\"\n", "boende").is_err_and(|error| error.contains("querry")));
        assert!(saved(&folder.path().join("ingen.toml"), "x").is_err());
    }
}
