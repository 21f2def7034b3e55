use memchr::memchr;

use civil::Pnr;

use crate::diagnostic::{Diagnostic, Problem};
use crate::filler::{is_all_filler, is_empty_line, leading};
use crate::form::LineEnd;
use crate::layout::known::END_RECORD;
use crate::layout::{DayLayouts, Layouts, RecordType};
use crate::record_boundary::RecordBoundary;

/// One record as it is in the file.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    text: &'a [u8],
    /// The rest of the line after the record, and the line end.
    tail: &'a [u8],
    offset: usize,
    end: usize,
    line: u32,
}

impl<'a> Record<'a> {
    /// The record's bytes without its line end, padded or trimmed as it came.
    pub const fn text(&self) -> &'a [u8] {
        self.text
    }

    /// The rest of the record's line, with its line end.
    pub(crate) const fn tail(&self) -> &'a [u8] {
        self.tail
    }

    /// Where the record begins, in bytes from the start of the file.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Where the next record begins: past this record's line end.
    pub const fn end(&self) -> usize {
        self.end
    }

    /// The line, counted from 1; in a file without line ends, the number of the record.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The record type, `None` when the record does not begin with three digits.
    pub fn kind(&self) -> Option<RecordType> {
        RecordType::from_register(self.text.get(..3)?)
    }

    /// The PNR in positions 4-13, by which the record belongs to a person; `None` when it is not ten digits. In `022`
    /// too these positions hold the person's valid number.
    pub fn pnr(&self) -> Option<Pnr> {
        Pnr::from_register(self.text.get(3..13)?)
    }

    /// What ends the record's line.
    pub fn line_end(&self) -> LineEnd {
        match self.tail {
            [.., b'\r', b'\n'] => LineEnd::CrLf,
            [.., b'\n'] => LineEnd::Lf,
            _ => LineEnd::None,
        }
    }

    /// Whether the line ends with more than one carriage return: a program has replaced LF by CR LF twice.
    pub(crate) fn ends_with_double_cr(&self) -> bool {
        self.tail.ends_with(b"\r\r\n")
    }

    /// Whether filler stands between the record and the end of its line.
    pub(crate) fn is_filled(&self) -> bool {
        self.tail.iter().any(|byte| !matches!(byte, b'\r' | b'\n'))
    }

    pub(crate) fn diagnose(&self, problem: Problem) -> Diagnostic {
        Diagnostic::new(self.line, self.offset, self.kind(), problem)
    }
}

/// The records of a file, one after the other, without copying.
///
/// A pull parser. It never fails on the content of a line. In a file without line ends it stops, with a last `Err`, at
/// a type of unknown length.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The offset of `bytes` in the file.
    base: usize,
    line: u32,
    cut: RecordBoundary,
}

impl<'a> Records<'a> {
    /// Reads `bytes` from the start. The first records show whether the file has line ends, and whether it is a status
    /// extract.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::with_layouts(bytes, &Layouts::default())
    }

    /// The same with additions to the layout. In a file without line ends the lengths of records are theirs.
    pub fn with_layouts(bytes: &'a [u8], layouts: &Layouts) -> Self {
        Self::within(bytes, RecordBoundary::of(bytes, layouts))
    }

    /// Reads a part of a file whose record boundaries are known from the whole file.
    pub(crate) const fn within(bytes: &'a [u8], cut: RecordBoundary) -> Self {
        Self::piece(bytes, cut, 0, 0)
    }

    /// Reads a piece of a file, which begins at byte `base` after line `line`.
    pub(crate) const fn piece(
        bytes: &'a [u8],
        cut: RecordBoundary,
        base: usize,
        line: u32,
    ) -> Self {
        Self { bytes, at: 0, base, line, cut }
    }

    /// All bytes of this reader, from the first.
    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The line and byte up to which was read; after the last record, the end of the file.
    pub fn place(&self) -> (u32, usize) {
        // Every piece except the last ends with a whole line.
        let last = self.bytes[..self.at].last();
        let is_ended = last.map_or(self.base > 0, |&byte| byte == b'\n');
        let line = self.line.saturating_add(u32::from(self.cut.has_lines() && is_ended));
        (line, self.base + self.at)
    }

    /// The line of the last record that was read.
    pub(crate) const fn line(&self) -> u32 {
        self.line
    }

    /// The offset in the file of the first byte.
    pub(crate) const fn base(&self) -> usize {
        self.base
    }

    pub(crate) const fn cut(&self) -> &RecordBoundary {
        &self.cut
    }

    /// The layouts of the file's day (PRODDTO).
    pub const fn layouts(&self) -> &DayLayouts {
        self.cut.layouts()
    }

    /// The length in bytes of every `001`, in a file without line ends; elsewhere `None`.
    pub fn person_length(&self) -> Option<usize> {
        (!self.cut.has_lines()).then(|| self.cut.length(RecordType::PERSON)).flatten()
    }

    fn next_line(&mut self) -> Option<Record<'a>> {
        loop {
            let rest = &self.bytes[self.at..];
            if rest.is_empty() {
                return None;
            }
            let length = memchr(b'\n', rest);
            let text = text_of(&rest[..length.unwrap_or(rest.len())]);
            let end = self.at + length.map_or(rest.len(), |length| length + 1);
            let record = self.step(text, end);
            if !is_empty_line(text) {
                return Some(record);
            }
        }
    }

    fn next_fixed(&mut self) -> Option<Result<Record<'a>, Diagnostic>> {
        let rest = &self.bytes[self.at..];
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0x1a)).count();
        let rest = &rest[blank..];
        if is_all_filler(rest) {
            self.at = self.bytes.len();
            return None;
        }
        // Before the first record blanks are filler too.
        let blank = if self.base + self.at == 0 { leading(&self.bytes[self.at..]) } else { blank };
        self.at += blank;
        let rest = &self.bytes[self.at..];
        let kind = rest.get(..3).and_then(RecordType::from_register);
        let Some(length) = kind.and_then(|kind| self.cut.length(kind)) else {
            let offset = self.base + self.at;
            let line = self.next_line_number();
            let record = Record { text: rest, tail: b"", offset, end: offset, line };
            self.at = self.bytes.len();
            let problem = if kind.is_some() { Problem::UnknownLength } else { Problem::NoType };
            return Some(Err(record.diagnose(problem)));
        };
        let text = &rest[..length.min(rest.len())];
        let mut end = self.at + text.len();
        // An extra line end after a record is part of its line end.
        while let Some(b'\r' | b'\n') = self.bytes.get(end) {
            end += 1;
        }
        Some(Ok(self.step(text, end)))
    }

    fn step(&mut self, text: &'a [u8], end: usize) -> Record<'a> {
        self.line = self.next_line_number();
        let record = Record {
            text,
            tail: &self.bytes[self.at + text.len()..end],
            offset: self.base + self.at,
            end: self.base + end,
            line: self.line,
        };
        self.at = end;
        record
    }

    /// Saturates: a file of empty lines alone can have more lines than a `u32` can count.
    const fn next_line_number(&self) -> u32 {
        self.line.saturating_add(1)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.cut.has_lines() { self.next_line().map(Ok) } else { self.next_fixed() }
    }
}

