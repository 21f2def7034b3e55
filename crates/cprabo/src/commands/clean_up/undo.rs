use anyhow::Result;
use civil::AgreementUuid;
use clap::Args;
use serde::Serialize;
use store::{FilterVersion, RestoredFilters};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, count, line};

#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// The version that the acceptance made; by default, that of the last one that is not undone
    #[arg(long)]
    version: Option<FilterVersion>,
}

#[derive(Serialize)]
struct Answer {
    undone: i64,
    version: i64,
    filters: u64,
}

impl Undo {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("clean-up undo").about(self.agreement);
        let restored = installation.app()?.undo_clean_up(&context, self.version)?;
        let RestoredFilters { undone, version, filters } = restored;
        if global.json {
            let (undone, version) = (undone.number(), version.number());
            output::json(&Answer { undone, version, filters })?;
        } else {
            let filters = count(filters, "filter", "filters");
            line(&format!("{filters} of version {undone} restored, in version {version}"))?;
        }
        Ok(ExitStatus::Done)
    }
}
