//! Random queries never panic. The long form is in `fuzz/`.

use super::make_documents::Table;
use crate::index::IndexError;

/// Queries of random pieces. `PARAGRAF_QUERIES=1000000 cargo nextest run --release --lib any_query` asks more of them.
const QUERIES: usize = 3_000;

const PIECES: [&str; 36] = [
    "plan",
    "nämnd",
    "åtg*",
    "handlingsplan",
    "\"",
    "”",
    "(",
    ")",
    " ",
    " ",
    " ",
    "AND ",
    "OR ",
    "NOT ",
    "-",
    "=",
    "*",
    ":",
    "§ ",
    "år:",
    "2016..2018",
    "typ:",
    "protokoll",
    "parti:",
    "(V OR MP)",
    "person:",
    "organ:",
    "dnr:",
    "punkt:R2017-01",
    "datum:",
    "2017-06-14",
    "..",
    "\u{301}",
    "ﬁ",
    "\0",
    "e-post",
];

#[test]
fn any_query_is_answered_or_refused_in_place() {
    let count = std::env::var("PARAGRAF_QUERIES").ok().and_then(|n| n.parse().ok()).unwrap_or(QUERIES);
    let table = Table::new();
    let mut seed = 20_261_122_u64;
    let mut random = |below: usize| {
        // xorshift64*, Vigna 2016
        seed ^= seed >> 12;
        seed ^= seed << 25;
        seed ^= seed >> 27;
        (seed.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below
    };
    let (mut answered, mut found) = (0, 0);
    for _ in 0..count {
        let mut query = String::new();
        for _ in 0..random(9) {
            match random(12) {
                0 => query.extend(char::from_u32(random(0x11_0000) as u32)),
                _ => query.push_str(PIECES[random(PIECES.len())]),
            }
        }
        match table.ask(&query) {
            Ok(answer) => {
                answered += 1;
                found += usize::from(answer.total > 0);
            }
            Err(IndexError::Query { at, .. }) => assert!(query.is_char_boundary(at), "{query:?}: {at}"),
            Err(error) => panic!("{query:?}: {error}"),
        }
    }
    eprintln!("{count} queries: {answered} answered, {found} found something");
    assert!(found * 20 > count, "{found} of {count} find something");
}
