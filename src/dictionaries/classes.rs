//! Classes of words by their ends, and which follow which: what context knows of pairs that were never seen.

static ENDINGS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/classes.fst"));
static COSTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/class-costs.bin"));

/// Letters of the longest ending that tells a class, and of the shortest word that has an ending.
const MOST_LETTERS: usize = 5;
const LEAST_LETTERS: usize = 5;

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
        Self { size: u32::from_le_bytes([COSTS[0], COSTS[1], COSTS[2], COSTS[3]]) as usize, endings }
    }

    /// The class of a word in lower case that was never counted, by its ending.
    pub fn of(&self, word: &str) -> Class {
        if word.chars().count() < LEAST_LETTERS {
            return Class::default();
        }
        let longest = word.char_indices().map(|(at, _)| at).rev().take(MOST_LETTERS).last().unwrap_or(0);
        let starts = word[longest..].char_indices().map(|(at, _)| longest + at);
        let class = starts.into_iter().find_map(|at| self.endings.get(&word[at..]));
        Class(class.and_then(|class| u16::try_from(class).ok()).unwrap_or(0))
    }

    /// By how much a word of the second class costs more (or less) after one of the first than anywhere, in nats.
    pub fn cost(&self, first: Class, second: Class) -> f32 {
        f32::from(COSTS[4 + usize::from(first.0) * self.size + usize::from(second.0)].cast_signed()) / 16.0
    }
}
