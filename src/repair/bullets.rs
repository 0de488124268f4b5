//! Restores the bullets that an engine read as `*`, `+`, `¢`, `«` or `e` at the head of a line.
//!
//! An engine without `•` reads it now as one sign and now as another, while an author keeps to one: signs alone at the head
//! of damaged lines are bullets where several kinds of them stand, or one beside a `•`. `e` tells nothing, it is a letter too.

use super::channel::Damage;

/// What bullets are read as, with whether that alone tells.
const READ_AS: [(char, bool); 7] =
    [('*', true), ('+', true), ('¢', true), ('«', true), ('©', true), ('»', true), ('e', false)];

/// Lines whose first sign is to become `•`: index of the line, byte where the sign stands, and the sign's length.
pub fn bullets(lines: &[String], damage: &[Damage]) -> Vec<(usize, usize, usize)> {
    let heads: Vec<_> = lines
        .iter()
        .enumerate()
        .filter(|(line, _)| !damage[*line].is_none())
        .filter_map(|(line, text)| head(text).map(|(at, sign, alone)| (line, at, sign, alone)))
        .collect();
    let has_bullet = lines.iter().any(|line| line.trim_start().starts_with('•'));
    let mut telling = heads.iter().filter(|(.., alone)| *alone).map(|(_, _, sign, _)| *sign);
    let first = telling.next();
    if first.is_none() || !(has_bullet || telling.any(|sign| Some(sign) != first)) {
        return Vec::new();
    }
    heads.into_iter().map(|(line, at, sign, _)| (line, at, sign.len_utf8())).collect()
}

fn head(text: &str) -> Option<(usize, char, bool)> {
    let at = text.len() - text.trim_start().len();
    let mut signs = text[at..].chars();
    let sign = signs.next()?;
    let (_, alone) = READ_AS.into_iter().find(|(read, _)| *read == sign)?;
    let letters_follow =
        signs.next().is_some_and(|c| c == ' ' || c == '\t') && signs.next().is_some_and(char::is_alphabetic);
    letters_follow.then_some((at, sign, alone))
}
