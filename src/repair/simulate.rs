//! Damages clean text as a text layer's engine would have: the truth is known then, and the text is one that nobody tuned on.

use super::tokens::chunks;
use crate::dictionaries::{DamageProfile, Misreading};

/// The lines as an engine of that kind reads them; the same seed gives the same damage on every machine.
#[must_use]
pub fn damaged(lines: &[String], profile: &DamageProfile, seed: u64) -> Vec<String> {
    let mut dice = Dice(seed);
    lines.iter().map(|line| damaged_line(line, profile, &mut dice)).collect()
}

/// Numbers that look random and are the same on every run (splitmix64).
struct Dice(u64);

impl Dice {
    #[expect(clippy::cast_precision_loss, reason = "24 bits are kept")]
    fn throw(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32
    }
}

fn damaged_line(line: &str, profile: &DamageProfile, dice: &mut Dice) -> String {
    let (mut text, mut at) = (String::with_capacity(line.len()), 0);
    for range in chunks(line) {
        text.push_str(&line[at..range.start]);
        at = range.start;
        while at < range.end {
            let (read, length) = read(line, at, profile, dice);
            text.push_str(read);
            at += length;
        }
    }
    text.push_str(&line[at..]);
    text
}

/// What is read at byte `at` of a line, and how many bytes of print that takes.
fn read<'a>(line: &'a str, at: usize, profile: &'a DamageProfile, dice: &mut Dice) -> (&'a str, usize) {
    let rest = &line[at..];
    let mut fitting = profile.misreadings.iter().filter(|row| fits(row, line, at)).peekable();
    while let Some(row) = fitting.next() {
        // Shares of the same print are parts of one throw.
        let mut left = dice.throw();
        let mut row = Some(row);
        while let Some(this) = row {
            left -= this.share;
            if left < 0.0 {
                return (&this.read_as, this.truth.len());
            }
            row = fitting.next_if(|next| next.truth == this.truth && next.whole_word == this.whole_word);
        }
    }
    let sign = rest.chars().next().map_or(0, char::len_utf8);
    (&rest[..sign], sign)
}

fn fits(row: &Misreading, line: &str, at: usize) -> bool {
    let beside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let inside = || beside(line[..at].chars().next_back()) || beside(line[at + row.truth.len()..].chars().next());
    line[at..].starts_with(&row.truth) && !(row.whole_word && inside())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionaries::Source;

    fn lines() -> Vec<String> {
        vec!["Nämnden  får stöd i arbetet.\t Ö".to_owned(); 50]
    }

    #[test]
    fn every_profile_takes_the_letters_away_and_keeps_the_words() {
        for profile in DamageProfile::load_all(&Source::default()).expect("built-in lists load") {
            let damaged = damaged(&lines(), &profile, 7).join("\n");
            assert!(damaged.matches(['ä', 'å', 'ö', 'Ö']).count() < 10, "{damaged}");
            assert_eq!(damaged.split_whitespace().count(), 6 * 50, "{damaged}");
        }
    }

    #[test]
    fn a_seed_gives_the_same_damage_again() {
        let profile = DamageProfile::load_all(&Source::default()).expect("built-in lists load").remove(0);
        assert_eq!(damaged(&lines(), &profile, 1), damaged(&lines(), &profile, 1));
        assert_ne!(damaged(&lines(), &profile, 1), damaged(&lines(), &profile, 2));
    }
}
