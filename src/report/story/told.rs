//! Tells a story in plain Swedish for a terminal.

use std::fmt::Write as _;

use super::{Answer, ChangeKind, Step, Story};
use crate::report::page::Lang;
use crate::report::word_status::in_words;

/// The story in words, oldest first.
#[must_use]
pub fn tell(story: &Story) -> String {
    let mut told = format!("{}\n\n", story.point_id);
    for step in &story.steps {
        tell_step(&mut told, step);
    }
    if !story.answers.is_empty() {
        told.push_str("Planerna\n");
        for answer in &story.answers {
            tell_answer(&mut told, answer);
        }
    }
    told
}

fn tell_step(told: &mut String, step: &Step) {
    let year = step.year.map_or_else(|| "    ".to_owned(), |year| year.to_string());
    let place = if step.page > 0 { format!(", s. {}", step.page) } else { String::new() };
    // Writing to a string cannot fail.
    let (relation, kind) = (Lang::Sv.name("relation", &step.relation), Lang::Sv.name("kind", &step.kind));
    let _ = writeln!(told, "{year}  {relation} · {kind} · {}", step.who);
    let id = if step.id.is_empty() || step.id.starts_with(&step.doc_id) {
        String::new()
    } else {
        format!("{} · ", step.id)
    };
    let _ = writeln!(told, "      {id}{}{place}", step.doc_id);
    for (label, words) in [("", &step.quote), ("kallas där: ", &step.called), ("", &step.note)] {
        if !words.is_empty() {
            let _ = writeln!(told, "      {label}{words}");
        }
    }
    if step.changes.iter().any(|change| change.kind != ChangeKind::Same) {
        let _ = writeln!(told, "      ändrat sedan {}: {}", step.from_id, step.marked_changes());
    }
    told.push('\n');
}

impl Step {
    /// What changed, `[-borta-]` and `[+nytt+]`, as word differences are shown in terminals.
    #[must_use]
    pub fn marked_changes(&self) -> String {
        let marked: Vec<String> = self
            .changes
            .iter()
            .map(|change| match change.kind {
                ChangeKind::Same => change.words.clone(),
                ChangeKind::Gone => format!("[-{}-]", change.words),
                ChangeKind::New => format!("[+{}+]", change.words),
            })
            .collect();
        marked.join(" ")
    }
}

fn tell_answer(told: &mut String, answer: &Answer) {
    let year = answer.year.map_or_else(|| "    ".to_owned(), |year| year.to_string());
    let status = in_words(&answer.status, &answer.proposal, answer.confidence);
    let page = answer.page.map_or_else(String::new, |page| format!(", s. {page}"));
    let _ = writeln!(told, "{year}  {} · {} · {status} · {}{page}", answer.organ, answer.point_id, answer.plan_doc_id);
    if !answer.quote.is_empty() {
        let _ = writeln!(told, "      {}", answer.quote);
    }
}
