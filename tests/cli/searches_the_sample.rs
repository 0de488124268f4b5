//! Queries over the sample corpus: which document must come first, which must be found and which must not.

use crate::support::{folder, on, sample, write};

/// Query; document of the first hit; documents that must be found; that must not be found.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("skyddat boende typ:motion", "2019-10-14-motion-skyddat-boende", "", "2017-06-14-kommunstyrelsen-protokoll"),
    (
        "organ:norrhamn typ:handlingsplan år:2019",
        "2019-norrhamns-sdn-handlingsplan",
        "",
        "2017-norrhamns-sdn-handlingsplan",
    ),
    (
        "typ:protokoll del:reservation år:2017",
        "",
        "2017-06-14-kommunstyrelsen-protokoll",
        "2019-10-28-kommunfullmaktige-protokoll",
    ),
    (
        "organ:söderäng-åkerby typ:handlingsplan",
        "",
        "2017-soderangs-sdn-handlingsplan 2021-soderang-akerby-sdn-handlingsplan",
        "2017-norrhamns-sdn-handlingsplan",
    ),
    (
        "klimatanpassning typ:riktlinjer",
        "2022-06-13-riktlinjer-klimatanpassning",
        "",
        "2016-05-23-riktlinjer-hedersrelaterat-vald",
    ),
    (
        "digital tillgänglighet typ:riktlinjer",
        "2021-02-22-riktlinjer-digital-tillganglighet",
        "",
        "2022-06-13-riktlinjer-klimatanpassning",
    ),
    (
        "datum:2022-05-19 typ:protokoll",
        "2022-05-19-byggnadsnamnden-protokoll",
        "",
        "2018-03-08-utbildningsnamnden-protokoll",
    ),
    (
        "typ:remissvar",
        "",
        "2024-02-05-utbildningsnamnden-remissvar 2024-02-07-norrhamns-sdn-remissvar",
        "2024-01-15-socialforvaltningen-tjansteutlatande",
    ),
    (
        "hedersrelaterat våld typ:riktlinjer år:2024",
        "2024-03-18-riktlinjer-hedersrelaterat-vald",
        "",
        "2016-05-23-riktlinjer-hedersrelaterat-vald",
    ),
    (
        "punkt:R2016-02 typ:riktlinjer",
        "2016-05-23-riktlinjer-hedersrelaterat-vald",
        "",
        "2022-06-13-riktlinjer-klimatanpassning",
    ),
];

fn search(arguments: &[&str]) -> serde_json::Value {
    let mut all = vec!["search", "--format", "json"];
    all.extend(arguments);
    serde_json::from_str(&on(sample(), &all).ends(0).text()).expect("JSON")
}

fn documents(answer: &serde_json::Value) -> Vec<String> {
    let hits = answer["hits"].as_array().expect("hits").iter();
    hits.map(|hit| hit["doc_id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn known_documents_are_found_and_others_are_not() {
    let mut wrong = Vec::new();
    for (query, first, found, never) in CASES {
        let hits = documents(&search(&[query, "--all"]));
        let holds = |name: &str| hits.iter().any(|hit| hit == name);
        let missing = found.split_whitespace().any(|name| !holds(name));
        if missing || holds(never) || (!first.is_empty() && hits.first().is_none_or(|hit| hit != first)) {
            wrong.push(format!("{query}: {:?}", &hits[..hits.len().min(5)]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_segment_is_given_when_all_are_asked_for() {
    let answer = search(&["nämnden", "--all"]);
    let hits = answer["hits"].as_array().expect("hits");
    assert_eq!(Some(hits.len() as u64), answer["total"].as_u64());
    let csv = on(sample(), &["search", "nämnden", "--all", "--format", "csv"]).ends(0).text();
    assert_eq!(csv::Reader::from_reader(csv.as_bytes()).records().count(), hits.len());
}

#[test]
fn saved_queries_are_run_by_name() {
    let place = folder();
    write(place.path(), "searches.toml", "[boende]\nquery = \"skyddat OR boende\"\nsort = \"date\"\n");
    let file = place.path().join("searches.toml");
    let file = file.to_string_lossy();
    let saved = |more: &[&str]| search(&[&["--saved", "boende", "--searches", &file], more].concat());
    let dates = |answer: &serde_json::Value| -> Vec<String> {
        let hits = answer["hits"].as_array().expect("hits").iter();
        hits.map(|hit| hit["date"].as_str().expect("a date").to_owned()).collect()
    };
    let all = dates(&saved(&["--all"]));
    assert!(all.is_sorted_by(|a, b| a >= b) && all.len() > 2, "{all:?}");
    let since = dates(&saved(&["--all", "--since", "2021-01-01"]));
    assert!(
        !since.is_empty() && since.len() < all.len() && since.iter().all(|date| date.as_str() >= "2021"),
        "{since:?}"
    );
    assert_eq!(documents(&saved(&["typ:motion", "--all"]))[0], "2019-10-14-motion-skyddat-boende");
    let refused = on(sample(), &["search", "--saved", "annat", "--searches", &file]).ends(2);
    assert!(refused.stderr.contains("de som finns är boende"), "{}", refused.stderr);
    on(sample(), &["search", "boende", "--since", "i fjol"]).ends(2);
}

#[test]
fn the_explanation_tells_words_and_predecessors() {
    let told = on(sample(), &["search", "plan organ:söderäng-åkerby", "--explain"]).ends(0).stderr;
    assert!(told.contains("sist i sammansättning") && told.contains("handlingsplan"), "{told}");
    assert!(told.contains("med föregångarna Söderängs stadsdelsnämnd"), "{told}");
}
