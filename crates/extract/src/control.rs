//! The records about the file itself: `000` before and `999` after the persons.

use civil::OpgaveNr;
use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Problem};
use crate::form::LineEnd;
use crate::layout::known::{OPGAVENR, PRODDTO, PRODDTOFORRIG, TAELLER};
use crate::layout::{Field, RecordType};
use crate::reader::Record;

/// The file does not begin with a readable start record, so nothing else can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnExtract {
    /// No start record.
    #[error("not a CPR extract: {0}")]
    NoStart(&'static str),
    /// A start record that cannot be read.
    #[error("not a CPR extract: {0}")]
    BadStart(Diagnostic),
    /// A file of 4 GiB or more.
    #[error("a change extract of {0} bytes is too large: at most 4 GiB less one byte can be read")]
    TooLarge(usize),
}

/// The start record `000`: the extract's task number, its day, and the day of the extract before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    opgavenr: OpgaveNr,
    proddto: Date,
    proddtoforrig: Option<Date>,
    start: usize,
    end: usize,
    text_end: usize,
}

impl Header {
    pub(crate) fn read(record: &Record<'_>) -> Result<Self, Problem> {
        let text = record.text();
        let bad = |field: Field| Problem::BadStart(field.name());
        let opgavenr = OpgaveNr::from_register(OPGAVENR.of(text)).ok_or(bad(OPGAVENR))?;
        let proddto = date(PRODDTO.of(text)).ok_or(bad(PRODDTO))?;
        let proddtoforrig = match PRODDTOFORRIG.of(text) {
            b"00000000" | b"        " | b"" => None,
            digits => Some(date(digits).ok_or(bad(PRODDTOFORRIG))?),
        };
        let text_end = record.offset() + text.len();
        let (start, end) = (record.offset(), record.end());
        Ok(Self { opgavenr, proddto, proddtoforrig, start, end, text_end })
    }

    /// The task number (OPGAVENR).
    pub const fn opgavenr(&self) -> OpgaveNr {
        self.opgavenr
    }

    /// The production date (PRODDTO).
    pub const fn proddto(&self) -> Date {
        self.proddto
    }

    /// The production date of the extract before this one (PRODDTOFORRIG); `None` when it is blank or
    /// zeros, as in the first extract of a task.
    pub const fn proddtoforrig(&self) -> Option<Date> {
        self.proddtoforrig
    }

    /// The start record with its line end; with `opgavenr` as task number if given.
    pub(crate) fn rewrite(&self, file: &[u8], opgavenr: Option<OpgaveNr>) -> Vec<u8> {
        let mut text = file[self.start..self.end].to_vec();
        if let Some(opgavenr) = opgavenr {
            text[OPGAVENR.range()].copy_from_slice(&opgavenr.digits());
        }
        text
    }

    /// The line end of the start record, which is taken as that of the whole file.
    pub(crate) fn line_end<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        &file[self.text_end..self.end]
    }
}

/// The end record `999`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trailer {
    taeller: Option<u64>,
    /// The line end that follows it.
    line_end: LineEnd,
}

impl Trailer {
    /// The end record; `None` when the file ends within it.
    pub(crate) fn read(record: &Record<'_>) -> Option<Self> {
        let (text, line_end) = (record.text(), record.line_end());
        let is_torn = text.len() < TAELLER.range().end && line_end == LineEnd::None;
        (!is_torn).then(|| Self { taeller: number(TAELLER.of(text)), line_end })
    }

    /// The counter (TAELLER): the records without `000`, `999` and `910`. `None` when it is not eight digits.
    pub const fn taeller(&self) -> Option<u64> {
        self.taeller
    }

    /// The error in TAELLER, if the file has this number of records; see [`counter`].
    pub(crate) fn check(&self, records: u64) -> Option<Problem> {
        match self.taeller {
            None => Some(Problem::BadCounter),
            Some(says) if says == records % COUNTER => None,
            Some(says) => Some(Problem::WrongCounter { says, found: records }),
        }
    }

    /// The end record with another counter, in a file whose start record has this line end. If the start record has no
    /// line end, bytes after the end record are not one either; if it has one, the end record may lack it.
    pub(crate) fn rewrite(&self, records: u64, line_end: &[u8]) -> Vec<u8> {
        trailer(records, if line_end.is_empty() { line_end } else { self.line_end.bytes() })
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    let is_number = digits.len() == TAELLER.length() && digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}

/// The register has ten million persons and TAELLER has only eight digits: the counter starts again from zero.
const COUNTER: u64 = 100_000_000;

/// The eight digits of a counter.
fn counter(records: u64) -> String {
    format!("{:08}", records % COUNTER)
}

/// The end record for a file that has none.
pub(crate) fn trailer(records: u64, line_end: &[u8]) -> Vec<u8> {
    let text = format!("{}9999999999{}", RecordType::END, counter(records));
    [text.as_bytes(), line_end].concat()
}

fn date(digits: &[u8]) -> Option<Date> {
    if digits.len() != 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let text = std::str::from_utf8(digits).ok()?;
    let (year, month, day) = (&text[..4], &text[4..6], &text[6..]);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Records;

    fn header(text: &[u8]) -> Result<Header, Problem> {
        Header::read(&Records::new(text).next().unwrap().unwrap())
    }

    #[test]
    fn reads_the_chain() {
        let header = header(b"00000000000000047112026010520260102\r\n").unwrap();
        assert_eq!(header.opgavenr().as_str(), "004711");
        assert_eq!(header.proddto(), jiff::civil::date(2026, 1, 5));
        assert_eq!(header.proddtoforrig(), Some(jiff::civil::date(2026, 1, 2)));
    }

    #[test]
    fn a_first_extract_has_no_day_before_it() {
        for text in [&b"00000000000000047112026010500000000"[..], b"000000000000000471120260105"] {
            assert_eq!(header(text).unwrap().proddtoforrig(), None);
        }
    }

    #[test]
    fn names_the_field_that_is_wrong() {
        let problem = |text: &[u8]| header(text).unwrap_err();
        assert_eq!(problem(b"0000000000000x047112026010520260102"), Problem::BadStart("OPGAVENR"));
        assert_eq!(problem(b"00000000000000047112026133520260102"), Problem::BadStart("PRODDTO"));
        assert_eq!(
            problem(b"00000000000000047112026010520260100"),
            Problem::BadStart("PRODDTOFORRIG")
        );
        assert_eq!(problem(b"000"), Problem::BadStart("OPGAVENR"));
    }

    #[test]
    fn rewriting_changes_only_the_given_fields() {
        let file = b"00000000000000047112026010520260102\r\n";
        let header = header(file).unwrap();
        assert_eq!(header.rewrite(file, None), file);
        let other = header.rewrite(file, Some("534902".parse().unwrap()));
        assert_eq!(other, b"00000000000005349022026010520260102\r\n");
        assert_eq!(header.line_end(file), b"\r\n");
    }

    #[test]
    fn counts_to_eight_digits() {
        assert_eq!(counter(1098), "00001098");
        assert_eq!(counter(100_000_001), "00000001");
        assert_eq!(trailer(7, b"\n"), b"999999999999900000007\n");
    }
}
