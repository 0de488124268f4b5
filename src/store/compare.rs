//! What has to be fetched and what has to go, and which keys make a path here. Pure.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What a listing says of an object: it is another when one of these is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Bytes.
    pub size: u64,
    /// Entity tag, where the store gives one.
    pub etag: Option<String>,
    /// When it was written, as the store says.
    pub modified: String,
}

/// Objects by name under their prefix.
pub type Listing = BTreeMap<String, Object>;

/// What makes a folder equal a listing; both sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New or changed there, or not as it should be here.
    pub fetch: Vec<String>,
    /// No longer there.
    pub remove: Vec<String>,
}

/// Compare what is there with what was fetched before (`known`) and with the sizes of the files that are here.
pub fn changes(there: &Listing, known: &Listing, here: &BTreeMap<String, u64>) -> Changes {
    let same = |name: &String, object: &Object| known.get(name) == Some(object) && here.get(name) == Some(&object.size);
    Changes {
        fetch: there.iter().filter(|(name, object)| !same(name, object)).map(|(name, _)| name.clone()).collect(),
        remove: here.keys().filter(|name| !there.contains_key(*name)).cloned().collect(),
    }
}

/// Where the object of that name lies under a folder; `None` where the name would lead out of it.
pub fn place_of(folder: &Path, name: &str) -> Option<PathBuf> {
    // `\` parts folders on some systems, and no path holds a zero
    let is_plain = !name.is_empty() && !name.ends_with('/') && !name.contains(['\\', '\0']);
    let stays = Path::new(name).components().all(|component| matches!(component, Component::Normal(_)));
    (is_plain && stays).then(|| folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(etag: &str) -> Object {
        Object { size: 3, etag: Some(etag.to_owned()), modified: "2018-03-08T10:00:00Z".to_owned() }
    }

    fn listing(objects: &[(&str, &str)]) -> Listing {
        objects.iter().map(|(name, etag)| ((*name).to_owned(), object(etag))).collect()
    }

    #[test]
    fn what_is_new_changed_spoiled_or_gone_is_found() {
        let there = listing(&[("new", "a"), ("changed", "b"), ("same", "c"), ("cut short", "d"), ("lost", "e")]);
        let known = listing(&[("changed", "a"), ("same", "c"), ("cut short", "d"), ("lost", "e"), ("gone", "f")]);
        let here = [("changed", 3), ("same", 3), ("cut short", 2), ("gone", 3)];
        let here = here.map(|(name, size)| (name.to_owned(), size)).into_iter().collect();
        let Changes { fetch, remove } = changes(&there, &known, &here);
        assert_eq!(fetch, ["changed", "cut short", "lost", "new"]);
        assert_eq!(remove, ["gone"]);
    }

    #[test]
    fn names_that_lead_out_of_the_folder_are_refused() {
        let folder = Path::new("/tmp/x");
        for name in ["../a.pdf", "a/../../b.pdf", "/etc/a.pdf", "a\\..\\b.pdf", "", "a/", "./a.pdf", "a\0.pdf"] {
            assert_eq!(place_of(folder, name), None, "{name:?}");
        }
        assert_eq!(place_of(folder, "2018/nämnd.pdf"), Some(folder.join("2018/nämnd.pdf")));
    }
}
