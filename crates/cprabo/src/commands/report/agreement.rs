use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{LedgerEntry, LedgerTerms};

use super::json::Terms;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, local, or_dash};

#[derive(Debug, Args)]
pub(crate) struct AgreementReport {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Date,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Date,
}

/// An entry of the ledger.
#[derive(Serialize)]
struct Row {
    entry: u64,
    at: Timestamp,
    way: &'static str,
    service: Option<String>,
    persons: u64,
    filter_version: Option<i64>,
    detail: Option<String>,
    agreement: Option<Terms>,
}

impl AgreementReport {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("report agreement").about(self.agreement);
        let until = clock::danish_day_end(self.to);
        let from = clock::danish_day_end(self.from.yesterday()?);
        let entries = installation.app()?.report_agreement(&context, from, until)?;
        let rows: Vec<Row> = entries.iter().map(row).collect();
        let header = ["ENTRY", "AT", "WAY", "SERVICE", "PERSONS", "FILTERS' VERSION", "KEY"];
        output::list(global.json, &rows, header, |row| {
            [
                row.entry.to_string(),
                local(row.at),
                row.way.to_owned(),
                or_dash(row.service.as_ref()),
                row.persons.to_string(),
                or_dash(row.filter_version),
                or_dash(row.detail.as_ref()),
            ]
        })?;
        Ok(ExitStatus::Done)
    }
}

fn row((entry, terms): &(LedgerEntry, Option<LedgerTerms>)) -> Row {
    Row {
        entry: entry.number,
        at: entry.at,
        way: entry.way.as_str(),
        service: entry.service.clone(),
        persons: entry.persons,
        filter_version: entry.filter_version,
        detail: entry.detail.clone(),
        agreement: terms.as_ref().map(Terms::from),
    }
}
