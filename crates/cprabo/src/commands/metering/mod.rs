mod list;
mod rows;
mod statement;

use anyhow::Result;
use clap::Subcommand;

use self::list::List;
use self::statement::Statement;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::Installation;

#[derive(Debug, Subcommand)]
pub(crate) enum Metering {
    /// List what was used in a month, by agreement and service
    List(List),
    /// Say what each authority pays for a month, by a list of prices
    Statement(Statement),
}

impl Metering {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::List(list) => list.run(installation, global),
            Self::Statement(statement) => statement.run(installation, global),
        }
    }
}
