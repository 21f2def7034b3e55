use std::fmt;

use crate::layout::RecordType;

/// Whether a file with such a problem can be used as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Logged as a warning; the file is used.
    Warning,
    /// The file is used only after a person has decided so.
    Error,
}

/// What is wrong at one place of a file. Names fields, never their contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The record does not begin with a three-digit type.
    NoType,
    /// Positions 4-13 are not ten digits.
    NoPnr,
    /// An unknown record type in a file without line ends.
    UnknownLength,
    /// The record ends before its key is complete.
    Short,
    /// The record is longer than its type, and the rest is not blanks: CPR has extended the layout. Reported once for
    /// each type of a file; the records are kept whole.
    Long,
    /// A second `000`.
    SecondStart,
    /// A field of the start record cannot be read.
    BadStart(&'static str),
    /// There is no `999`: the file is truncated.
    NoEnd,
    /// TAELLER is not digits.
    BadCounter,
    /// TAELLER differs from the number of records.
    WrongCounter {
        /// What TAELLER says.
        says: u64,
        /// How many records there are.
        found: u64,
    },
    /// A record other than `910` after `999`.
    AfterEnd,
    /// A person has records but no `001`, so they do not count as a person.
    NoPerson,
    /// A second record of a type that a person has once.
    Second,
    /// A person's second `001`: two groups of records of one person, and nothing says which is right.
    TwoGroups,
    /// The record comes before its person's `001`: a reader that replaces a person at `001` would delete it
    /// (`extract-format.md`).
    BeforePerson,
    /// A field that decides who receives the person cannot be read.
    BadField(&'static str),
    /// A digit field holds other characters.
    NotDigits(&'static str),
    /// An ASCII control character.
    Control,
    /// A byte from 0x80 to 0x9F: not in ISO-8859-1 text, but letters in other code pages.
    CodePage,
    /// Lines end with CR CR LF.
    DoubleCr,
    /// Empty lines, SUB, NUL or blanks around the records.
    Filler,
    /// The whole file is valid UTF-8 with letters beyond ASCII, so it is not ISO-8859-1.
    Utf8,
}

impl Problem {
    /// Whether the file can be used despite the problem.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Long | Self::NotDigits(_) | Self::Filler => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The kind of problem as an identifier, for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoType => "no-type",
            Self::NoPnr => "no-pnr",
            Self::UnknownLength => "unknown-length",
            Self::Short => "short",
            Self::Long => "long",
            Self::SecondStart => "second-start",
            Self::BadStart(_) => "bad-start",
            Self::NoEnd => "no-end",
            Self::BadCounter => "bad-counter",
            Self::WrongCounter { .. } => "wrong-counter",
            Self::AfterEnd => "after-end",
            Self::NoPerson => "no-person",
            Self::Second => "second",
            Self::TwoGroups => "two-groups",
            Self::BeforePerson => "before-person",
            Self::BadField(_) => "bad-field",
            Self::NotDigits(_) => "not-digits",
            Self::Control => "control",
            Self::CodePage => "code-page",
            Self::DoubleCr => "cr-cr-lf",
            Self::Filler => "filler",
            Self::Utf8 => "utf-8",
        }
    }

    /// The field concerned, if any.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::BadStart(field) | Self::BadField(field) | Self::NotDigits(field) => Some(field),
            Self::BadCounter | Self::WrongCounter { .. } => Some("TAELLER"),
            Self::NoType => Some("RECORDTYPE"),
            Self::NoPnr => Some("PNR"),
            _ => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoType => "does not begin with a three-digit record type",
            Self::NoPnr => "positions 4-13 are not ten digits",
            Self::UnknownLength => {
                "unknown record type, whose length is not known without line ends"
            }
            Self::Short => "ends before its PNR does",
            Self::Long => "is longer than the layout: kept as it came (said once for each type)",
            Self::SecondStart => "a second start record: are these two files in one?",
            Self::BadStart(_) => "cannot be read",
            Self::NoEnd => "the file ends without a 999 record: it is torn",
            Self::BadCounter => "is not a number",
            Self::WrongCounter { says, found } => {
                return write!(f, "says {says} records, found {found}");
            }
            Self::AfterEnd => "stands after the end record",
            Self::NoPerson => "belongs to a person without a 001 record",
            Self::Second => "is the person's second of a type that comes once",
            Self::TwoGroups => "is the person's second: two groups of records of one person",
            Self::BeforePerson => "stands before the person's 001 record",
            Self::BadField(_) => "cannot be read",
            Self::NotDigits(_) => "holds something other than digits",
            Self::Control => "holds a control character",
            Self::CodePage => "holds a byte that ISO-8859-1 text does not have: wrong code page?",
            Self::DoubleCr => "lines end with CR CR LF: a program has converted line ends twice",
            Self::Filler => "empty lines, blanks, NUL or SUB around the records (left out)",
            Self::Utf8 => "the file is UTF-8, not ISO-8859-1",
        })
    }
}

