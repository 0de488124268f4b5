//! The compliance matrix as a workbook: colour, symbol and word in each cell, the best passage as a note, a link to the
//! page; sheets for gaps, for cells to review, for the points in full, and one for each organ with its plans side by side.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};

use super::link_pages::Links;
use super::pivot_matrix::{Cell, Matrix, Plan};
use super::rows::PointRow;
use super::word_status::{LOOKS, in_words, look};
use crate::matching::Status;

/// Excel keeps at most 65 530 links a sheet; cells past that are written without one.
const MOST_LINKS: usize = 65_000;

/// Cells with a passage up to which each has it as a note, and each organ a sheet; a workbook with more takes minutes to open.
const MOST_NOTES: usize = 20_000;

/// Longest text put in a note, in characters: more would not be read in a bubble.
const NOTE_CHARS: usize = 1_200;

/// Longest text put in a cell, in UTF-16 units (Excel's limit is 32 767).
const CELL_UNITS: usize = 32_000;

/// Longest link that Excel takes, less a margin for what encoding adds.
const LINK_CHARS: usize = 600;

/// Points that the matrix sheet has columns for, and cells that a list has rows for; Excel ends at 16 384 and 1 048 576. What
/// is left out is told in the sheet.
const MOST_POINTS: usize = 16_000;
const MOST_ROWS: usize = 1_000_000;

/// Organs that get a sheet of their own: a workbook with more is slow to open, and the matrix has them all.
const MOST_ORGANS: usize = 200;

/// Names of the other sheets.
const OWN_SHEETS: [&str; 5] = ["Matris", "Luckor", "Att granska", "Punkter", "Förklaring"];

/// First row and column of the matrix proper.
const HEAD_ROWS: u32 = 2;
const HEAD_COLUMNS: u16 = 3;

/// The bytes of the workbook.
pub fn workbook(matrix: &Matrix, links: &Links) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day: the library would write the clock, and two runs would differ.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title("Efterlevnadsmatris").set_creation_datetime(&created));
    let passages = matrix.plans.iter().flat_map(Plan::all_cells).filter(|cell| !cell.quote.is_empty());
    let styles = Styles::new(passages.count() <= MOST_NOTES);
    // The three that grow with the cells keep one row in memory, so they are written row by row.
    matrix_sheet(workbook.add_worksheet_with_low_memory()?, matrix, links, &styles)?;
    gaps_sheet(workbook.add_worksheet_with_low_memory()?, matrix, links, &styles)?;
    review_sheet(workbook.add_worksheet_with_low_memory()?, matrix, links, &styles)?;
    points_sheet(workbook.add_worksheet(), matrix, links, &styles)?;
    let mut names = Names::default();
    let organs = if styles.notes { MOST_ORGANS } else { 0 };
    for plans in matrix.plans.chunk_by(|a, b| a.organ_id == b.organ_id).take(organs) {
        organ_sheet(workbook.add_worksheet(), &names.unused(name_of(&plans[0])), plans, matrix, links, &styles)?;
    }
    legend_sheet(workbook.add_worksheet(), &styles)?;
    workbook.save_to_buffer()
}

struct Styles {
    head: Format,
    text: Format,
    link: Format,
    cells: Vec<(&'static str, Format)>,
    /// Whether passages stand in notes beside the cells.
    notes: bool,
}

impl Styles {
    fn new(notes: bool) -> Self {
        let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let head = text.clone().set_bold().set_background_color(Color::RGB(0xE3_E7EC)).set_border(FormatBorder::Thin);
        let cell = |colour| {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_text_wrap()
                .set_font_color(Color::Black)
                .set_background_color(Color::RGB(colour))
                .set_border(FormatBorder::Thin)
        };
        Self {
            link: text.clone().set_font_color(Color::RGB(0x0B_4F9E)),
            cells: LOOKS.iter().map(|look| (look.status, cell(look.colour))).collect(),
            head,
            text,
            notes,
        }
    }

