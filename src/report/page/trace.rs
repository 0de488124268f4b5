//! The trace of a demand on a page: a timeline drawn as SVG, every wording in words, how plans answer year by year.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::story::{Answer, Change, ChangeKind, Step, Story};
use super::parts::{Show, leans, scroll_table};
use super::timeline::timeline;

/// The story of one demand, with its first `most` wordings and answers. `prefix` parts the names of its steps from those of
/// other stories on the page.
pub fn trace(show: &Show<'_>, story: &Story, prefix: &str, most: usize) -> Markup {
    let steps = story.steps[..story.steps.len().min(most)].to_vec();
    let shown = Story { point_id: story.point_id.clone(), steps, answers: Vec::new() };
    html! {
        (timeline(show, &shown, prefix))
        (self::steps(show, &shown, prefix))
        @if story.steps.len() > most { (more(show, most, story.steps.len(), "lineage")) }
        @if !story.answers.is_empty() {
            (shares(show, &story.answers))
            (answers(show, &story.answers[..story.answers.len().min(most)]))
            @if story.answers.len() > most { (more(show, most, story.answers.len(), "evidence")) }
        }
    }
}

fn more(show: &Show<'_>, shown: usize, all: usize, table: &str) -> Markup {
    html! { p.notice { (show.lang.fill("list.first", &[&show.lang.number(shown), &show.lang.number(all), &table])) } }
}

fn steps(show: &Show<'_>, story: &Story, prefix: &str) -> Markup {
    html! {
        ol.steps { @for (number, step) in (1..).zip(&story.steps) {
            li id=(step_id(prefix, number)) { (one_step(show, step)) }
        } }
    }
}

/// The name of a step on its page.
pub fn step_id(prefix: &str, number: usize) -> String {
    format!("{prefix}steg-{number}")
}

fn one_step(show: &Show<'_>, step: &Step) -> Markup {
    let year = step.year.map(|year| year.to_string()).unwrap_or_default();
    let changed = step.changes.iter().any(|change| change.kind != ChangeKind::Same);
    html! {
        p { strong { (year) " " (show.lang.name("relation", &step.relation)) } " · " (show.lang.name("kind", &step.kind))
            " · " span lang=[show.foreign()] { (step.who) } }
        @if changed { (show_changes(show, &step.changes)) } @else { (show.quote(&step.quote)) }
        @if !step.called.is_empty() { p { (show.t("trace.called")) " " q lang=[show.foreign()] { (step.called) } } }
        @if !step.note.is_empty() { p lang=[show.foreign()] { (step.note) } }
        p.facts {
            @if step.id.contains('#') || step.id.is_empty() { (show.document(&step.doc_id)) } @else { (show.point(&step.id)) " · " (show.document(&step.doc_id)) }
            @if step.page > 0 { " · " (show.passage(&step.doc_id, step.page, Some((step.line, step.line)))) }
            @if !step.from_id.is_empty() { " · " (show.t("trace.since")) " " (show.point(&step.from_id)) ", " (show.t("trace.similarity")) " " (show.lang.decimal(step.similarity)) }
            @if !step.title.is_empty() { " · " span lang=[show.foreign()] { (step.title) } }
        }
    }
}

/// Words that went and came, marked for eye and ear.
pub fn show_changes(show: &Show<'_>, changes: &[Change]) -> Markup {
    html! {
        blockquote lang=[show.foreign()] { @for change in changes {
            @match change.kind {
                ChangeKind::Same => { (change.words) },
                ChangeKind::Gone => { del { span.hear { "[" (show.t("diff.gone")) " " } (change.words) span.hear { "]" } } },
                ChangeKind::New => { ins { span.hear { "[" (show.t("diff.new")) " " } (change.words) span.hear { "]" } } },
            } " "
        } }
    }
}

/// What a year's plans say of the demand; each plan counts once, by its best answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Year {
    plans: usize,
    /// Addressed, partly, not addressed; decided and leaning.
    decided: [usize; 3],
    leaning: [usize; 3],
}

const BARS: [&str; 3] = ["addressed", "partly", "not_addressed"];

