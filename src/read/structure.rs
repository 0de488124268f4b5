//! Reads a tagged PDF's structure tree: which marked content is a heading, a list item, a cell, a note.
//!
//! Word processors write the tree from what the author meant, so it beats guessing from places, but only where it covers
//! the page; the caller checks that before it trusts a page's tags. The walk is bounded: the tree is untrusted.

use std::collections::HashMap;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier};

/// What the tree says of a piece of marked content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub role: Role,
    /// The innermost block (paragraph, heading, cell): content of one block is one paragraph.
    pub block: u32,
}

/// Roles that reading uses; all others are `Paragraph`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Paragraph,
    Heading(u8),
    ListItem,
    Cell { table: u32, row: u32, column: u32, head: bool },
    Note,
    TocItem,
}

/// Tags of a document by page index and marked-content id.
#[derive(Debug, Default)]
pub(super) struct Structure {
    pages: HashMap<usize, Vec<Option<Tag>>>,
}

const MOST_ELEMENTS: u32 = 200_000;
const DEEPEST: u32 = 64;
const LARGEST_MCID: u32 = 50_000;

impl Structure {
    /// The structure tree of a document; empty where there is none.
    pub fn of(pdf: &Pdf) -> Self {
        let mut structure = Self::default();
        let Some(root) = pdf
            .xref()
            .get::<Dict<'_>>(pdf.xref().root_id())
            .and_then(|catalog| catalog.get::<Dict<'_>>(b"StructTreeRoot".as_slice()))
        else {
            return structure;
        };
        let pages = pdf
            .pages()
            .iter()
            .enumerate()
            .filter_map(|(index, page)| page.raw().obj_id().map(|id| (id, index)))
            .collect();
        let role_map = root.get::<Dict<'_>>(b"RoleMap".as_slice()).unwrap_or_default();
        let mut walk = Walk { structure: &mut structure, pages, role_map, elements: 0, blocks: 0, tables: 0 };
        let context = Context { tag: Tag { role: Role::Paragraph, block: 0 }, page: None, depth: 0, in_row: false };
        walk.kids(&root, context, &mut Rows::default());
        structure
    }

    /// The tag of a piece of marked content.
    pub fn tag(&self, page: usize, mcid: u32) -> Option<Tag> {
        self.pages.get(&page)?.get(mcid as usize).copied().flatten()
    }

    /// Whether the tree says anything of that page.
    pub fn covers(&self, page: usize) -> bool {
        self.pages.contains_key(&page)
    }
}

struct Walk<'s, 'a> {
    structure: &'s mut Structure,
    pages: HashMap<ObjectIdentifier, usize>,
    role_map: Dict<'a>,
    elements: u32,
    blocks: u32,
    tables: u32,
}

#[derive(Clone, Copy)]
struct Context {
    tag: Tag,
    page: Option<usize>,
    depth: u32,
    /// Directly inside a table row.
    in_row: bool,
}

/// Counters of the table being walked.
#[derive(Default)]
struct Rows {
    table: u32,
    row: u32,
    column: u32,
}

impl<'a> Walk<'_, 'a> {
    fn kids(&mut self, element: &Dict<'a>, context: Context, rows: &mut Rows) {
        match element.get::<Object<'a>>(b"K".as_slice()) {
            Some(Object::Array(kids)) => self.array(&kids, context, rows),
            Some(kid) => self.kid(kid, context, rows),
            None => {}
        }
    }

    fn array(&mut self, kids: &Array<'a>, context: Context, rows: &mut Rows) {
        for kid in kids.iter::<Object<'a>>() {
            self.kid(kid, context, rows);
        }
    }

    fn kid(&mut self, kid: Object<'a>, context: Context, rows: &mut Rows) {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS || context.depth > DEEPEST {
            return;
        }
        match kid {
            Object::Number(mcid) => self.leaf(mcid.as_i64(), context),
            Object::Dict(dict) => {
                let page =
                    dict.get_ref(b"Pg".as_slice()).and_then(|id| self.pages.get(&id.into()).copied()).or(context.page);
                let context = Context { page, ..context };
                if let Some(mcid) = dict.get::<i32>(b"MCID".as_slice()) {
                    self.leaf(i64::from(mcid), context);
                } else if dict.contains_key(b"S".as_slice()) {
                    self.element(&dict, context, rows);
                }
            }
            _ => {}
        }
    }

    fn element(&mut self, element: &Dict<'a>, context: Context, rows: &mut Rows) {
        let Some(kind) = element.get::<Name<'_>>(b"S".as_slice()) else { return };
        let mapped = self.role_map.get::<Name<'_>>(&kind).filter(|_| !is_table_part(&kind, element, context));
        let kind = mapped.as_ref().unwrap_or(&kind);
        let mut context = Context { depth: context.depth + 1, in_row: kind.as_str() == "TR", ..context };
        let in_cell = matches!(context.tag.role, Role::Cell { .. });
        match kind.as_str() {
            "Table" if !in_cell => {
                self.tables += 1;
                self.kids(element, context, &mut Rows { table: self.tables, row: 0, column: 0 });
                return;
            }
            "TR" => {
                rows.row += 1;
                rows.column = 0;
            }
            "TD" | "TH" if !in_cell && rows.table > 0 => {
                rows.column += 1;
                let head = kind.as_str() == "TH";
                context.tag = self.block(Role::Cell { table: rows.table, row: rows.row, column: rows.column, head });
            }
            // the cell, note or item outside decides what its paragraphs are
            "P" | "H" | "H1" | "H2" | "H3" | "H4" | "H5" | "H6" | "Title" | "LI" | "Note" | "FENote" | "TOCI"
                if !in_cell =>
            {
                let role = role(kind.as_str(), context.tag.role);
                context.tag = self.block(role);
            }
            _ => {}
        }
        self.kids(element, context, rows);
    }

    fn block(&mut self, role: Role) -> Tag {
        self.blocks += 1;
        Tag { role, block: self.blocks }
    }

    fn leaf(&mut self, mcid: i64, context: Context) {
        let (Some(page), Ok(mcid)) = (context.page, u32::try_from(mcid)) else { return };
        if mcid > LARGEST_MCID {
            return;
        }
        let tags = self.structure.pages.entry(page).or_default();
        if tags.len() <= mcid as usize {
            tags.resize(mcid as usize + 1, None);
        }
        tags[mcid as usize] = Some(context.tag);
    }
}

