//! `export bulk`: the parts of documents for a search cluster that someone already has. Action line and source line by turns,
//! as `_bulk` of `OpenSearch` takes them, with its mapping and an index configuration for Quickwit beside.
//!
//! One part is one entry, with what is known of its document in it, since a cluster joins nothing. Documents are taken one
//! after the other, so that memory hangs on the largest and not on their number.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::ReportError;
use super::place_file::{place, remove_others};
use super::rows::{DocumentRow, ReservationRow, Row, SegmentRow};
use super::sheet::Sheet;
use super::sqlite_file::Database;
use super::write_all::to_lines;

/// Bytes of a file: half of what `OpenSearch` takes in one request unless told otherwise (`http.max_content_length`, 100 MB).
const FILE_BYTES: usize = 50_000_000;

/// Names of the files of entries, that a later export with fewer of them takes away.
const PREFIX: &str = "segments-";
const ENDING: &str = ".ndjson";

/// Write the parts of all documents to a folder; `prepare` is done to what comes out of the database (it may mask).
pub fn write(database: &Database, prepare: &dyn Fn(&mut Sheet), to: &Path) -> Result<(), ReportError> {
    place(&to.join("mapping.json"), &to_lines(&mapping()))?;
    place(&to.join("quickwit.json"), &to_lines(&quickwit()))?;
    let mut files = Files::new(to, FILE_BYTES);
    for document in database.rows::<DocumentRow>(None, prepare)? {
        let segments = database.rows(Some(&document.doc_id), prepare)?;
        let reservations = database.rows(Some(&document.doc_id), prepare)?;
        for lines in entries(&document, &segments, &reservations) {
            files.add(&lines)?;
        }
    }
    files.finish()
}

/// The two lines of each part of a document, in order.
fn entries(document: &DocumentRow, segments: &[SegmentRow], reservations: &[ReservationRow]) -> Vec<String> {
    let parents: BTreeSet<&str> = segments.iter().map(|segment| segment.parent_id.as_str()).collect();
    let of_document = fields_of(document);
    let mut known: BTreeMap<&str, Inherited<'_>> = BTreeMap::new();
    let mut lines = Vec::with_capacity(segments.len());
    for segment in segments {
        // a part comes after the one that it stands in
        let own = Inherited::new(segment, known.get(segment.parent_id.as_str()), reservations);
        let mut source = of_document.clone();
        source.extend(fields_of(segment));
        source.extend([
            ("item".to_owned(), json!(own.item)),
            ("leaf".to_owned(), json!(!parents.contains(segment.segment_id.as_str()))),
            ("parties".to_owned(), json!(own.parties)),
            ("persons".to_owned(), json!(own.persons)),
        ]);
        // what is not known is left out: an empty word is no date
        source.retain(|name, value| FIELDS.iter().any(|(field, _)| field == name) && !is_empty(value));
        let action = json!({ "index": { "_id": segment.segment_id } });
        lines.push(format!("{action}\n{}\n", Value::Object(source)));
        known.insert(&segment.segment_id, own);
    }
    lines
}

/// A row by the names of its columns.
fn fields_of(row: &impl Row) -> Map<String, Value> {
    match serde_json::to_value(row) {
        Ok(Value::Object(fields)) => fields,
        other => unreachable!("rows are flat structs of words and numbers, not {other:?}"),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}

/// What a part has from the parts around it: its § and who says it.
#[derive(Clone, Default)]
struct Inherited<'a> {
    item: &'a str,
    parties: BTreeSet<String>,
    persons: BTreeSet<String>,
}

impl<'a> Inherited<'a> {
    fn new(segment: &'a SegmentRow, parent: Option<&Self>, reservations: &[ReservationRow]) -> Self {
        let mut own = parent.cloned().unwrap_or_default();
        if segment.kind == "item" {
            own.item = &segment.number;
        }
        let lines = segment.line_from..=segment.line_to;
        // a reservation's row leaves out the heading and signature that its part holds, so that their lines differ
        let said = reservations.iter().filter(|row| row.kind == segment.kind && lines.contains(&row.line_from));
        for row in said {
            own.parties.extend(row.parties.0.iter().cloned());
            own.persons.extend(row.persons.0.iter().cloned());
        }
        own
    }
}

/// Files of at most so many bytes; an entry that is larger by itself gets a file of its own.
struct Files {
    folder: PathBuf,
    limit: usize,
    bytes: Vec<u8>,
    written: Vec<String>,
}

