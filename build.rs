//! Turns the word lists of `dictionaries/swedish/` into the fast forms that are built into the binary.
//!
//! The lists stay text that a person can read and correct; reading half a million rows at every start would cost a
//! second, so it happens here. `src/dictionaries/lexicon.rs` reads what this writes: `words.bin` (word -> rarity, as
//! a machine), `firsts.bin` and `lasts.bin` (parts of compounds), `numbers.fst` (word -> number in the context tables), `context.bin` (pairs and triples), `classes.fst` and `class-costs.bin`
//! (which ends of words follow which) and `letters.bin` (which letters follow which).

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "costs are clamped to the small integers that the tables hold"
)]

#[path = "src/dictionaries/make_classes.rs"]
mod make_classes;

#[path = "src/dictionaries/make_machine.rs"]
mod make_machine;

#[path = "src/dictionaries/make_parts.rs"]
mod make_parts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Share of a pair's or triple's count that is kept back for what was never seen.
const DISCOUNT: f64 = 0.75;
/// However often a word was seen before the same few, another may follow in a table or a heading.
const LEAST_LEAVE: f64 = 0.01;
/// Kinds of company that are too few to tell anything.
const FEW_KINDS: f64 = 5.0;
/// So much of the weight of a word is from council language, the rest from the language at large.
const COUNCIL_SHARE: f64 = 0.7;
/// Numbers of the sentence end and of any number; words follow, sorted. 0 is a word without context counts.
const SPECIAL: [&str; 2] = [".", "<num>"];
/// Letters the letter model tells apart: 0 is the word's edge, 31 any other sign.
const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyzåäöé";

fn main() {
    let folder = Path::new("dictionaries/swedish");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/dictionaries/make_machine.rs");
    println!("cargo:rerun-if-changed=src/dictionaries/make_parts.rs");
    println!("cargo:rerun-if-changed=src/dictionaries/make_classes.rs");
    let files = [
        "wordfreq.csv",
        "council-classes.csv",
        "council-words.csv",
        "council-pairs.csv",
        "council-triples.csv",
        "own-phrases.csv",
    ];
    for file in files {
        println!("cargo:rerun-if-changed={}", folder.join(file).display());
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let general = rows(&folder.join("wordfreq.csv"), 1);
    let council = rows(&folder.join("council-words.csv"), 1);
    let phrases = rows(&folder.join("own-phrases.csv"), 1);
    let phrases: Vec<(Vec<&str>, f64)> =
        phrases.iter().map(|(key, count)| (key[0].split(' ').collect(), number(count))).collect();
    let counted = council.iter().map(|(keys, _)| keys[0].as_str());
    let words_of_phrases = phrases.iter().flat_map(|(words, _)| words.iter().copied());
    let known: BTreeSet<&str> = counted.chain(words_of_phrases).filter(|word| !SPECIAL.contains(word)).collect();
    let numbers: BTreeMap<&str, u16> = SPECIAL.into_iter().chain(known).zip(1..).collect();
    let shares = shares(&general, &council);
    fs::write(out.join("words.bin"), words(&shares)).expect("OUT_DIR is writable");
    let parts = make_parts::parts(&shares);
    fs::write(out.join("firsts.bin"), costs(&parts.firsts)).expect("OUT_DIR is writable");
    fs::write(out.join("lasts.bin"), costs(&parts.lasts)).expect("OUT_DIR is writable");
    fs::write(out.join("numbers.fst"), numbered_words(&numbers)).expect("OUT_DIR is writable");
    fs::write(out.join("letters.bin"), letters(&shares)).expect("OUT_DIR is writable");
    let (pairs, triples) = (rows(&folder.join("council-pairs.csv"), 1), rows(&folder.join("council-triples.csv"), 2));
    let (mut pairs, mut triples) = (followers(&pairs), followers(&triples));
    for (words, count) in &phrases {
        words.windows(2).for_each(|pair| see(&mut pairs, pair, *count));
        words.windows(3).for_each(|triple| see(&mut triples, triple, *count));
    }
    let counts = council.iter().map(|(key, n)| (key[0].as_str(), number(n))).collect();
    let given = rows(&folder.join("council-classes.csv"), 1);
    let given: Vec<_> = given.iter().map(|(key, class)| (key[0].as_str(), number(class) as u64)).collect();
    let endings = write_classes(&out, &given, &counts, &pairs);
    let context =
        Context { shares: &shares, counts, numbers: &numbers, pairs: &pairs, triples: &triples, endings: &endings };
    fs::write(out.join("context.bin"), context.tables()).expect("OUT_DIR is writable");
}

/// Rows as their first `keys` cells and the rest; the head row and comments left out.
fn rows(path: &Path, keys: usize) -> Vec<(Vec<String>, String)> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let mut cells = line.splitn(keys + 1, ',').map(str::to_owned);
            let key = cells.by_ref().take(keys).collect();
            (key, cells.next().unwrap_or_else(|| panic!("{}: too few cells: {line}", path.display())))
        })
        .collect()
}

