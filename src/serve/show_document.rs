//! A document: each page's picture beside its text, its parts as an outline, a quote boxed on the picture and marked in the
//! text, repaired words marked and explained.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use maud::{Markup, html};

use super::here::{Here, Shown, encode};
use super::line_places::LinePlaces;
use super::store::Data;
use crate::report::page::{Show, notice, scroll_table};
use crate::report::rows::{ChangeRow, DocumentRow, SegmentRow};
use crate::text::Rect;

/// Pages shown at once, so that a report of 3,000 pages doesn't choke a browser.
const PAGES: u32 = 6;

/// Parts that the outline shows; more than a reader would look through.
const MOST_PARTS: usize = 800;

/// Points round a box, so that it does not cut letters.
const AIR: f32 = 2.5;

/// What is shown of a document.
struct Sheets<'a> {
    here: &'a Here,
    document: &'a DocumentRow,
    lines: Vec<(u32, String)>,
    changes: BTreeMap<usize, Vec<ChangeRow>>,
    places: std::sync::Arc<LinePlaces>,
    marked: RangeInclusive<usize>,
    has_original: bool,
    as_read: bool,
}

/// The page: `sida` is where to start, `rad` (`12-18`) which lines to mark, `visa` (`original`) the text as it was read.
pub(super) fn page(here: &Here) -> Shown {
    let data = here.data();
    let Some(document) = data.document(here.name(0)) else { return Shown::Missing("missing.document") };
    let content = here.with_show(&data, |show| {
        html! {
            (facts(here, show, &data, document))
            @match here.view.store.lines(document) {
                None => (notice(here.t("document.no_text"))),
                Some(lines) => (body(here, show, &data, document, lines)),
            }
        }
    });
    let title = if document.title.is_empty() { &document.doc_id } else { &document.title };
    Shown::Page(title.clone(), "", content)
}

fn facts(here: &Here, show: &Show<'_>, data: &Data, document: &DocumentRow) -> Markup {
    let original = here.href(&format!("/dokument/{}/original", encode(&document.doc_id)));
    html! {
        p.facts {
            (here.lang.name("type", &document.kind)) " · " span lang=[show.foreign()] { (show.or_dash(&document.organ)) } " · " (show.or_dash(&document.date))
            @if !document.dnr.is_empty() { " · dnr " (document.dnr) }
            @if let Some(pages) = document.pages { " · " (here.lang.fill("document.pages", &[&pages])) }
            " · " (here.lang.name("source", &document.text_source))
            @if let Some(health) = document.ocr_health { ", " (here.lang.fill("document.health", &[&here.lang.percent(health)])) }
        }
        p.facts {
            code { (document.path) }
            @if data.original(document).is_some() {
                " · " a href=(original) { (here.t("document.open")) } " · " a href={ (original) "?spara=1" } { (here.t("document.download")) }
            }
        }
        details.facts { summary { (here.t("document.hash")) } code { (document.sha256) } }
        @if !document.message.is_empty() { p.notice lang=[show.foreign()] { (document.message) } }
    }
}

fn body(here: &Here, show: &Show<'_>, data: &Data, document: &DocumentRow, lines: Vec<(u32, String)>) -> Markup {
    let last = lines.last().map_or(1, |(page, _)| *page).max(document.pages.unwrap_or(1) as u32);
    let wanted = here.number("sida", last as usize) as u32;
    let from = (wanted - 1) / PAGES * PAGES + 1;
    let to = (from + PAGES - 1).min(last);
    let mut changes: BTreeMap<usize, Vec<ChangeRow>> = BTreeMap::new();
    for row in here.view.store.changes(&document.doc_id) {
        changes.entry(row.line as usize).or_default().push(row);
    }
    let sheets = Sheets {
        here,
        document,
        lines,
        changes,
        places: here.view.store.places(data, document),
        marked: range(here.asked("rad")),
        has_original: data.original(document).is_some() && document.path.to_ascii_lowercase().ends_with(".pdf"),
        as_read: here.asked("visa") == "original",
    };
    html! {
        (sheets.choose_text())
        div.handling {
            (outline(here, show, &here.view.store.segments(&document.doc_id)))
            div {
                (leaf(here, "leaf.title", from, to, last))
                @for page in from..=to { (sheets.sheet(show, page)) }
                (leaf(here, "leaf.below", from, to, last))
            }
        }
    }
}

/// Links to the pages before and after.
fn leaf(here: &Here, label: &str, from: u32, to: u32, last: u32) -> Markup {
    let at = |page: u32| here.with(&[("sida", &page.to_string()), ("rad", "")]);
    html! {
        nav.leaf aria-label=(here.t(label)) { ul {
            @if from > 1 { li { a rel="prev" href=(at(from - 1)) { (here.t("leaf.previous")) } } }
            li { (here.lang.fill("document.leaf", &[&from, &to, &last])) }
            @if to < last { li { a rel="next" href=(at(to + 1)) { (here.t("leaf.next")) } } }
        } }
    }
}

