//! Finds tables without rules: runs of lines whose pieces start at the same three or more places.
//!
//! Two aligned columns alone are no table: contents lists, attendance lists and signatures look so, and keep their tabs.
//! Rows are told by the white between them; where all lines stand equally close, a line that begins in the first column
//! with a capital or a number begins a row.

use super::lines::{Joined, tenth};
use super::raw::{RawLine, Row, Shape};

/// Columns that make a run of lines a table.
const FEWEST_COLUMNS: usize = 3;
/// Lines with that many pieces that a table has at least: its heads and one row.
const FEWEST_FULL_LINES: usize = 2;
/// Piece starts nearer than this (in ems) are one column.
const SAME_START: f32 = 1.0;
/// White between rows is at least this much wider than between lines of a row.
const ROW_GAP: f32 = 1.2;

/// A piece of a line between wide gaps.
struct Piece<'a> {
    x0: f32,
    x1: f32,
    text: &'a str,
}

/// The lines of a page, runs of aligned lines made rows; `first_table` numbers the first table found.
pub(super) fn aligned(lines: Vec<Joined>, first_table: u32) -> Vec<RawLine> {
    let mut out = Vec::with_capacity(lines.len());
    let mut number = first_table;
    let mut lines = lines.into_iter().peekable();
    let mut waiting: Vec<Joined> = Vec::new();
    // a run starts at a line of enough pieces and goes on while lines fit its columns
    while let Some(line) = lines.next() {
        if line.gaps.len() + 1 < FEWEST_COLUMNS {
            out.push(line.into_raw());
            continue;
        }
        waiting.push(line);
        let mut columns = starts(&waiting[0]);
        while let Some(next) = lines.next_if(|next| fits(next, &waiting, &columns)) {
            add_starts(&mut columns, &next);
            waiting.push(next);
        }
        let full = waiting.iter().filter(|line| line.gaps.len() + 1 >= FEWEST_COLUMNS).count();
        if full >= FEWEST_FULL_LINES {
            out.extend(rows(&waiting, &columns, number));
            number += 1;
            waiting.clear();
        } else {
            out.extend(waiting.drain(..).map(Joined::into_raw));
        }
    }
    out
}

fn pieces(line: &Joined) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(line.gaps.len() + 1);
    let (mut from, mut x0) = (0, line.rect.x0);
    for gap in &line.gaps {
        pieces.push(Piece { x0, x1: gap.x0, text: line.text[from..gap.at].trim() });
        (from, x0) = (gap.at + 1, gap.x1);
    }
    pieces.push(Piece { x0, x1: line.rect.x1, text: line.text[from..].trim() });
    pieces
}

fn starts(line: &Joined) -> Vec<f32> {
    pieces(line).iter().map(|piece| piece.x0).collect()
}

fn add_starts(columns: &mut Vec<f32>, line: &Joined) {
    for piece in pieces(line) {
        if column_of(columns, piece.x0, line.size).is_none() {
            columns.push(piece.x0);
        }
    }
    columns.sort_by(f32::total_cmp);
}

fn column_of(columns: &[f32], x: f32, size: f32) -> Option<usize> {
    columns.iter().position(|start| (start - x).abs() < SAME_START * size)
}

/// Whether a line goes on with the run: it stands close below, each piece starts at a column, and none runs over the next.
fn fits(line: &Joined, run: &[Joined], columns: &[f32]) -> bool {
    let Some(last) = run.last() else { return false };
    let distance = line.y - last.y;
    if distance < -0.5 * line.size || distance > 3.5 * line.size.max(last.size) {
        return false;
    }
    let several = line.gaps.len() + 1 >= FEWEST_COLUMNS;
    pieces(line).iter().all(|piece| match column_of(columns, piece.x0, line.size) {
        Some(column) => columns.get(column + 1).is_none_or(|next| piece.x1 < next + SAME_START * line.size),
        // a full row may show a column that the heads left unseen, never one that crosses a known one
        None => {
            several && columns.iter().all(|start| !(piece.x0 + SAME_START * line.size < *start && *start < piece.x1))
        }
    })
}

fn rows(run: &[Joined], columns: &[f32], table: u32) -> Vec<RawLine> {
    let mut rows: Vec<Vec<&Joined>> = Vec::new();
    let pitch = run.windows(2).map(|pair| pair[1].y - pair[0].y).filter(|d| *d > 1.0).fold(f32::INFINITY, f32::min);
    let gaps = run.windows(2).filter(|pair| pair[1].y - pair[0].y > ROW_GAP * pitch).count();
    let by_white = gaps > 0 && gaps + 1 < run.len();
    for (i, line) in run.iter().enumerate() {
        let begins =
            i == 0 || if by_white { line.y - run[i - 1].y > ROW_GAP * pitch } else { begins_row(line, columns) };
        match rows.last_mut() {
            Some(row) if !begins => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    rows.iter().enumerate().map(|(i, row)| row_line(row, columns, table, i as u32 + 1)).collect()
}

fn begins_row(line: &Joined, columns: &[f32]) -> bool {
    let pieces = pieces(line);
    let first = &pieces[0];
    let in_first = column_of(columns, first.x0, line.size) == Some(0);
    in_first && first.text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

fn row_line(lines: &[&Joined], columns: &[f32], table: u32, row: u32) -> RawLine {
    let mut cells: Vec<Vec<&str>> = vec![Vec::new(); columns.len()];
    let mut rect = lines[0].rect;
    for line in lines {
        rect = rect.around(line.rect);
        for piece in pieces(line) {
            let column = columns.iter().rposition(|start| piece.x0 > start - SAME_START * line.size).unwrap_or(0);
            cells[column].push(piece.text);
        }
    }
    let texts: Vec<String> = cells.into_iter().map(super::hyphens::join_lines).collect();
    let (glyphs, bold) = lines.iter().fold((0, 0), |(g, b), line| (g + line.glyphs, b + line.bold_glyphs));
    let bold = glyphs > 0 && f64::from(bold) >= 0.9 * f64::from(glyphs);
    RawLine {
        text: texts.join("\t"),
        place: [rect.x0, rect.y0, rect.x1, rect.y1].map(tenth),
        size: tenth(lines[0].size),
        bold,
        shape: Shape::Row(Row { table, row, head: row == 1 && bold, tagged: false }),
        block: 0,
    }
}
