//! `paragraf` reads a folder of Swedish municipal documents the way a patient auditor would.
//!
//! # The flow
//! A file goes through ten rooms, in this order. Each room is a plain function from one named type to the next and uses
//! only what it is handed; `pipeline` walks a corpus through them, `cli` is the door.
//!
//! | room | takes | gives |
//! |---|---|---|
//! | [`read`] | a PDF or text file | [`text::Pages`]: lines in reading order with place and page, or why not |
//! | [`repair`] | `Pages`, [`dictionaries`] | [`text::Repaired`]: lost å, ä, ö restored, each edit accounted for |
//! | [`classify`] | `Repaired` | [`classify::Handling`]: type, organ, date, year, diary number, with evidence |
//! | [`segment`] | `Handling` | [`segment::Parts`]: headed, numbered parts; decisions, reservations, attendance, activities |
//! | [`index`] | parts | a tantivy index, and answers to searches in our own types |
//! | [`directives`] | parts of all documents | points, criteria, lineage |
//! | [`matching`] | points, plans | evidence for each plan and point, best first, with a proposal |
//! | [`judge`] | questions about cells | answers of a language model or a person elsewhere, each checked |
//! | [`report`] | everything above | the tables of `output/`, in a fixed order |
//! | [`serve`] | what `index` and `report` wrote | web pages, read-only |
//!
//! `repair`, `classify`, `segment`, `directives` and `matching` are pure: no files, no network, no clock.

pub mod text;

pub mod config;

pub mod dictionaries;

pub mod read;

pub mod repair;

pub mod classify;

pub mod segment;

pub mod index;

pub mod directives;

pub mod matching;

pub mod judge;

pub mod report;

pub mod serve;

pub mod pipeline;

pub mod store;

pub mod evaluate;

pub mod cli;
