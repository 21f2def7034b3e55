//! Reads a file person by person, in bounded memory.

mod label_reader;

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, Read};

use civil::Pnr;

use crate::chunk_reader::ChunkReader;
use crate::control::{Header, NotAnExtract};
use crate::diagnostic::Diagnostic;
use crate::extract_scan::ExtractScan;
use crate::filler::is_all_filler;
use crate::layout::{DayLayouts, Layouts, RecordType};
use crate::person_records::PersonRecords;
use crate::reader::Record;

use label_reader::{LABELS_AHEAD, LabelReader};

/// A file of any size, person by person, each with the label (`003`), which stands far behind the person's other
/// records.
///
/// The file is read twice at once: for the records that stand together, and for the labels, which come in about the same
/// order. So memory is bounded whatever the size. What is out of order, or more than a person has, comes as a second
/// group of the same person: labels further ahead than [`LABELS_AHEAD`](Self::LABELS_AHEAD), records that stand apart,
/// and what exceeds [`LARGEST_PERSON`](Self::LARGEST_PERSON).
///
/// ```
/// use extract::{Layouts, PersonReader, Shown};
///
/// let file: &[u8] = b"00000000000000047112026010520260102\n0010101581234\n0080101581234\n\
///                     0010202581235\n0030101581234Anna\n999999999999900000004\n";
/// let mut persons = PersonReader::new(file, file, &Layouts::default())?;
/// let mut counts = Vec::new();
/// while let Some(shown) = persons.next()? {
///     if let Shown::Person(person) = shown {
///         counts.push(person.records().count());
///     }
/// }
/// assert_eq!(counts, [3, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PersonReader<R> {
    pieces: ChunkReader<R>,
    labels: LabelReader<R>,
    header: Header,
    layouts: DayLayouts,
    /// The person whose records are being read.
    current: Option<PersonRecords>,
    /// What was read of the file and not given yet: at most a piece.
    ready: VecDeque<Shown>,
    is_over: bool,
}

/// A part of a file.
#[derive(Debug, Clone)]
pub enum Shown {
    /// A record of the file itself: its start and end, replies to input, and one without a number. Without line end.
    File(Vec<u8>),
    /// A person's records.
    Person(PersonRecords),
    /// Reading stopped: in a file without line ends, at a record whose length is unknown.
    Stopped(Diagnostic),
}

