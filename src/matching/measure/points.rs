//! Measures points that were found against points that readers marked.

use crate::directives::Point;
use crate::text::Span;

/// How many labelled points were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointsMeasured {
    /// Labelled points.
    pub labelled: usize,
    /// Those with a found point on at least half of the lines of the shorter of the two.
    pub found: usize,
    /// Those found with the right addressee class.
    pub right_class: usize,
    /// Ids of labelled points that were not found.
    pub missed: Vec<String>,
    /// Ids of labelled points whose class differs.
    pub other_class: Vec<String>,
}

/// Compare found points with labelled ones of one document, by their lines.
#[must_use]
pub fn points_found(found: &[&Point], labelled: &[Point]) -> PointsMeasured {
    let mut measured = PointsMeasured { labelled: labelled.len(), ..PointsMeasured::default() };
    for label in labelled {
        let best = found
            .iter()
            .map(|point| (overlap(point.span, label.span), point))
            .filter(|(share, _)| *share >= 0.5)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            None => measured.missed.push(label.id.clone()),
            Some((_, point)) => {
                measured.found += 1;
                if point.addressee_class == label.addressee_class {
                    measured.right_class += 1;
                } else {
                    measured.other_class.push(label.id.clone());
                }
            }
        }
    }
    measured
}

/// Shared lines, as a share of the shorter span.
fn overlap(a: Span, b: Span) -> f32 {
    let from = a.line_from.max(b.line_from);
    let to = a.line_to.min(b.line_to);
    let shorter = (a.line_to - a.line_from).min(b.line_to - b.line_from) + 1;
    if from > to { 0.0 } else { (to - from + 1) as f32 / shorter as f32 }
}
