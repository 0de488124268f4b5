//! `paragraf search`: hits of the last run's index.

use std::io::Write as _;

use super::saved_searches::saved;
use super::{Exit, args};
use crate::config::{Layer, UsageError};
use crate::dictionaries::{Dictionaries, Masking, Source};
use crate::index::{self, Hit, IndexError, SearchAnswer, SearchRequest};
use crate::report::mask;

pub fn run(common: &args::Common, command: &args::Search) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer::default())?;
    let dictionaries = Dictionaries::load(&Source::new(settings.dictionaries.as_deref())?)?;
    let request = request(command)?;
    let mut answer = match index::search(&settings.out.join("index"), &request, &dictionaries) {
        Ok(answer) => answer,
        Err(IndexError::Query { at, message }) => {
            eprintln!("paragraf: {}", IndexError::Query { at, message });
            eprintln!("{}", index::point_at(&request.query, at));
            return Ok(Exit::Usage);
        }
        Err(error) => return Err(error.into()),
    };
    if command.mask {
        let rules = Masking::load(&Source::new(settings.dictionaries.as_deref())?)?;
        answer.hits.iter_mut().for_each(|hit| mask_hit(hit, &rules));
    }
    if command.explain {
        eprintln!("{}", answer.explanation.trim_end());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match command.format {
        args::ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &answer)?;
            out.write_all(b"\n")?;
        }
        args::ListFormat::Csv => out.write_all(&index::hits_as_csv(&answer.hits))?,
        args::ListFormat::Text => write_text(&mut out, &answer)?,
    }
    out.flush()?;
    Ok(if answer.total == 0 { Exit::NothingFound } else { Exit::Ok })
}

fn mask_hit(hit: &mut Hit, rules: &Masking) {
    hit.text = mask(&hit.text, rules).into_owned();
    hit.snippet = mask(&hit.snippet, rules).into_owned();
}

fn request(command: &args::Search) -> Result<SearchRequest, UsageError> {
    let typed = command.query.join(" ");
    let saved = command.saved.as_deref().map(|name| saved(&command.searches, name)).transpose()?;
    let sort = command.sort.or_else(|| saved.as_ref()?.1);
    let query = match saved {
        None => typed,
        Some((query, _)) if typed.is_empty() => query,
        Some((query, _)) => format!("({query}) {typed}"),
    };
    let (limit, offset) = if command.all { (usize::MAX, 0) } else { (command.limit, command.offset) };
    let by_date = sort == Some(args::SortBy::Date);
    Ok(SearchRequest { query, filters: filters(command), by_date, limit, offset, each: command.all })
}

fn filters(command: &args::Search) -> Vec<(String, String)> {
    let since = command.since.as_ref().map(|date| format!("{date}.."));
    [
        ("typ", &command.typ),
        ("organ", &command.organ),
        ("år", &command.year),
        ("parti", &command.party),
        ("person", &command.person),
        ("del", &command.part),
        ("dnr", &command.dnr),
        ("punkt", &command.point),
        ("datum", &since),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field.to_owned(), value.clone()?)))
    .collect()
}

fn write_text(out: &mut impl std::io::Write, answer: &SearchAnswer) -> anyhow::Result<()> {
    for hit in &answer.hits {
        writeln!(out, "{}", place(hit))?;
        writeln!(out, "    {}", plain(&hit.snippet))?;
        if !hit.doubtful.is_empty() {
            writeln!(out, "    osäkert lagade ord: {}", hit.doubtful.join(", "))?;
        }
        if !hit.also.is_empty() {
            writeln!(out, "    samma text: {}", hit.also.join(", "))?;
        }
        writeln!(out)?;
    }
    let more = if answer.distinct > answer.hits.len() { " (fler med --offset, alla med --all)" } else { "" };
    writeln!(out, "{} träffar{more}", answer.total)?;
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
