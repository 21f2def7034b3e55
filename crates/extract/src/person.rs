use civil::{EventCode, HouseNumber, MunicipalityCode, Pnr, RegisterDate, RoadCode, Status};
use jiff::civil::Date;

use crate::diagnostic::Problem;
use crate::layout::RecordType;
use crate::layout::known::{FOED_DT, HAENDELSE, HUSNR, KOMKOD, PNRGAELD, STATUS, VEJKOD};
use crate::minimisation::Protection;

/// What one extract says of one person, as far as it decides who receives the person.
#[derive(Debug, Clone)]
pub struct Person {
    pnr: Pnr,
    status: Option<Status>,
    successor: Option<Pnr>,
    born: Option<RegisterDate>,
    municipality: Option<MunicipalityCode>,
    road: Option<RoadCode>,
    house_number: Option<HouseNumber>,
    events: Vec<EventCode>,
    protections: Vec<Protection>,
    has_person: bool,
    has_address: bool,
}

impl Person {
    pub(crate) fn new(pnr: Pnr) -> Self {
        Self {
            pnr,
            status: None,
            successor: None,
            born: None,
            municipality: None,
            road: None,
            house_number: None,
            events: Vec::new(),
            protections: Vec::new(),
            has_person: false,
            has_address: false,
        }
    }

    /// The number in the person's records.
    pub const fn pnr(&self) -> Pnr {
        self.pnr
    }

    /// 001.STATUS.
    pub const fn status(&self) -> Option<Status> {
        self.status
    }

    /// 001.PNRGAELD: the valid number that replaced this one, when STATUS is 50 or 60.
    pub fn successor(&self) -> Option<Pnr> {
        self.successor.filter(|_| self.status.is_some_and(Status::is_replaced))
    }

    /// 001.FOED_DT, from which the age is computed.
    pub const fn born(&self) -> Option<RegisterDate> {
        self.born
    }

    /// 002.KOMKOD: where the person lives now. `None` for persons who are dead, emigrated or disappeared.
    pub const fn municipality(&self) -> Option<MunicipalityCode> {
        self.municipality
    }

    /// 002.VEJKOD: the road within the municipality.
    pub const fn road(&self) -> Option<RoadCode> {
        self.road
    }

    /// 002.HUSNR.
    pub const fn house_number(&self) -> Option<HouseNumber> {
        self.house_number
    }

    /// VEJKOD and HUSNR of a `002`.
    pub fn address_of(record: &[u8]) -> (Option<RoadCode>, Option<HouseNumber>) {
        let house_number = HouseNumber::from_register(HUSNR.of(record));
        (RoadCode::from_register(VEJKOD.of(record)), house_number)
    }

    /// 099.HAENDELSE: the events of the day, as main person or derived, in the order in which they came.
    pub fn events(&self) -> &[EventCode] {
        &self.events
    }

    /// Whether name and address are protected on a day.
    pub fn is_protected(&self, on: Date) -> bool {
        self.protections.iter().any(|protection| protection.is_in_force(on))
    }

    /// Whether there is a `001`: only then has the person changed (`filters.md`).
    pub const fn has_changed(&self) -> bool {
        self.has_person
    }

    /// Adds one of the person's records; its problems go to `report`.
    pub(crate) fn take(&mut self, kind: RecordType, text: &[u8], report: &mut dyn FnMut(Problem)) {
        match kind {
            RecordType::PERSON => self.take_person(text, report),
            RecordType::ADDRESS => self.take_address(text, report),
            RecordType::PROTECTION => self.protections.extend(Protection::of(text)),
            RecordType::EVENT => match EventCode::from_register(HAENDELSE.of(text)) {
                Some(event) => self.events.push(event),
                None => report(Problem::BadField("HAENDELSE")),
            },
            _ => {}
        }
    }

