//! Finds the title: the block of lines near the front that is printed as one, or that names a kind of document.

use super::find_dnr::dnr_on;
use super::phrases::Phrase;
use super::see_lines::{Seen, View, begins_low, ends_sentence};
use crate::dictionaries::{CuePlace, Rules, TypeCue};
use crate::text::LineKind;

/// How many lines with text are looked at: a front page and the head of the next.
const ZONE: usize = 60;

/// Most lines a title runs over.
const LONGEST: usize = 8;

/// The same where nothing but its place shows it.
const PLAIN: usize = 4;

/// A title and its lines (indices).
#[derive(Clone, Debug, Default)]
pub struct Title {
    /// As printed, on one line; empty where none was found.
    pub text: String,
    /// First and last line, as indices.
    pub lines: Option<(usize, usize)>,
}

/// Where a heading of minutes goes on with time and place.
const TIMES: [&str; 9] =
    [" måndag", " tisdag", " onsdag", " torsdag", " fredag", " lördag", " söndag", " kl. ", " klockan "];

impl Title {
    /// The title as tables tell it: `Protokoll 2/2017 fört vid nämndens sammanträde`, without the weekday and what follows.
    pub fn without_time(self) -> String {
        let cut = TIMES.iter().filter_map(|word| self.text.find(word)).min().unwrap_or(self.text.len());
        self.text[..cut].trim_end_matches([',', ' ']).to_owned()
    }
}

/// Find the title of a document.
pub fn find_title(view: &View, rules: &Rules) -> Title {
    let blocks = front_blocks(view);
    let best = blocks
        .iter()
        .enumerate()
        .map(|(order, block)| (score(view, rules, block, order), block))
        .filter(|(score, _)| *score > 0.0)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.0.cmp(&a.1.0)));
    let Some((_, &(from, mut to))) = best else { return Title::default() };
    // "Protokoll 2/2017" + "fört vid …": a title that goes on in small letters after a gap.
    if let Some(&(next_from, next_to)) = blocks.iter().find(|block| block.0 > to)
        && begins_low(&view.lines[next_from].text)
        && !ends_sentence(&view.lines[to].text)
        && next_to - from < LONGEST
    {
        to = next_to;
    }
    let words: Vec<&str> = view.lines[from..=to].iter().filter(|l| !l.skipped()).map(|l| l.text.as_str()).collect();
    let text = words.join(" ").replace('\t', " ");
    // "§ 9 Remissvar om …": the title of an extract is that of its §.
    let text = text.trim_start_matches(|c: char| c == '§' || c == ' ' || c.is_ascii_digit() && text.starts_with('§'));
    Title { text: text.to_owned(), lines: Some((from, to)) }
}

/// Blocks of lines at the front: parted by blank lines, page turns, changes between heading and text, and labels.
fn front_blocks(view: &View) -> Vec<(usize, usize)> {
    let mut blocks: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    let mut seen = 0;
    let stamp = stamp(view);
    for (index, line) in view.lines.iter().enumerate() {
        if line.skipped() || stamp == Some(index) {
            open = false;
            continue;
        }
        seen += 1;
        if seen > ZONE || line.text.starts_with('§') || is_contents(line) {
            if seen <= ZONE && is_extract(view) {
                blocks = vec![head_of_only_item(view, index)];
            }
            break;
        }
        let same = open && !line.page_turn && same_sort(&view.lines[index - 1], line);
        match blocks.last_mut() {
            Some(block) if same => block.1 = index,
            _ => blocks.push((index, index)),
        }
        open = true;
    }
    blocks.into_iter().flat_map(|block| lines_of_long(view, block)).collect()
}

/// The first line where it is also the last: a notice that the whole text stands between (`Utkast, inte beslutat`).
fn stamp(view: &View) -> Option<usize> {
    let mut printed = view.lines.iter().enumerate().filter(|(_, line)| !line.skipped());
    let (first, last) = (printed.next()?, printed.next_back()?);
    (first.1.text == last.1.text).then_some(first.0)
}

/// A front without blank lines is one long block: each of its lines may be the title, with those that go on in small letters.
fn lines_of_long(view: &View, (from, to): (usize, usize)) -> Vec<(usize, usize)> {
    let printed = view.lines[from..=to].iter().any(|line| line.bold || line.kind != LineKind::Text);
    if to - from < if printed { LONGEST } else { PLAIN } {
        return vec![(from, to)];
    }
    let mut lines: Vec<(usize, usize)> = Vec::new();
    for at in from..=to {
        match lines.last_mut() {
            Some(line) if begins_low(&view.lines[at].text) && !ends_sentence(&view.lines[at - 1].text) => line.1 = at,
            _ => lines.push((at, at)),
        }
    }
    lines
}