    fn of(&self, status: &str) -> &Format {
        self.cells.iter().find(|(name, _)| *name == status).map_or(&self.text, |(_, format)| format)
    }
}

fn matrix_sheet(sheet: &mut Worksheet, matrix: &Matrix, links: &Links, styles: &Styles) -> Result<(), XlsxError> {
    let last_row = HEAD_ROWS + row(matrix.plans.len());
    let (points, rest) = fitting(&matrix.points, MOST_POINTS, "punkter");
    let last_column = HEAD_COLUMNS + column(points.len());
    prepare(sheet, "Matris", &[28.0, 8.0, 34.0])?;
    matrix_head(sheet, points, rest, styles)?;
    let mut linked = 0;
    for (index, plan) in matrix.plans.iter().enumerate() {
        let at = HEAD_ROWS + row(index);
        write_plan(sheet, at, plan, links, styles)?;
        for (index, point) in points.iter().enumerate() {
            let Some(cell) = plan.cell(point) else { continue };
            let link = links.page_for_workbook(&plan.plan_doc_id, cell.page).filter(|_| linked < MOST_LINKS);
            linked += usize::from(link.is_some());
            write_cell(sheet, (at, HEAD_COLUMNS + column(index)), cell, link, styles)?;
        }
    }
    sheet.set_freeze_panes(HEAD_ROWS, HEAD_COLUMNS)?;
    sheet.autofilter(HEAD_ROWS - 1, 0, last_row.saturating_sub(1).max(HEAD_ROWS - 1), last_column - 1)?;
    sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
    Ok(())
}

/// First the wording of the points, then their ids: the filter buttons sit on the second row.
fn matrix_head(
    sheet: &mut Worksheet,
    points: &[PointRow],
    rest: Option<String>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let heads = ["Organ", "År", "Plan"];
    for index in 0..heads.len() {
        sheet.write_string_with_format(0, column(index), "", &styles.head)?;
    }
    sheet.set_row_height(0, 90)?;
    for (index, point) in points.iter().enumerate() {
        let at = HEAD_COLUMNS + column(index);
        sheet.set_column_width(at, 20)?;
        sheet.write_string_with_format(0, at, shortened(&point.text, 110), &styles.head)?;
    }
    if let Some(rest) = rest {
        sheet.write_string_with_format(0, HEAD_COLUMNS + column(points.len()), rest, &styles.head)?;
    }
    for (index, name) in heads.into_iter().enumerate() {
        sheet.write_string_with_format(1, column(index), name, &styles.head)?;
    }
    for (index, point) in points.iter().enumerate() {
        let at = HEAD_COLUMNS + column(index);
        sheet.write_string_with_format(1, at, clean(&point.point_id), &styles.head)?;
        sheet.insert_note(1, at, &note(&point.text))?;
    }
    Ok(())
}

fn write_plan(sheet: &mut Worksheet, at: u32, plan: &Plan, links: &Links, styles: &Styles) -> Result<(), XlsxError> {
    sheet.write_string_with_format(at, 0, clean(name_of(plan)), &styles.text)?;
    write_year(sheet, (at, 1), plan.year, styles)?;
    if plan.is_missing() {
        sheet.write_string_with_format(at, 2, "Ingen plan hittad", &styles.text)?;
        return Ok(());
    }
    let link = links.page_for_workbook(&plan.plan_doc_id, None);
    write_linked(sheet, (at, 2), &plan.plan_doc_id, link, &styles.link)
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    link: Option<String>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let words = shown_in_words(cell);
    write_linked(sheet, (row, column), &words, link, styles.of(cell.coloured()))?;
    if !styles.notes {
        return Ok(());
    }
    let page = cell.page.map(|page| format!("s. {page}: ")).unwrap_or_default();
    let mut text = if cell.quote.is_empty() { String::new() } else { format!("{page}”{}”", cell.quote) };
    for extra in [&cell.reason, &cell.basis].into_iter().filter(|extra| !extra.is_empty()) {
        text = format!("{text}\n[{extra}]");
    }
    if !text.is_empty() {
        sheet.insert_note(row, column, &note(text.trim_start()))?;
    }
    Ok(())
}

/// What the cell says: its status, or where proposals are shown, the proposal with its question mark.
fn shown_in_words(cell: &Cell) -> String {
    match (cell.shown.strip_suffix('?'), look(cell.coloured())) {
        (Some(_), Some(look)) => format!("{} {}?", look.symbol, look.word),
        _ => in_words(&cell.status, &cell.proposal, cell.confidence),
    }
}

fn gaps_sheet(sheet: &mut Worksheet, matrix: &Matrix, links: &Links, styles: &Styles) -> Result<(), XlsxError> {
    let head = ["Organ", "År", "Plan", "Punkt", "Punktens lydelse", "Närmaste ställe", "Sida", "Skäl", "Säkerhet"];
    prepare(sheet, "Luckor", &[28.0, 8.0, 34.0, 12.0, 60.0, 60.0, 8.0, 24.0, 10.0])?;
    let cells: Vec<_> = matrix.with_status(Status::NotAddressed).collect();
    list_of_cells(sheet, &head, &cells, links, styles, |_, _, _| Ok(()))
}

fn review_sheet(sheet: &mut Worksheet, matrix: &Matrix, links: &Links, styles: &Styles) -> Result<(), XlsxError> {
    let head =
        ["Organ", "År", "Plan", "Punkt", "Punktens lydelse", "Bästa ställe", "Sida", "Skäl", "Säkerhet", "Lutar åt"];
    prepare(sheet, "Att granska", &[28.0, 8.0, 34.0, 12.0, 60.0, 60.0, 8.0, 24.0, 10.0, 16.0])?;
    let cells: Vec<_> = matrix.with_status(Status::ToReview).collect();
    list_of_cells(sheet, &head, &cells, links, styles, |sheet, at, cell| {
        let words = in_words(&cell.proposal, "", 0.0);
        sheet.write_string_with_format(at, 9, words, styles.of(&cell.proposal)).map(|_| ())
    })
}

/// A row a cell; `more` adds what the sheet has beside the columns of them all.
fn list_of_cells(
    sheet: &mut Worksheet,
    head: &[&str],
    cells: &[(&Plan, &PointRow, &Cell)],
    links: &Links,
    styles: &Styles,
    more: impl Fn(&mut Worksheet, u32, &Cell) -> Result<(), XlsxError>,
) -> Result<(), XlsxError> {
    let percent = styles.text.clone().set_num_format("0 %");
    let (cells, rest) = fitting(cells, MOST_ROWS, "rutor");
    list_head(sheet, head, cells.len(), styles)?;
    for (index, (plan, point, cell)) in cells.iter().enumerate() {
        let at = 1 + row(index);
        let link = links.page_for_workbook(&plan.plan_doc_id, cell.page).filter(|_| index < MOST_LINKS);
        sheet.write_string_with_format(at, 0, clean(name_of(plan)), &styles.text)?;
        write_year(sheet, (at, 1), plan.year, styles)?;
        sheet.write_string_with_format(at, 2, clean(&plan.plan_doc_id), &styles.text)?;
        sheet.write_string_with_format(at, 3, clean(&point.point_id), &styles.text)?;
        sheet.write_string_with_format(at, 4, clean(&point.text), &styles.text)?;
        write_linked(sheet, (at, 5), &cell.quote, link, &styles.link)?;
        if let Some(page) = cell.page {
            sheet.write_number_with_format(at, 6, page, &styles.text)?;
        }
        sheet.write_string_with_format(at, 7, clean(&cell.reason), &styles.text)?;
        sheet.write_number_with_format(at, 8, cell.confidence, &percent)?;
        more(sheet, at, cell)?;
    }
    if let Some(rest) = rest {
        sheet.write_string_with_format(1 + row(cells.len()), 0, rest, &styles.head)?;
    }
    Ok(())
}

/// What a sheet has room for, and what it says of the rest.
fn fitting<'c, T>(all: &'c [T], most: usize, of_what: &str) -> (&'c [T], Option<String>) {
    let (fitting, rest) = all.split_at(all.len().min(most));
    let told = || format!("… och {} {of_what} till, som inte får plats här. Alla står i evidence.csv.", rest.len());
    (fitting, (!rest.is_empty()).then(told))
}

