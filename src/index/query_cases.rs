//! A table of queries over small invented documents: what must come first, what must be found, what must not.

use super::{IndexError, Reader, SearchAnswer, SearchRequest, build};
use crate::classify::{DocKind, Handling, OrganRef};
use crate::dictionaries::Dictionaries;
use crate::segment::{Document, Parts, Segment, SegmentKind};
use crate::text::{Date, DocId, Edit, Line, PageClass, PageInfo, Pages, Repaired, Span, TextSource};

/// A document in the making: parts are added one after another, each on its own lines.
struct Sketch {
    document: Document,
}

impl Sketch {
    fn new(id: &str, kind: DocKind, organ: &str, date: &str) -> Self {
        let pages = Pages {
            id: DocId::from_folded(id),
            path: format!("{id}.txt"),
            sha256: String::new(),
            lines: Vec::new(),
            pages: vec![PageInfo {
                number: 1,
                width: 595.0,
                height: 842.0,
                class: PageClass::Text,
                source: TextSource::TextFile,
                furniture: Vec::new(),
            }],
        };
        let date = Date::parse_iso(date);
        let names = Dictionaries::built_in();
        let organ = names.municipalities[0].organ(organ).expect("an organ of Exempelstad");
        let handling = Handling {
            repaired: Repaired { pages, edits: Vec::new(), ocr_health: 1.0 },
            kind,
            kind_confidence: 1.0,
            evidence: Vec::new(),
            municipality: Some("exempelstad".into()),
            organ: Some(OrganRef {
                id: organ.id.clone(),
                name: organ.name.clone(),
                successor: organ.successor.clone(),
            }),
            title: String::new(),
            date,
            year: date.map(Date::year),
            dnr: None,
            view: None,
        };
        Self { document: Document { handling, parts: Parts::default() } }
    }

    fn part(self, kind: SegmentKind, number: &str, text: &str) -> Self {
        self.push(kind, number, text, None)
    }

    /// A part inside the last one that was added with `part`.
    fn inside(self, kind: SegmentKind, text: &str) -> Self {
        let parent = self.document.parts.segments.iter().rposition(|segment| segment.parent.is_none());
        self.push(kind, "", text, parent)
    }

    fn push(mut self, kind: SegmentKind, number: &str, text: &str, parent: Option<usize>) -> Self {
        let lines = &mut self.document.handling.repaired.pages.lines;
        let count = |lines: &[Line]| u32::try_from(lines.len()).expect("a small document");
        let from = count(lines) + 1;
        lines.extend(text.lines().map(|line| Line::plain(1, line)));
        let span = Span { line_from: from, line_to: count(lines), page_from: 1, page_to: 1 };
        let segments = &mut self.document.parts.segments;
        if let Some(parent) = parent {
            segments[parent].span.line_to = span.line_to;
        }
        segments.push(Segment {
            id: format!("{}#{:04}", self.document.handling.repaired.pages.id, segments.len() + 1),
            parent,
            kind,
            number: (!number.is_empty()).then(|| number.to_owned()),
            heading: text.lines().next().unwrap_or_default().to_owned(),
            dnr: None,
            span,
            persons: Vec::new(),
            parties: Vec::new(),
        });
        self
    }

    fn by(mut self, persons: &[&str], parties: &[&str]) -> Self {
        let segment = self.document.parts.segments.last_mut().expect("a part before `by`");
        segment.persons = persons.iter().map(|person| (*person).to_owned()).collect();
        segment.parties = parties.iter().map(|party| (*party).to_owned()).collect();
        self
    }

    fn dnr(mut self, dnr: &str) -> Self {
        self.document.parts.segments.last_mut().expect("a part before `dnr`").dnr = Some(dnr.to_owned());
        self
    }

    fn repaired(mut self, line: u32, start: usize, before: &str, after: &str) -> Self {
        let range = start..start + before.len();
        let edit = Edit { line, range, before: before.into(), after: after.into(), confidence: 1.0, reason: "lexicon" };
        self.document.handling.repaired.edits.push(edit);
        self
    }
}

