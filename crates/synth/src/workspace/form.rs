use extract::Form;
use serde::{Deserialize, Serialize};

/// Whether records are filled up to their full length, and whether line ends stand between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordForm {
    /// Filled up with blanks, a line each: as in production.
    Padded,
    /// Trailing blanks cut, a line each: as in CPR-kontoret's test extracts.
    Trimmed,
    /// Filled up with blanks, with no line ends.
    Stream,
}

/// What stands at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineEnd {
    /// A line feed.
    Lf,
    /// Carriage return and line feed.
    Crlf,
}

impl RecordForm {
    /// The form of a file with these records and line ends.
    pub const fn with(self, line_end: LineEnd) -> Form {
        match (self, line_end) {
            (Self::Padded, LineEnd::Lf) => Form::PADDED_LF,
            (Self::Padded, LineEnd::Crlf) => Form::PADDED_CRLF,
            (Self::Trimmed, LineEnd::Lf) => Form::TRIMMED_LF,
            (Self::Trimmed, LineEnd::Crlf) => Form::TRIMMED_CRLF,
            (Self::Stream, _) => Form::STREAM,
        }
    }
}
