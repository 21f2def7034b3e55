use civil::Pnr;

use crate::control::{Header, Trailer};
use crate::diagnostic::{Diagnostic, Problem};
use crate::encoding::{self, Utf8};
use crate::layout::{FieldKind, RecordLayout, RecordType};
use crate::parse::NotAnExtract;
use crate::people::People;
use crate::person::Person;
use crate::reader::{Record, Records};
use crate::reply::Reply;

/// What a file says, judged record by record: who is in it, whether it is whole, what is wrong.
///
/// For files of any size, with [`Pieces`](crate::Pieces): it keeps persons and no positions. What must know
/// where each person's records stand reads an [`Extract`](crate::Extract).
#[derive(Debug)]
pub struct Survey {
    header: Header,
    trailer: Option<Trailer>,
    people: People,
    records: u64,
    replies: Vec<Reply>,
    utf8: Utf8,
    /// Where each person's first record stands, to point at should no `001` follow.
    firsts: Vec<(u32, usize, RecordType)>,
}

impl Survey {
    /// Takes the start record off the file's first records, and hands it back.
    ///
    /// # Errors
    /// [`NotAnExtract`] when there is no start record to go by.
    pub fn start<'a>(records: &mut Records<'a>) -> Result<(Self, Record<'a>), NotAnExtract> {
        let first = records.next().and_then(Result::ok);
        let Some(first) = first.filter(|record| record.kind() == Some(RecordType::START)) else {
            return Err(NotAnExtract::NoStart(encoding::guess(records.bytes())));
        };
        let header = Header::read(&first)
            .map_err(|problem| NotAnExtract::BadStart(first.diagnose(problem)))?;
        let mut utf8 = Utf8::default();
        utf8.take(&first);
        let survey = Self {
            header,
            trailer: None,
            people: People::default(),
            records: 0,
            replies: Vec::new(),
            utf8,
            firsts: Vec::new(),
        };
        Ok((survey, first))
    }

    /// Takes in the next record, and says whose it is: the index of a person in [`persons`](Self::persons),
    /// or nobody's. What is wrong with it is handed to `report`.
    pub fn take(&mut self, record: &Record<'_>, report: &mut dyn FnMut(Diagnostic)) -> Option<u32> {
        let mut tell = |problem| report(record.diagnose(problem));
        self.utf8.take(record);
        let Some(kind) = record.kind() else {
            self.records += 1;
            tell(Problem::NoType);
            return None;
        };
        if let Some((at, problem)) = encoding::foreign_byte(record.text()) {
            report(Diagnostic::new(record.line(), record.offset() + at, Some(kind), problem));
        }
        let mut tell = |problem| report(record.diagnose(problem));
        match kind {
            RecordType::ERROR => self.replies.push(Reply::error(record)),
            _ if self.trailer.is_some() => tell(Problem::AfterEnd),
            RecordType::START => tell(Problem::SecondStart),
            RecordType::END => self.take_end(record, &mut tell),
            RecordType::RECEIPT => {
                self.records += 1;
                self.replies.push(Reply::receipt(record));
            }
            _ => return self.take_person(kind, record, &mut tell),
        }
        None
    }

    /// Says what turns out when there are no more records: what is missing, of the file or of a person.
    /// `end` is the [`place`](Records::place) to which has been read.
    pub fn finish(&self, end: (u32, usize), report: &mut dyn FnMut(Diagnostic, Option<&Person>)) {
        if let Some((line, offset)) = self.utf8.letter() {
            report(Diagnostic::new(line, offset, None, Problem::Utf8), None);
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

    /// The person with this number, where the file has had any record of it.
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

    /// Everything that an extract keeps.
    pub(crate) fn into_parts(self) -> (Header, Option<Trailer>, Vec<Person>, u64, Vec<Reply>) {
        (self.header, self.trailer, self.people.into_persons(), self.records, self.replies)
    }

    fn take_end(&mut self, record: &Record<'_>, tell: &mut dyn FnMut(Problem)) {
        match Trailer::read(record) {
            Ok(trailer) => {
                if !trailer.counts(self.records) {
                    tell(Problem::WrongCounter { says: trailer.taeller(), found: self.records });
                }
                self.trailer = Some(trailer);
            }
            Err(problem) => tell(problem),
        }
    }

    fn take_person(
        &mut self,
        kind: RecordType,
        record: &Record<'_>,
        tell: &mut dyn FnMut(Problem),
    ) -> Option<u32> {
        self.records += 1;
        let Some(pnr) = record.pnr() else {
            tell(if record.text().len() < 13 { Problem::Short } else { Problem::NoPnr });
            return None;
        };
        let person = self.people.place(pnr);
        self.people.person_mut(person).take(kind, record.text(), tell);
        if let Some(layout) = kind.layout() {
            check_layout(layout, record.text(), tell);
        }
        if self.firsts.len() < self.persons().len() {
            self.firsts.push((record.line(), record.offset(), kind));
        }
        Some(person)
    }
}

/// Lengths and digit fields. What decides who receives the person is read, and judged, in [`Person`].
fn check_layout(layout: &RecordLayout, text: &[u8], tell: &mut dyn FnMut(Problem)) {
    if text.len() > layout.length() && text[layout.length()..].iter().any(|&byte| byte != b' ') {
        tell(Problem::Long);
    }
    for field in layout.fields() {
        if field.kind() == FieldKind::Digits && !is_digits_or_blank(field.of(text)) {
            tell(Problem::NotDigits(field.name()));
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
