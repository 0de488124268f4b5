//! Tests of the room as a whole: queries over small invented documents, and over real ones where they are.

mod make_documents;
mod answers;
mod builds;
mod random_queries;
mod measure_known;
mod measure_shared;