fn by_year(answers: &[Answer]) -> BTreeMap<i32, Year> {
    let place = |answer: &Answer| {
        let lean = leans(&answer.status, &answer.proposal);
        let at = BARS.iter().position(|bar| *bar == lean.unwrap_or(&answer.status)).unwrap_or(BARS.len());
        (at, lean.is_some())
    };
    let mut best: BTreeMap<(i32, &str), (usize, bool)> = BTreeMap::new();
    for answer in answers {
        let Some(year) = answer.year else { continue };
        let place = place(answer);
        best.entry((year, answer.plan_doc_id.as_str())).and_modify(|old| *old = (*old).min(place)).or_insert(place);
    }
    let mut years = BTreeMap::<i32, Year>::new();
    for ((year, _), (at, is_lean)) in best {
        let year = years.entry(year).or_default();
        year.plans += 1;
        let side = if is_lean { &mut year.leaning } else { &mut year.decided };
        if let Some(count) = side.get_mut(at) {
            *count += 1;
        }
    }
    years
}

/// Share of plans that address the demand, year by year: a chart that is a table as well.
fn shares(show: &Show<'_>, answers: &[Answer]) -> Markup {
    let rows = html! { @for (year, of) in by_year(answers) {
        tr {
            th scope="row" { (year) }
            td.number { (of.plans) }
            @for at in 0..BARS.len() { td.number { (of.decided[at]) @if of.leaning[at] > 0 { " + " (of.leaning[at]) } } }
            td.number { (show.lang.percent((of.decided[0] + of.leaning[0]) as f64 / of.plans.max(1) as f64)) }
            td { (bar(&of)) }
        }
    } };
    let heads = [
        show.t("field.year"),
        show.t("trace.plans"),
        show.lang.name("status", "addressed"),
        show.lang.name("status", "partly"),
        show.lang.name("status", "not_addressed"),
        show.t("trace.share"),
        show.t("trace.bar"),
    ];
    html! {
        h3 { (show.t("trace.shares")) }
        p.quiet { (show.t("trace.shares_help")) }
        (scroll_table(show.t("trace.shares"), &heads, &rows))
    }
}

fn bar(of: &Year) -> Markup {
    const WIDTH: usize = 240;
    let mut x = 0;
    let mut pieces = Vec::new();
    for (at, class) in BARS.iter().enumerate() {
        for (count, opacity) in [(of.decided[at], "1"), (of.leaning[at], ".5")] {
            let width = WIDTH * count / of.plans.max(1);
            pieces.push((x, width, *class, opacity));
            x += width;
        }
    }
    html! {
        svg width=(WIDTH) height="18" viewBox={ "0 0 " (WIDTH) " 18" } aria-hidden="true" class="drawing" {
            @for (x, width, class, opacity) in pieces.iter().filter(|piece| piece.1 > 0) {
                rect class={ "b-" (class) } x=(x) y="2" width=(width) height="14" fill-opacity=(opacity) {}
            }
        }
    }
}

fn answers(show: &Show<'_>, answers: &[Answer]) -> Markup {
    let heads = ["field.year", "field.organ", "field.point", "field.status", "field.quote", "field.place"]
        .map(|key| show.t(key));
    let rows = html! { @for answer in answers {
        tr {
            td { (answer.year.map(|year| year.to_string()).unwrap_or_default()) }
            th scope="row" lang=[show.foreign()] { (answer.organ) }
            td { a href=(show.places.cell(&answer.plan_doc_id, &answer.point_id)) { (answer.point_id) } }
            td { (show.status(&answer.status, &answer.proposal, answer.confidence)) }
            td { (show.quote(&answer.quote)) }
            td { @if let Some(page) = answer.page { (show.passage(&answer.plan_doc_id, page, None)) } }
        }
    } };
    html! {
        h3 { (show.t("trace.answers")) }
        (scroll_table(show.t("trace.answers"), &heads, &rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(year: i32, plan: &str, status: &str, proposal: &str) -> Answer {
        Answer {
            year: Some(year),
            organ: String::new(),
            plan_doc_id: plan.to_owned(),
            point_id: String::new(),
            status: status.to_owned(),
            proposal: proposal.to_owned(),
            confidence: 0.5,
            page: None,
            quote: String::new(),
        }
    }

    #[test]
    fn a_plan_counts_once_by_its_best_answer() {
        let years = by_year(&[
            answer(2018, "a", "not_addressed", ""),
            answer(2018, "a", "to_review", "addressed"),
            answer(2018, "b", "partly", ""),
            answer(2018, "c", "unreadable", ""),
        ]);
        assert_eq!(years[&2018], Year { plans: 3, decided: [0, 1, 0], leaning: [1, 0, 0] });
    }
}
