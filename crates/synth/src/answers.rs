//! The CPR office's answers to a subscriber's own input: receipts (`997`) before the persons, errors (`910`) after the
//! end record. There was no such input, but receivers must be able to handle the answers.

use extract::{Form, Part, Writer};
use jiff::civil::Date;

use crate::deterministic_rng::DeterministicRng;
use crate::family_group::BLOCK;
use crate::mass::day_number;
use crate::numbers::Series;
use crate::plan::Plan;
use crate::records::{digits, moment};

/// Of a hundred days, those with a receipt and those with an error.
const RECEIPTS: u32 = 12;
const ERRORS: u32 = 10;

/// NGLKONST: the text that the invented subscriptions have the CPR office repeat.
pub(crate) const KEY: &str = "ABONNEMENT 7";

/// The answers in a day's extract.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answers {
    day: Date,
    /// The running number of the person whose subscription is deleted.
    receipt: Option<u64>,
    error: bool,
}

impl Answers {
    pub(crate) fn on(plan: &Plan, day: Date) -> Self {
        let mut chance = DeterministicRng::of(&[plan.seed, 6, day_number(day)]);
        let (receipt, error) = (chance.percent(RECEIPTS), chance.percent(ERRORS));
        // The first of a group: everyone who exists today or tomorrow has another number.
        let receipt = receipt.then(|| chance.next() % plan.groups() * BLOCK);
        Self { day, receipt, error }
    }

    /// `997`: a subscription to a person is deleted.
    pub(crate) fn receipt(&self, series: &Series, form: Form) -> Part {
        let pnr = self.receipt.map(|running| digits(series.pnr(running, false)));
        let at = moment(self.day);
        let fields = pnr.as_deref().map(|pnr| {
            [("PNR", pnr), ("TIMESTAMPU", &*at), ("HAENDELSE", "A45"), ("NGLKONST", KEY)]
        });
        write("997", fields.as_ref().map(<[_; 4]>::as_slice), form)
    }

    /// `910`: an input record is refused.
    pub(crate) fn error(&self, form: Form) -> Part {
        let fields = [
            ("SORTFELT-10", "0000000000"),
            ("INDDATA", "06"),
            ("FEJLNR", "8452"),
            ("FEJLTXT-UDTRÆK", "Personnummeret findes ikke i CPR"),
        ];
        write("910", self.error.then_some(&fields), form)
    }
}

/// A record with these fields, or nothing.
fn write(kind: &str, fields: Option<&[(&str, &str)]>, form: Form) -> Part {
    let mut writer = Writer::new(form);
    if let (Some(fields), Ok(record)) = (fields, writer.record(kind)) {
        let mut fields = fields.iter();
        let filled =
            fields.try_fold(record, |record, (field, value)| record.set(field, value).ok());
        debug_assert!(filled.is_some(), "record {kind}");
        if let Some(record) = filled {
            record.end();
        }
    }
    writer.into_part()
}
