use std::collections::BTreeMap;

use civil::EventCode;
use extract::RecordType;

/// How often an event occurs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventCount {
    /// For the person of the event (AFLEDTMRK is blank).
    pub main: u64,
    /// For relatives of that person.
    pub derived: u64,
}

/// Counts over all files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    pub(crate) records: BTreeMap<RecordType, u64>,
    pub(crate) events: BTreeMap<EventCode, EventCount>,
}

impl Counts {
    pub(crate) fn record(&mut self, kind: RecordType) {
        *self.records.entry(kind).or_default() += 1;
    }

    pub(crate) fn event(&mut self, code: EventCode, is_main: bool) {
        let count = self.events.entry(code).or_default();
        *(if is_main { &mut count.main } else { &mut count.derived }) += 1;
    }
}
