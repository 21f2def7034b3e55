use anyhow::Result;
use api::PersonReportDocument;
use clap::Args;
use reports::{Language, person_page, person_text};

use super::format::Format;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::mask_numbers::mask_numbers;
use crate::output::{self, line};
use crate::pnr_argument::{HiddenPnrParser, PnrArgument};

const EXAMPLES: &str = "\
Examples:
  cprabo report person --reason 'access request 2026-117' --lang da --format html < number.txt > report.html
  cprabo report person --reason 'access request 2026-117' --format json < number.txt

The report has every number that the person has had, and no other person's. It names authorities, suppliers and systems, and no
employees. With --format json it has the keys by which files were collected, too: for the operator and not for the citizen.

To read it is a disclosure: the disclosure ledger records the person, and the audit trail who read it and the reason.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PersonReportArgs {
    /// The number is read from standard input, or asked for on a terminal: as an argument, the list of processes and the
    /// shell's history would show it
    #[arg(long, value_name = "-", default_value = "-", value_parser = HiddenPnrParser)]
    pnr: PnrArgument,
    /// Why it is read, such as the number of a case; it stands in the audit trail, so no names and no person's number
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The language of the report
    #[arg(long, value_name = "en|da", default_value = "en")]
    lang: Language,
    /// The form: lines, a page to print, or everything for programs
    #[arg(
        long,
        value_name = "text|html|json",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    format: Format,
}

impl PersonReportArgs {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        let context = operator_context("report person");
        let pnr = self.pnr.number()?;
        let report = app.report_person(&context, pnr, &mask_numbers(&self.reason))?;
        let format = if global.json { Format::Json } else { self.format };
        match format {
            Format::Json => output::json(&PersonReportDocument::from(&report))?,
            Format::Html => line(person_page(&report, self.lang).trim_end())?,
            Format::Text => line(&person_text(&report, self.lang))?,
        }
        Ok(ExitStatus::Done)
    }
}
