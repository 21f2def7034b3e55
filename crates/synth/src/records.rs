//! Persons as records: what CPR sends of a person in each status, shortened to the common types.

use std::collections::HashMap;

use extract::Writer;
use jiff::civil::Date;

use crate::events::Happening;
use crate::person::{Home, Person, Status};
use crate::places::{PLACES, STREETS};

/// Writes all records of everyone to whom something happened: person by person, then all `003`.
pub(crate) fn write_all(
    writer: &mut Writer,
    persons: &[Person],
    happenings: Vec<Happening>,
    day: Date,
) {
    let mut order = Vec::new();
    let mut by_person: HashMap<usize, Vec<Happening>> = HashMap::new();
    for happening in happenings {
        let of = by_person.entry(happening.person).or_insert_with(|| {
            order.push(happening.person);
            Vec::new()
        });
        of.push(happening);
    }
    for &number in &order {
        Sheet { writer, persons, number, day }.write(&by_person[&number]);
    }
    for &number in &order {
        Sheet { writer, persons, number, day }.write_label();
    }
}

/// One person's records under way.
struct Sheet<'a> {
    writer: &'a mut Writer,
    persons: &'a [Person],
    number: usize,
    day: Date,
}

impl<'a> Sheet<'a> {
    fn person(&self) -> &'a Person {
        &self.persons[self.number]
    }

    fn write(&mut self, happenings: &[Happening]) {
        let renumbered = happenings.iter().any(|happening| happening.code == "P03");
        if renumbered {
            self.former_number();
        }
        self.person_record();
        self.residence();
        self.names_and_relations();
        self.history();
        for happening in happenings {
            let derived = if happening.code == "P03" { "PN" } else { happening.derived };
            self.event(happening.code, derived);
        }
    }

    /// The old number's own few records, which point to the new one.
    fn former_number(&mut self) {
        let person = self.person();
        let Some(former) = person.former else { return };
        let old = former.reveal().to_string();
        let mut put = |kind, fields: &[(&str, &str)]| put(self.writer, kind, &old, fields);
        let valid = person.pnr.reveal().to_string();
        put(
            "001",
            &[
                ("PNRGAELD", &valid),
                ("STATUS", "60"),
                ("STATUSHAENSTART", &moment(self.day)),
                ("KOEN", sex(person)),
                ("FOED_DT", &person.born.to_string()),
            ],
        );
        put("008", &[("FORNVN", person.first), ("EFTERNVN", person.family)]);
        put("099", &[("TIMESTAMPU", &moment(self.day)), ("HAENDELSE", "P03")]);
    }

    fn person_record(&mut self) {
        let person = self.person();
        let (status, since) = match person.status {
            Status::Resident => ("01", "0".repeat(12)),
            Status::Emigrated => ("80", moment(person.home.since)),
            Status::Dead => ("90", moment(self.day)),
        };
        self.put(
            "001",
            &[
                ("STATUS", status),
                ("STATUSHAENSTART", &since),
                ("KOEN", sex(person)),
                ("FOED_DT", &person.born.to_string()),
                ("START_DT-PERSON", &person.born.to_string()),
                ("STILLING", person.job),
            ],
        );
    }

    fn residence(&mut self) {
        let person = self.person();
        match person.status {
            Status::Resident => {
                let from = person.former_home.map_or("0", |home| PLACES[home.place].komkod);
                let Home { place, street, house, since } = person.home;
                self.put(
                    "002",
                    &[
                        ("KOMKOD", PLACES[place].komkod),
                        ("VEJKOD", STREETS[street].0),
                        ("HUSNR", &format!("{house:03}")),
                        ("TILFLYDTO", &moment(since)),
                        ("TILFLYKOMDTO", &moment(since)),
                        ("FRAFLYKOMKOD", from),
                    ],
                );
            }
            Status::Emigrated => {
                let left = moment(person.home.since);
                self.put(
                    "005",
                    &[("UDR_LANDEKOD", "5120"), ("UDRDTO", &left), ("UDLANDADR1", "Storgatan 1")],
                );
            }
            Status::Dead => {}
        }
        if person.protected {
            self.put("004", &[("BESKYTTYPE", "1"), ("START_DT-BESKYTTELSE", "2020-01-01")]);
        }
    }

    fn names_and_relations(&mut self) {
        let person = self.person();
        let born = person.born.to_string();
        let label = label(person);
        self.put(
            "008",
            &[
                ("FORNVN", person.first),
                ("EFTERNVN", person.family),
                ("NVNHAENSTART", &moment(person.born)),
                ("ADRNVN", &label),
            ],
        );
        self.put("009", &[("START_MYNKOD-FØDESTED", PLACES[person.home.place].komkod)]);
        self.put(
            "010",
            &[("LANDEKOD", "5100"), ("HAENSTART-STATSBORGERSKAB", &moment(person.born))],
        );
        self.put("011", &[("FKIRK", "F"), ("START_DT-FOLKEKIRKE", &born)]);
        match person.spouse.map(|spouse| &self.persons[spouse]) {
            Some(spouse) => {
                let spouse = spouse.pnr.reveal().to_string();
                self.put("012", &[("CIVST", "G"), ("AEGTEPNR", &spouse)]);
            }
            None => self.put("012", &[("CIVST", "U"), ("AEGTEPNR", "0000000000")]),
        }
        for &child in &person.children {
            let child = self.persons[child].pnr.reveal().to_string();
            self.put("014", &[("PNR-BARN", &child)]);
        }
        let mother = person.mother.map(|mother| self.persons[mother].pnr.reveal().to_string());
        let mother = mother.as_deref().unwrap_or("0000000000");
        self.put("015", &[("MOR_DT", &born), ("PNRMOR", mother), ("PNRFAR", "0000000000")]);
    }

    fn history(&mut self) {
        let person = self.person();
        if let Some(former) = person.former {
            let former = former.reveal().to_string();
            self.put("022", &[("PNR", &former), ("START_DT-PERSON", &person.born.to_string())]);
        }
        if let Some(Home { place, street, house, since }) = person.former_home {
            self.put(
                "023",
                &[
                    ("KOMKOD", PLACES[place].komkod),
                    ("VEJKOD", STREETS[street].0),
                    ("HUSNR", &format!("{house:03}")),
                    ("TILFLYDTO", &moment(since)),
                    ("FRAFLYDTO", &moment(person.home.since)),
                ],
            );
        }
        if let Some(family) = person.former_family {
            self.put("026", &[("FORNVN", person.first), ("EFTERNVN", family)]);
        }
    }

    fn event(&mut self, code: &str, derived: &str) {
        let at = moment(self.day);
        self.put("099", &[("TIMESTAMPU", &at), ("HAENDELSE", code), ("AFLEDTMRK", derived)]);
    }

    /// The address label; the dead and the emigrated have a name on it and nothing else.
    fn write_label(&mut self) {
        let person = self.person();
        let label = label(person);
        if person.status != Status::Resident {
            return self.put("003", &[("ADRNVN", &label)]);
        }
        let Home { place, street, house, .. } = person.home;
        let (place, street) = (&PLACES[place], STREETS[street]);
        self.put(
            "003",
            &[
                ("ADRNVN", &label),
                ("STANDARDADR", &format!("{} {house}", street.1)),
                ("POSTNR", place.postnr),
                ("POSTDISTTXT", place.district),
                ("KOMKOD", place.komkod),
                ("VEJKOD", street.0),
                ("HUSNR", &format!("{house:03}")),
            ],
        );
    }

    fn put(&mut self, kind: &str, fields: &[(&str, &str)]) {
        let pnr = self.person().pnr.reveal().to_string();
        put(self.writer, kind, &pnr, fields);
    }
}

/// Writes a record of the person with number `pnr`. That the fields are the layout's and the values fit
/// is this crate's own business: its tests read every record back.
fn put(writer: &mut Writer, kind: &str, pnr: &str, fields: &[(&str, &str)]) {
    let written = try_put(writer, kind, pnr, fields);
    debug_assert!(written.is_ok(), "{written:?}");
}

fn try_put(
    writer: &mut Writer,
    kind: &str,
    pnr: &str,
    fields: &[(&str, &str)],
) -> Result<(), Box<dyn std::error::Error>> {
    let record = writer.record(kind)?;
    // In 022, PNR is the former number and PNRGÆLD the person's own.
    let own = if kind == "022" { "PNRGÆLD" } else { "PNR" };
    let mut record = record.set(own, pnr)?;
    for (field, value) in fields {
        record = record.set(field, value)?;
    }
    record.end();
    Ok(())
}

fn sex(person: &Person) -> &'static str {
    if person.woman { "K" } else { "M" }
}

fn label(person: &Person) -> String {
    format!("{} {}", person.first, person.family)
}

/// A twelve-digit time: noon of the day.
fn moment(day: Date) -> String {
    format!("{:04}{:02}{:02}1200", day.year(), day.month(), day.day())
}
