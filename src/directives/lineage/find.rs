//! Finds the points that a passage takes up.

use std::cell::LazyCell;
use std::ops::Deref;

use super::passages::{Owner, Passage};
use super::relate::Overlap;
use crate::dictionaries::Dictionaries;
use crate::directives::number::{Numbered, order_of};
use crate::directives::similar::{Common, Held, Known, Letters, Marks, Similar, Sums};
use crate::directives::{Origin, may_share_city};
use crate::segment::Document;

/// Points looked at for each passage.
const CANDIDATES: usize = 24;

/// What makes a passage alike a point: letters in threes (forgives misread ones), rare words in common either way, how much
/// of the point's words stand in the passage, and how much of the passage's in the point. Hand-set; on the links of the
/// sample corpus and of five handlingar read by us the result hardly moves between 0.44 and 0.50.
const LETTERS: f32 = 0.4;
const TERMS: f32 = 0.3;
const COVER: f32 = 0.2;
const BACK: f32 = 0.1;

/// A passage takes up a point from here on.
const LINK_FROM: f32 = 0.46;

/// What sums of a few shares may be off by: looked at closely rather than left out.
const ROUNDING: f32 = 1e-4;

/// A point is dropped where better ones of its document explain more than this share of what it has in common with the
/// passage.
const EXPLAINED: f32 = 0.5;

/// A point that a passage takes up.
#[derive(Clone, Debug)]
pub struct Match {
    /// The point, by its place in the list.
    pub point: usize,
    /// How much they have in common.
    pub overlap: Overlap,
    /// What each word of the passage says of the point: its rarity where the point has it, else 0.
    shared: Vec<f32>,
}

/// Memory for looking at many passages one after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    sums: Sums,
    marks: Marks,
}

/// Everything that points are found with.
pub struct Finder<'a> {
    /// The points.
    pub numbered: &'a Numbered,
    /// All documents.
    pub documents: &'a [&'a Document],
    /// The points' wordings.
    pub similar: Similar,
    /// For making passages ready.
    pub dictionaries: &'a Dictionaries,
}

impl Finder<'_> {
    /// The points that a passage takes up, the likest first; `known` is its text in terms of the points.
    pub fn matches(&self, passage: &Passage, known: &Known, scratch: &mut Scratch) -> Vec<Match> {
        let letters = LazyCell::new(|| Letters::new(&passage.text));
        let candidates = self.similar.candidates(known, CANDIDATES, &mut scratch.sums);
        let held = self.similar.hold(known, &mut scratch.marks);
        let mut found: Vec<Match> = candidates
            .into_iter()
            .filter(|&point| self.may_take_up(point, passage))
            .filter_map(|point| self.compare(point, &held, known, &letters))
            .collect();
        found.sort_by(|a, b| b.overlap.alike.total_cmp(&a.overlap.alike).then(a.point.cmp(&b.point)));
        self.without_explained(found)
    }

    /// Whether the point was there first, in the same city, and the passage does not just repeat it as its own.
    fn may_take_up(&self, point: usize, passage: &Passage) -> bool {
        let source = self.numbered.sources[point].0;
        let (from, to) = (self.documents[source], self.documents[passage.document]);
        if !may_share_city(from, to) {
            return false;
        }
        if source == passage.document {
            // What a statement says of the directives in the paper that it stands in.
            return self.numbered.points[point].origin == Origin::Directive && passage.is_of_a_party(self.numbered);
        }
        let repeats = matches!(passage.owner, Owner::Repeat(repeat) if self.numbered.repeats[repeat].point == point);
        !repeats && (order_of(from), source) < (order_of(to), passage.document)
    }

    fn compare(
        &self,
        point: usize,
        held: &Held<'_>,
        known: &Known,
        letters: &impl Deref<Target = Letters>,
    ) -> Option<Match> {
        let Common { terms, cover, back } = self.similar.common(point, held);
        let words = TERMS * terms + COVER * cover + BACK * back;
        // Letters are dear to compare: not where all that can be the same would not make up for other words.
        if words + LETTERS * self.similar.letters(point).alike_at_most(known.letters()) < LINK_FROM {
            return None;
        }
        let letters_alike =
            self.similar.letters(point).alike_from(letters, (LINK_FROM - words) / LETTERS - ROUNDING)?;
        let alike = words + LETTERS * letters_alike;
        let overlap = Overlap { cover, back, alike };
        (alike >= LINK_FROM).then(|| Match { point, overlap, shared: self.similar.shared(point, known) })
    }

    /// Drop points that better ones of the same document explain.
    fn without_explained(&self, found: Vec<Match>) -> Vec<Match> {
        let mut kept: Vec<Match> = Vec::new();
        for one in found {
            let source = self.numbered.sources[one.point].0;
            let own: f32 = one.shared.iter().sum();
            let explained: f32 = one
                .shared
                .iter()
                .enumerate()
                .filter(|(at, _)| {
                    kept.iter().any(|other| self.numbered.sources[other.point].0 == source && other.shared[*at] > 0.0)
                })
                .map(|(_, rarity)| rarity)
                .sum();
            if explained <= EXPLAINED * own {
                kept.push(one);
            }
        }
        kept
    }
}