/// The documents that the table searches. The last four digits of a segment id are its number here.
fn documents() -> Vec<Document> {
    use SegmentKind::{Attendance, Bullet, Decision, Item, Motion, Reservation, Section};
    let minutes = Sketch::new("m", DocKind::Protokoll, "socialnamnden", "2018-03-08")
        .part(Attendance, "", "Närvarande\nUrsula Björkvik (V), ledamot") // 1
        .part(Item, "21", "§ 21 Plan för lekplatser") // 2
        .dnr("SN 2018/0042-1.3")
        .inside(Decision, "Beslut\nNämnden godkänner planen och dess åtgärder.") // 3
        .inside(Motion, "Yrkande\nUrsula Björkvik (V) yrkar avslag på ärendet.") // 4
        .by(&["Ursula Björkvik"], &["V"])
        .inside(Reservation, "Reservation\nUrsula Björkvik (V) reserverar sig mot beslutet om ledamöternas arvoden.") // 5
        .by(&["Ursula Björkvik"], &["V"])
        .part(Item, "22", "§ 22 Val av ombud\nNämnden väljer ombud. Protokollet justeras direkt.\nÄr detta väl känt?"); // 6
    let plan = Sketch::new("p", DocKind::Handlingsplan, "soderangs-sdn", "2017-05-04")
        .part(
            Section,
            "1",
            "Lokal handlingsplan för trygghet\nHandlingsplanerna följs upp varje år av stadsdelsnämnden.",
        ) // 1
        .part(Bullet, "", "Skolan och social-\nförvaltningen ska samverka om en gemensam handlings-\nplan för barn.") // 2
        .part(Bullet, "", "Fältassistenter utför atgarder i parken, och en kontakt via e-post finns."); // 3
    let scan = Sketch::new("s", DocKind::Promemoria, "kommunstyrelsen", "2016-11-01")
        .part(
            Section,
            "",
            "Berörda nämnder\nAlla nämnder skall utse en samordnare.\nYrken och yrket lärare i en lång rad.",
        ) // 1
        .repaired(2, 5, "nimnder", "nämnder")
        .part(Section, "", "Plankartan visar <b>gårdar</b> & \"tun\".") // 2
        .part(Section, "", "Säkerhet\nSamordning av den lokala planen, enligt socialtjänstlagen (2001:453)."); // 3
    let late = Sketch::new("t", DocKind::Tjansteutlatande, "soderang-akerby-sdn", "2022-02-01")
        .part(Section, "", "Plan\nEn plan är en plan.") // 1
        .part(Section, "", "Uppdrag\nEtt uppdrag om skolgårdar ges till utbildningsnämnden."); // 2
    [minutes, plan, scan, late].into_iter().map(|sketch| sketch.document).collect()
}

/// Build the index in `folder`/index, with the texts that a run writes beside it.
fn built(folder: &std::path::Path, documents: &[&Document], dictionaries: &Dictionaries) -> std::path::PathBuf {
    let texts = folder.join("text");
    std::fs::create_dir_all(&texts).expect("a folder of texts");
    for document in documents {
        let pages = &document.handling.repaired.pages;
        std::fs::write(texts.join(format!("{}.txt", pages.id)), pages.to_text()).expect("a text");
    }
    let place = folder.join("index");
    build(&place, documents, &[], dictionaries).expect("an index");
    place
}

struct Table {
    _folder: tempfile::TempDir,
    reader: Reader,
    dictionaries: Dictionaries,
}

impl Table {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dictionaries = Dictionaries::built_in();
        let documents = documents();
        build(&folder.path().join("index"), &documents.iter().collect::<Vec<_>>(), &[], &dictionaries)
            .expect("an index");
        let reader = Reader::open(&folder.path().join("index"), &dictionaries).expect("the index opens");
        Self { _folder: folder, reader, dictionaries }
    }

    fn ask(&self, query: &str) -> Result<SearchAnswer, IndexError> {
        let request = SearchRequest { query: query.into(), limit: 100, ..SearchRequest::default() };
        self.reader.search(&request, &self.dictionaries)
    }

    /// Ids of the hits, best first: `m3` is the third part of document m.
    fn found(&self, query: &str) -> Vec<String> {
        let answer = self.ask(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let short = |id: &str| id.replace("#000", "");
        answer.hits.iter().map(|hit| short(&hit.segment_id)).collect()
    }
}