/// Whether the document is an extract of minutes with a single §: that § is what it is about.
fn is_extract(view: &View) -> bool {
    let head = view.lines.iter().filter(|line| !line.blank()).take(ZONE);
    let extract = Phrase::parse("protokollsutdrag");
    head.clone().any(|line| extract.find(&line.words, view.lenient).is_some())
        && view.lines.iter().filter(|line| line.text.starts_with('§')).count() == 1
}

/// The lines of the heading that begins on line `at`: down to a gap after a line that is no full one.
fn head_of_only_item(view: &View, at: usize) -> (usize, usize) {
    let rest = view.lines.iter().enumerate().skip(at + 1).take(LONGEST);
    let more = rest.filter(|(_, line)| !line.skipped()).take_while(|(_, line)| begins_low(&line.text)).last();
    (at, more.map_or(at, |(last, _)| last))
}

fn is_contents(line: &Seen) -> bool {
    line.count <= 2 && line.words.first().is_some_and(|word| word.starts_with("innehall"))
}

fn same_sort(before: &Seen, line: &Seen) -> bool {
    let heading = |line: &Seen| matches!(line.kind, LineKind::Heading(_));
    heading(before) == heading(line) && before.kind == line.kind && before.bold == line.bold
}

/// How much a block looks like a title; 0 or less: not at all.
fn score(view: &View, rules: &Rules, block: &(usize, usize), order: usize) -> f32 {
    let lines = &view.lines[block.0..=block.1];
    let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" ");
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if is_label(&text, rules, view.lenient) || lines.len() > LONGEST || letters < 5 {
        return 0.0;
    }
    let words: Vec<&str> = lines.iter().flat_map(|line| &line.words).map(String::as_str).collect();
    let cue = (0..words.len()).any(|at| names_kind(rules, &words[at..], view.lenient));
    // A letterhead with sender, number and day names the kind of paper, but is not its title.
    let label = |line: &Seen| is_label(&line.text, rules, view.lenient) || dnr_on(&line.text).is_some();
    let weights = [
        // The name of the kind alone is a title where nothing better stands.
        (cue, if words.iter().filter(|word| !is_number(word)).count() > 1 { 3.0 } else { 1.2 }),
        (!cue, 0.5),
        (ends_sentence(&text), -3.0),
        (text.contains(['@', '\t']) || words.len() > 40, -2.0),
        (!cue && words.len() < 3, -1.0),
        (lines.len() > 1 && lines.iter().any(label) || dnr_on(&text).is_some(), -2.5),
    ];
    #[expect(clippy::cast_precision_loss, reason = "fewer than a hundred blocks")]
    let place = order.min(60) as f32 * 0.05;
    printed_as(&lines[0]) + weights.iter().filter(|(holds, _)| *holds).map(|(_, weight)| weight).sum::<f32>() - place
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What size and weight of print say.
fn printed_as(line: &Seen) -> f32 {
    match line.kind {
        LineKind::Heading(level) => 4.0 - f32::from(level.min(3)),
        _ if line.bold => 1.0,
        _ => 0.0,
    }
}

/// Whether `words` begin with the name of a kind of document.
fn names_kind(rules: &Rules, words: &[&str], lenient: bool) -> bool {
    let cues = rules.doc_types.candidates(words, lenient, true).map(|(_, cue)| cue);
    cues.filter(|cue| is_title_cue(cue)).any(|cue| cue.phrase.at_start(words, lenient).is_some())
}

fn is_title_cue(cue: &TypeCue) -> bool {
    cue.place == CuePlace::Title && cue.weight >= 2.0
}

fn title_cues(rules: &Rules) -> impl Iterator<Item = &Phrase> {
    rules.doc_types.iter().filter(|cue| is_title_cue(cue)).map(|cue| &cue.phrase)
}

/// First words of lines that name a sender, a receiver, a number or a day, folded.
const LABELS: [&str; 8] = ["dnr", "diarienummer", "datum", "sida", "till", "enheten", "avdelningen", "handlaggare"];

/// `Kontaktperson: …`, `Dnr 12/2017`: a label with its value, never a title. `Remissvar: …` is none: it names the paper.
fn is_label(text: &str, rules: &Rules, lenient: bool) -> bool {
    let names_paper = |label: &str| {
        let words = super::words::folded_words(label, 3);
        title_cues(rules).any(|cue| cue.at_start(&words, lenient) == Some(words.len()))
    };
    let label = text
        .split_once(':')
        .is_some_and(|(label, _)| label.split_whitespace().count() <= 2 && label.len() < 25 && !names_paper(label));
    let folded = super::words::folded_words(text, 1);
    label || folded.first().is_some_and(|word| LABELS.contains(&word.as_str()))
}
