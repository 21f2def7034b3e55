use jiff::civil::Date;
use memchr::memchr;

use crate::filler;
use crate::layout::known::PRODDTO;
use crate::layout::{DayLayouts, Layouts, RecordType};
use crate::partial_moment::PartialMoment;

/// How a file's bytes are cut into records, and the layouts of its day.
#[derive(Debug, Clone)]
pub(crate) struct RecordBoundary {
    /// The length of a `001` in bytes, in a file without line ends: those of status extracts are longer than those of
    /// change extracts. `None` when each record is a line.
    person: Option<usize>,
    layouts: DayLayouts,
}

/// Length of a `001` in a status extract (U12180-P), in bytes: it has NGLKONST in positions 107 to 121, after the
/// fields of change extracts.
pub const STATUS_PERSON: usize = 121;

/// Length of a `001` in a private extract of CPR Direkte, in bytes (`layout-since-2011.md` 3).
pub const PRIVATE_PERSON: usize = 469;

impl RecordBoundary {
    /// Finds the record boundaries of a file from its first records, and its layouts from PRODDTO.
    pub(crate) fn of(bytes: &[u8], layouts: &Layouts) -> Self {
        let bytes = &bytes[filler::leading(bytes)..];
        let layouts = proddto(bytes).map_or(DayLayouts::BUILT_IN, |day| layouts.on(day));
        let person = (!has_lines(bytes)).then(|| person_length(bytes, &layouts));
        Self { person, layouts }
    }

    pub(crate) const fn has_lines(&self) -> bool {
        self.person.is_none()
    }

    /// The layouts of the file's day.
    pub(crate) const fn layouts(&self) -> &DayLayouts {
        &self.layouts
    }

    /// The length of a record of this type in a file without line ends; `None` when it is unknown.
    pub(crate) fn length(&self, kind: RecordType) -> Option<usize> {
        match (self.person, kind) {
            (Some(person), RecordType::PERSON) => Some(person),
            _ => self.layouts.length(kind),
        }
    }
}

/// PRODDTO of a file that begins with a start record.
fn proddto(bytes: &[u8]) -> Option<Date> {
    let start = bytes.starts_with(b"000").then_some(bytes)?;
    PartialMoment::parse(PRODDTO.of(start)).ok()??.date()
}

/// In a file without line ends the 35-byte start record is followed by the next record's type and key. If a line ends
/// before that, the blanks at the end of the start record were cut.
fn has_lines(bytes: &[u8]) -> bool {
    let length = DayLayouts::BUILT_IN.length(RecordType::START).unwrap_or_default();
    let is_cut = memchr(b'\n', &bytes[..length.min(bytes.len())]).is_some();
    is_cut || !begins_record(&bytes[length.min(bytes.len())..])
}

/// Decided by what follows the first `001`: the next record, NGLKONST, or the fields of a private extract.
fn person_length(bytes: &[u8], layouts: &DayLayouts) -> usize {
    let change = layouts.length(RecordType::PERSON).unwrap_or_default();
    let mut rest = bytes;
    while let Some(kind) = rest.get(..3).and_then(RecordType::from_register) {
        if kind == RecordType::PERSON {
            let is_next = |at: &usize| rest.get(*at..).is_some_and(begins_record);
            let lengths = [change, STATUS_PERSON, PRIVATE_PERSON];
            return lengths.into_iter().find(is_next).unwrap_or(change);
        }
        let Some(next) = layouts.length(kind).and_then(|length| rest.get(length..)) else { break };
        rest = next;
    }
    change
}

/// A record begins with its type and its key, thirteen digits in all.
fn begins_record(bytes: &[u8]) -> bool {
    bytes.get(..13).is_some_and(|begin| begin.iter().all(u8::is_ascii_digit))
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
        let person =
            |file: &str| RecordBoundary::of(file.as_bytes(), &Layouts::default()).person.unwrap();
        for before in [String::new(), format!("{:43}", "9970101701234")] {
            assert_eq!(person(&format!("{START}{before}{change}{CHILD}")), 106);
            assert_eq!(person(&format!("{START}{before}{status}{CHILD}")), 121);
            // A `001` that nothing follows is read as that of a change extract.
            assert_eq!(person(&format!("{START}{before}{change}")), 106);
        }
        assert_eq!(person(&format!("{START}{CHILD}")), 106);
    }
}
