//! One pass over a text: mend letters, see where it is damaged, learn the engine's habits, choose words, write them back.

use super::candidates::{Candidate, Origin};
use super::channel::{Channel, Damage};
use super::choose::{Lattice, best_path, confidence};
use super::edits::Notes;
use super::memory::{Memory, WordId};
use super::tokens::{BREAK, Kind, Opening, Token, tokens};
use super::{Parts, bullets, encoding, gate, sections, weigh_case};
use crate::dictionaries::{Dictionaries, Entry, WordNo};
use std::ops::Range;

/// Places in a row that are looked at to learn the engine's habits, and about how many in all: enough to know an engine by, and a long text is
/// as quick a word as a short one.
const LEARNING_STRETCH: usize = 400;
const LEARNING_PLACES: usize = 8000;
/// Repairs at least so sure teach the channel.
const SURE: f32 = 0.9;
/// A change to what no list has must be at least so sure, unless the word holds signs no word has: a spelling of the letter
/// model, a surname or a compound joined of its parts.
const SURE_SPELLING: f32 = 0.9;
const SURE_SPELT_NAME: f32 = 0.97;
const SURE_NAME: f32 = 0.7;
const SURE_COMPOUND: f32 = 0.6;
/// A change of one listed word into another must be so sure: a gap is better than a wrong claim.
const SURE_TWIN: f32 = 0.55;
/// The most that can be known of a name or spelling.
const UNLISTED_SURE: f32 = 0.85;
/// How sure an undone § is: the numbering vouches for it.
const SECTION: f32 = 0.8;
/// How sure a bullet is: the sign may have been printed.
const BULLET: f32 = 0.7;

/// What all passes over one text share.
pub struct Shared<'a> {
    /// The words.
    pub dictionaries: &'a Dictionaries,
    /// The readings.
    pub channel: &'a Channel,
    /// What is known of the words of this text.
    pub memory: Memory<'a>,
    /// What takes part.
    pub parts: Parts,
}

/// The lines after one pass, and a note for each word it changed.
pub fn pass(lines: &[String], shared: &mut Shared, notes: &mut Notes) -> Vec<String> {
    let mut lines = mend(lines, notes);
    let tokens = tokens(&lines);
    let ids: Vec<WordId> = tokens.iter().map(|token| shared.memory.id(&token.text)).collect();
    if gate::has_lost_its_letters(&lines) {
        // Nearly every word will be looked up, and that tells as well whether it looks damaged.
        for (id, _) in ids.iter().zip(&tokens).filter(|(_, token)| token.kind == Kind::Word) {
            shared.memory.look_up(*id, Damage::ALL);
        }
    }
    let damage = gate::damage(&lines, &tokens, &ids, &shared.memory, &shared.dictionaries.confusions);
    if damage.iter().all(|damage| damage.is_none()) {
        drop(tokens);
        return lines;
    }
    // A word broken over two lines is as damaged as both.
    let damage_of = |token: &Token| token.places().map(|(line, _)| damage[*line]).min().unwrap_or_default();
    // A listed word with an å, ä or ö where none of them is read was repaired before, or was never damaged.
    let is_whole = |token: &Token| {
        let known = || shared.dictionaries.lexicon.entry(&token.text.to_lowercase()).is_some();
        token.text.contains(['å', 'ä', 'ö', 'Å', 'Ä', 'Ö']) && (token.text.starts_with(char::is_uppercase) || known())
    };
    let damage_of = |token: &Token| {
        let damage = damage_of(token);
        if damage == Damage::ALL && is_whole(token) { Damage::default() } else { damage }
    };
    let words: Vec<(WordId, Damage)> = tokens.iter().zip(&ids).map(|(token, id)| (*id, damage_of(token))).collect();
    for ((id, damage), _) in words.iter().zip(&tokens).filter(|(_, token)| token.kind == Kind::Word) {
        shared.memory.look_up(*id, *damage);
    }
    let mut run = Run::new(&tokens, &words, shared);
    if shared.parts.learning {
        // Once: a second round left the count of errors on repair-pairs where it was.
        run.learn();
    }
    let mut changes = run.changes();
    changes.extend(section_changes(&lines));
    changes.extend(bullet_changes(&lines, &damage));
    drop(tokens);
    apply(&mut lines, changes, notes);
    lines
}

