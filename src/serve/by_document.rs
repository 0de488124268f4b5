//! Finds the rows of one document in a table that is too large to keep in memory: the table is read once for where each
//! document's rows begin and end, and then only those bytes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::report::rows::Row;
use crate::report::rows_of_csv;
use crate::report::schema::Table;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A table of an output folder, sorted by document as all of them are.
#[derive(Debug)]
pub(super) struct ByDocument {
    file: PathBuf,
    /// Byte order mark and head row, which say how the rest is to be read.
    head: Vec<u8>,
    ranges: BTreeMap<String, (u64, u64)>,
}

impl ByDocument {
    /// Look through a table of that kind.
    pub fn open(file: &Path, table: &Table) -> io::Result<Self> {
        let mut input = BufReader::with_capacity(1 << 16, File::open(file)?);
        let mut start = [0; 3];
        let is_excel = input.read(&mut start)? == 3 && start == BOM;
        let begin = if is_excel { BOM.len() as u64 } else { 0 };
        input.seek(SeekFrom::Start(begin))?;
        let delimiter = if is_excel { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(input);
        let column = table.column("doc_id").unwrap_or(0);
        let mut ranges: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        reader.byte_headers()?;
        let first = begin + reader.position().byte();
        let mut record = csv::ByteRecord::new();
        let mut last: Option<(String, u64)> = None;
        loop {
            let at = begin + reader.position().byte();
            let more = reader.read_byte_record(&mut record)?;
            let id = more.then(|| String::from_utf8_lossy(record.get(column).unwrap_or_default()).into_owned());
            if last.as_ref().map(|(id, _)| id) != id.as_ref() {
                if let Some((id, from)) = last.take() {
                    ranges.insert(id, (from, at));
                }
                last = id.map(|id| (id, at));
            }
            if !more {
                break;
            }
        }
        let mut head = vec![0; usize::try_from(first).unwrap_or_default()];
        File::open(file)?.read_exact(&mut head)?;
        Ok(Self { file: file.to_owned(), head, ranges })
    }

    /// The rows of a document, in their order.
    pub fn rows<R: Row>(&self, doc_id: &str) -> io::Result<Vec<R>> {
        let Some((from, to)) = self.ranges.get(doc_id) else { return Ok(Vec::new()) };
        let mut input = File::open(&self.file)?;
        input.seek(SeekFrom::Start(*from))?;
        let mut bytes = self.head.clone();
        input.take(to - from).read_to_end(&mut bytes)?;
        rows_of_csv(&bytes).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::rows::ChangeRow;

    #[track_caller]
    fn check(csv: &str) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("changes.csv");
        std::fs::write(&file, csv).expect("a table");
        let table = ByDocument::open(&file, ChangeRow::TABLE).expect("it is read");
        let words = |id: &str| -> Vec<String> {
            table.rows::<ChangeRow>(id).expect("rows").into_iter().map(|row| row.after).collect()
        };
        assert_eq!(
            (words("a"), words("b"), words("c")),
            (vec!["är".into(), "å, \"så\"\nhär".into()], vec!["ö".into()], vec![])
        );
    }

    #[test]
    fn each_document_has_its_own_rows_in_both_profiles() {
        check(
            "doc_id,page,line,before,after,confidence,reason\r\na,1,1,ar,är,0.9,lexicon\r\n\
             a,1,2,a,\"å, \"\"så\"\"\nhär\",0.9,lexicon\r\nb,,3,o,ö,0.5,lexicon\r\n",
        );
        check(
            "\u{feff}doc_id;page;line;before;after;confidence;reason\r\na;1;1;ar;är;0,9;lexicon\r\n\
             a;1;2;a;\"å, \"\"så\"\"\nhär\";0,9;lexicon\r\nb;;3;o;ö;0,5;lexicon\r\n",
        );
    }
}
