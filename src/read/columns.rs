//! Orders the lines of a page without a trusted structure tree.
//!
//! The stream's order is kept unless it jumps upwards again and again; then blocks are sorted by place (a recursive
//! cut at the widest white gap, known as XY-cut). Before that, lines that were set straight across two columns of prose
//! are parted at the gutter.

use super::lines::Joined;

/// Lines in reading order.
pub(super) fn order(lines: Vec<Joined>, page_width: f32) -> Vec<Joined> {
    let lines = part_at_gutter(lines, page_width);
    if jumps(&lines) { xy_cut(lines, 0) } else { lines }
}

/// Whether the stream jumps upwards within a column more often than headers and notes explain.
fn jumps(lines: &[Joined]) -> bool {
    let up = lines
        .windows(2)
        .filter(|pair| {
            let (a, b) = (&pair[0], &pair[1]);
            b.y < a.y - 1.5 * a.size && b.rect.x0 < a.rect.x1 && a.rect.x0 < b.rect.x1
        })
        .count();
    up >= 4 && up * 8 >= lines.len()
}

/// Fewest lines in a row that make two columns of prose.
const GUTTER_LINES: usize = 6;

/// Part runs of lines that are set across two columns: a gap at one x in most lines, prose on both sides.
fn part_at_gutter(lines: Vec<Joined>, page_width: f32) -> Vec<Joined> {
    let Some(gutter) = gutter(&lines, page_width) else { return lines };
    let mut ordered = Vec::with_capacity(lines.len() * 2);
    let (mut left, mut right): (Vec<Joined>, Vec<Joined>) = (Vec::new(), Vec::new());
    for line in lines {
        if line.rect.x1 <= gutter {
            left.push(line);
        } else if line.rect.x0 >= gutter {
            right.push(line);
        } else if let Some(gap) = line.gaps.iter().find(|gap| gap.x0 < gutter && gap.x1 > gutter).copied() {
            left.push(line.part(0..gap.at, line.rect.x0, gap.x0));
            right.push(line.part(gap.at + 1..line.text.len(), gap.x1, line.rect.x1));
        } else {
            // a line across both columns ends the run
            ordered.append(&mut left);
            ordered.append(&mut right);
            ordered.push(line);
        }
    }
    ordered.append(&mut left);
    ordered.append(&mut right);
    ordered
}

/// The x of a gutter between two columns of prose, if there is one.
fn gutter(lines: &[Joined], page_width: f32) -> Option<f32> {
    let gaps: Vec<(f32, f32)> = lines
        .iter()
        .filter(|line| line.gaps.len() == 1)
        .map(|line| (line.gaps[0].x0, line.gaps[0].x1))
        .filter(|(x0, x1)| *x0 > 0.3 * page_width && *x1 < 0.7 * page_width)
        .collect();
    if gaps.len() < GUTTER_LINES {
        return None;
    }
    // the gutter begins where the longest left line ends
    let from = gaps.iter().map(|gap| gap.0).fold(f32::NEG_INFINITY, f32::max);
    let to = gaps.iter().map(|gap| gap.1).fold(f32::INFINITY, f32::min);
    let prose = |side: fn(&Joined) -> usize| {
        let letters: usize = lines.iter().filter(|line| line.gaps.len() == 1).map(side).sum();
        letters / gaps.len()
    };
    let left = prose(|line| line.gaps[0].at);
    let right = prose(|line| line.text.len() - line.gaps[0].at);
    // names and dates in columns are short; prose fills its column
    (to > from && left >= 28 && right >= 28).then_some(f32::midpoint(from, to))
}

/// Recursive cut at the widest white gap: down first where both are as wide.
fn xy_cut(mut lines: Vec<Joined>, depth: u32) -> Vec<Joined> {
    if lines.len() < 2 || depth > 24 {
        return lines;
    }
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
    let down = widest_gap(&mut lines, |line| (line.rect.y0, line.rect.y1));
    let across = widest_gap(&mut lines, |line| (line.rect.x0, line.rect.x1));
    let (at, by_y) = match (down, across) {
        (_, Some((gap, at))) if gap > 1.2 * size && down.is_none_or(|(d, _)| gap >= d) => (at, false),
        (Some((gap, at)), _) if gap > 0.0 => (at, true),
        (_, Some((gap, at))) if gap > 1.2 * size => (at, false),
        _ => {
            lines.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.rect.x0.total_cmp(&b.rect.x0)));
            return lines;
        }
    };
    let (first, second): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| if by_y { line.rect.y0 < at } else { line.rect.x0 < at });
    if first.is_empty() || second.is_empty() {
        let mut all = first;
        all.extend(second);
        return all;
    }
    let mut ordered = xy_cut(first, depth + 1);
    ordered.extend(xy_cut(second, depth + 1));
    ordered
}

/// The widest stretch of one axis that no line covers, and where its far side begins.
fn widest_gap(lines: &mut [Joined], range: impl Fn(&Joined) -> (f32, f32)) -> Option<(f32, f32)> {
    lines.sort_by(|a, b| range(a).0.total_cmp(&range(b).0));
    let mut end = range(lines.first()?).1;
    let mut widest: Option<(f32, f32)> = None;
    for line in lines.iter() {
        let (from, to) = range(line);
        let gap = from - end;
        if gap > 0.0 && widest.is_none_or(|(known, _)| gap > known) {
            widest = Some((gap, from));
        }
        end = end.max(to);
    }
    widest
}
