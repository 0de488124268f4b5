//! `paragraf trace`: how a point evolved, oldest first.

use std::io::Write as _;

use super::{Exit, args};
use crate::config::Layer;
use crate::dictionaries::{Dictionaries, Source};
use crate::report::{Stories, Story, Tables, story_page, tell};

pub fn run(common: &args::Common, command: &args::Trace) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let out = settings.out;
    let tables = Tables::read(&out)?;
    let what = command.what.join(" ");
    let stories = Stories::new(&tables, &out).named(&what, &dictionaries);
    if stories.is_empty() {
        eprintln!("paragraf: {what}: ingen punkt heter så eller har alla orden; sök med paragraf search");
        return Ok(Exit::NothingFound);
    }
    let mut stdout = std::io::stdout().lock();
    match command.format {
        args::StoryFormat::Json => {
            serde_json::to_writer_pretty(&mut stdout, &stories)?;
            stdout.write_all(b"\n")?;
        }
        args::StoryFormat::Csv => write_csv(&mut stdout, &stories)?,
        args::StoryFormat::Html => stdout.write_all(&story_page(&stories))?,
        args::StoryFormat::Text => {
            for story in &stories {
                stdout.write_all(tell(story).as_bytes())?;
            }
        }
    }
    Ok(Exit::Ok)
}

/// A row of the table: a step, with what changed as in text.
#[derive(serde::Serialize)]
struct Row<'a> {
    point_id: &'a str,
    year: Option<i32>,
    date: &'a str,
    relation: &'a str,
    kind: &'a str,
    id: &'a str,
    from_id: &'a str,
    doc_id: &'a str,
    who: &'a str,
    page: u32,
    line: u32,
    similarity: f64,
    quote: &'a str,
    changes: String,
    note: &'a str,
}

fn write_csv(out: &mut impl std::io::Write, stories: &[Story]) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    for story in stories {
        for step in &story.steps {
            csv.serialize(Row {
                point_id: &story.point_id,
                year: step.year,
                date: &step.date,
                relation: &step.relation,
                kind: &step.kind,
                id: &step.id,
                from_id: &step.from_id,
                doc_id: &step.doc_id,
                who: &step.who,
                page: step.page,
                line: step.line,
                similarity: step.similarity,
                quote: &step.quote,
                changes: step.marked_changes(),
                note: &step.note,
            })?;
        }
    }
    Ok(csv.flush()?)
}
