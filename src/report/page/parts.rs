//! Small pieces that all pages are put together of. Everything goes through maud, which escapes; a class is only ever made
//! of words of this program.

use maud::{Markup, html};

use super::super::word_status::look;
use super::words::Lang;
use crate::matching::Status;

/// What a page needs to know beside its rows: its language, and where its links lead.
pub struct Show<'a> {
    /// The page's language.
    pub lang: Lang,
    /// Where things are.
    pub places: &'a dyn Places,
}

/// Where a page's links lead; a report on disk and a server have different answers.
pub trait Places {
    /// To lines of a document, or to a page of its original.
    fn passage(&self, doc_id: &str, page: u32, lines: Option<(u32, u32)>) -> Option<String>;
    /// To a document's text.
    fn document(&self, doc_id: &str) -> String;
    /// To the trace of a point; `None` where it has none to show.
    fn trace(&self, point_id: &str) -> Option<String>;
    /// To the grounds of a cell.
    fn cell(&self, plan_doc_id: &str, point_id: &str) -> String;
}

impl Show<'_> {
    /// The text of a key, in the page's language.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        self.lang.t(key)
    }

    /// A link to a passage, named by its page; the name alone where it can't be reached.
    pub fn passage(&self, doc_id: &str, page: u32, lines: Option<(u32, u32)>) -> Markup {
        let mut name = self.lang.fill("place.page", &[&page]);
        if let Some((from, to)) = lines.filter(|(from, _)| *from > 0) {
            name.push_str(", ");
            let lines = if to > from {
                self.lang.fill("place.lines", &[&from, &to])
            } else {
                self.lang.fill("place.line", &[&from])
            };
            name.push_str(&lines);
        }
        html! { @match self.places.passage(doc_id, page, lines) { Some(href) => a href=(href) { (name) }, None => (name) } }
    }

    /// A link to a document, named by its id.
    pub fn document(&self, doc_id: &str) -> Markup {
        html! { a.doc href=(self.places.document(doc_id)) { (doc_id) } }
    }

    /// A point's id, with a link to its trace where there is one.
    pub fn point(&self, point_id: &str) -> Markup {
        html! { @match self.places.trace(point_id) { Some(href) => a href=(href) { (point_id) }, None => (point_id) } }
    }

    /// Words of a document: Swedish also on an English page.
    pub fn quote(&self, words: &str) -> Markup {
        html! { @if !words.is_empty() { blockquote lang=[self.foreign()] { (words) } } }
    }

    /// `sv` where the page itself is in another language, for what documents and tables say.
    pub fn foreign(&self) -> Option<&'static str> {
        (self.lang != Lang::Sv).then_some("sv")
    }

    /// A status as sign, word and colour; of an undecided one also which way it leans.
    pub fn status(&self, status: &str, proposal: &str, confidence: f64) -> Markup {
        html! { span.badge.(class_of(status)).(leaning(status, proposal)) { (self.status_words(status, proposal, Some(confidence))) } }
    }

    /// The same in words.
    pub fn status_words(&self, status: &str, proposal: &str, confidence: Option<f64>) -> Markup {
        let lean = leans(status, proposal);
        html! {
            span aria-hidden="true" { (look(status).map_or("", |look| look.symbol)) } " " (self.lang.name("status", status))
            @if let Some(lean) = lean {
                span.lean {
                    " " (self.t("matrix.lean")) " "
                    span aria-hidden="true" { (look(lean).map_or("", |look| look.symbol)) } " "
                    (self.lang.name("status", lean).to_lowercase())
                    @if let Some(sure) = confidence { " " (self.lang.percent(sure)) }
                }
            }
        }
    }

    /// Or a dash that is read out as nothing known.
    pub fn or_dash(&self, text: &str) -> Markup {
        html! { @if text.is_empty() { span aria-hidden="true" { "–" } span.hear { (self.t("cell.nothing")) } } @else { (text) } }
    }

    /// A name and a number in large type.
    pub fn count(&self, name: &str, number: usize) -> Markup {
        html! { div { dt { (name) } dd { (self.lang.number(number)) } } }
    }

    /// Long words fold away; the first stretch stays to be seen.
    pub fn long(&self, text: &str) -> Markup {
        const SHOWN: usize = 320;
        let cut = text.char_indices().nth(SHOWN).map(|(at, _)| text[..at].rfind(' ').unwrap_or(at));
        html! {
            @match cut {
                None => p.words lang=[self.foreign()] { (text) },
                Some(end) => {
                    details.long {
                        summary { span lang=[self.foreign()] { (text[..end]) " …" } " " span.more { (self.t("long.more")) } }
                        p.words lang=[self.foreign()] { (text[end..].trim_start()) }
                    }
                }
            }
        }
    }
}

/// A table that scrolls by itself, also by key. `heads` are texts, `rows` its body.
pub fn scroll_table(label: &str, heads: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll role="region" aria-label=(label) tabindex="0" {
            table {
                caption.hear { (label) }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// A message in place of content.
pub fn notice(message: &str) -> Markup {
    html! { p.notice role="status" { (message) } }
}

/// The class of a known status only: a class name is no place for words of unknown origin.
pub fn class_of(status: &str) -> &'static str {
    look(status).map_or("unknown", |look| look.status)
}

/// Which way an undecided cell leans.
pub fn leans<'p>(status: &str, proposal: &'p str) -> Option<&'p str> {
    let open = status == Status::ToReview.as_str() && proposal != status;
    (open && look(proposal).is_some()).then_some(proposal)
}

/// The class of a lean.
pub fn leaning(status: &str, proposal: &str) -> &'static str {
    match leans(status, proposal) {
        Some("addressed") => "to-addressed",
        Some("partly") => "to-partly",
        Some("not_addressed") => "to-not_addressed",
        _ => "certain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nowhere;

    impl Places for Nowhere {
        fn passage(&self, _: &str, _: u32, _: Option<(u32, u32)>) -> Option<String> {
            None
        }
        fn document(&self, doc_id: &str) -> String {
            format!("#{doc_id}")
        }
        fn trace(&self, _: &str) -> Option<String> {
            None
        }
        fn cell(&self, _: &str, _: &str) -> String {
            String::new()
        }
    }

    fn show(lang: Lang) -> Show<'static> {
        Show { lang, places: &Nowhere }
    }

    #[test]
    fn words_of_documents_are_escaped_and_told_to_be_swedish() {
        let quote = show(Lang::En).quote("<b>Nämnden</b>").into_string();
        assert_eq!(quote, "<blockquote lang=\"sv\">&lt;b&gt;Nämnden&lt;/b&gt;</blockquote>");
        assert!(!show(Lang::Sv).quote("x").into_string().contains("lang"));
    }

    #[test]
    fn an_unknown_status_gives_no_class_of_its_own() {
        let html = show(Lang::Sv).status("\" onload=x", "", 0.0).into_string();
        assert!(html.contains("class=\"badge unknown certain\""), "{html}");
        assert!(!html.contains("\" onload"), "{html}");
    }

    #[test]
    fn an_undecided_cell_says_which_way_it_leans() {
        let html = show(Lang::En).status("to_review", "partly", 0.62).into_string();
        assert!(html.contains("to-partly") && html.contains("partly 62%"), "{html}");
    }
}