/// `word:count` lists taken apart.
fn followers(rows: &[(Vec<String>, String)]) -> Groups<'_> {
    rows.iter()
        .map(|(keys, list)| {
            let list = list
                .split(' ')
                .map(|item| {
                    let (word, count) = item.rsplit_once(':').unwrap_or_else(|| panic!("no count: {item}"));
                    (word, number(count))
                })
                .collect();
            (keys.iter().map(String::as_str).collect(), list)
        })
        .collect()
}

/// Count some words that stand side by side as seen so often more.
fn see<'a>(groups: &mut Groups<'a>, words: &[&'a str], count: f64) {
    let Some((last, before)) = words.split_last() else { return };
    let followers = groups.entry(before.to_vec()).or_default();
    match followers.binary_search_by(|(word, _)| word.cmp(last)) {
        Ok(at) => followers[at].1 += count,
        Err(at) => followers.insert(at, (last, count)),
    }
}

type Groups<'a> = BTreeMap<Vec<&'a str>, Vec<(&'a str, f64)>>;

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

/// Each word's share of running text, both lists together.
fn shares(general: &[(Vec<String>, String)], council: &[(Vec<String>, String)]) -> BTreeMap<String, f64> {
    let mut shares = BTreeMap::new();
    for (key, rarity) in general {
        *shares.entry(key[0].clone()).or_insert(0.0) += (1.0 - COUNCIL_SHARE) * 10f64.powf(-number(rarity) / 10.0);
    }
    let total: f64 = council.iter().map(|(_, count)| number(count)).sum();
    for (key, count) in council {
        *shares.entry(key[0].clone()).or_insert(0.0) += COUNCIL_SHARE * number(count) / total;
    }
    shares
}

/// Every word with its rarity.
fn words(shares: &BTreeMap<String, f64>) -> Vec<u8> {
    costs(&shares.iter().map(|(word, share)| (word.clone(), -share.ln())).collect())
}

/// Words with a cost in nats, as a machine that holds tenths.
fn costs(costs: &BTreeMap<String, f64>) -> Vec<u8> {
    let tenths = |cost: f64| (cost * 10.0).round().clamp(0.0, 254.0) as u8;
    make_machine::machine(costs.iter().map(|(word, cost)| (word.as_str(), tenths(*cost))))
}

/// The number of each word that the context tables know; a sentence's end and numbers have theirs without a word.
fn numbered_words(numbers: &BTreeMap<&str, u16>) -> Vec<u8> {
    let mut builder = fst::MapBuilder::memory();
    for (word, number) in numbers.iter().filter(|(word, _)| !SPECIAL.contains(word)) {
        builder.insert(word, u64::from(*number)).expect("words ascend");
    }
    builder.into_inner().expect("memory is writable")
}

/// Writes `classes.fst` (ending -> class) and `class-costs.bin` (how many classes, u32; then sixteenths
/// of a nat, a signed byte each, row after row).
fn write_classes(
    out: &Path,
    given: &[(&str, u64)],
    counts: &BTreeMap<&str, f64>,
    pairs: &Groups,
) -> BTreeMap<String, u64> {
    let seen = pairs.iter().flat_map(|(key, list)| list.iter().map(|(second, count)| (key[0], *second, *count)));
    let classes = make_classes::classes(given, counts, seen);
    // Words have their class beside their counts; only endings are asked for.
    let endings = classes.endings.iter().filter(|(ending, _)| !ending.starts_with('^'));
    let endings = fst::Map::from_iter(endings.map(|(ending, class)| (ending, *class))).expect("endings ascend");
    fs::write(out.join("classes.fst"), endings.as_fst().as_bytes()).expect("OUT_DIR is writable");
    let sixteenths = |cost: &f64| ((cost * 16.0).round().clamp(-127.0, 127.0) as i8).cast_unsigned();
    let costs: Vec<u8> = classes.costs.iter().flatten().map(sixteenths).collect();
    let size = u32::try_from(classes.costs.len()).expect("few classes").to_le_bytes();
    fs::write(out.join("class-costs.bin"), [&size[..], &costs].concat()).expect("OUT_DIR is writable");
    classes.endings
}

/// Counts of words in context, and the chances made from them.
struct Context<'a> {
    shares: &'a BTreeMap<String, f64>,
    counts: BTreeMap<&'a str, f64>,
    numbers: &'a BTreeMap<&'a str, u16>,
    pairs: &'a Groups<'a>,
    triples: &'a Groups<'a>,
    endings: &'a BTreeMap<String, u64>,
}

