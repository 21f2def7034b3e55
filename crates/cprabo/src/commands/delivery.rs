use anyhow::Result;
use civil::AgreementUuid;
use clap::{Args, Subcommand};

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, count, line, styled};
use crate::progress::Bar;

#[derive(Debug, Subcommand)]
pub(crate) enum Delivery {
    /// Deliver the day that the volume brake holds for an agreement, and what waits behind it
    Release(Release),
}

#[derive(Debug, Args)]
pub(crate) struct Release {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
}

impl Delivery {
    pub(crate) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let Self::Release(Release { agreement }) = self;
        let context = operator_context("delivery release").about(agreement);
        let released = installation.app()?.release_delivery(&context, &Bar::new())?;
        let (seq, day) = (released.seq, released.proddto);
        let persons = count(released.persons, "person", "persons");
        let word = styled(GOOD, "released:");
        line(&format!("{word} delivery {seq} of agreement {agreement}, {day}, {persons}"))?;
        Ok(ExitStatus::Done)
    }
}
