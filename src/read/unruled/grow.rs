//! Grows a run of lines whose pieces keep to the same columns.

use super::sight::{Piece, SightLine, cut};
use crate::text::Rect;

/// White between two columns, at least, in ems (`LibreOffice`'s tightest cells; words stand a quarter of an em apart).
const GUTTER: f32 = 0.4;
/// A line further below the last one than this (in ems) belongs to something else.
const FURTHEST: f32 = 3.5;
/// Lines of one cell stand at most this many ems apart.
pub(super) const LEADING: f32 = 1.6;

/// Lines side by side in columns.
#[derive(Debug)]
pub(super) struct Run {
    /// Index of the first line of sight after the run.
    pub end: usize,
    /// Left and right edge of each column, from left to right; they never overlap.
    pub columns: Vec<(f32, f32)>,
    /// Each line of sight's pieces, from left to right, with their columns.
    pub lines: Vec<Vec<Piece>>,
}

impl Run {
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.lines.iter().flatten()
    }

    /// The pieces in the stream's order.
    pub fn stream(&self) -> Vec<&Piece> {
        let mut pieces: Vec<&Piece> = self.pieces().collect();
        pieces.sort_by(|a, b| a.line.cmp(&b.line).then(a.part.rect.x0.total_cmp(&b.part.rect.x0)));
        pieces
    }

    /// How often the stream goes from the foot of a cell up to the head of one further right.
    pub fn returns(&self) -> usize {
        self.stream()
            .windows(2)
            .filter(|pair| pair[1].column > pair[0].column && pair[1].part.y < pair[0].part.y - 0.5 * pair[0].part.size)
            .count()
    }

    pub fn rect(&self) -> Rect {
        self.pieces().map(|piece| piece.part.rect).reduce(Rect::around).unwrap_or_default()
    }
}

/// The run that begins at line `from`; lines that no table would end with are left to what follows.
pub(super) fn grow(sight: &[SightLine], from: usize) -> Run {
    let mut run = Run { end: from, columns: Vec::new(), lines: Vec::new() };
    while let Some(line) = sight.get(run.end) {
        let near = run.end == from || line.y - sight[run.end - 1].y < FURTHEST * line.size.max(sight[run.end - 1].size);
        if !near || !add(&mut run, line) {
            break;
        }
        run.end += 1;
    }
    take_page_top(&mut run, sight, from);
    settle_columns(&mut run);
    drop_tail(&mut run);
    run
}

/// Add a line if its pieces keep to the run's columns (which they may widen, or add to).
fn add(run: &mut Run, line: &SightLine) -> bool {
    let mut columns = run.columns.clone();
    let mut pieces = Vec::with_capacity(line.pieces.len());
    for piece in &line.pieces {
        pieces.extend(part_at_columns(piece, &columns));
    }
    for piece in &pieces {
        let (x0, x1) = (piece.part.rect.x0, piece.part.rect.x1);
        let touched: Vec<usize> = (0..columns.len()).filter(|&c| x0 < columns[c].1 && x1 > columns[c].0).collect();
        match touched[..] {
            [column] => columns[column] = (columns[column].0.min(x0), columns[column].1.max(x1)),
            // a full line may show a column that the heads left unseen; a line of one piece beside all columns may not
            [] if pieces.len() > 1 || columns.is_empty() => columns.push((x0, x1)),
            _ => return false,
        }
    }
    columns.sort_by(|a, b| a.0.total_cmp(&b.0));
    if columns.windows(2).any(|pair| pair[1].0 - pair[0].1 < GUTTER * line.size) {
        return false;
    }
    run.columns = columns;
    run.lines.push(pieces);
    true
}

/// A piece cut where the white between two known columns runs through one of its narrower gaps.
fn part_at_columns(piece: &Piece, columns: &[(f32, f32)]) -> Vec<Piece> {
    let gaps: Vec<_> = piece
        .part
        .soft
        .iter()
        .filter(|gap| columns.windows(2).any(|pair| gap.x0 < pair[1].0 + 1.0 && gap.x1 > pair[1].0 - 1.0))
        .copied()
        .collect();
    cut(&piece.part, &gaps).into_iter().map(|part| Piece { part, ..*piece }).collect()
}

/// At the top of a page a run may begin with the rest of a row: lines of one piece that stand in one of its columns.
fn take_page_top(run: &mut Run, sight: &[SightLine], from: usize) {
    let top = &sight[..from];
    if top.is_empty() || top.len() > 12 || run.columns.len() < 2 {
        return;
    }
    let close = sight[..=from].windows(2).all(|pair| pair[1].y - pair[0].y < FURTHEST * pair[0].size);
    let column = |piece: &Piece| {
        run.columns.iter().position(|column| piece.part.rect.x0 > column.0 - 1.0 && piece.part.rect.x1 < column.1 + 1.0)
    };
    let in_columns = top.iter().all(|line| line.pieces.len() == 1 && column(&line.pieces[0]).is_some());
    // a short paragraph above a table that begins here ends with a full stop, or is a heading: it stays outside
    let goes_on = top[0].pieces[0].part.text.chars().next().is_some_and(char::is_lowercase);
    if close && in_columns && goes_on {
        run.lines.splice(0..0, top.iter().map(|line| line.pieces.clone()));
    }
}

fn settle_columns(run: &mut Run) {
    for piece in run.lines.iter_mut().flatten() {
        let middle = f32::midpoint(piece.part.rect.x0, piece.part.rect.x1);
        piece.column = run.columns.iter().rposition(|column| column.0 <= middle).unwrap_or(0);
    }
}

/// Lines of one piece at the foot that were written after everything else and stand off: what follows the table.
fn drop_tail(run: &mut Run) {
    while run.lines.len() > 1 {
        let (last, above) = (&run.lines[run.lines.len() - 1], &run.lines[run.lines.len() - 2]);
        let [piece] = &last[..] else { break };
        let written_last = run.pieces().all(|other| other.line <= piece.line);
        let distance = piece.part.y - above[0].part.y;
        let goes_on = above.iter().any(|other| other.column == piece.column) && distance < LEADING * piece.part.size;
        let same_cell = run.lines.iter().rev().skip(1).flatten().find(|other| other.column == piece.column);
        let next_line = same_cell.is_some_and(|other| piece.part.y - other.part.y < LEADING * piece.part.size);
        if !written_last || goes_on || next_line {
            break;
        }
        run.lines.pop();
        run.end -= 1;
    }
}