fn mend(lines: &[String], notes: &mut Notes) -> Vec<String> {
    lines
        .iter()
        .enumerate()
        .map(|(number, line)| {
            let Some((mended, reason)) = encoding::mend(line) else { return line.clone() };
            for (old, new) in super::tokens::chunks(line).zip(super::tokens::chunks(&mended)) {
                if line[old.clone()] != mended[new] {
                    notes.add(number, line, old.start, 1.0, reason);
                }
            }
            mended
        })
        .collect()
}

struct Change {
    line: usize,
    range: Range<usize>,
    after: String,
    confidence: f32,
    reason: &'static str,
}

fn section_changes(lines: &[String]) -> Vec<Change> {
    let change = |(line, at): (usize, usize)| {
        let length = lines[line][at..].chars().next().map_or(0, char::len_utf8);
        Change { line, range: at..at + length, after: "§".to_owned(), confidence: SECTION, reason: "section" }
    };
    sections::section_signs(lines).into_iter().map(change).collect()
}

fn bullet_changes(lines: &[String], damage: &[Damage]) -> Vec<Change> {
    let change = |(line, at, length): (usize, usize, usize)| Change {
        line,
        range: at..at + length,
        after: "•".to_owned(),
        confidence: BULLET,
        reason: "bullet",
    };
    bullets::bullets(lines, damage).into_iter().map(change).collect()
}

fn apply(lines: &mut [String], mut changes: Vec<Change>, notes: &mut Notes) {
    changes.sort_by_key(|change| (change.line, change.range.start));
    changes.dedup_by(|later, first| later.line == first.line && later.range.start < first.range.end);
    for change in changes.iter().rev() {
        let line = &mut lines[change.line];
        notes.add(change.line, line, change.range.start, change.confidence, change.reason);
        line.replace_range(change.range.clone(), &change.after);
    }
}

/// A text and what may stand at each of its places, ready to be decided.
struct Run<'a> {
    tokens: &'a [Token<'a>],
    lattice: Lattice,
    /// The candidate of each choice of the lattice; none where it holds no word.
    candidates: Vec<Option<&'a Candidate>>,
    /// What each choice costs as the tables have it.
    own: Vec<f32>,
    channel: &'a Channel,
    dictionaries: &'a Dictionaries,
}

impl<'a> Run<'a> {
    /// `words` are the tokens as `memory` knows them, looked up.
    fn new(tokens: &'a [Token], words: &[(WordId, Damage)], shared: &'a Shared) -> Self {
        let (mut lattice, mut candidates) = (Lattice::default(), Vec::new());
        // Without context a word is as rare as it is, whatever stands beside it.
        let names = shared.dictionaries.lexicon.names();
        let known = |number: WordNo| if shared.parts.context { number } else { WordNo::UNKNOWN };
        for (at, (token, (id, damage))) in tokens.iter().zip(words).enumerate() {
            let fixed = match token.kind {
                Kind::End => Some(shared.dictionaries.lexicon.end()),
                Kind::Number => Some(shared.dictionaries.lexicon.any_number()),
                Kind::Fixed => Some(WordNo::UNKNOWN),
                Kind::Word => None,
            };
            if let Some(number) = fixed {
                lattice.fixed(known(number));
                candidates.push(None);
                continue;
            }
            let list = shared.memory.candidates(*id, *damage);
            for candidate in list {
                let case =
                    if list.len() == 1 { 0.0 } else { weigh_case::cost(token, tokens.get(at + 1), candidate, names) };
                let entry = Entry { number: known(candidate.entry.number), ..candidate.entry };
                lattice.choice(entry, candidate.channel + case);
                candidates.push(Some(candidate));
            }
            lattice.close();
        }
        let own = lattice.own().to_vec();
        Self { tokens, lattice, candidates, own, channel: shared.channel, dictionaries: shared.dictionaries }
    }