fn range(text: &str) -> RangeInclusive<usize> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) => from..=to,
        // lines count from 1: nothing is marked
        _ => 0..=0,
    }
}

impl Sheets<'_> {
    /// The way to the text as it was read, and back.
    fn choose_text(&self) -> Markup {
        let count: usize = self.changes.values().map(Vec::len).sum();
        let other = if self.as_read { "" } else { "original" };
        html! {
            @if count > 0 {
                p { (self.here.lang.fill("document.repaired", &[&self.here.lang.number(count)])) " "
                    a href=(self.here.with(&[("visa", other)])) { (self.here.t(if self.as_read { "document.show_repaired" } else { "document.show_original" })) } }
            }
        }
    }

    fn sheet(&self, show: &Show<'_>, page: u32) -> Markup {
        let here = self.here;
        let first = self.lines.partition_point(|(of, _)| *of < page);
        let end = self.lines.partition_point(|(of, _)| *of <= page);
        let name = here.lang.fill("place.page", &[&page]);
        html! {
            section.sheet.(if self.has_original { "pictured" } else { "plain" }) id={ "sida-" (page) } aria-label=(name) {
                h2 { (name) @if self.has_original {
                    " " a.quiet href=(here.href(&format!("/dokument/{}/original#page={page}", encode(&self.document.doc_id)))) { (here.t("document.in_pdf")) }
                } }
                @if self.has_original { (self.picture(page, first + 1..=end)) }
                div {
                    div.lines lang=[show.foreign()] { @for number in first + 1..=end { (self.line(number)) } }
                    @if first == end { p.quiet { (here.t("document.empty_page")) } }
                    (self.explained(first + 1..=end, page))
                }
            }
        }
    }

    fn picture(&self, page: u32, lines: RangeInclusive<usize>) -> Markup {
        let boxes: Vec<Rect> =
            lines.filter(|line| self.marked.contains(line)).filter_map(|line| self.places.line(line)).collect();
        picture(self.here, &self.document.doc_id, page, &self.places, &boxes)
    }

    fn line(&self, number: usize) -> Markup {
        let (_, words) = &self.lines[number - 1];
        let hit = self.marked.contains(&number).then_some("hit");
        let changes = self.changes.get(&number).map_or(&[][..], Vec::as_slice);
        html! {
            div.line.(hit.unwrap_or("text")) id={ "r" (number) } {
                a href={ "#r" (number) } tabindex="-1" aria-hidden="true" { (number) }
                p { (repaired(words, changes, self.as_read)) }
            }
        }
    }

    /// Each repair of a page: where, what, how sure and why.
    fn explained(&self, lines: RangeInclusive<usize>, page: u32) -> Markup {
        let here = self.here;
        let rows: Vec<&ChangeRow> = self.changes.range(lines).flat_map(|(_, rows)| rows).collect();
        let label = here.lang.fill("document.changes", &[&rows.len(), &page]);
        let body = html! { @for row in &rows { tr {
            td { a href={ "#r" (row.line) } { (row.line) } }
            td lang="sv" { del { (row.before) } } td lang="sv" { ins { (row.after) } }
            td.number { (here.lang.percent(row.confidence)) }
            td { (here.lang.name("reason", &row.reason)) }
        } } };
        let heads = ["field.line", "field.before", "field.after", "field.sure", "field.why"].map(|key| here.t(key));
        html! { @if !rows.is_empty() { details { summary { (label) } (scroll_table(&label, &heads, &body)) } } }
    }
}

/// The picture of a page with boxes on it. Boxes are drawn only where page and picture are known to be of one shape.
pub(super) fn picture(here: &Here, doc_id: &str, page: u32, places: &LinePlaces, boxes: &[Rect]) -> Markup {
    let (width, height) = places.size(page).unwrap_or((595.0, 842.0));
    let source = here.href(&format!("/dokument/{}/sida/{page}.png", encode(doc_id)));
    html! {
        figure.picture {
            img src=(source) width=(width.round()) height=(height.round()) loading="lazy" alt=(here.lang.fill("document.picture", &[&page, &doc_id]));
            @if !boxes.is_empty() {
                svg viewBox={ "0 0 " (width) " " (height) } preserveAspectRatio="none" aria-hidden="true" {
                    @for one in boxes {
                        rect x=(one.x0 - AIR) y=(one.y0 - AIR) width=(one.x1 - one.x0 + 2.0 * AIR) height=(one.y1 - one.y0 + 2.0 * AIR) {}
                    }
                }
                figcaption { (here.t("document.boxed")) }
            }
        }
    }
}

