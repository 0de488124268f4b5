//! Walks a page's content operators and collects what a reader needs: chunks of text with their places, ruling lines, and
//! how much of the page pictures cover.
//!
//! A chunk ([`super::chunks`]) is a stretch of glyphs on one baseline without a wide gap. Chunks keep the order of the content stream, which
//! for documents from word processors is the reading order (measured: better than sorting by place). Everything is
//! bounded by [`Limits`], because the operators are the attacker's.

use std::borrow::Cow;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::chunks::{Chunk, Last, Style, push, push_several, tidy};
use super::fonts::{SharedFonts, Text};
use super::geometry::{IDENTITY, Matrix, apply, multiply, span, turned};
use super::marks::{Marks, Replaced};
use super::mend_content::mend;
use super::paths::{Path, Rule};

/// Operators without the numbers they need that are passed over in one stream.
const MOST_REFUSED: u32 = 16;

/// What one page may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Content operators, forms included.
    pub operators: u32,
    /// Glyphs shown.
    pub glyphs: u32,
    /// Forms inside forms.
    pub form_depth: u32,
    /// Ruling lines kept.
    pub rules: usize,
    /// Bytes that its content, or that of a form, may unpack to.
    pub unpacked: u64,
    /// Whether the structure tree is read at all (off to measure what geometry alone gives).
    pub tags: bool,
}

impl Default for Limits {
    fn default() -> Self {
        super::limits::Limits::default().of_page(0)
    }
}

/// What a page's operators draw.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub chunks: Vec<Chunk>,
    pub rules: Vec<Rule>,
    /// Glyphs by the direction they run in, quarter turns clockwise: rightwards, down, leftwards, up.
    pub quarters: [u32; 4],
    /// Bytes shown in a font that the file does not have.
    pub lost: u32,
    /// Largest picture, as a share of the page's area.
    pub picture_share: f32,
    /// Some limit was reached: the page may be cut short.
    pub cut_short: bool,
}

#[derive(Clone)]
pub(super) struct State {
    pub(super) ctm: Matrix,
    font: Option<usize>,
    size: f64,
    char_space: f64,
    word_space: f64,
    h_scale: f64,
    leading: f64,
    rise: f64,
    mode: i64,
    line_width: f64,
}

/// Interpret one page, seen after `turn` quarter turns anticlockwise (so that text which ran up or down runs rightwards).
/// `fonts` is shared by the pages of a document.
pub(super) fn interpret<'a>(page: &Page<'a>, fonts: &SharedFonts<'a>, limits: Limits, turn: usize) -> Drawn {
    let (width, height) = page.render_dimensions();
    let base = multiply(turned(turn, f64::from(width), f64::from(height)), page.initial_transform(true).as_coeffs());
    let mut interpreter = Interpreter {
        fonts,
        limits,
        operators: 0,
        glyphs: 0,
        page_area: (width * height).max(1.0),
        base,
        state: State {
            ctm: base,
            font: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            h_scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            line_width: 1.0,
        },
        stack: Vec::new(),
        text_matrix: IDENTITY,
        line_matrix: IDENTITY,
        marks: Marks::default(),
        in_text: false,
        path: Path::default(),
        last: None,
        drawn: Drawn::default(),
    };
    if let Some(stream) = page.page_stream() {
        interpreter.run(stream, page.resources(), 0);
    }
    interpreter.drawn.cut_short |= interpreter.in_text;
    interpreter.annotations(page);
    interpreter.finish()
}

/// A page being walked.
pub(super) struct Interpreter<'f, 'a> {
    fonts: &'f SharedFonts<'a>,
    pub(super) limits: Limits,
    operators: u32,
    pub(super) glyphs: u32,
    page_area: f32,
    /// From the page's own space to the one read in.
    pub(super) base: Matrix,
    pub(super) state: State,
    stack: Vec<State>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    marks: Marks,
    /// A text object is open; still open at the page's end, its stream broke off.
    in_text: bool,
    path: Path,
    /// Place of the last glyph, to drop overprinted copies (fake bold).
    pub(super) last: Last,
    pub(super) drawn: Drawn,
}

