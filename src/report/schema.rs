//! The tables of `output/` in one place: names, columns in order, types, keys. Every reader and writer of a table goes by
//! this list, so a column changes only here and on purpose.

use std::borrow::Cow;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Words split by ` | `.
    List,
    /// A whole number, or empty.
    Integer,
    /// A number with decimals, or empty.
    Real,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the head row.
    pub name: Cow<'static, str>,
    /// What its cells hold.
    pub kind: Kind,
}

/// A table that has the same columns in every run (`matrix` alone has not).
#[derive(Debug)]
pub struct Table {
    /// Its name: `documents` for `documents.csv`.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    /// Columns that together name a row; empty where rows have no name.
    pub key: &'static [&'static str],
    /// Columns that refer to the key of another table: column, table, its column.
    pub links: &'static [(&'static str, &'static str, &'static str)],
}

impl Table {
    /// Place of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// The table of that name.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().copied().find(|table| table.name == name)
}

/// Name of the table whose columns depend on the points found.
pub const MATRIX: &str = "matrix";

/// Columns of `matrix.csv` that stand before its points.
pub static MATRIX_HEAD: &[Column] = &[text("organ_id"), text("organ"), integer("year"), text("plan_doc_id")];

/// All tables with fixed columns, in the order of the specification.
pub static TABLES: &[&Table] = &[
    &DOCUMENTS,
    &CHANGES,
    &SEGMENTS,
    &DECISIONS,
    &RESERVATIONS,
    &ATTENDANCE,
    &ACTIVITIES,
    &POINTS,
    &CRITERIA,
    &EVIDENCE,
    &LINEAGE,
    &COVERAGE,
    &ERRORS,
];

/// One row an input.
pub static DOCUMENTS: Table = Table {
    name: "documents",
    columns: &[
        text("doc_id"),
        text("path"),
        text("sha256"),
        text("type"),
        real("type_confidence"),
        text("organ_id"),
        text("organ"),
        text("municipality"),
        text("title"),
        text("date"),
        integer("year"),
        text("dnr"),
        integer("pages"),
        integer("words"),
        text("text_source"),
        real("ocr_health"),
        integer("words_repaired"),
        text("status"),
        text("message"),
    ],
    key: &["doc_id"],
    links: &[],
};

/// One row a repaired word.
pub static CHANGES: Table = Table {
    name: "changes",
    columns: &[
        text("doc_id"),
        integer("page"),
        integer("line"),
        text("before"),
        text("after"),
        real("confidence"),
        text("reason"),
    ],
    key: &[],
    links: &[("doc_id", "documents", "doc_id")],
};

/// One row a part of a document.
pub static SEGMENTS: Table = Table {
    name: "segments",
    columns: &[
        text("segment_id"),
        text("doc_id"),
        text("parent_id"),
        text("kind"),
        text("number"),
        text("heading"),
        integer("page_from"),
        integer("page_to"),
        integer("line_from"),
        integer("line_to"),
        text("text"),
    ],
    key: &["segment_id"],
    links: &[("doc_id", "documents", "doc_id"), ("parent_id", "segments", "segment_id")],
};

/// One row a point of a decision.
pub static DECISIONS: Table = Table {
    name: "decisions",
    columns: &[
        text("doc_id"),
        text("organ_id"),
        text("date"),
        text("item"),
        text("dnr"),
        text("title"),
        integer("seq"),
        text("text"),
        integer("page"),
        integer("line_from"),
        integer("line_to"),
    ],
    key: &[],
    links: &[("doc_id", "documents", "doc_id")],
};

/// One row a reservation or statement.
pub static RESERVATIONS: Table = Table {
    name: "reservations",
    columns: &[
        text("doc_id"),
        text("organ_id"),
        text("date"),
        text("item"),
        text("kind"),
        list("persons"),
        list("parties"),
        text("with_others"),
        text("refers_to"),
        list("proposal_points"),
        integer("page_from"),
        integer("page_to"),
        integer("line_from"),
        integer("line_to"),
        text("text"),
    ],
    key: &[],
    links: &[("doc_id", "documents", "doc_id")],
};

