//! Reservations and decisions as lists that can be narrowed, each row with a way to its text.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::here::{Here, Shown, choice, distinct, leaf};
use super::store::Data;
use crate::report::page::lists::{by_party, cross_table, decision, reservation, year_of};
use crate::report::page::{Show, organ_name};
use crate::text::fold;

/// Rows a page.
const ROWS: usize = 50;

/// Who reserved themselves about what: filters `parti`, `ar`, `organ`, `slag`, words `q`.
pub(super) fn reservations(here: &Here) -> Shown {
    let data = here.data();
    let all = &data.tables.reservations;
    let (party, kind) = (here.asked("parti"), here.asked("slag"));
    let kept: Vec<_> = all
        .iter()
        .filter(|row| party.is_empty() || row.parties.0.iter().any(|one| one == party))
        .filter(|row| kind.is_empty() || row.kind == kind)
        .filter(|row| passes(here, &row.organ_id, &row.date))
        .filter(|row| says(here, &[&row.text, &row.refers_to, &row.persons.join(), &row.doc_id]))
        .collect();
    let kinds = distinct(all.iter().map(|row| row.kind.as_str()));
    let kinds: Vec<_> =
        kinds.into_iter().map(|(kind, _)| (kind.clone(), here.lang.name("part", &kind).to_owned())).collect();
    let extra = html! {
        (choice(here, "parti", here.t("field.party"), &distinct(all.iter().flat_map(|row| row.parties.0.iter().map(String::as_str)))))
        (choice(here, "slag", here.t("field.kind"), &kinds))
    };
    let content = here.with_show(&data, |show| {
        let counts = by_party(kept.iter().copied());
        let to = |party: &str, year: &str| (!party.is_empty()).then(|| here.with(&[("parti", party), ("ar", year), ("sida", "")]));
        html! {
            (filters(here, &data, all.iter().map(|row| (row.organ_id.as_str(), row.date.as_str())), &extra))
            @if !counts.is_empty() { (cross_table(show, here.t("list.by_party"), here.t("field.party"), &counts, str::to_owned, to)) }
            (listed(here, show, &kept, |row| reservation(show, row, organ_name(&data.tables, &row.organ_id))))
        }
    });
    Shown::Page(here.t("list.reservations").to_owned(), "/reservationer", content)
}

/// Decision points: filters `ar`, `organ`, words `q`.
pub(super) fn decisions(here: &Here) -> Shown {
    let data = here.data();
    let all = &data.tables.decisions;
    let kept: Vec<_> = all
        .iter()
        .filter(|row| passes(here, &row.organ_id, &row.date))
        .filter(|row| says(here, &[&row.text, &row.title, &row.dnr, &row.doc_id]))
        .collect();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in &kept {
        *counts.entry((row.organ_id.clone(), year_of(&row.date).to_owned())).or_default() += 1;
    }
    let content = here.with_show(&data, |show| {
        let to = |organ: &str, year: &str| Some(here.with(&[("organ", organ), ("ar", year), ("sida", "")]));
        html! {
            (filters(here, &data, all.iter().map(|row| (row.organ_id.as_str(), row.date.as_str())), &html! {}))
            @if !counts.is_empty() { (cross_table(show, here.t("list.by_organ"), here.t("field.organ"), &counts, |id| organ_name(&data.tables, id).to_owned(), to)) }
            (listed(here, show, &kept, |row| decision(show, row, organ_name(&data.tables, &row.organ_id))))
        }
    });
    Shown::Page(here.t("nav.decisions").to_owned(), "/beslut", content)
}

fn passes(here: &Here, organ_id: &str, date: &str) -> bool {
    let (organ, year) = (here.asked("organ"), here.asked("ar"));
    (organ.is_empty() || organ_id == organ) && (year.is_empty() || year_of(date) == year)
}

fn says(here: &Here, texts: &[&str]) -> bool {
    let words = fold(here.asked("q"));
    words.is_empty() || texts.iter().any(|text| fold(text).contains(&words))
}

fn filters<'r>(here: &Here, data: &Data, rows: impl Iterator<Item = (&'r str, &'r str)>, extra: &Markup) -> Markup {
    let (organs, dates): (Vec<&str>, Vec<&str>) = rows.unzip();
    let organs = distinct(organs.into_iter()).into_iter();
    let organs: Vec<_> = organs.map(|(id, _)| (id.clone(), organ_name(&data.tables, &id).to_owned())).collect();
    html! {
        form method="get" {
            div.fields {
                (choice(here, "organ", here.t("field.organ"), &organs))
                (choice(here, "ar", here.t("field.year"), &distinct(dates.into_iter().map(year_of))))
                (extra)
                label { span { (here.t("list.words")) } input type="search" name="q" value=(here.asked("q")) maxlength="200"; }
                button { (here.t("filter.show")) }
            }
        }
    }
}

fn listed<T>(here: &Here, show: &Show<'_>, rows: &[T], one: impl Fn(&T) -> Markup) -> Markup {
    let pages = rows.len().div_ceil(ROWS).max(1);
    let number = here.number("sida", pages);
    html! {
        p role="status" { strong { (here.lang.fill("list.rows", &[&here.lang.number(rows.len())])) } }
        @if rows.is_empty() { p.quiet { (show.t("list.none")) } } @else { h2.hear { (show.t("list.title")) } }
        ol.hits start=((number - 1) * ROWS + 1) { @for row in rows.iter().skip((number - 1) * ROWS).take(ROWS) { li { (one(row)) } } }
        (leaf(here, number, pages))
    }
}
