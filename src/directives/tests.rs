//! Whole-room tests: text in, points out.

use super::*;
use crate::classify::{Handling, OrganRef};
use crate::segment::Parts;
use crate::text::{Line, Pages, Repaired};

/// A document of plain text.
pub fn document(id: &str, kind: DocKind, year: i32, text: &str) -> Document {
    let lines: Vec<Line> = text.lines().map(|line| Line::plain(1, line)).collect();
    let pages =
        Pages { id: DocId::from_path(id), path: format!("{id}.txt"), sha256: String::new(), lines, pages: Vec::new() };
    Document {
        handling: Handling {
            repaired: Repaired { pages, edits: Vec::new(), ocr_health: 1.0 },
            kind,
            kind_confidence: 1.0,
            evidence: Vec::new(),
            municipality: Some("exempelstad".to_owned()),
            organ: Some(OrganRef {
                id: "norrhamns-sdn".to_owned(),
                name: "Norrhamns stadsdelsnämnd".to_owned(),
                successor: None,
            }),
            title: String::new(),
            date: None,
            year: Some(year),
            dnr: None,
            view: None,
        },
        parts: Parts::default(),
    }
}

/// Points of a guideline, as `id class text`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = points(&[&document("g", DocKind::Riktlinjer, 2016, text)], &Dictionaries::built_in());
    let shown: Vec<String> = found
        .points
        .iter()
        .map(|point| format!("{} {} {}", point.id, point.addressee_class.as_str(), point.text))
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_bullet_is_a_point_with_all_its_sentences() {
    check(
        "Planering\n\n• Stadsdelsnämnderna ska anta en plan. Den ska förnyas varje\når.\n• Bussen gick klockan tre.",
        &["R2016-01 district Stadsdelsnämnderna ska anta en plan. Den ska förnyas varje år."],
    );
}

#[test]
fn neighbouring_sentences_on_two_bodies_are_two_points() {
    check(
        "Samtliga nämnder ska anta en plan. Stadsdelsnämnderna ska visa den för polisen. Det är bra.",
        &[
            "R2016-01 all Samtliga nämnder ska anta en plan.",
            "R2016-02 district Stadsdelsnämnderna ska visa den för polisen.",
        ],
    );
}

#[test]
fn items_carry_their_stem() {
    check(
        "I planen ska varje nämnd\n\n- ange ansvar,\n- ange tid.",
        &["R2016-01 all I planen ska varje nämnd ange ansvar,", "R2016-02 all I planen ska varje nämnd ange tid."],
    );
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
    let reservation =
        "Reservation\n\nVi kräver följande.\n\n1. Varje nämnd ska lämna en tydlig redovisning två gånger om året.";
    let found = points(
        &[&document("a", DocKind::Promemoria, 2017, statement), &document("b", DocKind::Protokoll, 2017, reservation)],
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
    let found = points(&[&document("a", DocKind::Protokoll, 2017, text)], &Dictionaries::built_in());
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
        document(
            "2016-riktlinjer",
            DocKind::Riktlinjer,
            2016,
            &read("2016-05-16-riktlinjer-valdsbejakande-extremism.txt"),
        ),
        document("2017-promemoria", DocKind::Promemoria, 2017, &read("2017-06-15-kommunstyrelsen-promemoria.txt")),
        document("2017-protokoll", DocKind::Protokoll, 2017, &read("2017-09-21-hagersten-liljeholmen-protokoll.txt")),
    ];
    for document in &mut documents {
        document.handling.municipality = None;
    }
    let found = points(&documents.iter().collect::<Vec<_>>(), &Dictionaries::built_in());
    let labels = std::fs::read_to_string(shared.join("plans/points.json")).expect("a shared file");
    let labels = crate::matching::labels::labelled_points(&labels).expect("labelled points");
    for (letter, doc) in [('R', "2016-riktlinjer"), ('U', "2017-promemoria")] {
        let labels: Vec<Point> = labels.iter().filter(|point| point.id.starts_with(letter)).cloned().collect();
        let own: Vec<&Point> =
            found.points.iter().filter(|p| p.doc_id.as_str() == doc && p.origin == Origin::Directive).collect();
        let measured = crate::matching::measure::points_found(&own, &labels);
        eprintln!("MEASURED {doc} {measured:?} of {} rows", own.len());
        assert!(measured.found * 100 >= measured.labelled * 95);
    }
    for point in &found.points {
        eprintln!(
            "{} {}-{} {:?} {} {} {:?} [{}] {}",
            point.id,
            point.span.line_from,
            point.span.line_to,
            point.kind,
            point.modality,
            point.addressee_class.as_str(),
            point.addressees,
            point.heading,
            point.text
        );
    }
    for link in &found.lineage {
        eprintln!(
            "LINK {} -> {} {} {} {} {:.2}",
            link.from_id, link.to_id, link.to_kind, link.relation, link.to_line_from, link.similarity
        );
    }
    assert!(found.points.len() > 40);
}