/// A [`Problem`] and its place. Contains nothing of the file's content, so it may be logged and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Diagnostic {
    line: u32,
    offset: usize,
    record: Option<RecordType>,
    problem: Problem,
}

impl Diagnostic {
    pub(crate) fn new(
        line: u32,
        offset: usize,
        record: Option<RecordType>,
        problem: Problem,
    ) -> Self {
        Self { line, offset, record, problem }
    }

    /// The line, counted from 1; in a file without line ends, the number of the record.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The byte at which the record begins, counted from 0.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The record's type, if it has one.
    pub const fn record(&self) -> Option<RecordType> {
        self.record
    }

    /// What is wrong.
    pub const fn problem(&self) -> Problem {
        self.problem
    }
}

/// `line 12, byte 345, record 001, field STATUS: cannot be read`. The caller adds the file's name.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, byte {}", self.line, self.offset)?;
        if let Some(record) = self.record {
            write!(f, ", record {record}")?;
        }
        if let Some(field) = self.problem.field() {
            write!(f, ", field {field}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// All problems of a file: the first [`Diagnostics::KEPT`] in full, the first of each kind wherever it occurs, and a
/// count of the rest.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    firsts: Vec<Diagnostic>,
    /// The number of problems of the kind of each of `firsts`.
    counts: Vec<u64>,
    errors: u64,
    warnings: u64,
}

impl Diagnostics {
    /// How many are kept in full; a file of garbage has one for each line.
    pub const KEPT: usize = 1000;

    /// The first problems, in the order in which they were found.
    pub fn kept(&self) -> &[Diagnostic] {
        &self.kept
    }

    /// How many errors there are in all.
    pub const fn errors(&self) -> u64 {
        self.errors
    }

    /// How many warnings there are in all.
    pub const fn warnings(&self) -> u64 {
        self.warnings
    }

    /// The first problem of each kind, in the order in which they were found. A file is accepted or held by these.
    pub fn firsts(&self) -> &[Diagnostic] {
        &self.firsts
    }

    /// The same with the number of problems of each kind.
    pub fn kinds(&self) -> impl Iterator<Item = (&Diagnostic, u64)> {
        self.firsts.iter().zip(self.counts.iter().copied())
    }

    /// Adds a problem.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        let error = diagnostic.problem.severity() == Severity::Error;
        *(if error { &mut self.errors } else { &mut self.warnings }) += 1;
        if self.kept.len() < Self::KEPT {
            self.kept.push(diagnostic);
        }
        let kind = |diagnostic: &Diagnostic| std::mem::discriminant(&diagnostic.problem);
        match self.firsts.iter().position(|first| kind(first) == kind(&diagnostic)) {
            Some(known) => self.counts[known] += 1,
            None => {
                self.firsts.push(diagnostic);
                self.counts.push(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_and_what() {
        let diagnostic =
            Diagnostic::new(12, 345, Some(RecordType::PERSON), Problem::BadField("STATUS"));
        assert_eq!(
            diagnostic.to_string(),
            "line 12, byte 345, record 001, field STATUS: cannot be read"
        );
    }

    #[test]
    fn keeps_the_first_of_each_kind_behind_any_number_of_others() {
        let mut diagnostics = Diagnostics::default();
        let many = u32::try_from(Diagnostics::KEPT).unwrap() + 1;
        for line in 0..many {
            diagnostics.add(Diagnostic::new(line, 0, None, Problem::Long));
        }
        diagnostics.add(Diagnostic::new(many, 0, None, Problem::BadField("STATUS")));
        let counts: Vec<_> = diagnostics.kinds().map(|(_, count)| count).collect();
        assert_eq!(counts, [u64::from(many), 1]);
        diagnostics.add(Diagnostic::new(many, 0, None, Problem::BadField("KOMKOD")));
        diagnostics.add(Diagnostic::new(many + 1, 0, None, Problem::NoEnd));
        assert_eq!((diagnostics.warnings(), diagnostics.errors()), (u64::from(many), 3));
        assert_eq!(diagnostics.kept().len(), Diagnostics::KEPT);
        let firsts: Vec<u32> = diagnostics.firsts().iter().map(Diagnostic::line).collect();
        assert_eq!(firsts, [0, many, many + 1]);
    }
}
