//! The matrix on the page, the grounds for each cell, gaps and cells to review.

use maud::{Markup, html};

use super::super::link_pages::Links;
use super::super::pivot_matrix::{Cell, Matrix, Plan};
use super::super::rows::PointRow;
use super::super::word_status::{in_words, look};
use super::{first_rows, page_link, text_link};
use crate::matching::Status;

/// Plans × points; symbol, word and colour in each cell.
pub fn table(matrix: &Matrix, links: &Links) -> Markup {
    if matrix.plans.is_empty() || matrix.points.is_empty() {
        return html! { p.none { "Inga planer eller inga punkter att jämföra." } };
    }
    html! {
        div.wide tabindex="0" role="region" aria-label="Efterlevnadsmatris" {
            table.matrix {
                thead { tr {
                    th scope="col" { "Organ" } th scope="col" { "År" }
                    @for point in &matrix.points {
                        th scope="col" title=(point.text) { a href={ "#" (point.point_id) } { (point.point_id) } }
                    }
                } }
                tbody {
                    @for plan in &matrix.plans {
                        tr {
                            th scope="row" { a href={ "#plan-" (plan.plan_doc_id) } { (name_of(plan)) } }
                            td { @if let Some(year) = plan.year { (year) } }
                            @for point in &matrix.points { (matrix_cell(plan, plan.cells.get(&point.point_id), links)) }
                        }
                    }
                }
            }
        }
        (points(matrix, links))
    }
}

fn matrix_cell(plan: &Plan, cell: Option<&Cell>, links: &Links) -> Markup {
    let Some(cell) = cell else { return html! { td {} } };
    html! {
        td class=(class_of(cell)) title=(cell.quote) {
            (shown(cell)) br; small { (page_link(links, &plan.plan_doc_id, cell.page)) }
        }
    }
}

/// The class of a known status only: a class name is no place for words of unknown origin.
fn class_of(cell: &Cell) -> &'static str {
    look(cell.coloured()).map_or("", |look| look.status)
}

fn shown(cell: &Cell) -> String {
    match (cell.shown.strip_suffix('?'), look(cell.coloured())) {
        (Some(_), Some(look)) => format!("{} {}?", look.symbol, look.word),
        _ => look(&cell.status).map_or_else(|| cell.status.clone(), |look| format!("{} {}", look.symbol, look.word)),
    }
}

fn points(matrix: &Matrix, links: &Links) -> Markup {
    html! {
        details {
            summary { "Punkternas lydelse (" (matrix.points.len()) ")" }
            dl.points {
                @for point in &matrix.points {
                    dt id=(point.point_id) { (point.point_id) " · " (if point.is_directive() { "uppmaning" } else { "krav" })
                        " · " (text_link(&point.doc_id)) " " (page_link(links, &point.doc_id, Some(point.page))) }
                    dd { @if !point.heading.is_empty() { em { (point.heading) } ". " } (point.text) }
                }
            }
        }
    }
}

/// Every cell with its passage, plan by plan: what a reader needs to defend it.
pub fn grounds(matrix: &Matrix, links: &Links) -> Markup {
    html! {
        @if matrix.plans.is_empty() { p.none { "Inga planer." } }
        @for plan in &matrix.plans {
            details id={ "plan-" (plan.plan_doc_id) } {
                summary { (name_of(plan)) @if let Some(year) = plan.year { " " (year) } " · " (plan.cells.len()) " rutor" }
                p { (text_link(&plan.plan_doc_id)) " " (page_link(links, &plan.plan_doc_id, None)) }
                table {
                    thead { tr { th { "Punkt" } th { "Status" } th { "Citat ur planen" } th { "Sida" } th { "Skäl" } th { "Grund" } } }
                    tbody {
                        @for point in &matrix.points {
                            @if let Some(cell) = plan.cells.get(&point.point_id) { (ground(plan, point, cell, links)) }
                        }
                    }
                }
            }
        }
    }
}

fn ground(plan: &Plan, point: &PointRow, cell: &Cell, links: &Links) -> Markup {
    html! {
        tr {
            td { a href={ "#" (point.point_id) } title=(point.text) { (point.point_id) } }
            td class=(class_of(cell)) { (in_words(&cell.status, &cell.proposal, cell.confidence)) }
            td { (quote(&cell.quote)) }
            td { (page_link(links, &plan.plan_doc_id, cell.page)) }
            td { (cell.reason) }
            td { (cell.basis) }
        }
    }
}

fn quote(words: &str) -> Markup {
    html! { @if !words.is_empty() { q { (words) } } }
}

/// Points that a plan does not address, with the nearest miss.
pub fn gaps(matrix: &Matrix, links: &Links) -> Markup {
    cells(matrix, Status::NotAddressed, "Närmaste ställe", links)
}

/// Cells that a person needs to decide.
pub fn to_review(matrix: &Matrix, links: &Links) -> Markup {
    cells(matrix, Status::ToReview, "Bästa ställe", links)
}

fn cells(matrix: &Matrix, status: Status, passage: &str, links: &Links) -> Markup {
    let rows: Vec<_> = matrix.with_status(status).collect();
    first_rows(&rows, "evidence", |rows| {
        html! {
            table {
                thead { tr { th { "Organ" } th { "År" } th { "Punkt" } th { "Status" } th { (passage) } th { "Sida" } th { "Skäl" } } }
                tbody {
                    @for (plan, point, cell) in rows {
                        tr {
                            td { (name_of(plan)) }
                            td { @if let Some(year) = plan.year { (year) } }
                            td { b { (point.point_id) } " " (point.text) }
                            td class=(class_of(cell)) { (in_words(&cell.status, &cell.proposal, cell.confidence)) }
                            td { (quote(&cell.quote)) }
                            td { (page_link(links, &plan.plan_doc_id, cell.page)) }
                            td { (cell.reason) }
                        }
                    }
                }
            }
        }
    })
}

fn name_of(plan: &Plan) -> &str {
    if plan.organ.is_empty() { &plan.plan_doc_id } else { &plan.organ }
}
