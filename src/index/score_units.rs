//! Scores the units of a chunk that hold a searched word or phrase.
//!
//! Entry lists are gone through one after another and add to the units they name (term at a time): a searched word meets
//! dozens of written ones, most of them rare, and this way each costs no more than its own entries.

use std::collections::BTreeMap;

use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet as _, TERMINATED};

use super::IndexError;
use super::make_keys::Level;
use super::open_index::{OpenChunk, Opened, engine};
use super::plan_query::{Leaf, Place, Within};

/// BM25's usual constants: how soon more of the same word stops counting, and how much long texts are held back.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// What a phrase counts when its words are other forms than those typed.
const LOOSE_PHRASE: f32 = 0.6;

/// A word that is met in several ways counts a little more than by its best way alone.
const TIE_BREAKER: f32 = 0.1;

/// How much a word counts where it stands. In a heading it tells more of what a part is about than in its text; one
/// further out helps, but the part itself need not be about it.
fn weight(within: Within) -> f32 {
    match within {
        Within::Body | Within::Original => 1.0,
        Within::Heading => 1.6,
        Within::Context => 0.35,
    }
}

/// What lengths of units do to scores: BM25's denominator by place and coded length.
pub(super) struct Lengths(BTreeMap<Within, [f32; 256]>);

impl Lengths {
    pub fn new(opened: &Opened) -> Result<Self, IndexError> {
        let of = |within| {
            let mean = opened.mean_length(opened.field(within))?;
            let held_back = |code: u8| {
                let length = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(code);
                K1 * (1.0 - B + B * length as f32 / mean)
            };
            let mut by_code = [0.0; 256];
            (0..=255).zip(&mut by_code).for_each(|(code, value)| *value = held_back(code));
            Ok((within, by_code))
        };
        Within::ALL.into_iter().map(of).collect::<Result<_, IndexError>>().map(Self)
    }
}

/// Units that meet something, in order of place.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Units with scores, words further out counted.
    pub scored: Vec<(DocId, f32)>,
    /// Those that meet it themselves.
    pub own: Vec<DocId>,
}

/// Best and sum of what a unit got.
struct Tally {
    best: Vec<f32>,
    sum: Vec<f32>,
}

impl Tally {
    fn new(units: u32) -> Self {
        Self { best: vec![0.0; units as usize], sum: vec![0.0; units as usize] }
    }

    fn add(&mut self, doc: DocId, score: f32) {
        let at = doc as usize;
        self.best[at] = self.best[at].max(score);
        self.sum[at] += score;
    }

    fn own(&self) -> Vec<DocId> {
        (0..).zip(&self.best).filter(|(_, best)| **best > 0.0).map(|(doc, _)| doc).collect()
    }

    fn scored(&self) -> Vec<(DocId, f32)> {
        let score = |(best, sum): (&f32, &f32)| best + TIE_BREAKER * (sum - best);
        let all = (0..).zip(self.best.iter().zip(&self.sum).map(score));
        all.filter(|(_, score)| *score > 0.0).collect()
    }
}

/// The chunk at hand and what scores are made with.
pub(super) struct Scoring<'a> {
    pub opened: &'a Opened,
    pub chunk: &'a OpenChunk,
    /// Its number.
    pub at: usize,
    pub lengths: &'a Lengths,
}

