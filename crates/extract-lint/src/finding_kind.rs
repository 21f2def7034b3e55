use std::fmt;

use extract::{NotAnExtract, Problem, Severity};

/// What is wrong at one place. Names fields, never their contents.
///
/// An error makes a reader of this file go wrong: it cannot be read, it contradicts itself about one person, or a file
/// of the sequence is missing. A warning is something that CPR may send and a reader should know: an unknown code, an
/// order that matters to few, and two persons whose records contradict each other, because readers replace each person
/// separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingKind {
    /// The file cannot be read at all. An error.
    NotAnExtract(NotAnExtract),
    /// A problem found by the reader, with its severity: the platform holds a file for the same errors.
    Read(Problem),

    /// The file is a status extract (U12180-P), which is read like a change extract. A warning.
    StatusExtract,
    /// The file is an extract for private customers of CPR Direkte: its fields stand elsewhere, and nothing else in it
    /// is checked. An error.
    PrivateExtract,
    /// The file is a copy of the register, with other records: nothing else in it is checked. An error.
    RegistryCopy,
    /// An answer of OFF4 that is not as long as it says. An error.
    AnswerLength,
    /// An answer of OFF4 with this FEJLNR and without records: CPR refused the look-up. An error.
    AnswerRefused(u8),
    /// An answer of OFF4 with this FEJLNR and yet with records, as CPR's demonstration system has sent some. A warning.
    AnswerRemark(u8),
    /// Not an answer of OFF4, though it was given as one. An error.
    NotAnAnswer,

    /// Padded and cut records in one file, reported once. A warning: tolerant readers can read it, but no program of
    /// CPR writes such a file.
    MixedWidths,
    /// Neither as long as its type (or as the file's other records) nor cut after its last letter; reported once for
    /// each type. A warning, for the same reason.
    Ragged,
    /// Ends before a field of digits. Those are filled with zeros when unknown, so cutting blanks never removes them;
    /// reported once for each type. A warning: the field is read as unknown.
    EndsEarly,
    /// Ends within a field of digits. An error: the rest is a different number.
    Cut,
    /// A record type that is not in the layout, reported once for each. A warning: CPR extends the layout.
    UnknownType,

    /// Blank, in a record that means nothing without it. An error.
    Blank,
    /// Not a date: a month of 13, a 30th of February, other characters. An error: a reader's calendar refuses it.
    BadDate,
    /// Another person's number that is not ten digits. An error.
    BadPnr,
    /// Not one of the few values of the field. An error: readers decide by it.
    BadCode,
    /// Not one of the known values. A warning: CPR adds some at short notice.
    UnknownCode,
    /// A current address in a municipality that was abolished before PRODDTO. An error: no filter for a present
    /// municipality finds the person.
    Abolished,

    /// Not in the order of the file: `997`, persons, all `003`, `999`, `910`; reported at each return to the persons. A
    /// warning: readers go by number.
    OutOfPlace,
    /// A person's records continue after another person's. A warning: only readers that take one person at a time lose
    /// them.
    Scattered,
    /// Follows a higher record type of the same person. A warning.
    Unsorted,

    /// `002` of a person whose status is 30 or above: dead, emigrated, disappeared. An error: a municipality would
    /// still receive the person.
    NoResident,
    /// No `002` of an active person (status below 10). A warning: no municipality receives the person.
    NoAddress,
    /// A replaced number (status 50 or 60) without the valid one. An error: readers lose the person.
    NoSuccessor,
    /// A number that is not replaced but names another as the valid one. An error: one of the two is wrong.
    NotReplaced,

    /// A person who is related to or replaced by himself. An error.
    Oneself,
    /// The other person, in the same file, does not have the same relation. A warning: see above.
    NotReturned,
    /// The other person's number is replaced by another in the same file. A warning: CPR sends relatives again with the
    /// valid number.
    Outdated,
    /// A changed number, without the records of the new one in the same file. A warning.
    SuccessorAbsent,
    /// A number that is not in the file, though the file is given as the whole register. An error.
    Nobody,

    /// PRODDTOFORRIG is not before PRODDTO. An error: the file fits into no sequence.
    NotEarlier,
    /// Two files of one task and day. An error: one of them is a duplicate.
    SameDay,
    /// PRODDTOFORRIG is not the PRODDTO of the file before this one. An error: a file is missing.
    Gap,
}

