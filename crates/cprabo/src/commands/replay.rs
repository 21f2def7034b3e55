use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use jiff::civil::Date;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, GOOD, line, styled};
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// The first PRODDTO
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Date,
    /// The last PRODDTO; by default, that of `--from`
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
}

impl Replay {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let days = (self.from, self.to.unwrap_or(self.from));
        let context = operator_context("replay").about(self.agreement);
        let names = installation.app()?.replay(&context, days, &Bar::new())?;
        if global.json {
            output::json(&names)?;
            return Ok(ExitStatus::Done);
        }
        let files = output::count(names.len() as u64, "file", "files");
        line(&format!("{files} {}", styled(GOOD, "delivered again")))?;
        names.iter().try_for_each(|name| line(&format!("  {name}")))?;
        Ok(ExitStatus::Done)
    }
}
