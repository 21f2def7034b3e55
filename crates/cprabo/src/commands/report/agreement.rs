use anyhow::Result;
use api::{AgreementReportDocument, LedgerEntryView};
use civil::AgreementUuid;
use clap::Args;
use jiff::civil::Date;
use reports::{Language, agreement_page, agreement_text};

use super::format::Format;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, line, local, or_dash};

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
    /// The language of text and page
    #[arg(long, value_name = "en|da", default_value = "en")]
    lang: Language,
    /// As lines with what the agreement says, a page to print, or for programs; without it, as a table
    #[arg(long, value_name = "text|html|json", value_enum, hide_possible_values = true)]
    format: Option<Format>,
}

impl AgreementReport {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("report agreement").about(self.agreement);
        let report = installation.app()?.report_agreement(&context, (self.from, self.to))?;
        let rows = AgreementReportDocument::from(&report).entries;
        match self.format {
            Some(Format::Text) => line(&agreement_text(&report, self.lang))?,
            Some(Format::Html) => line(agreement_page(&report, self.lang).trim_end())?,
            Some(Format::Json) => output::json(&rows)?,
            None => table(global, &rows)?,
        }
        Ok(ExitStatus::Done)
    }
}

fn table(global: &Global, rows: &[LedgerEntryView]) -> Result<()> {
    let header = ["ENTRY", "AT", "WAY", "SERVICE", "PERSONS", "FILTERS' VERSION", "KEY"];
    output::list(global.json, rows, header, |row| {
        [
            row.entry.to_string(),
            local(row.at),
            row.way.to_owned(),
            or_dash(row.service.as_ref()),
            row.persons.to_string(),
            or_dash(row.filter_version),
            or_dash(row.detail.as_ref()),
        ]
    })
}
