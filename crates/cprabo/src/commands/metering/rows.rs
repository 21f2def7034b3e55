use serde::Serialize;
use store::{MeteredCalls, MeteredUse};

use crate::output::or_dash;

pub(super) const USE_HEADER: [&str; 12] = [
    "AGREEMENT",
    "AUTHORITY",
    "NAME",
    "CVR",
    "SERVICE",
    "CALLS",
    "REFUSED",
    "DISCLOSING",
    "PERSONS",
    "RECORDS",
    "BYTES",
    "FILES",
];

pub(super) const CALLS_HEADER: [&str; 11] = [
    "AGREEMENT",
    "AUTHORITY",
    "NAME",
    "CVR",
    "SERVICE",
    "ACCOUNTING_INFO",
    "OPERATION",
    "SYSTEM",
    "CALLS",
    "REFUSED",
    "PERSONS",
];

/// What was used, for programs.
#[derive(Serialize)]
pub(super) struct UseRow {
    agreement: String,
    authority: String,
    authority_name: Option<String>,
    cvr: Option<String>,
    service: Option<String>,
    calls: u64,
    refused: u64,
    disclosing: u64,
    persons: u64,
    records: u64,
    bytes: u64,
    files: u64,
}

/// Calls that have everything in common that is counted, for programs.
#[derive(Serialize)]
pub(super) struct CallsRow {
    agreement: String,
    authority: String,
    authority_name: Option<String>,
    cvr: Option<String>,
    service: String,
    accounting_info: Option<String>,
    operation: String,
    system: Option<String>,
    calls: u64,
    refused: u64,
    persons: u64,
}

pub(super) fn use_cells(row: &UseRow) -> [String; 12] {
    [
        row.agreement.clone(),
        row.authority.clone(),
        or_dash(row.authority_name.as_ref()),
        or_dash(row.cvr.as_ref()),
        or_dash(row.service.as_ref()),
        row.calls.to_string(),
        row.refused.to_string(),
        row.disclosing.to_string(),
        row.persons.to_string(),
        row.records.to_string(),
        row.bytes.to_string(),
        row.files.to_string(),
    ]
}

pub(super) fn calls_cells(row: &CallsRow) -> [String; 11] {
    [
        row.agreement.clone(),
        row.authority.clone(),
        or_dash(row.authority_name.as_ref()),
        or_dash(row.cvr.as_ref()),
        row.service.clone(),
        or_dash(row.accounting_info.as_ref()),
        row.operation.clone(),
        or_dash(row.system.as_ref()),
        row.calls.to_string(),
        row.refused.to_string(),
        row.persons.to_string(),
    ]
}

impl From<&MeteredUse> for UseRow {
    fn from(used: &MeteredUse) -> Self {
        Self {
            agreement: used.agreement.to_string(),
            authority: used.authority.authority.to_string(),
            authority_name: used.authority.name.as_ref().map(|it| it.as_str().to_owned()),
            cvr: used.authority.cvr.map(|cvr| cvr.to_string()),
            service: used.service.clone(),
            calls: used.calls,
            refused: used.refused,
            disclosing: used.disclosing,
            persons: used.persons,
            records: used.records,
            bytes: used.bytes,
            files: used.files,
        }
    }
}

impl From<&MeteredCalls> for CallsRow {
    fn from(metered: &MeteredCalls) -> Self {
        let MeteredCalls { agreement, authority, system, calls, .. } = metered;
        Self {
            agreement: agreement.to_string(),
            authority: authority.authority.to_string(),
            authority_name: authority.name.as_ref().map(|it| it.as_str().to_owned()),
            cvr: authority.cvr.map(|cvr| cvr.to_string()),
            service: metered.service.clone(),
            accounting_info: metered.accounting_info.clone(),
            operation: metered.operation.clone(),
            system: system.map(|system| system.to_string()),
            calls: calls.answered,
            refused: calls.refused,
            persons: calls.persons,
        }
    }
}
