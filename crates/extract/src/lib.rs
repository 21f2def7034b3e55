#![doc = include_str!("../README.md")]

mod chunk_reader;
mod control;
mod diagnostic;
mod encoding;
mod extract_scan;
mod filler;
mod form;
mod grouping;
mod layout;
mod parse;
mod people;
mod person;
mod reader;
mod record_boundary;
mod reply;
mod road;
mod thin;
mod whole;
mod writer;

pub use chunk_reader::ChunkReader;
pub use control::{Header, NotAnExtract, Trailer};
pub use diagnostic::{Diagnostic, Diagnostics, Problem, Severity};
pub use extract_scan::ExtractScan;
pub use form::{Form, LineEnd, Width};
pub use layout::{Field, FieldKind, RecordLayout, RecordType, layouts};
pub use parse::Extract;
pub use person::Person;
pub use reader::{Record, Records};
pub use record_boundary::STATUS_PERSON;
pub use reply::Reply;
pub use road::{Roads, road_of};
pub use thin::ThinnedExtract;
pub use whole::{has_end, has_start, is_only_filler};
pub use writer::{Part, RecordWriter, UnknownField, UnknownRecord, Writer, end_record};
