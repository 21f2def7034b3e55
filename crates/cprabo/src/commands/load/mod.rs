//! Loads: everything that the replica holds on the persons who match.

mod list;
mod order;

use anyhow::Result;
use civil::AgreementUuid;
use clap::{Args, Subcommand};
use store::LoadId;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Load {
    /// Order a load, and write it now; also while `serve` runs
    Order(order::Order),
    /// List the loads, with their progress
    List(List),
    /// Call a load off
    Cancel(Cancel),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those of this agreement
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
                let context = operator_context("load list");
                let context = match agreement {
                    Some(agreement) => context.about(agreement),
                    None => context,
                };
                list::print(global.json, installation.app()?.list_loads(&context)?)
            }
            Self::Cancel(Cancel { load }) => {
                installation.app()?.cancel_any_load(&operator_context("load cancel"), load)?;
                line(&format!("load {load} {}", styled(GOOD, "cancelled")))?;
                Ok(ExitStatus::Done)
            }
        }
    }
}
