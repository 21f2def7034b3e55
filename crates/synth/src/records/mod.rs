//! Persons as records, in the layout that the CPR office sends (U12170-P).

mod address;
mod details;
mod history;
mod marks;
mod person;
mod relations;
mod text;

use extract::Writer;

use crate::answers::KEY;
use crate::entries::{FormerNumber, Mark};
use crate::family_group::FamilyGroup;
use crate::mass::Post;
use crate::numbers::Series;
use crate::person::{Person, Slot};

pub(crate) use text::{moment, pnr as digits};

/// Of a thousand events, those with a NGLKONST: few subscribers have one repeated.
const KEYS: u32 = 5;

/// Writes one person's records.
pub(crate) struct RecordSheet<'a> {
    pub(crate) clan: &'a FamilyGroup,
    pub(crate) series: &'a Series,
    /// Names of streets and postal districts, as they are on the day.
    pub(crate) post: &'a Post,
    pub(crate) slot: Slot,
    pub(crate) writer: &'a mut Writer,
}

impl<'a> RecordSheet<'a> {
    /// Everything but the events and the label: `001` to `030`, in rising order as the CPR office has them.
    pub(crate) fn write(&mut self) {
        self.person_record();
        self.residence();
        self.protection();
        self.emigration();
        self.contact();
        self.disappearance();
        self.names();
        self.church_and_citizenship();
        self.civil_status();
        self.family();
        self.guardian();
        self.papers();
        self.former_numbers();
        self.history();
    }

    /// The few records that a number keeps when it is not valid any more: whose it was, and where to look.
    pub(crate) fn write_former(&mut self, former: &FormerNumber) {
        self.former_person_record(former);
        self.former_name(former);
    }

    /// An event (`099`), under the person's valid number.
    pub(crate) fn event(&mut self, code: &str, mark: &str, day: jiff::civil::Date) {
        let at = moment(day);
        let key = if self.detail("NGLKONST", &at).below(1000) < KEYS { KEY } else { "" };
        let fields =
            [("TIMESTAMPU", &*at), ("HAENDELSE", code), ("AFLEDTMRK", mark), ("NGLKONST", key)];
        self.put("099", &fields);
    }

    /// An event under a former number.
    pub(crate) fn former_event(
        &mut self,
        former: &FormerNumber,
        code: &str,
        mark: &str,
        day: jiff::civil::Date,
    ) {
        let at = moment(day);
        let fields = [("TIMESTAMPU", &*at), ("HAENDELSE", code), ("AFLEDTMRK", mark)];
        self.put_as(self.former_pnr(former), "099", &fields);
    }

    fn person(&self) -> &'a Person {
        self.clan.person(self.slot)
    }

    fn pnr(&self, slot: Slot) -> civil::Pnr {
        self.clan.pnr(self.series, slot)
    }

    fn former_pnr(&self, former: &FormerNumber) -> civil::Pnr {
        self.series.pnr(self.clan.running(former.number), self.person().female)
    }

    fn put(&mut self, kind: &str, fields: &[(&str, &str)]) {
        self.put_as(self.pnr(self.slot), kind, fields);
    }

    /// The marks of those of a record's fields that are uncertain.
    fn uncertain(&self, kind: &str, fields: &[(&str, &str)]) -> Vec<&'static str> {
        let marked = marks::of(kind).iter().filter(|(field, _)| {
            let value = fields.iter().find(|(name, _)| name == field);
            value.is_some_and(|(_, value)| self.is_uncertain(field, value))
        });
        marked.map(|(_, mark)| *mark).collect()
    }

    /// Writes a record. That the fields are the layout's and the values fit is this crate's own business:
    /// its tests write everyone.
    fn put_as(&mut self, pnr: civil::Pnr, kind: &str, fields: &[(&str, &str)]) {
        // In `022` the field has another name, and stands in the same place.
        let key = if kind == "022" { "PNRGÆLD" } else { "PNR" };
        let uncertain = self.uncertain(kind, fields);
        let written = self.writer.record(kind).ok().and_then(|record| {
            let record = record.set(key, &text::pnr(pnr)).ok()?;
            let record = fields
                .iter()
                .try_fold(record, |record, (field, value)| record.set(field, value).ok())?;
            uncertain.iter().try_fold(record, |record, mark| record.set(mark, "*").ok())
        });
        debug_assert!(written.is_some(), "record {kind} with {fields:?}");
        if let Some(record) = written {
            record.end();
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