    /// Let the sure repairs of some stretches move the costs of the readings.
    fn learn(&mut self) {
        let mut used = vec![0.0; self.channel.len()];
        for stretch in self.stretches() {
            for (_, candidate, confidence) in self.decided(stretch) {
                if candidate.origin != Origin::Spelt && confidence >= SURE {
                    candidate.used.iter().for_each(|number| used[usize::from(*number)] += 1.0);
                }
            }
        }
        let more = self.channel.learned(&used);
        let more_of =
            |candidate: &Candidate| candidate.used.iter().map(|number| more[usize::from(*number)]).sum::<f32>();
        let own = self.own.iter().zip(&self.candidates).map(|(own, candidate)| own + candidate.map_or(0.0, more_of));
        self.lattice.set_own(own.collect());
    }

    /// Stretches with something to choose, evenly taken from the text.
    fn stretches(&self) -> Vec<Range<usize>> {
        let places = self.lattice.places();
        let mut stretches: Vec<Range<usize>> =
            (0..places).step_by(LEARNING_STRETCH).map(|start| start..places.min(start + LEARNING_STRETCH)).collect();
        stretches.retain(|stretch| stretch.clone().any(|place| self.lattice.range(place).len() > 1));
        let every = stretches.len().div_ceil(LEARNING_PLACES / LEARNING_STRETCH).max(1);
        stretches.into_iter().step_by(every).collect()
    }

    /// Tokens that are decided to have been something else than was read, with what and how surely.
    fn decided(&self, places: Range<usize>) -> impl Iterator<Item = (&'a Token<'a>, &'a Candidate, f32)> + '_ {
        let lexicon = &self.dictionaries.lexicon;
        let path = best_path(lexicon, &self.lattice, places.clone());
        let start = places.start;
        places.filter_map(move |place| {
            let token = &self.tokens[place];
            let candidate = self.candidates[self.lattice.range(place).start + path[place - start]]?;
            (candidate.text != token.text)
                .then(|| (token, candidate, confidence(lexicon, &self.lattice, start, &path, place)))
        })
    }

    fn changes(&self) -> Vec<Change> {
        let decided = self.decided(0..self.lattice.places());
        let doubtful = |token: &Token, confidence: f32| {
            confidence < SURE_TWIN && self.dictionaries.lexicon.entry(&token.text.to_lowercase()).is_some()
        };
        decided
            .filter(|(token, _, confidence)| !doubtful(token, *confidence))
            .flat_map(|(token, candidate, confidence)| changes_of(token, candidate, confidence))
            .collect()
    }
}

/// `Axér`, `Norén`: where a true é is likeliest.
fn may_be_surname(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
        && ["é", "ér", "én"].iter().any(|end| text.strip_suffix(end).is_some_and(|head| !head.contains('é')))
}

/// The changes that make a token a candidate, unless it is not sure enough.
fn changes_of(token: &Token, candidate: &Candidate, confidence: f32) -> Vec<Change> {
    let odd = token.text.contains(|c: char| !c.is_alphabetic() && c != BREAK)
        || (token.text.contains('é') && !may_be_surname(&token.text));
    let inside_name = token.text.starts_with(char::is_uppercase) && token.opening == Opening::Inside;
    // How sure a change must be, and the most that can be known: nothing but its letters vouches for a word of no list.
    let (least, most, reason) = match candidate.origin {
        Origin::Listed => (0.0, 1.0, "lexicon"),
        Origin::Compound if inside_name => (SURE_NAME, 1.0, "compound"),
        Origin::Compound => (SURE_COMPOUND, 1.0, "compound"),
        Origin::Name => (SURE_NAME, UNLISTED_SURE, "name"),
        Origin::Spelt if inside_name => (SURE_SPELT_NAME, UNLISTED_SURE, "spelling"),
        Origin::Spelt => (SURE_SPELLING, UNLISTED_SURE, "spelling"),
    };
    if confidence < least && !odd {
        return Vec::new();
    }
    let confidence = confidence.min(most);
    let texts = candidate.text.split(BREAK).zip(token.text.split(BREAK));
    let changed = token.places().zip(texts).filter(|(_, (after, before))| before != after);
    changed
        .map(|((line, range), (after, _))| Change {
            line: *line,
            range: range.clone(),
            after: after.to_owned(),
            confidence,
            reason,
        })
        .collect()
}
