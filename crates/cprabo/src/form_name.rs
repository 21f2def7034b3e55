use clap::ValueEnum;
use synth::{LineEnd, RecordForm};

/// Whether records are filled up to their full length, as an option says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormName {
    /// Filled up with blanks, a line each: as in production
    Padded,
    /// Trailing blanks cut, a line each: as in CPR-kontoret's test extracts
    Trimmed,
    /// Filled up with blanks, with no line ends
    Stream,
}

/// What stands at the end of a line, as an option says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LineEndName {
    /// A line feed
    Lf,
    /// Carriage return and line feed
    Crlf,
}

impl From<FormName> for RecordForm {
    fn from(name: FormName) -> Self {
        match name {
            FormName::Padded => Self::Padded,
            FormName::Trimmed => Self::Trimmed,
            FormName::Stream => Self::Stream,
        }
    }
}

impl From<LineEndName> for LineEnd {
    fn from(name: LineEndName) -> Self {
        match name {
            LineEndName::Lf => Self::Lf,
            LineEndName::Crlf => Self::Crlf,
        }
    }
}