impl Files {
    fn new(folder: &Path, limit: usize) -> Self {
        Self { folder: folder.to_owned(), limit, bytes: Vec::new(), written: Vec::new() }
    }

    fn add(&mut self, lines: &str) -> Result<(), ReportError> {
        if !self.bytes.is_empty() && self.bytes.len() + lines.len() > self.limit {
            self.write()?;
        }
        self.bytes.extend_from_slice(lines.as_bytes());
        Ok(())
    }

    fn write(&mut self) -> Result<(), ReportError> {
        let name = format!("{PREFIX}{:05}{ENDING}", self.written.len() + 1);
        place(&self.folder.join(&name), &self.bytes)?;
        self.bytes.clear();
        self.written.push(name);
        Ok(())
    }

    /// The last file, and away with those of a larger export before this one.
    fn finish(mut self) -> Result<(), ReportError> {
        if !self.bytes.is_empty() {
            self.write()?;
        }
        remove_others(&self.folder, |name| name.starts_with(PREFIX) && name.ends_with(ENDING), &self.written)
    }
}

/// What a field is searched as: in `OpenSearch`, in Quickwit.
#[derive(Clone, Copy)]
enum Field {
    /// Running text: stemmed, as written, and without dots for those who type none.
    Text,
    /// One word that is matched whole, counted and sorted by.
    Word,
    Number,
    Date,
    YesNo,
}

/// The fields of an entry: columns of `segments` and `documents`, and four made here.
const FIELDS: [(&str, Field); 25] = [
    ("segment_id", Field::Word),
    ("parent_id", Field::Word),
    ("kind", Field::Word),
    ("number", Field::Word),
    ("heading", Field::Text),
    ("page_from", Field::Number),
    ("page_to", Field::Number),
    ("line_from", Field::Number),
    ("line_to", Field::Number),
    ("text", Field::Text),
    ("item", Field::Word),
    ("leaf", Field::YesNo),
    ("parties", Field::Word),
    ("persons", Field::Word),
    ("doc_id", Field::Word),
    ("path", Field::Word),
    ("sha256", Field::Word),
    ("type", Field::Word),
    ("organ_id", Field::Word),
    ("organ", Field::Word),
    ("municipality", Field::Word),
    ("title", Field::Text),
    ("date", Field::Date),
    ("year", Field::Number),
    ("dnr", Field::Word),
];

/// Settings and mapping of an `OpenSearch` index. The Swedish analyzer stems and keeps å, ä, ö; only `.folded` drops dots.
fn mapping() -> Value {
    let field = |field| match field {
        Field::Text => json!({
            "type": "text",
            "analyzer": "swedish",
            "fields": {
                "exact": { "type": "text", "analyzer": "standard" },
                "folded": { "type": "text", "analyzer": "folded" },
            },
        }),
        Field::Word => json!({ "type": "keyword" }),
        Field::Number => json!({ "type": "integer" }),
        Field::Date => json!({ "type": "date", "format": "strict_date" }),
        Field::YesNo => json!({ "type": "boolean" }),
    };
    let properties: BTreeMap<&str, Value> = FIELDS.iter().map(|(name, kind)| (*name, field(*kind))).collect();
    json!({
        "settings": { "analysis": { "analyzer": {
            "folded": { "type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"] },
        } } },
        "mappings": { "dynamic": "strict", "properties": properties },
    })
}

