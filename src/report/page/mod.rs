//! What pages are made of, for the server and for `report/index.html`: one frame, one style sheet, one table of words and
//! small functions that escape. The report shows a run on pages that need no server, network or script.

mod words;
mod frame;
mod parts;
pub(crate) mod matrix;
pub(crate) mod lists;
mod timeline;
pub(crate) mod trace;
pub(crate) mod quality;

pub(crate) use frame::{Assets, Entry, Frame, STYLE};
pub(crate) use parts::{Places, Show, leans, notice, scroll_table};
pub use words::Lang;

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::link_pages::Links;
use super::pivot_matrix::{Matrix, Plan};
use super::rows::PointRow;
use super::story::{Stories, Story};
use super::tables::Tables;
use crate::matching::Status;

/// Rows shown of one list; the tables have them all. More would make the page slow without being read.
const MOST_ROWS: usize = 1_000;

/// Cells of a matrix shown on one page, each with its grounds; the workbook, the tables and the server have them all. A page
/// with more would take a browser minutes to open.
const MOST_CELLS: usize = 20_000;

/// Traces told in full. Each is a drawing and a list; `paragraf trace` and the server tell every one.
const MOST_TRACES: usize = 200;

/// Wordings, and answers of plans, told of each trace on a page of many.
const MOST_STEPS: usize = 40;

/// File names of the report, by language.
pub fn file_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Sv => "index.html",
        Lang::En => "index.en.html",
    }
}

/// Write the report of a run, section by section: of a large city it would take much memory as one. `traced` are the stories
/// that it tells, of [`traced_stories`].
///
/// # Errors
/// When it can't be written.
pub fn write_report(
    (tables, matrix, links, traced): (&Tables, &Matrix, &Links, &[Story]),
    lang: Lang,
    out: &mut impl std::io::Write,
) -> std::io::Result<()> {
    let cells: usize = matrix.plans.iter().map(|plan| plan.cells.len()).sum();
    let grounds = cells <= MOST_CELLS;
    let places = OnDisk::new(links, tables, grounds);
    let show = Show { lang, places: &places };
    let organ = |id: &str| organ_name(tables, id).to_owned();
    let content = |id: &str| match id {
        "oversikt" => summary(&show, tables, matrix),
        "matris" if grounds => html! { (whole_table(&show, matrix)) (matrix::points(&show, matrix)) },
        "matris" => html! {
            p.notice { (lang.fill("matrix.too_many", &[&lang.number(cells)])) }
            (matrix::by_plan(&show, matrix)) (matrix::points(&show, matrix))
        },
        "underlag" => matrix::grounds(&show, matrix),
        "luckor" => matrix::of_status(&show, matrix, Status::NotAddressed),
        "granska" => matrix::of_status(&show, matrix, Status::ToReview),
        "spar" => traces(&show, traced),
        "reservationer" => html! {
            (lists::cross_table(&show, show.t("list.by_party"), show.t("field.party"), &lists::by_party(tables.reservations.iter()), str::to_owned, |_, _| None))
            (first_rows(&show, &tables.reservations, "reservations", |rows| html! {
                ol.hits { @for row in rows { li { (lists::reservation(&show, row, &organ(&row.organ_id))) } } }
            }))
        },
        "beslut" => first_rows(&show, &tables.decisions, "decisions", |rows| {
            html! {
                ol.hits { @for row in rows { li { (lists::decision(&show, row, &organ(&row.organ_id))) } } }
            }
        }),
        "kvalitet" => quality(&show, tables),
        other => unreachable!("{other} is no section"),
    };
    let sections = || SECTIONS.iter().filter(|(id, _)| grounds || *id != "underlag");
    let menu = sections().map(|(id, key)| Entry { href: format!("#{id}"), name: lang.t(key).to_owned(), here: false });
    let frame = frame(lang, lang.t("report.title"), menu.collect(), Some(file_name(lang.other()).to_owned()));
    frame.write(sections().map(|(id, _)| section(&show, id, &content(id))), out)
}

