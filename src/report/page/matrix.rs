//! The matrix on a page: organs over years × points, the grounds for each cell, gaps and cells to review.

use maud::{Markup, html};

use super::super::pivot_matrix::{Cell, Matrix, Plan};
use super::super::rows::PointRow;
use super::super::word_status::{LOOKS, look};
use super::parts::{Show, class_of, leaning, scroll_table};
use crate::matching::Status;

/// Plans × points, a body an organ and a row a year; symbol, word and colour in each cell. Cells of another status than
/// `only` step back, where that is asked.
pub fn table(show: &Show<'_>, points: &[&PointRow], plans: &[&Plan], only: Option<&str>) -> Markup {
    if plans.is_empty() || points.is_empty() {
        return html! { p.notice { (show.t("matrix.none")) } };
    }
    html! {
        div.scroll tabindex="0" role="region" aria-label=(show.t("matrix.title")) {
            table.matrix {
                caption.hear { (show.t("matrix.caption")) }
                thead { tr {
                    th.organ scope="col" { (show.t("field.organ")) } th.year scope="col" { (show.t("field.year")) }
                    @for point in points { th scope="col" { (show.point(&point.point_id)) " " span.clamp lang=[show.foreign()] title=(point.text) { (point.text) } } }
                } }
                @for years in plans.chunk_by(|a, b| name_of(a) == name_of(b)) {
                    tbody { @for (at, plan) in years.iter().enumerate() {
                        tr {
                            @if at == 0 { th.organ scope="rowgroup" rowspan=(years.len()) lang=[show.foreign()] { (name_of(plan)) } }
                            @if plan.is_missing() {
                                th.year scope="row" { (year_of(plan)) }
                                td colspan=(points.len()) { (show.t("matrix.no_plan")) }
                            } @else {
                                th.year scope="row" { a href=(show.places.document(&plan.plan_doc_id)) { (year_of(plan)) } }
                                @for point in points { (one(show, plan, point, only)) }
                            }
                        }
                    } }
                }
            }
        }
    }
}

fn one(show: &Show<'_>, plan: &Plan, point: &PointRow, only: Option<&str>) -> Markup {
    let Some(cell) = plan.cell(point) else { return html! { td { span { (show.or_dash("")) } } } };
    let dim = only.is_some_and(|only| *only != *cell.status).then_some("dim");
    html! {
        td.(class_of(&cell.status)).(leaning(&cell.status, &cell.proposal)).(dim.unwrap_or("shown")) {
            a href=(show.places.cell(&plan.plan_doc_id, &point.point_id)) {
                (show.status_words(&cell.status, &cell.proposal, None))
            }
        }
    }
}

/// How many cells have each status, and which way the undecided ones lean.
pub fn counts<'c>(show: &Show<'_>, cells: impl Iterator<Item = &'c Cell>) -> Markup {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    let mut leans = std::collections::BTreeMap::<&str, usize>::new();
    for cell in cells {
        *counts.entry(&cell.status).or_default() += 1;
        if let Some(lean) = super::parts::leans(&cell.status, &cell.proposal) {
            *leans.entry(lean).or_default() += 1;
        }
    }
    html! {
        ul.legend aria-label=(show.t("matrix.counts")) {
            @for look in &LOOKS {
                li { (show.status(look.status, "", 0.0)) " " strong { (show.lang.number(counts.get(look.status).copied().unwrap_or(0))) } }
            }
        }
        @if !leans.is_empty() {
            p.quiet { (show.t("matrix.leans")) " "
                @for (at, (lean, count)) in leans.iter().enumerate() {
                    @if at > 0 { ", " } (show.lang.name("status", lean).to_lowercase()) " " (show.lang.number(*count))
                } "."
            }
        }
    }
}

/// How many cells of each plan have each status, where there are too many plans and points for a table of cells.
pub fn by_plan(show: &Show<'_>, matrix: &Matrix) -> Markup {
    let own = [show.t("field.organ"), show.t("field.year"), show.t("field.document")];
    let heads: Vec<&str> =
        own.into_iter().chain(LOOKS.iter().map(|look| show.lang.name("status", look.status))).collect();
    let rows = html! { @for plan in matrix.plans.iter().filter(|plan| !plan.is_missing()) {
        tr id={ "plan-" (plan.plan_doc_id) } {
            th scope="row" lang=[show.foreign()] { (name_of(plan)) }
            td { (year_of(plan)) }
            td { (show.document(&plan.plan_doc_id)) }
            @for look in &LOOKS {
                td.number { (plan.all_cells().filter(|cell| *cell.status == *look.status).count()) }
            }
        }
    } };
    scroll_table(show.t("matrix.counts"), &heads, &rows)
}

