use std::fmt;

use super::limits::{
    HEADER, LARGEST_FILE, LONGEST_NAME, LONGEST_RECORD, MOST_FIELDS, MOST_FILES, MOST_NAMES,
    MOST_TYPES,
};

/// A file of additions that cannot be used: the file, the line, and the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct AdditionError {
    file: String,
    /// From 1; 0 for the file itself.
    line: u32,
    problem: AdditionProblem,
}

impl AdditionError {
    pub(super) fn new(file: &str, line: u32, problem: AdditionProblem) -> Self {
        Self { file: file.to_owned(), line, problem }
    }

    /// The reason.
    pub const fn problem(&self) -> AdditionProblem {
        self.problem
    }
}

impl fmt::Display for AdditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, problem } = self;
        match line {
            0 => write!(f, "{file}: {problem}"),
            line => write!(f, "{file}, line {line}: {problem}"),
        }
    }
}

/// Why a file of additions cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AdditionProblem {
    /// The name does not begin with a day or does not end with `.csv`.
    FileName,
    /// More bytes than [`Addition::LARGEST_FILE`](super::Addition::LARGEST_FILE).
    TooLarge,
    /// The first line is not [`Addition::HEADER`](super::Addition::HEADER).
    Header,
    /// Nothing but the header.
    Empty,
    /// More fields than a file may have.
    TooManyFields,
    /// More names of fields than the process keeps.
    TooManyNames,
    /// More files than [`Layouts::MOST_FILES`](super::Layouts::MOST_FILES).
    TooManyFiles,
    /// More record types than can be added.
    TooManyTypes,
    /// Fewer columns than six.
    Columns,
    /// Not three digits.
    RecordType,
    /// A record of the file itself or a reply: `000`, `910`, `997`, `999`.
    Reserved,
    /// Not a number from 1.
    Position,
    /// Not a number from 1.
    Length,
    /// Neither `N` nor `A`.
    Kind,
    /// Not a name.
    FieldName,
    /// The record has a field of that name.
    SameName,
    /// The position belongs to another field.
    Overlap(&'static str),
    /// Positions before it belong to no field; the next free one is this.
    Gap(usize),
    /// A new record type does not begin with RECORDTYPE and a number of a person.
    Key,
    /// The record would be longer than can be read.
    LongRecord,
}

impl fmt::Display for AdditionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileName => {
                f.write_str("the name is not that of a day: YYYY-MM-DD.csv or YYYY-MM-DD-….csv")
            }
            Self::TooLarge => write!(f, "has more than {LARGEST_FILE} bytes"),
            Self::Header => write!(f, "is not the header {HEADER}"),
            Self::Empty => f.write_str("no field follows the header"),
            Self::TooManyFields => write!(f, "more than {MOST_FIELDS} fields"),
            Self::TooManyNames => write!(f, "more than {MOST_NAMES} names of fields"),
            Self::TooManyFiles => write!(f, "more than {MOST_FILES} files"),
            Self::TooManyTypes => write!(f, "more than {MOST_TYPES} record types"),
            Self::Columns => f.write_str("has fewer than six columns"),
            Self::RecordType => f.write_str("the record type is not three digits"),
            Self::Reserved => {
                f.write_str("000, 910, 997 and 999 are of the file itself and take no additions")
            }
            Self::Position => f.write_str("the position is not a number from 1"),
            Self::Length => f.write_str("the length is not a number from 1"),
            Self::Kind => f.write_str("the kind is neither N (digits) nor A (text)"),
            Self::FieldName => write!(
                f,
                "the field's name is not one of letters, digits, - and _, at most {LONGEST_NAME}"
            ),
            Self::SameName => f.write_str("the record has a field of that name"),
            Self::Overlap(field) => write!(f, "overlaps the field {field}"),
            Self::Gap(next) => write!(f, "leaves a gap: the next free position is {next}"),
            Self::Key => f.write_str(
                "a new record type begins with RECORDTYPE (position 1, length 3, N) and a number \
                 of a person, such as PNR (position 4, length 10)",
            ),
            Self::LongRecord => {
                write!(f, "the record would be longer than {LONGEST_RECORD} bytes")
            }
        }
    }
}
