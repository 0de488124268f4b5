//! A page as the worker sends it: lines with places and shape, before anything is known of the document around it.
//!
//! These types are the worker protocol's; `assemble` turns them into [`crate::text::Pages`].

use serde::{Deserialize, Serialize};

use crate::text::{PageClass, PageNo, Rect};

/// One page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawPage {
    /// From 1.
    pub number: PageNo,
    /// Points; of a page set sideways, as it is once turned.
    pub width: f32,
    /// Points.
    pub height: f32,
    /// What kind of page it is.
    pub class: PageClass,
    /// In reading order.
    pub lines: Vec<RawLine>,
    /// A limit was reached, so something may be missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut_short: bool,
    /// Share of glyphs without a known character, 0-1.
    #[serde(default)]
    pub unknown_share: f32,
}

/// One line, or one row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawLine {
    /// Text; tabs stand for wide gaps or part the cells of a row.
    pub text: String,
    /// `[x0, y0, x1, y1]` in points, origin top left.
    pub place: [f32; 4],
    /// Type size in points.
    pub size: f32,
    /// Nine tenths bold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    /// What it is, as far as the page alone tells.
    pub shape: Shape,
    /// The structure tree's block (paragraph) it belongs to; 0 where there is no tree.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub block: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What a line is, as far as one page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Nothing known.
    Plain,
    /// A paragraph, says the structure tree: not a heading, whatever its weight.
    Paragraph,
    /// A heading, says the structure tree.
    Heading(u8),
    /// A list item, says the structure tree.
    ListItem,
    /// A footnote, says the structure tree.
    Note,
    /// A line of the table of contents, says the structure tree.
    Toc,
    /// Header, footer or decoration, says the producer; or text that runs up or down the margin.
    Artifact,
    /// A row of a table.
    Row(Row),
}

/// A table row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Number of the table: of the document where a structure tree says so, else of the page.
    pub table: u32,
    /// Number of the row in its table.
    pub row: u32,
    /// A row of column heads.
    pub head: bool,
    /// Table and row numbers come from the structure tree, so they hold across pages.
    pub tagged: bool,
}

impl RawLine {
    /// Its place as a rectangle.
    pub fn rect(&self) -> Rect {
        let [x0, y0, x1, y1] = self.place;
        Rect { x0, y0, x1, y1 }
    }

    /// The row, if it is one.
    pub fn row(&self) -> Option<Row> {
        match self.shape {
            Shape::Row(row) => Some(row),
            _ => None,
        }
    }
}
