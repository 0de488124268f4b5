//! What search knows of Swedish words: base forms, the parts that compounds are made of, and words that dots and rings
//! tell apart. Data in `dictionaries/search/`; a reader of results may correct any of it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use super::{DictionaryError, Source};
use crate::text::fold;

const FILES: [&str; 6] = [
    "search/compounds.csv",
    "search/endings.csv",
    "search/irregular.csv",
    "search/lone.csv",
    "search/parts.csv",
    "search/words.csv",
];

/// Words longer than this are OCR noise or links; they are not cut into parts (bytes).
const LONGEST_COMPOUND: usize = 60;

/// A compound has at most this many parts; `kommun|fullmäktige|ledamot|suppleant` is about the longest that is written.
const MOST_PARTS: usize = 4;

/// Swedish as search knows it. Cheap to clone, and built when it is first asked: `repair` never does, and starts at once.
#[derive(Clone, Debug)]
pub struct Compounds {
    source: Source,
    tables: Arc<OnceLock<Tables>>,
}

#[derive(Debug)]
struct Tables {
    /// Form to base form.
    lemma: HashMap<String, String>,
    /// Form without dots and rings to the base form of the form that has them, where only one base form fits.
    bare: HashMap<String, Option<String>>,
    /// Part as written before another part, to its base form.
    first: HashMap<String, String>,
    /// Base forms that may end a compound.
    last: HashSet<String>,
    /// Words that are not to be confused with their twin.
    lone: HashSet<String>,
    /// Base forms with parts given by hand.
    given: HashMap<String, Vec<String>>,
    /// Endings and how many letters must remain, longest first.
    endings: Vec<(String, usize)>,
    fingerprint: String,
}

#[derive(serde::Deserialize)]
struct FormsRow {
    lemma: String,
    forms: String,
}

#[derive(serde::Deserialize)]
struct PartRow {
    part: String,
    lemma: String,
    place: String,
}

#[derive(serde::Deserialize)]
struct LoneRow {
    word: String,
}

#[derive(serde::Deserialize)]
struct GivenRow {
    word: String,
    parts: String,
}

#[derive(serde::Deserialize)]
struct EndingRow {
    ending: String,
    least: usize,
}

impl Tables {
    fn load(source: &Source) -> Result<Self, DictionaryError> {
        let mut lemma = HashMap::new();
        // words first, irregular after it: what a person wrote by hand wins over what was counted
        for file in ["search/words.csv", "search/irregular.csv"] {
            for row in source.rows::<FormsRow>(file)? {
                for form in row.forms.split_whitespace() {
                    lemma.insert(form.to_owned(), row.lemma.clone());
                }
                // a base form that was never counted itself is still a word someone may type
                lemma.entry(row.lemma.clone()).or_insert(row.lemma);
            }
        }
        let mut first = HashMap::new();
        let mut last = HashSet::new();
        for row in source.rows::<PartRow>("search/parts.csv")? {
            match row.place.as_str() {
                "first" => drop(first.insert(row.part, row.lemma)),
                "last" => drop(last.insert(row.lemma)),
                place => {
                    return Err(row_error("search/parts.csv", &row.part, &format!("place {place}: first or last")));
                }
            }
        }
        let mut endings: Vec<(String, usize)> =
            source.rows::<EndingRow>("search/endings.csv")?.into_iter().map(|row| (row.ending, row.least)).collect();
        endings.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        let words_of = |parts: &str| parts.split_whitespace().map(str::to_owned).collect();
        Ok(Self {
            bare: bare_forms(&lemma),
            lemma,
            first,
            last,
            lone: source.rows::<LoneRow>("search/lone.csv")?.into_iter().map(|row| row.word).collect(),
            given: source
                .rows::<GivenRow>("search/compounds.csv")?
                .into_iter()
                .map(|row| (row.word, words_of(&row.parts)))
                .collect(),
            endings,
            fingerprint: fingerprint(source)?,
        })
    }
}

impl Compounds {
    pub(super) fn load(source: &Source) -> Result<Self, DictionaryError> {
        // A user's own rows may be wrong, and that is to be said at once.
        let tables = if source.has_folder() { OnceLock::from(Tables::load(source)?) } else { OnceLock::new() };
        Ok(Self { source: source.clone(), tables: Arc::new(tables) })
    }

    fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| {
            Tables::load(&self.source).expect("a user's tables were loaded before, a test loads the built-in ones")
        })
    }

    /// Hash of the files behind these tables: an index built with others can't be searched with these.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.tables().fingerprint
    }

    /// The base form of a lower-case word: `ledamöterna` → `ledamot`, `handlingsplanerna` → `handlingsplan`. Unknown words
    /// lose a regular ending, or stay as they are.
    #[must_use]
    pub fn lemma(&self, word: &str) -> String {
        if let Some(lemma) = self.known(word) {
            return lemma.to_owned();
        }
        if let Some(parts) = self.cut(word)
            && let Some(tail) = parts.last()
        {
            let (head, tail) = word.split_at(word.len() - tail.written.len());
            return format!("{head}{}", self.known(tail).unwrap_or(tail));
        }
        self.without_ending(word)
    }

    /// The base form of a word typed without dots and rings (`atgarder` → `åtgärd`), where one and only one fits.
    #[must_use]
    pub fn lemma_of_bare(&self, word: &str) -> Option<&str> {
        self.tables().bare.get(word)?.as_deref()
    }

    /// Whether dots and rings make this another word (`väl`, `val`), so that it must be searched as it is written.
    #[must_use]
    pub fn stands_alone(&self, word: &str) -> bool {
        self.tables().lone.contains(word)
    }

    /// Base forms of the parts of a lower-case compound, first to last, parts of parts before them; empty for other words.
    /// The last is the word's head.
    #[must_use]
    pub fn parts(&self, word: &str) -> Vec<String> {
        let lemma = self.lemma(word);
        if let Some(given) = self.tables().given.get(&lemma) {
            return given.clone();
        }
        let cut = self.cut(word).unwrap_or_default();
        let mut found = runs(&cut);
        for part in cut {
            if part.lemma.len() >= 8 && !self.tables().given.contains_key(&part.lemma) {
                // one level is enough: parts of parts of parts are too common to be looked for
                found.extend(self.cut(&part.lemma).unwrap_or_default().into_iter().map(|inner| inner.lemma));
            }
            found.push(part.lemma);
        }
        found
    }

    /// The base form of a known word, its genitive included.
    fn known(&self, word: &str) -> Option<&str> {
        let table = &self.tables().lemma;
        let found = table.get(word).or_else(|| table.get(word.strip_suffix('s').filter(|rest| rest.len() > 3)?));
        found.map(String::as_str)
    }

    /// The best cut of a word: fewest parts, then the shortest head, because Swedish compounds grow to the left.
    fn cut(&self, word: &str) -> Option<Vec<Part>> {
        if word.len() > LONGEST_COMPOUND || word.len() < 6 {
            return None;
        }
        let own = self.tables().lemma.get(word).map(String::as_str);
        // best[i]: the cheapest way to read word[..i] as first parts
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).filter(|&at| at > 0).collect();
        let mut best: HashMap<usize, Vec<Part>> = HashMap::from([(0, Vec::new())]);
        let mut found: Option<Vec<Part>> = None;
        let starts = std::iter::once(0).chain(ends.iter().copied());
        for from in starts {
            let Some(so_far) = best.get(&from).cloned() else { continue };
            if let Some(head) = self.head(&word[from..]).filter(|_| !so_far.is_empty()) {
                let mut whole = so_far.clone();
                whole.push(head);
                // a later start with as many parts has a shorter head
                if found.as_ref().is_none_or(|found| whole.len() <= found.len()) {
                    found = Some(whole);
                }
            }
            if so_far.len() + 1 >= MOST_PARTS {
                continue;
            }
            for &to in ends.iter().filter(|&&to| to > from + 2) {
                if let Some(lemma) = self.tables().first.get(&word[from..to])
                    && own != Some(lemma.as_str())
                    && best.get(&to).is_none_or(|other| so_far.len() + 1 < other.len())
                {
                    let mut longer = so_far.clone();
                    longer.push(Part { written: word[from..to].to_owned(), lemma: lemma.clone() });
                    best.insert(to, longer);
                }
            }
        }
        found
    }

    fn head(&self, word: &str) -> Option<Part> {
        let lemma = self.known(word)?;
        self.tables().last.contains(lemma).then(|| Part { written: word.to_owned(), lemma: lemma.to_owned() })
    }

    fn without_ending(&self, word: &str) -> String {
        // genitive first and then endings until none is left, so that a form and what remains of a longer one end up alike
        let mut rest = self.strip(word, true);
        loop {
            if let Some(lemma) = self.known(rest) {
                return lemma.to_owned();
            }
            let shorter = self.strip(rest, false);
            if shorter == rest {
                return rest.to_owned();
            }
            rest = shorter;
        }
    }

    fn strip<'a>(&self, word: &'a str, genitive: bool) -> &'a str {
        let endings = self.tables().endings.iter().filter(|(ending, _)| (ending == "s") == genitive);
        endings
            .filter_map(|(ending, least)| Some((word.strip_suffix(ending.as_str())?, *least)))
            .find(|(rest, least)| {
                rest.chars().count() >= *least && rest.contains(['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö'])
            })
            .map_or(word, |(rest, _)| rest)
    }
}

#[derive(Clone, Debug)]
struct Part {
    written: String,
    lemma: String,
}

/// Neighbouring parts of three or more put together: `djurrättsfrågor` holds `djurrätt` too.
fn runs(parts: &[Part]) -> Vec<String> {
    let mut runs = Vec::new();
    for from in 0..parts.len() {
        for to in (from + 1..parts.len()).filter(|to| to - from + 1 < parts.len()) {
            let head: String = parts[from..to].iter().map(|part| part.written.as_str()).collect();
            runs.push(head + &parts[to].lemma);
        }
    }
    runs
}