/// A file that cannot be read person by person.
#[derive(Debug, thiserror::Error)]
pub enum PersonReaderError {
    /// It cannot be read.
    #[error("cannot read the file")]
    Io(#[from] io::Error),
    /// It is no extract.
    #[error(transparent)]
    NotAnExtract(#[from] NotAnExtract),
    /// The persons who are looked for have more records than can be held.
    #[error("their records have more than {} bytes", PersonReader::<io::Empty>::LARGEST_PERSON)]
    TooMuch,
}

impl<R: Read> PersonReader<R> {
    /// The most bytes of labels that are held for persons who are still to come.
    pub const LABELS_AHEAD: usize = LABELS_AHEAD;
    /// The most bytes of one person's records.
    pub const LARGEST_PERSON: usize = 16 << 20;

    /// Reads a file; `again` is the same file once more, from its first byte.
    ///
    /// # Errors
    /// When it cannot be read, or does not begin with a start record.
    pub fn new(file: R, again: R, layouts: &Layouts) -> Result<Self, PersonReaderError> {
        let labels = LabelReader::new(ChunkReader::with_layouts(again, layouts.clone()));
        Self::over(ChunkReader::with_layouts(file, layouts.clone()), labels)
    }

    fn over(mut pieces: ChunkReader<R>, labels: LabelReader<R>) -> Result<Self, PersonReaderError> {
        let Some(records) = pieces.next_piece()? else {
            return Err(NotAnExtract::NoStart("it is empty").into());
        };
        let (scan, start) = ExtractScan::start(&mut records.clone())?;
        let (header, layouts) = (*scan.header(), records.layouts().clone());
        let mut group = Grouping::default();
        // What stands before the start record is filler.
        let is_before = |record: &Record<'_>| record.offset() < start.offset();
        let records = records.skip_while(|record| record.as_ref().is_ok_and(is_before));
        records.for_each(|record| group.take(record));
        let Grouping { current, ready } = group;
        Ok(Self { pieces, labels, header, layouts, current, ready, is_over: false })
    }

    /// The start record.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The layouts of the file's day.
    pub const fn layouts(&self) -> &DayLayouts {
        &self.layouts
    }

    /// The next part of the file; `None` when there is no more.
    ///
    /// # Errors
    /// When the file cannot be read.
    #[expect(clippy::should_implement_trait, reason = "it can fail, and ends with the error")]
    pub fn next(&mut self) -> io::Result<Option<Shown>> {
        match self.next_part()? {
            Some(Shown::Person(mut person)) => {
                if let Some(label) = self.labels.take(person.pnr())? {
                    person.add_label(&label);
                }
                Ok(Some(Shown::Person(person)))
            }
            Some(other) => Ok(Some(other)),
            None => Ok(self.labels.next_left()?.map(Shown::Person)),
        }
    }

    /// Every record of the given persons, each person once, in order of first appearance; the file is read to its end.
    ///
    /// # Errors
    /// [`PersonReaderError::TooMuch`] when the records exceed [`LARGEST_PERSON`](Self::LARGEST_PERSON) together.
    pub fn of(&mut self, wanted: &BTreeSet<Pnr>) -> Result<Vec<PersonRecords>, PersonReaderError> {
        let mut found: Vec<PersonRecords> = Vec::new();
        let mut length = 0;
        while let Some(shown) = self.next_part()? {
            let Shown::Person(group) = shown else { continue };
            if !wanted.contains(&group.pnr()) {
                continue;
            }
            length += group.length();
            if length > Self::LARGEST_PERSON {
                return Err(PersonReaderError::TooMuch);
            }
            match found.iter_mut().find(|person| person.pnr() == group.pnr()) {
                Some(person) => group.records().for_each(|record| person.add(record)),
                None => found.push(group),
            }
        }
        let labels = self.labels.all_of(wanted)?;
        for (pnr, label) in labels {
            let place = found.iter().position(|person| person.pnr() == pnr);
            let place = place.unwrap_or_else(|| {
                found.push(PersonRecords::new(pnr));
                found.len() - 1
            });
            found[place].add_label(&label);
        }
        Ok(found)
    }

    /// The next part of the file, without labels.
    fn next_part(&mut self) -> io::Result<Option<Shown>> {
        while self.ready.is_empty() && !self.is_over {
            self.read()?;
        }
        Ok(self.ready.pop_front())
    }

    /// Reads the next piece; at the end, the last person is ready too.
    fn read(&mut self) -> io::Result<()> {
        let ready = std::mem::take(&mut self.ready);
        let mut group = Grouping { current: self.current.take(), ready };
        match self.pieces.next_piece()? {
            Some(records) => records.for_each(|record| group.take(record)),
            None => {
                group.finish();
                self.is_over = true;
            }
        }
        (self.current, self.ready) = (group.current, group.ready);
        Ok(())
    }
}

/// Records become persons.
#[derive(Default)]
struct Grouping {
    current: Option<PersonRecords>,
    ready: VecDeque<Shown>,
}

impl Grouping {
    fn take(&mut self, record: Result<Record<'_>, Diagnostic>) {
        match record {
            Ok(record) => self.add(&record),
            Err(stopped) => {
                self.finish();
                self.ready.push_back(Shown::Stopped(stopped));
            }
        }
    }

    fn add(&mut self, record: &Record<'_>) {
        match person_of(record) {
            // The other reader finds it.
            Some(_) if record.kind() == Some(RecordType::LABEL) => {}
            Some(pnr) => {
                let room = PersonReader::<io::Empty>::LARGEST_PERSON;
                let is_same = |current: &PersonRecords| {
                    current.pnr() == pnr && current.length() + record.text().len() <= room
                };
                if !self.current.as_ref().is_some_and(is_same) {
                    self.finish();
                }
                self.current.get_or_insert_with(|| PersonRecords::new(pnr)).add(record.text());
            }
            // What transfer programs leave around the records means nothing.
            None if is_all_filler(record.text()) => {}
            None => {
                self.finish();
                self.ready.push_back(Shown::File(record.text().to_vec()));
            }
        }
    }

    fn finish(&mut self) {
        self.ready.extend(self.current.take().map(Shown::Person));
    }
}

/// The person of a record; records of the file itself and replies to input have none.
fn person_of(record: &Record<'_>) -> Option<Pnr> {
    let is_of_file = [RecordType::START, RecordType::END, RecordType::ERROR, RecordType::RECEIPT];
    let kind = record.kind()?;
    record.pnr().filter(|_| !is_of_file.contains(&kind))
}

#[cfg(test)]
mod tests;
