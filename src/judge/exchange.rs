//! Questions to a file and answers from one, for judges that no program calls: a person, a batch job, another machine.

use std::io::{BufRead as _, Write as _};
use std::path::Path;

use super::{JudgeError, finding};
use crate::matching::judge::{Answer, Question};
use crate::text::Finding;

/// Write one question a line.
///
/// # Errors
/// When the file can't be written.
pub fn write_questions(path: &Path, questions: &[Question]) -> Result<(), JudgeError> {
    let io = |source| JudgeError::Io { path: path.to_owned(), source };
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).map_err(io)?);
    for question in questions {
        serde_json::to_writer(&mut file, question).map_err(|error| io(error.into()))?;
        file.write_all(b"\n").map_err(io)?;
    }
    file.flush().map_err(io)
}

/// Read one answer a line; a line that is none becomes a finding.
///
/// # Errors
/// When the file can't be read.
pub fn read_answers(path: &Path) -> Result<(Vec<Answer>, Vec<Finding>), JudgeError> {
    let io = |source| JudgeError::Io { path: path.to_owned(), source };
    let file = std::io::BufReader::new(std::fs::File::open(path).map_err(io)?);
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (mut answers, mut findings) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(file.split(b'\n')) {
        let line = line.map_err(io)?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Answer>(&line) {
            Ok(answer) => answers.push(Answer { judge: named(&answer.judge, "fil"), ..answer }),
            Err(error) => {
                findings.push(finding(name.clone(), "answer", format!("rad {number} är inget svar: {error}")));
            }
        }
    }
    Ok((answers, findings))
}

/// A judge's name as it can stand in a table; `otherwise` where it has none.
pub(super) fn named(judge: &str, otherwise: &str) -> String {
    let name: String = judge.chars().filter(|c| !c.is_control()).take(60).collect();
    if name.trim().is_empty() { otherwise.to_owned() } else { name.trim().to_owned() }
}
