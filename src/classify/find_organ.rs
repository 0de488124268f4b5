//! Finds whose document it is: the organ named in the title, the letterhead, the running header, or as the one that decides.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::DocKind;
use super::find_title::Title;
use super::name_in_head::is_committee;
use super::phrases::may_name_organ;
use super::see_lines::{Seen, View};
use super::words::{folded_words, same_word};
use crate::dictionaries::{Municipality, Organ, OrganKind};
use crate::text::{Date, Line};

/// Where a mention stands decides what it is worth.
const IN_TITLE: f32 = 6.0;
const LETTERHEAD: f32 = 5.0;
const IN_HEAD: f32 = 2.0;
const DECIDES: f32 = 3.0;
const ANYWHERE: f32 = 0.2;

/// Lines with text that count as the head, and lines that are looked at for mentions anywhere.
const HEAD: usize = 25;
const LOOKED_AT: usize = 200;

/// Verbs by which an organ decides in its own paper.
const DECIDING: [&str; 9] =
    ["beslutar", "beslutade", "godkanner", "antar", "noterar", "overlamnar", "tillstyrker", "staller", "foreslar"];

/// Letters of the longest short form.
const SHORT: usize = 3;

/// Words before a name that make it a recipient or a source.
const NOT_ITS_OWN: [&str; 3] = ["till", "fran", "av"];

/// An organ's name as folded words.
struct Name<'a> {
    organ: usize,
    words: &'a [String],
}

/// Names, the longest first, because a district's name may hold another's; and where those stand that a word may begin: by
/// that word without the genitive's s, or where it may be damaged by its first letter.
#[derive(Default)]
struct Names<'a> {
    all: Vec<Name<'a>>,
    by_word: HashMap<&'a str, Vec<usize>>,
    by_initial: HashMap<u8, Vec<usize>>,
}

impl<'a> Names<'a> {
    fn alike(&self, word: &str, lenient: bool) -> impl Iterator<Item = &Name<'a>> {
        let initial = word.bytes().next();
        let places = if lenient {
            initial.and_then(|initial| self.by_initial.get(&initial))
        } else {
            self.by_word.get(word.strip_suffix('s').unwrap_or(word))
        };
        places.into_iter().flatten().map(|&at| &self.all[at])
    }
}

/// The organ of a document; `None` where nothing names one.
pub fn find_organ<'a>(
    view: &View,
    title: &Title,
    furniture: &[Line],
    kind: DocKind,
    (date, year): (Option<Date>, Option<i32>),
    organs: &[&'a Organ],
) -> Option<&'a Organ> {
    let mut points = points_of(view, title, furniture, organs);
    let council = organs.iter().position(|organ| organ.kind == OrganKind::Council);
    if let (DocKind::Riktlinjer | DocKind::Motion, Some(council)) = (kind, council)
        && let Some(points) = points.get_mut(&council)
    {
        // Guidelines are adopted by the council and motions are put to it, whoever's name stands on the cover.
        *points += 2.0 * LETTERHEAD;
    }
    let fits = |organ: &Organ| match (date, year) {
        (Some(date), _) => organ.existed_on(date),
        (None, Some(year)) => organ.existed_in(year),
        _ => true,
    };
    points
        .into_iter()
        .map(|(organ, points)| (points * if fits(organs[organ]) { 1.0 } else { 0.3 }, organ))
        .filter(|(points, _)| *points >= 1.0)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, organ)| organs[organ])
}

/// What the mentions of each organ are worth, by its place in the list.
fn points_of(view: &View, title: &Title, furniture: &[Line], organs: &[&Organ]) -> BTreeMap<usize, f32> {
    let names = names_of(organs);
    let mut points: BTreeMap<usize, f32> = BTreeMap::new();
    let mut add = |organ: usize, worth: f32| *points.entry(organ).or_default() += worth;
    for hit in mentions(&folded_words(&title.text, 60), &names, view.lenient) {
        add(hit.organ, IN_TITLE);
    }
    for line in furniture.iter().take(HEAD) {
        for hit in mentions(&folded_words(&line.text, 20), &names, view.lenient) {
            add(hit.organ, IN_HEAD);
        }
    }
    weigh_lines(view, &names, &mut add);
    points
}

/// The organs that a document may be of: those of its municipality, then those of all that it has not.
pub fn known_organs<'a>(own: Option<&'a Municipality>, common: Option<&'a Municipality>) -> Vec<&'a Organ> {
    let mut organs: Vec<&Organ> = own.into_iter().flat_map(|pack| &pack.organs).collect();
    for organ in common.into_iter().flat_map(|pack| &pack.organs) {
        if !organs.iter().any(|known| known.id == organ.id) {
            organs.push(organ);
        }
    }
    organs
}

