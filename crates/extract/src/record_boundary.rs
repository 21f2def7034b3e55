use memchr::memchr;

use crate::filler;
use crate::layout::{RecordLayout, RecordType};

/// How a file's bytes are cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordBoundary {
    /// Each is a line.
    Lines,
    /// Each record is as long as its type; the `001` of status extracts are longer than those of change extracts.
    Lengths {
        /// Length of a `001` in bytes.
        person: usize,
    },
}

/// Length of a `001` in a status extract (U12180-P), in bytes: it has NGLKONST in positions 107 to 121, after the
/// fields of change extracts.
pub const STATUS_PERSON: usize = 121;

impl RecordBoundary {
    /// Finds the record boundaries of a file from its first records.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let bytes = &bytes[filler::leading(bytes)..];
        if has_lines(bytes) { Self::Lines } else { Self::Lengths { person: person_length(bytes) } }
    }

    pub(crate) const fn has_lines(self) -> bool {
        matches!(self, Self::Lines)
    }

    /// The length of a record of this type in a file without line ends; `None` when it is unknown.
    pub(crate) fn length(self, kind: RecordType) -> Option<usize> {
        match (self, kind) {
            (Self::Lengths { person }, RecordType::PERSON) => Some(person),
            _ => full_length(kind),
        }
    }
}

/// In a file without line ends the 35-byte start record is followed by the next record's type and key. If a line ends
/// before that, the blanks at the end of the start record were cut.
fn has_lines(bytes: &[u8]) -> bool {
    let length = full_length(RecordType::START).unwrap_or_default();
    let is_cut = memchr(b'\n', &bytes[..length.min(bytes.len())]).is_some();
    is_cut || !begins_record(&bytes[length.min(bytes.len())..])
}

/// Decided by what follows the first `001`: the next record, or NGLKONST.
fn person_length(bytes: &[u8]) -> usize {
    let change = full_length(RecordType::PERSON).unwrap_or_default();
    let mut rest = bytes;
    while let Some(kind) = rest.get(..3).and_then(RecordType::from_register) {
        if kind == RecordType::PERSON {
            let is_next = |at: usize| rest.get(at..).is_some_and(begins_record);
            return if !is_next(change) && is_next(STATUS_PERSON) { STATUS_PERSON } else { change };
        }
        let Some(next) = full_length(kind).and_then(|length| rest.get(length..)) else { break };
        rest = next;
    }
    change
}

/// A record begins with its type and its key, thirteen digits in all.
fn begins_record(bytes: &[u8]) -> bool {
    bytes.get(..13).is_some_and(|begin| begin.iter().all(u8::is_ascii_digit))
}

fn full_length(kind: RecordType) -> Option<usize> {
    kind.layout().map(RecordLayout::length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "00000000000000047112026010520260102";
    const CHILD: &str = "01401017012340202801234";

    #[test]
    fn the_first_person_shows_a_status_extract() {
        let change = format!("{:106}", "0010101701234");
        let status = format!("{change}{:15}", "SMITH");
        let person = |file: &str| match RecordBoundary::of(file.as_bytes()) {
            RecordBoundary::Lengths { person } => person,
            RecordBoundary::Lines => panic!("{file} has lines"),
        };
        for before in [String::new(), format!("{:43}", "9970101701234")] {
            assert_eq!(person(&format!("{START}{before}{change}{CHILD}")), 106);
            assert_eq!(person(&format!("{START}{before}{status}{CHILD}")), 121);
            // A `001` that nothing follows is read as that of a change extract.
            assert_eq!(person(&format!("{START}{before}{change}")), 106);
        }
        assert_eq!(person(&format!("{START}{CHILD}")), 106);
    }
}
