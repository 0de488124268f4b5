//! The compliance matrix, filtered, and the queue of cells that wait for a person.

use maud::{Markup, html};

use super::here::{Here, Shown, choice, distinct, leaf};
use crate::matching::Status;
use crate::report::page::matrix::{counts, name_of, statuses, table, year_of};
use crate::report::page::{Show, scroll_table};
use crate::report::rows::PointRow;
use crate::report::{Cell, Matrix, Plan};
use crate::text::fold;

/// Plans and points of one view; the rest is a page on. More cells than this make a browser slow.
const PLANS: usize = 40;
const POINTS: usize = 24;

/// Cells of a page of the queue.
const CELLS: usize = 50;

/// What the filters let through: `organ`, `ar`, `status`, `slag` (`directive`, `demand`), words `q` of the point.
pub(super) struct Filtered<'m> {
    pub plans: Vec<&'m Plan>,
    pub points: Vec<&'m PointRow>,
    /// Points left out because they bind none of the plans.
    idle: usize,
}

pub(super) fn filter<'m>(here: &Here, matrix: &'m Matrix, every_point: bool) -> Filtered<'m> {
    let (organ, year, status, words) =
        (here.asked("organ"), here.asked("ar"), here.asked("status"), fold(here.asked("q")));
    let points: Vec<&PointRow> = matrix
        .points
        .iter()
        .filter(|point| here.asked("slag").is_empty() || point.origin == here.asked("slag"))
        .filter(|point| {
            words.is_empty() || fold(&point.text).contains(&words) || fold(&point.point_id).contains(&words)
        })
        .collect();
    let has = |plan: &Plan, point: &PointRow| plan.cell(point).is_some_and(|cell| *cell.status == *status);
    let plans: Vec<&Plan> = matrix
        .plans
        .iter()
        .filter(|plan| organ.is_empty() || name_of(plan) == organ)
        .filter(|plan| year.is_empty() || year_of(plan) == year)
        .filter(|plan| status.is_empty() || points.iter().any(|point| has(plan, point)))
        .collect();
    let binds = |cell: &Cell| *cell.status != *Status::NotApplicable.as_str();
    let all = points.len();
    let points: Vec<&PointRow> = points
        .into_iter()
        .filter(|point| every_point || plans.iter().any(|plan| plan.cell(point).is_some_and(binds)))
        .filter(|point| status.is_empty() || plans.iter().any(|plan| has(plan, point)))
        .collect();
    Filtered { idle: all - points.len(), plans, points }
}

/// The page.
pub(super) fn page(here: &Here) -> Shown {
    let data = here.data();
    let every = here.asked("alla") == "1" || here.asked("status") == Status::NotApplicable.as_str();
    let filtered = filter(here, &data.matrix, every);
    let down = filtered.plans.len().div_ceil(PLANS).max(1);
    let across = filtered.points.len().div_ceil(POINTS).max(1);
    let found = filtered.plans.iter().filter(|plan| !plan.is_missing()).count();
    let (row, column) = (here.number("sida", down), here.number("punkter", across));
    let plans = window(&filtered.plans, row, PLANS);
    let points = window(&filtered.points, column, POINTS);
    let cells = filtered.plans.iter().flat_map(|plan| filtered.points.iter().filter_map(|point| plan.cell(point)));
    let only = Some(here.asked("status")).filter(|status| !status.is_empty());
    let content = here.with_show(&data, |show| {
        html! {
            (filters(here, &data.matrix))
            p role="status" { (here.lang.fill("matrix.size", &[&found, &filtered.points.len()]))
                @if filtered.idle > 0 && !every { " " (here.lang.fill("matrix.idle", &[&filtered.idle])) " " a href=(here.with(&[("alla", "1")])) { (here.t("matrix.show_idle")) } } }
            (counts(show, cells))
            (columns(here, column, across, points))
            (table(show, points, plans, only))
            (leaf(here, row, down))
            p { a href=(here.href("/granska")) { (here.t("matrix.to_queue")) } }
        }
    });
    Shown::Page(here.t("matrix.title").to_owned(), "/matris", content)
}

fn window<T>(all: &[T], number: usize, size: usize) -> &[T] {
    let from = ((number - 1) * size).min(all.len());
    &all[from..(from + size).min(all.len())]
}

