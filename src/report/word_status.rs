//! How a status is shown to a reader: a symbol, a Swedish word and a colour, so that none of the three has to be trusted
//! alone (black-and-white print, colour-blind readers, screen readers).

use crate::matching::Status;

/// How a status looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The word that the tables use; also the CSS class.
    pub status: &'static str,
    /// One character.
    pub symbol: &'static str,
    /// Swedish, for a cell.
    pub word: &'static str,
    /// Background, `0xRRGGBB`; dark text on it has a contrast above 7:1.
    pub colour: u32,
}

/// All looks, in the order of legends and counts.
pub static LOOKS: [Look; 6] = [
    Look { status: "addressed", symbol: "●", word: "Uppfylld", colour: 0xCF_E8D5 },
    Look { status: "partly", symbol: "◐", word: "Delvis", colour: 0xFB_EBB5 },
    Look { status: "not_addressed", symbol: "○", word: "Saknas", colour: 0xF6_CFC9 },
    Look { status: "to_review", symbol: "?", word: "Att granska", colour: 0xD6_E1F5 },
    Look { status: "not_applicable", symbol: "–", word: "Gäller ej", colour: 0xEC_ECEC },
    Look { status: "unreadable", symbol: "✕", word: "Oläslig", colour: 0xDD_D3E6 },
];

/// The look of a status word of a table; `None` for a word that is no status.
pub fn look(status: &str) -> Option<&'static Look> {
    LOOKS.iter().find(|look| look.status == status)
}

/// A cell in words: `? Att granska (lutar åt delvis, 62 %)`. An unknown word is shown as it is.
pub fn in_words(status: &str, proposal: &str, confidence: f64) -> String {
    let Some(look) = look(status) else { return status.to_owned() };
    let mut words = format!("{} {}", look.symbol, look.word);
    if status == Status::ToReview.as_str()
        && let Some(lean) = self::look(proposal)
        && proposal != status
    {
        words = format!("{words} (lutar åt {}, {:.0} %)", lean.word.to_lowercase(), confidence * 100.0);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_look() {
        for look in &LOOKS {
            assert!(Status::parse(look.status).is_some());
        }
    }

    #[test]
    fn a_doubtful_cell_says_which_way_it_leans() {
        assert_eq!(in_words("to_review", "partly", 0.62), "? Att granska (lutar åt delvis, 62 %)");
        assert_eq!(in_words("partly", "addressed", 0.62), "◐ Delvis");
        assert_eq!(in_words("other", "", 0.0), "other");
    }
}