/// All plans of one organ beside each other, a row a point that binds one of them.
fn organ_sheet(
    sheet: &mut Worksheet,
    name: &str,
    plans: &[Plan],
    matrix: &Matrix,
    links: &Links,
    styles: &Styles,
) -> Result<(), XlsxError> {
    prepare(sheet, name, &[12.0, 70.0])?;
    let binds = |point: &&PointRow| {
        let cells = plans.iter().filter_map(|plan| plan.cell(point));
        cells.into_iter().any(|cell| *cell.status != *Status::NotApplicable.as_str())
    };
    let points: Vec<&PointRow> = matrix.points.iter().filter(binds).collect();
    let heads = plans.iter().map(|plan| match (plan.year, plan.is_missing()) {
        (Some(year), true) => format!("{year}: ingen plan hittad"),
        (Some(year), false) => year.to_string(),
        (None, _) => plan.plan_doc_id.clone(),
    });
    let heads: Vec<String> = ["Punkt".to_owned(), "Lydelse".to_owned()].into_iter().chain(heads).collect();
    list_head(sheet, &heads.iter().map(String::as_str).collect::<Vec<_>>(), points.len(), styles)?;
    for (index, point) in points.iter().enumerate() {
        let at = 1 + row(index);
        sheet.write_string_with_format(at, 0, clean(&point.point_id), &styles.text)?;
        sheet.write_string_with_format(at, 1, clean(&point.text), &styles.text)?;
        for (index, plan) in plans.iter().enumerate() {
            let Some(cell) = plan.cell(point) else { continue };
            let link = links.page_for_workbook(&plan.plan_doc_id, cell.page);
            write_cell(sheet, (at, 2 + column(index)), cell, link, styles)?;
        }
    }
    for (index, _) in plans.iter().enumerate() {
        sheet.set_column_width(2 + column(index), 24)?;
    }
    Ok(())
}