/// Links to the points before and after those shown.
fn columns(here: &Here, number: usize, pages: usize, points: &[&PointRow]) -> Markup {
    let at = |number: usize| here.with(&[("punkter", &number.to_string())]);
    html! {
        @if pages > 1 {
            nav.leaf aria-label=(here.t("matrix.points")) { ul {
                @if number > 1 { li { a href=(at(number - 1)) { (here.t("matrix.points_before")) } } }
                li { (here.lang.fill("matrix.points_of", &[&points.first().map_or("", |point| &point.point_id), &points.last().map_or("", |point| &point.point_id)])) }
                @if number < pages { li { a href=(at(number + 1)) { (here.t("matrix.points_after")) } } }
            } }
        }
    }
}

fn filters(here: &Here, matrix: &Matrix) -> Markup {
    let named = |kind: &str, words: Vec<&str>| -> Vec<(String, String)> {
        words.iter().map(|word| ((*word).to_owned(), here.lang.name(kind, word).to_owned())).collect()
    };
    let years: Vec<String> = matrix.plans.iter().map(year_of).collect();
    html! {
        form method="get" {
            div.fields {
                (choice(here, "organ", here.t("field.organ"), &distinct(matrix.plans.iter().map(name_of))))
                (choice(here, "ar", here.t("field.year"), &distinct(years.iter().map(String::as_str))))
                (choice(here, "status", here.t("field.status"), &named("status", statuses().collect())))
                (choice(here, "slag", here.t("matrix.kind"), &named("kind", vec!["directive", "demand"])))
                label { span { (here.t("matrix.words")) } input type="search" name="q" value=(here.asked("q")) maxlength="200"; }
                button { (here.t("filter.show")) }
            }
        }
    }
}

/// The cells that wait for a person, in the order of the matrix.
pub(super) fn waiting<'f>(filtered: &'f Filtered<'_>) -> impl Iterator<Item = (&'f Plan, &'f PointRow, &'f Cell)> {
    filtered.plans.iter().flat_map(|plan| {
        filtered.points.iter().filter_map(|point| {
            let cell = plan.cell(point)?;
            (*cell.status == *Status::ToReview.as_str()).then_some((*plan, *point, cell))
        })
    })
}

/// The queue.
pub(super) fn queue(here: &Here) -> Shown {
    let data = here.data();
    let filtered = filter(here, &data.matrix, false);
    let cells: Vec<_> = waiting(&filtered).collect();
    let pages = cells.len().div_ceil(CELLS).max(1);
    let number = here.number("sida", pages);
    let content = here.with_show(&data, |show| {
        html! {
            @if here.asked("sparad") == "1" { p.notice.good role="status" { (here.t("review.saved")) } }
            p { (here.t(if here.view.writing.is_some() { "review.how" } else { "review.how_readonly" })) }
            (filters(here, &data.matrix))
            p role="status" { strong { (here.lang.fill("review.left", &[&here.lang.number(cells.len())])) } }
            (listed(show, window(&cells, number, CELLS)))
            (leaf(here, number, pages))
        }
    });
    Shown::Page(here.t("nav.review").to_owned(), "/granska", content)
}

fn listed(show: &Show<'_>, cells: &[(&Plan, &PointRow, &Cell)]) -> Markup {
    let heads = ["field.plan", "field.point", "review.wording", "field.status", "field.quote"].map(|key| show.t(key));
    let rows = html! { @for (plan, point, cell) in cells { tr {
        th scope="row" lang=[show.foreign()] { (name_of(plan)) " " (year_of(plan)) }
        td { a href=(show.places.cell(&plan.plan_doc_id, &point.point_id)) { (point.point_id) span.hear { ", " (name_of(plan)) " " (year_of(plan)) } } }
        td lang=[show.foreign()] { (point.text) }
        td { (show.status(&cell.status, &cell.proposal, cell.confidence)) }
        td { (show.quote(&cell.quote)) }
    } } };
    html! { @if cells.is_empty() { p.quiet { (show.t("list.none")) } } @else { (scroll_table(show.t("nav.review"), &heads, &rows)) } }
}
