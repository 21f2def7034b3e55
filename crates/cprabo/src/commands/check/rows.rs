use extract_lint::Report;
use serde::Serialize;

/// The number of records of a type.
#[derive(Serialize)]
pub(super) struct RecordRow {
    pub(super) record: String,
    pub(super) count: u64,
}

/// How often an event occurs.
#[derive(Serialize)]
pub(super) struct EventRow {
    pub(super) event: String,
    pub(super) main: u64,
    pub(super) derived: u64,
    pub(super) meaning: Option<&'static str>,
}

pub(super) fn records(report: &Report) -> Vec<RecordRow> {
    let rows = report.records().map(|(kind, count)| RecordRow { record: kind.to_string(), count });
    rows.collect()
}

pub(super) fn events(report: &Report) -> Vec<EventRow> {
    let rows = report.events().map(|(code, count)| EventRow {
        event: code.to_string(),
        main: count.main,
        derived: count.derived,
        meaning: code.meaning(),
    });
    rows.collect()
}