/// How many different words stand before each, where counted.
struct Kinds<'a> {
    before: BTreeMap<&'a str, f64>,
    total: f64,
    words: f64,
}

impl<'a> Kinds<'a> {
    fn of(context: &Context<'a>) -> Self {
        let mut before = BTreeMap::new();
        for (second, _) in context.pairs.values().flatten() {
            *before.entry(*second).or_insert(0.0) += 1.0;
        }
        let words = context.numbers.keys().map(|word| context.count(word)).sum();
        Self { total: before.values().sum(), before, words }
    }
}

impl Context<'_> {
    fn share(&self, word: &str) -> f64 {
        match word {
            // A sentence ends after every tenth word, and every fiftieth is a number.
            "." => 0.1,
            "<num>" => 0.02,
            word => self.shares.get(word).copied().unwrap_or(1e-9),
        }
    }

    fn after<'a>(groups: &'a Groups<'a>, key: &[&'a str]) -> &'a [(&'a str, f64)] {
        groups.get(key).map_or(&[][..], Vec::as_slice)
    }

    /// How often a word stands before another word.
    fn count(&self, word: &str) -> f64 {
        let seen: f64 = Self::after(self.pairs, &[word]).iter().map(|(_, n)| n).sum();
        self.counts.get(word).copied().unwrap_or(0.0).max(seen).max(1.0)
    }

    /// The chance that a word is followed by one it was never seen with.
    fn leave(&self, word: &str) -> f64 {
        let kept: f64 = Self::after(self.pairs, &[word]).iter().map(|(_, n)| n - DISCOUNT).sum();
        (1.0 - kept / self.count(word)).max(LEAST_LEAVE)
    }

    fn pair(&self, first: &str, second: &str) -> f64 {
        let list = Self::after(self.pairs, &[first]);
        let seen = list.binary_search_by(|(word, _)| (*word).cmp(second)).map_or(0.0, |at| list[at].1 - DISCOUNT);
        seen / self.count(first) + self.leave(first) * self.share(second)
    }

    /// By how much a word costs more in company it was never seen in (nats): less for one that was seen in much company
    /// for its count, more for one that mostly stands in the same (`år`: in half its places after a number).
    fn strangeness(&self, kinds: &Kinds, word: &str) -> f64 {
        let expected = kinds.total * self.count(word) / kinds.words;
        let found = kinds.before.get(word).copied().unwrap_or(0.0);
        ((expected + FEW_KINDS) / (found + FEW_KINDS)).ln()
    }

    /// Three tables one after the other, little-endian, each with its length (u32) first: per word `(cost of leaving its
    /// pairs u16, strangeness i16, class u16, first pair u32)`, per pair `(follower u16, cost u16, cost of leaving u16, first triple u32)`, per triple
    /// `(follower u16, cost u16)`. Costs are interpolated with the shorter context already. A closing row ends the upper
    /// tables, so that every row's list ends where the next one's begins.
    fn tables(&self) -> Vec<u8> {
        let (mut tops, mut middles, mut lasts) = (vec![0; 10], Vec::new(), Vec::new());
        let kinds = Kinds::of(self);
        let (mut middle_count, mut last_count) = (0u32, 0u32);
        let by_number: BTreeMap<u16, &str> = self.numbers.iter().map(|(word, number)| (*number, *word)).collect();
        for first in by_number.values() {
            tops.extend_from_slice(&packed(self.leave(first)));
            let strangeness = self.strangeness(&kinds, first) * 2000.0;
            tops.extend_from_slice(&(strangeness.round().clamp(-32767.0, 32767.0) as i16).to_le_bytes());
            tops.extend_from_slice(&(make_classes::class(self.endings, first) as u16).to_le_bytes());
            tops.extend_from_slice(&middle_count.to_le_bytes());
            for (number, second, n) in self.numbered(Self::after(self.pairs, &[first])) {
                let thirds = Self::after(self.triples, &[first, second]);
                let leave = (1.0 - thirds.iter().map(|(_, n)| n - DISCOUNT).sum::<f64>() / n).max(0.01);
                middles.extend_from_slice(&number.to_le_bytes());
                middles.extend_from_slice(&packed(self.pair(first, second)));
                middles.extend_from_slice(&packed(leave));
                middles.extend_from_slice(&last_count.to_le_bytes());
                middle_count += 1;
                for (number, third, count) in self.numbered(thirds) {
                    lasts.extend_from_slice(&number.to_le_bytes());
                    lasts.extend_from_slice(&packed((count - DISCOUNT) / n + leave * self.pair(second, third)));
                    last_count += 1;
                }
            }
        }
        tops.extend_from_slice(&[0; 6]);
        tops.extend_from_slice(&middle_count.to_le_bytes());
        middles.extend_from_slice(&[0; 6]);
        middles.extend_from_slice(&last_count.to_le_bytes());
        let tables = [tops, middles, lasts];
        tables.iter().flat_map(|table| [&length(table)[..], table].concat()).collect()
    }

    fn numbered<'b>(&self, list: &[(&'b str, f64)]) -> Vec<(u16, &'b str, f64)> {
        let mut list: Vec<_> = list.iter().map(|(word, n)| (self.numbers[word], *word, *n)).collect();
        list.sort_unstable_by_key(|(number, ..)| *number);
        list
    }
}