/// A source of the sample corpus as the reader would see its print: lines with kinds, labels taken out.
pub fn sample(text: &str) -> (Vec<Line>, Vec<String>) {
    use crate::text::LineKind;
    let footnote = regex::Regex::new(r"\^\[[^\]]*\]").expect("a fixed pattern compiles");
    let body = text.splitn(3, "---").nth(2).unwrap_or("");
    let (mut lines, mut labels) = (Vec::new(), Vec::new());
    for raw in body.lines() {
        if raw.starts_with("%%") {
            labels.push(raw.to_owned());
            continue;
        }
        let plain = footnote.replace_all(raw, "").replace("**", "").trim_end_matches('\\').trim().to_owned();
        if plain.starts_with("|--") || plain == "===" {
            continue;
        }
        let level = u8::try_from(plain.chars().take_while(|c| *c == '#').count()).unwrap_or(0);
        let kind = match plain.chars().next() {
            None => LineKind::Blank,
            Some('#') => LineKind::Heading(level),
            Some('-') => LineKind::Bullet,
            Some('|') => LineKind::TableRow,
            Some(digit) if digit.is_ascii_digit() && plain.contains(". ") => LineKind::Numbered,
            _ => LineKind::Text,
        };
        let text = plain.trim_start_matches(['#', ' ']).trim_matches('|').replace(" | ", "\t");
        lines.push(Line { kind, ..Line::plain(1, text.trim()) });
    }
    (lines, labels)
}

/// A value of a label line: `key=value` or `key="words"`.
pub fn value<'a>(label: &'a str, key: &str) -> &'a str {
    let Some(at) = label.find(&format!(" {key}=")) else { return "" };
    let rest = &label[at + key.len() + 2..];
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or(""),
        None => rest.split(' ').next().unwrap_or(""),
    }
}

#[test]
fn points_of_the_sample_corpus() {
    let folder = std::env::var_os("PARAGRAF_CORPUS")
        .map_or(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/source"), Into::into);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    files.sort();
    let (mut documents, mut labels) = (Vec::new(), Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source");
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let field = |key: &str| {
            text.lines().find_map(|line| line.strip_prefix(&format!("{key}: "))).unwrap_or("").trim().to_owned()
        };
        let Some(kind) = DocKind::parse(&field("type")) else { continue };
        let (lines, found) = sample(&text);
        let mut document = document(&name, kind, field("year").parse().unwrap_or(2000), "");
        document.handling.repaired.pages.lines = lines;
        document.handling.date = crate::text::Date::parse_iso(&field("date"));
        labels
            .extend(found.into_iter().filter(|label| label.starts_with("%% point")).map(|label| (name.clone(), label)));
        documents.push(document);
    }
    if labels.is_empty() {
        eprintln!("left out: {} holds no labelled source", folder.display());
        return;
    }
    let found = points(&documents.iter().collect::<Vec<_>>(), &Dictionaries::built_in());
    let (mut hits, mut classes, mut linked, mut links) = (0, 0, 0, 0);
    let mut matched: Vec<&str> = Vec::new();
    let mut id_of: Vec<(&str, &str)> = Vec::new();
    for (name, label) in &labels {
        let wanted = words::words(value(label, "text")).join(" ");
        let point = found.points.iter().filter(|point| point.doc_id.as_str() == name.as_str()).find(|point| {
            let text = words::words(&point.text).join(" ");
            text.contains(&wanted) || wanted.contains(&text)
        });
        let Some(point) = point else {
            eprintln!("MISSED {} {}", value(label, "id"), value(label, "text"));
            continue;
        };
        hits += 1;
        matched.push(&point.id);
        id_of.push((value(label, "id"), &point.id));
        if point.addressee_class.as_str() == value(label, "class") {
            classes += 1;
        } else {
            eprintln!(
                "CLASS {} {} for {} {}",
                point.id,
                point.addressee_class.as_str(),
                value(label, "class"),
                point.text
            );
        }
        let from = value(label, "from");
        if !from.is_empty() {
            links += 1;
            let from = id_of.iter().find(|(label, _)| *label == from).map_or("", |(_, id)| id);
            let link = found.lineage.iter().find(|link| link.to_id == point.id && link.from_id == from);
            linked += usize::from(link.is_some());
            eprintln!(
                "WANT {from} -> {} {}: {:?}",
                point.id,
                value(label, "relation"),
                link.map(|link| (link.relation, link.similarity))
            );
        }
    }
    for point in found.points.iter().filter(|point| !matched.contains(&point.id.as_str())) {
        eprintln!("EXTRA {} {} {} {}", point.id, point.doc_id, point.modality, point.text);
    }
    let made = found.lineage.iter().filter(|link| link.to_kind == "point").count();
    eprintln!(
        "{hits} of {} points, {classes} classes, {} rows, {linked} of {links} links, {made} links made",
        labels.len(),
        found.points.len()
    );
    assert!(hits * 10 >= labels.len() * 8);
}
