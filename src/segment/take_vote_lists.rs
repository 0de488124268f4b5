//! Reads tables of members: who they are and, by column, how each of them voted.
//!
//! They stand at the front or the end of minutes or below a vote, under `Namn` and `Parti` or over columns such as `Ja`, `Nej`.

use std::sync::LazyLock;

use regex::Regex;

use super::read_cells::{Cell, cells_of};
use super::read_person::{Group, PersonReader, begins_with_member};
use super::take_statements::Reader;
use super::{Attendance, Ballot};
use crate::classify::index_cues::CueList;
use crate::classify::words::{fold_fast, folded_words};
use crate::dictionaries::RoleCue;

/// Rows that are none of the table's before it is over.
const STRAY: usize = 3;

/// Lines above a table among which its § is named.
const ABOVE: usize = 4;

/// The § that a list or a column is about, and which of its votes: `§ 162`, `§ 211:2`.
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^§])§\s*(\d{1,4})(?:\s*:\s*(\d))?(\s*[-–]\s*\d)?").expect("a constant pattern")
});

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Head {
    Name,
    Party,
    Replaces,
    Was(Ballot),
    /// A column with `Ja` or `Nej` in its cells; the number tells it from others.
    Vote(usize),
    Other,
}

/// A table of members.
#[derive(Clone, Debug, Default)]
pub struct VoteList {
    /// Its head row.
    pub line: usize,
    /// Its last row.
    pub to: usize,
    /// § and number of the vote for each column of votes; one for a table with a column an answer.
    pub votes: Vec<(Option<String>, usize)>,
    /// Persons, each with the columns in which they voted.
    pub rows: Vec<(Attendance, Vec<(usize, Ballot)>)>,
}

impl VoteList {
    /// Those who were there.
    pub fn present(&self) -> impl Iterator<Item = &Attendance> {
        let away = |ballots: &[(usize, Ballot)]| ballots.iter().any(|(_, ballot)| *ballot == Ballot::Absent);
        self.rows.iter().filter(move |(_, ballots)| !away(ballots)).map(|(person, _)| person)
    }
}

/// All such tables on lines `from..=to`.
pub fn take_vote_lists(reader: &Reader, roles: &CueList<RoleCue>, (from, to): (usize, usize)) -> Vec<VoteList> {
    let person = PersonReader { roles, book: reader.book, lenient: reader.lenient, partyless: false };
    let mut lists: Vec<VoteList> = Vec::new();
    let mut open: Option<Vec<(usize, Head)>> = None;
    let mut stray = 0;
    for at in from..=to {
        let line = &reader.lines[at];
        if line.skipped() || open.is_none() && !line.text.contains('\t') {
            continue;
        }
        let cells = answers_apart(cells_of(&reader.raw[at]));
        // A second row of heads, before the table's own heads are read anew.
        if let (Some(heads), Some(list)) = (&mut open, lists.last())
            && list.rows.is_empty()
            && add_answers(heads, &cells)
        {
            continue;
        }
        if let Some(heads) = heads_of(&cells) {
            lists.push(VoteList { line: at, to: at, votes: votes_of(reader, &cells, &heads, at), rows: Vec::new() });
            (open, stray) = (Some(heads), 0);
            continue;
        }
        let (Some(heads), Some(list)) = (&open, lists.last_mut()) else { continue };
        let rows = rows_on(&cells, heads, &person);
        (list.to, stray) = if rows.is_empty() { (list.to, stray + 1) } else { (at, 0) };
        list.rows.extend(rows);
        if stray > STRAY {
            open = None;
        }
    }
    lists.retain(|list| !list.rows.is_empty());
    lists
}

/// `Nej  Avst`: narrow columns whose heads stand two blanks apart.
fn answers_apart(cells: Vec<Cell>) -> Vec<Cell> {
    let apart = |cell: Cell| {
        let words: Vec<&str> = cell.text.split(' ').collect();
        if words.len() < 2 || !words.iter().all(|word| ballot_of(word).is_some()) {
            return vec![cell];
        }
        let starts = words.iter().scan(cell.x, |x, word| {
            *x += word.chars().count() + 2;
            Some(*x - word.chars().count() - 2)
        });
        starts.zip(&words).map(|(x, word)| Cell { x, text: (*word).to_owned() }).collect()
    };
    cells.into_iter().flat_map(apart).collect()
}

