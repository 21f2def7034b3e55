use civil::EventCode;

use crate::control::{Header, Trailer};
use crate::diagnostic::{Diagnostic, Diagnostics, Problem};
use crate::encoding;
use crate::grouping::{Extents, Grouping, narrow};
use crate::layout::known::{FEJLNR, RECEIPT_HAENDELSE};
use crate::layout::{FieldKind, RecordLayout, RecordType};
use crate::person::Person;
use crate::reader::{Record, Records};

/// A change extract, read once: its persons, and where in the file their records stand.
///
/// Holds positions, not bytes; what needs the bytes takes the same file again.
#[derive(Debug, Clone)]
pub struct Extract {
    pub(crate) header: Header,
    pub(crate) trailer: Option<Trailer>,
    pub(crate) persons: Vec<Person>,
    pub(crate) extents: Extents,
    pub(crate) lines: bool,
    records: u64,
    replies: Vec<Reply>,
    diagnostics: Diagnostics,
}

/// The file does not begin with a start record that can be read, so nothing else of it is either.
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

/// CPR's reply to an input record of the platform's own: logged, never forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// `910`: an input record was refused.
    Error {
        /// FEJLNR, where it can be read.
        fejlnr: Option<u16>,
        /// The line of the record.
        line: u32,
    },
    /// `997`: a subscription was deleted on request.
    Receipt {
        /// HAENDELSE, where it can be read.
        haendelse: Option<EventCode>,
        /// The line of the record.
        line: u32,
    },
}

impl Extract {
    /// Reads a file. Whatever is wrong behind the start record is said in
    /// [`diagnostics`](Self::diagnostics), and the rest is read all the same: a field that cannot be
    /// read is absent, a record without a PNR is nobody's.
    ///
    /// # Errors
    /// [`NotAnExtract`] when there is no start record to go by.
    pub fn parse(file: &[u8]) -> Result<Self, NotAnExtract> {
        // Positions are kept in 32 bits; see `grouping::narrow`.
        if u32::try_from(file.len()).is_err() {
            return Err(NotAnExtract::TooLarge(file.len()));
        }
        let mut records = Records::new(file);
        let lines = records.has_lines();
        let first = records.next().and_then(Result::ok);
        let Some(first) = first.filter(|record| record.kind() == Some(RecordType::START)) else {
            return Err(NotAnExtract::NoStart(encoding::guess(file)));
        };
        let header = Header::read(&first)
            .map_err(|problem| NotAnExtract::BadStart(first.diagnose(problem)))?;
        let mut reading = Reading::default();
        for record in records {
            match record {
                Ok(record) => reading.take(&record),
                Err(diagnostic) => reading.diagnostics.add(diagnostic),
            }
        }
        reading.check_encoding(file, lines);
        Ok(reading.finish(file, header, lines))
    }

    /// The start record.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The end record; `None` when the file is torn.
    pub const fn trailer(&self) -> Option<&Trailer> {
        self.trailer.as_ref()
    }

    /// The persons in order of first appearance. Elsewhere a person is named by the index in this slice.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// The number of records as TAELLER counts them: without `000`, `999` and `910`.
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// CPR's replies to input (`910` and `997`), in order.
    pub fn replies(&self) -> &[Reply] {
        &self.replies
    }

    /// What is wrong with the file.
    pub const fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// All records of the person with index `person`, in the order of the file, without line ends.
    ///
    /// # Panics
    /// When there is no such person, or `file` is not the file that was read.
    pub fn records_of<'a>(&'a self, file: &'a [u8], person: u32) -> impl Iterator<Item = &'a [u8]> {
        self.extents.of(person).flat_map(move |extent| {
            let bytes = &file[extent.start as usize..extent.end as usize];
            Records::within(bytes, self.lines).flatten().map(|record| record.text())
        })
    }
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    grouping: Grouping,
    trailer: Option<Trailer>,
    records: u64,
    replies: Vec<Reply>,
    diagnostics: Diagnostics,
    /// Where each person's first record stands, to point at should no `001` follow.
    firsts: Vec<(u32, usize, RecordType)>,
}

