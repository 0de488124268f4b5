//! Writes a table's cells out: as rows, a line each, or, where the table only sets lists side by side, column by column.
//!
//! Minutes often put members and substitutes into the two cells of a borderless table. Joined into rows such a table would
//! be one endless line that mixes people; what tells it is few rows and cells of many lines that end before they are full.

use super::hyphens::join_lines;
use super::lines::{Joined, tenth};
use super::raw::{RawLine, Row, Shape};
use crate::text::Rect;

/// A row of cells, each with its lines in reading order.
pub(super) struct CellRow {
    pub row: Row,
    pub cells: Vec<Vec<Joined>>,
}

/// Lines that end before they are full which make a cell a list.
const LIST_LINES: usize = 4;
/// Rows that a table of lists has at most: one of heads and one of lists.
const LIST_ROWS: usize = 2;

/// The lines of one table.
pub(super) fn table_lines(rows: Vec<CellRow>) -> Vec<RawLine> {
    if sets_lists_side_by_side(&rows) { column_by_column(rows) } else { rows.into_iter().map(row_line).collect() }
}

fn sets_lists_side_by_side(rows: &[CellRow]) -> bool {
    if rows.len() > LIST_ROWS {
        return false;
    }
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    (0..columns).any(|column| {
        let lines: Vec<&Joined> = rows.iter().filter_map(|row| row.cells.get(column)).flatten().collect();
        short_lines(&lines) >= LIST_LINES
    })
}

/// Lines that the next line's first word would still have fitted on: broken on purpose.
fn short_lines(lines: &[&Joined]) -> usize {
    let right = lines.iter().map(|line| line.rect.x1).fold(f32::NEG_INFINITY, f32::max);
    lines
        .windows(2)
        .filter(|pair| {
            let letters = pair[1].text.chars().count().max(1) as f32;
            let letter = (pair[1].rect.x1 - pair[1].rect.x0) / letters;
            let first = pair[1].text.split(' ').next().unwrap_or_default().chars().count() as f32;
            pair[0].rect.x1 + (first + 1.0) * letter < right
        })
        .count()
}

/// Blocks of lists are numbered far above those of any structure tree.
const LIST_BLOCKS: u32 = 1 << 24;

fn column_by_column(rows: Vec<CellRow>) -> Vec<RawLine> {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut by_column: Vec<Vec<RawLine>> = vec![Vec::new(); columns];
    for CellRow { row, cells } in rows {
        for (column, cell) in cells.into_iter().enumerate() {
            let block = LIST_BLOCKS + row.table * 64 + column as u32;
            by_column[column].extend(cell.into_iter().map(|line| RawLine { block, ..line.into_raw() }));
        }
    }
    by_column.into_iter().flatten().collect()
}

/// One row as a line: each cell's lines joined, cells parted by tabs.
fn row_line(CellRow { row, cells }: CellRow) -> RawLine {
    let mut rect: Option<Rect> = None;
    let (mut glyphs, mut bold, mut size) = (0, 0, 0.0_f32);
    for line in cells.iter().flatten() {
        rect = Some(rect.map_or(line.rect, |known| known.around(line.rect)));
        glyphs += line.glyphs;
        bold += line.bold_glyphs;
        size = size.max(line.size);
    }
    let texts: Vec<String> =
        cells.iter().map(|cell| join_lines(cell.iter().map(|line| line.text.as_str())).replace('\t', " ")).collect();
    let rect = rect.unwrap_or_default();
    RawLine {
        text: texts.join("\t"),
        place: [rect.x0, rect.y0, rect.x1, rect.y1].map(tenth),
        size: tenth(size),
        bold: glyphs > 0 && f64::from(bold) >= 0.9 * f64::from(glyphs),
        shape: Shape::Row(row),
        block: 0,
    }
}
