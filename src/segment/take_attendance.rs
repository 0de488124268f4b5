//! Reads who was at a meeting from its front page, in one column or several that stand side by side or were run together.

use super::Attendance;
use super::read_cells::{Cell, Row, rows_of};
use super::read_person::{Group, PersonReader, begins_with_member, begins_with_name, leads_with_office};
use super::sort_cells::{CellSorter, Sort};
use super::spot_parts::PartSpotter;
use super::take_statements::Reader;
use crate::classify::index_cues::CueList;
use crate::classify::see_lines::begins_low;
use crate::classify::words::folded_words;
use crate::dictionaries::RoleCue;

/// How many signs a cell may stand off its column.
const OFF: usize = 2;

/// Persons needed before a list without any heading is believed.
const UNNAMED: usize = 3;

/// Read the persons of lines `from..=to` of a front page.
pub fn take_attendance(
    reader: &Reader,
    spotter: &PartSpotter,
    roles: &CueList<RoleCue>,
    from: usize,
    to: usize,
) -> Vec<Attendance> {
    let rows = rows_of(reader, from, to);
    let partyless = !rows.iter().flat_map(|row| &row.cells).any(|cell| names_party(cell, reader));
    let person = PersonReader { roles, book: reader.book, lenient: reader.lenient, partyless };
    let sorter = CellSorter { person, spotter };
    let mut list = List { sorter, columns: Vec::new(), people: Vec::new(), open: Vec::new() };
    list.take_rows(&rows);
    if !list.people.is_empty() {
        return list.people;
    }
    // No heading that we know: members with their party, before anything is adjusted or signed.
    list.head(&Cell { x: 0, text: String::new() }, Some(group_of("ledamot")), false);
    list.take_rows(&rows);
    list.people.retain(|person| !person.party.is_empty());
    if list.people.len() < UNNAMED { Vec::new() } else { list.people }
}

/// A column of the front page and the list that runs in it.
struct Column {
    x: usize,
    /// `None` where nobody is named.
    group: Option<Group>,
    /// Whether its heading is a label with values to its right.
    labels: bool,
    /// The heading's words.
    heading: String,
}

/// A list on its way.
struct List<'a> {
    sorter: CellSorter<'a>,
    /// From the left.
    columns: Vec<Column>,
    people: Vec<Attendance>,
    /// Texts that may go on in the next row, one a column, and whether each follows a label on its line.
    open: Vec<(Cell, bool)>,
}

