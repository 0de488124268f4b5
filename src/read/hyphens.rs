//! Rejoins words broken at line ends, after Swedish rules.
//!
//! The hard part is which hyphens are the author's: `barn- och ungdom` and `KF-budget` keep theirs, `stadsdels-` before
//! `nämnd` loses it. A soft hyphen at a line end always goes; a soft hyphen inside a line is a hyphen, because some
//! producers map every hyphen glyph to U+00AD.

/// Words that a hanging hyphen points over: `barn- och ungdom`.
const HANGING: [&str; 12] =
    ["och", "eller", "samt", "respektive", "men", "till", "o", "el", "resp", "alternativt", "såväl", "snarare"];

/// How a line end and the next line's start belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// No broken word.
    None,
    /// One word, the hyphen goes.
    Drop,
    /// One word, the hyphen stays.
    Keep,
}

/// How `left` (a line) continues in `right` (the next one of the same paragraph).
pub(super) fn joint(left: &str, right: &str) -> Joint {
    let left = left.trim_end();
    let Some(mark) = left.chars().next_back().filter(|c| is_hyphen(*c) || *c == '–') else {
        return Joint::None;
    };
    let stem = &left[..left.len() - mark.len_utf8()];
    // `14–` before `21`: a range broken after its dash
    if mark == '–' {
        let digits = stem.ends_with(|c: char| c.is_ascii_digit())
            && right.trim_start().starts_with(|c: char| c.is_ascii_digit());
        return if digits { Joint::Keep } else { Joint::None };
    }
    let (Some(before), Some(after)) = (stem.chars().next_back(), right.trim_start().chars().next()) else {
        return Joint::None;
    };
    if !before.is_alphanumeric() || !after.is_alphanumeric() {
        return Joint::None;
    }
    let first = right.split_whitespace().next().unwrap_or_default();
    let word = stem.rsplit(char::is_whitespace).next().unwrap_or_default();
    let bare = first.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if HANGING.contains(&bare.as_str()) {
        return Joint::None;
    }
    if mark == '\u{ad}' {
        return if after.is_lowercase() { Joint::Drop } else { Joint::Keep };
    }
    if keeps_hyphen(word, before, after) { Joint::Keep } else { Joint::Drop }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}')
}

/// Upper-case abbreviations, digits and double names keep their hyphen. Of a word that carries one already only the last
/// part is looked at: `VBE-ären-` is broken, `Söderäng-Åkerby-` is a name.
fn keeps_hyphen(word: &str, before: char, after: char) -> bool {
    let part = word.rsplit(is_hyphen).next().unwrap_or(word);
    let letters: Vec<char> = part.chars().filter(|c| c.is_alphanumeric()).collect();
    let all_upper = letters.len() >= 2 && letters.iter().all(|c| c.is_uppercase() || c.is_numeric());
    let name_of_several = part.len() < word.len() && letters.first().is_some_and(|c| c.is_uppercase());
    all_upper || name_of_several || letters.len() == 1 || before.is_numeric() || !after.is_lowercase()
}

/// Soft hyphens inside a line are hyphens; one at its end is left for [`joint`] to judge.
pub(super) fn settle_inside(text: &mut String) {
    let kept = text.trim_end().strip_suffix('\u{ad}').map_or(text.len(), str::len);
    if text[..kept].contains('\u{ad}') {
        let settled = text[..kept].replace('\u{ad}', "-");
        text.replace_range(..kept, &settled);
    }
}

/// Join the lines of a cell or paragraph into one.
pub(super) fn join_lines<'t>(lines: impl IntoIterator<Item = &'t str>) -> String {
    let mut joined = String::new();
    for line in lines.into_iter().map(str::trim).filter(|line| !line.is_empty()) {
        match joint(&joined, line) {
            Joint::None if joined.is_empty() => {}
            Joint::None => joined.push(' '),
            Joint::Keep => {}
            Joint::Drop => {
                joined.pop();
            }
        }
        joined.push_str(line);
    }
    joined.replace('\u{ad}', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str, expected: &str) {
        assert_eq!(join_lines([left, right]), expected);
    }

    #[test]
    fn broken_words_become_whole() {
        check("arbetet i stadsdels-", "nämnden och", "arbetet i stadsdelsnämnden och");
        check("arbetet i stadsdels\u{ad}", "nämnden", "arbetet i stadsdelsnämnden");
        check("våldsföre-", "byggande.", "våldsförebyggande.");
    }

    #[test]
    fn hanging_hyphens_stay() {
        check("barn-", "och ungdomsvård", "barn- och ungdomsvård");
        check("kultur-", "samt fritidsfrågor", "kultur- samt fritidsfrågor");
    }

    #[test]
    fn abbreviations_names_and_digits_keep_their_hyphen() {
        check("enligt KF-", "budget 2022", "enligt KF-budget 2022");
        check("i Söderäng-", "Åkerby", "i Söderäng-Åkerby");
        check("under 2017-", "2019", "under 2017-2019");
        check("en e-", "tjänst", "en e-tjänst");
        check("i Söderäng-Åkerby-", "området", "i Söderäng-Åkerby-området");
    }

    #[test]
    fn a_compound_with_a_hyphen_of_its_own_is_broken_like_any_word() {
        check("KF-bud-", "geten", "KF-budgeten");
    }

    #[test]
    fn a_range_broken_after_its_dash_is_whole() {
        check("närvarande §§ 14–", "21 och 23", "närvarande §§ 14–21 och 23");
    }

    #[test]
    fn dashes_are_not_hyphens() {
        check("frågan –", "som är svår", "frågan – som är svår");
        check("priset -", "som är högt", "priset - som är högt");
    }
}
