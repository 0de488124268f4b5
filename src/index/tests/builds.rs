//! How an index is built, kept, replaced and refused.

use std::path::Path;

use super::answers::cases;
use super::make_documents::{built, documents, points};
use crate::dictionaries::Dictionaries;
use crate::index::cut_chunks::Sizes;
use crate::index::{Built, Reader, SearchRequest, build, differences, search, write_index};
use crate::segment::{Document, Parts};

/// Names and bytes of a folder's files.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let file = |entry: std::fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).expect("a file"))
    };
    let mut files: Vec<_> = entries.map(file).collect();
    files.sort();
    files
}

#[test]
fn an_index_is_replaced_whole_and_answers_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dictionaries = Dictionaries::built_in();
    let documents = documents();
    let all: Vec<&Document> = documents.iter().collect();
    let request = SearchRequest { query: "plan".into(), limit: 100, ..SearchRequest::default() };
    let place = built(folder.path(), &all, &dictionaries);
    let kept = Reader::open(&place, &dictionaries).expect("a reader");
    let first = kept.search(&request, &dictionaries).expect("an answer");
    built(folder.path(), &all[..1], &dictionaries);
    assert_eq!(kept.search(&request, &dictionaries).expect("the old index still answers"), first);
    built(folder.path(), &all, &dictionaries);
    assert_eq!(search(&place, &request, &dictionaries).expect("an answer"), first);
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("the folder").count(),
        2,
        "nothing is left beside the index and its texts"
    );
}

#[test]
fn searches_beside_a_build_see_the_old_index_or_the_new_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dictionaries = Dictionaries::built_in();
    let documents = documents();
    let all: Vec<&Document> = documents.iter().collect();
    let request = SearchRequest { query: "plan".into(), limit: 1, ..SearchRequest::default() };
    let total = |place: &Path| search(place, &request, &dictionaries).expect("an index").total;
    let place = built(folder.path(), &all[..1], &dictionaries);
    let few = total(&place);
    built(folder.path(), &all, &dictionaries);
    let known = [few, total(&place)];
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for round in 0..20 {
                build(&place, if round % 2 == 0 { &all[..1] } else { &all }, &points(), &dictionaries).expect("built");
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            assert!(known.contains(&total(&place)));
        }
    });
}

#[test]
fn a_sound_index_has_no_differences_and_a_spoiled_one_is_told_of() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dictionaries = Dictionaries::built_in();
    let documents = documents();
    let all: Vec<&Document> = documents.iter().collect();
    let place = built(folder.path(), &all, &dictionaries);
    let ids: Vec<String> = documents.iter().map(|d| d.handling.repaired.pages.id.to_string()).collect();
    let told = |ids: &[String]| differences(&place, ids, &dictionaries).join("\n");
    assert_eq!(told(&ids), "");
    assert!(told(&ids[1..]).contains(&format!("holds {}, of which nothing was read", ids[0])));
    let text = folder.path().join(format!("text/{}.txt", ids[0]));
    let words = std::fs::read_to_string(&text).expect("a text");
    std::fs::write(&text, words.replacen("Nämnden", "Ingen", 1) + "En rad till\n").expect("a text");
    let spoiled = told(&ids);
    assert!(spoiled.contains(&format!("{}#0003 is not what text/{}.txt says", ids[0], ids[0])), "{spoiled}");
    assert!(spoiled.contains(&format!("of {} is found under 0 parts", ids[0])), "{spoiled}");
    std::fs::write(&text, words).expect("a text");
    let store = files(&place).into_iter().find(|(name, _)| name.contains(".store")).expect("a chunk").0;
    let mut bytes = std::fs::read(place.join(&store)).expect("a file");
    bytes[10] ^= 1;
    std::fs::write(place.join(&store), bytes).expect("a file");
    assert_eq!(told(&ids), format!("index/{store}: is damaged"));
}

#[test]
fn no_index_is_an_error_that_says_what_to_do() {
    let error = Reader::open(Path::new("no/such/index"), &Dictionaries::built_in()).err();
    assert!(error.is_some_and(|error| error.to_string().contains("paragraf run")));
}