impl List<'_> {
    fn take_rows(&mut self, rows: &[Row]) {
        for row in rows {
            self.take_row(row);
        }
        self.close();
    }

    fn take_row(&mut self, row: &Row) {
        if row.gap {
            self.close();
        }
        for index in 0..row.cells.len() {
            let taken = self.ends_label(row, index) || index > 0 && self.add_beside(row, index);
            if !taken {
                self.take_cell(row, index);
            }
        }
    }

    fn take_cell(&mut self, row: &Row, index: usize) {
        let cell = &row.cells[index];
        let next = row.cells.get(index + 1).map(|next| self.sorter.sort_of(next));
        let values = matches!(next, Some(Sort::Text | Sort::Other));
        match self.sorter.sort_of(cell) {
            Sort::Heading(role, text) => {
                self.open_list(cell, Some(group_of(&role)), values);
                self.open.extend(text.map(|text| (Cell { x: cell.x, text }, true)));
            }
            Sort::Role(role) if values && (self.column_of(cell.x).is_some() || names_member(row, index + 1)) => {
                self.open_list(cell, Some(group_of(&role)), values);
            }
            Sort::Other => self.open_list(cell, None, values),
            Sort::Party(letters, members) => {
                self.close();
                if let Some(group) = self.column_of(cell.x) {
                    group.party = letters;
                }
                self.open.extend(members.map(|text| (Cell { x: cell.x, text }, true)));
            }
            Sort::Text if self.is_label(row, index) => self.open_list(cell, None, true),
            Sort::Text if self.column_of(cell.x).is_none() && self.take_labelled(cell) => {}
            Sort::Text | Sort::Role(_) => self.take_text(cell),
        }
    }

    /// End what is open and begin the list under a heading, or what names nobody.
    fn open_list(&mut self, cell: &Cell, group: Option<Group>, labels: bool) {
        self.close();
        self.head(cell, group, labels);
    }

    /// A heading opens a list in its column; a label with its values beside it ends all lists to its right.
    fn head(&mut self, cell: &Cell, group: Option<Group>, labels: bool) {
        let x = cell.x;
        self.columns.retain(|column| column.x.abs_diff(x) > OFF && !(labels && column.x > x));
        self.columns.push(Column { x, group, labels, heading: cell.text.clone() });
        self.columns.sort_by_key(|column| column.x);
    }

    /// The list that a cell belongs to: that of the last column which begins at or before it.
    fn column_of(&mut self, x: usize) -> Option<&mut Group> {
        self.columns.iter_mut().rev().find(|column| column.x <= x + OFF)?.group.as_mut()
    }

    /// `Ordförande: Ida Sten (S)` outside of any list: role and one person.
    fn take_labelled(&mut self, cell: &Cell) -> bool {
        let Some((label, rest)) = cell.text.split_once(':') else { return false };
        let Some(role) = self.sorter.whole_role(&folded_words(label, 9), false) else { return false };
        let mut found = self.sorter.person.read(rest, &group_of(&role));
        let only = found.pop().filter(|person| found.is_empty() && !person.party.is_empty());
        let new = only.filter(|person| !self.people.iter().any(|known| known.name == person.name));
        let taken = new.is_some();
        self.people.extend(new);
        taken
    }

    /// A label we don't know where labels stand to the left of their values: it ends the list above.
    fn is_label(&self, row: &Row, index: usize) -> bool {
        let cell = &row.cells[index];
        let values = row.cells.len() > index + 1 && !cell.text.contains('(');
        let labels = self.columns.iter().any(|column| column.x.abs_diff(cell.x) <= OFF && column.labels);
        values && labels && !cell.text.contains(',')
    }

    /// `Tjänstgörande` + `ersättare` below it: a label broken over two lines. The text beside its first line is still open, so
    /// it is read with the whole label.
    fn ends_label(&mut self, row: &Row, index: usize) -> bool {
        let cell = &row.cells[index];
        if index > 0 || row.gap || !begins_low(&cell.text) {
            return false;
        }
        let Some(column) = self.columns.iter().position(|column| column.x.abs_diff(cell.x) <= OFF && column.labels)
        else {
            return false;
        };
        let whole = format!("{} {}", self.columns[column].heading, cell.text);
        let Some(role) = self.sorter.role_of_heading(&whole) else { return false };
        self.columns[column].group = Some(group_of(&role));
        self.columns[column].heading = whole;
        true
    }

    /// `Ida Sten     (S) ordförande`, `Ida Sten (S)     Ordförande`: party or office in a cell of its own beside the name that is
    /// open, no list of its own below it.
    fn add_beside(&mut self, row: &Row, index: usize) -> bool {
        let cell = &row.cells[index];
        let book = self.sorter.person.book;
        // "Ida Sten     Exempelstad     S": the place between name and party says nothing of her.
        let place =
            row.cells.get(index + 1).is_some_and(|next| book.knows(&next.text)) && !cell.text.contains([' ', '(']);
        let own_column = self.columns.iter().any(|column| column.x.abs_diff(cell.x) <= OFF);
        let Some((open, _)) = self.open.last_mut() else { return false };
        if own_column || open.x >= cell.x {
            return false;
        }
        if cell.text.starts_with('(') && !open.text.contains('(') {
            open.text = format!("{} {}", open.text, cell.text);
            return true;
        }
        if book.knows(&cell.text) && !open.text.contains('(') {
            open.text = format!("{} ({})", open.text, cell.text);
            return true;
        }
        if place {
            return true;
        }
        let office = !cell.text.contains('(') && self.sorter.person.is_office(&cell.text);
        if office {
            let mut letters = cell.text.chars();
            let first = letters.next().map(char::to_lowercase).into_iter().flatten();
            open.text.push_str(", ");
            open.text.extend(first.chain(letters));
        }
        office
    }

    fn take_text(&mut self, cell: &Cell) {
        if let Some((open, _)) =
            self.open.iter_mut().rev().find(|(open, listed)| (*listed || goes_on(open, cell)) && cell.x + OFF >= open.x)
        {
            let gap = match open.text.chars().last() {
                None | Some('-') => "",
                // Below the first value of a label each line names another.
                _ if begins_with_name(&cell.text) && !is_unfinished(open) && !leads_on(open) => "; ",
                _ => " ",
            };
            open.text = format!("{}{gap}{}", open.text, cell.text);
            return;
        }
        // A text that breaks off may go on below, whatever stands beside it.
        let goes_on_below = |open: &Cell| open.x.abs_diff(cell.x) > OFF && is_unfinished(open);
        let open = std::mem::take(&mut self.open);
        let (kept, ended): (Vec<_>, Vec<_>) = open.into_iter().partition(|(open, _)| goes_on_below(open));
        self.open = kept;
        for (cell, _) in ended {
            self.read_text(&cell);
        }
        self.open.push((cell.clone(), false));
    }

    /// Read the texts that are open.
    fn close(&mut self) {
        for (cell, _) in std::mem::take(&mut self.open) {
            self.read_text(&cell);
        }
    }

    fn read_text(&mut self, cell: &Cell) {
        let Some(group) = self.column_of(cell.x).cloned() else { return };
        let absent = group.role.is_empty();
        for person in self.sorter.person.read(&cell.text, &group) {
            let same = |other: &Attendance| {
                other.name == person.name && (person.party.is_empty() || other.party == person.party)
            };
            if !absent && !self.people.iter().any(same) {
                self.people.push(person);
            }
        }
    }
}