/// One row a person at a meeting.
pub static ATTENDANCE: Table = Table {
    name: "attendance",
    columns: &[
        text("doc_id"),
        text("organ_id"),
        text("date"),
        text("name"),
        text("party"),
        text("role"),
        text("replaces"),
        text("items"),
    ],
    key: &[],
    links: &[("doc_id", "documents", "doc_id")],
};

/// One row a row of an activity table.
pub static ACTIVITIES: Table = Table {
    name: "activities",
    columns: &[
        text("doc_id"),
        text("organ_id"),
        integer("year"),
        text("section"),
        text("activity"),
        text("responsible"),
        text("timeframe"),
        text("follow_up"),
        integer("page"),
        integer("line_from"),
        integer("line_to"),
    ],
    key: &[],
    links: &[("doc_id", "documents", "doc_id")],
};

/// One row a directive point.
pub static POINTS: Table = Table {
    name: "points",
    columns: &[
        text("point_id"),
        text("doc_id"),
        integer("year"),
        text("origin"),
        text("kind"),
        text("heading"),
        text("text"),
        text("modality"),
        text("addressee_class"),
        list("addressees"),
        text("fingerprint"),
        integer("page"),
        integer("line_from"),
        integer("line_to"),
    ],
    key: &["point_id"],
    links: &[("doc_id", "documents", "doc_id")],
};

/// One row a thing that a plan must show for a point.
pub static CRITERIA: Table = Table {
    name: "criteria",
    columns: &[
        text("point_id"),
        integer("seq"),
        text("criterion"),
        text("kind"),
        text("essential"),
        list("terms"),
        text("basis"),
    ],
    key: &["point_id", "seq"],
    links: &[("point_id", "points", "point_id")],
};

/// One row a plan, point and passage.
pub static EVIDENCE: Table = Table {
    name: "evidence",
    columns: &[
        text("plan_doc_id"),
        text("organ_id"),
        text("organ"),
        integer("year"),
        text("point_id"),
        text("status"),
        text("proposal"),
        real("confidence"),
        real("score"),
        text("basis"),
        integer("rank"),
        text("criterion"),
        text("reason"),
        integer("page"),
        integer("line_from"),
        integer("line_to"),
        text("quote"),
    ],
    key: &[],
    links: &[("plan_doc_id", "documents", "doc_id"), ("point_id", "points", "point_id")],
};

/// One row a link between a point and an earlier or later passage.
pub static LINEAGE: Table = Table {
    name: "lineage",
    columns: &[
        text("lineage_id"),
        text("from_id"),
        integer("from_year"),
        text("to_id"),
        text("to_kind"),
        text("to_doc_id"),
        integer("to_year"),
        integer("to_page"),
        integer("to_line_from"),
        text("relation"),
        real("similarity"),
        text("quote"),
    ],
    key: &["lineage_id"],
    links: &[("from_id", "points", "point_id"), ("to_doc_id", "documents", "doc_id")],
};

/// One row a thing that was expected.
pub static COVERAGE: Table = Table {
    name: "coverage",
    columns: &[text("what"), text("organ_id"), integer("year"), text("expected"), text("found"), text("message")],
    key: &[],
    links: &[],
};

/// One row a thing that went wrong.
pub static ERRORS: Table = Table {
    name: "errors",
    columns: &[text("path"), text("stage"), text("kind"), text("message")],
    key: &[],
    links: &[],
};

const fn text(name: &'static str) -> Column {
    Column { name: Cow::Borrowed(name), kind: Kind::Text }
}

const fn list(name: &'static str) -> Column {
    Column { name: Cow::Borrowed(name), kind: Kind::List }
}

const fn integer(name: &'static str) -> Column {
    Column { name: Cow::Borrowed(name), kind: Kind::Integer }
}

const fn real(name: &'static str) -> Column {
    Column { name: Cow::Borrowed(name), kind: Kind::Real }
}
