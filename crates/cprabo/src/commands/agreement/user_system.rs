use std::collections::BTreeSet;

use anyhow::Result;
use civil::{AgreementUuid, SystemUuid};
use clap::{Args, Subcommand};

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum UserSystem {
    /// Let these systems call under the agreement too, with certificates of their own
    Add(UserSystems),
    /// Let these systems no longer call under the agreement: it acts at once
    Remove(UserSystems),
}

#[derive(Debug, Args)]
pub(crate) struct UserSystems {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// UserSystemUUID of a system; `cprabo system list` lists them
    #[arg(value_name = "SYSTEM", required = true)]
    systems: Vec<SystemUuid>,
}

impl UserSystem {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let (Self::Add(named) | Self::Remove(named)) = &self;
        let context = operator_context("agreement system").about(named.agreement);
        let change = |users: &mut BTreeSet<SystemUuid>| match &self {
            Self::Add(added) => users.extend(&added.systems),
            Self::Remove(removed) => users.retain(|it| !removed.systems.contains(it)),
        };
        let users = installation.app()?.change_user_systems(&context, change)?;
        let users: Vec<String> = users.iter().map(ToString::to_string).collect();
        let users = if users.is_empty() { "none".to_owned() } else { users.join(", ") };
        line(&format!(
            "{} {users} of agreement {}",
            styled(GOOD, "user systems:"),
            named.agreement
        ))?;
        Ok(ExitStatus::Done)
    }
}
