//! Reads a query as typed into a tree. Everything that can't be honoured is an error that points at its spot: a query is
//! never silently weakened.

use super::IndexError;
use super::read_tokens::{Sign, Token, tokens};

/// Longer queries are refused (bytes): no one types them, and cost must be bounded.
const LONGEST_QUERY: usize = 2_000;

/// More words than this are refused.
const MOST_LEAVES: usize = 64;

/// Deeper brackets than this are refused.
const DEEPEST: usize = 16;

/// Fewest letters before `*`.
const SHORTEST_PREFIX: usize = 2;

/// A query as a tree. `at` is a byte offset into the query.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Every one of these.
    All(Vec<Node>),
    /// Any of these.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// Words in a row; one word is a row of one. `exact`: only as written.
    Words { text: String, exact: bool },
    /// Words that begin so.
    Prefix { start: String, at: usize },
    /// A field's value, as typed.
    Field { name: String, value: String, at: Spots },
}

/// Where a field stands in the query, as byte offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spots {
    /// Where its name begins.
    pub name: usize,
    /// Where its value begins.
    pub value: usize,
}

/// Read a query. An empty query gives `All` of nothing: every segment.
pub(super) fn parse(query: &str) -> Result<Node, IndexError> {
    if query.len() > LONGEST_QUERY {
        return Err(error(LONGEST_QUERY, "sökfrågan är för lång; dela upp den i flera"));
    }
    let tokens = tokens(query)?;
    let mut parser = Parser { tokens: &tokens, at: 0, end: query.len(), leaves: 0 };
    if tokens.is_empty() {
        return Ok(Node::All(Vec::new()));
    }
    let node = parser.any(0)?;
    match parser.peek() {
        None => Ok(node),
        // only a closing bracket can stop the reading early
        Some(token) => Err(error(token.at, "högerparentes utan vänsterparentes; ta bort den eller skriv ( tidigare")),
    }
}

