//! Finds tables that no grid of rules shows: pieces of text that stand in columns, line by line or cell by cell.
//!
//! Producers write such tables in two ways. Some set each line across all columns; most write a cell with all its lines,
//! then the next cell, so the stream goes down a cell and *returns* up to the next. Returns are the best evidence there is:
//! two columns with several returns are a table, while two columns of prose or a list of names beside another return once.
//! Without returns three columns are needed, because contents lists, attendance lists and signatures also stand in two.
//!
//! 1. [`sight`]: pieces between wide gaps, put on lines of sight by their baseline, whatever the stream's order.
//! 2. [`grow`]: a run of lines whose pieces keep to the same columns.
//! 3. here: is the run a table, or columns of prose?
//! 4. [`rows`]: which pieces make a row.

mod grow;
mod rows;
mod sight;
#[cfg(test)]
mod tests;

use super::cells::table_lines;
use super::lines::Joined;
use super::paths::Rule;
use super::raw::RawLine;
use grow::{Run, grow};
use rows::rows;
use sight::sight_lines;

/// Lines with at least three pieces that a table without other evidence has: its heads and one row.
const FEWEST_FULL_LINES: usize = 2;
/// Returns, or rules across the run, that make two columns a table.
const FEWEST_RETURNS: usize = 2;
const FEWEST_RULES: usize = 3;
/// Lines, letters per piece and share of filled places from which columns are prose set line by line.
const PROSE_LINES: usize = 6;
const PROSE_LETTERS: usize = 18;
const PROSE_FILLED: f64 = 0.8;

/// Tables found, each as its rows, and the lines outside them in their order. `first_table` numbers the first table;
/// `rules` are those that no grid used.
pub(super) fn unruled(lines: Vec<Joined>, rules: &[Rule], first_table: u32) -> (Vec<Vec<RawLine>>, Vec<Joined>) {
    if lines.len() < 2 {
        return (Vec::new(), lines);
    }
    let sight = sight_lines(&lines);
    let mut tables = Vec::new();
    let mut used = vec![false; lines.len()];
    let mut at = 0;
    while at < sight.len() {
        if sight[at].pieces.len() < 2 {
            at += 1;
            continue;
        }
        let run = grow(&sight, at);
        at = run.end.max(at + 1);
        let number = first_table + tables.len() as u32;
        if let Some(rows) = table_rows(&run, rules, number) {
            for piece in run.pieces() {
                used[piece.line] = true;
            }
            tables.push(table_lines(rows));
        }
    }
    let rest = lines.into_iter().zip(used).filter(|(_, used)| !used).map(|(line, _)| line).collect();
    (tables, rest)
}

/// The rows of a run that is a table.
fn table_rows(run: &Run, rules: &[Rule], number: u32) -> Option<Vec<super::cells::CellRow>> {
    let across = rules_across(run, rules);
    let returns = run.returns();
    let evidence = match run.columns.len() {
        0 | 1 => false,
        2 => returns >= FEWEST_RETURNS || across.len() >= FEWEST_RULES,
        _ => {
            let full = run.lines.iter().filter(|line| line.len() >= 3).count();
            full >= FEWEST_FULL_LINES || across.len() >= FEWEST_RULES
        }
    };
    if !evidence || (returns == 0 && is_prose(run)) {
        return None;
    }
    let rows = rows(run, &across, number)?;
    let several = rows.iter().filter(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count() >= 2).count();
    (rows.len() >= 2 && several * 2 >= rows.len()).then_some(rows)
}

/// Heights of the horizontal rules that run over most of a run's width, from its top to its foot.
fn rules_across(run: &Run, rules: &[Rule]) -> Vec<f32> {
    let rect = run.rect();
    let width = rect.x1 - rect.x0;
    let mut heights: Vec<f32> = rules
        .iter()
        .filter(|rule| !rule.vertical && rule.at > rect.y0 - 20.0 && rule.at < rect.y1 + 20.0)
        .filter(|rule| rule.to.min(rect.x1) - rule.from.max(rect.x0) > 0.8 * width)
        .map(|rule| rule.at)
        .collect();
    heights.sort_by(f32::total_cmp);
    heights.dedup_by(|a, b| (*a - *b).abs() < 3.0);
    heights
}

/// Columns of running text, set line by line: nearly every place is filled, and with many letters.
fn is_prose(run: &Run) -> bool {
    let pieces = run.pieces().count();
    let letters: usize = run.pieces().map(|piece| piece.part.text.chars().count()).sum();
    run.lines.len() >= PROSE_LINES
        && letters >= PROSE_LETTERS * pieces
        && pieces as f64 >= PROSE_FILLED * (run.lines.len() * run.columns.len()) as f64
}
