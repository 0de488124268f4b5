//! Carries questions to a judge and answers back: over HTTP to a language model that the user runs, or by file.
//!
//! What is asked and which answers count is decided in [`crate::matching::judge`]. Accepted answers are kept in the output
//! folder (`judge/answers.jsonl`) by the hash of their question, so that every later run gives the same tables without
//! asking again. Nothing here reads a document.

mod ask;
mod exchange;
mod store;

pub use ask::{AskSettings, ask, check_address};
pub use exchange::{read_answers, write_questions};
pub use store::{load, save};

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::matching::judge::{Answer, Answers, Question, check};
use crate::text::{Finding, Severity};

/// What went wrong at the door; what is wrong with single answers are findings.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// A file can't be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An address that is none, or that leads off this machine without leave.
    #[error("{0}")]
    Address(String),
}

/// Answers of which each was checked against its question; what does not count becomes a finding.
#[must_use]
pub fn accept(questions: &[Question], answers: Vec<Answer>) -> (Answers, Vec<Finding>) {
    let by_id: BTreeMap<&str, &Question> = questions.iter().map(|question| (question.id.as_str(), question)).collect();
    let (mut accepted, mut findings) = (Answers::new(), Vec::new());
    let mut strangers = 0_usize;
    for answer in answers {
        match by_id.get(answer.id.as_str()) {
            None => strangers += 1,
            Some(question) => match check(question, &answer) {
                Ok(_) => {
                    accepted.insert(answer.id.clone(), answer);
                }
                Err(why) => findings.push(discarded(question, &why.to_string())),
            },
        }
    }
    if strangers > 0 {
        let message = format!("{strangers} svar hör till ingen fråga om dagens planer och punkter och användes inte");
        findings.push(finding(String::new(), "unasked", message));
    }
    (accepted, findings)
}

fn discarded(question: &Question, why: &str) -> Finding {
    let message = format!("bedömarens svar om {} användes inte: {why}", question.point_id);
    finding(question.plan_doc_id.clone(), "answer", message)
}

fn finding(path: String, kind: &'static str, message: String) -> Finding {
    Finding { path, page: None, stage: "judge", kind, severity: Severity::Notice, message }
}
