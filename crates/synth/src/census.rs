use std::collections::BTreeMap;

use civil::{EventCode, MunicipalityCode, Pnr};
use extract::{Extract, Person, RecordType, Records};
use jiff::civil::Date;

/// Figures of a population and its days, counted from the extracts only and not from the generator.
#[derive(Debug, Clone, Default)]
pub struct Census {
    residents: BTreeMap<Pnr, Resident>,
    moves: u64,
    births: u64,
    deaths: u64,
    days: u64,
}

#[derive(Debug, Clone)]
struct Resident {
    age: u16,
    female: bool,
    municipality: MunicipalityCode,
    /// KOMKOD to SIDEDOER of the `002`.
    address: Vec<u8>,
}

/// Fields KOMKOD, VEJKOD, HUSNR, ETAGE and SIDEDOER of a `002`.
const ADDRESS: std::ops::Range<usize> = 13..31;

impl Census {
    /// Counts the residents of a full extract; they are as old as they are on its PRODDTO.
    pub fn of(extract: &Extract, file: &[u8]) -> Self {
        let mut census = Self::default();
        let day = extract.header().proddto();
        for (index, person) in (0u32..).zip(extract.persons()) {
            let mut records = extract.records_of(file, index);
            let address = records.find(|record| record.starts_with(b"002"));
            let resident = address.and_then(|record| resident(person, record, day));
            if let Some(resident) = resident {
                census.residents.insert(person.pnr(), resident);
            }
        }
        census
    }

    /// Counts the main persons of a day's extract: moves (`A01`), births (`P40`), and deaths (`A21`).
    pub fn add_day(&mut self, file: &[u8]) {
        self.days += 1;
        let mut events = Records::new(file).flatten();
        let events = events.by_ref().filter(|record| record.kind() == Some(RecordType::EVENT));
        for record in events {
            let code = record.text().get(25..28).and_then(EventCode::from_register);
            let is_main = record.text().get(28..30).is_none_or(|mark| mark.trim_ascii().is_empty());
            match code.filter(|_| is_main).as_ref().map(EventCode::as_str) {
                Some("A01") => self.moves += 1,
                Some("P40") => self.births += 1,
                Some("A21") => self.deaths += 1,
                _ => {}
            }
        }
    }

    /// How many residents there are.
    pub fn residents(&self) -> u64 {
        self.residents.len() as u64
    }

    /// Residents of an age range, both ends included, in per cent of all.
    pub fn aged(&self, from: u16, to: u16) -> f64 {
        self.percent(|resident| (from..=to).contains(&resident.age))
    }

    /// Women of an age range, in per cent of all residents; and men.
    pub fn women_and_men_aged(&self, from: u16, to: u16) -> [f64; 2] {
        [true, false].map(|female| {
            self.percent(|one| one.female == female && (from..=to).contains(&one.age))
        })
    }

    /// Residents of a municipality, in per cent of all.
    pub fn living_in(&self, municipality: MunicipalityCode) -> f64 {
        self.percent(|resident| resident.municipality == municipality)
    }

    /// Households of one, two, three, four, and five or more, in per cent of all.
    pub fn households(&self) -> [f64; 5] {
        let mut sizes: BTreeMap<&[u8], usize> = BTreeMap::new();
        for resident in self.residents.values() {
            *sizes.entry(&resident.address).or_default() += 1;
        }
        let mut counts = [0u64; 5];
        for size in sizes.into_values() {
            counts[size.min(5) - 1] += 1;
        }
        counts.map(|count| share(count, counts.iter().sum()))
    }

    /// Moves, births and deaths of a year, in per cent of the residents: a day is a 250th of one.
    pub fn yearly(&self) -> [f64; 3] {
        [self.moves, self.births, self.deaths]
            .map(|count| share(count * 250, self.residents() * self.days.max(1)))
    }

    fn percent(&self, is: impl Fn(&Resident) -> bool) -> f64 {
        let count = self.residents.values().filter(|resident| is(resident)).count();
        share(count as u64, self.residents())
    }
}

fn resident(person: &Person, record: &[u8], day: Date) -> Option<Resident> {
    let age = person.born()?.age_on(day)?;
    Some(Resident {
        age: age.years(),
        female: person.pnr().to_integer().is_multiple_of(2),
        municipality: person.municipality()?,
        address: record[ADDRESS.start..ADDRESS.end.min(record.len())].trim_ascii_end().to_vec(),
    })
}

/// Per cent; 0 when the whole is 0.
#[expect(clippy::cast_precision_loss, reason = "shares for people")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}
