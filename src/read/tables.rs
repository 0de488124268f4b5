//! Finds ruled tables: a grid of lines whose boxes hold text becomes rows of cells.
//!
//! Rules are grouped where they touch; a group with at least two columns and two text rows is a table. A chunk that runs
//! through an inner ruling line is cut there, between words. A group that holds one box (a framed note) is no table.

use super::cells::{CellRow, table_lines};
use super::chunks::Chunk;

use super::lines::join_untagged;
use super::paths::Rule;
use super::raw::{RawLine, Row};

/// Rules nearer than this are one (a bar drawn as a thin box gives two).
const SAME: f32 = 3.0;

/// A grid: its column and row borders, ascending.
#[derive(Debug)]
struct Grid {
    columns: Vec<f32>,
    rows: Vec<f32>,
}

/// Tables found, each as its rows, and the chunks outside them in their order.
pub(super) fn ruled(rules: &[Rule], chunks: Vec<Chunk>) -> (Vec<Vec<RawLine>>, Vec<Chunk>) {
    if rules.len() < 4 {
        return (Vec::new(), chunks);
    }
    let mut rest = chunks;
    let mut tables = Vec::new();
    for (number, grid) in grids(rules).into_iter().enumerate() {
        let (inside, outside): (Vec<_>, Vec<_>) = rest.into_iter().partition(|chunk| grid.holds(chunk));
        let rows = grid.rows_of(inside.clone(), number as u32 + 1);
        let several = rows.iter().filter(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count() >= 2).count();
        if rows.len() >= 2 && several * 2 >= rows.len() {
            rest = outside;
            tables.push(table_lines(rows));
        } else {
            // no table after all: put the chunks back where they stood
            rest = restore(inside, outside);
        }
    }
    (tables, rest)
}

/// Merge two lists that were parted from one; chunks carry no number, so the stream's order is kept by sorting on place
/// only where a framed text was taken out.
fn restore(inside: Vec<Chunk>, outside: Vec<Chunk>) -> Vec<Chunk> {
    let Some(first) = inside.first() else { return outside };
    let at = outside.iter().position(|chunk| chunk.y > first.y).unwrap_or(outside.len());
    let mut all = outside;
    all.splice(at..at, inside);
    all
}

/// Groups of touching rules that make at least two columns and one row.
fn grids(rules: &[Rule]) -> Vec<Grid> {
    let mut groups: Vec<Vec<Rule>> = Vec::new();
    for rule in merged(rules) {
        let mut touching: Vec<usize> =
            (0..groups.len()).filter(|&g| groups[g].iter().any(|other| touch(&rule, other))).collect();
        let mut group = vec![rule];
        while let Some(g) = touching.pop() {
            group.extend(groups.swap_remove(g));
        }
        groups.push(group);
    }
    let mut grids: Vec<Grid> = groups.iter().filter_map(|group| grid(group)).collect();
    grids.sort_by(|a, b| a.rows[0].total_cmp(&b.rows[0]).then(a.columns[0].total_cmp(&b.columns[0])));
    grids
}

/// Rules on the same line that overlap or meet, joined; sorted so that the result does not hang on drawing order.
fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted = rules.to_vec();
    sorted.sort_by(|a, b| {
        a.vertical
            .cmp(&b.vertical)
            .then(a.at.total_cmp(&b.at))
            .then(a.from.total_cmp(&b.from))
            .then(a.to.total_cmp(&b.to))
    });
    let mut merged: Vec<Rule> = Vec::new();
    for rule in sorted {
        let same = merged.iter_mut().rev().take(64).find(|known| {
            known.vertical == rule.vertical
                && (known.at - rule.at).abs() < SAME
                && rule.from <= known.to + SAME
                && known.from <= rule.to + SAME
        });
        match same {
            Some(known) => {
                known.from = known.from.min(rule.from);
                known.to = known.to.max(rule.to);
            }
            None => merged.push(rule),
        }
    }
    merged
}

fn touch(a: &Rule, b: &Rule) -> bool {
    let within = |at: f32, rule: &Rule| at >= rule.from - SAME && at <= rule.to + SAME;
    if a.vertical == b.vertical {
        return (a.at - b.at).abs() < SAME && a.from <= b.to + SAME && b.from <= a.to + SAME;
    }
    within(a.at, b) && within(b.at, a)
}

