use clap::ValueEnum;
use synth::{LineEnd, RecordForm, StandardAddress};

/// Whether records are padded, as an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormName {
    /// Padded with blanks, with line ends: as in production
    Padded,
    /// Trailing blanks cut, with line ends: as in CPR-kontoret's test extracts
    Trimmed,
    /// Padded with blanks, without line ends
    Stream,
}

/// The line end, as an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LineEndName {
    /// A line feed
    Lf,
    /// Carriage return and line feed
    Crlf,
}

/// How standard addresses are written, as an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StandardAddressName {
    /// As since 2023: `Strandvejen 123A, st. tv`
    Dar,
    /// As before: `Strandvejen 123 A,st tv`
    Old,
}

impl From<StandardAddressName> for StandardAddress {
    fn from(name: StandardAddressName) -> Self {
        match name {
            StandardAddressName::Dar => Self::Dar,
            StandardAddressName::Old => Self::Old,
        }
    }
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
