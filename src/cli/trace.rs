//! `paragraf trace`: how a point evolved, oldest first.

use std::io::Write as _;

use super::{Exit, args};
use crate::config::Layer;
use crate::report::read_rows;
use crate::report::rows::{LineageRow, PointRow};
use crate::text::fold;

/// Points that words may name; more are too vague a question.
const MOST_POINTS: usize = 5;

pub fn run(common: &args::Common, command: &args::Trace) -> anyhow::Result<Exit> {
    let out = common.settings(Layer::default())?.out;
    let points: Vec<PointRow> = read_rows(&out)?;
    let lineage: Vec<LineageRow> = read_rows(&out)?;
    let what = command.what.join(" ");
    let wanted = wanted(&points, &what);
    if wanted.is_empty() {
        eprintln!("paragraf: {what}: ingen punkt heter så eller har alla orden; sök med paragraf search");
        return Ok(Exit::NothingFound);
    }
    let steps: Vec<Step> = wanted.iter().flat_map(|point| steps(point, &lineage)).collect();
    let mut stdout = std::io::stdout().lock();
    match command.format {
        args::ListFormat::Json => {
            serde_json::to_writer_pretty(&mut stdout, &steps)?;
            stdout.write_all(b"\n")?;
        }
        args::ListFormat::Csv => {
            let mut csv = csv::Writer::from_writer(&mut stdout);
            for step in &steps {
                csv.serialize(step)?;
            }
            csv.flush()?;
        }
        args::ListFormat::Text => {
            for step in &steps {
                let year = step.year.map_or_else(|| "    ".to_owned(), |year| year.to_string());
                writeln!(stdout, "{year}  {} · {} · {}, s. {}", step.relation, step.kind, step.doc_id, step.page)?;
                writeln!(stdout, "      {}\n", step.quote)?;
            }
        }
    }
    Ok(Exit::Ok)
}

/// A passage on the way of a point.
#[derive(serde::Serialize)]
struct Step {
    point_id: String,
    year: Option<i32>,
    /// `origin` for the point itself.
    relation: String,
    kind: String,
    id: String,
    doc_id: String,
    page: u32,
    line: u32,
    quote: String,
}

/// The point of that id, else the points that have all the words.
fn wanted<'p>(points: &'p [PointRow], what: &str) -> Vec<&'p PointRow> {
    if let Some(point) = points.iter().find(|point| point.point_id.eq_ignore_ascii_case(what.trim())) {
        return vec![point];
    }
    let words: Vec<String> = what.split_whitespace().map(fold).collect();
    let has_all = |point: &&PointRow| {
        let text = fold(&point.text);
        words.iter().all(|word| text.contains(word.as_str()))
    };
    points.iter().filter(has_all).take(MOST_POINTS).collect()
}

fn steps(point: &PointRow, lineage: &[LineageRow]) -> Vec<Step> {
    let mut steps = vec![Step {
        point_id: point.point_id.clone(),
        year: Some(point.year),
        relation: "origin".to_owned(),
        kind: point.origin.clone(),
        id: point.point_id.clone(),
        doc_id: point.doc_id.clone(),
        page: point.page,
        line: point.line_from,
        quote: point.text.clone(),
    }];
    steps.extend(lineage.iter().filter(|link| link.from_id == point.point_id).map(|link| Step {
        point_id: point.point_id.clone(),
        year: link.to_year,
        relation: link.relation.clone(),
        kind: link.to_kind.clone(),
        id: link.to_id.clone(),
        doc_id: link.to_doc_id.clone(),
        page: link.to_page,
        line: link.to_line_from,
        quote: link.quote.clone(),
    }));
    steps.sort_by(|a, b| a.year.cmp(&b.year).then(a.doc_id.cmp(&b.doc_id)).then(a.line.cmp(&b.line)));
    steps
}
