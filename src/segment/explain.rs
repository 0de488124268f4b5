//! Says which rule opened a part, from the part's own first lines: what `paragraf show --explain` prints.

use super::join_lines::{is_bullet, paragraphs, sentences};
use super::name_actors::{CueBook, PartyBook};
use super::read_person::PersonReader;
use super::read_sign::{Form, head_on};
use super::spot_parts::PartSpotter;
use super::take_statements::Reader;
use super::take_votes::votes_on;
use super::{Ballot, SegmentKind, Vote};
use crate::classify::index_cues::CueList;
use crate::classify::see_lines::{View, see};
use crate::dictionaries::{Dictionaries, SentenceCue};
use crate::text::{DocId, Line, Pages};

/// Lines of a part that are looked at: a heading with its number, title and first sentence.
const LOOKED_AT: usize = 8;

/// The rule that opened a part of that kind whose text is `lines`, in Swedish: the file with the cue, or the shape that told.
/// Of a vote also what was counted.
#[must_use]
pub fn explain(kind: SegmentKind, lines: &[&str], dictionaries: &Dictionaries) -> String {
    let lines: Vec<&str> = lines.iter().copied().skip_while(|line| line.trim().is_empty()).collect();
    let rule = rule_of(kind, &lines[..lines.len().min(LOOKED_AT)], dictionaries);
    match kind {
        SegmentKind::Vote | SegmentKind::Procedure => format!("{rule}{}", counted(&pages_of(&lines), dictionaries)),
        _ => rule,
    }
}

fn pages_of(lines: &[&str]) -> Pages {
    let lines = lines.iter().map(|line| Line::plain(1, line.trim_start_matches('\u{c}'))).collect();
    Pages { id: DocId::from_folded("x"), path: String::new(), sha256: String::new(), lines, pages: Vec::new() }
}

/// `; ja 7 (bifall till motionen), nej 6, 13 namngivna` for each vote told.
fn counted(pages: &Pages, dictionaries: &Dictionaries) -> String {
    if pages.lines.is_empty() {
        return String::new();
    }
    let view = see(pages, 0);
    let book = PartyBook::new(dictionaries.municipalities.iter());
    let cues = CueBook::new(&dictionaries.rules.statements, view.lenient);
    let (lines, raw, lenient) = (&view.lines[..], &pages.lines[..], view.lenient);
    let reader = Reader { lines, raw, book: &book, cues: &cues, lenient };
    let voters = PersonReader { roles: &dictionaries.rules.roles, book: &book, lenient, partyless: false };
    votes_on(&reader, &voters, (0, view.lines.len() - 1)).iter().map(in_words).collect()
}

fn in_words(vote: &Vote) -> String {
    let means = |ballot| vote.means.iter().find(|(known, _)| *known == ballot);
    let count = |(ballot, count): &(Ballot, u32)| {
        let means = means(*ballot).map_or_else(String::new, |(_, means)| format!(" ({means})"));
        format!("{} {count}{means}", ballot.as_str())
    };
    let mut words: Vec<String> = vote.counts.iter().map(count).collect();
    if !vote.ballots.is_empty() {
        words.push(format!("{} namngivna", vote.ballots.len()));
    }
    format!("; {}", words.join(", "))
}

fn rule_of(kind: SegmentKind, lines: &[&str], dictionaries: &Dictionaries) -> String {
    let pages = pages_of(lines);
    if pages.lines.is_empty() {
        return "tomma rader".to_owned();
    }
    let view = View { lenient: false, ..see(&pages, 0) };
    if kind == SegmentKind::Item {
        return item_rule(&view);
    }
    // Repaired text may hold damage still: then a cue that is nearly there was taken for it.
    let damaged = View { lenient: true, ..view.clone() };
    cue_rule(kind, &view, dictionaries)
        .or_else(|| cue_rule(kind, &damaged, dictionaries))
        .unwrap_or_else(|| shape_rule(kind, &view))
}

fn cue_rule(kind: SegmentKind, view: &View, dictionaries: &Dictionaries) -> Option<String> {
    let rules = &dictionaries.rules;
    heading_rule(kind, view, dictionaries)
        .or_else(|| sentence_rule(kind, view, "statements.csv", &rules.statements))
        .or_else(|| sentence_rule(kind, view, "outcomes.csv", &rules.outcomes))
}

fn item_rule(view: &View) -> String {
    let forms = [
        (Form::SignFirst, "§-tecken före numret"),
        (Form::SignLast, "§-tecken efter numret"),
        (Form::Word, "ordet paragraf eller ärende före numret"),
        (Form::Bare, "nummer utan tecken"),
    ];
    let form = forms.into_iter().find(|(form, _)| head_on(view, 0, *form).is_some());
    format!("{}, i kedjan av stigande nummer", form.map_or("okänd form", |(_, words)| words))
}

fn heading_rule(kind: SegmentKind, view: &View, dictionaries: &Dictionaries) -> Option<String> {
    let spotter = PartSpotter::new(&dictionaries.rules.parts, view.lenient);
    let line = &view.lines[0];
    let openings = [spotter.opens_minutes_part(line), spotter.opens_report_part(line), spotter.front_part(line)];
    let cue = openings.into_iter().flatten().map(|opening| opening.cue).find(|cue| cue.kind == kind)?;
    Some(format!("rules/parts.csv: \"{}\"", cue.cue))
}

fn sentence_rule(kind: SegmentKind, view: &View, file: &str, cues: &CueList<SentenceCue>) -> Option<String> {
    let paras = paragraphs(&view.lines, 0, view.lines.len() - 1);
    let book = CueBook::new(cues, view.lenient);
    let cue = paras
        .iter()
        .flat_map(|para| sentences(&para.text).into_iter().map(|range| &para.text[range]))
        .find_map(|sentence| book.find(sentence).map(|(cue, _)| cue).filter(|cue| cue.kind == kind))?;
    Some(format!("rules/{file}: \"{}\"", cue.cue))
}

fn shape_rule(kind: SegmentKind, view: &View) -> String {
    match kind {
        SegmentKind::Bullet if is_bullet(&view.lines[0]) => "punkttecken",
        SegmentKind::Table => "rader med celler",
        SegmentKind::Section => "rubrik efter nummer, storlek eller läge, eller text utan egen rubrik",
        SegmentKind::Signature => "ort och dag, eller namn över titlar",
        _ => "fortsättning på delen före",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: SegmentKind, text: &str, expected: &str) {
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(explain(kind, &lines, &Dictionaries::built_in()), expected);
    }

    #[test]
    fn the_rule_that_cut_is_told() {
        check(SegmentKind::Item, "§ 4 Val\n", "§-tecken före numret, i kedjan av stigande nummer");
        check(SegmentKind::Decision, "Beslut\n\nPlanen antas.\n", "rules/parts.csv: \"beslut\"");
        check(SegmentKind::Decision, "Planen antas.\n", "rules/outcomes.csv: \"antas\"");
        check(SegmentKind::Reservation, "Ida Sten (M) reserverar sig.\n", "rules/statements.csv: \"reserverar sig\"");
        check(
            SegmentKind::Vote,
            "Omröstning\nJa-röst för avslag. Nej-röst för bifall.\nMed 7 ja-röster mot 6 nej-röster avslås förslaget.\n",
            "rules/parts.csv: \"omröstning\"; ja 7 (avslag), nej 6 (bifall)",
        );
        check(SegmentKind::Matter, "Text.\n", "fortsättning på delen före");
    }
}
