use std::collections::BTreeMap;

use civil::Pnr;
use extract::Extract;
use lookup::PersonRecords;

/// Persons by number, each with the records as the replica keeps them.
pub(crate) struct Replica(BTreeMap<Pnr, Vec<u8>>);

impl Replica {
    /// The persons of an extract.
    pub(crate) fn of(file: &[u8]) -> Self {
        let extract = Extract::parse(file).unwrap();
        let records = |index: usize| {
            let records = extract.records_of(file, u32::try_from(index).unwrap());
            records.flat_map(|record| [record, b"\n"].concat()).collect::<Vec<u8>>()
        };
        let persons = extract.persons().iter().enumerate();
        Self(persons.map(|(index, person)| (person.pnr(), records(index))).collect())
    }

    pub(crate) fn person(&self, pnr: Pnr) -> Option<PersonRecords<'_>> {
        self.0.get(&pnr).map(|records| PersonRecords::new(pnr, records))
    }

    pub(crate) fn persons(&self) -> impl Iterator<Item = PersonRecords<'_>> {
        self.0.iter().map(|(pnr, records)| PersonRecords::new(*pnr, records))
    }

    /// Gives a number that nobody has the records of the person with the next lower number.
    pub(crate) fn add_if_missing_like_the_one_before(&mut self, pnr: Pnr) {
        if !self.0.contains_key(&pnr) {
            let (_, records) = self.0.range(..pnr).next_back().unwrap();
            self.0.insert(pnr, records.clone());
        }
    }
}
