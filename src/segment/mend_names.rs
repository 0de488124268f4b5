//! Mends names of an attendance list on damaged pages by how the same document spells the same person elsewhere.
//!
//! Careful: only a spelling that stands more often, beside the same party, and that is no other person of the list.

use std::collections::BTreeMap;

use super::Attendance;
use super::read_person::names_with_party;
use super::take_statements::Reader;
use crate::classify::words::{fold_fast, same_word};

/// How often a spelling stands at least before it is believed.
const LEAST: usize = 2;

/// Mend the names of `people` by those printed with a party on lines `from..=to`.
pub fn mend_names(people: &mut [Attendance], reader: &Reader, (from, to): (usize, usize)) {
    let mut times: BTreeMap<(String, String), usize> = BTreeMap::new();
    let lines = reader.lines[from..=to].iter().filter(|line| !line.skipped() && line.text.contains('('));
    for (name, party) in lines.flat_map(|line| names_with_party(&line.text)) {
        *times.entry((name, party.to_uppercase())).or_default() += 1;
    }
    let listed: Vec<String> = people.iter().map(|person| person.name.clone()).collect();
    for person in people.iter_mut().filter(|person| !person.party.is_empty()) {
        let party = person.party.to_uppercase();
        let own = times.get(&(person.name.clone(), party.clone())).copied().unwrap_or(0);
        let others = times.iter().filter(|((name, letters), count)| {
            *letters == party
                && **count >= LEAST
                && **count > own
                && !listed.contains(name)
                && same_person(name, &person.name)
        });
        if let Some(((name, _), _)) = others.max_by_key(|(_, count)| **count) {
            person.name.clone_from(name);
        }
    }
}

/// Whether two names may be damaged forms of one: as many words, each nearly the same.
fn same_person(a: &str, b: &str) -> bool {
    let words = |name: &str| name.split([' ', '-']).map(fold_fast).collect::<Vec<_>>();
    let (a_words, b_words) = (words(a), words(b));
    a != b && a_words.len() == b_words.len() && a_words.iter().zip(&b_words).all(|(x, y)| same_word(x, y, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::dictionaries::Dictionaries;
    use crate::segment::name_actors::{CueBook, PartyBook};
    use crate::text::tests_support::plain_pages;

    #[track_caller]
    fn check(text: &str, listed: &[&str], expected: &[&str]) {
        let dictionaries = Dictionaries::built_in();
        let pages = plain_pages(text);
        let view = see(&pages, 0);
        let book = PartyBook::new(dictionaries.municipalities.iter());
        let cues = CueBook::new(&dictionaries.rules.statements, true);
        let reader = Reader { lines: &view.lines, raw: &pages.lines, book: &book, cues: &cues, lenient: true };
        let person = |name: &&str| Attendance {
            name: (*name).to_owned(),
            party: "S".to_owned(),
            role: "ledamot".to_owned(),
            replaces: String::new(),
            items: String::new(),
        };
        let mut people: Vec<Attendance> = listed.iter().map(person).collect();
        mend_names(&mut people, &reader, (0, view.lines.len() - 1));
        let found: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_spelling_that_stands_more_often_is_believed() {
        check(
            "Karin Sjoberg (S)\nKarin Sjöberg (S) yrkar bifall.\nKarin Sjöberg (S) reserverar sig.\n",
            &["Karin Sjoberg"],
            &["Karin Sjöberg"],
        );
    }

    #[test]
    fn other_persons_and_lone_spellings_are_left_alone() {
        check("Karin Sjoberg (S)\nKarin Sjöberg (S) yrkar.\n", &["Karin Sjoberg"], &["Karin Sjoberg"]);
        check(
            "Carina Hansson (S) och Karina Hansson (S).\nKarina Hansson (S) yrkar.\nKarina Hansson (S) går.\n",
            &["Carina Hansson", "Karina Hansson"],
            &["Carina Hansson", "Karina Hansson"],
        );
        check("Karin Berg (S)\nKarin Dahl (S).\nKarin Dahl (S).\n", &["Karin Berg"], &["Karin Berg"]);
    }
}