/// The matrix alone, for `paragraf matrix`.
pub fn matrix_page(shown: &Matrix, links: &Links, tables: &Tables) -> Vec<u8> {
    let places = OnDisk::new(links, tables, true);
    let show = Show { lang: Lang::Sv, places: &places };
    let content = html! {
        (matrix::counts(&show, shown.plans.iter().flat_map(Plan::all_cells)))
        (whole_table(&show, shown))
        (matrix::points(&show, shown))
        (section(&show, "underlag", &matrix::grounds(&show, shown)))
    };
    frame(Lang::Sv, show.t("matrix.title"), Vec::new(), None).file(content)
}

fn whole_table(show: &Show<'_>, matrix: &Matrix) -> Markup {
    let points: Vec<&PointRow> = matrix.points.iter().collect();
    let plans: Vec<&Plan> = matrix.plans.iter().collect();
    matrix::table(show, &points, &plans, None)
}

/// A page with these stories, for `paragraf trace`. Passages are named, not linked: the page may be put anywhere.
pub fn story_page(stories: &[Story]) -> Vec<u8> {
    let (links, tables) = (Links::default(), Tables::default());
    let places = OnDisk::new(&links, &tables, false);
    let show = Show { lang: Lang::Sv, places: &places };
    let content = html! { @for story in stories {
        section id=(story.point_id) { h2 { (story.point_id) } (trace::trace(&show, story, &format!("{}-", story.point_id), usize::MAX)) }
    } };
    frame(Lang::Sv, show.t("nav.trace"), Vec::new(), None).file(content)
}

fn frame(lang: Lang, title: &str, menu: Vec<Entry>, other: Option<String>) -> Frame<'_> {
    Frame { lang, title, home: "#content".to_owned(), menu, other, assets: Assets::Inline }
}

static SECTIONS: [(&str, &str); 9] = [
    ("oversikt", "report.summary"),
    ("matris", "nav.matrix"),
    ("underlag", "report.grounds"),
    ("luckor", "report.gaps"),
    ("granska", "nav.review"),
    ("spar", "nav.trace"),
    ("reservationer", "nav.reservations"),
    ("beslut", "nav.decisions"),
    ("kvalitet", "nav.quality"),
];

fn section(show: &Show<'_>, id: &str, content: &Markup) -> Markup {
    let key = SECTIONS.iter().find(|(other, _)| *other == id).map_or(id, |(_, key)| key);
    html! { section id=(id) { h2 { (show.t(key)) } (content) } }
}

/// Where things are for a page on disk: originals and texts beside it, everything else further down.
struct OnDisk<'a> {
    links: &'a Links,
    /// Points that are traced.
    traced: BTreeSet<&'a str>,
    /// Whether the page has a row of grounds for each cell.
    grounds: bool,
}

impl<'a> OnDisk<'a> {
    fn new(links: &'a Links, tables: &'a Tables, grounds: bool) -> Self {
        Self { links, traced: traced(tables), grounds }
    }
}

/// The points that anything earlier or later is linked to.
fn traced(tables: &Tables) -> BTreeSet<&str> {
    tables.lineage.iter().map(|link| link.from_id.as_str()).collect()
}

impl Places for OnDisk<'_> {
    fn passage(&self, doc_id: &str, page: u32, _: Option<(u32, u32)>) -> Option<String> {
        self.links.page(doc_id, Some(page))
    }

    fn document(&self, doc_id: &str) -> String {
        format!("../text/{doc_id}.txt")
    }

    fn trace(&self, point_id: &str) -> Option<String> {
        if self.traced.contains(point_id) {
            Some(format!("#spar-{point_id}"))
        } else {
            self.grounds.then(|| format!("#punkt-{point_id}"))
        }
    }

    fn cell(&self, plan_doc_id: &str, point_id: &str) -> String {
        if self.grounds {
            format!("#{}", matrix::cell_id(plan_doc_id, point_id))
        } else {
            format!("#plan-{plan_doc_id}")
        }
    }
}

