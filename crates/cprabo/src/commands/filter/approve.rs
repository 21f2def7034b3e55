use anyhow::Result;
use app::ApprovedFilters;
use clap::Args;
use serde::Serialize;
use store::{AgreementText, FilterRequestId};

use super::rows::{Changes, print_changes};
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, line};

#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// The request's number
    #[arg(value_name = "REQUEST")]
    id: FilterRequestId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<AgreementText>,
    /// Approve up to so many persons more, as you have seen them; without it, up to twice those of the request
    #[arg(long, value_name = "N")]
    persons: Option<u64>,
}

/// For programs.
#[derive(Serialize)]
struct Approved {
    #[serde(flatten)]
    changes: Changes,
    /// Persons more, counted when it was approved; null while the replica is empty.
    persons: Option<u64>,
    persons_when_requested: u64,
}

impl Approve {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("filter approve");
        let app = installation.app()?;
        let ApprovedFilters { changed, persons, persons_when_requested } =
            app.approve_filters(&context, self.id, self.reason.as_ref(), self.persons)?;
        if global.json {
            let changes = Changes::from(&changed);
            output::json(&Approved { changes, persons, persons_when_requested })?;
            return Ok(ExitStatus::Done);
        }
        print_changes(global, &changed)?;
        let more = persons.map(|persons| output::count(persons, "person", "persons"));
        line(&match more {
            Some(more) => {
                format!("{more} more now, and {persons_when_requested} when it was requested")
            }
            None => "how many persons more is not known: the replica is empty".to_owned(),
        })?;
        Ok(ExitStatus::Done)
    }
}
