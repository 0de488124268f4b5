//! How a demand evolved: its story on a time axis and in words, and what changed between any two of its wordings.

use maud::{Markup, html};

use super::here::{Here, Shown, leaf};
use crate::report::page::trace::{show_changes, step_id, trace};
use crate::report::page::{Show, notice, scroll_table};
use crate::report::rows::PointRow;
use crate::report::{Step, Stories, Story, points_named, word_changes};

/// Points a page.
const POINTS: usize = 100;

/// All points, those that anything is linked to first named by how much; or those that words (`q`) name.
pub(super) fn list(here: &Here) -> Shown {
    let data = here.data();
    let words = here.asked("q");
    let found: Vec<&PointRow> = if words.is_empty() {
        data.tables.points.iter().collect()
    } else {
        points_named(&data.tables.points, words, &here.view.dictionaries)
    };
    let mut links = std::collections::BTreeMap::<&str, usize>::new();
    for link in &data.tables.lineage {
        *links.entry(link.from_id.as_str()).or_default() += 1;
    }
    let pages = found.len().div_ceil(POINTS).max(1);
    let number = here.number("sida", pages);
    let content = here.with_show(&data, |show| {
        let heads = ["field.point", "field.year", "review.wording", "trace.links"].map(|key| show.t(key));
        let rows = html! { @for point in found.iter().skip((number - 1) * POINTS).take(POINTS) { tr {
            th scope="row" { (show.point(&point.point_id)) }
            td { (point.year) } td lang=[show.foreign()] { (point.text) }
            td.number { (links.get(point.point_id.as_str()).copied().unwrap_or(0)) }
        } } };
        html! {
            p { (here.t("trace.help")) }
            form method="get" role="search" {
                div.fields { label { span { (here.t("trace.words")) } input type="search" name="q" value=(words) maxlength="200"; } button { (here.t("filter.show")) } }
            }
            @if found.is_empty() { (notice(here.t("trace.none"))) } @else { (scroll_table(here.t("nav.trace"), &heads, &rows)) (leaf(here, number, pages)) }
        }
    });
    Shown::Page(here.t("nav.trace").to_owned(), "/spar", content)
}

/// The story of one point; `a` and `b` are the numbers of two wordings to be compared.
pub(super) fn page(here: &Here) -> Shown {
    let data = here.data();
    let Some(point) = data.point(here.name(0)) else { return Shown::Missing("missing.point") };
    let story = Stories::new(&data.tables, &here.view.store.out).of_point(point);
    let content = here.with_show(&data, |show| {
        html! {
            (show.quote(&point.text))
            @if story.steps.len() > 1 { (compare(here, show, &story)) }
            h2 { (here.t("trace.years")) }
            (trace(show, &story, "", usize::MAX))
        }
    });
    Shown::Page(here.lang.fill("trace.of", &[&point.point_id]), "/spar", content)
}

fn compare(here: &Here, show: &Show<'_>, story: &Story) -> Markup {
    let step = |name: &str| {
        let number: usize = here.asked(name).parse().ok()?;
        Some((number, story.steps.get(number.checked_sub(1)?)?))
    };
    html! {
        form method="get" action="#jamfor" {
            div.fields {
                (choose(here, "a", story, 1))
                (choose(here, "b", story, story.steps.len()))
                button { (here.t("diff.button")) }
            }
        }
        @if let (Some((a, from)), Some((b, to))) = (step("a"), step("b")) {
            section id="jamfor" aria-label=(here.t("diff.title")) {
                h2 { (here.lang.fill("diff.between", &[&name(here, a, from), &name(here, b, to)])) }
                (show_changes(show, &word_changes(&from.quote, &to.quote)))
                p { a href={ "#" (step_id("", a)) } { (a) } " · " a href={ "#" (step_id("", b)) } { (b) } }
            }
        }
    }
}

fn choose(here: &Here, field: &str, story: &Story, otherwise: usize) -> Markup {
    let chosen = here.asked(field).parse().unwrap_or(otherwise);
    html! {
        label { span { (here.t(if field == "a" { "diff.from" } else { "diff.to" })) }
            select name=(field) { @for (number, step) in (1..).zip(&story.steps) {
                option value=(number) selected[number == chosen] { (name(here, number, step)) }
            } }
        }
    }
}

fn name(here: &Here, number: usize, step: &Step) -> String {
    let year = step.year.map(|year| year.to_string()).unwrap_or_default();
    format!("{number}. {year} {} ({})", here.lang.name("relation", &step.relation), step.who)
}
