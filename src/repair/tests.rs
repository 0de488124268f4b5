//! What repair must do, told as text in and text out.

use super::measure::{RepairCounts, measure};
use super::{Repairer, repair, repair_lines};
use crate::dictionaries::Dictionaries;
use crate::text::{DocId, Line, Pages};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static DICTIONARIES: LazyLock<Dictionaries> = LazyLock::new(Dictionaries::built_in);

/// Damaged Swedish of our own around a case, so that the gate opens.
pub(super) const AROUND: &str = "Namnden beslutar att godkanna forslaget fran forvaltningen.\n\
    Stadsdelsnimnderna ska fa stod i arbetet med att forebygga vald.\n\
    Atgérderna féljs upp i samband med arsredovisningen och ndr det behovs.";

pub(super) fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

pub(super) fn repaired(text: &str) -> String {
    repair_lines(&lines(text), &DICTIONARIES).0.join("\n")
}

/// A line inside damaged text.
#[track_caller]
pub(super) fn check(damaged: &str, expected: &str) {
    let text = repaired(&format!("{AROUND}\n{damaged}\n{AROUND}"));
    let found: Vec<&str> = text.split('\n').skip(3).take(damaged.split('\n').count()).collect();
    assert_eq!(found.join("\n"), expected);
}

#[track_caller]
pub(super) fn check_untouched(text: &str) {
    let (after, edits) = repair_lines(&lines(text), &DICTIONARIES);
    assert_eq!(after.join("\n"), text);
    assert!(edits.is_empty(), "{edits:?}");
}

