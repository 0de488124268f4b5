//! Keeps the straight lines of painted paths: the rules of tables.

/// A ruling line: horizontal or vertical, thin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub vertical: bool,
    /// Where: y of a horizontal, x of a vertical one.
    pub at: f32,
    pub from: f32,
    pub to: f32,
}

/// A line leans no more than this many points.
const STRAIGHT: f32 = 0.5;
/// Shorter ones are parts of letters and logos.
const SHORTEST: f32 = 4.0;

/// The path being built; places are the page's.
#[derive(Default)]
pub(super) struct Path {
    edges: Vec<[f32; 4]>,
    /// Where the open subpath began, and where it is.
    open: Option<((f32, f32), (f32, f32))>,
}

impl Path {
    pub fn move_to(&mut self, point: (f32, f32)) {
        self.open = Some((point, point));
    }

    /// An edge, unless the path has `most` of them already.
    pub fn line_to(&mut self, point: (f32, f32), most: usize) {
        if let Some((start, from)) = self.open {
            if self.edges.len() < most {
                self.edges.push([from.0, from.1, point.0, point.1]);
            }
            self.open = Some((start, point));
        }
    }

    /// A curve is no rule, but the next edge starts at its end.
    pub fn curve_to(&mut self, point: (f32, f32)) {
        if let Some((start, _)) = self.open {
            self.open = Some((start, point));
        }
    }

    pub fn close(&mut self, most: usize) {
        if let Some((start, _)) = self.open {
            self.line_to(start, most);
        }
    }

    pub fn rectangle(&mut self, (x0, y0): (f32, f32), (x1, y1): (f32, f32), most: usize) {
        if self.edges.len() + 4 <= most {
            self.edges.extend([[x0, y0, x1, y0], [x1, y0, x1, y1], [x1, y1, x0, y1], [x0, y1, x0, y0]]);
        }
    }

    pub fn clear(&mut self) {
        self.edges.clear();
        self.open = None;
    }

    /// Keep the straight edges of the path, which is painted now, and say whether all found room among `most` rules. A thin
    /// filled bar gives two edges a hair apart; tables merge them.
    pub fn paint(&mut self, rules: &mut Vec<Rule>, most: usize) -> bool {
        let straight = self.edges.iter().filter_map(|&[x0, y0, x1, y1]| {
            if (y0 - y1).abs() < STRAIGHT && (x0 - x1).abs() > SHORTEST {
                Some(Rule { vertical: false, at: f32::midpoint(y0, y1), from: x0.min(x1), to: x0.max(x1) })
            } else if (x0 - x1).abs() < STRAIGHT && (y0 - y1).abs() > SHORTEST {
                Some(Rule { vertical: true, at: f32::midpoint(x0, x1), from: y0.min(y1), to: y0.max(y1) })
            } else {
                None
            }
        });
        let room = most.saturating_sub(rules.len());
        let before = rules.len();
        rules.extend(straight.take(room));
        let all = rules.len() - before < room || self.edges.is_empty();
        self.clear();
        all
    }
}
