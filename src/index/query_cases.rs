//! A table of queries over small invented documents: what must come first, what must be found, what must not.

use super::cut_chunks::Sizes;
use super::{IndexError, PointPlace, Reader, SearchAnswer, SearchRequest, build, write_index};
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
    build(&place, documents, &points(), dictionaries).expect("an index");
    place
}

/// A point that stands in one document and comes again in another.
fn points() -> [PointPlace; 2] {
    let place = |id: &str, line| PointPlace { point_id: "R2017-01".into(), doc_id: DocId::from_folded(id), line };
    [place("p", 3), place("m", 5)]
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
        let place = built(folder.path(), &documents.iter().collect::<Vec<_>>(), &dictionaries);
        let reader = Reader::open(&place, &dictionaries).expect("the index opens");
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
    // more forms, compounds and twins
    ("protokollet", "m6", "", "*"),
    ("nämnderna", "", "m3 m6 p1 s1 t2", "m1 s3"),
    ("handling", "", "p1 p2", "*"),
    ("planen", "", "m2 m3 p1 p2 s3 t1", "m1 s1"),
    ("atgard", "", "m3 p3", "*"),
    ("skola", "", "p2 t2", "*"),
    ("utbildning", "t2", "", "*"),
    ("plankarta", "s2", "", "*"),
    ("barn", "p2", "", "*"),
    ("=ledamot", "m1", "", "*"),
    ("=ledamöter", "", "", "*"),
    // phrases over forms, compounds, line ends and repairs
    ("\"berörda nämnder\"", "s1", "", "*"),
    ("\"nämnder skall\"", "s1", "", "*"),
    ("\"nämnd ska\"", "s1", "", "*"),
    ("\"nimnder skall\"", "s1", "", "*"),
    ("\"skall nimnder\"", "", "", "*"),
    ("\"handlingsplanerna följs upp\"", "p1", "", "*"),
    ("\"plan för lekplatser\"", "m2", "", "*"),
    ("\"socialförvaltningen ska samverka\"", "p2", "", "*"),
    ("”berörda nämnder” samordnare", "s1", "", "*"),
    // more of AND OR NOT
    ("ledamot OR lekplatser", "", "m1 m2 m5", "*"),
    ("NOT plan typ:protokoll", "", "m1 m4 m5 m6", "*"),
    ("typ:protokoll -plan -(ledamot OR avslag)", "", "m6", "*"),
    ("plan INTE (lokal OR lekplatser OR barn)", "t1", "m3 s2", "m2 p1 p2 s3"),
    ("barn ELLER ombud", "", "m6 p2", "*"),
    // more wildcards
    ("samordn*", "", "s1 s3", "*"),
    ("plan*", "", "m2 m3 s2 s3 t1", "p1 p2"),
    ("uppdr* skolg*", "t2", "", "*"),
    // more fields
    ("år:2018", "", "m1 m2 m3 m4 m5 m6", "*"),
    ("år:..2016 nämnder", "s1", "", "*"),
    ("datum:2018-03-08 ombud", "m6", "", "*"),
    ("plan datum:2017-01..2017-12", "", "p1 p2", "*"),
    ("plan datum:2019..", "t1", "", "*"),
    ("del:beslut", "m3", "", "*"),
    ("del:punkt", "", "p2 p3", "*"),
    ("typ:(promemoria OR tjänsteutlåtande)", "", "s1 s2 s3 t1 t2", "*"),
    ("organ:socialnämnden planen", "", "m2 m3", "p1"),
    ("punkt:R2017-01", "", "m3 p2", "*"),
    ("punkt:r2017-01 typ:handlingsplan", "p2", "", "*"),
    ("NOT punkt:R2017-01 typ:handlingsplan", "", "p1 p3", "*"),
    ("dok:t", "", "t1 t2", "*"),
    ("dokument:p barn", "p2", "", "*"),
    ("ärende:22", "m6", "", "*"),
    ("§§ 22", "m6", "", "*"),
    ("parti:V avslag", "m4", "", "*"),
    ("person:\"Björkvik Ursula\"", "", "", "*"),
    ("epost kontakt", "p3", "", "*"),
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

/// Names and bytes of a folder's files.
fn files(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let file = |entry: std::fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).expect("a file"))
    };
    let mut files: Vec<_> = entries.map(file).collect();
    files.sort();
    files
}