fn names_of<'a>(organs: &[&'a Organ]) -> Names<'a> {
    let own = |(organ, known): (usize, &&'a Organ)| known.words.iter().map(move |words| Name { organ, words });
    let mut names = Names { all: organs.iter().enumerate().flat_map(own).collect(), ..Names::default() };
    // Short forms in capitals (KS, SN) are too much like other words to be sought folded.
    names.all.retain(|name| name.words.len() > 1 || name.words.first().is_some_and(|word| word.len() > SHORT));
    names.all.sort_by(|a, b| b.words.len().cmp(&a.words.len()).then(a.organ.cmp(&b.organ)));
    for (at, first) in names.all.iter().enumerate().filter_map(|(at, name)| Some((at, name.words.first()?))) {
        names.by_word.entry(first.strip_suffix('s').unwrap_or(first)).or_default().push(at);
        if let Some(initial) = first.bytes().next() {
            names.by_initial.entry(initial).or_default().push(at);
        }
    }
    names
}

/// A mention: which organ, from which word, how many words, and what stands around it.
#[expect(clippy::struct_excessive_bools, reason = "independent marks of a mention")]
struct Mention {
    organ: usize,
    whole: bool,
    decides: bool,
    adopted: bool,
    foreign: bool,
}

fn mentions(words: &[String], names: &Names, lenient: bool) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let hit = names.alike(&words[at], lenient).find(|name| {
            words.len() >= at + name.words.len()
                && name.words.iter().zip(&words[at..]).all(|(name, word)| same_name(word, name, lenient))
        });
        let Some(name) = hit else {
            at += 1;
            continue;
        };
        let after = words.get(at + name.words.len());
        found.push(Mention {
            organ: name.organ,
            whole: name.words.len() == words.len(),
            decides: after.is_some_and(|word| DECIDING.iter().any(|verb| same_word(word, verb, lenient)))
                || at == 0 && after.is_some_and(|word| word == "beslut") && words.len() == name.words.len() + 1,
            foreign: ends_longer_name(&words[..at])
                || at > 0 && NOT_ITS_OWN.contains(&words[at - 1].as_str()) && !adopted_by(&words[..at])
                || names_committee(&words[at + name.words.len()..]),
            adopted: adopted_by(&words[..at]),
        });
        at += name.words.len();
    }
    found
}

/// `Barn- och` + `skolnämnden`: the end of another body's name. `Kommunstyrelsen och` is one of its own.
fn ends_longer_name(before: &[String]) -> bool {
    let [.., first, and] = before else { return false };
    and == "och" && !may_name_organ(std::slice::from_ref(first), false)
}

/// `Socialnämndens` + `individutskott`, `kommunstyrelsens` + `tekniska utskott`: the body named is another.
fn names_committee(after: &[String]) -> bool {
    after.iter().take(2).any(|word| is_committee(word))
}

/// `Beslutad av …`, `Antagen av …`: the words before a name that make it the one that adopted the paper.
fn adopted_by(before: &[String]) -> bool {
    let [.., verb, by] = before else { return false };
    let adopted = ["beslutad", "beslutat", "antagen", "antagna", "faststalld", "faststallda", "godkand", "antogs"];
    by == "av" && adopted.contains(&verb.as_str())
}

/// Same word, whatever the genitive's s.
fn same_name(word: &str, name: &str, lenient: bool) -> bool {
    same_word(word.strip_suffix('s').unwrap_or(word), name.strip_suffix('s').unwrap_or(name), lenient)
}

/// The words of each cell of a line: a letterhead may stand beside a day.
fn cells_of(line: &Seen) -> Vec<Cow<'_, [String]>> {
    if !line.text.contains('\t') {
        return vec![Cow::Borrowed(&line.words)];
    }
    line.text.split('\t').map(|cell| Cow::Owned(folded_words(cell, 12))).collect()
}

fn weigh_lines(view: &View, names: &Names, add: &mut impl FnMut(usize, f32)) {
    let mut decided = 0;
    for (seen, line) in view.lines.iter().filter(|line| !line.blank()).enumerate() {
        let head = seen < HEAD;
        if !head && !line.noise && seen >= LOOKED_AT {
            break;
        }
        for hit in cells_of(line).iter().flat_map(|words| mentions(words, names, view.lenient)) {
            let worth = match hit {
                Mention { adopted: true, .. } if head => LETTERHEAD,
                Mention { foreign: true, .. } => ANYWHERE / 2.0,
                Mention { decides: true, .. } if decided < 4 => {
                    decided += 1;
                    DECIDES
                }
                Mention { whole: true, .. } if head => LETTERHEAD,
                Mention { whole: true, .. } if line.noise => IN_HEAD,
                _ if head && !line.text.ends_with('.') => IN_HEAD / 2.0,
                _ => ANYWHERE,
            };
            add(hit.organ, worth);
        }
    }
}
