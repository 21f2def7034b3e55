//! Proposals for clean-up: listed, accepted, undone.

mod accept;
mod list;
mod undo;

use anyhow::Result;
use clap::Subcommand;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;

#[derive(Debug, Subcommand)]
pub(crate) enum CleanUp {
    /// List PNR filters that are probably not needed any more, and files that nobody collects
    List(list::List),
    /// Accept proposals of a list: their filters are removed in one version, their files leave IN
    Accept(accept::Accept),
    /// Restore the filters that an acceptance removed, with their needs
    Undo(undo::Undo),
}

impl CleanUp {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::List(list) => list.run(installation, global),
            Self::Accept(accept) => accept.run(installation, global),
            Self::Undo(undo) => undo.run(installation, global),
        }
    }
}
