//! Reviews of the need for agreements' filters.

mod confirm;
mod list;
mod set;

use anyhow::Result;
use clap::Subcommand;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;

#[derive(Debug, Subcommand)]
pub(crate) enum Review {
    /// Record who at the authority has reviewed the need for the filters
    Confirm(confirm::Confirm),
    /// List the agreements by the day by which they are to be reviewed
    ///
    /// Exit status 3 when one is overdue.
    List,
    /// Set how often an agreement is reviewed, and when it is suspended
    Set(set::Set),
}

impl Review {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Confirm(confirm) => confirm.run(installation),
            Self::List => list::list(installation, global),
            Self::Set(set) => set.run(installation),
        }
    }
}
