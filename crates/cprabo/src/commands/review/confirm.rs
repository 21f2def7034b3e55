use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use clap::error::ErrorKind;
use store::{AgreementText, NeedReason};

use crate::exit_status::ExitStatus;
use crate::installation::{Installation, operator_context};
use crate::output::{GOOD, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Confirm {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// Who answers for it at the authority
    #[arg(long, value_name = "NAME")]
    by: AgreementText,
    /// What was found, without personal numbers
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl Confirm {
    pub(super) fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let note: Result<Option<NeedReason>, _> = self.note.as_deref().map(str::parse).transpose();
        // Without the text, which may hold a number.
        let wrong =
            |error| clap::Error::raw(ErrorKind::ValueValidation, format!("--note: {error}\n"));
        let note = note.map_err(wrong)?;
        let context = operator_context("review confirm").about(self.agreement);
        installation.app()?.confirm_review(&context, &self.by, note.as_ref())?;
        line(&format!("agreement {} is {}", self.agreement, styled(GOOD, "reviewed")))?;
        Ok(ExitStatus::Done)
    }
}