impl<'a> Interpreter<'_, 'a> {
    fn finish(mut self) -> Drawn {
        self.drawn.chunks = tidy(self.drawn.chunks);
        self.drawn
    }

    fn run(&mut self, stream: &[u8], resources: &Resources<'a>, depth: u32) {
        if stream.len() as u64 > self.limits.unpacked {
            self.drawn.cut_short = true;
            return;
        }
        let (stream, mended) = sound(stream);
        let mut operators = TypedIter::new(&stream);
        let floor = self.stack.len();
        let mut refused = 0;
        while refused < MOST_REFUSED {
            // nothing comes at the end, and where an operator's numbers are not those it needs: then the next may be sound
            let Some(op) = operators.next() else {
                refused += 1;
                continue;
            };
            // what is mended or left out may be a word
            self.drawn.cut_short |= refused > 0 || mended;
            self.operators += 1;
            if self.operators > self.limits.operators || self.glyphs > self.limits.glyphs {
                self.drawn.cut_short = true;
                break;
            }
            self.operator(op, resources, depth, floor);
        }
        self.stack.truncate(floor);
    }

    fn operator(&mut self, op: Op<'_, '_>, resources: &Resources<'a>, depth: u32, floor: usize) {
        match op {
            Op::SaveState(_) if self.stack.len() < 512 => self.stack.push(self.state.clone()),
            Op::RestoreState(_) if self.stack.len() > floor => {
                if let Some(state) = self.stack.pop() {
                    self.state = state;
                }
            }
            Op::Transform(t) => {
                self.state.ctm = multiply(self.state.ctm, matrix([t.0, t.1, t.2, t.3, t.4, t.5]));
            }
            Op::LineWidth(w) => self.state.line_width = w.0.as_f64(),
            Op::EndText(_) => self.in_text = false,
            Op::BeginText(_) => {
                self.in_text = true;
                self.text_matrix = IDENTITY;
                self.line_matrix = IDENTITY;
            }
            Op::TextFont(t) => {
                self.state.size = t.1.as_f64();
                self.state.font = resources.get_font(t.0).and_then(|dict| self.fonts.borrow_mut().load(&dict));
            }
            Op::CharacterSpacing(n) => self.state.char_space = n.0.as_f64(),
            Op::WordSpacing(n) => self.state.word_space = n.0.as_f64(),
            Op::HorizontalScaling(n) => self.state.h_scale = n.0.as_f64() / 100.0,
            Op::TextLeading(n) => self.state.leading = n.0.as_f64(),
            Op::TextRise(n) => self.state.rise = n.0.as_f64(),
            Op::TextRenderingMode(n) => self.state.mode = n.0.as_i64(),
            Op::NextLine(n) => self.next_line(n.0.as_f64(), n.1.as_f64()),
            Op::NextLineAndSetLeading(n) => {
                self.state.leading = -n.1.as_f64();
                self.next_line(n.0.as_f64(), n.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::SetTextMatrix(t) => {
                self.line_matrix = matrix([t.0, t.1, t.2, t.3, t.4, t.5]);
                self.text_matrix = self.line_matrix;
            }
            Op::ShowText(s) => self.show(s.0.as_bytes()),
            Op::NextLineAndShowText(s) => {
                self.next_line(0.0, -self.state.leading);
                self.show(s.0.as_bytes());
            }
            Op::ShowTextWithParameters(s) => {
                self.state.word_space = s.0.as_f64();
                self.state.char_space = s.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(s.2.as_bytes());
            }
            Op::ShowTexts(s) => self.show_adjusted(s.0),
            Op::XObject(x) => {
                if let Some(stream) = resources.get_x_object(x.0) {
                    self.x_object(&stream, resources, depth);
                }
            }
            Op::InlineImage(_) => self.picture(),
            Op::BeginMarkedContent(m) => self.marks.begin(m.0, None),
            Op::BeginMarkedContentWithProperties(m) => {
                let named;
                let dict = match m.1 {
                    Object::Dict(dict) => Some(dict),
                    Object::Name(name) => {
                        named = resources.properties.get::<Dict<'_>>(name);
                        named.as_ref()
                    }
                    _ => None,
                };
                self.marks.begin(m.0, dict);
            }
            Op::EndMarkedContent(_) => {
                self.marks.end();
            }
            op => self.path_operator(op),
        }
    }

    fn path_operator(&mut self, op: Op<'_, '_>) {
        let most = self.limits.rules;
        match op {
            Op::MoveTo(p) => self.path.move_to(self.place(p.0, p.1)),
            Op::LineTo(p) => self.path.line_to(self.place(p.0, p.1), most),
            Op::CubicTo(p) => self.path.curve_to(self.place(p.4, p.5)),
            Op::CubicStartTo(p) => self.path.curve_to(self.place(p.2, p.3)),
            Op::CubicEndTo(p) => self.path.curve_to(self.place(p.2, p.3)),
            Op::ClosePath(_) => self.path.close(most),
            Op::RectPath(r) => {
                let (x, y) = (r.0.as_f64(), r.1.as_f64());
                let far = apply(self.state.ctm, x + r.2.as_f64(), y + r.3.as_f64());
                self.path.rectangle(apply(self.state.ctm, x, y), far, most);
            }
            Op::StrokePath(_)
            | Op::CloseAndStrokePath(_)
            | Op::FillPathNonZero(_)
            | Op::FillPathNonZeroCompatibility(_)
            | Op::FillPathEvenOdd(_)
            | Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.drawn.cut_short |= !self.path.paint(&mut self.drawn.rules, most);
            }
            Op::EndPath(_) => self.path.clear(),
            _ => {}
        }
    }

    fn place(&self, x: Number, y: Number) -> (f32, f32) {
        apply(self.state.ctm, x.as_f64(), y.as_f64())
    }

    pub(super) fn x_object(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, depth: u32) {
        let dict = stream.dict();
        match dict.get::<Name<'_>>(b"Subtype".as_slice()).as_ref().map(Name::as_str) {
            Some("Image") => self.picture(),
            Some("Form") if depth >= self.limits.form_depth => self.drawn.cut_short = true,
            Some("Form") => {
                let Ok(content) = stream.decoded_data() else { return };
                let own = dict.get::<Dict<'a>>(b"Resources".as_slice()).map(Resources::new);
                let saved = self.state.clone();
                let (text_matrix, line_matrix) = (self.text_matrix, self.line_matrix);
                if let Some(m) = dict.get::<[f64; 6]>(b"Matrix".as_slice()) {
                    self.state.ctm = multiply(self.state.ctm, m);
                }
                self.run(&content, own.as_ref().unwrap_or(resources), depth + 1);
                self.state = saved;
                (self.text_matrix, self.line_matrix) = (text_matrix, line_matrix);
            }
            _ => {}
        }
    }

    /// A picture fills the unit square of the current space.
    fn picture(&mut self) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| apply(self.state.ctm, x, y));
        let width = span(corners.map(|c| c.0));
        let height = span(corners.map(|c| c.1));
        let share = (width * height / self.page_area).min(1.0);
        self.drawn.picture_share = self.drawn.picture_share.max(share);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = multiply(self.line_matrix, [1.0, 0.0, 0.0, 1.0, x, y]);
        self.text_matrix = self.line_matrix;
    }

    fn show_adjusted(&mut self, array: &Array<'_>) {
        let mut items = array.flex_iter();
        while let Some(item) = items.next::<Object<'_>>() {
            match item {
                Object::String(s) => self.show(s.as_bytes()),
                Object::Number(n) => {
                    let shift = -n.as_f64() / 1000.0 * self.state.size * self.state.h_scale;
                    self.text_matrix[4] += self.text_matrix[0] * shift;
                    self.text_matrix[5] += self.text_matrix[1] * shift;
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(index) = self.state.font else {
            self.drawn.lost += bytes.len() as u32;
            return;
        };
        let mark = self.marks.current();
        let invisible = matches!(self.state.mode, 3 | 7);
        let (size, h_scale) = (self.state.size, self.state.h_scale);
        let Direction { along, across, quarter, rotated } =
            Direction::of(multiply(self.state.ctm, self.text_matrix), size * h_scale < 0.0);
        let on_page = (size.abs() * across) as f32;
        let fonts = self.fonts;
        let mut fonts = fonts.borrow_mut();
        let font = fonts.get(index);
        let bold = font.bold || self.state.mode == 2;
        let mut at = 0;
        while at < bytes.len() {
            let (code, length, is_space_byte) = font.next(bytes, at);
            at += length.max(1);
            self.glyphs += 1;
            self.drawn.quarters[quarter] += 1;
            let advance = f64::from(code.advance) / 1000.0 * size;
            let step =
                (advance + self.state.char_space + if is_space_byte { self.state.word_space } else { 0.0 }) * h_scale;
            let place = multiply(self.state.ctm, self.text_matrix);
            let (x, y) = apply(place, 0.0, self.state.rise);
            // sizes below zero are undone by a matrix that mirrors: what is left over is a width
            let width = (advance * h_scale * along).abs() as f32;
            let style = Style { size: on_page, bold, invisible, rotated, mark };
            match self.marks.replacement() {
                Replaced::No => match &code.text {
                    Text::Char(c) => push(&mut self.drawn.chunks, &mut self.last, *c, x, y, width, style),
                    Text::Several(s) => {
                        push_several(&mut self.drawn.chunks, &mut self.last, s, x, y, width, style);
                    }
                },
                Replaced::By(text) => push_several(&mut self.drawn.chunks, &mut self.last, &text, x, y, width, style),
                Replaced::Already => {
                    if let Some(chunk) = self.drawn.chunks.last_mut() {
                        chunk.x1 = chunk.x1.max(x + width);
                    }
                }
            }
            self.text_matrix[4] += self.text_matrix[0] * step;
            self.text_matrix[5] += self.text_matrix[1] * step;
        }
    }
}

/// Which way text runs on the page.
struct Direction {
    /// Length of a unit step along the line, on the page.
    along: f64,
    /// The same across it.
    across: f64,
    /// Quarter turns clockwise, to the nearest.
    quarter: usize,
    /// Runs other than rightwards, by more than a scan's tilt.
    rotated: bool,
}

impl Direction {
    fn of(m: Matrix, backwards: bool) -> Self {
        /// Cosine of twenty degrees.
        const TILT: f64 = 0.94;
        let along = m[0].hypot(m[1]);
        let forwards = if backwards { -1.0 } else { 1.0 };
        let (right, down) = (m[0] * forwards, m[1] * forwards);
        let quarter = match (right.abs() >= down.abs(), right < 0.0, down > 0.0) {
            (true, false, _) => 0,
            (true, true, _) => 2,
            (false, _, true) => 1,
            (false, _, false) => 3,
        };
        Self { along, across: m[2].hypot(m[3]), quarter, rotated: right < TILT * along }
    }
}

/// Content that can be read to its end as far as can be, and whether it had to be mended.
fn sound(content: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let operators = |content: &[u8]| {
        let (mut operators, mut count) = (TypedIter::new(content), 0_u32);
        while operators.next().is_some() {
            count += 1;
        }
        count
    };
    match mend(content) {
        // what is odd but read all the same stays as it is
        Cow::Owned(mended) if operators(&mended) > operators(content) => (mended.into(), true),
        _ => (content.into(), false),
    }
}

fn matrix(numbers: [Number; 6]) -> Matrix {
    numbers.map(|n| n.as_f64())
}
