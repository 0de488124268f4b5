//! `paragraf search`: hits of the last run's index.

use std::io::Write as _;

use super::{Exit, args};
use crate::config::Layer;
use crate::dictionaries::{Dictionaries, Source};
use crate::index::{self, Hit, IndexError, SearchAnswer, SearchRequest};

pub fn run(common: &args::Common, command: &args::Search) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let request = SearchRequest {
        query: command.query.join(" "),
        filters: filters(command),
        by_date: command.sort == args::SortBy::Date,
        limit: command.limit,
        offset: command.offset,
        each: false,
    };
    let answer = match index::search(&settings.out.join("index"), &request, &dictionaries) {
        Ok(answer) => answer,
        Err(error @ IndexError::Query { .. }) => {
            eprintln!("paragraf: {error}");
            if let IndexError::Query { at, .. } = &error {
                eprintln!("{}", index::point_at(&request.query, *at));
            }
            return Ok(Exit::Usage);
        }
        Err(error) => return Err(error.into()),
    };
    if command.explain {
        eprintln!("{}", answer.explanation.trim_end());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match command.format {
        args::ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &answer)?;
            out.write_all(b"\n")?;
        }
        args::ListFormat::Csv => write_csv(&mut out, &answer)?,
        args::ListFormat::Text => write_text(&mut out, &answer)?,
    }
    out.flush()?;
    Ok(if answer.total == 0 { Exit::NothingFound } else { Exit::Ok })
}

fn filters(command: &args::Search) -> Vec<(String, String)> {
    [
        ("typ", &command.typ),
        ("organ", &command.organ),
        ("år", &command.year),
        ("parti", &command.party),
        ("person", &command.person),
        ("del", &command.part),
        ("dnr", &command.dnr),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field.to_owned(), value.clone()?)))
    .collect()
}

fn write_csv(out: &mut impl std::io::Write, answer: &SearchAnswer) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["doc_id", "segment_id", "kind", "organ", "date", "item", "page", "score", "text"])?;
    for hit in &answer.hits {
        let (page, score) = (hit.page.to_string(), hit.score.to_string());
        csv.write_record([
            &hit.doc_id,
            &hit.segment_id,
            &hit.kind,
            &hit.organ,
            &hit.date,
            &hit.item,
            &page,
            &score,
            &hit.text,
        ])?;
    }
    csv.flush()?;
    Ok(())
}

fn write_text(out: &mut impl std::io::Write, answer: &SearchAnswer) -> anyhow::Result<()> {
    for hit in &answer.hits {
        writeln!(out, "{}", place(hit))?;
        writeln!(out, "    {}\n", plain(&hit.snippet))?;
    }
    writeln!(
        out,
        "{} träffar{}",
        answer.total,
        if answer.total > answer.hits.len() { " (fler med --offset)" } else { "" }
    )?;
    Ok(())
}

fn place(hit: &Hit) -> String {
    let item = if hit.item.is_empty() { String::new() } else { format!(" § {}", hit.item) };
    format!("{} {}{item}, s. {} · {} · {}", hit.organ, hit.date, hit.page, hit.kind, hit.segment_id)
}

/// A snippet is HTML with `<mark>`; on a terminal the marks are brackets.
fn plain(snippet: &str) -> String {
    snippet
        .replace("<mark>", "[")
        .replace("</mark>", "]")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
        .replace('\n', " ")
}