/// Index configuration of Quickwit, which has no Swedish stems: its default tokenizer lowers case and keeps å, ä, ö.
fn quickwit() -> Value {
    let field = |name: &str, field| match field {
        Field::Text => json!({ "name": name, "type": "text", "tokenizer": "default", "record": "position" }),
        Field::Word if ["parties", "persons"].contains(&name) => {
            json!({ "name": name, "type": "array<text>", "tokenizer": "raw", "fast": true })
        }
        Field::Word => json!({ "name": name, "type": "text", "tokenizer": "raw", "fast": true }),
        Field::Number => json!({ "name": name, "type": "u64", "fast": true }),
        Field::Date => json!({ "name": name, "type": "datetime", "input_formats": ["%Y-%m-%d"], "fast": true }),
        Field::YesNo => json!({ "name": name, "type": "bool", "fast": true }),
    };
    let fields: Vec<Value> = FIELDS.iter().map(|(name, kind)| field(name, *kind)).collect();
    json!({
        "version": "0.8",
        "index_id": "paragraf-segments",
        "doc_mapping": { "mode": "strict", "field_mappings": fields, "tag_fields": ["municipality", "type"] },
        "search_settings": { "default_search_fields": ["heading", "text"] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::place_file::names;
    use crate::report::rows::List;

    fn segment(id: &str, parent: &str, kind: &str, lines: (u32, u32)) -> SegmentRow {
        SegmentRow {
            segment_id: id.to_owned(),
            doc_id: "d".to_owned(),
            parent_id: parent.to_owned(),
            kind: kind.to_owned(),
            number: if kind == "item" { "4".to_owned() } else { String::new() },
            line_from: lines.0,
            line_to: lines.1,
            text: "Nämnden beslutar.\nFörslaget antas.".to_owned(),
            ..SegmentRow::default()
        }
    }

    fn parsed(lines: &str) -> (Value, Value) {
        let mut lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let both = (lines.next().unwrap(), lines.next().unwrap());
        assert!(lines.next().is_none(), "an action and a source");
        both
    }

    #[test]
    fn a_part_knows_its_item_and_who_says_it() {
        let segments = [
            segment("d#1", "", "item", (1, 20)),
            segment("d#2", "d#1", "reservation", (5, 12)),
            segment("d#3", "d#2", "bullet", (8, 9)),
            segment("d#4", "d#1", "decision", (13, 20)),
        ];
        let said = ReservationRow {
            kind: "reservation".to_owned(),
            parties: List::new(["V", "S"]),
            persons: List::new(["Vera Ek"]),
            line_from: 6,
            line_to: 12,
            ..ReservationRow::default()
        };
        let entries = entries(&DocumentRow::default(), &segments, &[said]);
        let sources: Vec<Value> = entries.iter().map(|lines| parsed(lines).1).collect();
        assert!(sources.iter().all(|source| source["item"] == "4"));
        assert_eq!(sources.iter().map(|source| source["leaf"] == true).collect::<Vec<_>>(), [false, false, true, true]);
        for (source, own) in sources.iter().zip([Value::Null, json!(["S", "V"]), json!(["S", "V"]), Value::Null]) {
            assert_eq!(source["parties"], own, "{source}");
        }
    }

    #[test]
    fn every_field_of_an_entry_is_mapped() {
        let document = DocumentRow { year: Some(2018), ..filled_document() };
        let said = ReservationRow {
            kind: "item".to_owned(),
            parties: List::new(["V"]),
            persons: List::new(["Vera Ek"]),
            line_from: 1,
            ..ReservationRow::default()
        };
        let segment = SegmentRow { heading: "Torget".to_owned(), ..segment("d#1", "d#0", "item", (1, 2)) };
        let lines = entries(&document, &[segment], &[said]);
        let (action, source) = parsed(&lines[0]);
        assert_eq!(action, json!({ "index": { "_id": "d#1" } }));
        let fields: BTreeSet<&str> = source.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, FIELDS.iter().map(|(name, _)| *name).collect());
        let mapped = mapping();
        assert!(fields.iter().all(|name| mapped["mappings"]["properties"][name].is_object()));
        assert_eq!(quickwit()["doc_mapping"]["field_mappings"].as_array().unwrap().len(), fields.len());
    }

    fn filled_document() -> DocumentRow {
        let word = || "d".to_owned();
        DocumentRow {
            doc_id: word(),
            path: word(),
            sha256: word(),
            kind: word(),
            organ_id: word(),
            organ: word(),
            municipality: word(),
            title: word(),
            date: "2018-03-08".to_owned(),
            dnr: word(),
            ..DocumentRow::default()
        }
    }

    #[test]
    fn files_are_parted_between_entries_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["segments-00003.ndjson", "egen.ndjson"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let mut files = Files::new(folder.path(), 10);
        for lines in ["aaaa\n", "bbbb\n", "cccccccccccccc\n", "d\n"] {
            files.add(lines).unwrap();
        }
        files.finish().unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("segments-00001.ndjson"), "aaaa\nbbbb\n");
        assert_eq!(read("segments-00002.ndjson"), "cccccccccccccc\n");
        assert_eq!(read("segments-00003.ndjson"), "d\n");
        assert_eq!(names(folder.path()).unwrap().len(), 4, "what is not ours stays");
    }
}
