//! Text in, parts out.

use proptest::prelude::*;

use super::*;
use crate::classify::classify;
use crate::text::tests_support::plain_document;

pub(super) fn of(path: &str, text: &str) -> Document {
    let dictionaries = Dictionaries::built_in();
    segment(classify(plain_document(path, text), &dictionaries, None), &dictionaries)
}

/// `kind heading` of all parts, deeper ones indented.
pub(super) fn outline(document: &Document) -> Vec<String> {
    let depth = |mut index: usize| {
        let mut depth = 0;
        while let Some(parent) = document.parts.segments[index].parent {
            (index, depth) = (parent, depth + 1);
        }
        depth
    };
    let segments = document.parts.segments.iter().enumerate();
    segments
        .map(|(i, s)| {
            let number = s.number.as_deref().map_or_else(String::new, |number| format!(" {number}"));
            format!(
                "{}{}{number} {} {}-{}",
                "  ".repeat(depth(i)),
                s.kind.as_str(),
                s.heading,
                s.span.line_from,
                s.span.line_to
            )
        })
        .collect()
}

/// Every line belongs to exactly one leaf; children stand inside their parents, in order.
pub(super) fn assert_tiled(document: &Document) {
    let segments = &document.parts.segments;
    let lines = document.handling.repaired.pages.lines.len();
    let parents: Vec<usize> = segments.iter().filter_map(|segment| segment.parent).collect();
    let mut times = vec![0; lines];
    for (index, segment) in segments.iter().enumerate() {
        if let Some(parent) = segment.parent {
            assert!(parent < index, "a part stands before the parts inside it");
            let outer = segments[parent].span;
            assert!(outer.line_from <= segment.span.line_from && segment.span.line_to <= outer.line_to);
        }
        if !parents.contains(&index) {
            for line in segment.span.line_from..=segment.span.line_to {
                times[line as usize - 1] += 1;
            }
        }
    }
    assert!(times.iter().all(|times| *times == 1), "lines in no or several leaves: {times:?}");
    for decision in &document.parts.decisions {
        assert!(decision.span.line_to as usize <= lines);
    }
    for row in &document.parts.reservations {
        assert!(row.span.line_from <= row.span.line_to && row.span.line_to as usize <= lines);
    }
}

/// Files of a folder of the test material, sorted.
pub(super) fn texts(folder: &str) -> Vec<(String, String)> {
    let Some(folder) = tests_shared(folder) else { return Vec::new() };
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some((name, std::fs::read_to_string(&path).ok()?))
    };
    paths.into_iter().filter_map(read).collect()
}

#[test]
fn real_documents_are_tiled() {
    for (name, text) in ["handlingar/text", "minutes", "plans"].iter().flat_map(|folder| texts(folder)) {
        let document = of(&name, &text);
        assert_tiled(&document);
        eprintln!("{name}: {} segments", document.parts.segments.len());
    }
}

/// First lines that make a text one of each type of document, or of none.
const OPENINGS: [&str; 10] = [
    "",
    "Protokoll 3/2018\nNämnden\n",
    "Kallelse till nämnden\n",
    "Tjänsteutlåtande\nDnr KS-2020-00012\n",
    "Promemoria\nBorgarrådsberedningen föreslår att kommunstyrelsen beslutar följande.\n",
    "Riktlinjer för arbetet mot buller\n",
    "Handlingsplan mot buller 2018\n",
    "Remissvar om buller\nTill kommunstyrelsen\n",
    "Motion om tystare gator\n",
    "Protokollsutdrag\n§ 88 Riktlinjer mot buller\n",
];

proptest! {
    #[test]
    fn any_text_of_any_type_is_tiled(
        opening in proptest::sample::select(OPENINGS.to_vec()),
        pieces in proptest::collection::vec(piece(), 0..60),
    ) {
        let document = of("a.txt", &format!("{opening}{}", pieces.concat()));
        assert_tiled(&document);
    }
}

/// A § line right above another is no title of it, in no form of heading.
#[test]
fn a_head_begins_below_the_one_before() {
    for text in ["12 § Titel\n13 §\n§ 1 Val\n", "12 § Titel\n13 §\nBeslut\n1. Planen antas.\n"] {
        assert_tiled(&of("a.txt", text));
    }
}

/// Texts that open a document of each type, so that the property above reaches all cutters.
#[test]
fn openings_are_of_all_types() {
    let kinds: std::collections::BTreeSet<_> = OPENINGS.iter().map(|text| of("a.txt", text).handling.kind).collect();
    assert_eq!(kinds.len(), crate::classify::DocKind::ALL.len(), "{kinds:?}");
}

/// Pieces that documents are made of, so that random texts reach the cutters.
const PIECES: [&str; 50] = [
    "Protokoll 3/2018\n",
    "12 § Titel\n",
    "13 §\n",
    "Paragraf 4 Titel\n",
    "Titel ovanför\nDnr 2017/12\n§ 5\n",
    "Beslutande     Ida Sten (S), ordförande\n               Bo Ek (M)\n",
    "Namn     Parti     Ja\nIda Sten     S     X\n",
    "NÄMNDEN     PROTOKOLL     3 (9)\n",
    "_____\n",
    "§ 1 Val\n",
    "§ 2\n",
    "§ 3 Dnr KS 2017/12\n",
    "Beslut\n",
    "1. Planen antas.\n",
    "2. Den gäller.\n",
    "\n",
    "\n\u{c}",
    "Reservation\n",
    "Ida Sten (M) reserverar sig mot beslutet. Bo Ek (L) reserverar sig.\n",
    "\"Citat\n",
    "slut.\"\n",
    "Yrkanden\n",
    "Ida Sten (M) yrkar avslag.\n",
    "Omröstning\n",
    "Ledamöter\n",
    "Ida Sten (S), ordförande\n",
    "Innehåll\n",
    "Mål\t3\n",
    "Mål\n",
    "- en punkt\n",
    "Aktivitet\tAnsvar\tTidplan\n",
    "Göra\tIda\t2018\n",
    "Handlingsplan mot buller 2018\n",
    "Särskilt uttalande gjordes av Ida Sten (M) enligt följande.\n",
    "Kommunstyrelsen\n",
    "Jäv\n",
    "   \n",
    "text som går\n",
    "3 (9)\n",
    "Förslag till beslut\n",
    "Informationen läggs till handlingarna.\n",
    "1.2 Rubrik\n",
    "a) ett\n",
    "b) två\n",
    "2.\n",
    "Bilaga 1 till § 2\n",
    "\u{c}Bilaga 2\nReservation\n",
    "\nReservation § 1 Val\n",
    "Ida säger: \"Ett\n",
    "Med 4 röster mot 3 beslutar nämnden. Ida Sten (M) reserverar sig.\n",
];

fn piece() -> impl Strategy<Value = String> {
    let fixed = proptest::sample::select(PIECES.to_vec()).prop_map(str::to_owned);
    prop_oneof![10 => fixed, 1 => "[ -~åäö§”\t]{0,30}\n"]
}

/// Found by `fuzz/` (text): a number and its letter without a blank between them.
#[test]
fn a_number_with_a_letter_on_it_is_no_heading() {
    let document = of("m.txt", "Protokoll\n\n2S\n");
    assert!(document.parts.segments.iter().all(|part| part.kind != SegmentKind::Item));
}
