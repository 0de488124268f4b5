//! Takes the votes out of a §: what its text tells (`read_votes`), joined with the tables of members that name who voted.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::find_items::Item;
use super::join_lines::{Para, paragraphs};
use super::read_person::PersonReader;
use super::read_votes::read_votes;
use super::take_statements::Reader;
use super::take_vote_lists::VoteList;
use super::tile::Part;
use super::{Ballot, SegmentKind, Vote};

/// Part of a word that no vote goes without; a few letters each, because every line of minutes is asked.
static VOTE_WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("röst|rost|Röst|RÖST|otering|OTERING|Ja |Ja:|JA").expect("a constant pattern"));

/// Parts of a § in which a vote of this meeting is told.
fn tells_votes(kind: SegmentKind) -> bool {
    use SegmentKind::{Decision, Matter, Motion, Procedure, Section, Vote};
    matches!(kind, Vote | Procedure | Decision | Motion | Matter | Section)
}

/// The votes of a § that ends on line `to`, whose parts are `inside`; `lists` are the tables of members of the whole paper.
pub fn take_votes(
    reader: &Reader,
    person: &PersonReader,
    lists: &[VoteList],
    item: &Item,
    (inside, to): (&[Part], usize),
) -> Vec<Vote> {
    let mut votes = Vec::new();
    if may_vote(reader, item.line, to) {
        let told = stretches(inside, item.head_to + 1, to);
        let paras = told.into_iter().flat_map(|told| paragraphs(reader.lines, told.start, told.end - 1));
        let in_table = |para: &Para| lists.iter().any(|list| (list.line..=list.to).contains(&para.from));
        votes = read_votes(&paras.filter(|para| !in_table(para)).collect::<Vec<_>>(), reader, person);
    }
    add_lists(&mut votes, lists, item, to);
    for vote in &mut votes {
        vote.item.clone_from(&item.number);
    }
    votes
}

/// The votes that lines `from..=to` tell, whatever § they stand in.
pub fn votes_on(reader: &Reader, person: &PersonReader, (from, to): (usize, usize)) -> Vec<Vote> {
    read_votes(&paragraphs(reader.lines, from, to), reader, person)
}

/// Most § hold no vote: nothing is read where no word of one stands.
fn may_vote(reader: &Reader, from: usize, to: usize) -> bool {
    reader.lines[from..=to].iter().any(|line| VOTE_WORD.is_match(&line.text))
}

/// The lines of a § that tell of this meeting: parts that do, and what stands between the parts.
fn stretches(inside: &[Part], from: usize, to: usize) -> Vec<Range<usize>> {
    let mut told = Vec::new();
    let mut next = from;
    for part in inside {
        told.push(next..part.from);
        if tells_votes(part.kind) {
            told.push(part.from..part.to + 1);
        }
        next = part.to + 1;
    }
    told.push(next..to + 1);
    told.retain(|lines| !lines.is_empty());
    told
}

/// Give the tables at the front of a paper, which name no §, to its only vote.
pub fn add_front_lists(votes: &mut [Vote], lists: &[VoteList], first_item: usize) {
    let [vote] = votes else { return };
    let front = lists.iter().filter(|list| list.line < first_item && matches!(list.votes.as_slice(), [(None, _)]));
    let ballots: Vec<_> = front.flat_map(|list| ballots_of(list, 0)).collect();
    if vote.ballots.is_empty() {
        vote.ballots = ballots;
    }
}

/// Name, party and answer of all who voted in a column.
fn ballots_of(list: &VoteList, column: usize) -> impl Iterator<Item = (String, String, Ballot)> {
    let voted = list.rows.iter().flat_map(|(person, ballots)| ballots.iter().map(move |voted| (person, voted)));
    voted
        .filter(move |(_, (at, _))| *at == column)
        .map(|(person, (_, ballot))| (person.name.clone(), person.party.clone(), *ballot))
}

/// Add who voted by the tables inside the § or about it.
fn add_lists(votes: &mut [Vote], lists: &[VoteList], item: &Item, to: usize) {
    let within = |list: &VoteList| (item.line..=to).contains(&list.line);
    for list in lists {
        for (column, (about, order)) in list.votes.iter().enumerate() {
            let ours = about.as_ref().map_or_else(|| within(list), |number| *number == item.number);
            let ballots: Vec<_> = ballots_of(list, column).collect();
            // A table below its vote that names no § is about the last vote told.
            let at = if about.is_some() { order.saturating_sub(1) } else { votes.len().saturating_sub(1) };
            if let (true, false, Some(vote)) = (ours, ballots.is_empty(), votes.get_mut(at)) {
                vote.ballots = ballots;
            }
        }
    }
}
