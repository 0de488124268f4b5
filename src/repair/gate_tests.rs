//! What the gate must let through and what it must stop, told as text in and text out.

use super::tests::{AROUND, check, check_untouched, repaired};

const ENGLISH: &str = "The city welcomes all visitors to the annual safety fair in May.
Residents can meet social workers, police officers and field staff.
Most of them have had training, but few know the local routine.
Far more could be done for pupils who change school during the year.
See Annex 2 for a list of partners, funding and time frames.";

const NORWEGIAN: &str = "Kommunen har en plan mot vold, og den gjelder alle skoler.
Ansatte skal få opplæring, og foreldre får tilbud om veiledning.
Saken ble behandlet i mars, og forslaget ble enstemmig vedtatt.
Hvem har ansvaret, og hvordan skal arbeidet følges opp?";

const DANISH: &str = "Kommunen har en plan mod vold, og den gælder alle skoler.
Medarbejderne får undervisning, og forældre tilbydes vejledning.
Sagen blev behandlet i marts, og forslaget blev vedtaget.
Hvem har ansvaret, og hvordan bliver arbejdet fulgt op?";

const GERMAN: &str = "Die Stadt hat einen Plan gegen Gewalt in engen Beziehungen.
Alle Schulen und Kindergarten im Bezirk sind ab Herbst beteiligt.
Wir danken allen Partnern und freuen uns auf das Treffen in Lund.
Wer tragt die Verantwortung, und wie wird die Arbeit verfolgt?";

/// The damaged letters of a language that Swedish readers would take for Swedish.
fn as_read(text: &str) -> String {
    text.replace('å', "a").replace('æ', "d").replace('ø', "o")
}

#[test]
fn other_languages_are_left_alone() {
    for text in [ENGLISH, NORWEGIAN, DANISH, GERMAN] {
        check_untouched(text);
        check_untouched(&as_read(text));
    }
}

#[test]
fn a_passage_in_another_language_inside_damaged_text_is_left_alone() {
    for text in [ENGLISH, NORWEGIAN, DANISH, GERMAN] {
        check(text, text);
        check(&as_read(text), &as_read(text));
    }
}

#[test]
fn a_single_english_line_inside_damaged_text_is_left_alone() {
    for line in ENGLISH.lines() {
        check(line, line);
    }
}

#[test]
fn what_is_written_in_signs_is_left_alone_inside_damaged_text() {
    for text in [
        "Storgatan 4 A, 123 45 Exempelstad",
        "Dnr KS 2017/00123, 1.2.1-398/2017 och STE-4711",
        "2017-06-14 kl. 18.30, den 1 mars, 1/3, v. 14",
        "1 250 000 kr, 4,5 mnkr, 12 %, -3,1 %, 0,4",
        "anna.lind@exempelstad.se, www.exempelstad.se/sok, https://exempelstad.se/a-o?q=1",
        "08-508 12 345, A4, B12, 3:e, 16:10, SoL 5 kap. 1 §",
    ] {
        check(text, text);
    }
}

#[test]
fn names_without_lost_letters_are_left_alone_inside_damaged_text() {
    for text in ["Anna Sandin (M), Karl Malm (S), Ulf Holm (V)", "Saga Bratt Lind", "Ordförande: Eva Brandt"] {
        check(text, text);
    }
}

#[test]
fn names_that_lost_letters_come_back() {
    check("Hakan Sjostrom (M) och Asa Lofgren (S) var dar.", "Håkan Sjöström (M) och Åsa Löfgren (S) var där.");
    check("Ledamoten Goran Bjorklind (C) yrkade avslag.", "Ledamoten Göran Björklind (C) yrkade avslag.");
}

#[test]
fn a_short_paragraph_comes_back() {
    let text = "Forvaltningen foreslar att namnden godkanner arsredovisningen.";
    assert_eq!(repaired(text), "Förvaltningen föreslår att nämnden godkänner årsredovisningen.");
}

#[test]
fn a_clean_line_between_damaged_ones_stays() {
    check("Mötet var öppet för allmänheten.", "Mötet var öppet för allmänheten.");
}

#[test]
fn a_damaged_table_in_a_clean_document_comes_back() {
    let clean =
        "Tjänsteutlåtande från förvaltningen för år 2024\nNämnden föreslås besluta enligt förslaget på sidan två.";
    let table = "Atgard\tAnsvarig\tNar\nOppna fritidsgardar\tStadsdelsnamnden\tVaren\nForaldrastod\tFoerebyggande enheten\tArligen\n\
        Utbildning for skolskoterskor\tStadsdelsforvaltningen\tHosten\nUppfoljning av atgarderna\tNamnden\tArsskiftet";
    let after = repaired(&format!("{clean}\n\n{table}\n\n{clean}"));
    assert!(after.starts_with(clean) && after.ends_with(clean), "{after}");
    assert!(after.contains("Öppna fritidsgårdar\tStadsdelsnämnden\tVåren"), "{after}");
    assert!(after.contains("Uppföljning av åtgärderna\tNämnden\tÅrsskiftet"), "{after}");
}

#[test]
fn each_letter_comes_back_where_only_it_was_lost() {
    let clean = "Nämnden går igenom frågorna på nästa möte och säger något om året.\n\
        Den står för sina åsikter och får svar från förvaltningen på frågan om stöd.\n\
        Det är svårt att få plats på fritidsgården, säger några som står utanför och väntar.\n\
        Några föräldrar önskar fler möten för öppna samtal om hur vården kan förbättras.";
    for (letter, read) in [('å', 'a'), ('ä', 'a'), ('ö', 'o')] {
        let damaged = clean.replace(letter, &read.to_string());
        assert_eq!(repaired(&damaged), clean);
    }
}

#[test]
fn every_kind_of_damage_comes_back() {
    check("Det fér vi se nir verksambheten bérjar.", "Det får vi se när verksamheten börjar.");
    check("Namnden dgnar sig 4t fragan 1 ar.", "Nämnden ägnar sig åt frågan i år.");
    check("Alla gar tiIl skoIan.", "Alla går till skolan.");
    check(
        "Samverkan sker tillsam-\nmans med stadsdelsfor-\nvaltningarna.",
        "Samverkan sker tillsam-\nmans med stadsdelsför-\nvaltningarna.",
    );
    assert_eq!(repaired("fÃ¶r nÃ¤mnden pÃ¥"), "för nämnden på");
    assert_eq!(repaired("fo\u{308}r na\u{308}mnden pa\u{30a}"), "för nämnden på");
    check("§ 3 Motion\n$ 4 Svar\nS 5 Val\n§ 6 Ny\n87", "§ 3 Motion\n§ 4 Svar\n§ 5 Val\n§ 6 Ny\n§7");
}

#[test]
fn damage_that_stands_before_clean_text_is_all_that_changes() {
    let clean = "Nämnden har på sitt möte den 4 maj beslutat att ge förvaltningen i uppdrag att återkomma.\n\
        Föräldrar och skolor får stöd, och frågan följs upp nästa år.";
    let after = repaired(&format!("{AROUND}\n\n{clean}\n\n{AROUND}"));
    assert!(after.contains(clean), "{after}");
}