impl FindingKind {
    /// Whether a reader of the file goes wrong.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Read(problem) => problem.severity(),
            Self::StatusExtract
            | Self::AnswerRemark(_)
            | Self::MixedWidths
            | Self::Ragged
            | Self::EndsEarly
            | Self::UnknownType
            | Self::UnknownCode
            | Self::OutOfPlace
            | Self::Scattered
            | Self::Unsorted
            | Self::NoAddress
            | Self::NotReturned
            | Self::Outdated
            | Self::SuccessorAbsent => Severity::Warning,
            Self::NotAnExtract(_)
            | Self::PrivateExtract
            | Self::RegistryCopy
            | Self::AnswerLength
            | Self::AnswerRefused(_)
            | Self::NotAnAnswer
            | Self::Cut
            | Self::Blank
            | Self::BadDate
            | Self::BadPnr
            | Self::BadCode
            | Self::Abolished
            | Self::NoResident
            | Self::NoSuccessor
            | Self::NotReplaced
            | Self::Oneself
            | Self::Nobody
            | Self::NotEarlier
            | Self::SameDay
            | Self::Gap => Severity::Error,
        }
    }

    /// The kind of finding as an identifier, for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAnExtract(_) => "not-an-extract",
            Self::Read(problem) => problem.as_str(),
            Self::StatusExtract => "status-extract",
            Self::PrivateExtract => "private-extract",
            Self::RegistryCopy => "registry-copy",
            Self::AnswerLength => "answer-length",
            Self::AnswerRefused(_) => "answer-refused",
            Self::AnswerRemark(_) => "answer-remark",
            Self::NotAnAnswer => "not-an-answer",
            Self::MixedWidths => "mixed-widths",
            Self::Ragged => "ragged",
            Self::EndsEarly => "ends-early",
            Self::Cut => "cut",
            Self::UnknownType => "unknown-type",
            Self::Blank => "blank",
            Self::BadDate => "bad-date",
            Self::BadPnr => "bad-pnr",
            Self::BadCode => "bad-code",
            Self::UnknownCode => "unknown-code",
            Self::Abolished => "abolished",
            Self::OutOfPlace => "out-of-place",
            Self::Scattered => "scattered",
            Self::Unsorted => "unsorted",
            Self::NoResident => "no-resident",
            Self::NoAddress => "no-address",
            Self::NoSuccessor => "no-successor",
            Self::NotReplaced => "not-replaced",
            Self::Oneself => "oneself",
            Self::NotReturned => "not-returned",
            Self::Outdated => "outdated",
            Self::SuccessorAbsent => "successor-absent",
            Self::Nobody => "nobody",
            Self::NotEarlier => "not-earlier",
            Self::SameDay => "same-day",
            Self::Gap => "gap",
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAnExtract(error) => return error.fmt(f),
            Self::Read(problem) => return problem.fmt(f),
            Self::StatusExtract => {
                "this is a status extract (U12180-P); it is read like a change extract"
            }
            Self::PrivateExtract => {
                "this is a private extract of CPR Direkte, whose fields stand elsewhere: nothing \
                 else in it is checked"
            }
            Self::RegistryCopy => {
                "this is a registry copy for authorities, with other records: nothing else in it \
                 is checked"
            }
            Self::AnswerLength => "the answer is not as long as it says",
            Self::AnswerRefused(fejlnr) => {
                return write!(f, "CPR answered with FEJLNR {fejlnr:02}");
            }
            Self::AnswerRemark(fejlnr) => {
                return write!(f, "CPR answered with FEJLNR {fejlnr:02}, and with records");
            }
            Self::NotAnAnswer => "this is no answer of CPR Direkte PNR (OFF4)",
            Self::MixedWidths => "padded and cut records in one file",
            Self::Ragged => "is neither padded to its full length nor cut behind its last letter",
            Self::EndsEarly => "is missing: the record ends before it",
            Self::Cut => "is cut in the middle",
            Self::UnknownType => "is no record type of the layout",
            Self::Blank => "is blank, and the record says nothing without it",
            Self::BadDate => "is no date",
            Self::BadPnr => "is not ten digits",
            Self::BadCode => "is not one of the values of this field",
            Self::UnknownCode => "is not one of the known values",
            Self::Abolished => "is a municipality that was abolished",
            Self::OutOfPlace => "stands out of place in the file",
            Self::Scattered => "stands apart from the person's other records",
            Self::Unsorted => "stands behind a higher record type of the same person",
            Self::NoResident => "a person of this status has no current address",
            Self::NoAddress => "an active person without a 002 record",
            Self::NoSuccessor => "is blank, though the number is replaced",
            Self::NotReplaced => "is set, though the number is not replaced",
            Self::Oneself => "is the person's own number",
            Self::NotReturned => "names a person in the file who does not say the same back",
            Self::Outdated => "names a number that is replaced by another in the file",
            Self::SuccessorAbsent => "names a number whose records are not in the file",
            Self::Nobody => "names a number that is not in the register",
            Self::NotEarlier => "is not before PRODDTO",
            Self::SameDay => "is the PRODDTO of another file too",
            Self::Gap => "is not the PRODDTO of the file before: one is missing",
        })
    }
}
