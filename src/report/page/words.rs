//! The words of the pages in both languages, kept as data (`words.csv`: key, Swedish, English), so that whoever corrects a
//! text needs no code and no page can forget a language. Words that a code of a table stands for are there too
//! (`status.partly`).

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Swedish, which handlingar are written in.
    #[default]
    Sv,
    /// English.
    En,
}

static WORDS: LazyLock<BTreeMap<String, [String; 2]>> = LazyLock::new(|| read(include_str!("words.csv")));

fn read(text: &str) -> BTreeMap<String, [String; 2]> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("words.csv is built in, and a test reads it"));
    rows.map(|row| (row[0].to_owned(), [row[1].to_owned(), row[2].to_owned()])).collect()
}

impl Lang {
    /// Both, the first one first.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// As `lang` says it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Sv => Self::En,
            Self::En => Self::Sv,
        }
    }

    /// The text of that key. A key that is not there is shown itself: a test finds it before a reader does.
    pub fn t(self, key: &str) -> &str {
        WORDS.get(key).map_or(key, |texts| &texts[self as usize])
    }

    /// The text of that key with values in place of its `{}`, in their order.
    pub fn fill(self, key: &str, values: &[&dyn Display]) -> String {
        let mut text = String::new();
        let mut values = values.iter();
        for (at, piece) in self.t(key).split("{}").enumerate() {
            if at > 0 {
                text.extend(values.next().map(ToString::to_string));
            }
            text.push_str(piece);
        }
        text
    }

    /// What a code of a table is called, or the code itself where nobody gave it a name.
    pub fn name<'c>(self, kind: &str, code: &'c str) -> &'c str {
        WORDS.get(&format!("{kind}.{code}")).map_or(code, |texts| &texts[self as usize])
    }

    /// A whole number with its thousands apart.
    pub fn number(self, number: usize) -> String {
        let digits = number.to_string();
        let apart = if self == Self::Sv { '\u{a0}' } else { ',' };
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(apart);
            }
            text.push(digit);
        }
        text
    }

    /// A share of 0 to 1 in hundredths.
    pub fn percent(self, share: f64) -> String {
        match self {
            Self::Sv => format!("{:.0}\u{a0}%", share * 100.0),
            Self::En => format!("{:.0}%", share * 100.0),
        }
    }

    /// A measure with two decimals.
    pub fn decimal(self, value: f64) -> String {
        let text = format!("{value:.2}");
        if self == Self::Sv { text.replace('.', ",") } else { text }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use regex::Regex;

    use super::*;

    #[test]
    fn values_go_where_the_text_wants_them() {
        assert_eq!(Lang::Sv.number(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(Lang::En.number(123), "123");
        assert_eq!(Lang::En.percent(0.62), "62%");
        assert_eq!(Lang::Sv.decimal(0.625), "0,62");
        assert_eq!(Lang::Sv.fill("leaf.of", &[&2, &3]), "Sida 2 av 3");
        assert_eq!(Lang::En.name("status", "no-such-status"), "no-such-status");
    }

    #[test]
    fn a_status_is_called_the_same_on_pages_and_in_the_workbook() {
        for look in &crate::report::word_status::LOOKS {
            assert_eq!(Lang::Sv.name("status", look.status), look.word);
        }
    }

    #[test]
    fn every_text_is_there_once_in_both_languages_and_sorted() {
        let mut reader = csv::Reader::from_reader(include_str!("words.csv").as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row of three cells")).collect();
        for pair in rows.windows(2) {
            assert!(pair[0][0] < pair[1][0], "{} after {}", &pair[1][0], &pair[0][0]);
        }
        for row in &rows {
            assert!(row.iter().all(|cell| !cell.trim().is_empty()), "{row:?}");
            assert_eq!(row[1].matches("{}").count(), row[2].matches("{}").count(), "{row:?}");
        }
    }

    #[test]
    fn every_key_of_the_pages_has_a_text_and_every_text_a_page() {
        // keys are put together of letters, dots and lines only, so a string of that form is one
        let key = Regex::new(r#""([a-z]+(?:[.][a-z_]+)+)""#).expect("a pattern");
        let asked = Regex::new(r#"(?:\bt\(|fill\()\s*"([a-z_.]+)""#).expect("a pattern");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut used = BTreeSet::new();
        for folder in ["serve", "report/page"] {
            for entry in std::fs::read_dir(root.join(folder)).expect("a room").flatten() {
                if entry.path().extension().is_some_and(|ending| ending == "rs") {
                    let text = std::fs::read_to_string(entry.path()).expect("a source file");
                    for found in asked.captures_iter(&text) {
                        assert!(WORDS.contains_key(&found[1]), "{}: no text for {}", entry.path().display(), &found[1]);
                    }
                    used.extend(key.captures_iter(&text).map(|found| found[1].to_owned()));
                }
            }
        }
        // codes of tables are looked up by their kind
        let kinds = [
            "status.",
            "relation.",
            "kind.",
            "part.",
            "type.",
            "reason.",
            "source.",
            "input.",
            "why.",
            "what.",
            "stage.",
            "basis.",
        ];
        let unused: Vec<&String> = WORDS
            .keys()
            .filter(|key| !used.contains(*key) && !kinds.iter().any(|kind| key.starts_with(kind)))
            .collect();
        assert!(unused.is_empty(), "{unused:?}");
    }
}