/// Whether the cell beside a label is a member with a party.
fn names_member(row: &Row, index: usize) -> bool {
    row.cells.get(index).is_some_and(|cell| begins_with_member(&cell.text))
}

/// Letters of the longest party in brackets.
const PARTY: usize = 5;

/// `Ida Sten (S)`, `Ida Sten S`, a cell `S`.
fn names_party(cell: &Cell, reader: &Reader) -> bool {
    let in_brackets = |text: &str| text.split(')').next().is_some_and(|inner| inner.chars().count() <= PARTY);
    cell.text.split('(').skip(1).any(in_brackets)
        || cell.text.rsplit([' ', '-']).next().is_some_and(|last| reader.book.knows(last))
}

fn group_of(role: &str) -> Group {
    Group { role: role.to_owned(), party: String::new() }
}

/// `Fredrik Ek (M),` and his office on the next line; a party or a substitute's task below the name.
fn goes_on(open: &Cell, cell: &Cell) -> bool {
    let same_column = cell.x.abs_diff(open.x) <= OFF;
    let more = || cell.text.starts_with('(') || begins_low(&cell.text) && !leads_with_office(&cell.text);
    same_column && (is_unfinished(open) || more())
}

/// `… och sekreteraren`: an office in the definite form leads the name on the next line.
fn leads_on(open: &Cell) -> bool {
    let last = open.text.rsplit(' ').next().unwrap_or("");
    last == "och" || last == "samt" || last.starts_with(char::is_lowercase) && last.ends_with('n')
}