/// Query; must come first (in this order); must be found; must not be found. `*` in the last: nothing else is found.
const CASES: &[(&str, &str, &str, &str)] = &[
    // forms
    ("protokoll", "m6", "", "*"),
    ("ledamot", "m1", "m5", "*"),
    ("ledamöter", "", "m1 m5", "*"),
    ("ska", "", "p2 s1", "*"),
    ("skall", "s1", "p2", "*"),
    ("nämnder", "s1", "m3 m6 p1", "s3"),
    ("yrkande", "m4", "", "s1"),
    ("yrke", "s1", "", "*"),
    ("säkerheten", "s3", "", "*"),
    ("uppdraget", "t2", "", "*"),
    // compounds
    ("plan", "t1", "m2 m3 p1 p2 s2 s3", "m1"),
    ("handlingsplan", "", "p1 p2", "*"),
    ("handlingsplanerna", "p1", "p2", "*"),
    ("nämnd", "", "m3 m6 p1 s1 t2", "m1"),
    ("gård", "", "s2 t2", "*"),
    ("socialförvaltningen", "p2", "", "*"),
    ("stadsdel", "p1", "", "*"),
    // dots and rings
    ("åtgärd", "m3", "p3", "*"),
    ("åtgärder", "m3 p3", "", "*"),
    ("atgarder", "p3 m3", "", "*"),
    ("fältassistenter", "p3", "", "*"),
    ("faltassistent", "p3", "", "*"),
    ("val", "m6", "", "*"),
    ("väl", "m6", "", "*"),
    ("ledamoter", "", "m1 m5", "*"),
    // text as it was before repair
    ("nimnder", "s1", "", "*"),
    ("=nimnder", "s1", "", "*"),
    ("=planen", "", "m3 s3", "*"),
    // phrases
    ("\"lokala planen\"", "s3", "p1", "*"),
    ("\"gemensam handlingsplan\"", "p2", "", "*"),
    ("\"handlingsplan för barn\"", "p2", "", "*"),
    ("\"skolan och socialförvaltningen\"", "p2", "", "*"),
    ("\"lokal plan\"", "", "p1 s3", "*"),
    ("=\"lokal plan\"", "", "", "*"),
    ("e-post", "p3", "", "*"),
    ("epost", "p3", "", "*"),
    ("2001:453", "s3", "", "*"),
    ("\"plan för barn\"", "p2", "", "*"),
    // AND OR NOT
    ("ledamot reserverar", "m5", "", "*"),
    ("skolan OR skolgårdar", "", "p2 t2", "*"),
    ("plan NOT handlingsplan", "t1", "m2 m3 s2 s3", "p1 p2"),
    ("plan -lokal", "t1", "m2 m3 p2", "p1 s3"),
    ("(barn OR parken) handlingsplan", "p2", "", "*"),
    ("samordnare OCH nämnder", "s1", "", "*"),
    ("lekplatser avslag", "m4", "", "*"),
    // wildcards
    ("handling*", "", "p1 p2", "*"),
    ("ledam*", "", "m1 m5", "*"),
    ("atg*", "p3", "m3", "*"),
    ("fält*", "p3", "", "*"),
    // fields
    ("typ:handlingsplan", "", "p1 p2 p3", "*"),
    ("plan år:2016..2017", "", "p1 p2 s2 s3", "*"),
    ("plan år:2018..", "t1", "m2 m3", "*"),
    ("del:reservation", "m5", "", "*"),
    ("del:yrkande parti:vänsterpartiet", "m4", "", "*"),
    ("parti:(V OR MP)", "", "m4 m5", "*"),
    ("person:björkvik", "", "m4 m5", "*"),
    ("person:\"Ursula Björkvik\" del:reservation", "m5", "", "*"),
    ("dnr:\"SN 2018/0042\"", "", "", "*"),
    ("dnr:SN-2018-0042-1.3", "", "m2 m3 m4 m5", "*"),
    ("organ:söderäng-åkerby", "", "p1 p2 p3 t1 t2", "*"),
    ("organ:akerby-sdn plan", "", "", "*"),
    ("§ 21", "m2", "", "*"),
    ("paragraf:21", "", "m2 m3 m4 m5", "*"),
    ("lekplats", "m2", "", "*"),
];

#[test]
fn queries_find_what_they_must() {
    let table = Table::new();
    let mut wrong = Vec::new();
    for (query, first, more, never) in CASES {
        let found = table.found(query);
        let first: Vec<&str> = first.split_whitespace().collect();
        let wanted: Vec<&str> = first.iter().copied().chain(more.split_whitespace()).collect();
        let missing = wanted.iter().any(|id| !found.iter().any(|found| found == id));
        let order = !found.iter().zip(&first).all(|(found, first)| found == first);
        let extra = found.iter().any(|id| match *never {
            "*" => !wanted.contains(&id.as_str()),
            never => never.split_whitespace().any(|never| never == id),
        });
        if missing || order || extra {
            wrong.push(format!("{query}: wanted {wanted:?} (first {first:?}), never {never}; found {found:?}"));
        }
    }
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
    for (query, spot) in [("plan foo:bar", 5), ("plan \"x", 5), ("organ:xyz plan", 6), ("plan ()", 6)] {
        match table.ask(query) {
            Err(IndexError::Query { at, .. }) => assert_eq!(at, spot, "{query}"),
            other => panic!("{query}: {other:?}"),
        }
    }
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
    assert_eq!(super::search(&place, &request, &dictionaries).expect("an answer"), first);
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("the folder").count(),
        2,
        "nothing is left beside the index and its texts"
    );
}

#[test]
fn no_index_is_an_error_that_says_what_to_do() {
    let error = Reader::open(std::path::Path::new("no/such/index"), &Dictionaries::built_in()).err();
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
    let answer = super::search(&place, &request, &dictionaries).expect("an answer");
    assert_eq!(answer.hits[0].segment_id, "p#p1");
}
