use std::ops::Range;

use civil::OpgaveNr;

use crate::control;
use crate::grouping::Extent;
use crate::minimisation::{Minimisation, Minimiser};
use crate::parse::Extract;
use crate::reader::Records;

/// An extract reduced to some of its persons: slices of the file between a new start and end record. The records are
/// those of the source, byte for byte and in the same order, unless something of them is left out.
#[derive(Debug, Clone)]
pub struct ThinnedExtract {
    start: Vec<u8>,
    /// What is left of the records, where something is left out; the slices are of this then.
    minimised: Option<Vec<u8>>,
    body: Vec<Range<usize>>,
    end: Vec<u8>,
    records: u64,
    length: u64,
}

impl Extract {
    /// Reduces the extract to the persons with the given indices, in any order.
    ///
    /// The start record is the source's, with `opgavenr` as task number if given; the end record has the new number of
    /// records. `910`, `997` and everything after the end record are left out.
    ///
    /// # Panics
    /// When `file` is not the file that was parsed, or an index is out of range.
    pub fn thin(&self, file: &[u8], persons: &[u32], opgavenr: Option<OpgaveNr>) -> ThinnedExtract {
        let mut body: Vec<Range<usize>> = Vec::new();
        let mut records = 0;
        for extent in self.extents.select(persons) {
            records += u64::from(extent.records);
            let range = extent.start as usize..extent.end as usize;
            match body.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => body.push(range),
            }
        }
        self.framed(file, opgavenr, (None, body), records)
    }

    /// The same with records of which something is left out, as `terms` say. Persons who are left out must not be among
    /// `persons`.
    ///
    /// # Panics
    /// As [`thin`](Self::thin).
    pub fn thin_minimised(
        &self,
        file: &[u8],
        persons: &[u32],
        opgavenr: Option<OpgaveNr>,
        terms: &Minimisation,
    ) -> ThinnedExtract {
        if terms.is_empty() {
            return self.thin(file, persons, opgavenr);
        }
        let minimiser = Minimiser::new(terms);
        let (mut minimised, mut records) = (Vec::new(), 0);
        for extent in self.extents.select(persons) {
            records += self.minimise(file, extent, &minimiser, &mut minimised);
        }
        let body = 0..minimised.len();
        self.framed(file, opgavenr, (Some(minimised), vec![body]), records)
    }

    /// How many records stay of the person with index `person` where something is left out, and how many bytes they are with their
    /// line ends.
    ///
    /// # Panics
    /// When there is no such person, or `file` is not the file that was parsed.
    pub fn minimised_size_of(&self, file: &[u8], person: u32, minimiser: &Minimiser) -> (u64, u64) {
        let mut minimised = Vec::new();
        let extents = self.extents.of(person);
        let records = extents.map(|extent| self.minimise(file, extent, minimiser, &mut minimised));
        (records.sum(), minimised.len() as u64)
    }

    /// Appends what stays of one person's records, each with the line end that it came with. Returns how many there are.
    fn minimise(
        &self,
        file: &[u8],
        extent: Extent,
        minimiser: &Minimiser,
        out: &mut Vec<u8>,
    ) -> u64 {
        let is_protected = self.persons[extent.person as usize].is_protected(self.header.proddto());
        let bytes = &file[extent.start as usize..extent.end as usize];
        let mut stay = 0;
        for record in Records::within(bytes, self.cut().clone()).flatten() {
            if minimiser.add(record.text(), is_protected, out) {
                out.extend_from_slice(record.tail());
                stay += 1;
            }
        }
        stay
    }

    /// Records between a start and an end record.
    fn framed(
        &self,
        file: &[u8],
        opgavenr: Option<OpgaveNr>,
        (minimised, body): (Option<Vec<u8>>, Vec<Range<usize>>),
        records: u64,
    ) -> ThinnedExtract {
        let start = self.header.rewrite(file, opgavenr);
        let line_end = self.header.line_end(file);
        let end = match &self.trailer {
            Some(trailer) => trailer.rewrite(records, line_end),
            None => control::trailer(records, line_end),
        };
        let length = body.iter().map(Range::len).sum::<usize>() + start.len() + end.len();
        ThinnedExtract { start, minimised, body, end, records, length: length as u64 }
    }
}

impl ThinnedExtract {
    /// The number of records, as in TAELLER.
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// The length of the thinned file in bytes.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The thinned file, slice by slice; `file` is the source.
    ///
    /// # Panics
    /// When `file` is not the file given to [`Extract::thin`](crate::Extract::thin).
    pub fn slices<'a>(&'a self, file: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let source = self.minimised.as_deref().unwrap_or(file);
        let body = self.body.iter().map(|range| &source[range.clone()]);
        std::iter::once(&self.start[..]).chain(body).chain(std::iter::once(&self.end[..]))
    }
}
