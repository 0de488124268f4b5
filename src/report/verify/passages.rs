//! Every quote and text stands at its lines in `text/DOC.txt`, on its page.

use std::path::Path;

use super::super::csv_file::CUT;
use super::super::tables::Tables;
use super::texts::{Fit, TextFile};

/// Lines after a link's first line in which its words may stand: the table keeps only the first line of a passage.
const LINK_LINES: u32 = 60;

/// Lines before a point in which the stem that it hangs on may stand.
const STEM_LINES: u32 = 150;

/// Something that a table says stands in a document.
struct Passage<'a> {
    /// Table and row, for the message.
    named: String,
    doc_id: &'a str,
    lines: (u32, u32),
    page: Option<u32>,
    /// Page of the last line, where the table tells it.
    page_to: Option<u32>,
    words: &'a str,
    fit: Fit,
}

/// Passages that do not stand where they are said to.
pub fn misplaced(out: &Path, tables: &Tables) -> Vec<String> {
    let mut passages = passages(tables);
    // By document, so that each text is read once.
    passages.sort_by(|a, b| a.doc_id.cmp(b.doc_id));
    let mut differences = Vec::new();
    for group in passages.chunk_by(|a, b| a.doc_id == b.doc_id) {
        match TextFile::read(&out.join("text").join(format!("{}.txt", group[0].doc_id))) {
            Ok(text) => differences.extend(group.iter().filter_map(|passage| wrong(&text, passage))),
            Err(error) => differences.push(format!("text/{}.txt: {error}", group[0].doc_id)),
        }
    }
    differences
}

fn wrong(text: &TextFile, passage: &Passage<'_>) -> Option<String> {
    let Passage { named, doc_id, lines: (from, to), page, page_to, words, fit } = passage;
    if *from == 0 || from > to || *to > text.len() {
        return Some(format!("{named}: lines {from}-{to} are not in text/{doc_id}.txt ({} lines)", text.len()));
    }
    for (line, page) in [(*from, page), (*to, page_to)] {
        if let Some(page) = page.filter(|page| *page != text.page(line)) {
            return Some(format!("{named}: line {line} of {doc_id} stands on page {}, not {page}", text.page(line)));
        }
    }
    let words = words.strip_suffix(CUT).unwrap_or(words);
    (!text.holds(*from, *to, words, *fit))
        .then(|| format!("{named}: “{}” does not stand at lines {from}-{to} of text/{doc_id}.txt", short(words)))
}

fn short(words: &str) -> String {
    let mut short: String = words.chars().take(60).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

fn passages(tables: &Tables) -> Vec<Passage<'_>> {
    let mut all = Vec::new();
    all.extend(of_parts(tables));
    all.extend(of_points(tables));
    all
}

fn of_parts(tables: &Tables) -> impl Iterator<Item = Passage<'_>> {
    let changes = tables.changes.iter().enumerate().map(|(row, change)| Passage {
        named: named("changes", row),
        doc_id: &change.doc_id,
        lines: (change.line, change.line),
        page: change.page,
        page_to: None,
        words: &change.after,
        fit: Fit::Verbatim,
    });
    let segments = tables.segments.iter().enumerate().map(|(row, segment)| Passage {
        named: named("segments", row),
        doc_id: &segment.doc_id,
        lines: (segment.line_from, segment.line_to),
        page: Some(segment.page_from),
        page_to: Some(segment.page_to),
        words: &segment.text,
        fit: Fit::Verbatim,
    });
    let decisions = tables.decisions.iter().enumerate().map(|(row, decision)| Passage {
        named: named("decisions", row),
        doc_id: &decision.doc_id,
        lines: (decision.line_from, decision.line_to),
        page: Some(decision.page),
        page_to: None,
        words: &decision.text,
        fit: Fit::Lines,
    });
    let reservations = tables.reservations.iter().enumerate().map(|(row, reservation)| Passage {
        named: named("reservations", row),
        doc_id: &reservation.doc_id,
        lines: (reservation.line_from, reservation.line_to),
        page: Some(reservation.page_from),
        page_to: Some(reservation.page_to),
        words: &reservation.text,
        fit: Fit::Lines,
    });
    let activities = tables.activities.iter().enumerate().map(|(row, activity)| Passage {
        named: named("activities", row),
        doc_id: &activity.doc_id,
        lines: (activity.line_from, activity.line_to),
        page: Some(activity.page),
        page_to: None,
        words: &activity.activity,
        fit: Fit::Words,
    });
    changes.chain(segments).chain(decisions).chain(reservations).chain(activities)
}

fn of_points(tables: &Tables) -> impl Iterator<Item = Passage<'_>> {
    let points = tables.points.iter().enumerate().map(|(row, point)| Passage {
        named: named("points", row),
        doc_id: &point.doc_id,
        lines: (point.line_from, point.line_to),
        page: Some(point.page),
        page_to: None,
        words: &point.text,
        fit: Fit::AfterStem(STEM_LINES),
    });
    let evidence = tables.evidence.iter().enumerate().filter_map(|(row, evidence)| {
        let lines = (evidence.line_from?, evidence.line_to?);
        Some(Passage {
            named: named("evidence", row),
            doc_id: &evidence.plan_doc_id,
            lines,
            page: evidence.page,
            page_to: None,
            words: &evidence.quote,
            fit: Fit::Quote(0),
        })
    });
    let lineage = tables.lineage.iter().enumerate().map(|(row, link)| Passage {
        named: named("lineage", row),
        doc_id: &link.to_doc_id,
        lines: (link.to_line_from, link.to_line_from),
        page: Some(link.to_page),
        page_to: None,
        words: &link.quote,
        fit: Fit::Quote(LINK_LINES),
    });
    points.chain(evidence).chain(lineage)
}

fn named(table: &str, row: usize) -> String {
    format!("{table}.csv, row {}", row + 1)
}
