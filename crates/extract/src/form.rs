/// The bytes between two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// A line feed.
    Lf,
    /// Carriage return and line feed.
    CrLf,
    /// Nothing: each record is exactly as long as its type.
    None,
}

impl LineEnd {
    /// The bytes of the line end.
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
            Self::None => b"",
        }
    }
}

/// Whether records are padded to their type's full length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Padded with blanks, as in production.
    Padded,
    /// Trailing blanks cut, as in the CPR office's test extracts.
    Trimmed,
}

/// The physical form of a file to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    width: Width,
    line_end: LineEnd,
}

impl Form {
    /// Padded with LF: the default for files made from the replica (`extract-format.md`).
    pub const PADDED_LF: Self = Self { width: Width::Padded, line_end: LineEnd::Lf };
    /// Padded with CRLF.
    pub const PADDED_CRLF: Self = Self { width: Width::Padded, line_end: LineEnd::CrLf };
    /// Trailing blanks cut, with LF.
    pub const TRIMMED_LF: Self = Self { width: Width::Trimmed, line_end: LineEnd::Lf };
    /// Trailing blanks cut, with CRLF.
    pub const TRIMMED_CRLF: Self = Self { width: Width::Trimmed, line_end: LineEnd::CrLf };
    /// Padded, without line ends. (Trimmed records without line ends could not be read back.)
    pub const STREAM: Self = Self { width: Width::Padded, line_end: LineEnd::None };

    /// Every form that can be written and read.
    pub const ALL: [Self; 5] =
        [Self::PADDED_LF, Self::PADDED_CRLF, Self::TRIMMED_LF, Self::TRIMMED_CRLF, Self::STREAM];

    /// Whether records are padded.
    pub const fn width(self) -> Width {
        self.width
    }

    /// The line end.
    pub const fn line_end(self) -> LineEnd {
        self.line_end
    }
}