/// Names of sheets: at most 31 characters, without signs that Excel refuses, each once.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn unused(&mut self, wanted: &str) -> String {
        let allowed: String = clean(wanted).chars().filter(|c| !"[]:*?/\\'".contains(*c)).collect();
        let numbered = (1..).map(|number| match number {
            1 => allowed.chars().take(31).collect(),
            _ => format!("{} {number}", allowed.chars().take(26).collect::<String>()),
        });
        let is_known = |name: &String| {
            let known = OWN_SHEETS.into_iter().chain(self.0.iter().map(String::as_str));
            known.into_iter().any(|known| known.to_lowercase() == name.to_lowercase())
        };
        // an organ whose name has no letter that Excel takes
        let mut numbered = numbered.map(|name: String| if name.trim().is_empty() { "Organ".to_owned() } else { name });
        let name = numbered.find(|name| !is_known(name)).unwrap_or_default();
        self.0.push(name.clone());
        name
    }
}

fn points_sheet(sheet: &mut Worksheet, matrix: &Matrix, links: &Links, styles: &Styles) -> Result<(), XlsxError> {
    let head = ["Punkt", "År", "Slag", "Rubrik", "Lydelse", "Ord", "Riktas till", "Dokument", "Sida"];
    prepare(sheet, "Punkter", &[12.0, 8.0, 12.0, 30.0, 80.0, 12.0, 24.0, 34.0, 8.0])?;
    list_head(sheet, &head, matrix.points.len(), styles)?;
    for (index, point) in matrix.points.iter().enumerate() {
        let at = 1 + row(index);
        let addressees = match point.addressees.join() {
            names if names.is_empty() => point.addressee_class.clone(),
            names => names,
        };
        let origin = if point.is_directive() { "uppmaning" } else { "krav" };
        sheet.write_string_with_format(at, 0, clean(&point.point_id), &styles.text)?;
        write_year(sheet, (at, 1), Some(point.year), styles)?;
        for (column, text) in
            [(2, origin), (3, &point.heading), (4, &point.text), (5, &point.modality), (6, &addressees)]
        {
            sheet.write_string_with_format(at, column, clean(text), &styles.text)?;
        }
        let link = links.page_for_workbook(&point.doc_id, Some(point.page));
        write_linked(sheet, (at, 7), &point.doc_id, link, &styles.link)?;
        sheet.write_number_with_format(at, 8, point.page, &styles.text)?;
    }
    Ok(())
}

