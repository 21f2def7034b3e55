use crate::control::{Header, NotAnExtract, Trailer};
use crate::diagnostic::Diagnostics;
use crate::extract_scan::ExtractScan;
use crate::grouping::{Extents, Grouping};
use crate::layout::Layouts;
use crate::person::Person;
use crate::reader::Records;
use crate::record_boundary::RecordBoundary;
use crate::reply::Reply;

/// A change extract: its persons, and the positions of their records in the file.
///
/// Holds positions, not bytes; methods that need the bytes take the same file again.
#[derive(Debug, Clone)]
pub struct Extract {
    pub(crate) header: Header,
    pub(crate) trailer: Option<Trailer>,
    pub(crate) persons: Vec<Person>,
    pub(crate) extents: Extents,
    cut: RecordBoundary,
    records: u64,
    replies: Vec<Reply>,
    diagnostics: Diagnostics,
}

impl Extract {
    /// Reads a file. Problems after the start record are in [`diagnostics`](Self::diagnostics), and reading goes on: an
    /// unreadable field is absent, a record without a PNR belongs to no person.
    ///
    /// # Errors
    /// [`NotAnExtract`] when there is no start record that can be read.
    pub fn parse(file: &[u8]) -> Result<Self, NotAnExtract> {
        Self::parse_with(file, &Layouts::default())
    }

    /// The same with additions to the layout.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(file: &[u8], layouts: &Layouts) -> Result<Self, NotAnExtract> {
        // Positions are kept in 32 bits; see `grouping::narrow`.
        if u32::try_from(file.len()).is_err() {
            return Err(NotAnExtract::TooLarge(file.len()));
        }
        let mut records = Records::with_layouts(file, layouts);
        let (mut survey, _) = ExtractScan::start(&mut records)?;
        let mut grouping = Grouping::default();
        let mut diagnostics = Diagnostics::default();
        let mut report = |diagnostic| diagnostics.add(diagnostic);
        for record in records.by_ref() {
            match record {
                Ok(record) => {
                    if let Some(person) = survey.take(&record, &mut report) {
                        grouping.place(person, record.offset(), record.end());
                    }
                }
                Err(diagnostic) => report(diagnostic),
            }
        }
        survey.finish(records.place(), &mut |diagnostic, _| report(diagnostic));
        let cut = records.cut().clone();
        let (header, trailer, persons, records, replies) = survey.into_parts();
        let extents = grouping.finish(persons.len());
        Ok(Self { header, trailer, persons, extents, cut, records, replies, diagnostics })
    }

    /// The start record.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The end record; `None` when the file is truncated.
    pub const fn trailer(&self) -> Option<&Trailer> {
        self.trailer.as_ref()
    }

    /// The persons in order of first appearance. Elsewhere a person is given by the index in this slice.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// How its bytes are cut into records.
    pub(crate) const fn cut(&self) -> &RecordBoundary {
        &self.cut
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

    /// How many records a file that is reduced to the person with index `person` has, and how many bytes they are with
    /// their line ends.
    ///
    /// # Panics
    /// When there is no such person.
    pub fn size_of(&self, person: u32) -> (u64, u64) {
        self.extents.of(person).fold((0, 0), |(records, bytes), extent| {
            (records + u64::from(extent.records), bytes + u64::from(extent.end - extent.start))
        })
    }

    /// All records of the person with index `person`, in the order of the file, without line ends.
    ///
    /// # Panics
    /// When there is no such person, or `file` is not the file that was parsed.
    pub fn records_of<'a>(&'a self, file: &'a [u8], person: u32) -> impl Iterator<Item = &'a [u8]> {
        self.extents.of(person).flat_map(move |extent| {
            let bytes = &file[extent.start as usize..extent.end as usize];
            Records::within(bytes, self.cut.clone()).flatten().map(|record| record.text())
        })
    }
}

#[cfg(test)]
mod tests;
