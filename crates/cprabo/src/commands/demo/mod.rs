use anyhow::Result;
use clap::Args;

use crate::exit::Exit;

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Stay up afterwards, to try things by hand
    #[arg(long)]
    keep: bool,
}

impl Demo {
    pub(crate) fn run(self) -> Result<Exit> {
        Ok(Exit::Done)
    }
}