fn bare_forms(lemma: &HashMap<String, String>) -> HashMap<String, Option<String>> {
    let mut bare: HashMap<String, Option<String>> = HashMap::new();
    #[expect(
        clippy::iter_over_hash_type,
        reason = "what two forms share is settled the same way in any order, see below"
    )]
    for (form, lemma) in lemma {
        let folded = fold(form);
        if folded == *form {
            continue;
        }
        // two base forms for one bare form: neither is taken, whatever order the map has
        bare.entry(folded)
            .and_modify(|known| {
                if known.as_deref() != Some(lemma) {
                    *known = None;
                }
            })
            .or_insert_with(|| Some(lemma.clone()));
    }
    bare
}

fn fingerprint(source: &Source) -> Result<String, DictionaryError> {
    let mut hasher = blake3::Hasher::new();
    for file in FILES {
        hasher.update(source.text(file)?.unwrap_or_default().as_bytes());
        hasher.update(&[0]);
    }
    Ok(hasher.finalize().to_hex()[..16].to_owned())
}

fn row_error(file: &str, word: &str, message: &str) -> DictionaryError {
    DictionaryError::Row { file: file.to_owned(), line: 0, message: format!("{word}: {message}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compounds() -> Compounds {
        Compounds::load(&Source::default()).expect("built-in dictionaries load")
    }

    #[track_caller]
    fn check_lemma(words: &str, expected: &str) {
        let compounds = compounds();
        for word in words.split_whitespace() {
            assert_eq!(compounds.lemma(word), expected, "{word}");
        }
    }

    #[track_caller]
    fn check_parts(word: &str, expected: &str) {
        assert_eq!(compounds().parts(word).join(" "), expected, "{word}");
    }

    #[test]
    fn forms_of_a_word_share_its_base_form() {
        check_lemma("protokoll protokollet protokollens protokollets", "protokoll");
        check_lemma("ledamot ledamoten ledamöter ledamöternas", "ledamot");
        check_lemma("ska skall skulle", "ska");
        check_lemma("åtgärd åtgärden åtgärderna åtgärders", "åtgärd");
        check_lemma("fråga frågan frågor frågornas", "fråga");
        check_lemma("uppdrag uppdraget uppdragens", "uppdrag");
    }

    #[test]
    fn compounds_take_the_base_form_of_their_head() {
        check_lemma("handlingsplan handlingsplanen handlingsplanernas", "handlingsplan");
        check_lemma("miljönämndsledamöter miljönämndsledamot", "miljönämndsledamot");
    }

    #[test]
    fn like_looking_words_stay_apart() {
        let compounds = compounds();
        for (a, b) in [("yrkande", "yrke"), ("verksamhet", "verksam"), ("säkerhet", "säker"), ("ersättare", "ersätta")]
        {
            assert_ne!(compounds.lemma(a), compounds.lemma(b), "{a} {b}");
        }
    }

    #[test]
    fn unknown_words_lose_an_ending() {
        #[derive(serde::Deserialize)]
        struct Row {
            example: String,
            rest: String,
        }
        let source = Source::default();
        let compounds = compounds();
        for row in source.rows::<Row>("search/endings.csv").unwrap_or_default() {
            assert_eq!(compounds.without_ending(&row.example), row.rest, "{}", row.example);
        }
    }

    #[test]
    fn unknown_words_and_their_genitives_are_alike() {
        check_lemma("kvarnrike kvarnriket kvarnrikets kvarnrikes", "kvarnrik");
        check_lemma("xyzzebo xyzzebos", "xyzzebo");
        check_lemma("zvorige zvoriges", "zvorig");
        check_lemma("zvorighet zvorigheten zvorigheterna", "zvorigh");
    }

    #[test]
    fn words_are_cut_at_their_linking_letters() {
        check_parts("handlingsplanerna", "handling plan");
        check_parts("skolgård", "skola gård");
        check_parts("stadsdelsnämnden", "stad del stadsdel nämnd");
        check_parts("gatukontoret", "gata kontor");
        check_parts("arbetsmiljön", "arbete miljö");
        check_parts("djurrättsfrågor", "djurrätt rättsfråga djur rätt fråga");
    }

    #[test]
    fn whole_words_are_not_cut() {
        for word in
            ["förslaget", "bokslut", "storlek", "uppdrag", "verksamheten", "inte", "invånare", "byggnader", "nämnd"]
        {
            check_parts(word, "");
        }
    }

    #[test]
    fn words_typed_without_marks_are_known_where_one_fits() {
        assert_eq!(compounds().lemma_of_bare("atgarderna"), Some("åtgärd"));
        assert_eq!(compounds().lemma_of_bare("namnd"), Some("nämnd"));
        assert!(compounds().stands_alone("väl") && compounds().stands_alone("val"));
        assert!(!compounds().stands_alone("åtgärd"));
    }

    #[test]
    fn files_are_sorted_without_doubles() {
        for file in FILES {
            let text = Source::default().text(file).ok().flatten().unwrap_or_default();
            let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).skip(1).collect();
            for pair in rows.windows(2) {
                assert!(pair[0] < pair[1], "{file}: {} before {}", pair[0], pair[1]);
            }
        }
    }
}
