use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::Load;

use crate::exit_status::ExitStatus;
use crate::output::{self, local, local_or_dash, or_dash};

/// A load in a list.
#[derive(Serialize)]
pub(super) struct Row {
    load: i64,
    agreement: String,
    state: &'static str,
    kinds: &'static str,
    reason: Option<String>,
    ordered_by: String,
    ordered_at: Timestamp,
    /// PRODDTO of the extract whose state it shows.
    proddto: Option<Date>,
    /// The share of the replica that has been read.
    percent: u64,
    persons: u64,
    records: u64,
    files: u64,
    finished_at: Option<Timestamp>,
}

pub(super) fn row(load: Load) -> Row {
    Row {
        load: load.id.number(),
        agreement: load.agreement.to_string(),
        state: load.state.as_str(),
        kinds: load.kinds.as_str(),
        reason: load.reason,
        ordered_by: load.who,
        ordered_at: load.ordered_at,
        proddto: load.proddto,
        percent: load.scanned_permille / 10,
        persons: load.persons,
        records: load.records,
        files: load.parts,
        finished_at: load.finished_at,
    }
}

pub(super) fn print(json: bool, loads: Vec<Load>) -> Result<ExitStatus> {
    let rows: Vec<Row> = loads.into_iter().map(row).collect();
    output::list(
        json,
        &rows,
        [
            "LOAD",
            "AGREEMENT",
            "STATE",
            "KINDS",
            "AS OF",
            "PERSONS",
            "RECORDS",
            "ORDERED",
            "FINISHED",
        ],
        |row| {
            [
                row.load.to_string(),
                row.agreement.clone(),
                match row.state {
                    "running" => format!("running, {} %", row.percent),
                    state => state.to_owned(),
                },
                row.kinds.to_owned(),
                or_dash(row.proddto),
                row.persons.to_string(),
                row.records.to_string(),
                local(row.ordered_at),
                local_or_dash(row.finished_at),
            ]
        },
    )?;
    Ok(ExitStatus::Done)
}
