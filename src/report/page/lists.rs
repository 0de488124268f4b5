//! Reservations, statements and decisions as lists; who stood against what, by party and year.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::super::rows::{DecisionRow, ReservationRow};
use super::parts::{Show, scroll_table};

/// A reservation or statement with the way to its text.
pub fn reservation(show: &Show<'_>, row: &ReservationRow, organ: &str) -> Markup {
    html! {
        h3 { (show.lang.name("part", &row.kind)) @if !row.parties.0.is_empty() { ": " (row.parties.0.join(", ")) } }
        p lang=[show.foreign()] { (show.or_dash(&row.persons.0.join(", "))) @if row.with_others.0 { " m.fl." } }
        p.facts {
            span lang=[show.foreign()] { (show.or_dash(organ)) } " · " (show.or_dash(&row.date)) (item(&row.item))
            " · " (show.passage(&row.doc_id, row.page_from, Some((row.line_from, row.line_to)))) " · " (show.document(&row.doc_id))
        }
        @if !row.refers_to.is_empty() { p { (show.t("list.refers_to")) " " span lang=[show.foreign()] { (row.refers_to) } } }
        @if !row.proposal_points.0.is_empty() {
            p { (show.t("list.proposes")) }
            ul lang=[show.foreign()] { @for point in &row.proposal_points.0 { li { (point) } } }
        }
        (show.long(&row.text))
    }
}

/// A point of a decision with the way to its text.
pub fn decision(show: &Show<'_>, row: &DecisionRow, organ: &str) -> Markup {
    html! {
        h3 lang=[show.foreign()] { (show.or_dash(&row.title)) }
        p.facts {
            span lang=[show.foreign()] { (show.or_dash(organ)) } " · " (show.or_dash(&row.date)) (item(&row.item))
            @if !row.dnr.is_empty() { " · dnr " (row.dnr) }
            " · " (show.passage(&row.doc_id, row.page, Some((row.line_from, row.line_to)))) " · " (show.document(&row.doc_id))
        }
        (show.long(&format!("{}. {}", row.seq, row.text)))
    }
}

fn item(item: &str) -> Markup {
    html! { @if !item.is_empty() { " · §\u{a0}" (item) } }
}

/// Counts by two things as a table: rows down, columns across. `href` says where a count leads, if anywhere.
pub fn cross_table(
    show: &Show<'_>,
    label: &str,
    head: &str,
    counts: &BTreeMap<(String, String), usize>,
    name: impl Fn(&str) -> String,
    href: impl Fn(&str, &str) -> Option<String>,
) -> Markup {
    let rows: BTreeSet<&str> = counts.keys().map(|(row, _)| row.as_str()).collect();
    let columns: BTreeSet<&str> = counts.keys().map(|(_, column)| column.as_str()).collect();
    let heads: Vec<&str> = std::iter::once(head).chain(columns.iter().copied()).collect();
    let body = html! { @for row in rows {
        tr {
            th scope="row" lang=[show.foreign()] { (show.or_dash(&name(row))) }
            @for column in &columns {
                @let count = counts.get(&(row.to_owned(), (*column).to_owned())).copied().unwrap_or(0);
                td.number {
                    @match href(row, column).filter(|_| count > 0) {
                        Some(href) => a href=(href) { (count) },
                        None => { (count) },
                    }
                }
            }
        }
    } };
    scroll_table(label, &heads, &body)
}

/// Reservations and statements by party and year. One that two parties share counts for both.
pub fn by_party<'r>(rows: impl Iterator<Item = &'r ReservationRow>) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        let parties = row.parties.0.iter().cloned();
        let nobody = row.parties.0.is_empty().then(String::new);
        for party in parties.chain(nobody) {
            *counts.entry((party, year_of(&row.date).to_owned())).or_default() += 1;
        }
    }
    counts
}

/// The year of a date, or a question mark.
pub fn year_of(date: &str) -> &str {
    date.get(..4).unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::super::super::rows::List;
    use super::*;

    #[test]
    fn a_reservation_of_two_parties_counts_for_both() {
        let row = |parties: &[&str], date: &str| ReservationRow {
            parties: List::new(parties),
            date: date.to_owned(),
            ..ReservationRow::default()
        };
        let rows = [row(&["V", "MP"], "2018-03-08"), row(&["V"], "2018-05-01"), row(&[], "")];
        let counts = by_party(rows.iter());
        assert_eq!(counts[&("V".to_owned(), "2018".to_owned())], 2);
        assert_eq!(counts[&("MP".to_owned(), "2018".to_owned())], 1);
        assert_eq!(counts[&(String::new(), "?".to_owned())], 1);
    }
}