#[test]
fn only_chunks_that_changed_are_made_anew_and_the_bytes_are_those_of_a_fresh_index() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dictionaries = Dictionaries::built_in();
    let mut documents = documents();
    // a chunk a document
    let sizes = Sizes { least: 1, most: 1 };
    let write = |name: &str, documents: &[Document]| {
        let documents: Vec<&Document> = documents.iter().collect();
        write_index::write(&folder.path().join(name), &documents, &points(), &dictionaries, sizes).expect("an index")
    };
    let first = write("history", &documents);
    assert_eq!((first.chunks, first.kept), (4, 0));
    assert_eq!(write("history", &documents).kept, 4, "nothing changed");
    documents.reverse();
    assert_eq!(write("history", &documents).kept, 4, "another order is the same documents");
    documents.retain(|document| document.handling.repaired.pages.id.as_str() != "s");
    documents[0].handling.repaired.pages.lines[0].text = "Planen".into();
    let last = write("history", &documents);
    assert_eq!((last.chunks, last.kept), (3, 2), "one changed, one went");
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
    write_index::write(&place, &all, &points(), &dictionaries, Sizes { least: 1, most: 1 }).expect("an index");
    let many = Reader::open(&place, &dictionaries).expect("a reader");
    for (query, _, _, _) in CASES {
        let request = SearchRequest { query: (*query).into(), limit: 100, ..SearchRequest::default() };
        let ask = |reader: &Reader| reader.search(&request, &dictionaries).expect("an answer");
        assert_eq!(ask(&one), ask(&many), "{query}");
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
        super::search(&place, &request, &dictionaries).expect("an answer")
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

/// Queries of random pieces. `PARAGRAF_QUERIES=1000000 cargo nextest run --release --lib any_query` asks more of them.
const QUERIES: usize = 3_000;

const PIECES: [&str; 36] = [
    "plan",
    "nämnd",
    "åtg*",
    "handlingsplan",
    "\"",
    "”",
    "(",
    ")",
    " ",
    " ",
    " ",
    "AND ",
    "OR ",
    "NOT ",
    "-",
    "=",
    "*",
    ":",
    "§ ",
    "år:",
    "2016..2018",
    "typ:",
    "protokoll",
    "parti:",
    "(V OR MP)",
    "person:",
    "organ:",
    "dnr:",
    "punkt:R2017-01",
    "datum:",
    "2017-06-14",
    "..",
    "\u{301}",
    "ﬁ",
    "\0",
    "e-post",
];

#[test]
fn any_query_is_answered_or_refused_in_place() {
    let count = std::env::var("PARAGRAF_QUERIES").ok().and_then(|n| n.parse().ok()).unwrap_or(QUERIES);
    let table = Table::new();
    let mut seed = 20_261_122_u64;
    let mut random = |below: usize| {
        // xorshift64*, Vigna 2016
        seed ^= seed >> 12;
        seed ^= seed << 25;
        seed ^= seed >> 27;
        (seed.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below
    };
    let (mut answered, mut found) = (0, 0);
    for _ in 0..count {
        let mut query = String::new();
        for _ in 0..random(9) {
            match random(12) {
                0 => query.extend(char::from_u32(random(0x11_0000) as u32)),
                _ => query.push_str(PIECES[random(PIECES.len())]),
            }
        }
        match table.ask(&query) {
            Ok(answer) => {
                answered += 1;
                found += usize::from(answer.total > 0);
            }
            Err(IndexError::Query { at, .. }) => assert!(query.is_char_boundary(at), "{query:?}: {at}"),
            Err(error) => panic!("{query:?}: {error}"),
        }
    }
    eprintln!("{count} queries: {answered} answered, {found} found something");
    assert!(found * 20 > count, "{found} of {count} find something");
}
