//! Says what a cell of a front page is: a heading over names, a role, a party, a label of something else, or text.

use super::SegmentKind;
use super::read_cells::Cell;
use super::read_person::PersonReader;
use super::spot_parts::PartSpotter;
use crate::classify::see_lines::see_text;
use crate::classify::words::folded_words;
use crate::dictionaries::RoleCue;

/// What a cell of a front page is.
pub enum Sort {
    /// A heading over names, or a label before them; text may follow after a colon.
    Heading(String, Option<String>),
    /// A role as a label before one name, inside a list.
    Role(String),
    /// A heading of something else: what follows names nobody.
    Other,
    /// A party's name over its members, or before them after a colon.
    Party(String, Option<String>),
    /// Anything else.
    Text,
}

/// What the words of cells are compared with.
pub struct CellSorter<'a> {
    /// Roles and parties.
    pub person: PersonReader<'a>,
    /// Headings.
    pub spotter: &'a PartSpotter<'a>,
}

impl CellSorter<'_> {
    /// What a cell is.
    pub fn sort_of(&self, cell: &Cell) -> Sort {
        if let Some(role) = self.role_of_heading(&cell.text) {
            return Sort::Heading(role, None);
        }
        if let Some((heading, rest)) = cell.text.split_once(':')
            && let Some(role) = self.role_of_heading(heading)
        {
            return Sort::Heading(role, Some(rest.trim().to_owned()));
        }
        if let Some((name, rest)) = cell.text.split_once(':')
            && let Some(letters) = self.person.book.letters_of_name(name)
            && !rest.trim().is_empty()
        {
            return Sort::Party(letters.to_owned(), Some(rest.trim().to_owned()));
        }
        let seen = see_text(&cell.text);
        let numbers = seen.words.first().is_some_and(|word| word.starts_with("paragraf") || word.starts_with('§'));
        if numbers || self.spotter.front_part(&seen).is_some_and(|opening| opening.cue.kind != SegmentKind::Attendance)
        {
            return Sort::Other;
        }
        if let Some(role) = self.whole_role(&seen.words, false) {
            return Sort::Role(role);
        }
        let bare = cell.text.split('(').next().unwrap_or("").trim().trim_end_matches(':');
        match self.person.book.letters_of_name(bare) {
            Some(letters) => Sort::Party(letters.to_owned(), None),
            None => Sort::Text,
        }
    }

    /// The role that a heading gives to the names below or beside it.
    pub fn role_of_heading(&self, text: &str) -> Option<String> {
        // "Närvarande ledamöter (på distans)"
        let words = folded_words(text.split(" (").next().unwrap_or(text), 9);
        if words.is_empty() || words.len() > 8 {
            return None;
        }
        self.whole_role(&words, true)
    }

    /// The role that all of `words` name, of a group of people or of one.
    pub fn whole_role(&self, words: &[String], group: bool) -> Option<String> {
        let mut cues = self.person.roles.candidates(words, self.person.lenient, false).map(|(_, cue)| cue);
        let whole = |cue: &&RoleCue| cue.phrase.at_start(words, self.person.lenient) == Some(words.len());
        cues.find(|cue| cue.group == group && whole(cue)).map(|cue| cue.role.clone())
    }
}