/// A line with each repaired word marked; as it was read, with `as_read`. Changes come in order of place, so each is looked
/// for after the one before, and only as a whole word: the same letters inside another word are not it.
fn repaired(line: &str, changes: &[ChangeRow], as_read: bool) -> Markup {
    let mut pieces: Vec<(&str, Option<&ChangeRow>)> = Vec::new();
    let mut rest = line;
    for change in changes.iter().filter(|change| !change.after.is_empty()) {
        if let Some(at) = whole_word(rest, &change.after) {
            pieces.push((&rest[..at], Some(change)));
            rest = &rest[at + change.after.len()..];
        }
    }
    html! {
        @for (plain, change) in pieces {
            (plain)
            @if let Some(change) = change {
                @if as_read { del { (change.before) } } @else { ins title=(change.before) { (change.after) } }
            }
        }
        (rest)
    }
}

fn whole_word(text: &str, word: &str) -> Option<usize> {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let opens = is_part(word.chars().next());
    let closes = is_part(word.chars().next_back());
    text.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = opens && is_part(text[..at].chars().next_back());
        let after = closes && is_part(text[at + word.len()..].chars().next());
        !before && !after
    })
}

/// The parts of a document, one under the other as they hold each other.
fn outline(here: &Here, show: &Show<'_>, segments: &[SegmentRow]) -> Markup {
    let by_id: BTreeMap<&str, &SegmentRow> = segments.iter().map(|part| (part.segment_id.as_str(), part)).collect();
    let mut children: BTreeMap<&str, Vec<&SegmentRow>> = BTreeMap::new();
    for part in segments.iter().filter(|part| is_named(part)).take(MOST_PARTS) {
        // parts that have no name of their own hand theirs on to the part above
        let above =
            std::iter::successors(by_id.get(part.parent_id.as_str()), |part| by_id.get(part.parent_id.as_str()));
        let parent = above.take(DEEPEST).find(|part| is_named(part)).map_or("", |part| part.segment_id.as_str());
        children.entry(parent).or_default().push(part);
    }
    html! {
        @if segments.is_empty() { div {} } @else {
            nav.outline tabindex="0" aria-label=(here.t("document.outline")) {
                details open { summary { (here.t("document.outline")) } (branch(here, show, &children, "", 0)) }
                @if segments.len() > MOST_PARTS { p.quiet { (here.lang.fill("document.more_parts", &[&MOST_PARTS, &segments.len()])) } }
            }
        }
    }
}

/// Whether an outline is better for a part: bullets, tables and stretches without a heading say nothing there.
fn is_named(part: &SegmentRow) -> bool {
    !part.heading.is_empty() || !["section", "bullet", "table"].contains(&part.kind.as_str())
}

/// Parts deeper than this are no outline any more; a table that says so may be going in circles.
const DEEPEST: usize = 6;

fn branch(
    here: &Here,
    show: &Show<'_>,
    children: &BTreeMap<&str, Vec<&SegmentRow>>,
    parent: &str,
    depth: usize,
) -> Markup {
    let parts = children.get(parent).map_or(&[][..], Vec::as_slice);
    html! {
        @if !parts.is_empty() && depth < DEEPEST {
            ul { @for part in parts {
                li {
                    @let page = part.page_from.to_string();
                    @let lines = format!("{}-{}", part.line_from, part.line_from);
                    a href={ (here.with(&[("sida", &page), ("rad", &lines)])) "#r" (part.line_from) } {
                        @if part.heading.is_empty() { (here.lang.name("part", &part.kind)) } @else { span lang=[show.foreign()] { (part.heading) } }
                    }
                    @if !part.heading.is_empty() { " " span.quiet { (here.lang.name("part", &part.kind)) } }
                    (branch(here, show, children, &part.segment_id, depth + 1))
                }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: &str, after: &str) -> ChangeRow {
        ChangeRow { before: before.into(), after: after.into(), ..ChangeRow::default() }
    }

    #[track_caller]
    fn check(line: &str, changes: &[ChangeRow], repaired_as: &str, read_as: &str) {
        assert_eq!(repaired(line, changes, false).into_string(), repaired_as);
        assert_eq!(repaired(line, changes, true).into_string(), read_as);
    }

    #[test]
    fn repaired_words_are_marked_one_by_one() {
        check(
            "är nämnden här, är <b>",
            &[change("ar", "är"), change("nimnden", "nämnden"), change("a&r", "är")],
            "<ins title=\"ar\">är</ins> <ins title=\"nimnden\">nämnden</ins> här, <ins title=\"a&amp;r\">är</ins> &lt;b&gt;",
            "<del>ar</del> <del>nimnden</del> här, <del>a&amp;r</del> &lt;b&gt;",
        );
    }

    #[test]
    fn the_same_letters_in_another_word_are_left_alone() {
        check("här är", &[change("ar", "är")], "här <ins title=\"ar\">är</ins>", "här <del>ar</del>");
        check("här", &[change("ar", "är")], "här", "här");
    }

    #[test]
    fn odd_ranges_mark_nothing() {
        assert_eq!((range("3-5"), range("7")), (3..=5, 7..=7));
        assert!(range("x").contains(&0) && !range("-").contains(&1) && !range("9-2").contains(&5));
    }
}
