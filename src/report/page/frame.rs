//! The frame that every page stands in, of the server and of the report: head, menu, language switch, foot.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words::Lang;

/// The one style sheet.
pub static STYLE: &str = include_str!("style.css");

/// Stands for a page's content, and in no page.
const HERE: &str = "\0";

/// Where a page's style and script come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assets {
    /// The server hands them out.
    Linked,
    /// The page carries its style and has no script: it is opened from disk.
    Inline,
}

/// An entry of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Whether the page belongs to it.
    pub here: bool,
}

/// A page's surroundings.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// Its language.
    pub lang: Lang,
    /// Its heading and title.
    pub title: &'a str,
    /// Where the program's name leads.
    pub home: String,
    /// The menu.
    pub menu: Vec<Entry>,
    /// The same page in the other language.
    pub other: Option<String>,
    /// Style and script.
    pub assets: Assets,
}

impl Frame<'_> {
    /// The whole page round its content.
    pub fn page(&self, content: &Markup) -> Markup {
        let lang = self.lang;
        html! {
            (DOCTYPE)
            html lang=(lang.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " – paragraf" }
                    (self.assets())
                }
                body {
                    a.skip href="#content" { (lang.t("frame.skip")) }
                    (self.head())
                    main id="content" tabindex="-1" { h1 { (self.title) } (content) }
                    footer { p { (lang.t("frame.foot")) } }
                }
            }
        }
    }

    fn assets(&self) -> Markup {
        html! {
            @match self.assets {
                Assets::Linked => {
                    link rel="icon" href="/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/style.css";
                    script src="/script.js" defer {}
                }
                Assets::Inline => {
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'none'";
                    style { (PreEscaped(STYLE)) }
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            header {
                a.brand href=(self.home) { "paragraf" }
                @if !self.menu.is_empty() {
                    nav aria-label=(self.lang.t("frame.menu")) {
                        ul { @for entry in &self.menu {
                            li { a href=(entry.href) aria-current=[entry.here.then_some("page")] { (entry.name) } }
                        } }
                    }
                }
                @if let Some(other) = &self.other {
                    @let there = self.lang.other();
                    a.language href=(other) lang=(there.code()) hreflang=(there.code()) rel="alternate" { (there.t("frame.language")) }
                }
            }
        }
    }

    /// Write the page as a file, its content piece by piece.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn write(&self, content: impl Iterator<Item = Markup>, out: &mut impl std::io::Write) -> std::io::Result<()> {
        let around = self.page(&PreEscaped(HERE.to_owned())).into_string();
        let (before, after) = around.split_once(HERE).unwrap_or((&around, ""));
        out.write_all(before.as_bytes())?;
        for piece in content {
            out.write_all(piece.0.as_bytes())?;
        }
        out.write_all(after.as_bytes())?;
        out.write_all(b"\n")
    }

    /// The page as a file.
    pub fn file(&self, content: Markup) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(std::iter::once(content), &mut bytes).expect("memory takes every byte");
        bytes
    }
}
