//! Swedish words for kinds of parts and documents: searched with `del:` and `typ:`, shown on pages.

use crate::classify::DocKind;
use crate::segment::SegmentKind;
use crate::text::fold;

/// What a kind of part is called.
pub(crate) fn swedish(kind: SegmentKind) -> &'static str {
    match kind {
        SegmentKind::Item => "ärende",
        SegmentKind::Decision => "beslut",
        SegmentKind::Proposal => "förslag till beslut",
        SegmentKind::Motion => "yrkande",
        SegmentKind::Procedure => "beslutsgång",
        SegmentKind::Vote => "votering",
        SegmentKind::Reservation => "reservation",
        SegmentKind::SpecialStatement => "särskilt uttalande",
        SegmentKind::SubstituteStatement => "ersättaryttrande",
        SegmentKind::Note => "protokollsanteckning",
        SegmentKind::Recusal => "jäv",
        SegmentKind::Attendance => "närvaro",
        SegmentKind::Approval => "justering",
        SegmentKind::Documents => "handlingar i ärendet",
        SegmentKind::Summary => "sammanfattning",
        SegmentKind::Background => "bakgrund",
        SegmentKind::Matter => "ärendets beskrivning",
        SegmentKind::Opinion => "synpunkter",
        SegmentKind::Section => "avsnitt",
        SegmentKind::Bullet => "punkt",
        SegmentKind::Table => "tabell",
        SegmentKind::Signature => "underskrift",
    }
}

/// What a kind of document is called.
pub(crate) fn swedish_type(kind: DocKind) -> &'static str {
    match kind {
        DocKind::Protokoll => "protokoll",
        DocKind::Kallelse => "kallelse",
        DocKind::Tjansteutlatande => "tjänsteutlåtande",
        DocKind::Promemoria => "promemoria",
        DocKind::Riktlinjer => "riktlinjer",
        DocKind::Handlingsplan => "handlingsplan",
        DocKind::Remissvar => "remissvar",
        DocKind::Motion => "motion",
        DocKind::Ovrigt => "övrigt",
    }
}

/// Kinds of parts that a word of a query means: `särskilt yttrande` is written as often as `särskilt uttalande`.
pub(super) fn kinds_of(word: &str) -> Vec<SegmentKind> {
    let word = fold(word).replace('_', " ");
    let other = match word.as_str() {
        "paragraf" => Some(SegmentKind::Item),
        "sarskilt yttrande" | "uttalande" => Some(SegmentKind::SpecialStatement),
        "propositionsordning" => Some(SegmentKind::Procedure),
        "omrostning" => Some(SegmentKind::Vote),
        "anteckning" => Some(SegmentKind::Note),
        "handlingar" => Some(SegmentKind::Documents),
        "forslag" => Some(SegmentKind::Proposal),
        _ => None,
    };
    let named = SegmentKind::ALL
        .into_iter()
        .filter(|kind| fold(swedish(*kind)) == word || kind.as_str().replace('_', " ") == word);
    other.into_iter().chain(named).collect()
}

/// Kinds of documents that a word of a query means.
pub(super) fn types_of(word: &str) -> Vec<DocKind> {
    let word = fold(word);
    DocKind::ALL.into_iter().filter(|kind| kind.as_str() == word || fold(swedish_type(*kind)) == word).collect()
}
