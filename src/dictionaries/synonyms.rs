//! Groups of words that mean about the same, as `dictionaries/matching/synonyms.csv` holds them.

use std::collections::BTreeMap;

use super::{DictionaryError, Source};
use crate::text::fold;

const FILE: &str = "matching/synonyms.csv";

/// Words of a phrase stand at most this many words apart.
const PHRASE_REACH: usize = 4;

/// A group of words that mean about the same.
#[derive(Clone, Debug, PartialEq)]
pub struct SynonymGroup {
    /// Its name, one word.
    pub name: String,
    /// `act`, `party`, `recipient`, `target`, `form` or `theme`.
    pub kind: String,
    /// 0.3 (`insats`: says little) to 1.2 (`tolk`: says much).
    pub breadth: f32,
    /// Each pattern is one or more folded beginnings of words.
    pub patterns: Vec<Vec<String>>,
}

/// All groups, sorted by name, with an index from the beginnings of words.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<SynonymGroup>,
    /// The first words of all patterns, each with its place in `patterns`.
    starts: fst::Map<Vec<u8>>,
    /// Group and pattern of each first word, sorted.
    patterns: Vec<Vec<(usize, usize)>>,
}

#[derive(serde::Deserialize)]
struct Row {
    group: String,
    kind: String,
    breadth: f32,
    patterns: String,
}

impl Synonyms {
    pub(super) fn load(source: &Source) -> Result<Self, DictionaryError> {
        let mut groups = Vec::new();
        for row in source.rows::<Row>(FILE)? {
            let wrong = |message: String| DictionaryError::Row { file: FILE.to_owned(), line: 0, message };
            if !(0.1..=1.5).contains(&row.breadth) {
                return Err(wrong(format!("{}: breadth {} is not between 0.1 and 1.5", row.group, row.breadth)));
            }
            let patterns: Vec<Vec<String>> = row
                .patterns
                .split(" | ")
                .map(|pattern| pattern.split('+').map(|word| fold(word.trim())).collect())
                .collect();
            if patterns.iter().flatten().any(String::is_empty) {
                return Err(wrong(format!("{}: an empty pattern", row.group)));
            }
            groups.push(SynonymGroup { name: row.group, kind: row.kind, breadth: row.breadth, patterns });
        }
        Ok(Self::index(groups))
    }

    fn index(groups: Vec<SynonymGroup>) -> Self {
        let mut by_start: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (g, group) in groups.iter().enumerate() {
            for (p, words) in group.patterns.iter().enumerate() {
                by_start.entry(&words[0]).or_default().push((g, p));
            }
        }
        let numbered = by_start.keys().zip(0..);
        let starts = fst::Map::from_iter(numbered).expect("the keys of a sorted map ascend");
        let patterns = by_start.into_values().collect();
        Self { groups, starts, patterns }
    }

    /// The groups, in the order of the file.
    #[must_use]
    pub fn groups(&self) -> &[SynonymGroup] {
        &self.groups
    }

    /// Groups that each word takes part in, for folded words in order of place: one sorted list of group numbers a word.
    #[must_use]
    pub fn of_words(&self, words: &[&str]) -> Vec<Vec<usize>> {
        let beginnings: Vec<Vec<Beginning>> = words.iter().map(|word| self.beginnings(word)).collect();
        self.of_begun(words, beginnings.iter().map(Vec::as_slice))
    }

    /// As [`Self::of_words`] where what each word begins is known already, from [`Self::beginnings`].
    #[must_use]
    pub fn of_begun<'b>(&self, words: &[&str], begun: impl Iterator<Item = &'b [Beginning]>) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new(); words.len()];
        for (at, beginnings) in begun.enumerate() {
            for &beginning in beginnings {
                self.add_places(beginning, at, words, &mut found);
            }
        }
        for groups in &mut found {
            groups.sort_unstable();
            groups.dedup();
        }
        found
    }

    /// The patterns whose first word a folded word is. A lone letter is enough to begin a phrase only.
    #[must_use]
    pub fn beginnings(&self, word: &str) -> Vec<Beginning> {
        let begun = self.starts.as_fst();
        let (mut node, mut number, mut found) = (begun.root(), 0, Vec::new());
        for (at, byte) in word.bytes().enumerate() {
            let Some(step) = node.find_input(byte) else { break };
            let step = node.transition(step);
            number += step.out.value();
            node = begun.node(step.addr);
            if node.is_final() {
                let patterns = &self.patterns[(number + node.final_output().value()) as usize];
                let is_begun = |&&(group, pattern): &&(usize, usize)| {
                    let words = &self.groups[group].patterns[pattern];
                    (at > 0 || words.len() > 1) && starts(word, &words[0], words.len() > 1)
                };
                found.extend(patterns.iter().filter(is_begun).map(|&(group, pattern)| Beginning { group, pattern }));
            }
        }
        found
    }

    /// Add the group to the places of the pattern's words, whose first one stands at `at`, if the phrase is complete.
    fn add_places(&self, begun: Beginning, at: usize, words: &[&str], found: &mut [Vec<usize>]) {
        let mut rest = self.groups[begun.group].patterns[begun.pattern][1..].iter();
        let next = |at: usize, wanted: &String| {
            let reach = words.len().min(at + 1 + PHRASE_REACH);
            (at + 1..reach).find(|&place| starts(words[place], wanted, true))
        };
        // most phrases that are begun end here, so nothing is gathered before it is known that this one does not
        if rest.clone().try_fold(at, next).is_none() {
            return;
        }
        found[at].push(begun.group);
        let _ = rest.try_fold(at, |at, wanted| {
            let place = next(at, wanted)?;
            found[place].push(begun.group);
            Some(place)
        });
    }
}

/// A pattern that a word begins.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    group: usize,
    pattern: usize,
}

/// Short patterns (`ny`, `lag`, `plan`) would begin half the dictionary, so alone they must be nearly the whole word.
fn starts(word: &str, pattern: &str, in_phrase: bool) -> bool {
    let room = match pattern.len() {
        0..=2 => 1,
        3 => 3,
        4 if !in_phrase => 4,
        _ => usize::MAX,
    };
    // most words differ in their first letter
    word.as_bytes().first() == pattern.as_bytes().first()
        && word.strip_prefix(pattern).is_some_and(|rest| rest.len() <= room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let synonyms = Synonyms::load(&Source::default()).expect("the built-in groups load");
        let folded = fold(text);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let found = synonyms.of_words(&words);
        let names: Vec<&str> = found.iter().flatten().map(|&g| synonyms.groups()[g].name.as_str()).collect();
        assert!(names.contains(&expected), "{text}: {names:?}");
    }

    #[test]
    fn words_find_their_group() {
        check("kommunpoliserna", "polis");
        check("fortbildning", "utbildning");
        check("tas senare fram", "ta_fram");
        check("följs årligen upp", "uppföljning");
        check("tolk", "tolk");
    }

    #[test]
    fn groups_are_sorted_and_unique() {
        let synonyms = Synonyms::load(&Source::default()).expect("the built-in groups load");
        assert!(synonyms.groups().windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
