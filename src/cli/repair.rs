//! `paragraf repair`: text in, repaired text out, line by line.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Exit, args};
use crate::config::{Layer, UsageError};
use crate::dictionaries::{Dictionaries, Source};
use crate::pipeline::{Found, find_inputs};
use crate::repair::learn::{learn, look};
use crate::repair::repair_lines;
use crate::text::Edit;

pub fn run(common: &args::Common, command: &args::Repair) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let mut bytes = Vec::new();
    if command.input.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        let unreadable = |error| UsageError(format!("{}: går inte att läsa: {error}", command.input.display()));
        bytes = std::fs::read(&command.input).map_err(unreadable)?;
    }
    let lines = lines(bytes, &command.input)?;
    let mut dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    if let Some(folder) = &command.learn {
        let documents = clean_documents(folder)?;
        let seen = look(&documents, |lines| Some(lines.clone()), &dictionaries);
        let learned = learn(seen.iter().flatten(), &dictionaries);
        dictionaries.lexicon = dictionaries.lexicon.with_words(learned);
    }
    let (repaired, edits) = repair_lines(&lines, &dictionaries);
    if let Some(path) = &command.changes {
        std::fs::write(path, changes_tsv(&lines, &edits)).with_context(|| path.display().to_string())?;
    }
    let mut out = std::io::stdout().lock();
    out.write_all(repaired.join("\n").as_bytes())?;
    out.flush()?;
    Ok(Exit::Ok)
}

/// The lines of a text file, or which byte is in the way.
fn lines(bytes: Vec<u8>, path: &Path) -> anyhow::Result<Vec<String>> {
    let text = String::from_utf8(bytes).map_err(|error| {
        anyhow::anyhow!(
            "{}: byte {} är inte UTF-8; spara om texten som UTF-8",
            path.display(),
            error.utf8_error().valid_up_to() + 1
        )
    })?;
    Ok(text.split('\n').map(str::to_owned).collect())
}

/// The lines of every text file under `folder`, by path; repair takes no words from damaged ones.
fn clean_documents(folder: &Path) -> anyhow::Result<Vec<Vec<String>>> {
    let found = find_inputs(folder)?.into_iter().filter(Found::is_text);
    let files: Vec<PathBuf> = found.map(|found| found.path).collect();
    anyhow::ensure!(!files.is_empty(), "{}: inga .txt-filer där", folder.display());
    let read = |path: &PathBuf| lines(std::fs::read(path).with_context(|| path.display().to_string())?, path);
    files.iter().map(read).collect()
}

/// Columns count characters from 1, as editors do.
fn changes_tsv(lines: &[String], edits: &[Edit]) -> String {
    let mut tsv = "line\tcolumn\tbefore\tafter\tconfidence\treason\n".to_owned();
    for edit in edits {
        let column = lines[edit.line as usize - 1][..edit.range.start].chars().count() + 1;
        let row = format!(
            "{}\t{column}\t{}\t{}\t{:.3}\t{}\n",
            edit.line, edit.before, edit.after, edit.confidence, edit.reason
        );
        tsv.push_str(&row);
    }
    tsv
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_bytes_are_lines_or_a_clear_error(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
            match (lines(bytes.clone(), Path::new("text.txt")), std::str::from_utf8(&bytes)) {
                (Ok(lines), Ok(text)) => proptest::prop_assert_eq!(lines.join("\n"), text),
                (Err(error), Err(wrong)) => {
                    let place = format!("text.txt: byte {} är inte UTF-8", wrong.valid_up_to() + 1);
                    proptest::prop_assert!(error.to_string().starts_with(&place), "{}", error);
                }
                (found, _) => proptest::prop_assert!(false, "{:?}", found),
            }
        }
    }
}
