//! Saved searches: a TOML file with a table a query, so that a newsroom or an audit asks the same thing every month, on
//! the command line (`paragraf search --saved NAME`) and on the search page.
//!
//! ```toml
//! [skyddat-boende]
//! query = "\"skyddat boende\" del:reservation"
//! sort = "date"
//! ```

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::here::{Here, encode};
use super::write_reviews::may_write;

/// Characters of a name.
const LONGEST_NAME: usize = 60;

/// Characters of a query that is kept.
const LONGEST_QUERY: usize = 2_000;

/// A saved query.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSearch {
    /// As it would be typed.
    pub query: String,
    /// Order of hits: `relevance` or `date`.
    pub sort: Option<String>,
}

/// The queries of a file, by name.
///
/// # Errors
/// When it can't be read or is not of this form, in words.
pub fn read_searches(path: &Path) -> Result<BTreeMap<String, SavedSearch>, String> {
    let file = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
    toml::from_str(&text).map_err(|error| format!("{file}: {error}"))
}

/// Keeps a query under a name: `POST /sokningar` with `nyckel`, `namn`, `q`, `sortera`.
pub(super) async fn save(
    here: Here,
    headers: HeaderMap,
    form: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Response {
    let form = match may_write(&here, &headers, form) {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let value = |name: &str| form.get(name).map_or("", |value| value.trim());
    let (name, query, by_date) = (value("namn"), value("q"), value("sortera") == "datum");
    if name.is_empty()
        || name.contains(char::is_control)
        || query.is_empty()
        || name.chars().count() > LONGEST_NAME
        || query.chars().count() > LONGEST_QUERY
    {
        return here.refused(StatusCode::BAD_REQUEST, "saved.wrong");
    }
    match add(&here.view.searches, name, query, by_date) {
        Ok(true) => {
            let to = here.href(&format!("/?q={}{}", encode(query), if by_date { "&sortera=datum" } else { "" }));
            (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
        }
        Ok(false) => here.refused(StatusCode::CONFLICT, "saved.taken"),
        Err(_) => here.refused(StatusCode::INTERNAL_SERVER_ERROR, "saved.unwritable"),
    }
}

/// Add a query at the end of the file, whose other words stay as they are; `false` where the name is taken.
fn add(path: &Path, name: &str, query: &str, by_date: bool) -> std::io::Result<bool> {
    if path.is_file() && read_searches(path).map_err(std::io::Error::other)?.contains_key(name) {
        return Ok(false);
    }
    let mut text = format!("\n[{}]\nquery = {}\n", toml::Value::from(name), toml::Value::from(query));
    if by_date {
        text.push_str("sort = \"date\"\n");
    }
    std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(text.as_bytes())?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_found_again_whatever_it_holds() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("searches.toml");
        let odd = "\"skyddat boende\" ]\n[x] \\";
        assert!(add(&file, "a \"b\"", odd, true).expect("it is written"));
        assert!(add(&file, "å", "y", false).expect("it is written"));
        assert!(!add(&file, "å", "z", false).expect("it is read"));
        let saved = read_searches(&file).expect("it is read");
        assert_eq!(saved["a \"b\""], SavedSearch { query: odd.into(), sort: Some("date".into()) });
        assert_eq!((saved.len(), saved["å"].query.as_str()), (2, "y"));
    }
}
