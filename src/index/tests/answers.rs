//! What queries find, in which order, and how it is shown.

use super::make_documents::{Sketch, Table, built};
use crate::classify::DocKind;
use crate::dictionaries::Dictionaries;
use crate::index::{IndexError, SearchRequest, search};
use crate::segment::SegmentKind;

/// A row of `query_cases.csv`. Parts are named by document and number: `m3` is the third part of document m.
#[derive(serde::Deserialize)]
pub struct Case {
    pub query: String,
    /// Must come first, in this order.
    first: String,
    /// Must be found.
    found: String,
    /// Must not be found; `*`: nothing else is.
    never: String,
}

/// The table of cases.
pub fn cases() -> Vec<Case> {
    let mut table = csv::Reader::from_reader(include_str!("query_cases.csv").as_bytes());
    table.deserialize().map(|row| row.expect("a row of query_cases.csv")).collect()
}

/// Why these hits are not what the case says, or nothing.
fn wrong(case: &Case, found: &[String]) -> Option<String> {
    let first: Vec<&str> = case.first.split_whitespace().collect();
    let wanted: Vec<&str> = first.iter().copied().chain(case.found.split_whitespace()).collect();
    let missing = wanted.iter().any(|id| !found.iter().any(|found| found == id));
    let order = !found.iter().zip(&first).all(|(found, first)| found == first);
    let extra = found.iter().any(|id| match case.never.as_str() {
        "*" => !wanted.contains(&id.as_str()),
        never => never.split_whitespace().any(|never| never == id),
    });
    let told = || format!("{}: wanted {wanted:?} (first {first:?}), never {}; found {found:?}", case.query, case.never);
    (missing || order || extra).then(told)
}

#[test]
fn queries_find_what_they_must() {
    let table = Table::new();
    let cases = cases();
    assert!(cases.len() >= 80, "the table has {} cases", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(|case| wrong(case, &table.found(&case.query))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn snippets_are_escaped_and_marked() {
    let table = Table::new();
    let answer = table.ask("gårdar").expect("an answer");
    let snippet = &answer.hits[0].snippet;
    let all: Vec<&str> = answer.hits.iter().map(|hit| hit.snippet.as_str()).collect();
    assert!(
        all.iter().any(|s| s.contains("&lt;b&gt;<mark>gårdar</mark>&lt;/b&gt; &amp; &quot;tun&quot;")),
        "{snippet}"
    );
    let answer = table.ask("handlingsplan barn").expect("an answer");
    assert_eq!(
        answer.hits[0].snippet,
        "Skolan och social- förvaltningen ska samverka om en gemensam <mark>handlings- plan</mark> för <mark>barn</mark>."
    );
}

#[test]
fn facets_count_all_hits() {
    let table = Table::new();
    let request = SearchRequest { query: "plan".into(), limit: 1, ..SearchRequest::default() };
    let answer = table.reader.search(&request, &table.dictionaries).expect("an answer");
    assert_eq!(answer.hits.len(), 1);
    assert_eq!(answer.total, 7);
    assert_eq!(answer.facets["typ"].iter().map(|(_, count)| count).sum::<u64>(), 7);
    assert_eq!(answer.facets["år"][0].1, 2);
}

#[test]
fn dates_sort_newest_first_and_flags_filter() {
    let table = Table::new();
    let mut request = SearchRequest { query: "plan".into(), by_date: true, limit: 1, ..SearchRequest::default() };
    request.filters.push(("år".into(), "..2021".into()));
    let answer = table.reader.search(&request, &table.dictionaries).expect("an answer");
    assert_eq!(answer.hits[0].date, "2018-03-08");
}

#[test]
fn the_explanation_says_what_was_searched() {
    let table = Table::new();
    let answer = table.ask("plan organ:söderäng-åkerby").expect("an answer");
    assert!(answer.explanation.contains("plan: som skrivet"), "{}", answer.explanation);
    assert!(answer.explanation.contains("med föregångarna Söderängs stadsdelsnämnd"), "{}", answer.explanation);
    let answer = table.ask("xyzzy").expect("an answer");
    assert!(answer.explanation.contains("xyzzy: finns inte"), "{}", answer.explanation);
}

#[test]
fn wrong_queries_are_refused_in_place() {
    let table = Table::new();
    for (query, spot) in [
        ("plan foo:bar", 5),
        ("plan \"x", 5),
        ("organ:xyz plan", 6),
        ("plan ()", 6),
        ("punkt:R1999-01", 6),
        ("plan ﬁk:(V OR MP)", 5),
    ] {
        match table.ask(query) {
            Err(IndexError::Query { at, .. }) => assert_eq!(at, spot, "{query}"),
            other => panic!("{query}: {other:?}"),
        }
    }
}

#[test]
fn passages_that_say_the_same_are_one_hit() {
    let demand = "Reservation\nVi yrkar att nämnden ger förvaltningen i uppdrag att ordna en mottagning i varje stadsdel, öppen\n\
        minst tre dagar i veckan, och att kostnaden tas ur anslaget för förebyggande arbete samt redovisas i december.";
    let minutes = |id: &str, date: &str| {
        Sketch::new(id, DocKind::Protokoll, "socialnamnden", date)
            .part(SegmentKind::Reservation, "", demand)
            .part(SegmentKind::Decision, "", "Beslut\nNämnden avslår yrkandet om mottagning.")
            .document
    };
    let documents = [minutes("a", "2018-03-08"), minutes("b", "2018-04-08")];
    let folder = tempfile::tempdir().expect("a folder");
    let dictionaries = Dictionaries::built_in();
    let place = built(folder.path(), &documents.iter().collect::<Vec<_>>(), &dictionaries);
    let ask = |each| {
        let request = SearchRequest { query: "mottagning".into(), limit: 9, each, ..SearchRequest::default() };
        search(&place, &request, &dictionaries).expect("an answer")
    };
    let grouped = ask(false);
    assert_eq!(
        (grouped.total, grouped.distinct, grouped.hits.len()),
        (4, 3, 3),
        "decisions in the same words stay two"
    );
    let reservation = grouped.hits.iter().find(|hit| hit.kind == "reservation").expect("it is found");
    assert_eq!((reservation.segment_id.as_str(), reservation.also.clone()), ("a#0001", vec!["b#0001".to_owned()]));
    assert_eq!(grouped.facets["del"], [("decision".to_owned(), 2), ("reservation".to_owned(), 2)]);
    assert_eq!(ask(true).hits.len(), 4);
}

#[test]
fn pages_of_hits_follow_one_another() {
    let table = Table::new();
    let page = |offset| {
        let request = SearchRequest { query: "plan".into(), limit: 3, offset, ..SearchRequest::default() };
        table.reader.search(&request, &table.dictionaries).expect("an answer").hits
    };
    let leafed: Vec<_> = [0, 3, 6, 9].into_iter().flat_map(page).map(|hit| hit.segment_id).collect();
    let all: Vec<_> = table.ask("plan").expect("an answer").hits.into_iter().map(|hit| hit.segment_id).collect();
    assert_eq!(leafed, all);
}

#[test]
fn all_five_facets_are_counted() {
    let answer = Table::new().ask("del:reservation").expect("an answer");
    let names: Vec<(&str, &str)> =
        answer.facets.iter().map(|(name, values)| (name.as_str(), values[0].0.as_str())).collect();
    let expected =
        [("del", "reservation"), ("organ", "Socialnämnden"), ("parti", "V"), ("typ", "protokoll"), ("år", "2018")];
    assert_eq!(names, expected);
}
