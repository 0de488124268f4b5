//! Finds the saved query that a flag names.

use std::path::Path;

use super::args::SortBy;
use crate::config::UsageError;
use crate::serve::{SavedSearch, read_searches};

/// The query of that name, and its order where it has one.
pub fn saved(path: &Path, name: &str) -> Result<(String, Option<SortBy>), UsageError> {
    let mut searches = read_searches(path).map_err(UsageError)?;
    let Some(SavedSearch { query, sort }) = searches.remove(name) else {
        let names: Vec<String> = searches.into_keys().collect();
        let file = path.display();
        return Err(UsageError(format!(
            "{file}: ingen sparad sökning heter {name}; de som finns är {}",
            names.join(", ")
        )));
    };
    let sort = match sort.as_deref() {
        None => None,
        Some("date") => Some(SortBy::Date),
        Some("relevance") => Some(SortBy::Relevance),
        Some(other) => {
            return Err(UsageError(format!("{}: sort = \"{other}\"; skriv relevance eller date", path.display())));
        }
    };
    Ok((query, sort))
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
        assert_eq!(ask(one, "boende"), Ok(("boende år:2017".into(), Some(SortBy::Date))));
        assert!(ask(one, "annat").is_err_and(|error| error.ends_with("de som finns är boende")));
        assert!(ask("[boende]\nquerry = \"x\"\n", "boende").is_err_and(|error| error.contains("querry")));
        assert!(ask("[x]\nquery = \"x\"\nsort = \"worst\"\n", "x").is_err_and(|error| error.contains("worst")));
        assert!(saved(&folder.path().join("ingen.toml"), "x").is_err());
    }
}
