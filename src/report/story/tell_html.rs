//! Tells stories on a page of their own, which needs no server, network or script.

use maud::{Markup, html};

use super::told::{kind_word, relation_word};
use super::{Answer, ChangeKind, Step, Story};
use crate::report::page::whole;
use crate::report::word_status::in_words;

/// A page with these stories.
#[must_use]
pub fn story_page(stories: &[Story]) -> Vec<u8> {
    let body = html! {
        header { h1 { "Spår genom åren" } }
        main { @for story in stories { (told(story)) } }
    };
    whole("Spår genom åren", &body)
}

fn told(story: &Story) -> Markup {
    html! {
        section id=(story.point_id) {
            h2 { (story.point_id) }
            ol { @for step in &story.steps { li { (step_told(step)) } } }
            @if !story.answers.is_empty() {
                h3 { "Planerna" }
                table {
                    thead { tr {
                        th scope="col" { "År" } th scope="col" { "Organ" } th scope="col" { "Punkt" }
                        th scope="col" { "Bedömning" } th scope="col" { "Ställe" }
                    } }
                    tbody { @for answer in &story.answers { (answer_told(answer)) } }
                }
            }
        }
    }
}

fn step_told(step: &Step) -> Markup {
    html! {
        p {
            strong { (step.year.map(|year| year.to_string()).unwrap_or_default()) " " (relation_word(&step.relation)) }
            " · " (kind_word(&step.kind)) " · " (step.who)
        }
        @if step.changes.is_empty() {
            @if !step.quote.is_empty() { blockquote { (step.quote) } }
        } @else {
            blockquote { @for change in &step.changes {
                @match change.kind {
                    ChangeKind::Same => { (change.words) },
                    ChangeKind::Gone => { del { (change.words) } },
                    ChangeKind::New => { ins { (change.words) } },
                } " "
            } }
        }
        @if !step.called.is_empty() { p { "Kallas där: " q { (step.called) } } }
        @if !step.note.is_empty() { p { (step.note) } }
        p.none { (step.id) " · " (step.doc_id) @if step.page > 0 { ", s. " (step.page) } " · " (step.title) }
    }
}

fn answer_told(answer: &Answer) -> Markup {
    html! {
        tr {
            td { (answer.year.map(|year| year.to_string()).unwrap_or_default()) }
            td { (answer.organ) }
            td { (answer.point_id) }
            td { (in_words(&answer.status, &answer.proposal, answer.confidence)) }
            td { @if let Some(page) = answer.page { "s. " (page) " " } (answer.quote) }
        }
    }
}