impl Reading {
    fn take(&mut self, record: &Record<'_>) {
        let Some(kind) = record.kind() else {
            self.records += 1;
            return self.report(record, Problem::NoType);
        };
        if let Some((at, problem)) = encoding::foreign_byte(record.text()) {
            let offset = record.offset() + at;
            self.diagnostics.add(Diagnostic::new(record.line(), offset, Some(kind), problem));
        }
        match kind {
            RecordType::ERROR => self.replies.push(Reply::error(record)),
            _ if self.trailer.is_some() => self.report(record, Problem::AfterEnd),
            RecordType::START => self.report(record, Problem::SecondStart),
            RecordType::END => self.take_end(record),
            RecordType::RECEIPT => {
                self.records += 1;
                self.replies.push(Reply::receipt(record));
            }
            _ => self.take_person(kind, record),
        }
    }

    fn take_end(&mut self, record: &Record<'_>) {
        match Trailer::read(record) {
            Ok(trailer) => {
                if trailer.taeller() != self.records {
                    let problem =
                        Problem::WrongCounter { says: trailer.taeller(), found: self.records };
                    self.report(record, problem);
                }
                self.trailer = Some(trailer);
            }
            Err(problem) => self.report(record, problem),
        }
    }

    fn take_person(&mut self, kind: RecordType, record: &Record<'_>) {
        self.records += 1;
        let Some(pnr) = record.pnr() else {
            let short = record.text().len() < 13;
            return self.report(record, if short { Problem::Short } else { Problem::NoPnr });
        };
        let person = self.grouping.place(pnr, record.offset(), record.end());
        let diagnostics = &mut self.diagnostics;
        let mut report = |problem| diagnostics.add(record.diagnose(problem));
        person.take(kind, record.text(), &mut report);
        if let Some(layout) = kind.layout() {
            check_layout(layout, record.text(), &mut report);
        }
        if self.firsts.len() < self.grouping.len() {
            self.firsts.push((record.line(), record.offset(), kind));
        }
    }

    fn check_encoding(&mut self, file: &[u8], lines: bool) {
        if let Some(at) = encoding::utf8_letter(file) {
            let line = line_at(file, at, lines);
            self.diagnostics.add(Diagnostic::new(line, at, None, Problem::Utf8));
        }
    }

    fn finish(mut self, file: &[u8], header: Header, lines: bool) -> Extract {
        if self.trailer.is_none() {
            let end = file.len();
            let line = line_at(file, end, lines);
            self.diagnostics.add(Diagnostic::new(line, end, None, Problem::NoEnd));
        }
        let (persons, extents) = self.grouping.finish();
        for (person, &(line, offset, kind)) in persons.iter().zip(&self.firsts) {
            if !person.has_changed() {
                self.diagnostics.add(Diagnostic::new(line, offset, Some(kind), Problem::NoPerson));
            }
        }
        Extract {
            header,
            trailer: self.trailer,
            persons,
            extents,
            lines,
            records: self.records,
            replies: self.replies,
            diagnostics: self.diagnostics,
        }
    }

    fn report(&mut self, record: &Record<'_>, problem: Problem) {
        self.diagnostics.add(record.diagnose(problem));
    }
}

/// The line, counted from 1, on which byte `at` stands; in a file without line ends, the number of the
/// record.
fn line_at(file: &[u8], at: usize, lines: bool) -> u32 {
    if lines {
        return narrow(memchr::memchr_iter(b'\n', &file[..at]).count()).saturating_add(1);
    }
    let before = Records::within(file, lines).flatten().take_while(|record| record.offset() <= at);
    narrow(before.count())
}

/// Lengths and digit fields. What decides who receives the person is read, and judged, in [`Person`].
fn check_layout(layout: &RecordLayout, text: &[u8], report: &mut dyn FnMut(Problem)) {
    if text.len() > layout.length() && text[layout.length()..].iter().any(|&byte| byte != b' ') {
        report(Problem::Long);
    }
    for field in layout.fields() {
        if field.kind() == FieldKind::Digits && !is_digits_or_blank(field.of(text)) {
            report(Problem::NotDigits(field.name()));
        }
    }
}

fn is_digits_or_blank(field: &[u8]) -> bool {
    let (mut digits, mut blank) = (true, true);
    for &byte in field {
        digits &= byte.is_ascii_digit();
        blank &= byte == b' ';
    }
    digits | blank
}

impl Reply {
    fn error(record: &Record<'_>) -> Self {
        let digits = std::str::from_utf8(FEJLNR.of(record.text())).ok();
        Self::Error { fejlnr: digits.and_then(|text| text.parse().ok()), line: record.line() }
    }

    fn receipt(record: &Record<'_>) -> Self {
        let haendelse = EventCode::from_register(RECEIPT_HAENDELSE.of(record.text()));
        Self::Receipt { haendelse, line: record.line() }
    }
}

#[cfg(test)]
mod tests;
