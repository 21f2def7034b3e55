#![doc = include_str!("../README.md")]

mod chunk_reader;
mod clear_record;
mod control;
mod diagnostic;
mod encoding;
mod extract_scan;
mod field_value;
mod filler;
mod form;
mod grouping;
mod latin1;
mod layout;
mod minimisation;
mod off4_answer;
mod parse;
mod partial_moment;
mod people;
mod person;
mod person_reader;
mod person_records;
mod reader;
mod record_boundary;
mod record_fields;
mod reply;
mod road;
mod thin;
mod whole;
mod writer;

pub use chunk_reader::ChunkReader;
pub use clear_record::{ClearField, ClearRecord};
pub use control::{Header, NotAnExtract, Trailer};
pub use diagnostic::{Diagnostic, Diagnostics, Problem, Severity};
pub use extract_scan::ExtractScan;
pub use field_value::FieldValue;
pub use form::{Form, LineEnd, Width};
pub use latin1::Latin1;
pub use layout::{
    Addition, AdditionError, AdditionProblem, DayLayouts, Field, FieldKind, FieldType, Layouts,
    REQUIRED_FIELDS, RecordLayout, RecordTitle, RecordType, RecordTypes, layouts,
};
pub use minimisation::{
    BlankedField, InvalidMinimisation, Minimisation, Minimiser, NotBlankable, NotOmittable,
    OmittedRecord, ProtectedPersons, Protection, UnknownProtectedPersons, is_protected,
};
pub use off4_answer::{NotAnAnswer, Off4Answer};
pub use parse::Extract;
pub use partial_moment::{NotAMoment, PartialMoment};
pub use person::Person;
pub use person_reader::{PersonReader, PersonReaderError, Shown};
pub use person_records::PersonRecords;
pub use reader::{Record, Records};
pub use record_boundary::{PRIVATE_PERSON, STATUS_PERSON};
pub use record_fields::RecordFields;
pub use reply::Reply;
pub use road::{Roads, road_of};
pub use thin::ThinnedExtract;
pub use whole::{has_end, has_start, is_only_filler};
pub use writer::{Part, RecordWriter, UnknownField, UnknownRecord, Writer, end_record};
