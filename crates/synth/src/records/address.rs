use super::details::place_names;
use super::sheet::RecordSheet;
use super::text::{Text, date, date_or_blank, house_number, moment, number};
use crate::entries::{Home, Residence};
use crate::house::{door, floor_code, house_letter};
use crate::names::{ABROAD, CARE_OF};
use crate::person::State;
use crate::places::{PLACES, SPECIAL_ROAD, street_code};

impl RecordSheet<'_> {
    /// `002`, for residents.
    pub(super) fn residence(&mut self) {
        let person = self.person();
        if let (State::Resident, Some(stay)) = (person.state, person.stays.last()) {
            self.current_address(stay);
        }
    }

    /// `005`, for persons who left.
    pub(super) fn emigration(&mut self) {
        let person = self.person();
        if let (State::Emigrated, Some(time)) = (person.state, person.abroad.last()) {
            let (country, ..) = ABROAD[usize::from(time.country)];
            let lines = self.foreign_lines(time);
            self.put(
                "005",
                &[
                    ("UDR_LANDEKOD", country),
                    ("UDRDTO", &moment(person.since)),
                    ("UDLANDADR1", lines[0]),
                    ("UDLANDADR2", lines[1]),
                    ("UDLANDADR3", lines[2]),
                    ("UDLANDADR4", lines[3]),
                    ("UDLANDADR5", lines[4]),
                ],
            );
        }
    }

    /// `007`, for persons who cannot be found.
    pub(super) fn disappearance(&mut self) {
        let person = self.person();
        if person.state == State::Disappeared {
            self.put("007", &[("FORSVINddTO", &moment(person.since))]);
        }
    }

    /// A record with an address in codes and other fields.
    pub(super) fn put_at(&mut self, kind: &str, home: &Home, fields: &[(&str, &str)]) {
        let codes = Codes::of(home);
        self.put(kind, &[&codes.fields()[..], fields].concat());
    }

    fn current_address(&mut self, stay: &Residence) {
        let person = self.person();
        let before = person.stays.iter().rev().find(|other| other.home.place != stay.home.place);
        let left = before.and_then(|before| before.span.until);
        let supplement = person.papers.supplement;
        let lines = supplement.map_or([""; 5], |span| self.supplement_lines(span.from));
        self.put_at(
            "002",
            &stay.home,
            &[
                ("CONVN", stay.care_of.map_or("", |care| CARE_OF[usize::from(care)])),
                ("TILFLYDTO", &moment(stay.span.from)),
                ("TILFLYKOMDTO", &moment(stay.in_place_from)),
                ("FRAFLYKOMKOD", before.map_or("0", |before| komkod_of(&before.home))),
                ("FRAFLYKOMDTO", &super::text::moment_or_zeros(left)),
                ("START_MYNKOD-ADRTXT", supplement.map_or("0", |_| komkod_of(&stay.home))),
                ("ADR1-SUPLADR", lines[0]),
                ("ADR2-SUPLADR", lines[1]),
                ("ADR3-SUPLADR", lines[2]),
                ("ADR4-SUPLADR", lines[3]),
                ("ADR5-SUPLADR", lines[4]),
                ("START_DT-ADRTXT", &date_or_blank(supplement.map(|span| span.from))),
                ("SLET_DT-ADRTXT", &date_or_blank(supplement.and_then(|span| span.until))),
            ],
        );
    }

    /// `003`, which comes after everyone's other records.
    pub(crate) fn label(&mut self) {
        let person = self.person();
        let name = super::person::full_name(person, &person.name());
        let Some(home) = person.home() else {
            return self.put("003", &[("ADRNVN", &name)]);
        };
        let place = &PLACES[usize::from(home.place)];
        let street = self.post.street(&home);
        let standard = self.style.standard_address.write(street, &home);
        let care_of = person.stays.last().and_then(|stay| stay.care_of);
        let (locality, village) = place_names(&home);
        self.put_at(
            "003",
            &home,
            &[
                ("ADRNVN", &name),
                ("CONVN", care_of.map_or("", |care| CARE_OF[usize::from(care)])),
                ("LOKALITET", locality),
                ("STANDARDADR", &standard),
                ("BYNVN", village),
                ("POSTNR", place.postnr),
                ("POSTDISTTXT", self.post.district(home.place)),
                ("VEJADRNVN", street),
            ],
        );
    }

    /// `003` of a former number, without an address.
    pub(crate) fn former_label(&mut self, former: &crate::entries::FormerNumber) {
        let person = self.person();
        let name = super::person::full_name(person, &former.name);
        self.put_as(self.former_pnr(former), "003", &[("ADRNVN", &name)]);
    }

    /// `004`, one for each protection.
    pub(super) fn protection(&mut self) {
        for (kind, span) in &self.person().papers.protections {
            let (kind, from, until) =
                (number(*kind, 4), date(span.from), date_or_blank(span.until));
            self.put(
                "004",
                &[
                    ("BESKYTTYPE", &kind),
                    ("START_DT-BESKYTTELSE", &from),
                    ("SLET_DT-BESKYTTELSE", &until),
                ],
            );
        }
    }

    /// `006`
    pub(super) fn contact(&mut self) {
        let Some(span) = self.person().papers.contact else { return };
        let lines = self.contact_lines(span.from);
        self.put(
            "006",
            &[
                ("ADR1-KONTAKTADR", lines[0]),
                ("ADR2-KONTAKTADR", lines[1]),
                ("ADR3-KONTAKTADR", lines[2]),
                ("ADR4-KONTAKTADR", lines[3]),
                ("ADR5-KONTAKTADR", lines[4]),
                ("START_DT-ADRTXT", &date(span.from)),
                ("SLET_DT-ADRTXT", &date_or_blank(span.until)),
            ],
        );
    }
}

/// An address in codes, as in `002`, `003` and `023`.
struct Codes {
    komkod: &'static str,
    vejkod: Text,
    husnr: Text,
    etage: &'static str,
    door: &'static str,
    bnr: Text,
}

impl Codes {
    fn of(home: &Home) -> Self {
        let street = home.street.map_or(SPECIAL_ROAD, |street| street_code(home.place, street));
        let is_house = home.is_greenland() && home.street.is_some();
        Self {
            komkod: komkod_of(home),
            vejkod: number(street, 4),
            husnr: match home.street {
                Some(_) => house_number(home.house, house_letter(home)),
                None => number(0u8, 0),
            },
            etage: floor_code(home).unwrap_or_default(),
            door: door(home),
            // In Greenland a house has its own number, not one on its street.
            bnr: number(home.house, if is_house { 4 } else { 0 }),
        }
    }

    fn fields(&self) -> [(&'static str, &str); 6] {
        [
            ("KOMKOD", self.komkod),
            ("VEJKOD", &self.vejkod),
            ("HUSNR", &self.husnr),
            ("ETAGE", self.etage),
            ("SIDEDOER", self.door),
            ("BNR", &self.bnr),
        ]
    }
}

fn komkod_of(home: &Home) -> &'static str {
    PLACES[usize::from(home.place)].komkod
}