fn legend_sheet(sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    prepare(sheet, "Förklaring", &[22.0, 100.0])?;
    let meanings = [
        "Planens åtgärder, rutiner, ansvar eller innehåll möter varje väsentlig del av punkten.",
        "Planen möter en del av punkten, eller upprepar skyldigheten utan egen åtgärd.",
        "Programmet hittade inget i planen som möter punkten. Närmaste ställe står i anteckningen.",
        "Programmet är inte säkert; en människa behöver läsa. Vad det lutar åt står inom parentes.",
        "Punkten riktas till andra.",
        "Planens text kunde inte läsas. Det är ingen lucka.",
    ];
    for (index, (look, meaning)) in LOOKS.iter().zip(meanings).enumerate() {
        sheet.write_string_with_format(row(index), 0, in_words(look.status, "", 0.0), styles.of(look.status))?;
        sheet.write_string_with_format(row(index), 1, meaning, &styles.text)?;
    }
    let more = "En tom ruta betyder att ingenting har sagts om paret. Underlag: evidence.csv.";
    sheet.write_string_with_format(row(LOOKS.len()) + 1, 1, more, &styles.text)?;
    Ok(())
}

fn prepare(sheet: &mut Worksheet, name: &str, widths: &[f64]) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (index, width) in widths.iter().enumerate() {
        sheet.set_column_width(column(index), *width)?;
    }
    Ok(())
}

fn list_head(sheet: &mut Worksheet, head: &[&str], rows: usize, styles: &Styles) -> Result<(), XlsxError> {
    for (index, name) in head.iter().enumerate() {
        sheet.write_string_with_format(0, column(index), *name, &styles.head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, row(rows), column(head.len() - 1))?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn write_year(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    year: Option<i32>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    if let Some(year) = year {
        sheet.write_number_with_format(row, column, year, &styles.text)?;
    }
    Ok(())
}

fn write_linked(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    link: Option<String>,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = clean(text);
    match link.filter(|link| link.chars().count() <= LINK_CHARS && !text.is_empty()) {
        Some(link) => sheet.write_url_with_options(row, column, link.as_str(), text, "", Some(format))?,
        None => sheet.write_string_with_format(row, column, text, format)?,
    };
    Ok(())
}

fn note(text: &str) -> Note {
    Note::new(shortened(text, NOTE_CHARS))
        .set_author("paragraf")
        .add_author_prefix(false)
        .set_width(360)
        .set_height(160)
}

fn name_of(plan: &Plan) -> &str {
    if plan.organ.is_empty() { &plan.plan_doc_id } else { &plan.organ }
}

/// Without control characters, which XML can't hold, and not longer than a cell.
fn clean(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
        .take_while(|c| {
            units += c.len_utf16();
            units <= CELL_UNITS
        })
        .collect()
}

fn shortened(text: &str, chars: usize) -> String {
    let text = clean(text);
    if text.chars().count() <= chars {
        return text;
    }
    text.chars().take(chars - 1).chain(['…']).collect()
}

fn row(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sheet_has_no_room_for_is_told() {
        assert_eq!(fitting(&[1, 2], 2, "rutor"), (&[1, 2][..], None));
        let (fitting, rest) = fitting(&[1, 2, 3, 4], 2, "rutor");
        assert_eq!(fitting, [1, 2]);
        assert!(rest.is_some_and(|rest| rest.contains("2 rutor till")));
    }
}
