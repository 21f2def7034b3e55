use std::fmt;

use civil::Pnr;
use extract::{Diagnostic, Record, RecordType, Severity};

use crate::finding_kind::FindingKind;

/// A [`FindingKind`] and its place.
///
/// A finding may be logged and shown: neither `Display` nor `Debug` say whom it concerns. The numbers are kept apart
/// and shown by [`Pnr::reveal`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    file: u32,
    line: u32,
    offset: usize,
    record: Option<RecordType>,
    field: Option<&'static str>,
    fault: FindingKind,
    person: Option<Pnr>,
    other: Option<Pnr>,
}

impl Finding {
    pub(crate) fn at(place: Place, fault: FindingKind) -> Self {
        let Place { file, line, offset, record } = place;
        Self { file, line, offset, record, field: None, fault, person: None, other: None }
    }

    pub(crate) fn read(file: u32, diagnostic: &Diagnostic) -> Self {
        let place = Place {
            file,
            line: diagnostic.line(),
            offset: diagnostic.offset(),
            record: diagnostic.record(),
        };
        let field = diagnostic.problem().field();
        Self { field, ..Self::at(place, FindingKind::Read(diagnostic.problem())) }
    }

    pub(crate) fn field(self, name: &'static str) -> Self {
        Self { field: Some(name), ..self }
    }

    pub(crate) fn about(self, person: Option<Pnr>) -> Self {
        Self { person, ..self }
    }

    pub(crate) fn and(self, other: Pnr) -> Self {
        Self { other: Some(other), ..self }
    }

    /// Which of the files, counted from 0 in the order in which they were checked.
    pub const fn file(&self) -> usize {
        self.file as usize
    }

    /// The line, counted from 1; in a file without line ends, the number of the record.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The byte at which the record begins, counted from 0; for a stray character, its own.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The record's type, if it has one.
    pub const fn record(&self) -> Option<RecordType> {
        self.record
    }

    /// The field concerned, if any.
    pub const fn field_name(&self) -> Option<&'static str> {
        self.field
    }

    /// What is wrong.
    pub const fn fault(&self) -> FindingKind {
        self.fault
    }

    /// Whether a reader of the file goes wrong.
    pub const fn severity(&self) -> Severity {
        self.fault.severity()
    }

    /// The number in the record.
    pub const fn person(&self) -> Option<Pnr> {
        self.person
    }

    /// The person named by the field, for a relation.
    pub const fn other(&self) -> Option<Pnr> {
        self.other
    }
}

/// `line 12, byte 345, record 012, field AEGTEPNR: is not ten digits`. The caller adds the file's name.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, byte {}", self.line, self.offset)?;
        if let Some(record) = self.record {
            write!(f, ", record {record}")?;
        }
        if let Some(field) = self.field {
            write!(f, ", field {field}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) file: u32,
    pub(crate) line: u32,
    pub(crate) offset: usize,
    pub(crate) record: Option<RecordType>,
}

impl Place {
    pub(crate) fn of(file: u32, record: &Record<'_>) -> Self {
        Self { file, line: record.line(), offset: record.offset(), record: record.kind() }
    }

    /// The start record of a file.
    pub(crate) const fn start(file: u32) -> Self {
        Self { file, line: 1, offset: 0, record: Some(RecordType::START) }
    }
}

/// The number in a record; `000`, `999` and `910` have other digits there.
pub(crate) fn person_of(record: &Record<'_>) -> Option<Pnr> {
    let is_control =
        matches!(record.kind()?, RecordType::START | RecordType::END | RecordType::ERROR);
    record.pnr().filter(|_| !is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finding_shows_place_and_kind_and_no_person() {
        let record = RecordType::from_register(b"012");
        let place = Place { file: 0, line: 12, offset: 345, record };
        let pnr = Pnr::from_register(b"0101701234");
        let finding = Finding::at(place, FindingKind::BadPnr).field("AEGTEPNR").about(pnr);
        let finding = finding.and(pnr.unwrap());
        assert_eq!(
            finding.to_string(),
            "line 12, byte 345, record 012, field AEGTEPNR: is not ten digits"
        );
        assert!(!format!("{finding:?}{finding}").contains("0101701234"));
        assert_eq!(finding.person().unwrap().reveal().to_string(), "0101701234");
    }
}