fn is_unfinished(open: &Cell) -> bool {
    [",", " för", " ersätter"].iter().any(|end| open.text.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::dictionaries::Dictionaries;
    use crate::segment::name_actors::{CueBook, PartyBook};
    use crate::text::tests_support::plain_pages;

    /// Persons as `name|party|role|replaces|items`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let dictionaries = Dictionaries::built_in();
        let (pages, rules) = (plain_pages(text), &dictionaries.rules);
        let view = see(&pages, 0);
        let book = PartyBook::new(dictionaries.municipalities.iter());
        let cues = CueBook::new(&rules.statements, false);
        let reader = Reader { lines: &view.lines, raw: &pages.lines, book: &book, cues: &cues, lenient: false };
        let spotter = PartSpotter::new(&rules.parts, false);
        let found = take_attendance(&reader, &spotter, &rules.roles, 0, view.lines.len() - 1);
        let found: Vec<String> =
            found.iter().map(|p| [&*p.name, &p.party, &p.role, &p.replaces, &p.items].join("|")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_column() {
        check(
            "Ledamöter\n\nIda Sten (MP) Ordförande\nOla von Ek (L) Vice ordförande\nEva Ål (S) Ledamot\nBo Li (S) Ersättare ersätter Åke Berg\nUlf Ask (V) Ersättare\n\nÖvriga närvarande\n\nPer Öst, stadsdelsdirektör\nAnn Ny Vik, tf. enhetschef\n",
            &[
                "Ida Sten|MP|ordförande||",
                "Ola von Ek|L|vice ordförande||",
                "Eva Ål|S|ledamot||",
                "Bo Li|S|tjänstgörande ersättare|Åke Berg|",
                "Ulf Ask|V|ersättare||",
                "Per Öst||stadsdelsdirektör||",
                "Ann Ny Vik||tf. enhetschef||",
            ],
        );
    }

    #[test]
    fn parts_of_the_meeting_and_broken_lines() {
        check(
            "Beslutande\nIda Sten (S), §§ 1–5 och 7–11\nOla Ek (M),\n1:e vice ordförande\nTjänstgörande ersättare\nBo Li (C) för Åke Berg (C), §§ 22–23\nErsättare\nUlf Ask (-)\n",
            &[
                "Ida Sten|S|ledamot||1-5, 7-11",
                "Ola Ek|M|1:e vice ordförande||",
                "Bo Li|C|tjänstgörande ersättare|Åke Berg|22-23",
                "Ulf Ask||ersättare||",
            ],
        );
    }

    #[test]
    fn lists_in_running_text() {
        check(
            "Närvarande\n\nLedamöter: Ida Sten (S), ordförande, Ola Ek (M), vice ordförande,\nEva Ål (L), §§ 1–12, och Bo Li (SD).\n\nTjänstgörande ersättare: Ulf Ask (S) för Rolf Vik (S). Jan Öst\n(M) för Eva Ål (L), §§ 13–14.\n\nTjänstemän: stadsdirektören Per Öst och sekreteraren Frej Ny, § 12.\n",
            &[
                "Ida Sten|S|ordförande||",
                "Ola Ek|M|vice ordförande||",
                "Eva Ål|L|ledamot||1-12",
                "Bo Li|SD|ledamot||",
                "Ulf Ask|S|tjänstgörande ersättare|Rolf Vik|",
                "Jan Öst|M|tjänstgörande ersättare|Eva Ål|13-14",
                "Per Öst||stadsdirektör||",
                "Frej Ny||sekreterare||12",
            ],
        );
    }

    #[test]
    fn columns_run_together() {
        check(
            "Beslutande\nHelena Nord (KD), 1:e vice ordförande Frida Ek (S)\nIda Sten (S)\tOla Ek (M)\n",
            &[
                "Helena Nord|KD|1:e vice ordförande||",
                "Frida Ek|S|ledamot||",
                "Ida Sten|S|ledamot||",
                "Ola Ek|M|ledamot||",
            ],
        );
    }

    #[test]
    fn columns_side_by_side_and_labels_before_names() {
        check(
            "Ledamöter              Ersättare\nIda Sten (S), ordf.    Bo Li (M)\nOla Ek (C)             Eva Ål (V)\n                       Tjänstepersoner\n                       Per Öst, ekonom\n",
            &[
                "Ida Sten|S|ordförande||",
                "Bo Li|M|ersättare||",
                "Ola Ek|C|ledamot||",
                "Eva Ål|V|ersättare||",
                "Per Öst||ekonom||",
            ],
        );
        check(
            "Beslutande          Ida Sten (S)\n                    Ola Ek (M) tjg ers för Bo Li (M)\n\nÖvriga deltagare    Per Öst, kommunchef\nUtses att justera   Ola Ek (M)\nSekreterare         Ann Ny (-)\n",
            &["Ida Sten|S|ledamot||", "Ola Ek|M|tjänstgörande ersättare|Bo Li|", "Per Öst||kommunchef||"],
        );
    }

    #[test]
    fn parties_as_heads_and_without_brackets() {
        check(
            "Närvarande\nSocialdemokraterna\nIda Sten, ordförande\nOla Ek\nModerata samlingspartiet\nBo Li\nErsättare\nEva Ål -v\nUlf Ask SD\n",
            &[
                "Ida Sten|S|ordförande||",
                "Ola Ek|S|ledamot||",
                "Bo Li|M|ledamot||",
                "Eva Ål|V|ersättare||",
                "Ulf Ask|SD|ersättare||",
            ],
        );
    }

    #[test]
    fn the_absent_and_those_who_adjust_were_not_there() {
        check(
            "Ledamöter\nIda Sten (S)\nFrånvarande\nOla Ek (M)\n\nErsättare\nBo Li (L)\n\nJusterare\nUlf Ask (S)\n",
            &["Ida Sten|S|ledamot||", "Bo Li|L|ersättare||"],
        );
    }
}
