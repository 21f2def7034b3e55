//! Whether a person was delivered to a subscription on a day, and why or why not.

mod json;
mod sentence;
mod text;

use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use disclosure::{Explanation, Question};
use jiff::civil::Date;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::pnr_argument::{PnrArgument, PnrParser};

#[derive(Debug, Args)]
#[command(
    after_help = "To look at a person is a disclosure: the audit trail records who looked, and when. \
                        Exit status 1 when the log of disclosures says another thing than the filters."
)]
pub(crate) struct Explain {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// The person's number, which the list of processes and the shell's history show; - asks for it, or reads it from
    /// standard input
    #[arg(long, value_name = "PNR", value_parser = PnrParser)]
    pnr: PnrArgument,
    /// PRODDTO of the extract
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Date,
}

impl Explain {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        let context = operator_context("explain").about(self.agreement);
        let agreement = app.authorize(&context)?;
        self.pnr.warn_if_given();
        let question = Question { agreement: &agreement, pnr: self.pnr.number()?, day: self.day };
        let runs = app.explain(&context, question.pnr, question.day)?;
        if global.json {
            json::print(&question, &runs, installation.clock.now())?;
        } else {
            text::print(&question, &runs, installation.clock.now())?;
        }
        let is_damaged = runs.iter().any(|run: &Explanation| run.contradiction().is_some());
        Ok(if is_damaged { ExitStatus::Failed } else { ExitStatus::Done })
    }
}
