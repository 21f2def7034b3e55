//! Loads: everything that the replica holds on the persons who match.

mod list;
mod order;

use anyhow::Result;
use civil::AgreementUuid;
use clap::{Args, Subcommand};
use store::LoadId;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator};
use crate::output::{GOOD, line, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Load {
    /// Order a load, and write it now; also while `serve` runs
    Order(order::Order),
    /// List the loads, and how far they have come
    List(List),
    /// Call a load off
    Cancel(Cancel),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Those of this agreement alone
    #[arg(long, value_name = "UUID")]
    agreement: Option<AgreementUuid>,
}

#[derive(Debug, Args)]
pub(crate) struct Cancel {
    /// Its number, as `load list` shows it
    load: LoadId,
}

impl Load {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Order(order) => order.run(installation, global),
            Self::List(List { agreement }) => {
                let agreement = agreement.map(|uuid| installation.agreement(uuid)).transpose()?;
                let loads = installation.store.loads(agreement.map(|agreement| agreement.id))?;
                list::print(global.json, loads)
            }
            Self::Cancel(Cancel { load }) => {
                installation.store.cancel_load(load, &operator(), installation.clock.now())?;
                line(&format!("load {load} {}", styled(GOOD, "called off")))?;
                Ok(ExitStatus::Done)
            }
        }
    }
}
