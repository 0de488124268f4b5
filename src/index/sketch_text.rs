//! Makes a short sketch of a text, by which passages that say the same are known again: the same reservation in two
//! documents differs in a heading, a name, a line break.
//!
//! The sketch is a simhash (Charikar 2002) of pairs of words: 64 votes, one a bit. Texts that share nearly all pairs
//! agree in nearly all bits; unlike texts differ in about half.

/// Shorter texts have no sketch (words): formulas of decisions repeat without being the same decision.
const FEWEST_WORDS: usize = 25;

/// Bits in which the sketches of two passages of the same text differ at most.
const MOST_DIFFERENT: u32 = 3;

/// The sketch of a text; 0 where it is too short. Numbers and marks don't count.
pub(super) fn sketch(text: &str) -> u64 {
    let mut votes = Votes::default();
    let mut before = None;
    let mut words = 0;
    for word in text.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty()) {
        let hash = hash(word);
        if let Some(before) = before.replace(hash) {
            votes.add(stir(before.rotate_left(1) ^ hash));
        }
        words += 1;
    }
    // 0 says that there is none
    if words < FEWEST_WORDS { 0 } else { votes.bits().max(1) }
}

/// Whether two sketches are of texts that say the same.
pub(super) fn same(a: u64, b: u64) -> bool {
    a != 0 && b != 0 && (a ^ b).count_ones() <= MOST_DIFFERENT
}

/// Letters, those of Swedish without a look into the tables.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='Ö' | 'à'..='ö') || (!c.is_ascii() && c.is_alphabetic())
}

/// A hash of the word: eight bytes at a time are stirred in.
fn hash(word: &str) -> u64 {
    word.as_bytes().chunks(8).fold(word.len() as u64, |sum, bytes| {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        stir(sum.rotate_left(5) ^ u64::from_le_bytes(eight))
    })
}

/// The finisher of splitmix64: each bit must be as good as another.
fn stir(sum: u64) -> u64 {
    let sum = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let sum = (sum ^ (sum >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    sum ^ (sum >> 31)
}

/// Votes for each bit. Eight bits are counted at once, in the bytes of a word, which hold 255 votes before they are emptied.
#[derive(Default)]
struct Votes {
    bytes: [u64; 8],
    in_bytes: u32,
    counts: [[u32; 8]; 8],
    all: u32,
}

impl Votes {
    fn add(&mut self, hash: u64) {
        for (shift, byte) in self.bytes.iter_mut().enumerate() {
            *byte += (hash >> shift) & 0x0101_0101_0101_0101;
        }
        self.in_bytes += 1;
        self.all += 1;
        if self.in_bytes == 255 {
            self.empty();
        }
    }

    fn empty(&mut self) {
        for (byte, counts) in self.bytes.iter_mut().zip(&mut self.counts) {
            for (count, votes) in counts.iter_mut().zip(byte.to_le_bytes()) {
                *count += u32::from(votes);
            }
            *byte = 0;
        }
        self.in_bytes = 0;
    }

    fn bits(mut self) -> u64 {
        self.empty();
        let mut bits = 0;
        for (shift, counts) in self.counts.iter().enumerate() {
            for (byte, count) in counts.iter().enumerate() {
                bits |= u64::from(count * 2 > self.all) << (byte * 8 + shift);
            }
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Vi yrkar att nämnden ger förvaltningen i uppdrag att ordna en mottagning i varje stadsdel, \
        med öppet minst tre dagar i veckan, och att kostnaden tas ur anslaget för förebyggande arbete. Vi vill också \
        att en redovisning lämnas till nämnden senast i december, så att arbetet kan följas och rättas.";

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        assert_eq!(same(sketch(one), sketch(other)), expected, "{one}\n{other}");
    }

    #[test]
    fn the_same_text_is_known_again() {
        check(TEXT, &TEXT.replace(", ", ",\n"), true);
        check(TEXT, &format!("4. {TEXT}"), true);
        check(&TEXT.repeat(9), &format!("Reservation {}", TEXT.repeat(9)), true);
    }

    #[test]
    fn other_texts_and_short_ones_are_not() {
        check(TEXT, &TEXT.chars().rev().collect::<String>(), false);
        let other: Vec<&str> = TEXT.split(' ').rev().collect();
        check(TEXT, &other.join(" "), false);
        check("Nämnden godkänner förslaget.", "Nämnden godkänner förslaget.", false);
    }
}
