use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::line;

#[derive(Debug, Args)]
pub(crate) struct Checkpoint {
    /// Add the line to this file, best on another machine's disk; without it, it is printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Checkpoint {
    pub(crate) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let signed = installation.app()?.ledger_checkpoint(&operator_context("ledger"))?;
        match self.out {
            None => line(&signed)?,
            Some(path) => {
                let cannot = || format!("cannot write {}", path.display());
                let file = OpenOptions::new().create(true).append(true).open(&path);
                let mut file = file.with_context(cannot)?;
                file.write_all(format!("{signed}\n").as_bytes()).with_context(cannot)?;
                file.sync_all().with_context(cannot)?;
            }
        }
        Ok(ExitStatus::Done)
    }
}
