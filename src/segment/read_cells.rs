//! Reads lines as rows of cells with the column each begins in, so that lists printed side by side stay apart.
//!
//! Text tools keep columns by blanks, tables by tabs, PDFs by place; here all become one measure: signs from the left.

use std::collections::{BTreeMap, BTreeSet};

use super::take_statements::Reader;
use crate::classify::see_lines::clean;
use crate::text::{Line, LineKind};

/// How far right a tab reaches: cells of a table stand this many signs apart.
const TAB: usize = 40;

/// Blanks that part two cells.
const PARTING: usize = 3;

/// Width of a sign in points, to turn a place on the page into signs.
const SIGN: f32 = 5.0;

/// A stretch of text and the column it begins in.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Signs from the left.
    pub x: usize,
    /// Its text, without markup.
    pub text: String,
}

/// A line of cells.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its cells from the left; never empty.
    pub cells: Vec<Cell>,
    /// Whether a blank line stands before it.
    pub gap: bool,
}

/// The rows of lines `from..=to`; page noise is left out.
pub fn rows_of(reader: &Reader, from: usize, to: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut gap = false;
    let columns = columns_of(reader, from, to);
    for at in from..=to {
        if reader.lines[at].noise {
            continue;
        }
        let cells = cells_between(&reader.raw[at], |x| columns.contains(&x));
        if cells.is_empty() {
            gap = true;
        } else {
            rows.push(Row { cells, gap: std::mem::take(&mut gap) });
        }
    }
    rows
}

/// How many lines have a cell that begins in a column before that is believed to be one.
const COLUMN: usize = 3;

/// Where cells begin line after line, right of the margin.
fn columns_of(reader: &Reader, from: usize, to: usize) -> BTreeSet<usize> {
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    for at in (from..=to).filter(|&at| !reader.lines[at].skipped()) {
        for cell in cells_of(&reader.raw[at]).iter().filter(|cell| cell.x > 0) {
            *times.entry(cell.x).or_default() += 1;
        }
    }
    times.into_iter().filter(|(_, times)| *times >= COLUMN).map(|(x, _)| x).collect()
}

/// The cells of one line. A table's row keeps its empty cells as empty columns.
pub fn cells_of(line: &Line) -> Vec<Cell> {
    cells_between(line, |_| false)
}

/// The same; fewer blanks part cells where the second begins a column: a long label leaves no more.
fn cells_between(line: &Line, is_column: impl Fn(usize) -> bool) -> Vec<Cell> {
    let left = line.place.filter(|_| line.kind != LineKind::TableRow).map_or(0, |place| (place.x0 / SIGN) as usize);
    let mut cells: Vec<(usize, String)> = Vec::new();
    let (mut column, mut blanks) = (0, PARTING);
    for c in line.text.chars().filter(|c| *c != '\u{c}') {
        match c {
            '\t' => (column, blanks) = ((column / TAB + 1) * TAB, PARTING),
            ' ' | '\u{a0}' => (column, blanks) = (column + 1, blanks + 1),
            c => {
                let first = cells.len() == 1;
                match cells.last_mut() {
                    Some((_, text))
                        if !parts(blanks, first && !text.contains(' ')) || !is_column(column) && blanks < PARTING =>
                    {
                        text.extend(std::iter::repeat_n(' ', blanks.min(1)));
                        text.push(c);
                    }
                    _ => cells.push((column, c.to_string())),
                }
                (column, blanks) = (column + 1, 0);
            }
        }
    }
    let cells = cells.into_iter().map(|(x, text)| Cell { x: x + left, text: clean(&text) });
    cells.filter(|cell| !cell.text.is_empty()).collect()
}

/// Whether that many blanks part two cells where the second begins a column: two do, and one after a label of one word.
fn parts(blanks: usize, after_label: bool) -> bool {
    blanks >= 2 || blanks == 1 && after_label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str)]) {
        let found = cells_of(&Line::plain(1, text));
        let found: Vec<(usize, &str)> = found.iter().map(|cell| (cell.x, cell.text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn columns_are_kept_by_blanks_and_tabs() {
        check("Ida Sten (S)    Bo Ek (M)", &[(0, "Ida Sten (S)"), (16, "Bo Ek (M)")]);
        check("      Ida  Sten", &[(6, "Ida Sten")]);
        check("Namn\t\tX", &[(0, "Namn"), (80, "X")]);
        check("  ", &[]);
    }
}
