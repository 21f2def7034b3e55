use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use store::BrakeTerms;

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Brake {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    #[command(flatten)]
    own: Own,
}

// No doc comment: clap would use it as that of the command.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Own {
    /// Hold a day that has more than so many times the usual persons; 0 holds none
    #[arg(long, value_name = "N")]
    times: Option<u32>,
    /// And more than so many persons
    #[arg(long, value_name = "N")]
    least: Option<u32>,
    /// As in cprabo.toml
    #[arg(long, conflicts_with_all = ["times", "least"])]
    as_configured: bool,
}

impl Brake {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let context = operator_context("agreement brake").about(self.agreement);
        let Own { times, least, .. } = self.own;
        installation.app()?.set_brake(&context, BrakeTerms { times, least })?;
        line(&format!("{} brake of agreement {}", styled(GOOD, "set:"), self.agreement))?;
        Ok(ExitStatus::Done)
    }
}
