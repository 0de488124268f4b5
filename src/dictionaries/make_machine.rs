//! Makes word lists into machines that [`super::machine`] walks; `build.rs` uses this file too, for the big list.
//!
//! A machine is a trie whose equal ends are shared. What is special is where a word's rarity stands: as early as it can, so
//! that at every letter the rarity of the commonest word still ahead is known. A search that has spent too much already then
//! stops at once, which is what makes it fast.

use std::collections::HashMap;

/// Code of a sign outside the alphabet; its code point follows in five groups of five bits.
pub const RARE: u8 = 31;
/// Stands where no word ends.
pub const NO_END: u8 = 255;

/// The number a letter has in a machine, 0 to 30, or [`RARE`].
#[must_use]
pub fn code(c: char) -> u8 {
    match c {
        'a'..='z' => c as u8 - b'a',
        'å' => 26,
        'ä' => 27,
        'ö' => 28,
        'é' => 29,
        'ü' => 30,
        _ => RARE,
    }
}

/// The five codes that follow [`RARE`] for a sign.
pub fn rare_codes(c: char) -> [u8; 5] {
    [20, 15, 10, 5, 0].map(|shift| u8::try_from(u32::from(c) >> shift & 31).unwrap_or(0))
}

fn codes(word: &str) -> Vec<u8> {
    let mut codes = Vec::with_capacity(word.len());
    for c in word.chars() {
        let code = code(c);
        codes.push(code);
        if code == RARE {
            codes.extend(rare_codes(c));
        }
    }
    codes
}

/// The machine of words (lower case) and their rarity in tenths of a nat, as bytes, little-endian: three numbers (first
/// state, its rarity, how many states), then 8 bytes a state (a bit for each letter that goes on; first of its steps << 8 |
/// rarity of the word that ends here or [`NO_END`]), then 4 bytes a step (state << 8 | rarity). A word's rarity is the sum
/// on its way.
pub fn machine<'a>(words: impl IntoIterator<Item = (&'a str, u8)>) -> Vec<u8> {
    let mut words: Vec<(Vec<u8>, u8)> =
        words.into_iter().map(|(word, rarity)| (codes(word), rarity.min(NO_END - 1))).collect();
    words.sort_unstable();
    words.dedup_by(|later, first| later.0 == first.0);
    let mut maker = Maker::default();
    let (root, rarity) = maker.state(&words, 0);
    let count = u32::try_from(maker.states.len()).expect("fewer states than letters");
    let head = [root, u32::from(rarity), count];
    let states = maker.states.iter().flatten();
    head.iter().chain(states).chain(&maker.steps).flat_map(|number| number.to_le_bytes()).collect()
}

#[derive(Default)]
struct Maker {
    states: Vec<[u32; 2]>,
    steps: Vec<u32>,
    known: HashMap<(u8, Vec<(u8, u32)>), u32>,
}

impl Maker {
    /// The state that the words (sorted, alike up to `depth`) go on from, and the least of their rarities, which is left to
    /// the step that leads here.
    fn state(&mut self, words: &[(Vec<u8>, u8)], depth: usize) -> (u32, u8) {
        let ends = words.first().filter(|(word, _)| word.len() == depth).map(|(_, rarity)| *rarity);
        let longer = &words[usize::from(ends.is_some())..];
        let groups: Vec<(u8, u32, u8)> = longer
            .chunk_by(|(a, _), (b, _)| a[depth] == b[depth])
            .map(|group| {
                let (state, rarity) = self.state(group, depth + 1);
                (group[0].0[depth], state, rarity)
            })
            .collect();
        let least = groups.iter().map(|(.., rarity)| *rarity).chain(ends).min().unwrap_or(0);
        let steps =
            groups.iter().map(|(code, state, rarity)| (*code, state << 8 | u32::from(rarity - least))).collect();
        (self.shared((ends.map_or(NO_END, |rarity| rarity - least), steps)), least)
    }

    fn shared(&mut self, state: (u8, Vec<(u8, u32)>)) -> u32 {
        if let Some(at) = self.known.get(&state) {
            return *at;
        }
        let at = u32::try_from(self.states.len()).expect("fewer states than letters");
        let first = u32::try_from(self.steps.len()).expect("fewer steps than letters");
        assert!(at < 1 << 24 && first < 1 << 24, "the word list is too long for a machine");
        let letters = state.1.iter().fold(0, |bits, (code, _)| bits | 1 << code);
        self.states.push([letters, first << 8 | u32::from(state.0)]);
        self.steps.extend(state.1.iter().map(|(_, step)| step));
        self.known.insert(state, at);
        at
    }
}