/// The columns of a head row: it names persons, and parties or votes.
fn heads_of(cells: &[Cell]) -> Option<Vec<(usize, Head)>> {
    let mut votes = 0;
    let heads: Vec<(usize, Head)> = cells.iter().map(|cell| (cell.x, head_of(&cell.text, &mut votes))).collect();
    let named = heads.first().is_some_and(|(_, head)| *head == Head::Name)
        || heads.iter().any(|(_, head)| *head == Head::Name) && heads.iter().any(|(_, head)| *head == Head::Party);
    let answers = heads.iter().filter(|(_, head)| matches!(head, Head::Was(_) | Head::Vote(_))).count();
    let party = heads.iter().any(|(_, head)| *head == Head::Party);
    let only_answers = answers >= 2 && answers == heads.len();
    (only_answers || named && (party || answers >= 2 || votes > 0)).then_some(heads)
}

/// `§ 141` over `Ja`, `Nej`, `Avst` in a second row of heads: its answers are the columns.
fn add_answers(heads: &mut Vec<(usize, Head)>, cells: &[Cell]) -> bool {
    let answers: Vec<(usize, Head)> =
        cells.iter().filter_map(|cell| Some((cell.x, Head::Was(ballot_of(&cell.text)?)))).collect();
    let whole = answers.len() == cells.len() && answers.len() > 1;
    if whole {
        heads.retain(|(_, head)| !matches!(head, Head::Vote(_)));
        heads.extend(answers);
    }
    whole
}

fn head_of(text: &str, votes: &mut usize) -> Head {
    let words = folded_words(text, 4);
    match words.first().map(String::as_str) {
        Some(
            "namn" | "ledamot" | "ledamoter" | "fortroendevald" | "fortroendevalda" | "beslutande" | "tjanstgorande",
        ) => Head::Name,
        Some("parti") => Head::Party,
        Some("ersatter" | "tjanstgor" | "tjg") => Head::Replaces,
        Some(word) if words.len() == 1 && ballot_of(word).is_some() => ballot_of(word).map_or(Head::Other, Head::Was),
        Some("rost" | "omrostning" | "votering" | "roster") => next_vote(votes),
        _ if text.starts_with('§') => next_vote(votes),
        _ => Head::Other,
    }
}

fn next_vote(votes: &mut usize) -> Head {
    *votes += 1;
    Head::Vote(*votes - 1)
}

/// `Ja`, `Nej`, `Avst`, `Frånv` and what they are shortened to, folded.
pub fn ballot_of(word: &str) -> Option<Ballot> {
    match fold_fast(word).trim_matches(['.', ':', '-']) {
        "ja" | "j" => Some(Ballot::Yes),
        "nej" | "n" => Some(Ballot::No),
        "avst" | "avstar" | "avstod" | "avstatt" | "nedlagd" | "nedlagda" | "a" => Some(Ballot::Abstains),
        "franv" | "franvarande" | "f" => Some(Ballot::Absent),
        _ => None,
    }
}

/// § and number of the vote for each column of votes: in its head, else in the lines above the table.
fn votes_of(reader: &Reader, cells: &[Cell], heads: &[(usize, Head)], at: usize) -> Vec<(Option<String>, usize)> {
    let found = |text: &str| {
        // "§ 140–143" is all that was dealt with.
        let found = ITEM.captures(text).filter(|found| found.get(3).is_none())?;
        let order = found.get(2).and_then(|order| order.as_str().parse().ok()).unwrap_or(1);
        Some((found[1].to_owned(), order))
    };
    let above = reader.lines[at.saturating_sub(ABOVE)..at].iter().rev().find_map(|line| found(&line.text));
    let columns = cells.iter().zip(heads).filter(|(_, (_, head))| matches!(head, Head::Vote(_)));
    let mut votes: Vec<(Option<String>, usize)> = columns
        .zip(1..)
        .map(|((cell, _), order)| match found(&cell.text) {
            Some((item, order)) => (Some(item), order),
            None => (above.clone().map(|(item, _)| item), order),
        })
        .collect();
    if votes.is_empty() {
        votes.push(above.map_or((None, 1), |(item, order)| (Some(item), order)));
    }
    votes
}

/// The persons on a line of the table: one, or under heads that are all answers one in each cell.
fn rows_on(cells: &[Cell], heads: &[(usize, Head)], person: &PersonReader) -> Vec<(Attendance, Vec<(usize, Ballot)>)> {
    if !heads.iter().all(|(_, head)| matches!(head, Head::Was(_))) {
        return row_of(cells, heads, person).into_iter().collect();
    }
    let group = Group { role: "ledamot".to_owned(), party: String::new() };
    let is_member = |cell: &Cell| begins_with_member(&cell.text) && cell.text.ends_with(')');
    let voted = |cell: &Cell| match nearest(heads, cell.x) {
        Head::Was(ballot) if is_member(cell) => {
            person.read(&cell.text, &group).into_iter().map(|who| (who, vec![(0, ballot)])).collect()
        }
        _ => Vec::new(),
    };
    cells.iter().flat_map(voted).collect()
}

