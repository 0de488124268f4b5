//! Walks the pages in a real browser: each as a person would, checked by axe-core, without a word of error on the console
//! and without a request to another machine.
//!
//! Left out with a word where there is no Chromium; the checks of axe-core where its script is not in `target/axe`
//! (`.ci/run` fetches both). `PARAGRAF_SHOTS=DIR cargo test --test browser pictures` keeps the pictures of all pages.

mod browser;
#[path = "../cli/support.rs"]
#[allow(dead_code, reason = "the helpers of the command's tests; this file needs some of them")]
mod support;
mod site;
mod walks;
mod pictures;
