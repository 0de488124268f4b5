//! A second engine's view of a page: pdf-extract reads the same file, and pages whose words differ are flagged.
//!
//! pdf-extract panics on some files (measured), so it runs behind `catch_unwind` in the worker; where it fails, lopdf's
//! own extraction is asked instead, and where both fail there is no second opinion, which is no disagreement.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::raw::RawPage;
use crate::text::{PageNo, fold};

/// Below this share of common words a page is flagged. Order and hyphens differ between engines by nature; words don't.
const AGREE: f32 = 0.9;

/// Pages whose words the second engine sees otherwise, with the share of words in common.
pub(super) fn disagreements(bytes: &[u8], pages: &[RawPage]) -> Vec<(PageNo, f32)> {
    let Some(second) = second_texts(bytes) else { return Vec::new() };
    pages
        .iter()
        .filter_map(|page| {
            let other = second.get(page.number as usize - 1)?;
            let ours: Vec<String> = page.lines.iter().flat_map(|line| letters(&line.text)).collect();
            let agreement = agreement(&ours.concat(), &letters(other).concat());
            (agreement < AGREE).then_some((page.number, agreement))
        })
        .collect()
}

fn second_texts(bytes: &[u8]) -> Option<Vec<String>> {
    // the default hook would print the panic to stderr, which belongs to messages for people
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let texts = catch_unwind(AssertUnwindSafe(|| pdf_extract::extract_text_from_mem_by_pages(bytes).ok()));
    let texts = match texts {
        Ok(Some(texts)) => Some(texts),
        _ => catch_unwind(AssertUnwindSafe(|| lopdf_texts(bytes))).unwrap_or_default(),
    };
    std::panic::set_hook(hook);
    texts
}

fn lopdf_texts(bytes: &[u8]) -> Option<Vec<String>> {
    let document = lopdf::Document::load_mem(bytes).ok()?;
    document.get_pages().keys().map(|page| document.extract_text(&[*page]).ok()).collect()
}

fn letters(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| fold(word).chars().filter(|c| c.is_alphanumeric()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Share of five-letter sequences in common: blind to spaces, hyphens and order, which engines treat differently.
fn agreement(ours: &str, theirs: &str) -> f32 {
    let grams = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        let mut counts: HashMap<[char; 5], u32> = HashMap::new();
        for gram in letters.windows(5) {
            *counts.entry([gram[0], gram[1], gram[2], gram[3], gram[4]]).or_default() += 1;
        }
        counts
    };
    let (ours, theirs) = (grams(ours), grams(theirs));
    let total: u32 = ours.values().sum::<u32>().max(theirs.values().sum());
    if total == 0 {
        return 1.0;
    }
    let common: u32 = ours.iter().map(|(gram, count)| (*count).min(theirs.get(gram).copied().unwrap_or(0))).sum();
    common as f32 / total as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_hyphens_are_no_disagreement() {
        assert!(agreement("stadsdelsnämndenbeslutar", "stadsdelsnämndenbeslutar") > 0.99);
        assert!(agreement("stadsdelsnämndenbeslutar", "heltandraordstårdär") < 0.2);
        assert!((agreement("", "") - 1.0).abs() < f32::EPSILON);
    }
}
