//! Takes the rows of activity tables, under whatever names their columns go.

use super::Activity;
use super::take_statements::Reader;
use super::tile::span_of;
use crate::classify::phrases::Phrase;
use crate::classify::see_lines::{begins_low, ends_sentence};
use crate::classify::words::folded_words;
use crate::dictionaries::Column;
use crate::text::LineKind;

/// A run of table rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// First line.
    pub from: usize,
    /// Last line.
    pub to: usize,
}

/// Tables of lines `from..=to`: runs of rows with tabs between cells, over blank lines and page noise.
pub fn find_tables(reader: &Reader, from: usize, to: usize) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut gap = 0;
    for at in from..=to {
        let line = &reader.lines[at];
        if line.skipped() {
            gap += 1;
            continue;
        }
        let row = line.kind == LineKind::TableRow || line.text.contains('\t');
        match tables.last_mut() {
            Some(table) if row && at - table.to == gap + 1 && gap <= 12 => table.to = at,
            _ if row => tables.push(Table { from: at, to: at }),
            _ => {}
        }
        gap = 0;
    }
    tables.retain(|table| table.to > table.from || reader.lines[table.from].kind == LineKind::TableRow);
    tables
}

/// The activities of a table; none if its head names no column of activities beside another known one.
pub fn take_activities(reader: &Reader, table: &Table, section: &str, columns: &[(Phrase, Column)]) -> Vec<Activity> {
    let mut heads: Option<Vec<Column>> = None;
    let mut rows: Vec<Activity> = Vec::new();
    for at in table.from..=table.to {
        let line = &reader.lines[at];
        if line.skipped() {
            continue;
        }
        let cells: Vec<&str> = line.text.split('\t').map(str::trim).collect();
        // A head may come again on the next page, or a new table may follow with heads of its own.
        if let Some(found) = read_heads(&cells, columns, reader.lenient) {
            heads = Some(found);
        } else if let Some(heads) = &heads {
            put_row(reader, &mut rows, heads, &cells, section, at);
        }
    }
    rows
}

fn read_heads(cells: &[&str], columns: &[(Phrase, Column)], lenient: bool) -> Option<Vec<Column>> {
    let found: Vec<Option<Column>> = cells.iter().map(|cell| column_of(cell, columns, lenient)).collect();
    let known = found.iter().flatten().filter(|column| **column != Column::Other).count();
    let activity = found.contains(&Some(Column::Activity));
    // Heads are all words; a row that happens to begin with "Insats" has other cells that are none.
    let unknown = found.iter().zip(cells).filter(|(column, cell)| column.is_none() && !cell.is_empty()).count();
    (activity && known >= 2 && unknown <= 1).then(|| found.into_iter().map(|c| c.unwrap_or(Column::Other)).collect())
}

/// The column that a head names: the cue must begin it, and a long cell is no head.
fn column_of(cell: &str, columns: &[(Phrase, Column)], lenient: bool) -> Option<Column> {
    let words = folded_words(cell, 8);
    if words.is_empty() || words.len() > 5 {
        return None;
    }
    columns
        .iter()
        .filter_map(|(phrase, column)| Some((phrase.at_start(&words, lenient)?, *column)))
        .max_by_key(|(words, _)| *words)
        .map(|(_, column)| column)
}

fn put_row(reader: &Reader, rows: &mut Vec<Activity>, heads: &[Column], cells: &[&str], section: &str, at: usize) {
    if let Some(last) = rows.last_mut()
        && goes_on(last, heads, cells)
    {
        for (column, cell) in heads.iter().zip(cells) {
            add_cell(last, *column, cell);
        }
        let from = last.span.line_from as usize - 1;
        last.span = span_of(reader.raw, from, at);
        return;
    }
    let mut row = Activity {
        section: section.to_owned(),
        activity: String::new(),
        responsible: String::new(),
        timeframe: String::new(),
        follow_up: String::new(),
        span: span_of(reader.raw, at, at),
    };
    for (column, cell) in heads.iter().zip(cells) {
        add_cell(&mut row, *column, cell);
    }
    if !row.activity.is_empty() {
        rows.push(row);
    }
}

/// Whether a row only goes on from the one before, over a page turn: its activity is empty, or goes on in small letters.
fn goes_on(last: &Activity, heads: &[Column], cells: &[&str]) -> bool {
    let activity =
        heads.iter().zip(cells).find(|(column, _)| **column == Column::Activity).map_or("", |(_, cell)| cell);
    if activity.is_empty() {
        return cells.iter().any(|cell| !cell.is_empty());
    }
    begins_low(activity) && !ends_sentence(&last.activity)
}

fn add_cell(row: &mut Activity, column: Column, cell: &str) {
    let place = match column {
        Column::Activity => &mut row.activity,
        Column::Responsible => &mut row.responsible,
        Column::Timeframe => &mut row.timeframe,
        Column::FollowUp => &mut row.follow_up,
        Column::Other => return,
    };
    if !place.is_empty() && !cell.is_empty() {
        place.push(' ');
    }
    place.push_str(cell);
}