/// The record on a line without its LF.
fn text_of(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|&byte| byte != b'\r').map_or(0, |last| last + 1);
    let text = &line[..end];
    let Some(rest) = text.get(END_RECORD..).filter(|_| text.starts_with(b"999")) else {
        return text;
    };
    if is_all_filler(rest) { &text[..END_RECORD] } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<Vec<u8>> {
        Records::new(bytes).map(|record| record.unwrap().text().to_vec()).collect()
    }

    const START: &str = "00000000000000047112026010520260102";
    const CHILD: &str = "01401017012340202801234";

    #[test]
    fn reads_lf_crlf_and_no_line_ends_alike() {
        let expected = vec![START.as_bytes().to_vec(), CHILD.as_bytes().to_vec()];
        for file in [
            format!("{START}\n{CHILD}\n"),
            format!("{START}\r\n{CHILD}\r\n"),
            format!("{START}\n{CHILD}"),
            format!("{START}\n\n{CHILD}\n\x1a"),
            format!("{START}{CHILD}"),
            format!("{START}{CHILD}\r\n"),
        ] {
            assert_eq!(texts(file.as_bytes()), expected, "{file:?}");
        }
    }

    #[test]
    fn a_start_record_cut_short_is_a_line_whatever_stands_at_its_length() {
        // Without PRODDTOFORRIG and with its blanks cut, the next record's digits stand where those of a file without
        // line ends would.
        let start = START[..27].to_owned();
        let file = format!("{start}\n{CHILD}\n");
        assert!(file.as_bytes()[35..48].iter().all(u8::is_ascii_digit));
        assert_eq!(texts(file.as_bytes()), [start.as_bytes(), CHILD.as_bytes()]);
    }

    #[test]
    fn offsets_lead_to_the_next_record() {
        let file = format!("{START}\r\n{CHILD}\r\n");
        let records: Vec<_> = Records::new(file.as_bytes()).map(Result::unwrap).collect();
        assert_eq!((records[0].offset(), records[0].end()), (0, 37));
        assert_eq!((records[1].offset(), records[1].end()), (37, file.len()));
        assert_eq!((records[1].line(), records[1].pnr()), (2, Pnr::from_register(b"0101701234")));
    }

    #[test]
    fn keeps_unknown_types_in_lines() {
        let file = format!("{START}\n0310101701234 new\n");
        assert_eq!(texts(file.as_bytes())[1], b"0310101701234 new");
    }

    #[test]
    fn stops_at_an_unknown_length_without_line_ends() {
        let file = format!("{START}{CHILD}0310101701234 new");
        let last = Records::new(file.as_bytes()).last().unwrap().unwrap_err();
        assert_eq!((last.problem(), last.offset()), (Problem::UnknownLength, 58));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(bytes: Vec<u8>) {
            let consumed = Records::new(&bytes).flatten().map(|record| record.end()).max();
            proptest::prop_assert!(consumed.unwrap_or(0) <= bytes.len());
        }
    }
}
