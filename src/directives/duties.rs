//! Decides whether a sentence puts a duty on someone, and with which word.

use crate::dictionaries::Cues;

/// A duty found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// `ska`, `bör`, `uppmanas`, …
    pub modality: String,
    /// Byte offset of that word.
    pub at: usize,
    /// Byte offset behind it.
    pub end: usize,
}

/// Words that put a duty whoever is named; the others need a body in the sentence, because `kunskapen behöver öka` and
/// `det krävs samverkan` are more often description than order.
const STRONG: [&str; 5] = ["ska", "uppmanas", "åläggs", "får inte", "måste"];

/// Words that open a subordinate clause, and how many words may stand between them and a `ska` that belongs to it. A
/// relative clause has its own verb first (`de som möter barn ska …`), so `som` reaches only two words.
const SUBORDINATORS: [(&str, usize); 14] = [
    ("som", 2),
    ("att", 4),
    ("hur", 5),
    ("om", 3),
    ("när", 5),
    ("där", 4),
    ("vilka", 4),
    ("vilken", 4),
    ("vilket", 4),
    ("vad", 4),
    ("vem", 3),
    ("vart", 3),
    ("innan", 5),
    ("eftersom", 5),
];

/// The duty of a sentence, if it has one: the first modal word of a main clause.
pub fn duty(sentence: &str, cues: &Cues) -> Option<Duty> {
    let opens = |cue: &crate::dictionaries::Cue| cue.find(sentence).is_some_and(|range| range.start == 0);
    if sentence.ends_with('?') || cues.any("no_duty", sentence) || cues.in_text("no_duty_start", sentence).any(opens) {
        return None;
    }
    let mut found: Vec<Duty> = cues
        .in_text("modality", sentence)
        .flat_map(|cue| {
            cue.find_all(sentence).map(|range| Duty { modality: cue.value.clone(), at: range.start, end: range.end })
        })
        .filter(|duty| !is_subordinate(sentence, duty))
        .collect();
    found.sort_by_key(|duty| (duty.at, std::cmp::Reverse(duty.end)));
    found.into_iter().next()
}

/// Whether the duty's word binds by itself.
pub fn is_strong(duty: &Duty) -> bool {
    STRONG.contains(&duty.modality.as_str())
}

/// `om hur staden ska arbeta` describes; only `ska`, `skall`, `bör` and `måste` stand in such clauses.
fn is_subordinate(sentence: &str, duty: &Duty) -> bool {
    if !["ska", "bör", "måste", "behöver"].contains(&duty.modality.as_str()) {
        return false;
    }
    let before = &sentence[..duty.at];
    let clause = before.rsplit([',', ';', ':', '–']).next().unwrap_or(before);
    let words: Vec<String> = clause.split_whitespace().map(str::to_lowercase).collect();
    // The last subordinator counts, and only while no finite verb has closed its clause (`som hotas ska få stöd`).
    let verbless = words.iter().rev().take_while(|word| !looks_finite(word));
    verbless.enumerate().any(|(between, word)| {
        // `om` inside a clause is a preposition (`beslut om bidrag ska`).
        let opens_clause = word != "om" || words.first() == Some(word) && between + 1 == words.len();
        opens_clause && SUBORDINATORS.iter().any(|(subordinator, reach)| word == subordinator && between <= *reach)
    })
}

/// Finite verbs too short to tell by their ending; they close the clause of `den som har placerats`.
const SHORT_FINITE: [&str; 7] = ["har", "är", "kan", "vill", "får", "ges", "hade"];

/// Present tense and passive end in `r` and `s`; so do plural nouns, which then cost a subordinate clause taken for a
/// main one.
fn looks_finite(word: &str) -> bool {
    SHORT_FINITE.contains(&word)
        || word.len() >= 4
            && (word.ends_with('r') || word.ends_with("as") || word.ends_with("ns") || word.ends_with("es"))
            && !SUBORDINATORS.iter().any(|(subordinator, _)| word == *subordinator)
            && word != "eller"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionaries::Dictionaries;

    #[track_caller]
    fn check(sentence: &str, expected: Option<&str>) {
        let found = duty(sentence, &Dictionaries::built_in().cues);
        assert_eq!(found.as_ref().map(|duty| duty.modality.as_str()), expected, "{sentence}");
    }

    #[test]
    fn main_clauses_bind() {
        check("Nämnden ska utse en samordnare.", Some("ska"));
        check("Samtliga nämnder uppmanas att se över sina rutiner.", Some("uppmanas"));
        check("De nämnder som enligt beslutet ska ha en plan ska ta fram en.", Some("ska"));
        check("Bidrag får inte lämnas till sådana föreningar.", Some("får inte"));
        check("Medarbetare som hotas ska få stöd.", Some("ska"));
        check("Syskon till den som har flyttats ska få stöd.", Some("ska"));
        check("När ett barn har flyttats ska nämnden höra av sig.", Some("ska"));
    }

    #[test]
    fn subordinate_clauses_do_not() {
        check("Planen beskriver hur nämnden ska arbeta.", None);
        check("Det finns en oro för att arbetet ska stanna av.", None);
    }

    #[test]
    fn law_praise_and_summaries_do_not() {
        check("Enligt skollagen ska skolan främja jämställdhet.", None);
        check("Nämnden ska ha beröm för sitt arbete.", None);
        check("Nämnden ska, enligt riktlinjerna, ta fram en plan.", None);
    }
}
