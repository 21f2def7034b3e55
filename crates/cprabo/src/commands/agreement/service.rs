use std::collections::BTreeSet;

use anyhow::Result;
use civil::{AgreementUuid, ServiceName};
use clap::{Args, Subcommand};

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Service {
    /// Let the agreement cover these services too
    Add(Services),
    /// Let the agreement no longer cover these services
    Remove(Services),
}

#[derive(Debug, Args)]
pub(crate) struct Services {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// SF6002, SF1520, SF6008, STAM+, FAMILIE+, FAMILIE, NAVNE3, ADRESSE4, ADRSOG1 or OFF4
    #[arg(value_name = "NAME", required = true)]
    services: Vec<ServiceName>,
}

impl Service {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let (Self::Add(services) | Self::Remove(services)) = &self;
        let context = operator_context("agreement service").about(services.agreement);
        let change = |covered: &mut BTreeSet<ServiceName>| match &self {
            Self::Add(added) => covered.extend(&added.services),
            Self::Remove(removed) => covered.retain(|it| !removed.services.contains(it)),
        };
        let covered = installation.app()?.change_services(&context, change)?;
        let names: Vec<&str> = covered.iter().map(|service| service.as_str()).collect();
        let names = if names.is_empty() { "no service".to_owned() } else { names.join(", ") };
        line(&format!("{} {names} by agreement {}", styled(GOOD, "covered:"), services.agreement))?;
        Ok(ExitStatus::Done)
    }
}