pub(super) fn error(at: usize, message: impl Into<String>) -> IndexError {
    IndexError::Query { at, message: message.into() }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    end: usize,
    leaves: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn spot(&self) -> usize {
        self.peek().map_or(self.end, |token| token.at)
    }

    fn any(&mut self, depth: usize) -> Result<Node, IndexError> {
        let mut nodes = vec![self.all(depth)?];
        while self.peek().is_some_and(|token| token.sign == Sign::Or) {
            self.at += 1;
            nodes.push(self.all(depth)?);
        }
        Ok(one_or(nodes, Node::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Node, IndexError> {
        let mut nodes = vec![self.not(depth)?];
        loop {
            match self.peek().map(|token| &token.sign) {
                Some(Sign::And) => self.at += 1,
                None | Some(Sign::Or | Sign::Close) => return Ok(one_or(nodes, Node::All)),
                Some(_) => {}
            }
            nodes.push(self.not(depth)?);
        }
    }

    fn not(&mut self, depth: usize) -> Result<Node, IndexError> {
        if self.peek().is_some_and(|token| token.sign == Sign::Not) {
            self.at += 1;
            return Ok(Node::Not(Box::new(self.not_again(depth)?)));
        }
        self.term(depth)
    }

    fn not_again(&mut self, depth: usize) -> Result<Node, IndexError> {
        if self.peek().is_some_and(|token| token.sign == Sign::Not) {
            return Err(error(self.spot(), "två NOT i rad tar ut varandra; skriv ett eller inget"));
        }
        self.term(depth)
    }

    fn term(&mut self, depth: usize) -> Result<Node, IndexError> {
        let at = self.spot();
        let Some(token) = self.peek().cloned() else {
            return Err(error(at, "här saknas ett ord; skriv vad som ska sökas"));
        };
        self.at += 1;
        self.leaves += 1;
        if self.leaves > MOST_LEAVES {
            return Err(error(at, format!("för många ord (fler än {MOST_LEAVES}); dela upp frågan i flera")));
        }
        match token.sign {
            Sign::Open => self.bracket(at, depth),
            Sign::Quoted { text, exact } => phrase(&text, exact, at),
            Sign::Bare(word) => bare_word(&word, at),
            Sign::Field(name) => self.field(&name, at, depth),
            Sign::Close if self.at >= 2 && self.tokens[self.at - 2].sign == Sign::Open => {
                Err(error(at, "parentesen är tom; skriv något i den eller ta bort den"))
            }
            Sign::Close => Err(error(at, "här väntades ett ord, inte en högerparentes")),
            Sign::And | Sign::Or => {
                Err(error(at, "AND och OR ska stå mellan två ord; skriv dem små om orden själva söks"))
            }
            Sign::Not => Err(error(at, "NOT ska följas av ett ord")),
        }
    }

    fn bracket(&mut self, at: usize, depth: usize) -> Result<Node, IndexError> {
        if depth >= DEEPEST {
            return Err(error(at, "för många parenteser i varandra"));
        }
        let node = self.any(depth + 1)?;
        self.close(at)?;
        Ok(node)
    }

    fn close(&mut self, opened: usize) -> Result<(), IndexError> {
        if self.peek().is_none_or(|token| token.sign != Sign::Close) {
            return Err(error(opened, "parentesen stängs aldrig; skriv ) efter sista ordet i den"));
        }
        self.at += 1;
        Ok(())
    }

    /// `name:value`, `name:"several words"` or `name:(one OR another)`.
    fn field(&mut self, name: &str, at: usize, depth: usize) -> Result<Node, IndexError> {
        let spot = self.spot();
        if let Some(value) = self.value() {
            return Ok(field(name, value, Spots { name: at, value: spot }));
        }
        match self.peek().map(|token| &token.sign) {
            Some(Sign::Open) if depth < DEEPEST => {
                self.at += 1;
                let values = self.values(name, at)?;
                self.close(at)?;
                Ok(values)
            }
            // an upper-case word right after the colon is a value: `parti:OR` is no operator
            Some(Sign::And | Sign::Or | Sign::Not | Sign::Field(_)) => {
                Err(error(spot, format!("{name}: saknar värde")))
            }
            _ => Err(error(at, format!("{name}: saknar värde"))),
        }
    }

    /// Values with OR between them, up to the closing bracket.
    fn values(&mut self, name: &str, at: usize) -> Result<Node, IndexError> {
        let wrong = |spot| error(spot, format!("i {name}:(…) ska värden stå med OR emellan"));
        let mut values = Vec::new();
        loop {
            let spot = self.spot();
            let value = self.value().ok_or_else(|| wrong(spot))?;
            values.push(field(name, value, Spots { name: at, value: spot }));
            match self.peek().map(|token| &token.sign) {
                Some(Sign::Or) => self.at += 1,
                None | Some(Sign::Close) => return Ok(one_or(values, Node::Any)),
                Some(_) => return Err(wrong(self.spot())),
            }
        }
    }

    /// The word or phrase that stands here, if one does.
    fn value(&mut self) -> Option<String> {
        let value = match self.peek().map(|token| &token.sign) {
            Some(Sign::Bare(value) | Sign::Quoted { text: value, .. }) => value.clone(),
            _ => return None,
        };
        self.at += 1;
        Some(value)
    }
}

fn field(name: &str, value: String, at: Spots) -> Node {
    Node::Field { name: name.to_owned(), value, at }
}

fn one_or(mut nodes: Vec<Node>, wrap: fn(Vec<Node>) -> Node) -> Node {
    if nodes.len() == 1 { nodes.remove(0) } else { wrap(nodes) }
}

fn phrase(text: &str, exact: bool, at: usize) -> Result<Node, IndexError> {
    if text.contains('*') {
        return Err(error(at, "* kan inte stå inom citattecken; skriv ordet med * utanför"));
    }
    searchable(text, at)?;
    Ok(Node::Words { text: text.to_owned(), exact })
}

fn bare_word(word: &str, at: usize) -> Result<Node, IndexError> {
    let (word, exact, at) = match word.strip_prefix('=') {
        Some(word) => (word, true, at + 1),
        None => (word, false, at),
    };
    // `?` and `,` after a word are how people write, not wildcards
    let plain = word.trim_end_matches([',', ';', '.', '!', '?']);
    if let Some(star) = plain.find('*') {
        return prefix(plain, star, exact, at);
    }
    searchable(plain, at)?;
    Ok(Node::Words { text: plain.to_owned(), exact })
}

fn prefix(word: &str, star: usize, exact: bool, at: usize) -> Result<Node, IndexError> {
    let start = &word[..star];
    if star + 1 != word.len() || exact {
        let hint = "* kan bara stå sist i ett ord; ordets sista led hittas ändå (plan hittar handlingsplan)";
        return Err(error(at + star, hint));
    }
    let found = super::find_words::words(start);
    match found.as_slice() {
        [one] if one.text.chars().count() >= SHORTEST_PREFIX && one.range == (0..start.len()) => {
            Ok(Node::Prefix { start: one.text.clone(), at })
        }
        [one] if one.range == (0..start.len()) => {
            Err(error(at, format!("skriv minst {SHORTEST_PREFIX} bokstäver före *")))
        }
        _ => Err(error(at, "före * ska det stå ett enda ord utan skiljetecken")),
    }
}

fn searchable(text: &str, at: usize) -> Result<(), IndexError> {
    if super::find_words::words(text).is_empty() {
        return Err(error(at, format!("”{text}” innehåller inget ord att söka")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as brackets: `(& a b)`, `(| a b)`, `!a`, `"a b"`, `a*`, `name:value`.
    fn show(node: &Node) -> String {
        let list = |sign: &str, nodes: &[Node]| {
            let inside: Vec<String> = nodes.iter().map(show).collect();
            format!("({sign} {})", inside.join(" "))
        };
        match node {
            Node::All(nodes) => list("&", nodes),
            Node::Any(nodes) => list("|", nodes),
            Node::Not(node) => format!("!{}", show(node)),
            Node::Words { text, exact } => format!("{}{text}", if *exact { "=" } else { "" }),
            Node::Prefix { start, .. } => format!("{start}*"),
            Node::Field { name, value, .. } => format!("{name}:{value}"),
        }
    }

    #[track_caller]
    fn check(query: &str, expected: &str) {
        match parse(query) {
            Ok(node) => assert_eq!(show(&node), expected, "{query}"),
            Err(error) => panic!("{query}: {error}"),
        }
    }

    #[track_caller]
    fn refuse(query: &str, spot: usize, says: &str) {
        match parse(query) {
            Err(IndexError::Query { at, message }) => {
                assert_eq!(at, spot, "{query}: {message}");
                assert!(message.contains(says), "{query}: {message}");
            }
            other => panic!("{query}: {other:?}"),
        }
    }

    #[test]
    fn words_are_all_wanted_unless_said_otherwise() {
        check("lokala planer", "(& lokala planer)");
        check("a1 AND b1 OR c1", "(| (& a1 b1) c1)");
        check("skola NOT förskola", "(& skola !förskola)");
        check("skola -förskola", "(& skola !förskola)");
        check("skola ELLER (hem INTE vård)", "(| skola (& hem !vård))");
        check("och eller and or not", "(& och eller and or not)");
        check("Vad händer?", "(& Vad händer)");
    }

    #[test]
    fn phrases_prefixes_and_exact_words() {
        check("\"lokal plan\" ”en till”", "(& lokal plan en till)");
        check("=planen =\"lokal plan\"", "(& =planen =lokal plan)");
        check("handling*", "handling*");
        check("HÄND*", "händ*");
        check("2001:453", "2001:453");
        check("e-post § 21 §§4", "(& e-post § 21 §§4)");
    }

    #[test]
    fn fields_take_words_phrases_and_choices() {
        check("år:2016..2018 plan", "(& år:2016..2018 plan)");
        check("organ:\"Södra nämnden\"", "organ:Södra nämnden");
        check("parti:(V OR MP)", "(| parti:V parti:MP)");
        check("-typ:motion", "!typ:motion");
    }

    #[test]
    fn errors_point_at_the_spot() {
        refuse("plan \"lokal", 5, "citattecknet");
        refuse("(plan", 0, "parentesen");
        refuse("plan)", 4, "högerparentes");
        refuse("AND plan", 0, "mellan två ord");
        refuse("plan OR", 7, "saknas ett ord");
        refuse("å ()", 4, "tom");
        refuse("*plan", 0, "sist");
        refuse("p*", 0, "minst 2");
        refuse("\"pla* x\"", 0, "citattecken");
        refuse("plan NOT NOT x", 9, "två NOT");
        refuse("parti:(V MP)", 9, "OR emellan");
        refuse("…", 0, "inget ord");
        refuse(&"x ".repeat(65), 128, "för många ord");
        refuse(&"x".repeat(3000), 2000, "för lång");
        refuse(&"(".repeat(20), 16, "för många parenteser");
    }

    proptest::proptest! {
        #[test]
        fn no_query_panics_and_errors_are_inside(query in "[a-zåAORNDT \"()*:=§.\\-”]{0,40}") {
            if let Err(IndexError::Query { at, .. }) = parse(&query) {
                proptest::prop_assert!(at <= query.len());
                proptest::prop_assert!(query.is_char_boundary(at));
            }
        }
    }
}
