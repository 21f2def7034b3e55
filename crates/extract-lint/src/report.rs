use civil::EventCode;
use extract::{Header, LineEnd, RecordType, Width};

use crate::counts::{Counts, EventCount};
use crate::file_format::FileFormat;
use crate::findings::Findings;

/// What was found in one file or several.
#[derive(Debug, Clone)]
pub struct Report {
    pub(crate) files: Vec<CheckedFile>,
    pub(crate) findings: Findings,
    pub(crate) counts: Counts,
}

impl Report {
    /// The files, in the order in which they were checked.
    pub fn files(&self) -> &[CheckedFile] {
        &self.files
    }

    /// What is wrong.
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The number of records of each type, in rising order.
    pub fn records(&self) -> impl Iterator<Item = (RecordType, u64)> {
        self.counts.records.iter().map(|(&kind, &count)| (kind, count))
    }

    /// How often each event occurs in the persons' `099`, in rising order.
    pub fn events(&self) -> impl Iterator<Item = (EventCode, EventCount)> {
        self.counts.events.iter().map(|(&code, &count)| (code, count))
    }
}

/// The facts about a file, and the number of its findings.
#[derive(Debug, Clone, Default)]
pub struct CheckedFile {
    pub(crate) header: Option<Header>,
    pub(crate) format: FileFormat,
    pub(crate) persons: u64,
    pub(crate) records: u64,
    pub(crate) width: Option<Width>,
    pub(crate) line_end: Option<LineEnd>,
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
}

impl CheckedFile {
    /// The start record; `None` when the file is not an extract.
    pub const fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// What kind of file it is.
    pub const fn format(&self) -> FileFormat {
        self.format
    }

    /// Persons with any record.
    pub const fn persons(&self) -> u64 {
        self.persons
    }

    /// Records as TAELLER counts them.
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// Whether records are padded; `None` where no record shows it.
    pub const fn width(&self) -> Option<Width> {
        self.width
    }

    /// The line end, taken from the start record; `None` when the file is not an extract.
    pub const fn line_end(&self) -> Option<LineEnd> {
        self.line_end
    }

    /// How many errors the file has.
    pub const fn errors(&self) -> u64 {
        self.errors
    }

    /// How many warnings the file has.
    pub const fn warnings(&self) -> u64 {
        self.warnings
    }
}
