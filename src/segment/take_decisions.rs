//! Takes the points out of a decision: numbered, bulleted, att-lists or bare sentences.

use super::Decision;
use super::join_lines::{Para, letter_of, paragraphs, plain_number_of};
use super::take_statements::Reader;
use super::tile::span_of;

/// A point before it is numbered.
struct Point {
    text: String,
    from: usize,
    to: usize,
}

/// The points of a decision on lines `from..=to`, its heading left out. Item, dnr and title are the caller's.
pub fn take_decisions(reader: &Reader, from: usize, to: usize) -> Vec<Decision> {
    let paras = paragraphs(reader.lines, from, to);
    let points = if paras.iter().any(|para| para.number.is_some()) {
        listed(&paras, |para| para.number.is_some())
    } else if is_plainly_numbered(&paras) {
        listed(&paras, |para| plain_number_of(&para.text).is_some())
    } else if is_lettered(&paras) {
        listed(&paras, |para| letter_of(&para.text).is_some())
    } else if paras.iter().any(|para| para.bullet) {
        listed(&paras, |para| para.bullet)
    } else if paras.iter().any(is_att) {
        listed(&paras, is_att)
    } else {
        bare(&paras)
    };
    points
        .into_iter()
        .zip(1..)
        .map(|(point, seq)| Decision {
            item: None,
            dnr: None,
            title: String::new(),
            seq,
            text: point.text.replace('\t', " "),
            span: span_of(reader.raw, point.from, point.to),
        })
        .collect()
}

fn is_att(para: &Para) -> bool {
    para.text.starts_with("att ")
}

/// Whether paragraphs are points by numbers without a stop, from 1 on.
fn is_plainly_numbered(paras: &[Para]) -> bool {
    let numbers: Vec<u32> = paras.iter().filter_map(|para| plain_number_of(&para.text)).collect();
    numbers.len() > 1 && numbers.iter().zip(1..).all(|(number, expected)| *number == expected)
}

/// Whether paragraphs are points by letters: `a) …`, `b) …`, not below numbered ones.
fn is_lettered(paras: &[Para]) -> bool {
    let letters: Vec<char> = paras.iter().filter_map(|para| letter_of(&para.text)).collect();
    letters.len() > 1 && letters.iter().zip('a'..).all(|(letter, expected)| *letter == expected)
}

fn point_of(para: &Para) -> Point {
    let words = para.words();
    let words = match (letter_of(words), plain_number_of(words)) {
        (Some(_), _) => words[2..].trim_start(),
        (_, Some(_)) => words.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start(),
        _ => words,
    };
    Point { text: words.to_owned(), from: para.from, to: para.to }
}

/// Points of a list. What stands before it is its stem, unless it is a sentence of its own; what follows a point goes with
/// it (sub-points, a sentence broken by a page), unless it is a sentence after a finished one.
fn listed(paras: &[Para], is_point: impl Fn(&Para) -> bool) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mut in_list = false;
    for para in paras {
        if is_point(para) {
            points.push(point_of(para));
            in_list = true;
        } else if !in_list {
            if para.text.ends_with('.') && !is_stem(&para.text) {
                points.push(point_of(para));
            }
        } else if is_organs_stem(&para.text) || para.text.starts_with("Paragrafen ") {
            // "Nämnden beslutar för egen del" between two lists; "Paragrafen förklaras omedelbart justerad." below one.
        } else if let Some(last) = points.last_mut() {
            if last.text.ends_with('.') && para.text.ends_with('.') && !is_subpoint(para) {
                points.push(point_of(para));
            } else {
                last.text.push(' ');
                last.text.push_str(&para.text);
                last.to = para.to;
            }
        }
    }
    points
}

/// `a. …`, `b) …`, a dash under a numbered point.
fn is_subpoint(para: &Para) -> bool {
    para.bullet || letter_of(&para.text).is_some()
}

/// `Nämnden beslutar följande.`, `Enligt förvaltningens förslag:` - words over the points, not a point.
fn is_stem(text: &str) -> bool {
    text.contains("förslag till kommunfullmäktige") && !text.ends_with('.')
        || text.ends_with(':')
        || text.contains("följande")
        || text.contains("foljande")
        || text.ends_with("beslutar")
}

/// A line that opens another list in the same decision: somebody decides, and no stop ends it.
fn is_organs_stem(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
        && ["beslutar", "beslutade", "beslöt"].iter().any(|verb| text.contains(verb))
        && !text.ends_with(['.', ',', ';'])
}

/// `Paragrafen förklaras omedelbart justerad.`, `Beslutet är enhälligt.`: of the decision above, no point of its own.
fn tells_of_decision(text: &str) -> bool {
    let approved = ["Paragrafen ", "Beslutet "].iter().any(|start| text.starts_with(start)) && text.contains("juster");
    approved || text.starts_with("Beslutet är enhälligt")
}

/// Paragraphs as points; a stem counts only where nothing else stands.
fn bare(paras: &[Para]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let last = paras.len().saturating_sub(1);
    for (index, para) in paras.iter().enumerate() {
        let stem = is_stem(&para.text) && index < last && para.text.len() < 200;
        let approval = index > 0 && tells_of_decision(&para.text);
        if !stem && !approval {
            points.push(point_of(para));
        }
    }
    points
}
