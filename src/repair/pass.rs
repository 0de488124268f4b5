//! One pass over a text: mend letters, see where it is damaged, learn the engine's habits, choose words, write them back.

use super::candidates::{Candidate, Origin};
use super::channel::{Channel, Damage};
use super::choose::{Lattice, best_path, chances};
use super::edits::Notes;
use super::memory::{Lists, Memory, WordId};
use super::tokens::{BREAK, Kind, Opening, Token, tokens};
use super::walk::begins_as_a_name;
use super::{Parts, bullets, encoding, gate, sections, weigh_case};
use crate::dictionaries::{Dictionaries, Entry, WordNo};
use std::ops::Range;

/// Places in a row that are looked at to learn the engine's habits, and about how many in all: enough to know an engine by, and a long text is
/// as quick a word as a short one.
const LEARNING_STRETCH: usize = 400;
const LEARNING_PLACES: usize = 8000;
/// Repairs at least so sure teach the channel.
const SURE: f32 = 0.9;
/// A word is changed where the chance that it was printed as read is no more than this: a gap is better than a wrong claim.
/// Less is asked of one listed word for another than of what no list has: a compound joined of its parts, a surname, a
/// spelling of the letter model.
const DOUBT: f32 = 0.45;
const DOUBT_COMPOUND: f32 = 0.2;
const DOUBT_NAME: f32 = 0.3;
const DOUBT_SPELLING: f32 = 0.1;
const DOUBT_SPELT_NAME: f32 = 0.03;
/// Part of the cost of ending a sentence that a comma or closing bracket costs a word: what hardly ends one (`är`) seldom
/// stands before these, and the counts know nothing of them.
const PAUSE: f32 = 0.5;
/// By how much (nats) a word must beat a name that has an å, ä or ö already.
const FAR_LIKELIER: f32 = 8.0;
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
    /// What is known of words of other texts too.
    pub lists: &'a mut Lists,
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
            shared.memory.look_up(*id, Damage::ALL, shared.lists);
        }
    }
    let damage = gate::damage(&lines, &tokens, &ids, &shared.memory, &shared.dictionaries.confusions);
    if damage.iter().all(|damage| damage.is_none()) {
        drop(tokens);
        return lines;
    }
    // A word broken over two lines is as damaged as both.
    let damage_of = |token: &Token| token.places().map(|(line, _)| damage[*line]).min().unwrap_or_default();
    let mut words: Vec<(WordId, Damage)> = tokens.iter().zip(&ids).map(|(token, id)| (*id, damage_of(token))).collect();
    for ((id, damage), token) in words.iter_mut().zip(&tokens).filter(|((_, damage), _)| *damage == Damage::ALL) {
        if token.text.contains(['å', 'ä', 'ö', 'Å', 'Ä', 'Ö']) && is_whole(token, *id, shared) {
            *damage = Damage::default();
        }
    }
    for ((id, damage), _) in words.iter().zip(&tokens).filter(|(_, token)| token.kind == Kind::Word) {
        shared.memory.look_up(*id, *damage, shared.lists);
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

/// Whether a word with an å, ä or ö where none of them is read was repaired before, or was never damaged: a listed word,
/// and a name, unless a listed word or compound is far likelier (`Räddningstjansten`).
fn is_whole(token: &Token, id: WordId, shared: &mut Shared) -> bool {
    let is_listed = || shared.dictionaries.lexicon.entry(&token.text.to_lowercase()).is_some();
    if !token.text.starts_with(char::is_uppercase) {
        return is_listed();
    }
    shared.memory.look_up(id, Damage::ALL, shared.lists);
    let list = shared.memory.candidates(id, Damage::ALL);
    let Some(itself) = list.iter().find(|candidate| candidate.text == token.text) else { return true };
    !list.iter().any(|other| {
        matches!(other.origin, Origin::Listed | Origin::Compound) && other.total() + FAR_LIKELIER < itself.total()
    })
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
                // `i` cannot be anything else, but says much of its neighbours.
                Kind::Fixed if token.text.chars().nth(1).is_none() => {
                    Some(shared.dictionaries.lexicon.number(&token.text.to_lowercase()))
                }
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
                let pause = if token.paused { PAUSE * shared.dictionaries.lexicon.end_cost(entry.number) } else { 0.0 };
                lattice.choice(entry, candidate.channel + case + pause);
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
            for choice in self.decided(stretch) {
                if choice.candidate.origin != Origin::Spelt && choice.confidence >= SURE {
                    choice.candidate.used.iter().for_each(|number| used[usize::from(*number)] += 1.0);
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

    /// Tokens that are decided to have been something else than was read.
    fn decided(&self, places: Range<usize>) -> impl Iterator<Item = Choice<'a>> + '_ {
        let lexicon = &self.dictionaries.lexicon;
        let path = best_path(lexicon, &self.lattice, places.clone());
        let start = places.start;
        places.filter_map(move |place| {
            let (token, range) = (&self.tokens[place], self.lattice.range(place));
            let chosen = path[place - start];
            let candidate = self.candidates[range.start + chosen].filter(|candidate| candidate.text != token.text)?;
            let chances = chances(lexicon, &self.lattice, start, &path, place);
            let is_as_read = |other: Option<&Candidate>| other.is_some_and(|other| other.text == token.text);
            let as_read =
                self.candidates[range].iter().position(|other| is_as_read(*other)).map_or(0.0, |at| chances[at]);
            Some(Choice { token, candidate, confidence: chances[chosen], as_read })
        })
    }

    fn changes(&self) -> Vec<Change> {
        let decided = self.decided(0..self.lattice.places());
        decided.filter(Choice::is_sure).flat_map(|choice| choice.changes()).collect()
    }
}

/// A word that is taken to have been another than was read.
struct Choice<'a> {
    token: &'a Token<'a>,
    candidate: &'a Candidate,
    /// The chance that it was the candidate.
    confidence: f32,
    /// The chance that it was what was read.
    as_read: f32,
}

impl Choice<'_> {
    /// Whether the change is better than a gap.
    fn is_sure(&self) -> bool {
        let text = &self.token.text;
        let odd =
            text.contains(|c: char| !c.is_alphabetic() && c != BREAK) || (text.contains('é') && !may_be_surname(text));
        let is_name =
            text.starts_with(char::is_uppercase) && (self.token.opening == Opening::Inside || may_be_surname(text));
        let most = match self.candidate.origin {
            Origin::Listed => DOUBT,
            _ if odd => 1.0,
            Origin::Compound => DOUBT_COMPOUND,
            Origin::Name => DOUBT_NAME,
            // `José`, `Linné`: nothing else speaks for a name without its last letter.
            Origin::Spelt if is_name && text.ends_with('é') => return false,
            Origin::Spelt if is_name => DOUBT_SPELT_NAME,
            Origin::Spelt => DOUBT_SPELLING,
        };
        self.as_read <= most
    }

    /// The changes that make the token the candidate, one for each place it stands at.
    fn changes(&self) -> Vec<Change> {
        // Nothing but its letters vouches for a word of no list.
        let (most, reason) = match self.candidate.origin {
            Origin::Listed => (1.0, "lexicon"),
            Origin::Compound => (1.0, "compound"),
            Origin::Name => (UNLISTED_SURE, "name"),
            Origin::Spelt => (UNLISTED_SURE, "spelling"),
        };
        let texts = self.candidate.text.split(BREAK).zip(self.token.text.split(BREAK));
        let changed = self.token.places().zip(texts).filter(|(_, (after, before))| before != after);
        changed
            .map(|((line, range), (after, _))| Change {
                line: *line,
                range: range.clone(),
                after: after.to_owned(),
                confidence: self.confidence.min(most),
                reason,
            })
            .collect()
    }
}

/// `Axér`, `Norén`, `NorénLind`: where a true é is likeliest.
fn may_be_surname(text: &str) -> bool {
    let Some((head, tail)) = text.split_once('é') else { return false };
    let tail = tail.strip_prefix(['r', 'n']).unwrap_or(tail);
    head.starts_with(char::is_uppercase) && (tail.is_empty() || begins_as_a_name(&tail.chars().collect::<Vec<_>>()))
}
