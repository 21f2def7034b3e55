//! Fields that only few entries have. They are derived from the entry itself and not from the random numbers of events,
//! so they stay the same as long as the entry exists.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::sheet::RecordSheet;
use crate::deterministic_rng::DeterministicRng;
use crate::entries::{Abroad, Home};
use crate::names::{ABROAD, FAMILIES, LOCALITIES, MEN, VILLAGES, WOMEN};

/// Lines of an address, from the first on; the rest is blank.
pub(super) type Lines = [&'static str; 5];

/// A parent by name and birthday, without a number.
pub(super) struct Parent {
    pub(super) born: Date,
    pub(super) name: String,
}

impl RecordSheet<'_> {
    /// A foreign address; one in ten needs more than three lines.
    pub(super) fn foreign_lines(&self, time: &Abroad) -> Lines {
        let (_, street, town, land) = ABROAD[usize::from(time.country)];
        let day = time.left.or(time.came).unwrap_or(self.person().born);
        let mut chance = self.detail("UDLANDADR", &super::text::date(day));
        match chance.below(100) {
            0..3 => ["c/o Andersson", "Block C, 4", street, town, land],
            3..10 => ["c/o Andersson", street, town, land, ""],
            _ => [street, town, land, "", ""],
        }
    }

    /// A contact address.
    pub(super) fn contact_lines(&self, since: Date) -> Lines {
        let mut chance = self.detail("KONTAKTADR", &super::text::date(since));
        match chance.below(100) {
            0..15 => [
                "Advokaterne Ravn & Bæk",
                "Att. boafdelingen",
                "2. sal",
                "Algade 2",
                "4000 Roskilde",
            ],
            15..25 => ["Advokaterne Ravn & Bæk", "2. sal", "Algade 2", "4000 Roskilde", ""],
            25..45 => ["c/o Toft", "Postboks 117", "8100 Aarhus C", "", ""],
            _ => ["Postboks 117", "8100 Aarhus C", "", "", ""],
        }
    }

    /// A supplementary address.
    pub(super) fn supplement_lines(&self, since: Date) -> Lines {
        const WAY: &str = "Indgang fra gården";
        let mut chance = self.detail("SUPLADR", &super::text::date(since));
        match chance.below(100) {
            0..10 => ["Baghuset", WAY, "Opgang B", "Elevator til 2. sal", "Ring på hos viceværten"],
            10..18 => ["Baghuset", WAY, "Opgang B", "Elevator til 2. sal", ""],
            18..30 => ["Baghuset", WAY, "Opgang B", "", ""],
            30..60 => ["Baghuset", WAY, "", "", ""],
            _ => ["Baghuset, indgang fra gården", "", "", "", ""],
        }
    }

    /// The address of a guardian without a number.
    pub(super) fn guardian_lines(&self, since: Date) -> Lines {
        let mut chance = self.detail("RELTXT", &super::text::date(since));
        match chance.below(100) {
            0..40 => ["Værgemålskontoret", "Att. værgen", "2. sal", "Algade 2", "4000 Roskilde"],
            40..55 => ["Værgemålskontoret", "2. sal", "Algade 2", "4000 Roskilde", ""],
            55..75 => ["Værgemålskontoret", "Algade 2", "4000 Roskilde", "", ""],
            _ => ["Algade 2", "4000 Roskilde", "", "", ""],
        }
    }

    /// A parent without a number; the name is known for one in five persons.
    pub(super) fn parent_by_name(&self, field: &str, female: bool) -> Option<Parent> {
        let born = self.person().born;
        let mut chance = self.detail(field, "");
        if !chance.percent(20) {
            return None;
        }
        let years = i64::from(chance.within(19, 38));
        let days = i64::from(chance.below(365));
        let names: &[&str] = if female { &WOMEN } else { &MEN };
        let (first, family) = (chance.pick(names), chance.pick(&FAMILIES));
        let born = born.saturating_sub(years.years()).saturating_sub(days.days());
        Some(Parent { born, name: format!("{family},{first}") })
    }
}

/// LOKALITET and BYNVN of an address: the same for everyone who lives there.
pub(super) fn place_names(home: &Home) -> (&'static str, &'static str) {
    let Some(street) = home.street else { return ("", "") };
    let mut chance =
        DeterministicRng::of(&[8, home.place.into(), street.into(), home.house.into()]);
    let village = if chance.percent(10) { *chance.pick(&VILLAGES) } else { "" };
    let locality = if chance.percent(2) { *chance.pick(&LOCALITIES) } else { "" };
    (locality, village)
}