    fn take_person(&mut self, text: &[u8], report: &mut dyn FnMut(Problem)) {
        if std::mem::replace(&mut self.has_person, true) {
            return report(Problem::TwoGroups);
        }
        self.successor = match PNRGAELD.of(text) {
            blank if is_blank(blank) => None,
            b"0000000000" => None,
            digits => Pnr::from_register(digits).or_else(|| {
                report(Problem::BadField("PNRGAELD"));
                None
            }),
        };
        self.status = Status::from_register(STATUS.of(text));
        if self.status.is_none() {
            report(Problem::BadField("STATUS"));
        }
        self.born = RegisterDate::parse(FOED_DT.of(text)).unwrap_or_else(|_| {
            report(Problem::BadField("FOED_DT"));
            None
        });
    }

    fn take_address(&mut self, text: &[u8], report: &mut dyn FnMut(Problem)) {
        if std::mem::replace(&mut self.has_address, true) {
            return report(Problem::Second);
        }
        (self.road, self.house_number) = Self::address_of(text);
        match KOMKOD.of(text) {
            b"0000" => {}
            blank if is_blank(blank) => {}
            code => {
                self.municipality =
                    std::str::from_utf8(code).ok().and_then(|code| code.parse().ok());
                if self.municipality.is_none() || code.len() != 4 {
                    report(Problem::BadField("KOMKOD"));
                }
            }
        }
    }
}

fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|&byte| byte == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(records: &[&str]) -> (Person, Vec<Problem>) {
        let mut person = Person::new(Pnr::from_register(b"0101701234").unwrap());
        let mut problems = Vec::new();
        for record in records {
            let kind = RecordType::from_register(&record.as_bytes()[..3]).unwrap();
            person.take(kind, record.as_bytes(), &mut |problem| problems.push(problem));
        }
        (person, problems)
    }

    const ALIVE: &str = "0010101701234          01000000000000 K1970-01-01 1970-01-01";

    #[test]
    fn a_resident_has_status_birth_municipality_and_events() {
        let (person, problems) = person(&[
            ALIVE,
            "002010170123407510512077A",
            "0990101701234202601050101A01",
            "0990101701234            K74",
        ]);
        assert_eq!(problems, []);
        assert_eq!(person.status().map(Status::to_integer), Some(1));
        assert_eq!(person.born().map(RegisterDate::year), Some(1970));
        assert_eq!(person.municipality(), "0751".parse().ok());
        assert_eq!(person.road().map(RoadCode::to_integer), Some(512));
        assert_eq!(person.house_number(), HouseNumber::from_register(b"77A"));
        assert_eq!(person.events().len(), 2);
        assert_eq!(person.successor(), None);
        assert!(person.has_changed());
    }

    #[test]
    fn a_replaced_number_names_its_successor() {
        let (replaced, problems) = person(&["00101017012340202801234600000000000 "]);
        assert_eq!(problems, []);
        assert_eq!(replaced.successor(), Pnr::from_register(b"0202801234"));
        // With a status other than 50 or 60, the field does not mean a replacement.
        let (alive, _) = person(&["001010170123402028012340100000000000 "]);
        assert_eq!(alive.successor(), None);
    }

    #[test]
    fn a_number_deleted_long_ago_may_hold_nothing_but_its_status() {
        let (person, problems) = person(&["0010101701234          30"]);
        assert_eq!((problems, person.born()), (vec![], None));
    }

    #[test]
    fn problems_name_the_field() {
        let problems = |record: &str| person(&[record]).1;
        assert_eq!(problems("0010101701234x         01"), [Problem::BadField("PNRGAELD")]);
        assert_eq!(problems("0010101701234"), [Problem::BadField("STATUS")]);
        assert_eq!(problems("0020101701234075"), [Problem::BadField("KOMKOD")]);
        assert_eq!(problems("0990101701234            1"), [Problem::BadField("HAENDELSE")]);
        let born = "0010101701234          01000000000000 K1970-13-01";
        assert_eq!(problems(born), [Problem::BadField("FOED_DT")]);
    }

    #[test]
    fn a_second_001_or_002_is_reported_and_the_first_stands() {
        let (person, problems) = person(&[ALIVE, ALIVE, "00201017012340751", "00201017012340101"]);
        assert_eq!(problems, [Problem::TwoGroups, Problem::Second]);
        assert_eq!(person.municipality(), "0751".parse().ok());
    }
}
