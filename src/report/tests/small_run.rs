//! Two documents, an input that failed, and all that was found in them, made by hand.

use std::sync::Arc;

use serde_json::json;

use super::super::{Input, InputStatus, Results};
use crate::classify::{DocKind, Handling, OrganRef};
use crate::directives::{AddresseeClass, Criterion, Link, Origin, Point, PointKind, Points};
use crate::matching::{Evidence, PlanHead, Proof, Status};
use crate::segment::{Activity, Attendance, Coverage, Decision, Document, Parts, Reservation, Segment, SegmentKind};
use crate::text::{Date, DocId, Edit, Finding, Line, PageClass, PageInfo, Pages, Repaired, Severity, Span, TextSource};

/// Two documents, an input that failed, and all that was found in them.
#[derive(Clone)]
pub struct Run {
    pub inputs: Vec<Input>,
    pub points: Points,
    pub evidence: Vec<Evidence>,
    pub coverage: Vec<Coverage>,
    pub findings: Vec<Finding>,
    pub json: serde_json::Value,
}

impl Run {
    pub fn results(&self) -> Results {
        let Self { inputs, points, evidence, coverage, findings, json } = self.clone();
        Results { inputs, points, evidence, coverage, findings, run: json }
    }
}

fn pages(path: &str, text: &str) -> Pages {
    let mut page = 1;
    let mut lines = Vec::new();
    for line in text.lines() {
        page += u32::from(line.starts_with('\u{c}'));
        lines.push(Line::plain(page, line.trim_start_matches('\u{c}')));
    }
    let info = |number| PageInfo {
        number,
        width: 595.0,
        height: 842.0,
        class: PageClass::Text,
        source: TextSource::TextLayer,
        furniture: Vec::new(),
    };
    let id = DocId::from_path(path);
    Pages { id, path: path.to_owned(), sha256: "ab".repeat(32), lines, pages: (1..=page).map(info).collect() }
}

fn input(kind: DocKind, pages: Pages, edits: Vec<Edit>, parts: Parts) -> Input {
    let (doc_id, path, sha256) = (pages.id.clone(), pages.path.clone(), pages.sha256.clone());
    let handling = Handling {
        repaired: Repaired { pages, edits, ocr_health: 0.9 },
        kind,
        kind_confidence: 0.8,
        evidence: Vec::new(),
        municipality: Some("exempelstad".to_owned()),
        organ: Some(OrganRef { id: "sn".to_owned(), name: "Socialnämnden".to_owned(), successor: None }),
        title: "=Plan <för> torget".to_owned(),
        date: Date::new(2018, 3, 8),
        year: Some(2018),
        dnr: None,
        view: None,
    };
    let document = Some(Document { handling, parts });
    Input { doc_id, path, sha256, status: InputStatus::Ok, message: String::new(), document }
}

fn span(lines: &[Line], from: u32, to: u32) -> Span {
    Span::of_lines(lines, from, to)
}

pub fn minutes() -> Input {
    let pages = pages(
        "2018/protokoll.pdf",
        "§ 4 Torget\nNämnden beslutar att god-\nkänna planen.\n\u{c}Reservation\nVera Ek (KD) m.fl.\n1. Alla nämnder ska\nordna en mottagning.\n",
    );
    let lines = pages.lines.clone();
    let whole = span(&lines, 1, 7);
    let segment = |number: u32, parent, kind, span| Segment {
        id: format!("{}#{number:04}", pages.id),
        parent,
        kind,
        number: Some("4".to_owned()),
        heading: "Torget".to_owned(),
        dnr: None,
        span,
        persons: Vec::new(),
        parties: Vec::new(),
    };
    let parts = Parts {
        segments: vec![
            segment(1, None, SegmentKind::Item, whole),
            segment(2, Some(0), SegmentKind::Reservation, span(&lines, 4, 7)),
        ],
        decisions: vec![Decision {
            item: Some("4".to_owned()),
            dnr: None,
            title: "Torget".to_owned(),
            seq: 1,
            text: "Nämnden beslutar att godkänna planen.".to_owned(),
            span: span(&lines, 2, 3),
        }],
        reservations: vec![Reservation {
            item: Some("4".to_owned()),
            kind: SegmentKind::Reservation,
            persons: vec!["Vera Ek".to_owned()],
            parties: vec!["KD".to_owned()],
            with_others: true,
            refers_to: String::new(),
            proposal_points: vec![("1".to_owned(), "Alla nämnder ska ordna en mottagning.".to_owned(), 6)],
            span: span(&lines, 4, 7),
            text: "Alla nämnder ska ordna en mottagning.".to_owned(),
        }],
        attendance: vec![Attendance {
            name: "Vera Ek".to_owned(),
            party: "KD".to_owned(),
            role: "ledamot".to_owned(),
            replaces: String::new(),
            items: String::new(),
        }],
        ..Parts::default()
    };
    input(DocKind::Protokoll, pages, Vec::new(), parts)
}

