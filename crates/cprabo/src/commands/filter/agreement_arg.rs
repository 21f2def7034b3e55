use anyhow::Result;
use app::{AppError, EditedFilters, ErrorCode, RequestContext};
use civil::AgreementUuid;
use clap::Args;
use filters::{Filter, FilterSet};
use store::{FilterEdit, Need};

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
    ) -> Result<EditedFilters> {
        edited(installation.app()?.edit_filters(&self.context("filter edit"), edit))
    }

    /// Adds filters for a need.
    pub(super) fn add_for(
        &self,
        installation: &Installation,
        filters: Vec<Filter>,
        need: Need,
    ) -> Result<EditedFilters> {
        edited(installation.app()?.add_filters_for(&self.context("filter edit"), filters, need))
    }
}

fn edited(edited: Result<EditedFilters, AppError>) -> Result<EditedFilters> {
    match edited {
        // The number was mistyped.
        Err(error) if error.code() == ErrorCode::InvalidPnr => {
            let kind = clap::error::ErrorKind::ValueValidation;
            Err(clap::Error::raw(kind, format!("{error}\n")).into())
        }
        edited => Ok(edited?),
    }
}
