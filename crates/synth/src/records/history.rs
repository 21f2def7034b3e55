use super::person::{country, first_name, fkirk, middle_name};
use super::sheet::RecordSheet;
use super::text::{date, date_or_blank, moment, moment_or_zeros, number};
use crate::entries::{Civil, Mark, Residence};
use crate::names::{ABROAD, CARE_OF, FAMILIES};

impl RecordSheet<'_> {
    /// `022`: former numbers of the person, under the valid one.
    pub(super) fn former_numbers(&mut self) {
        let born = date(self.person().born);
        for former in &self.person().former {
            let old = super::text::pnr(self.former_pnr(former));
            let fields = [
                ("PNR", &*old),
                ("START_DT-PERSON", &*born),
                ("SLUT_DT-PERSON", &date(former.until)),
            ];
            self.put("022", &fields);
        }
    }

    /// `023` to `030`: former data.
    pub(super) fn history(&mut self) {
        self.earlier_addresses();
        self.times_abroad();
        self.times_lost();
        self.earlier_names();
        self.earlier_citizenships();
        self.earlier_civil_status();
    }

    /// `023`
    fn earlier_addresses(&mut self) {
        let person = self.person();
        let is_current = |stay: &Residence| person.is_resident() && stay.span.until.is_none();
        for stay in person.stays.iter().rev().filter(|stay| !is_current(stay)) {
            let fields = [
                ("ANNKOR", annkor(stay.span.mark)),
                ("CONVN", stay.care_of.map_or("", |care| CARE_OF[usize::from(care)])),
                ("TILFLYDTO", &*moment(stay.span.from)),
                ("FRAFLYDTO", &moment_or_zeros(stay.span.until)),
            ];
            self.put_at("023", &stay.home, &fields);
        }
    }

    /// `024`: all times abroad except a present one.
    fn times_abroad(&mut self) {
        for time in self.person().abroad.iter().filter(|time| time.came.is_some()) {
            let (code, ..) = ABROAD[usize::from(time.country)];
            let lines = self.foreign_lines(time);
            let left = time.left.map_or("0", |_| code);
            let fields = [
                ("ANNKOR", annkor(time.mark)),
                ("UDR_LANDEKOD", left),
                ("UDRDTO", &*moment_or_zeros(time.left)),
                ("INDR_LANDEKOD", code),
                ("INDRDTO", &moment_or_zeros(time.came)),
                ("UDLANDADR1", lines[0]),
                ("UDLANDADR2", lines[1]),
                ("UDLANDADR3", lines[2]),
                ("UDLANDADR4", lines[3]),
                ("UDLANDADR5", lines[4]),
            ];
            self.put("024", &fields);
        }
    }

    /// `025`
    fn times_lost(&mut self) {
        for span in self.person().lost.iter().filter(|span| span.until.is_some()) {
            let fields = [
                ("ANNKOR", annkor(span.mark)),
                ("FORSVINDDTO", &*moment(span.from)),
                ("GENFINDDTO", &moment_or_zeros(span.until)),
            ];
            self.put("025", &fields);
        }
    }

    /// `026`
    fn earlier_names(&mut self) {
        let person = self.person();
        let earlier = &person.names[..person.names.len() - 1];
        for name in earlier.iter().rev() {
            let fields = [
                ("ANNKOR", annkor(name.span.mark)),
                ("FORNVN", first_name(person, name)),
                ("MELNVN", middle_name(name)),
                ("EFTERNVN", FAMILIES[usize::from(name.family)]),
                ("NVNHAENSTART", &*moment(name.span.from)),
                ("NVNHAENSLUT", &moment_or_zeros(name.span.until)),
            ];
            self.put("026", &fields);
        }
    }

    /// `027` and `028`
    fn earlier_citizenships(&mut self) {
        let person = self.person();
        for was in person.citizenship.iter().rev().skip(1) {
            let fields = [
                ("ANNKOR", annkor(was.span.mark)),
                ("LANDEKOD", country(was.country)),
                ("HAENSTART-STATSBORGERSKAB", &*moment(was.span.from)),
                ("HAENSLUT-STATSBORGERSKAB", &moment_or_zeros(was.span.until)),
            ];
            self.put("027", &fields);
        }
        for was in person.church.iter().rev().skip(1) {
            let fields = [
                ("FKIRK", fkirk(was.member)),
                ("START_DT-FOLKEKIRKE", &*date(was.span.from)),
                ("SLUT_DT-FOLKEKIRKE", &date_or_blank(was.span.until)),
            ];
            self.put("028", &fields);
        }
    }

    /// `029` and `030`
    fn earlier_civil_status(&mut self) {
        let person = self.person();
        let earlier = person.bonds.iter().rev().skip(1);
        for bond in earlier.filter(|bond| bond.kind != Civil::Unmarried) {
            let partner = self.partner(bond);
            // The separation that it ended with, if there was one.
            let ended_by = person.separations.iter().find(|span| {
                span.until.is_some() && span.until == bond.span.until && span.from >= bond.span.from
            });
            let separation = ended_by.map_or_else(|| number(0u8, 0), |span| moment(span.from));
            let fields = [
                ("ANNKOR", annkor(bond.span.mark)),
                ("CIVST", super::relations::civst(bond.kind)),
                ("AEGTEPNR", &*partner.pnr),
                ("AEGTEFOED_DT", &partner.born),
                ("AEGTENVN", &partner.name),
                ("HAENSTART-CIVILSTAND", &moment(bond.span.from)),
                ("HAENSLUT-CIVILSTAND", &moment_or_zeros(bond.span.until)),
                ("SEP_HENVIS-CIVILSTAND", &separation),
            ];
            self.put("029", &fields);
        }
        for span in person.separations.iter().rev() {
            let until = span.until.map_or_else(|| number(0u8, 0), date);
            let fields = [
                ("ANNKOR", annkor(span.mark)),
                ("SEP_HENVIS-SEPARATION", &*moment(span.from)),
                ("START_DT-SEPARATION", &date(span.from)),
                ("SLUT_DT-SEPARATION", &until),
            ];
            self.put("030", &fields);
        }
    }
}

/// ANNKOR.
const fn annkor(mark: Mark) -> &'static str {
    match mark {
        Mark::None => "",
        Mark::Annulled => "A",
        Mark::Corrected => "K",
    }
}
