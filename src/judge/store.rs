//! Keeps accepted answers in the output folder.

use std::path::{Path, PathBuf};

use super::JudgeError;
use crate::matching::judge::{Answer, Answers};

fn file(out: &Path) -> PathBuf {
    out.join("judge").join("answers.jsonl")
}

/// The answers kept in an output folder; none where there is no such file. Lines that are no answers are passed over: they
/// would be checked and asked again.
///
/// # Errors
/// When the file is there but can't be read.
pub fn load(out: &Path) -> Result<Answers, JudgeError> {
    let path = file(out);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let answers = text.lines().filter_map(|line| serde_json::from_str::<Answer>(line).ok());
            Ok(answers.map(|answer| (answer.id.clone(), answer)).collect())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Answers::new()),
        Err(source) => Err(JudgeError::Io { path, source }),
    }
}

/// Add answers to those kept; the newer of two to one question stays. The file appears whole or not at all.
///
/// # Errors
/// When the file can't be read or written.
pub fn save(out: &Path, new: &Answers) -> Result<(), JudgeError> {
    let path = file(out);
    let mut all = load(out)?;
    all.extend(new.iter().map(|(id, answer)| (id.clone(), answer.clone())));
    let mut text = String::new();
    for answer in all.values() {
        // a struct of strings and numbers always serializes
        text.push_str(&serde_json::to_string(answer).unwrap_or_default());
        text.push('\n');
    }
    let io = |source| JudgeError::Io { path: path.clone(), source };
    let folder = out.join("judge");
    std::fs::create_dir_all(&folder).map_err(io)?;
    let part = tempfile::NamedTempFile::new_in(&folder).map_err(io)?;
    std::fs::write(part.path(), text).map_err(io)?;
    part.persist(&path).map_err(|error| io(error.error))?;
    Ok(())
}
