//! Gathers the duties of a governing document into points: a bullet is a point, neighbouring sentences on the same body
//! are one, a list under a stem gives a point an item.

use serde::{Deserialize, Serialize};

use crate::classify::DocKind;
use crate::dictionaries::{Dictionaries, Municipality};
use crate::segment::Document;
use crate::text::LineNo;

use super::addressees::{Addressees, Mention, mention, of_heading};
use super::blocks::{Block, BlockKind};
use super::duties::{Duty, duty, is_strong};
use super::duty_tables::{DutyTable, cell_blocks, cells, duty_table};
use super::sentences::{Sentence, sentences};
use super::zones::Zone;
use super::{AddresseeClass, Origin, PointKind};

/// A point before it has a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Raw {
    /// Directive or demand.
    pub origin: Origin,
    /// Its shape.
    pub kind: PointKind,
    /// Nearest heading.
    pub heading: String,
    /// The stem it hangs on, or empty.
    pub stem: String,
    /// Its words without the stem.
    pub text: String,
    /// The modal word.
    pub modality: String,
    /// Whom it binds.
    pub addressees: Addressees,
    /// First line.
    pub from: LineNo,
    /// Last line.
    pub to: LineNo,
    /// Last line of what is said about it; of a directive its own last line.
    pub reach: LineNo,
}

/// What gathering needs to know of the document around a block.
struct Reader<'a> {
    kind: DocKind,
    municipality: Option<&'a Municipality>,
    dictionaries: &'a Dictionaries,
    /// The body last named in full, for `Nämnden`.
    last_named: Option<Addressees>,
    /// Headings of the document, folded into words: an item that repeats one is an overview.
    headings: Vec<Vec<String>>,
}

/// The directives of a document, in order of place.
pub fn gather(document: &Document, blocks: &[Block], zones: &[Zone], dictionaries: &Dictionaries) -> Vec<Raw> {
    let municipality = document.handling.municipality.as_deref();
    let mut reader = Reader {
        kind: document.handling.kind,
        municipality: dictionaries.municipalities.iter().find(|one| Some(one.id.as_str()) == municipality),
        dictionaries,
        last_named: None,
        headings: headings(blocks),
    };
    let mut points = Vec::new();
    let mut stem: Option<Stem> = None;
    let mut table: Option<DutyTable> = None;
    for (at, (block, zone)) in blocks.iter().zip(zones).enumerate() {
        // `Nämnden` of a new paragraph may go on about a body by name, hardly about a class.
        reader.last_named = reader.last_named.take().filter(|named| named.class == AddresseeClass::Named);
        match block.kind {
            BlockKind::Heading(_) => {
                stem = None;
                reader.last_named = of_heading(&block.text, reader.municipality, dictionaries);
            }
            _ if *zone != Zone::Body || reader.is_skipped(block) => stem = None,
            BlockKind::Item(_) => match &stem {
                Some(stem) => points.extend(reader.listed(block, stem)),
                None => points.extend(reader.bullet(block)),
            },
            BlockKind::Row => {
                stem = None;
                let goes_on = at > 0 && blocks[at - 1].kind == BlockKind::Row;
                table = if goes_on { table } else { duty_table(block, &dictionaries.cues) };
                match &table {
                    Some(_) if !goes_on => {}
                    Some(table) => points.extend(reader.duty_row(block, table)),
                    None => points.extend(cell_blocks(block).iter().filter_map(|cell| reader.cell(cell))),
                }
            }
            BlockKind::Paragraph => {
                let before_items = matches!(blocks.get(at + 1).map(|next| &next.kind), Some(BlockKind::Item(_)));
                stem = before_items.then(|| reader.stem(block)).flatten();
                points.extend(reader.prose(block, stem.as_ref()));
            }
        }
    }
    points
}

/// The opening words of a list.
struct Stem {
    text: String,
    duty: Duty,
    addressees: Addressees,
}

fn headings(blocks: &[Block]) -> Vec<Vec<String>> {
    blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Heading(_)))
        .map(|block| super::words::words(&block.text))
        .collect()
}

