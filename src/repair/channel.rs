//! How printed signs come to be read: a table of readings with costs, learned again from each document.
//!
//! Costs are negative logarithms (nats) of the chance that a printed sign is read so. The tables in `dictionaries/` are where
//! learning starts; engines differ, so a document's own sure repairs move the shares (expectation and maximisation, with the
//! tables as a prior).

use crate::dictionaries::{Confusion, Confusions, RARE, code};

/// Which letter a reading takes away: one switch each, because an engine may know some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// å.
    Ring,
    /// ä.
    Umlaut,
    /// ö.
    Slash,
    /// Any other slip.
    Other,
}

impl Class {
    /// The classes with letters of their own.
    pub const LETTERS: [(Self, char); 3] = [(Self::Ring, 'å'), (Self::Umlaut, 'ä'), (Self::Slash, 'ö')];

    /// The class of a printed sign.
    pub fn of(truth: &str) -> Self {
        Self::LETTERS.into_iter().find(|(_, letter)| truth.contains(*letter)).map_or(Self::Other, |(class, _)| class)
    }
}

/// A set of classes that are damaged where a word stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Damage(u8);

impl Damage {
    /// Every class.
    pub const ALL: Self = Self(7);

    /// With one more class.
    #[must_use]
    pub fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }

    /// Whether a reading of that class may be undone; other slips may where anything is damaged.
    pub fn allows(self, class: Class) -> bool {
        match class {
            Class::Other => self.0 != 0,
            class => self.0 & 1 << class as u8 != 0,
        }
    }

    /// Whether nothing is damaged.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// A way to read a printed sign.
#[derive(Clone, Debug)]
pub struct Edge {
    /// What is read; empty where the sign was lost.
    pub read: Vec<char>,
    /// What was printed.
    pub truth: Vec<char>,
    /// What it takes away.
    pub class: Class,
    /// Cost in nats.
    pub cost: f32,
    /// What was printed, in lower case, as word lists number letters.
    pub codes: Codes,
}

/// One or two letters by their code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    codes: [u8; 2],
    length: u8,
}

impl Codes {
    /// The codes of one or two letters; `None` where there are more or one is not of the alphabet.
    fn of(letters: &[char]) -> Option<Self> {
        let mut codes = Self::default();
        for letter in letters {
            let code = Some(code(lower(*letter))).filter(|code| *code != RARE)?;
            *codes.codes.get_mut(usize::from(codes.length))? = code;
            codes.length += 1;
        }
        Some(codes)
    }

    /// The codes in order.
    pub fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        self.codes[..usize::from(self.length)].iter().copied()
    }
}

impl Edge {
    /// Whether `signs` begin with what is read. A capital in the table wants a capital; a small letter fits both, except in
    /// slips: `l` and `I` are confused, `L` is neither.
    pub fn matches(&self, signs: &[char]) -> bool {
        let exact = self.class == Class::Other;
        let fits =
            |(read, sign): (&char, &char)| read == sign || (!exact && !read.is_uppercase() && *read == lower(*sign));
        self.read.len() <= signs.len() && self.read.iter().zip(signs).all(fits)
    }

    /// Whether the table asks for a capital here.
    pub fn wants_capital(&self) -> bool {
        self.read.first().is_some_and(|c| c.is_uppercase())
    }
}

/// Rows of [`Channel::by_sign`].
const ROWS: usize = 129;

/// The row of a sign.
fn row(sign: char) -> usize {
    (lower(sign) as usize).min(ROWS - 1)
}

/// Lower case of one sign, where that is one sign.
#[inline]
pub fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Share a reading must have to be one of the pieces of a broken letter, and the share of each such pair.
const PIECE: f32 = 0.004;
const BROKEN: f32 = 0.0003;

/// A table of readings.
#[derive(Clone, Debug)]
pub struct Channel {
    edges: Vec<Edge>,
    start: Vec<f32>,
    /// The readings that begin with each of the signs that engines read, sorted.
    /// Readings by the sign they begin with: a row for each ASCII sign, one for all others.
    by_sign: Vec<Vec<usize>>,
    lost: Vec<usize>,
    kept: [f32; 3],
}

