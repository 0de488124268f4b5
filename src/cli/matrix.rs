//! `paragraf matrix`: the compliance matrix of the last run, and the cells to review.

use std::io::Write as _;

use super::{Exit, args, judge};
use crate::config::Layer;
use crate::report::rows::EvidenceRow;
use crate::report::{self, MatrixOptions, PointChoice};

pub fn run(common: &args::Common, command: &args::Matrix) -> anyhow::Result<Exit> {
    let settings = common.settings(Layer { judge_model: command.model.judge_model.clone(), ..Layer::default() })?;
    if command.queue {
        return queue(&settings.out);
    }
    if let Some(judge) = judge::chosen(command, &settings) {
        let exit = judge::run(common, &settings, &judge)?;
        if exit != Exit::Ok || matches!(judge, judge::Way::Export(_)) {
            return Ok(exit);
        }
    }
    let format = match command.format {
        args::MatrixFormat::Csv => report::MatrixFormat::Csv,
        args::MatrixFormat::Xlsx => report::MatrixFormat::Xlsx,
        args::MatrixFormat::Json => report::MatrixFormat::Json,
        args::MatrixFormat::Html => report::MatrixFormat::Html,
    };
    let points = match command.points {
        args::Points::Directives => PointChoice::Directives,
        args::Points::Demands => PointChoice::Demands,
        args::Points::All => PointChoice::All,
    };
    let options = MatrixOptions { points, proposals: command.proposals };
    let bytes = report::matrix(&settings.out, format, options, settings.csv)?;
    std::io::stdout().lock().write_all(&bytes)?;
    Ok(Exit::Ok)
}

/// Cells to review: one kind of demand at a time, in each the least sure first.
fn queue(out: &std::path::Path) -> anyhow::Result<Exit> {
    let mut cells: Vec<EvidenceRow> = report::read_rows(out)?;
    cells.retain(|cell| *cell.status == *"to_review" && cell.rank <= 1);
    cells.sort_by(|a, b| {
        a.point_id.cmp(&b.point_id).then(a.confidence.total_cmp(&b.confidence)).then(a.plan_doc_id.cmp(&b.plan_doc_id))
    });
    let mut csv = csv::Writer::from_writer(std::io::stdout().lock());
    csv.write_record(["point_id", "organ_id", "year", "plan_doc_id", "proposal", "confidence", "page", "quote"])?;
    for cell in &cells {
        let year = cell.year.map(|year| year.to_string()).unwrap_or_default();
        let page = cell.page.map(|page| page.to_string()).unwrap_or_default();
        let confidence = format!("{:.2}", cell.confidence);
        csv.write_record([
            &*cell.point_id,
            &cell.organ_id,
            &year,
            &cell.plan_doc_id,
            &cell.proposal,
            &confidence,
            &page,
            &cell.quote,
        ])?;
    }
    csv.flush()?;
    Ok(Exit::Ok)
}
