//! Whole-room tests: text in, points out.

use super::*;
use crate::classify::{Handling, OrganRef};
use crate::segment::Parts;
use crate::text::{Line, Pages, Repaired};

/// A document of plain text.
pub fn document(id: &str, kind: DocKind, year: i32, text: &str) -> Document {
    let lines: Vec<Line> = text.lines().map(|line| Line::plain(1, line)).collect();
    let pages = Pages { id: DocId::from_path(id), path: format!("{id}.txt"), sha256: String::new(), lines, pages: Vec::new() };
    Document {
        handling: Handling {
            repaired: Repaired { pages, edits: Vec::new(), ocr_health: 1.0 },
            kind,
            kind_confidence: 1.0,
            evidence: Vec::new(),
            municipality: Some("exempelstad".to_owned()),
            organ: Some(OrganRef { id: "norrhamns-sdn".to_owned(), name: "Norrhamns stadsdelsnämnd".to_owned(), successor: None }),
            title: String::new(),
            date: None,
            year: Some(year),
            dnr: None,
        },
        parts: Parts::default(),
    }
}

/// Points of a guideline, as `id class text`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = points(&[document("g", DocKind::Riktlinjer, 2016, text)], &Dictionaries::built_in());
    let shown: Vec<String> =
        found.points.iter().map(|point| format!("{} {} {}", point.id, point.addressee_class.as_str(), point.text)).collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_bullet_is_a_point_with_all_its_sentences() {
    check("Planering\n\n• Stadsdelsnämnderna ska anta en plan. Den ska förnyas varje\når.\n• Bussen gick klockan tre.", &[
        "R2016-01 district Stadsdelsnämnderna ska anta en plan. Den ska förnyas varje år.",
    ]);
}

#[test]
fn neighbouring_sentences_on_two_bodies_are_two_points() {
    check("Samtliga nämnder ska anta en plan. Stadsdelsnämnderna ska visa den för polisen. Det är bra.", &[
        "R2016-01 all Samtliga nämnder ska anta en plan.",
        "R2016-02 district Stadsdelsnämnderna ska visa den för polisen.",
    ]);
}

#[test]
fn items_carry_their_stem() {
    check("I planen ska varje nämnd\n\n- ange ansvar,\n- ange tid.", &[
        "R2016-01 all I planen ska varje nämnd ange ansvar,",
        "R2016-02 all I planen ska varje nämnd ange tid.",
    ]);
}

#[test]
fn background_definitions_and_law_put_nothing_on_anyone() {
    check(
        "Bakgrund\n\nNämnden ska sedan länge arbeta med detta.\n\nUppgifter\n\nEnligt skollagen ska skolan verka för detta. Nämnden som är ny finns här.",
        &[],
    );
}

#[test]
fn an_overview_of_headings_is_no_point() {
    check("• Kunskapen ska öka\n\nKunskapen ska öka\nAlla som arbetar med barn har läst om ämnet under året.", &[]);
}

#[test]
fn a_repeated_demand_is_a_link() {
    let statement = "Särskilt uttalande\n\nVi kräver följande.\n\n1. Varje nämnd ska lämna en redovisning två gånger om året.\n2. Bidrag ska krävas tillbaka.";
    let reservation = "Reservation\n\nVi kräver följande.\n\n1. Varje nämnd ska lämna en tydlig redovisning två gånger om året.";
    let found = points(
        &[
            document("a", DocKind::Promemoria, 2017, statement),
            document("b", DocKind::Protokoll, 2017, reservation),
        ],
        &Dictionaries::built_in(),
    );
    let ids: Vec<&str> = found.points.iter().map(|point| point.id.as_str()).collect();
    assert_eq!(ids, ["S2017-01", "S2017-02"]);
    let links: Vec<(&str, &str, &str)> =
        found.lineage.iter().map(|link| (link.from_id.as_str(), link.to_doc_id.as_str(), link.relation)).collect();
    assert_eq!(links, [("S2017-01", "b", "restated")]);
}

#[test]
fn procedural_points_are_no_demands() {
    let text = "Reservation\n\n1. Förvaltningens förslag godkänns delvis.\n2. Därutöver anförs följande.";
    let found = points(&[document("a", DocKind::Protokoll, 2017, text)], &Dictionaries::built_in());
    assert!(found.points.is_empty());
}

/// The shared material, where it is there.
pub fn shared() -> Option<std::path::PathBuf> {
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("PARAGRAF_SHARED").map_or(beside, Into::into);
    if !folder.exists() {
        eprintln!("left out: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn points_of_the_shared_documents() {
    let Some(shared) = shared() else { return };
    let read = |name: &str| std::fs::read_to_string(shared.join("handlingar/text").join(name)).expect("a shared file");
    let mut documents = vec![
        document("2016-riktlinjer", DocKind::Riktlinjer, 2016, &read("2016-05-16-riktlinjer-valdsbejakande-extremism.txt")),
        document("2017-promemoria", DocKind::Promemoria, 2017, &read("2017-06-15-kommunstyrelsen-promemoria.txt")),
        document("2017-protokoll", DocKind::Protokoll, 2017, &read("2017-09-21-hagersten-liljeholmen-protokoll.txt")),
    ];
    for document in &mut documents {
        document.handling.municipality = None;
    }
    let found = points(&documents, &Dictionaries::built_in());
    for point in &found.points {
        eprintln!(
            "{} {}-{} {:?} {} {} {:?} [{}] {}",
            point.id, point.span.line_from, point.span.line_to, point.kind, point.modality,
            point.addressee_class.as_str(), point.addressees, point.heading, point.text
        );
    }
    for link in &found.lineage {
        eprintln!("LINK {} -> {} {} {} {} {:.2}", link.from_id, link.to_id, link.to_kind, link.relation, link.to_line_from, link.similarity);
    }
    assert!(found.points.len() > 40);
}
