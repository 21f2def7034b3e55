use super::sheet::RecordSheet;
use super::text::{date, date_or_blank, moment, number};
use crate::entries::{FormerNumber, Name};
use crate::names::{ABROAD, DENMARK, FAMILIES, JOBS, MEN, WOMEN};
use crate::person::{Person, State};
use crate::places::PLACES;

impl RecordSheet<'_> {
    /// `001`
    pub(super) fn person_record(&mut self) {
        let person = self.person();
        let ended = matches!(person.state, State::Annulled).then_some(person.since);
        // The register does not store since when a person is a resident.
        let since = if person.is_resident() { number(0u8, 12) } else { moment(person.since) };
        self.put(
            "001",
            &[
                ("STATUS", status(person)),
                ("STATUSHAENSTART", &since),
                ("KOEN", sex(person)),
                ("FOED_DT", &date(person.born)),
                ("START_DT-PERSON", &date(person.born)),
                ("SLUT_DT-PERSON", &date_or_blank(ended)),
                ("STILLING", JOBS[usize::from(person.job)]),
            ],
        );
    }

    /// `001` of a number that was changed (60) or was a second one (50).
    pub(super) fn former_person_record(&mut self, former: &FormerNumber) {
        let person = self.person();
        let valid = super::text::pnr(self.pnr(self.slot));
        self.put_as(
            self.former_pnr(former),
            "001",
            &[
                ("PNRGAELD", &valid),
                ("STATUS", if former.duplicate { "50" } else { "60" }),
                ("STATUSHAENSTART", &moment(former.until)),
                ("KOEN", sex(person)),
                ("FOED_DT", &date(person.born)),
                ("START_DT-PERSON", &date(person.born)),
                ("SLUT_DT-PERSON", &date(former.until)),
            ],
        );
    }

    /// `008` and `009`
    pub(super) fn names(&mut self) {
        let person = self.person();
        let name = person.name();
        self.put(
            "008",
            &[
                ("FORNVN", first_name(person, &name)),
                ("MELNVN", middle_name(&name)),
                ("EFTERNVN", FAMILIES[usize::from(name.family)]),
                ("NVNHAENSTART", &moment(name.span.from)),
                ("ADRNVN", &full_name(person, &name)),
            ],
        );
        let abroad = person.abroad.first().filter(|time| time.left.is_none());
        match abroad {
            Some(time) => {
                let (code, _, town, _) = ABROAD[usize::from(time.country)];
                let town = town.rsplit(' ').next().unwrap_or_default();
                self.put("009", &[("START_MYNKOD-FØDESTED", code), ("MYNTXT-FØDESTED", town)]);
            }
            None => {
                let place = PLACES[usize::from(person.birthplace)].komkod;
                self.put("009", &[("START_MYNKOD-FØDESTED", place)]);
            }
        }
    }

    /// `008` of a former number: a name to identify it.
    pub(super) fn former_name(&mut self, former: &FormerNumber) {
        let (person, name) = (self.person(), former.name);
        let fields = [
            ("FORNVN", first_name(person, &name)),
            ("EFTERNVN", FAMILIES[usize::from(name.family)]),
        ];
        self.put_as(self.former_pnr(former), "008", &fields);
    }

    /// `010` and `011`
    pub(super) fn church_and_citizenship(&mut self) {
        let person = self.person();
        if let Some(citizenship) = person.citizenship.last() {
            let country = country(citizenship.country);
            let since = moment(citizenship.span.from);
            self.put("010", &[("LANDEKOD", country), ("HAENSTART-STATSBORGERSKAB", &since)]);
        }
        if let Some(church) = person.church.last() {
            let since = date(church.span.from);
            self.put("011", &[("FKIRK", fkirk(church.member)), ("START_DT-FOLKEKIRKE", &since)]);
        }
    }
}

/// 001.STATUS
pub(crate) fn status(person: &Person) -> &'static str {
    let home = person.home();
    let in_greenland = home.is_some_and(|home| home.is_greenland());
    let homeless = home.is_some_and(|home| home.street.is_none());
    match person.state {
        State::Resident => match (in_greenland, homeless) {
            (false, false) => "01",
            (false, true) => "03",
            (true, false) => "05",
            (true, true) => "07",
        },
        State::Tax => "20",
        State::Annulled => "30",
        State::Disappeared => "70",
        State::Emigrated => "80",
        State::Dead => "90",
    }
}

const fn sex(person: &Person) -> &'static str {
    if person.female { "K" } else { "M" }
}

pub(super) fn first_name(person: &Person, name: &Name) -> &'static str {
    let names: &[&str] = if person.female { &WOMEN } else { &MEN };
    name.first.map_or("", |first| names[usize::from(first)])
}

pub(super) fn middle_name(name: &Name) -> &'static str {
    name.middle.map_or("", |middle| FAMILIES[usize::from(middle)])
}

/// The name on an envelope (ADRNVN), within 34 letters.
pub(crate) fn full_name(person: &Person, name: &Name) -> String {
    let mut full = String::with_capacity(34);
    let family = FAMILIES[usize::from(name.family)];
    for part in [first_name(person, name), middle_name(name), family] {
        if !part.is_empty() && full.chars().count() + 1 + part.chars().count() <= 34 {
            full.push_str(if full.is_empty() { "" } else { " " });
            full.push_str(part);
        }
    }
    full
}

pub(super) fn country(country: Option<u8>) -> &'static str {
    country.map_or(DENMARK, |country| ABROAD[usize::from(country)].0)
}

pub(super) const fn fkirk(member: bool) -> &'static str {
    if member { "F" } else { "U" }
}
