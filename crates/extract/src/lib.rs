#![doc = include_str!("../README.md")]

mod control;
mod cut;
mod diagnostic;
mod encoding;
mod filler;
mod form;
mod grouping;
mod layout;
mod parse;
mod people;
mod person;
mod pieces;
mod reader;
mod reply;
mod survey;
mod thin;
mod whole;
mod writer;

pub use control::{Header, Trailer};
pub use cut::STATUS_PERSON;
pub use diagnostic::{Diagnostic, Diagnostics, Problem, Severity};
pub use form::{Form, LineEnd, Width};
pub use layout::{Field, FieldKind, RecordLayout, RecordType, layouts};
pub use parse::{Extract, NotAnExtract};
pub use person::Person;
pub use pieces::Pieces;
pub use reader::{Record, Records};
pub use reply::Reply;
pub use survey::Survey;
pub use thin::Thinned;
pub use whole::{has_end, has_start, is_only_filler};
pub use writer::{Part, RecordWriter, UnknownField, UnknownRecord, Writer, end_record};