fn shared(folder: &str) -> Option<Vec<PathBuf>> {
    let root = std::env::var_os("PARAGRAF_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(folder);
    if !path.exists() {
        eprintln!("left out: {} is not there", path.display());
        return None;
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(path).expect("a folder").flatten().map(|file| file.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    Some(files)
}

fn read(path: &Path) -> Vec<String> {
    lines(&std::fs::read_to_string(path).expect("a text file"))
}

#[test]
fn tesseract_pages_come_out_right() {
    let Some(files) = shared("repair-pairs") else { return };
    let mut all = RepairCounts::default();
    let show = std::env::var_os("SHOW_REPAIR").is_some();
    for damaged in files.iter().filter(|file| file.to_string_lossy().ends_with(".damaged.txt")) {
        let truth = PathBuf::from(damaged.to_string_lossy().replace(".damaged.", ".truth."));
        let (damaged_lines, truth) = (read(damaged), read(&truth));
        let counts = measure(&damaged_lines, &truth, &DICTIONARIES);
        let name = damaged.file_name().unwrap_or_default().to_string_lossy();
        eprintln!(
            "{name}: {:.2} % -> {:.2} %",
            counts.word_error_rate_before() * 100.0,
            counts.word_error_rate() * 100.0
        );
        all = all.plus(counts);
        if show {
            let (after, _) = repair_lines(&damaged_lines, &DICTIONARIES);
            for ((before, after), truth) in damaged_lines.iter().zip(&after).zip(&truth) {
                for ((b, a), t) in before.split_whitespace().zip(after.split_whitespace()).zip(truth.split_whitespace())
                {
                    if a != t {
                        eprintln!("  MISS {b} -> {a} ({t})   in: {truth}");
                    }
                }
            }
        }
    }
    eprintln!("{:.3} % {all:?}", all.word_error_rate() * 100.0);
    // Tuned while looking at these pages: a guard against getting worse, not a measure of how good repair is.
    assert!(all.word_error_rate() < 0.009, "{all:?}");
    assert!(all.made_worse * 2000 < all.words, "{all:?}");
}

#[test]
fn clean_documents_stay_as_they_are() {
    let mut files: Vec<PathBuf> =
        ["handlingar/text", "minutes", "plans"].into_iter().filter_map(shared).flatten().collect();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/truth/text");
    files.extend(walkdir::WalkDir::new(corpus).into_iter().flatten().map(walkdir::DirEntry::into_path));
    for file in files.into_iter().filter(|file| file.is_file()) {
        let lines = read(&file);
        if lines.iter().any(|line| line.contains(['å', 'ä', 'ö'])) {
            let (_, edits) = repair_lines(&lines, &DICTIONARIES);
            assert!(edits.is_empty(), "{}: {:?}", file.display(), &edits[..edits.len().min(20)]);
        }
    }
}

#[test]
fn lost_letters_come_back() {
    check("Den hér dtgirden behover foljas upp pa skolorna.", "Den här åtgärden behöver följas upp på skolorna.");
    check("Arendet bordlades till nista sammantride.", "Ärendet bordlades till nästa sammanträde.");
    check("De &r sirskilt viktiga fo6r stadens barn.", "De är särskilt viktiga för stadens barn.");
}

#[test]
fn context_chooses_between_words() {
    check("Det kan vara svart att na malen.", "Det kan vara svårt att nå målen.");
    check("Namnden har ett ar pa sig och ar redo.", "Nämnden har ett år på sig och är redo.");
}

#[test]
fn compounds_that_no_list_holds_come_back() {
    check("Ett lekplatsutvarderingsmote holls i maj.", "Ett lekplatsutvärderingsmöte hölls i maj.");
}

#[test]
fn a_word_broken_at_a_line_end_keeps_its_place() {
    check("Arbetet med stadsdvergri-\npande fragor fortsitter.", "Arbetet med stadsövergri-\npande frågor fortsätter.");
}

#[test]
fn case_follows_the_print() {
    check("ATGARDER OCH FORSLAG", "ÅTGÄRDER OCH FÖRSLAG");
    check("Oppettiderna ses over.", "Öppettiderna ses över.");
}

#[test]
fn a_lone_one_is_a_number_where_numbers_stand() {
    check("1. Forslaget godkanns.", "1. Förslaget godkänns.");
    check("Det behovs en plan 1 arbetet med trygghet.", "Det behövs en plan i arbetet med trygghet.");
}

#[test]
fn what_is_outside_language_is_left_alone() {
    let codes = "Anm. 1 Dessa skrivelser. Dnr 1.2.1-398/2017, namn@exempel.se, https://exempel.se/a4, A4, 16:e, 4 000 kr, 2017-06-14";
    check(codes, codes);
}

#[test]
fn a_cell_begins_as_a_line_does() {
    check("Insats\tAnsvarig\tNar\tUppfoljning", "Insats\tAnsvarig\tNär\tUppföljning");
    check("Rutin infors\tStaben\tMars\tUppféljning", "Rutin införs\tStaben\tMars\tUppföljning");
}

#[test]
fn a_noble_name_is_no_danish() {
    check(
        "Ledaméter: Louise af Ekner (M),\nPer af Ekner (S), ordforande",
        "Ledamöter: Louise af Ekner (M),\nPer af Ekner (S), ordförande",
    );
}

#[test]
fn names_without_damage_stay() {
    check("Karin Axér och Per Brolén var pa plats.", "Karin Axér och Per Brolén var på plats.");
    check("Anna Lind (L) och Karl Berg (M) var pa plats.", "Anna Lind (L) och Karl Berg (M) var på plats.");
}

#[test]
fn bullets_and_section_signs_come_back() {
    check("* Forsta stycket\n+ Andra stycket", "• Första stycket\n• Andra stycket");
    // An author who writes lists with asterisks keeps to them.
    check("* Forsta stycket\n* Andra stycket", "* Första stycket\n* Andra stycket");
    check("§ 3 Forslag\n84\n§ 5 Svar", "§ 3 Förslag\n§4\n§ 5 Svar");
}

#[test]
fn english_is_left_alone() {
    let english = "The council of the city and the board are to be part of it for man and all.\n\
        It is a plan that has been made for the use of all that are in need of it.\n\
        Part of the work is to be done by the board and the rest by the city.";
    check_untouched(english);
    check(english, english);
}

#[test]
fn a_roll_call_is_no_finnish() {
    check("Hékan Lind\tJa\tNej\tJa\nNej-roster och ja-roster", "Håkan Lind\tJa\tNej\tJa\nNej-röster och ja-röster");
}

#[test]
fn norwegian_is_left_alone() {
    check_untouched(
        "Det er ikke til å tro at kommunen skal ha ansvar for dette fra og med i år.\n\
        Hun ble valgt av styret og skal sitte til neste møte.",
    );
}

#[test]
fn clean_swedish_is_left_alone() {
    check_untouched("Nämnden beslutar att vara med och att den man som bor här får stöd.\nHan for till staden.");
    check_untouched("Anna Lind\nStorgatan 4\n123 45 Exempelstad\nTel 08-123 45 67");
    check_untouched("");
}

#[test]
fn a_clean_head_over_a_damaged_body_stays() {
    let head = "Tjänsteutlåtande från förvaltningen för år 2024\nNämndens sammanträde på måndag";
    let text = repaired(&format!("{head}\n\n{AROUND}\n{AROUND}"));
    assert!(text.starts_with(head), "{text}");
    assert!(text.ends_with("årsredovisningen och när det behövs."), "{text}");
}

#[test]
fn one_lost_letter_of_three_comes_back() {
    let text = "Nämnden gar igenom fragorna pa nästa möte och sager ingenting om aret.\n\
        Den star för sina asikter och far svar fran förvaltningen pa fragan.\n\
        Det är svart att fa plats pa fritidsgarden, sa nagra star utanför.";
    let after = repaired(text);
    assert!(after.contains("Nämnden går igenom frågorna på nästa möte"), "{after}");
    assert!(after.contains("svar från förvaltningen på frågan"), "{after}");
}

#[test]
fn every_edit_is_accounted_for() {
    let lines = lines(&format!("{AROUND}\n\"Namnden\" (fo6r) a\u{30a}r\n"));
    let (after, edits) = repair_lines(&lines, &DICTIONARIES);
    let mut again = lines.clone();
    for edit in edits.iter().rev() {
        let line = &mut again[edit.line as usize - 1];
        assert_eq!(line[edit.range.clone()], *edit.before);
        assert!(edit.confidence > 0.0 && edit.confidence <= 1.0 && !edit.reason.is_empty());
        line.replace_range(edit.range.clone(), &edit.after);
    }
    assert_eq!(again, after);
}

#[test]
fn a_document_keeps_its_lines_and_gets_its_health() {
    let document = |text: &str| Pages {
        id: DocId::from_path("a.txt"),
        path: "a.txt".to_owned(),
        sha256: String::new(),
        lines: text.split('\n').map(|line| Line::plain(1, line)).collect(),
        pages: Vec::new(),
    };
    let damaged = repair(document(AROUND), &DICTIONARIES);
    assert_eq!(damaged.pages.lines.len(), 3);
    assert!((0.2..0.9).contains(&damaged.ocr_health), "{}", damaged.ocr_health);
    let clean = repair(document("Nämnden beslutar enligt förslaget."), &DICTIONARIES);
    assert!(clean.ocr_health > 0.95, "{}", clean.ocr_health);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_keeps_its_lines_and_rests_after_one_repair(
        words in proptest::collection::vec("[a-zåäöéA-Z0-9&|@.,§\u{301}\u{30a}Ã¤¶¥-]{1,9}|for|pa|nimnd|och|att|fran|fo6r|\n", 0..60),
    ) {
        let lines = lines(&words.join(" "));
        let (after, edits) = repair_lines(&lines, &DICTIONARIES);
        proptest::prop_assert_eq!(after.len(), lines.len());
        let ordered = edits.windows(2).all(|pair| (pair[0].line, pair[0].range.end) <= (pair[1].line, pair[1].range.start));
        proptest::prop_assert!(ordered);
        let (again, more) = repair_lines(&after, &DICTIONARIES);
        proptest::prop_assert_eq!(&again, &after);
        proptest::prop_assert!(more.is_empty());
    }

    #[test]
    fn any_string_at_all_keeps_its_lines_and_rests(text in ".{0,200}") {
        let lines = lines(&text);
        let (after, _) = repair_lines(&lines, &DICTIONARIES);
        proptest::prop_assert_eq!(after.len(), lines.len());
        proptest::prop_assert_eq!(&repair_lines(&after, &DICTIONARIES).0, &after);
    }

    #[test]
    fn a_damaged_text_with_anything_in_it_rests(noise in ".{0,60}") {
        let lines = lines(&format!("{AROUND}\n{noise}\n{AROUND}"));
        let (after, _) = repair_lines(&lines, &DICTIONARIES);
        proptest::prop_assert_eq!(after.len(), lines.len());
        proptest::prop_assert_eq!(&repair_lines(&after, &DICTIONARIES).0, &after);
    }

    #[test]
    fn damaged_text_in_any_order_rests_after_one_repair(order in proptest::collection::vec(0usize..12, 3..30)) {
        const PIECES: [&str; 12] = [
            "Namnden beslutar att godkanna forslaget fran", "forvaltningen och stads-", "dvergripande atgarder.", "84", "§ 5",
            "* Forsta stycket", "är på väg", "the rest of it is for the board", "nimnder fo6r &r 1 arbetet", "Ãr",
            "Hagersten 4 000 kr, vara mal", "",
        ];
        let lines: Vec<String> = order.iter().map(|at| PIECES[*at].to_owned()).collect();
        let (after, _) = repair_lines(&lines, &DICTIONARIES);
        proptest::prop_assert_eq!(&repair_lines(&after, &DICTIONARIES).0, &after);
    }
}

#[test]
fn what_was_repaired_before_makes_no_difference() {
    let texts = [AROUND, "Niimnden beslutar att godkiinna fiirslaget.", "Forvaltningen foreslar namnden att godkanna."];
    let texts: Vec<Vec<String>> = texts.iter().map(|text| lines(&text.repeat(4))).collect();
    let mut repairer = Repairer::new(&DICTIONARIES);
    for text in texts.iter().chain(texts.iter().rev()) {
        assert_eq!(repairer.lines(text), repair_lines(text, &DICTIONARIES));
    }
    assert!(!repairer.lines(&texts[1]).1.is_empty());
}
