//! Compares the numbers that a system holds with its filters.

mod report;

use std::path::PathBuf;

use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::input::{check_lines, read_list};
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};
use crate::pnr_argument::parse_numbers;
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct Drift {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// The numbers that the system holds, one per line; `-` for standard input
    #[arg(value_name = "FILE")]
    held: PathBuf,
    /// Ignore lines that are not numbers
    #[arg(long)]
    skip_invalid: bool,
    /// Show the numbers: personal data
    #[arg(long)]
    show_persons: bool,
    /// Order a load of the missing persons
    #[arg(long)]
    catch_up: bool,
}

impl Drift {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let app = installation.app()?;
        let context = operator_context("drift").about(self.agreement);
        app.authorize(&context)?;
        let (held, bad) = parse_numbers(&read_list(&self.held)?);
        check_lines(&self.held, &bad, self.skip_invalid.into())?;
        let drift = app.compare(&context, &held)?;
        report::print(&drift, self.show_persons, global.json)?;
        if self.catch_up
            && let Some(load) = app.order_catch_up(&context, &drift)?
        {
            app.write_loads(&context, &Bar::new())?;
            if !global.json {
                line(&format!(
                    "load {load} {}: those who were missing",
                    styled(GOOD, "delivered")
                ))?;
            }
        }
        Ok(if drift.is_none() { ExitStatus::Done } else { ExitStatus::Held })
    }
}