#[test]
fn documents_without_parts_are_searched_by_page() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dictionaries = Dictionaries::built_in();
    let mut document = documents().remove(1);
    document.parts = Parts::default();
    let place = built(folder.path(), &[&document], &dictionaries);
    let request = SearchRequest { query: "fältassistenter".into(), limit: 9, ..SearchRequest::default() };
    let answer = search(&place, &request, &dictionaries).expect("an answer");
    assert_eq!(answer.hits[0].segment_id, "p#p1");
}

/// An index with chunks of these sizes.
fn write(folder: &Path, documents: &[&Document], sizes: Sizes) -> Built {
    let dictionaries = Dictionaries::built_in();
    let chunks = write_index::write_chunks(folder, documents, &dictionaries, sizes).expect("chunks");
    write_index::name_chunks(folder, &chunks, documents, &points(), &dictionaries).expect("an index")
}

#[test]
fn only_chunks_that_changed_are_made_anew_and_the_bytes_are_those_of_a_fresh_index() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut documents = documents();
    // a chunk a document
    let sizes = Sizes { least: 1, most: 1 };
    let write = |name: &str, documents: &[Document]| {
        let documents: Vec<&Document> = documents.iter().collect();
        write(&folder.path().join(name), &documents, sizes)
    };
    let first = write("history", &documents);
    assert_eq!((first.chunks, first.kept), (5, 0));
    assert_eq!(write("history", &documents).kept, 5, "nothing changed");
    documents.reverse();
    assert_eq!(write("history", &documents).kept, 5, "another order is the same documents");
    documents.retain(|document| document.handling.repaired.pages.id.as_str() != "s");
    documents[0].handling.repaired.pages.lines[0].text = "Planen".into();
    let last = write("history", &documents);
    assert_eq!((last.chunks, last.kept), (4, 3), "one changed, one went");
    write("fresh", &documents);
    assert_eq!(files(&folder.path().join("history")), files(&folder.path().join("fresh")));
}

#[test]
fn many_chunks_answer_as_one() {
    let (folder, dictionaries, documents) =
        (tempfile::tempdir().expect("a folder"), Dictionaries::built_in(), documents());
    let all: Vec<&Document> = documents.iter().collect();
    let place = built(folder.path(), &all, &dictionaries);
    let one = Reader::open(&place, &dictionaries).expect("a reader");
    write(&place, &all, Sizes { least: 1, most: 1 });
    let many = Reader::open(&place, &dictionaries).expect("a reader");
    for case in cases() {
        let request = SearchRequest { query: case.query.clone(), limit: 100, ..SearchRequest::default() };
        let ask = |reader: &Reader| reader.search(&request, &dictionaries).expect("an answer");
        assert_eq!(ask(&one), ask(&many), "{}", case.query);
    }
}

#[test]
fn searching_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let dictionaries = Dictionaries::built_in();
    let place = built(folder.path(), &documents().iter().collect::<Vec<_>>(), &dictionaries);
    let before = files(&place);
    let reader = Reader::open(&place, &dictionaries).expect("a reader");
    let request = SearchRequest { query: "plan".into(), limit: 100, ..SearchRequest::default() };
    reader.search(&request, &dictionaries).expect("an answer");
    assert_eq!(files(&place), before);
}

#[test]
fn an_index_of_another_version_is_refused_and_made_anew_with_a_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let dictionaries = Dictionaries::built_in();
    let documents = documents();
    let all: Vec<&Document> = documents.iter().collect();
    let place = built(folder.path(), &all, &dictionaries);
    let meta = std::fs::read_to_string(place.join("meta.json")).expect("it");
    std::fs::write(place.join("meta.json"), meta.replacen("\\\"format\\\":", "\\\"format\\\":9", 1))
        .expect("it is written");
    let refused = Reader::open(&place, &dictionaries).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("av en annan version; kör paragraf run"), "{refused}");
    let renewed = build(&place, &all, &points(), &dictionaries).expect("an index").renewed;
    assert_eq!(renewed, Some("av en annan version"));
    assert_eq!(build(&place, &all, &points(), &dictionaries).expect("an index").renewed, None);
    assert!(Reader::open(&place, &dictionaries).is_ok());
}