impl Scoring<'_> {
    /// Units that meet a leaf.
    pub fn leaf(&self, leaf: &Leaf) -> Result<Met, IndexError> {
        let mut tally = Tally::new(self.chunk.reader.max_doc());
        for way in &leaf.ways {
            match way.as_slice() {
                [word] => self.word(word, &mut tally, |within| within != Within::Context)?,
                phrase => self.phrase(phrase, &mut tally)?,
            }
        }
        let own = tally.own();
        if !leaf.negated {
            for way in leaf.ways.iter().filter(|way| way.len() == 1) {
                self.word(&way[0], &mut tally, |within| within == Within::Context)?;
            }
        }
        Ok(Met { scored: tally.scored(), own })
    }

    fn word(&self, place: &Place, tally: &mut Tally, wanted: impl Fn(Within) -> bool) -> Result<(), IndexError> {
        let rarity = self.rarity(place);
        for entries in place.entries[self.at].iter().filter(|entries| wanted(entries.within)) {
            let field = self.opened.field(entries.within);
            let weight = weight(entries.within) * entries.level.weight() * rarity;
            let (norms, lengths) = (self.chunk.lengths(field)?, &self.lengths.0[&entries.within]);
            let inverted = self.chunk.inverted(field)?;
            let mut postings =
                inverted.read_postings_from_terminfo(&entries.term, IndexRecordOption::WithFreqs).map_err(engine)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                let count = postings.term_freq() as f32;
                let length = lengths[norms.fieldnorm_id(doc) as usize];
                tally.add(doc, weight * (1.0 + K1) * count / (count + length));
                doc = postings.advance();
            }
        }
        Ok(())
    }

    fn phrase(&self, phrase: &[Place], tally: &mut Tally) -> Result<(), IndexError> {
        let rarity: f32 = phrase.iter().map(|place| self.rarity(place)).sum();
        for within in [Within::Body, Within::Original, Within::Heading] {
            let field = self.opened.field(within);
            let (norms, lengths) = (self.chunk.lengths(field)?, &self.lengths.0[&within]);
            // a part in front of a compound is not the thing itself: `lokal plan` is no `lokal planarkitekt`
            for (factor, least) in [(1.0, Level::Exact), (LOOSE_PHRASE, Level::Folded)] {
                let fits = |level: Level| level <= least && level != Level::Part;
                for (doc, count) in self.rows(phrase, within, fits)? {
                    let length = lengths[norms.fieldnorm_id(doc) as usize];
                    let count = count as f32;
                    tally.add(doc, factor * weight(within) * rarity * (1.0 + K1) * count / (count + length));
                }
            }
        }
        Ok(())
    }

    /// Units that hold the words in a row, and how many times.
    fn rows(
        &self,
        phrase: &[Place],
        within: Within,
        fits: impl Fn(Level) -> bool,
    ) -> Result<Vec<(DocId, usize)>, IndexError> {
        let rows: Vec<Vec<TermInfo>> = phrase
            .iter()
            .map(|place| {
                let here = place.entries[self.at].iter().filter(|entries| entries.within == within);
                here.filter(|entries| fits(entries.level)).map(|entries| entries.term.clone()).collect()
            })
            .collect();
        rows_in(self.chunk, self.opened.field(within), &rows)
    }

    fn rarity(&self, place: &Place) -> f32 {
        let (all, with) = (self.opened.units() as f32, place.frequency as f32);
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }
}

/// Places of a unit that a row of words may begin at.
type Starts = BTreeMap<DocId, Vec<u32>>;

/// Units that hold one word of each row, one after another, and how many times.
pub(super) fn rows_in(
    chunk: &OpenChunk,
    field: Field,
    rows: &[Vec<TermInfo>],
) -> Result<Vec<(DocId, usize)>, IndexError> {
    // the rarest word first: the others are looked for only where it stands
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| rows[*row].iter().map(|term| u64::from(term.doc_freq)).sum::<u64>());
    let inverted = chunk.inverted(field)?;
    let mut starts: Option<Starts> = None;
    for row in order {
        let mut next = Starts::new();
        for term in &rows[row] {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let postings = inverted.read_postings_from_terminfo(term, option).map_err(engine)?;
            match &starts {
                None => all_starts(postings, row as u32, &mut next),
                Some(starts) => common_starts(postings, row as u32, starts, &mut next),
            }
        }
        starts = Some(next);
    }
    let count = |(doc, mut starts): (DocId, Vec<u32>)| {
        starts.sort_unstable();
        starts.dedup();
        (doc, starts.len())
    };
    Ok(starts.unwrap_or_default().into_iter().map(count).collect())
}

/// Where rows begin whose word of that number stands in these entries.
fn all_starts(mut postings: SegmentPostings, row: u32, next: &mut Starts) {
    let mut positions = Vec::new();
    while postings.doc() != TERMINATED {
        postings.positions(&mut positions);
        add_starts(postings.doc(), positions.iter().filter_map(|position| position.checked_sub(row)), next);
        postings.advance();
    }
}

/// The same, of rows that may begin at these places.
fn common_starts(mut postings: SegmentPostings, row: u32, starts: &Starts, next: &mut Starts) {
    let mut positions = Vec::new();
    for (doc, allowed) in starts {
        if postings.doc() < *doc {
            postings.seek(*doc);
        }
        if postings.doc() == *doc {
            postings.positions(&mut positions);
            let here = positions.iter().filter_map(|position| position.checked_sub(row));
            add_starts(*doc, here.filter(|start| allowed.contains(start)), next);
        }
    }
}

fn add_starts(doc: DocId, starts: impl Iterator<Item = u32>, next: &mut Starts) {
    let mut starts = starts.peekable();
    if starts.peek().is_some() {
        next.entry(doc).or_default().extend(starts);
    }
}