impl Reader<'_> {
    /// Background, definitions, law, and entries of a contents list.
    fn is_skipped(&self, block: &Block) -> bool {
        let cues = &self.dictionaries.cues;
        if block.kind == BlockKind::Paragraph && is_contents_entry(&block.text) {
            return true;
        }
        let direct = block.path.len().saturating_sub(1);
        block.path.iter().enumerate().any(|(depth, (_, heading))| {
            cues.whole("skip_section", heading).is_some_and(|cue| cue.value != "direct" || depth == direct)
        })
    }

    fn in_duty_section(&self, block: &Block) -> bool {
        block.path.iter().any(|(_, heading)| self.dictionaries.cues.whole("duty_section", heading).is_some())
    }

    /// The duty of a sentence and whom it names, if it binds in this kind of document.
    fn binding(&self, sentence: &str, block: &Block) -> Option<(Duty, Mention)> {
        let found = duty(sentence, &self.dictionaries.cues)?;
        let mention = mention(sentence, &found, self.municipality, self.dictionaries);
        let names_body = matches!(mention, Mention::Named(..) | Mention::Same(_));
        let asks = ["uppmanas", "åläggs"].contains(&found.modality.as_str());
        let binds = match self.kind {
            // A memorandum mostly tells; it asks where it says so, puts a plain duty on a body or the city, or has a
            // heading that asks.
            DocKind::Promemoria => {
                let is_item = matches!(block.kind, BlockKind::Item(_));
                let has_subject = names_body || mention == Mention::City;
                asks || is_strong(&found) && has_subject
                    || self.in_duty_section(block) && (is_item || is_strong(&found) || has_subject)
            }
            _ => is_strong(&found) || names_body || found.modality == "bör" || mention == Mention::City,
        };
        binds.then_some((found, mention))
    }

    fn stem(&mut self, block: &Block) -> Option<Stem> {
        let last = sentences(block, &self.dictionaries.cues).pop()?;
        let open = last.text.ends_with(':') || !last.text.ends_with(['.', '!', '?']);
        let found = duty(&last.text, &self.dictionaries.cues).filter(|_| open)?;
        let mention = mention(&last.text, &found, self.municipality, self.dictionaries);
        let addressees = self.resolve(mention, block);
        Some(Stem { text: last.text, duty: found, addressees })
    }

    fn listed(&mut self, block: &Block, stem: &Stem) -> Option<Raw> {
        let sentences = sentences(block, &self.dictionaries.cues);
        let (first, last) = (sentences.first()?, sentences.last()?);
        Some(Raw {
            origin: Origin::Directive,
            kind: PointKind::List,
            heading: block.heading().to_owned(),
            stem: stem.text.clone(),
            text: block.text.clone(),
            modality: stem.duty.modality.clone(),
            addressees: stem.addressees.clone(),
            from: first.from,
            to: last.to,
            reach: last.to,
        })
    }

    /// A bullet is one point, whatever it says beside its duty.
    fn bullet(&mut self, block: &Block) -> Option<Raw> {
        if self.headings.contains(&super::words::words(&block.text)) {
            return None;
        }
        let sentences = sentences(block, &self.dictionaries.cues);
        let (found, mention) = sentences.iter().find_map(|sentence| self.binding(&sentence.text, block))?;
        let addressees = self.resolve(mention, block);
        let whole: Vec<&Sentence> = sentences.iter().collect();
        Some(raw(&whole, PointKind::Bullet, block, &found, addressees))
    }

    /// A row of a table of duties: a duty on the body that stands beside it, or, where that cell is empty, above it.
    fn duty_row(&mut self, block: &Block, table: &DutyTable) -> Option<Raw> {
        let cells: Vec<&str> = cells(block).collect();
        let (who, what) = (cells.get(table.who)?, cells.get(table.what).filter(|cell| !cell.is_empty())?);
        let named = of_heading(who, self.municipality, self.dictionaries);
        let other = || Addressees { class: AddresseeClass::Other, names: vec![(*who).to_owned()] };
        let addressees = if who.is_empty() { self.last_named.clone()? } else { named.unwrap_or_else(other) };
        self.last_named = Some(addressees.clone());
        let modality = duty(what, &self.dictionaries.cues).map_or_else(|| "ska".to_owned(), |duty| duty.modality);
        let (from, to) = block.lines();
        Some(Raw {
            origin: Origin::Directive,
            kind: PointKind::List,
            heading: block.heading().to_owned(),
            stem: table.stem.clone(),
            text: (*what).to_owned(),
            modality,
            addressees,
            from,
            to,
            reach: to,
        })
    }

    /// A cell of another table is a point where it names who must act, if only the city: most tables tell.
    fn cell(&mut self, cell: &Block) -> Option<Raw> {
        let sentences = sentences(cell, &self.dictionaries.cues);
        let (found, mention) = sentences.iter().find_map(|sentence| {
            self.binding(&sentence.text, cell).filter(|(duty, mention)| match mention {
                Mention::Named(..) => true,
                Mention::City => is_strong(duty),
                Mention::Same(_) | Mention::None => false,
            })
        })?;
        let addressees = self.resolve(mention, cell);
        let whole: Vec<&Sentence> = sentences.iter().collect();
        Some(raw(&whole, PointKind::List, cell, &found, addressees))
    }

    /// The duties of running text; `stem` is its last sentence where a list follows.
    fn prose(&mut self, block: &Block, stem: Option<&Stem>) -> Vec<Raw> {
        let mut sentences = sentences(block, &self.dictionaries.cues);
        if stem.is_some() {
            sentences.pop();
        }
        let mut groups: Vec<Group> = Vec::new();
        for (at, sentence) in sentences.iter().enumerate() {
            let Some((found, mention)) = self.binding(&sentence.text, block) else {
                self.remember(&sentence.text);
                continue;
            };
            let before = groups.last().map_or("", |group| sentences[group.to].text.as_str());
            let opens = opens_point(&sentence.text, before, &mention, groups.last());
            let named = matches!(mention, Mention::Named(..));
            let addressees = self.resolve(mention, block);
            match groups.last_mut() {
                Some(group) if !opens && at - group.to <= 2 => {
                    group.to = at;
                    if named && !group.named {
                        group.addressees = addressees;
                        group.named = true;
                    }
                }
                _ => groups.push(Group { from: at, to: at, duty: found, addressees, named }),
            }
        }
        groups
            .into_iter()
            .map(|group| {
                let part: Vec<&Sentence> = sentences[group.from..=group.to].iter().collect();
                raw(&part, PointKind::Prose, block, &group.duty, group.addressees)
            })
            .collect()
    }

    /// Keep the body a sentence begins with, for the `Nämnden` of the next one.
    fn remember(&mut self, sentence: &str) {
        let all =
            Duty { modality: "ska".to_owned(), at: sentence.len().min(first_words(sentence)), end: sentence.len() };
        if let Mention::Named(named, 0..=1) = mention(sentence, &all, self.municipality, self.dictionaries)
            && named.class == AddresseeClass::Named
        {
            self.last_named = Some(named);
        }
    }

    fn resolve(&mut self, mention: Mention, block: &Block) -> Addressees {
        let section =
            block.path.iter().rev().find_map(|(_, heading)| of_heading(heading, self.municipality, self.dictionaries));
        let everyone = || Addressees { class: AddresseeClass::All, names: Vec::new() };
        match mention {
            Mention::Named(named, _) => {
                // `nämnderna` under `Stadsdelsnämnderna` are those; a section narrows what a sentence leaves open.
                let open = named.class == AddresseeClass::All
                    && named.names.iter().all(|name| !name.contains(' ') && name.chars().count() <= 10);
                let narrowed = section.filter(|_| open).unwrap_or(named);
                self.last_named = Some(narrowed.clone());
                narrowed
            }
            Mention::Same(_) => self.last_named.clone().or(section).unwrap_or_else(everyone),
            Mention::City | Mention::None => section.unwrap_or_else(everyone),
        }
    }
}

