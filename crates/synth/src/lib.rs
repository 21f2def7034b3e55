#![doc = include_str!("../README.md")]

mod events;
mod names;
mod person;
mod places;
mod records;

use civil::{OpgaveNr, Pnr};
use extract::{Form, Writer};
use jiff::civil::{Date, Weekday};

use events::Happening;
use person::Person;

/// An invented population, on the day of its last extract.
#[derive(Debug, Clone)]
pub struct Denmark {
    random: fastrand::Rng,
    persons: Vec<Person>,
    /// The running number for the next PNR that is given out.
    next_number: usize,
    today: Date,
}

impl Denmark {
    /// A population of `persons`; the same seed gives the same one.
    pub fn new(seed: u64, persons: usize) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut made: Vec<Person> = Vec::with_capacity(persons);
        for number in 0..persons {
            let person = Person::new(&mut random, number, &made);
            if let Some(mother) = person.mother {
                made[mother].children.push(number);
            }
            made.push(person);
        }
        Self { random, persons: made, next_number: persons, today: Date::ZERO }
    }

    /// The numbers of all persons, in the order in which they were made.
    pub fn pnrs(&self) -> impl Iterator<Item = Pnr> {
        self.persons.iter().map(|person| person.pnr)
    }

    /// An extract of `day` with everyone in it, as a new subscription brings (`A45`).
    pub fn everyone(&mut self, day: Date, form: Form) -> Vec<u8> {
        self.today = weekday_before(day);
        let all = (0..self.persons.len()).map(|person| Happening::main(person, "A45")).collect();
        self.write(day, all, form)
    }

    /// The next weekday's extract, in which something happens to about `persons` of the living.
    pub fn next_day(&mut self, persons: usize, form: Form) -> Vec<u8> {
        let day = weekday_after(self.today);
        let mut happenings = Vec::new();
        for _ in 0..persons {
            let person = self.random.usize(..self.persons.len());
            happenings.append(&mut self.happen(person, day));
        }
        self.write(day, happenings, form)
    }

    /// The next weekday's extract, in which something happens to exactly `persons`, or to everyone who
    /// is left.
    pub fn next_day_of(&mut self, persons: usize, form: Form) -> Vec<u8> {
        let day = weekday_after(self.today);
        let mut touched = std::collections::HashSet::new();
        let mut happenings = Vec::new();
        let mut order: Vec<usize> = (0..self.persons.len()).collect();
        self.random.shuffle(&mut order);
        for person in order {
            let happened = self.happen(person, day);
            let new = happened.iter().filter(|happening| !touched.contains(&happening.person));
            if touched.len() + new.count() > persons {
                break;
            }
            touched.extend(happened.iter().map(|happening| happening.person));
            happenings.extend(happened);
        }
        self.write(day, happenings, form)
    }

    /// The day of the last extract.
    pub const fn today(&self) -> Date {
        self.today
    }

    fn write(&mut self, day: Date, happenings: Vec<Happening>, form: Form) -> Vec<u8> {
        let mut writer = Writer::new(form);
        writer.start(opgavenr(), day, self.today);
        self.today = day;
        records::write_all(&mut writer, &self.persons, happenings, day);
        writer.finish()
    }
}

/// The task number of all extracts.
fn opgavenr() -> OpgaveNr {
    // Six digits.
    OpgaveNr::from_register(b"534902").unwrap_or_else(|| unreachable!())
}

fn weekday_before(day: Date) -> Date {
    step(day, |day| day.yesterday().unwrap_or(Date::MIN))
}

fn weekday_after(day: Date) -> Date {
    step(day, |day| day.tomorrow().unwrap_or(Date::MAX))
}

fn step(mut day: Date, next: impl Fn(Date) -> Date) -> Date {
    loop {
        day = next(day);
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return day;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use extract::Extract;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_of_days_is_clean_and_chained() {
        for form in Form::ALL {
            let mut denmark = Denmark::new(1, 200);
            let mut last = date(2026, 1, 5);
            let first = denmark.everyone(last, form);
            assert_eq!(Extract::parse(&first).unwrap().diagnostics().kept(), []);
            for _ in 0..20 {
                let day = denmark.next_day(30, form);
                let extract = Extract::parse(&day).unwrap();
                assert_eq!(extract.diagnostics().kept(), []);
                assert_eq!(extract.header().proddtoforrig(), Some(last));
                last = extract.header().proddto();
            }
            assert_eq!(last, date(2026, 2, 2));
        }
    }

    #[test]
    fn numbers_are_distinct_and_nobodys() {
        let denmark = Denmark::new(2, 5000);
        let numbers: HashSet<Pnr> = denmark.pnrs().collect();
        assert_eq!(numbers.len(), 5000);
        for number in numbers {
            let text = number.reveal().to_string();
            assert!((58..=99).contains(&text[4..6].parse::<u8>().unwrap()));
            assert!((5..=8).contains(&text[6..7].parse::<u8>().unwrap()));
            assert!(text.parse::<Pnr>().is_ok(), "clients accept it");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let days = |seed| {
            let mut denmark = Denmark::new(seed, 100);
            [
                denmark.everyone(date(2026, 1, 5), Form::PADDED_LF),
                denmark.next_day(20, Form::PADDED_LF),
            ]
        };
        assert_eq!(days(3), days(3));
        assert_ne!(days(3), days(4));
    }

    #[test]
    fn things_happen() {
        let mut denmark = Denmark::new(4, 500);
        denmark.everyone(date(2026, 1, 5), Form::PADDED_LF);
        let mut seen = HashSet::new();
        for _ in 0..20 {
            let day = denmark.next_day(100, Form::PADDED_LF);
            for person in Extract::parse(&day).unwrap().persons() {
                seen.extend(person.events().iter().map(|event| event.as_str().to_owned()));
            }
        }
        for code in ["A01", "A06", "A13", "A21", "A24", "A33", "P03"] {
            assert!(seen.contains(code), "{code}");
        }
    }
}