fn plan() -> Input {
    let pages = pages("2018/plan.txt", "Handlingsplan\n\u{c}Vi öppnar en mottagning på torget\n- i maj\n");
    let lines = pages.lines.clone();
    let edits = vec![Edit {
        line: 2,
        range: 3..9,
        before: "oppnar".into(),
        after: "öppnar".into(),
        confidence: 0.95,
        reason: "lexicon",
    }];
    let activity = Activity {
        section: "Stöd".to_owned(),
        activity: "Vi öppnar en mottagning".to_owned(),
        responsible: String::new(),
        timeframe: "- i maj".to_owned(),
        follow_up: String::new(),
        span: span(&lines, 2, 3),
    };
    input(DocKind::Handlingsplan, pages, edits, Parts { activities: vec![activity], ..Parts::default() })
}

fn point(id: &str, origin: Origin, span: Span) -> Point {
    Point {
        municipality: None,
        subject: Vec::new(),
        id: id.to_owned(),
        doc_id: DocId::from_path("2018/protokoll.pdf"),
        year: 2018,
        origin,
        kind: PointKind::List,
        heading: String::new(),
        text: "Alla nämnder ska ordna en mottagning.".to_owned(),
        modality: "ska".to_owned(),
        addressee_class: AddresseeClass::All,
        addressees: Vec::new(),
        fingerprint: "0123456789abcdef".to_owned(),
        span,
    }
}

fn evidence(point_id: &str, status: Status, span: Option<Span>, quote: &str) -> Evidence {
    Evidence {
        plan: Arc::new(PlanHead {
            doc_id: DocId::from_path("2018/plan.txt"),
            organ_id: "sn".into(),
            organ: "Socialnämnden".into(),
            year: Some(2018),
        }),
        point_id: point_id.into(),
        status,
        proposal: Status::Partly,
        confidence: 0.62,
        basis: "program".into(),
        judged: None,
        rank: u32::from(span.is_some()),
        reason: "".into(),
        passage: span.map(|span| Box::new(Proof { score: 0.5, criterion: "".into(), span, quote: quote.into() })),
    }
}

fn expected(what: &'static str, organ_id: &str, year: Option<i32>, expected: &str, message: &str) -> Coverage {
    let (organ_id, found) = (organ_id.to_owned(), String::new());
    Coverage { what, organ_id, year, expected: expected.to_owned(), found, message: message.to_owned() }
}

pub fn run() -> Run {
    let (minutes, plan) = (minutes(), plan());
    let lines = |input: &Input| input.document.as_ref().unwrap().handling.repaired.pages.lines.clone();
    let in_minutes = span(&lines(&minutes), 6, 7);
    let in_plan = span(&lines(&plan), 2, 2);
    let failed = Input {
        doc_id: DocId::from_path("2018/trasig.pdf"),
        path: "2018/trasig.pdf".to_owned(),
        sha256: String::new(),
        status: InputStatus::Failed,
        message: "no PDF".to_owned(),
        document: None,
    };
    let link = Link {
        from_id: "R2018-01".to_owned(),
        from_year: 2018,
        to_id: "2018-protokoll#0002".to_owned(),
        to_kind: "reservation",
        to_doc_id: minutes.doc_id.clone(),
        to_year: Some(2018),
        to_page: 2,
        to_line_from: 6,
        relation: "restated",
        similarity: 1.0,
        quote: "ordna en mottagning".to_owned(),
    };
    let criterion = Criterion {
        point_id: "R2018-01".to_owned(),
        seq: 1,
        criterion: "ordnar mottagning".to_owned(),
        kind: "act",
        essential: true,
        terms: vec!["ordn".to_owned(), "mottagn".to_owned()],
        basis: "program",
    };
    Run {
        points: Points {
            points: vec![
                point("R2018-01", Origin::Directive, in_minutes),
                point("S2018-01", Origin::Demand, in_minutes),
            ],
            criteria: vec![criterion],
            lineage: vec![link],
            copies: Vec::new(),
        },
        evidence: vec![
            evidence("R2018-01", Status::ToReview, Some(in_plan), "öppnar en mottagning"),
            evidence("S2018-01", Status::NotAddressed, None, ""),
        ],
        inputs: vec![plan, minutes, failed],
        coverage: vec![
            expected("plan", "un", Some(2018), "en handlingsplan", "saknas"),
            expected("document", "", None, "2018/trasig.pdf", "no PDF"),
        ],
        findings: vec![Finding {
            path: "2018/trasig.pdf".to_owned(),
            page: None,
            stage: "read",
            kind: "broken",
            severity: Severity::Failed,
            message: "no PDF".to_owned(),
        }],
        json: json!({
            "version": env!("CARGO_PKG_VERSION"),
            "settings": { "corpus": "no/such/corpus" },
            "counts": {
                "inputs": 3, "ok": 2, "partial": 0, "failed": 1, "skipped": 0, "pages": 4, "words_repaired": 1,
                "segments": 2, "decisions": 1, "reservations": 1, "attendance": 1, "activities": 1, "points": 2,
                "criteria": 1, "lineage": 1, "evidence": 2, "coverage": 2, "errors": 1,
            },
        }),
    }
}
