//! The disclosure ledger: who received what on whom, as one chain.

mod checkpoint;
mod reduce;
mod verify;

use anyhow::Result;
use clap::Subcommand;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;

#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    /// Check that no entry was edited, removed or added, and that every disclosure has one
    ///
    /// The checksums of the database find accidents; this finds intent, also of somebody who has computed them again.
    /// Exit status 0 when everything is right, 3 when something is not.
    Verify(verify::Verify),
    /// Sign where the ledger stands, as one line to be kept elsewhere
    ///
    /// Whoever could write the database could write the whole ledger anew: only a line that is kept elsewhere shows it. Each
    /// day's run writes one into the log, too (event ledger.checkpoint).
    Checkpoint(checkpoint::Checkpoint),
    /// Reduce one person's disclosures to counts before their time: a court order, an error
    Reduce(reduce::Reduce),
}

impl Ledger {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        match self {
            // Also when the database is too damaged to work with.
            Self::Verify(verify) => {
                verify.run(&Installation::open_to_verify(&global.data)?, global)
            }
            Self::Checkpoint(checkpoint) => checkpoint.run(&Installation::open(&global.data)?),
            Self::Reduce(reduce) => reduce.run(&Installation::open(&global.data)?, global),
        }
    }
}
