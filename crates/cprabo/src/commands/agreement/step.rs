use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use store::{AgreementStep, AgreementText};

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};

/// A step that may say why.
#[derive(Debug, Args)]
pub(crate) struct Step {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// Why, for those who look into it later
    #[arg(long, value_name = "TEXT")]
    reason: Option<AgreementText>,
}

/// A step that has to say why.
#[derive(Debug, Args)]
pub(crate) struct ReasonedStep {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// Why, for those who look into it later
    #[arg(long, value_name = "TEXT")]
    reason: AgreementText,
}

impl From<ReasonedStep> for Step {
    fn from(ReasonedStep { agreement, reason }: ReasonedStep) -> Self {
        Self { agreement, reason: Some(reason) }
    }
}

impl Step {
    pub(super) fn run(
        self,
        installation: &Installation,
        step: AgreementStep,
    ) -> Result<ExitStatus> {
        let context =
            operator_context(&format!("agreement {}", step.as_str())).about(self.agreement);
        installation.app()?.step_agreement(&context, step, self.reason.as_ref())?;
        line(&format!("agreement {} is {}", self.agreement, styled(GOOD, step.to().as_str())))?;
        Ok(ExitStatus::Done)
    }
}
