//! Reports from the disclosure ledger.

mod agreement;
mod format;
mod person;

use anyhow::Result;
use clap::Subcommand;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;

#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// To whom a person was disclosed, why and when: for a citizen's right of access
    Person(person::PersonReportArgs),
    /// What was disclosed under an agreement, without persons
    Agreement(agreement::AgreementReport),
}

impl Report {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Person(person) => person.run(installation, global),
            Self::Agreement(agreement) => agreement.run(installation, global),
        }
    }
}