fn grid(group: &[Rule]) -> Option<Grid> {
    let borders = |vertical: bool| {
        let mut at: Vec<f32> = group.iter().filter(|rule| rule.vertical == vertical).map(|rule| rule.at).collect();
        at.sort_by(f32::total_cmp);
        at.dedup_by(|a, b| (*a - *b).abs() < SAME);
        at
    };
    let (mut columns, mut rows) = (borders(true), borders(false));
    // open at the sides: the ends of the horizontal rules are borders too
    let left = group.iter().filter(|r| !r.vertical).map(|r| r.from).fold(f32::INFINITY, f32::min);
    let right = group.iter().filter(|r| !r.vertical).map(|r| r.to).fold(f32::NEG_INFINITY, f32::max);
    if let (Some(first), Some(last)) = (columns.first().copied(), columns.last().copied()) {
        if first - left > 10.0 {
            columns.insert(0, left);
        }
        if right - last > 10.0 {
            columns.push(right);
        }
    }
    // cut by a page break: the row that goes on has no line below it, or none above
    let top = group.iter().filter(|r| r.vertical).map(|r| r.from).fold(f32::INFINITY, f32::min);
    let bottom = group.iter().filter(|r| r.vertical).map(|r| r.to).fold(f32::NEG_INFINITY, f32::max);
    if let (Some(first), Some(last)) = (rows.first().copied(), rows.last().copied()) {
        if first - top > 10.0 {
            rows.insert(0, top);
        }
        if bottom - last > 10.0 {
            rows.push(bottom);
        }
    }
    (columns.len() >= 3 && rows.len() >= 2).then_some(Grid { columns, rows })
}

impl Grid {
    fn holds(&self, chunk: &Chunk) -> bool {
        let (top, bottom) = (self.rows[0], self.rows[self.rows.len() - 1]);
        let (left, right) = (self.columns[0], self.columns[self.columns.len() - 1]);
        let middle = chunk.y - 0.3 * chunk.size;
        middle > top && middle < bottom && chunk.x0 > left - SAME && chunk.x0 < right
    }

    fn rows_of(&self, chunks: Vec<Chunk>, table: u32) -> Vec<CellRow> {
        let (row_count, column_count) = (self.rows.len() - 1, self.columns.len() - 1);
        let mut cells: Vec<Vec<Vec<Chunk>>> = vec![vec![Vec::new(); column_count]; row_count];
        for chunk in chunks.into_iter().flat_map(|chunk| self.cut(chunk)) {
            let middle = chunk.y - 0.3 * chunk.size;
            let row = self.rows.iter().rposition(|y| middle > *y).unwrap_or(0).min(row_count - 1);
            let column = self.columns.iter().rposition(|x| chunk.x0 + 1.0 > *x).unwrap_or(0).min(column_count - 1);
            cells[row][column].push(chunk);
        }
        cells
            .into_iter()
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .enumerate()
            .map(|(number, row)| {
                let number = number as u32 + 1;
                let filled = row.iter().flatten();
                let head = number == 1 && filled.clone().all(|chunk| chunk.bold_glyphs * 10 >= chunk.glyphs * 9);
                let cells = row.into_iter().map(join_untagged).collect();
                CellRow { row: Row { table, row: number, head, tagged: false }, cells }
            })
            .collect()
    }

    /// Cut a chunk at the column borders that run through a gap between its words.
    fn cut(&self, chunk: Chunk) -> Vec<Chunk> {
        let inner = &self.columns[1..self.columns.len() - 1];
        let mut at: Vec<(usize, f32)> = Vec::new();
        for border in inner.iter().filter(|x| **x > chunk.x0 + 1.0 && **x < chunk.x1 - 1.0) {
            // the first word that starts right of the border
            if let Some((offset, x)) = chunk.words.iter().find(|(_, x)| *x >= border - 1.0)
                && at.last().is_none_or(|(last, _)| *last < *offset as usize)
            {
                at.push((*offset as usize, *x));
            }
        }
        if at.is_empty() {
            return vec![chunk];
        }
        let mut parts = Vec::with_capacity(at.len() + 1);
        let (mut start, mut x0) = (0, chunk.x0);
        for (offset, x) in at.into_iter().chain([(chunk.text.len(), chunk.x1)]) {
            let text = chunk.text[start..offset].trim().to_owned();
            parts.push(Chunk { text, x0, x1: x, words: Vec::new(), spaces: Vec::new(), ..chunk.clone() });
            (start, x0) = (offset, x);
        }
        parts
    }
}
