use anyhow::Result;
use clap::Args;
use store::RunId;

use super::ingest::report;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator};
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
        let run = installation.pipeline()?.release(self.run, &operator(), &Bar::new())?;
        report(installation, global, &[run])
    }

    pub(crate) fn reject(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let run = installation.pipeline()?.reject(self.run, &operator(), &Bar::new())?;
        report(installation, global, &[run])
    }
}
