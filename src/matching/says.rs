//! What a passage says of itself, clause by clause: that a thing is not done, put off, limited, another body's, restated.
//!
//! A cue counts where it stands: `Kursen hålls i maj, men tolk saknas` denies the interpreter, not the course.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::dictionaries::Cues;
use crate::directives::words::words;

use super::passages::Passage;
use super::terms::{Asked, Demands};

/// A passage shorter than this (words) is one clause: what it says, it says of all of it.
const SHORT: usize = 13;

/// Kinds of cues, as `dictionaries/matching/cues.csv` names them.
const KINDS: [(Saying, &str); 6] = [
    (Saying::Denied, "denial"),
    (Saying::PutOff, "deferral"),
    (Saying::Limited, "limit"),
    (Saying::OfAnother, "other_body"),
    (Saying::Restated, "restated"),
    (Saying::OwnMeasure, "own_measure"),
];

static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[,;:]\s+|\s–\s|\t|\s(?:men|medan|dock|däremot|fast)\s").expect("a fixed pattern compiles")
});

/// What a cue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// `har ännu inte genomförts`.
    Denied,
    /// `på sikt`.
    PutOff,
    /// `endast`, `vid behov`, `de som vill`.
    Limited,
    /// `ansvarar för`, of whoever is named there.
    OfAnother,
    /// `enligt stadens riktlinjer`.
    Restated,
    /// `klar senast den`, `ansvarig`.
    OwnMeasure,
}

/// A cue in a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What it says.
    pub what: Saying,
    /// Words of the clause it stands in, counted in the passage.
    pub clause: Range<usize>,
}

/// The cues of a text, by kind, each with its clause.
pub fn said(text: &str, cues: &Cues) -> Vec<Said> {
    let count = words(text).len();
    let mut found = Vec::new();
    for (what, kind) in KINDS {
        for cue in cues.in_text(kind, text) {
            let Some(at) = cue.find(text) else { continue };
            // the match may reach over the sign before the cue's first letter
            let at = at.start + text[at.start..].find(char::is_alphanumeric).unwrap_or(0);
            let said = Said { what, clause: clause(text, at, count) };
            if !found.contains(&said) {
                found.push(said);
            }
        }
    }
    found
}

/// The words of the clause around byte `at`.
fn clause(text: &str, at: usize, count: usize) -> Range<usize> {
    if count < SHORT {
        return 0..count;
    }
    let from = CLAUSE.find_iter(text).take_while(|stop| stop.end() <= at).last().map_or(0, |stop| stop.end());
    let to = CLAUSE.find_iter(text).find(|stop| stop.start() > at).map_or(text.len(), |stop| stop.start());
    let before = words(&text[..from]).len();
    before..(before + words(&text[from..to]).len()).min(count)
}

/// Whether a passage says this of what the point asks for: in a short passage, or in a clause with one of its words.
pub fn says(what: Saying, passage: &Passage, asked: &Asked, demands: &Demands) -> bool {
    let is_short = passage.analysed.words.len() < SHORT;
    let mut own = passage.says.iter().filter(|said| said.what == what);
    own.any(|said| is_short || said.clause.clone().any(|at| is_asked(passage, at, asked, demands)))
}

/// Whether the word at a place of the passage is one that the point asks for.
fn is_asked(passage: &Passage, at: usize, asked: &Asked, demands: &Demands) -> bool {
    let (Some(stem), Some(groups)) = (passage.analysed.stems.get(at), passage.analysed.groups.get(at)) else {
        return false;
    };
    asked.parts.iter().filter(|part| part.telling).any(|part| {
        let term = &demands.terms[part.term];
        term.stem[1..] == **stem || term.groups.iter().any(|group| groups.contains(group))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionaries::Dictionaries;

    #[track_caller]
    fn check(text: &str, what: Saying, clause: &str) {
        let found = said(text, &Dictionaries::built_in().cues);
        let of_kind: Vec<String> = found
            .iter()
            .filter(|said| said.what == what)
            .map(|said| words(text)[said.clause.clone()].join(" "))
            .collect();
        assert!(of_kind.iter().any(|found| found == clause), "{text}: {found:?} {of_kind:?}");
    }

    #[test]
    fn a_cue_stands_in_its_clause() {
        check(
            "Alla i nattgruppen går kursen i maj och får handledning varje månad, men tolk saknas vid samtalen.",
            Saying::Denied,
            "men tolk saknas vid samtalen",
        );
        check("Tolk saknas.", Saying::Denied, "tolk saknas");
        check("Kursen ges endast till chefer.", Saying::Limited, "kursen ges endast till chefer");
    }
}
