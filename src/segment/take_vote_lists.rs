//! Reads persons from tables under `Namn` and `Parti`: lists of members at the front or the end of minutes, often with a
//! column for each vote.

use super::Attendance;
use super::read_cells::{Cell, cells_of};
use super::read_person::{Group, PersonReader};
use super::take_statements::Reader;
use crate::classify::words::folded_words;
use crate::dictionaries::RoleCue;

/// Rows that are none of the table's before it is over.
const STRAY: usize = 3;

/// A column's heading and where it begins.
#[derive(Clone, Copy, PartialEq)]
enum Head {
    Name,
    Party,
    Replaces,
    Absent,
    Other,
}

/// The persons of all such tables on lines `from..=to`.
pub fn take_vote_lists(reader: &Reader, roles: &[RoleCue], (from, to): (usize, usize)) -> Vec<Attendance> {
    let person = PersonReader { roles, book: reader.book, lenient: reader.lenient };
    let mut people: Vec<Attendance> = Vec::new();
    let mut table: Option<Vec<(usize, Head)>> = None;
    let mut stray = 0;
    let lines = reader.lines[from..=to].iter().zip(&reader.raw[from..=to]);
    for (line, raw) in lines.filter(|(line, _)| !line.skipped()) {
        if table.is_none() && !line.text.contains('\t') {
            continue;
        }
        let cells = cells_of(raw);
        if let Some(heads) = heads_of(&cells) {
            (table, stray) = (Some(heads), 0);
            continue;
        }
        let Some(heads) = &table else { continue };
        match row_of(&cells, heads, &person) {
            Some(found) => {
                people.extend(found);
                stray = 0;
            }
            None => stray += 1,
        }
        if stray > STRAY {
            table = None;
        }
    }
    people
}

/// The columns of a head row: it names persons and parties.
fn heads_of(cells: &[Cell]) -> Option<Vec<(usize, Head)>> {
    let heads: Vec<(usize, Head)> = cells.iter().map(|cell| (cell.x, head_of(&cell.text))).collect();
    let has = |wanted: Head| heads.iter().any(|(_, head)| *head == wanted);
    (has(Head::Name) && has(Head::Party)).then_some(heads)
}

fn head_of(text: &str) -> Head {
    let words = folded_words(text, 4);
    match words.first().map(String::as_str) {
        Some("namn" | "ledamot" | "ledamoter" | "fortroendevald" | "fortroendevalda") => Head::Name,
        Some("parti") => Head::Party,
        Some("ersatter" | "tjanstgor" | "tjg") => Head::Replaces,
        Some("franvarande" | "franv") => Head::Absent,
        _ => Head::Other,
    }
}

/// The persons of a row; `None` where it is no row of the table, none where it names somebody who was not there.
fn row_of(cells: &[Cell], heads: &[(usize, Head)], person: &PersonReader) -> Option<Vec<Attendance>> {
    let cell_of = |wanted: Head| {
        let cell = cells.iter().find(|cell| nearest(heads, cell.x) == wanted)?;
        Some(cell.text.as_str())
    };
    let name = cell_of(Head::Name)?;
    // A long name leaves a single blank before its party.
    let (name, party) = cell_of(Head::Party).map(|party| (name, party)).or_else(|| name.rsplit_once(' '))?;
    let (bare, rest) = name.split_once(',').unwrap_or((name, ""));
    let group = Group { role: "ledamot".to_owned(), party: String::new() };
    let mut found = person.read(&format!("{bare} ({}), {rest}", party.trim_matches(['(', ')', ' '])), &group);
    if cell_of(Head::Absent).is_some() {
        found.clear();
    } else if let (Some(replaced), [only]) = (cell_of(Head::Replaces), found.as_mut_slice())
        && replaced.contains(' ')
    {
        replaced.split(['(', ',']).next().unwrap_or("").trim().clone_into(&mut only.replaces);
        "tjänstgörande ersättare".clone_into(&mut only.role);
    }
    (!found.is_empty() || cell_of(Head::Absent).is_some()).then_some(found)
}

/// The column whose head begins nearest.
fn nearest(heads: &[(usize, Head)], x: usize) -> Head {
    heads.iter().min_by_key(|(column, _)| column.abs_diff(x)).map_or(Head::Other, |(_, head)| *head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::dictionaries::Dictionaries;
    use crate::segment::name_actors::{CueBook, PartyBook};
    use crate::text::tests_support::plain_pages;

    #[test]
    fn members_are_read_from_a_table_whose_cells_may_be_empty() {
        let dictionaries = Dictionaries::built_in();
        let pages = plain_pages(
            "Namn                 Parti   Tjänstgör för    Ja   Nej   Frånv\nIda Sten, ordf.      S                        X\nBo Ek                M       Ola Li                X\nEva Ål               V                                   X\nSumma                                         1    1     1\n",
        );
        let view = see(&pages, 0);
        let book = PartyBook::new(dictionaries.municipalities.iter());
        let cues = CueBook::new(&dictionaries.rules.statements, false);
        let reader = Reader { lines: &view.lines, raw: &pages.lines, book: &book, cues: &cues, lenient: false };
        let found: Vec<String> = take_vote_lists(&reader, &dictionaries.rules.roles, (0, view.lines.len() - 1))
            .iter()
            .map(|p| [&*p.name, &p.party, &p.role, &p.replaces].join("|"))
            .collect();
        assert_eq!(found, ["Ida Sten|S|ordförande|", "Bo Ek|M|tjänstgörande ersättare|Ola Li"]);
    }
}