/// Whether a sentence with a duty begins a new point: it names its own body first, or says that it adds something.
fn opens_point(sentence: &str, before: &str, mention: &Mention, group: Option<&Group>) -> bool {
    let Some(group) = group else { return true };
    let adds = ["ocksa ", "darutover", "dessutom", "vidare ", "aven "]
        .iter()
        .any(|word| crate::text::fold(sentence).contains(word));
    match mention {
        // `… ska utse en samordnare. Samordnaren ska …` goes on about what was just ordered.
        Mention::Named(named, _) if named.class == AddresseeClass::Other && takes_up(&named.names, before) => adds,
        Mention::Named(named, _) if !group.named => {
            adds || named.class != group.addressees.class && !sentence.starts_with("Den ")
        }
        Mention::Named(_, at) => adds || *at < 20,
        Mention::Same(at) => adds || sentence[..*at].trim().is_empty(),
        Mention::City => sentence.starts_with("Staden ") || sentence.starts_with("Kommunen ") || adds,
        Mention::None => adds,
    }
}

/// An entry of a contents list whose leaders were lost: words and a page number. A year at the end is a deadline.
fn is_contents_entry(text: &str) -> bool {
    let number = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) && !text.contains(". ")
}

/// Whether the sentence before holds the word that is now the subject.
fn takes_up(names: &[String], before: &str) -> bool {
    let before: Vec<String> = super::words::words(before).iter().map(|word| super::words::stem(word)).collect();
    names.iter().any(|name| super::words::words(name).iter().all(|word| before.contains(&super::words::stem(word))))
}

fn first_words(sentence: &str) -> usize {
    sentence.split_inclusive(char::is_whitespace).take(3).map(str::len).sum()
}

/// Neighbouring sentences that are one point.
struct Group {
    from: usize,
    to: usize,
    duty: Duty,
    addressees: Addressees,
    named: bool,
}

fn raw(sentences: &[&Sentence], kind: PointKind, block: &Block, duty: &Duty, addressees: Addressees) -> Raw {
    let text: Vec<&str> = sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    Raw {
        origin: Origin::Directive,
        kind,
        heading: block.heading().to_owned(),
        stem: String::new(),
        text: text.join(" "),
        modality: duty.modality.clone(),
        addressees,
        from: sentences[0].from,
        to: sentences[sentences.len() - 1].to,
        reach: sentences[sentences.len() - 1].to,
    }
}

#[cfg(test)]
mod tests {
    use super::is_contents_entry;

    #[test]
    fn a_page_number_ends_an_entry_of_contents_and_a_year_does_not() {
        assert!(is_contents_entry("Nämnderna ska utbilda sina medarbetare 12"));
        assert!(!is_contents_entry("Nämnderna ska ha en plan senast 2018"));
        assert!(!is_contents_entry("Nämnderna ska ha en plan. Den ska vara klar före 12"));
        assert!(!is_contents_entry("Nämnderna ska ha en plan."));
    }
}
