use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use filters::{Difference, FilterSet};
use pipeline::PipelineError;
use store::{FilterEdit, StoreError};

use crate::installation::{Installation, operator};

#[derive(Debug, Args)]
pub(crate) struct AgreementArg {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    pub(super) agreement: AgreementUuid,
}

impl AgreementArg {
    /// The subscription's filters in force.
    pub(super) fn set(&self, installation: &Installation) -> Result<FilterSet> {
        Ok(installation.store.filters(installation.agreement(self.agreement)?.id)?)
    }

    /// Changes the subscription's filters.
    pub(super) fn edit(
        &self,
        installation: &Installation,
        edit: &FilterEdit,
    ) -> Result<Difference> {
        let agreement = installation.agreement(self.agreement)?.id;
        match installation.pipeline()?.edit_filters(agreement, edit, &operator()) {
            // A slip of whoever wrote the number.
            Err(PipelineError::Store(why @ StoreError::ImplausiblePnr)) => {
                let kind = clap::error::ErrorKind::ValueValidation;
                Err(clap::Error::raw(kind, format!("{why}\n")).into())
            }
            edited => Ok(edited?),
        }
    }
}
