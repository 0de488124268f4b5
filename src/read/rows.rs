//! Makes tables whole that a page break cut: a row's halves are joined, a repeated head row is put apart.

use super::hyphens::join_lines;
use super::raw::{RawLine, RawPage};

/// The pages with whole rows, and for each page the repeated head rows taken out.
pub(super) fn join_rows(mut pages: Vec<RawPage>) -> (Vec<RawPage>, Vec<Vec<RawLine>>) {
    let mut heads: Vec<Vec<RawLine>> = vec![Vec::new(); pages.len()];
    for (i, heads) in heads.iter_mut().enumerate().skip(1) {
        let (before, after) = pages.split_at_mut(i);
        let Some(above) = before.iter().rev().find(|page| !page.lines.is_empty()) else { continue };
        if !continues(above, &after[0]) {
            continue;
        }
        if let Some(head) = head_of(above).cloned()
            && same_words(&head.text, &after[0].lines[0].text)
        {
            heads.push(after[0].lines.remove(0));
        }
        let at = before.iter().rposition(|page| !page.lines.is_empty());
        if let (Some(at), Some(below)) = (at, after[0].lines.first())
            && let Some(above) = before[at].lines.last_mut()
            && is_one_row(above, below)
        {
            above.text = join_cells(&above.text, &below.text);
            let _ = after[0].lines.remove(0);
        }
    }
    (pages, heads)
}

/// Whether a table ends one page and another one, with as many columns, opens the next.
fn continues(above: &RawPage, below: &RawPage) -> bool {
    let (Some(last), Some(first)) = (above.lines.last(), below.lines.first()) else { return false };
    let (Some(a), Some(b)) = (last.row(), first.row()) else { return false };
    if a.tagged && b.tagged {
        return a.table == b.table;
    }
    a.tagged == b.tagged && columns(&last.text) == columns(&first.text)
}

fn columns(text: &str) -> usize {
    text.matches('\t').count() + 1
}

/// The first row of the table that ends a page.
fn head_of(page: &RawPage) -> Option<&RawLine> {
    let table = page.lines.last()?.row()?.table;
    page.lines.iter().find(|line| line.row().is_some_and(|row| row.table == table))
}

fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// Two halves of one row: the structure tree says so, or the lower half has an empty first cell and goes on in mid-sentence.
fn is_one_row(above: &RawLine, below: &RawLine) -> bool {
    let (Some(a), Some(b)) = (above.row(), below.row()) else { return false };
    if a.tagged && b.tagged {
        return a.table == b.table && a.row == b.row;
    }
    let first_empty = below.text.starts_with('\t');
    let goes_on = above.text.split('\t').zip(below.text.split('\t')).any(|(a, b)| {
        !a.trim_end().ends_with(['.', '!', '?']) && b.trim_start().chars().next().is_some_and(char::is_lowercase)
    });
    columns(&above.text) == columns(&below.text) && (first_empty || goes_on)
}

fn join_cells(above: &str, below: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (above.split('\t').collect(), below.split('\t').collect());
    (0..a.len().max(b.len()))
        .map(|i| join_lines([a.get(i).copied().unwrap_or(""), b.get(i).copied().unwrap_or("")]))
        .collect::<Vec<_>>()
        .join("\t")
}
