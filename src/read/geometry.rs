//! The little matrix arithmetic that places on a page need.

/// `[a b c d e f]` of a PDF: x' = ax + cy + e, y' = bx + dy + f.
pub(super) type Matrix = [f64; 6];

pub(super) const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `b` first, then `a`.
pub(super) fn multiply(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[2] * b[1],
        a[1] * b[0] + a[3] * b[1],
        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4],
        a[1] * b[4] + a[3] * b[5] + a[5],
    ]
}

pub(super) fn apply(m: Matrix, x: f64, y: f64) -> (f32, f32) {
    ((m[0] * x + m[2] * y + m[4]) as f32, (m[1] * x + m[3] * y + m[5]) as f32)
}

/// A page of that size seen after quarter turns anticlockwise.
pub(super) fn turned(turn: usize, width: f64, height: f64) -> Matrix {
    match turn {
        1 => [0.0, -1.0, 1.0, 0.0, 0.0, width],
        2 => [-1.0, 0.0, 0.0, -1.0, width, height],
        3 => [0.0, 1.0, -1.0, 0.0, height, 0.0],
        _ => IDENTITY,
    }
}

/// From the least value to the greatest.
pub(super) fn span(values: [f32; 4]) -> f32 {
    let low = values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    high - low
}
