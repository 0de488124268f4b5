//! Documents in, what they are out.

use super::*;
use crate::text::tests_support::plain_document;

fn of(path: &str, text: &str) -> Handling {
    classify(plain_document(path, text), &Dictionaries::built_in(), None)
}

/// Kind, organ id, date, year and dnr, `-` for what is not known.
#[track_caller]
fn check(text: &str, expected: [&str; 5]) {
    let found = of("a.txt", text);
    let dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let row = [
        found.kind.as_str().to_owned(),
        dash(found.organ.clone().map(|organ| organ.id)),
        dash(found.date.map(|date| date.to_string())),
        dash(found.year.map(|year| year.to_string())),
        dash(found.dnr.clone()),
    ];
    assert_eq!(row, expected, "title {:?}, evidence {:?}", found.title, found.evidence);
}

#[test]
fn minutes_are_known_by_their_title_and_meeting() {
    check(
        "Exempelstad\n\nProtokoll 3/2018\n\nfört vid Norrhamns stadsdelsnämnds sammanträde tisdag den 6 mars 2018\n\nLedamöter\n\nIda Sten (S) ordförande\n\nJusterare\n\nIda Sten\n\n2018-03-12\n\n§ 1 Val\n\nBeslut\n\nIda väljs.\n",
        ["protokoll", "norrhamns-sdn", "2018-03-06", "2018", "-"],
    );
}

#[test]
fn a_plan_is_of_its_own_year_not_that_of_the_decision() {
    check(
        "Exempelstad\nSöderängs stadsdelsförvaltning\n\nHandlingsplan mot mobbning 2018\n\nAntagen av Söderängs stadsdelsnämnd den 12 december 2017\n\nInledning\n\nNämnden vill minska mobbningen.\n",
        ["handlingsplan", "soderangs-sdn", "2017-12-12", "2018", "-"],
    );
}

#[test]
fn a_report_about_a_plan_is_a_report() {
    check(
        "Socialförvaltningen i Exempelstad\nTjänsteutlåtande\nDnr SN 2023/0518\n2024-01-15\n\nUppföljning av handlingsplan mot mobbning\n\nFörvaltningens förslag till beslut\n\nSocialnämnden godkänner uppföljningen.\n\nSammanfattning\n\nDet går bra.\n",
        ["tjansteutlatande", "socialnamnden", "2024-01-15", "2024", "SN 2023/0518"],
    );
}

#[test]
fn the_senders_number_is_not_its_own() {
    check(
        "Exempelstad\n\nYttrande över förslag till regler\n\nSvar på remiss från kommunstyrelsen, Dnr KS 2024/76\n\nUtbildningsnämnden tillstyrker förslaget.\n",
        ["remissvar", "utbildningsnamnden", "-", "-", "-"],
    );
}

#[test]
fn thin_evidence_is_no_kind() {
    check("Hej\n\nDetta är ett brev om cykelställ på torget.\n", ["ovrigt", "-", "-", "-", "-"]);
}

#[test]
fn another_municipality_is_not_taken_for_one_we_know() {
    let found =
        of("a.txt", "Mölndals stad\n\nProtokoll\n\nKommunfullmäktige\n\nMölndals stad deltar. Göteborg nämns.\n");
    assert_eq!(found.municipality, None);
    assert_eq!(found.organ.map(|organ| organ.id).as_deref(), Some("kommunfullmaktige"));
}

#[test]
fn every_type_cue_is_sorted_and_says_something() {
    let rules = Dictionaries::built_in().rules;
    assert!(rules.doc_types.iter().all(|cue| cue.weight > 0.0));
}

/// Type, organ and year of the real documents, where they are at hand.
#[test]
fn real_documents_are_known() {
    let Some(folder) = crate::segment::tests_shared("handlingar/text") else { return };
    let expected = [
        ("2016-05-16-riktlinjer-valdsbejakande-extremism", "riktlinjer", "kommunfullmaktige", 2016),
        ("2017-06-15-kommunstyrelsen-promemoria", "promemoria", "kommunstyrelsen", 2017),
        ("2017-09-21-hagersten-liljeholmen-protokoll", "protokoll", "hagersten-liljeholmen-sdn", 2017),
        ("2022-hasselby-vallingby-handlingsplan", "handlingsplan", "hasselby-vallingby-sdn", 2022),
        ("2024-04-socialnamnden-tjansteutlatande", "tjansteutlatande", "socialnamnden", 2024),
    ];
    for (name, kind, organ, year) in expected {
        let text = std::fs::read_to_string(folder.join(format!("{name}.txt"))).expect("listed");
        // Once under its own name and once under one that tells nothing.
        for path in [format!("{name}.txt"), "x.txt".to_owned()] {
            let found = of(&path, &text);
            eprintln!(
                "{path}: {:?} {:?} {:?} {:?} {:?}",
                found.title, found.date, found.year, found.dnr, found.evidence
            );
            let id = found.organ.map(|organ| organ.id).unwrap_or_default();
            assert_eq!((found.kind.as_str(), id.as_str()), (kind, organ), "{path}");
            assert_eq!(found.municipality.as_deref(), Some("stockholm"), "{path}");
            if path != "x.txt" || found.year.is_some() {
                assert_eq!(found.year, Some(year), "{path}");
            }
        }
    }
}

/// Least share of the sample corpus whose title is the true one or the one printed largest. Tuned with these texts at hand.
const TITLES: f64 = 0.90;

#[test]
fn titles_of_the_sample_corpus_are_found() {
    #[derive(serde::Deserialize)]
    struct Row {
        doc_id: String,
        title: String,
        printed_title: String,
    }
    let truth = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/truth");
    let mut reader = csv::Reader::from_path(truth.join("documents.csv")).expect("the truth is committed");
    let rows: Vec<Row> = reader.deserialize().map(|row| row.expect("a row of the truth")).collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let file = format!("{}.txt", row.doc_id);
        let text = std::fs::read_to_string(truth.join("text").join(&file)).expect("a text for each row");
        let found = of(&file, &text).title;
        if !crate::evaluate::is_title(&found, &row.title, &row.printed_title) {
            wrong.push(format!("{}: {found} | {} | {}", row.doc_id, row.title, row.printed_title));
        }
    }
    println!("{}", wrong.join("\n"));
    let right = rows.len() - wrong.len();
    assert!(right as f64 >= TITLES * rows.len() as f64, "{right} of {}", rows.len());
}

#[test]
fn a_plan_without_a_year_in_its_title_is_of_the_year_beside_it() {
    check(
        "Exempelstad\nSöderängs stadsdelsförvaltning\n\nFörsta version 2017\n\nHandlingsplan mot mobbning\n\nInledning\n\nNämnden vill minska mobbningen, som den gjorde redan 2015.\n",
        ["handlingsplan", "soderangs-sdn", "-", "2017", "-"],
    );
}

#[test]
fn a_notice_at_both_ends_is_no_title() {
    let notice = "Arbetsmaterial, inte beslutat av någon nämnd i Exempelstad";
    let text = format!(
        "{notice}\n\nSöderängs stadsdelsnämnd\n\nPlan mot mobbning 2018\n\nVi ser till att ingen är ensam.\n\n{notice}\n"
    );
    let found = of("a.txt", &text);
    assert_eq!((found.title.as_str(), found.kind), ("Plan mot mobbning 2018", DocKind::Handlingsplan));
}
