//! Lists the fields of the index: what is looked up, what is counted, what is kept to show a hit.

use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};

/// Name of the way words are found, as the schema refers to it.
pub(super) const WORDS: &str = "words";

/// Name of the way words of people's names are found.
pub(super) const NAMES: &str = "names";

/// The fields of the index.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub schema: Schema,
    /// The unit's own words.
    pub body: Field,
    /// Words of its heading.
    pub heading: Field,
    /// Words of the headings around it and the document's title.
    pub context: Field,
    /// Words of its repaired lines as they stood before repair.
    pub original: Field,
    pub typ: Field,
    pub organ_id: Field,
    pub organ: Field,
    /// Kind of part, to be shown and counted.
    pub part: Field,
    /// Kinds that it is found as: its own and those of the parts it is a piece of.
    pub piece_of: Field,
    pub party: Field,
    pub person: Field,
    pub dnr: Field,
    pub doc_id: Field,
    pub item: Field,
    pub year: Field,
    /// `20170614`; 0 without a date.
    pub date: Field,
    /// Place among the document's units, from 0.
    pub place: Field,
    /// What the text is like, to find passages that say the same; 0 where it is too short to tell.
    pub sketch: Field,
    /// What a hit shows and no other field has.
    pub shown: Field,
}

impl Fields {
    pub fn new() -> Self {
        let mut builder = Schema::builder();
        let words = |tokenizer: &str, option, norms| {
            let indexing =
                TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(norms);
            TextOptions::default().set_indexing_options(indexing)
        };
        let positions = words(WORDS, IndexRecordOption::WithFreqsAndPositions, true);
        // what is only asked for whole needs no lengths of fields, a byte a unit each
        let whole = words("raw", IndexRecordOption::Basic, false);
        let counted = whole.clone().set_fast("raw");
        Self {
            body: builder.add_text_field("body", positions.clone()),
            heading: builder.add_text_field("heading", positions.clone()),
            context: builder.add_text_field("context", words(WORDS, IndexRecordOption::WithFreqs, true)),
            original: builder.add_text_field("original", positions),
            typ: builder.add_text_field("typ", counted.clone()),
            organ_id: builder.add_text_field("organ_id", whole.clone()),
            organ: builder.add_text_field("organ", TextOptions::default().set_fast("raw")),
            part: builder.add_text_field("part", TextOptions::default().set_fast("raw")),
            piece_of: builder.add_text_field("piece_of", whole.clone()),
            party: builder.add_text_field("party", counted),
            person: builder.add_text_field("person", words(NAMES, IndexRecordOption::WithFreqsAndPositions, false)),
            dnr: builder.add_text_field("dnr", whole.clone()),
            doc_id: builder.add_text_field("doc_id", whole.clone()),
            item: builder.add_text_field("item", whole),
            year: builder.add_i64_field("year", FAST),
            date: builder.add_u64_field("date", FAST),
            place: builder.add_u64_field("place", FAST),
            sketch: builder.add_u64_field("sketch", FAST),
            shown: builder.add_bytes_field("shown", STORED),
            schema: builder.build(),
        }
    }
}
