//! Classes of words by their ends, and which follow which: what context knows of pairs that were never seen.

static ENDINGS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/classes.fst"));
static COSTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/class-costs.bin"));

/// Letters of the longest ending that is a class.
const MOST_LETTERS: usize = 4;

/// The class of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(pub(super) u16);

/// The tables that `build.rs` makes.
#[derive(Clone)]
pub struct Classes {
    endings: fst::Map<&'static [u8]>,
    size: usize,
}

impl Classes {
    pub fn built_in() -> Self {
        let endings = fst::Map::new(ENDINGS).expect("build.rs wrote it");
        Self { size: endings.len() + 1, endings }
    }

    /// The class of a word in lower case, whether a list has it or not.
    pub fn of(&self, word: &str) -> Class {
        let longest = word.char_indices().map(|(at, _)| at).rev().take(MOST_LETTERS).last().unwrap_or(0);
        let starts = word[longest..].char_indices().map(|(at, _)| longest + at);
        let whole = self.endings.get(format!("^{word}"));
        let class = whole.or_else(|| starts.into_iter().find_map(|at| self.endings.get(&word[at..])));
        Class(class.and_then(|class| u16::try_from(class).ok()).unwrap_or(0))
    }

    /// By how much a word of the second class costs more (or less) after one of the first than anywhere, in nats.
    pub fn cost(&self, first: Class, second: Class) -> f32 {
        f32::from(COSTS[usize::from(first.0) * self.size + usize::from(second.0)].cast_signed()) / 16.0
    }
}