/// What the points say, each to be linked to.
pub fn points(show: &Show<'_>, matrix: &Matrix) -> Markup {
    html! {
        details {
            summary { (show.lang.fill("matrix.wordings", &[&matrix.points.len()])) }
            dl {
                @for point in &matrix.points {
                    dt id={ "punkt-" (point.point_id) } { b { (show.point(&point.point_id)) } " · " (show.lang.name("kind", &point.origin)) " · "
                        (show.document(&point.doc_id)) " " (show.passage(&point.doc_id, point.page, Some((point.line_from, point.line_to)))) }
                    dd lang=[show.foreign()] { @if !point.heading.is_empty() { em { (point.heading) } ". " } (point.text) }
                }
            }
        }
    }
}

/// Every cell with its passage, plan by plan: what a reader needs to defend it.
pub fn grounds(show: &Show<'_>, matrix: &Matrix) -> Markup {
    html! {
        @if matrix.plans.is_empty() { p.notice { (show.t("matrix.none")) } }
        @for plan in matrix.plans.iter().filter(|plan| !plan.is_missing()) {
            details id={ "plan-" (plan.plan_doc_id) } {
                summary { (name_of(plan)) " " (year_of(plan)) " · " (show.lang.fill("matrix.cells", &[&plan.cells.len()])) }
                p { (show.document(&plan.plan_doc_id)) }
                @let rows = matrix.points.iter().filter_map(|point| Some((plan, point, plan.cell(point)?)));
                (cells(show, &format!("{} {}", name_of(plan), year_of(plan)), rows, true))
            }
        }
    }
}

/// Cells of one status: gaps with their nearest miss, or what a person needs to decide.
pub fn of_status(show: &Show<'_>, matrix: &Matrix, status: Status) -> Markup {
    let rows: Vec<_> = matrix.with_status(status).collect();
    let label = show.lang.name("status", status.as_str());
    super::first_rows(show, &rows, "evidence", |rows| cells(show, label, rows.iter().copied(), false))
}

fn cells<'m>(
    show: &Show<'_>,
    label: &str,
    rows: impl Iterator<Item = (&'m Plan, &'m PointRow, &'m Cell)>,
    of_one_plan: bool,
) -> Markup {
    let heads = ["field.plan", "field.point", "field.status", "field.quote", "field.place", "field.why", "field.basis"];
    let heads: Vec<&str> = heads.iter().skip(usize::from(of_one_plan)).map(|key| show.t(key)).collect();
    let rows = html! { @for (plan, point, cell) in rows {
        tr id=[of_one_plan.then(|| cell_id(&plan.plan_doc_id, &point.point_id))] {
            @if !of_one_plan { th scope="row" lang=[show.foreign()] { (name_of(plan)) " " (year_of(plan)) } }
            td { b { (show.point(&point.point_id)) } @if !of_one_plan { " " span lang=[show.foreign()] { (point.text) } } }
            td { (show.status(&cell.status, &cell.proposal, cell.confidence)) }
            td { (show.quote(&cell.quote)) }
            td { @if let Some(page) = cell.page { (show.passage(&plan.plan_doc_id, page, cell.line_from.zip(cell.line_to))) } }
            td lang=[show.foreign()] { (show.lang.name("why", &cell.reason)) }
            td { (show.lang.name("basis", &cell.basis)) }
        }
    } };
    scroll_table(label, &heads, &rows)
}

/// The name of a cell's row among the grounds.
pub fn cell_id(plan_doc_id: &str, point_id: &str) -> String {
    format!("ruta-{plan_doc_id}-{point_id}")
}

/// Whose plan, or which where that isn't known.
pub fn name_of(plan: &Plan) -> &str {
    if plan.organ.is_empty() { &plan.plan_doc_id } else { &plan.organ }
}

/// The plan's year, or a question mark.
pub fn year_of(plan: &Plan) -> String {
    plan.year.map_or_else(|| "?".to_owned(), |year| year.to_string())
}

/// The status words that a filter offers.
pub fn statuses() -> impl Iterator<Item = &'static str> {
    LOOKS.iter().map(|look| look.status).filter(|status| look(status).is_some())
}