/// The name of an organ, as documents have it; its id where none has.
pub(crate) fn organ_name<'t>(tables: &'t Tables, id: &'t str) -> &'t str {
    tables.documents.iter().find(|row| row.organ_id == id).map_or(id, |row| &row.organ)
}

fn summary(show: &Show<'_>, tables: &Tables, matrix: &Matrix) -> Markup {
    let read = tables.documents.iter().filter(|document| document.was_read()).count();
    let mut types = std::collections::BTreeMap::<&str, usize>::new();
    for document in &tables.documents {
        *types.entry(if document.kind.is_empty() { "unknown" } else { &document.kind }).or_default() += 1;
    }
    html! {
        dl.counts {
            (show.count(show.t("count.documents"), tables.documents.len()))
            (show.count(show.t("count.read"), read))
            (show.count(show.t("count.decisions"), tables.decisions.len()))
            (show.count(show.t("count.reservations"), tables.reservations.len()))
            (show.count(show.t("count.points"), tables.points.len()))
            (show.count(show.t("count.plans"), matrix.plans.iter().filter(|plan| !plan.is_missing()).count()))
            (show.count(show.t("count.repaired"), tables.documents.iter().filter_map(|row| row.words_repaired).sum()))
            (show.count(show.t("count.errors"), tables.errors.len()))
        }
        h3 { (show.t("matrix.counts")) }
        (matrix::counts(show, matrix.plans.iter().flat_map(Plan::all_cells)))
        h3 { (show.t("report.types")) }
        ul.legend { @for (kind, number) in types { li { (show.lang.name("type", kind)) " " strong { (show.lang.number(number)) } } } }
    }
}

/// The stories that the report tells in full. `out` is the folder of the texts.
pub fn traced_stories(tables: &Tables, stories: &Stories<'_>) -> Vec<Story> {
    let traced = traced(tables);
    let points = tables.points.iter().filter(|point| traced.contains(point.point_id.as_str()));
    stories.of_points(&points.take(MOST_TRACES).collect::<Vec<_>>())
}

fn traces(show: &Show<'_>, stories: &[Story]) -> Markup {
    html! {
        p.quiet { (show.t("report.traces_help")) }
        @for story in stories {
            details id={ "spar-" (story.point_id) } {
                @let first = story.steps.iter().find(|step| step.id == story.point_id).or(story.steps.first());
                summary { b { (story.point_id) } " " span lang=[show.foreign()] { (first.map_or("", |step| step.quote.as_str())) } }
                (trace::trace(show, story, &format!("{}-", story.point_id), MOST_STEPS))
            }
        }
        @if stories.len() == MOST_TRACES { p.notice { (show.lang.fill("report.more_traces", &[&MOST_TRACES])) } }
    }
}

fn quality(show: &Show<'_>, tables: &Tables) -> Markup {
    html! {
        h3 { (show.t("quality.errors")) }
        (first_rows(show, &tables.errors, "errors", |rows| quality::errors(show, rows)))
        h3 { (show.t("quality.coverage")) }
        (first_rows(show, &tables.coverage, "coverage", |rows| quality::coverage(show, rows)))
        h3 { (show.t("quality.documents")) }
        (first_rows(show, &tables.documents, "documents", |rows| quality::documents(show, rows)))
        h3 { (show.t("quality.unknown")) }
        (quality::unknowable(show))
    }
}

/// The first rows of a list, and a word about the rest.
pub(crate) fn first_rows<T>(show: &Show<'_>, rows: &[T], table: &str, one: impl Fn(&[T]) -> Markup) -> Markup {
    let shown = &rows[..rows.len().min(MOST_ROWS)];
    html! {
        @if rows.is_empty() { p.quiet { (show.t("list.none")) } } @else { (one(shown)) }
        @if rows.len() > shown.len() {
            p.notice { (show.lang.fill("list.first", &[&show.lang.number(shown.len()), &show.lang.number(rows.len()), &table])) }
        }
    }
}
