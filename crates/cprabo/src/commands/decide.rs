use anyhow::Result;
use clap::Args;
use store::RunId;

use super::ingest::report;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The run, as `cprabo runs` numbers it
    run: RunId,
}

impl Decide {
    pub(crate) fn release(
        self,
        installation: &Installation,
        global: &Global,
    ) -> Result<ExitStatus> {
        let run =
            installation.app()?.release(&operator_context("release"), self.run, &Bar::new())?;
        report(installation, global, &[run])
    }

    pub(crate) fn reject(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let run =
            installation.app()?.reject_run(&operator_context("reject"), self.run, &Bar::new())?;
        report(installation, global, &[run])
    }
}
