//! Says which pieces of a run make a row.

use super::grow::Run;
use super::sight::Piece;
use crate::read::cells::CellRow;
use crate::read::lines::Joined;
use crate::read::raw::Row;

/// White between rows is at least this much wider than between lines of a row.
const ROW_GAP: f32 = 1.2;
/// The same inside a first column that the stream wrote without a break (typst's rows stand 1.18 apart).
const CELL_GAP: f32 = 1.12;

/// The run's rows, told by (in this order) rules between them, the stream's order of cells, the white between them, or a
/// first column that begins anew. `None` where the stream contradicts rows: a later row that stands beside an earlier one.
pub(super) fn rows(run: &Run, rules: &[f32], table: u32) -> Option<Vec<CellRow>> {
    let rect = run.rect();
    let inner: Vec<f32> = rules.iter().copied().filter(|y| *y > rect.y0 && *y < rect.y1).collect();
    let groups = if inner.len() >= 2 {
        by_rules(run, &inner)
    } else if run.returns() > 0 {
        by_stream(run)?
    } else {
        by_sight(run)
    };
    Some(groups.into_iter().enumerate().map(|(i, row)| cell_row(row, run.columns.len(), table, i as u32 + 1)).collect())
}

fn by_rules<'a>(run: &'a Run, rules: &[f32]) -> Vec<Vec<&'a Piece>> {
    let mut rows: Vec<Vec<&Piece>> = vec![Vec::new(); rules.len() + 1];
    for piece in run.stream() {
        let middle = piece.part.y - 0.3 * piece.part.size;
        rows[rules.partition_point(|rule| *rule < middle)].push(piece);
    }
    rows.retain(|row| !row.is_empty());
    rows
}

/// A row ends where the stream goes back to an earlier column, or far down in the first one.
fn by_stream(run: &Run) -> Option<Vec<Vec<&Piece>>> {
    let stream = run.stream();
    let down = |above: &Piece, below: &Piece| below.part.y - above.part.y;
    let same_column = stream.windows(2).filter(|pair| pair[0].column == pair[1].column);
    let pitch = same_column.map(|pair| down(pair[0], pair[1])).filter(|d| *d > 1.0).fold(f32::INFINITY, f32::min);
    let mut rows: Vec<Vec<&Piece>> = Vec::new();
    for piece in stream {
        let begins = rows.last().and_then(|row| row.last()).is_none_or(|last| {
            piece.column < last.column || (piece.column + last.column == 0 && down(last, piece) > CELL_GAP * pitch)
        });
        match rows.last_mut() {
            Some(row) if !begins => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    let span = |row: &[&Piece]| {
        let ys = || row.iter().map(|piece| piece.part.y);
        (ys().fold(f32::INFINITY, f32::min), ys().fold(f32::NEG_INFINITY, f32::max))
    };
    rows.windows(2).all(|pair| span(&pair[1]).0 > span(&pair[0]).1).then_some(rows)
}

fn by_sight(run: &Run) -> Vec<Vec<&Piece>> {
    let y = |line: &[Piece]| line[0].part.y;
    let distances = || run.lines.windows(2).map(|pair| y(&pair[1]) - y(&pair[0]));
    let pitch = distances().filter(|distance| *distance > 1.0).fold(f32::INFINITY, f32::min);
    let gaps = distances().filter(|distance| *distance > ROW_GAP * pitch).count();
    let by_white = gaps > 0 && gaps + 1 < run.lines.len();
    let mut rows: Vec<Vec<&Piece>> = Vec::new();
    for (i, line) in run.lines.iter().enumerate() {
        let begins =
            i == 0 || if by_white { y(line) - y(&run.lines[i - 1]) > ROW_GAP * pitch } else { begins_anew(&line[0]) };
        match rows.last_mut() {
            Some(row) if !begins => row.extend(line),
            _ => rows.push(line.iter().collect()),
        }
    }
    rows
}

fn begins_anew(first: &Piece) -> bool {
    first.column == 0 && first.part.text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

fn cell_row(pieces: Vec<&Piece>, columns: usize, table: u32, row: u32) -> CellRow {
    let mut cells: Vec<Vec<Joined>> = vec![Vec::new(); columns];
    let bold = pieces.iter().all(|piece| piece.part.bold_glyphs * 10 >= piece.part.glyphs * 9);
    for piece in pieces {
        cells[piece.column].push(piece.part.clone());
    }
    for cell in &mut cells {
        cell.sort_by(|a, b| a.y.total_cmp(&b.y));
    }
    CellRow { row: Row { table, row, head: row == 1 && bold, tagged: false }, cells }
}
