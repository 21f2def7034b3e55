use civil::Pnr;

use crate::layout::RecordType;

/// One person's records as they are in a file, copied out of it: those that stand together, and the label (`003`).
#[derive(Clone)]
pub struct PersonRecords {
    pnr: Pnr,
    /// One after the other, without line ends.
    text: Vec<u8>,
    /// Where each record ends.
    ends: Vec<usize>,
}

impl PersonRecords {
    pub(crate) const fn new(pnr: Pnr) -> Self {
        Self { pnr, text: Vec::new(), ends: Vec::new() }
    }

    /// The number in the records.
    pub const fn pnr(&self) -> Pnr {
        self.pnr
    }

    /// The records in their order, each without its line end.
    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.text[start..end])
    }

    /// The bytes of all records.
    pub(crate) const fn length(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn add(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
        self.ends.push(self.text.len());
    }

    /// Adds a label in its numeric place, where a reader looks for it.
    pub(crate) fn add_label(&mut self, text: &[u8]) {
        let is_before = |record: &[u8]| {
            record.get(..3).and_then(RecordType::from_register) < Some(RecordType::LABEL)
        };
        let index = self.records().take_while(|record| is_before(record)).count();
        let at = index.checked_sub(1).map_or(0, |last| self.ends[last]);
        self.text.splice(at..at, text.iter().copied());
        self.ends.insert(index, at);
        self.ends[index..].iter_mut().for_each(|end| *end += text.len());
    }
}

impl std::fmt::Debug for PersonRecords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonRecords({:?}, {} records)", self.pnr, self.ends.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_label(records: &[&str]) -> Vec<String> {
        let mut person = PersonRecords::new(Pnr::from_register(b"0101581234").unwrap());
        records.iter().for_each(|record| person.add(record.as_bytes()));
        person.add_label(b"003label");
        person.records().map(|text| String::from_utf8(text.to_vec()).unwrap()).collect()
    }

    #[test]
    fn label_stands_in_its_numeric_place() {
        assert_eq!(with_label(&["001a", "002b", "008c"]), ["001a", "002b", "003label", "008c"]);
        assert_eq!(with_label(&["001a"]), ["001a", "003label"]);
        assert_eq!(with_label(&["008c"]), ["003label", "008c"]);
        assert_eq!(with_label(&[]), ["003label"]);
    }

    #[test]
    fn debug_shows_no_content() {
        let mut person = PersonRecords::new(Pnr::from_register(b"0101581234").unwrap());
        person.add(b"0080101581234Anna");
        let debug = format!("{person:?}");
        assert!(!debug.contains("Anna") && !debug.contains("0101581234"), "{debug}");
    }
}
