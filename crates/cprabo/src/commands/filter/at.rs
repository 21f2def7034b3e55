use anyhow::Result;
use clap::Args;

use super::agreement_arg::AgreementArg;
use super::listing::print_listing;
use super::point::Point;
use super::rows::print_rows;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;

#[derive(Debug, Args)]
pub(crate) struct At {
    #[command(flatten)]
    of: AgreementArg,
    /// A version (a number of `history`), or a day (YYYY-MM-DD), which means its end in Denmark
    #[arg(value_name = "DATE|VERSION")]
    point: Point,
}

impl At {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let agreement = self.of.agreement;
        let set =
            installation.app()?.filters_at(&self.of.context("filter at"), self.point.into())?;
        if global.json {
            print_rows(global, &set)?;
        } else {
            print_listing(&set, &format!("agreement {agreement} {}", self.point))?;
        }
        Ok(ExitStatus::Done)
    }
}
