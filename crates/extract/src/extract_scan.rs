use civil::Pnr;

use crate::control::{Header, NotAnExtract, Trailer};
use crate::diagnostic::{Diagnostic, Problem};
use crate::encoding::{self, Utf8};
use crate::filler::is_all_filler;
use crate::layout::{DayLayouts, FieldKind, RecordLayout, RecordType, RecordTypes};
use crate::people::People;
use crate::person::Person;
use crate::reader::{Record, Records};
use crate::reply::Reply;

/// Scans a file record by record: its persons, whether it is complete, and its problems.
///
/// For files of any size, with [`ChunkReader`](crate::ChunkReader): it keeps persons but no positions. Use an
/// [`Extract`](crate::Extract) to find each person's records.
#[derive(Debug)]
pub struct ExtractScan {
    /// Of the file's day.
    layouts: DayLayouts,
    /// Types of which a record was longer than its layout: reported once for each.
    longer: RecordTypes,
    header: Header,
    trailer: Option<Trailer>,
    people: People,
    records: u64,
    replies: Vec<Reply>,
    utf8: Utf8,
    /// Line and end of the last record.
    last: (u32, usize),
    /// Whether filler stands before the first record.
    is_filled: bool,
    has_double_cr: bool,
    /// Where each person's first record is, for the problem to name when no `001` follows.
    firsts: Vec<(u32, usize, RecordType)>,
}

