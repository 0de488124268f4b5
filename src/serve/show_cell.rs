//! The grounds of one cell: the point, what a plan must show for it, each passage with its page's picture; and the form in
//! which a person decides.

use maud::{Markup, html};

use super::here::{Here, Shown};
use super::show_document::picture;
use super::show_matrix::{filter, waiting};
use super::store::Data;
use super::write_reviews::{VERDICTS, Writing};
use crate::matching::Status;
use crate::report::page::{Show, leans};
use crate::report::rows::{EvidenceRow, PointRow};

/// Passages with a picture; the others are a link away.
const PICTURED: usize = 3;

/// The page of a cell.
pub(super) fn page(here: &Here) -> Shown {
    let data = here.data();
    let rows = data.passages(here.name(0), here.name(1));
    let (Some(first), Some(point)) = (rows.first().copied(), data.point(here.name(1))) else {
        return Shown::Missing("missing.cell");
    };
    let year = first.year.map(|year| year.to_string()).unwrap_or_default();
    let organ = if first.organ.is_empty() { &first.plan_doc_id } else { &first.organ };
    let content = here.with_show(&data, |show| {
        html! {
            @if here.asked("sparad") == "1" { p.notice.good role="status" { (here.t("review.saved")) } }
            (the_point(here, show, point))
            p { strong { (show.status(&first.status, &first.proposal, first.confidence)) }
                " " span.quiet { (here.lang.fill("cell.sure", &[&here.lang.percent(first.confidence), &here.lang.name("basis", &first.basis)])) } }
            @if let Some(writing) = &here.view.writing { (form(here, writing, first)) }
            (neighbours(here, show, &data))
            (criteria(here, &data, point))
            h2 { (here.t(if *first.status == *Status::NotAddressed.as_str() { "cell.nearest" } else { "cell.passages" })) }
            ol.passages { @for (number, row) in rows.iter().enumerate() { (passage(here, show, &data, row, number < PICTURED)) } }
        }
    });
    Shown::Page(format!("{organ} {year}: {}", point.point_id), "/matris", content)
}

fn the_point(here: &Here, show: &Show<'_>, point: &PointRow) -> Markup {
    html! {
        (show.quote(&point.text))
        p.facts {
            (here.lang.name("kind", &point.origin)) " " (point.year)
            @if !point.heading.is_empty() { " · " span lang=[show.foreign()] { (point.heading) } }
            " · " (show.document(&point.doc_id)) " " (show.passage(&point.doc_id, point.page, Some((point.line_from, point.line_to))))
            " · " a href=[show.places.trace(&point.point_id)] { (here.t("cell.trace")) }
        }
    }
}

fn criteria(here: &Here, data: &Data, point: &PointRow) -> Markup {
    let rows: Vec<_> = data.tables.criteria.iter().filter(|row| row.point_id == point.point_id).collect();
    html! {
        @if !rows.is_empty() {
            h2 { (here.t("cell.criteria")) }
            ol { @for row in rows {
                li { span lang="sv" { (row.criterion) } @if !row.essential.0 { " (" (here.t("cell.not_essential")) ")" } }
            } }
        }
    }
}

fn passage(here: &Here, show: &Show<'_>, data: &Data, row: &EvidenceRow, pictured: bool) -> Markup {
    let document = data.document(&row.plan_doc_id);
    let place = row.page.zip(row.line_from.zip(row.line_to));
    let is_drawn = |path: &str| path.to_ascii_lowercase().ends_with(".pdf");
    let drawn = document.filter(|document| pictured && is_drawn(&document.path) && data.original(document).is_some());
    html! {
        li.(if drawn.is_some() && place.is_some() { "pictured" } else { "plain" }) {
            div {
                @if row.quote.is_empty() { p { (here.t("cell.no_passage")) } } @else { (show.quote(&row.quote)) }
                p.facts {
                    @if let Some((page, lines)) = place { (show.passage(&row.plan_doc_id, page, Some(lines))) " · " (show.document(&row.plan_doc_id)) " · " }
                    (here.lang.fill("cell.score", &[&here.lang.decimal(row.score)]))
                    @if !row.criterion.is_empty() { " · " (here.lang.fill("cell.of_criterion", &[&row.criterion])) }
                }
                @if !row.reason.is_empty() { p { (here.t("cell.why_not_more")) " " (why(here, &row.reason)) "." } }
            }
            @if let (Some(document), Some((page, (from, to)))) = (drawn, place) {
                @let places = here.view.store.places(data, document);
                @let boxes: Vec<_> = (from..=to).filter_map(|line| places.line(line as usize)).collect();
                a href=[show.places.passage(&row.plan_doc_id, page, Some((from, to)))] { (picture(here, &row.plan_doc_id, page, &places, &boxes)) }
            }
        }
    }
}

/// A reason in words: a code, or `missing: ` and what is missing.
fn why(here: &Here, reason: &str) -> Markup {
    html! {
        @match reason.strip_prefix("missing: ") {
            Some(what) => { (here.t("cell.missing")) " " span lang="sv" { (what) } },
            None => (here.lang.name("why", reason)),
        }
    }
}

/// The cells before and after this one that wait for a person.
fn neighbours(here: &Here, show: &Show<'_>, data: &Data) -> Markup {
    let filtered = filter(here, &data.matrix, false);
    let order = |id: &str| data.matrix.points.iter().position(|point| point.point_id == id);
    let plan_at = |id: &str| data.matrix.plans.iter().position(|plan| plan.plan_doc_id == id);
    let own = (plan_at(here.name(0)), order(here.name(1)));
    let (mut before, mut after) = (None, None);
    for (plan, point, _) in waiting(&filtered) {
        let at = (plan_at(&plan.plan_doc_id), order(&point.point_id));
        let link = || show.places.cell(&plan.plan_doc_id, &point.point_id);
        if at < own {
            before = Some(link());
        } else if at > own {
            after = Some(link());
            break;
        }
    }
    html! {
        nav.leaf aria-label=(here.t("review.queue")) { ul {
            @if let Some(before) = before { li { a rel="prev" href=(before) { (here.t("review.before")) } } }
            li { a href=(here.href("/granska")) { (here.t("review.queue")) } }
            @if let Some(after) = after { li { a rel="next" href=(after) { (here.t("review.after")) } } }
        } }
    }
}

fn form(here: &Here, writing: &Writing, row: &EvidenceRow) -> Markup {
    let lean = leans(&row.status, &row.proposal).unwrap_or(&row.status);
    let back = format!("/matris/{}/{}", super::here::encode(&row.plan_doc_id), super::here::encode(&row.point_id));
    html! {
        form.review method="post" action=(here.href("/granska")) data-lean=(lean) {
            input type="hidden" name="nyckel" value=(writing.key);
            input type="hidden" name="plan" value=(row.plan_doc_id);
            input type="hidden" name="punkt" value=(row.point_id);
            input type="hidden" name="nasta" value=(back);
            fieldset {
                legend { (here.t("review.verdict")) }
                @for (number, status) in (1..).zip(VERDICTS) {
                    label { input type="radio" name="status" value=(status) required checked[lean == status]; " " (here.lang.name("status", status)) " " kbd aria-hidden="true" { (number) } "   " }
                }
                p.quiet { (here.t("review.keys")) }
                div.fields {
                    label { span { (here.t("review.note")) } input name="not" maxlength="2000"; }
                    label { span { (here.t("review.by")) } input name="av" maxlength="100" autocomplete="name" value=(here.asked("av")); }
                    button { (here.t("review.save")) }
                }
            }
        }
    }
}