/// A chance as the tables hold it: 1/2000 nat steps of its negative logarithm.
fn packed(chance: f64) -> [u8; 2] {
    ((-chance.ln() * 2000.0).round().clamp(0.0, 65535.0) as u16).to_le_bytes()
}

fn length(table: &[u8]) -> [u8; 4] {
    u32::try_from(table.len()).expect("tables are small").to_le_bytes()
}

/// How surprising a letter is after three others, in sixteenths of a nat: index = ((a*32 + b)*32 + c)*32 + letter.
fn letters(shares: &BTreeMap<String, f64>) -> Vec<u8> {
    let symbol = |c: char| ALPHABET.chars().position(|letter| letter == c).map_or(31, |at| at + 1);
    let mut counts = [vec![0f32; 32 * 32], vec![0f32; 32 * 32 * 32], vec![0f32; 32 * 32 * 32 * 32]];
    for (word, share) in shares {
        // Common words count more, but a list of words is what is modelled, not running text.
        let weight = (20.0 + share.ln()).max(1.0) as f32;
        let mut past = 0usize;
        for letter in word.chars().map(symbol).chain([0]) {
            for (table, keep) in counts.iter_mut().zip([32, 32 * 32, 32 * 32 * 32]) {
                table[past % keep * 32 + letter] += weight;
            }
            past = (past * 32 + letter) % (32 * 32 * 32);
        }
    }
    let mut out = vec![0u8; 32 * 32 * 32 * 32];
    for (at, cell) in out.iter_mut().enumerate() {
        let mut p = 1.0 / 32.0;
        for (table, keep) in counts.iter().zip([32, 32 * 32, 32 * 32 * 32]) {
            let row = at / 32 % keep * 32;
            let row = &table[row..row + 32];
            let sum: f32 = row.iter().sum();
            // Witten and Bell: what was never seen gets as much as there are kinds of letters seen (times a mean weight).
            let kinds = 8.0 * row.iter().filter(|n| **n > 0.0).count() as f32;
            if sum > 0.0 {
                p = (row[at % 32] + kinds * p) / (sum + kinds);
            }
        }
        *cell = (-p.ln() * 16.0).round().clamp(0.0, 255.0) as u8;
    }
    out
}
