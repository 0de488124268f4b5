//! Small invented documents that the tests search, and their index.

use crate::classify::{DocKind, Handling, OrganRef};
use crate::dictionaries::Dictionaries;
use crate::index::{IndexError, PointPlace, Reader, SearchAnswer, SearchRequest, build};
use crate::segment::{Document, Parts, Segment, SegmentKind};
use crate::text::{Date, DocId, Edit, Line, PageClass, PageInfo, Pages, Repaired, Span, TextSource};

/// A document in the making: parts are added one after another, each on its own lines.
pub struct Sketch {
    pub document: Document,
}

impl Sketch {
    pub fn new(id: &str, kind: DocKind, organ: &str, date: &str) -> Self {
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

    pub fn part(self, kind: SegmentKind, number: &str, text: &str) -> Self {
        self.push(kind, number, text, None)
    }

    /// A part inside the last one that was added with `part`.
    pub fn inside(self, kind: SegmentKind, text: &str) -> Self {
        let parent = self.document.parts.segments.iter().rposition(|segment| segment.parent.is_none());
        self.push(kind, "", text, parent)
    }

    /// A part inside the last one.
    pub fn deeper(self, kind: SegmentKind, text: &str) -> Self {
        let parent = self.document.parts.segments.len().checked_sub(1);
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

    pub fn by(mut self, persons: &[&str], parties: &[&str]) -> Self {
        let segment = self.document.parts.segments.last_mut().expect("a part before `by`");
        segment.persons = persons.iter().map(|person| (*person).to_owned()).collect();
        segment.parties = parties.iter().map(|party| (*party).to_owned()).collect();
        self
    }

    pub fn dnr(mut self, dnr: &str) -> Self {
        self.document.parts.segments.last_mut().expect("a part before `dnr`").dnr = Some(dnr.to_owned());
        self
    }

    pub fn repaired(mut self, line: u32, start: usize, before: &str, after: &str) -> Self {
        let range = start..start + before.len();
        let edit = Edit { line, range, before: before.into(), after: after.into(), confidence: 1.0, reason: "lexicon" };
        self.document.handling.repaired.edits.push(edit);
        self
    }
}

/// The documents that the table searches. The last four digits of a segment id are its number here.
pub fn documents() -> Vec<Document> {
    use SegmentKind::{Attendance, Bullet, Decision, Item, Motion, Reservation, Section, SpecialStatement, Table};
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
    let answer = Sketch::new("n", DocKind::Remissvar, "kultur-och-fritidsnamnden", "2020-05-05")
        .part(Section, "", "Förord") // 1
        .deeper(SpecialStatement, "Uttalande\nDjurrättsfrågor hör hemma i skyltningen.") // 2
        .by(&["Klara Ekdal"], &["L"])
        .deeper(Table, "Beteshagar vid sjön hägnas in före midsommar."); // 3
    [minutes, plan, scan, late, answer].into_iter().map(|sketch| sketch.document).collect()
}

/// Build the index in `folder`/index, with the texts that a run writes beside it.
pub fn built(folder: &std::path::Path, documents: &[&Document], dictionaries: &Dictionaries) -> std::path::PathBuf {
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
pub fn points() -> [PointPlace; 2] {
    let place = |id: &str, line| PointPlace { point_id: "R2017-01".into(), doc_id: DocId::from_folded(id), line };
    [place("p", 3), place("m", 5)]
}

pub struct Table {
    _folder: tempfile::TempDir,
    pub reader: Reader,
    pub dictionaries: Dictionaries,
}

impl Table {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dictionaries = Dictionaries::built_in();
        let documents = documents();
        let place = built(folder.path(), &documents.iter().collect::<Vec<_>>(), &dictionaries);
        let reader = Reader::open(&place, &dictionaries).expect("the index opens");
        Self { _folder: folder, reader, dictionaries }
    }

    pub fn ask(&self, query: &str) -> Result<SearchAnswer, IndexError> {
        let request = SearchRequest { query: query.into(), limit: 100, ..SearchRequest::default() };
        self.reader.search(&request, &self.dictionaries)
    }

    /// Ids of the hits, best first: `m3` is the third part of document m.
    pub fn found(&self, query: &str) -> Vec<String> {
        let answer = self.ask(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let short = |id: &str| id.replace("#000", "");
        answer.hits.iter().map(|hit| short(&hit.segment_id)).collect()
    }
}