/// Repairs that count as much as the table: a document with this many of a letter moves its shares half way.
const PRIOR_STRENGTH: f32 = 40.0;
/// Part of å, ä or ö that an engine reads right although the text around it is damaged.
const KEPT: f32 = 0.01;

impl Channel {
    /// The table of the dictionaries.
    pub fn new(confusions: &Confusions) -> Self {
        let rows = confusions.marks.iter().chain(&confusions.slips);
        let mut edges: Vec<Edge> = rows.filter_map(edge).collect();
        edges.extend(broken(&edges));
        let mut by_sign = vec![Vec::new(); ROWS];
        let mut lost = Vec::new();
        for (at, edge) in edges.iter().enumerate() {
            match edge.read.first() {
                Some(sign) => by_sign[row(*sign)].push(at),
                None => lost.push(at),
            }
        }
        let start = edges.iter().map(|edge| (-edge.cost).exp()).collect();
        Self { edges, start, by_sign, lost, kept: [-KEPT.ln(); 3] }
    }

    /// Readings that may begin with this sign, and some with another that is rare.
    pub fn beginning_with(&self, sign: char) -> impl Iterator<Item = (usize, &Edge)> {
        self.by_sign[row(sign)].iter().map(|at| (*at, &self.edges[*at]))
    }

    /// Signs that leave nothing behind.
    pub fn lost(&self) -> impl Iterator<Item = (usize, &Edge)> {
        self.lost.iter().map(|at| (*at, &self.edges[*at]))
    }

    /// A reading by its number.
    pub fn edge(&self, at: usize) -> &Edge {
        &self.edges[at]
    }

    /// Cost of a sign that is read as itself.
    pub fn kept_cost(&self, sign: char, damage: Damage) -> f32 {
        if sign.is_ascii() {
            return 0.0;
        }
        match Class::LETTERS.into_iter().find(|(_, letter)| *letter == sign) {
            Some((class, _)) if damage.allows(class) => self.kept[class as usize],
            _ => 0.0,
        }
    }

    /// By how much each reading costs more (or less) in a document whose sure repairs used each so often, by number.
    #[must_use]
    pub fn learned(&self, used: &[f32]) -> Vec<f32> {
        let mut more = vec![0.0; self.edges.len()];
        for (class, _) in Class::LETTERS {
            let of_class = |at: &usize| self.edges[*at].class == class;
            let total: f32 = (0..used.len()).filter(of_class).map(|at| used[at]).sum();
            for at in (0..used.len()).filter(of_class) {
                let share = (used[at] + PRIOR_STRENGTH * self.start[at]) / (total + PRIOR_STRENGTH);
                more[at] = -share.ln() - self.edges[at].cost;
            }
        }
        more
    }

    /// How many readings the table has.
    pub fn len(&self) -> usize {
        self.edges.len()
    }
}

/// Readings of a letter that broke in two, each piece read as the letter alone can be (`d&` for ä), beside those listed.
fn broken(edges: &[Edge]) -> Vec<Edge> {
    let mut more = Vec::new();
    for (class, letter) in Class::LETTERS {
        let of_class = || edges.iter().filter(move |edge| edge.class == class);
        let pieces: Vec<char> = of_class()
            .filter(|edge| edge.read.len() == 1 && edge.cost <= -PIECE.ln() && !edge.wants_capital())
            .map(|edge| edge.read[0])
            .collect();
        for read in pieces.iter().flat_map(|first| pieces.iter().map(move |second| vec![*first, *second])) {
            if !of_class().any(|edge| edge.read == read) {
                let codes = Codes::of(&[letter]).unwrap_or_default();
                more.push(Edge { read, truth: vec![letter], class, cost: -BROKEN.ln(), codes });
            }
        }
    }
    more
}

fn edge(row: &Confusion) -> Option<Edge> {
    let truth: Vec<char> = row.truth.chars().collect();
    Some(Edge {
        read: row.read_as.chars().collect(),
        class: Class::of(&row.truth),
        cost: -row.share.ln(),
        codes: Codes::of(&truth)?,
        truth,
    })
}
