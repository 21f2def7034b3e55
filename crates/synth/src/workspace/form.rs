use extract::Form;
use serde::{Deserialize, Serialize};

/// Whether records are padded, and whether there are line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordForm {
    /// Padded with blanks, with line ends: as in production.
    Padded,
    /// Trailing blanks cut, with line ends: as in CPR-kontoret's test extracts.
    Trimmed,
    /// Padded with blanks, without line ends.
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