/// Writers name elements after paragraph styles: a style called `Table` (captions) or `TD` must not remap real tables.
fn is_table_part(kind: &Name<'_>, element: &Dict<'_>, context: Context) -> bool {
    match kind.as_str() {
        "TR" => true,
        "TD" | "TH" => context.in_row,
        "Table" => element.get::<Array<'_>>(b"K".as_slice()).is_some_and(|kids| {
            kids.iter::<Dict<'_>>().take(4).any(|kid| {
                let kind = kid.get::<Name<'_>>(b"S".as_slice());
                kind.is_some_and(|kind| matches!(kind.as_str(), "TR" | "THead" | "TBody" | "TFoot"))
            })
        }),
        _ => false,
    }
}

fn role(kind: &str, outer: Role) -> Role {
    match (kind, outer) {
        ("P", Role::Note | Role::ListItem | Role::TocItem) => outer,
        ("Title" | "H" | "H1", _) => Role::Heading(1),
        ("H2", _) => Role::Heading(2),
        ("H3", _) => Role::Heading(3),
        ("H4" | "H5" | "H6", _) => Role::Heading(4),
        ("LI", _) => Role::ListItem,
        ("Note" | "FENote", _) => Role::Note,
        ("TOCI", _) => Role::TocItem,
        _ => Role::Paragraph,
    }
}
