//! Puts the pieces of a page on lines of sight: what a reader sees side by side, in whatever order it was written.

use crate::read::lines::{Gap, Joined};

/// Baselines nearer than this (in ems) are one line of sight.
const SAME_BASELINE: f32 = 0.3;

/// A stretch of one line between wide gaps.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Index of the line it was cut from, in the stream's order.
    pub line: usize,
    /// Its column, once a run has found its columns.
    pub column: usize,
    pub part: Joined,
}

/// What stands side by side on one baseline, from left to right.
#[derive(Clone, Debug)]
pub(super) struct SightLine {
    pub y: f32,
    pub size: f32,
    pub pieces: Vec<Piece>,
}

/// The page's lines of sight from top to foot.
pub(super) fn sight_lines(lines: &[Joined]) -> Vec<SightLine> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|&a, &b| lines[a].y.total_cmp(&lines[b].y).then(lines[a].rect.x0.total_cmp(&lines[b].rect.x0)));
    let mut sight: Vec<SightLine> = Vec::new();
    for index in order {
        let line = &lines[index];
        let pieces = pieces(line, index);
        match sight.last_mut() {
            Some(above) if line.y - above.y < SAME_BASELINE * line.size.min(above.size) => {
                above.size = above.size.max(line.size);
                above.pieces.extend(pieces);
            }
            _ => sight.push(SightLine { y: line.y, size: line.size, pieces }),
        }
    }
    for line in &mut sight {
        line.pieces.sort_by(|a, b| a.part.rect.x0.total_cmp(&b.part.rect.x0).then(a.line.cmp(&b.line)));
    }
    sight
}

fn pieces(line: &Joined, index: usize) -> Vec<Piece> {
    cut(line, &line.gaps).into_iter().map(|part| Piece { line: index, column: 0, part }).collect()
}

/// The parts of a line between the given gaps.
pub(super) fn cut(line: &Joined, gaps: &[Gap]) -> Vec<Joined> {
    let mut parts = Vec::with_capacity(gaps.len() + 1);
    let (mut from, mut x0) = (0, line.rect.x0);
    for gap in gaps {
        parts.push(line.part(from..gap.at, x0, gap.x0));
        (from, x0) = (gap.at + 1, gap.x1);
    }
    parts.push(line.part(from..line.text.len(), x0, line.rect.x1));
    parts
}
