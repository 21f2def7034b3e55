use anyhow::Result;
use app::{ErrorCode, RequestContext};
use civil::AgreementUuid;
use clap::Args;
use filters::{Difference, FilterSet};
use store::FilterEdit;

use crate::installation::{Installation, operator_context};

#[derive(Debug, Args)]
pub(crate) struct AgreementArg {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    pub(super) agreement: AgreementUuid,
}

impl AgreementArg {
    /// The operator's request for the agreement.
    pub(super) fn context(&self, operation: &str) -> RequestContext {
        operator_context(operation).about(self.agreement)
    }

    /// The subscription's filters in force.
    pub(super) fn set(&self, installation: &Installation) -> Result<FilterSet> {
        Ok(installation.app()?.filters(&self.context("filter list"))?)
    }

    /// Changes the subscription's filters.
    pub(super) fn edit(
        &self,
        installation: &Installation,
        edit: &FilterEdit,
    ) -> Result<Difference> {
        match installation.app()?.edit_filters(&self.context("filter edit"), edit) {
            // The number was mistyped.
            Err(error) if error.code() == ErrorCode::InvalidPnr => {
                let kind = clap::error::ErrorKind::ValueValidation;
                Err(clap::Error::raw(kind, format!("{error}\n")).into())
            }
            edited => Ok(edited?),
        }
    }
}
