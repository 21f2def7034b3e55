use super::Sheet;
use super::text::{Text, date, date_or_blank, moment, number};
use crate::names::{ABROAD, CARE_OF};
use crate::person::{Home, State, Stay};
use crate::places::{PLACES, SPECIAL_ROAD, street_code};

impl Sheet<'_> {
    /// `002` for residents, `005` for those who left, `007` for those who cannot be found.
    pub(super) fn address(&mut self) {
        let person = self.person();
        match person.state {
            State::Resident => {
                if let Some(stay) = person.stays.last() {
                    self.current_address(stay);
                }
            }
            State::Emigrated => {
                if let Some(time) = person.abroad.last() {
                    let (country, street, town, land) = ABROAD[usize::from(time.country)];
                    self.put(
                        "005",
                        &[
                            ("UDR_LANDEKOD", country),
                            ("UDRDTO", &moment(person.since)),
                            ("UDLANDADR1", street),
                            ("UDLANDADR2", town),
                            ("UDLANDADR3", land),
                        ],
                    );
                }
            }
            State::Disappeared => self.put("007", &[("FORSVINddTO", &moment(person.since))]),
            State::Dead | State::Tax | State::Annulled => {}
        }
    }

    fn current_address(&mut self, stay: &Stay) {
        let person = self.person();
        let before = person.stays.iter().rev().find(|other| other.home.place != stay.home.place);
        let left = before.and_then(|before| before.span.until);
        let [komkod, vejkod, husnr, etage, bnr] = codes(&stay.home);
        let supplement = person.papers.supplement;
        self.put(
            "002",
            &[
                ("KOMKOD", &komkod),
                ("VEJKOD", &vejkod),
                ("HUSNR", &husnr),
                ("ETAGE", &etage),
                ("SIDEDOER", door(&stay.home)),
                ("BNR", &bnr),
                ("CONVN", stay.care_of.map_or("", |care| CARE_OF[usize::from(care)])),
                ("TILFLYDTO", &moment(stay.span.from)),
                ("TILFLYKOMDTO", &moment(stay.in_place_from)),
                ("FRAFLYKOMKOD", before.map_or("0", |before| komkod_of(&before.home))),
                ("FRAFLYKOMDTO", &super::text::moment_or_zeros(left)),
                ("START_MYNKOD-ADRTXT", supplement.map_or("0", |_| komkod_of(&stay.home))),
                ("ADR1-SUPLADR", supplement.map_or("", |_| "Baghuset, indgang fra gården")),
                ("START_DT-ADRTXT", &date_or_blank(supplement)),
            ],
        );
    }

    /// `003`, which stands behind everyone's other records.
    pub(crate) fn label(&mut self) {
        let person = self.person();
        let name = super::person::full_name(person, &person.name());
        let Some(home) = person.home() else {
            return self.put("003", &[("ADRNVN", &name)]);
        };
        let place = &PLACES[usize::from(home.place)];
        let [komkod, vejkod, husnr, etage, bnr] = codes(&home);
        let street = self.post.street(&home);
        let mut standard = street.to_owned();
        if home.street.is_some() {
            standard.push_str(&format!(" {}", home.house));
            if home.floor > 0 {
                standard.push_str(&format!(",{} {}", home.floor, door(&home)));
            }
        }
        let care_of = person.stays.last().and_then(|stay| stay.care_of);
        self.put(
            "003",
            &[
                ("ADRNVN", &name),
                ("CONVN", care_of.map_or("", |care| CARE_OF[usize::from(care)])),
                ("STANDARDADR", &standard),
                ("POSTNR", place.postnr),
                ("POSTDISTTXT", self.post.district(home.place)),
                ("KOMKOD", &komkod),
                ("VEJKOD", &vejkod),
                ("HUSNR", &husnr),
                ("ETAGE", &etage),
                ("SIDEDOER", door(&home)),
                ("BNR", &bnr),
                ("VEJADRNVN", street),
            ],
        );
    }

    /// `003` of a former number: nobody lives there.
    pub(crate) fn former_label(&mut self, former: &crate::person::FormerNumber) {
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
        self.put(
            "006",
            &[
                ("ADR1-KONTAKTADR", "Postboks 117"),
                ("ADR2-KONTAKTADR", "8100 Aarhus C"),
                ("START_DT-ADRTXT", &date(span.from)),
                ("SLET_DT-ADRTXT", &date_or_blank(span.until)),
            ],
        );
    }
}

/// KOMKOD, VEJKOD, HUSNR, ETAGE and BNR.
pub(super) fn codes(home: &Home) -> [Text; 5] {
    let komkod = number(komkod_of(home).parse::<u16>().unwrap_or_default(), 4);
    let street = home.street.map_or(SPECIAL_ROAD, |street| street_code(home.place, street));
    let blank = number(0u8, 0);
    match home.street {
        None => [komkod, number(street, 4), blank, blank, blank],
        Some(_) => {
            let floor = if home.floor > 0 { number(home.floor, 2) } else { blank };
            // In Greenland a house has a number of its own, not one on its street.
            let bnr = if home.is_greenland() { number(home.house, 4) } else { blank };
            [komkod, number(street, 4), number(home.house, 3), floor, bnr]
        }
    }
}

pub(super) fn komkod_of(home: &Home) -> &'static str {
    PLACES[usize::from(home.place)].komkod
}

/// SIDEDOER
pub(super) const fn door(home: &Home) -> &'static str {
    match (home.street, home.floor, home.house % 3) {
        (None, _, _) | (_, 0, _) => "",
        (_, _, 0) => "tv",
        (_, _, 1) => "mf",
        _ => "th",
    }
}
