use std::num::ParseIntError;

use anyhow::Result;
use civil::AgreementUuid;
use clap::{ArgGroup, Args};

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::line;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args(["every", "suspend_after"]))]
pub(crate) struct Set {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// Days from one review to the next; 0 for none, `default` for what cprabo.toml says
    #[arg(long, value_name = "DAYS", value_parser = days)]
    every: Option<Days>,
    /// Days overdue after which the agreement is suspended; 0 for never, `default` for what cprabo.toml says
    #[arg(long, value_name = "DAYS", value_parser = days)]
    suspend_after: Option<Days>,
}

/// A number of days, or what the configuration says.
#[derive(Debug, Clone, Copy)]
struct Days(Option<u16>);

fn days(text: &str) -> Result<Days, ParseIntError> {
    match text {
        "default" => Ok(Days(None)),
        text => text.parse().map(|days| Days(Some(days))),
    }
}

impl Set {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let own = |days: Option<Days>| days.map(|Days(days)| days);
        let context = operator_context("review set").about(self.agreement);
        let (every, suspends) = (own(self.every), own(self.suspend_after));
        installation.app()?.set_review_periods(&context, every, suspends)?;
        line(&format!("set for agreement {}", self.agreement))?;
        Ok(ExitStatus::Done)
    }
}
