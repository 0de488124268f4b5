//! Sets text on pages of a PDF: lines, bullets and tables with rules, in a font that every reader knows.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

const WIDTH: f32 = 595.0;
const TOP: f32 = 780.0;
const BOTTOM: f32 = 70.0;
const LEFT: f32 = 70.0;
const SIZE: f32 = 11.0;
const LEADING: f32 = 14.0;
/// Signs of a full line: about 455 points of Helvetica.
const SIGNS: usize = 84;

/// How a text layer lies on its page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Printed.
    Printed,
    /// Over the picture of a page, unseen, as engines leave it.
    Unseen,
}

/// A PDF of paragraphs; a tab in a paragraph makes it a row of a table. Returns its bytes and its number of pages.
pub fn pdf(paragraphs: &[String], layer: Layer) -> (Vec<u8>, usize) {
    let mut setter = Setter { pages: Vec::new(), page: Vec::new(), at: TOP, layer };
    setter.turn();
    for paragraph in paragraphs {
        if paragraph.contains('\t') {
            setter.row(paragraph);
        } else {
            setter.paragraph(paragraph);
        }
    }
    setter.turn();
    let pages = setter.pages.len();
    (bind(setter.pages), pages)
}

struct Setter {
    pages: Vec<Vec<Operation>>,
    page: Vec<Operation>,
    at: f32,
    layer: Layer,
}

impl Setter {
    /// Lay the page aside and take a new one.
    fn turn(&mut self) {
        let full = std::mem::take(&mut self.page);
        if !full.is_empty() {
            self.pages.push(full);
        }
        self.at = TOP;
        if self.layer == Layer::Unseen {
            self.page.extend([
                Operation::new("q", vec![]),
                Operation::new("cm", numbers(&[WIDTH, 0.0, 0.0, 842.0, 0.0, 0.0])),
                Operation::new("Do", vec!["Im0".into()]),
                Operation::new("Q", vec![]),
            ]);
        }
    }

    fn room_for(&mut self, lines: usize) {
        if self.at - lines as f32 * LEADING < BOTTOM {
            self.turn();
        }
    }

    fn paragraph(&mut self, text: &str) {
        for line in wrapped(text, SIGNS) {
            self.room_for(1);
            self.line(LEFT, &line);
            self.at -= LEADING;
        }
        self.at -= LEADING / 2.0;
    }

    /// A row of cells side by side between rules.
    fn row(&mut self, row: &str) {
        let cells: Vec<&str> = row.split('\t').collect();
        let width = (WIDTH - 2.0 * LEFT) / cells.len() as f32;
        let cells: Vec<Vec<String>> = cells.iter().map(|cell| wrapped(cell, SIGNS / cells.len() - 3)).collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        self.room_for(lines + 1);
        let height = lines as f32 * LEADING + 4.0;
        let top = self.at + LEADING - 3.0;
        for (number, cell) in cells.iter().enumerate() {
            let left = LEFT + number as f32 * width;
            self.page.push(Operation::new("re", numbers(&[left, top - height, width, height])));
            self.page.push(Operation::new("S", vec![]));
            for (down, line) in cell.iter().enumerate() {
                self.at -= down as f32 * LEADING;
                self.line(left + 4.0, line);
                self.at += down as f32 * LEADING;
            }
        }
        self.at -= height;
    }

    /// Words one by one with what they are moved apart, as word processors write them.
    fn line(&mut self, left: f32, text: &str) {
        let mut shown = Vec::new();
        for word in text.split_inclusive(' ') {
            shown.push(Object::string_literal(latin(word)));
            shown.push(Object::Real(-12.0));
        }
        let seen = if self.layer == Layer::Unseen { 3 } else { 0 };
        self.page.extend([
            Operation::new("BT", vec![]),
            Operation::new("Tr", vec![Object::Integer(seen)]),
            Operation::new("Tf", vec!["F1".into(), Object::Real(SIZE)]),
            Operation::new("Td", numbers(&[left, self.at])),
            Operation::new("TJ", vec![Object::Array(shown)]),
            Operation::new("ET", vec![]),
        ]);
    }
}

fn numbers(values: &[f32]) -> Vec<Object> {
    values.iter().map(|value| Object::Real(*value)).collect()
}

/// Windows' Latin letters, as `WinAnsiEncoding` has them.
fn latin(text: &str) -> Vec<u8> {
    let code = |sign: char| match sign {
        '–' => 0x96,
        '—' => 0x97,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '…' => 0x85,
        sign => u8::try_from(u32::from(sign)).unwrap_or(b'?'),
    };
    text.chars().map(code).collect()
}

fn wrapped(text: &str, signs: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= signs {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn bind(pages: Vec<Vec<Operation>>) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    // one grey dot, spread over the page: what a scanner would have left
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let picture = document.add_object(Stream::new(picture, vec![0xf0]));
    let resources = document.add_object(dictionary! {
        "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "Im0" => picture },
    });
    let count = pages.len();
    let kids: Vec<Object> = pages
        .into_iter()
        .map(|operations| {
            let content = Content { operations }.encode().expect("operators of our own");
            let content = document.add_object(Stream::new(Dictionary::new(), content));
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
                "MediaBox" => numbers(&[0.0, 0.0, WIDTH, 842.0]),
            };
            Object::from(document.add_object(page))
        })
        .collect();
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count as i64 }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes what is written");
    bytes
}
