//! Writes persons as records, in the CPR office's layout (U12170-P).

mod added;
mod address;
mod details;
mod history;
mod marks;
mod new_types;
mod person;
mod relations;
mod sheet;
mod text;

use crate::answers::KEY;
use crate::entries::FormerNumber;

pub(crate) use person::{full_name, status};
pub(crate) use sheet::RecordSheet;
pub(crate) use text::{moment, pnr as digits};

/// Of a thousand events, those with a NGLKONST: few subscribers have one repeated.
const KEYS: u32 = 5;

impl RecordSheet<'_> {
    /// Everything except the events and the label: `001` to `030`, in rising order as the CPR office has them.
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
        self.new_types(0..99);
    }

    /// Records of new types that stand behind the events.
    pub(crate) fn write_behind_events(&mut self) {
        self.new_types(100..910);
    }

    /// The few records of a number that is no longer valid: whose it was, and the valid one.
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
}