/// The person of a row and the votes in its cells; `None` where it is no row of the table.
fn row_of(
    cells: &[Cell],
    heads: &[(usize, Head)],
    person: &PersonReader,
) -> Option<(Attendance, Vec<(usize, Ballot)>)> {
    let cell_of = |wanted: Head| {
        let cell = cells.iter().find(|cell| nearest(heads, cell.x) == wanted)?;
        Some(cell.text.as_str())
    };
    let mut found = people_of(cell_of(Head::Name)?, cell_of(Head::Party), person)?;
    let mut only = found.pop().filter(|_| found.is_empty())?;
    if let Some(replaced) = cell_of(Head::Replaces).filter(|replaced| replaced.contains(' ')) {
        replaced.split(['(', ',']).next().unwrap_or("").trim().clone_into(&mut only.replaces);
        "tjänstgörande ersättare".clone_into(&mut only.role);
    }
    let ballots = cells.iter().filter_map(|cell| match nearest(heads, cell.x) {
        // An X, a figure: whatever stands in the column of an answer is that answer.
        Head::Was(ballot) => Some((0, ballot)),
        Head::Vote(column) => Some((column, ballot_of(&cell.text)?)),
        _ => None,
    });
    Some((only, ballots.collect()))
}

/// The person that the cells of name and party name.
fn people_of(name: &str, party: Option<&str>, person: &PersonReader) -> Option<Vec<Attendance>> {
    let group = Group { role: "ledamot".to_owned(), party: String::new() };
    if name.contains('(') {
        return Some(person.read(name, &group));
    }
    // A long name leaves a single blank before its party.
    let (name, party) = party.map(|party| (name, party)).or_else(|| name.rsplit_once(' '))?;
    let (bare, rest) = name.split_once(',').unwrap_or((name, ""));
    Some(person.read(&format!("{bare} ({}), {rest}", party.trim_matches(['(', ')', ' '])), &group))
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

    /// Rows as `name|party|role|replaces|votes`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let dictionaries = Dictionaries::built_in();
        let pages = plain_pages(text);
        let view = see(&pages, 0);
        let book = PartyBook::new(dictionaries.municipalities.iter());
        let cues = CueBook::new(&dictionaries.rules.statements, false);
        let reader = Reader { lines: &view.lines, raw: &pages.lines, book: &book, cues: &cues, lenient: false };
        let lists = take_vote_lists(&reader, &dictionaries.rules.roles, (0, view.lines.len() - 1));
        let rows = lists.iter().flat_map(|list| list.rows.iter().map(move |row| (list, row)));
        let found: Vec<String> = rows
            .map(|(list, (p, ballots))| {
                let vote = |(column, ballot): &(usize, Ballot)| {
                    let (item, order) = &list.votes[*column];
                    format!("{}:{order} {ballot:?}", item.as_deref().unwrap_or(""))
                };
                let votes: Vec<String> = ballots.iter().map(vote).collect();
                [&*p.name, &p.party, &p.role, &p.replaces, &votes.join(", ")].join("|")
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn members_are_read_from_a_table_whose_cells_may_be_empty() {
        check(
            "Namn                 Parti   Tjänstgör för    Ja   Nej   Frånv\nIda Sten, ordf.      S                        X\nBo Ek                M       Ola Li                X\nEva Ål               V                                   X\nSumma                                         1    1     1\n",
            &[
                "Ida Sten|S|ordförande||:1 Yes",
                "Bo Ek|M|tjänstgörande ersättare|Ola Li|:1 No",
                "Eva Ål|V|ledamot||:1 Absent",
            ],
        );
    }

    #[test]
    fn a_column_may_be_a_vote_of_its_own() {
        check(
            "Ledamot            Närv   § 11:1   § 11:2\nIda Sten (S)       X      Ja       Nej\nBo Ek (ÖP)         X      Avst     Ja\n",
            &["Ida Sten|S|ledamot||11:1 Yes, 11:2 No", "Bo Ek|ÖP|ledamot||11:1 Abstains, 11:2 Yes"],
        );
    }
}
