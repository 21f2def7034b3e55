use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io::{self, Read};

use civil::Pnr;

use crate::chunk_reader::ChunkReader;
use crate::layout::RecordType;
use crate::person_records::PersonRecords;

/// The most bytes of labels that are held for persons who are still to come.
pub(super) const LABELS_AHEAD: usize = 64 << 20;

/// The labels (`003`) of a file, read ahead as far as they are asked for.
#[derive(Debug)]
pub(super) struct LabelReader<R> {
    pieces: ChunkReader<R>,
    /// Read and not taken, by number; each with its place in the file.
    ahead: HashMap<Pnr, VecDeque<Label>>,
    /// The bytes of those.
    weight: usize,
    most: usize,
    /// Labels of nobody who came before, in the order of the file.
    left: VecDeque<PersonRecords>,
    count: u64,
    is_over: bool,
}

#[derive(Debug)]
struct Label {
    place: u64,
    text: Vec<u8>,
}

impl<R: Read> LabelReader<R> {
    pub(super) fn new(pieces: ChunkReader<R>) -> Self {
        Self::within(pieces, LABELS_AHEAD)
    }

    /// With room for so many bytes of labels ahead.
    pub(super) fn within(pieces: ChunkReader<R>, most: usize) -> Self {
        let (ahead, left) = (HashMap::new(), VecDeque::new());
        Self { pieces, ahead, weight: 0, most, left, count: 0, is_over: false }
    }

    /// The label of a person; `None` when there is none as far ahead as there is room.
    pub(super) fn take(&mut self, pnr: Pnr) -> io::Result<Option<Vec<u8>>> {
        while !self.ahead.contains_key(&pnr) && self.weight < self.most && !self.is_over {
            self.read(|_| true)?;
        }
        Ok(self.remove(pnr))
    }

    /// A label that nobody has taken, in the order of the file, as its person's only record.
    pub(super) fn next_left(&mut self) -> io::Result<Option<PersonRecords>> {
        while self.left.is_empty() && !(self.ahead.is_empty() && self.is_over) {
            let labels = self.drain(|_| true);
            self.left.extend(labels.into_iter().map(|(pnr, label)| {
                let mut person = PersonRecords::new(pnr);
                person.add(&label);
                person
            }));
            self.read(|_| true)?;
        }
        Ok(self.left.pop_front())
    }

    /// The labels of the given persons, in the order of the file, which is read to its end.
    pub(super) fn all_of(&mut self, wanted: &BTreeSet<Pnr>) -> io::Result<Vec<(Pnr, Vec<u8>)>> {
        while !self.is_over {
            self.read(|pnr| wanted.contains(&pnr))?;
        }
        Ok(self.drain(|pnr| wanted.contains(&pnr)))
    }

    /// Reads a piece, and keeps its labels of these persons.
    fn read(&mut self, is_wanted: impl Fn(Pnr) -> bool) -> io::Result<()> {
        let Some(records) = self.pieces.next_piece()? else {
            self.is_over = true;
            return Ok(());
        };
        let labels = records.flatten().filter(|record| record.kind() == Some(RecordType::LABEL));
        for record in labels {
            let Some(pnr) = record.pnr().filter(|&pnr| is_wanted(pnr)) else { continue };
            self.weight += record.text().len();
            self.count += 1;
            let label = Label { place: self.count, text: record.text().to_vec() };
            self.ahead.entry(pnr).or_default().push_back(label);
        }
        Ok(())
    }

    /// Takes all labels, and gives those of these persons in the order of the file.
    fn drain(&mut self, is_wanted: impl Fn(Pnr) -> bool) -> Vec<(Pnr, Vec<u8>)> {
        self.weight = 0;
        let mut labels: Vec<(u64, Pnr, Vec<u8>)> = Vec::new();
        for (pnr, of_person) in self.ahead.drain().filter(|(pnr, _)| is_wanted(*pnr)) {
            labels.extend(of_person.into_iter().map(|label| (label.place, pnr, label.text)));
        }
        labels.sort_by_key(|(place, ..)| *place);
        labels.into_iter().map(|(_, pnr, text)| (pnr, text)).collect()
    }

    fn remove(&mut self, pnr: Pnr) -> Option<Vec<u8>> {
        let labels = self.ahead.get_mut(&pnr)?;
        let label = labels.pop_front()?;
        if labels.is_empty() {
            self.ahead.remove(&pnr);
        }
        self.weight -= label.text.len();
        Some(label.text)
    }
}