impl ExtractScan {
    /// Takes the start record from the file's first records, and returns it.
    ///
    /// # Errors
    /// [`NotAnExtract`] when there is no start record that can be read.
    pub fn start<'a>(records: &mut Records<'a>) -> Result<(Self, Record<'a>), NotAnExtract> {
        let mut first = records.next().and_then(Result::ok);
        while first.is_some_and(|record| is_all_filler(record.text())) {
            first = records.next().and_then(Result::ok);
        }
        let Some(first) = first.filter(|record| record.kind() == Some(RecordType::START)) else {
            return Err(NotAnExtract::NoStart(encoding::guess(records.bytes())));
        };
        let header = Header::read(&first)
            .map_err(|problem| NotAnExtract::BadStart(first.diagnose(problem)))?;
        let mut utf8 = Utf8::default();
        utf8.take(&first);
        let survey = Self {
            layouts: records.layouts().clone(),
            longer: RecordTypes::default(),
            header,
            trailer: None,
            people: People::default(),
            records: 0,
            replies: Vec::new(),
            utf8,
            last: (first.line(), first.end()),
            is_filled: first.offset() > 0,
            has_double_cr: first.ends_with_double_cr(),
            firsts: Vec::new(),
        };
        Ok((survey, first))
    }

    /// Adds the next record. Returns the index of its person in [`persons`](Self::persons), or `None` when it has none.
    /// Problems go to `report`.
    pub fn take(&mut self, record: &Record<'_>, report: &mut dyn FnMut(Diagnostic)) -> Option<u32> {
        if self.trailer.is_some() && is_all_filler(record.text()) {
            // `take_filler` reports it, with everything between the last record and the next.
            return None;
        }
        self.take_filler(record, report);
        let mut report_here = |problem| report(record.diagnose(problem));
        self.utf8.take(record);
        let Some(kind) = record.kind() else {
            self.records += 1;
            report_here(Problem::NoType);
            return None;
        };
        if let Some((at, problem)) = encoding::foreign_byte(record.text()) {
            report(Diagnostic::new(record.line(), record.offset() + at, Some(kind), problem));
        }
        let mut report_here = |problem| report(record.diagnose(problem));
        match kind {
            RecordType::ERROR => self.replies.push(Reply::error(record)),
            _ if self.trailer.is_some() => report_here(Problem::AfterEnd),
            RecordType::START => report_here(Problem::SecondStart),
            RecordType::END => self.take_end(record, &mut report_here),
            RecordType::RECEIPT => {
                self.records += 1;
                self.replies.push(Reply::receipt(record));
            }
            _ => return self.take_person(kind, record, report),
        }
        None
    }

    /// Reports what is missing at the end, of the file or of a person. `end` is the [`place`](Records::place) up to
    /// which was read.
    pub fn finish(&self, end: (u32, usize), report: &mut dyn FnMut(Diagnostic, Option<&Person>)) {
        if let Some((line, offset)) = self.utf8.letter() {
            report(Diagnostic::new(line, offset, None, Problem::Utf8), None);
        }
        if self.is_filled {
            report(Diagnostic::new(1, 0, None, Problem::Filler), None);
        }
        let (line, last) = self.last;
        if end.1 > last {
            report(Diagnostic::new(line.saturating_add(1), last, None, Problem::Filler), None);
        }
        if self.has_double_cr {
            report(Diagnostic::new(1, 0, None, Problem::DoubleCr), None);
        }
        if self.trailer.is_none() {
            let (line, offset) = end;
            report(Diagnostic::new(line, offset, None, Problem::NoEnd), None);
        }
        for (person, &(line, offset, kind)) in self.persons().iter().zip(&self.firsts) {
            if !person.has_changed() {
                let problem = Diagnostic::new(line, offset, Some(kind), Problem::NoPerson);
                report(problem, Some(person));
            }
        }
    }

    /// The start record.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The persons in order of first appearance, with what has been read of them so far.
    pub fn persons(&self) -> &[Person] {
        self.people.persons()
    }

    /// The person with this number, if the file has had any record of it.
    pub fn person(&self, pnr: Pnr) -> Option<&Person> {
        self.people.find(pnr).map(|index| &self.persons()[index as usize])
    }

    /// The number of records as TAELLER counts them: without `000`, `999` and `910`.
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// CPR's replies to input (`910` and `997`), in order.
    pub fn replies(&self) -> &[Reply] {
        &self.replies
    }

    /// Everything that an [`Extract`](crate::Extract) keeps.
    pub(crate) fn into_parts(self) -> (Header, Option<Trailer>, Vec<Person>, u64, Vec<Reply>) {
        (self.header, self.trailer, self.people.into_persons(), self.records, self.replies)
    }

    fn take_end(&mut self, record: &Record<'_>, report_here: &mut dyn FnMut(Problem)) {
        // A trailer that cannot be read is reported at the end.
        self.trailer = Trailer::read(record);
        self.trailer
            .and_then(|trailer| trailer.check(self.records))
            .into_iter()
            .for_each(report_here);
    }

    /// Reports filler before a record, or after it on its line.
    fn take_filler(&mut self, record: &Record<'_>, report: &mut dyn FnMut(Diagnostic)) {
        let (line, end) = self.last;
        if record.offset() > end {
            report(Diagnostic::new(line.saturating_add(1), end, None, Problem::Filler));
        }
        if record.is_filled() {
            report(record.diagnose(Problem::Filler));
        }
        self.has_double_cr |= record.ends_with_double_cr();
        self.last = (record.line(), record.end());
    }

    fn take_person(
        &mut self,
        kind: RecordType,
        record: &Record<'_>,
        report: &mut dyn FnMut(Diagnostic),
    ) -> Option<u32> {
        self.records += 1;
        let Some(pnr) = record.pnr() else {
            let mut report_here = |problem| report(record.diagnose(problem));
            report_here(if record.text().len() < 13 { Problem::Short } else { Problem::NoPnr });
            return None;
        };
        let person = self.people.place(pnr);
        if self.firsts.len() < self.persons().len() {
            self.firsts.push((record.line(), record.offset(), kind));
        }
        let (line, offset, first) = self.firsts[person as usize];
        let is_first_001 =
            kind == RecordType::PERSON && !self.persons()[person as usize].has_changed();
        if is_first_001 && first != kind {
            report(Diagnostic::new(line, offset, Some(first), Problem::BeforePerson));
        }
        let report_here = &mut |problem| report(record.diagnose(problem));
        self.people.person_mut(person).take(kind, record.text(), report_here);
        if let Some(layout) = self.layouts.of(kind) {
            if is_longer(layout, record.text()) && self.longer.insert(kind) {
                report_here(Problem::Long);
            }
            check_digits(layout, record.text(), report_here);
        }
        Some(person)
    }
}

/// Whether something stands behind the fields that the layout knows.
fn is_longer(layout: &RecordLayout, text: &[u8]) -> bool {
    text.len() > layout.length() && text[layout.length()..].iter().any(|&byte| byte != b' ')
}

/// Checks the fields of digits. [`Person`] reads and checks the fields that decide who receives the person.
fn check_digits(layout: &RecordLayout, text: &[u8], report_here: &mut dyn FnMut(Problem)) {
    for field in layout.fields() {
        if field.kind() == FieldKind::Digits && !is_digits_or_blank(field.of(text)) {
            report_here(Problem::NotDigits(field.name()));
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
