//! Reads the name of a body from a line of the head that is nothing else: for bodies that no registry has, and for those whose
//! papers name their parent or the council more often than themselves - committees and companies.

use super::phrases::{Phrase, may_name_organ};
use super::see_lines::{View, clean};
use super::words::{fold_fast, folded_words};
use crate::dictionaries::Organ;
use crate::text::Line;

/// Lines with text that count as the head, and those among which a committee or a company names itself.
const HEAD: usize = 25;
const LETTERHEAD: usize = 10;

/// Verbs by which a body decides.
const DECIDES: [&str; 3] = ["beslutar", "beslutade", "beslot"];

/// Longest name of a body, in words.
const LONGEST: usize = 7;

/// The name of a body that no registry has: `Miljö- och hälsoskyddsnämnden`.
pub fn name_in_head(view: &View, furniture: &[Line]) -> Option<String> {
    let organ = Phrase::parse("{organ}");
    let cells = cells(view, furniture, HEAD);
    let whole = cells.iter().find(|cell| is_body(cell, &organ)).cloned();
    whole.or_else(|| cells.iter().find_map(|cell| body_with_more(cell, &organ)))
}

/// `Krisledningsnämnden i Exempelstads kommun`, `Förbundsstyrelsens protokoll 2018-11-22`: the body's name without the rest.
fn body_with_more(cell: &str, organ: &Phrase) -> Option<String> {
    let place = cell.split_once(" i ").filter(|(_, place)| place.starts_with(char::is_uppercase));
    let minutes = || cell.split_once(" protokoll").or_else(|| cell.split_once(" Protokoll"));
    let (name, genitive) = match place {
        Some((name, _)) => (name, false),
        None => (minutes()?.0, true),
    };
    let name = if genitive { name.strip_suffix('s').unwrap_or(name) } else { name };
    is_body(name, organ).then(|| name.to_owned())
}

fn is_body(cell: &str, organ: &Phrase) -> bool {
    let words = folded_words(cell, LONGEST + 1);
    let covered = organ.at_start(&words, false);
    // "Socialnämndens individutskott": the phrase ends with its parent's name.
    let of_parent = || covered == Some(words.len() - 1) && words.last().is_some_and(|last| is_committee(last));
    cell.starts_with(char::is_uppercase) && covered.is_some() && (covered == Some(words.len()) || of_parent())
}

/// The committee or company whose letterhead the document bears: the first of all bodies named there.
pub fn committee_or_company(view: &View, furniture: &[Line]) -> Option<String> {
    let organ = Phrase::parse("{organ}");
    let first =
        cells(view, furniture, LETTERHEAD).into_iter().find(|cell| is_body(cell, &organ) || is_company(cell))?;
    let committee = first.rsplit([' ', '-']).next().is_some_and(|last| is_committee(&fold_fast(last)));
    (committee && !others_decide(view) || is_company(&first)).then_some(first)
}

/// Whether another body decides below the letterhead and no committee is named there: its name stood for something else.
fn others_decide(view: &View) -> bool {
    let body = || view.lines.iter().filter(|line| !line.skipped()).skip(LETTERHEAD);
    let decides = |pair: &[String]| DECIDES.contains(&pair[1].as_str()) && may_name_organ(&pair[..1], false);
    body().any(|line| line.words.windows(2).any(decides))
        && !body().any(|line| line.words.iter().any(|word| is_committee(word)))
}

/// The organ of that name in a registry.
pub fn registered<'a>(name: &str, organs: &[&'a Organ]) -> Option<&'a Organ> {
    let folded = fold_fast(name);
    let names = |organ: &Organ| std::iter::once(&organ.name).chain(&organ.aliases).any(|own| fold_fast(own) == folded);
    organs.iter().copied().find(|organ| names(organ))
}

/// Whether a folded word is a committee's name, or ends one.
pub fn is_committee(word: &str) -> bool {
    ["utskott", "utskottet", "utskotts", "utskottets"].iter().any(|ending| word.ends_with(ending))
}

/// `Exempelstads Energi AB`, `AB Exempelbostäder`.
fn is_company(cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let named = (2..=LONGEST).contains(&words.len()) && !cell.contains([':', '.', ',']);
    named
        && (["AB", "Stiftelsen"].contains(&words[0])
            || words.last().is_some_and(|last| *last == "AB" || last.eq_ignore_ascii_case("aktiebolag")))
}

/// The cells of the running headers and of the first lines.
fn cells(view: &View, furniture: &[Line], head: usize) -> Vec<String> {
    let lines = view.lines.iter().filter(|line| !line.blank()).take(head).map(|line| line.text.clone());
    let all = furniture.iter().take(head).map(|line| clean(&line.text)).chain(lines);
    all.flat_map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::see_lines::see;
    use crate::text::tests_support::plain_pages;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(committee_or_company(&see(&plain_pages(text), 0), &[]).as_deref(), expected, "{text}");
    }

    #[test]
    fn committees_and_companies_name_themselves() {
        check(
            "Exempelstads kommun\nSocialnämndens individutskott\n2018-10-11\n",
            Some("Socialnämndens individutskott"),
        );
        check("EXEMPELSTAD     PROTOKOLL\nArbetsutskottet     3 (9)\n", Some("Arbetsutskottet"));
        check("Exempelstads Energi AB\nPROTOKOLL\n", Some("Exempelstads Energi AB"));
    }

    #[test]
    fn those_that_others_name_are_none() {
        check("Kommunstyrelsen\nFörslag från arbetsutskottet\n", None);
        check("Borgen för Exempelstads Energi AB:s lån\n", None);
    }
}
